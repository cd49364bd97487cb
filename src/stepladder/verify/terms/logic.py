"""Terms of truth: a condition over sets of values, what it can come out as, and how conditions are joined.

A term is made once from a condition's tree. `of(env)` gives every outcome that some choice of values has, as a mask of
true, false and unknown: never too few, and exact once each variable that is read has one value (numbers in sums that
are too rich to be told apart exactly come out every way). `leaf(env)` names the variable to decide next, with its
values parted by the difference they make.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Protocol, TypeAlias

from stepladder.verify.domain import Env, F, T, U

NEGATED = (0, 2, 1, 3, 4, 6, 5, 7)
"""What `not` can come out as, by what the negated condition can."""

Leaf: TypeAlias = tuple[int, tuple[int, ...]]
"""A variable, and its values in two or more parts."""

Reasons: TypeAlias = Mapping[int, int]
"""For each variable why some of its values are ruled out, as a mask of decisions."""


def _kleene() -> tuple[list[list[int]], list[list[int]]]:
    every, some = [[0] * 8 for _ in range(8)], [[0] * 8 for _ in range(8)]
    for a, b in product(range(8), range(8)):
        for x, y in product((T, F, U), (T, F, U)):
            if a & x and b & y:
                every[a][b] |= F if F in (x, y) else U if U in (x, y) else T
                some[a][b] |= T if T in (x, y) else U if U in (x, y) else F
    return every, some


AND, OR = _kleene()
"""What `and` and `or` can come out as, by what both sides can."""


class Scoped(Protocol):
    """What reads variables."""

    @property
    def scope(self) -> frozenset[int]:
        """The variables that are read, derived names for themselves."""


class Term(Scoped, Protocol):
    """A condition over sets of values."""

    def of(self, env: Env) -> int:
        """Everything it can come out as."""

    def blame(self, env: Env, reasons: Reasons, outcomes: int) -> int:
        """Why some outcomes that it does not have are ruled out: the reasons of the values that do so, joined."""

    def leaf(self, env: Env) -> Leaf | None:
        """What to decide next; None where nothing that is open makes a difference."""


@dataclass(frozen=True, eq=False, slots=True)
class Fixed:
    """Something that always comes out the same."""

    outcome: int
    scope: frozenset[int] = frozenset()

    def of(self, env: Env) -> int:
        """The outcome."""
        return self.outcome

    def blame(self, env: Env, reasons: Reasons, outcomes: int) -> int:
        """Nothing."""
        return 0

    def leaf(self, env: Env) -> Leaf | None:
        """Nothing."""
        return None


ALWAYS, NEVER = Fixed(T), Fixed(F)


class Test:
    """One variable: its values that make the condition true, false and unknown."""

    __slots__ = ("no", "scope", "unknown", "var", "yes")

    def __init__(self, var: int, yes: int, no: int, unknown: int = 0) -> None:
        self.var, self.yes, self.no, self.unknown = var, yes, no, unknown
        self.scope = frozenset([var])

    def of(self, env: Env) -> int:
        """True, false and unknown, each where a value of its own is left."""
        mask = env[self.var]
        return (T if mask & self.yes else 0) | (F if mask & self.no else 0) | (U if mask & self.unknown else 0)

    def blame(self, env: Env, reasons: Reasons, outcomes: int) -> int:
        """Why values of the variable are gone, as bits of reasons, whatever outcomes are asked about."""
        return reasons.get(self.var, 0)

    def leaf(self, env: Env) -> Leaf | None:
        """The variable in up to three parts."""
        mask = env[self.var]
        parts = tuple([mask & part for part in (self.yes, self.no, self.unknown) if mask & part])
        return (self.var, parts) if len(parts) > 1 else None


class Several:
    """`and` or `or` of several conditions."""

    __slots__ = ("every", "parts", "scope")

    def __init__(self, parts: Sequence[Term], every: bool) -> None:
        self.parts, self.every = tuple(parts), every
        self.scope = scope_of(parts)

    def of(self, env: Env) -> int:
        """Kleene's, of every combination."""
        outcomes, table, ends = (T, AND, F) if self.every else (F, OR, T)
        for part in self.parts:
            outcomes = table[outcomes][part.of(env)]
            if outcomes == ends:
                return outcomes
        return outcomes

    def blame(self, env: Env, reasons: Reasons, outcomes: int) -> int:
        """One part is enough to rule out that all hold (or that none does); the opposite takes them all."""
        whole, ends = (T, F) if self.every else (F, T)
        blamed = 0
        if outcomes & (whole | U):
            for part in self.parts:
                if part.of(env) == ends:
                    blamed = part.blame(env, reasons, whole | U)
                    outcomes &= ~(whole | U)
                    break
        if outcomes & whole:
            for part in self.parts:
                if not part.of(env) & whole:
                    blamed |= part.blame(env, reasons, whole)
                    break
        rest = outcomes & (ends | U)
        if rest:
            for part in self.parts:
                blamed |= part.blame(env, reasons, rest & ~part.of(env))
        return blamed

    def leaf(self, env: Env) -> Leaf | None:
        """The variable to decide next, from the first part that is open; None where none is."""
        return first_leaf(self.parts, env)


