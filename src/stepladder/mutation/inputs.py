"""Other patients who go the way of one that is known: some answers are others, and the walk still goes there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, islice, product

from stepladder.engine.events import Answered, Asks, Chooses, Event, ImpossibleEvent, Overrode, State, Took
from stepladder.engine.semantics import Standing, after, begin, replay
from stepladder.facts import Value
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.mutation.oracle import differs
from stepladder.mutation.sample_walks import any_value
from stepladder.verify.findings import Shown
from stepladder.verify.reachability.replay import REASON

MAX_CHANGES = 300
"""How many changes of one patient are tried."""
MAX_FACTS_CHANGED = 3
"""How many facts are changed together, at most."""


def variations(
    shown: Shown,
    state: State,
    changed: Pathway,
    pathway: Pathway,
    facts: Sequence[str],
    values: Mapping[str, Sequence[Value]],
    usual: Mapping[str, Value],
) -> Iterator[Shown]:
    """Walks like a known one at whose end a mutant differs.

    Args:
        shown: the known walk.
        state: where it leads.
        changed: the mutant.
        pathway: the pathway.
        facts: those whose answers may be others.
        values: for each fact the values worth trying.
        usual: what is answered where the known walk was not asked.
    """
    for change in islice(_changes(facts, values, state), MAX_CHANGES):
        variant = replace(state, known={**state.known, **change})
        if differs(Standing(pathway, variant), Standing(changed, variant)):
            walked = reanswered(pathway, shown, change, usual)
            if walked is not None:
                last = replay(pathway, walked.events, walked.entry)
                if differs(Standing(pathway, last), Standing(changed, last)):
                    yield walked


def _changes(
    facts: Sequence[str], values: Mapping[str, Sequence[Value]], state: State
) -> Iterator[Mapping[str, Value]]:
    """Changes of one fact, then of two, then of three."""
    for size in range(1, MAX_FACTS_CHANGED + 1):
        for names in combinations(facts, size):
            alternatives = [[value for value in values[name] if value != state.known.get(name)] for name in names]
            for given in product(*alternatives):
                yield dict(zip(names, given, strict=True))


def reanswered(
    pathway: Pathway, shown: Shown, answers: Mapping[str, Value], usual: Mapping[str, Value]
) -> Shown | None:
    """A walk by the same exits with other answers; None where another patient does not come that way.

    Args:
        pathway: one without errors.
        shown: the known walk.
        answers: what is answered otherwise.
        usual: what is answered where the known walk was not asked.
    """
    state = begin(pathway, shown.entry)
    events: list[Event] = []

    def go(event: Event) -> None:
        nonlocal state
        state = after(pathway, state, event)
        events.append(event)

    try:
        for event in shown.events:
            match event:
                case Answered(fact, value):
                    if _asks(pathway, state, fact):
                        go(Answered(fact, answers.get(fact, value)))
                case Overrode():
                    continue
                case Took(name):
                    for reply in _replies(pathway, state, {**usual, **answers}, name):
                        go(reply)
                    for reason in _reasons(pathway, state, name):
                        go(reason)
                    go(event)
        for reply in _replies(pathway, state, {**usual, **answers}, None):
            go(reply)
    except ImpossibleEvent:
        return None
    return Shown(shown.entry, tuple(events))


def _asks(pathway: Pathway, state: State, fact: str) -> bool:
    """Whether an answer may be given now."""
    try:
        after(pathway, state, Answered(fact, _any(pathway, fact)))
    except ImpossibleEvent:
        return False
    return True


def _any(pathway: Pathway, fact: str) -> Value:
    return any_value(prepared(pathway).domains[fact])


def _replies(pathway: Pathway, state: State, held: Mapping[str, Value], name: str | None) -> Iterator[Event]:
    """Answers to what is asked, until an exit can be taken, or where there is none in mind until nothing is asked."""
    for _ in pathway.facts:
        standing = Standing(pathway, state)
        situation = standing.situation
        asked: tuple[str, ...] = ()
        match situation:
            case Asks(fact):
                asked = (fact,)
            case Chooses(_, asks):
                can = any(exit_.takable and exit_.name == name for exit_ in standing.exits)
                asked = () if can else asks[:1]
            case _:
                return
        if not asked:
            return
        event = Answered(asked[0], held.get(asked[0], _any(pathway, asked[0])))
        yield event
        state = after(pathway, state, event)


def _reasons(pathway: Pathway, state: State, name: str) -> Iterator[Event]:
    for exit_ in Standing(pathway, state).exits:
        if exit_.name == name and exit_.status == "caution":
            yield from [Overrode(rule, REASON) for rule in exit_.holding if rule not in state.reasons]
            return
