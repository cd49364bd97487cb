"""A SCORM 1.2 package: a real runtime of a learning platform, in a real browser, is told what the learner did."""

from __future__ import annotations

import io
import json
import re
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder.cli.commands.export import command
from stepladder.export.to_scorm import MANIFEST, manifest, script, to_scorm
from stepladder.model.pathway import Pathway
from tests import browser, npm
from tests.browser import Chromium, Tab
from tests.conftest import runner
from tests.test_export_gift import hostile

PACKAGE, VERSION = "scorm-again", "3.4.3"
NAMES = {
    "cp": "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
    "md": "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1",
    "adl": "http://www.adlnet.org/xsd/adlcp_rootv1p2",
}

chromium = pytest.fixture(scope="module")(browser.running)


# the package


def test_the_zip_holds_the_page_and_a_manifest_that_points_at_it(headache: Pathway) -> None:
    package = zipfile.ZipFile(io.BytesIO(to_scorm(headache, "<p>page</p>")))

    found = ElementTree.fromstring(package.read(MANIFEST))

    resource = found.find("cp:resources/cp:resource", NAMES)
    item = found.find("cp:organizations/cp:organization/cp:item", NAMES)
    assert resource is not None
    assert item is not None
    assert package.namelist() == ["imsmanifest.xml", "index.html"]
    assert package.read(resource.attrib["href"]) == b"<p>page</p>"
    assert item.attrib["identifierref"] == resource.attrib["identifier"]
    assert resource.attrib[f"{{{NAMES['adl']}}}scormtype"] == "sco"
    assert found.findtext("cp:metadata/cp:schemaversion", None, NAMES) == "1.2"


def test_the_manifest_carries_the_version_and_the_disclaimer(headache: Pathway) -> None:
    found = ElementTree.fromstring(manifest(headache))

    about = found.findtext(".//md:description/md:langstring", "", NAMES)
    assert found.attrib["version"] == headache.version
    assert headache.disclaimer in about
    assert f"version {headache.version}" in about


@given(title=hostile, disclaimer=hostile, language=hostile | st.just("de"))
def test_the_manifest_is_xml_whatever_the_head_of_a_pathway_holds(
    headache: Pathway, title: str, disclaimer: str, language: str
) -> None:
    pathway = headache.model_copy(update={"title": title, "disclaimer": disclaimer, "language": language})

    found = ElementTree.fromstring(manifest(pathway).encode("utf-8"))

    assert found.findtext(".//cp:item/cp:title", "", NAMES)


def test_the_same_page_gives_the_same_bytes(headache: Pathway) -> None:
    assert to_scorm(headache, "<p>page</p>") == to_scorm(headache, "<p>page</p>")


# the script, and a runtime around it

