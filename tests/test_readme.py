"""What the README and the pages beside it show is true: every command, transcript, pathway and message is run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from stepladder.library.registry import id_of, in_folder, shipped
from tests.conftest import Cli

ROOT = Path(__file__).parents[1]
README, TUTORIAL, FORMAT, WALKING, PROOFS, PYTHON = (
    (ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", *(f"docs/{page}.md" for page in ("tutorial", "format", "walking", "proofs", "python")))
)


def marked(name: str, language: str, page: str = README) -> str:
    found = re.search(rf"<!-- {name} -->\n```{language}\n(.*?)```", page, re.DOTALL)
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


@pytest.mark.parametrize("page", [README, WALKING], ids=["README", "walking"])
def test_the_transcript_is_what_the_walk_prints(page: str, cli: Cli) -> None:
    result = cli("walk", "esophageal-spasm", "--case", "case-04-hidden-tablet", "--no-input")

    assert marked("transcript", "text", page) in result.stdout


def test_the_readme_fits_on_a_few_screens() -> None:
    assert README.count("\n") <= 200


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
    assert marked("verify", "text", PROOFS) in result.stdout


def test_the_commands_for_walks_without_a_terminal_run(folder: Path, cli: Cli) -> None:
    Path("answers.yaml").write_text("facts: {thunderclap: false}\n")
    commands = [line[2:] for block in blocks(WALKING, "console") for line in block.splitlines()]

    codes = [cli(*shlex.split(command)[1:], input="").exit_code for command in commands]

    assert len(commands) == 5
    assert set(codes) <= {0, 3}


def test_the_python_runs(folder: Path) -> None:
    names: dict[str, object] = {}

    exec(blocks(PYTHON, "python")[0], names)  # our own page

    trail = names["walk"].trail  # type: ignore[attr-defined]
    assert trail == ("red_flags", "choose_relief", "paracetamol_trial")


def whole_pathways(text: str) -> list[str]:
    return [block for block in blocks(text, "yaml") if block.startswith("stepladder: 1")]


def test_the_pathway_in_the_readme_is_where_the_tutorial_begins() -> None:
    assert marked("pathway: cough-steps", "yaml") == whole_pathways(TUTORIAL)[0]


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
