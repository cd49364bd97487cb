"""Finds values for which several conditions come out as wanted, at one moment or along a walk; or shows there are none.

A search by cases (M. Davis, G. Logemann, D. Loveland, Commun. ACM 1962;5:394) that decides only what keeps a condition
open, and after a contradiction goes back to a decision that has to do with it (P. Prosser, Comput. Intell. 1993;9:268).
Every value that is left out has a reason: the decisions, assumptions and links it follows from. What remains at the
end of a search without a solution is the part of the question that already has none.

One file on purpose: the search and what it searches with are read together.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from stepladder.verify.domain import Env
from stepladder.verify.terms.logic import Leaf, Reasons, Term
from stepladder.verify.terms.tables import Rows

Box: TypeAlias = dict[int, int]
"""Sets of values of some variables, as masks; all values of the others."""


class Spent(Exception):  # noqa: N818  # no error: a limit was reached
    """The time, or the number of cases that was allowed, is used up."""


MAX_FAILED = 2
"""How many of the conditions that failed last go before all others."""


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


@dataclass(frozen=True)
class Link:
    """How a variable goes over from one moment to the next, as the sets of values that fit each other."""

    forward: Callable[[int], int]
    back: Callable[[int], int]


@dataclass
class Moment:
    """One moment of a question: what is wanted then."""

    wants: Sequence[Constraint]
    env: Env
    """The values to begin with."""


@dataclass(eq=False, slots=True)
class _Open:
    """A constraint at a moment, while it is neither sure to hold nor sure to fail."""

    moment: int
    constraint: Constraint
    meaning: bool
    order: int
    open: bool = True
    touched: bool = False
    """Whether a decision has to do with it."""


@dataclass
class _Frame:
    """A decision: what was tried and what is left to try."""

    bit: int
    moment: int
    var: int
    parts: Sequence[int]
    next: int
    mark: int
    before: int
    """The reasons of the values that were left before."""
    blamed: int = 0


@dataclass
class Question:
    """Conditions at one or several moments, with the links between them."""

    moments: Sequence[Moment]
    meanings: Mapping[int, Meaning]
    """Of each derived name."""
    links: Mapping[int, Sequence[Link]] = field(default_factory=dict)
    """For each variable that is followed through the moments, its links from each moment to the next."""
    full: Env = field(default_factory=list)

    def solve(
        self, clock: Clock, assumed: Mapping[tuple[int, int], int] | None = None
    ) -> tuple[list[Env] | None, frozenset[object]]:
        """Look for a solution.

        Args:
            clock: what may be used.
            assumed: sets of values for some variables at some moments, by moment and variable, to be taken in
                addition; a failure says which of them it needs.

        Returns:
            For each moment the values of each variable that are left, every combination of which is a solution as far
            as the conditions go, and nothing; or None, and what the failure needs: variables whose links it uses, and
            the keys of assumptions.

        Raises:
            Spent: the clock ran out.
        """
        return _Search(self, clock, assumed or {}).run()


class _Search:
    def __init__(self, question: Question, clock: Clock, assumed: Mapping[tuple[int, int], int]) -> None:
        self.question, self.clock = question, clock
        self.envs: list[Env] = [list(moment.env) for moment in question.moments]
        self.reasons: list[dict[int, int]] = [{} for _ in question.moments]
        self.names: list[object] = []
        """What each of the lowest bits of a reason stands for: links and assumptions."""
        self.trail: list[tuple[int, int, int, int]] = []
        self.closed: list[_Open] = []
        self.touched: list[_Open] = []
        self.failed: list[_Open] = []
        """What could not hold lately: it is decided first, as it most likely is the heart of the matter."""
        self.watch: list[dict[int, list[_Open]]] = [{} for _ in question.moments]
        self.all: list[_Open] = []
        self.active: list[set[int]] = [set() for _ in question.moments]
        self.queue: list[_Open] = []
        self.link_bit: dict[int, int] = {}
        for var in question.links:
            self.link_bit[var] = 1 << len(self.names)
            self.names.append(var)
        self.assumed: list[tuple[int, int, int, int]] = []
        for (moment, var), mask in assumed.items():
            self.assumed.append((moment, var, mask, 1 << len(self.names)))
            self.names.append((moment, var))
        self.frames: list[_Frame] = []
        self.first = 1 << len(self.names)
        """The reason of the first decision."""
        for number, at in enumerate(question.moments):
            for want in at.wants:
                self._watch(_Open(number, want, False, len(self.all)))

    def _watch(self, watched: _Open) -> None:
        self.all.append(watched)
        watch = self.watch[watched.moment]
        for var in watched.constraint.scope:
            watch.setdefault(var, []).append(watched)
        self.queue.append(watched)

    def run(self) -> tuple[list[Env] | None, frozenset[object]]:
        conflict = self._begin()
        while True:
            if conflict is None:
                leaf = self._choose()
                if leaf is None:
                    return self.envs, frozenset()
                self.clock.tick()
                moment, var, parts = leaf
                bit = 1 << (len(self.names) + len(self.frames))
                before = self.reasons[moment].get(var, 0)
                frame = _Frame(bit, moment, var, parts, 0, len(self.trail), before)
                self.frames.append(frame)
                self._closed_marks.append((len(self.closed), len(self.touched)))
                conflict = self._try(frame)
            else:
                conflict = self._back(conflict)
                if conflict is not None and not self.frames:
                    return None, frozenset(name for n, name in enumerate(self.names) if conflict >> n & 1)

    def _begin(self) -> int | None:
        self._closed_marks: list[tuple[int, int]] = []
        for moment, env in enumerate(self.envs):
            for var in range(len(env)):
                if env[var] == 0:
                    return 0
                if var in self.question.meanings and env[var] != self.question.full[var]:
                    self._activate(moment, var)
        for moment, var, mask, bit in self.assumed:
            conflict = self._narrow(moment, var, mask, bit)
            if conflict is not None:
                return conflict
        for var in self.question.links:
            for moment in range(len(self.envs)):
                conflict = self._follow(moment, var)
                if conflict is not None:
                    return conflict
        return self._propagate()

    def _activate(self, moment: int, var: int) -> None:
        if var not in self.active[moment]:
            self.active[moment].add(var)
            self._watch(_Open(moment, self.question.meanings[var], True, len(self.all)))

    def _try(self, frame: _Frame) -> int | None:
        part = frame.parts[frame.next]
        frame.next += 1
        conflict = self._narrow(frame.moment, frame.var, part, frame.bit)
        return conflict if conflict is not None else self._propagate()

    def _back(self, conflict: int) -> int | None:
        """Undo decisions until one is found that has to do with the conflict and has something left to try."""
        while self.frames:
            frame = self.frames[-1]
            self._undo(frame.mark, *self._closed_marks[-1])
            if conflict & frame.bit:
                frame.blamed |= conflict & ~frame.bit
                if frame.next < len(frame.parts):
                    self.clock.tick()
                    return self._try(frame)
                conflict = frame.blamed | frame.before
            self.frames.pop()
            self._closed_marks.pop()
        return conflict

    def _undo(self, mark: int, closed: int, touched: int) -> None:
        self.queue.clear()
        trail = self.trail
        while len(trail) > mark:
            moment, var, value, reason = trail.pop()
            self.envs[moment][var] = value
            self.reasons[moment][var] = reason
        while len(self.closed) > closed:
            self.closed.pop().open = True
        while len(self.touched) > touched:
            self.touched.pop().touched = False

    def _narrow(self, moment: int, var: int, mask: int, reason: int) -> int | None:
        """Leave only some values of a variable; the reasons of a contradiction where none is left."""
        env = self.envs[moment]
        old = env[var]
        new = old & mask
        if new == old:
            return None
        before = self.reasons[moment].get(var, 0)
        if not new:
            return before | reason
        self.trail.append((moment, var, old, before))
        env[var] = new
        self.reasons[moment][var] = before | reason
        if var in self.question.meanings and var not in self.active[moment]:
            self._activate(moment, var)
        watching = self.watch[moment].get(var, ())
        for watcher in watching:
            if watcher.open:
                self.queue.append(watcher)
        if (before | reason) >= self.first:
            for watcher in watching:
                if not watcher.touched:
                    watcher.touched = True
                    self.touched.append(watcher)
        return self._follow(moment, var) if var in self.link_bit else None

    def _follow(self, moment: int, var: int) -> int | None:
        """What the values of a variable at one moment leave at its neighbours."""
        links = self.question.links[var]
        reason = self.reasons[moment].get(var, 0) | self.link_bit[var]
        mask = self.envs[moment][var]
        if moment < len(links):
            conflict = self._narrow(moment + 1, var, links[moment].forward(mask), reason)
            if conflict is not None:
                return conflict
        if moment:
            return self._narrow(moment - 1, var, links[moment - 1].back(mask), reason)
        return None

    def _propagate(self) -> int | None:
        queue = self.queue
        while queue:
            open_constraint = queue.pop()
            if not open_constraint.open:
                continue
            able, can_fail = open_constraint.constraint.judge(self.envs[open_constraint.moment])
            if not able:
                conflict = open_constraint.constraint.blame(
                    self.envs[open_constraint.moment], self.reasons[open_constraint.moment]
                )
                queue.clear()
                if open_constraint not in self.failed:
                    self.failed = [open_constraint, *self.failed[: MAX_FAILED - 1]]
                return conflict
            if not can_fail:
                open_constraint.open = False
                self.closed.append(open_constraint)
        return None

    def _choose(self) -> tuple[int, int, Sequence[int]] | None:
        """The next thing to decide: in a condition that earlier decisions touch, else in what a name stands for."""
        for candidate in self.failed:
            leaf = self._leaf(candidate) if candidate.open else None
            if leaf is not None:
                return candidate.moment, leaf[0], leaf[1]
        for candidate in sorted([candidate for candidate in self.touched if candidate.open], key=_in_order):
            leaf = self._leaf(candidate)
            if leaf is not None:
                return candidate.moment, leaf[0], leaf[1]
        for meaning in (True, False):
            for candidate in self.all:
                if candidate.open and candidate.meaning is meaning:
                    leaf = self._leaf(candidate)
                    if leaf is not None:
                        return candidate.moment, leaf[0], leaf[1]
        return None

    def _leaf(self, open_constraint: _Open) -> Leaf | None:
        """What to decide next in a constraint; None where it may hold as it is, or nobody asks."""
        constraint = open_constraint.constraint
        env = self.envs[open_constraint.moment]
        if isinstance(constraint, Meaning) and env[constraint.var] == constraint.full:
            return None
        return constraint.leaf(env)


def _in_order(open_constraint: _Open) -> int:
    return open_constraint.order


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
