"""A teaching case does not come out as it says.

The walk took another path, ended elsewhere, an exit had another status, a rule did or did not hold, or an answer, a
choice or a reason that the case holds ready was never used. Either the pathway has changed, or the case never was
what its author thought; both are worth knowing.

Read what was expected and what came, and correct the one that is wrong. `stepladder walk PATHWAY --case ID` shows the
walk step by step.
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

WRONG = {
    "sore-throat.yaml": PATHWAY,
    "sore-throat.cases.yaml": CASES.replace("      ends: doctor\n", "      ends: home\n"),
}

CHECK = Check("SL801", __doc__, WRONG, RIGHT)
