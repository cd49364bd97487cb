"""The same key stands twice in one mapping.

Readers of YAML silently keep the last of the two, so half of what was written would be lost: two steps of one name,
two `when` of one exit. In a pathway that is a folder, a top-level key that stands in two files is the same mistake.

Keep one, merge the two, or give the second its own name.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL002", __doc__)
