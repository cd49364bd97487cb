"""What of a condition is looked at when it is read about a patient: its comparisons, and the rows of its tables.

A condition is read as `evaluate` reads it: left to right, an `and` up to its first part that is false, an `or` up to
its first that is true, a table up to its first row that holds; a derived name stands for its definition and
`blocked(step)` for the step's absolute rules. What is not come to is not looked at.

Conditions of the same text are one object, so what is looked at is told by the place too: of what is looked at by way
of `blocked`, every place that says the same counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias, assert_never

from stepladder.cases.thresholds import Threshold
from stepladder.conditions.evaluate import Now, Ternary, evaluate
from stepladder.conditions.fold import Part, children
from stepladder.conditions.mentions import inside, reference
from stepladder.conditions.nodes import (
    Amount,
    And,
    Atom,
    Compare,
    Constant,
    Count,
    HasTried,
    HasVisited,
    IsActive,
    IsBlocked,
    IsKnown,
    IsOneOf,
    IsSo,
    Node,
    Not,
    Or,
    Sum,
    Table,
    Visits,
)
from stepladder.diagnostics import Route
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared

Mark: TypeAlias = tuple[int, str]
"""The number of an item, and which of the things wanted of it."""


class Reader:
    """Reads conditions and marks what was looked at."""

    def __init__(
        self,
        pathway: Pathway,
        thresholds: Mapping[int, Sequence[tuple[Route, int, Threshold]]],
        rows: Mapping[str, int],
    ) -> None:
        """Be ready to read.

        Args:
            pathway: one without errors.
            thresholds: by the identity of a comparison, for each place that says so, its route, item and threshold.
            rows: by the name of a derived table the item of its first row.
        """
        self.pathway = pathway
        self._thresholds = thresholds
        self._rows = rows
        self._marks: dict[object, frozenset[Mark]] = {}

    def read(self, node: Node | Sum, now: Now, marks: set[Mark], place: Route | None = None) -> None:
        """Read a condition or number, and add what is looked at; nothing is done where all of that is found.

        Args:
            node: what is read.
            now: of which patient.
            marks: what is added to.
            place: the beginning of the route of what is read; None for wherever it stands.
        """
        if self.marks(node, place) <= marks:
            return
        match node:
            case And(parts):
                self._until(parts, False, now, marks, place)
            case Or(parts):
                self._until(parts, True, now, marks, place)
            case Not(of):
                self.read(of, now, marks, place)
            case IsSo(name, derived) | IsOneOf(name, _, _, derived) | IsKnown(name, derived):
                if derived:
                    self._derived(name, now, marks)
            case Compare(left, _, right):
                self.read(left, now, marks, place)
                self.read(right, now, marks, place)
                for number, threshold in self._here(node, place):
                    side = threshold.side(now)
                    if side is not None:
                        marks.add((number, side))
            case Sum(terms):
                for _, atom in terms:
                    self._atom(atom, now, marks, place)
            case IsBlocked(step):
                present = now.present or now
                rules = prepared(self.pathway).blockers.get(step, ())
                self._until(tuple([rule.expr for rule in rules]), True, present, marks, None)
            case IsActive() | HasVisited() | HasTried() | Constant():
                return
            case _:
                assert_never(node)

    def _here(self, node: Node, place: Route | None) -> Iterator[tuple[int, Threshold]]:
        for route, number, threshold in self._thresholds.get(id(node), ()):
            if place is None or route[: len(place)] == place:
                yield number, threshold

    def _until(
        self, parts: tuple[Node, ...], decides: Ternary, now: Now, marks: set[Mark], place: Route | None
    ) -> None:
        """Read parts up to the one that decides."""
        for part in parts:
            self.read(part, now, marks, place)
            if evaluate(part, now) is decides:
                return

    def _atom(self, atom: Atom, now: Now, marks: set[Mark], place: Route | None) -> None:
        match atom:
            case Amount(name, derived):
                if derived:
                    self._derived(name, now, marks)
            case Count(parts):
                for part in parts:
                    self.read(part, now, marks, place)
            case Visits():
                return
            case _:
                assert_never(atom)

    def _derived(self, name: str, now: Now, marks: set[Mark]) -> None:
        definition = prepared(self.pathway).definitions[name]
        place = ("derived", name)
        if not isinstance(definition, Table):
            for part in inside(definition):
                self.read(part, now, marks, place)
            return
        certain = True
        for index, row in enumerate(definition.rows):
            self.read(row.when.expr, now, marks, (*place, "rows", index))
            held = evaluate(row.when.expr, now)
            if held is True:
                if certain:
                    marks.add((self._rows[name] + index, "decided"))
                return
            certain = certain and held is False

    def marks(self, node: Part, place: Route | None = None) -> frozenset[Mark]:
        """Everything that reading a condition could add."""
        key = (id(node), place)
        known = self._marks.get(key)
        if known is None:
            known = frozenset(self._reachable(node, place))
            self._marks[key] = known
        return known

    def _reachable(self, node: Part, place: Route | None) -> set[Mark]:
        reachable = set[Mark]().union(*[self.marks(part, place) for part in children(node)])
        if isinstance(node, Compare):
            for number, threshold in self._here(node, place):
                reachable.update((number, side) for side in threshold.sides)
        match reference(node):
            case "derived", name:
                reachable |= self._of_derived(name)
            case "blocked", step:
                reachable.update(*[self.marks(rule.expr) for rule in prepared(self.pathway).blockers.get(step, ())])
        return reachable

    def _of_derived(self, name: str) -> frozenset[Mark]:
        known = self._marks.get(name)
        if known is None:
            definition = prepared(self.pathway).definitions[name]
            reachable: set[Mark] = set()
            place = ("derived", name)
            if isinstance(definition, Table):
                reachable.update((self._rows[name] + index, "decided") for index in range(len(definition.rows)))
                for index, row in enumerate(definition.rows):
                    reachable |= self.marks(row.when.expr, (*place, "rows", index))
            else:
                reachable.update(*[self.marks(part, place) for part in inside(definition)])
            known = self._marks[name] = frozenset(reachable)
        return known
