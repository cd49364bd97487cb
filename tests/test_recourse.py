"""What would have to be different, told with what follows: its order, its replay, and brute force beside it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.engine.events import Answered, Exit, Took
from stepladder.engine.recourse import Recourse
from stepladder.engine.scripted import Hand, drive
from stepladder.engine.semantics import Standing
from stepladder.engine.walk import Walk
from stepladder.facts import Actionability, Number, Value
from stepladder.model.actionability import changeability
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.walk.words import recourse_lines
from tests.replaying import shipped
from tests.strategies import QUICK, Data, built, pathways
from tests.test_change import SMALL

# what is told first


def look(facts: Data, when: str, **more: Any) -> Pathway:
    """A pathway of one choice, with one absolute rule on the treatment."""
    asks = list(facts)
    data: Data = {
        "stepladder": 1, "id": "drawn", "title": "Look", "version": "0.1.0", "start": "look",
        "facts": {name: {"ask": f"What about {name}?", **fact} for name, fact in facts.items()},
        "steps": {
            "look": {"kind": "assessment", "title": "Look", "asks": asks, "options": [{"to": "pill"}, {"to": "other"}]},
            "pill": {"kind": "treatment", "title": "Pill", "basis": "teaching", "next": [{"to": "other"}]},
            "other": {"kind": "outcome", "title": "Other"},
        },
        "rules": {
            "clot": {"blocks": "pill", "when": when, "severity": "absolute", "because": "Clots.", "basis": "teaching"}
        },
    }  # fmt: skip
    return built({**data, **more})


FINDING: Data = {"type": "finding"}
SEX: Data = {"type": "choice", "values": {"f": "Female", "m": "Male"}}
AGE: Data = {"type": "number", "unit": "a", "min": 0, "max": 110}
ECG: Data = {"type": "choice", "values": {"not_done": "Not done", "fine": "Fine"}}
HOURS: Data = {"type": "number", "unit": "h", "min": 0, "max": 9999, "decimals": 1, "words": {"9999": "never"}}


def told(pathway: Pathway, exit_: str = "pill", **answers: object) -> tuple[Recourse, ...]:
    walk = Walk(pathway).answer(**answers)
    found = walk.find(exit_)
    assert found is not None
    return walk.unblocks(found)


def said(pathway: Pathway, exit_: str = "pill", **answers: object) -> list[str]:
    walk = Walk(pathway).answer(**answers)
    found = walk.find(exit_)
    assert found is not None
    return recourse_lines(walk, walk.unblocks(found))


def test_what_the_person_can_change_is_told_and_sex_and_age_are_not() -> None:
    pathway = look({"sex": SEX, "age": AGE, "smokes": FINDING}, "sex == f and age >= 35 and smokes")

    assert said(pathway, sex="f", age=36, smokes=True) == ["It would be open if smokes were no (it is yes)."]


def test_waiting_is_told_as_waiting_and_first() -> None:
    facts = {"current_pde5": FINDING, "hours_since_pde5": HOURS}
    pathway = look(facts, "current_pde5 and hours_since_pde5 < 48")

    assert said(pathway, current_pde5=True, hours_since_pde5=47.9) == [
        "It would be open with hours_since_pde5 at 48 hours (it is 47.9).",
        "Or it would be open if current_pde5 were no (it is yes).",
    ]


def test_up_to_three_changes_are_told_in_the_order_time_fresh_what_can_change_the_rest() -> None:
    facts = {
        "asthma": FINDING,
        "takes_warfarin": FINDING,
        "pain": {**FINDING, "fresh": True},
        "weeks": {"type": "number", "unit": "wk", "min": 0, "max": 99},
    }
    pathway = look(facts, "asthma and takes_warfarin and pain and weeks < 6")
    found = told(pathway, asthma=True, takes_warfarin=True, pain=True, weeks=2)

    assert [dict(one.facts) for one in found] == [{"weeks": 6}, {"pain": False}, {"takes_warfarin": False}]
    assert [one.waits for one in found] == [("weeks",), (), ()]


def test_what_nobody_can_change_is_told_only_where_nothing_else_does_it_and_as_such() -> None:
    pathway = look({"sex": SEX, "age": AGE}, "sex == f and age >= 35")

    assert said(pathway, sex="f", age=36) == [
        "It would be open if sex were Male (it is Female); this cannot be changed.",
        "Or it would be open if age were 34 years (it is 36 years); this cannot be changed.",
    ]


def test_two_changes_that_can_be_made_come_before_one_that_cannot() -> None:
    pathway = look({"sex": SEX, "smokes": FINDING, "asthma": FINDING}, "sex == f and (smokes or asthma)")
    found = told(pathway, sex="f", smokes=True, asthma=True)

    assert [dict(one.facts) for one in found] == [{"smokes": False, "asthma": False}]
    assert found[0].unchangeable == ()


def test_years_are_not_waited_for_but_they_do_pass() -> None:
    facts = {"age": AGE, "consent_given": FINDING}
    either = look(facts, "age < 18 and not consent_given")
    alone = look({"age": AGE}, "age < 18")

    assert [dict(one.facts) for one in told(either, age=17, consent_given=False)] == [{"consent_given": True}]
    assert said(alone, age=17) == ["It would be open with age at 18 years (it is 17)."]


@pytest.mark.parametrize(
    ("name", "fact", "old", "new", "expected"),
    [
        ("hours_since_pde5", HOURS, 20, 24, "WAITING"),
        ("hours_since_pde5", HOURS, 20, 10, "IMMUTABLE"),
        ("hours_since_pde5", HOURS, 20, 9999, "IMMUTABLE"),
        ("hours_since_pde5", HOURS, 9999, 10, "LASTS"),
        ("sleep", {**HOURS, "ask": "How long is a night?"}, 9, 7, "LASTS"),
        ("qtc_ms", {"type": "number", "unit": "ms"}, 460, 500, "LASTS"),
        ("age_years", AGE, 17, 18, "IMMUTABLE"),
        ("sex", SEX, "f", "m", "IMMUTABLE"),
        ("sex", {**SEX, "fresh": True}, "f", "m", "ASKED_ANEW"),
        ("naion_history", FINDING, True, False, "IMMUTABLE"),
        ("naion_history", FINDING, False, True, "LASTS"),
        ("endoscopy_done", FINDING, True, False, "IMMUTABLE"),
        ("current_nitrate", FINDING, True, False, "CHANGES"),
        ("asthma", FINDING, True, False, "LASTS"),
        ("ecg", ECG, "fine", "not_done", "IMMUTABLE"),
        ("ecg", ECG, "not_done", "fine", "LASTS"),
        ("last_drug", {"type": "choice", "values": {"none": "None", "x": "X"}}, "x", "none", "IMMUTABLE"),
        ("drug", {"type": "choice", "values": {"none": "None", "x": "X"}}, "x", "none", "LASTS"),
    ],
)  # fmt: skip
def test_who_can_change_what(name: str, fact: Data, old: Value, new: Value, expected: str) -> None:
    pathway = look({name: fact}, f"known({name})")
    found = changeability(pathway)[name].actionability(pathway.facts[name], old, new)

    assert found is Actionability[expected]


def test_a_fact_that_the_pathway_sets_or_forgets_can_change() -> None:
    pathway = shipped("esophageal-spasm")[0]

    assert changeability(pathway)["severe_hypotension_event"].by_itself is Actionability.ASKED_ANEW
    assert changeability(pathway)["hours_since_nitrate"].by_itself is Actionability.CHANGES


# what follows


def test_a_change_that_only_uncovers_the_next_rule_is_not_told_as_opening() -> None:
    facts = {"uses": {**FINDING, "fresh": True}, "hours": HOURS}
    pathway = look(
        facts,
        "uses",
        rules={
            "use": {"blocks": "pill", "when": "uses", "severity": "absolute", "because": "So."},
            "wait": {"blocks": "pill", "when": "hours < 96", "severity": "absolute", "because": "So."},
        },
    )

    assert said(pathway, uses=True, hours=20) == [
        "It would be open if uses were no (it is yes) and with hours at 96 hours (it is 20)."
    ]


def test_what_would_be_asked_after_a_change_is_said() -> None:
    steps = look({"uses": FINDING, "hours": HOURS}, "uses or hours < 96").steps
    assert steps["look"].asks == ("uses", "hours")
    data: Data = {
        "look": {"kind": "assessment", "title": "Look", "asks": ["uses"], "options": [{"to": "pill"}, {"to": "other"}]},
        "pill": {"kind": "treatment", "title": "Pill", "basis": "teaching", "next": [{"to": "other"}]},
        "other": {"kind": "outcome", "title": "Other"},
    }
    pathway = look({"uses": FINDING, "hours": HOURS}, "uses or hours < 96", steps=data)

    assert said(pathway, uses=True) == ["If uses were no (it is yes), it would be asked: hours."]


def test_a_change_that_an_interrupt_would_answer_is_not_told() -> None:
    facts = {"pain": FINDING, "bored": FINDING}
    data: Data = {
        "look": {
            "kind": "assessment", "title": "Look", "asks": ["pain", "bored"],
            "options": [{"to": "pill", "when": "pain or bored"}, {"to": "other"}],
        },
        "pill": {"kind": "treatment", "title": "Pill", "basis": "teaching", "next": [{"to": "other"}]},
        "help": {"kind": "emergency", "title": "Help", "next": [{"to": "other"}]},
        "other": {"kind": "outcome", "title": "Other"},
    }  # fmt: skip
    pathway = look(facts, "false", steps=data, interrupts=[{"from": "everywhere", "when": "pain", "to": "help"}])

    assert said(pathway, pain=False, bored=False) == ["It would be open if bored were yes (it is no)."]


ON_THE_WAY: Data = {
    "gate": {
        "kind": "assessment", "title": "Gate", "asks": ["adult"],
        "next": [{"to": "look", "when": "adult"}, {"to": "other", "when": "not adult"}],
    },
    "look": {
        "kind": "assessment", "title": "Look", "asks": ["bored"],
        "options": [{"to": "pill", "when": "not adult or bored"}, {"to": "other"}],
    },
    "pill": {"kind": "treatment", "title": "Pill", "basis": "teaching", "next": [{"to": "other"}]},
    "other": {"kind": "outcome", "title": "Other"},
}  # fmt: skip


def test_a_change_with_which_the_walk_would_never_have_come_here_is_not_told() -> None:
    pathway = look({"adult": FINDING, "bored": FINDING}, "false", start="gate", steps=ON_THE_WAY)

    assert said(pathway, adult=True, bored=False) == ["It would be open if bored were yes (it is no)."]


def test_what_life_changes_may_be_otherwise_today_than_on_the_way() -> None:
    fresh = {"adult": {**FINDING, "fresh": True}, "bored": FINDING}
    pathway = look(fresh, "false", start="gate", steps=ON_THE_WAY)
    found = told(pathway, adult=True, bored=False)

    assert [dict(one.facts) for one in found] == [{"adult": False}, {"bored": True}]


def test_what_the_walk_has_set_is_not_answered_differently() -> None:
    level: Data = {"type": "choice", "values": {"low": "Low", "mid": "Mid", "high": "High"}}
    steps: Data = {
        "look": {"kind": "assessment", "title": "Look", "asks": ["level"], "options": [{"to": "medium"}]},
        "medium": {
            "kind": "treatment", "title": "Medium", "basis": "teaching", "sets": {"level": "mid"},
            "options": [{"to": "pill", "when": "level == high"}, {"to": "other"}],
        },
        "pill": {"kind": "treatment", "title": "Pill", "basis": "teaching", "next": [{"to": "other"}]},
        "other": {"kind": "outcome", "title": "Other"},
    }  # fmt: skip
    walk = Walk(look({"level": level}, "false", steps=steps)).answer(level="high").take("medium")
    pill = walk.find("pill")
    assert pill is not None

    assert walk.unblocks(pill) == ()
    assert walk.unblock(pill) is None


def test_a_time_that_the_walk_has_set_is_still_waited_for() -> None:
    days: Data = {"type": "number", "unit": "d", "min": 0, "max": 99}
    steps: Data = {
        "look": {
            "kind": "assessment", "title": "Look", "sets": {"days": 5},
            "options": [{"to": "pill", "when": "days < 3 or days > 7"}, {"to": "other"}],
        },
        "pill": {"kind": "treatment", "title": "Pill", "basis": "teaching", "next": [{"to": "other"}]},
        "other": {"kind": "outcome", "title": "Other"},
    }  # fmt: skip

    assert [dict(one.facts) for one in told(look({"days": days}, "false", steps=steps))] == [{"days": 8}]


def test_a_change_with_which_it_is_not_known_that_the_walk_comes_here_is_not_told() -> None:
    wave: Data = {"type": "number", "unit": "%", "min": 0, "max": 100}
    steps: Data = {
        "look": {
            "kind": "assessment", "title": "Look", "asks": ["wave"],
            "next": [{"to": "choose", "when": "wave >= 20 or strong"}, {"to": "other", "otherwise": True}],
        },
        "choose": {
            "kind": "assessment", "title": "Choose",
            "options": [{"to": "other"}, {"to": "pill", "when": "wave < 20 and not strong"}],
        },
        "pill": {"kind": "treatment", "title": "Pill", "basis": "teaching", "next": [{"to": "other"}]},
        "other": {"kind": "outcome", "title": "Other"},
    }  # fmt: skip

    assert told(look({"wave": wave, "strong": FINDING}, "false", steps=steps), wave=40) == ()


# the flagship


def at(case_id: str, step: str) -> Walk:
    """The walk of a case of the flagship, where it last stands at a step."""
    pathway, cases = shipped("esophageal-spasm")
    case = next(one for one in cases.cases if one.id == case_id)
    walk, _ = drive(pathway, Hand(case, cases.facts))
    left = [index for index, _ in walk.departures() if walk.moments[index].state.at == step]
    return walk.until(left[-1] + 1)


def test_the_nitrate_of_the_hidden_tablet_is_not_said_to_be_open_without_the_tablet() -> None:
    walk = at("case-04-hidden-tablet", "drug_selection")
    nitrate = walk.find("nitrate")
    assert nitrate is not None
    (found,) = walk.unblocks(nitrate)

    assert (dict(found.facts), found.status) == ({"current_pde5": "none"}, "ask")
    assert found.asks[:2] == ("last_pde5", "hours_since_pde5")


@pytest.mark.parametrize(("hours", "told_first"), [("47.9", "hours_since_pde5 at 48 hours (it is 47.9)")])
def test_tadalafil_of_two_days_ago_is_waited_for(hours: str, told_first: str) -> None:
    facts = {"last_pde5": {"type": "choice", "values": {"none": "None", "tadalafil": "Tadalafil"}}}
    pathway = look({**facts, "hours_since_pde5": HOURS}, "last_pde5 == tadalafil and hours_since_pde5 < 48")

    assert told_first in said(pathway, last_pde5="tadalafil", hours_since_pde5=float(hours))[0]


def test_no_case_of_the_flagship_steps_up_by_another_age_or_by_what_is_undone() -> None:
    pathway, cases = shipped("esophageal-spasm")
    seen = 0
    for case in cases.cases:
        walk, _ = drive(pathway, Hand(case, cases.facts))
        for index, _ in walk.departures():
            here = walk.until(index + 1)
            exit_ = here.find("preprocedure_review")
            if here.at == "drug_selection" and exit_ is not None and exit_.status == "closed":
                seen += 1
                facts = {name for one in here.unblocks(exit_) for name in one.facts}
                assert not facts & {"age_years", "sex", "endoscopy_done", "hrm_done"}

    assert seen > 20


# every change that is told, replayed


def set_by_the_walk(walk: Walk) -> set[str]:
    """The facts whose present value came from a `sets` after their last answer: each fact's last giver decides."""
    pathway, taken = walk.pathway, dict(walk.departures())
    by_walk: dict[str, bool] = {}
    if walk.entry:
        by_walk |= dict.fromkeys(pathway.entries[walk.entry].sets, True)
    by_walk |= dict.fromkeys(pathway.steps[walk.moments[0].state.at].sets, True)
    for number, moment in enumerate(walk.moments[1:]):
        match moment.event:
            case Answered(fact):
                by_walk[fact] = False
            case Took():
                by_walk |= dict.fromkeys(taken[number].transition.sets, True)
                by_walk |= dict.fromkeys(pathway.steps[moment.state.at].sets, True)
    return {name for name, so in by_walk.items() if so}


