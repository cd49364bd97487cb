"""A pathway that holds markup, scripts, quotes, odd links and marks of direction does the page no harm."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import yaml

from stepladder.explore.page import explore_page
from stepladder.model.cases import CaseFile
from stepladder.model.pathway import Pathway
from stepladder.quiz import quiz_items
from stepladder.reading.load import read_text
from tests import browser
from tests.browser import Chromium, Tab
from tests.conftest import DATA

chromium = pytest.fixture(scope="module")(browser.running)

NASTY = (
    "<script>window.harm = 1</script>",
    "</script><script>window.harm = 2</script>",
    "<img src=x onerror='window.harm = 3'>",
    '"><svg onload="window.harm = 4">',
    "<!--<script>",
    "' onmouseover='window.harm = 5",
    "&lt;b&gt; &amp; ]]>",
    "${window.harm = 6} {{harm}} `harm`",
    "__proto__",
)
"""Texts that no author would write."""

TURNED = "\u202eabc\u2066def \u05d0\u05d1\u05d2"
"""Marks that turn the direction of writing around, and never back."""

ADDRESSES = (
    "javascript:window.harm=7", "JaVaScRiPt:window.harm=8", "data:text/html,<script>window.harm=9</script>",
    "file:///etc/passwd", "https://example.org/\"onclick=\"window.harm=10",
)  # fmt: skip


TOLD = {"title", "ask", "because", "text", "population", "disclaimer", "license", "label", "dose_note"}
"""The keys whose texts a reader sees."""


def nasty() -> tuple[Pathway, CaseFile]:
    """The small pathway with every text replaced by something nasty, and sources that lead where none should."""
    data = yaml.safe_load((DATA / "headache-steps.yaml").read_text(encoding="utf-8"))
    data["reviewed"] = str(data["reviewed"])
    links = {f"L{n}": {"title": NASTY[n], "url": address} for n, address in enumerate(ADDRESSES)}
    data["sources"] |= links
    texts = cycle(f"{text} {TURNED}" for text in NASTY)
    made = _turned(data, texts)
    read = read_text(json.dumps(made).encode(), "headache-steps.yaml", "headache-steps")
    assert read.pathway is not None, [found.message for found in read.diagnostics]
    script = {"facts": {"age": 40}, "expect": {}, "choose": ["paracetamol_trial"]}
    cases = [
        {"id": f"case-{n}", "title": text, "story": f"{text} {TURNED}", "teaches": text, **script}
        for n, text in enumerate(NASTY)
    ]
    return read.pathway, CaseFile.model_validate({"pathway": "headache-steps", "cases": cases})


def _turned(data: Any, texts: Iterator[str]) -> Any:
    """The same data with nasty texts."""
    if not isinstance(data, dict):
        return [_turned(one, texts) for one in data] if isinstance(data, list) else data
    made: dict[str, Any] = {}
    for key, value in data.items():
        if key in TOLD and isinstance(value, str):
            made[key] = next(texts)
        elif key in ("values", "therapies"):
            made[key] = {name: next(texts) for name in value}
        elif key == "sources" and isinstance(value, list):
            made[key] = [*value, *(f"L{n}" for n in range(len(ADDRESSES)))]
        else:
            made[key] = _turned(value, texts)
    return made


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The nasty pathway as a page."""
    pathway, cases = nasty()
    path = tmp_path_factory.mktemp("nasty") / "page.html"
    path.write_text(explore_page(pathway, cases, quiz_items=quiz_items(pathway, cases)), encoding="utf-8")
    return path


@pytest.fixture
def tab(chromium: Chromium, page: Path) -> Iterator[Tab]:
    """The nasty page, open at its start."""
    found = chromium.tab()
    found.open(page)
    found.wait("document.body.classList.contains('ready')")
    yield found
    found.close()


def unharmed(tab: Tab) -> bool:
    """Whether nothing ran that the page did not bring, nothing was fetched, and nothing went wrong."""
    planted = tab.js("document.querySelectorAll('main img, main script, aside script, [onload], [onerror]').length")
    planted += tab.js("document.querySelectorAll('[onclick], [onmouseover]').length")
    return bool(
        tab.js("window.harm === undefined") and planted == 0 and tab.complaints == [] and tab.requests[1:] == []
    )


