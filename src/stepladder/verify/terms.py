"""Conditions over sets of values: what they can come out as, and what to decide next where they can still differ.

A term is made once from a condition's tree. `of(env)` gives every outcome that some choice of values has, as a mask of
true, false and unknown: never too few, and exact once each variable that is read has one value (numbers in sums that
are too rich to be told apart exactly come out every way). `leaf(env)` names the variable to decide next, with its
values parted by the difference they make.

One file on purpose: each kind of condition once, in the order in which `conditions.nodes` has them.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Protocol, TypeAlias, TypeVar, assert_never

from stepladder.conditions.nodes import (
    Amount,
    And,
    Atom,
    Compare,
    Condition,
    Constant,
    Count,
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
from stepladder.model.prepared import prepared
from stepladder.verify.domain import Env, F, Space, T, U

NEGATED = (0, 2, 1, 3, 4, 6, 5, 7)
"""What `not` can come out as, by what the negated condition can."""

Leaf: TypeAlias = tuple[int, tuple[int, ...]]
"""A variable, and its values in two or more parts."""

Reasons: TypeAlias = Mapping[int, int]
"""For each variable why some of its values are ruled out, as a mask of decisions."""

S = TypeVar("S")

TESTS = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
MOST_SUMS = 3000
"""More ways for a sum to come out are not tried one by one: it counts as open."""


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


class Term(Protocol):
    """A condition over sets of values."""

    @property
    def scope(self) -> frozenset[int]:
        """The variables that are read, derived names for themselves."""

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
        """The variable's."""
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
        self.scope = _scope(parts)

    def of(self, env: Env) -> int:
        """Kleene's, of every combination."""
        found, table, ends = (T, AND, F) if self.every else (F, OR, T)
        for part in self.parts:
            found = table[found][part.of(env)]
            if found == ends:
                return found
        return found

    def blame(self, env: Env, reasons: Reasons, outcomes: int) -> int:
        """One part is enough to rule out that all hold (or that none does); the opposite takes them all."""
        whole, ends = (T, F) if self.every else (F, T)
        found = 0
        if outcomes & (whole | U):
            for part in self.parts:
                if part.of(env) == ends:
                    found = part.blame(env, reasons, whole | U)
                    outcomes &= ~(whole | U)
                    break
        if outcomes & whole:
            for part in self.parts:
                if not part.of(env) & whole:
                    found |= part.blame(env, reasons, whole)
                    break
        rest = outcomes & (ends | U)
        if rest:
            for part in self.parts:
                found |= part.blame(env, reasons, rest & ~part.of(env))
        return found

    def leaf(self, env: Env) -> Leaf | None:
        """That of the first part that is open."""
        return _first(self.parts, env)


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
        """That of the negated outcomes."""
        return self.term.blame(env, reasons, NEGATED[outcomes])

    def leaf(self, env: Env) -> Leaf | None:
        """That of what is negated."""
        return self.term.leaf(env)


class Known:
    """`known` of a derived condition."""

    __slots__ = ("scope", "term")

    def __init__(self, term: Term) -> None:
        self.term = term
        self.scope = term.scope

    def of(self, env: Env) -> int:
        """True where it is true or false, false where it is unknown."""
        found = self.term.of(env)
        return (T if found & (T | F) else 0) | (F if found & U else 0)

    def blame(self, env: Env, reasons: Reasons, outcomes: int) -> int:
        """That of the condition."""
        return self.term.blame(env, reasons, (T | F if outcomes & T else 0) | (U if outcomes & F else 0))

    def leaf(self, env: Env) -> Leaf | None:
        """That of the condition."""
        return self.term.leaf(env)