def replayed(walk: Walk, exit_: Exit, facts: dict[str, Value]) -> Exit | None:
    """The exit after a change; None where no walk is known to come to it. As simply as it can be said."""
    pathway, nature = walk.pathway, changeability(walk.pathway)
    for name in set_by_the_walk(walk) & facts.keys():
        if not nature[name].waits(pathway.facts[name], walk.known[name], facts[name]):
            return None

    def judged(standing: Standing, of: Exit, change: dict[str, Value]) -> Exit | None:
        now = Standing(pathway, replace(standing.state, known={**standing.state.known, **change}))
        earlier = standing.interrupts.index(of) if of.kind == "interrupt" else len(standing.interrupts)
        for before, after in zip(standing.interrupts[:earlier], now.interrupts, strict=False):
            if after.takable and not before.takable:
                return None
        found = now.exits[standing.exits.index(of)]
        return found if found.status in ("open", "caution", "ask") else None

    stands = {name: value for name, value in facts.items() if not nature[name].lives}
    for before, after in reversed(list(itertools.pairwise(walk.moments))):
        known = before.state.known
        stands = {name: value for name, value in stands.items() if known.get(name) == walk.known[name]}
        if isinstance(after.event, Took):
            taken = next(index for index, taken in walk.departures() if walk.moments[index] is before)
            exit_taken = dict(walk.departures())[taken]
            then = judged(before.standing, exit_taken, stands) if stands else exit_taken
            if then is None or not then.takable:
                return None
    return judged(walk.moments[-1].standing, exit_, facts)


