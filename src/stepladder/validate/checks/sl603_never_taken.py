"""No walk ever takes this exit, or comes to this step.

The graph leads there (else it were SL401), but whatever is answered and chosen, the condition is never true when a
walk stands there, or a rule always blocks. Often a fact was settled earlier and cannot change any more.

Where the help says that it follows from SL601 or SL602, mend that first: walks are stopped before they come here. Else
take the exit out, or see what was meant: a fact that can change is `fresh`, and asked where it matters.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL603", __doc__)
