"""Answers, choices and reasons held ready, and a walk that is driven by them: teaching cases and `--answers` alike.

Answers are held back until the walk asks; what is asked and held is answered before a choice is made. A walk that needs
what nobody holds stops there and says so; nothing is ever guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from stepladder.engine.events import Asks, Chooses, Ended, Exit, ImpossibleEvent, Stuck
from stepladder.engine.semantics import parse_value
from stepladder.engine.walk import Walk
from stepladder.facts import Value
from stepladder.model.cases import Script
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared


@dataclass(frozen=True, slots=True)
class Halt:
    """Why a driven walk went no further."""

    kind: Literal["ended", "stuck", "answer", "choice", "reason", "refused", "round"]
    """`answer`, `choice` and `reason`: that is missing; `refused`: what was held could not be used; `round`: what is
    held leads round for ever."""
    message: str = ""
    facts: tuple[str, ...] = ()
    """The facts that are missing."""
    choice: int | None = None
    """The number of the choice that was refused or waits for an answer, counted from 0."""


@dataclass
class Hand:
    """What is held ready, and what of it has been used."""

    script: Script
    defaults: Mapping[str, Value] = field(default_factory=dict)
    """Answers where the script has none of its own."""
    used_facts: set[str] = field(default_factory=set)
    used_at: set[tuple[str, int, str]] = field(default_factory=set)
    used_choices: int = 0
    used_reasons: set[str] = field(default_factory=set)
    passed: set[object] = field(default_factory=set)
    """The moments from which it has led on, each as `_moment` has it; whoever else answers in between empties it."""

    def answer(self, walk: Walk, fact: str) -> Value | None:
        """The answer held for a fact at the present visit; None where there is none."""
        place = self._at(walk.at, walk.trail.count(walk.at))
        if place is not None and fact in place[1]:
            self.used_at.add((walk.at, place[0], fact))
            return place[1][fact]
        if fact in self.script.facts:
            self.used_facts.add(fact)
            return self.script.facts[fact]
        return self.defaults.get(fact)

    def _at(self, step: str, visit: int) -> tuple[int, Mapping[str, Value]] | None:
        given = self.script.at.get(step)
        if given is None:
            return None
        if isinstance(given, tuple):
            return (visit - 1, given[visit - 1]) if visit <= len(given) else None
        return 0, given

    def held(self, step: str, visit: int) -> dict[str, Value]:
        """Every answer that would be given at a visit of a step."""
        place = self._at(step, visit)
        return {**self.defaults, **self.script.facts, **(place[1] if place is not None else {})}

    @property
    def choice(self) -> str | None:
        """The next choice; None where none is left."""
        choices = self.script.choose
        return choices[self.used_choices] if self.used_choices < len(choices) else None

    def reason(self, rule: str) -> str | None:
        """The reason held for going on in spite of a rule."""
        reason = self.script.override.get(rule)
        if reason is not None:
            self.used_reasons.add(rule)
        return reason

    def unused(self) -> list[tuple[tuple[str | int, ...], str]]:
        """What of the script was never used: its route within the script, and what it is in words."""
        script = self.script
        unused: list[tuple[tuple[str | int, ...], str]] = [
            (("facts", name), f"the answer for '{name}'") for name in script.facts if name not in self.used_facts
        ]
        for step, given in script.at.items():
            for index, entry in enumerate(given if isinstance(given, tuple) else (given,)):
                unused.extend(
                    (
                        ("at", step, index, name) if isinstance(given, tuple) else ("at", step, name),
                        f"the answer for '{name}' at '{step}'",
                    )
                    for name in entry
                    if (step, index, name) not in self.used_at
                )
        unused.extend(
            (("choose", index), f"the choice '{script.choose[index]}'")
            for index in range(self.used_choices, len(script.choose))
        )
        unused.extend(
            (("override", rule), f"the reason for '{rule}'")
            for rule in script.override
            if rule not in self.used_reasons
        )
        return unused


def drive(pathway: Pathway, hand: Hand) -> tuple[Walk, Halt]:
    """Walk as far as what is held leads.

    Args:
        pathway: one without errors.
        hand: what is held; what was used is marked in it.

    Returns:
        The walk, and why it went no further.
    """
    return drive_on(Walk(pathway, hand.script.entry), hand)


def run(
    walk: Walk, held: Mapping[str, object], choose: Sequence[str] = (), override: Mapping[str, str] | None = None
) -> Walk:
    """What `Walk.run` is; see there."""
    facts = {name: parse_value(walk.pathway, name, value) for name, value in held.items()}
    script = Script.model_construct(facts=facts, at={}, choose=tuple(choose), override=dict(override or {}), entry=None)
    walk, halt = drive_on(walk, Hand(script))
    if halt.kind in ("refused", "round"):
        raise ImpossibleEvent(halt.message)
    return walk


def drive_on(walk: Walk, hand: Hand) -> tuple[Walk, Halt]:
    """Go on with a walk as far as what is held leads; see `drive`."""
    while True:
        moved = move(walk, hand)
        if isinstance(moved, Halt):
            return walk, moved
        walk = moved


def move(walk: Walk, hand: Hand, asked: str | None = None) -> Walk | Halt:
    """One answer, reason or choice further, or why that is not possible.

    Answers for every asking can lead round for ever; a round in which nothing is used up is walked once.

    Args:
        walk: where it stands.
        hand: what is held; what was used is marked in it.
        asked: give the answer to this fact and nothing else, although the walk could go on without it.
    """
    moment = _moment(walk, hand)
    if moment in hand.passed:
        return Halt("round", f"what is held leads round for ever: '{walk.at}' is met again as it was")
    moved = _moved(walk, hand, asked)
    if isinstance(moved, Walk):
        hand.passed.add(moment)
    return moved


def _moment(walk: Walk, hand: Hand) -> object:
    """What makes two moments of a driven walk the same: visits count up only as far as anything can tell.

    A condition can, and so can a list of answers, one for each visit, although it may skip some.
    """
    state, limits = walk.state, prepared(walk.pathway).visit_limits
    visits = frozenset((step, min(n, limits.get(step, 1))) for step, n in state.visits.items())
    lists = {step: len(given) + 1 for step, given in hand.script.at.items() if isinstance(given, tuple)}
    entered = tuple([min(walk.trail.count(step), most) for step, most in lists.items()])
    held = (hand.used_choices, len(hand.used_at), tuple(state.reasons), entered)
    return state.at, frozenset(state.known.items()), state.active, visits, held


def _moved(walk: Walk, hand: Hand, asked: str | None) -> Walk | Halt:
    situation = walk.situation
    fact = situation.fact if isinstance(situation, Asks) else asked
    if fact is not None:
        value = hand.answer(walk, fact)
        if value is None:
            return Halt("answer", f"'{fact}' is asked at '{walk.at}', and there is no answer", (fact,))
        return give(walk, fact, value)
    match situation:
        case Ended():
            return Halt("ended")
        case Chooses(_, asks):
            for name in asks:
                value = hand.answer(walk, name)
                if value is not None:
                    return give(walk, name, value)
            return _choose(walk, hand)
        case _:
            return Halt("stuck", stuck_words(walk))


def give(walk: Walk, fact: str, value: Value) -> Walk | Halt:
    """The walk after a held answer is given, or why it cannot be."""
    try:
        return walk.answer(**{fact: value})
    except ImpossibleEvent as error:
        return Halt("refused", str(error), (fact,))


def _choose(walk: Walk, hand: Hand) -> Walk | Halt:
    if walk.pathway.steps[walk.at].next is not None:
        exit_ = next(e for e in walk.exits if e.status == "caution" and e.kind == "next")
        return _with_reasons(walk, hand, exit_)
    name = hand.choice
    if name is None:
        return Halt("choice", f"a choice is needed at '{walk.at}'", walk.needs)
    exit_or_none = walk.find(name)
    number = hand.used_choices
    if exit_or_none is None or exit_or_none.kind == "interrupt":
        return Halt("refused", f"'{name}' is not an exit of '{walk.at}'", choice=number)
    match exit_or_none.status:
        case "open" | "caution":
            taken = _with_reasons(walk, hand, exit_or_none)
            if isinstance(taken, Walk):
                hand.used_choices += 1
            return taken
        case "ask":
            facts = exit_or_none.asks
            missing = f"'{facts[0]}' is not answered" if facts else "a fact nobody is asked is unknown"
            return Halt("answer", f"'{name}' cannot be taken at '{walk.at}' while {missing}", facts, number)
        case "closed" | "blocked":
            return Halt("refused", f"'{name}' is {exit_or_none.status} at '{walk.at}'", choice=number)


def _with_reasons(walk: Walk, hand: Hand, exit_: Exit) -> Walk | Halt:
    moves_by_itself = walk.pathway.steps[walk.at].next is not None
    if exit_.status == "caution":
        for rule in exit_.holding:
            if rule not in walk.state.reasons:
                reason = hand.reason(rule)
                if reason is None:
                    return Halt("reason", f"'{exit_.name}' needs a recorded reason for '{rule}' at '{walk.at}'")
                try:
                    walk = walk.override(rule, reason)
                except ImpossibleEvent as error:
                    return Halt("refused", str(error))
    return walk if moves_by_itself else walk.take(exit_.name)  # of a `next` list the last reason has moved it already


def stuck_words(walk: Walk) -> str:
    """Why a walk is stuck, in a sentence."""
    situation = walk.situation
    if isinstance(situation, Stuck) and situation.overlap:
        names = " and ".join(f"'{exit_.name}'" for exit_ in situation.overlap)
        return f"at '{walk.at}' the exits {names} apply at once, and only one may (SL602)"
    if walk.endless:
        return f"from '{walk.at}' the walk would go round for ever without a question"
    return f"at '{walk.at}' no exit can be taken"
