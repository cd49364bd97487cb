"""SL606: from which states an outcome can be reached.

Steps are taken in one after the other, beginning with the outcomes. A step is alive when every walk that stays there
until nothing is left to ask can then go on to a step that is alive already, whatever else is known: for any answers, or
for some answers to what is asked anew at every entry and so is always free. A walk that has not come so far can answer
until it has. Loops that are left because visits count up are looked at by these counts (`counts`). Where none of this
holds, all that can follow the walk in question is looked at, one state after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, product

from stepladder.engine.events import Ended, Stuck
from stepladder.engine.semantics import Standing
from stepladder.graph import components
from stepladder.text.counting import counted
from stepladder.verify.checker import judge
from stepladder.verify.constraints import Box, Clock, Constraint, Spent
from stepladder.verify.endless import goes_round
from stepladder.verify.exits import StatusIs
from stepladder.verify.explicit_state import Explorer, Node, node_after
from stepladder.verify.findings import Result, Shown
from stepladder.verify.reachability.plan import Target
from stepladder.verify.reachability.replay import replay
from stepladder.verify.reachability.search import Search
from stepladder.verify.termination.visit_counts import leads_on
from stepladder.verify.transition_relation import Moves
from stepladder.verify.walk_trie import Walks

MOST_ANSWERS = 60
"""How many ways to answer what is always free are tried at a step."""
MOST_CASES = 4_000
"""How many cases the search for a walk may take that has nowhere to go on."""
MOST_AHEAD = 1_500
"""How many states after such a walk are looked at."""


@dataclass
class Alive:
    """The steps from every state of which an outcome can be reached, found once for all."""

    moves: Moves
    search: Search
    clock: Clock
    settled: frozenset[str]
    """The steps at which no walk is stuck and no two exits apply."""
    walks: Walks
    alive: set[str] = field(default_factory=set)
    """The steps from which whoever enters them can go on to an outcome."""
    whole: set[str] = field(default_factory=set)
    """Those of them where that is so in every state, whatever was answered there."""
    done: bool = False
    _results: dict[str, Result] = field(default_factory=dict)
    _many: bool = False
    """Whether all states together were found to be too many."""
    _stay: set[frozenset[str]] = field(default_factory=set)
    """The loops that may not be left because visits count up."""

    def result(self, step: str) -> Result:
        """What SL606 says of a step."""
        if not self.done:
            self._spread()
            self.done = True
        ends = not self.moves.pathway.steps[step].exits
        if step not in self.search.states.distance:
            return Result("SL606", step, "proved", how="no walk comes there")
        if step in self.whole:
            how = "it is an outcome" if ends else "whatever is known and answered, all ways lead on towards an outcome"
            return Result("SL606", step, "proved", how=how)
        if step not in self._results:
            self._look_closer(step)
        return self._results[step]

    def _spread(self) -> None:
        pathway = self.moves.pathway
        self.alive = {name for name, step in pathway.steps.items() if not step.exits}
        waiting = [name for name in pathway.steps if name not in self.alive and name in self.search.states.distance]
        waiting = [name for name in waiting if name in self.settled]  # who may be stuck there leads nobody on
        failed: dict[str, frozenset[str]] = {}
        self._grow(waiting, self._surely_on, failed)
        while self._leave_loop(waiting):
            self._grow(waiting, self._surely_on, failed)
        self._grow(waiting, self._on_after_all, {})
        self.whole = {name for name in self.alive if self._never_off(name, {}) or self._kept_on(name, [{}])}

    def _grow(self, waiting: list[str], tried: Callable[[str], bool], failed: dict[str, frozenset[str]]) -> None:
        """Take in one step after the other, as long as one can be; those with the same exits to go on by once only."""
        grown = True
        while grown:
            grown = False
            for name in list(waiting):
                on = frozenset(way.to for way in self.moves.ways[name] if way.to in self.alive)
                if not on or failed.get(name) == on:
                    continue
                failed[name] = on
                if tried(name):
                    self.alive.add(name)
                    waiting.remove(name)
                    grown = True

    def _leave_loop(self, waiting: list[str]) -> bool:
        """Take in a loop that is left because visits count up, the furthest on first; whether there is one."""
        left = set(waiting)
        around = {name: [way.to for way in self.moves.ways[name] if way.to in left] for name in waiting}
        for part in components(around):
            key = frozenset(part)
            if key in self._stay or (len(part) == 1 and part[0] not in around[part[0]]):
                continue
            if leads_on(self.moves, self.search, part, self.alive, self._answers):
                self.alive |= key
                waiting[:] = [name for name in waiting if name not in key]
                return True
            self._stay.add(key)
        return False

    def _surely_on(self, step: str) -> bool:
        """Whether some answers to what is free lead on, whatever else is known and whichever way the walk came."""
        return any(self._never_off(step, answers) for answers in self._answers(step))

    def _never_off(self, step: str, answers: Box) -> bool:
        return not any(self.search.states.alone(target) for target in self._not_on(step, answers))

    def _on_after_all(self, step: str) -> bool:
        """Whether no walk comes to a state in which it could not go on."""
        return self._kept_on(step, self._answers(step))

    def _kept_on(self, step: str, ways_to_answer: Iterable[Box]) -> bool:
        try:
            with self.clock.few(MOST_CASES):
                return any(self.search.find(self._not_on(step, answers)) is None for answers in ways_to_answer)
        except Spent:
            self.clock.check()
            return False

    def _answers(self, step: str) -> Iterator[Box]:
        """Ways to answer what is unknown whenever a step is entered; the first is not to choose."""
        free = [
            var
            for var, mask in self.moves.effects_on(step, None).items()
            if mask == 1 and var in self.moves.answerable[step]
        ]
        yield {}
        space = self.moves.space
        values = [[1 << n for n in range(1, len(space.values[var]))] for var in free]
        if free:
            for chosen in islice(product(*values), MOST_ANSWERS):
                yield dict(zip(free, chosen, strict=True))

    def _not_on(self, step: str, answers: Box) -> list[Target]:
        """The states at a step in which nothing is left to ask and every exit that can be taken leads elsewhere.

        Args:
            step: where.
            answers: what is answered where it is asked.
        """
        targets: list[Target] = []
        box = {var: mask | 1 for var, mask in answers.items()}
        own = [way for way in self.moves.ways[step] if way.kind != "interrupt"]
        on = [way for way in own if way.to in self.alive]
        for way in self.moves.ways[step]:
            if way.to in self.alive:
                continue
            none: list[Constraint] = []
            if way.kind == "option":
                none = [StatusIs(leaving, self.moves.undecided(leaving)) for leaving in on]
            targets.append(Target(step, tuple(none), box, way))
        return targets

    def _look_closer(self, step: str) -> None:
        """A walk that has nowhere to go on, and all that can follow it; in a small pathway all states."""
        pathway = self.moves.pathway
        explorer = Explorer(self.moves, self.clock, MOST_AHEAD)
        if not self._many and not self.moves.space.loose:
            nodes = list(explorer.from_beginnings(again=False))
            if explorer.whole:
                self._all(explorer, nodes)
                return
            self._many = True
        targets = [target for target in self._not_on(step, {}) if self.search.states.alone(target)]
        shown = self._walk(step, targets)
        if shown is not None:
            root = node_after(pathway, shown)
            ended = any(isinstance(node.standing.situation, Ended) for node in explorer.explore([root]))
            if not ended and explorer.whole:
                how = "no outcome can follow, whatever is answered and chosen"
                self._results[step] = Result("SL606", step, "refuted", shown=shown, how=how)
                return
        why = f"{explorer.most} states were looked at one by one"
        self._results[step] = Result("SL606", step, "undecided", how=why)

    def _walk(self, step: str, targets: list[Target]) -> Shown | None:
        plan = self.search.find(targets)
        if plan is None:
            return None
        stays = Target(plan.target.step, plan.target.wants, plan.target.box)
        last = (*plan.path[:-1], (step, None))
        plan = type(plan)(plan.entry, last, plan.known, stays)
        stand = replay(self.walks, self.moves.space, plan, lambda stand: judge(stand.replayed(), "SL606", step))
        return None if stand is None else stand.shown

    def _all(self, explorer: Explorer, nodes: list[Node]) -> None:
        """Every step's answer, from all states."""
        before: dict[object, list[object]] = {}
        by_key = {explorer.key(node): node for node in nodes}
        for key, node in by_key.items():
            for following in explorer.after(node):
                before.setdefault(explorer.key(following), []).append(key)
        good = [key for key, node in by_key.items() if isinstance(node.standing.situation, Ended)]
        reached = set(good)
        while good:
            for key in before.get(good.pop(), ()):
                if key not in reached:
                    reached.add(key)
                    good.append(key)
        for step in self.moves.pathway.steps:
            how = f"seen from each of {counted(len(by_key), 'state')}"
            self._results[step] = Result("SL606", step, "proved", how=how)
        for key, node in reversed(by_key.items()):
            if key not in reached and _apart(node.standing):
                step = node.standing.state.at
                how = "no outcome can follow, whatever is answered and chosen"
                self._results[step] = Result("SL606", step, "refuted", shown=node.shown, how=how)


def _apart(standing: Standing) -> bool:
    """Whether a state is neither stuck itself nor one where two exits apply."""
    return not isinstance(standing.situation, Stuck) and not goes_round(standing)
