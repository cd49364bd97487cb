"""The pathways at hand: finding one by path or id, reading and checking it, and handing it over.

Here reading and checking come together; what they say is placed in the files, silenced where an author gave a reason,
and ordered.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from stepladder.diagnostics import Diagnostic, Document, Related, Severity, Span, nearest_name
from stepladder.facts import FREE_ID
from stepladder.model.pathway import Pathway
from stepladder.reading.files import Located, Unreadable, locate
from stepladder.reading.load import Reading, read
from stepladder.reading.places import SourceMap, TextFile
from stepladder.reading.yaml_events import scalar_spans
from stepladder.validate.check import Subject


@dataclass(frozen=True, slots=True)
class Placed:
    """A diagnostic with its places in files."""

    diagnostic: Diagnostic
    span: Span
    line: str
    """The source line in which it starts."""
    related: tuple[tuple[str, Span], ...] = ()

    @property
    def severity(self) -> Severity:
        """How severe it is."""
        return self.diagnostic.severity

    @property
    def order(self) -> tuple[object, ...]:
        """By file, line, column, code and message."""
        span = self.span
        return (span.file, span.line, span.column, self.diagnostic.code, self.diagnostic.message)


@dataclass(frozen=True)
class Checked:
    """A pathway as read and checked."""

    reading: Reading
    findings: tuple[Placed, ...]
    """What is wrong or doubtful, in order."""
    cases_run: int = 0

    @property
    def pathway(self) -> Pathway | None:
        """The pathway, where it has no errors."""
        wrong = any(
            found.severity is Severity.ERROR and found.diagnostic.document == "pathway" for found in self.findings
        )
        return None if wrong else self.reading.pathway


class DefinitionError(ValueError):
    """A definition has errors.

    Attributes:
        diagnostics: what is wrong, each with its place, in order.
    """

    def __init__(self, name: str, diagnostics: Sequence[Placed]) -> None:
        self.diagnostics = tuple(diagnostics)
        first = diagnostics[0]
        at, found = first.span, first.diagnostic
        more = f" (and {len(diagnostics) - 1} more)" if len(diagnostics) > 1 else ""
        super().__init__(f"{at.file}:{at.line}:{at.column}: error[{found.code}] {found.message}{more}")
        self.name = name


class NotFound(ValueError):  # noqa: N818  # said to the user as a sentence
    """No pathway has that path or id."""


def shipped() -> Path:
    """The folder of the pathways that come with the package."""
    inside = Path(str(files("stepladder").joinpath("pathways")))
    beside = Path(__file__).parents[2] / "pathways"  # an editable install: the repository's own folder
    return inside if inside.is_dir() or not beside.is_dir() else beside


def at_hand() -> Mapping[str, Path]:
    """Every pathway found in `./pathways` and in the package, by id; the folder's own come first."""
    found: dict[str, Path] = {}
    for folder in (Path("pathways"), shipped()):
        if folder.is_dir():
            for path in in_folder(folder):
                found.setdefault(id_of(path), path)
    return dict(sorted(found.items()))


def in_folder(folder: Path) -> list[Path]:
    """The pathways directly in a folder, sorted: YAML files that are no case or origins files, and pathway folders."""
    found: list[Path] = []
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            if (entry / "pathway.yaml").is_file():
                found.append(entry)
        elif entry.suffix in (".yaml", ".yml") and not entry.stem.endswith((".cases", ".origins")):
            found.append(entry)
    return found


def id_of(path: Path) -> str:
    """The id that a pathway's file or folder gives it."""
    return path.name if path.is_dir() else path.name.removesuffix(".yaml").removesuffix(".yml")


def find(name: str) -> Located:
    """The files of a pathway, by path or id.

    Raises:
        NotFound: there is none; the message proposes the nearest id.
        Unreadable: a path is there but cannot be read.
    """
    path = Path(name)
    with_separator = os.sep in name or name.endswith((".yaml", ".yml"))
    if with_separator or _is_pathway(path):
        return locate(path)
    known = at_hand()
    if name in known:
        return locate(known[name])
    close = nearest_name(name, known) if FREE_ID.match(name[:64]) else None
    shown = name if len(name) <= 80 else name[:77] + "..."
    message = f"there is no pathway '{shown}', neither as a file or folder nor as an id"
    if close is not None:
        raise NotFound(f"{message}; did you mean '{close}'?")
    raise NotFound(f"{message}; `stepladder list` shows those at hand")


