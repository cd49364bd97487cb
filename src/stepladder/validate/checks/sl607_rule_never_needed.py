"""A rule never holds where it matters, or a backstop is needed after all.

In no walk does the rule hold at an exit to what it blocks while the condition of that exit leaves it open: something
before it already keeps everybody away. Either the rule is written wrongly, or it is a second line of defence.

Mend it, or say that it is meant so: `backstop: true`. Then it is proved never to be needed, and SL607 tells of the
walk that needs it.
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
  ulcer: {type: finding, ask: Was there ever a stomach ulcer?}
steps:
  look:
    kind: assessment
    title: Look and ask
    asks: [ulcer]
    options:
      - {to: tablets, when: not ulcer}
      - {to: home}
  tablets:
    kind: treatment
    title: Ibuprofen for three days
    sources: [EXAMPLE]
    next: [{to: home}]
  home: {kind: outcome, title: Home with advice}
rules:
  ulcer-first:
    blocks: [tablets]
    when: ulcer
    severity: absolute
    backstop: true
    because: It can make an ulcer bleed.
    sources: [EXAMPLE]
"""

WRONG = RIGHT.replace("    backstop: true\n", "")

CHECK = Check("SL607", __doc__, WRONG, RIGHT)