SCO = "<!doctype html><html lang='en'><title>A page</title><body><h1>A page</h1><script>{script}</script></body></html>"
FRAME = "<!doctype html><title>Around it</title><iframe id='inner' src='{address}'></iframe>"
PLATFORM = """\
<!doctype html><title>A platform</title>
<script src="scorm12.min.js"></script>
<script>
  window.told = [];
  window.API = new Scorm12API({{autocommit: false, logLevel: 5}});
  for (const name of ["Initialize", "Commit", "Finish"]) {{
    window.API.on(`LMS${{name}}`, () => window.told.push(name));
  }}
  window.errors = [];
  const given = window.API.LMSSetValue.bind(window.API);
  window.API.LMSSetValue = (name, value) => {{
    const answer = given(name, value);
    const code = window.API.LMSGetLastError();
    if (String(code) !== "0") {{ window.errors.push([name, value, code]); }}
    return answer;
  }};
</script>
<iframe id="inner" src="{address}"></iframe>
"""


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder that is served at an address of this machine, with the runtime in it."""
    home = npm.installed(request.config, PACKAGE, VERSION) / PACKAGE / "dist" / "scorm12.min.js"
    folder = tmp_path_factory.mktemp("site")
    (folder / home.name).write_bytes(home.read_bytes())
    (folder / "favicon.ico").write_bytes(b"")  # browsers ask for it
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def launched(chromium: Chromium, site: tuple[Path, str], page: str, depth: int = 1) -> Tab:
    """A platform that has opened a page, so many frames deep."""
    folder, address = site
    (folder / "index.html").write_text(page, encoding="utf-8")
    inner = "index.html"
    for level in range(depth - 1):
        (folder / f"frame{level}.html").write_text(FRAME.format(address=inner), encoding="utf-8")
        inner = f"frame{level}.html"
    (folder / "platform.html").write_text(PLATFORM.format(address=inner), encoding="utf-8")
    tab = chromium.tab()
    tab.open(f"{address}/platform.html")
    return tab


def inside(tab: Tab, expression: str, depth: int = 1) -> Any:
    """What an expression gives in the frame of the page."""
    frame = "window" + ".frames[0]" * depth
    return tab.js(f"{frame}.eval({json.dumps(expression)})")


def event(name: str, **detail: object) -> str:
    return f"document.dispatchEvent(new CustomEvent('stepladder:{name}', {{detail: {json.dumps(detail)}}}))"


ANSWER = event("answer", id="warfarin/1", correct=True, response="Paracetamol", expected="Paracetamol", latency=83_456)


def kept(tab: Tab) -> dict[str, Any]:
    """What the runtime would keep of it."""
    found: dict[str, Any] = tab.js("JSON.parse(JSON.stringify(window.API.cmi))")
    return found


@pytest.mark.browser
@pytest.mark.node
@pytest.mark.parametrize("depth", [1, 3, 8])
def test_a_platform_is_told_the_answers_the_score_and_the_end(
    chromium: Chromium, site: tuple[Path, str], depth: int
) -> None:
    tab = launched(chromium, site, SCO.format(script=script()), depth)
    begun = kept(tab)["core"]["lesson_status"]

    inside(tab, ANSWER, depth)
    inside(tab, event("answer", id="b/2", correct=False, response="No", expected=["A", "B"], latency=0), depth)
    inside(tab, event("done", score=1, max=2), depth)

    told = kept(tab)
    one, two = told["interactions"]["0"], told["interactions"]["1"]
    assert begun == "incomplete"
    assert told["core"]["lesson_status"] == "completed"
    assert told["core"]["score"] == {"raw": "50", "min": "0", "max": "100"}
    assert [one["id"], one["type"], one["result"], one["student_response"]] == [
        "warfarin_1", "fill-in", "correct", "Paracetamol",
    ]  # fmt: skip
    assert one["latency"] == "00:01:23.46"
    assert [two["result"], two["correct_responses"]] == ["wrong", {"0": {"pattern": "A"}, "1": {"pattern": "B"}}]
    assert tab.js("window.errors") == []
    assert str(tab.js("window.API.LMSGetLastError()")) == "0"
    assert tab.complaints == []


@pytest.mark.browser
@pytest.mark.node
def test_a_frame_too_far_away_is_not_looked_at(chromium: Chromium, site: tuple[Path, str]) -> None:
    tab = launched(chromium, site, SCO.format(script=script()), 9)

    assert tab.js("window.told") == []
    assert tab.complaints == []


@pytest.mark.browser
@pytest.mark.node
def test_leaving_the_page_ends_the_session(chromium: Chromium, site: tuple[Path, str]) -> None:
    tab = launched(chromium, site, SCO.format(script=script()))

    tab.js("document.getElementById('inner').src = 'about:blank'")
    tab.wait("window.told.includes('Finish')")

    assert tab.js("window.told").count("Finish") == 1
    assert tab.js("window.errors") == []


@pytest.mark.browser
@pytest.mark.node
def test_a_second_round_never_lowers_the_score(chromium: Chromium, site: tuple[Path, str]) -> None:
    tab = launched(chromium, site, SCO.format(script=script()))

    for score in (3, 1):
        inside(tab, event("done", score=score, max=4))

    assert kept(tab)["core"]["score"]["raw"] == "75"


@pytest.mark.browser
@pytest.mark.node
def test_long_and_hostile_texts_are_cut_to_what_the_standard_takes(chromium: Chromium, site: tuple[Path, str]) -> None:
    tab = launched(chromium, site, SCO.format(script=script()))
    text = "🩺 line\n</script>\u202e\x00 " * 60

    inside(tab, event("answer", id=text, correct=False, response=text, expected=[text, text], latency=10**12))
    inside(tab, event("answer", id="", correct=False))
    inside(tab, event("done", score=0, max=0))

    told = kept(tab)["interactions"]
    for response in (told["0"]["student_response"], told["0"]["correct_responses"]["1"]["pattern"]):
        assert "\n" not in response
        assert 250 <= len(response.encode("utf-16-le")) // 2 <= 255
    assert told["1"]["id"] == "question"
    assert kept(tab)["core"]["score"]["raw"] == ""
    assert tab.js("window.errors") == []
    assert tab.complaints == []


@pytest.mark.browser
def test_without_a_platform_the_page_works_and_says_nothing(chromium: Chromium, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(SCO.format(script=script()), encoding="utf-8")
    tab = chromium.tab()

    tab.open(tmp_path / "index.html")
    tab.js(ANSWER)
    tab.js(event("done", score=1, max=1))

    assert tab.text("h1") == "A page"
    assert tab.complaints == []
    assert len(tab.requests) == 1


# the package as it is exported, in a platform


def exported(pathway: Pathway, folder: Path) -> str:
    """The page of a package of a pathway's first case, unpacked beside its manifest."""
    target = folder / "package.zip"
    ended = runner().invoke(command, [pathway.id, "--to", "scorm", "--case", "anticoagulated", "-o", str(target)])
    assert ended.exit_code == 0, ended.output
    return zipfile.ZipFile(target).read("index.html").decode("utf-8")


