"""docs/authoring.md is true: its example is mended as it says, and its commands, findings, links and codes exist."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from stepladder.cli.main import group
from tests import test_repository as repository
from tests.conftest import DATA, Cli

PAGE = (DATA.parents[1] / "docs" / "authoring.md").read_text(encoding="utf-8")
CUT = "[…]\n"
"""Stands where the page leaves something out of what is printed."""


def shown(name: str, language: str) -> list[str]:
    """The blocks of the page with this mark, in order."""
    return re.findall(rf"<!-- {re.escape(name)} -->\n```{language}\n(.*?)```", PAGE, re.DOTALL)


def mended(text: str, number: int) -> str:
    """The pathway with the lines of one mend taken out and put in; each part of it fits at one place."""
    for hunk in "".join(shown(f"mend: {number}", "diff")).split("\n\n"):
        lines = hunk.splitlines()
        old = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
        new = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


DRAFT = shown("draft", "yaml")[0]
SECOND = mended(mended(DRAFT, 1), 2)
FINAL = mended(SECOND, 3)
CASES = shown("cases", "yaml")[0]
STAGES = {"draft": DRAFT, "mend 2": SECOND}
SPANS = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL))
COMMANDS = [
    *(span for span in SPANS if span.startswith("stepladder ")),
    *(
        line[2:]
        for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
        for line in re.findall(r"\$ .*", block)
    ),
]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with an empty ./pathways, and nothing in the environment that changes what is printed."""
    (tmp_path / "pathways").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "ACCESSIBLE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def write(text: str, cases: str | None = None) -> None:
    """Put the example into ./pathways of the working folder."""
    Path("pathways/hiccup-steps.yaml").write_text(text)
    if cases is not None:
        Path("pathways/hiccup-steps.cases.yaml").write_text(cases)


def found(cli: Cli) -> list[tuple[str, str]]:
    """What `validate` finds: each code, and the name at its place."""
    result = cli("validate", "--format", "json", "--fail-on", "note")
    lines = Path("pathways/hiccup-steps.yaml").read_text().splitlines()
    diagnostics = json.loads(result.stdout)["diagnostics"]
    return sorted((one["code"], lines[one["line"] - 1].partition(":")[0].strip()) for one in diagnostics)


def timeless(text: str) -> str:
    """What is printed without how long it took."""
    return re.sub(r"\d+\.\d\d s\b", "0.00 s", text)


def assert_shown_in(part: str, whole: str) -> None:
    """Between the cuts stands what was printed, word by word and in order."""
    rest = timeless(whole)
    for piece in filter(None, timeless(part).split(CUT)):
        before, _, after = rest.partition(piece)
        assert piece in rest, f"not printed, or not in this order:\n{piece}\nbut:\n{before}"
        rest = after


# the example


def test_the_first_draft_has_the_findings_that_the_page_tells(desk: Path, cli: Cli) -> None:
    write(DRAFT)

    assert found(cli) == [
        ("SL601", "choose_remedy"),
        ("SL601", "warning_signs"),
        ("SL604", "sick-lungs"),
        ("SL606", "look_again"),
        ("SL607", "no-breath-holding"),
    ]
    result = cli("validate")
    assert "`4 errors, 1 warning`" in PAGE
    assert "0 cases: 4 errors, 1 warning" in result.stderr
    assert "take it out, or write `backstop: true` if it is a second line" in result.stdout


@pytest.mark.parametrize("stage", STAGES)
def test_what_is_printed_of_the_proofs_is_what_verify_prints(stage: str, desk: Path, cli: Cli) -> None:
    write(STAGES[stage])
    parts = shown(f"verify: {stage}", "text")

    result = cli("verify", "hiccup-steps", "--witness-dir", "witnesses")

    assert result.exit_code == 1
    assert len(parts) == {"draft": 3, "mend 2": 1}[stage]
    for part in parts:
        assert_shown_in(part, result.stdout)


def test_the_first_mend_ends_the_first_finding_and_no_other(desk: Path, cli: Cli) -> None:
    write(DRAFT)
    before = found(cli)
    write(mended(DRAFT, 1))

    assert found(cli) == [finding for finding in before if finding != ("SL601", "warning_signs")]


def test_two_findings_are_left_after_the_second_mend(desk: Path, cli: Cli) -> None:
    write(SECOND)

    assert found(cli) == [("SL601", "choose_remedy"), ("SL606", "look_again")]


