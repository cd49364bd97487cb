"""What `render` needs to draw and to look after a folder of pictures: pathways, walks, files."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stepladder import files
from stepladder.cli.common import checked_pathway, fail, refuse_broken_case, refuse_broken_cases, write
from stepladder.cli.terminal import echo

if TYPE_CHECKING:
    from stepladder.library.checked import Checked
    from stepladder.model.pathway import Pathway
    from stepladder.reading.files import Located
    from stepladder.render.gaps import Gaps
    from stepladder.render.make import Drawn, Engine, Shown
    from stepladder.render.manifest import Entry, Figure

USUAL_FOLDER = "diagrams"


class Undrawable(Exception):  # noqa: N818  # said to the user as a sentence
    """A picture cannot be drawn, or not any more: there is no such step, case or walk.

    Attributes:
        unreadable: whether what was given is no walk at all.
    """

    def __init__(self, message: str, unreadable: bool = False) -> None:
        super().__init__(message)
        self.unreadable = unreadable


@dataclass(frozen=True)
class Subject:
    """A pathway that is drawn."""

    model: Pathway
    checked: Checked
    home: Path
    """Its file or folder."""
    color: str
    plain: bool


def located(paths: Sequence[str]) -> list[Located]:
    """The pathways that are named, or those of the settings or in ./pathways; ends the command where there is none."""
    from stepladder.cli.settling import paths_or_settled, settled
    from stepladder.library.registry import NotFound, find_all
    from stepladder.reading.files import Unreadable

    names = tuple(paths) if paths else paths_or_settled((), settled(), "the pathways to draw")
    try:
        return find_all(names)
    except (NotFound, Unreadable) as error:
        fail(str(error))


def subject(place: Located, *, color: str, plain: bool, cases: bool) -> Subject:
    """A pathway without errors; ends the command with its diagnostics where it has some."""
    model, checked = checked_pathway(place.name, color=color, plain=plain, cases=cases)
    return Subject(model, checked, Path(place.name), color, plain)


def subjects(places: Iterable[Located], *, color: str, plain: bool, cases: bool = False) -> list[Subject]:
    """Pathways without errors, each with an id of its own."""
    found: dict[str, Subject] = {}
    for place in places:
        one = subject(place, color=color, plain=plain, cases=cases)
        if one.model.id in found:
            both = f"{found[one.model.id].home} and {one.home}"
            fail(f"two pathways have the id '{one.model.id}', and so their pictures would have one name: {both}")
        found[one.model.id] = one
    return list(found.values())


def of_case(about: Subject, case_id: str) -> Shown:
    """The walk of a teaching case; ends the command with what is wrong where the case has errors.

    Raises:
        Undrawable: there is no such case.
    """
    from stepladder.cases.run import run
    from stepladder.diagnostics import nearest
    from stepladder.render.make import Shown

    refuse_broken_case(about.checked, case_id, color=about.color, plain=about.plain)
    cases = about.checked.reading.cases
    known = [case.id for case in cases.cases] if cases is not None else []
    if cases is None or case_id not in known:
        raise Undrawable(f"'{about.model.id}' has no case '{case_id}'. {nearest(case_id, known)}".rstrip())
    outcome = run(about.model, cases, known.index(case_id))
    if outcome.failures:
        first = outcome.failures[0].message
        echo(f"stepladder: {first}; it is drawn as it went", err=True)
    return Shown(outcome.walk, outcome.case.title or case_id)


def of_log(about: Subject, text: str, title: str) -> tuple[Shown, tuple[str, ...]]:
    """The walk of a log, and what has changed in the pathway since it was written.

    Raises:
        Undrawable: the text is no log of this pathway, or does not replay to its end.
    """
    from stepladder.render.make import Shown
    from stepladder.walk.log import BrokenLog, resume

    try:
        resumed = resume(about.model, text)
    except BrokenLog as error:
        raise Undrawable(str(error), unreadable=True) from None
    if resumed.replayed < resumed.total:
        far = f"the log replays for {resumed.replayed} of {resumed.total} events; then: {resumed.reason}"
        changed = f". Changed since: {', '.join(resumed.changes[:5])}" if resumed.changes else ""
        raise Undrawable(f"{far}{changed}")
    return Shown(resumed.walk, title), resumed.changes


def of_figure(about: Subject, figure: Figure) -> Shown | None:
    """The walk that a picture shows, walked anew; None where it shows none.

    Raises:
        Undrawable: its case or its walk is gone.
    """
    import json

    if figure.case is not None:
        return of_case(about, figure.case)
    if figure.walk is None:
        return None
    beginning, *events = figure.walk.lines
    head = {"format": 1, "pathway": about.model.id, "digest": about.model.digest, **json.loads(beginning)}
    return of_log(about, "\n".join([json.dumps(head), *events]), figure.walk.title)[0]


def gaps_of(about: Subject) -> Gaps:
    """What the teaching cases of a pathway do not exercise; ends the command where cases have errors.

    Raises:
        Undrawable: there are no cases.
    """
    from stepladder.cases.coverage import coverage
    from stepladder.cases.run import run
    from stepladder.render.gaps import Gap, Gaps
    from stepladder.report.coverage.to_text import coverage_badge
    from stepladder.report.left_out import left_out

    refuse_broken_cases(about.checked, color=about.color, plain=about.plain)
    cases = about.checked.reading.cases
    if cases is None or not cases.cases:
        raise Undrawable(f"'{about.model.id}' has no teaching cases, so there is no coverage to draw")
    outcomes = [run(about.model, cases, index) for index in range(len(cases.cases))]
    failing = [outcome.case.id for outcome in outcomes if outcome.failures]
    if failing:
        said = left_out(failing, len(outcomes), "fails and is", "fail and are", "drawn as walked")
        echo(f"stepladder: {about.model.id}: {said}", err=True)
    found = coverage(about.model, outcomes)
    lacking = [Gap(item.kind, item.route, item.lacks, item.short) for item in found.lacking]
    return Gaps(coverage_badge(found), tuple(lacking))


def draw(about: Subject, figure: Figure, shown: Shown | None, engine: Engine) -> Drawn:
    """A picture; ends the command where the engine that was asked for is not there.

    Raises:
        Undrawable: its step is gone, or the cases whose coverage it shows.
    """
    from stepladder.diagnostics import nearest
    from stepladder.render.errors import Lacking
    from stepladder.render.make import make

    step = figure.request.step
    if step is not None and step not in about.model.steps:
        raise Undrawable(f"'{about.model.id}' has no step '{step}'. {nearest(step, about.model.steps)}".rstrip())
    gaps = gaps_of(about) if figure.coverage else None
    try:
        return make(about.model, figure.request, shown, engine, gaps)
    except Lacking as error:
        fail(str(error))


def painted(figure: Figure, drawn: Drawn, formats: Iterable[str]) -> Iterator[tuple[Entry, bytes]]:
    """The files of a picture in some formats; ends the command where one needs what is not installed."""
    from stepladder.render.errors import Lacking
    from stepladder.render.manifest import Entry, checksum

    for name in formats:
        try:
            files = drawn.as_bytes(name)
        except Lacking as error:
            fail(str(error))
        for ending, content in files:
            file = f"{figure.stem}{ending}"
            yield Entry(file, figure, name, drawn.digest, checksum(content), drawn.layout), content


@dataclass
class Folder:
    """A folder of pictures with its manifest."""

    path: Path
    entries: tuple[Entry, ...] = ()
    begun: bool = False
    """Whether there is a manifest."""
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, path: Path) -> Folder:
        """A folder as it is; ends the command where its manifest cannot be read."""
        from stepladder.render.manifest import NAME, BrokenManifest, read

        home = path / NAME
        raw = _bytes(home)
        if raw is None:
            return cls(path)
        try:
            return cls(path, read(raw.decode()), begun=True)
        except UnicodeDecodeError:
            fail(f"{files.shown(home)}: this is not UTF-8")
        except BrokenManifest as error:
            fail(f"{files.shown(home)}: {error}. Mend it, or remove it and draw the pictures anew")

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Change the folder while no other process does: take up its manifest as it is by now, and write it anew."""
        from stepladder.render.manifest import NAME, to_text

        try:
            files.make_folder(self.path)
            with files.alone_in(self.path):
                self.entries = Folder.at(self.path).entries
                yield
                write(self.path / NAME, to_text(self.entries))
        except OSError as error:
            fail(f"{files.shown(self.path)}: {files.reason(error)}")

    def source(self, about: Subject) -> str:
        """How a pathway is found again from here; empty where its id is enough."""
        from stepladder.library.registry import at_hand

        known = at_hand().get(about.model.id)
        if known is not None and os.path.realpath(known) == os.path.realpath(about.home):
            return ""
        try:
            return Path(os.path.relpath(about.home, self.path)).as_posix()
        except ValueError:  # another drive of Windows
            return about.home.as_posix()

    def bytes_of(self, file: str) -> bytes | None:
        """What a file holds; None where it is not there."""
        return _bytes(self.path / file)

    def put(self, drawn: Sequence[tuple[Entry, bytes]]) -> None:
        """Write some files; the manifest is not written yet."""
        from stepladder.render.manifest import merged

        for entry, content in drawn:
            write(self.path / entry.file, content)
            self.written.append(entry.file)
        self.entries, gone = merged(self.entries, [entry for entry, _ in drawn])
        self.remove(gone)

    def drew(self, file: str) -> bool:
        """Whether a file is there and a picture of stepladder's: it holds a digest."""
        from stepladder.render.manifest import digest_in

        return digest_in(self.bytes_of(file) or b"") is not None

    def remove(self, gone: Collection[str]) -> None:
        """Remove what the manifest says of some files, and those themselves that are pictures of stepladder's."""
        unlisted = frozenset(gone)
        self.entries = tuple([entry for entry in self.entries if entry.file not in unlisted])
        for file in filter(self.drew, gone):
            try:
                files.remove(self.path / file)
            except OSError as error:
                fail(f"{files.shown(self.path / file)}: {files.reason(error)}")
            self.removed.append(file)


def _bytes(path: Path) -> bytes | None:
    """What a file holds, None where it is not there; ends the command where it cannot be read."""
    try:
        return files.read(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        fail(f"{files.shown(path)}: {files.reason(error)}")
