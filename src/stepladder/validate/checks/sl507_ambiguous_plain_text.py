"""A plain word that other readers of YAML take for something else.

In YAML 1.2, which pathways are written in, `no`, `on`, `off` and `y` are texts, and `010` is ten. Older readers, and
many editors, see false, true, or eight; `12:30` becomes a number of minutes. Norway's `NO` is the famous case.

Quote the text: `"NO"`. For a finding that is so or is not so, write `true` or `false`; for a number, write it without
its zero: `10`. A choice's value `no` is given in quotes (`sets: {country: "no"}`) and stands bare in a condition
(`country == no`). Where the word is refused anyway, the error at its place says what to write, and this warning is left
out.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL507", __doc__)
