"""Scratch repositories of pathways, and programs run in them as somebody would who has nothing but these."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).parent / "data"
PROGRAMS = Path(sys.executable).parent
"""Where `stepladder`, `pytest`, `pre-commit` and `check-jsonschema` are."""

SHIPPED = (
    "src/",
    "pathways/",
    "tests/data/checks/",
    "LICENSE",
    "README.md",
    "pyproject.toml",
    ".pre-commit-hooks.yaml",
)
"""What it takes to install the package from a clone."""


def environment(**more: str) -> dict[str, str]:
    """The environment without what this run of the tests has in it; git knows who commits."""
    left_out = ("PYTHON", "VIRTUAL_ENV", "PIP_CONSTRAINT", "GIT_", "GITHUB_", "PRE_COMMIT", "PYTEST_", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    person = {"NAME": "Somebody", "EMAIL": "somebody@example.org"}
    kept |= {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in person.items()}
    kept |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    kept["PATH"] = os.pathsep.join([str(PROGRAMS), kept.get("PATH", "")])
    return kept | more


def run(
    *command: str | Path, at: Path, env: Mapping[str, str] | None = None, timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder without a terminal, and hand over its exit code and what it printed."""
    return subprocess.run(
        [str(word) for word in command], cwd=at, env=dict(env or environment()), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, timeout=timeout,
    )  # fmt: skip


def good(*command: str | Path, at: Path, env: Mapping[str, str] | None = None) -> str:
    """Run a program that must end well, and hand over what it printed."""
    done = run(*command, at=at, env=env)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def committed(folder: Path, message: str = "As it stands") -> str:
    """Make a folder a git repository with all that is in it, and hand over the commit."""
    good("git", "init", "--quiet", at=folder)
    good("git", "add", "--all", at=folder)
    good("git", "commit", "--quiet", "--no-verify", "-m", message, at=folder)
    return good("git", "rev-parse", "HEAD", at=folder).strip()


def copy_of_the_package(to: Path) -> None:
    """Copy what it takes to install the package, as it is in the working tree."""
    listed = good("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", at=ROOT).split("\0")
    for name in listed:
        if name.startswith(SHIPPED) and (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)


def small_pathway(to: Path) -> None:
    """Put the small pathway and its cases into `pathways` of a folder."""
    (to / "pathways").mkdir(parents=True, exist_ok=True)
    for name in ("headache-steps.yaml", "headache-steps.cases.yaml"):
        shutil.copy(DATA / name, to / "pathways" / name)