def _is_pathway(path: Path) -> bool:
    try:
        return path.is_file() or (path / "pathway.yaml").is_file()
    except (OSError, ValueError):
        return False


def find_all(names: Iterable[str]) -> list[Located]:
    """The files of every pathway that some paths, folders and ids name, each once.

    Raises:
        NotFound: a name leads to no pathway, or a folder holds none.
        Unreadable: a path cannot be read.
    """
    found: dict[str, Located] = {}
    for name in names:
        path = Path(name)
        if path.is_dir() and not _is_pathway(path):
            inside = in_folder(path)
            if not inside:
                raise NotFound(f"there is no pathway in the folder {name}")
            for entry in inside:
                located = locate(entry)
                found.setdefault(located.name, located)
        else:
            located = find(name)
            found.setdefault(located.name, located)
    return list(found.values())


def check(located: Located, *, today: date | None = None, cases: bool = True) -> Checked:
    """Read and check a pathway.

    Args:
        located: its files.
        today: the day to judge `review_by` by; today where it is None.
        cases: whether to run its teaching cases too.

    Raises:
        Unreadable: the system refuses to hand a file over.
    """
    return examine(read(located), today=today, cases=cases)


def examine(reading: Reading, *, today: date | None = None, cases: bool = True) -> Checked:
    """Check a pathway that has been read; see `check`."""
    diagnostics = list(reading.diagnostics)
    ran = 0
    if reading.pathway is not None:
        from stepladder.validate import problems

        subject = Subject(
            reading.pathway,
            reading.declared or {},
            today or date.today(),
            reading.cases,
            reading.origins,
            reading.lost,
            frozenset(at_hand()) if any(s.continues for s in reading.pathway.steps.values()) else None,
        )
        diagnostics.extend(reading.written(found) for found in problems(subject))
        sound = not any(d.severity is Severity.ERROR for d in diagnostics)
        if cases and sound and reading.cases is not None:
            from stepladder.cases.run import run_all

            outcomes = run_all(reading.pathway, reading.cases)
            ran = len(outcomes)
            diagnostics.extend(reading.written(d) for outcome in outcomes for d in outcome.failures)
    placed = place_all(diagnostics, reading.sources)
    kept = silence(placed, reading.files)
    return Checked(reading, tuple(sorted(dict.fromkeys(kept), key=lambda p: p.order)), ran)


def load(name: str | os.PathLike[str]) -> Pathway:
    """The pathway of a file, folder or id.

    Args:
        name: a path, or the id of a pathway in `./pathways` or in the package.

    Returns:
        The pathway, frozen, without errors; it may have warnings.

    Raises:
        DefinitionError: it has errors; they are in `.diagnostics`.
        NotFound: there is none of that name.
        Unreadable: the system refuses to hand a file over.

    >>> load("headache-steps").title
    'Tension-type headache, first steps'
    """
    located = find(os.fspath(name))
    checked = examine(read(located, cases=False, origins=False), cases=False)
    if checked.pathway is None:
        errors = [found for found in checked.findings if found.severity is Severity.ERROR]
        raise DefinitionError(located.name, errors)
    return checked.pathway


def place_all(diagnostics: Iterable[Diagnostic], sources: Mapping[Document, SourceMap]) -> list[Placed]:
    """Find the places of diagnostics in the files they were read from."""
    texts = {file.name: file for source in sources.values() for file in source.files}
    found: list[Placed] = []
    for diagnostic in diagnostics:
        span = _span(diagnostic, sources)
        file = texts.get(span.file)
        related = tuple([(r.message, _span(r, sources)) for r in diagnostic.related])
        found.append(Placed(diagnostic, span, file.line(span.line) if file is not None else "", related))
    return found


