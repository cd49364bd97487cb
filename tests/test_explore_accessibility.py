"""The page for everybody: axe-core finds nothing on any kind of screen; 360 px, the dark and forced colours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stepladder.explore.page import explore_page
from stepladder.library.registry import find
from stepladder.quiz import quiz_items
from stepladder.reading.files import locate
from stepladder.reading.load import read
from tests import browser, npm
from tests.browser import Chromium, Tab
from tests.conftest import DATA

pytestmark = pytest.mark.browser

chromium = pytest.fixture(scope="module")(browser.running)

AXE = "4.10.3"

SCREENS: dict[str, str] = {
    "the start": "",
    "a number": "n",
    "a choice": "n 78 normal y",
    "something blocked": "n 78 failing y",
    "where everything is unfolded": "n 78 failing y UNFOLD",
    "where a reason is written": "n 78 normal y REASON",
    "an answer that is changed": "n 78 CHANGE",
    "what was dropped": "n 78 normal CHANGE YES",
    "the end": "n 78 normal y TAKE n improved",
    "the cases": "CASES",
    "a case": "CASES CASE",
    "the quiz": "QUIZ",
    "an answer of the quiz": "QUIZ GUESS",
    "a link of another version": "OTHER",
}
"""Every kind of screen, and how to come there."""

PRESSES = {
    "UNFOLD": "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })",
    "REASON": "document.querySelector('.exit.caution button.go').click()",
    "CHANGE": "document.querySelector('#side .change').click()",
    "YES": "document.querySelector('#main .answer').click()",
    "TAKE": "document.querySelector('.exit.open button.go').click()",
    "CASES": "document.getElementById('cases').click()",
    "CASE": "document.querySelector('.case-button').click()",
    "QUIZ": "document.getElementById('quiz').click()",
    "GUESS": "document.querySelector('.quiz-answer').click()",
    "OTHER": "window.location.hash = 'p=000000000000&w=zzzz-y'",
}
ANSWERS = {"y": 0, "n": 1, "normal": 0, "failing": 2, "improved": 0}
"""Which button of a question an answer is."""


STILL = "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 220)))"
"""Until nothing moves any more."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small pathway as a page."""
    found = read(locate(DATA / "headache-steps.yaml"))
    assert found.pathway is not None
    assert found.cases is not None
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(
        explore_page(found.pathway, found.cases, quiz_items=quiz_items(found.pathway, found.cases)), "utf-8"
    )
    return path


