"""What is said of a folder of pictures: which are out of date and how to repair them, and what was drawn anew."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import get_args

from stepladder.render.gallery import Folder
from stepladder.render.manifest import Entry, Figure, Problem, Trouble
from stepladder.text.counting import counted


def problem_lines(folder: Path, problems: Iterable[Problem]) -> Iterator[str]:
    """One line for each file that is out of date, sorted by file."""
    for problem in sorted(problems, key=lambda problem: (problem.file, problem.trouble)):
        yield f"{folder / problem.file}: {problem.trouble}: {problem.why}"


def check_summary(drawn: Mapping[Figure, Collection[Entry]], problems: Iterable[Problem]) -> str:
    """How much was looked at, and how it came out."""
    files = sum(len(entries) for entries in drawn.values())
    counts = Counter(problem.trouble for problem in problems)
    wrong = ", ".join(f"{counts[trouble]} {trouble}" for trouble in get_args(Trouble) if counts[trouble])
    return f"looked at {pictures_counted(drawn)} in {counted(files, 'file')}: {wrong or 'all up to date'}"


def pictures_counted(drawn: Collection[Figure]) -> str:
    """How many pictures there are, and of how many pathways."""
    pathways = {figure.pathway for figure in drawn}
    return f"{counted(len(drawn), 'picture')} of {counted(len(pathways), 'pathway')}"


def update_lines(folder: Folder, changed: Sequence[str], count: int, gone: Mapping[str, str]) -> Iterator[str]:
    """What was written and removed.

    Args:
        folder: as it is now.
        changed: the files that are no longer as before.
        count: how many were drawn.
        gone: why files had to go.
    """
    for name in changed:
        yield f"wrote {folder.path / name}"
    for name in folder.removed:
        yield f"removed {folder.path / name}: {gone.get(name, 'the picture has no such page any more')}"
    removed, same = counted(len(folder.removed), "file"), count - len(changed)
    yield f"{counted(count, 'file')} drawn: {len(changed)} changed, {same} as before; {removed} removed"


def render_command(words: str, paths: Sequence[str], output: str | None, engine: str = "auto") -> str:
    """A command line that can be copied."""
    parts = ["stepladder", *words.split(), *paths]
    if output is not None:
        parts += ["-o", output]
    if engine != "auto":
        parts += ["--engine", engine]
    return shlex.join(parts)
