"""A choice is given, or compared with, a value that it does not have.

The values of a choice are the ids under its `values`, and those of a derived table the names in its rows. A
comparison with another word could never hold, so the exit behind it would stay closed for good. A value that is also
the id of a fact or of a derived name cannot be told from it where the two meet in a condition.

Write one of the values as its id, bare and without quotes (`course == better`), not as its label. Rename a value that
is also something else.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL203", __doc__)
