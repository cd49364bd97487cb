"""The exits of a step over sets of states: their statuses as bits, and conditions on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from stepladder.conditions.evaluate import Ternary
from stepladder.engine.status import STATUS
from stepladder.model.cases import Status
from stepladder.model.steps import Transition
from stepladder.verify.constraints import Constraint, Want
from stepladder.verify.domain import Env, F, T, U
from stepladder.verify.terms.logic import OR, Leaf, Negation, Reasons, Several, Term

OPEN, CAUTION, CLOSED, BLOCKED, ASK = 1, 2, 4, 8, 16
"""The statuses of an exit as bits."""


TAKABLE = OPEN | CAUTION


STATUS_BITS: Mapping[Status, int] = {
    "open": OPEN, "caution": CAUTION, "closed": CLOSED, "blocked": BLOCKED, "ask": ASK
}  # fmt: skip


OUTCOME_BITS: Mapping[Ternary, int] = {True: T, False: F, None: U}


@dataclass(frozen=True, eq=False)
class Way:
    """An exit of a step, with its conditions as terms."""

    step: str
    kind: Literal["next", "option", "interrupt"]
    index: int
    transition: Transition
    guard: Term
    absolute: tuple[Term, ...]
    relative: tuple[Term, ...]
    rules: tuple[tuple[str, Term], ...]
    """Every rule of the target with its term, in file order."""
    over: Mapping[int, int]
    """What the exit's effects put in the place of the present values."""
    can_ask: frozenset[str]
    """The facts with a question that it may ask for."""
    mute: bool
    """Whether it may hang on a fact without a question."""

    @property
    def to(self) -> str:
        """The step it leads to."""
        return self.transition.to

    def statuses(self, env: Env) -> int:
        """Every status it can have."""
        guard = self.guard.of(env)
        if guard == F:
            return CLOSED
        absolute = relative = F
        for term in self.absolute:
            absolute = OR[absolute][term.of(env)]
            if absolute == T:
                return _statuses(guard, T, F)
        for term in self.relative:
            relative = _joined(relative, term.of(env))
        return _statuses(guard, absolute, relative)


@cache
def _joined(first: int, second: int) -> int:
    """What relative rules can come out as together, by what two parts of them can: unknown outweighs that one holds."""
    sure = (T | F) if first & ~U and second & ~U else 0
    return (first | second) & U | (first | second) & T & sure | first & second & F


@cache
def _statuses(guard: int, absolute: int, relative: int) -> int:
    """The row of the table for every outcome that its three columns can have."""
    statuses = 0
    for key, status in STATUS.items():
        if all(mask & OUTCOME_BITS[outcome] for mask, outcome in zip((guard, absolute, relative), key, strict=True)):
            statuses |= STATUS_BITS[status]
    return statuses


class StatusIs:
    """That an exit has one of some statuses."""

    __slots__ = ("allowed", "scope", "way")

    def __init__(self, way: Way, allowed: int) -> None:
        self.way, self.allowed = way, allowed
        scope = set(way.guard.scope)
        for term in (*way.absolute, *way.relative):
            scope |= term.scope
        self.scope = frozenset(scope)

    def judge(self, env: Env) -> tuple[bool, bool]:
        """By the statuses it can have."""
        statuses = self.way.statuses(env)
        return bool(statuses & self.allowed), bool(statuses & ~self.allowed)

    def blame(self, env: Env, reasons: Reasons) -> int:
        """Why it has none of the statuses, one after the other."""
        way, allowed, blamed = self.way, self.allowed, 0
        guard = way.guard.of(env)
        if allowed & CLOSED:
            blamed |= way.guard.blame(env, reasons, F)
        if not allowed & ~CLOSED:
            return blamed
        if guard == F:
            return blamed | way.guard.blame(env, reasons, T | U)
        holds = next((term for term in way.absolute if term.of(env) == T), None)
        if allowed & BLOCKED:
            for term in way.absolute:
                blamed |= term.blame(env, reasons, T)
        elif holds is not None:
            return blamed | holds.blame(env, reasons, F | U)
        if allowed & ASK:
            for term in (way.guard, *way.absolute, *way.relative):
                blamed |= term.blame(env, reasons, U & ~term.of(env))
        if allowed & TAKABLE:
            for term in (way.guard, *way.absolute, *way.relative):
                blamed |= term.blame(env, reasons, 7 & ~term.of(env))
        return blamed

    def leaf(self, env: Env) -> Leaf | None:
        """What to decide next: about the guard first, then about the rules."""
        for term in (self.way.guard, *self.way.absolute, *self.way.relative):
            if term.of(env) not in (T, F, U):
                leaf = term.leaf(env)
                if leaf is not None:
                    return leaf
        return None


class Waits:
    """That one of some exits is at `ask`."""

    __slots__ = ("parts", "scope")

    def __init__(self, ways: Sequence[Way]) -> None:
        self.parts = tuple([StatusIs(way, ASK) for way in ways])
        self.scope = frozenset(var for part in self.parts for var in part.scope)

    def judge(self, env: Env) -> tuple[bool, bool]:
        """By each of them."""
        judged = [part.judge(env) for part in self.parts]
        return any(able for able, _ in judged), all(can_fail for _, can_fail in judged)

    def blame(self, env: Env, reasons: Reasons) -> int:
        """Why none of them can be at `ask`: the reasons of all taken together."""
        blamed = 0
        for part in self.parts:
            blamed |= part.blame(env, reasons)
        return blamed

    def leaf(self, env: Env) -> Leaf | None:
        """What to decide next, about the first exit that is still open."""
        for part in self.parts:
            able, can_fail = part.judge(env)
            if able and can_fail:
                leaf = part.leaf(env)
                if leaf is not None:
                    return leaf
        return None


def wants(term: Term, allowed: int) -> list[Constraint]:
    """A condition that is to come out in one of some ways, in as small parts as possible."""
    if isinstance(term, Negation):
        return wants(term.term, (T if allowed & F else 0) | (F if allowed & T else 0) | (allowed & U))
    if isinstance(term, Several) and allowed in ((T, T | U) if term.every else (F, F | U)):
        return [want for part in term.parts for want in wants(part, allowed)]
    return [Want(term, allowed)]
