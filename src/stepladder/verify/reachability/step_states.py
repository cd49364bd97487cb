"""What the states at one step can be, one moment and one variable at a time: a bound on what walks come to.

It is exact in one direction: what cannot be by itself cannot be on any walk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from stepladder.verify.constraints import Clock, Constraint, meet, narrowed
from stepladder.verify.domain import Env
from stepladder.verify.exits import Way
from stepladder.verify.reachability.plan import Target
from stepladder.verify.solver import Moment, Question
from stepladder.verify.transition_relation import Moves


@dataclass
class StepStates:
    """The states at the steps of one version of a pathway; what was worked out once is kept."""

    moves: Moves
    clock: Clock

    def __post_init__(self) -> None:
        self.space = self.moves.space
        self._possible: dict[int, bool] = {}
        self._questions: dict[int, tuple[Question, frozenset[int]]] = {}
        self._keep: list[object] = []
        self._reach: dict[int, dict[str, int]] = {}

    def alone(self, target: Target) -> bool:
        """Whether there are states of a target at all, by what each variable may be there, whatever the others are."""
        if target.way is not None and not target.wants and not self._reads(target.way, target.box):
            return self.can_leave(target.way)
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
        question = Question([Moment(moment.wants, env)], question.meanings, {}, self.space.full)
        return question.solve(self.clock)[0] is not None

    def _reads(self, way: Way, box: Mapping[int, int]) -> bool:
        """Whether taking an exit has to do with some variables."""
        _, support = self.of_way(way)
        return any(var in support for var in box)

    @cached_property
    def distance(self) -> Mapping[str, int]:
        """The fewest moves from a beginning to each step, by the exits alone."""
        moves_to: dict[str, int] = {}
        level = list(dict.fromkeys(step for _, step, _ in self.begin))
        depth = 0
        while level:
            following: list[str] = []
            for step in level:
                moves_to.setdefault(step, depth)
            for step in level:
                for way in self.moves.ways[step]:
                    if way.to not in moves_to and way.to not in following:
                        following.append(way.to)
            level, depth = following, depth + 1
        return moves_to

    @cached_property
    def begin(self) -> list[tuple[str | None, str, Env]]:
        """The beginnings."""
        return self.moves.beginnings()

    def reach(self, var: int) -> Mapping[str, int]:
        """For each step the values that a variable of the state may have there, whatever is true of the others.

        No walk has more: every move is followed, whether or not it can be taken.
        """
        known = self._reach.get(var)
        if known is None:
            known = self._reach[var] = self._spread(var)
        return known

    def _spread(self, var: int) -> dict[str, int]:
        masks = dict.fromkeys(self.distance, 0)
        waiting: list[str] = []

        def put(step: str, mask: int) -> None:
            if mask & ~masks[step]:
                masks[step] |= mask
                waiting.append(step)

        for _, step, env in self.begin:
            put(step, self.moves.link(var, step, None).forward(env[var]))
        kind, name = self.space.names[var]
        while waiting:
            step = waiting.pop()
            mask = masks[step]
            for way in self.moves.ways[step]:
                if kind == "visits" and way.to != name:
                    put(way.to, mask)
                elif kind == "therapy":
                    put(way.to, self.moves.effects_on(way.to, way).get(var, mask))
                else:
                    put(way.to, self.moves.link(var, way.to, way).forward(mask))
        return masks

    def can_leave(self, way: Way) -> bool:
        """Whether there are states in which an exit is taken at all, by what each variable may be there."""
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
