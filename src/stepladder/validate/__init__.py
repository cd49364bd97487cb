"""A pathway to diagnostics, without proofs: names, values, shape, and what a careful author would not leave so."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic
from stepladder.validate.check import Subject

MOST = 500
"""So many problems of one kind are told."""


def problems(subject: Subject) -> Iterator[Diagnostic]:
    """Everything that is wrong or doubtful in a pathway and what belongs to it, in no particular order.

    What reading says, and what comes out when cases are run, is not repeated.
    """
    unreadable = {code for code, key in _DECLARED_UNDER.items() if (key,) in subject.lost}
    for diagnostic in _all(subject):
        if diagnostic.code not in unreadable:
            yield diagnostic


def _all(subject: Subject) -> Iterator[Diagnostic]:
    from stepladder.validate.checks import CHECKS
    from stepladder.validate.conditions import condition_problems
    from stepladder.validate.values import value_problems

    yield from _some(condition_problems(subject.pathway))
    yield from _some(value_problems(subject))
    for check in CHECKS:
        if check.find is not None:
            yield from _some(check.find(subject))


_DECLARED_UNDER = {
    "SL201": "steps", "SL202": "facts", "SL204": "therapies", "SL205": "sources", "SL206": "groups", "SL207": "lanes",
    "SL208": "rules",
}  # fmt: skip
"""The codes of names that are not declared, and the key under which they would be; silent where that is unreadable."""


def _some(diagnostics: Iterator[Diagnostic]) -> Iterator[Diagnostic]:
    """The first problems of one kind; where there are very many, a last one that says so."""
    for number, diagnostic in enumerate(diagnostics):
        if number >= MOST:
            message = f"more than {MOST} problems of one kind ({diagnostic.code}); mend these first"
            yield Diagnostic("SL004", message, diagnostic.at, diagnostic.on, document=diagnostic.document)
            return
        yield diagnostic
