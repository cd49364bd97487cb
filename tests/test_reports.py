"""Findings for GitHub and for JUnit, several reports at once, and which findings are told."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, TestSuite

from stepladder.cli.commands import validate as validate_
from stepladder.diagnostics import CATALOGUE, Diagnostic, Severity, Span
from stepladder.library.parallel import Seen
from stepladder.library.suppressions import Placed
from stepladder.report.addresses import address, from_root
from stepladder.report.diagnostics.to_github import command, to_github, to_summary, worst_first
from stepladder.report.diagnostics.to_junit import to_junit
from stepladder.report.diagnostics.to_text import to_text
from stepladder.report.formats import FORMATS
from stepladder.report.scope import Looked
from stepladder.text.characters import printable
from stepladder.text.terminal import Paint
from tests.conftest import Cli

HEADACHE = (Path(__file__).parent / "data" / "headache-steps.yaml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def outside_of_github(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests may themselves be run by a job, whose summary and paths are none of theirs."""
    for name in ("STEP_SUMMARY", "WORKSPACE", "SERVER_URL", "REPOSITORY", "SHA"):
        monkeypatch.delenv(f"GITHUB_{name}", raising=False)


@pytest.fixture
def wrong(folder: Path) -> Path:
    """The small pathway with two errors and a warning in it."""
    path = folder / "pathways" / "headache-steps.yaml"
    text = HEADACHE.replace("to: emergency, when", "to: emergeny, when", 1)
    text = text.replace("asks: [kidney, takes_warfarin]", "asks: [kidny, takes_warfarin]", 1)
    path.write_text(text.replace("    unit: a                       # UCUM\n", "", 1), encoding="utf-8")
    return path


def found(code: str, message: str, file: str = "x.yaml", line: int = 3, column: int = 5, **more: str) -> Placed:
    span = Span(file, line, column, line, column + 4)
    return Placed(Diagnostic(code, message, span, **more), span, "    some: thing")  # type: ignore[arg-type]


def looked(*findings: Placed, fail_on: Severity = Severity.ERROR, files: tuple[str, ...] = ("x.yaml",)) -> Looked:
    return Looked((Seen("x.yaml", "x", files, True, findings, (), 3, 1, 0),), fail_on)


def test_the_name_of_a_file_cannot_steer_a_terminal_or_forge_a_line() -> None:
    one = found("SL101", "'x' is no key", file="a\x1b[31m\nb.yaml")

    text = to_text([one], Paint(False))

    assert text.startswith("a\\x1b[31m\\nb.yaml:3:5: error[SL101] ")
    assert str(one) == text.splitlines()[0]


# GitHub


DATA = {"%0D": "\r", "%0A": "\n", "%25": "%"}
PROPERTY = {**DATA, "%3A": ":", "%2C": ","}


def decoded(line: str) -> tuple[str, dict[str, str], str]:
    """What GitHub's runner makes of a line, written after the description of its workflow commands."""
    whole = re.fullmatch(r"::(?P<name>[a-z]+)(?: (?P<properties>[^:]*))?::(?P<data>[^\r\n]*)", line)
    assert whole is not None, line
    pairs = [pair.split("=", 1) for pair in (whole["properties"] or "").split(",") if pair]
    properties = {key: _unescaped(value, PROPERTY) for key, value in pairs}
    return whole["name"], properties, _unescaped(whole["data"], DATA)


def _unescaped(text: str, signs: dict[str, str]) -> str:
    return re.sub("|".join(signs), lambda sign: signs[sign.group()], text)


@given(st.text(), st.text(), st.text())
def test_every_text_arrives_as_it_is(file: str, title: str, text: str) -> None:
    line = command("error", {"file": file, "line": 1, "title": title}, text)

    assert decoded(line) == ("error", {"file": file, "line": "1", "title": title}, text)


@given(st.text(alphabet="%0AD25,:\r\n=3C", max_size=12))
def test_a_text_that_looks_escaped_arrives_as_it_is(text: str) -> None:
    name, properties, data = decoded(command("warning", {"title": text}, text))

    assert (name, properties["title"], data) == ("warning", text, text)


