"""The page on a phone and on paper: the question is in sight, no word is torn, and no text lies over another."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from stepladder.explore.page import explore_page
from stepladder.library.registry import at_hand
from stepladder.quiz import quiz_items
from stepladder.reading.files import locate
from stepladder.reading.load import read
from tests import browser
from tests.browser import Chromium, Tab
from tests.conftest import DATA

pytestmark = pytest.mark.browser

chromium = pytest.fixture(scope="module")(browser.running)

PHONES = ((320, 568), (360, 640))
PLACES = {**at_hand(), "headache-steps": DATA / "headache-steps.yaml"}


LARGE_AND_SMALL = {"esophageal-spasm", "headache-steps"}


@pytest.fixture(
    scope="module",
    params=[
        name if name in LARGE_AND_SMALL else pytest.param(name, marks=pytest.mark.heavy) for name in sorted(PLACES)
    ],
)
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each pathway of the shelf as a page, with its quiz."""
    found = read(locate(PLACES[request.param]))
    assert found.pathway is not None
    assert found.cases is not None
    path = tmp_path_factory.mktemp("page") / f"{request.param}.html"
    text = explore_page(found.pathway, found.cases, quiz_items=quiz_items(found.pathway, found.cases)[:3])
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def tab(chromium: Chromium) -> Iterator[Tab]:
    found = chromium.tab()
    yield found
    found.close()


def opened(tab: Tab, page: Path, size: tuple[int, int], place: str = "") -> None:
    """Open a place of a page on a phone."""
    tab.resize(*size, 1, mobile=True)
    tab.open("about:blank")
    tab.open(page.as_uri() + place)
    tab.wait("document.body.classList.contains('ready')")


TORN = """[...document.querySelectorAll('button, .button, .unit, .tag, .name, kbd, summary')]
.filter((one) => one.checkVisibility()).flatMap((one) => {
  const found = [];
  const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    for (const word of texts.currentNode.data.matchAll(/[^\\s\\-\\u2010-\\u2015\\/]+/g)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, word.index);
      range.setEnd(texts.currentNode, word.index + word[0].length);
      const tops = new Set([...range.getClientRects()].filter((at) => at.width > 0).map((at) => Math.round(at.top)));
      if (tops.size > 1) found.push(word[0]);
    }
  }
  return found;
})"""
"""The words in buttons, units and signs that stand on two lines."""

ONWARD = """(() => {
  const accept = document.querySelector('[data-accept]');
  const fold = document.querySelector('.choice > details strong');
  const exits = [...document.querySelectorAll('.choice button.go')];
  const taken = fold && exits.find((one) => one.querySelector('.name').textContent === fold.textContent);
  const press = accept ? [...document.querySelectorAll('.case-says button')].pop() : taken;
  if (!press) return false;
  press.click();
  const form = document.querySelector('.reason-form');
  if (form) {
    form.querySelectorAll('.link').forEach((words) => words.click());
    form.querySelector('.primary').click();
  }
  return true;
})()"""
"""One press further, as the case goes; false where it says no more."""


@pytest.mark.parametrize("size", PHONES, ids=str)
def test_the_header_and_the_teaching_line_take_a_fifth_of_a_phone_at_most(
    tab: Tab, page: Path, size: tuple[int, int]
) -> None:
    opened(tab, page, size)
    high = "document.querySelector('.top').offsetHeight + document.querySelector('.disclaimer').offsetHeight"

    assert tab.js(high) <= size[1] / 5


CONTROL = "document.querySelector('.question button, .question input').getBoundingClientRect().bottom"
LINE = "document.querySelector('.disclaimer').getBoundingClientRect().top"


@pytest.mark.parametrize("size", [*PHONES, (1280, 800)], ids=str)
def test_the_first_question_can_be_answered_without_scrolling(tab: Tab, page: Path, size: tuple[int, int]) -> None:
    opened(tab, page, size)

    assert tab.js("window.scrollY") == 0
    assert tab.js(CONTROL) <= tab.js(LINE)


