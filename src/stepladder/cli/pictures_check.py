"""`stepladder render --check` and `--update`: whether a folder of pictures is up to date, and making it so."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from stepladder.cli.common import CLEAN, FOUND, fail
from stepladder.cli.pictures import (
    USUAL_FOLDER,
    Folder,
    Subject,
    Undrawable,
    draw,
    located,
    of_figure,
    painted,
    subject,
    subjects,
)  # fmt: skip
from stepladder.cli.terminal import echo, with_progress
from stepladder.render.manifest import (
    NAME,
    Entry,
    Figure,
    Now,
    Problem,
    Trouble,
    figures,
    is_picture,
    judge,
)

if TYPE_CHECKING:
    from stepladder.render.make import Drawn, Engine


@dataclass
class _Round:
    """One look at a folder: what it holds, and what it should hold."""

    folder: Folder
    abouts: dict[str, Subject]
    """The pathways that must have pictures, by id."""
    named: bool
    """Whether they were named, so that the pictures of others are not looked at."""
    engine: Engine
    color: str
    plain: bool
    others: dict[str, Subject] = field(default_factory=dict)
    """Pathways that were not named, but have pictures here."""
    notes: dict[str, None] = field(default_factory=dict)

    @cached_property
    def hand(self) -> Mapping[str, Path]:
        """The pathways at hand."""
        from stepladder.library.registry import at_hand

        return at_hand()

    def figures(self) -> dict[Figure, tuple[Entry, ...]]:
        """The pictures that are looked at, each with its files."""
        kept = [e for e in self.folder.entries if not self.named or e.figure.pathway in self.abouts]
        return figures(kept)

    def about(self, figure: Figure) -> Subject:
        """The pathway of a picture.

        Raises:
            LookupError: there is no such pathway any more.
        """
        from stepladder.reading.files import locate

        known = self.abouts.get(figure.pathway) or self.others.get(figure.pathway)
        if known is not None:
            return known
        homes = [self.folder.path / figure.source] if figure.source else []
        if figure.pathway in self.hand:
            homes.append(self.hand[figure.pathway])
        for home in homes:
            if os.path.isfile(home) or os.path.isfile(home / "pathway.yaml"):
                about = subject(locate(home), color=self.color, plain=self.plain, cases=True)
                return self.others.setdefault(figure.pathway, about)
        raise LookupError(figure.pathway)

    def drawn(self, figure: Figure) -> Drawn:
        """A picture drawn anew.

        Raises:
            Undrawable: its step, case or walk is gone.
            LookupError: its pathway is gone.
        """
        about = self.about(figure)
        drawn = draw(about, figure, of_figure(about, figure), self.engine)
        if drawn.note:
            self.notes.setdefault(drawn.note)
        return drawn

    def strays(self) -> list[str]:
        """The picture files that no entry names, whoever drew them."""
        from stepladder.files import entries

        listed = {entry.file for entry in self.folder.entries}
        try:
            names = [path.name for path in entries(self.folder.path) if os.path.isfile(path)]
        except OSError:
            return []
        found = [name for name in names if is_picture(name) and name not in listed]
        return [name for name in found if not name.lower().endswith(".txt") or self.folder.drew(name)]

    def without_pictures(self) -> list[Subject]:
        """The pathways that have none."""
        drawn = {entry.figure.pathway for entry in self.folder.entries}
        return [about for name, about in self.abouts.items() if name not in drawn]

    def say_notes(self) -> None:
        """Say how pictures were laid out, where that is worth a line."""
        for note in self.notes:
            echo(note, err=True)


def _round(paths: tuple[str, ...], output: str | None, engine: Engine, color: str, plain: bool) -> _Round:
    path = Path(output or USUAL_FOLDER)
    if output == "-" or os.path.isfile(path):
        fail(f"-o {output}: --check and --update look after a folder")
    abouts = subjects(located(paths), color=color, plain=plain, cases=True)
    by_id = {about.model.id: about for about in abouts}
    return _Round(Folder.at(path), by_id, bool(paths), engine, color, plain)


def check(paths: tuple[str, ...], output: str | None, engine: Engine, color: str, plain: bool) -> int:
    """Say which pictures of a folder are stale, missing, orphaned or damaged; write nothing.

    Args:
        paths: the pathways as they were named.
        output: the folder as it was named.
        engine: what lays out graphs.
        color: the value of `--color`.
        plain: whether `--plain` was given.

    Returns:
        The exit code.
    """
    looked = _round(paths, output, engine, color, plain)
    where = looked.folder.path
    if not looked.folder.begun:
        begin = _command("render", paths, output)
        fail(f"there is no {where / NAME}, so not one picture could be looked at; begin with: {begin}", FOUND)
    drawn = looked.figures()
    problems = [
        found
        for figure, entries in with_progress(list(drawn.items()), "checked")
        for found in _judged(looked, figure, entries)
    ]
    problems += [
        Problem("missing", f"{about.model.id}.ladder.svg", "the pathway has no picture here")
        for about in looked.without_pictures()
    ]
    strays = looked.strays()
    foreign = [name for name in strays if not looked.folder.drew(name)]
    for name in strays:
        why = f"{NAME} does not list it" + (", and stepladder did not draw it" if name in foreign else "")
        problems.append(Problem("orphaned", name, why))
    for problem in sorted(problems, key=lambda found: (found.file, found.trouble)):
        echo(f"{where / problem.file}: {problem.trouble}: {problem.why}")
    looked.say_notes()
    _summary(drawn, problems)
    if not problems:
        return CLEAN
    echo(f"To repair: {_command('render --update', paths, output, engine)}")
    if foreign:
        echo(f"Files that stepladder did not draw are never removed: move {', '.join(foreign)} elsewhere.")
    return FOUND


def _judged(looked: _Round, figure: Figure, entries: Sequence[Entry]) -> list[Problem]:
    """What is wrong with the files of one picture."""
    try:
        drawn = looked.drawn(figure)
    except LookupError:
        why = f"there is no pathway '{figure.pathway}' any more"
        return [Problem("orphaned", entry.file, why) for entry in entries]
    except Undrawable as error:
        return [Problem("stale", entry.file, str(error)) for entry in entries]
    return list(_compared(looked, figure, drawn, entries))


def _compared(looked: _Round, figure: Figure, drawn: Drawn, entries: Sequence[Entry]) -> Iterator[Problem]:
    by_format: dict[str, list[Entry]] = {}
    for entry in entries:
        by_format.setdefault(entry.format, []).append(entry)
    for name, listed in by_format.items():
        files = _now(looked, figure, drawn, name, listed)
        for entry in listed:
            now = files.pop(entry.file, None)
            if now is None:
                yield Problem("stale", entry.file, "the picture has no such page any more")
            elif problem := judge(entry, now, looked.folder.bytes_of(entry.file)):
                yield problem
        for file in files:
            yield Problem("missing", file, "the picture has a page more now")


def _now(looked: _Round, figure: Figure, drawn: Drawn, name: str, listed: Sequence[Entry]) -> dict[str, Now]:
    """What the files of one format would be; their bytes only where these can be compared."""
    from stepladder.render.make import FORMATS

    if FORMATS[name].placed and any(entry.layout != drawn.layout for entry in listed):
        looked.notes.setdefault(
            f"What {listed[0].layout} has laid out, {drawn.layout} would lay out here: what it is drawn from is "
            "compared, its bytes are not."
        )
        return {entry.file: Now(drawn.digest, None) for entry in listed}
    if not FORMATS[name].exact:
        return {f"{figure.stem}{ending}": Now(drawn.digest, None) for ending in drawn.endings(name)}
    return {f"{figure.stem}{ending}": Now(drawn.digest, content) for ending, content in drawn.as_bytes(name)}


def _summary(drawn: dict[Figure, tuple[Entry, ...]], problems: Iterable[Problem]) -> None:
    from stepladder.text.counting import counted

    files = sum(len(entries) for entries in drawn.values())
    pathways = {figure.pathway for figure in drawn}
    counts = Counter(problem.trouble for problem in problems)
    found = ", ".join(f"{counts[trouble]} {trouble}" for trouble in get_args(Trouble) if counts[trouble])
    looked = f"{counted(len(drawn), 'picture')} of {counted(len(pathways), 'pathway')} in {counted(files, 'file')}"
    echo(f"looked at {looked}: {found or 'all up to date'}", err=True)


def update(paths: tuple[str, ...], output: str | None, engine: Engine, color: str, plain: bool) -> int:
    """Draw anew what the manifest lists, add what is missing, remove what is orphaned; see `check`."""
    looked = _round(paths, output, engine, color, plain)
    folder = looked.folder
    files, gone = _renewed(looked)
    with folder.kept():
        before = {entry.file: folder.bytes_of(entry.file) for entry, _ in files}
        folder.put(files)
        strays = looked.strays()
        foreign = [name for name in strays if not folder.drew(name)]
        gone |= {name: f"{NAME} does not list it" for name in strays if name not in foreign}
        folder.remove(gone)
    _say_updated(folder, [entry.file for entry, content in files if before[entry.file] != content], len(files), gone)
    looked.say_notes()
    if foreign:
        names = ", ".join(foreign)
        echo(f"Left alone, for stepladder did not draw them: {names}. Move them elsewhere.", err=True)
        return FOUND
    if not folder.entries:
        fail(f"no picture is left in {folder.path}", FOUND)
    return CLEAN


def _renewed(looked: _Round) -> tuple[list[tuple[Entry, bytes]], dict[str, str]]:
    """Every file as it would be drawn now, and those that cannot be any more, each with the reason."""
    from stepladder.render.make import FORMATS, Request

    files: list[tuple[Entry, bytes]] = []
    gone: dict[str, str] = {}
    for figure, entries in with_progress(list(looked.figures().items()), "drawn"):
        try:
            drawn = looked.drawn(figure)
        except LookupError:
            gone |= {entry.file: f"there is no pathway '{figure.pathway}' any more" for entry in entries}
            continue
        except Undrawable as error:
            gone |= {entry.file: str(error) for entry in entries}
            continue
        better = any(entry.layout == "graphviz" for entry in entries) and drawn.layout == "built-in"
        if better and not list(_compared(looked, figure, drawn, entries)):
            continue  # what Graphviz has laid out is better than what would take its place
        present = {entry.format for entry in entries}
        files.extend(painted(figure, drawn, [name for name in FORMATS if name in present]))
    for about in looked.without_pictures():
        figure = Figure(about.model.id, Request(), source=looked.folder.source(about))
        files.extend(painted(figure, looked.drawn(figure), ("svg", "txt")))
    return files, gone


def _say_updated(folder: Folder, changed: Sequence[str], count: int, gone: Mapping[str, str]) -> None:
    from stepladder.text.counting import counted

    for name in changed:
        echo(f"wrote {folder.path / name}", err=True)
    for name in folder.removed:
        echo(f"removed {folder.path / name}: {gone.get(name, 'the picture has no such page any more')}", err=True)
    removed = counted(len(folder.removed), "file")
    same = count - len(changed)
    echo(f"{counted(count, 'file')} drawn: {len(changed)} changed, {same} as before; {removed} removed", err=True)


def _command(words: str, paths: Sequence[str], output: str | None, engine: Engine = "auto") -> str:
    parts = ["stepladder", *words.split(), *paths]
    if output is not None:
        parts += ["-o", output]
    if engine != "auto":
        parts += ["--engine", engine]
    return shlex.join(parts)
