"""Random pathways against random versions of themselves, with random walks as the referee.

A walk is a log of events. Where a log of one version is impossible in the other, or leads elsewhere, somebody is led
differently, and a comparison must say so; where a version is only written otherwise, it must not.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepladder.compare.engine import compare
from stepladder.engine.events import Answered, Chooses, Ended, Event, ImpossibleEvent, Moves, Overrode, Took
from stepladder.engine.semantics import Standing, after, begin
from stepladder.facts import Choice, Finding, Value, tidy
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.reading.load import read_text
from tests.strategies import (
    CHOICES,
    FACTS,
    FINDINGS,
    QUICK,
    Data,
    Draw,
    Names,
    built,
    conditions,
    effects,
    pathways,
    to_yaml,
)

CHANGES = (
    "guard", "not", "rule", "severity", "effects", "starts", "asks", "exit", "gone", "fresh", "range", "order",
)  # fmt: skip
WALKS = 40
"""So many random walks are made in each version."""
LONGEST = 25

FEW = settings(QUICK, max_examples=25, suppress_health_check=list(HealthCheck))


def guarded(data: Data) -> list[Data]:
    """Everything in a pathway that has a condition of its own."""
    exits = [exit_ for step in data["steps"].values() for key in ("next", "options") for exit_ in step.get(key, ())]
    others = [*data.get("rules", {}).values(), *data.get("interrupts", ())]
    return [part for part in (*exits, *others) if "when" in part]


def read(data: Data) -> Pathway | None:
    """The pathway of some data; None where it has errors."""
    reading = read_text(to_yaml(data).encode(), "drawn.yaml", "drawn")
    if reading.pathway is None or any(condition.problems for _, condition in reading.pathway.conditions()):
        return None
    return None if any(found.severity == "error" for found in reading.diagnostics) else reading.pathway


@st.composite
def rewritten(draw: Draw, data: Data) -> Data:
    """The same pathway written otherwise."""
    new = copy.deepcopy(data)
    for number, part in enumerate(guarded(new)):
        text = part["when"]
        match draw(st.sampled_from(("double", "moved", "de morgan", "twice", "either", "so", "as it was"))):
            case "double":
                part["when"] = f"not (not ({text}))"
            case "moved":
                new["derived"][f"moved{number}"] = text
                part["when"] = f"moved{number}"
            case "de morgan":
                part["when"] = f"not (not ({text}) or false)"
            case "twice":
                part["when"] = f"({text}) and ({text})"
            case "either":
                part["when"] = f"({text}) or ({text})"
            case "so":
                part["when"] = f"({text}) and true"
    new["facts"] = dict(draw(st.permutations(list(new["facts"].items()))))
    text = json.dumps(new, default=float)
    for name in data["derived"]:
        text = text.replace(name, f"{name}_too")
    found: Data = json.loads(text)
    return found


@st.composite
def mutated(draw: Draw, data: Data) -> Data:
    """The same pathway with something changed that may lead somebody differently."""
    new = copy.deepcopy(data)
    names = Names(FINDINGS, CHOICES, {}, tuple(data["steps"]))
    step: Any = draw(st.sampled_from([step for step in new["steps"].values() if "next" in step or "options" in step]))
    exits = step["next" if "next" in step else "options"]
    parts = guarded(new)
    askable = [fact for fact in FACTS if new["facts"][fact].get("ask")]
    change = draw(st.sampled_from(CHANGES))
    rules = new.get("rules", {})
    if change == "guard" and parts:
        draw(st.sampled_from(parts))["when"] = draw(conditions(names, 1))
    elif change == "not" and parts:
        part = draw(st.sampled_from(parts))
        part["when"] = f"not ({part['when']})"
    elif change == "rule" and rules:
        rules.pop(draw(st.sampled_from(sorted(rules))))
    elif change == "severity" and rules:
        rule = draw(st.sampled_from(list(rules.values())))
        rule["severity"] = "absolute" if rule["severity"] == "relative" else "relative"
    elif change == "effects":
        draw(st.sampled_from(exits)).update(draw(effects()))
    elif change == "starts":
        step.update(draw(effects()))
    elif change == "asks":
        step["asks"] = draw(st.lists(st.sampled_from(askable), max_size=2, unique=True))
    elif change == "exit":
        target = draw(st.sampled_from(sorted(new["steps"])))
        exits.insert(0, {"to": target, "id": "extra", "when": draw(conditions(names, 1))})
    elif change == "gone" and len(exits) > 1:
        exits.pop(0)
    elif change == "fresh":
        fact = draw(st.sampled_from(FACTS))
        new["facts"][fact]["fresh"] = not new["facts"][fact].get("fresh", False)
    elif change == "range":
        new["facts"]["age"]["max"] = draw(st.sampled_from((23, 26)))
    elif change == "order" and not exits[-1].get("otherwise"):
        exits.reverse()
    return new


def random_log(pathway: Pathway, rnd: random.Random) -> tuple[str | None, list[Event]]:
    """A walk made at random, answers in any order the format allows included."""
    entry = rnd.choice([None, *pathway.entries])
    state, log = begin(pathway, entry), list[Event]()
    while len(log) < LONGEST:
        events = list(_possible(Standing(pathway, state), rnd))
        if not events:
            break
        event = rnd.choice(events)
        state = after(pathway, state, event)
        log.append(event)
    return entry, log


def _possible(standing: Standing, rnd: random.Random) -> Iterator[Event]:
    pathway, state = standing.pathway, standing.state
    match standing.situation:
        case Ended():
            return
        case Moves(exit_):
            yield Took(exit_.name)
            return
        case Chooses(exits):
            for exit_ in exits:
                missing = [rule for rule in exit_.holding if rule not in state.reasons]
                yield Overrode(missing[0], "Agreed.") if exit_.status == "caution" and missing else Took(exit_.name)
    for name in pathway.facts:
        event = Answered(name, _value(pathway, name, rnd))
        try:
            standing.after(event)
        except ImpossibleEvent:
            continue
        yield event


def _value(pathway: Pathway, name: str, rnd: random.Random) -> Value:
    domain = prepared(pathway).domains[name]
    if isinstance(domain, Finding):
        return rnd.random() < 0.5
    if isinstance(domain, Choice):
        return rnd.choice(domain.values)
    assert domain.low is not None
    assert domain.high is not None
    scale = 10**domain.decimals
    return tidy(Decimal(rnd.randint(int(domain.low * scale), int(domain.high * scale))) / scale)


def parting(one: Pathway, other: Pathway, entry: str | None, log: list[Event]) -> Event | str | None:
    """The event at which a log of one version is impossible in another, or leads elsewhere; None where it is not."""
    if entry is not None and entry not in other.entries:
        return "no such entry"
    a, b = begin(one, entry), begin(other, entry)
    if (a.at, a.known, a.active, a.visits) != (b.at, b.known, b.active, b.visits):
        return "begins elsewhere"
    for event in log:
        a = after(one, a, event)
        try:
            b = after(other, b, event)
        except ImpossibleEvent:
            return event
        if (a.at, a.known, a.active, a.visits) != (b.at, b.known, b.active, b.visits):
            return event
    return None


@FEW
@given(st.data())
def test_a_pathway_that_is_only_written_otherwise_leads_nobody_differently(data: st.DataObject) -> None:
    drawn = data.draw(pathways())
    new = read(data.draw(rewritten(json.loads(to_yaml(drawn)))))
    assert new is not None

    found = compare(built(drawn), new)

    assert (found.deserved, found.differences) in (("patch", ()), ("none", ()))


@FEW
@given(st.data(), st.integers(0, 2**32))
def test_what_random_walks_notice_a_comparison_says(data: st.DataObject, seed: int) -> None:
    drawn = data.draw(pathways())
    old, new = built(drawn), read(data.draw(mutated(drawn)))
    if new is None:
        return
    found, rnd = compare(old, new), random.Random(seed)

    lost = [parting(old, new, *random_log(old, rnd)) for _ in range(WALKS)]
    gained = [parting(new, old, *random_log(new, rnd)) for _ in range(WALKS)]

    if any(event is not None and not isinstance(event, Answered) for event in lost):
        assert found.deserved == "major"
    if any(event is not None for event in (*lost, *gained)):
        assert found.behaviour_changed
