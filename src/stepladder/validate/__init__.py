"""A pathway to diagnostics, without proofs: names, values, shape, and what a careful author would not leave so."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic
from stepladder.validate.check import Subject


def problems(subject: Subject) -> Iterator[Diagnostic]:
    """Everything that is wrong or doubtful in a pathway and what belongs to it, in no particular order.

    What reading says, and what comes out when cases are run, is not repeated.
    """
    from stepladder.validate.checks import CHECKS
    from stepladder.validate.conditions import condition_problems
    from stepladder.validate.values import value_problems

    yield from condition_problems(subject.pathway)
    yield from value_problems(subject)
    for check in CHECKS:
        if check.find is not None:
            yield from check.find(subject)
