"""The quiz of the page, in a real browser: asking, telling, the score, the keyboard, and what others are told."""

from __future__ import annotations

from pathlib import Path

import pytest

import stepladder
from stepladder.explore.page import explore_page
from stepladder.library.registry import find
from stepladder.model.pathway import Pathway
from stepladder.quiz import Item, quiz_items
from stepladder.reading.load import read

from . import browser, npm
from .browser import Chromium, Tab

pytestmark = pytest.mark.browser
chromium = pytest.fixture(scope="module")(browser.running)

LISTEN = """
window.heard = [];
for (const name of ["answer", "done"]) {
  document.addEventListener(`stepladder:${name}`, (event) => heard.push({ name, ...event.detail }));
}
"""


AXE = "4.10.3"

FINDINGS = """
new Promise((done) => requestAnimationFrame(() => setTimeout(done, 250)))
  .then(() => axe.run({ resultTypes: ["violations"] }))
  .then((found) => found.violations.map(({ id, nodes }) => [id, nodes.map(({ failureSummary }) => failureSummary)]))
"""


class Page:
    """A page with a quiz, shown."""

    def __init__(self, tab: Tab, pathway: Pathway, items: tuple[Item, ...]) -> None:
        self.tab = tab
        self.pathway = pathway
        self.items = items

    def choose(self, number: int) -> None:
        self.tab.click(f'[data-quiz="{number}"]')

    def right(self, place: int) -> int:
        item = self.items[place]
        return item.options.index(item.expected) + 1

    def wrong(self, place: int) -> int:
        return next(n for n, option in enumerate(self.items[place].options, start=1) if not option.right)

    def text(self) -> str:
        return str(self.tab.text(".quiz-root"))


@pytest.fixture
def page(chromium: Chromium, tmp_path: Path) -> Page:
    pathway = stepladder.load("headache-steps")
    cases = read(find("headache-steps"), cases=True, origins=False).cases
    assert cases is not None
    items = quiz_items(pathway, cases, 0)
    file = tmp_path / "page.html"
    file.write_text(explore_page(pathway, cases, quiz_items=items), encoding="utf-8")
    tab = chromium.tab(width=900, height=900)
    tab.open(file)
    tab.js(LISTEN)
    tab.click("#quiz")
    return Page(tab, pathway, items)


def test_nothing_is_told_before_the_answer_and_the_reason_behind_it(page: Page) -> None:
    option = page.items[0].expected
    before = page.text()
    page.choose(page.right(0))
    after = page.text()

    assert page.items[0].story in before
    assert page.items[0].question in before
    assert "Right." not in before
    assert f"Right. {option.says}" in after
    assert option.grounds[0].words in after
    assert f"Decided by: {option.grounds[0].decided_by}" in after


def test_a_wrong_answer_is_told_with_the_right_one(page: Page) -> None:
    page.choose(page.wrong(0))

    assert "No. " in page.text()
    assert f"The right answer: {page.items[0].expected.label}" in page.text()


def test_others_hear_every_answer_and_the_score(page: Page) -> None:
    for place, item in enumerate(page.items):
        page.choose(page.right(place) if place else page.wrong(place))
        page.tab.click(".quiz-next")
        heard = (
            page.tab.js("heard[heard.length - 1]")
            if place + 1 < len(page.items)
            else page.tab.js("heard[heard.length - 2]")
        )

        assert heard["name"] == "answer"
        assert (heard["id"], heard["correct"], heard["expected"]) == (item.id, place > 0, item.expected.label)
        assert heard["latency"] >= 0
    most = sum(item.scored for item in page.items)

    assert page.tab.js("heard[heard.length - 1]") == {"name": "done", "score": most - 1, "max": most}
    assert f"{most - 1} of {most} right" in page.text()
    assert page.pathway.sources["EXAMPLE2020"].title in page.text()


def test_an_answer_counts_once_however_often_it_is_pressed(page: Page) -> None:
    page.choose(page.wrong(0))
    page.choose(page.right(0))
    page.tab.press("1")

    assert page.tab.js("heard.length") == 1
    assert page.tab.js("heard[0].correct") is False


def test_the_keyboard_alone_answers_and_goes_on_and_the_heading_has_the_focus(page: Page) -> None:
    page.tab.press(str(page.right(0)))
    told = page.tab.js("document.activeElement.className")
    for _ in range(12):
        page.tab.press("Tab")
        if page.tab.js("document.activeElement.className") == "quiz-next":
            break
    page.tab.press("Enter")

    assert told == "quiz-verdict"
    assert page.tab.js("document.activeElement.textContent") == "The same patient"
    assert f"QUESTION 2 OF {len(page.items)}" in page.text().upper()


def test_a_look_at_the_cases_loses_no_answer(page: Page) -> None:
    page.choose(page.wrong(0))
    page.tab.click("#cases")
    page.tab.click("#quiz")

    assert f"The right answer: {page.items[0].expected.label}" in page.text()
    assert page.tab.js("heard.length") == 1


def test_the_quiz_fits_a_narrow_phone_and_nothing_complains(page: Page) -> None:
    page.tab.resize(360, 740, 2, mobile=True)
    page.choose(page.wrong(0))

    assert page.tab.js("document.documentElement.scrollWidth") <= 360
    assert page.tab.complaints == []
    assert page.tab.requests[1:] == []


@pytest.mark.node
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.heavy)])
def test_axe_finds_nothing_from_the_first_question_to_the_score(
    request: pytest.FixtureRequest, page: Page, scheme: str
) -> None:
    axe = (npm.installed(request.config, "axe-core", AXE) / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    page.tab.media(prefers_color_scheme=scheme)
    page.tab.js(axe)
    seen = []
    for place in range(len(page.items)):
        page.choose(page.wrong(place))
        page.tab.js("for (const one of document.querySelectorAll('.quiz-root details')) one.open = true")
        seen.append(page.tab.js(FINDINGS))
        page.tab.click(".quiz-next")
    seen.append(page.tab.js(FINDINGS))

    assert seen == [[]] * (len(page.items) + 1)
