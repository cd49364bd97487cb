"""The page of `stepladder explore`: walked with real keys in a real browser, and the same as the terminal."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from stepladder.engine.scripted import Hand, drive
from stepladder.engine.walk import Walk
from stepladder.explore.page import explore_page
from stepladder.library.registry import find
from stepladder.model.cases import CaseFile
from stepladder.model.pathway import Pathway
from stepladder.quiz import quiz_items
from stepladder.reading.files import locate
from stepladder.reading.load import read, read_text
from stepladder.walk.log import resume
from stepladder.walk.transcript import to_markdown
from tests import browser
from tests.browser import Chromium, Tab
from tests.conftest import DATA, Cli

chromium = pytest.fixture(scope="module")(browser.running)

LARGEST = 250_000
"""Bytes of the flagship's page: small enough for an e-mail."""

WARFARIN = ("No", "78", "Normal", "Yes")
"""Answers of somebody for whom an anti-inflammatory needs a reason."""


@pytest.fixture(scope="module")
def small() -> tuple[Pathway, CaseFile]:
    """The small pathway with its cases."""
    found = read(locate(DATA / "headache-steps.yaml"))
    assert found.pathway is not None
    assert found.cases is not None
    return found.pathway, found.cases


@pytest.fixture(scope="module")
def flagship() -> tuple[Pathway, CaseFile]:
    """The large pathway with its cases."""
    found = read(find("esophageal-spasm"))
    assert found.pathway is not None
    assert found.cases is not None
    return found.pathway, found.cases


