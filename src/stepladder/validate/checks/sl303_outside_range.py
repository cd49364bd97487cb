"""A number that its fact can never have.

A threshold above the fact's `max`, below its `min` or with more decimal places than it has makes a comparison that is
always true or always false, which is hardly what was meant: often the unit is another one, or a digit is missing. A
value in `sets` must lie in the range as well.

Correct the number, or widen `min`, `max` or `decimals` of the fact.
"""

from __future__ import annotations

from stepladder.validate.check import Check

RIGHT = """\
stepladder: 1
id: sore-throat
title: Sore throat, first steps
version: 0.1.0
start: look
facts:
  temperature:
    type: number
    unit: Cel
    min: 34
    max: 43
    decimals: 1
    ask: What is the temperature?
  ill_for:
    type: number
    unit: d
    min: 0
    max: 30
    ask: For how many days has the throat been sore?
steps:
  look:
    kind: assessment
    title: Look and ask
    asks: [temperature, ill_for]
    next:
      - {to: doctor, when: temperature >= 38.5 or ill_for > 7}
      - {to: home, otherwise: true}
  doctor: {kind: outcome, title: Seen by a doctor}
  home: {kind: outcome, title: Home with advice}
"""

WRONG = RIGHT.replace("temperature >= 38.5", "temperature >= 101")

CHECK = Check("SL303", __doc__, WRONG, RIGHT)
