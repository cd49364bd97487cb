"""Why a case left the expected path: where that happened, and how the exits there came out, with the values."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from stepladder.conditions.explain import Why
from stepladder.conditions.nodes import ALWAYS
from stepladder.engine.events import Answered, Asks, Exit, Overrode, Stuck, Took
from stepladder.engine.walk import Walk
from stepladder.facts import Value
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.report.cases.outcomes import Judged

MOST_EXITS = 3
"""Of more exits that could have led the expected way only these are explained."""


@dataclass(frozen=True)
class Fork:
    """The place at which a walk went another way than expected."""

    walk: Walk
    """The walk as it was when it left the step, or stands there."""
    took: Exit | None
    """The exit it took; None where it went no further."""
    wanted: str
    """The step that was expected to follow, or in the end; empty where the path was expected to be over."""
    others: tuple[Exit, ...]
    """The exits that would have led there."""


def fork(case: Judged) -> Fork | None:
    """Where a case went another way than expected; None where it did not, or where that cannot be said.

    Where a path is expected that is the first difference; where only an end is, the last step from which an exit
    leads on to it.
    """
    if case.outcome is None:
        return None
    walk, expected, at = case.outcome.walk, case.expected, case.first_difference
    if at is not None and expected is not None:
        return _fork(walk, at, expected[at] if at < len(expected) else "") if at else None
    if expected is None and case.stop is not None and case.stop[1] != walk.at:
        wanted = case.stop[1]
        for interrupts in (False, True):
            leads = _leading(walk.pathway, wanted, interrupts)
            for left in range(len(walk.trail), 0, -1):
                if walk.trail[left - 1] in leads:
                    return _fork(walk, left, wanted, leads)
    return None


def _fork(walk: Walk, number: int, wanted: str, leads: Container[str] = ()) -> Fork:
    """The place where a walk leaves the last of so many steps."""
    moves = [index for index, moment in enumerate(walk.moments) if isinstance(moment.event, Took)]
    took: Exit | None = None
    if number - 1 < len(moves):
        event = walk.moments[moves[number - 1]].event
        walk = walk.until(moves[number - 1])
        took = walk.moments[-1].taking(event.exit) if isinstance(event, Took) else None
    others = [
        exit_
        for exit_ in walk.exits
        if exit_ != took and (exit_.to == wanted or exit_.to in leads or exit_ in _overlap(walk))
    ]
    return Fork(walk, took, wanted, tuple(others[:MOST_EXITS]))


def _overlap(walk: Walk) -> tuple[Exit, ...]:
    """The exits for which a walk stopped because they apply at once."""
    return walk.situation.overlap if isinstance(walk.situation, Stuck) else ()


def _leading(pathway: Pathway, wanted: str, interrupts: bool) -> frozenset[str]:
    """The steps from which some exits lead on to a step, whatever their conditions say; itself left out."""
    ways = {
        name: {exit_.to for exit_ in step.exits}
        | {to.to for _, to in prepared(pathway).interrupts_at.get(name, ()) if interrupts}
        for name, step in pathway.steps.items()
    }
    relevant: set[str] = set()
    fresh = {wanted}
    while fresh:
        fresh = {name for name, targets in ways.items() if name not in relevant and targets & fresh}
        relevant |= fresh
    return frozenset(relevant - {wanted})


def answers_there(walk: Walk) -> tuple[str, ...]:
    """What was answered, and which reasons were given, at the visit of a step that a walk stands in."""
    answers: list[str] = []
    for moment in reversed(walk.moments):
        match moment.event:
            case Answered(fact, value):
                answers.append(f"{fact} = {_written(value)}")
            case Overrode(rule, reason):
                answers.append(f"the reason for {rule}: “{reason}”")
            case _:
                break
    return tuple(reversed(answers))


def took_words(walk: Walk, exit_: Exit) -> str:
    """Why the exit that was taken was open, in sentences."""
    if exit_.kind == "interrupt":
        how = "is an interrupt, which is taken at once"
    else:
        how = "was chosen" if exit_.kind == "option" else "applied"
    held = "it has no condition" if exit_.transition.when is ALWAYS else f"its condition holds: {_guard(walk, exit_)}"
    care = f". It needed a reason because of {_rules(walk, exit_)}" if exit_.status == "caution" else ""
    return f"{how}; {held}{care}"


def other_words(there: Fork, exit_: Exit) -> str:
    """Why an exit that would have led the expected way was not taken."""
    walk, took = there.walk, there.took
    if took is not None and took.kind == "interrupt" and exit_.kind != "interrupt":
        return "was hidden, because an interrupt comes before everything else"
    if not exit_.takable:
        return status_words(walk, exit_)
    if took is not None:
        return f"could have been taken as well; {took.name} was chosen"
    if exit_ in _overlap(walk):
        return f"applies, and so does another: its condition holds, {_guard(walk, exit_)}"
    match walk.situation:
        case Asks(fact):
            return f"cannot be taken before '{fact}' is answered"
        case _ if exit_.status == "open":
            return "is open; nothing chooses it"
        case _:
            return status_words(walk, exit_)


def status_words(walk: Walk, exit_: Exit) -> str:
    """How an exit comes out, and why."""
    match exit_.status:
        case "closed":
            return f"is closed: it needs {_guard(walk, exit_)}"
        case "blocked":
            return f"is blocked by {_rules(walk, exit_)}{_change(walk, exit_)}"
        case "caution":
            return f"needs a recorded reason because of {_rules(walk, exit_)}"
        case "ask" if exit_.asks:
            return (
                f"is not decided before {' and '.join(exit_.asks)} {'is' if len(exit_.asks) == 1 else 'are'} answered"
            )
        case "ask":
            return "cannot be decided, because what it hangs on is never asked"
        case "open" if exit_.transition.when is ALWAYS:
            return "is open: it has no condition, and no rule holds"
        case "open":
            return f"is open: its condition holds, {_guard(walk, exit_)}"


def _guard(walk: Walk, exit_: Exit) -> str:
    """An exit's condition as it is written, with the values that decided it."""
    words = "that none before it applies" if exit_.transition.otherwise else f"'{exit_.transition.when.text}'"
    return words + _decided(walk.why_guard(exit_))


def _rules(walk: Walk, exit_: Exit) -> str:
    """The rules that make an exit's status, each with its reason and the values that decided it."""
    rules = walk.pathway.rules
    parts = []
    for name in exit_.rules:
        words = rules[name].because or rules[name].title
        explanation = f": {words.rstrip('.')}" if words else ""
        parts.append(f"{name}{_decided(walk.why_rule(exit_, name))}{explanation}")
    return "; ".join(parts)


def _decided(why: Why) -> str:
    """What decided a condition, in parentheses: values as a case file holds them, then what of the walk."""
    values = ", ".join(f"{name} = {_written(value)}" for name, value in why.deciding())
    grounds = "; ".join(part for part in (values, *why.states()) if part)
    return f" ({grounds})" if grounds else ""


def _change(walk: Walk, exit_: Exit) -> str:
    """What would have to be different for an exit not to be blocked."""
    for recourse in walk.unblocks(exit_)[:1]:
        change = " and ".join(
            f"{name} were {_written(value)} instead of {_written(walk.known[name])}"
            for name, value in recourse.facts.items()
        )
        then = {"caution": "at caution", "ask": f"undecided before {' and '.join(recourse.asks)} is answered"}
        return f". It would be {then.get(recourse.status, 'open')} if {change}"
    return ""


def _written(value: Value | None) -> str:
    """A value as it is written in a case file."""
    return "unknown" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
