"""Terms over derived tables: which values a table can be left with, and questions about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias, TypeVar

from stepladder.verify.domain import Env, F, T, U
from stepladder.verify.terms.logic import NEGATED, Leaf, Reasons, Term, scope_of

S = TypeVar("S")


class Rows:
    """A derived table, row by row."""

    __slots__ = ("rows", "scope", "values")

    def __init__(self, rows: Sequence[tuple[Term, int]], values: Sequence[object]) -> None:
        self.rows, self.values = tuple(rows), tuple(values)
        self.scope = scope_of([term for term, _ in rows])

    def fold(self, env: Env, nothing: S, add: Callable[[S, int], S]) -> Iterable[S]:
        """Every set of values the table can be left with, each gathered from nothing by adding places in `values`.

        Sets for which the same is gathered are one.
        """
        going: dict[S, None] = {nothing: None}
        done: dict[S, None] = {}
        for term, value in self.rows:
            outcomes = term.of(env)
            if outcomes == F:
                continue
            following: dict[S, None] = {}
            for values in going:
                if outcomes & (T | U):
                    more = add(values, value)
                    if outcomes & T:
                        done[more] = None
                    if outcomes & U:
                        following[more] = None
                if outcomes & F:
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
        return self.fold(env, -1, lambda so_far, value: value if so_far in (-1, value) else -2)

    def blame(self, env: Env, reasons: Reasons) -> int:
        """Why it is left with no other sets than it is."""
        blamed = 0
        for term, _ in self.rows:
            outcomes = term.of(env)
            blamed |= term.blame(env, reasons, 7 & ~outcomes)
            if outcomes == T:
                break
        return blamed

    def leaf(self, env: Env) -> Leaf | None:
        """That of the first row that is open and can still matter."""
        for term, _ in self.rows:
            outcomes = term.of(env)
            if outcomes not in (T, F, U):
                leaf = term.leaf(env)
                if leaf is not None:
                    return leaf
            if outcomes == T:
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
        gathered = dict.fromkeys([add(nothing, n) for n in range(self.count) if mask >> n & 1])
        if mask >> self.count & 1:
            gathered.update(dict.fromkeys(self.rows.fold(env, nothing, add)))
        return gathered

    def sets(self, env: Env) -> Iterable[int]:
        """As of the rows."""
        return self.fold(env, 0, lambda values, value: values | 1 << value)

    def counts(self, env: Env) -> Iterable[int]:
        """As of the rows."""
        mask = env[self.var]
        places = [n for n in range(self.count) if mask >> n & 1]
        return [*places, -2] if mask >> self.count & 1 else places

    def blame(self, env: Env, reasons: Reasons) -> int:
        """The variable's, and that of the rows where they are looked at."""
        blamed = reasons.get(self.var, 0)
        return blamed | self.rows.blame(env, reasons) if env[self.var] == 1 << self.count else blamed

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
        outcomes = 0
        if isinstance(self.table, Entry):
            mask = env[self.table.var]
            if mask != self.several:
                outcomes = (T if mask & self.inside else 0) | (F if mask & self.outside else 0)
                outcomes |= self.torn if mask & self.several else 0
                return NEGATED[outcomes] if self.negated else outcomes
        for sides in self.table.fold(env, 0, lambda so_far, value: so_far | (2 if self.inside >> value & 1 else 1)):
            outcomes |= (0, F, T, U)[sides]
        return NEGATED[outcomes] if self.negated else outcomes

    def blame(self, env: Env, reasons: Reasons, outcomes: int) -> int:
        """Why values of the table's variables are gone, as bits of reasons, whatever outcomes are asked about."""
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
        outcomes = 0
        for count in self.table.counts(env):
            outcomes |= F if count == -2 else T
        return outcomes

    def blame(self, env: Env, reasons: Reasons, outcomes: int) -> int:
        """Why values of the table's variables are gone, as bits of reasons, whatever outcomes are asked about."""
        return self.table.blame(env, reasons)

    def leaf(self, env: Env) -> Leaf | None:
        """The variable of the table to decide next; None where none is open."""
        return self.table.leaf(env)