class Rows:
    """A derived table, row by row."""

    __slots__ = ("rows", "scope", "values")

    def __init__(self, rows: Sequence[tuple[Term, int]], values: Sequence[object]) -> None:
        self.rows, self.values = tuple(rows), tuple(values)
        self.scope = _scope([term for term, _ in rows])

    def fold(self, env: Env, nothing: S, add: Callable[[S, int], S]) -> Iterable[S]:
        """Every set of values the table can be left with, each gathered from nothing by adding places in `values`.

        Sets for which the same is gathered are one.
        """
        going: dict[S, None] = {nothing: None}
        done: dict[S, None] = {}
        for term, value in self.rows:
            found = term.of(env)
            if found == F:
                continue
            following: dict[S, None] = {}
            for values in going:
                if found & (T | U):
                    more = add(values, value)
                    if found & T:
                        done[more] = None
                    if found & U:
                        following[more] = None
                if found & F:
                    following[values] = None
            going = following
            if not going:
                break
        done.update(going)
        return done

    def sets(self, env: Env) -> Iterable[int]:
        """Every set of values the table can be left with, each as a mask of the places in `values`."""
        return self.fold(env, 0, lambda values, value: values | 1 << value)

    def counts(self, env: Env) -> Iterable[int]:
        """As `sets`, but -2 for every set of several values."""
        return self.fold(env, -1, lambda one, value: value if one in (-1, value) else -2)

    def blame(self, env: Env, reasons: Reasons) -> int:
        """Why it is left with no other sets than it is."""
        found = 0
        for term, _ in self.rows:
            outcomes = term.of(env)
            found |= term.blame(env, reasons, 7 & ~outcomes)
            if outcomes == T:
                break
        return found

    def leaf(self, env: Env) -> Leaf | None:
        """That of the first row that is open and can still matter."""
        for term, _ in self.rows:
            found = term.of(env)
            if found not in (T, F, U):
                leaf = term.leaf(env)
                if leaf is not None:
                    return leaf
            if found == T:
                return None
        return None


class Entry:
    """A derived table as a variable of its own; its rows are asked only where it may have several values."""

    __slots__ = ("count", "rows", "scope", "var")

    def __init__(self, var: int, rows: Rows) -> None:
        self.var, self.rows = var, rows
        self.count = len(rows.values)
        self.scope = rows.scope | {var}

    def fold(self, env: Env, nothing: S, add: Callable[[S, int], S]) -> Iterable[S]:
        """As of the rows."""
        mask = env[self.var]
        found = dict.fromkeys([add(nothing, n) for n in range(self.count) if mask >> n & 1])
        if mask >> self.count & 1:
            found.update(dict.fromkeys(self.rows.fold(env, nothing, add)))
        return found

    def sets(self, env: Env) -> Iterable[int]:
        """As of the rows."""
        return self.fold(env, 0, lambda values, value: values | 1 << value)

    def counts(self, env: Env) -> Iterable[int]:
        """As of the rows."""
        mask = env[self.var]
        found = [n for n in range(self.count) if mask >> n & 1]
        return [*found, -2] if mask >> self.count & 1 else found

    def blame(self, env: Env, reasons: Reasons) -> int:
        """The variable's, and that of the rows where they are looked at."""
        found = reasons.get(self.var, 0)
        return found | self.rows.blame(env, reasons) if env[self.var] == 1 << self.count else found

    def leaf(self, env: Env) -> Leaf | None:
        """The variable, value by value; then the rows."""
        mask = env[self.var]
        parts = tuple([1 << n for n in range(self.count + 1) if mask >> n & 1])
        if len(parts) > 1:
            return self.var, parts
        return self.rows.leaf(env) if mask >> self.count else None


Tabled: TypeAlias = Rows | Entry


