"""Looks for a moment at which two versions differ: in walks that are known, then in all walks of both.

What it finds it keeps, with the moment that shows it; what no walk comes to it keeps apart.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from stepladder.compare.constraints import Kernel, TermDiffers
from stepladder.compare.findings import Difference, Reached
from stepladder.compare.lockstep import Lockstep, Meeting, Test
from stepladder.compare.patients import Patients
from stepladder.compare.product import Joint, Pair
from stepladder.conditions.nodes import Node
from stepladder.engine.events import Chooses, Exit, Took
from stepladder.engine.events import Moves as Moving
from stepladder.engine.semantics import Standing
from stepladder.verify.constraints import Constraint, Spent, narrowed
from stepladder.verify.exits import Way
from stepladder.verify.findings import Shown
from stepladder.verify.reachability.extend import extended
from stepladder.verify.reachability.plan import Plan, Target
from stepladder.verify.reachability.replay import replay
from stepladder.verify.solver import Moment, Question
from stepladder.verify.terms.logic import Term
from stepladder.verify.walk_trie import Stand

MOST_CASES = 8_000
"""How many cases the search for one walk may take before it is undecided."""
MOST_STATES = 3_000
"""How many cases it may take to find out whether there are such states at all."""
MOST_AN_EXIT = 12_000
"""How many cases all questions about one exit may take; what is open then is undecided."""
MOST_FALSE = 5
"""After so many ways that no walk can go a question is undecided."""
SOME = 4_000
"""So many, where the version deserves to be major anyway,"""
FEW = 1_500
"""and so many, where it is known to take long besides."""

LIVE = frozenset({"open", "caution", "ask"})
ABSENT = "absent"
"""What stands for the status of an exit in the version that does not have it, and for how a rule comes out there."""


@dataclass(frozen=True)
class Sought:
    """What was looked for: a moment at a step, as wanted."""

    step: str
    wants: Sequence[Constraint]
    box: Mapping[int, int]
    test: Test
    ways: tuple[Way | None, Way | None]


@dataclass(frozen=True)
class Found:
    """A difference as it was found, with a moment that shows it."""

    difference: Difference
    met: Meeting | None = None
    test: Test | None = None
    reads: frozenset[str] = frozenset()
    """The facts that it hangs on."""
    begins: frozenset[str | None] | None = None
    """Of what shows where a walk begins, the entries."""
    anywhere: bool = False
    """Whether it shows at any step, and not only where it was met."""
    sought: Sought | None = None
    """What was looked for."""


@dataclass(frozen=True)
class Class:
    """For whom something differs, and why."""

    who: tuple[str, ...] = ()
    more: bool = False
    because: tuple[str, ...] = ()
    reads: frozenset[str] = frozenset()


@dataclass
class Looking:
    """Both versions, what is looked for in them, and what was found so far."""

    joint: Joint
    deadline: float
    cases: Iterable[tuple[int, Shown]] = ()
    """Walks to look at first, such as those of teaching cases, each with the version it is of."""
    found: list[Found] = field(default_factory=list)
    apart: list[Difference] = field(default_factory=list)
    """Differences that no walk comes to."""

    def __post_init__(self) -> None:
        self.clock = self.joint.clock
        self.lockstep = Lockstep(self.joint)
        self.patients = Patients(self.joint, self.clock)
        self.shapes = self.joint.shapes
        self.kernel = Kernel(*self.shapes)
        self.left = MOST_AN_EXIT
        """How many cases are left for the exit that is looked at."""
        self._later: list[Pair] = []
        """Exits of which it is too long to find out whether they differ at all."""
        self._together: dict[tuple[int, int], frozenset[tuple[int, int]]] = {}
        self._held: list[object] = []
        self._same: dict[tuple[int, int], bool] = {}
        self.pool: dict[str, list[Meeting]] = {}
        self._waiting: Iterable[tuple[int, Shown]] = self.cases
        self._sought: Sought | None = None

    def same(self, old: Node, new: Node) -> bool:
        """Whether a condition of the old version and one of the new surely comes out the same for everybody."""
        return self.same_terms(self.joint.old.terms.term(old), self.joint.new.terms.term(new))

    def same_terms(self, one: Term, other: Term) -> bool:
        """The same of two terms."""
        if one is other:
            return True
        key = (id(one), id(other))
        if key not in self._same:
            self._anew()
            self._same[key] = self._solvable([TermDiffers(one, other)], {}) is False
            self._held.append((one, other))
        return self._same[key]

    @property
    def _surely(self) -> bool:
        """Whether a walk shows that someone is led differently."""
        return any(one.difference.level == "major" and one.met is not None for one in self.found)

    def _anew(self, cases: int = MOST_AN_EXIT) -> None:
        self.left = cases

    # looking for walks

    def _keep(self, side: int, shown: Shown) -> None:
        """Remember every moment of a walk."""
        for met in self.lockstep.meetings(side, shown):
            self.pool.setdefault(met.step, []).append(met)

    def _reach(
        self, step: str, wants: Sequence[Constraint], box: Mapping[int, int], test: Test, sides: Sequence[int] = (0, 1),
        ways: tuple[Way | None, Way | None] = (None, None),
    ) -> tuple[Reached, Meeting | None]:  # fmt: skip
        """A shortest moment of a walk in one of the versions at which they differ as wanted.

        Args:
            step: where.
            wants: what is to hold there, of either version.
            box: the values that facts may have.
            test: the same asked of two states.
            sides: in which versions to look.
            ways: an exit that is taken there, in each version.
        """
        self._sought = Sought(step, wants, box, test, ways)
        for known, shown in self._waiting:
            self._keep(known, shown)
        self._waiting = ()
        seen = [met for met in self.pool.get(step, ()) if (met.side in sides or not sides) and test(met.old, met.new)]
        if seen:
            return "yes", min(seen, key=lambda met: (not met.together, len(met.shown.events), met.side))
        undecided = False
        for side in sides:
            if None not in ways or ways[side] is not None or ways == (None, None):
                target = Target(step, tuple(wants), box, ways[side])
                reached, met = self._search(side, target, test)
                if met is not None:
                    return "yes", met
                undecided |= reached == "undecided"
        return ("undecided" if undecided else "no"), None

    def _search(self, side: int, target: Target, test: Test) -> tuple[Reached, Meeting | None]:
        search, walks, avoid = self.joint.searches[side], self.joint.walks[side], list[Plan]()
        met: Meeting | None = None

        def wanted(stand: Stand) -> bool:
            nonlocal met
            if target.way is not None and isinstance(stand.moment.event, Took) and stand.before is not None:
                stand = stand.before  # what is looked at is the moment before the exit is taken
            here = self.lockstep.meet(side, stand.shown)
            if here is not None and test(here.old, here.new):
                met = here
            return met is not None

        self.clock.cases = given = min(MOST_CASES, self.left)
        try:
            if time.monotonic() > self.deadline:
                return "undecided", None
            stand = extended(walks, self.joint.versions[side], search, [target], wanted)
            while stand is None and len(avoid) < MOST_FALSE:
                plan = search.find([target], avoid=avoid)
                if plan is None:
                    return ("undecided" if avoid else "no"), None
                stand = replay(walks, self.joint.versions[side].space, plan, wanted)
                avoid.append(plan)
        except Spent:
            return "undecided", None
        finally:
            self.left -= given - max(self.clock.cases, 0)
        if met is not None:
            self._keep(side, met.shown)
        return ("yes" if met is not None else "undecided"), met

    def _possible(self, wants: Sequence[Constraint], box: Mapping[int, int]) -> bool:
        """Whether there are such states at all; also where that could not be found out."""
        return self._solvable(wants, box) is not False

    def _solvable(self, wants: Sequence[Constraint], box: Mapping[int, int]) -> bool | None:
        """Whether there are such states at all; None where that could not be found out."""
        env = narrowed(self.joint.full, {**self.joint.common, **box})
        if env is None:
            return False
        self.clock.cases = given = min(MOST_STATES, self.left)
        question = Question([Moment(wants, env)], self.joint.old.meanings, {}, self.joint.full)
        try:
            return question.solve(self.clock)[0] is not None
        except Spent:
            return None
        finally:
            self.left -= given - max(self.clock.cases, 0)

    def _add(
        self, difference: Difference, reached: Reached, met: Meeting | None, test: Test | None = None,
        reads: frozenset[str] = frozenset(), *, begins: frozenset[str | None] | None = None, anywhere: bool = False,
    ) -> None:  # fmt: skip
        if reached == "no":
            self.apart.append(replace(difference, reached="no"))
        else:
            found = Found(replace(difference, reached=reached), met, test, reads, begins, anywhere)
            self.found.append(replace(found, sought=self._sought if test is not None else None))

    def again(self, found: Found, side: int) -> Meeting | None:
        """The same looked for once more, in one of the versions."""
        if found.sought is None:
            return None
        self._anew()
        one = found.sought
        return self._reach(one.step, one.wants, one.box, one.test, (side,), one.ways)[1]

    def _box(self, step: str) -> dict[int, int]:
        """What is known once both versions have asked what a step asks, in values that both have."""
        box = dict(self.joint.common)
        for version in self.joint.versions:
            for var, mask in version.asked(step).items():
                box[var] = box.get(var, self.joint.full[var]) & mask
        return box


def takes(standing: Standing, exit_: Exit | None) -> bool:
    """Whether an exit can be taken now."""
    if exit_ is None:
        return False
    match standing.situation:
        case Moving(taken):
            return taken == exit_
        case Chooses(choices):
            return exit_ in choices
        case _:
            return False
