"""A rule never holds where it matters, or a backstop is needed after all.

In no walk does the rule hold at an exit to what it blocks while the condition of that exit leaves it open: something
before it already keeps everybody away. Either the rule is written wrongly, or it is a second line of defence.

Mend it, or say that it is meant so: `backstop: true`. Then it is proved never to be needed, and SL607 tells of the
walk that needs it.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL607", __doc__)
