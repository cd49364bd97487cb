"""A claim is false.

There is a walk in which what the author says of every walk is not so. The help tells it; `stepladder verify PATHWAY
--only CLAIM --witness-dir DIR` writes it as a case that can be walked.

Mend the pathway if the claim is what must hold: with a rule or a condition. Or mend the claim, if it says too much.
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
therapies: {ibuprofen: Ibuprofen}
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
    starts: [ibuprofen]
    next: [{to: home}]
  home: {kind: outcome, title: Home with advice}
claims:
  no-ibuprofen-after-an-ulcer: {entering: [tablets], requires: not ulcer}
"""

WRONG = RIGHT.replace("{to: tablets, when: not ulcer}", "{to: tablets}")

CHECK = Check("SL604", __doc__, WRONG, RIGHT)