class OneOf:
    """A derived table of names that is to have one of some values."""

    __slots__ = ("inside", "negated", "outside", "scope", "several", "table", "torn")

    def __init__(self, table: Tabled, inside: int, negated: bool) -> None:
        self.table, self.inside, self.negated = table, inside, negated
        self.scope = table.scope
        count = len(table.rows.values if isinstance(table, Entry) else table.values)
        self.several = 1 << count
        self.outside = self.several - 1 & ~inside
        self.torn = U | (T if inside & (inside - 1) else 0) | (F if self.outside & (self.outside - 1) else 0)
        """How it can come out where several values are left, if nothing is known of them."""

    def of(self, env: Env) -> int:
        """Decided where every value that is left says the same."""
        found = 0
        if isinstance(self.table, Entry):
            mask = env[self.table.var]
            if mask != self.several:
                found = (T if mask & self.inside else 0) | (F if mask & self.outside else 0)
                found |= self.torn if mask & self.several else 0
                return NEGATED[found] if self.negated else found
        for sides in self.table.fold(env, 0, lambda one, value: one | (2 if self.inside >> value & 1 else 1)):
            found |= (0, F, T, U)[sides]
        return NEGATED[found] if self.negated else found

    def blame(self, env: Env, reasons: Reasons, outcomes: int) -> int:
        """The table's."""
        return self.table.blame(env, reasons)

    def leaf(self, env: Env) -> Leaf | None:
        """The table's, its values parted into those inside, the others, and several."""
        table = self.table
        if isinstance(table, Entry):
            mask = env[table.var]
            every = (1 << table.count) - 1
            parts = (mask & self.inside, mask & every & ~self.inside, mask & ~every)
            left = tuple([part for part in parts if part])
            if len(left) > 1:
                return table.var, left
            return table.rows.leaf(env) if mask >> table.count else None
        return table.leaf(env)


class OneValue:
    """`known` of a derived table."""

    __slots__ = ("scope", "table")

    def __init__(self, table: Tabled) -> None:
        self.table = table
        self.scope = table.scope

    def of(self, env: Env) -> int:
        """True where one value is left."""
        found = 0
        for one in self.table.counts(env):
            found |= F if one == -2 else T
        return found

    def blame(self, env: Env, reasons: Reasons, outcomes: int) -> int:
        """The table's."""
        return self.table.blame(env, reasons)

    def leaf(self, env: Env) -> Leaf | None:
        """The table's."""
        return self.table.leaf(env)


class Held:
    """A number that one variable holds, a fact or how often a step was entered, times a factor."""

    __slots__ = ("exact", "falls", "numbers", "scope", "var")

    def __init__(self, var: int, numbers: Sequence[int | None], falls: bool) -> None:
        self.var, self.numbers, self.falls = var, tuple(numbers), falls
        self.scope = frozenset([var])

    def ends(self, env: Env) -> tuple[bool, int | None, int | None, bool]:
        """See `Amounts`."""
        mask = env[self.var]
        unknown = bool(mask & 1) and self.numbers[0] is None
        rest = mask & ~1 if self.numbers[0] is None else mask
        if not rest:
            return unknown, None, None, False
        low, high = self.numbers[(rest & -rest).bit_length() - 1], self.numbers[rest.bit_length() - 1]
        return (unknown, high, low, False) if self.falls else (unknown, low, high, False)

    def spans(self, env: Env) -> Iterable[tuple[int, int]]:
        """See `Amounts`."""
        mask = env[self.var]
        return [(number, number) for n, number in enumerate(self.numbers) if number is not None and mask >> n & 1]

    def sets(self, env: Env) -> list[frozenset[int] | None]:
        """See `Amounts`."""
        mask = env[self.var]
        return [
            None if number is None else frozenset([number]) for n, number in enumerate(self.numbers) if mask >> n & 1
        ]

    def blame(self, env: Env, reasons: Reasons) -> int:
        """The variable's."""
        return reasons.get(self.var, 0)

    def leaf(self, env: Env) -> Leaf | None:
        """The variable: unknown, and the lower and the upper half of its values."""
        mask = env[self.var]
        none = mask & 1 if self.numbers[0] is None else 0
        places = [n for n in range(mask.bit_length()) if mask >> n & 1 and not (none and n == 0)]
        half = len(places) // 2
        parts = (none, sum(1 << n for n in places[:half]), sum(1 << n for n in places[half:]))
        left = tuple([part for part in parts if part])
        return (self.var, left) if len(left) > 1 else None


