"""Numbers of different units are added or compared.

Units are compared as they are written, in UCUM (`a` years, `d` days, `h` hours, `Cel` degrees, `mm[Hg]`), and never
converted: 3 days and 72 hours are the same time, and 3 < 72.

Ask both in the same unit, or derive one from the other with the factor written out and the unit declared. A derived
number's `unit` must be that of what it is made of.
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

WRONG = RIGHT.replace("temperature >= 38.5 or ill_for > 7", "temperature > ill_for")

CHECK = Check("SL304", __doc__, WRONG, RIGHT)
