"""A witness as short and as plain as it can be while it still shows the same.

Each change is tried on the semantics itself and kept only if the walk still shows what it is to show. What is tried,
and in which order, depends on nothing but the pathway and the walk, so the same witness always comes out the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from stepladder.engine.events import Answered, Ended, Event, ImpossibleEvent, Moves, Overrode, State, Stuck, Took
from stepladder.engine.semantics import Standing, answerable, take
from stepladder.facts import Value, tidy
from stepladder.model.pathway import Pathway
from stepladder.verify.checker import LOOK, replay, takable
from stepladder.verify.endless import goes_round, same
from stepladder.verify.findings import Shown
from stepladder.verify.witness.natural import REASON, Course, natural
from stepladder.verify.witness.representatives import Friendly

MOST_TRIES = 4_000
"""After so many tries a witness stays as it is."""

MOST_STATES = 300
"""So many states are looked at to see whether a walk can still end (SL606)."""


@dataclass
class Plain:
    """One witness on its way to its plainest form.

    Args:
        pathway: one without errors.
        question: `SL601` to `SL607`.
        subject: as in `Result.subject`.
        shown: the walk that was found.
        ordinary: values to be preferred where they do, such as those that all cases take for granted.
    """

    pathway: Pathway
    question: str
    subject: str
    shown: Shown
    ordinary: Mapping[str, Value] = field(default_factory=dict)
    natural: bool = False
    """Whether every answer is one that the walk proposes; else no case leads there."""
    tries: int = 0

    def __post_init__(self) -> None:
        self.friendly = Friendly(self.pathway)
        self.shown = Shown(self.shown.entry, tuple([_told(event) for event in self.shown.events]))
        self.like = replay(self.pathway, self.shown)
        self.found = self.like.last.standing if self.like is not None else None

    def make(self) -> Shown:
        """The plainest walk that shows the same; a walk that shows nothing stays as it is."""
        if self.like is None or not LOOK[self.question](self.like, self.subject):
            return self.shown
        self._take_questions_as_they_come()
        self._leave_out_rounds()
        self._leave_out_answers()
        self._take_plain_values()
        return self.shown

    def keeps(self, events: tuple[Event, ...]) -> bool:
        """Whether other events from the same beginning show the same."""
        self.tries += 1
        if self.tries > MOST_TRIES:
            return False
        walk = replay(self.pathway, Shown(self.shown.entry, events), self.like)
        if walk is None or not LOOK[self.question](walk, self.subject) or (self.natural and not natural(walk)):
            return False
        return self.question != "SL606" or self._never_ends(walk.last.standing)

    def matters(self) -> tuple[str, ...]:
        """The facts whose answers the walk hangs on, in the order answered: with some other answer it shows nothing."""
        answers = self._answers()
        mattering = [fact for fact in answers if not self._any_will_do(fact)]
        free = [fact for fact in answers if fact not in mattering]
        for turn in range(6):
            events = self.shown.events
            for number, fact in enumerate([fact for fact in free if fact not in mattering]):
                values = self._candidates(fact)
                changed = _with(events, fact, values[(turn + number * (turn % 2)) % len(values)])
                if self.keeps(changed):
                    events = changed
                else:
                    mattering.append(fact)
        return tuple([fact for fact in answers if fact in mattering])

    def _accept(self, events: tuple[Event, ...]) -> None:
        self.shown = Shown(self.shown.entry, events)
        self.like = replay(self.pathway, self.shown)

    def _answers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(event.fact for event in self.shown.events if isinstance(event, Answered)))

    def _candidates(self, fact: str) -> tuple[Value, ...]:
        known = {event.fact: event.value for event in self.shown.events if isinstance(event, Answered)}
        known.update({name: value for name, value in self._standing_values().items() if name not in known})
        values = self.friendly.candidates(fact, known)
        usual = self.ordinary.get(fact)
        return values if usual is None else tuple(dict.fromkeys((tidy(usual), *values)))

    def _standing_values(self) -> Mapping[str, Value]:
        return self.like.last.state.known if self.like is not None else {}

    def _any_will_do(self, fact: str) -> bool:
        return all(self.keeps(_with(self.shown.events, fact, value)) for value in self._candidates(fact))

    # the steps on the way

    def _take_questions_as_they_come(self) -> None:
        """Answer what the walk asks, when it asks; what it asks before is answered too, or no case could lead there."""
        assert self.like is not None
        if natural(self.like):
            self.natural = True
            return
        course = next(Course(self.like, self.friendly, self.keeps).walks(), None)
        self.tries = 0
        if course is not None:
            self.natural = True
            self._accept(course)

    def _leave_out_rounds(self) -> None:
        """Leave out what lies between two visits of a step, the longest such way first, as often as possible."""
        while True:
            shorter = next((events for events in self._rounds() if self.keeps(events)), None)
            if shorter is None:
                return
            self._accept(shorter)

    def _rounds(self) -> Iterator[tuple[Event, ...]]:
        assert self.like is not None
        moments, events = self.like.moments, self.shown.events
        entered = [i for i, moment in enumerate(moments) if i == 0 or isinstance(moment.event, Took)]
        for start in entered:
            for end in reversed(entered):
                if end > start and moments[end].state.at == moments[start].state.at:
                    yield events[:start] + events[end:]

    def _leave_out_answers(self) -> None:
        for index in reversed(range(len(self.shown.events))):
            events = self.shown.events
            if index < len(events) and not isinstance(events[index], Took):
                shorter = events[:index] + events[index + 1 :]
                if self.keeps(shorter):
                    self._accept(shorter)

    def _take_plain_values(self) -> None:
        for fact in self._answers():
            values = self._candidates(fact)
            if self._take_first(fact, values, None):
                continue
            for index, event in enumerate(self.shown.events):
                if isinstance(event, Answered) and event.fact == fact:
                    self._take_first(fact, values, index)

    def _take_first(self, fact: str, values: tuple[Value, ...], only: int | None) -> bool:
        """Take the first value that will do, for every answer of a fact or only for one."""
        for value in values:
            changed = _with(self.shown.events, fact, value, only)
            if changed == self.shown.events:
                return True
            if self.keeps(changed):
                self._accept(changed)
                return True
        return False

    # SL606

    def _never_ends(self, standing: Standing) -> bool:
        """Whether no way from here leads to an end: it goes on from where none does, or a small search finds none."""
        if _goes_on_from(self.found, standing):
            return True
        if self.friendly.comparisons_of_several:
            return False
        seen: set[object] = set()
        waiting = [standing]
        while waiting:
            here = waiting.pop()
            key = same(here.state, self.pathway)
            if key in seen:
                continue
            seen.add(key)
            if len(seen) > MOST_STATES or isinstance(here.situation, Ended):
                return False
            waiting += [Standing(self.pathway, state) for state in self._after(here)]
        return True

    def _after(self, standing: Standing) -> Iterator[State]:
        state, situation = standing.state, standing.situation
        if isinstance(situation, Moves) and goes_round(standing):
            return
        for exit_ in takable(situation) if not isinstance(situation, Stuck) else ():
            yield take(self.pathway, state, exit_)
        if isinstance(situation, Moves):
            return
        for name in answerable(standing):
            for value in self.friendly.candidates(name, state.known):
                yield replace(state, known={**state.known, name: value})


def _goes_on_from(before: Standing | None, after: Standing) -> bool:
    """Whether a state is another one with nothing but more answers that could be given there."""
    if before is None:
        return False
    earlier, later = before.state, after.state
    if (earlier.at, earlier.active, earlier.visits) != (later.at, later.active, later.visits):
        return False
    if any(later.known.get(fact) != value for fact, value in earlier.known.items()):
        return False
    more = [Answered(fact, value) for fact, value in later.known.items() if fact not in earlier.known]
    while more:
        possible = next((event for event in more if _can(before, event)), None)
        if possible is None:
            return False
        before = Standing(before.pathway, before.after(possible))
        more.remove(possible)
    return True


def _can(standing: Standing, event: Event) -> bool:
    try:
        standing.after(event)
    except ImpossibleEvent:
        return False
    return True


def _told(event: Event) -> Event:
    return Overrode(event.rule, REASON) if isinstance(event, Overrode) else event


def _with(events: tuple[Event, ...], fact: str, value: Value, only: int | None = None) -> tuple[Event, ...]:
    """The same events with another answer for a fact: everywhere, or only at one place."""
    return tuple(
        [
            Answered(fact, value)
            if isinstance(event, Answered) and event.fact == fact and only in (None, index)
            else event
            for index, event in enumerate(events)
        ]
    )
