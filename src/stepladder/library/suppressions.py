"""Diagnostics placed in their files, and those that an author silenced there with a reason."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stepladder.diagnostics import Diagnostic, Document, Related, Severity, Span
from stepladder.reading.anchors import Anchors
from stepladder.reading.places import SourceMap, TextFile
from stepladder.reading.shadow import scalar_spans
from stepladder.text.characters import brief, visible


@dataclass(frozen=True, repr=False, slots=True)
class Placed:
    """A diagnostic with its places in files."""

    diagnostic: Diagnostic
    span: Span
    source_line: str
    """The source line in which it starts."""
    related: tuple[tuple[str, Span], ...] = ()
    anchor: str = ""
    """What it is about, in words that stay the same while the file is edited elsewhere; see `reading.anchors`."""

    def __repr__(self) -> str:
        return brief(f"Placed({self})")

    @property
    def code(self) -> str:
        """Its code, such as `SL201`."""
        return self.diagnostic.code

    @property
    def name(self) -> str:
        """The code in words, such as `unknown-step`."""
        return self.diagnostic.name

    @property
    def severity(self) -> Severity:
        """How severe it is."""
        return self.diagnostic.severity

    @property
    def message(self) -> str:
        """What is so."""
        return self.diagnostic.message

    @property
    def help(self) -> str:
        """What to do; empty where nothing sensible can be said."""
        return self.diagnostic.help

    @property
    def file(self) -> str:
        """The file it stands in."""
        return self.span.file

    @property
    def line(self) -> int:
        """The line it starts in, counted from 1."""
        return self.span.line

    @property
    def column(self) -> int:
        """The column it starts in, counted from 1."""
        return self.span.column

    def __str__(self) -> str:
        """The first line of what `validate` prints."""
        return f"{visible(self.file)}:{self.line}:{self.column}: {self.severity}[{self.code}] {self.message}"

    @property
    def order(self) -> tuple[object, ...]:
        """By file, line, column, code and message."""
        span = self.span
        return (span.file, span.line, span.column, self.diagnostic.code, self.diagnostic.message)


def place_all(diagnostics: Iterable[Diagnostic], sources: Mapping[Document, SourceMap]) -> list[Placed]:
    """Find the places of diagnostics in the files they were read from."""
    texts = {file.name: file for source in sources.values() for file in source.files}
    anchors = Anchors()
    placed: list[Placed] = []
    for diagnostic in diagnostics:
        span = _span(diagnostic, sources)
        file = texts.get(span.file)
        related = tuple([(r.message, _span(r, sources)) for r in diagnostic.related])
        line = file.line(span.line) if file is not None else ""
        placed.append(Placed(diagnostic, span, line, related, _anchor(diagnostic, sources, line, anchors)))
    return placed


def _anchor(diagnostic: Diagnostic, sources: Mapping[Document, SourceMap], line: str, anchors: Anchors) -> str:
    """By the route where there is one, else by the text of the line."""
    source = sources.get(diagnostic.document)
    if isinstance(diagnostic.at, Span) or source is None or not source.files:
        return f"{diagnostic.document}:{_head(line)}"
    return f"{diagnostic.document}{anchors.of(source.file_of(diagnostic.at), diagnostic.at)}"


def _head(line: str) -> str:
    """How a line begins: enough to know it by, where it may be millions of characters long."""
    return line[:240].strip()


def _span(what: Diagnostic | Related, sources: Mapping[Document, SourceMap]) -> Span:
    if isinstance(what.at, Span):
        return what.at
    source = sources.get(what.document)
    if source is None or not source.files:
        return Span("", 1, 1, 1, 1)
    part = what.part if isinstance(what, Diagnostic) else None
    return source.locate(what.at, what.on, part)


_IGNORE = re.compile(r"#[ \t]*stepladder:[ \t]*ignore\b(?P<codes>[^#]*?)(?:--(?P<reason>.*))?$")
_MAYBE = re.compile(r"#[ \t]*stepladder:[ \t]*ignore")
_CODE = re.compile(r"SL\d{3}\b")
FIRM = re.compile(r"SL[0-3]|SL403|SL405|SL803")
"""Findings that nobody can silence: without them mended nothing else makes sense, or nothing is safe."""


@dataclass
class _Ignore:
    span: Span
    line: int
    """The line whose findings are silenced."""
    codes: tuple[str, ...]
    reason: str
    used: set[str]


def silence(placed: Sequence[Placed], texts: Iterable[TextFile], unsought: tuple[str, ...] = ()) -> list[Placed]:
    """What `sift` keeps."""
    return sift(placed, texts, unsought)[0]


@dataclass(frozen=True, slots=True)
class Silenced:
    """A finding that its author silenced in place, and why."""

    found: Placed
    reason: str


def sift(
    placed: Sequence[Placed], texts: Iterable[TextFile], unsought: tuple[str, ...] = ()
) -> tuple[list[Placed], list[Silenced]]:
    """Part what authors silenced with a reason; say SL506 of comments that silence nothing or give no reason.

    Args:
        placed: what was found.
        texts: the files in which comments are looked for.
        unsought: what codes begin with that nobody looked for; a comment about one of them may silence nothing.

    Returns:
        What is to be told, and what was silenced.
    """
    by_line: dict[tuple[str, int], list[_Ignore]] = {}
    lines: dict[str, TextFile] = {}
    for text in texts:
        lines[text.name] = text
        for ignore in _ignores(text):
            by_line.setdefault((text.name, ignore.line), []).append(ignore)
    if not by_line:
        return list(placed), []
    kept: list[Placed] = []
    silenced: list[Silenced] = []
    for finding in placed:
        code = finding.diagnostic.code
        matching = [i for i in by_line.get((finding.span.file, finding.span.line), ()) if code in i.codes]
        for ignore in matching:
            ignore.used.add(code)
        reason = next((ignore.reason for ignore in matching if ignore.reason), "")
        if not reason or FIRM.match(code):
            kept.append(finding)
        else:
            silenced.append(Silenced(finding, reason))
    for ignores in by_line.values():
        for ignore in ignores:
            message = _complaint(ignore, unsought)
            if message:
                diagnostic = Diagnostic("SL506", message, ignore.span, help="# stepladder: ignore SL501 -- the reason")
                line = lines[ignore.span.file].line(ignore.span.line)
                kept.append(Placed(diagnostic, ignore.span, line, (), f"comment:{_head(line)}"))
    return kept, silenced


def _complaint(ignore: _Ignore, unsought: tuple[str, ...]) -> str:
    if not ignore.codes:
        return "the comment names no code to ignore"
    firm = [code for code in ignore.codes if FIRM.match(code)]
    if firm:
        return f"{firm[0]} cannot be silenced"
    unused = [code for code in ignore.codes if code not in ignore.used and not code.startswith(unsought)]
    if unused:
        return f"there is no {unused[0]} here to ignore"
    return "" if ignore.reason else "the comment gives no reason, so it silences nothing"


def _ignores(text: TextFile) -> Iterator[_Ignore]:
    if _MAYBE.search(text.text) is None:  # nearly every file; to know the places of its values takes long
        return
    lines = text.text.split("\n")
    within = _Within(text)
    following: list[int] | None = None
    for number, line in enumerate(lines, start=1):
        match = _IGNORE.search(line.rstrip("\r")) if "stepladder:" in line else None
        if match is None or within.scalar(number - 1, match.start()):
            continue
        alone = not line[: match.start()].strip()
        if alone and following is None:
            following = _following(lines)
        target = following[number - 1] if alone and following is not None else number
        span = Span(text.name, number, match.start() + 1, number, len(match.group().rstrip()) + match.start() + 1)
        codes = tuple(_CODE.findall(match.group("codes")))
        yield _Ignore(span, target, codes, (match.group("reason") or "").strip(), set())


class _Within:
    """Whether a place is inside a text value, where a `#` begins no comment."""

    def __init__(self, text: TextFile) -> None:
        spans = scalar_spans(text.shadow) if text.shadow is not None else ()
        self.spans = sorted(((s.start.line, s.start.column), (s.end.line, s.end.column)) for s in spans)

    def scalar(self, line: int, column: int) -> bool:
        """Whether a line and column, counted from 0, are inside one."""
        index = bisect_right(self.spans, ((line, column), (line + 1, 0))) - 1
        return index >= 0 and self.spans[index][0] <= (line, column) < self.spans[index][1]


def _following(lines: Sequence[str]) -> list[int]:
    """For each line the number of the next one below it that is neither empty nor a comment."""
    following = [len(lines)] * len(lines)
    for index in range(len(lines) - 2, -1, -1):
        below = lines[index + 1].strip()
        following[index] = following[index + 1] if not below or below.startswith("#") else index + 2
    return following
