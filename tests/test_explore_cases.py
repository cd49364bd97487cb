"""A case on the page says what `test` says of it, and after its end it says nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from stepladder.explore.page import explore_page
from stepladder.explore.vectors import case_vectors
from stepladder.library.registry import at_hand
from stepladder.model.cases import CaseFile
from stepladder.reading.files import locate
from stepladder.reading.load import read, read_text
from tests import browser
from tests.browser import Chromium, Tab
from tests.conftest import DATA
from tests.test_rounds import CASES, LOOP

pytestmark = pytest.mark.browser

chromium = pytest.fixture(scope="module")(browser.running)

PLACES = {**at_hand(), "headache-steps": DATA / "headache-steps.yaml"}


@pytest.fixture
def tab(chromium: Chromium) -> Iterator[Tab]:
    found = chromium.tab()
    yield found
    found.close()


FOLLOWED = """(() => {
  const data = StepladderUnpack(document.getElementById("data").textContent);
  const engine = StepladderEngine(data);
  const log = StepladderLog(data, engine);
  const first = {
    finding: () => false, choice: ({ values }) => Object.keys(values)[0], number: ({ min, max }) => min ?? max ?? 0,
  };
  const answered = (fact) => ({ type: "answered", fact, value: first[data.facts[fact].type](data.facts[fact]) });
  // What somebody may do who has no case.
  const own = (state) => {
    const { kind, needs } = engine.situation(state);
    if (kind === "asks") return answered(needs[0]);
    if (kind !== "chooses") return null;
    const takable = ({ kind: of, status }) => of !== "interrupt" && ["open", "caution"].includes(status);
    const exit = engine.exits(state).find(takable);
    if (!exit) return needs.length ? answered(needs[0]) : null;
    const rule = exit.holding.find((name) => !(name in state.reasons));
    return rule === undefined ? { type: "took", to: exit.name } : { type: "overrode", rule, reason: "Agreed." };
  };
  return data.cases.map((given) => {
    let state = engine.begin(given.entry || null);
    const ends = [];
    for (let n = 0, event; n < 500 && (event = log.says(state, given)); n += 1) {
      ends.push(log.ends(state, given));
      state = engine.after(state, event);
    }
    const { events } = state;
    const told = [];
    for (let n = 0, event; n < 12 && (event = own(state)); n += 1) {
      state = engine.after(state, event);
      const held = Object.keys(data.facts).filter((fact) => log.held(state, given, fact) !== undefined);
      const says = log.says(state, given) || log.chosen(state, given) || log.ends(state, given);
      if (held.length || says) told.push([n, held, says]);
    }
    return { id: given.id, events, early: ends.includes(true), told };
  });
})()"""
"""Each case followed as far as it says anything, and then further without it."""


FEW = {"headache-steps", "constipation-adult"}
"""The others take long."""


@pytest.mark.parametrize(
    "name", [name if name in FEW else pytest.param(name, marks=pytest.mark.heavy) for name in sorted(PLACES)]
)
def test_a_case_is_followed_as_python_drives_it_and_after_its_end_nothing_is_proposed(
    tab: Tab, name: str, tmp_path: Path
) -> None:
    found = read(locate(PLACES[name]))
    assert found.pathway is not None
    assert found.cases is not None
    (tmp_path / "page.html").write_text(explore_page(found.pathway, found.cases), encoding="utf-8")
    tab.open(tmp_path / "page.html")
    followed = tab.js(FOLLOWED)
    driven = {vector["name"]: vector["events"] for vector in case_vectors(found.pathway, found.cases, deep=10_000)}

    assert {case["id"]: case["events"] for case in followed} == json.loads(json.dumps(driven))
    assert [case["id"] for case in followed if case["early"] or case["told"]] == []


SHARED = """\
stepladder: 1
id: shared-steps
title: Facts that all cases share
version: 0.1.0
start: choose
facts:
  pain: {type: finding, ask: Pain?, fresh: true}
  fever: {type: finding, ask: Fever?}
  cough: {type: finding, ask: Cough?}
