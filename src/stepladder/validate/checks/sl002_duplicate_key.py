"""The same key stands twice in one mapping.

Readers of YAML silently keep the last of the two, so half of what was written would be lost: two steps of one name,
two `when` of one exit. In a pathway that is a folder, a top-level key that stands in two files is the same mistake.

Keep one, merge the two, or give the second its own name.
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
  fever: {type: finding, ask: Is there a fever?}
steps:
  look:
    kind: assessment
    title: Look and ask
    asks: [fever]
    next:
      - {to: doctor, when: fever}
      - {to: home, when: not fever}
  doctor: {kind: outcome, title: Seen by a doctor}
  home: {kind: outcome, title: Home with advice}
"""

WRONG = RIGHT.replace("  home: {kind", "  doctor: {kind: outcome, title: Seen by a doctor}\n  home: {kind")

CHECK = Check("SL002", __doc__, WRONG, RIGHT)
