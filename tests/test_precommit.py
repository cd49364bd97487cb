"""The hooks for pre-commit, run by pre-commit itself: from a clone of what stands here, in a repository of pathways."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.scratch import PROGRAMS, ROOT, committed, copy_of_the_package, environment, good, run, small_pathway

HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
IDS = [hook["id"] for hook in HOOKS]
PRE_COMMIT = PROGRAMS / "pre-commit"
UNREACHED = (
    "NewConnectionError",
    "ConnectionError",
    "No matching distribution",
    "Could not find a version",
    "timed out",
)
"""What pip says where it reaches no package index."""

pytestmark = [
    pytest.mark.wheel,
    pytest.mark.heavy,
    pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here"),
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no git clone"),
]


@dataclass(frozen=True)
class Author:
    """Somebody's repository of pathways, with our hooks."""

    folder: Path
    env: Mapping[str, str]

    def hook(self, name: str, *files: str) -> tuple[int, str]:
        """Run a hook over some files, or over all: the exit code, and what pre-commit prints."""
        which = ("--files", *files) if files else ("--all-files",)
        done = run(PRE_COMMIT, "run", name, *which, "--verbose", "--color", "never", at=self.folder, env=self.env)
        return done.returncode, done.stdout + done.stderr

    def commit(self, message: str) -> tuple[int, str]:
        """Commit what has changed: the exit code, and what is printed."""
        good("git", "add", "--all", at=self.folder, env=self.env)
        done = run("git", "commit", "-m", message, at=self.folder, env=self.env)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def author(tmp_path_factory: pytest.TempPathFactory) -> Author:
    """A repository with two pathways, one of them a folder, and pictures; the hooks are installed once."""
    home = tmp_path_factory.mktemp("pre-commit")
    clone = home / "stepladder"
    clone.mkdir()
    copy_of_the_package(clone)
    revision = committed(clone)
    folder = home / "author"
    small_pathway(folder)
    good("stepladder", "new", "cough-steps", at=folder)
    split = folder / "pathways" / "cough-folder"
    split.mkdir()
    text = (folder / "pathways" / "cough-steps.yaml").read_text().replace("id: cough-steps", "id: cough-folder")
    head, _, others = text.partition("\nsteps:")
    steps, _, rest = others.partition("\nrules:")
    (split / "pathway.yaml").write_text(f"{head}\nrules:{rest}")
    (split / "steps.yaml").write_text(f"steps:{steps}\n")
    good("stepladder", "render", "pathways", at=folder)
    hooks = "".join(f"      - id: {name}\n" for name in IDS)
    (folder / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {clone.as_uri()}\n    rev: {revision}\n    hooks:\n{hooks}"
    )
    env = environment(PRE_COMMIT_HOME=str(home / "cache"))
    if os.environ.get("CI"):
        env["PIP_CONSTRAINT"] = (ROOT / "constraints.txt").as_uri()
    good("git", "init", "--quiet", at=folder)
    good("git", "add", "--all", at=folder)
    done = run(PRE_COMMIT, "install", "--install-hooks", at=folder, env=env)
    said = done.stdout + done.stderr
    if done.returncode and not os.environ.get("CI") and any(words in said for words in UNREACHED):
        pytest.skip("pip reaches no package index from here, so pre-commit cannot install the hooks")
    assert done.returncode == 0, said
    return Author(folder, env)


def test_precommit_accepts_the_list_of_hooks() -> None:
    good(PRE_COMMIT, "validate-manifest", ".pre-commit-hooks.yaml", at=ROOT)


def test_each_hook_calls_a_command_that_there_is() -> None:
    for hook in HOOKS:
        program, *words = hook["entry"].split()
        done = run(PROGRAMS / program, *words, "--help", at=ROOT)

        assert done.returncode == 0, hook["entry"]


@pytest.mark.parametrize("name", IDS)
def test_a_good_repository_passes(author: Author, name: str) -> None:
    code, said = author.hook(name)

    assert (code, "Passed" in said) == (0, True), said


def test_what_was_looked_at_is_every_pathway(author: Author) -> None:
    assert "3 pathways, " in author.hook("stepladder-validate")[1]


def test_a_part_and_a_case_file_stand_for_their_pathways(author: Author) -> None:
    said = author.hook("stepladder-validate", "pathways/cough-folder/steps.yaml", "pathways/cough-steps.cases.yaml")[1]

    assert "2 pathways, " in said


def test_several_files_of_one_pathway_are_checked_once(author: Author) -> None:
    files = ("pathways/cough-folder/steps.yaml", "pathways/cough-folder/pathway.yaml")

    assert "1 pathway, 2 files, " in author.hook("stepladder-validate", *files)[1]


def test_files_that_are_no_pathways_are_let_alone(author: Author) -> None:
    (author.folder / "mkdocs.yaml").write_text("site_name: x\n")

    assert "(no files to check)Skipped" in author.hook("stepladder-validate", "mkdocs.yaml")[1]


def test_a_commit_that_breaks_a_part_is_refused_at_the_very_place(author: Author) -> None:
    assert author.commit("As it stands")[0] == 0
    part = author.folder / "pathways" / "cough-folder" / "steps.yaml"
    text = part.read_text()
    try:
        part.write_text(text.replace("{to: ", "{to: no_", 1))
        number = text.split("{to: ")[0].count("\n") + 1

        code, said = author.commit("Break it")
    finally:
        part.write_text(text)

    assert code == 1
    assert f"pathways/cough-folder/steps.yaml:{number}:" in said
    assert "error[SL201]" in said
    assert "1 pathway, " in said


def test_a_picture_that_is_out_of_date_is_named(author: Author) -> None:
    path = author.folder / "pathways" / "headache-steps.yaml"
    text = path.read_text()
    try:
        path.write_text(text.replace("title: ", "title: Now ", 1))

        code, said = author.hook("stepladder-render-check")
    finally:
        path.write_text(text)

    assert code == 1
    assert "diagrams/headache-steps.ladder.svg: stale" in said


def test_a_case_that_fails_is_named(author: Author) -> None:
    path = author.folder / "pathways" / "headache-steps.cases.yaml"
    text = path.read_text()
    try:
        path.write_text(text.replace("holds: true", "holds: false", 1))

        code, said = author.hook("stepladder-test")
    finally:
        path.write_text(text)

    assert code == 1
    assert "pathways/headache-steps.cases.yaml:" in said
