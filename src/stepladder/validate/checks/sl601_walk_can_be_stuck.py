"""A walk can be stuck.

There are answers with which a walk comes to this step and no exit can be taken: of a `next` list none applies, of
`options` all are closed or blocked, or an exit waits for a fact that nobody is asked. A walk that would go round for
ever without a question is stuck too. The help names a patient, the way, and what is wrong with each exit.

Close the gap between the conditions (`< 38` and `> 38` leave out 38 itself), let a last exit say `otherwise: true`, or
give those whom a rule blocks another way.
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

WRONG = RIGHT.replace("temperature >= 38", "temperature > 38")

CHECK = Check("SL601", __doc__, WRONG, RIGHT)
