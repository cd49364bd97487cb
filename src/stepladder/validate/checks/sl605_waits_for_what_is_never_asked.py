"""An exit waits for a fact that is never asked.

A fact without `ask` gets its value only where something `sets` it. Here a walk comes to an exit that depends on it
before that has happened; the exit then cannot be taken, and nobody can be asked.

Give the fact an `ask`, set it on every way that leads here, or write `known(…)` into the condition.
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
  weak_defence:
    type: finding
    ask: Is the immune system weakened?
entries:
  from_hospital: {at: look, sets: {weak_defence: true}}
steps:
  look:
    kind: assessment
    title: Look and ask
    options:
      - {to: doctor, when: weak_defence}
      - {to: home}
  home: {kind: outcome, title: Home with advice}
  doctor: {kind: outcome, title: Seen by a doctor}
"""

WRONG = RIGHT.replace("\n    ask: Is the immune system weakened?", "")

CHECK = Check("SL605", __doc__, WRONG, RIGHT)