def test_the_first_run_took_a_remedy_that_failed(desk: Path, cli: Cli) -> None:
    write(DRAFT)

    assert (
        "Path: warning_signs > choose_remedy > hold_breath > look_again > choose_remedy\n"
        in cli("verify", "hiccup-steps", "--only", "SL601").stdout
    )


def test_the_last_version_validates_without_a_word(desk: Path, cli: Cli) -> None:
    write(FINAL, CASES)

    result = cli("validate", "--fail-on", "note")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.endswith("4 cases: nothing to report\n")


def test_every_claim_of_the_last_version_is_proved_and_tested_by_something(desk: Path, cli: Cli) -> None:
    write(FINAL, CASES)
    result = cli("verify", "hiccup-steps", "--format", "json")
    answers = json.loads(result.stdout)["results"]

    claims = [one for one in answers if one["question"] == "SL604"]
    assert [one["subject"] for one in claims] == list(yaml.safe_load(FINAL)["claims"])
    assert {one["verdict"] for one in answers} == {"proved"}
    assert not any(one["vacuous"] for one in claims)


def test_the_last_version_ends_verify_as_the_page_says(desk: Path, cli: Cli) -> None:
    write(FINAL)
    (line,) = re.findall(r"`(\d+ steps, .* proved)`", PAGE)

    assert cli("verify", "hiccup-steps").stderr.startswith(f"{line}, in ")


def test_the_witness_is_written_as_the_page_shows_and_can_be_walked(desk: Path, cli: Cli) -> None:
    write(DRAFT)
    cli("verify", "hiccup-steps", "--witness-dir", "witnesses")
    file = Path("witnesses/hiccup-steps.SL601-warning_signs.cases.yaml")

    walked = cli("walk", "hiccup-steps", "--no-input", "--answers", str(file))

    assert_shown_in(shown("witness", "yaml")[0], file.read_text())
    assert walked.exit_code == 1, walked.stdout


def test_the_witness_that_is_kept_as_it_is_fails_once_the_gap_is_closed(desk: Path, cli: Cli) -> None:
    write(DRAFT)
    cli("verify", "hiccup-steps", "--witness-dir", "witnesses")
    write(FINAL, Path("witnesses/hiccup-steps.SL601-warning_signs.cases.yaml").read_text())

    assert cli("test").exit_code == 1


def test_the_cases_pass_and_come_to_every_exit_and_rule(desk: Path, cli: Cli) -> None:
    write(FINAL, CASES)

    result = cli("test")

    (part,) = shown("test", "console")
    assert part == f"$ stepladder test\n{result.stdout}{result.stderr}"
    numbers = dict(re.findall(r"(steps|exits|rules) (\d+/\d+)", part))
    assert all(met == wanted for met, wanted in (ratio.split("/") for ratio in numbers.values()))
    assert len(numbers) == 3


@pytest.mark.parametrize(("hour", "case"), [(23, "an-hour-short-of-a-day"), (25, "a-full-day")])
def test_the_near_miss_pair_notices_a_boundary_that_moves(hour: int, case: str, desk: Path, cli: Cli) -> None:
    write(FINAL.replace("duration < 24", f"duration < {hour}").replace("duration >= 24", f"duration >= {hour}"), CASES)

    results = json.loads(cli("test", "--format", "json", "--no-coverage").stdout)["cases"]

    assert [one["case"] for one in results if one["status"] == "failed"] == [case]


def test_every_mutant_is_noticed(desk: Path, cli: Cli) -> None:
    write(FINAL, CASES)

    assert "mutants 100 % (" in cli("test", "--mutate").stdout


def test_what_is_not_covered_is_twenty_five_hours_and_suggest_writes_that_case(desk: Path, cli: Cli) -> None:
    write(FINAL, CASES)
    lacking = json.loads(cli("test", "--format", "json").stdout)["coverage"][0]["lacking"]

    suggested = cli("test", "--suggest", "1")

    assert [(one["kind"], "25 (just above)" in one["words"]) for one in lacking] == [("threshold", True)] * 2
    assert yaml.safe_load(suggested.stdout)["cases"][0]["facts"]["duration"] == 25


def test_the_last_version_deserves_a_major_one(desk: Path, cli: Cli) -> None:
    Path("before").mkdir()
    Path("before/hiccup-steps.yaml").write_text(DRAFT)
    write(FINAL)

    result = cli("compare", "before/hiccup-steps.yaml", "pathways/hiccup-steps.yaml", "--format", "json")

    assert json.loads(result.stdout)["deserves"] == "major"