def check(walk: Walk) -> int:
    """Every change that is told of the exits of a moment leads to what is told; how many there were."""
    count = 0
    for exit_ in walk.exits:
        for one in walk.unblocks(exit_):
            count += 1
            then = replayed(walk, exit_, dict(one.facts))
            assert then is not None
            assert (then.status, then.rules) == (one.status, one.rules)
            assert set(then.asks) <= set(one.asks)
            assert one.status != "ask" or one.asks
    return count


@pytest.mark.parametrize("name", ["esophageal-spasm", "headache-steps", "hypertension-adult", "asthma-adult-track1"])
def test_every_change_that_is_told_in_the_cases_of_the_shelf_leads_to_what_is_told(name: str) -> None:
    pathway, cases = shipped(name)
    count = 0
    for number, case in enumerate(cases.cases):
        walk, _ = drive(pathway, Hand(case, cases.facts))
        for index, _ in list(walk.departures())[number % 3 :: 3]:
            count += check(walk.until(index + 1))

    assert count > 0


@st.composite
def walks(draw: st.DrawFn) -> Walk:
    """A walk through a pathway nobody wrote, in which every fact has a question, and numbers may be times."""
    text = json.dumps(draw(pathways()), default=float)
    data: Data = json.loads(text.replace('"mg"', '"h"') if draw(st.booleans()) else text)
    for name, fact in data["facts"].items():
        fact.setdefault("ask", f"How long since {name}?")
    walk = Walk(built(data))
    for number in draw(st.lists(st.integers(0, 10**6), min_size=3, max_size=12)):
        open_ones = [exit_ for exit_ in walk.exits if exit_.takable] if walk.status == "choosing" else []
        if walk.needs and (number % 3 or not open_ones):
            name = walk.needs[number % len(walk.needs)]
            walk = walk.answer(**{name: SMALL[name][number % len(SMALL[name])]})
        elif open_ones:
            exit_ = open_ones[number % len(open_ones)]
            for rule in exit_.holding:
                walk = walk.override(rule, "Agreed.")
            walk = walk.take(exit_.name) if exit_.kind == "option" else walk
        else:
            break
    return walk