@pytest.fixture(scope="module")
def page(small: tuple[Pathway, CaseFile], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small pathway as a page, with a quiz."""
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(explore_page(*small, quiz_items=quiz_items(*small)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def large_page(flagship: tuple[Pathway, CaseFile], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The flagship as a page."""
    path = tmp_path_factory.mktemp("page") / "esophageal-spasm.html"
    path.write_text(explore_page(*flagship, quiz_items=quiz_items(*flagship)), encoding="utf-8")
    return path


@pytest.fixture
def opened(chromium: Chromium, page: Path) -> Iterator[Callable[[str], Tab]]:
    """Opens the small page at a place."""
    tabs: list[Tab] = []

    def at(place: str = "") -> Tab:
        tab = chromium.tab()
        tabs.append(tab)
        tab.open(page.as_uri() + place)
        tab.wait("document.body.classList.contains('ready')")
        return tab

    yield at
    for tab in tabs:
        tab.close()


def answer(tab: Tab, text: str) -> None:
    """Give an answer: the button that says so, or what is typed into the field."""
    if tab.js("!!document.getElementById('number')"):
        tab.js("document.getElementById('number').focus()")
        tab.type(text)
        tab.press("Enter")
        return
    buttons = "[...document.querySelectorAll('#main .answer')]"
    tab.js(f"{buttons}.find((one) => one.querySelector('bdi').textContent === {text!r}).click()")


def take(tab: Tab, title: str) -> None:
    """Press an exit."""
    buttons = "[...document.querySelectorAll('.choice button.go')]"
    tab.js(f"{buttons}.find((one) => one.querySelector('.name').textContent === {title!r}).click()")


def go_on_because(tab: Tab, reason: str) -> None:
    """Write a reason and go on."""
    tab.js(f"document.querySelector('.reason-form textarea').value = {reason!r}")
    tab.js("document.querySelector('.reason-form button.primary').click()")


def saved(tab: Tab, button: str) -> str:
    """What a button saves as a file."""
    tab.js("window.make = window.make || URL.createObjectURL")
    tab.js("URL.createObjectURL = (blob) => { window.kept = blob; return window.make(blob); }")
    tab.js(
        f"[...document.querySelectorAll('.files button')].find((one) => one.textContent.startsWith({button!r})).click()"
    )
    found: Any = tab.js("window.kept.text()")
    return str(found)


def heading(tab: Tab) -> str:
    """The step that is shown."""
    return str(tab.js("(document.querySelector('#heading') || document.querySelector('h2')).textContent"))


def focused(tab: Tab) -> str:
    """The text of what has the focus."""
    return str(tab.js("document.activeElement.textContent"))


# the file


def test_the_same_pathway_gives_the_same_bytes(small: tuple[Pathway, CaseFile]) -> None:
    assert explore_page(*small) == explore_page(*small)


def test_the_page_of_the_flagship_is_under_250_kilobytes(large_page: Path) -> None:
    size = large_page.stat().st_size
    print(f"the page of the flagship has {size} bytes")  # noqa: T201

    assert size < LARGEST


def test_nothing_may_be_loaded_and_nothing_runs_but_what_the_hashes_name(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    named = re.findall(r"'sha256-([^']*)'", policy[0])

    assert policy[0].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy[0]
    assert named == [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (*scripts, *styles)]


def test_the_file_names_nothing_outside_itself(page: Path) -> None:
    text = re.sub(r"<script.*?</script>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert not re.search(r"\b(src|href)=", text)
    assert "url(" not in text
    assert "@import" not in text


def test_further_scripts_stand_last_with_hashes_of_their_own(small: tuple[Pathway, CaseFile]) -> None:
    text = explore_page(*small, scripts=["document.title = '</script><!--'"])
    last = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)[-1]

    assert last == r"document.title = '\x3c/script>\x3c!--'"
    assert base64.b64encode(hashlib.sha256(last.encode()).digest()).decode() in text


# walking


@pytest.mark.browser
def test_opening_the_page_fetches_nothing_and_complains_of_nothing(opened: Callable[[str], Tab]) -> None:
    tab = opened("")

    assert heading(tab) == "Red flags"
    assert tab.complaints == []
    assert tab.requests[1:] == []


@pytest.mark.browser
def test_the_disclaimer_is_in_sight_wherever_the_page_is_scrolled(opened: Callable[[str], Tab]) -> None:
    tab = opened("")
    places = []
    for place in ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight"):
        tab.js(f"window.scrollTo(0, {place})")
        places.append(tab.js("document.querySelector('.disclaimer').getBoundingClientRect().bottom <= innerHeight"))

    assert places == [True, True, True]
    assert "For teaching only" in tab.text(".disclaimer")


@pytest.mark.browser
def test_a_whole_walk_is_made_with_keys_alone(opened: Callable[[str], Tab]) -> None:
    tab = opened("")
    tab.press("n")
    tab.js("document.activeElement.id === 'question'")
    for key in ("Tab",):
        tab.press(key)
    tab.type("40")
    tab.press("Enter")
    tab.press("1")  # the kidney: normal
    tab.press("2")  # no warfarin
    tab.press("1")  # paracetamol
    tab.press("n")
    tab.press("1")  # clearly better

    assert heading(tab) == "Controlled"
    assert "The walk has ended" in tab.text("#main")


@pytest.mark.browser
def test_the_heading_of_each_new_step_takes_the_focus(opened: Callable[[str], Tab]) -> None:
    tab = opened("")
    answer(tab, "No")
    at_the_same_step = focused(tab)
    answer(tab, "40")

    assert at_the_same_step == "How old is the person?"
    assert focused(tab) == "Choose pain relief"


@pytest.mark.browser
def test_the_live_region_says_where_the_walk_is_and_what_is_asked(opened: Callable[[str], Tab]) -> None:
    tab = opened("")
    answer(tab, "No")
    answer(tab, "40")
    tab.wait("document.getElementById('status').textContent.includes('kidney')")

    assert tab.text("#status") == "Now at: Choose pain relief. How is kidney function?"


@pytest.mark.browser
def test_a_number_out_of_range_is_said_and_not_taken(opened: Callable[[str], Tab]) -> None:
    tab = opened("")
    answer(tab, "No")
    answer(tab, "7")

    assert tab.text("#problem") != ""
    assert tab.js("document.getElementById('number').getAttribute('aria-invalid')") == "true"
    assert tab.js("document.activeElement.id") == "number"


@pytest.mark.browser
def test_every_exit_has_its_status_in_words_and_as_a_sign(opened: Callable[[str], Tab]) -> None:
    tab = opened("")
    for text in ("No", "78", "Severely reduced", "Yes"):
        answer(tab, text)
    tags = tab.js(
        "[...document.querySelectorAll('.choice > .exits .tag')]"
        ".map((tag) => [tag.textContent, !!tag.querySelector('svg path')])"
    )

    assert tags == [["Open", True], ["Blocked", True]]


@pytest.mark.browser
def test_a_blocked_exit_stays_in_sight_with_reason_rule_source_and_what_would_open_it(
    opened: Callable[[str], Tab],
) -> None:
    tab = opened("")
    for text in ("No", "78", "Severely reduced", "Yes"):
        answer(tab, text)
    tab.js("document.querySelectorAll('.exit.blocked details').forEach((fold) => { fold.open = true; })")
    tab.wait("!!document.querySelector('.exit.blocked .fold .values')")
    said = tab.text(".exit.blocked")

    assert "It can precipitate kidney failure." in said
    assert "no-nsaid-in-kidney-failure" in said
    assert "An illustrative source" in said
    assert "How is kidney function? were Normal (it is Severely reduced)" in said.replace("\n", " ")
    assert "Then it would be open with caution (nsaid-with-care)." in said


@pytest.mark.browser
def test_a_caution_is_taken_only_with_a_written_reason(opened: Callable[[str], Tab]) -> None:
    tab = opened("")
    for text in WARFARIN:
        answer(tab, text)
    take(tab, "Anti-inflammatory")
    tab.js("document.querySelector('.reason-form button.primary').click()")
    without = heading(tab)
    go_on_because(tab, "A short course, agreed.")

    assert without == "Choose pain relief"
    assert heading(tab) == "Anti-inflammatory"
    assert "A short course, agreed." in tab.text("#side")


@pytest.mark.browser
def test_back_goes_one_answer_back_and_no_further_than_the_beginning(opened: Callable[[str], Tab]) -> None:
    tab = opened("")
    answer(tab, "No")
    answer(tab, "40")
    tab.press("b")
    first = heading(tab)
    tab.press("b")
    tab.press("b")
    tab.press("b")

    assert first == "Red flags"
    assert tab.js("document.getElementById('back').disabled") is True


@pytest.mark.browser
def test_changing_an_answer_walks_again_and_tells_what_was_dropped(opened: Callable[[str], Tab]) -> None:
    tab = opened("")
    for text in WARFARIN:
        answer(tab, text)
    tab.js("document.querySelector('#side .change').click()")
    asked = tab.text("#main h2")
    answer(tab, "Yes")

    assert asked == "Did the worst pain come on within a minute?"
    assert heading(tab) == "Handed over"
    assert "Dropped, because it has no place any more" in tab.text(".notice")
    assert "Does the person take warfarin? yes" in tab.text(".notice")


@pytest.mark.browser
def test_what_still_fits_is_kept_when_an_answer_changes(opened: Callable[[str], Tab]) -> None:
    tab = opened("")
    for text in WARFARIN:
        answer(tab, text)
    tab.js("document.querySelectorAll('#side .change')[2].click()")
    answer(tab, "Severely reduced")

    assert "1 later answer or choice kept." in tab.text(".notice")
    assert tab.js("document.querySelectorAll('.choice > .exits > .exit.blocked').length") == 1


@pytest.mark.browser
def test_single_keys_can_be_switched_off(opened: Callable[[str], Tab]) -> None:
    tab = opened("")
    tab.js("document.getElementById('keys').click()")
    tab.js("document.getElementById('keys').blur()")
    tab.press("n")

    assert tab.text("#question") == "Did the worst pain come on within a minute?"


# the address


@pytest.mark.browser
def test_a_reload_comes_back_to_the_same_place(opened: Callable[[str], Tab]) -> None:
    tab = opened("")
    for text in WARFARIN:
        answer(tab, text)
    before = tab.text("#main")
    tab.reload()
    tab.wait("document.body.classList.contains('ready')")

    assert tab.text("#main") == before


@pytest.mark.browser
def test_back_and_forward_of_the_browser_go_through_the_walk(opened: Callable[[str], Tab]) -> None:
    tab = opened("")
    answer(tab, "No")
    answer(tab, "40")
    tab.back()
    tab.wait("!!document.getElementById('number')")
    back = heading(tab)
    tab.js("history.forward()")
    tab.wait("document.querySelector('#heading').textContent === 'Choose pain relief'")

    assert back == "Red flags"


@pytest.mark.browser
def test_a_link_opens_at_the_same_place_also_with_a_reason_in_it(opened: Callable[[str], Tab]) -> None:
    tab = opened("")
    for text in WARFARIN:
        answer(tab, text)
    take(tab, "Anti-inflammatory")
    go_on_because(tab, "Agreed ~ & 100 % <b>“sure”</b>")
    other = opened(str(tab.js("location.hash")))

    assert heading(other) == "Anti-inflammatory"
    assert "Agreed ~ & 100 % <b>“sure”</b>" in other.text("#side")


@pytest.mark.browser
def test_a_link_of_another_version_says_so_and_goes_as_far_as_it_can(opened: Callable[[str], Tab]) -> None:
    tab = opened("")
    answer(tab, "No")
    answer(tab, "40")
    link = str(tab.js("location.hash"))
    other = opened(re.sub("p=[0-9a-f]+", "p=0123456789ab", link) + "~zzzz-y~aaaa-3")

    assert heading(other) == "Choose pain relief"
    assert "made for another version" in other.text(".notice")
    assert "2 of 4" in other.text(".notice")


@pytest.mark.browser
@pytest.mark.parametrize(
    "place", ["#", "#w=", "#w=%E0%A4%A", "#p=x&w=~~~&c=nobody&v=nowhere", "#w=__proto__-y&e=__proto__"]
)
def test_an_address_that_means_nothing_begins_at_the_start(opened: Callable[[str], Tab], place: str) -> None:
    tab = opened(place)

    assert heading(tab) == "Red flags"
    assert tab.complaints == []


STUCK = b"""stepladder: 1
id: tiny
title: Tiny
version: 0.1.0
start: a
facts:
  x: {type: finding, ask: X?}
steps:
  a: {kind: assessment, title: A, asks: [x], next: [{to: b, when: x, because: X leads on.}]}
  b: {kind: outcome, title: B}
"""


@pytest.mark.browser
def test_a_walk_that_is_stuck_says_so_and_can_be_taken_back(chromium: Chromium, tmp_path: Path) -> None:
    pathway = read_text(STUCK, "tiny.yaml", "tiny").pathway
    assert pathway is not None
    (tmp_path / "page.html").write_text(explore_page(pathway), encoding="utf-8")
    tab = chromium.tab()
    tab.open(tmp_path / "page.html")
    answer(tab, "No")
    said = tab.text(".end")
    tab.press("b")

    assert "The walk is stuck" in said
    assert "No exit can be taken." in said
    assert tab.text("#question") == "X?"
    assert tab.complaints == []


# cases, files, print


@pytest.mark.browser
def test_a_case_says_its_answers_one_at_a_time(opened: Callable[[str], Tab]) -> None:
    tab = opened("")
    tab.click("#cases")
    tab.js("document.querySelector('.case-button').click()")
    story = tab.text(".case")
    tab.press("a")
    tab.press("a")

    assert "78-year-old woman on warfarin" in story
    assert heading(tab) == "Choose pain relief"
    assert "The case says Normal." in tab.text(".case-says")


@pytest.mark.browser
def test_all_that_a_case_says_is_accepted_up_to_the_next_choice(opened: Callable[[str], Tab]) -> None:
    tab = opened("#c=anticoagulated")
    tab.js("[...document.querySelectorAll('.case-says button')].pop().click()")

    assert tab.js("document.querySelectorAll('.choice > .exits > .exit').length") == 2
    assert tab.js("location.hash.includes('c=anticoagulated')") is True


@pytest.mark.browser
def test_a_case_that_is_asked_for_on_the_command_line_is_open(chromium: Chromium, cli: Cli, folder: Path) -> None:
    done = cli("explore", "headache-steps", "--case", "anticoagulated", "-o", "page.html")
    tab = chromium.tab()
    tab.open(folder / "page.html")
    tab.wait("document.body.classList.contains('ready')")

    assert done.exit_code == 0
    assert "78-year-old woman on warfarin" in tab.text(".case")


@pytest.mark.browser
def test_the_log_of_the_page_goes_on_on_the_terminal(chromium: Chromium, cli: Cli, folder: Path) -> None:
    cli("explore", "headache-steps", "-o", "page.html")
    tab = chromium.tab()
    tab.open(folder / "page.html")
    for text in WARFARIN:
        answer(tab, text)
    take(tab, "Anti-inflammatory")
    go_on_because(tab, "Agreed.")
    (folder / "walk.jsonl").write_text(saved(tab, "Log"), encoding="utf-8")
    done = cli("walk", "headache-steps", "--resume", "walk.jsonl", "--no-input", "--format", "json")

    assert '"trail": [\n    "red_flags",\n    "choose_relief",\n    "nsaid_trial"\n  ]' in done.stdout
    assert "changed" not in done.stderr


@pytest.mark.browser
def test_the_transcript_is_sign_for_sign_that_of_the_terminal(
    chromium: Chromium, flagship: tuple[Pathway, CaseFile], large_page: Path
) -> None:
    pathway, cases = flagship
    tab = chromium.tab()
    different = []
    for case in cases.cases[:12]:
        tab.open("about:blank")  # so that the page is loaded anew, and not only its address changed
        tab.open(f"{large_page.as_uri()}#c={case.id}" + (f"&e={case.entry}" if case.entry else ""))
        tab.wait("document.body.classList.contains('ready')")
        while tab.js("!!document.querySelector('[data-accept]')"):
            tab.js("[...document.querySelectorAll('.case-says button')].pop().click()")
        log = resume(pathway, saved(tab, "Log"))
        if (
            saved(tab, "Transcript") != to_markdown(log.walk)
            or log.changes
            or not _beginning(log.walk, drive(pathway, Hand(case, cases.facts))[0])
        ):
            different.append(case.id)

    assert different == []


def _beginning(short: Walk, long: Walk) -> bool:
    """Whether a walk is how another begins; only answers, so before its first choice."""
    return short.events == long.events[: len(short.events)]


@pytest.mark.browser
def test_in_print_the_buttons_are_gone_and_all_of_the_walk_is_there(
    opened: Callable[[str], Tab], tmp_path: Path
) -> None:
    tab = opened("#c=anticoagulated")
    tab.js("[...document.querySelectorAll('.case-says button')].pop().click()")
    tab.media("print")
    tab.js("window.dispatchEvent(new Event('beforeprint'))")
    folded = tab.js("[...document.querySelectorAll('#map, #side details')].filter((one) => !one.open).length")
    hidden = tab.js(
        "['.tools', '.bar', '.files', '.folds'].map((name) => getComputedStyle(document.querySelector(name)).display)"
    )

    tab.pdf(tmp_path / "page.pdf")

    assert hidden == ["none"] * 4
    assert folded == 0
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")


ONWARD = """(document.querySelector('[data-accept]') ? [...document.querySelectorAll('.case-says button')].pop()
: [...document.querySelectorAll('.choice button.go')].find((one) =>
one.textContent.includes(document.querySelector('.choice > details strong').textContent))).click()"""
"""One press further, as the case goes."""


@pytest.mark.browser
def test_the_drawing_marks_the_way_and_what_is_blocked(chromium: Chromium, large_page: Path) -> None:
    tab = chromium.tab()
    tab.open(large_page.as_uri() + "#c=case-04-hidden-tablet")
    tab.wait("document.body.classList.contains('ready')")
    for _ in range(10):
        if tab.js(
            "document.querySelector('#choice') && document.getElementById('heading').textContent === 'Choose a drug'"
        ):
            break
        tab.js(ONWARD)

    assert tab.js("[...document.querySelectorAll('#ladder .badge text')].map((one) => one.textContent)") == [
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
    ]
    assert tab.js("document.querySelectorAll('#ladder .struck').length") == 3
    assert tab.js("document.querySelector('#ladder .here').dataset.box") == "step-drug_selection"


# the command


def test_the_command_writes_the_page_and_says_how_large_it_is(cli: Cli, folder: Path) -> None:
    done = cli("explore", "headache-steps")

    assert done.exit_code == 0
    assert re.fullmatch(
        r"Wrote headache-steps\.html \(\d+ kB\)\. Open it in a browser; it needs no network\.\n", done.stdout
    )
    assert (folder / "headache-steps.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_dash_writes_the_page_to_standard_output(cli: Cli, folder: Path) -> None:
    done = cli("explore", "headache-steps", "-o", "-")

    assert done.stdout.startswith("<!doctype html>")
    assert not (folder / "headache-steps.html").exists()


def test_a_case_that_is_not_there_is_said_with_the_nearest(cli: Cli, folder: Path) -> None:
    done = cli("explore", "headache-steps", "--case", "anticoagulate")

    assert done.exit_code == 2
    assert "did you mean 'anticoagulated'?" in done.stderr


def test_a_folder_that_is_not_there_is_said_in_a_sentence(cli: Cli, folder: Path) -> None:
    done = cli("explore", "headache-steps", "-o", "nowhere/page.html")

    assert done.exit_code == 2
    assert "nowhere/page.html: no such file or directory" in done.stderr
