"""What `render` does with a folder of pictures: say what is out of date in it, and bring it up to date."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from stepladder.cli.common import CLEAN, FOUND, complaining, fail
from stepladder.cli.settling import paths_or_settled, settled
from stepladder.cli.terminal import echo, with_progress

if TYPE_CHECKING:
    from stepladder.library.pictures import Gallery
    from stepladder.reading.files import Located
    from stepladder.render.make import Engine
    from stepladder.render.manifest import Entry

USUAL_FOLDER = "diagrams"


@contextmanager
def drawing(color: str, plain: bool) -> Iterator[None]:
    """End the command with a sentence where a picture cannot be drawn or written, or its pathway has errors."""
    from stepladder.library.pictures import SameIdError, Undrawable
    from stepladder.render.errors import Lacking
    from stepladder.render.gallery import GalleryError

    with complaining(color=color, plain=plain):
        try:
            yield
        except (SameIdError, Undrawable, Lacking, GalleryError) as error:
            fail(str(error))


def located(paths: tuple[str, ...]) -> list[Located]:
    """The pathways that are named, or those of the settings or in ./pathways; ends the command where there is none."""
    from stepladder.library.registry import find_all

    return find_all(paths or paths_or_settled((), settled(), "the pathways to draw"))


def aside(words: str) -> None:
    """Say something on standard error."""
    echo(words, err=True)


def _gallery(paths: tuple[str, ...], output: str | None, engine: Engine) -> Gallery:
    """The folder that `--check` and `--update` look after, with the pathways it is for."""
    from stepladder.library.pictures import Gallery, subjects
    from stepladder.render.gallery import Folder

    path = Path(output or USUAL_FOLDER)
    if output == "-" or os.path.isfile(path):
        fail(f"-o {output}: --check and --update look after a folder")
    abouts = subjects(located(paths), aside, cases=True)
    return Gallery(Folder.at(path), abouts, bool(paths), engine, aside)


def check(paths: tuple[str, ...], output: str | None, engine: Engine) -> int:
    """Say which pictures of a folder are stale, missing, orphaned or damaged; write nothing.

    Args:
        paths: the pathways as they were named.
        output: the folder as it was named.
        engine: what lays out graphs.

    Returns:
        The exit code.
    """
    from stepladder.render.manifest import NAME
    from stepladder.report.pictures import check_summary, problem_lines, render_command

    gallery = _gallery(paths, output, engine)
    where = gallery.folder.path
    if not gallery.folder.begun:
        begin = render_command("render", paths, output)
        fail(f"there is no {where / NAME}, so not one picture could be looked at; begin with: {begin}", FOUND)
    looked = with_progress(list(gallery.figures), "checked")
    problems = [problem for figure in looked for problem in gallery.problems(figure)]
    orphaned, foreign = gallery.orphaned()
    problems += [*gallery.missing(), *orphaned]
    for line in problem_lines(where, problems):
        echo(line)
    for note in (*gallery.notes, check_summary(gallery.figures, problems)):
        echo(note, err=True)
    if not problems:
        return CLEAN
    echo(f"To repair: {render_command('render --update', paths, output, engine)}")
    if foreign:
        echo(f"Files that stepladder did not draw are never removed: move {', '.join(foreign)} elsewhere.")
    return FOUND


def update(paths: tuple[str, ...], output: str | None, engine: Engine) -> int:
    """Draw anew what the manifest lists, add what is missing, remove what is orphaned; see `check`."""
    from stepladder.report.pictures import update_lines

    gallery = _gallery(paths, output, engine)
    folder = gallery.folder
    files, gone = _renewed(gallery)
    with folder.kept():
        before = {entry.file: folder.bytes_of(entry.file) for entry, _ in files}
        folder.put(files)
        orphaned, foreign = gallery.orphaned()
        gone |= {problem.file: problem.why for problem in orphaned if problem.file not in foreign}
        folder.remove(gone)
    changed = [entry.file for entry, content in files if before[entry.file] != content]
    for line in (*update_lines(folder, changed, len(files), gone), *gallery.notes):
        echo(line, err=True)
    if foreign:
        names = ", ".join(foreign)
        echo(f"Left alone, for stepladder did not draw them: {names}. Move them elsewhere.", err=True)
        return FOUND
    if not folder.entries:
        fail(f"no picture is left in {folder.path}", FOUND)
    return CLEAN


def _renewed(gallery: Gallery) -> tuple[list[tuple[Entry, bytes]], dict[str, str]]:
    """Every file as it would be drawn now, and those that cannot be any more, each with the reason."""
    from stepladder.library.pictures import PathwayGoneError, Undrawable

    files: list[tuple[Entry, bytes]] = []
    gone: dict[str, str] = {}
    for figure, entries in with_progress(list(gallery.figures.items()), "drawn"):
        try:
            files.extend(gallery.renewed(figure))
        except (PathwayGoneError, Undrawable) as error:
            gone |= {entry.file: str(error) for entry in entries}
    return [*files, *gallery.added()], gone
