"""The engine of the page by itself, in real Chromium: conditions, numbers, what is typed, logs, no name left behind."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.conditions.evaluate import evaluate
from stepladder.conditions.to_json import node_json, value_json
from stepladder.engine.scripted import Hand, drive
from stepladder.engine.serialize import event_data
from stepladder.explore.data import page_data
from stepladder.facts import Value
from stepladder.model.answers import BadAnswer, parse_answer
from stepladder.walk.log import resume
from stepladder.walk.words import fact_value
from tests import browser
from tests.browser import Chromium, Tab
from tests.replaying import SCRIPTS, Data, shipped
from tests.strategies import QUICK, World, built, conditions, worlds

pytestmark = pytest.mark.browser

chromium = pytest.fixture(scope="module")(browser.running)

SMALL: Data = {
    "stepladder": 1, "id": "drawn", "title": "Small", "version": "0.1.0", "start": "first",
    "facts": {
        "constructor": {"type": "finding", "ask": "Does a name of JavaScript's own do harm?"},
        "dose": {"type": "number", "unit": "mg", "min": 0, "max": 1, "decimals": 1, "ask": "Which dose?"},
        "age": {"type": "number", "unit": "a", "min": 18, "max": 110, "ask": "How old?"},
        "hours": {
            "type": "number", "unit": "h", "min": 0, "max": 9999, "ask": "How long ago?",
            "words": {"9999": "Never, or long ago", "0": "just now"},
        },
        "kidney": {
            "type": "choice", "values": {"normal": "Normal", "mild_loss": "Mildly reduced", "failing": "Failing"},
            "ask": "How is kidney function?",
        },
    },
    "derived": {"total": {"number": "dose + 0.2", "unit": "mg"}},
    "steps": {
        "first": {
            "kind": "assessment", "title": "First", "asks": ["constructor", "dose", "age", "kidney", "hours"],
            "next": [{"to": "exactly", "when": "total == 0.3"}, {"to": "otherwise", "otherwise": True}],
        },
        "exactly": {"kind": "outcome", "title": "Exactly"},
        "otherwise": {"kind": "outcome", "title": "Otherwise"},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def small(chromium: Chromium, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """A page with nothing but the engine, and one of a small pathway."""
    path = tmp_path_factory.mktemp("small") / "engine.html"
    path.write_text(f'<!doctype html><meta charset="utf-8"><script>{SCRIPTS}</script>', encoding="utf-8")
    tab = chromium.tab()
    tab.open(path)
    tab.js(f"globalThis.small = StepladderEngine({json.dumps(page_data(built(SMALL)))}), 0")
    yield tab
    tab.close()


@settings(QUICK, max_examples=100)
@given(data=st.data(), world=worlds())
def test_a_condition_as_json_means_what_evaluate_says(small: Tab, data: st.DataObject, world: World) -> None:
    condition = world.condition(data.draw(conditions(world.names)))
    moment = {
        "known": {name: value_json(value) for name, value in world.known.items()},
        "active": sorted(world.active),
        "visits": dict(world.visits),
    }
    given_data = json.dumps(page_data(world.pathway))
    held = small.js(
        f"StepladderEngine({given_data}).holds({json.dumps(node_json(condition.expr))}, {json.dumps(moment)})"
    )

    assert held is evaluate(condition.expr, world.now())


@pytest.mark.parametrize(("dose", "ends"), [("0.1", "exactly"), ("0.2", "otherwise")])
def test_decimals_are_exact_in_the_page_too(small: Tab, dose: str, ends: str) -> None:
    given_answers = [["constructor", True], ["dose", float(dose)], ["age", 40], ["kidney", "normal"], ["hours", 0]]
    answers = json.dumps(given_answers)
    end = small.js(
        f"{answers}.reduce((s, [fact, value]) => small.after(s, {{type: 'answered', fact, value}}), small.begin()).at"
    )

    assert end == ends


def test_a_fact_with_a_name_of_javascripts_own_is_unknown_until_it_is_answered(small: Tab) -> None:
    assert small.js("small.situation(small.begin()).needs") == ["constructor"]
    assert small.js("small.known(small.begin())") == []
    assert small.js("small.holds(['is', 'constructor'], small.begin())") is None


TYPED = {
    "constructor": ("y", " YES ", "n", "no", "true", "maybe", "", "1"),
    "dose": ("0.5", "0,5", ".5", "1.", "+1", "-1", "0.55", "1.0", "0,5,5", "1e1", "", "half", "0x1", "9" * 40, "-0"),
    "age": ("18", "110", "111", "17", "18.5", "18.0", " 63 ", "63 years", "٣"),
    "hours": ("never", "NEVER, or long ago", "n", "9999", "just", "now", "0", "24 hours", "", "ever"),
    "kidney": ("normal", "Normal", "2", "0", "4", "mild", "mild loss", "Mildly reduced", "fail", "x", "", "n"),
}


@pytest.mark.parametrize(("fact", "typed"), [(fact, typed) for fact, all_ in TYPED.items() for typed in all_])
def test_what_is_typed_means_the_same_in_the_page_as_on_the_terminal(small: Tab, fact: str, typed: str) -> None:
    wanted: Value | None
    try:
        wanted = parse_answer(built(SMALL), fact, typed)
    except BadAnswer:
        wanted = None
    found = small.js(f"small.read({json.dumps(fact)}, {json.dumps(typed)})")

    assert found.get("value") == (float(wanted) if isinstance(wanted, Decimal) else wanted)
    assert (found.get("problem", "") == "") is (wanted is not None)


@pytest.mark.parametrize("value", [0, 24, 9999])
def test_a_number_with_a_name_is_called_by_it_in_both(small: Tab, value: int) -> None:
    assert small.js(f"small.words('hours', {value})") == fact_value(built(SMALL), "hours", value)


def test_a_log_written_by_the_page_is_taken_up_by_the_command(small: Tab) -> None:
    pathway, cases = shipped("esophageal-spasm")
    walk, _ = drive(pathway, Hand(cases.cases[3], cases.facts))
    data, events = json.dumps(page_data(pathway)), json.dumps([event_data(event) for event in walk.events])
    text = small.js(f"(() => {{ const e = StepladderEngine({data}); return e.log(e.resume({events})); }})()")
    resumed = resume(pathway, text)

    assert resumed.changes == ()
    assert resumed.reason == ""
    assert resumed.walk.events == walk.events


def test_a_log_that_meets_a_changed_pathway_says_what_changed(small: Tab) -> None:
    text = small.js("small.log(small.begin())")
    changed = copy.deepcopy(SMALL)
    changed["steps"]["exactly"]["title"] = "Just so"

    assert resume(built(changed), text).changes == ("step exactly changed",)


def test_a_state_cannot_be_changed(small: Tab) -> None:
    frozen = small.js(
        "(() => { const s = small.after(small.begin(), {type: 'answered', fact: 'constructor', value: true});"
        " return [s, ...Object.values(s).filter((v) => typeof v === 'object' && v)].every(Object.isFrozen); })()"
    )

    assert frozen is True


def test_the_engine_leaves_one_name_behind(chromium: Chromium) -> None:
    tab = chromium.tab()
    before = set(tab.js("Object.getOwnPropertyNames(globalThis)"))
    tab.js(f"{SCRIPTS}\n0")

    assert set(tab.js("Object.getOwnPropertyNames(globalThis)")) - before == {"StepladderEngine"}
    tab.close()
