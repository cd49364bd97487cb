"""Two things of different kinds meet.

A finding is yes or no and stands alone; a choice is compared with its values; a number is compared with a number.
What `sets` gives a fact must be of the fact's kind too: true or false, one of the values, a number. A mistake here is
usually a mistake about what a fact means, so nothing is converted.

Write `fever` or `not fever`, `kidney == reduced`, `age >= 75`. In YAML 1.2 the words yes and no are texts: a finding
is set to `true` or `false`.
"""

from __future__ import annotations

from stepladder.validate.check import Check

CHECK = Check("SL302", __doc__)
