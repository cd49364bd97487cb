"""A claim is false.

There is a walk in which what the author says of every walk is not so. The help tells it; `stepladder verify PATHWAY
--only CLAIM --witness-dir DIR` writes it as a case that can be walked.

Mend the pathway if the claim is what must hold: with a rule or a condition. Or mend the claim, if it says too much.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL604", __doc__)
