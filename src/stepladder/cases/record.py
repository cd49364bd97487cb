"""A walk turned into a teaching case: what is answered and chosen, and what is expected of it, as it came out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from stepladder.cases.run import last_left, run
from stepladder.engine.events import Answered, Chooses, Overrode, Took
from stepladder.engine.scripted import Halt, Hand, move
from stepladder.engine.serialize import value_data
from stepladder.engine.walk import Walk
from stepladder.facts import Value
from stepladder.model.cases import Case, CaseFile, Expectation, Script, Status

TODO = "TODO"
"""What stands for the words that only an author can write."""

Data = dict[str, object]
"""A mapping as YAML holds it."""


class NoCase(ValueError):  # noqa: N818  # said to the user as a sentence
    """No case leads where the walk went; the message says why."""


def record(
    walk: Walk, name: str, title: str = TODO, story: str = TODO, defaults: Mapping[str, Value] | None = None
) -> Data:
    """The case that a walk is.

    Args:
        walk: as far as it went; it need not have ended.
        name: the id of the case.
        title: one line.
        story: who it is about, in words.
        defaults: the answers at the top of the case file it is for; what agrees with them is left out.

    Returns:
        The case as plain data, in the order of the format. It runs and passes in a file with those defaults.

    Raises:
        NoCase: the same walk cannot be written as a case.
    """
    return case_data(recorded(walk, name, title, story, defaults))


def recorded(
    walk: Walk, name: str, title: str = TODO, story: str = TODO, defaults: Mapping[str, Value] | None = None
) -> Case:
    """The same as a case of the model."""
    common = dict(defaults or {})
    for script in _scripts(walk, common):
        driven = _driven(walk, script, common)
        if driven is not None:
            case = _case(driven, name, title, story)
            file = CaseFile.model_construct(pathway=walk.pathway.id, facts=common, cases=(case,))
            if not run(walk.pathway, file, 0).failures:
                return case
    raise NoCase(_reason(walk, common))


@dataclass(frozen=True, slots=True)
class _Found:
    script: Script
    walk: Walk
    halt: Halt


def _driven(walk: Walk, script: Script, defaults: Mapping[str, Value]) -> _Found | None:
    """What a script leads to, without what of it is never used; None where that is another way than the walk's."""
    for _ in range(2):
        hand = Hand(script, defaults)
        end = _drive(Walk(walk.pathway, walk.entry), hand, walk)
        if end is None:
            return None
        unused = [route for route, _ in hand.unused()]
        if not unused:
            return _Found(script, *end)
        script = _without(script, unused)
    return None


def _drive(begun: Walk, hand: Hand, model: Walk) -> tuple[Walk, Halt] | None:
    """Walk as far as what is held leads; None as soon as that is another way than the model's."""
    walk, steps = begun, len(model.trail)
    for _ in range(2 * len(model.events) + len(model.given) + 2):
        moved = move(walk, hand)
        if isinstance(moved, Halt):
            stopped = {"ended": "ended", "stuck": "stuck", "refused": "", "round": ""}.get(moved.kind, "waits")
            wanted = {"ended": "ended", "stuck": "stuck"}.get(model.status, "waits")
            alike = walk.trail == model.trail and stopped == wanted and (wanted != "waits" or walk.needs == model.needs)
            return (walk, moved) if alike else None
        walk = moved
        if len(walk.trail) > steps:
            return None
    return None


def _scripts(walk: Walk, defaults: Mapping[str, Value]) -> Iterator[Script]:
    """The ways to write down one walk, the plainest first: with few answers at steps, then more of them."""
    visits = list(_visits(walk))
    values: dict[str, list[Value]] = {}
    for _, _, answers in visits:
        for fact, value in answers.items():
            values.setdefault(fact, []).append(value)
    several = frozenset(fact for fact, given in values.items() if any(value != given[0] for value in given))
    fresh = frozenset(fact for fact in values if walk.pathway.facts[fact].fresh)
    for at_steps in dict.fromkeys((several, several | fresh, frozenset(values))):
        yield _script(walk, visits, at_steps, defaults)


