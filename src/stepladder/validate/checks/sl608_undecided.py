"""A question of proofs was left undecided.

A limit was reached: the time that was given, or the number of cases that are looked at. The help says which, and what
was covered. What is undecided is neither true nor false, and it is never counted as proved.

Give more time (`--timeout`). If that does not help, make the step simpler: compare numbers with thresholds rather than
sums of them with each other, and split a long table in two.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL608", __doc__)
