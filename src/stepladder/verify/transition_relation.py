"""One move of a walk as conditions: what status an exit has, when it is taken, and what entering a step changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from stepladder.facts import Value
from stepladder.model.prepared import prepared
from stepladder.model.steps import Transition
from stepladder.verify.constraints import Box, Constraint, Meaning
from stepladder.verify.domain import Env, F, Space, T
from stepladder.verify.exits import ASK, BLOCKED, CLOSED, StatusIs, Way, wants
from stepladder.verify.solver import Link
from stepladder.verify.terms.build import Terms

Part: TypeAlias = Literal["whole", "enter", "answer"]
"""Of a stay: entering the step and all answers, only the entering, or only the answers."""


@dataclass
class Moves:
    """Every exit of a version of a pathway, and what entering its steps does."""

    terms: Terms
    raises: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """For each step the marks that entering it sets."""
    clears: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """For each step the marks that entering it takes away."""

    def __post_init__(self) -> None:
        self.space: Space = self.terms.space
        self.pathway = self.terms.pathway
        self.silent = frozenset(name for name, fact in self.pathway.facts.items() if not fact.ask)

    @cached_property
    def meanings(self) -> Mapping[int, Meaning]:
        """What each derived name stands for."""
        return {
            var: Meaning(var, self.space.full[var], *self.terms.meaning(var))
            for var in self.space.derived[self.terms.number].values()
        }

    @cached_property
    def ways(self) -> Mapping[str, tuple[Way, ...]]:
        """The exits of each step: interrupts first, in order, then its own."""
        ways: dict[str, tuple[Way, ...]] = {}
        interrupts_at = prepared(self.pathway).interrupts_at
        for name, step in self.pathway.steps.items():
            kind: Literal["next", "option"] = "next" if step.next is not None else "option"
            interrupts = [self._way(name, "interrupt", n, t) for n, t in interrupts_at.get(name, ())]
            ways[name] = (*interrupts, *[self._way(name, kind, n, t) for n, t in enumerate(step.exits)])
        return ways

    @cached_property
    def into(self) -> Mapping[str, tuple[Way, ...]]:
        """The exits that lead to each step."""
        into: dict[str, list[Way]] = {name: [] for name in self.pathway.steps}
        for ways in self.ways.values():
            for way in ways:
                into[way.to].append(way)
        return {name: tuple(ways) for name, ways in into.items()}

    def _way(self, step: str, kind: Literal["next", "option", "interrupt"], index: int, t: Transition) -> Way:
        over: dict[int, int] = {}
        for name in t.stops:
            over[self.space.index["therapy", name]] = 1
        for name in t.starts:
            over[self.space.index["therapy", name]] = 2
        for name, value in t.sets.items():
            over[self.space.index["fact", name]] = self.space.bit("fact", name, value)
        rules = prepared(self.pathway).rules_on.get(t.to, ())
        judged = [(name, rule.severity, self.terms.term(rule.when.expr, over)) for name, rule in rules]
        named = frozenset(prepared(self.pathway).reads((step if kind != "interrupt" else "", index)).facts)
        return Way(
            step,
            kind,
            index,
            t,
            self.terms.term(t.when.expr),
            tuple([term for _, severity, term in judged if severity == "absolute"]),
            tuple([term for _, severity, term in judged if severity == "relative"]),
            tuple([(name, term) for name, _, term in judged]),
            over,
            named - self.silent,
            bool(named & self.silent),
        )

    @cached_property
    def answerable(self) -> Mapping[str, frozenset[int]]:
        """The facts, as variables, that may be answered at each step."""
        answerable: dict[str, frozenset[int]] = {}
        for name, step in self.pathway.steps.items():
            names = set(step.asks) - self.silent
            for way in self.ways[name]:
                names |= way.can_ask
            answerable[name] = frozenset(self.space.index["fact", fact] for fact in names)
        return answerable

    def naming(self, step: str, var: int) -> tuple[Way, ...]:
        """The exits of a step that name a fact."""
        key = (step, var)
        if key not in self._naming:
            name = self.space.names[var][1]
            self._naming[key] = tuple([way for way in self.ways[step] if name in way.can_ask])
        return self._naming[key]

    @cached_property
    def _naming(self) -> dict[tuple[str, int], tuple[Way, ...]]:
        return {}

    def asked(self, step: str) -> Box:
        """What is known once everything a step asks has been answered."""
        return {
            self.space.index["fact", name]: self.space.full[self.space.index["fact", name]] & ~1
            for name in self.pathway.steps[step].asks
            if name not in self.silent
        }

    def undecided(self, way: Way) -> int:
        """The statuses of an exit that can neither be taken nor asked about."""
        return CLOSED | BLOCKED | (ASK if way.mute else 0)

    def takes(self, way: Way) -> list[Constraint]:
        """That an exit can be taken."""
        wanted = wants(way.guard, T)
        for term in way.absolute:
            wanted += wants(term, F)
        for term in way.relative:
            wanted += wants(term, T | F)
        return wanted

    def calm(self, step: str) -> list[Constraint]:
        """That no interrupt of a step can be taken or asked about."""
        return [StatusIs(way, self.undecided(way)) for way in self.ways[step] if way.kind == "interrupt"]

    def leaving(self, way: Way) -> tuple[list[Constraint], Box]:
        """What holds where an exit is taken."""
        if way.kind == "interrupt":
            wanted = self.takes(way)
            for beside in self.ways[way.step]:
                if beside.kind == "interrupt" and beside.index < way.index:
                    wanted.append(StatusIs(beside, CLOSED | BLOCKED | ASK))
            return wanted, {}
        wanted = [*self.takes(way), *self.calm(way.step)]
        if way.kind == "next":
            for beside in self.ways[way.step]:
                if beside.kind == "next" and beside is not way:
                    wanted.append(StatusIs(beside, self.undecided(beside)))
        return wanted, self.asked(way.step)

    # from one step to the next

    def entering(self, step: str, way: Way | None) -> Mapping[int, int]:
        """What a fact or therapy is after an exit is taken and a step entered, where that is set on the way."""
        effects: dict[int, int] = {}
        if way is not None:
            t = way.transition
            self._effects(effects, t.stops, t.starts, t.sets, t.forgets)
        entered = self.pathway.steps[step]
        for name in entered.asks:
            if self.pathway.facts[name].fresh:
                effects[self.space.index["fact", name]] = 1
        self._effects(effects, entered.stops, entered.starts, entered.sets, entered.forgets)
        return effects

    def _effects(
        self,
        effects: dict[int, int],
        stops: Sequence[str],
        starts: Sequence[str],
        sets: Mapping[str, Value],
        forgets: Sequence[str],
    ) -> None:
        for name in stops:
            effects[self.space.index["therapy", name]] = 1
        for name in starts:
            effects[self.space.index["therapy", name]] = 2
        for name, value in sets.items():
            effects[self.space.index["fact", name]] = self.space.bit("fact", name, value)
        for name in forgets:
            effects[self.space.index["fact", name]] = 1

    def link(self, var: int, step: str, way: Way | None, part: Part = "whole", *, free: bool = True) -> Link:
        """How a variable goes over from where an exit is taken to the end of a stay at the step it leads to.

        Args:
            var: the variable.
            step: the step that is entered.
            way: the exit that leads to it; None at the beginning of a walk.
            part: of all that happens only the entering with the effects, or only the answers.
            free: whether it may be answered there.
        """
        key = (var, step, id(way), part, free)
        link = self._links.get(key)
        if link is None:
            link = self._links[key] = self._link(var, step, way, part, free)
        return link

    @cached_property
    def _links(self) -> dict[tuple[int, str, int, Part, bool], Link]:
        return {}

    def _link(self, var: int, step: str, way: Way | None, part: Part, free: bool) -> Link:
        kind, _ = self.space.names[var]
        if kind in ("visits", "mark"):
            return self.entered(var, step) if part != "answer" else SAME
        if var >= self.space.state:
            return self._persists(var, step, way, part)
        full = self.space.full[var]
        answered = free and part != "enter" and kind == "fact" and var in self.answerable[step]
        put = self.effects_on(step, way).get(var) if part != "answer" else None
        if put is not None:
            reached = full if answered and put & 1 else put
            return Link(lambda _: reached, lambda mask: full if mask & reached else 0)
        return Link(lambda mask: full if mask & 1 else mask, lambda mask: mask | 1) if answered else SAME

    def entered(self, var: int, step: str) -> Link:
        """How visits and marks change when a step is entered."""
        kind, name = self.space.names[var]
        full = self.space.full[var]
        if kind == "visits" and name == step:
            most = 1 << (full.bit_length() - 1)
            return Link(
                lambda mask: ((mask << 1) & full) | (mask & most), lambda mask: ((mask >> 1) & full) | (mask & most)
            )
        if kind == "mark" and name in self.raises.get(step, ()):
            return Link(lambda _: 2, lambda mask: 3 if mask & 2 else 0)
        if kind == "mark" and name in self.clears.get(step, ()):
            return Link(lambda _: 1, lambda mask: 3 if mask & 1 else 0)
        return SAME

    def _persists(self, var: int, step: str, way: Way | None, part: Part) -> Link:
        """How a derived name goes over: what is decided stays so, as long as nothing it reads is put anew.

        More knowledge never changes a condition that is true or false (Kleene's logic is monotone), nor a table that
        has one value left; only `known` can tell.
        """
        full = self.space.full[var]
        if part != "answer" and self.renewed(var, step, way):
            return Link(lambda _: full, lambda _: full)
        if part == "enter" or self.support(var).isdisjoint(self.answerable[step]):
            return SAME
        open_ = (full + 1) >> 1
        return Link(
            lambda mask: full if mask & open_ or var in self._knowing else mask, lambda mask: self.refined(var, mask)
        )

    def renewed(self, var: int, step: str, way: Way | None) -> bool:
        """Whether what a derived name reads may change when an exit is taken and the step it leads to entered."""
        support = self.support(var)
        return self.space.index["visits", step] in support or not support.isdisjoint(self.effects_on(step, way))

    def refined(self, var: int, mask: int) -> int:
        """What a derived name can have come out as before some answers, by what it comes out as after them."""
        full = self.space.full[var]
        return full if var in self._knowing else mask | (full + 1) >> 1

    @cached_property
    def _knowing(self) -> frozenset[int]:
        """The derived names that ask whether something is known."""
        number = self.terms.number
        return frozenset(var for name, var in self.space.derived[number].items() if self.space.knows(number, name))

    def support(self, var: int) -> frozenset[int]:
        """The variables of a state that a variable stands for: itself, or what a derived name reads."""
        if var < self.space.state:
            return frozenset([var])
        return self.terms.supports[self.space.names[var][1]]

    def effects_on(self, step: str, way: Way | None) -> Mapping[int, int]:
        """`entering`, worked out once."""
        key = (step, id(way))
        if key not in self._entering:
            self._entering[key] = self.entering(step, way)
        return self._entering[key]

    @cached_property
    def _entering(self) -> dict[tuple[str, int], Mapping[int, int]]:
        return {}

    # where walks begin

    def beginnings(self) -> list[tuple[str | None, str, Env]]:
        """Each entry (None for the start), its step, and the state before that step is entered."""
        beginnings: list[tuple[str | None, str, Env]] = [(None, self.pathway.start, self._before((), (), {}))]
        for name, entry in self.pathway.entries.items():
            beginnings.append((name, entry.at, self._before(entry.visited, entry.active, entry.sets)))
        return beginnings

    def _before(self, visited: Sequence[str], active: Sequence[str], sets: Mapping[str, Value]) -> Env:
        env = list(self.space.full)
        for var in range(self.space.state):
            kind, name = self.space.names[var]
            match kind:
                case "fact":
                    env[var] = self.space.bit("fact", name, sets[name]) if name in sets else 1
                case "therapy":
                    env[var] = 2 if name in active else 1
                case "visits":
                    env[var] = 2 if name in visited else 1
                case _:
                    env[var] = 1
        for name in visited:
            for mark in self.raises.get(name, ()):
                env[self.space.index["mark", mark]] = 2
            for mark in self.clears.get(name, ()):
                env[self.space.index["mark", mark]] = 1
        self.derive(env)
        return env

    def derive(self, env: Env) -> None:
        """Work out the derived names of one state."""
        changed = True
        while changed:
            changed = False
            for var, meaning in self.meanings.items():
                outcomes = meaning.outcomes(env)
                if outcomes != env[var]:
                    env[var] = outcomes
                    changed = True


SAME = Link(lambda mask: mask, lambda mask: mask)
"""A variable that keeps its value."""