class Counted:
    """`count` of several conditions, times a factor."""

    __slots__ = ("factor", "parts", "scope")

    def __init__(self, parts: Sequence[Term], factor: int) -> None:
        self.parts, self.factor = tuple(parts), factor
        self.scope = _scope(parts)

    def _ranges(self, env: Env) -> set[tuple[int, int]]:
        pairs = {(0, 0)}
        for part in self.parts:
            found = part.of(env)
            following: set[tuple[int, int]] = set()
            for least, open_ in pairs:
                if found & T:
                    following.add((least + 1, open_))
                if found & F:
                    following.add((least, open_))
                if found & U:
                    following.add((least, open_ + 1))
            pairs = following
        return pairs

    def ends(self, env: Env) -> tuple[bool, int | None, int | None, bool]:
        """See `Amounts`."""
        return _ends(self.spans(env))

    def spans(self, env: Env) -> Iterable[tuple[int, int]]:
        """See `Amounts`."""
        by = self.factor
        pairs = [(least * by, (least + open_) * by) for least, open_ in self._ranges(env)]
        return pairs if by >= 0 else [(high, low) for low, high in pairs]

    def sets(self, env: Env) -> list[frozenset[int] | None]:
        """See `Amounts`."""
        return [
            frozenset(self.factor * n for n in range(least, least + open_ + 1))
            for least, open_ in sorted(self._ranges(env))
        ]

    def blame(self, env: Env, reasons: Reasons) -> int:
        """Why each part comes out in no other way than it does."""
        found = 0
        for part in self.parts:
            found |= part.blame(env, reasons, 7 & ~part.of(env))
        return found

    def leaf(self, env: Env) -> Leaf | None:
        """That of the first part that is open."""
        return _first(self.parts, env)


class TableNumber:
    """A derived table of numbers, times a factor."""

    __slots__ = ("numbers", "pairs", "scope", "table")

    def __init__(self, table: Tabled, numbers: Sequence[int]) -> None:
        self.table, self.numbers = table, tuple(numbers)
        self.scope = table.scope
        ordered = sorted(set(numbers))
        self.pairs = [(low, high) for n, low in enumerate(ordered) for high in ordered[n + 1 :]]
        """The ends where several values are left, if nothing is known of them."""

    def ends(self, env: Env) -> tuple[bool, int | None, int | None, bool]:
        """See `Amounts`."""
        return _ends(self.spans(env))

    def spans(self, env: Env) -> Iterable[tuple[int, int]]:
        """See `Amounts`."""
        numbers, never = self.numbers, (1, 0)
        if isinstance(self.table, Entry):
            mask, several = env[self.table.var], 1 << len(numbers)
            if mask != several:
                found = [(number, number) for n, number in enumerate(numbers) if mask >> n & 1]
                return found + self.pairs if mask & several else found

        def wider(span: tuple[int, int], value: int) -> tuple[int, int]:
            number = numbers[value]
            return (number, number) if span == never else (min(span[0], number), max(span[1], number))

        return self.table.fold(env, never, wider)

    def sets(self, env: Env) -> list[frozenset[int] | None]:
        """See `Amounts`."""
        return [
            frozenset(number for n, number in enumerate(self.numbers) if values >> n & 1)
            for values in self.table.sets(env)
        ]

    def blame(self, env: Env, reasons: Reasons) -> int:
        """The table's."""
        return self.table.blame(env, reasons)

    def leaf(self, env: Env) -> Leaf | None:
        """The table's."""
        return self.table.leaf(env)


Amounts: TypeAlias = Held | Counted | TableNumber
"""What a sum is made of.

`ends` says whether it can be any number (a fact is unknown); the least of the greatest values and the greatest of the
least values of the sets it can be left with; and whether one of these sets has several values. `spans` gives the ends
of the sets, `sets` the sets.
"""


