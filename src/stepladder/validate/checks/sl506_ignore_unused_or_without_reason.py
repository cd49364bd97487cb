"""A comment that silences nothing, or says no reason.

`# stepladder: ignore SL501 -- reason`, behind a line or above it, silences one code there. The next reader wants to
know why, so without a reason nothing is silenced; and a comment whose finding is gone should go too, before it hides
a new one. Errors that make everything else meaningless (SL0 to SL3), dead ends and ways to safety cannot be silenced.

Write the reason behind `--`, or take the comment out.
"""

from __future__ import annotations

from stepladder.validate.check import Check

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
  # stepladder: ignore SL501 -- an old household remedy; nobody has studied it
  pain_relief:
    kind: treatment
    title: Ibuprofen for three days
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

WRONG = RIGHT.replace(
    "    title: Ibuprofen for three days\n", "    title: Ibuprofen for three days\n    sources: [EXAMPLE]\n"
)

CHECK = Check("SL506", __doc__, WRONG, RIGHT)
