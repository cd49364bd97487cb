"""A condition that cannot be read.

Conditions have names, numbers, comparisons, `and`, `or`, `not`, `in`, `+ - *`, parentheses, and the words `known`,
`active`, `visited`, `visits`, `tried`, `blocked` and `count`. Nothing else is read, and nothing is ever run as a
program. The place given is where reading came to an end; often something is missing just before it.

Write `==` for equality, `and` for &, values bare and without quotes, and choose round parentheses for lists:
`kidney in (normal, reduced)`.
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
  temperature:
    type: number
    unit: Cel
    min: 34
    max: 43
    decimals: 1
    ask: What is the temperature?
  ill_for:
    type: number
    unit: d
    min: 0
    max: 30
    ask: For how many days has the throat been sore?
steps:
  look:
    kind: assessment
    title: Look and ask
    asks: [temperature, ill_for]
    next:
      - {to: doctor, when: temperature >= 38.5 or ill_for > 7}
      - {to: home, otherwise: true}
  doctor: {kind: outcome, title: Seen by a doctor}
  home: {kind: outcome, title: Home with advice}
"""

WRONG = RIGHT.replace("temperature >= 38.5 or", "temperature => 38.5 or")

CHECK = Check("SL301", __doc__, WRONG, RIGHT)