class Total:
    """A constant plus atoms, scaled to whole numbers."""

    __slots__ = ("atoms", "constant", "loose", "scope")

    def __init__(self, constant: int, atoms: Sequence[Amounts], loose: bool) -> None:
        self.constant, self.atoms, self.loose = constant, tuple(atoms), loose
        self.scope = _scope(atoms)

    def ends(self, env: Env) -> tuple[bool, int | None, int | None, bool]:
        """As of the atoms, of their sum."""
        unknown = wide = False
        least: int | None = self.constant
        most: int | None = self.constant
        for atom in self.atoms:
            any_, low, high, several = atom.ends(env)
            unknown |= any_
            wide |= several
            if low is None or high is None:
                least = most = None
            if least is not None and most is not None and low is not None and high is not None:
                least, most = least + low, most + high
        return unknown, least, most, wide

    def spans(self, env: Env) -> set[tuple[int, int]] | None:
        """The ends of every set of values it can be left with; None where there are many."""
        found = {(self.constant, self.constant)}
        for atom in self.atoms:
            ones = set(atom.spans(env))
            if len(found) * len(ones) > MOST_SUMS:
                return None
            found = {(low + a, high + b) for low, high in found for a, b in ones}
        return found

    def sets(self, env: Env) -> list[frozenset[int]] | None:
        """Every set of values it can be left with, those that can be any number left out; None where there are many."""
        found: set[frozenset[int]] = {frozenset([self.constant])}
        for atom in self.atoms:
            ones = [one for one in atom.sets(env) if one is not None]
            if len(found) * len(ones) > MOST_SUMS:
                return None
            found = {frozenset(a + b for a in left for b in one) for left in found for one in ones}
        return list(found)

    def blame(self, env: Env, reasons: Reasons) -> int:
        """That of every atom."""
        found = 0
        for atom in self.atoms:
            found |= atom.blame(env, reasons)
        return found

    def leaf(self, env: Env) -> Leaf | None:
        """That of the first atom that is open."""
        for atom in self.atoms:
            found = atom.leaf(env)
            if found is not None:
                return found
        return None


class Comparison:
    """A sum compared with 0."""

    __slots__ = ("order", "scope", "total")

    def __init__(self, total: Total, order: str) -> None:
        self.total, self.order = total, order
        self.scope = total.scope

    def of(self, env: Env) -> int:
        """Decided where every number that is left says the same."""
        if self.total.loose:
            return T | F | U
        unknown, least, most, wide = self.total.ends(env)
        found = U if unknown else 0
        if least is None or most is None:
            return found
        if self.order in ("==", "!="):
            return found | self._equal(env, least, most, wide)
        below = self.order in ("<", "<=")  # true for the small ones
        test = TESTS[self.order]
        if test(least if below else most, 0):
            found |= T
        if not test(most if below else least, 0):
            found |= F
        if wide:
            found |= self._torn(env)
        return found

    def _equal(self, env: Env, least: int, most: int, wide: bool) -> int:
        """Whether it can be 0, and whether it can be something else."""
        if not wide and (least > 0 or most < 0):
            return F if self.order == "==" else T
        sets = self.total.sets(env)
        if sets is None:
            return T | F | U
        found = 0
        for one in sets:
            yes = 0 in one
            found |= (U if len(one) > 1 else T) if yes else F
        return found if self.order == "==" else NEGATED[found]

    def _torn(self, env: Env) -> int:
        """Whether a set of values that is left lies on both sides."""
        spans = self.total.spans(env)
        if spans is None:
            return T | F | U
        test = TESTS[self.order]
        return U if any(test(low, 0) is not test(high, 0) for low, high in spans) else 0

    def blame(self, env: Env, reasons: Reasons, outcomes: int) -> int:
        """The sum's."""
        return self.total.blame(env, reasons)

    def leaf(self, env: Env) -> Leaf | None:
        """The sum's; the last fact that is open is parted by what it decides."""
        open_ones = [atom for atom in self.total.atoms if atom.leaf(env) is not None]
        if len(open_ones) == 1 and isinstance(open_ones[0], Held) and not self.total.loose:
            return self._last(env, open_ones[0])
        return self.total.leaf(env)

    def _last(self, env: Env, atom: Held) -> Leaf | None:
        mask = env[atom.var]
        parts = {T: 0, F: 0, U: 0}
        one = list(env)
        for n in range(mask.bit_length()):
            if mask >> n & 1:
                one[atom.var] = 1 << n
                found = self.of(one)
                if found not in parts:
                    return atom.leaf(env)
                parts[found] |= 1 << n
        left = tuple([part for part in parts.values() if part])
        return (atom.var, left) if len(left) > 1 else None


