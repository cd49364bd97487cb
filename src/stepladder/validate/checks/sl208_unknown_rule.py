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


CHECK = Check("SL208", __doc__, find)
