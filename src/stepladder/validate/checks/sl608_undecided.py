"""A question of proofs was left undecided.

A limit was reached: the time that was given, or the number of cases that are looked at. The help says which, and what
was covered. What is undecided is neither true nor false, and it is never counted as proved.

Give more time (`--timeout`). If that does not help, make the step simpler: compare numbers with thresholds rather than
sums of them with each other, and split a long table in two.
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
  temperature: {type: number, unit: Cel, min: 34, max: 43, decimals: 1, ask: What is the temperature?}
  usual: {type: number, unit: Cel, min: 34, max: 39, decimals: 1, ask: What is it usually?}
steps:
  look:
    kind: assessment
    title: Look and ask
    asks: [temperature, usual]
    next:
      - {to: doctor, when: temperature >= 38}
      - {to: home, otherwise: true}
  home: {kind: outcome, title: Home with advice}
  doctor: {kind: outcome, title: Seen by a doctor}
"""

WRONG = RIGHT.replace("temperature >= 38", "temperature + temperature >= usual + usual + 2")

CHECK = Check("SL608", __doc__, WRONG, RIGHT)