def _script(
    walk: Walk,
    visits: list[tuple[str, int, Mapping[str, Value]]],
    at_steps: frozenset[str],
    defaults: Mapping[str, Value],
) -> Script:
    """What is held ready, the answers of some facts at the steps where they were given, the others anywhere."""
    facts: dict[str, Value] = {}
    at: dict[str, list[dict[str, Value]]] = {}
    for step, visit, answers in visits:
        for fact, value in answers.items():
            if fact in defaults and defaults[fact] == value:
                continue
            if fact in at_steps:
                given = at.setdefault(step, [])
                given += [{} for _ in range(visit - len(given))]
                given[visit - 1][fact] = value
            else:
                facts[fact] = value
    answered = {fact for _, _, answers in visits for fact in answers}
    carried = {fact: value for fact, value in walk.given.items() if fact not in answered}
    facts.update({fact: value for fact, value in carried.items() if defaults.get(fact) != value})  # asked, in a case
    often = {step for step, visit, _ in visits if visit > 1}
    return Script.model_construct(
        facts=facts,
        at={step: tuple(given) if step in often else given[0] for step, given in at.items()},
        choose=_choices(walk),
        override={event.rule: event.reason for event in walk.events if isinstance(event, Overrode)},
        entry=walk.entry,
    )


def _visits(walk: Walk) -> Iterator[tuple[str, int, Mapping[str, Value]]]:
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


def _choices(walk: Walk) -> tuple[str, ...]:
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


def _without(script: Script, unused: list[tuple[str | int, ...]]) -> Script:
    """A script without what of it is never used."""
    gone = set(unused)
    at: dict[str, Mapping[str, Value] | tuple[Mapping[str, Value], ...]] = {}
    for step, given in script.at.items():
        if isinstance(given, tuple):
            visits = tuple(
                {fact: value for fact, value in entry.items() if ("at", step, index, fact) not in gone}
                for index, entry in enumerate(given)
            )
            if any(visits):
                at[step] = visits
        elif kept := {fact: value for fact, value in given.items() if ("at", step, fact) not in gone}:
            at[step] = kept
    return Script.model_construct(
        facts={fact: value for fact, value in script.facts.items() if ("facts", fact) not in gone},
        at=at,
        choose=tuple([name for index, name in enumerate(script.choose) if ("choose", index) not in gone]),
        override={rule: reason for rule, reason in script.override.items() if ("override", rule) not in gone},
        entry=script.entry,
    )


def _case(driven: _Found, name: str, title: str, story: str) -> Case:
    walk, script = driven.walk, driven.script
    stops = {"ended": "ends", "stuck": "stuck"}.get(driven.halt.kind, "waits")
    expect = Expectation.model_construct(
        path=walk.trail,
        ends=walk.at if stops == "ends" else None,
        waits=walk.at if stops == "waits" else None,
        stuck=walk.at if stops == "stuck" else None,
        statuses=_statuses(walk),
    )
    return Case.model_construct(
        id=name,
        title=title,
        story=story,
        facts=script.facts,
        at=script.at,
        choose=script.choose,
        override=script.override,
        entry=script.entry,
        expect=expect,
    )


def _statuses(walk: Walk) -> dict[str, dict[str, Status]]:
    """The statuses worth stating: what was blocked or at caution when a step was last left."""
    statuses: dict[str, dict[str, Status]] = {}
    for step in dict.fromkeys(walk.trail):
        left = last_left(walk, step)
        judged = left.exits if left is not None else {}
        notable: dict[str, Status] = {
            name: exit_.status for name, exit_ in judged.items() if exit_.status in ("blocked", "caution")
        }
        if notable:
            statuses[step] = notable
    return statuses


def case_data(case: Case) -> Data:
    """A case as YAML holds it, without what says nothing."""
    expect = case.expect
    given: Data = {
        "id": case.id,
        "title": case.title,
        "story": case.story,
        "entry": case.entry,
        "facts": _values(case.facts),
        "at": {
            step: [_values(entry) for entry in given] if isinstance(given, tuple) else _values(given)
            for step, given in case.at.items()
        },
        "choose": list(case.choose),
        "override": dict(case.override),
        "expect": {
            "path": list(expect.path or ()),
            **{key: step for key in ("ends", "waits", "stuck") if (step := getattr(expect, key)) is not None},
            **({"statuses": expect.statuses} if expect.statuses else {}),
        },
    }
    return {key: value for key, value in given.items() if value not in (None, {}, [])}


def _values(given: Mapping[str, Value]) -> Data:
    return {name: value_data(value) for name, value in given.items()}


def _reason(walk: Walk, defaults: Mapping[str, Value]) -> str:
    """Why no case leads where a walk went."""
    answered = [fact for fact in walk.needs if fact in defaults]
    if walk.status in ("choosing", "waiting") and answered:
        names = ", ".join(f"'{fact}'" for fact in answered)
        return f"the walk waits at '{walk.at}' for {names}, and the case file's own `facts` answer that"
    if walk.given:
        return "the walk began with facts carried over from another pathway, and asked for, they lead another way"
    return "the answers were given in another order than the walk asks for them, and in its order they lead another way"