@pytest.fixture(scope="module")
def large_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The flagship as a page."""
    found = read(find("esophageal-spasm"))
    assert found.pathway is not None
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(explore_page(found.pathway, found.cases), encoding="utf-8")
    return path


@pytest.fixture
def tab(chromium: Chromium, page: Path) -> Iterator[Tab]:
    """The small page, open at its start."""
    found = chromium.tab()
    found.open(page)
    found.wait("document.body.classList.contains('ready')")
    yield found
    found.close()


@pytest.fixture(scope="module")
def axe(request: pytest.FixtureRequest) -> str:
    """The text of axe-core."""
    return (npm.installed(request.config, "axe-core", AXE) / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def go(tab: Tab, screen: str) -> None:
    """Come to a kind of screen."""
    for word in SCREENS[screen].split():
        if word in PRESSES:
            tab.js(PRESSES[word])
        elif word.isdigit():
            tab.js("document.getElementById('number').focus()")
            tab.type(word)
            tab.press("Enter")
        else:
            tab.js(f"document.querySelectorAll('#main .answer')[{ANSWERS[word]}].click()")
    tab.js(STILL)


def found_by(tab: Tab, axe: str) -> list[Any]:
    """What axe-core finds, each as its rule and the elements."""
    tab.js(axe)
    told = "[v.id, v.nodes.map((n) => n.target.join(' ') + ': ' + n.failureSummary)]"
    return list(tab.js(f"axe.run({{resultTypes: ['violations']}}).then((r) => r.violations.map((v) => {told}))"))


@pytest.mark.node
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_in_the_light_and_in_the_dark(tab: Tab, axe: str, screen: str) -> None:
    go(tab, screen)
    light = found_by(tab, axe)
    tab.media(prefers_color_scheme="dark")
    tab.js(STILL)

    assert (light, found_by(tab, axe)) == ([], [])


@pytest.mark.node
def test_axe_finds_nothing_in_a_large_pathway(chromium: Chromium, large_page: Path, axe: str) -> None:
    tab = chromium.tab()
    tab.open(large_page.as_uri() + "#c=case-04-hidden-tablet")
    tab.js("[...document.querySelectorAll('.case-says button')].pop().click()")
    tab.js(STILL)
    light = found_by(tab, axe)
    tab.media(prefers_color_scheme="dark")
    tab.js(STILL)

    assert (light, found_by(tab, axe)) == ([], [])


def test_at_360_pixels_a_large_pathway_does_not_scroll_sideways(chromium: Chromium, large_page: Path) -> None:
    tab = chromium.tab()
    tab.resize(360, 740, 2, mobile=True)
    tab.open(large_page.as_uri() + "#v=cases")
    tab.wait("document.body.classList.contains('ready')")
    tab.js("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")

    assert tab.js("document.documentElement.scrollWidth") == 360


def test_on_a_phone_the_drawing_is_folded_and_on_a_desk_it_is_not(tab: Tab) -> None:
    wide = tab.js("document.getElementById('map').open")
    tab.resize(360, 740, 2, mobile=True)
    tab.wait("!document.getElementById('map').open")

    assert wide is True


SMALL = """[...document.querySelectorAll('button, .fold > summary')]
.filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44)
.map((one) => [one.textContent, one.getBoundingClientRect().height])"""


@pytest.mark.parametrize("screen", SCREENS)
def test_on_the_smallest_phone_nothing_scrolls_sideways_and_everything_can_be_hit(tab: Tab, screen: str) -> None:
    tab.resize(360, 740, 1, mobile=True)
    go(tab, screen)

    assert tab.js("document.documentElement.scrollWidth") == 360
    assert tab.js(SMALL) == []


@pytest.mark.parametrize("screen", ["something blocked", "where a reason is written", "the end"])
def test_in_forced_colours_every_status_still_has_its_words_sign_and_border(tab: Tab, screen: str) -> None:
    tab.media(forced_colors="active")
    go(tab, screen)
    tags = tab.js(
        "[...document.querySelectorAll('.tag')].filter((tag) => tag.offsetParent)"
        ".map((tag) => [tag.textContent !== '', !!tag.querySelector('path'), getComputedStyle(tag).borderStyle])"
    )

    assert all(tag == [True, True, "solid"] for tag in tags)
    assert tab.js("getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()") == "Canvas"


def test_who_wants_less_motion_gets_none(tab: Tab) -> None:
    tab.media(prefers_reduced_motion="reduce")
    go(tab, "a choice")

    assert tab.js("document.getAnimations().length") == 0


def test_one_tab_stop_after_the_other_leads_through_the_page_in_reading_order(tab: Tab) -> None:
    stops = []
    for _ in range(9):
        tab.press("Tab")
        stops.append(tab.js("document.activeElement.id || document.activeElement.textContent.trim()"))

    assert stops[0] == "skip"
    assert stops[1:4] == ["cases", "quiz", "restart"]
    assert stops.index("1Yes") < stops.index("2No")


def test_what_is_blocked_is_told_apart_without_any_colour(tab: Tab) -> None:
    go(tab, "something blocked")
    looks = tab.js(
        "[...document.querySelectorAll('.choice > .exits > .exit')].map((exit) => ["
        "exit.querySelector('.tag').textContent, "
        "getComputedStyle(exit.querySelector('.name')).textDecorationLine, "
        "exit.querySelector('button.go') !== null])"
    )

    assert looks == [["Open", "none", True], ["Blocked", "line-through", False]]


def test_every_heading_and_landmark_is_there(tab: Tab) -> None:
    go(tab, "a choice")
    names = ("h1", "main", "nav", "aside", "footer", "[role=status][aria-live=polite]")

    assert [tab.js(f"document.querySelectorAll({name!r}).length") for name in names] == [1] * 6