@pytest.mark.browser
@pytest.mark.node
def test_a_quiz_taken_in_the_page_arrives_at_the_platform(
    chromium: Chromium, site: tuple[Path, str], headache: Pathway, tmp_path: Path
) -> None:
    tab = launched(chromium, site, exported(headache, tmp_path))
    frame = "window.frames[0].document"
    tab.wait(f"!!{frame}.querySelector('.quiz-answer')")

    asked = 0
    while tab.js(f"!!{frame}.querySelector('.quiz-answer')"):
        tab.js(f"{frame}.querySelector('.quiz-answer').click()")
        tab.js(f"{frame}.querySelector('.quiz-next').click()")
        asked += 1

    told = kept(tab)
    right, most = (int(text) for text in re.findall(r"\d+", tab.js(f"{frame}.querySelector('.quiz-score').innerText")))
    results = [entry["result"] for key, entry in told["interactions"].items() if key.isdigit()]
    assert asked >= most > 1
    assert [len(results), results.count("correct")] == [asked, right]
    assert told["core"]["lesson_status"] == "completed"
    assert told["core"]["score"]["raw"] == str(round(100 * right / most))
    assert tab.js("window.errors") == []
    assert tab.complaints == []


@pytest.mark.browser
@pytest.mark.node
def test_a_question_that_no_one_can_miss_is_neither_right_nor_wrong(chromium: Chromium, site: tuple[Path, str]) -> None:
    tab = launched(chromium, site, SCO.format(script=script()))

    inside(tab, event("answer", id="a/1", correct=True, response="A", expected="A", latency=5, scored=False))

    assert kept(tab)["interactions"]["0"]["result"] == "neutral"


@pytest.mark.browser
def test_the_exported_page_needs_no_platform(chromium: Chromium, headache: Pathway, tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(exported(headache, tmp_path), encoding="utf-8")
    tab = chromium.tab()

    tab.open(page)
    tab.wait("!!document.querySelector('.quiz-answer')")
    tab.click(".quiz-answer")

    assert tab.text(".quiz-verdict")
    assert headache.disclaimer in tab.text("footer")
    assert tab.complaints == []
    assert len(tab.requests) == 1
