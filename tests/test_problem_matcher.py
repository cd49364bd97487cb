"""The problem matcher reads the first line of every finding that `validate` prints as text, and no other line."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder.diagnostics import CATALOGUE, Code, Diagnostic, Severity, Span
from stepladder.library.checked import check
from stepladder.library.registry import find
from stepladder.library.suppressions import Placed
from stepladder.report.diagnostics.to_text import to_text
from stepladder.text.terminal import Paint
from tests.conftest import Cli
from tests.scratch import ROOT
from tests.strategies import QUICK

MATCHERS: list[dict[str, Any]] = json.loads((ROOT / "problem-matcher.json").read_text())["problemMatcher"]
Issue = tuple[str, int, int, str, str, str]


def issue(line: str) -> Issue | None:
    """File, line, column, severity, code and message, as GitHub's runner takes them from a line; None for no issue."""
    for matcher in MATCHERS:
        (pattern,) = matcher["pattern"]
        if found := re.search(pattern["regexp"], line):
            part = {name: found[group] for name, group in pattern.items() if name != "regexp"}
            severity = part.get("severity", matcher.get("severity", "error"))
            return part["file"], int(part["line"]), int(part["column"]), severity, part["code"], part["message"]
    return None


def expected(found: Placed) -> Issue:
    """The same from the finding itself; a note is a notice on GitHub."""
    severity = "notice" if found.severity is Severity.NOTE else str(found.severity)
    return found.file, found.line, found.column, severity, found.code, found.message


def test_every_matcher_has_an_owner_of_its_own_and_a_severity() -> None:
    assert len({matcher["owner"] for matcher in MATCHERS}) == len(MATCHERS) == 2
    for matcher in MATCHERS:
        (pattern,) = matcher["pattern"]

        assert ("severity" in pattern) != ("severity" in matcher)
        assert {"regexp", "file", "line", "column", "code", "message"} <= set(pattern)


FILES = st.lists(st.text("ab-_.: é|[]()'", min_size=1), min_size=1, max_size=3).map("/".join)
SEEN = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    ["x.yaml:1:2: error[SL201] no", "3 | x.yaml:1:2: note[SL201] no", "::error::no", "\x1b[31m", "error[SL101] : 1:1:"]
)


@st.composite
def findings(draw: st.DrawFn) -> Placed:
    """A finding anywhere, with any message."""
    name = draw(FILES.filter(lambda name: not name.startswith(" ") and not re.match(r"\d+ \| ", name)))
    line, column = draw(st.integers(1, 99999)), draw(st.integers(1, 300))
    span = Span(name, line, column, line, column + draw(st.integers(0, 9)))
    source = draw(SEEN).replace("\n", " ").replace("\r", " ")
    diagnostic = Diagnostic(draw(st.sampled_from(sorted(CATALOGUE))), draw(SEEN), span, help=draw(SEEN))
    return Placed(diagnostic, span, source, tuple((text, span) for text in draw(st.lists(SEEN, max_size=1))))


@QUICK
@given(st.lists(findings(), max_size=3))
def test_every_finding_is_one_issue_and_nothing_else_is(found: list[Placed]) -> None:
    lines = to_text(found, Paint(False)).split("\n")

    assert [seen for line in lines if (seen := issue(line))] == [expected(one) for one in found]


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> str:
    """A code whose findings are notes."""
    catalogue = {**CATALOGUE, "SL999": Code("as-it-were", Severity.NOTE)}
    monkeypatch.setattr("stepladder.diagnostics.CATALOGUE", catalogue)
    return "SL999"


def test_a_note_is_an_issue_too(noted: str) -> None:
    span = Span("pathways/x.yaml", 3, 7, 3, 9)
    found = Placed(Diagnostic(noted, "it is so", span), span, "")

    assert issue(str(found)) == ("pathways/x.yaml", 3, 7, "notice", noted, "it is so")


def broken(text: str) -> str:
    """A pathway with mistakes of several kinds."""
    return text.replace("thunderclap", "thunderclapp", 1).replace("paracetamol_trial", "paracetamol", 1) + "\nodd: 1\n"


def test_what_validate_really_prints_is_read_whole(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.yaml")
    path.write_text(broken(path.read_text()))

    printed = cli("validate", "--skip", "proofs").stdout
    found = check(find(str(path))).findings

    assert len(found) > 3
    assert [seen for line in printed.split("\n") if (seen := issue(line))] == [expected(one) for one in found]


def test_the_file_of_an_issue_is_there_as_seen_from_where_the_command_ran(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.yaml")
    path.write_text(broken(path.read_text()))

    seen = [found for line in cli("validate", "--skip", "proofs").stdout.split("\n") if (found := issue(line))]

    names = {name for name, *_ in seen}
    assert "pathways/headache-steps.yaml" in names
    assert all(Path(name).is_file() for name in names)


@pytest.mark.node
@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node.js here")
def test_another_language_reads_the_same(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.yaml")
    path.write_text(broken(path.read_text()))
    printed = cli("validate", "--skip", "proofs").stdout
    script = """
        const {problemMatcher: [{pattern: [pattern]}]} = JSON.parse(process.argv[1]);
        const found = process.argv[2].split("\\n").map(line => new RegExp(pattern.regexp).exec(line)).filter(Boolean);
        console.log(JSON.stringify(found.map(([, file, line, column, severity, code, message]) =>
            [file, +line, +column, severity, code, message])));
    """

    matcher = json.dumps({"problemMatcher": MATCHERS})
    done = subprocess.run(["node", "-e", script, matcher, printed], capture_output=True, text=True, check=True)

    seen = [list(found) for line in printed.split("\n") if (found := issue(line))]
    assert json.loads(done.stdout) == seen
