"""Walks answered as they ask: what `walk` proposes, when it proposes it, so that a case can lead the same way.

The format lets an answer be given that is not asked for yet; a walk that is found may do so, and nobody would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from stepladder.engine.events import Answered, Asks, Chooses, Ended, Event, Moves, Overrode, Stuck, Took
from stepladder.engine.moments import Moment
from stepladder.engine.semantics import Standing
from stepladder.facts import Known, Value
from stepladder.verify.checker import Replayed
from stepladder.verify.witness.representatives import Friendly

MOST_EVENTS = 1_500
"""So many events are tried to get the same from a walk that is answered as it asks."""

REASON = "Recorded to show what could follow."
"""The reason a witness gives where a walk needs one."""


def natural(walk: Replayed) -> bool:
    """Whether every answer is one that the walk proposes there."""
    for before, after in pairwise(walk.moments):
        if isinstance(after.event, Answered):
            match before.following:
                case Asks(fact):
                    if fact != after.event.fact:
                        return False
                case Chooses(_, asks):
                    if after.event.fact not in asks:
                        return False
                case Moves() | Stuck() | Ended():
                    return False
    return True


@dataclass
class _Visit:
    """What happens at one visit of a step."""

    answers: dict[str, Value] = field(default_factory=dict)
    took: str | None = None


class Course:
    """The walks that answer and choose as another does, but only what is asked, and when it is asked.

    Args:
        walk: the other one.
        friendly: what to try where it has no answer.
        keeps: whether some events show what they are to show.
    """

    def __init__(self, walk: Replayed, friendly: Friendly, keeps: Callable[[tuple[Event, ...]], bool]) -> None:
        self.walk = walk
        self.friendly = friendly
        self.keeps = keeps
        self.tries = 0
        self.visits = [_Visit()]
        for moment in walk.moments[1:]:
            match moment.event:
                case Answered(fact, value):
                    self.visits[-1].answers[fact] = value
                case Took(name):
                    self.visits[-1].took = name
                    self.visits.append(_Visit())
                case Overrode() | None:
                    pass

    def walks(self) -> Iterator[tuple[Event, ...]]:
        """Those that show the same, one after the other."""
        yield from self._from((self.walk.moments[0],), 0)

    def _from(self, moments: tuple[Moment, ...], number: int) -> Iterator[tuple[Event, ...]]:
        while self.tries < MOST_EVENTS:
            self.tries += 1
            here, visit = moments[-1].standing, self.visits[number]
            event: Event | None = None
            match here.situation:
                case Asks(fact):
                    if fact not in visit.answers:
                        if visit.took is None:
                            yield from self._shown(moments)
                        for value in self._values(fact, number, here.state.known):
                            yield from self._from(_after(moments, Answered(fact, value)), number)
                        return
                    event = Answered(fact, visit.answers[fact])
                case Chooses(exits, asks):
                    event = next((Answered(fact, visit.answers[fact]) for fact in asks if fact in visit.answers), None)
                    chosen = next((exit_ for exit_ in exits if exit_.name == visit.took), None)
                    if event is None and chosen is not None:
                        reasons = [rule for rule in chosen.holding if rule not in here.state.reasons]
                        event = Overrode(reasons[0], REASON) if reasons else Took(chosen.name)
                case Moves(exit_):
                    event = Took(exit_.name) if exit_.name == visit.took else None
                case Stuck() | Ended():
                    pass
            if event is None:
                if visit.took is None:
                    yield from self._shown(moments)
                return
            moments = _after(moments, event)
            number += isinstance(event, Took)

    def _values(self, fact: str, number: int, known: Known) -> tuple[Value, ...]:
        """What to answer where the other walk has no answer: what it answers later on, and then anything."""
        later = [visit.answers[fact] for visit in self.visits[number:] if fact in visit.answers]
        return tuple(dict.fromkeys((*later, *self.friendly.candidates(fact, known))))

    def _shown(self, moments: tuple[Moment, ...]) -> Iterator[tuple[Event, ...]]:
        events = tuple([moment.event for moment in moments if moment.event is not None])
        if self.keeps(events):
            yield events


def _after(moments: tuple[Moment, ...], event: Event) -> tuple[Moment, ...]:
    standing = moments[-1].standing
    return (*moments, Moment(event, Standing(standing.pathway, standing.after(event))))
