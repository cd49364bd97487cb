"""A walk can be stuck.

There are answers with which a walk comes to this step and no exit can be taken: of a `next` list none applies, of
`options` all are closed or blocked, or an exit waits for a fact that nobody is asked. A walk that would go round for
ever without a question is stuck too. The help names a patient, the way, and what is wrong with each exit.

Close the gap between the conditions (`< 38` and `> 38` leave out 38 itself), let a last exit say `otherwise: true`, or
give those whom a rule blocks another way.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL601", __doc__)