@settings(QUICK, max_examples=150)
@given(walk=walks())
def test_every_change_that_is_told_of_a_pathway_nobody_wrote_leads_to_what_is_told(walk: Walk) -> None:
    check(walk)


def changes(walk: Walk, size: int, most: Actionability) -> Iterator[dict[str, Value]]:
    """Every change of so many known facts that is as actionable as that."""
    nature = changeability(walk.pathway)
    for names in itertools.combinations([name for name in walk.pathway.facts if name in walk.known], size):
        others = [
            [
                value
                for value in SMALL[name]
                if value != walk.known[name]
                and nature[name].actionability(walk.pathway.facts[name], walk.known[name], value) <= most
            ]
            for name in names
        ]
        yield from (dict(zip(names, values, strict=True)) for values in itertools.product(*others))


def rank(walk: Walk, change: dict[str, Value]) -> Any:
    nature, domains = changeability(walk.pathway), prepared(walk.pathway).domains
    reach = [nature[n].actionability(walk.pathway.facts[n], walk.known[n], value) for n, value in change.items()]
    places = [list(domains).index(name) for name in change]
    nearest = []
    for name, value in change.items():
        number = isinstance(domains[name], Number)
        gap = abs(value - walk.known[name]) if number else SMALL[name].index(value)  # type: ignore[operator]
        nearest.append((gap, value if number else 0))
    return sorted(reach, reverse=True), places, list(zip(reach, nearest, strict=True))


