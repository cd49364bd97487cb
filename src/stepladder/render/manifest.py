"""`MANIFEST.json`: which pictures a folder holds, what each was drawn from, and what is wrong with one.

Knows how the file reads and what its entries mean; reads and writes no file, and draws nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from stepladder.engine.serialize import beginning_data, event_data, from_json
from stepladder.render.make import FORMATS, SUFFIXES, Layout, Request, Shown
from stepladder.render.style import PAGES
from stepladder.text.characters import as_json

NAME = "MANIFEST.json"

Trouble: TypeAlias = Literal["stale", "missing", "orphaned", "damaged"]
"""`stale`: drawn from something else than it would be now; `missing`: no such file; `orphaned`: nothing it belongs to;
`damaged`: not the file that was written."""


class BrokenManifest(ValueError):  # noqa: N818  # said to the user as a sentence
    """A file that is no manifest; the message says where."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A walk that came from a log: all that is needed to walk it again."""

    name: str
    """The log's name, without its ending."""
    lines: tuple[str, ...]
    """Its beginning and its events, each as JSON."""

    @classmethod
    def of(cls, name: str, shown: Shown) -> Saved:
        """A walk as it is drawn."""
        return cls(name, (_line(beginning_data(shown.walk)), *[_line(event_data(e)) for e in shown.walk.events]))

    @property
    def title(self) -> str:
        """What it is called in its picture."""
        return f"{self.name}, a saved walk"


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture, in whatever formats: what it shows, and where the pathway came from."""

    pathway: str
    """The pathway's id."""
    request: Request
    case: str | None = None
    walk: Saved | None = None
    source: str = ""
    """Where the pathway's file lies, as seen from the manifest; empty where its id is enough to find it."""
    coverage: bool = False
    """Whether it shows what the pathway's teaching cases exercise; of the graph only."""

    @property
    def stem(self) -> str:
        """What its files are called, without what they end in.

        >>> Figure("cough-steps", Request.of("step:honey_drink"), case="diabetes").stem
        'cough-steps.step-honey_drink.diabetes'
        >>> Figure("cough-steps", Request.of("graph"), coverage=True).stem
        'cough-steps.graph-coverage'
        """
        of = self.case or (self.walk.name if self.walk is not None else None)
        view = self.request.name.replace(":", "-") + ("-coverage" if self.coverage else "")
        parts = [self.pathway, view, None if self.request.usual else self.request.page, None if of is None else fit(of)]
        return ".".join([part for part in parts if part])


def fit(name: str) -> str:
    """A name as it can stand within a file's name anywhere.

    >>> fit("Monday, 9 o'clock")
    'Monday-9-o-clock'
    """
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:64] or "walk"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a folder of pictures."""

    file: str
    figure: Figure
    format: str
    digest: str
    """Of what it is drawn from."""
    sha256: str
    """Of its bytes."""
    layout: Layout = "own"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one picture of a folder."""

    trouble: Trouble
    file: str
    why: str


@dataclass(frozen=True, slots=True)
class Now:
    """What a file would be if it were drawn now."""

    digest: str
    content: bytes | None
    """Its bytes; None where these cannot be compared: see `Format.exact`, and where another engine laid it out."""


def checksum(content: bytes) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


# the file


def to_text(entries: Iterable[Entry]) -> str:
    """The manifest of some entries, sorted by file."""
    listed = [_entry_data(entry) for entry in sorted(entries, key=lambda entry: entry.file)]
    return as_json({"format": 1, "pictures": listed}, 2) + "\n"


def _entry_data(entry: Entry) -> dict[str, object]:
    figure = entry.figure
    data: dict[str, object] = {
        "file": entry.file,
        "pathway": figure.pathway,
        "view": figure.request.name,
        "page": figure.request.page,
        "format": entry.format,
        "digest": entry.digest,
        "sha256": entry.sha256,
        "layout": entry.layout,
    }
    if figure.source:
        data["source"] = figure.source
    if figure.coverage:
        data["coverage"] = True
    if figure.case is not None:
        data["case"] = figure.case
    if figure.walk is not None:
        beginning, *events = [json.loads(line) for line in figure.walk.lines]
        data["walk"] = {"name": figure.walk.name, **beginning, "events": events}
    return data


def read(text: str) -> tuple[Entry, ...]:
    """The entries of a manifest, in the order of the file.

    Raises:
        BrokenManifest: the text is none.
    """
    try:
        data = from_json(text)
    except ValueError as error:
        line = f"line {error.lineno}: " if isinstance(error, json.JSONDecodeError) else ""
        raise BrokenManifest(f"{line}this is not JSON that can be read") from None
    if not isinstance(data, dict) or data.get("format") != 1 or not isinstance(data.get("pictures"), list):
        raise BrokenManifest(
            'this is no list of pictures of format 1, which begins with {"format": 1, "pictures": […]}'
        )
    return tuple([_entry(number, one) for number, one in enumerate(data["pictures"], 1)])


