"""Walks as a tree: what two of them begin with in common is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from stepladder.engine.events import Event, ImpossibleEvent, Moves, Overrode, Took
from stepladder.engine.moments import Moment
from stepladder.engine.semantics import Standing, begin
from stepladder.engine.walk import Walk
from stepladder.facts import Value
from stepladder.model.pathway import Pathway
from stepladder.verify.checker import Replayed
from stepladder.verify.endless import goes_round
from stepladder.verify.findings import Shown

Answers: TypeAlias = Callable[[str, str], Iterable[Value]]
"""From a step and a fact to those of its values that make a difference from there on."""

MOST_ENTERED = 10
"""How many walks to one step are remembered as such."""


@dataclass(eq=False)
class Stand:
    """Where a walk stands, with the walk to it."""

    moment: Moment
    before: Stand | None
    entry: str | None
    depth: int
    after: dict[Event, Stand | None] = field(default_factory=dict)
    """What follows each event that was tried; None where it is impossible."""
    looked: bool = False
    """Whether everything that it shows was noted."""

    @property
    def standing(self) -> Standing:
        """The state in its pathway."""
        return self.moment.standing

    @property
    def at(self) -> str:
        """The step."""
        return self.moment.standing.state.at

    def line(self) -> list[Stand]:
        """From the beginning to here."""
        stands: list[Stand] = []
        stand: Stand | None = self
        while stand is not None:
            stands.append(stand)
            stand = stand.before
        stands.reverse()
        return stands

    @property
    def shown(self) -> Shown:
        """The walk as events."""
        events = [stand.moment.event for stand in self.line()]
        return Shown(self.entry, tuple([event for event in events if event is not None]))

    def replayed(self) -> Replayed:
        """The walk as its moments."""
        moments = tuple([stand.moment for stand in self.line()])
        return Replayed(self.standing.pathway, self.entry, moments, goes_round(self.standing))


class Walks:
    """Every walk of a pathway that was tried."""

    def __init__(self, pathway: Pathway, answers: Answers | None = None) -> None:
        self.pathway = pathway
        self.answers = answers
        """None where walks are only followed."""
        self.entered: dict[str, list[Stand]] = {}
        """For each step some places where a walk has just entered it."""
        self._ways: set[object] = set()
        self.roots: dict[str | None, Stand] = {}
        for entry in (None, *pathway.entries):
            root = Stand(Moment(None, Standing(pathway, begin(pathway, entry))), None, entry, 0)
            self.roots[entry] = root
            self._enter(root)

    def step(self, stand: Stand, event: Event, moment: Moment | None = None) -> Stand | None:
        """What follows an event; None where it is impossible.

        Args:
            stand: where the walk stands.
            event: what happens.
            moment: what follows it, where that is known already.
        """
        if event not in stand.after:
            stand.after[event] = self._following(stand, event, moment)
        return stand.after[event]

    def _following(self, stand: Stand, event: Event, moment: Moment | None) -> Stand | None:
        by_itself = isinstance(stand.standing.situation, Moves) and not isinstance(stand.moment.event, Overrode)
        if by_itself and goes_round(stand.standing):
            return None
        if moment is None:
            try:
                state = stand.standing.after(event)
            except ImpossibleEvent:
                return None
            moment = Moment(event, Standing(self.pathway, state))
        following = Stand(moment, stand, stand.entry, stand.depth + 1)
        if isinstance(event, Took):
            self._enter(following)
        return following

    def go(self, shown: Shown) -> Stand | None:
        """Where a walk leads; None where an event of it is impossible."""
        stand: Stand | None = self.roots.get(shown.entry)
        for event in shown.events:
            if stand is None:
                return None
            stand = self.step(stand, event)
        return stand

    def take(self, walk: Walk) -> Stand | None:
        """A walk that was made already, with all that was judged on it; None where the tree has none like it."""
        stand: Stand | None = self.roots.get(walk.entry) if not walk.given else None
        for moment in walk.moments[1:]:
            if stand is None or moment.event is None:
                return None
            stand = self.step(stand, moment.event, moment)
        return stand

    def _enter(self, stand: Stand) -> None:
        """Remember a walk to a step, if no other came there by the same steps with the same therapies running."""
        known = self.entered.setdefault(stand.at, [])
        state = stand.standing.state
        key = (stand.at, frozenset(state.visits), state.active)
        if len(known) < MOST_ENTERED and key not in self._ways:
            self._ways.add(key)
            known.append(stand)