def test_an_annotation_has_its_place_its_code_and_what_to_do(wrong: Path, cli: Cli) -> None:
    result = cli("validate", "--format", "github")

    name, properties, text = decoded(result.stdout.splitlines()[0])
    assert name == "error"
    assert properties == {
        "file": "pathways/headache-steps.yaml",
        "line": "69",
        "endLine": "69",
        "col": "14",
        "endColumn": "22",
        "title": "SL201 unknown-step",
    }
    assert text == "'red_flags' leads to 'emergeny', which is not a step\nhelp: did you mean 'emergency'?"


def test_the_worst_come_first_because_only_ten_are_shown() -> None:
    mixed = [
        found("SL505", "a", line=1),
        found("SL801", "b", line=2),
        found("SL201", "c", line=9),
        found("SL201", "d", line=4),
        found("SL001", "e", line=30),
    ]

    lines = to_github(mixed, looked(*mixed)).splitlines()

    assert [decoded(line)[2] for line in lines] == ["e", "d", "c", "b", "a"]
    assert [decoded(line)[0] for line in lines] == ["error"] * 4 + ["warning"]


def test_what_spans_lines_has_no_columns_as_github_wants_it() -> None:
    span = Span("x.yaml", 3, 5, 7, 2)
    finding = Placed(Diagnostic("SL501", "it", span), span, "")

    _, properties, _ = decoded(to_github([finding], looked()).strip())

    assert properties == {"file": "x.yaml", "line": "3", "endLine": "7", "title": "SL501 no-source"}


def test_what_came_from_standard_input_has_its_place_in_the_text() -> None:
    _, properties, text = decoded(to_github([found("SL201", "it", "<stdin>")], looked()).strip())

    assert "file" not in properties
    assert text == "<stdin>:3:5: it"


def test_a_workspace_without_git_is_a_root_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, wrong: Path, cli: Cli
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(folder))
    monkeypatch.chdir(folder / "pathways")

    lines = cli("validate", "headache-steps.yaml", "--format", "github").stdout.splitlines()

    assert decoded(lines[0])[1]["file"] == "pathways/headache-steps.yaml"


def told_paths(cli: Cli, name: str) -> dict[str, str]:
    """What each report for programs calls the file about which `validate` has an error, and the case that fails."""
    outputs = {
        kind: cli("validate", name, "--skip", "cases", "--format", kind).stdout
        for kind in ("github", "sarif", "junit", "json")
    }
    located = json.loads(outputs["sarif"])["runs"][0]["results"][-1]["locations"][0]["physicalLocation"]
    failed = ET.fromstring(outputs["junit"]).findall(".//testcase[failure]")[-1]
    junit = ET.fromstring(cli("test", name, "--format", "junit").stdout)
    cases = json.loads(cli("test", name, "--format", "json").stdout)["diagnostics"]
    return {
        "github": decoded(outputs["github"].splitlines()[0])[1]["file"],
        "sarif": located["artifactLocation"]["uri"],
        "junit": failed.get("file") or "",
        "json": json.loads(outputs["json"])["diagnostics"][-1]["file"],
        "name in junit": (ET.fromstring(outputs["junit"]).findall(".//testcase[failure]")[-1].get("name") or "").split(
            ":"
        )[0][6:],
        "junit of test": junit.findall(".//testcase")[-1].get("file") or "",
        "text in junit of test": junit.findall(".//error")[-1].text.split(":")[0],  # type: ignore[union-attr]  # it is there
        "json of test": cases[-1]["file"],
        "text in a GitHub job": cli("validate", name, env={"GITHUB_ACTIONS": "true"}).stdout.split(":")[0],
    }


