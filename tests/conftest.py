"""What the tests share."""

from __future__ import annotations

import inspect
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

import stepladder
from stepladder.cli.main import group
from stepladder.model.pathway import Pathway

DATA = Path(__file__).parent / "data"

settings.register_profile("stepladder", deadline=None)  # how long an example takes depends on what else is running
settings.load_profile("stepladder")

collect_ignore = ["data/checks"]  # the wrong examples of cases are no tests

HEEDING = (
    sys.executable, "-c",
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])",
    str(Path(sys.executable).with_name("stepladder")),
)  # fmt: skip
"""Begins stepladder so that it heeds Ctrl-C, also where these tests were begun in the background, which ignores it."""


@pytest.fixture(scope="session")
def headache() -> Pathway:
    """The small pathway of the format's reference."""
    return stepladder.load(str(DATA / "headache-steps.yaml"))


@pytest.fixture(scope="session")
def flagship_pathway() -> Pathway:
    """The esophageal-spasm ladder."""
    return stepladder.load("esophageal-spasm")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the small pathway and its cases in ./pathways."""
    pathways = tmp_path / "pathways"
    pathways.mkdir()
    for name in ("headache-steps.yaml", "headache-steps.cases.yaml"):
        shutil.copy(DATA / name, pathways / name)
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "ACCESSIBLE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def runner() -> CliRunner:
    """Runs commands inside this process, with standard output and standard error apart, in every click we allow."""
    apart: Any = {"mix_stderr": False} if "mix_stderr" in inspect.signature(CliRunner).parameters else {}  # before 8.2
    return CliRunner(**apart)


class Cli:
    """Runs the command line inside this process."""

    def __call__(self, *args: str, input: str | bytes | None = None, env: dict[str, str] | None = None) -> Result:  # noqa: A002
        """Run with some arguments and standard input; never a terminal."""
        return runner().invoke(
            group, list(args), input=input, env={**os.environ, **(env or {})}, prog_name="stepladder"
        )


@pytest.fixture
def cli() -> Cli:
    """The command line."""
    return Cli()
