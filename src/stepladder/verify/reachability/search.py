"""Whether a walk can come to some states: searched backwards from them, first knowing little of the walk, then more.

Where a walk has been, what runs and what is known matters to most questions only in a few places. So a search starts
with the bare steps, every move of which is possible by itself; a path that it finds is then looked at as a whole. If
no patient can walk it, what it fails on (a fact, a therapy, a visit) is followed through all moves from then on, and
the search starts anew: counterexample-guided refinement (E. Clarke et al., J. ACM 2003;50:752). Both ends are exact:
what is not found does not exist, and what is found is handed over as a plan with the values it takes.

The order is that of A* (P. Hart, N. Nilsson, B. Raphael, IEEE Trans. Syst. Sci. Cybern. 1968;4:100), with the fewest
moves from a beginning as the estimate; so the first path found has the fewest moves.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from stepladder.verify.constraints import Box, Clock, meet, narrowed
from stepladder.verify.domain import Env
from stepladder.verify.exits import Way
from stepladder.verify.reachability.path import Path
from stepladder.verify.reachability.plan import Answer, Place, Plan, Target
from stepladder.verify.reachability.step_states import StepStates
from stepladder.verify.solver import Moment, Question
from stepladder.verify.transition_relation import Moves
from stepladder.verify.walk_trie import Stand

MAX_DOUBTS = 12
"""How many doubts about when a fact is answered are kept open at a time."""
MAX_SHORT_PATH = 24
"""From so many steps on a path is long, and what others had to follow near it is followed at once."""
WINDOWS = (2, 4)
"""How many of the last steps of a path are looked at by themselves."""
PART = 6
"""How many steps in the middle of one are."""


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
        self.states = StepStates(self.moves, self.clock)
        self._left: dict[object, list[Box]] = {}
        self._learned: set[int] = set()

    def find(self, targets: Iterable[Target], follow: Iterable[int] = (), avoid: Sequence[Plan] = ()) -> Plan | None:
        """A walk with the fewest moves into one of some targets, as a plan; None where there is none.

        Args:
            targets: the states asked for.
            follow: variables to follow from the first.
            avoid: plans that came to nothing; none with the same steps and exits is given again.

        Raises:
            Spent: the clock ran out.
        """
        live = [target for target in targets if target.step in self.states.distance]
        live = [target for target in live if self.states.alone(target)]
        self.followed = set(follow)
        if not live:
            return None
        while True:
            self.rounds += 1
            hit = self._round(live, avoid)
            if hit is None:
                return None
            entry, place = hit
            long = len(place.path) > MAX_SHORT_PATH
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

    def _reached(self, step: str, box: Box) -> Box | None:
        """A box at a step without what is so in every walk there; None where no walk can have what it says."""
        state = self.space.state
        reached: Box = {}
        for var, mask in box.items():
            if var < state:
                some = self.states.reach(var)[step]
                if not some & mask:
                    return None
                if not some & ~mask:
                    continue
            reached[var] = mask
        return reached

    def _round(self, targets: Sequence[Target], avoid: Sequence[Plan]) -> tuple[str | None, Place] | None:
        distance = self.states.distance
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
            if any(_inside(after, box_seen) for box_seen in known):
                continue
            if not any(_ends(plan.path, place) for plan in avoid):  # what comes to nothing stands for no other way
                known.append(after)
            for entry, step, env in self.states.begin:
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
            _, support = self.states.of_way(target.way)
            kept = {var: mask for var, mask in target.box.items() if var in self.followed or var in support}
            yield from self._leaving(target.way, kept)
            return
        question, support = self.states.of_target(target)
        yield from self._projections(question, target.box, support)

    def _before_answers(self, place: Place) -> Box:
        """The states right after entering a step from which answers can lead into a place."""
        answerable = self.moves.answerable[place.step]
        before: Box = {}
        for var, mask in place.box.items():
            back = mask
            if var < self.space.state:
                back = mask | 1 if var in answerable else mask
            elif not self.moves.support(var).isdisjoint(answerable):
                back = self.moves.refined(var, mask)
            if back != self.space.full[var]:
                before[var] = back
        return before

    def _before_way(self, box: Box, step: str, way: Way | None) -> Box | None:
        """The states where an exit is taken from which the step it leads to is entered in a box."""
        before: Box = {}
        effects = self.moves.effects_on(step, way)
        for var, mask in box.items():
            if var >= self.space.state:
                if not self.moves.renewed(var, step, way):
                    before[var] = mask
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
                before[var] = back
        return before

    def _begins(self, env: Env, box: Box, step: str) -> bool:
        before = self._before_way(box, step, None)
        return before is not None and all(env[var] & mask for var, mask in before.items())

    def _leaving(self, way: Way, box: Box) -> Iterator[Box]:
        if not self.states.can_leave(way):
            return
        question, support = self.states.of_way(way)
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
        for projection in known:
            yield {**outside, **projection}

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
            narrower = Question([Moment(question.moments[0].wants, env)], question.meanings, {}, full)
            solved, _ = narrower.solve(self.clock)
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

    # a whole path

    def _near(self, entry: str | None, path: Sequence[tuple[str, Way | None]], target: Target) -> set[int]:
        """What stands against short parts of a path that nobody can walk; nothing where each can be walked by itself.

        What stands against its end goes before all else: it is what the question is about.
        """
        for length in WINDOWS:
            core = self._part(entry, path, max(0, len(path) - length), len(path), target)
            if core or length >= len(path):
                return core
        core_of_parts: set[int] = set()
        for start in range(0, len(path) - 1, PART // 2):
            core_of_parts |= self._part(entry, path, start, min(start + PART, len(path) - 1), None)
        return core_of_parts

    def _part(
        self, entry: str | None, path: Sequence[tuple[str, Way | None]], start: int, end: int, target: Target | None
    ) -> set[int]:
        """What stands against a part of a path, begun in any state that some walk may have before it."""
        part = path[start:end]
        if start == 0:
            begin, lead = next(env for name, _, env in self.states.begin if name == entry), None
        else:
            step, lead = path[start - 1]
            support: set[int] = set()
            for _, way in part[: len(part) - 1 if target is not None else len(part)]:
                support |= self.states.of_way(way)[1]
            if target is not None:
                support |= self.states.of_target(target)[1]
            begin = list(self.space.full)
            for var in support:
                if var < self.space.state:
                    begin[var] = self.states.reach(var)[step]
        envs, core = Path(self.states, self.followed, begin, part, target, {}, False, lead).solve()
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
        begin = entered or next(env for name, _, env in self.states.begin if name == entry)
        blamed: set[int] = set()
        plans: list[Plan] = []
        choices: list[dict[tuple[int, int], Answer]] = [{}]
        while choices:
            choice = choices.pop()
            walk = Path(self.states, self.followed, begin, path, target, choice, entered is not None)
            envs, core = walk.solve()
            if envs is None:
                blamed |= core
                continue
            plan = Plan(entry, tuple(path), tuple([envs[n] for n in walk.stays]), target, root)
            doubt = walk.doubt(envs)
            if doubt is not None and doubt not in choice and len(choices) < MAX_DOUBTS:
                blamed.add(doubt[1])
                choices += [{**choice, doubt: "waits"}, {**choice, doubt: "no"}]
                continue
            goes, differs = self.tried(plan) if self.tried is not None else (True, {})
            if goes:
                return plan, set()
            plans.append(plan)
            if any(key not in choice for key in differs) and len(plans) < MAX_DOUBTS:
                choices.append({**differs, **choice})
        return (replace(plans[0], others=tuple(plans[1:])), set()) if plans else (None, blamed)


def _ends(path: tuple[tuple[str, Way | None], ...], place: Place) -> bool:
    """Whether a path ends as a way from a place does."""
    rest = place.path
    return list(path[-len(rest) :]) == rest


def _inside(box: Box, outer: Box) -> bool:
    """Whether one box lies within another."""
    return all(var in box and not box[var] & ~mask for var, mask in outer.items())
