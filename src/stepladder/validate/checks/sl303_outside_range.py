"""A number that its fact can never have.

A threshold above the fact's `max`, below its `min` or with more decimal places than it has makes a comparison that is
always true or always false, which is hardly what was meant: often the unit is another one, or a digit is missing. A
value in `sets` must lie in the range as well.

Correct the number, or widen `min`, `max` or `decimals` of the fact.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL303", __doc__)
