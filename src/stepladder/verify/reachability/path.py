"""A whole path as one question: what is true at each moment of a walk that takes given exits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from stepladder.verify.constraints import narrowed
from stepladder.verify.domain import Env
from stepladder.verify.exits import ASK, Waits, Way
from stepladder.verify.reachability.plan import Answer, Target
from stepladder.verify.reachability.step_states import StepStates
from stepladder.verify.solver import Link, Moment, Question
from stepladder.verify.transition_relation import Part


class Path:
    """A path as one question: the state where each exit is taken and, where it matters, where a step is entered."""

    def __init__(
        self,
        states: StepStates,
        following: Iterable[int],
        begin: Env,
        path: Sequence[tuple[str, Way | None]],
        target: Target | None,
        choice: Mapping[tuple[int, int], Answer],
        entered: bool,
        lead: Way | None = None,
    ) -> None:
        self.moves, self.space, self.clock = states.moves, states.space, states.clock
        self.following = frozenset(following)
        self.path, self.choice = path, choice
        self.lead = lead
        """The exit by which the first step is entered."""
        self.moments = [Moment((), begin)]
        self.read: set[int] = set()
        """The variables that anything on the path has to do with; the others can be whatever they are."""
        self.stays: list[int] = []
        """Which moment is the end of each stay."""
        self.parts: list[tuple[int, Part]] = []
        """For each moment but the first: which stay it belongs to, and what lies between it and the one before."""
        for stay, (step, way) in enumerate(path):
            waits = [var for (number, var), how in choice.items() if number == stay and how == "waits"]
            known = [var for (number, var), how in choice.items() if number == stay and how == "yes"]
            part: Part = "answer" if entered and not stay else "whole"
            if waits and part == "whole":
                env = narrowed(self.space.full, dict.fromkeys(waits, 1))
                assert env is not None
                asks = [Waits(self.moves.naming(step, var)) for var in waits]
                self.moments.append(Moment(asks, env))
                self.read.update(waits, *[self.moves.support(var) for ask in asks for var in ask.scope])
                self.parts.append((stay, "enter"))
                part = "answer"
            at_end = stay == len(path) - 1 and target is not None
            question, read = states.of_target(target) if at_end and target is not None else states.of_way(way)
            self.read |= read
            last = question.moments[0]
            if known:
                env = list(last.env)
                for var in known:
                    env[var] &= ~1
                last = Moment(last.wants, env)
            self.moments.append(last)
            self.parts.append((stay, part))
            self.stays.append(len(self.moments) - 1)

    def links(self, var: int) -> list[Link]:
        """How a variable goes over from each moment to the next."""
        links: list[Link] = []
        for stay, part in self.parts:
            way = self.path[stay - 1][1] if stay else self.lead
            free = self.choice.get((stay, var)) != "no"
            links.append(self.moves.link(var, self.path[stay][0], way, part, free=free))
        return links

    def solve(self) -> tuple[list[Env] | None, set[int]]:
        """The values at each moment, or the variables that stand against it.

        Variables are followed only once the values of one would not go over from one moment to the next.
        """
        state, full = self.space.state, self.space.full
        known = sorted(var for var in self.read if var < state)
        named = self._named()
        followed = {var: self.links(var) for var in sorted(self.following | self._twice())}
        while True:
            question = Question(self.moments, self.moves.meanings, followed, full)
            solved, core = question.solve(self.clock)
            if solved is None:
                return None, {var for var in core if isinstance(var, int)}
            torn = [
                var
                for var in named
                if var not in followed and not _carried([list(env) for env in solved], var, self.links(var))
            ]
            if not torn:
                torn = [var for var in known if not _carried(solved, var, followed.get(var) or self.links(var))]
            if not torn:
                return solved, set()
            followed.update({var: self.links(var) for var in torn})

    def _named(self) -> list[int]:
        """The derived names that conditions on the path read, and those that they read in turn."""
        names: set[int] = set()
        waiting = [var for moment in self.moments for want in moment.wants for var in want.scope]
        while waiting:
            var = waiting.pop()
            if var >= self.space.state and var not in names:
                names.add(var)
                waiting.extend(self.moves.meanings[var].scope)
        return sorted(names)

    def _carry_the_rest(self, envs: list[Env]) -> None:
        """Leave also of the variables that nothing on the path reads only the values that go over."""
        for var in range(self.space.state):
            if var not in self.read:
                _carried(envs, var, self.links(var))

    def _twice(self) -> set[int]:
        """The derived names that conditions at two or more moments read."""
        met: set[int] = set()
        twice: set[int] = set()
        for moment in self.moments:
            here = {var for want in moment.wants for var in want.scope if var >= self.space.state}
            twice |= met & here
            met |= here
        return twice

    def doubt(self, envs: list[Env]) -> tuple[int, int] | None:
        """A stay and a fact that is answered there although nothing can ask for it; None where all is well."""
        carried = False
        for stay, (step, _) in enumerate(self.path):
            before = envs[self.stays[stay] - 1]
            after = envs[self.stays[stay]]
            if self.parts[self.stays[stay] - 1][1] != "whole":
                continue
            way = self.path[stay - 1][1] if stay else None
            asked = self.moves.asked(step)
            entered: Env | None = None
            for var in self.moves.answerable[step]:
                if var in asked or after[var] & 1:
                    continue
                if self.moves.link(var, step, way, "enter").forward(before[var]) != 1:
                    continue
                if not carried:
                    self._carry_the_rest(envs)
                    carried = True
                if entered is None:
                    entered = self._entered(step, way, before, after)
                if not any(naming.statuses(entered) & ASK for naming in self.moves.naming(step, var)):
                    return stay, var
        return None

    def _entered(self, step: str, way: Way | None, before: Env, after: Env) -> Env:
        """The state in which a step is entered, before anything is answered."""
        entered = list(self.space.full)
        for var in range(self.space.state):
            entered[var] = self.moves.link(var, step, way, "enter").forward(before[var])
            entered[var] &= self.moves.link(var, step, way, "answer").back(after[var]) or entered[var]
        self.moves.derive(entered)
        return entered


def _carried(envs: list[Env], var: int, links: Sequence[Link]) -> bool:
    """Leave of a variable only the values that go over from moment to moment; whether any does."""
    for n, link in enumerate(links):
        envs[n + 1][var] &= link.forward(envs[n][var])
        if not envs[n + 1][var]:
            return False
    for n in range(len(links) - 1, -1, -1):
        envs[n][var] &= links[n].back(envs[n + 1][var])
    return True
