"""No command writes over what it reads, or two of its outputs over each other."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import Cli

HOME = Path(__file__).parent / "data"
P, CASES = "headache-steps.yaml", "headache-steps.cases.yaml"
WALK = ("walk", P, "--set", "thunderclap=no", "--no-input")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli) -> Path:
    """A folder with a pathway, its cases, answers, a saved walk and links to them."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(HOME / P, P)
    shutil.copy(HOME / CASES, CASES)
    Path("answers").write_text("facts: {thunderclap: no}\n")
    cli(*WALK, "--save", "log")
    shutil.copy("log", "log.svg")
    os.symlink(P, "link.svg")
    os.link(P, "second.name")
    os.symlink("nothing-yet", "dangling")
    return tmp_path


def held(folder: Path) -> dict[str, bytes]:
    """What every file holds."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


ONTO_AN_INPUT = [
    ("explore", P, "-o", P),
    ("explore", P, "-o", CASES),
    ("explore", P, "-o", "second.name"),
    ("export", P, "--to", "gift", "-o", P),
    ("export", P, "--to", "scorm", "-o", "link.svg"),
    ("validate", P, "-o", f"sarif={P}"),
    ("validate", ".", "-o", f"junit=./{CASES}"),
    ("test", P, "-o", f"junit={P}"),
    ("test", P, "--suggest", "1", "--output", CASES),
    ("test", "--record", "log", P, "--output", "log"),
    ("compare", P, P, "--suggest", P),
    ("compare", P, P, "--suggest", "link.svg"),
    ("render", P, "-o", "link.svg"),
    ("render", P, "--walk", "log.svg", "-o", "log.svg"),
    (*WALK, "--save", P),
    (*WALK, "--save", "link.svg"),
    (*WALK, "--transcript", P),
    ("walk", P, "--no-input", "--answers", "answers", "--save", "answers"),
    ("walk", P, "--no-input", "--answers", "answers", "--transcript", "./answers"),
    ("walk", P, "--no-input", "--resume", "log", "--transcript", "log"),
]

ONTO_EACH_OTHER = [
    (*WALK, "--save", "y", "--transcript", "y"),
    (*WALK, "--save", "y", "--transcript", "../{folder}/y"),
    (*WALK, "--save", "dangling", "--transcript", "nothing-yet"),
    ("validate", P, "-o", "sarif=x", "-o", "junit=x"),
    ("validate", P, "-o", "sarif=x", "-o", "sarif=./x"),
    ("test", P, "-o", "json=x", "-o", "junit=x"),
    ("test", P, "--suggest", "1", "--output", "x", "-o", "junit=x"),
]


@pytest.mark.parametrize("args", [*ONTO_AN_INPUT, *ONTO_EACH_OTHER], ids=" ".join)
def test_what_would_destroy_something_is_refused_before_anything_runs(
    args: tuple[str, ...], folder: Path, cli: Cli
) -> None:
    before = held(folder)

    result = cli(*[arg.replace("{folder}", folder.name) for arg in args])

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("stepladder: ")
    assert len(result.stderr.splitlines()) == 1
    assert held(folder) == before


ALLOWED = [
    ("walk", P, "--no-input", "--resume", "log", "--save", "log"),
    (*WALK, "--save", "y", "--transcript", "z"),
    (*WALK, "--save", os.devnull, "--transcript", os.devnull),
    ("validate", P, "-o", f"sarif={os.devnull}", "-o", f"junit={os.devnull}"),
    ("validate", P, "-o", "sarif=/dev/stderr", "-o", "junit=/dev/stderr"),
    ("validate", P, "-o", "sarif=x", "-o", "junit=y"),
    ("test", P, "-o", "json=x", "-o", "junit=answers"),
    ("explore", P, "-o", "x.html"),
    ("export", P, "--to", "gift", "-o", "-"),
    ("render", P, "-o", "x.svg"),
]


@pytest.mark.parametrize("args", ALLOWED, ids=" ".join)
def test_what_destroys_nothing_is_written(args: tuple[str, ...], cli: Cli) -> None:
    result = cli(*args)

    assert result.exit_code != 2, result.stderr
    assert "name one file" not in result.stderr
    assert "is read" not in result.stderr


def test_the_sentence_names_both_outputs_or_the_one(cli: Cli) -> None:
    both = cli("validate", P, "-o", "sarif=x", "-o", "junit=x").stderr
    one = cli("explore", P, "-o", P).stderr

    assert both == "stepladder: -o sarif=x and -o junit=x name one file, and one of them would be lost; name two\n"
    assert one == f"stepladder: -o {P}: this file is read, and would be written over; name another one\n"


def test_a_settings_file_is_an_input_too(cli: Cli) -> None:
    Path("pyproject.toml").write_text('[tool.stepladder]\npaths = ["headache-steps.yaml"]\n')

    assert cli("validate", "-o", "sarif=pyproject.toml").exit_code == 2
    assert cli("test", "-o", "junit=pyproject.toml").exit_code == 2
    assert Path("pyproject.toml").read_text().startswith("[tool.stepladder]")
