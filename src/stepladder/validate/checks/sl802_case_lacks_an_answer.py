"""A teaching case lacks an answer that the walk needs.

The walk came to a question for which the case holds no answer, and stopped. Nothing is guessed, so the rest of the
case could not be checked.

Give the answer under `facts`, or under `at` when it holds at one step only. A case that means to stop here says so:
`expect: {waits: STEP}`.
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

WRONG = {"sore-throat.yaml": PATHWAY, "sore-throat.cases.yaml": CASES.replace(", ulcer: true}", "}")}

CHECK = Check("SL802", __doc__, WRONG, RIGHT)
