"""A walk can come to where no outcome can be reached any more.

Whatever is answered and chosen from there, the walk goes on for ever, or only to where it is stuck. The graph alone
does not show it (that were SL402): the conditions leave no way out for some patients. The help names one.

Where the help says that it follows from SL601 or SL602, mend that first. Else give them a way out, or let the fact that
holds them be asked anew (`fresh`), if it can change.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL606", __doc__)
