"""Something that must be there is missing.

A pathway has `stepladder`, `id`, `title`, `version`, `start`, `facts` and `steps`; a step has a `kind` and a `title`;
an exit has a `to`; a fact has a `type`, and an `ask` if any step asks it; a rule has `blocks`, `when` and `severity`;
a table ends in `otherwise`, so that it always has a value; a claim has all keys of its form.

Add the key. Two exits of one step that lead to the same step need an `id` each, or nobody could tell them apart.
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

WRONG = RIGHT.replace("    kind: assessment\n", "")

CHECK = Check("SL102", __doc__, WRONG, RIGHT)
