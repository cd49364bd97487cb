"""What of a pathway its teaching cases do not exercise, as a picture needs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from stepladder.diagnostics import Route
from stepladder.render.scene import Line

GapKind: TypeAlias = Literal["step", "exit", "rule", "row", "threshold"]

RULES: Mapping[tuple[str, ...], str] = {
    ("fired", "passed"): "Looked at by no case",
    ("fired",): "Holding in no case",
    ("passed",): "Holding wherever a case looks",
}
"""What is said of rules, by what is wanted of them and lacks."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that no case exercises, or not wholly."""

    kind: GapKind
    route: Route
    """Where it stands in the pathway."""
    lacks: tuple[str, ...]
    short: str
    """What lacks in a few words; of a row its value."""


@dataclass(frozen=True)
class Gaps:
    """All that no case exercises."""

    summary: str
    """How much is exercised, in a line."""
    gaps: tuple[Gap, ...]

    @property
    def data(self) -> list[object]:
        """All that a picture takes from it."""
        return [{"coverage": self.summary}, *([g.kind, *g.route, *g.lacks, g.short] for g in self.gaps)]

    @cached_property
    def _by_route(self) -> Mapping[tuple[str, Route], Gap]:
        return {(gap.kind, gap.route): gap for gap in self.gaps}

    def missed(self, kind: Literal["step", "exit"], *route: str | int) -> bool:
        """Whether no case enters a step, or takes an exit."""
        return (kind, route) in self._by_route

    def about_rules(self, rules: tuple[str, ...]) -> Iterator[Line]:
        """What lacks of the rules of a step; the numbers in them are told once, for a rule may block many steps."""
        found: dict[tuple[str, ...], list[str]] = {}
        for rule in rules:
            gap = self._by_route.get(("rule", ("rules", rule)))
            if gap is not None:
                found.setdefault(gap.lacks, []).append(rule)
        for lacks, words in RULES.items():
            if lacks in found:
                yield Line(f"{words}: {', '.join(found[lacks])}", tone="blocked")

    def about_numbers(self, route: Route, lead: str = "") -> Iterator[Line]:
        """What lacks of the numbers in the conditions below a route."""
        for gap in self.gaps:
            if gap.kind == "threshold" and gap.route[: len(route)] == route:
                yield Line(f"{lead}{gap.short}", tone="blocked")

    def about_derived(self, name: str) -> Iterator[Line]:
        """What lacks of a derived name: rows of its table, and numbers."""
        rows = [g.short for g in self.gaps if g.kind == "row" and g.route[:2] == ("derived", name)]
        if rows:
            yield Line(f"{name} is in no case: {', '.join(rows)}", tone="blocked")
        yield from self.about_numbers(("derived", name), f"{name}: ")
