"""The page on CI is true: each command runs, and each file is what GitHub, GitLab, pre-commit or we take."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from stepladder.diagnostics import Severity
from stepladder.library.settings import settings
from tests.scratch import PROGRAMS, ROOT, good, run, small_pathway

PART = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"```sh\n(.*?)```", PART, re.DOTALL) for line in block.splitlines()]


def snippet(name: str) -> str:
    """A file that is shown, by the name in the comment above it."""
    found = re.search(rf"<!-- ci: {name} -->\n```[a-z]+\n(.*?)```", PART, re.DOTALL)
    assert found is not None, name
    return found[1]


def data(name: str) -> Any:
    """The same, read as YAML."""
    return yaml.safe_load(snippet(name))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the small pathway, its cases, its pictures and the settings shown."""
    small_pathway(tmp_path)
    (tmp_path / "pyproject.toml").write_text(snippet("settings"))
    good("stepladder", "render", at=tmp_path)
    return tmp_path


def test_every_snippet_is_looked_at_here() -> None:
    named = set(re.findall(r"<!-- ci: (.*) -->", PART))

    assert named == {"settings", "workflow", "pre-commit", "gitlab"}
    assert PART.count("```") == 2 * (len(named) + PART.count("```sh\n"))
    assert len(LINES) == 5


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
@pytest.mark.parametrize("line", LINES)
def test_every_command_runs_and_finds_nothing_wrong(repository: Path, line: str) -> None:
    done = run("bash", "-euo", "pipefail", "-c", line, at=repository)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
@pytest.mark.parametrize("line", LINES)
def test_every_command_that_has_nothing_to_look_at_ends_with_an_error(tmp_path: Path, line: str) -> None:
    assert run("bash", "-euo", "pipefail", "-c", line, at=tmp_path).returncode not in (0, 1)


def test_the_settings_are_read_as_they_are_meant(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)

    held = settings()

    assert (held.paths, held.fail_on, held.select, held.ignore) == (("pathways",), Severity.WARNING, (), ("SL505",))


@pytest.mark.parametrize(
    ("name", "file", "schema"),
    [
        ("workflow", ".github/workflows/pathways.yml", "vendor.github-workflows"),
        ("gitlab", ".gitlab-ci.yml", "vendor.gitlab-ci"),
    ],
)
def test_a_file_for_a_service_is_one_by_its_schema(tmp_path: Path, name: str, file: str, schema: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(snippet(name))

    checked = good(PROGRAMS / "check-jsonschema", "--builtin-schema", schema, path, at=tmp_path)

    assert checked == "ok -- validation done\n"


def test_the_workflow_gives_the_action_inputs_that_it_has() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    (step,) = [one for one in data("workflow")["jobs"]["check"]["steps"] if "/stepladder@" in one.get("uses", "")]

    assert set(step["with"]) <= set(action["inputs"])


def test_the_report_that_is_uploaded_is_the_one_that_is_written() -> None:
    ours, upload = [one for one in data("workflow")["jobs"]["check"]["steps"] if "sarif" in str(one.get("with"))]

    assert ours["with"]["sarif"] == upload["with"]["sarif_file"]
    assert f"hashFiles('{upload['with']['sarif_file']}')" in upload["if"]


def test_precommit_takes_its_file_and_we_have_the_hooks(tmp_path: Path) -> None:
    (tmp_path / ".pre-commit-config.yaml").write_text(snippet("pre-commit"))
    good(PROGRAMS / "pre-commit", "validate-config", ".pre-commit-config.yaml", at=tmp_path)
    manifest = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))

    (repo,) = data("pre-commit")["repos"]

    assert [hook["id"] for hook in repo["hooks"]] == [hook["id"] for hook in manifest]


def test_the_versions_shown_are_the_one_that_is_released() -> None:
    from importlib.metadata import version

    assert set(re.findall(r"\bv(\d+\.\d+\.\d+)\b", PART)) == {version("stepladder")}


def test_what_runs_on_gitlab_runs_and_writes_the_reports_it_hands_over(repository: Path) -> None:
    job = data("gitlab")["pathways"]
    install, *lines = job["script"]
    assert install == "pip install stepladder"

    for line in lines:
        good("bash", "-euo", "pipefail", "-c", line, at=repository)

    assert all((repository / name).read_text().startswith("<?xml") for name in job["artifacts"]["reports"]["junit"])


def test_what_the_workflow_runs_by_itself_runs(repository: Path) -> None:
    lines = [one["run"] for one in data("workflow")["jobs"]["check"]["steps"] if "run" in one]
    assert lines

    for line in lines:
        good("bash", "-euo", "pipefail", "-c", line, at=repository)


def test_what_is_left_out_is_counted_in_the_summary(repository: Path) -> None:
    path = repository / "pathways" / "headache-steps.yaml"
    text, done = re.subn(r"^reviewed: .*$", "reviewed: 2020-01-01\nreview_by: 2021-01-01", path.read_text(), flags=re.M)
    assert done == 1
    path.write_text(text)

    ignoring = run("stepladder", "validate", at=repository)
    selecting = run("stepladder", "validate", "--select", "SL505", at=repository)

    assert (ignoring.returncode, ignoring.stdout) == (0, "")
    assert ignoring.stderr.strip().endswith("1 finding not selected")
    assert (selecting.returncode, "warning[SL505]" in selecting.stdout) == (1, True)