@pytest.mark.parametrize(
    ("git", "stand", "name", "expected"),
    [
        ("folder", ".", "pathways/headache-steps.yaml", "pathways/headache-steps.yaml"),
        ("folder", "pathways", "headache-steps.yaml", "pathways/headache-steps.yaml"),
        ("file", "pathways", "headache-steps.yaml", "pathways/headache-steps.yaml"),
        ("folder", "deep/er", "../../pathways/headache-steps.yaml", "pathways/headache-steps.yaml"),
        ("folder", "deep/er", "{here}/pathways/headache-steps.yaml", "pathways/headache-steps.yaml"),
        ("folder", "deep/er", "../link/headache-steps.yaml", "deep/link/headache-steps.yaml"),
        ("folder", "deep/er", "{link}/pathways/headache-steps.yaml", "pathways/headache-steps.yaml"),
        ("none", "pathways", "headache-steps.yaml", "headache-steps.yaml"),
        ("none", ".", "pathways/headache-steps.yaml", "pathways/headache-steps.yaml"),
    ],
)
def test_every_report_tells_paths_from_the_root_of_the_repository(
    folder: Path, monkeypatch: pytest.MonkeyPatch, wrong: Path, cli: Cli, git: str, stand: str, name: str, expected: str
) -> None:
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    if git == "folder":
        (folder / ".git").mkdir()
    if git == "file":
        (folder / ".git").write_text("gitdir: /elsewhere/.git/worktrees/here\n")
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "link").symlink_to("../pathways")
    link = folder.parent / f"{folder.name}-link"
    link.symlink_to(folder)
    monkeypatch.chdir(folder / stand)

    found = told_paths(cli, name.format(here=folder, link=link))

    assert found == dict.fromkeys(found, expected)


def test_a_file_outside_of_the_root_is_told_from_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / "repository" / "deep"
    deep.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    monkeypatch.chdir(deep)

    assert from_root("../../draft.yaml") == "../draft.yaml"
    assert from_root("/elsewhere/draft.yaml") == "/elsewhere/draft.yaml"
    assert from_root("") == ""


def test_the_summary_of_a_job_is_added_to(folder: Path, monkeypatch: pytest.MonkeyPatch, wrong: Path, cli: Cli) -> None:
    summary = folder / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))

    result = cli("validate", "-o", "github=annotations.txt")

    text = summary.read_text(encoding="utf-8")
    assert result.exit_code == 1
    assert text.startswith("before\n### stepladder validate\n\n1 pathway, 2 files, ")
    assert "| error | SL201 unknown-step | pathways/headache-steps.yaml:69:14 | 'red&#95;flags' leads to " in text


def test_no_summary_is_written_where_nobody_asked_for_github(
    folder: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder / "summary.md"))

    assert cli("validate").exit_code == 0
    assert not (folder / "summary.md").exists()


def test_a_summary_that_cannot_be_written_ends_with_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder / "missing" / "summary.md"))

    result = cli("validate", "--format", "github")

    assert result.exit_code == 2
    assert "summary.md: no such file or directory" in result.stderr


def test_a_row_of_the_summary_leads_to_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("SERVER_URL", "https://example.org"), ("REPOSITORY", "a/b"), ("SHA", "c0ffee")):
        monkeypatch.setenv(f"GITHUB_{name}", value)

    text = to_summary([found("SL201", "it", "x (1).yaml")], "1 file: 1 error")

    assert "[x (1).yaml:3:5](https://example.org/a/b/blob/c0ffee/x%20%281%29.yaml#L3)" in text


def test_nothing_in_a_cell_is_taken_for_markdown_or_calls_somebody() -> None:
    text = to_summary([found("SL201", "a | <b> `c` @somebody")], "line")

    assert "| a &#124; &#60;b&#62; &#96;c&#96; &#64;somebody |" in text


def test_a_long_summary_is_cut_and_says_so() -> None:
    text = to_summary([found("SL201", f"it {n}") for n in range(1_200)], "line")

    assert text.count("\n| error |") == 1_000
    assert "The log has 200 findings more." in text


# JUnit


def suites(text: str) -> list[TestSuite]:
    """What a reader other than ours finds."""
    return list(JUnitXml.fromstring(text.encode()))


def test_a_finding_that_fails_the_command_is_a_test_that_fails_with_its_place(wrong: Path, cli: Cli) -> None:
    result = cli("validate", "--format", "junit")

    (suite,) = suites(result.stdout)
    failed = [case for case in suite if case.result]
    (failure,) = failed[0].result
    assert (suite.name, suite.tests, suite.failures) == ("headache-steps", 4, 2)
    assert isinstance(failure, Failure)
    assert failed[0].name == "SL201 pathways/headache-steps.yaml:69:14"
    assert failure.type == "SL201 unknown-step"
    assert failure.message == "'red_flags' leads to 'emergeny', which is not a step"
    assert "69 |       - {to: emergeny, when: thunderclap" in failure.text
    assert "help: did you mean 'emergency'?" in failure.text


