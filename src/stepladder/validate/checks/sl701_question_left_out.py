"""A question of a teaching case is left out of a GIFT file.

The pathway allows every answer to it, and GIFT cannot say so: a list of nothing but right answers is read there as a
question to be answered in writing. `stepladder export --to gift` leaves it out and says how many there were. Nothing is
wrong with the case; the quiz, the page and the Anki deck keep the question, and do not count it.

Where students should decide there, write a case in which something stands against one of the answers.
"""

from __future__ import annotations

from stepladder.validate.check import Check

PATHWAY = """\
stepladder: 1
id: sore-throat
title: Sore throat, first steps
version: 0.1.0
start: look
sources:
  EXAMPLE: {title: An illustrative source}
facts:
  fever: {type: finding, ask: Is there a fever?}
  ulcer: {type: finding, ask: Was there ever a stomach ulcer?}
therapies: {ibuprofen: Ibuprofen}
steps:
  look:
    kind: assessment
    title: Look and ask
    asks: [fever, ulcer]
    options:
      - {to: pain_relief, when: not fever}
      - {to: doctor}
  pain_relief:
    kind: treatment
    title: Ibuprofen for three days
    sources: [EXAMPLE]
    starts: [ibuprofen]
    next: [{to: home}]
  doctor: {kind: outcome, title: Seen by a doctor}
  home: {kind: outcome, title: Home with advice}
rules:
  ulcer-first:
    blocks: [pain_relief]
    when: ulcer
    severity: absolute
    because: It can make an ulcer bleed.
    sources: [EXAMPLE]
"""

CASES = """\
pathway: sore-throat
cases:
  - id: old-ulcer
    title: No tablets for this stomach
    facts: {fever: false, ulcer: true}
    choose: [doctor]
    expect:
      ends: doctor
"""

RIGHT = {"sore-throat.yaml": PATHWAY, "sore-throat.cases.yaml": CASES}

WRONG = {"sore-throat.yaml": PATHWAY, "sore-throat.cases.yaml": CASES.replace("ulcer: true", "ulcer: false")}

CHECK = Check("SL701", __doc__, WRONG, RIGHT)
