"""What the README and the tutorial show is true: every command, transcript, pathway and message in them is run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from stepladder.library.registry import id_of, in_folder, shipped
from tests.conftest import Cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
FORMAT = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")


def marked(name: str, language: str) -> str:
    found = re.search(rf"<!-- {name} -->\n```{language}\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_first_two_shell_blocks_are_the_two_commands() -> None:
    assert blocks(README, "sh")[:2] == [
        "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e . "
        "&& .venv/bin/stepladder walk esophageal-spasm\n",
        ".venv/bin/pip install -c constraints.txt -e '.[dev]' && .venv/bin/pytest\n",
    ]


def test_the_transcript_is_what_the_walk_prints(cli: Cli) -> None:
    result = cli("walk", "esophageal-spasm", "--case", "case-04-hidden-tablet", "--no-input")

    assert marked("transcript", "text") in result.stdout


def test_the_small_pathway_validates_without_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pathways").mkdir()
    Path("pathways/cough-steps.yaml").write_text(marked("pathway: cough-steps", "yaml"))

    result = cli("validate", "--fail-on", "warning")

    assert (result.exit_code, result.stdout) == (0, "")


def test_the_message_is_what_validate_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pathways").mkdir()
    text = marked("pathway: cough-steps", "yaml").replace("when: trouble_breathing, b", "when: trouble_breathin, b")
    Path("pathways/cough-steps.yaml").write_text(text)

    assert marked("diagnostic", "text") in cli("validate").stdout


def test_the_refutation_is_what_verify_prints(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.yaml")
    first, second = "    - {when: kidney == failing, ", "    - {when: kidney == reduced or "
    lines = path.read_text().splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.startswith(first))
    assert lines[at + 1].startswith(second)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    path.write_text("".join(lines))

    result = cli("verify", "headache-steps")

    assert result.exit_code == 1
    assert marked("verify", "text") in result.stdout


def test_the_commands_of_the_section_on_pipes_run(folder: Path, cli: Cli) -> None:
    Path("answers.yaml").write_text("facts: {thunderclap: false}\n")
    commands = [line[2:] for block in blocks(README, "console") for line in block.splitlines() if "headache" in line]

    codes = [cli(*shlex.split(command)[1:], input="").exit_code for command in commands]

    assert len(commands) == 5
    assert set(codes) <= {0, 3}


def test_the_python_runs(folder: Path) -> None:
    names: dict[str, object] = {}

    exec(blocks(README, "python")[0], names)  # our own README

    trail = names["walk"].trail  # type: ignore[attr-defined]
    assert trail == ("red_flags", "choose_relief", "paracetamol_trial")


def whole_pathways(text: str) -> list[str]:
    return [block for block in blocks(text, "yaml") if block.startswith("stepladder: 1")]


@pytest.mark.parametrize("number", range(len(whole_pathways(TUTORIAL))))
def test_every_stage_of_the_tutorial_validates(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pathways").mkdir()
    Path("pathways/cough-steps.yaml").write_text(whole_pathways(TUTORIAL)[number])

    result = cli("validate", "--fail-on", "warning")

    assert (result.exit_code, result.stdout) == (0, "")


def test_the_cases_of_the_tutorial_come_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pathways").mkdir()
    Path("pathways/cough-steps.yaml").write_text(whole_pathways(TUTORIAL)[-1])
    cases = next(block for block in blocks(TUTORIAL, "yaml") if block.startswith("pathway: cough-steps"))
    Path("pathways/cough-steps.cases.yaml").write_text(cases)

    result = cli("validate", "--fail-on", "warning")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "3 cases" in result.stderr


def test_the_whole_example_of_the_reference_is_the_pathway_that_ships() -> None:
    shipped = (ROOT / "pathways" / "headache-steps.yaml").read_text(encoding="utf-8")
    example = next(block for block in whole_pathways(FORMAT) if "id: headache-steps" in block)

    def without_comments(text: str) -> list[str]:
        return [re.sub(r"\s+#.*", "", line) for line in text.splitlines()]

    assert without_comments(example) == without_comments(shipped)


def test_the_shelf_in_the_readme_is_the_shelf() -> None:
    shelf = README.split("## The shelf")[1].split("## Who it is for")[0]
    told = re.findall(r"^\| `([a-z0-9-]+)` \|", shelf, flags=re.MULTILINE)

    assert sorted(told) == sorted(id_of(path) for path in in_folder(shipped()))
