"""The page says what Python says: walks of every kind, replayed in real Chromium, equal to the last word.

Everything is replayed in one load of one page.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from stepladder.explore.data import page_data
from stepladder.explore.page import explore_page
from stepladder.explore.vectors import case_vectors, random_vectors
from tests import browser
from tests.browser import Chromium
from tests.replaying import REPLAY, Data, Replayed, groups, replaying, shipped

pytestmark = pytest.mark.browser

PACKED = "StepladderUnpack(document.getElementById('data').textContent)"

chromium = pytest.fixture(scope="module")(browser.running)


@pytest.fixture(scope="module")
def replayed(chromium: Chromium, tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    given_groups = list(groups())
    tab = replaying(chromium, tmp_path_factory.mktemp("truth"), [(data, vectors) for _, data, vectors in given_groups])
    differences: dict[str, list[str]] = {}
    for index, (name, _, _) in enumerate(given_groups):
        differences.setdefault(name, []).extend(tab.js(f"replay(...groups[{index}])"))
    tab.close()
    return Replayed(given_groups, differences)


@pytest.mark.parametrize("name", ["headache-steps", "esophageal-spasm"])
def test_the_page_walks_every_case_as_python_does(replayed: Replayed, name: str) -> None:
    _, cases = shipped(name)

    assert len(replayed.walks(f"cases of {name}")) == len(cases.cases)
    assert replayed.of(f"cases of {name}") == []


@pytest.mark.heavy
def test_the_page_walks_every_case_of_the_flagship_with_its_reasons(chromium: Chromium, tmp_path: Path) -> None:
    pathway, cases = shipped("esophageal-spasm")
    tab = replaying(chromium, tmp_path, [(dict(page_data(pathway, cases)), list(case_vectors(pathway, cases, 20)))])

    assert tab.js("replay(...groups[0])") == []
    tab.close()


@pytest.mark.parametrize("name", ["headache-steps", "esophageal-spasm"])
def test_the_page_walks_as_python_does_where_chance_answers_and_chooses(replayed: Replayed, name: str) -> None:
    assert replayed.of(f"walks of {name}") == []


def test_the_page_walks_pathways_nobody_wrote_as_python_does(replayed: Replayed) -> None:
    assert replayed.of("drawn ladders") == []
    assert replayed.of("drawn pathways") == []


def test_the_page_works_with_long_and_broken_numbers_as_python_does(replayed: Replayed) -> None:
    assert replayed.of("drawn numbers") == []


SHELF = ("achalasia", "adult-strabismus", "asthma-adult-track1", "cervical-dystonia", "constipation-adult",
         "hypertension-adult")  # fmt: skip


@pytest.mark.heavy
@pytest.mark.parametrize("name", SHELF)
def test_the_page_of_each_pathway_on_the_shelf_walks_as_python_does(
    chromium: Chromium, tmp_path: Path, name: str
) -> None:
    pathway, cases = shipped(name)
    (tmp_path / "page.html").write_text(explore_page(pathway, cases), encoding="utf-8")
    walks = [*case_vectors(pathway, cases, 50), *random_vectors(pathway, 1, 30, deep=50)]
    tab = chromium.tab()
    tab.open(tmp_path / "page.html")
    tab.js(f"{REPLAY}\n0")

    assert len(walks) == len(cases.cases) + 30
    assert tab.js(f"replay({PACKED}, {json.dumps(walks)})") == []
    assert tab.complaints == []
    tab.close()


@pytest.mark.parametrize("name", ["headache-steps", "esophageal-spasm"])
def test_the_finished_page_walks_as_python_does(
    chromium: Chromium, replayed: Replayed, tmp_path: Path, name: str
) -> None:
    (tmp_path / "page.html").write_text(explore_page(*shipped(name)), encoding="utf-8")
    tab = chromium.tab()
    tab.open(tmp_path / "page.html")
    tab.js(f"{REPLAY}\n0")
    walks = replayed.walks(f"cases of {name}")[:10] + replayed.walks(f"walks of {name}")[:40]

    assert tab.js(f"replay({PACKED}, {json.dumps(walks)})") == []
    assert tab.complaints == []
    tab.close()


def test_at_least_five_hundred_walks_by_chance_are_replayed(replayed: Replayed) -> None:
    by_chance = [one for name, _, vectors in replayed.groups if not name.startswith("cases") for one in vectors]

    assert len(by_chance) >= 500


def test_everything_the_format_can_say_occurs_in_what_is_replayed(replayed: Replayed) -> None:
    text = json.dumps([(data, vectors) for name, data, vectors in replayed.groups if "esophageal" not in name])
    words = (
        '["is", ', '["in", ', '["not in", ', '["known", ', '["active", ', '["visited", ', '["tried", ', '["blocked", ',
        '["not", ', '["and", ', '["or", ', '["amount", ', '["visits", ', '["count", ',
        *(f'["{order}", ' for order in ("==", "!=", "<", "<=", ">", ">=")),
        '"rows": ', '"number": ', '"fresh": true', '"interrupts": [{', '"entries": {"', '"otherwise": true', '"sets": ',
        '"forgets": ', '"starts": ', '"stops": ', '"decimals": 1', '"entry": "later"', '"type": "overrode"',
        '"status": "closed"', '"status": "blocked"', '"status": "ask"', '"status": "caution"', '"status": "open"',
        '"status": "ended"', '"status": "choosing"', '"status": "waiting"', '"status": "stuck"', '"endless": true',
        '"kind": "interrupt"', '"refused": [{',
    )  # fmt: skip

    assert [word for word in words if word not in text] == []


def turned(data: Data) -> None:
    data["rules"]["nsaid-with-care"]["when"]["expr"] = ["not", data["rules"]["nsaid-with-care"]["when"]["expr"]]


def milder(data: Data) -> None:
    data["rules"]["no-nsaid-in-kidney-failure"]["severity"] = "relative"


def older(data: Data) -> None:
    text = json.dumps(data["derived"])
    assert '["75"]' in text
    data["derived"] = json.loads(text.replace('["75"]', '["76"]'))


def gone(data: Data) -> None:
    del data["rules"]["nsaid-with-care"]


def other_reason(data: Data) -> None:
    data["rules"]["nsaid-with-care"]["because"] += "!"


@pytest.mark.parametrize(
    "change",
    [turned, *[pytest.param(change, marks=pytest.mark.heavy) for change in (milder, older, gone, other_reason)]],
)
def test_one_rule_changed_in_the_page_is_found_out(
    chromium: Chromium, replayed: Replayed, tmp_path: Path, change: Callable[[Data], None]
) -> None:
    _, data, vectors = next(group for group in replayed.groups if group[0] == "walks of headache-steps")
    changed = copy.deepcopy(data)
    change(changed)
    tab = replaying(chromium, tmp_path, [(changed, vectors)])

    assert tab.js("replay(...groups[0]).length") > 0
    tab.close()


EVERY = {"headache-steps": 1, "esophageal-spasm": 12}
"""Every so many-th rule is turned round; all of them take a minute."""


@pytest.mark.heavy
@pytest.mark.parametrize("name", EVERY)
def test_whichever_rule_is_turned_round_in_the_page_it_is_found_out(
    chromium: Chromium, replayed: Replayed, tmp_path: Path, name: str
) -> None:
    _, data, vectors = next(group for group in replayed.groups if group[0] == f"cases of {name}")
    tab = replaying(chromium, tmp_path, [(data, vectors + replayed.walks(f"walks of {name}"))])
    tab.js("""globalThis.noticed = (id) => {
      const data = structuredClone(groups[0][0]);
      data.rules[id].when.expr = ["not", data.rules[id].when.expr];
      return groups[0][1].some((walk) => replay(data, [walk]).length > 0);
    }, 0""")
    rules = list(data["rules"])[:: EVERY[name]]

    assert [rule for rule in rules if not tab.js(f"noticed({json.dumps(rule)})")] == []
    tab.close()
