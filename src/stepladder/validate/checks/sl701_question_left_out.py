"""A question of a teaching case is left out of a GIFT file.

The pathway allows every answer to it, and GIFT cannot say so: a list of nothing but right answers is read there as a
question to be answered in writing. `stepladder export --to gift` leaves it out and says how many there were. Nothing is
wrong with the case; the quiz, the page and the Anki deck keep the question, and do not count it.

Where students should decide there, write a case in which something stands against one of the answers.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL701", __doc__)