def everywhere(tab: Tab) -> Iterator[str]:
    """Walk through every kind of screen, with everything unfolded; tells where it is."""
    unfold = "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"
    yield "start"
    tab.js("document.querySelectorAll('#main .answer')[1].click()")
    yield "number"
    tab.js("document.getElementById('number').value = '78'")
    tab.js("document.querySelector('#main form button').click()")
    tab.js("document.querySelectorAll('#main .answer')[0].click()")
    tab.js("document.querySelectorAll('#main .answer')[0].click()")
    tab.js(unfold)
    yield "choice"
    tab.js("document.querySelector('.exit.caution button.go').click()")
    tab.js(f"document.querySelector('.reason-form textarea').value = {json.dumps(NASTY[1])}")
    tab.js("document.querySelector('.reason-form button.primary').click()")
    tab.js(unfold)
    yield "reason"
    tab.js("document.querySelector('#side .change').click()")
    tab.js("document.querySelectorAll('#main .answer')[0].click()")
    tab.js(unfold)
    yield "dropped"
    tab.js("document.getElementById('cases').click()")
    tab.js("document.querySelector('.case-button').click()")
    tab.js(unfold)
    yield "case"


@pytest.mark.browser
def test_nothing_nasty_runs_on_any_screen(tab: Tab) -> None:
    harmed = [screen for screen in everywhere(tab) if not unharmed(tab)]

    assert harmed == []


@pytest.mark.browser
def test_what_is_nasty_is_shown_as_it_is_written(tab: Tab) -> None:
    tab.js("document.getElementById('cases').click()")
    titles = tab.js("[...document.querySelectorAll('.case-button strong')].map((one) => one.textContent)")

    assert titles == list(NASTY)


@pytest.mark.browser
def test_links_lead_to_the_web_and_nowhere_else(tab: Tab) -> None:
    for _ in everywhere(tab):
        pass
    tab.js("document.getElementById('restart').click()")
    tab.js("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    links = tab.js("[...document.querySelectorAll('a[href]')].map((one) => one.href)")

    assert links
    assert all(link.startswith("https://example.org/") for link in links)


LOOSE = """[...document.querySelectorAll('#main *, #side *, .top *, .disclaimer')]
.filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && /[\\u202e\\u2066]/.test(node.data)))
.filter((one) => one.tagName !== 'BDI' && !one.hasAttribute('dir')).map((one) => one.outerHTML.slice(0, 120))"""
"""Texts that turn the direction of what stands beside them."""


@pytest.mark.browser
def test_every_text_keeps_its_direction_to_itself(tab: Tab) -> None:
    found = {screen: loose_ones for screen in everywhere(tab) if (loose_ones := tab.js(LOOSE))}

    assert found == {}


@pytest.mark.browser
def test_a_nasty_address_does_no_harm(chromium: Chromium, page: Path) -> None:
    tab = chromium.tab()
    tab.open(
        page.as_uri()
        + "#c=<script>window.harm=1</script>&w=!<img src=x onerror=window.harm=2>-%3Cscript%3E&e='\"&v=javascript:1"
    )
    tab.wait("document.body.classList.contains('ready')")

    assert unharmed(tab)


class _Markup(HTMLParser):
    """The elements of a page, and what stands in its scripts and style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.code: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] in ("script", "style"):
            self.code.append(data)


def test_no_text_of_the_pathway_can_end_the_script_or_begin_another(page: Path) -> None:
    markup = _Markup(page.read_text(encoding="utf-8"))

    assert markup.tags.count("script") == 3  # two that hold data, and the code
    assert not {"img", "svg", "iframe", "object", "embed", "link", "base", "b"} & set(markup.tags)
    assert markup.handlers == []
    assert "window.harm" not in "".join(markup.code)


@pytest.mark.browser
@pytest.mark.parametrize(
    "address", [*ADDRESSES[:4], " javascript:1", "//example.org", "https:/x", "blob:https://x", ""]
)
def test_the_page_itself_makes_no_link_of_anything_but_the_web(tab: Tab, address: str) -> None:
    assert tab.js(f"StepladderDom.link({json.dumps(address)}, 'x').tagName") == "SPAN"


def test_the_page_escapes_what_stands_in_its_own_markup(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)

    assert "<script>window" not in markup
    assert "onerror='" not in markup
    assert "&lt;" in markup