def test_a_finding_that_does_not_fail_the_command_is_no_failure() -> None:
    warning = found("SL501", "it")

    (suite,) = suites(to_junit([warning], looked(warning)))
    (strict,) = suites(to_junit([warning], looked(warning, fail_on=Severity.WARNING)))

    assert (suite.tests, suite.failures, strict.failures) == (1, 0, 1)
    assert "warning[SL501] it" in str(next(iter(suite)).system_out)


def test_every_file_without_findings_is_a_test_that_passes() -> None:
    (suite,) = suites(to_junit([], looked(files=("x.yaml", "x.cases.yaml"))))

    assert [case.name for case in suite] == ["x.yaml", "x.cases.yaml"]
    assert not [case for case in suite if any(isinstance(one, Failure | Error) for one in case.result)]


def test_the_totals_are_those_of_the_tests() -> None:
    one, two = found("SL201", "a"), found("SL501", "b")
    root = ET.fromstring(to_junit([one, two], looked(one, two)))

    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    assert len(list(root.iter("testcase"))) == 2
    assert len(list(root.iter("failure"))) == 1


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=())))
def test_every_text_can_stand_in_xml(text: str) -> None:
    element = ET.Element("a", b=printable(text))
    element.text = printable(text)

    back = ET.fromstring(ET.tostring(element, encoding="unicode").encode())

    assert back.text is None or back.text.replace("\n", "") == re.sub("[\r\n]", "", printable(text))


@given(st.text(), st.text())
def test_a_report_of_every_finding_is_xml(message: str, line: str) -> None:
    span = Span(line, 1, 1, 1, 2)
    finding = Placed(Diagnostic("SL201", message, span, help=message), span, line)
    both = Looked((Seen(line, message, (line,), True, (finding,), (), 0, 0, 0),))

    assert ET.fromstring(to_junit([finding], both).encode()).get("failures") == "1"


# All of them


def test_the_command_knows_every_format() -> None:
    assert tuple(FORMATS) == validate_.KINDS


@pytest.mark.parametrize("kind", FORMATS)
def test_a_format_is_the_same_on_standard_output_and_in_a_file(kind: str, wrong: Path, cli: Cli) -> None:
    result = cli("validate", "--format", kind, "-o", f"{kind}=report")

    written = Path("report").read_text(encoding="utf-8")
    assert result.exit_code == 1
    assert written.strip() == result.stdout.strip()
    assert "SL201" in written


def test_several_reports_are_written_at_once(wrong: Path, cli: Cli) -> None:
    result = cli("validate", "-o", "sarif=a.sarif", "-o", "junit=a.xml", "-o", "json=a.json", "-o", "github=a.txt")

    assert result.exit_code == 1
    assert len(json.loads(Path("a.sarif").read_text())["runs"][0]["results"]) == 3
    assert len(json.loads(Path("a.json").read_text())["diagnostics"]) == 3
    assert len(Path("a.txt").read_text().splitlines()) == 3
    assert Path("a.xml").read_text().count("<testcase") == 4
    assert result.stdout.count("\n  help:") > 1


def test_a_report_of_nothing_says_what_was_looked_at(folder: Path, cli: Cli) -> None:
    texts = {kind: cli("validate", "--format", kind).stdout for kind in FORMATS}

    assert (texts["text"], texts["github"]) == ("", "")
    assert json.loads(texts["sarif"])["runs"][0]["results"] == []
    assert json.loads(texts["sarif"])["runs"][0]["properties"]["lookedAt"]["steps"] == 8
    assert [case.name for case in suites(texts["junit"])[0]] == [
        "pathways/headache-steps.yaml",
        "pathways/headache-steps.cases.yaml",
    ]


