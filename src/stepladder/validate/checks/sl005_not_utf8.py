"""The file is not UTF-8.

UTF-8 is the one encoding that is read, because a file in another one looks right to its author and shows broken
letters, or other letters, to everybody else. The place given is the first byte that cannot be UTF-8; most often it is
a letter with an accent in a file that an editor saved as Latin-1 or Windows-1252.

Save the file as UTF-8.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL005", __doc__)
