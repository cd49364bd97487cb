"""The moments of a walk: a state on the way, what led to it, and the moves that nobody chooses."""

from __future__ import annotations

from dataclasses import dataclass, field

from stepladder.engine.events import Answered, Chooses, Event, Exit, Moves, Overrode, Situation, State, Took
from stepladder.engine.semantics import Standing
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.text.characters import brief

MOST_MOVES = 5_000
"""A walk that makes so many moves without a question is taken to go round for ever."""


@dataclass(frozen=True, repr=False)
class Moment:
    """A state on the way, and the event that led to it; None for the beginning."""

    event: Event | None
    standing: Standing = field(repr=False)

    @property
    def state(self) -> State:
        """The state."""
        return self.standing.state

    @property
    def exits(self) -> tuple[Exit, ...]:
        """The exits of the step, judged in that state."""
        return self.standing.exits

    @property
    def following(self) -> Situation:
        """What happens next in that state."""
        return self.standing.situation

    def __repr__(self) -> str:
        return f"Moment({brief(repr(self.event), 60) if self.event is not None else 'begun'}, at={self.state.at!r})"

    def taking(self, name: str) -> Exit | None:
        """The exit that is taken where `Took` names it now; None where no exit of that name can be taken."""
        following = self.following
        only = (following.exit,) if isinstance(following, Moves) else ()
        some = following.exits if isinstance(following, Chooses) else only
        return next((exit_ for exit_ in some if exit_.name == name), None)


def begun(pathway: Pathway, state: State) -> Moment:
    """The first moment of a walk."""
    return Moment(None, Standing(pathway, state))


def after(pathway: Pathway, before: Moment, event: Event) -> Moment:
    """The moment after an event.

    Raises:
        ImpossibleEvent: the event is impossible now.
        TypeError: it is no event.
    """
    given: object = event
    if not isinstance(given, Answered | Overrode | Took):
        raise TypeError(f"an event is an Answered, an Overrode or a Took, not of type {type(given).__name__}")
    return Moment(event, Standing(pathway, before.standing.after(event)))


def settled(pathway: Pathway, moments: tuple[Moment, ...]) -> tuple[Moment, ...]:
    """Add the moves that are made without a choice; none of them where they would go round for ever."""
    added: list[Moment] = []
    last = moments[-1]
    seen: set[object] = set()
    while isinstance(last.following, Moves):
        if len(added) > MOST_MOVES:
            return moments
        if len(pathway.steps) < len(added):
            key = _round(pathway, last.state)
            if key in seen:
                return moments
            seen.add(key)
        last = after(pathway, last, Took(last.following.exit.name))
        added.append(last)
    return (*moments, *added)


def _round(pathway: Pathway, state: State) -> object:
    """What makes two states on an automatic way the same: visits count up only as far as any condition can tell."""
    limit = prepared(pathway).visit_limits
    visits = tuple(sorted((step, min(n, limit.get(step, 1))) for step, n in state.visits.items()))
    return state.at, tuple(sorted(state.known.items(), key=lambda item: item[0])), state.active, visits