@pytest.mark.parametrize("given_", ["pdf=x.pdf", "sarif=", "sarif", "=x"])
def test_an_unknown_report_is_refused_before_anything_is_checked(given_: str, folder: Path, cli: Cli) -> None:
    result = cli("validate", "-o", given_)

    assert result.exit_code == 2
    assert "-o takes FORMAT=FILE with one of the formats text, json, github, sarif, junit" in result.stderr


def test_a_report_that_cannot_be_written_ends_with_a_sentence(folder: Path, cli: Cli) -> None:
    result = cli("validate", "-o", "sarif=missing/x.sarif")

    assert result.exit_code == 2
    assert "missing/x.sarif: no such file or directory" in result.stderr


@pytest.mark.parametrize("kind", FORMATS)
def test_a_name_that_is_no_utf8_stops_no_report(kind: str, folder: Path, cli: Cli) -> None:
    path = Path("pathways/gr\udcf6sse.yaml")
    try:
        path.write_text(HEADACHE, encoding="utf-8")
    except (OSError, UnicodeError):
        pytest.skip("this file system takes no such name")

    result = cli("validate", "-o", f"{kind}=report")

    assert result.exit_code == 1, result.stderr
    assert b"SL103" in Path("report").read_bytes()
    if kind == "sarif":
        assert "gr%F6sse.yaml" in Path("report").read_text()


# Which findings are told, and what never fails open


def test_only_selected_findings_are_told_and_the_others_are_counted(folder: Path, cli: Cli) -> None:
    path = folder / "pathways" / "headache-steps.yaml"
    path.write_text(HEADACHE.replace("    unit: a                       # UCUM\n", ""), encoding="utf-8")

    result = cli("validate", "--select", "SL6", "--fail-on", "warning")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.endswith("1 case: nothing to report; 1 finding not selected\n")


def test_ignored_findings_are_counted_too(folder: Path, cli: Cli) -> None:
    path = folder / "pathways" / "headache-steps.yaml"
    path.write_text(HEADACHE.replace("    unit: a                       # UCUM\n", ""), encoding="utf-8")

    assert cli("validate", "--fail-on", "warning").exit_code == 1
    assert "1 finding not selected" in cli("validate", "--ignore", "SL5", "--fail-on", "warning").stderr


def test_what_cannot_be_silenced_is_told_whatever_is_selected(wrong: Path, cli: Cli) -> None:
    result = cli("validate", "--select", "SL6")

    assert result.exit_code == 1
    assert "error[SL201]" in result.stdout


def test_the_settings_of_the_repository_hold(folder: Path, cli: Cli) -> None:
    (folder / "pathways").rename(folder / "ladders")
    path = folder / "ladders" / "headache-steps.yaml"
    path.write_text(HEADACHE.replace("    unit: a                       # UCUM\n", ""), encoding="utf-8")
    section = '[tool.stepladder]\npaths = ["ladders"]\nfail-on = "warning"\n'
    (folder / "pyproject.toml").write_text(section)

    strict = cli("validate")
    (folder / "pyproject.toml").write_text(f'{section}ignore = ["SL502"]\n')
    mild = cli("validate")

    assert (strict.exit_code, mild.exit_code) == (1, 0)
    assert "ladders/headache-steps.yaml" in strict.stdout
    assert "1 finding not selected" in mild.stderr


def test_an_option_goes_before_the_settings(folder: Path, cli: Cli) -> None:
    path = folder / "pathways" / "headache-steps.yaml"
    path.write_text(HEADACHE.replace("    unit: a                       # UCUM\n", ""), encoding="utf-8")
    (folder / "pyproject.toml").write_text('[tool.stepladder]\nfail-on = "warning"\n')

    assert cli("validate", "--fail-on", "error").exit_code == 0


@pytest.mark.parametrize("text", ["", "steps: {}\n", HEADACHE.split("steps:", maxsplit=1)[0] + "steps: {}\n"])
def test_a_pathway_without_steps_is_an_error(text: str, folder: Path, cli: Cli) -> None:
    Path("empty.yaml").write_text(text, encoding="utf-8")

    result = cli("validate", "empty.yaml")

    assert result.exit_code in (1, 2)
    assert "error[" in result.stdout


