"""A walk as a picture needs it: when each step was entered, which exits were taken, and what was blocked on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stepladder.engine.events import Exit, Overrode, Took
from stepladder.engine.walk import Walk
from stepladder.render.scene import State


@dataclass(frozen=True, slots=True)
class Refusal:
    """An exit that was blocked, or stood at caution, when its step was left or where the walk stands."""

    rules: tuple[str, ...]
    because: str
    """The reasons of the rules that hold, one after the other."""
    visit: int
    """The number of the visit to the step where it was met."""


@dataclass(frozen=True)
class Trace:
    """One walk through a pathway."""

    title: str
    """What the walk is called, such as the title of its case."""
    visits: Mapping[str, tuple[int, ...]]
    """For each step entered, its places on the trail, counted from 1."""
    taken: Mapping[tuple[str, str, str], tuple[int, ...]]
    """For each exit taken, by step, kind (`next`, `option`, `interrupt`) and name: the numbers of the steps entered."""
    blocked: Mapping[tuple[str, str], Refusal]
    """Exits found blocked, by step and name of the exit; the last time counts."""
    cautions: Mapping[tuple[str, str], Refusal]
    """Exits taken in spite of a caution, by step and name; `because` holds the recorded reasons."""
    at: str
    status: str
    length: int

    def numbers(self, step: str) -> tuple[int, ...]:
        """When a step was entered."""
        return self.visits.get(step, ())

    def state(self, *steps: str) -> State:
        """Whether any of some steps was entered."""
        return "walked" if any(step in self.visits for step in steps) else "unreached"

    def blocked_on(self, target: str, exits: Mapping[tuple[str, str], str]) -> Refusal | None:
        """The last refusal met on the way to a step; `exits` gives the target of each exit by step and name."""
        met = [refusal for key, refusal in self.blocked.items() if exits.get(key) == target]
        return max(met, key=lambda refusal: refusal.visit) if met else None


def trace_of(walk: Walk, title: str) -> Trace:
    """What a walk did, for the eye.

    Args:
        walk: any walk, also one that has not ended.
        title: what to call it.
    """
    visits: dict[str, list[int]] = {walk.moments[0].state.at: [1]}
    taken: dict[tuple[str, str, str], list[int]] = {}
    blocked: dict[tuple[str, str], Refusal] = {}
    cautions: dict[tuple[str, str], Refusal] = {}
    number = 1
    before = walk.moments[0]
    reasons: dict[str, str] = {}
    for moment in walk.moments[1:]:
        match moment.event:
            case Overrode(rule, reason):
                reasons[rule] = reason
            case Took(name):
                step = before.state.at
                exit_ = before.taking(name)
                _note_blocked(walk, step, before.exits, number, blocked)
                number += 1
                if exit_ is not None:
                    taken.setdefault((step, exit_.kind, exit_.name), []).append(number)
                    if exit_.rules:
                        words = " ".join(reasons[rule] for rule in exit_.rules if rule in reasons)
                        cautions[step, exit_.name] = Refusal(exit_.rules, words, number)
                visits.setdefault(moment.state.at, []).append(number)
                reasons = {}
            case _:
                pass
        before = moment
    _note_blocked(walk, walk.at, walk.exits, number, blocked)
    return Trace(
        title,
        {step: tuple(numbers) for step, numbers in visits.items()},
        {key: tuple(numbers) for key, numbers in taken.items()},
        blocked,
        cautions,
        walk.at,
        walk.status,
        number,
    )


def _note_blocked(
    walk: Walk, step: str, exits: tuple[Exit, ...], number: int, blocked: dict[tuple[str, str], Refusal]
) -> None:
    for exit_ in exits:
        key = (step, exit_.name)
        if exit_.status == "blocked":
            rules = [walk.pathway.rules[rule] for rule in exit_.rules]
            words = " ".join(rule.because or rule.title or rule.when.text for rule in rules)
            blocked[key] = Refusal(exit_.rules, words, number)
        else:
            blocked.pop(key, None)
