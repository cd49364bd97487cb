"""No walk ever takes this exit, or comes to this step.

The graph leads there (else it were SL401), but whatever is answered and chosen, the condition is never true when a
walk stands there, or a rule always blocks. Often a fact was settled earlier and cannot change any more.

Where the help says that it follows from SL601 or SL602, mend that first: walks are stopped before they come here. Else
take the exit out, or see what was meant: a fact that can change is `fresh`, and asked where it matters.
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
  fever: {type: finding, fresh: true, ask: Is there a fever?}
steps:
  look:
    kind: assessment
    title: Look and ask
    asks: [fever]
    next:
      - {to: doctor, when: fever}
      - {to: wait, when: not fever}
  wait:
    kind: assessment
    title: Wait two days and look again
    review: {after: 2 days}
    asks: [fever]
    next:
      - {to: doctor, when: fever}
      - {to: home, when: not fever}
  home: {kind: outcome, title: Home with advice}
  doctor: {kind: outcome, title: Seen by a doctor}
"""

WRONG = RIGHT.replace("fresh: true, ", "")

CHECK = Check("SL603", __doc__, WRONG, RIGHT)
