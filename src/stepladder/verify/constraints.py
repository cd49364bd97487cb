"""What a search is asked to fulfil, and what it may use: constraints, boxes and the clock."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from stepladder.verify.domain import Env
from stepladder.verify.terms.logic import Leaf, Reasons, Term
from stepladder.verify.terms.tables import Rows

Box: TypeAlias = dict[int, int]
"""Sets of values of some variables, as masks; all values of the others."""


class Spent(Exception):  # noqa: N818  # no error: a limit was reached
    """The time, or the number of cases that was allowed, is used up."""


@dataclass
class Clock:
    """What a search may use."""

    deadline: float = float("inf")
    """When to stop, by `time.monotonic`."""
    cases: int = 10**9
    """How many cases may still be looked at."""

    def tick(self, cases: int = 1) -> None:
        """Count some cases.

        Raises:
            Spent: there are none left, or the time is over.
        """
        self.cases -= cases
        if self.cases < 0 or (self.cases % 64 < cases and time.monotonic() > self.deadline):
            raise Spent

    @contextmanager
    def few(self, cases: int) -> Iterator[None]:
        """Allow only some cases for what is done inside; they count for the whole all the same.

        Raises:
            Spent: inside, when these are used up.
        """
        inside = max(0, min(cases, self.cases))
        rest, self.cases = self.cases - inside, inside
        try:
            yield
        finally:
            self.cases = rest + max(0, self.cases)

    def check(self) -> None:
        """Look at the time alone.

        Raises:
            Spent: it is over.
        """
        if time.monotonic() > self.deadline:
            raise Spent


class Constraint(Protocol):
    """Something that is to hold at one moment."""

    @property
    def scope(self) -> frozenset[int]:
        """The variables it reads."""

    def judge(self, env: Env) -> tuple[bool, bool]:
        """Whether it can hold, and whether it can fail to."""

    def blame(self, env: Env, reasons: Reasons) -> int:
        """Why it cannot hold, where it cannot."""

    def leaf(self, env: Env) -> Leaf | None:
        """What to decide next."""


class Want:
    """A condition that is to come out in one of some ways."""

    __slots__ = ("allowed", "scope", "term")

    def __init__(self, term: Term, allowed: int) -> None:
        self.term, self.allowed = term, allowed
        self.scope = term.scope

    def judge(self, env: Env) -> tuple[bool, bool]:
        """By the condition's outcomes."""
        outcomes = self.term.of(env)
        return bool(outcomes & self.allowed), bool(outcomes & ~self.allowed)

    def blame(self, env: Env, reasons: Reasons) -> int:
        """Why the condition does not come out as wanted."""
        return self.term.blame(env, reasons, self.allowed)

    def leaf(self, env: Env) -> Leaf | None:
        """The next thing to decide about the condition."""
        return self.term.leaf(env)


class Within:
    """A variable that is to have one of some values, where nothing else may be assumed of it."""

    __slots__ = ("mask", "scope", "var")

    def __init__(self, var: int, mask: int) -> None:
        self.var, self.mask = var, mask
        self.scope = frozenset([var])

    def judge(self, env: Env) -> tuple[bool, bool]:
        """By what is left of the variable."""
        return bool(env[self.var] & self.mask), bool(env[self.var] & ~self.mask)

    def blame(self, env: Env, reasons: Reasons) -> int:
        """Why the values that are wanted are gone: whatever narrowed the variable."""
        return reasons.get(self.var, 0)

    def leaf(self, env: Env) -> Leaf | None:
        """The variable, in and out."""
        mask = env[self.var]
        return self.var, (mask & self.mask, mask & ~self.mask)


class Meaning:
    """That a derived name is what its definition makes of the facts; asked only once something was decided about it."""

    __slots__ = ("full", "rows", "scope", "term", "var")

    def __init__(self, var: int, full: int, term: Term | None, rows: Rows | None) -> None:
        self.var, self.full, self.term, self.rows = var, full, term, rows
        inner = term.scope if term is not None else rows.scope if rows is not None else frozenset()
        self.scope = inner | {var}

    def judge(self, env: Env) -> tuple[bool, bool]:
        """By the definition's outcomes; sure to hold once both sides have come to one and the same."""
        mask = env[self.var]
        if mask == self.full:  # nobody asks; open, because somebody may yet
            return True, True
        outcomes = self.outcomes(env)
        return bool(outcomes & mask), outcomes != mask or bool(mask & (mask - 1))

    def blame(self, env: Env, reasons: Reasons) -> int:
        """Why the name is to come out in some ways, and the definition does not."""
        blamed = reasons.get(self.var, 0)
        if self.term is not None:
            return blamed | self.term.blame(env, reasons, env[self.var])
        assert self.rows is not None
        return blamed | self.rows.blame(env, reasons)

    def leaf(self, env: Env) -> Leaf | None:
        """The definition's, where it can come out otherwise than is wanted by now."""
        if not self.outcomes(env) & ~env[self.var]:
            return None
        if self.term is not None:
            return self.term.leaf(env)
        assert self.rows is not None
        return self.rows.leaf(env)

    def outcomes(self, env: Env) -> int:
        """Everything the definition can come out as, in the bits of the name's values."""
        if self.term is not None:
            return self.term.of(env)
        assert self.rows is not None
        mask, several = 0, 1 << len(self.rows.values)
        for place in self.rows.counts(env):
            mask |= several if place == -2 else 1 << place
        return mask


def narrowed(env: Env, box: Mapping[int, int]) -> Env | None:
    """Values within a box; None where nothing is left."""
    narrower = list(env)
    for var, mask in box.items():
        narrower[var] &= mask
        if not narrower[var]:
            return None
    return narrower


def meet(box: Mapping[int, int], constraints: Iterable[tuple[int, int]], full: Env) -> Box | None:
    """What two boxes have in common; None where that is nothing."""
    both = dict(box)
    for var, mask in constraints:
        left = both.get(var, full[var]) & mask
        if not left:
            return None
        both[var] = left
    return both