def brute_force(walk: Walk, exit_: Exit) -> list[dict[str, Value]]:
    """What must be told, as far as two facts go."""
    for most in (Actionability.LASTS, Actionability.IMMUTABLE):
        for size in (1, 2):
            opening = [change for change in changes(walk, size, most) if replayed(walk, exit_, change) is not None]
            best: dict[frozenset[str], dict[str, Value]] = {}
            for change in sorted(opening, key=lambda change: rank(walk, change)):
                best.setdefault(frozenset(change), change)
            if best:
                return list(best.values())[: 3 if size == 1 else 1]
        if most is Actionability.LASTS and len(walk.known) > 2:
            return []  # larger changes of what can be changed come before what cannot; they are not tried here
    return []


@settings(QUICK, max_examples=150)
@given(walk=walks())
def test_no_smaller_change_is_missed_and_what_nobody_can_change_waits_for_all_others(walk: Walk) -> None:
    nature = changeability(walk.pathway)
    for exit_ in walk.exits:
        if exit_.status in ("closed", "blocked"):
            found = [dict(one.facts) for one in walk.unblocks(exit_)]
            expected = brute_force(walk, exit_)
            if expected:
                assert found == expected
            else:
                assert all(
                    len(one) > 2
                    or any(
                        nature[n].actionability(walk.pathway.facts[n], walk.known[n], v) is Actionability.IMMUTABLE
                        for n, v in one.items()
                    )
                    for one in found
                )
        else:
            assert walk.unblocks(exit_) == ()
            assert walk.unblock(exit_) == {}