class OneNumber:
    """`known` of a derived number."""

    __slots__ = ("scope", "total")

    def __init__(self, total: Total) -> None:
        self.total = total
        self.scope = total.scope

    def of(self, env: Env) -> int:
        """True where one value is left."""
        unknown, least, _, wide = self.total.ends(env)
        if self.total.loose:
            return T | F
        found = F if unknown else 0
        if not wide:
            return found | (T if least is not None else 0)
        spans = self.total.spans(env)
        if spans is None:
            return T | F
        return (
            found
            | (F if any(low != high for low, high in spans) else 0)
            | (T if any(low == high for low, high in spans) else 0)
        )

    def blame(self, env: Env, reasons: Reasons, outcomes: int) -> int:
        """The sum's."""
        return self.total.blame(env, reasons)

    def leaf(self, env: Env) -> Leaf | None:
        """The sum's."""
        return self.total.leaf(env)


def _ends(spans: Iterable[tuple[int, int]]) -> tuple[bool, int | None, int | None, bool]:
    found = list(spans)
    if not found:
        return False, None, None, False
    return False, min(high for _, high in found), max(low for low, _ in found), any(low != high for low, high in found)


def _scope(terms: Iterable[Term | Amounts]) -> frozenset[int]:
    found: set[int] = set()
    for term in terms:
        found |= term.scope
    return frozenset(found)


def _first(parts: Iterable[Term], env: Env) -> Leaf | None:
    for part in parts:
        if part.of(env) not in (T, F, U):
            found = part.leaf(env)
            if found is not None:
                return found
    return None


