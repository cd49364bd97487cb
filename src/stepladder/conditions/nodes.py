"""The closed set of typed nodes a condition consists of.

Every node carries the offsets of its characters in the condition's text. Names are resolved and types are checked
when a node is made, so a back-end never meets an unknown name; it is one `match` that ends in `assert_never`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from stepladder.diagnostics import Problem
from stepladder.facts import Domain
from stepladder.text.characters import brief

Offsets: TypeAlias = tuple[int, int]
"""First character and the one after the last, in the condition's text."""

Order: TypeAlias = Literal["==", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Constant:
    """`true` or `false`."""

    value: bool
    span: Offsets


@dataclass(frozen=True, slots=True)
class IsSo:
    """A finding, or a derived condition, is so."""

    name: str
    derived: bool
    span: Offsets


@dataclass(frozen=True, slots=True)
class IsOneOf:
    """A choice, or a derived table of names, has one of the values; `==`, `!=`, `in` and `not in` all become this."""

    name: str
    values: tuple[str, ...]
    negated: bool
    derived: bool
    span: Offsets


@dataclass(frozen=True, slots=True)
class Compare:
    """Two numbers of one unit compared; a chain becomes several of these joined by `And`."""

    left: Sum
    order: Order
    right: Sum
    span: Offsets


@dataclass(frozen=True, slots=True)
class IsKnown:
    """A fact, or a derived, has a value."""

    name: str
    derived: bool
    span: Offsets


@dataclass(frozen=True, slots=True)
class IsActive:
    """A therapy is running."""

    therapy: str
    span: Offsets


@dataclass(frozen=True, slots=True)
class HasVisited:
    """The walk has entered the step, now or before."""

    step: str
    span: Offsets


@dataclass(frozen=True, slots=True)
class HasTried:
    """Visited, and no therapy that the step starts is running."""

    step: str
    span: Offsets


@dataclass(frozen=True, slots=True)
class IsBlocked:
    """An absolute rule of the step holds."""

    step: str
    span: Offsets


@dataclass(frozen=True, slots=True)
class Not:
    """The negation, in Kleene's sense."""

    of: Node
    span: Offsets


@dataclass(frozen=True, slots=True)
class And:
    """All hold."""

    parts: tuple[Node, ...]
    span: Offsets


@dataclass(frozen=True, slots=True)
class Or:
    """At least one holds."""

    parts: tuple[Node, ...]
    span: Offsets


Node: TypeAlias = (
    Constant | IsSo | IsOneOf | Compare | IsKnown | IsActive | HasVisited | HasTried | IsBlocked | Not | And | Or
)
"""What is true, false or unknown."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number fact, or a derived number."""

    name: str
    derived: bool
    span: Offsets


@dataclass(frozen=True, slots=True)
class Visits:
    """How often the walk has entered the step."""

    step: str
    span: Offsets


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the conditions hold."""

    parts: tuple[Node, ...]
    span: Offsets


Atom: TypeAlias = Amount | Visits | Count
"""What a sum is made of, besides numbers."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A number: the constant plus each atom times its factor, in the order written."""

    terms: tuple[tuple[Decimal | int, Atom], ...]
    constant: Decimal | int
    span: Offsets


@dataclass(frozen=True, slots=True, repr=False)
class Condition:
    """A condition as written, and what it means.

    Where `problems` is not empty, `expr` stands in for something that could not be understood and must not be used.
    """

    text: str
    expr: Node
    problems: tuple[Problem, ...] = ()
    names: frozenset[str] = frozenset()
    """Every word of the text: what it could mention, also where it could not be understood."""

    def __repr__(self) -> str:
        return f"Condition({brief(self.text, 60)!r})"

    def __reduce__(self) -> str | tuple[object, ...]:
        """Copied or pickled, `ALWAYS` stays the very same, which is how a guard that was not written is known."""
        if self is ALWAYS:
            return "ALWAYS"
        return Condition, (self.text, self.expr, self.problems, self.names)


@dataclass(frozen=True, slots=True, repr=False)
class Expression:
    """A derived number as written, and what it means."""

    text: str
    expr: Sum
    unit: str | None = None
    problems: tuple[Problem, ...] = ()
    names: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"Expression({brief(self.text, 60)!r})"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a derived table; the last one's condition is true."""

    when: Condition
    value: str | int | Decimal


@dataclass(frozen=True, slots=True)
class Table:
    """A derived table: the value of the first row whose condition holds."""

    rows: tuple[Row, ...]
    domain: Domain


Definition: TypeAlias = Condition | Expression | Table
"""What a derived name stands for."""

Definitions: TypeAlias = Mapping[str, Definition]
"""Every derived name with what it stands for."""

ALWAYS = Condition("true", Constant(True, (0, 4)), names=frozenset({"true"}))
"""The guard of an exit that has none."""
