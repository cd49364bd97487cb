"""The shape of conditions: equal for two that are made alike, and so surely mean the same.

Derived names stand for what they are defined as. Two conditions of different shapes may still mean the same; that is
decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from stepladder.conditions.fold import walk
from stepladder.conditions.mentions import inside, references
from stepladder.conditions.nodes import (
    Amount,
    And,
    Atom,
    Compare,
    Condition,
    Constant,
    Count,
    Definition,
    Expression,
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
from stepladder.facts import Choice
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass
class Shapes:
    """Gives every condition of one version a number; two versions that share `seen` share the numbers."""

    pathway: Pathway
    seen: dict[object, int] = field(default_factory=dict)
    alike: Mapping[str, Shapes] = field(default_factory=dict)
    """Derived names, and rules, that surely mean what they mean in another version, with the shapes of that one."""
    _nodes: dict[int, int] = field(default_factory=dict)
    _names: dict[str, int] = field(default_factory=dict)
    _keep: list[object] = field(default_factory=list)

    def of(self, node: Node) -> int:
        """The number of a condition's shape; a derived name has that of its definition."""
        found = self._nodes.get(id(node))
        if found is None:
            found = self._nodes[id(node)] = self._number(self._made(node, True))
            self._keep.append(node)
        return found

    def named(self, name: str) -> int:
        """The number of a derived name's shape; also of `blocked(step)`, taken for a name as it is written."""
        if name in self.alike:
            return self.alike[name].named(name)
        if name not in self._names:
            definition = prepared(self.pathway).definitions.get(name)
            made = self._blocked(name[len("blocked(") : -1]) if definition is None else self._definition(definition)
            self._names[name] = self._number(made)
        return self._names[name]

    def rule(self, name: str) -> int:
        """The number of a rule's condition."""
        owner = self.alike.get(f"rule {name}", self)
        return owner.of(owner.pathway.rules[name].when.expr)

    def _blocked(self, step: str) -> object:
        rules = prepared(self.pathway).rules_on.get(step, ())
        return "blocked", tuple([self.rule(name) for name, rule in rules if rule.severity == "absolute"])

    def counts(self, node: Node) -> bool:
        """Whether a condition counts others, through all that it names."""
        waiting: list[Node | Sum] = [node]
        seen: set[tuple[str, str]] = set()
        while waiting:
            here = waiting.pop()
            if _counts(here):
                return True
            for kind, name in references(here):
                if (kind, name) not in seen:
                    seen.add((kind, name))
                    if kind == "derived":
                        waiting.extend(inside(prepared(self.pathway).definitions[name]))
                    elif kind == "blocked":
                        waiting.extend(rule.expr for rule in prepared(self.pathway).blockers.get(name, ()))
        return False

    def _number(self, shape: object) -> int:
        return self.seen.setdefault(shape, len(self.seen))

    def _definition(self, definition: Definition) -> object:
        match definition:
            case Condition():
                return self.of(definition.expr)
            case Expression():
                return "number", self._sum(definition.expr)
            case Table(rows):
                return "table", tuple([(self.of(row.when.expr), row.value) for row in rows])
            case _:
                assert_never(definition)

    def _made(self, node: Node, so: bool) -> object:
        """The shape of a condition, or of its negation.

        Negations are moved inwards, which in Kleene's logic too changes neither what comes out nor which fact is open.
        """
        match node:
            case Constant(value):
                return "constant", value is so
            case Not(of):
                return self._made(of, not so)
            case And(parts) | Or(parts):
                return self._joined([self._made(part, so) for part in parts], isinstance(node, And) is so)
            case IsSo(name, derived):
                if not derived:
                    return "so", name, so
                owner = self.alike.get(name, self)
                definition = prepared(owner.pathway).definitions[name]
                assert isinstance(definition, Condition)
                return owner._made(definition.expr, so)
            case IsOneOf(name, values, negated, derived):
                return self._one_of(name, frozenset(values), negated is so, derived)
            case Compare(left, order, right):
                return "compare", self._sum(left), order if so else _OPPOSITE[order], self._sum(right)
            case IsKnown(name, derived):
                return "known", self.named(name) if derived else name, so
            case IsActive(therapy):
                return "active", therapy, so
            case HasVisited(step):
                return "visited", step, so
            case HasTried(step):
                return "tried", step, frozenset(prepared(self.pathway).starts.get(step, ())), so
            case IsBlocked(step):
                return self._blocked(step), so
            case _:
                assert_never(node)

    def _joined(self, parts: list[object], every: bool) -> object:
        """Parts joined by `and` or `or`: what is joined alike is opened, and what decides nothing is left out."""
        word = "and" if every else "or"
        found: list[object] = []
        for part in parts:
            assert isinstance(part, tuple)
            if part[0] == word:
                found.extend(part[1:])
            elif part == ("constant", not every):
                return part
            elif part != ("constant", every):
                found.append(part)
        if not found:
            return "constant", every
        return found[0] if len(found) == 1 else (word, *found)

    def _one_of(self, name: str, values: frozenset[str], negated: bool, derived: bool) -> object:
        """A choice by the values that it may have."""
        if derived:
            return "table", self.named(name), values, negated
        domain = prepared(self.pathway).domains[name]
        if negated and isinstance(domain, Choice):
            values = frozenset(domain.values) - values
        return "one of", name, values

    def _sum(self, total: Sum) -> object:
        return tuple([(factor, self._atom(atom)) for factor, atom in total.terms]), total.constant

    def _atom(self, atom: Atom) -> object:
        match atom:
            case Amount(name, derived):
                return "amount", self.named(name) if derived else name
            case Visits(step):
                return "visits", step
            case Count(parts):
                return "count", tuple([self.of(part) for part in parts])
            case _:
                assert_never(atom)


def _counts(node: Node | Sum) -> bool:
    """Whether a count stands in a condition itself."""
    return any(isinstance(part, Count) for part in walk(node))
