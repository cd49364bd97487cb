"""Whether what a command writes would go over what it reads, or two of its outputs over each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from stepladder.files import identity, shown
from stepladder.library.registry import NotFound, find_all
from stepladder.reading.files import Unreadable

Output = tuple[str, str | Path | None]
"""An output as it was typed, such as `--save monday.jsonl`, and its file; None where it was not asked for."""


def clash(outputs: Iterable[Output], *, pathways: Iterable[str] = (), inputs: Iterable[str | Path | None] = ()) -> str:
    """Why something would be lost, in a sentence: two outputs are one file, or one is an input; empty where nothing is.

    Args:
        outputs: all that will be written.
        pathways: the pathways that are read, as they were named; all files of each count, and `-` is none.
        inputs: the other files that are read; None for one that was not named.
    """
    asked = [(typed, key) for typed, path in outputs if path is not None and (key := identity(path)) is not None]
    if not asked:
        return ""
    read = {identity(path) for path in (*_files_of(pathways), *inputs) if path is not None}
    taken: dict[object, str] = {}
    for typed, key in asked:
        if key in read:
            return f"{shown(typed)}: this file is read, and would be written over; name another one"
        if key in taken:
            return f"{shown(taken[key])} and {shown(typed)} name one file, and one of them would be lost; name two"
        taken[key] = typed
    return ""


def _files_of(pathways: Iterable[str]) -> Iterator[Path]:
    """The files of some pathways; of one that cannot be found, which the command itself says, there are none."""
    for name in pathways:
        try:
            located = find_all([name]) if name != "-" else []
        except (NotFound, Unreadable):
            continue
        for place in located:
            yield from filter(None, (place.main, *place.parts, place.cases, place.origins))
