"""Finds values for which several conditions come out as wanted, at one moment or along a walk; or shows there are none.

A search by cases (M. Davis, G. Logemann, D. Loveland, Commun. ACM 1962;5:394) that decides only what keeps a condition
open, and after a contradiction goes back to a decision that has to do with it (P. Prosser, Comput. Intell. 1993;9:268).
Every value that is left out has a reason: the decisions, assumptions and links it follows from. A question without a
solution comes back with an unsatisfiable core.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from stepladder.verify.constraints import Clock, Constraint, Meaning
from stepladder.verify.domain import Env
from stepladder.verify.terms.logic import Leaf

MAX_FAILED = 2
"""How many of the conditions that failed last go before all others."""


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
