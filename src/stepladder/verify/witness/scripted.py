"""A walk turned into what is held ready for one: answers, choices and reasons that lead to the very same place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from stepladder.engine.events import Answered, Chooses, Overrode, Took
from stepladder.engine.scripted import Halt, Hand, move
from stepladder.engine.walk import Walk
from stepladder.facts import Value
from stepladder.model.cases import Script
from stepladder.model.pathway import Pathway
from stepladder.verify.checker import Replayed, replay, shows
from stepladder.verify.findings import Shown


@dataclass(frozen=True, slots=True)
class Scripted:
    """What is held ready, and the walk that it leads to."""

    script: Script
    walk: Walk
    """As far as it goes: moves that nobody chooses may lead on from what is shown."""
    halt: Halt
    shown: Shown
    """The part of it that shows what is to be shown."""


def scripted(pathway: Pathway, question: str, subject: str, shown: Shown) -> Scripted | None:
    """The script whose walk shows the same; None where no script leads there.

    Args:
        pathway: one without errors.
        question: `SL601` to `SL607`.
        subject: as in `Result.subject`.
        shown: a walk that shows it; of the same answers given in another order the script makes another walk.
    """
    given = replay(pathway, shown)
    if given is None:
        return None
    for script in _scripts(given):
        hand = Hand(script)
        driven = _drive(Walk(pathway, shown.entry), hand, 2 * len(shown.events) + 2)
        if driven is None or hand.unused() or driven[1].kind in ("refused", "round"):
            continue
        walk, halt = driven
        for count in _counts(walk, shown):
            part = Shown(shown.entry, walk.events[:count])
            if part == shown or (question != "SL606" and shows(pathway, question, subject, part)):
                return Scripted(script, walk, halt, part)
    return None


def _drive(walk: Walk, hand: Hand, most: int) -> tuple[Walk, Halt] | None:
    """Walk as far as what is held leads; None where that is much further than it should, or round for ever."""
    for _ in range(most):
        moved = move(walk, hand)
        if isinstance(moved, Halt):
            return walk, moved
        walk = moved
    return None


def _counts(walk: Walk, shown: Shown) -> Iterator[int]:
    """After how many events to look: where the walk to be matched ends, else anywhere."""
    if len(shown.events) <= len(walk.events):
        yield len(shown.events)
    yield from range(len(walk.events) + 1)


def _scripts(walk: Replayed) -> Iterator[Script]:
    """The ways to write down one walk, the plainest first: with few answers at steps, then more of them."""
    values: dict[str, list[Value]] = {}
    for _, _, answers in _visits(walk):
        for fact, value in answers.items():
            values.setdefault(fact, []).append(value)
    several = frozenset(fact for fact, given in values.items() if any(value != given[0] for value in given))
    fresh = frozenset(fact for fact in values if walk.pathway.facts[fact].fresh)
    for at_steps in dict.fromkeys((several, several | fresh, frozenset(values))):
        yield _script(walk, at_steps)


def _script(walk: Replayed, at_steps: frozenset[str]) -> Script:
    """What is held ready, the answers of some facts at the steps where they were given, the others anywhere."""
    facts: dict[str, Value] = {}
    at: dict[str, list[dict[str, Value]]] = {}
    for step, visit, answers in _visits(walk):
        for fact, value in answers.items():
            if fact in at_steps:
                given = at.setdefault(step, [])
                given += [{} for _ in range(visit - len(given))]
                given[visit - 1][fact] = value
            else:
                facts[fact] = value
    often = {step for step, visit, _ in _visits(walk) if visit > 1}
    visits = {step: tuple(given) if step in often else given[0] for step, given in at.items()}
    return Script.model_construct(
        facts=facts, at=visits, choose=_choices(walk), override=_reasons(walk), entry=walk.entry
    )


def _visits(walk: Replayed) -> Iterator[tuple[str, int, Mapping[str, Value]]]:
    """Every visit of a step: the step, the number of the visit, and what was answered there."""
    counts: dict[str, int] = {}
    answers: dict[str, Value] = {}
    at = walk.moments[0].state.at
    for moment in (*walk.moments[1:], None):
        if moment is None or isinstance(moment.event, Took):
            counts[at] = counts.get(at, 0) + 1
            yield at, counts[at], answers
            answers = {}
        if moment is not None:
            at = moment.state.at
            if isinstance(moment.event, Answered):
                answers[moment.event.fact] = moment.event.value


def _choices(walk: Replayed) -> tuple[str, ...]:
    """What was chosen among options."""
    return tuple(
        [
            after.event.exit
            for before, after in pairwise(walk.moments)
            if isinstance(after.event, Took)
            and isinstance(before.following, Chooses)
            and walk.pathway.steps[before.state.at].next is None
        ]
    )


def _reasons(walk: Replayed) -> dict[str, str]:
    events = [moment.event for moment in walk.moments]
    return {event.rule: event.reason for event in events if isinstance(event, Overrode)}