class Negation:
    """`not`."""

    __slots__ = ("scope", "term")

    def __init__(self, term: Term) -> None:
        self.term = term
        self.scope = term.scope

    def of(self, env: Env) -> int:
        """The negated outcomes."""
        return NEGATED[self.term.of(env)]

    def blame(self, env: Env, reasons: Reasons, outcomes: int) -> int:
        """The reasons, as bits, why the term inside has none of the negated outcomes."""
        return self.term.blame(env, reasons, NEGATED[outcomes])

    def leaf(self, env: Env) -> Leaf | None:
        """The variable to decide next in the term inside; None where none is open."""
        return self.term.leaf(env)


class Known:
    """`known` of a derived condition."""

    __slots__ = ("scope", "term")

    def __init__(self, term: Term) -> None:
        self.term = term
        self.scope = term.scope

    def of(self, env: Env) -> int:
        """True where it is true or false, false where it is unknown."""
        outcomes = self.term.of(env)
        return (T if outcomes & (T | F) else 0) | (F if outcomes & U else 0)

    def blame(self, env: Env, reasons: Reasons, outcomes: int) -> int:
        """The reasons, as bits, with true read as known and false as unknown in the condition."""
        return self.term.blame(env, reasons, (T | F if outcomes & T else 0) | (U if outcomes & F else 0))

    def leaf(self, env: Env) -> Leaf | None:
        """The variable to decide next in the condition; None where none is open."""
        return self.term.leaf(env)


def scope_of(terms: Iterable[Scoped]) -> frozenset[int]:
    """The variables that any of some terms reads."""
    variables: set[int] = set()
    for term in terms:
        variables |= term.scope
    return frozenset(variables)


def first_leaf(parts: Iterable[Term], env: Env) -> Leaf | None:
    """What to decide next for the first of some terms that is open; None where all are settled."""
    for part in parts:
        if part.of(env) not in (T, F, U):
            leaf = part.leaf(env)
            if leaf is not None:
                return leaf
    return None


def test(var: int, yes: int, no: int, unknown: int, over: Mapping[int, int]) -> Term:
    """A test of one variable, or its outcome where an effect has put a value in its place."""
    mask = over.get(var)
    if mask is None:
        return Test(var, yes, no, unknown)
    return ALWAYS if mask & yes else NEVER if mask & no else Fixed(U)


def negation(term: Term) -> Term:
    """`not` of a term, simplified."""
    if isinstance(term, Fixed):
        return {T: NEVER, F: ALWAYS}.get(term.outcome, term)
    if isinstance(term, Test):
        return Test(term.var, term.no, term.yes, term.unknown)
    return term.term if isinstance(term, Negation) else Negation(term)


def combination(parts: Sequence[Term], every: bool) -> Term:
    """`and` or `or`, without the parts that decide nothing."""
    neutral, ends = (T, F) if every else (F, T)
    left: list[Term] = []
    for part in parts:
        if isinstance(part, Fixed):
            if part.outcome == ends:
                return part
            if part.outcome == neutral:
                continue
        left.append(part)
    if not left:
        return ALWAYS if every else NEVER
    return left[0] if len(left) == 1 else Several(left, every)