KEYS = ("file", "pathway", "view", "page", "format", "digest", "sha256", "layout")
"""The keys of every entry; where they matter there are `source`, `coverage`, `case` and `walk`."""


def _entry(number: int, data: object) -> Entry:
    if not isinstance(data, dict) or not all(isinstance(data.get(key), str) for key in KEYS):
        raise BrokenManifest(f"picture {number} lacks one of {', '.join(KEYS)}")
    file, format_, layout = data["file"], data["format"], data["layout"]
    if "/" in file or "\\" in file or file.startswith("."):
        raise BrokenManifest(f"picture {number}: '{file[:80]}' is not the name of a file in this folder")
    if format_ not in FORMATS or layout not in get_args(Layout) or data["page"] not in PAGES:
        raise BrokenManifest(f"picture {number}: a format, a layout or a page that this version does not know")
    try:
        request = Request.of(data["view"], data["page"])
    except ValueError as error:
        raise BrokenManifest(f"picture {number}: {error}") from None
    case, source, coverage = data.get("case"), data.get("source", ""), data.get("coverage", False)
    figure = Figure(data["pathway"], request, case, _saved(number, data.get("walk")), source, coverage)
    if not isinstance(source, str) or not (case is None or isinstance(case, str)):
        raise BrokenManifest(f"picture {number}: its case and its source are texts")
    if not isinstance(coverage, bool) or (coverage and (request.view != "graph" or case or data.get("walk"))):
        raise BrokenManifest(f"picture {number}: coverage is true or false, and is drawn on a graph without a walk")
    return Entry(file, figure, format_, data["digest"], data["sha256"], layout)


def _saved(number: int, data: object) -> Saved | None:
    if data is None:
        return None
    if not isinstance(data, dict) or not isinstance(data.get("name"), str) or not isinstance(data.get("events"), list):
        raise BrokenManifest(f"the walk of picture {number} lacks its name or its events")
    beginning = {"entry": data.get("entry"), "given": data.get("given", {})}
    return Saved(data["name"], (_line(beginning), *map(_line, data["events"])))


def _line(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


# what is in a folder, and what should be


def figures(entries: Iterable[Entry]) -> dict[Figure, tuple[Entry, ...]]:
    """The pictures of some entries, each with its files, in the order of the file names."""
    found: dict[Figure, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.file):
        found.setdefault(entry.figure, []).append(entry)
    return {figure: tuple(files) for figure, files in found.items()}


def merged(old: Iterable[Entry], new: Iterable[Entry]) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """The entries after a picture was drawn anew.

    Returns:
        All entries, and the files that are no more: pages which a picture of the same format had before.
    """
    written = {entry.file: entry for entry in new}
    new = tuple(written.values())
    drawn = {(entry.figure.stem, entry.format) for entry in new}
    kept = [entry for entry in old if entry.file not in written]
    gone = {entry.file for entry in kept if (entry.figure.stem, entry.format) in drawn}
    return (*[entry for entry in kept if entry.file not in gone], *new), tuple(sorted(gone))


def judge(entry: Entry, now: Now, found: bytes | None) -> Problem | None:
    """What is wrong with a file.

    Args:
        entry: what the manifest says of it.
        now: what it would be if it were drawn now.
        found: its bytes; None where there is no such file.
    """
    if found is None:
        return Problem("missing", entry.file, "the file is not there")
    if entry.digest != now.digest:
        return Problem("stale", entry.file, _changed(entry))
    if not FORMATS[entry.format].exact:
        return _damage(entry, found)
    as_written = checksum(found) == entry.sha256
    if now.content is None or found == now.content:
        other = _EDITED if now.content is None else f"{NAME} knows it by another checksum"
        return None if as_written else Problem("stale", entry.file, other)
    return Problem("stale", entry.file, "it would be drawn differently now" if as_written else _EDITED)


def _changed(entry: Entry) -> str:
    what = "what its cases exercise" if entry.figure.coverage else "its walk"
    return f"its pathway, {what} or the style has changed since it was drawn"


_EDITED = "the file was changed after it was drawn"


def _damage(entry: Entry, found: bytes) -> Problem | None:
    held = digest_in(found)
    if held != entry.digest:
        what = "holds no digest" if held is None else "holds the digest of another picture"
        return Problem("damaged", entry.file, f"the file {what}")
    if checksum(found) != entry.sha256:
        return Problem("damaged", entry.file, _EDITED)
    return None


def digest_in(content: bytes) -> str | None:
    """The digest that a picture of any format holds; None where it holds none, and so was drawn by somebody else."""
    found = re.search(rb"(?:stepladder-digest[ \0]|stepladder sha256:|Picture: sha256:)([0-9a-f]{64})", content)
    return found[1].decode() if found is not None else None


def is_picture(name: str) -> bool:
    """Whether a file in a folder of pictures counts as one, by its name."""
    _, dot, ending = name.rpartition(".")
    return bool(dot) and f".{ending.lower()}" in SUFFIXES and not name.startswith(".")
