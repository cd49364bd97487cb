"""A walk can come to where no outcome can be reached any more.

Whatever is answered and chosen from there, the walk goes on for ever, or only to where it is stuck. The graph alone
does not show it (that were SL402): the conditions leave no way out for some patients. The help names one.

Where the help says that it follows from SL601 or SL602, mend that first. Else give them a way out, or let the fact that
holds them be asked anew (`fresh`), if it can change.
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
    options:
      - {to: home, when: not fever}
      - {to: rest}
  rest:
    kind: treatment
    title: Rest for a day
    basis: teaching
    review: {after: 1 days}
    next: [{to: look}]
  home: {kind: outcome, title: Home with advice}
"""

WRONG = RIGHT.replace("fresh: true, ", "")

CHECK = Check("SL606", __doc__, WRONG, RIGHT)
