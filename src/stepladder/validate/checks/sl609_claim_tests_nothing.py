"""A claim is true only because nothing tests it.

What it is about never happens in any walk: a step of `entering` or `passes` is never entered, the `when` of an `offers`
is never true, or one part of a `never` that is joined by `and` is true in no state. Such a proof says nothing.

See whether the claim names what it is meant to name. If what it guards against cannot happen yet, keep the claim and
silence this with the reason.
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
therapies: {ibuprofen: Ibuprofen, aspirin: Aspirin}
steps:
  look:
    kind: assessment
    title: Look and ask
    asks: [ulcer]
    options:
      - {to: tablets, when: not ulcer}
      - {to: low_dose}
  tablets:
    kind: treatment
    title: Ibuprofen for three days
    sources: [EXAMPLE]
    starts: [ibuprofen]
    next: [{to: home}]
  low_dose:
    kind: treatment
    title: Low-dose aspirin
    sources: [EXAMPLE]
    starts: [aspirin]
    next: [{to: home}]
  home: {kind: outcome, title: Home with advice}
claims:
  not-both: {never: active(ibuprofen) and active(aspirin)}
"""

WRONG = RIGHT.replace("    starts: [aspirin]\n", "")

CHECK = Check("SL609", __doc__, WRONG, RIGHT)
