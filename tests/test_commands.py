"""`list`, `show`, `validate`, `explain`, `new` and the help: what they print and how they end."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from difflib import unified_diff
from pathlib import Path

import pytest

import stepladder
from stepladder import load
from stepladder.cli.main import COMMANDS
from stepladder.diagnostics import CATALOGUE
from stepladder.library.registry import shipped
from tests.conftest import DATA, Cli

BROKEN = """\
stepladder: 1
id: broken
title: Broken
version: 0.1.0
start: begin
facts:
  pain: {type: finding, ask: Is there pain?}
steps:
  begin:
    kind: assessment
    titel: First
    title: First
    asks: [pian]
    next:
      - {to: end, when: pain}
      - {to: done, when: not pain and age > 3}
  done: {kind: outcome, title: Done}
"""


def test_help_names_every_command_and_the_disclaimer(cli: Cli) -> None:
    result = cli("--help")

    assert all(name in result.stdout for name in COMMANDS)
    assert "not for use in the care of a patient" in " ".join(result.stdout.split())


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_help_of_a_command_leads_to_examples(name: str, cli: Cli) -> None:
    result = cli(name, "--help")

    assert result.exit_code == 0
    assert "Examples:" in result.stdout


def test_a_misspelt_command_proposes_the_nearest(cli: Cli) -> None:
    result = cli("valdate")

    assert result.exit_code == 2
    assert "Did you mean 'validate'?" in result.stderr


def test_list_shows_the_pathways_at_hand_with_their_counts(folder: Path, cli: Cli) -> None:
    rows = {row["id"]: row for row in json.loads(cli("list", "--format", "json").stdout)["pathways"]}

    assert rows["headache-steps"] == {
        "id": "headache-steps",
        "title": "Tension-type headache, first steps",
        "version": "0.2.0",
        "status": "draft",
        "population": "Adults with episodic tension-type headache",
        "steps": 8,
        "rules": 2,
        "claims": 3,
        "cases": 1,
        "rungs": ["Pain relief"],
        "outcomes": ["Handed over", "Controlled", "Referred"],
        "continues": [],
        "review_by": None,
        "path": "pathways/headache-steps.yaml",
    }
    assert rows["esophageal-spasm"]["rules"] == len(stepladder.load("esophageal-spasm").rules)


def test_list_has_a_line_for_each_pathway_where_nobody_looks(cli: Cli) -> None:
    lines = cli("list").stdout.splitlines()

    assert lines[0].split() == ["id", "version", "status", "rungs", "steps", "rules", "claims", "cases", "title"]
    assert len(lines) == 1 + len(json.loads(cli("list", "--format", "json").stdout)["pathways"])
    assert any("  Esophageal spasm, from first contact to remission" in line for line in lines)


def test_the_long_list_tells_whom_each_is_about_its_rungs_and_its_ends(cli: Cli) -> None:
    paragraphs = cli("list", "--long").stdout.split("\n\n")

    spasm = next(text for text in paragraphs if text.startswith("esophageal-spasm"))
    assert "  For: Adults with attacks of chest pain" in spasm
    assert "  Rungs: Explanation and triggers; Drugs; Botulinum toxin;" in spasm
    assert "  Ends: Left for the heart and emergency pathway;" in spasm
    assert "  Goes on in: achalasia" in spasm
    assert re.search(r"55 steps, \d+ rules, \d+ claims, \d+ cases; to be looked at again by 2027-11-24", spasm)
    assert all(len(line) <= 80 for line in spasm.splitlines())


def test_list_says_which_pathway_cannot_be_read(folder: Path, cli: Cli) -> None:
    Path("pathways/torn.yaml").write_text("a: [")

    result = cli("list")

    assert result.exit_code == 2
    assert "torn.yaml" in result.stderr
    assert "headache-steps" in result.stdout


def test_show_tells_a_pathway_lane_by_lane(folder: Path, cli: Cli) -> None:
    result = cli("show", "headache-steps")

    assert "rung 1: Pain relief" in result.stdout
    assert "Not medical advice" in result.stdout


def test_show_tells_what_an_exit_rests_on_and_what_is_not_known(folder: Path, cli: Cli) -> None:
    text = Path("pathways/headache-steps.yaml").read_text()
    plain = "- {to: choose_relief, when: not thunderclap}"
    assert plain in text
    more = plain.replace("}", ", basis: teaching, sources: [EXAMPLE2020], note: Nobody has said how soon.}")
    Path("pathways/headache-steps.yaml").write_text(text.replace(plain, more))

    result = cli("show", "headache-steps", "red_flags")

    assert "      basis teaching: EXAMPLE2020\n      Nobody has said how soon.\n" in result.stdout


def test_show_tells_a_step_with_exits_rules_and_sources(folder: Path, cli: Cli) -> None:
    result = cli("show", "headache-steps", "nsaid_trial")

    assert "when response == improved" in result.stdout
    assert "no-nsaid-in-kidney-failure (blocks)" in result.stdout
    assert "An illustrative source" in result.stdout


def test_show_proposes_the_nearest_step(folder: Path, cli: Cli) -> None:
    result = cli("show", "headache-steps", "nsaid")

    assert result.exit_code == 2
    assert "did you mean 'nsaid_trial'?" in result.stderr


def test_show_origins_prints_every_statement(cli: Cli) -> None:
    result = cli("show", "esophageal-spasm", "--origins")

    assert all(f"S4-{number}:" in result.stdout for number in range(1, 39))
    assert all(f"S0-{number}:" in result.stdout for number in range(1, 28))


def test_show_origins_of_a_pathway_without_any_says_so(folder: Path, cli: Cli) -> None:
    assert cli("show", "headache-steps", "--origins").exit_code == 1


def test_validate_is_silent_about_what_is_right_and_says_what_it_looked_at(folder: Path, cli: Cli) -> None:
    result = cli("validate")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 pathway, 2 files, 8 steps, 2 rules, 1 case: nothing to report\n"


def test_validate_tells_all_problems_of_a_file_at_their_places(folder: Path, cli: Cli) -> None:
    Path("broken.yaml").write_text(BROKEN)

    result = cli("validate", "broken.yaml", "--format", "json")

    found = [(d["code"], d["line"], d["column"]) for d in json.loads(result.stdout)["diagnostics"]]
    assert result.exit_code == 1
    assert found == [("SL101", 11, 5), ("SL202", 13, 12), ("SL201", 15, 14), ("SL202", 16, 39)]


def test_validate_underlines_the_very_characters(folder: Path, cli: Cli) -> None:
    Path("broken.yaml").write_text(BROKEN)

    lines = cli("validate", "broken.yaml").stdout.splitlines()

    at = lines.index("broken.yaml:13:12: error[SL202] 'pian' is asked here, but it is not a fact")
    assert lines[at + 1 : at + 4] == [
        "13 |     asks: [pian]",
        "   |            ^^^^",
        "  help: did you mean 'pain'?",
    ]


def test_validate_reads_standard_input(folder: Path, cli: Cli) -> None:
    result = cli("validate", "-", input=BROKEN)

    assert result.exit_code == 1
    assert "<stdin>:13:12: error[SL202]" in result.stdout


def test_validate_takes_a_folder_of_pathways_and_says_so_when_it_is_empty(folder: Path, cli: Cli) -> None:
    Path("nothing").mkdir()

    assert cli("validate", "pathways").exit_code == 0
    assert cli("validate", "nothing").exit_code == 2


def test_validate_without_a_folder_of_pathways_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    monkeypatch.chdir(tmp_path)

    result = cli("validate")

    assert result.exit_code == 2
    assert "there is no folder ./pathways" in result.stderr


def test_fail_on_decides_from_which_severity_the_exit_code_is_1(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.yaml")
    path.write_text(path.read_text().replace("    unit: a                       # UCUM\n", ""))

    assert cli("validate").exit_code == 0
    assert cli("validate", "--fail-on", "warning").exit_code == 1


def test_a_finding_is_silenced_in_place_with_a_reason(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.yaml")
    comment = "  # stepladder: ignore SL502 -- the unit is in the question\n  age:"
    path.write_text(
        path.read_text().replace("    unit: a                       # UCUM\n", "").replace("  age:", comment)
    )

    assert cli("validate", "--fail-on", "warning").exit_code == 0


def test_a_comment_without_a_reason_silences_nothing_and_is_told(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.yaml")
    text = path.read_text().replace("    unit: a                       # UCUM\n", "")
    path.write_text(text.replace("  age:", "  age: # stepladder: ignore SL502"))

    result = cli("validate", "--format", "json")

    assert [d["code"] for d in json.loads(result.stdout)["diagnostics"]] == ["SL502", "SL506"]


def test_a_comment_that_silences_nothing_is_told(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.yaml")
    path.write_text(path.read_text().replace("  age:", "  age: # stepladder: ignore SL502 -- no need"))

    result = cli("validate", "--format", "json")

    assert [d["code"] for d in json.loads(result.stdout)["diagnostics"]] == ["SL506"]


def test_an_error_cannot_be_silenced(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.yaml")
    text = path.read_text().replace(
        "    asks: [kidney, takes_warfarin]", "    asks: [kidny] # stepladder: ignore SL202 -- no"
    )
    path.write_text(text)

    codes = [d["code"] for d in json.loads(cli("validate", "--format", "json").stdout)["diagnostics"]]
    assert "SL202" in codes
    assert "SL506" in codes


def test_words_that_look_like_the_comment_inside_a_text_are_no_comment(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.yaml")
    path.write_text(path.read_text().replace("title: Red flags", 'title: "Red # stepladder: ignore SL501 -- x"'))

    assert cli("validate", "--fail-on", "warning").exit_code == 0


def test_a_failing_case_is_told_with_both_paths(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.cases.yaml")
    path.write_text(path.read_text().replace("ends: controlled", "ends: referral"))

    result = cli("validate")

    assert result.exit_code == 1
    assert (
        "error[SL801] case 'anticoagulated': expected it to end at 'referral'; the walk ended at 'controlled'"
        in result.stdout
    )


def test_skipping_cases_leaves_them_out(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.cases.yaml")
    path.write_text(path.read_text().replace("ends: controlled", "ends: referral"))

    assert cli("validate", "--skip", "cases").exit_code == 0
    assert cli("validate", "--skip", "everything").exit_code == 2


def test_a_report_is_written_to_a_file_besides(folder: Path, cli: Cli) -> None:
    cli("validate", "-o", "json=report.json", "-o", "text=report.txt")

    assert json.loads(Path("report.json").read_text())["diagnostics"] == []


def test_what_cannot_be_read_exits_with_2(folder: Path, cli: Cli) -> None:
    Path("pathways/torn.yaml").write_text("a: [")

    assert cli("validate").exit_code == 2


@pytest.mark.parametrize("code", list(CATALOGUE))
def test_every_code_has_a_page(code: str, cli: Cli) -> None:
    result = cli("explain", code)

    assert result.exit_code == 0
    assert "Wrong:" in result.stdout
    assert "Right:" in result.stdout


def test_an_unknown_code_is_told(cli: Cli) -> None:
    assert cli("explain", "SL999").exit_code == 2


def test_a_new_pathway_validates_and_walks_as_it_stands(folder: Path, cli: Cli) -> None:
    made = cli("new", "knee-pain")

    result = cli("validate", "pathways/knee-pain.yaml", "--fail-on", "warning")
    assert made.exit_code == 0
    assert (result.exit_code, result.stdout) == (0, "")
    assert "2 cases" in result.stderr
    assert cli("walk", "knee-pain", "--no-input").exit_code == 3


def test_a_new_pathway_never_overwrites(folder: Path, cli: Cli) -> None:
    before = Path("pathways/headache-steps.yaml").read_text()

    result = cli("new", "headache-steps")

    assert result.exit_code == 2
    assert Path("pathways/headache-steps.yaml").read_text() == before


@pytest.mark.parametrize("name", ["../up", "a/b", "1st", "", "x" * 65, "with space"])
def test_a_new_pathway_needs_a_proper_id(name: str, folder: Path, cli: Cli) -> None:
    assert cli("new", name).exit_code == 2


@pytest.mark.parametrize("model", ["headache-steps", "esophageal-spasm"])
def test_a_copy_of_a_pathway_validates_as_it_stands_and_says_what_it_began_as(
    model: str, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    made = cli("new", "my-own", "--from", model)

    result = cli("validate", "my-own", "--skip", "proofs", "--fail-on", "note")
    assert made.exit_code == 0
    assert (result.exit_code, result.stdout) == (0, "")
    pathway = load("my-own")
    assert (pathway.id, pathway.version, pathway.status, pathway.reviewed) == ("my-own", "0.1.0", "draft", None)
    home = tmp_path / "pathways" / "my-own"
    text = (home / "pathway.yaml" if home.is_dir() else home.with_suffix(".yaml")).read_text()
    assert text.startswith("# Begun on ")
    assert f"as a copy of the pathway {model} " in text.splitlines()[0]
    assert "(CC-BY-4.0)" in text.splitlines()[0]


def test_a_copy_differs_from_its_model_in_the_head_alone(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cli("new", "my-own", "--from", "esophageal-spasm")
    shipped_ = shipped() / "esophageal-spasm"

    for path in sorted(shipped_.iterdir()):
        copy = (tmp_path / "pathways" / "my-own" / path.name).read_text().splitlines()
        changed = [line for line in unified_diff(path.read_text().splitlines(), copy, n=0) if line[0] in "+-"][2:]
        changed = [line for line in changed if not line.startswith("+#") and line != "+"]
        expected = ["-id: esophageal-spasm", "+id: my-own", "-version: 1.0.0", "+version: 0.1.0"]
        expected += ["-reviewed: 2026-11-24", "-review_by: 2027-11-24"]
        if path.name in ("cases.yaml", "origins.yaml"):
            expected = ["-pathway: esophageal-spasm", "+pathway: my-own"]
        assert changed == (expected if path.name in ("pathway.yaml", "cases.yaml", "origins.yaml") else [])


def test_a_copy_keeps_what_is_quoted_or_on_two_lines(folder: Path, cli: Cli) -> None:
    text = Path("pathways/headache-steps.yaml").read_text()
    text = text.replace("id: headache-steps", "id: 'headache-steps'").replace("version: 0.2.0", 'version: "0.2.0"')
    text = text.replace("reviewed: 2026-11-01  ", "reviewed:\n  2026-11-01  ")
    Path("pathways/headache-steps.yaml").write_text(text)

    assert cli("new", "knee-pain", "--from", "headache-steps").exit_code == 0

    made = load("pathways/knee-pain.yaml")
    assert (made.id, made.version, made.steps) == ("knee-pain", "0.1.0", load("headache-steps").steps)


def test_a_copy_never_overwrites_and_leaves_nothing_behind(folder: Path, cli: Cli) -> None:
    before = sorted(Path("pathways").iterdir())

    assert cli("new", "headache-steps", "--from", "esophageal-spasm").exit_code == 2
    assert cli("new", "knee-pain", "--from", "no-such-pathway").exit_code == 2
    assert sorted(Path("pathways").iterdir()) == before


def test_a_pathway_with_errors_is_no_model(folder: Path, cli: Cli) -> None:
    text = Path("pathways/headache-steps.yaml").read_text()
    Path("pathways/headache-steps.yaml").write_text(text.replace("kind: outcome", "kind: outcom"))

    result = cli("new", "knee-pain", "--from", "headache-steps")

    assert result.exit_code == 1
    assert "`stepladder validate headache-steps` says which" in result.stderr
    assert not Path("pathways/knee-pain.yaml").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_line_names_the_shell(shell: str, cli: Cli) -> None:
    assert f"{shell}_source" in cli("completion", shell).stdout


def _complete(words: str, index: int, cwd: Path) -> list[str]:
    env = {
        "_STEPLADDER_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(index),
        "PATH": "/usr/bin:/bin",
    }
    program = str(Path(sys.executable).with_name("stepladder"))
    result = subprocess.run([program], env=env, cwd=cwd, capture_output=True, text=True, check=False)
    return [line.split(",", 1)[1] for line in result.stdout.splitlines()]


def test_completion_knows_commands_pathways_steps_and_options(folder: Path) -> None:
    assert _complete("stepladder val", 1, folder) == ["validate"]
    assert _complete("stepladder walk head", 2, folder) == ["headache-steps"]
    assert _complete("stepladder show headache-steps nsaid", 3, folder) == ["nsaid_trial"]
    assert "--transcript" in _complete("stepladder walk --tran", 2, folder)


def test_a_closed_pipe_is_quiet(folder: Path) -> None:
    program = str(Path(sys.executable).with_name("stepladder"))
    command = f"{program} show esophageal-spasm --origins | head -1"

    result = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=True)

    assert result.stdout.startswith("Where ")
    assert result.stderr == ""


def test_colour_follows_the_option_and_the_environment(folder: Path, cli: Cli) -> None:
    Path("broken.yaml").write_text(BROKEN)

    assert "\x1b[" in cli("validate", "broken.yaml", "--color", "always").stdout
    assert "\x1b[" not in cli("validate", "broken.yaml").stdout


def test_the_example_of_the_format_is_the_one_that_ships() -> None:
    shipped = Path(__file__).parents[1] / "pathways" / "headache-steps.yaml"

    assert shipped.read_text() == (DATA / "headache-steps.yaml").read_text()


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("show", "headache-steps"),
        ("validate",),
        ("walk", "headache-steps", "--case", "anticoagulated", "--no-input"),
        ("explain", "SL201"),
        ("schema",),
        ("new", "knee-pain"),
        ("completion", "bash"),
    ],
)
def test_every_command_takes_color_and_plain(words: tuple[str, ...], folder: Path, cli: Cli) -> None:
    assert cli(*words, "--color", "never", "--plain").exit_code == 0


def test_a_case_file_stands_for_its_pathway_and_a_part_for_its_folder(folder: Path, cli: Cli) -> None:
    by_cases = cli("validate", "pathways/headache-steps.cases.yaml", "pathways/headache-steps.yaml")
    parts = sorted(str(path) for path in (Path(__file__).parents[1] / "pathways" / "esophageal-spasm").glob("*.yaml"))
    by_parts = cli("validate", *parts)

    assert (by_cases.exit_code, by_cases.stderr[:19]) == (0, "1 pathway, 2 files,")
    assert (by_parts.exit_code, by_parts.stderr[:20]) == (0, "1 pathway, 10 files,")


def test_a_broken_case_keeps_no_other_case_from_being_run(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.cases.yaml")
    text = path.read_text().replace("ends: controlled", "ends: referral")
    path.write_text(text + "  - {id: broken, facts: {agee: 3}, expect: {ends: controlled}}\n")

    codes = {d["code"] for d in json.loads(cli("validate", "--format", "json").stdout)["diagnostics"]}

    assert codes == {"SL801", "SL803"}
    assert cli("walk", "headache-steps", "--case", "anticoagulated", "--no-input").exit_code == 0
    assert cli("walk", "headache-steps", "--case", "broken", "--no-input").exit_code == 1


def test_a_pathway_with_a_warning_about_its_text_has_a_digest_all_the_same(folder: Path) -> None:
    path = Path("pathways/headache-steps.yaml")
    path.write_text(path.read_text().replace("title: Red flags", "title: no"))

    assert len(stepladder.load("headache-steps").digest) == 64


@pytest.mark.parametrize("name", ["nowhere.yaml", "nosuch", "pathways"])
def test_loading_what_is_not_there_is_a_definition_error_too(name: str, folder: Path) -> None:
    with pytest.raises(stepladder.DefinitionError):
        stepladder.load(name)


def test_something_unused_is_told_beside_a_broken_value(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.yaml")
    text = path.read_text().replace("severity: relative", "severity: relativ")
    path.write_text(text.replace("facts:\n", "facts:\n  unused: {type: finding, ask: Is it used?}\n", 1))

    codes = [d["code"] for d in json.loads(cli("validate", "--format", "json").stdout)["diagnostics"]]

    assert codes == ["SL504", "SL103"]


def test_two_exits_to_one_target_both_need_an_id(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.yaml")
    one = "when: response == no_change, stops: [nsaid]}"
    path.write_text(path.read_text().replace(one, f"when: false}}\n      - {{to: choose_relief, id: again, {one}"))

    found = json.loads(cli("validate", "--format", "json").stdout)["diagnostics"]

    assert [(d["code"], d["line"]) for d in found] == [("SL102", 102)]


def test_unknown_keys_of_answers_are_told_with_the_known_ones(folder: Path, cli: Cli) -> None:
    Path("a.yaml").write_text("zz: 1\n")

    assert (
        "known here: at, choose, entry, facts, override" in cli("walk", "headache-steps", "--answers", "a.yaml").stderr
    )