@pytest.mark.parametrize("claim", [span for span in SPANS if span.startswith("{")])
def test_every_claim_that_the_advice_shows_can_be_written_and_is_proved(claim: str, desk: Path, cli: Cli) -> None:
    write(f"{FINAL}  shown: {claim}\n")

    result = cli("verify", "hiccup-steps", "--only", "shown", "--fail-on", "warning")

    assert result.exit_code == 0, result.stdout


def test_every_sentence_of_the_advice_becomes_something_and_is_named_there() -> None:
    sentences = [int(number) for number in re.findall(r"^> (\d+)\. ", PAGE, re.MULTILINE)]
    table = PAGE.partition("| sentence | is about | becomes |\n")[2].partition("\n\n")[0]
    rows = [int(number) for row in re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE) for number in row.split(", ")]
    comments = {int(n) for line in re.findall(r"# ([\d, ]+)$", DRAFT, re.MULTILINE) for n in line.split(", ")}

    assert sentences == list(range(1, 13))
    assert rows == sentences
    assert sorted(comments) == sentences


def test_what_the_table_of_sentences_names_is_in_the_first_draft() -> None:
    table = PAGE.partition("| sentence | is about | becomes |\n")[2].partition("\n\n")[0]

    assert [name for name in re.findall(r"`([^`]+)`", table) if name not in DRAFT] == []


def test_the_example_says_that_it_is_invented() -> None:
    sources: dict[str, Any] = yaml.safe_load(FINAL)["sources"]

    assert "This text is **invented for the lesson**." in PAGE
    assert [(one["kind"], "invented for this lesson" in one["title"]) for one in sources.values()] == [
        ("background", True)
    ]
    assert set(re.findall(r"basis: (\w+)", FINAL)) == {"teaching"}


# commands, codes and links


def test_a_copy_brings_its_sources_along_and_says_in_its_first_line_where_it_is_from(desk: Path, cli: Cli) -> None:
    shutil.copy(DATA / "headache-steps.yaml", "pathways")
    cli("new", "my-pathway", "--from", "headache-steps")
    text = Path("pathways/my-pathway.yaml").read_text()
    copy = yaml.safe_load(text)

    assert "headache-steps" in text.splitlines()[0]
    assert copy["status"] == "draft"
    assert not {"reviewed", "review_by", "authors"} & set(copy)
    assert "EXAMPLE2020" in copy["sources"]


def options(name: str) -> set[str]:
    """What a command takes."""
    command = group.get_command(click.Context(group), name)
    assert command is not None, f"there is no command {name}"
    return {option for one in command.params for option in (*one.opts, *one.secondary_opts)}


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_page_exists_with_its_options(line: str) -> None:
    _, name, *words = shlex.split(line)

    assert {word for word in words if word.startswith("-")} <= options(name)


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_page_runs(line: str, desk: Path, cli: Cli) -> None:
    _, name, *words = shlex.split(line)
    write(FINAL, CASES)
    Path("before").mkdir()
    Path("before/hiccup-steps.yaml").write_text(DRAFT)
    shutil.copy(DATA / "headache-steps.yaml", "pathways")
    if name != "new":
        for kind in ("", ".cases"):
            text = Path(f"pathways/hiccup-steps{kind}.yaml").read_text()
            Path(f"pathways/my-pathway{kind}.yaml").write_text(text.replace("hiccup-steps", "my-pathway"))

    result = cli(name, *words, input="")

    assert result.exit_code in {0, 1, 3}, result.output


def test_every_option_that_stands_alone_is_one_of_some_command() -> None:
    known = {option for name in group.list_commands(click.Context(group)) for option in options(name)}
    alone = {span.split()[0] for span in SPANS if span.startswith("--")}

    assert alone
    assert alone <= known


@pytest.mark.parametrize("code", sorted(set(re.findall(r"\bSL\d{3}\b", PAGE))))
def test_every_code_that_the_page_names_has_a_page_of_its_own(code: str, cli: Cli) -> None:
    assert cli("explain", code).exit_code == 0


def test_every_link_leads_somewhere() -> None:
    repository.test_every_link_within_the_repository_leads_somewhere("docs/authoring.md")


def test_the_contents_name_every_section_in_order() -> None:
    contents = PAGE.partition("Contents:")[2].partition("\n\n")[0]
    headings = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    anchors = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]

    assert re.findall(r"\(#([^)]+)\)", contents) == anchors
