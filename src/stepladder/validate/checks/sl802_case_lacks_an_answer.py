"""A teaching case lacks an answer that the walk needs.

The walk came to a question for which the case holds no answer, and stopped. Nothing is guessed, so the rest of the
case could not be checked.

Give the answer under `facts`, or under `at` when it holds at one step only. A case that means to stop here says so:
`expect: {waits: STEP}`.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL802", __doc__)
