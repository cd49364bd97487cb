"""The GitHub Action: it is one by GitHub's schema, and its scripts do what they say whatever the inputs are."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.scratch import PROGRAMS, ROOT, environment, run, small_pathway

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
INSTALL, CHECK = ACTION["runs"]["steps"]

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")

STUB = """
import json, os, subprocess, sys

def main():
    with open(os.environ["STUB_LOG"], "w") as stream:
        json.dump(sys.argv[1:], stream)
    if not os.environ.get("STUB_ONLY"):
        sys.exit(subprocess.run([{program!r}, "-m", "stepladder", *sys.argv[1:]]).returncode)
"""
"""Stands for the released package: it notes its arguments, and hands them to the one under test."""

BACKEND = """
import shutil

def build_wheel(folder, config_settings=None, metadata_directory=None):
    return shutil.copy({wheel!r}, folder).rpartition("/")[2]
"""


def test_it_is_an_action_by_githubs_schema() -> None:
    checker = PROGRAMS / "check-jsonschema"

    done = run(checker, "--builtin-schema", "vendor.github-actions", "action.yml", at=ROOT)

    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n")


def test_no_script_has_an_input_pasted_into_it() -> None:
    assert [step["name"] for step in ACTION["runs"]["steps"] if "${{" in step["run"]] == []


def test_every_input_is_used() -> None:
    used = {value for step in ACTION["runs"]["steps"] for value in step["env"].values()}

    assert {f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]} <= used


@dataclass
class Runner:
    """A runner of the action's scripts, as GitHub's is."""

    folder: Path
    """Where the runner keeps its own."""
    action: Path
    """Where the action was fetched to."""
    wheels: Path
    extra: dict[str, str] = field(default_factory=dict)

    def run(self, step: dict[str, Any], at: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run a step in a folder; inputs have `_` for `-`."""
        given = {name: str(about["default"]) for name, about in ACTION["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        names = {f"GITHUB_{name}": name.lower() for name in ("PATH", "STEP_SUMMARY", "OUTPUT", "ENV")}
        env = environment(
            RUNNER_TEMP=str(self.folder),
            GITHUB_ACTION_PATH=str(self.action),
            PIP_NO_INDEX="1",
            PIP_FIND_LINKS=str(self.wheels),
            STUB_LOG=str(self.folder / "arguments.json"),
            **{name: str(self.folder / file) for name, file in names.items()},
            **self.extra,
        )
        for name, value in step["env"].items():
            asked = re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", value)
            env[name] = given[asked[1]] if asked else value
        for file in names.values():
            (self.folder / file).write_text("")
        script = self.folder / "script.sh"
        script.write_text(step["run"])
        return run("bash", "--noprofile", "--norc", "-eo", "pipefail", script, at=at, env=env)

    def arguments(self) -> list[str]:
        """What the command was called with."""
        found: list[str] = json.loads((self.folder / "arguments.json").read_text())
        return found

    def summary(self) -> str:
        """The summary of the run."""
        return (self.folder / "step_summary").read_text()


def wheel(folder: Path, version: str) -> Path:
    """A wheel that stands for a released one."""
    path = folder / f"stepladder-{version}-py3-none-any.whl"
    about = f"stepladder-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("stepladder_stub.py", STUB.format(program=sys.executable))
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: stepladder\nVersion: {version}\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{about}/entry_points.txt", "[console_scripts]\nstepladder = stepladder_stub:main\n")
        archive.writestr(f"{about}/RECORD", "")
    return path


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A runner that has fetched the action; the package that comes with it stands for the whole of ours."""
    folder = tmp_path_factory.mktemp("with space")
    runner = Runner(folder / "temp", folder / "action", tmp_path_factory.mktemp("wheels"))
    runner.folder.mkdir()
    runner.action.mkdir()
    wheel(runner.wheels, "7.8.9")
    own = wheel(folder, "0.0.1")
    backend = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    (runner.action / "pyproject.toml").write_text(backend)
    (runner.action / "backend.py").write_text(BACKEND.format(wheel=str(own)))
    shutil.copy(ROOT / "problem-matcher.json", runner.action)
    return runner


@pytest.fixture(scope="module")
def installed(fetched: Runner) -> Runner:
    """A runner on which the first step has run."""
    done = fetched.run(INSTALL, fetched.folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return fetched


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the small pathway in it."""
    small_pathway(tmp_path)
    return tmp_path


def version(runner: Runner) -> str:
    """The version that is installed."""
    python = runner.folder / "stepladder" / "bin" / "python"
    script = "from importlib.metadata import version; print(version('stepladder'))"
    return run(python, "-c", script, at=runner.folder).stdout.strip()


# installing


def test_by_default_the_version_is_installed_that_the_action_is_from(installed: Runner) -> None:
    assert version(installed) == "0.0.1"


def test_another_version_comes_from_the_package_index(fetched: Runner, tmp_path: Path) -> None:
    runner = Runner(tmp_path / "temp", fetched.action, fetched.wheels)
    runner.folder.mkdir()

    done = runner.run(INSTALL, tmp_path, version="7.8.9")

    assert (done.returncode, done.stdout) == (0, "")
    assert version(runner) == "7.8.9"


def test_later_steps_find_the_command_and_no_other_python(fetched: Runner, tmp_path: Path) -> None:
    runner = Runner(tmp_path / "temp", fetched.action, fetched.wheels)
    runner.folder.mkdir()
    runner.run(INSTALL, tmp_path)

    (path,) = (runner.folder / "path").read_text().splitlines()

    assert [file.name for file in Path(path).iterdir()] == ["stepladder"]


@pytest.mark.parametrize(
    "wanted", ["1; touch pwned", "$(touch pwned)", "1 --pre", "--pre", "@ file:x", "1\n2", "<2", "*"]
)
def test_what_is_no_version_is_refused(fetched: Runner, tmp_path: Path, wanted: str) -> None:
    done = fetched.run(INSTALL, tmp_path, version=wanted)

    assert (done.returncode, done.stdout) == (2, "::error::version is a version number such as 0.1.0\n")
    assert list(tmp_path.iterdir()) == []


def test_the_problem_matcher_is_announced_where_it_is_wanted(fetched: Runner, tmp_path: Path) -> None:
    runner = Runner(tmp_path / "temp", fetched.action, fetched.wheels)
    runner.folder.mkdir()

    said = runner.run(INSTALL, tmp_path, problem_matcher="true").stdout

    assert said == f"::add-matcher::{fetched.action}/problem-matcher.json\n"
    assert Path(said.strip().removeprefix("::add-matcher::")).is_file()


# checking


def broken(repository: Path) -> int:
    """Let an exit lead to a step that is not there, with a name that HTML would take for its own; give the line."""
    path = repository / "pathways" / "headache-steps.yaml"
    text, done = re.subn(r"\{to: (\w+)", r'{to: "<b>\1"', path.read_text(), count=1)
    assert done == 1
    path.write_text(text)
    return text.split('"<b>')[0].count("\n") + 1


def test_a_good_repository_passes(installed: Runner, repository: Path) -> None:
    done = installed.run(CHECK, repository, sarif="out.sarif")

    assert done.returncode == 0, done.stdout
    assert "1 pathway, 2 files, 8 steps, 2 rules, 1 case: nothing to report" in done.stdout
    assert "1 pathway, 2 files, 8 steps, 2 rules, 1 case: nothing to report" in installed.summary()
    assert json.loads((repository / "out.sarif").read_text())["version"] == "2.1.0"


def test_a_broken_repository_fails_with_annotations_at_the_line(installed: Runner, repository: Path) -> None:
    number = broken(repository)

    done = installed.run(CHECK, repository, sarif="out.sarif")

    assert done.returncode == 1
    line = next(one for one in done.stdout.splitlines() if one.startswith("::error"))
    assert f"file=pathways/headache-steps.yaml,line={number}," in line
    assert json.loads((repository / "out.sarif").read_text())["runs"][0]["results"]


def test_the_summary_tells_the_findings_and_nothing_of_a_file_is_markup(installed: Runner, repository: Path) -> None:
    broken(repository)

    installed.run(CHECK, repository)

    summary = installed.summary()
    assert "pathways/headache-steps.yaml:" in summary
    assert "&#60;b&#62;" in summary
    assert "<b>" not in summary


def test_the_summary_can_be_left_out(installed: Runner, repository: Path) -> None:
    installed.run(CHECK, repository, summary="false")

    assert installed.summary() == ""


def test_nothing_to_look_at_fails_and_says_so(installed: Runner, tmp_path: Path) -> None:
    done = installed.run(CHECK, tmp_path)

    assert done.returncode == 2
    assert "there is no folder ./pathways here" in done.stdout
    assert installed.summary().startswith("<pre>\nstepladder: there is no folder ./pathways here")


def test_where_nothing_could_be_checked_the_summary_has_no_markup_either(installed: Runner, repository: Path) -> None:
    installed.run(CHECK, repository, paths="<img src=x>&amp;")

    assert "'&lt;img src=x>&amp;amp;'" in installed.summary()


def test_settings_of_the_repository_hold(installed: Runner, repository: Path) -> None:
    (repository / "course").mkdir()
    (repository / "pathways").rename(repository / "course" / "ladders")
    (repository / "pyproject.toml").write_text('[tool.stepladder]\npaths = ["course/ladders"]\n')

    assert installed.run(CHECK, repository).returncode == 0


def test_paths_stand_one_a_line_and_may_have_spaces(installed: Runner, repository: Path) -> None:
    shutil.copytree(repository / "pathways", repository / "my ladders")

    done = installed.run(CHECK, repository, paths="my ladders\n\npathways\n")

    assert done.returncode == 0
    assert installed.arguments()[-3:] == ["--", "my ladders", "pathways"]
    assert "2 pathways" in done.stdout


HOSTILE = (
    "; touch pwned", "$(touch pwned)", "`touch pwned`", "&& touch pwned", "'; touch pwned; '", '"; touch pwned; "',
    "${IFS}", "a b", "*", "~", "-o json=pwned", "--help", "\\", "%0A::error::x",
)  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_no_input_is_anything_but_an_argument(installed: Runner, repository: Path, value: str) -> None:
    only = Runner(installed.folder, installed.action, installed.wheels, {"STUB_ONLY": "1"})

    done = only.run(CHECK, repository, paths=value, fail_on=value, sarif=value, summary=value)

    assert done.returncode == 0
    assert only.arguments() == [
        "validate", "--format", "github", "--fail-on", value, "-o", f"sarif={value}", "--", value,
    ]  # fmt: skip
    assert [path.name for path in repository.iterdir()] == ["pathways"]


@pytest.mark.parametrize("value", ["; touch pwned", "--help", "$(touch pwned)"])
def test_a_hostile_path_is_no_file_and_so_an_error(installed: Runner, repository: Path, value: str) -> None:
    done = installed.run(CHECK, repository, paths=value)

    assert done.returncode == 2
    assert f"there is no pathway '{value}'" in done.stdout
    assert [path.name for path in repository.iterdir()] == ["pathways"]


def test_what_the_command_says_is_no_command_to_the_runner(installed: Runner, repository: Path) -> None:
    lines = installed.run(CHECK, repository).stdout.splitlines()

    begun = next(number for number, line in enumerate(lines) if line.startswith("::stop-commands::"))
    assert lines[-1] == f"::{lines[begun].removeprefix('::stop-commands::')}::"
    assert any("nothing to report" in line for line in lines[begun:-1])
