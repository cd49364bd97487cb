"""Whether a walk can come to some states: searched backwards from them, first knowing little of the walk, then more.

Where a walk has been, what runs and what is known matters to most questions only in a few places. So a search starts
with the bare steps, every move of which is possible by itself; a path that it finds is then looked at as a whole. If
no patient can walk it, what it fails on (a fact, a therapy, a visit) is followed through all moves from then on, and
the search starts anew: counterexample-guided refinement (E. Clarke et al., J. ACM 2003;50:752). Both ends are exact:
what is not found does not exist, and what is found is handed over as a plan with the values it takes.

The order is that of A* (P. Hart, N. Nilsson, B. Raphael, IEEE Trans. Syst. Sci. Cybern. 1968;4:100), with the fewest
moves from a beginning as the estimate; so the first path found has the fewest moves.

One file on purpose: the search, and the short cuts that any walk is good enough for.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from stepladder.verify.domain import Env
from stepladder.verify.path import Answer, Path
from stepladder.verify.solver import Box, Clock, Constraint, Moment, Question, Spent, meet, narrowed
from stepladder.verify.transition_relation import Moves, Way
from stepladder.verify.walk_trie import Stand

MOST_DOUBTS = 12
"""How many doubts about when a fact is answered are kept open at a time."""


LONG = 24
"""From so many steps on a path is long, and what others had to follow near it is followed at once."""
WINDOWS = (2, 4)
"""How many of the last steps of a path are looked at by themselves."""
PART = 6
"""How many steps in the middle of one are."""


@dataclass(frozen=True, eq=False)
class Target:
    """Some states that are asked for: at a step, where some conditions hold, or where an exit is then taken."""

    step: str
    wants: tuple[Constraint, ...]
    """What holds there, besides what taking the exit needs."""
    box: Mapping[int, int] = field(default_factory=dict)
    way: Way | None = None
    """The exit that is taken there; None where the question is about the state itself."""


@dataclass(frozen=True, eq=False)
class Place:
    """Some states at a step on a way to a target."""

    target: Target
    step: str
    box: Box
    """What is known of them, over the variables that are followed."""
    way: Way | None
    """The exit taken from there."""
    after: Place | None
    depth: int

    @property
    def path(self) -> list[tuple[str, Way | None]]:
        """The steps from here on, each with the exit that is taken there."""
        found: list[tuple[str, Way | None]] = []
        place: Place | None = self
        while place is not None:
            found.append((place.step, place.way))
            place = place.after
        return found


@dataclass(frozen=True)
class Plan:
    """A walk as it is to be made: where it begins, the exits to take, and what may be known at each of them."""

    entry: str | None
    path: tuple[tuple[str, Way | None], ...]
    """Each step, with the exit taken there; of the last None where the question is about the state itself."""
    known: tuple[Env, ...]
    """For each step the values that are left when its exit is taken, or when the target is reached."""
    target: Target
    root: Stand | None = None
    """Where it begins, if that is a walk that has just entered the first step."""
    others: tuple[Plan, ...] = ()
    """Other values for the same exits, to be tried where these cannot be had."""


@dataclass
class Search:
    """Searches in one version of a pathway."""

    moves: Moves
    clock: Clock
    rounds: int = 0
    """How often a search was started anew."""
    followed: set[int] = field(default_factory=set)
    """What the last search had to follow."""

    tried: Callable[[Plan], tuple[bool, Mapping[tuple[int, int], Answer]]] | None = None
    """Whether a walk goes as planned by itself; else the stays and facts about which it differs, if it is that."""

    def __post_init__(self) -> None:
        self.space = self.moves.space
        self._possible: dict[int, bool] = {}
        self._questions: dict[int, tuple[Question, frozenset[int]]] = {}
        self._keep: list[object] = []
        self._left: dict[object, list[Box]] = {}
        self._reach: dict[int, dict[str, int]] = {}
        self._learned: set[int] = set()

    # the targets themselves

    def alone(self, target: Target) -> bool:
        """Whether there are states of a target at all, by what each variable may be there, whatever the others are."""
        if target.way is not None and not target.wants and not self._reads(target.way, target.box):
            return self._can_leave(target.way)
        key = id(target)
        if key not in self._possible:
            question, support = self.of_target(target)
            self._possible[key] = self._had(target.step, question, support)
            self._keep.append(target)
        return self._possible[key]

    def _had(self, step: str, question: Question, support: Iterable[int]) -> bool:
        """Whether some values that walks may have at a step answer a question about one moment."""
        moment = question.moments[0]
        state = self.space.state
        env = narrowed(moment.env, {var: self.reach(var)[step] for var in support if var < state})
        if env is None:
            return False
        one = Question([Moment(moment.wants, env)], question.meanings, {}, self.space.full)
        return one.solve(self.clock)[0] is not None

    def _reads(self, way: Way, box: Mapping[int, int]) -> bool:
        """Whether taking an exit has to do with some variables."""
        _, support = self.of_way(way)
        return any(var in support for var in box)

    def find(self, targets: Iterable[Target], follow: Iterable[int] = (), avoid: Sequence[Plan] = ()) -> Plan | None:
        """A walk with the fewest moves into one of some targets, as a plan; None where there is none.

        Args:
            targets: the states asked for.
            follow: variables to follow from the first.
            avoid: plans that came to nothing; none with the same steps and exits is given again.

        Raises:
            Spent: the clock ran out.
        """
        live = [target for target in targets if target.step in self.distance]
        live = [target for target in live if self.alone(target)]
        self.followed = set(follow)
        if not live:
            return None
        while True:
            self.rounds += 1
            found = self._round(live, avoid)
            if found is None:
                return None
            entry, place = found
            long = len(place.path) > LONG
            # where a short part of a long path fails, the whole need not be looked at
            more = self._near(entry, place.path, place.target) - self.followed if long else set()
            if not more:
                plan, core = self.walk_through(entry, place.path, place.target)
                if plan is not None:
                    return plan
                near = set() if long else self._near(entry, place.path, place.target)
                more = near - self.followed or core - self.followed
                if not more:  # a name says too little of what it reads
                    more = {var for name in core for var in self.moves.support(name)} - self.followed
                if not more:  # nobody can walk this path, for a reason that a search cannot follow
                    return Plan(entry, tuple(place.path), (), place.target)
            if long:
                more |= self._learned_on(place.path)
            self._learned |= more
            self.followed |= more

    def _learned_on(self, path: Sequence[tuple[str, Way | None]]) -> set[int]:
        """The visits near a path that other questions had to follow: they will matter again."""
        near = {step for step, _ in path}
        near |= {way.to for step in near for way in self.moves.ways[step]}
        names = self.space.names
        return {var for var in self._learned if names[var][0] == "visits" and names[var][1] in near} - self.followed

    def samples(
        self, targets: Sequence[Target], places: Callable[[str], Sequence[tuple[Stand, Env]]], cases: int, most: int
    ) -> Iterator[Plan]:
        """Plans for walks into some targets that go on from where others have come, by two exits or three.

        Args:
            targets: the states asked for.
            places: walks that have just entered a step, with the state in which they did.
            cases: how many each may take; what takes more is left out, so no plan at all proves nothing.
            most: how many are tried.
        """
        tries = 0
        for target in targets:
            if target.step not in self.distance or not self.alone(target):
                continue
            end = (target.step, target.way)
            for last in self.moves.into[target.step]:
                for path in ([last], *[[before, last] for before in self.moves.into[last.step]]):
                    for place, env in places(path[0].step):
                        steps = [*[(way.step, way) for way in path], end]
                        tries += 1
                        if tries > most:
                            return
                        plan = self._sample((place, env), place.entry, steps, target, cases)
                        if plan is not None:
                            yield plan

    def again(
        self, targets: Sequence[Target], paths: Callable[[str], Sequence[Sequence[tuple[str, Way | None]]]], cases: int
    ) -> Iterator[Plan]:
        """Plans for walks into some targets that take the very exits of a walk to the step, with other answers.

        Args:
            targets: the states asked for.
            paths: the steps and exits of walks to a step, the step itself left out, each from a beginning.
            cases: how many each may take.
        """
        for target in targets:
            if target.step not in self.distance or not self.alone(target):
                continue
            for path in paths(target.step):
                for entry, step, _ in self.begin:
                    if step == (path[0][0] if path else target.step):
                        plan = self._sample(None, entry, [*path, (target.step, target.way)], target, cases)
                        if plan is not None:
                            yield plan

    def _sample(
        self,
        place: tuple[Stand, Env] | None,
        entry: str | None,
        path: Sequence[tuple[str, Way | None]],
        target: Target,
        cases: int,
    ) -> Plan | None:
        followed, self.followed = self.followed, set()
        root, env = place or (None, None)
        try:
            with self.clock.few(cases):
                return self.walk_through(entry, path, target, root, env)[0]
        except Spent:
            self.clock.check()
            return None
        finally:
            self.followed = followed

    @cached_property
    def distance(self) -> Mapping[str, int]:
        """The fewest moves from a beginning to each step, by the exits alone."""
        found: dict[str, int] = {}
        level = list(dict.fromkeys(step for _, step, _ in self.begin))
        depth = 0
        while level:
            following: list[str] = []
            for step in level:
                found.setdefault(step, depth)
            for step in level:
                for way in self.moves.ways[step]:
                    if way.to not in found and way.to not in following:
                        following.append(way.to)
            level, depth = following, depth + 1
        return found

    @cached_property
    def begin(self) -> list[tuple[str | None, str, Env]]:
        """The beginnings."""
        return self.moves.beginnings()

    def reach(self, var: int) -> Mapping[str, int]:
        """For each step the values that a variable of the state may have there, whatever is true of the others.

        No walk has more: every move is followed, whether or not it can be taken.
        """
        found = self._reach.get(var)
        if found is None:
            found = self._reach[var] = self._spread(var)
        return found

    def _spread(self, var: int) -> dict[str, int]:
        found = dict.fromkeys(self.distance, 0)
        waiting: list[str] = []

        def put(step: str, mask: int) -> None:
            if mask & ~found[step]:
                found[step] |= mask
                waiting.append(step)

        for _, step, env in self.begin:
            put(step, self.moves.link(var, step, None).forward(env[var]))
        kind, name = self.space.names[var]
        while waiting:
            step = waiting.pop()
            mask = found[step]
            for way in self.moves.ways[step]:
                if kind == "visits" and way.to != name:
                    put(way.to, mask)
                elif kind == "therapy":
                    put(way.to, self.moves.effects_on(way.to, way).get(var, mask))
                else:
                    put(way.to, self.moves.link(var, way.to, way).forward(mask))
        return found

    def _reached(self, step: str, box: Box) -> Box | None:
        """A box at a step without what is so in every walk there; None where no walk can have what it says."""
        state = self.space.state
        found: Box = {}
        for var, mask in box.items():
            if var < state:
                some = self.reach(var)[step]
                if not some & mask:
                    return None
                if not some & ~mask:
                    continue
            found[var] = mask
        return found

    def _round(self, targets: Sequence[Target], avoid: Sequence[Plan]) -> tuple[str | None, Place] | None:
        distance = self.distance
        line: list[tuple[int, int, Target | Place]] = []
        number = 0
        for target in targets:
            heapq.heappush(line, (distance[target.step], number, target))
            number += 1
        seen: dict[str, list[Box]] = {}
        while line:
            _, _, item = heapq.heappop(line)
            self.clock.tick()
            if isinstance(item, Target):
                for within in self._within(item):
                    box = self._reached(item.step, within)
                    if box is None:
                        continue
                    place = Place(item, item.step, box, item.way, None, 0)
                    heapq.heappush(line, (distance[item.step], number, place))
                    number += 1
                continue
            place = item
            after = self._before_answers(place)
            known = seen.setdefault(place.step, [])
            self.clock.tick(len(known) // 8)
            if any(_inside(after, other) for other in known):
                continue
            if not any(_ends(plan.path, place) for plan in avoid):  # what comes to nothing stands for no other way
                known.append(after)
            for entry, step, env in self.begin:
                avoided = any(plan.entry == entry and place.path == list(plan.path) for plan in avoid)
                if step == place.step and not avoided and self._begins(env, after, step):
                    return entry, place
            for way in self.moves.into[place.step]:
                reached = self._before_way(after, place.step, way) if way.step in distance else None
                if reached is None:
                    continue
                for leaving in self._leaving(way, reached):
                    left = self._reached(way.step, leaving)
                    if left is None:
                        continue
                    before = Place(place.target, way.step, left, way, place, place.depth + 1)
                    heapq.heappush(line, (before.depth + distance[way.step], number, before))
                    number += 1
        return None

    def _within(self, target: Target) -> Iterator[Box]:
        """The states of a target, as boxes over the variables that are followed."""
        if target.way is not None and not target.wants:
            _, support = self.of_way(target.way)
            kept = {var: mask for var, mask in target.box.items() if var in self.followed or var in support}
            yield from self._leaving(target.way, kept)
            return
        question, support = self.of_target(target)
        yield from self._projections(question, target.box, support)

    def _before_answers(self, place: Place) -> Box:
        """The states right after entering a step from which answers can lead into a place."""
        answerable = self.moves.answerable[place.step]
        found: Box = {}
        for var, mask in place.box.items():
            back = mask
            if var < self.space.state:
                back = mask | 1 if var in answerable else mask
            elif not self.moves.support(var).isdisjoint(answerable):
                back = self.moves.refined(var, mask)
            if back != self.space.full[var]:
                found[var] = back
        return found

    def _before_way(self, box: Box, step: str, way: Way | None) -> Box | None:
        """The states where an exit is taken from which the step it leads to is entered in a box."""
        found: Box = {}
        effects = self.moves.effects_on(step, way)
        for var, mask in box.items():
            if var >= self.space.state:
                if not self.moves.renewed(var, step, way):
                    found[var] = mask
                continue
            put = effects.get(var)
            if put is not None:
                if not put & mask:
                    return None
                continue
            back = self.moves.entered(var, step).back(mask) if self.space.names[var][0] in ("visits", "mark") else mask
            if not back:
                return None
            if back != self.space.full[var]:
                found[var] = back
        return found

    def _begins(self, env: Env, box: Box, step: str) -> bool:
        before = self._before_way(box, step, None)
        return before is not None and all(env[var] & mask for var, mask in before.items())

    def _leaving(self, way: Way, box: Box) -> Iterator[Box]:
        if not self._can_leave(way):
            return
        question, support = self.of_way(way)
        inside = {var: mask for var, mask in box.items() if not self.moves.support(var).isdisjoint(support)}
        outside = {var: mask for var, mask in box.items() if var not in inside}
        asked = self.moves.asked(way.step) if way.kind != "interrupt" else {}
        start = meet(asked, inside.items(), self.space.full)
        if start is None:
            return
        kept = [var for var in self.followed if not self.moves.support(var).isdisjoint(support)]
        if not kept:
            yield outside
            return
        key = (id(way), frozenset(kept), frozenset(inside.items()))
        known = self._left.get(key)
        if known is None:
            known = self._left[key] = list(self._projections(question, start, support))
        for found in known:
            yield {**outside, **found}

    def _projections(self, question: Question, box: Mapping[int, int], support: frozenset[int]) -> Iterator[Box]:
        """The solutions within a box, as boxes over the variables that are followed; they do not overlap."""
        full = self.space.full
        kept = [var for var in self.followed if var in box or not self.moves.support(var).isdisjoint(support)]
        waiting: list[Box] = [dict(box)]
        while waiting:
            this = waiting.pop()
            env = narrowed(question.moments[0].env, this)
            if env is None:
                continue
            one = Question([Moment(question.moments[0].wants, env)], question.meanings, {}, full)
            solved, _ = one.solve(self.clock)
            if solved is None:
                continue
            values = solved[0]
            yield {var: values[var] for var in kept if values[var] != full[var]}
            rest = dict(this)
            for var in kept:
                here = env[var]
                if values[var] != here:
                    waiting.append({**rest, var: here & ~values[var]})
                    rest[var] = values[var]

    def _can_leave(self, way: Way) -> bool:
        key = id(way)
        if key not in self._possible:
            self._possible[key] = self._had(way.step, *self.of_way(way))
        return self._possible[key]

    def of_way(self, way: Way | None) -> tuple[Question, frozenset[int]]:
        """What taking an exit needs, as a question about one moment; and the variables it has to do with."""
        assert way is not None
        key = id(way)
        if key not in self._questions:
            wants, asked = self.moves.leaving(way)
            self._questions[key] = self._question(wants, asked)
        return self._questions[key]

    def of_target(self, target: Target) -> tuple[Question, frozenset[int]]:
        """What a target asks for, as a question about one moment; and the variables it has to do with."""
        key = id(target)
        if key not in self._questions:
            held, asked = self.moves.leaving(target.way) if target.way is not None else ([], {})
            box = meet(asked, target.box.items(), self.space.full)
            self._questions[key] = self._question((*target.wants, *held), {-1: 0} if box is None else box)
            self._keep.append(target)
        return self._questions[key]

    def _question(self, wants: Sequence[Constraint], box: Mapping[int, int]) -> tuple[Question, frozenset[int]]:
        env = narrowed(self.space.full, box) if -1 not in box else None
        if env is None:
            env = [0] * len(self.space.full)
        question = Question([Moment(wants, env)], self.moves.meanings, {}, self.space.full)
        support: set[int] = set(box) - {-1}
        for want in wants:
            for var in want.scope:
                support |= self.moves.support(var)
        return question, frozenset(support)

    # a whole path

    def _near(self, entry: str | None, path: Sequence[tuple[str, Way | None]], target: Target) -> set[int]:
        """What stands against short parts of a path that nobody can walk; nothing where each can be walked by itself.

        What stands against its end goes before all else: it is what the question is about.
        """
        for length in WINDOWS:
            core = self._part(entry, path, max(0, len(path) - length), len(path), target)
            if core or length >= len(path):
                return core
        found: set[int] = set()
        for start in range(0, len(path) - 1, PART // 2):
            found |= self._part(entry, path, start, min(start + PART, len(path) - 1), None)
        return found

    def _part(
        self, entry: str | None, path: Sequence[tuple[str, Way | None]], start: int, end: int, target: Target | None
    ) -> set[int]:
        """What stands against a part of a path, begun in any state that some walk may have before it."""
        part = path[start:end]
        if start == 0:
            begin, lead = next(env for name, _, env in self.begin if name == entry), None
        else:
            step, lead = path[start - 1]
            support: set[int] = set()
            for _, way in part[: len(part) - 1 if target is not None else len(part)]:
                support |= self.of_way(way)[1]
            if target is not None:
                support |= self.of_target(target)[1]
            begin = list(self.space.full)
            for var in support:
                if var < self.space.state:
                    begin[var] = self.reach(var)[step]
        envs, core = Path(self, begin, part, target, {}, False, lead).solve()
        return core if envs is None else set()

    def walk_through(
        self,
        entry: str | None,
        path: Sequence[tuple[str, Way | None]],
        target: Target,
        root: Stand | None = None,
        entered: Env | None = None,
    ) -> tuple[Plan | None, set[int]]:
        """Whether a patient can walk a path; the values, or else the variables that stand against it.

        A fact that a step does not ask by itself is answered there only if, when the step is entered, some exit waits
        for something and names it. Where the values found so far have it answered although none does, both ways out
        are tried: that it is not answered there, and that such an exit waits.
        """
        begin = entered or next(env for name, _, env in self.begin if name == entry)
        blamed: set[int] = set()
        plans: list[Plan] = []
        choices: list[dict[tuple[int, int], Answer]] = [{}]
        while choices:
            choice = choices.pop()
            walk = Path(self, begin, path, target, choice, entered is not None)
            envs, core = walk.solve()
            if envs is None:
                blamed |= core
                continue
            plan = Plan(entry, tuple(path), tuple([envs[n] for n in walk.stays]), target, root)
            doubt = walk.doubt(envs)
            if doubt is not None and doubt not in choice and len(choices) < MOST_DOUBTS:
                blamed.add(doubt[1])
                choices += [{**choice, doubt: "waits"}, {**choice, doubt: "no"}]
                continue
            goes, differs = self.tried(plan) if self.tried is not None else (True, {})
            if goes:
                return plan, set()
            plans.append(plan)
            if any(key not in choice for key in differs) and len(plans) < MOST_DOUBTS:
                choices.append({**differs, **choice})
        return (replace(plans[0], others=tuple(plans[1:])), set()) if plans else (None, blamed)


def _ends(path: tuple[tuple[str, Way | None], ...], place: Place) -> bool:
    """Whether a path ends as a way from a place does."""
    rest = place.path
    return list(path[-len(rest) :]) == rest


def _inside(box: Box, other: Box) -> bool:
    """Whether one box lies within another."""
    return all(var in box and not box[var] & ~mask for var, mask in other.items())
