"""`stepladder render`: pictures of pathways, and of walks through them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepladder.cli.common import FOUND, USAGE, fail, keep_apart, look_options, text_of, write
from stepladder.cli.complete import complete_case, complete_paths, complete_view
from stepladder.cli.gallery import USUAL_FOLDER, aside, check, drawing, located, update
from stepladder.cli.terminal import echo, with_progress

if TYPE_CHECKING:
    from stepladder.library.pictures import Subject
    from stepladder.render.make import Engine, Request, Shown
    from stepladder.render.manifest import Entry, Figure
    from stepladder.render.style import PageSize

FORMAT_NAMES = ("svg", "png", "pdf", "dot", "mermaid", "txt")
"""As `render.make` knows them; written out so that the help need not import it."""
ENGINES = ("auto", "dot", "embedded", "built-in")
PAGE_NAMES = ("a4", "slide", "free")


@click.command()
@click.argument("paths", nargs=-1, shell_complete=complete_paths)
@click.option(
    "-o", "--output", metavar="DIR|FILE",
    help=f"A folder for the pictures ({USUAL_FOLDER} by default), one file, or - for standard output.",
)  # fmt: skip
@click.option(
    "--format", "formats", multiple=True, metavar="NAME[,NAME…]",
    help="svg (by default), png, pdf, dot, mermaid, txt; several separated by commas.",
)  # fmt: skip
@click.option(
    "--view", metavar="ladder|graph|step:ID", shell_complete=complete_view,
    help="The ladder (by default), the whole graph, or one step.",
)  # fmt: skip
@click.option(
    "--page", type=click.Choice(PAGE_NAMES),
    help="By default a4 for the ladder, free for the graph, slide for a step.",
)  # fmt: skip
@click.option("--case", "case_id", metavar="ID", shell_complete=complete_case, help="Draw the walk of this case in.")
@click.option("--walk", "walk_file", metavar="FILE", help="Draw a walk in that `walk --save` has kept.")
@click.option("--coverage", is_flag=True, help="Draw into the graph what the teaching cases do not exercise.")
@click.option(
    "--engine", type=click.Choice(ENGINES), default="auto", show_default=True, help="What lays out a graph."
)  # fmt: skip
@click.option("--check", "checks", is_flag=True, help="Draw nothing; say which pictures of the folder are out of date.")
@click.option("--update", "updates", is_flag=True, help="Repair whatever --check finds.")
@look_options
def command(
    paths: tuple[str, ...],
    output: str | None,
    formats: tuple[str, ...],
    view: str | None,
    page: PageSize | None,
    case_id: str | None,
    walk_file: str | None,
    coverage: bool,
    engine: Engine,
    checks: bool,
    updates: bool,
    color: str,
    plain: bool,
) -> None:
    """Draw pathways, or walks through them.

    PATHS are files, pathway folders, folders of pathways, or ids; without any, ./pathways. Beside each picture in a
    folder stands the same in words (.txt), and MANIFEST.json lists them all.

    \b
    Examples:
      stepladder render
      stepladder render esophageal-spasm --format svg,pdf -o figures/
      stepladder render esophageal-spasm --case case-04-hidden-tablet -o case.png
      stepladder render esophageal-spasm --view step:drug_selection
      stepladder render esophageal-spasm --view graph --format dot -o -
      stepladder render esophageal-spasm --coverage
      stepladder render --check
    """
    if checks or updates:
        alone: dict[str, object] = {"--format": formats, "--view": view, "--page": page, "--case": case_id}
        alone |= {"--walk": walk_file, "--coverage": coverage}
        _refuse_beside("--update" if updates else "--check", alone)
        if checks and updates:
            fail("--check and --update exclude each other: the one only looks, the other repairs")
        look_after = update if updates else check
        with drawing(color, plain):
            code = look_after(paths, output, engine)
        raise click.exceptions.Exit(code)
    if case_id is not None and walk_file is not None:
        fail("--case and --walk exclude each other: a picture shows one walk")
    request = _request(view or ("graph" if coverage else None), page)
    if coverage:
        _coverable(request, case_id, walk_file)
    target = _target(output, _formats(formats))
    if not target.folder:
        keep_apart([(f"-o {output}", target.path)], pathways=paths, inputs=[walk_file])
    if engine != "auto" and request.view != "graph":
        echo(f"stepladder: --engine lays out graphs; the {request.view} view asks for none", err=True)
    log = None if walk_file is None else _Log(Path(walk_file), text_of(walk_file))
    with drawing(color, plain):
        abouts = _subjects(paths, target, case_id, log, cases=coverage or case_id is not None)
        figures = [_figure(about, request, target, case_id, log, coverage) for about in with_progress(abouts, "walked")]
        _deliver(target, _painted(figures, target, engine))


def _refuse_beside(flag: str, others: Mapping[str, object]) -> None:
    given = [name for name, value in others.items() if value]
    if given:
        fail(f"{flag} looks at every picture that MANIFEST.json lists; {given[0]} has no place beside it")


def _coverable(request: Request, case_id: str | None, walk_file: str | None) -> None:
    """End the command where something is asked for beside coverage that has no place there."""
    if case_id is not None or walk_file is not None:
        option = "--case" if case_id is not None else "--walk"
        fail(f"--coverage draws what all cases exercise together; {option} has no place beside it")
    if request.view != "graph":
        fail(f"--coverage is drawn into the graph; leave out --view {request.name}, or say --view graph")


@dataclass(frozen=True, slots=True)
class _Target:
    """Where pictures go, and in which formats."""

    path: Path | None
    """None for standard output."""
    formats: tuple[str, ...]
    folder: bool


def _formats(given: Sequence[str]) -> tuple[str, ...]:
    names = [name.strip() for part in given for name in part.split(",")]
    for name in names:
        if name not in FORMAT_NAMES:
            from stepladder.diagnostics import nearest

            fail(f"--format knows {', '.join(FORMAT_NAMES)}, not '{name[:40]}'. {nearest(name, FORMAT_NAMES)}".rstrip())
    return tuple([name for name in FORMAT_NAMES if name in names])


def _target(output: str | None, formats: tuple[str, ...]) -> _Target:
    """What `-o` means: a file where its name ends like one, else a folder."""
    from stepladder.render.make import SUFFIXES

    if output is None:
        return _Target(Path(USUAL_FOLDER), formats or ("svg",), True)
    if output == "-":
        if len(formats) > 1:
            fail("-o - takes one picture, and so one format")
        return _Target(None, formats or ("svg",), False)
    path = Path(output)
    if os.path.isdir(path) or output.endswith(("/", "\\")) or not path.suffix:
        if os.path.exists(path) and not os.path.isdir(path):
            known = ", ".join(SUFFIXES)
            fail(f"{output} is a file, and its name says nothing of a format; names end in one of {known}")
        return _Target(path, formats or ("svg",), True)
    name = SUFFIXES.get(path.suffix.lower())
    if name is None:
        hint = "end a folder's name with /"
        fail(f"-o {output}: '{path.suffix}' is no format; there are {', '.join(SUFFIXES)} ({hint})")
    if formats and formats != (name,):
        fail(f"-o {output} asks for {name}, --format for {', '.join(formats)}; leave one of the two out")
    return _Target(path, (name,), False)


def _request(view: str | None, page: PageSize | None) -> Request:
    from stepladder.render.make import Request

    try:
        return Request.of(view or "ladder", page)
    except ValueError as error:
        fail(f"--view: {error}")


@dataclass(frozen=True, slots=True)
class _Log:
    """A saved walk as it was named."""

    path: Path
    text: str


def _subjects(
    paths: tuple[str, ...], target: _Target, case_id: str | None, log: _Log | None, *, cases: bool
) -> list[Subject]:
    """The pathways to draw; of several the one that a log is of."""
    from stepladder.library.pictures import subjects
    from stepladder.walk.log import pathway_named

    places = located(paths)
    if log is not None and len(places) > 1:
        named = pathway_named(log.text)
        places = [place for place in places if place.stem == named]
        if not places:
            fail(f"{log.path}: none of these pathways is '{named}', of which the log is")
    if len(places) > 1 and (case_id is not None or not target.folder):
        option = "--case" if case_id is not None else "-o FILE" if target.path is not None else "-o -"
        fail(f"{option} takes one pathway, and there are {len(places)}; name one of them")
    return list(subjects(places, aside, cases=cases).values())


def _figure(
    about: Subject, request: Request, target: _Target, case_id: str | None, log: _Log | None, coverage: bool
) -> tuple[Subject, Figure, Shown | None]:
    """What is to be drawn of a pathway, and the walk in it."""
    from stepladder.library.pictures import Undrawable, of_case, of_log, source
    from stepladder.render.gallery import Folder
    from stepladder.render.manifest import Figure, Saved

    seen_from = source(Folder(target.path), about) if target.folder and target.path is not None else ""
    figure = Figure(about.model.id, request, case_id, source=seen_from, coverage=coverage)
    if case_id is not None:
        return about, figure, of_case(about, case_id)
    if log is None:
        return about, figure, None
    name = log.path.stem
    try:
        shown, changes = of_log(about, log.text, Saved(name, ()).title)
    except Undrawable as error:
        fail(f"{log.path}: {error}. Nothing was drawn", USAGE if error.unreadable else FOUND)
    if changes:
        echo("The pathway has changed since the walk was saved; the log still replays to its end.", err=True)
    return about, replace(figure, walk=Saved.of(name, shown)), shown


def _painted(
    figures: Sequence[tuple[Subject, Figure, Shown | None]], target: _Target, engine: Engine
) -> list[tuple[Entry, bytes]]:
    """Every file, before any is written."""
    from stepladder.library.pictures import draw
    from stepladder.render.gallery import painted

    formats = target.formats
    if target.folder and "txt" not in formats:
        formats = (*formats, "txt")
    files: list[tuple[Entry, bytes]] = []
    notes: dict[str, None] = {}
    for about, figure, shown in with_progress(figures, "drawn"):
        drawn = draw(about, figure, shown, engine)
        if drawn.note:
            notes.setdefault(drawn.note)
        files.extend(painted(figure, drawn, formats))
    for note in notes:
        echo(note, err=True)
    if not files:
        fail("there was nothing to draw", FOUND)
    return files


def _deliver(target: _Target, files: list[tuple[Entry, bytes]]) -> None:
    """Write what was drawn, and say what was written."""
    from stepladder.render.gallery import Folder
    from stepladder.render.manifest import figures
    from stepladder.report.pictures import pictures_counted
    from stepladder.text.counting import counted

    if target.path is None:
        if len(files) > 1:
            fail(f"the picture has {counted(len(files), 'page')}, and -o - takes one; name a folder")
        sys.stdout.buffer.write(files[0][1])
        return
    if target.folder:
        folder = Folder(target.path)
        with folder.kept():
            folder.put(files)
        paths = [target.path / name for name in folder.written]
    else:
        paths = []
        for entry, content in files:
            ending = entry.file.removeprefix(entry.figure.stem).rpartition(".")[0]
            paths.append(target.path.with_name(f"{target.path.stem}{ending}{target.path.suffix}"))
            write(paths[-1], content)
    for path in paths:
        echo(f"wrote {path}", err=True)
    drawn = figures(entry for entry, _ in files)
    echo(f"{pictures_counted(drawn)}, {counted(len(paths), 'file')} written", err=True)
