"""The file cannot be read as YAML 1.2.

Nothing after this place can be understood, so nothing else in the file has been checked yet. Most often it is one of
these:

- a text that has `: ` or `#` in it and is not quoted;
- inside `{…}` or `[…]`, a text with a comma, a bracket or a `?` that is not quoted, or a bracket that is never closed;
- a tab, or a line that is indented to a level nobody opened;
- a second document, after `---`.

Quote the text, close the bracket, or indent with spaces, and check again.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL001", __doc__)
