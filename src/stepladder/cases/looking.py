"""What of a condition is looked at when it is read about a patient: its comparisons, and the rows of its tables.

A condition is read as `evaluate` reads it: left to right, an `and` up to its first part that is false, an `or` up to
its first that is true, a table up to its first row that holds; a derived name stands for its definition and
`blocked(step)` for the step's absolute rules. What is not come to is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, assert_never

from stepladder.cases.thresholds import Threshold
from stepladder.conditions.evaluate import Now, Ternary, evaluate
from stepladder.conditions.mentions import inside
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
from stepladder.model.pathway import Pathway

Mark: TypeAlias = tuple[int, str]
"""The number of an item, and which of the things wanted of it."""


class Reader:
    """Reads conditions and marks what was looked at."""

    def __init__(
        self,
        pathway: Pathway,
        thresholds: Mapping[int, tuple[int, Threshold]],
        rows: Mapping[str, int],
    ) -> None:
        """Be ready to read.

        Args:
            pathway: one without errors.
            thresholds: by the identity of a comparison its item and threshold.
            rows: by the name of a derived table the item of its first row.
        """
        self.pathway = pathway
        self._thresholds = thresholds
        self._rows = rows
        self._marks: dict[object, frozenset[Mark]] = {}

    def read(self, node: Node | Sum, now: Now, found: set[Mark]) -> None:
        """Read a condition or number, and add what is looked at; nothing is done where all of that is found."""
        if self.marks(node) <= found:
            return
        match node:
            case And(parts):
                self._until(parts, False, now, found)
            case Or(parts):
                self._until(parts, True, now, found)
            case Not(of):
                self.read(of, now, found)
            case IsSo(name, derived) | IsOneOf(name, _, _, derived) | IsKnown(name, derived):
                if derived:
                    self._derived(name, now, found)
            case Compare(left, _, right):
                self.read(left, now, found)
                self.read(right, now, found)
                if id(node) in self._thresholds:
                    number, threshold = self._thresholds[id(node)]
                    side = threshold.side(now)
                    if side is not None:
                        found.add((number, side))
            case Sum(terms):
                for _, atom in terms:
                    self._atom(atom, now, found)
            case IsBlocked(step):
                present = now.present or now
                rules = self.pathway.blockers.get(step, ())
                self._until(tuple([rule.expr for rule in rules]), True, present, found)
            case IsActive() | HasVisited() | HasTried() | Constant():
                return
            case _:
                assert_never(node)

    def _until(self, parts: tuple[Node, ...], decides: Ternary, now: Now, found: set[Mark]) -> None:
        """Read parts up to the one that decides."""
        for part in parts:
            self.read(part, now, found)
            if evaluate(part, now) is decides:
                return

    def _atom(self, atom: Atom, now: Now, found: set[Mark]) -> None:
        match atom:
            case Amount(name, derived):
                if derived:
                    self._derived(name, now, found)
            case Count(parts):
                for part in parts:
                    self.read(part, now, found)
            case Visits():
                return
            case _:
                assert_never(atom)

    def _derived(self, name: str, now: Now, found: set[Mark]) -> None:
        definition = self.pathway.definitions[name]
        if not isinstance(definition, Table):
            for part in inside(definition):
                self.read(part, now, found)
            return
        certain = True
        for index, row in enumerate(definition.rows):
            self.read(row.when.expr, now, found)
            held = evaluate(row.when.expr, now)
            if held is True:
                if certain:
                    found.add((self._rows[name] + index, "decided"))
                return
            certain = certain and held is False

    def marks(self, node: Node | Sum) -> frozenset[Mark]:
        """Everything that reading a condition could add."""
        known = self._marks.get(id(node))
        if known is None:
            known = frozenset(self._reachable(node))
            self._marks[id(node)] = known
        return known

    def _reachable(self, node: Node | Sum) -> set[Mark]:
        found: set[Mark] = set()
        match node:
            case And(parts) | Or(parts):
                found.update(*[self.marks(part) for part in parts])
            case Not(of):
                found |= self.marks(of)
            case IsSo(name, derived) | IsOneOf(name, _, _, derived) | IsKnown(name, derived):
                found |= self._of_derived(name) if derived else frozenset()
            case Compare(left, _, right):
                found |= self.marks(left) | self.marks(right)
                if id(node) in self._thresholds:
                    number, threshold = self._thresholds[id(node)]
                    found.update((number, side) for side in threshold.sides)
            case Sum(terms):
                for _, atom in terms:
                    match atom:
                        case Amount(name, derived):
                            found |= self._of_derived(name) if derived else frozenset()
                        case Count(parts):
                            found.update(*[self.marks(part) for part in parts])
                        case Visits():
                            pass
                        case _:
                            assert_never(atom)
            case IsBlocked(step):
                found.update(*[self.marks(rule.expr) for rule in self.pathway.blockers.get(step, ())])
            case IsActive() | HasVisited() | HasTried() | Constant():
                pass
            case _:
                assert_never(node)
        return found

    def _of_derived(self, name: str) -> frozenset[Mark]:
        known = self._marks.get(name)
        if known is None:
            definition = self.pathway.definitions[name]
            found: set[Mark] = set()
            found.update(*[self.marks(part) for part in inside(definition)])
            if isinstance(definition, Table):
                found.update((self._rows[name] + index, "decided") for index in range(len(definition.rows)))
            known = self._marks[name] = frozenset(found)
        return known