@pytest.mark.parametrize("name", ["only.cases.yaml", "only.origins.yaml", "notes.txt"])
def test_a_folder_in_which_there_is_no_pathway_is_an_error(name: str, folder: Path, cli: Cli) -> None:
    Path("nothing").mkdir()
    Path("nothing", name).write_text("stepladder: 1\n")

    result = cli("validate", "nothing")

    assert result.exit_code == 2
    assert "there is no pathway in the folder nothing" in result.stderr


@pytest.mark.parametrize("kind", ["cases", "origins"])
def test_a_file_whose_pathway_is_not_there_is_an_error(kind: str, folder: Path, cli: Cli) -> None:
    Path(f"pathways/mispelt.{kind}.yaml").write_text("stepladder: 1\n")

    result = cli("validate")

    assert result.exit_code == 2
    assert f"pathways/mispelt.{kind}.yaml: its pathway is not beside it" in result.stderr


# Addresses


def test_an_address_is_relative_where_it_can_be_and_says_nothing_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stepladder.library.registry import shipped

    here, home = tmp_path / "here", tmp_path / "home"
    here.mkdir()
    home.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(home))

    def shown(path: object) -> tuple[str, str | None]:
        found = address(str(path))
        return found.uri, found.base

    assert shown("./a/../b c.yaml") == ("b%20c.yaml", "%SRCROOT%")
    assert shown(here / "ü#?.yaml") == ("%C3%BC%23%3F.yaml", "%SRCROOT%")
    assert shown(home / "x.yaml") == ("x.yaml", "HOME")
    assert shown(shipped() / "headache-steps.yaml") == ("headache-steps.yaml", "STEPLADDER")
    assert shown("/elsewhere/x y.yaml") == ("file:///elsewhere/x%20y.yaml", None)


@given(st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1))
def test_an_address_leads_back_to_the_name(name: str) -> None:
    if name in (".", "..") or (name.startswith("<") and name.endswith(">")):
        return

    assert unquote(address(f"a/{name}").uri) == f"a/{name}"
    assert from_root(f"a/{name}") == f"a/{name}"


def test_what_is_worst_is_the_same_for_every_code() -> None:
    every = [found(code, "it") for code in CATALOGUE]

    ranks = [one.severity.rank for one in worst_first(every)]

    assert ranks == sorted(ranks)


# The page about them

PAGE = (Path(__file__).parents[1] / "docs" / "reports.md").read_text(encoding="utf-8")


@pytest.fixture
def of_the_page(folder: Path) -> Path:
    """The file that the page's examples are about."""
    path = folder / "pathways" / "headache-steps.yaml"
    text = HEADACHE.replace("to: emergency, when", "to: emergeny, when", 1)
    path.write_text(text.replace("    unit: a                       # UCUM\n", "", 1), encoding="utf-8")
    return path


@pytest.mark.parametrize("example", re.findall(r"^```console\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE))
def test_the_page_shows_what_comes_out(example: str, of_the_page: Path, cli: Cli) -> None:
    first, _, shown = example.partition("\n")

    result = cli(*shlex.split(first.removeprefix("$ stepladder ")))

    assert result.stdout + result.stderr == shown


def test_the_pieces_of_reports_on_the_page_are_real(of_the_page: Path, cli: Cli) -> None:
    (json_piece,) = re.findall(r"^```json\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    (xml_piece,) = re.findall(r"^```xml\n(.*?)\n```", PAGE, re.DOTALL | re.MULTILINE)

    log = json.loads(cli("validate", "--format", "sarif").stdout)

    result = json.loads(json_piece)
    (real,) = [one for one in log["runs"][0]["results"] if one["ruleId"] == "SL201"]
    assert real == result
    assert xml_piece in cli("validate", "--format", "junit").stdout


def test_a_line_of_millions_of_characters_stays_one_line(folder: Path, cli: Cli) -> None:
    keys = ", ".join(["same: 1"] * 100_000)
    Path("long.yaml").write_text(f"{{{keys}}}\n")

    result = cli("validate", "long.yaml", *(f"-o{kind}=report.{kind}" for kind in FORMATS), "--format", "github")

    assert result.exit_code == 2
    assert len(result.stdout.splitlines()) > 400
    assert max(Path(f"report.{kind}").stat().st_size for kind in FORMATS) < 1_000_000
