"""docs/repository.md is true: the repository that it shows is built here, and all that it promises is run in it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from stepladder.library.settings import settings
from tests.scratch import PROGRAMS, ROOT, committed, good, run

PAGE = (ROOT / "docs" / "repository.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: ([^ ]*) -->\n```[a-z]+\n(.*?)```", PAGE, re.DOTALL))
SHELL = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
JOB: list[dict[str, Any]] = yaml.safe_load(FILES[".github/workflows/pathways.yml"])["jobs"]["check"]["steps"]

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here"),
    pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository, built as the page says."""
    folder = tmp_path_factory.mktemp("author") / "course-pathways"
    folder.mkdir()
    for line in SHELL[0].splitlines():
        good("bash", "-euo", "pipefail", "-c", line, at=folder)
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def repository(built: Path, tmp_path: Path) -> Path:
    """A copy of it in which something may be changed."""
    return Path(shutil.copytree(built, tmp_path / "course-pathways"))


@pytest.fixture
def request_(repository: Path) -> Path:
    """The same as GitHub has it for a pull request: the branch it goes to is at hand as origin/main."""
    committed(repository)
    clone = repository.parent / "clone"
    good("git", "clone", "--quiet", repository.as_uri(), str(clone), at=repository)
    return clone


def step(name: str) -> str:
    """What a named step of the workflow runs."""
    (found,) = [one["run"] for one in JOB if one.get("name") == name]
    return str(found)


def change(folder: Path, pattern: str, by: str) -> None:
    """Change one line of the pathway."""
    path = folder / "pathways" / "cough-steps.yaml"
    text, done = re.subn(pattern, by, path.read_text(), count=1, flags=re.MULTILINE)
    assert done == 1, pattern
    path.write_text(text)


def tree(text: str) -> list[str]:
    """The files of a tree as it is drawn, sorted."""
    found: list[str] = []
    folders: list[str] = []
    for line in text.splitlines()[1:]:
        drawn, _, rest = line.partition("── ")
        name = rest.split()[0]
        folders = [*folders[: len(drawn) // 4], name]
        if not name.endswith("/"):
            found.append("".join(folders))
    return sorted(found)


def test_the_tree_is_the_one_that_comes_about(built: Path) -> None:
    drawn = re.search(r"```text\n(course-pathways/\n.*?)```", PAGE, re.DOTALL)
    assert drawn is not None

    files = [path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()]

    assert tree(drawn[1]) == sorted(name for name in files if not name.startswith(".git/"))


def test_the_three_commands_find_nothing_wrong(built: Path) -> None:
    lines = SHELL[1].splitlines()
    assert len(lines) == 3

    for line in lines:
        good("bash", "-euo", "pipefail", "-c", line, at=built)


def test_the_settings_hold_in_every_folder_of_it(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(built / "diagrams")

    assert [Path(path).resolve() for path in settings().paths] == [built / "pathways"]
    assert run("stepladder", "validate", at=built / "diagrams").returncode == 0
    assert run("stepladder", "test", at=built / "diagrams").returncode == 0


def test_the_workflow_and_the_hooks_are_what_their_readers_take(built: Path) -> None:
    workflow = ".github/workflows/pathways.yml"

    good(PROGRAMS / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", workflow, at=built)
    good(PROGRAMS / "pre-commit", "validate-config", ".pre-commit-config.yaml", at=built)


def test_what_is_said_of_the_hooks_can_be_written(built: Path, tmp_path: Path) -> None:
    config = yaml.safe_load(FILES[".pre-commit-config.yaml"])
    first, *_, last = config["repos"][0]["hooks"]
    files, extra = re.findall(r"`((?:files|additional_dependencies): .*?)`", PAGE, re.DOTALL)
    first |= yaml.safe_load(files)
    last |= yaml.safe_load(extra)
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))

    good(PROGRAMS / "pre-commit", "validate-config", ".pre-commit-config.yaml", at=tmp_path)
    assert first["files"] == "^ladders/"


def test_every_input_of_the_action_is_told() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    table = PAGE.partition("| input | is |")[2].partition("\n\n")[0]

    assert re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE) == list(action["inputs"])


def test_every_key_of_the_settings_is_told() -> None:
    from stepladder.library.settings import KEYS

    table = PAGE.partition("| key | holds | without it |")[2].partition("\n\n")[0]

    assert re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE) == list(KEYS)


def test_what_the_workflow_runs_each_time_passes(built: Path) -> None:
    lines = [one["run"] for one in JOB if "run" in one and "if" not in one]
    assert len(lines) == 2

    for line in lines:
        good("bash", "-eo", "pipefail", "-c", line, at=built)


def compared(clone: Path) -> tuple[int, str]:
    """What the workflow says of the versions: the exit code, and what is printed."""
    script = step("The version says what has changed")
    good("git", "worktree", "prune", at=clone)
    done = run("bash", "-eo", "pipefail", "-c", f"export BASE=main\n{script}", at=clone)
    return done.returncode, done.stdout + done.stderr


def test_a_request_that_changes_nothing_passes(request_: Path) -> None:
    code, said = compared(request_)

    assert (code, "cough-steps" in said) == (0, True), said


def test_a_threshold_that_moves_without_a_version_fails(request_: Path) -> None:
    change(request_, "age >= 80", "age >= 75")

    code, said = compared(request_)

    assert code == 1
    assert "75" in said


def test_a_threshold_that_moves_with_a_version_passes(request_: Path) -> None:
    change(request_, "age >= 80", "age >= 75")
    change(request_, r"^version: .*$", "version: 1.0.0")

    assert compared(request_)[0] == 0


def test_a_pathway_that_is_new_has_nothing_to_be_compared_with(request_: Path) -> None:
    good("stepladder", "new", "sore-throat", at=request_)

    assert compared(request_)[0] == 0


def test_a_review_that_is_overdue_stops_nobody_and_is_counted(repository: Path) -> None:
    change(repository, r"^reviewed: .*$", "reviewed: 2020-01-01\nreview_by: 2021-01-01")

    done = run("stepladder", "validate", at=repository)

    assert (done.returncode, done.stdout) == (0, "")
    assert "1 finding not selected" in done.stderr


def test_a_review_that_is_overdue_fails_once_a_month(repository: Path) -> None:
    script = step("What is to be looked at again")
    good("bash", "-eo", "pipefail", "-c", script, at=repository)
    change(repository, r"^reviewed: .*$", "reviewed: 2020-01-01\nreview_by: 2021-01-01")

    done = run("bash", "-eo", "pipefail", "-c", script, at=repository)

    assert done.returncode == 1
    assert "pathways/cough-steps.yaml" in done.stdout
    assert "warning[SL505]" in done.stdout


def test_a_picture_that_was_not_drawn_anew_fails(repository: Path) -> None:
    change(repository, r"^title: .*$", "title: Another title")

    assert run("stepladder", "render", "--check", at=repository).returncode == 1
