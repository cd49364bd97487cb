"""A case names a rule that does not exist.

A reason in `override`, an expectation in `rules`, and the list `fired` name rules by their ids. An expectation about
a misspelt rule would be about nothing.

Write the id under `rules` in the pathway; a rule's `title` is not its id.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from stepladder.diagnostics import Diagnostic, Route
from stepladder.validate.check import Check, Subject
from stepladder.validate.names import Names

PATHWAY = """\
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

CASES = """\
pathway: sore-throat
cases:
  - id: old-ulcer
    title: No tablets for this stomach
    facts: {fever: false, ulcer: true}
    choose: [doctor]
    expect:
      ends: doctor
      statuses: {look: {pain_relief: blocked}}
      rules:
        - {rule: ulcer-first, at: pain_relief, after: look, holds: true}
      fired: [ulcer-first]
"""

RIGHT = {"sore-throat.yaml": PATHWAY, "sore-throat.cases.yaml": CASES}

WRONG = {
    "sore-throat.yaml": PATHWAY,
    "sore-throat.cases.yaml": CASES.replace("fired: [ulcer-first]", "fired: [ulcer-frist]"),
}


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Names of no rule in a case file."""
    if subject.cases is None:
        return
    rules = Names(subject, "rules")
    for index, case in enumerate(subject.cases.cases):
        for rule in case.override:
            if rule not in rules.known:
                yield _unknown(rule, ("cases", index, "override", rule), rules, "key")
        for number, wanted in enumerate(case.expect.rules):
            if wanted.rule not in rules.known:
                yield _unknown(wanted.rule, ("cases", index, "expect", "rules", number, "rule"), rules)
        for number, rule in enumerate(case.expect.fired):
            if rule not in rules.known:
                yield _unknown(rule, ("cases", index, "expect", "fired", number), rules)


def _unknown(name: str, route: Route, rules: Names, on: Literal["key", "value"] = "value") -> Diagnostic:
    return Diagnostic("SL208", f"'{name}' is not a rule", route, on=on, help=rules.help(name), document="cases")


CHECK = Check("SL208", __doc__, WRONG, RIGHT, find)
