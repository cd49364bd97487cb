"""The pictures of pathways: from which pathway, case, log or coverage each is drawn, and a folder of them looked after.

What is worth a word beside is handed to `say`; words to the user and exit codes are the command line's.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from stepladder.diagnostics import nearest
from stepladder.library.checked import Checked
from stepladder.library.loading import NoSuchCaseError, find_case, refuse_broken_case, refuse_broken_cases, sound
from stepladder.library.registry import at_hand
from stepladder.model.pathway import Pathway
from stepladder.reading.files import Located, locate
from stepladder.render.gallery import Folder, laid_out_elsewhere, painted
from stepladder.render.make import FORMATS, Drawn, Engine, Request, Shown, make
from stepladder.render.manifest import NAME, Entry, Figure, Problem, figures
from stepladder.text.counting import left_out

if TYPE_CHECKING:
    from stepladder.render.gaps import Gaps

Say = Callable[[str], None]


class Undrawable(Exception):  # noqa: N818  # said to the user as a sentence
    """A picture cannot be drawn, or not any more: there is no such step, case or walk.

    Attributes:
        unreadable: whether what was given is no walk at all.
    """

    def __init__(self, message: str, unreadable: bool = False) -> None:
        super().__init__(message)
        self.unreadable = unreadable


class SameIdError(ValueError):
    """Two pathways have one id, and so their pictures would have one name; the message says which."""


class PathwayGoneError(LookupError):
    """There is no pathway any more of which a picture was drawn."""


@dataclass(frozen=True)
class Subject:
    """A pathway that is drawn."""

    model: Pathway
    checked: Checked
    home: Path
    """Its file or folder."""
    say: Say


def subject(place: Located, say: Say, *, cases: bool) -> Subject:
    """A pathway to draw; raises as `sound` does."""
    return Subject(*sound(place, cases=cases), Path(place.name), say)


def subjects(places: Iterable[Located], say: Say, *, cases: bool = False) -> dict[str, Subject]:
    """Pathways to draw, each with an id of its own.

    Raises:
        SameIdError: two have the same.
    """
    by_id: dict[str, Subject] = {}
    for place in places:
        about = subject(place, say, cases=cases)
        same = by_id.setdefault(about.model.id, about)
        if same is not about:
            both = f"{same.home} and {about.home}"
            raise SameIdError(
                f"two pathways have the id '{about.model.id}', and so their pictures would have one name: {both}"
            )
    return by_id


def source(folder: Folder, about: Subject) -> str:
    """How a pathway is found again from a folder of pictures; empty where its id is enough."""
    return folder.source(about.home, at_hand().get(about.model.id))


def of_case(about: Subject, case_id: str) -> Shown:
    """The walk of a teaching case.

    Raises:
        BrokenCasesError: the case has errors.
        Undrawable: there is no such case.
    """
    from stepladder.cases.run import run

    refuse_broken_case(about.checked, case_id)
    try:
        outcome = run(about.model, *find_case(about.model, about.checked.reading.cases, case_id))
    except NoSuchCaseError as error:
        raise Undrawable(str(error)) from None
    if outcome.failures:
        about.say(f"stepladder: {outcome.failures[0].message}; it is drawn as it went")
    return Shown(outcome.walk, outcome.case.title or case_id)


def of_log(about: Subject, text: str, title: str) -> tuple[Shown, tuple[str, ...]]:
    """The walk of a log, and what has changed in the pathway since it was written.

    Raises:
        Undrawable: the text is no log of this pathway, or does not replay to its end.
    """
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


def _of_figure(about: Subject, figure: Figure) -> Shown | None:
    """The walk that a picture shows, walked anew; None where it shows none."""
    if figure.case is not None:
        return of_case(about, figure.case)
    if figure.walk is None:
        return None
    beginning, *events = figure.walk.lines
    head = {"format": 1, "pathway": about.model.id, "digest": about.model.digest, **json.loads(beginning)}
    return of_log(about, "\n".join([json.dumps(head), *events]), figure.walk.title)[0]


def gaps_of(about: Subject) -> Gaps:
    """What the teaching cases of a pathway do not exercise.

    Raises:
        BrokenCasesError: cases have errors.
        Undrawable: there are no cases.
    """
    from stepladder.cases.coverage import coverage
    from stepladder.cases.run import run
    from stepladder.render.gaps import Gap, Gaps

    refuse_broken_cases(about.checked)
    cases = about.checked.reading.cases
    if cases is None or not cases.cases:
        raise Undrawable(f"'{about.model.id}' has no teaching cases, so there is no coverage to draw")
    outcomes = [run(about.model, cases, index) for index in range(len(cases.cases))]
    failing = [outcome.case.id for outcome in outcomes if outcome.failures]
    if failing:
        words = left_out(failing, len(outcomes), "fails and is", "fail and are", "drawn as walked")
        about.say(f"stepladder: {about.model.id}: {words}")
    reached = coverage(about.model, outcomes)
    return Gaps(reached.badge, tuple([Gap(i.kind, i.route, i.lacks, i.short) for i in reached.lacking]))


def draw(about: Subject, figure: Figure, shown: Shown | None, engine: Engine) -> Drawn:
    """A picture.

    Raises:
        Lacking: the engine that was asked for is not there.
        Undrawable: its step is gone, or the cases whose coverage it shows.
    """
    step = figure.request.step
    if step is not None and step not in about.model.steps:
        raise Undrawable(f"'{about.model.id}' has no step '{step}'. {nearest(step, about.model.steps)}".rstrip())
    return make(about.model, figure.request, shown, engine, gaps_of(about) if figure.coverage else None)


@dataclass
class Gallery:
    """A folder of pictures, and the pathways that it should hold pictures of."""

    folder: Folder
    abouts: Mapping[str, Subject]
    """The pathways that must have pictures, by id."""
    named: bool
    """Whether they were named, so that the pictures of others are not looked at."""
    engine: Engine
    say: Say
    others: dict[str, Subject] = field(default_factory=dict)
    """Pathways that were not named, but have pictures here."""
    notes: dict[str, None] = field(default_factory=dict)
    """How pictures were laid out, where that is worth a line."""

    @cached_property
    def figures(self) -> dict[Figure, tuple[Entry, ...]]:
        """The pictures that are looked at, each with its files."""
        return figures([e for e in self.folder.entries if not self.named or e.figure.pathway in self.abouts])

    @cached_property
    def _hand(self) -> Mapping[str, Path]:
        return at_hand()

    def _about(self, figure: Figure) -> Subject:
        """The pathway of a picture.

        Raises:
            PathwayGoneError: there is no such pathway any more.
        """
        known = self.abouts.get(figure.pathway) or self.others.get(figure.pathway)
        if known is not None:
            return known
        homes = [self.folder.path / figure.source] if figure.source else []
        if figure.pathway in self._hand:
            homes.append(self._hand[figure.pathway])
        for home in homes:
            if os.path.isfile(home) or os.path.isfile(home / "pathway.yaml"):
                about = subject(locate(home), self.say, cases=True)
                return self.others.setdefault(figure.pathway, about)
        raise PathwayGoneError(f"there is no pathway '{figure.pathway}' any more")

    def _drawn(self, figure: Figure) -> Drawn:
        """A picture drawn anew.

        Raises:
            Undrawable: its step, case or walk is gone.
            PathwayGoneError: its pathway is gone.
        """
        about = self._about(figure)
        drawn = draw(about, figure, _of_figure(about, figure), self.engine)
        if drawn.note:
            self.notes.setdefault(drawn.note)
        return drawn

    def _compared(self, figure: Figure, drawn: Drawn, entries: Iterable[Entry]) -> list[Problem]:
        listed = tuple(entries)
        for layout in laid_out_elsewhere(drawn, listed):
            self.notes.setdefault(
                f"What {layout} has laid out, {drawn.layout} would lay out here: what it is drawn from is compared, "
                "its bytes are not."
            )
        return list(self.folder.compare(figure, drawn, listed))

    def problems(self, figure: Figure) -> list[Problem]:
        """What is wrong with the files of one picture."""
        entries = self.figures[figure]
        try:
            return self._compared(figure, self._drawn(figure), entries)
        except PathwayGoneError as error:
            return [Problem("orphaned", entry.file, str(error)) for entry in entries]
        except Undrawable as error:
            return [Problem("stale", entry.file, str(error)) for entry in entries]

    def missing(self) -> Iterator[Problem]:
        """A problem for each pathway without a picture."""
        for about in self._without_pictures():
            yield Problem("missing", f"{about.model.id}.ladder.svg", "the pathway has no picture here")

    def orphaned(self) -> tuple[list[Problem], list[str]]:
        """A problem for each picture that no entry names, and which of them stepladder did not draw."""
        strays = self.folder.strays()
        foreign = [name for name in strays if not self.folder.drew(name)]
        unlisted = f"{NAME} does not list it"
        more = ", and stepladder did not draw it"
        return [Problem("orphaned", name, unlisted + (more if name in foreign else "")) for name in strays], foreign

    def _without_pictures(self) -> list[Subject]:
        drawn = {entry.figure.pathway for entry in self.folder.entries}
        return [about for name, about in self.abouts.items() if name not in drawn]

    def renewed(self, figure: Figure) -> list[tuple[Entry, bytes]]:
        """The files of a picture as they would be drawn now; none where what is there is better.

        Raises:
            Undrawable: its step, case or walk is gone.
            PathwayGoneError: its pathway is gone.
        """
        entries, drawn = self.figures[figure], self._drawn(figure)
        better = any(entry.layout == "graphviz" for entry in entries) and drawn.layout == "built-in"
        if better and not self._compared(figure, drawn, entries):
            return []  # what Graphviz has laid out is better than what would take its place
        present = {entry.format for entry in entries}
        return list(painted(figure, drawn, [name for name in FORMATS if name in present]))

    def added(self) -> list[tuple[Entry, bytes]]:
        """The ladders of the pathways that have no picture yet."""
        drawn: list[tuple[Entry, bytes]] = []
        for about in self._without_pictures():
            figure = Figure(about.model.id, Request(), source=source(self.folder, about))
            drawn.extend(painted(figure, self._drawn(figure), ("svg", "txt")))
        return drawn
