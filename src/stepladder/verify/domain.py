"""What can differ between two patients and two walks, numbered: facts, therapies, visits, marks and derived names.

Every variable has few values; a set of them is a bit mask. Of a fact the lowest bit stands for unknown. A derived name
is a variable of its own that is looked into only where it matters: a finding is true, false or unknown, a table has
one of its values or may still have several. So is `blocked` of each step, under its name as it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from stepladder.conditions.mentions import all_the_way_down, asks_known, inside, references
from stepladder.conditions.nodes import Condition, Node, Sum, Table
from stepladder.facts import Choice, Finding, Number, Value
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.verify.numbers import numbers

T, F, U = 1, 2, 4
"""True, false and unknown as bits of what a condition can come out as."""

Kind: TypeAlias = Literal["fact", "therapy", "visits", "mark"]

Env: TypeAlias = list[int]
"""For each variable the mask of the values that are left."""


@dataclass
class Space:
    """The variables of one pathway, or of two versions of one that share what has the same name."""

    pathways: Sequence[Pathway]
    marks: Sequence[str] = ()
    """Further variables with the values no and yes, for questions about the order of steps."""
    index: dict[tuple[str, str], int] = field(default_factory=dict)
    """The number of each fact, therapy, counted step and mark."""
    names: list[tuple[str, str]] = field(default_factory=list)
    values: list[tuple[Value | None, ...]] = field(default_factory=list)
    full: Env = field(default_factory=list)
    state: int = 0
    """How many variables a state has; derived names come behind them."""
    loose: frozenset[int] = frozenset()
    """Number facts whose sums are not told apart exactly."""

    def __post_init__(self) -> None:
        numbers_ = numbers(self.pathways)
        for pathway in self.pathways:
            for name, domain in prepared(pathway).domains.items():
                match domain:
                    case Finding():
                        self._add("fact", name, (None, True, False))
                    case Choice(values):
                        known = self.index.get(("fact", name))
                        before = () if known is None else self.values[known][1:]
                        self._add("fact", name, (None, *before, *[value for value in values if value not in before]))
                    case Number():
                        self._add("fact", name, (None, *numbers_.values[name]))
        for pathway in self.pathways:
            for name in pathway.therapies:
                self._add("therapy", name, (False, True))
            for name in pathway.steps:
                most = max(prepared(version).visit_limits.get(name, 1) for version in self.pathways)
                self._add("visits", name, tuple(range(most + 1)))
        for name in self.marks:
            self._add("mark", name, (False, True))
        self.state = len(self.names)
        domains = [domain for pathway in self.pathways for domain in prepared(pathway).domains.values()]
        decimals = [domain.decimals for domain in domains if isinstance(domain, Number)]
        definitions = [definition for pathway in self.pathways for definition in prepared(pathway).definitions.values()]
        rows = [row.value for definition in definitions if isinstance(definition, Table) for row in definition.rows]
        self.places = max([6, *decimals]) if any(isinstance(v, Decimal) for v in rows) else max([0, *decimals])
        """How many decimal places any number has, at most."""
        self.loose = frozenset(self.index["fact", name] for name in numbers_.loose)
        self.derived: list[dict[str, int]] = []
        self.tables: list[dict[str, tuple[Value, ...]]] = []
        for number, pathway in enumerate(self.pathways):
            index: dict[str, int] = {}
            tables: dict[str, tuple[Value, ...]] = {}
            for name, definition in prepared(pathway).definitions.items():
                if isinstance(definition, Condition):
                    index[name] = len(self.full)
                    self.names.append((f"derived{number}", name))
                    self.full.append(T | F | U)
                elif isinstance(definition, Table):
                    tables[name] = tuple(dict.fromkeys(row.value for row in definition.rows))
                    index[name] = len(self.full)
                    self.names.append((f"derived{number}", name))
                    self.full.append((2 << len(tables[name])) - 1)
            for step in prepared(pathway).blockers:
                if prepared(pathway).blockers[step]:
                    index[f"blocked({step})"] = len(self.full)
                    self.names.append((f"derived{number}", f"blocked({step})"))
                    self.full.append(T | F | U)
            self.derived.append(index)
            self.tables.append(tables)

    def _add(self, kind: Kind, name: str, values: tuple[Value | None, ...]) -> None:
        known = self.index.get((kind, name))
        if known is None:
            self.index[kind, name] = len(self.names)
            self.names.append((kind, name))
            self.values.append(values)
            self.full.append((1 << len(values)) - 1)
        elif len(values) > len(self.values[known]):
            self.values[known] = values
            self.full[known] = (1 << len(values)) - 1

    def bit(self, kind: Kind, name: str, value: object) -> int:
        """The mask of one value; the values of a number that are none of its own have none."""
        number = self.index[kind, name]
        for place, held in enumerate(self.values[number]):
            if (
                held == value
                and (held is None) == (value is None)
                and isinstance(held, bool) == isinstance(value, bool)
            ):
                return 1 << place
        raise KeyError(value)

    def support(self, number: int, roots: Iterable[Node | Sum]) -> frozenset[int]:
        """Every variable of a state that some conditions of a version read, through derived names and `blocked`."""
        indexes = prepared(self.pathways[number])
        variables: set[int] = set()
        for node in all_the_way_down(roots, indexes.definitions, indexes.blockers):
            for kind, name in references(node):
                if kind in ("fact", "therapy"):
                    variables.add(self.index[kind, name])
                elif kind not in ("derived", "blocked"):
                    variables.add(self.index["visits", name])
                    if kind == "tried":
                        variables |= {self.index["therapy", therapy] for therapy in indexes.starts.get(name, ())}
        return frozenset(variables)

    def knows(self, number: int, name: str) -> bool:
        """Whether a derived name of a version asks anywhere whether something is known."""
        indexes = prepared(self.pathways[number])
        below = all_the_way_down(self._inside(number, name), indexes.definitions, indexes.blockers)
        return any(asks_known(node) for node in below)

    def supports(self, number: int) -> Mapping[str, frozenset[int]]:
        """For each derived name of a version, what it reads."""
        return {name: self.support(number, self._inside(number, name)) for name in self.derived[number]} | {
            name: self.support(number, inside(definition))
            for name, definition in prepared(self.pathways[number]).definitions.items()
        }

    def _inside(self, number: int, name: str) -> tuple[Node | Sum, ...]:
        """What a derived name, or `blocked` of a step, is made of."""
        pathway = self.pathways[number]
        if name in prepared(pathway).definitions:
            return inside(prepared(pathway).definitions[name])
        return tuple([rule.expr for rule in prepared(pathway).blockers[name[len("blocked(") : -1]]])
