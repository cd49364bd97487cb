"""A rule that gives no reason.

A blocked exit stays visible together with the reason, and that is what a learner takes home. Without `because`, the
pathway says no and nothing else; and whoever goes on in spite of a relative rule cannot weigh what they override.

Add a sentence: what can happen, and to whom.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic
from stepladder.validate.check import Check, Subject

RIGHT = """\
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

WRONG = RIGHT.replace("    because: It can make an ulcer bleed.\n", "")


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Rules without `because`."""
    for name, rule in subject.pathway.rules.items():
        if not rule.because.strip() and ("rules", name, "because") not in subject.lost:
            message = f"the rule '{name}' gives no reason"
            hint = "say what can happen: `because: …`"
            yield Diagnostic("SL503", message, ("rules", name), on="key", help=hint)


CHECK = Check("SL503", __doc__, WRONG, RIGHT, find)
