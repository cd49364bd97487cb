"""What is wrong inside the texts of conditions, tied to the places where they stand.

One module for all codes, because a condition carries its problems with it: SL004, SL201 to SL204, SL301 to SL304.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.conditions.nodes import Condition, Expression
from stepladder.diagnostics import Diagnostic, Route
from stepladder.facts import ELSE_WORDS, as_yaml
from stepladder.model.pathway import Pathway


def condition_problems(pathway: Pathway) -> Iterator[Diagnostic]:
    """Every problem of every condition and derived number, at each place where it stands."""
    for route, condition in pathway.conditions():
        if condition.problems and condition.text.strip().lower() in ELSE_WORDS:
            message = f"'{condition.text.strip()}' is not a condition"
            yield Diagnostic("SL301", message, route, help=_otherwise(pathway, route))
        elif condition.problems:
            yield from _placed(route, condition)
    for name, derived in pathway.derived.items():
        if derived.number is not None and derived.number.problems:
            yield from _placed(("derived", name, "number"), derived.number)


def _otherwise(pathway: Pathway, route: Route) -> str:
    """What to write for `when: else`, by where it stands."""
    match route:
        case ("derived", str(name), *_, int(number), "when"):
            value = (pathway.derived[name].rows or ())[number].is_
            return f"write {as_yaml({'otherwise': value})} as the last row"
        case ("steps", *_):
            return "write `otherwise: true` in place of `when`, at the last exit"
        case _:
            return "write the condition out: `otherwise` belongs to the exits of a step and to tables"


def _placed(route: Route, text: Condition | Expression) -> Iterator[Diagnostic]:
    for problem in text.problems:
        part = (problem.start, problem.end)
        yield Diagnostic(problem.code, problem.message, route, part=part, help=problem.help)
