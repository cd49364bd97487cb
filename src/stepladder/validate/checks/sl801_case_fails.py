"""A teaching case does not come out as it says.

The walk took another path, ended elsewhere, an exit had another status, a rule did or did not hold, or an answer, a
choice or a reason that the case holds ready was never used. Either the pathway has changed, or the case never was
what its author thought; both are worth knowing.

Read what was expected and what came, and correct the one that is wrong. `stepladder walk PATHWAY --case ID` shows the
walk step by step.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL801", __doc__)