@dataclass
class Terms:
    """Makes the terms of one version of a pathway, each once."""

    space: Space
    number: int = 0
    _made: dict[tuple[int, frozenset[tuple[int, int]]], Term] = field(default_factory=dict)
    _keep: list[object] = field(default_factory=list)
    """The trees whose addresses are keys; kept so that no other tree gets the same one."""

    def __post_init__(self) -> None:
        self.pathway = self.space.pathways[self.number]
        self.supports = self.space.supports(self.number)
        self._derived: dict[tuple[str, frozenset[tuple[int, int]]], Term] = {}
        self._tables: dict[tuple[str, frozenset[tuple[int, int]]], Tabled] = {}

    def term(self, node: Node, over: Mapping[int, int] | None = None) -> Term:
        """The term of a condition.

        Args:
            node: the condition's tree.
            over: variables that are not read, each with the mask of the one value that is put in its place: what an
                exit's effects would leave. `blocked` reads the present state all the same.
        """
        key = (id(node), frozenset((over or {}).items()))
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._make(node, over or {})
            self._keep.append(node)
        return found

    def meaning(self, var: int) -> tuple[Term | None, Rows | None]:
        """What a derived name stands for: the condition's term, or the table's rows."""
        kind, name = self.space.names[var]
        assert kind == f"derived{self.number}"
        if name not in prepared(self.pathway).definitions:
            rules = prepared(self.pathway).blockers[name[len("blocked(") : -1]]
            return _several([self.term(rule.expr) for rule in rules], every=False), None
        definition = prepared(self.pathway).definitions[name]
        if isinstance(definition, Condition):
            return self.term(definition.expr), None
        table = self._table(name, {})
        assert isinstance(table, Entry)
        return None, table.rows

    def _make(self, node: Node, over: Mapping[int, int]) -> Term:
        match node:
            case Constant():
                return ALWAYS if node.value else NEVER
            case IsSo():
                if node.derived:
                    return self._derived_condition(node.name, over)
                return _test(self.space.index["fact", node.name], 2, 4, 1, over)
            case IsOneOf():
                return self._one_of(node, over)
            case Compare():
                return self._compare(node, over)
            case IsKnown():
                return self._known(node, over)
            case IsActive():
                return _test(self.space.index["therapy", node.therapy], 2, 1, 0, over)
            case HasVisited():
                var = self.space.index["visits", node.step]
                return _test(var, self.space.full[var] & ~1, 1, 0, over)
            case HasTried():
                var = self.space.index["visits", node.step]
                parts = [_test(var, self.space.full[var] & ~1, 1, 0, over)]
                therapies = prepared(self.pathway).starts.get(node.step, ())
                parts += [_test(self.space.index["therapy", therapy], 1, 2, 0, over) for therapy in therapies]
                return _several(parts, every=True)
            case IsBlocked():
                of = self.space.derived[self.number].get(f"blocked({node.step})")
                return NEVER if of is None else Test(of, T, F, U)
            case Not():
                return _negation(self.term(node.of, over))
            case And():
                return _several([self.term(part, over) for part in node.parts], every=True)
            case Or():
                return _several([self.term(part, over) for part in node.parts], every=False)
            case _:
                assert_never(node)

    def _spared(self, name: str, over: Mapping[int, int]) -> dict[int, int]:
        """Of what is put in the place of variables, that which a derived name reads."""
        support = self.supports[name]
        return {var: mask for var, mask in over.items() if var in support}

    def _derived_condition(self, name: str, over: Mapping[int, int]) -> Term:
        read = self._spared(name, over)
        key = (name, frozenset(read.items()))
        if key not in self._derived:
            if read:
                definition = prepared(self.pathway).definitions[name]
                assert isinstance(definition, Condition)
                self._derived[key] = self.term(definition.expr, read)
            else:
                self._derived[key] = Test(self.space.derived[self.number][name], T, F, U)
        return self._derived[key]

    def _table(self, name: str, over: Mapping[int, int]) -> Tabled:
        read = self._spared(name, over)
        key = (name, frozenset(read.items()))
        if key not in self._tables:
            table = prepared(self.pathway).definitions[name]
            assert isinstance(table, Table)
            values = self.space.tables[self.number][name]
            rows = Rows([(self.term(row.when.expr, read), values.index(row.value)) for row in table.rows], values)
            self._tables[key] = rows if read else Entry(self.space.derived[self.number][name], rows)
        return self._tables[key]

    def _one_of(self, node: IsOneOf, over: Mapping[int, int]) -> Term:
        if node.derived:
            values = self.space.tables[self.number][node.name]
            inside = sum(1 << n for n, value in enumerate(values) if value in node.values)
            return OneOf(self._table(node.name, over), inside, node.negated)
        var = self.space.index["fact", node.name]
        inside = sum(1 << n for n, value in enumerate(self.space.values[var]) if value in node.values)
        outside = self.space.full[var] & ~inside & ~1
        return _test(var, outside, inside, 1, over) if node.negated else _test(var, inside, outside, 1, over)

    def _known(self, node: IsKnown, over: Mapping[int, int]) -> Term:
        if not node.derived:
            var = self.space.index["fact", node.name]
            return _test(var, self.space.full[var] & ~1, 1, 0, over)
        definition = prepared(self.pathway).definitions[node.name]
        match definition:
            case Condition():
                return Known(self._derived_condition(node.name, over))
            case Table():
                return OneValue(self._table(node.name, over))
            case Expression():
                return OneNumber(self._total([(Decimal(1), definition.expr)], over))
            case _:
                assert_never(definition)

    def _compare(self, node: Compare, over: Mapping[int, int]) -> Term:
        if len(node.left.terms) == 1 and not node.right.terms:
            factor, atom = node.left.terms[0]
            if isinstance(atom, Amount) and not atom.derived:
                var = self.space.index["fact", atom.name]
                test, yes, no = TESTS[node.order], 0, 0
                for n, value in enumerate(self.space.values[var]):
                    if value is not None:
                        assert not isinstance(value, str)
                        if test(node.left.constant + factor * value, node.right.constant):
                            yes |= 1 << n
                        else:
                            no |= 1 << n
                return _test(var, yes, no, 1, over)
        return Comparison(self._total([(Decimal(1), node.left), (Decimal(-1), node.right)], over), node.order)

    def _total(self, sums: Sequence[tuple[Decimal, Sum]], over: Mapping[int, int]) -> Total:
        """A sum of sums; an atom that occurs twice takes the same value in both places."""
        constant, atoms = self._atoms(sums, over)
        scale = Decimal(10) ** max(0, *[-_exponent(number) for number in [constant, *[f for f, _ in atoms]]], 0)
        places = Decimal(10) ** self.space.places
        made: list[Amounts] = []
        loose = False
        for factor, atom in atoms:
            match atom:
                case int():
                    values = [
                        None if v is None else int(factor * scale * Decimal(v) * places) for v in self._held(atom)
                    ]
                    made.append(Held(atom, values, factor < 0))
                    loose |= atom in self.space.loose
                case Count(parts):
                    made.append(Counted([self.term(part, over) for part in parts], int(factor * scale * places)))
                case _:
                    rows = atom.rows if isinstance(atom, Entry) else atom
                    values_ = [int(factor * scale * Decimal(value) * places) for value in rows.values]  # type: ignore[arg-type]
                    made.append(TableNumber(atom, values_))
        return Total(int(constant * scale * places), made, loose)

    def _held(self, var: int) -> Sequence[int | Decimal | None]:
        return self.space.values[var]  # type: ignore[return-value]  # those of a number

    def _atoms(
        self, sums: Sequence[tuple[Decimal, Sum]], over: Mapping[int, int]
    ) -> tuple[Decimal, list[tuple[Decimal, int | Count | Tabled]]]:
        """The constant of a sum of sums and its atoms with their factors: variables, counts and tables.

        The atoms of a derived number stand for themselves, as it is read anew wherever it occurs.
        """
        constant = Decimal(0)
        factors: dict[tuple[str, object], Decimal] = {}
        atoms: dict[tuple[str, object], Amount | Visits | Count] = {}
        for by, total in sums:
            constant += by * Decimal(total.constant)
            for factor, atom in total.terms:
                key = _key(atom)
                atoms[key] = atom
                factors[key] = factors.get(key, Decimal(0)) + by * Decimal(factor)
        found: list[tuple[Decimal, int | Count | Tabled]] = []
        for key, atom in atoms.items():
            factor = factors[key]
            if isinstance(atom, Count):
                found.append((factor, atom))
                continue
            if isinstance(atom, Amount) and atom.derived:
                definition = prepared(self.pathway).definitions[atom.name]
                if isinstance(definition, Expression):
                    more, inner = self._atoms([(factor, definition.expr)], over)
                    constant += more
                    found += inner
                else:
                    found.append((factor, self._table(atom.name, over)))
                continue
            var = self.space.index["fact" if isinstance(atom, Amount) else "visits", _name(atom)]
            mask = over.get(var)
            if mask is None:
                found.append((factor, var))
            else:
                value = self.space.values[var][mask.bit_length() - 1]
                constant += factor * Decimal(value)  # type: ignore[arg-type]  # effects give a value
        return constant, found


def _key(atom: Atom) -> tuple[str, object]:
    match atom:
        case Amount(name):
            return "amount", name
        case Visits(step):
            return "visits", step
        case Count(span=span):
            return "count", span
        case _:
            assert_never(atom)


def _name(atom: Amount | Visits) -> str:
    return atom.name if isinstance(atom, Amount) else atom.step


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def _test(var: int, yes: int, no: int, unknown: int, over: Mapping[int, int]) -> Term:
    mask = over.get(var)
    if mask is None:
        return Test(var, yes, no, unknown)
    return ALWAYS if mask & yes else NEVER if mask & no else Fixed(U)


def _negation(term: Term) -> Term:
    if isinstance(term, Fixed):
        return {T: NEVER, F: ALWAYS}.get(term.outcome, term)
    if isinstance(term, Test):
        return Test(term.var, term.no, term.yes, term.unknown)
    return term.term if isinstance(term, Negation) else Negation(term)


def _several(parts: Sequence[Term], every: bool) -> Term:
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
