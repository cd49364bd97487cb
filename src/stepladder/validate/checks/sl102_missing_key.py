"""Something that must be there is missing.

A pathway has `stepladder`, `id`, `title`, `version`, `start`, `facts` and `steps`; a step has a `kind` and a `title`;
an exit has a `to`; a fact has a `type`, and an `ask` if any step asks it; a rule has `blocks`, `when` and `severity`;
a table ends in `otherwise`, so that it always has a value; a claim has all keys of its form.

Add the key. Two exits of one step that lead to the same step need an `id` each, or nobody could tell them apart.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL102", __doc__)
