"""Where both versions stand at one moment: a walk made in one of them, and what the other makes of the same events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from stepladder.compare.product import Joint
from stepladder.engine.events import Answered, Event, Exit, Overrode, State, Took
from stepladder.engine.semantics import Standing
from stepladder.facts import misfit
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.verify.exits import Way
from stepladder.verify.findings import Shown
from stepladder.verify.walk_trie import Stand


@dataclass(frozen=True)
class Meeting:
    """The same patient in both versions."""

    side: int
    """In which version the walk was made: 0 the old one, 1 the new one."""
    shown: Shown
    old: Standing
    new: Standing
    together: bool
    """Whether both walked, answers apart that one of them does not ask for; else the state of one is looked at with the
    eyes of the other, as they had parted before."""

    @property
    def step(self) -> str:
        """Where they stand."""
        return (self.old if self.side == 0 else self.new).state.at


Test = Callable[[Standing, Standing], bool]
"""Whether two states differ as looked for."""


@dataclass
class Lockstep:
    """Follows events in both versions."""

    joint: Joint

    def __post_init__(self) -> None:
        self.names: tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]] = ({}, {})
        for step, pairs in self.joint.pairs.items():
            for pair in pairs:
                if pair.old is not None and pair.new is not None:
                    one, other = pair.old.transition.name, pair.new.transition.name
                    self.names[0][step, one] = other
                    self.names[1][step, other] = one

    def pathway(self, side: int) -> Pathway:
        """One of the versions."""
        return self.joint.new_pathway if side else self.joint.old_pathway

    def meet(self, side: int, shown: Shown) -> Meeting | None:
        """Both versions after a walk in one of them; None where the walk is impossible, or its step not in both."""
        walk = list(self.walk(side, shown))
        if len(walk) != len(shown.events) + 1:
            return None
        return self._meeting(side, shown, walk)

    def meetings(self, side: int, shown: Shown) -> Iterator[Meeting]:
        """Both versions after each event of a walk."""
        walk = list(self.walk(side, shown))
        for count in range(1, len(walk) + 1):
            part = Shown(shown.entry, shown.events[: count - 1])
            met = self._meeting(side, part, walk[:count])
            if met is not None:
                yield met

    def _meeting(self, side: int, shown: Shown, walk: list[tuple[Standing, Standing | None]]) -> Meeting | None:
        here, there = walk[-1]
        together = there is not None
        if here.state.at not in self.joint.pairs:
            return None
        if there is None:
            there = self.seen_by_other(side, here.state)
        one, other = (there, here) if side else (here, there)
        return Meeting(side, shown, one, other, together)

    def walk(self, side: int, shown: Shown) -> Iterator[tuple[Standing, Standing | None]]:
        """Each moment of a walk in one version, with the other's as long as it goes along."""
        for here, there in self.stands(side, shown):
            yield here.standing, there.standing if there is not None else None

    def stands(self, side: int, shown: Shown) -> Iterator[tuple[Stand, Stand | None]]:
        """The same with the walks themselves."""
        here: Stand | None = self.joint.walks[side].roots.get(shown.entry)
        there = self.joint.walks[1 - side].roots.get(shown.entry)
        for event in (None, *shown.events):
            if event is not None and here is not None:
                if there is not None:
                    there = self._along(side, here.at, there, event)
                here = self.joint.walks[side].step(here, event)
            if here is None:
                return
            if there is not None and there.at != here.at:
                there = None
            yield here, there

    def _along(self, side: int, step: str, there: Stand, event: Event) -> Stand | None:
        """The other version after an event of this one; an answer that nobody asks for there is not given there."""
        after = self.joint.walks[1 - side].step(there, self.translated(side, step, event))
        return there if after is None and isinstance(event, Answered) else after

    def translated(self, side: int, step: str, event: Event) -> Event:
        """An event of one version as the other one would log it."""
        match event:
            case Took(name):
                return Took(self.names[side].get((step, name), name))
            case Overrode(rule, reason):
                return Overrode(rule, reason)
            case _:
                return event

    def seen_by_other(self, side: int, state: State) -> Standing:
        """A state of one version as one of the other, as far as that has the same facts and therapies."""
        pathway = self.pathway(1 - side)
        domains = prepared(pathway).domains
        known = {n: v for n, v in state.known.items() if n in domains and not misfit(domains[n], v)}
        active = frozenset(name for name in state.active if name in pathway.therapies)
        visits: Mapping[str, int] = {name: n for name, n in state.visits.items() if name in pathway.steps}
        return Standing(pathway, State(state.at, known, active, visits, state.reasons))


def exit_of(standing: Standing, way: Way | None) -> Exit | None:
    """An exit, judged."""
    if way is None:
        return None
    return next(
        (e for e in standing.exits if e.index == way.index and (e.kind == "interrupt") == (way.kind == "interrupt")),
        None,
    )


def settled(standing: Standing) -> bool:
    """Whether all that the step asks is known, and no interrupt is open or undecided."""
    pathway, state = standing.pathway, standing.state
    asks = [name for name in pathway.steps[state.at].asks if pathway.facts[name].ask]
    if any(name not in state.known for name in asks):
        return False
    return not any(exit_.takable or exit_.asks for exit_ in standing.interrupts)
