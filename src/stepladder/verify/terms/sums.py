"""Terms over numbers: sums of facts, visits, counts and tables, and what comparing them can come out as."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from stepladder.verify.domain import Env, F, T, U
from stepladder.verify.terms.logic import NEGATED, Leaf, Reasons, Term, first_leaf, scope_of
from stepladder.verify.terms.tables import Entry, Tabled

TESTS = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}

MAX_SUM_OUTCOMES = 3000
"""More ways for a sum to come out are not tried one by one: it counts as open."""


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
        """Why values of the variable are gone, as bits of reasons."""
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
        self.scope = scope_of(parts)

    def _ranges(self, env: Env) -> set[tuple[int, int]]:
        pairs = {(0, 0)}
        for part in self.parts:
            outcomes = part.of(env)
            following: set[tuple[int, int]] = set()
            for least, open_ in pairs:
                if outcomes & T:
                    following.add((least + 1, open_))
                if outcomes & F:
                    following.add((least, open_))
                if outcomes & U:
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
        blamed = 0
        for part in self.parts:
            blamed |= part.blame(env, reasons, 7 & ~part.of(env))
        return blamed

    def leaf(self, env: Env) -> Leaf | None:
        """The variable to decide next, from the first part that is open; None where none is."""
        return first_leaf(self.parts, env)


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
                exact = [(number, number) for n, number in enumerate(numbers) if mask >> n & 1]
                return exact + self.pairs if mask & several else exact

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
        """Why values of the table's variables are gone, as bits of reasons."""
        return self.table.blame(env, reasons)

    def leaf(self, env: Env) -> Leaf | None:
        """The variable of the table to decide next; None where none is open."""
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
        self.scope = scope_of(atoms)

    def ends(self, env: Env) -> tuple[bool, int | None, int | None, bool]:
        """The ends of the sum, in the form in which each atom gives its own."""
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
        spans = {(self.constant, self.constant)}
        for atom in self.atoms:
            ones = set(atom.spans(env))
            if len(spans) * len(ones) > MAX_SUM_OUTCOMES:
                return None
            spans = {(low + a, high + b) for low, high in spans for a, b in ones}
        return spans

    def sets(self, env: Env) -> list[frozenset[int]] | None:
        """Every set of values it can be left with, those that can be any number left out; None where there are many."""
        sets: set[frozenset[int]] = {frozenset([self.constant])}
        for atom in self.atoms:
            ones = [atom_set for atom_set in atom.sets(env) if atom_set is not None]
            if len(sets) * len(ones) > MAX_SUM_OUTCOMES:
                return None
            sets = {frozenset(a + b for a in left for b in atom_set) for left in sets for atom_set in ones}
        return list(sets)

    def blame(self, env: Env, reasons: Reasons) -> int:
        """The reasons, as bits, of all atoms taken together."""
        blamed = 0
        for atom in self.atoms:
            blamed |= atom.blame(env, reasons)
        return blamed

    def leaf(self, env: Env) -> Leaf | None:
        """The variable to decide next, from the first atom that is open; None where none is."""
        for atom in self.atoms:
            leaf = atom.leaf(env)
            if leaf is not None:
                return leaf
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
        outcomes = U if unknown else 0
        if least is None or most is None:
            return outcomes
        if self.order in ("==", "!="):
            return outcomes | self._equal(env, least, most, wide)
        below = self.order in ("<", "<=")  # true for the small ones
        test = TESTS[self.order]
        if test(least if below else most, 0):
            outcomes |= T
        if not test(most if below else least, 0):
            outcomes |= F
        if wide:
            outcomes |= self._torn(env)
        return outcomes

    def _equal(self, env: Env, least: int, most: int, wide: bool) -> int:
        """Whether it can be 0, and whether it can be something else."""
        if not wide and (least > 0 or most < 0):
            return F if self.order == "==" else T
        sets = self.total.sets(env)
        if sets is None:
            return T | F | U
        outcomes = 0
        for values in sets:
            yes = 0 in values
            outcomes |= (U if len(values) > 1 else T) if yes else F
        return outcomes if self.order == "==" else NEGATED[outcomes]

    def _torn(self, env: Env) -> int:
        """Whether a set of values that is left lies on both sides."""
        spans = self.total.spans(env)
        if spans is None:
            return T | F | U
        test = TESTS[self.order]
        return U if any(test(low, 0) is not test(high, 0) for low, high in spans) else 0

    def blame(self, env: Env, reasons: Reasons, outcomes: int) -> int:
        """The reasons, as bits, of all atoms of the sum, whatever outcomes are asked about."""
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
        single = list(env)
        for n in range(mask.bit_length()):
            if mask >> n & 1:
                single[atom.var] = 1 << n
                outcome = self.of(single)
                if outcome not in parts:
                    return atom.leaf(env)
                parts[outcome] |= 1 << n
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
        outcomes = F if unknown else 0
        if not wide:
            return outcomes | (T if least is not None else 0)
        spans = self.total.spans(env)
        if spans is None:
            return T | F
        return (
            outcomes
            | (F if any(low != high for low, high in spans) else 0)
            | (T if any(low == high for low, high in spans) else 0)
        )

    def blame(self, env: Env, reasons: Reasons, outcomes: int) -> int:
        """The reasons, as bits, of all atoms of the sum, whatever outcomes are asked about."""
        return self.total.blame(env, reasons)

    def leaf(self, env: Env) -> Leaf | None:
        """The variable of the sum to decide next; None where none is open."""
        return self.total.leaf(env)


def _ends(spans: Iterable[tuple[int, int]]) -> tuple[bool, int | None, int | None, bool]:
    pairs = list(spans)
    if not pairs:
        return False, None, None, False
    lows, highs = zip(*pairs, strict=True)
    return False, min(highs), max(lows), lows != highs
