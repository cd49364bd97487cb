"""An anchor, an alias or a tag.

YAML can name a value (`&name`), repeat it elsewhere (`*name`) and give it a type (`!type`). Pathways use none of the
three: an alias hides from a reviewer where a value comes from, a change in one place acts in another, and a few lines
of aliases can grow into gigabytes.

Write the value out where it is needed. Where the same steps are meant again and again, make a group of them.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL003", __doc__)