@pytest.mark.parametrize("size", PHONES, ids=str)
def test_no_word_is_torn_in_a_button_on_the_way_of_a_case(tab: Tab, page: Path, size: tuple[int, int]) -> None:
    torn: list[Any] = []
    opened(tab, page, size)
    count = tab.js("StepladderUnpack(document.getElementById('data').textContent).cases.length")
    cases = tab.js(
        "StepladderUnpack(document.getElementById('data').textContent).cases.map(({id, entry}) => [id, entry])"
    )
    for case, entry in cases[:: max(1, count // 3)]:
        opened(tab, page, size, f"#c={case}" + (f"&e={entry}" if entry else ""))
        for _ in range(12):
            torn += tab.js(TORN)
            tab.js("document.querySelectorAll('#main details').forEach((fold) => { fold.open = true; })")
            torn += tab.js(TORN)
            if not tab.js(ONWARD):
                break

    assert torn == []


@pytest.mark.parametrize("size", PHONES, ids=str)
@pytest.mark.parametrize("view", ["", "#v=cases", "#v=quiz"])
def test_no_word_is_torn_and_nothing_scrolls_sideways(tab: Tab, page: Path, size: tuple[int, int], view: str) -> None:
    opened(tab, page, size, view)
    tab.js("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")

    assert tab.js(TORN) == []
    assert tab.js("document.documentElement.scrollWidth") == size[0]


def words(pdf: Path) -> list[list[tuple[float, float, float, float, str]]]:
    """The words of every sheet with their boxes."""
    told = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    found: list[list[tuple[float, float, float, float, str]]] = []
    for sheet in told.split("<page ")[1:]:
        boxes = re.findall(r'xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', sheet)
        found.append([(float(a), float(b), float(c), float(d), text) for a, b, c, d, text in boxes])
    return found


def laid_over(sheet: list[tuple[float, float, float, float, str]]) -> list[tuple[str, str]]:
    """The pairs of words of which one covers a good part of the other."""
    return [
        (one[4], other[4])
        for one, other in combinations(sheet, 2)
        if min(one[2], other[2]) - max(one[0], other[0]) > 0.2 * min(one[2] - one[0], other[2] - other[0])
        and min(one[3], other[3]) - max(one[1], other[1]) > 0.35 * min(one[3] - one[1], other[3] - other[1])
    ]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not on this machine")
@pytest.mark.parametrize("presses", [0, 3, 30])
def test_in_print_no_text_lies_over_another(tab: Tab, page: Path, presses: int, tmp_path: Path) -> None:
    opened(tab, page, (1280, 800), "#v=cases")
    tab.js("document.querySelector('.case-button').click()")
    for _ in range(presses):
        if not tab.js(ONWARD):
            break
    tab.js("window.dispatchEvent(new Event('beforeprint'))")
    tab.pdf(tmp_path / "page.pdf")
    sheets = words(tmp_path / "page.pdf")

    assert sum(len(sheet) for sheet in sheets) > 100
    assert [laid_over(sheet) for sheet in sheets] == [[] for _ in sheets]


def test_the_whole_disclaimer_stands_once_at_the_start_and_then_is_a_line_that_opens(tab: Tab, page: Path) -> None:
    opened(tab, page, (320, 568))
    whole = tab.js("document.querySelector('.top').dataset.disclaimer")
    at_the_start = tab.text(".teaching")
    line = tab.js("document.querySelector('.disclaimer').offsetHeight")
    tab.js("document.querySelector('.question button').click()")
    tab.js("document.getElementById('number') && document.querySelector('#restart').click()")
    later = tab.js("document.querySelector('.teaching').checkVisibility()")
    tab.click(".disclaimer summary")
    unfolded = tab.js("document.querySelector('.disclaimer').offsetHeight")

    assert at_the_start == whole
    assert later is False
    assert unfolded > line
    assert tab.text(".disclaimer") == whole
    assert tab.js(
        "(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.querySelector('.disclaimer summary'))"
    )