def _span(what: Diagnostic | Related, sources: Mapping[Document, SourceMap]) -> Span:
    if isinstance(what.at, Span):
        return what.at
    source = sources.get(what.document)
    if source is None or not source.files:
        return Span("", 1, 1, 1, 1)
    part = what.part if isinstance(what, Diagnostic) else None
    return source.locate(what.at, what.on, part)


_IGNORE = re.compile(r"#[ \t]*stepladder:[ \t]*ignore\b(?P<codes>[^\n#]*?)(?:--(?P<reason>[^\n]*))?$", re.MULTILINE)
_CODE = re.compile(r"SL\d{3}\b")
_FIRM = re.compile(r"SL[0-3]|SL403|SL405")
"""Findings that nobody can silence: without them mended nothing else makes sense, or nothing is safe."""


@dataclass
class _Ignore:
    span: Span
    line: int
    """The line whose findings are silenced."""
    codes: tuple[str, ...]
    reason: str
    used: set[str]


def silence(placed: Sequence[Placed], texts: Iterable[TextFile]) -> list[Placed]:
    """Leave out what authors silenced with a reason; say SL506 of comments that silence nothing or give no reason."""
    by_line: dict[tuple[str, int], list[_Ignore]] = {}
    lines: dict[str, TextFile] = {}
    for text in texts:
        lines[text.name] = text
        for ignore in _ignores(text):
            by_line.setdefault((text.name, ignore.line), []).append(ignore)
    if not by_line:
        return list(placed)
    kept: list[Placed] = []
    for found in placed:
        code = found.diagnostic.code
        matching = [i for i in by_line.get((found.span.file, found.span.line), ()) if code in i.codes]
        for ignore in matching:
            ignore.used.add(code)
        if not any(ignore.reason for ignore in matching) or _FIRM.match(code):
            kept.append(found)
    for ignores in by_line.values():
        for ignore in ignores:
            message = _complaint(ignore)
            if message:
                diagnostic = Diagnostic("SL506", message, ignore.span, help="# stepladder: ignore SL501 -- the reason")
                kept.append(Placed(diagnostic, ignore.span, lines[ignore.span.file].line(ignore.span.line)))
    return kept


def _complaint(ignore: _Ignore) -> str:
    if not ignore.codes:
        return "the comment names no code to ignore"
    firm = [code for code in ignore.codes if _FIRM.match(code)]
    if firm:
        return f"{firm[0]} cannot be silenced"
    unused = [code for code in ignore.codes if code not in ignore.used]
    if unused:
        return f"there is no {unused[0]} here to ignore"
    return "" if ignore.reason else "the comment gives no reason, so it silences nothing"


def _ignores(text: TextFile) -> Iterator[_Ignore]:
    if "stepladder:" not in text.text:
        return
    inside: list[tuple[tuple[int, int], tuple[int, int]]] | None = None
    for found in _IGNORE.finditer(text.text):
        if inside is None and text.shadow is not None:
            inside = [((s.start.line, s.start.column), (s.end.line, s.end.column)) for s in scalar_spans(text.shadow)]
        number = text.text.count("\n", 0, found.start())
        column = found.start() - (text.text.rfind("\n", 0, found.start()) + 1)
        if any(start <= (number, column) < end for start, end in inside or ()):
            continue
        alone = not text.line(number + 1)[:column].strip()
        span = Span(text.name, number + 1, column + 1, number + 1, column + 1 + len(found.group().rstrip()))
        codes = tuple(_CODE.findall(found.group("codes")))
        reason = (found.group("reason") or "").strip()
        yield _Ignore(span, _next_line(text, number + 1) if alone else number + 1, codes, reason, set())


def _next_line(text: TextFile, number: int) -> int:
    """The next line that is neither empty nor a comment."""
    last = text.text.count("\n") + 1
    while number < last:
        number += 1
        stripped = text.line(number).strip()
        if stripped and not stripped.startswith("#"):
            break
    return number


__all__ = [
    "Checked",
    "DefinitionError",
    "Located",
    "NotFound",
    "Placed",
    "Unreadable",
    "at_hand",
    "check",
    "examine",
    "find",
    "find_all",
    "load",
    "shipped",
]
