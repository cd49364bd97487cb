"""What is wrong inside the texts of conditions, tied to the places where they stand.

One module for all codes, because a condition carries its problems with it: SL004, SL201 to SL204, SL301 to SL304.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.conditions.nodes import Condition, Expression
from stepladder.diagnostics import Diagnostic, Route
from stepladder.model.pathway import Pathway


def condition_problems(pathway: Pathway) -> Iterator[Diagnostic]:
    """Every problem of every condition and derived number, at each place where it stands."""
    for route, condition in pathway.conditions():
        if condition.problems:
            yield from _placed(route, condition)
    for name, derived in pathway.derived.items():
        if derived.number is not None and derived.number.problems:
            yield from _placed(("derived", name, "number"), derived.number)


def _placed(route: Route, text: Condition | Expression) -> Iterator[Diagnostic]:
    for problem in text.problems:
        part = (problem.start, problem.end)
        yield Diagnostic(problem.code, problem.message, route, part=part, help=problem.help)