steps:
  choose: {kind: assessment, title: Choose, asks: [pain], options: [{to: rest}, {to: tea}, {to: fine}]}
  rest: {kind: treatment, title: Rest, basis: teaching, asks: [fever], options: [{to: choose}]}
  tea: {kind: treatment, title: Tea, basis: teaching, asks: [cough], options: [{to: choose}]}
  fine: {kind: outcome, title: Fine}
"""
SHARED_CASES = """\
pathway: shared-steps
facts: {pain: true}
cases:
  - {id: rests, facts: {fever: false}, choose: [rest, choose], expect: {waits: choose}}
  - {id: unknown, choose: [rest, choose, fine], expect: {waits: rest}}
"""


def shown(tab: Tab, folder: Path, pathway: str, cases: str, case: str) -> None:
    """Open a page at a case."""
    read_as = read_text(pathway.encode(), "drawn.yaml", "drawn").pathway
    assert read_as is not None
    given = CaseFile.model_validate(yaml.safe_load(cases))
    (folder / "page.html").write_text(explore_page(read_as, given), encoding="utf-8")
    tab.open((folder / "page.html").as_uri() + f"#c={case}")
    tab.wait("document.body.classList.contains('ready')")


def take(tab: Tab, title: str) -> None:
    exits = "[...document.querySelectorAll('.choice button.go')]"
    tab.js(f"{exits}.find((one) => one.querySelector('.name').textContent === {title!r}).click()")


def test_after_the_end_of_a_case_its_shared_facts_are_not_proposed_any_more(tab: Tab, tmp_path: Path) -> None:
    shown(tab, tmp_path, SHARED, SHARED_CASES, "rests")
    accepted = []
    for title in ("Rest", "Choose"):
        tab.press("a")
        accepted.append(tab.js("document.querySelector('.choice > details strong').textContent"))
        take(tab, title)
    still = tab.text(".case-says")
    tab.press("a")
    end = tab.text("#main")
    take(tab, "Rest")
    take(tab, "Choose")
    asked = tab.text("#question")

    assert accepted == ["Rest", "Choose"]
    assert "The case says yes." in still
    assert "The case says no more; from here you go on alone." in end
    assert asked == "Pain?"
    assert "The case says" not in tab.text("#main")
    assert not tab.js("!!document.querySelector('.case-says, [data-accept], .choice > details')")


def test_where_a_case_leaves_a_question_open_it_says_no_more(tab: Tab, tmp_path: Path) -> None:
    shown(tab, tmp_path, SHARED, SHARED_CASES, "unknown")
    tab.press("a")
    take(tab, "Rest")
    open_ = tab.text("#main")
    tab.press("n")
    take(tab, "Choose")

    assert "The case says no more; from here you go on alone." in open_
    assert "Fever?" in open_
    assert tab.text("#question") == "Pain?"
    assert "The case says" not in tab.text("#main")


def test_off_the_way_of_a_case_nobody_says_what_it_did_there(tab: Tab, tmp_path: Path) -> None:
    shown(tab, tmp_path, SHARED, SHARED_CASES, "rests")
    tab.press("a")
    take(tab, "Tea")
    tab.press("n")
    there = tab.js("document.querySelectorAll('.choice > details').length")
    take(tab, "Choose")

    assert there == 0
    assert "The case says yes." in tab.text(".case-says")


def test_accepting_all_ends_where_it_leads_round_for_ever_and_says_so(tab: Tab, tmp_path: Path) -> None:
    shown(tab, tmp_path, LOOP, CASES, "stays-high")
    tab.js("[...document.querySelectorAll('.case-says button')].pop().click()")
    told = tab.text(".notice")
    length = tab.js("location.hash.length")
    tab.js("[...document.querySelectorAll('.case-says button')].pop().click()")

    assert told == "What is held leads round for ever: “Look” is met again as it was."
    assert length < 200
    assert tab.text(".notice") == told
    assert tab.text("#question") == "Pressure?"
    assert tab.complaints == []
