"""Two exits of one `next` list can apply at once.

Of a `next` list exactly one exit applies; with two, a walk stops, as nobody is there to choose. The help names a
patient for whom both do.

Make the conditions exclude each other (`< 38` and `>= 38`), or let a person choose and write `options`.
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
steps:
  look:
    kind: assessment
    title: Look and ask
    asks: [temperature]
    next:
      - {to: home, when: temperature < 38}
      - {to: doctor, when: temperature >= 38}
  home: {kind: outcome, title: Home with advice}
  doctor: {kind: outcome, title: Seen by a doctor}
"""

WRONG = RIGHT.replace("temperature < 38", "temperature <= 38")

CHECK = Check("SL602", __doc__, WRONG, RIGHT)
