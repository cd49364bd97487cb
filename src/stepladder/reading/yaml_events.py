"""YAML text to plain data with exact places, from libyaml's event stream.

The event stream is read, never `yaml.load` or `yaml.compose`: those recurse in C and end the interpreter on a hundred
kilobytes of brackets. Depth, size and the number of values are bounded, anchors, aliases and tags are refused, a key
is its own text, and plain scalars follow the YAML 1.2 core schema, with exact decimals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import yaml

from stepladder.diagnostics import Diagnostic, Document, Related, Route, Span
from stepladder.reading.shadow import Event, Mark, Shadow, collection_shadow, place
from stepladder.reading.yaml_quoting import OF_CONDITIONS, OF_TEXTS, as_negation, negation_hint, quoted, value_from
from stepladder.reading.yaml_scalars import AMBIGUOUS, INTEGER, Data, core_value
from stepladder.reading.yaml_syntax import span_at, syntax_error

DEEPEST = 64
"""How deep mappings and lists may nest."""

LARGEST = 4_000_000
"""The largest file, in bytes."""

MOST = 400_000
"""The most values in one file, collections included."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What came out of one text."""

    data: Data
    """None where nothing could be read."""
    problems: tuple[Diagnostic, ...]
    readable: bool
    """Whether the data is what the author wrote, duplicate keys and tags apart."""
    shadow: Shadow | None = None
    empty: bool = False
    """Whether any key or item stands without a value."""


MOST_PROBLEMS = 500
"""After so many problems in one file its reading ends."""

_PARSER: Any = getattr(yaml.cyaml, "CParser") if hasattr(yaml, "CLoader") else yaml.Loader  # noqa: B009  # untyped
_STRANGE_BREAKS = re.compile("[\x85\u2028\u2029]|\r(?!\n)")


def parse(text: str, file: str, *, places: bool = False) -> Parsed:
    """Read one YAML document.

    Args:
        text: the whole file, decoded, without a byte-order mark.
        file: its name, for the places of problems.
        places: whether to keep the place of every key and value, which costs about as much again.

    Returns:
        The data, with every problem found; a syntax error ends the reading, the other problems do not.
    """
    reader = _Reader(text, file, places)
    try:
        data = reader.document()
    except yaml.YAMLError as error:
        problem = _depth_before(error, text, file) or syntax_error(error, text, file)
        return Parsed(None, _with_both_ways([*reader.problems, problem]), False)
    except _Stop:
        return Parsed(None, _with_both_ways(reader.problems), False)
    return Parsed(data, tuple(reader.problems), True, reader.shadow, reader.empty)


def _with_both_ways(problems: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Of a text that is not read whole nobody knows whether an ambiguous word stands for a text or for a finding."""
    finding = re.compile(r'quote it: "(?:(y|yes|on)|n|no|off)"', re.IGNORECASE)
    matches = [finding.fullmatch(diagnostic.help) if diagnostic.code == "SL507" else None for diagnostic in problems]
    return tuple(
        [
            replace(
                diagnostic,
                help=f"where a finding is meant write {'true' if way[1] else 'false'}; else {diagnostic.help}",
            )
            if way is not None
            else diagnostic
            for diagnostic, way in zip(problems, matches, strict=True)
        ]
    )


class _Stop(Exception):  # noqa: N818  # never leaves this module
    """Reading cannot go on; the problem has been noted."""


class _Reader:
    def __init__(self, text: str, file: str, places: bool) -> None:
        self.text = text
        self.file = file
        self.places = places
        self.problems: list[Diagnostic] = []
        self.shadow: Shadow | None = None
        self.lines: list[str] | None = None
        self.empty = False

    def say(
        self, code: str, message: str, start: Mark, end: Mark, hint: str = "", related: Iterable[Related] = ()
    ) -> None:
        self.problems.append(Diagnostic(code, message, self.span(start, end), help=hint, related=tuple(related)))
        if len(self.problems) >= MOST_PROBLEMS:
            self.problems.append(too_many(self.span(start, end)))
            raise _Stop

    def span(self, start: Mark, end: Mark) -> Span:
        return Span(self.file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def document(self) -> Data:
        strange = _STRANGE_BREAKS.search(self.text)
        if strange:
            span = span_at(self.text, strange.start(), self.file)
            hint = "write an ordinary line break, or the escape in double quotes"
            message = "a separator that some readers of YAML take for a line break"
            self.problems.append(Diagnostic("SL001", message, span, help=hint))
            raise _Stop
        parser = _PARSER(self.text)
        get = parser.get_event
        get()  # the start of the stream
        first = get()
        if isinstance(first, yaml.StreamEndEvent):
            message = "the file is empty; a pathway starts with `stepladder: 1`"
            self.problems.append(Diagnostic("SL001", message, Span(self.file, 1, 1, 1, 1), help="see `stepladder new`"))
            raise _Stop
        self._directives(first)
        data = self._value(get)
        get()  # the end of the document
        extra = get()
        if not isinstance(extra, yaml.StreamEndEvent):
            hint = "one file holds one document: remove the `---` or make two files"
            self.say("SL001", "a second document starts here", extra.start_mark, extra.end_mark, hint)
            raise _Stop
        return data

    def _directives(self, event: Event) -> None:
        if event.version not in (None, (1, 2)):
            message = f"YAML {event.version[0]}.{event.version[1]} is declared; pathways are YAML 1.2"
            self.say("SL001", message, event.start_mark, event.end_mark, "remove the %YAML line")
        if event.tags:
            self.say("SL003", "a %TAG directive", event.start_mark, event.end_mark, "pathways have no tags")

    def _value(self, get: Callable[[], Event]) -> Data:
        """Build the value without recursion, so that very many brackets end in a message and not in a crash."""
        stack: list[tuple[Data, Shadow | None]] = []
        box: Data = None  # the collection being filled: a dict, a list, or None at the top
        key: Data = None  # the pending key of a dict
        key_event: Event = None
        box_shadow: Shadow | None = None
        count = 0
        while True:
            event = get()
            kind = event.__class__
            shadow: Shadow | None = None
            if kind is yaml.ScalarEvent:
                if box.__class__ is dict and key is None:
                    key, key_event = self._key(event, box), event
                    continue
                value = self._scalar(event, key, len(stack))
                if self.places:
                    shadow = Shadow(event.start_mark, event.end_mark, event.style)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._check_start(event, len(stack), as_key=box.__class__ is dict and key is None)
                value = {} if kind is yaml.MappingStartEvent else []
                if self.places:
                    shadow = collection_shadow(event)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                if box_shadow is not None and box_shadow.flow:
                    box_shadow.end = event.end_mark
                value, shadow = box, box_shadow
                box, box_shadow = stack.pop()
                if box is None:
                    self.shadow = shadow
                    return value
                key = None
                continue
            else:
                self._refuse_alias(event, key)
            count += 1
            if shadow is not None:
                place(box_shadow, key, key_event, shadow)
            if box.__class__ is dict:
                box[key] = value
            elif box is not None:
                box.append(value)
            if kind is not yaml.ScalarEvent:
                stack.append((box, box_shadow))
                box, box_shadow = value, shadow
            elif count > MOST:
                self.say("SL004", f"more than {MOST:,} values", event.start_mark, event.end_mark)
                raise _Stop
            elif box is None:
                self.shadow = shadow
                return value
            key = None

    def _key(self, event: Event, box: dict[str, Data]) -> str:
        key: str = event.value
        if event.anchor is not None or event.tag is not None:
            self._refused(event)
        if key in box:
            self._duplicate(key, event)
        return key

    def _scalar(self, event: Event, key: str | None, depth: int) -> Data:
        value = event.value
        if not event.style:
            if AMBIGUOUS.match(value) and (event.tag is None or len(value) < 4):
                self._ambiguous(value, event)
            if event.tag is None:
                value = core_value(value)
                self.empty = self.empty or value is None
        if event.anchor is not None or event.tag is not None:
            self._refused(event, key or "")
            if key in OF_CONDITIONS or depth == 2:
                value = as_negation(event) or value
        return value

    def _check_start(self, event: Event, depth: int, *, as_key: bool) -> None:
        """What cannot stand at the start of a mapping or list."""
        if event.anchor is not None or event.tag is not None:
            self._refused(event)
        if as_key:
            hint = "a key is a plain text"
            self.say("SL103", "a key that is a list or a mapping", event.start_mark, event.end_mark, hint)
            raise _Stop
        if depth >= DEEPEST:
            message = f"nested more than {DEEPEST} deep"
            hint = "move what is so deep up: no part of a pathway nests deeper than ten levels"
            self.say("SL004", message, event.start_mark, event.end_mark, hint)
            raise _Stop

    def _refuse_alias(self, event: Event, key: str | None) -> NoReturn:
        if not isinstance(event, yaml.AliasEvent):
            raise yaml.YAMLError("unexpected event")
        hint = "write the value out: aliases are not read, and reading ends here"
        if key in OF_TEXTS:
            hint = f"quote it: {self._written_from(event.start_mark)}"
        self.say("SL003", f"the alias *{event.anchor}", event.start_mark, event.end_mark, hint)
        raise _Stop

    def _refused(self, event: Event, key: str = "") -> None:
        if event.anchor is not None:
            message = f"the anchor &{event.anchor}"
            hint = "pathways have no anchors: they hide where a value comes from"
            if key in OF_TEXTS:
                hint = f"quote it: {self._written_from(event.start_mark)}"
        else:
            message = f"the tag {event.tag}"
            meant = as_negation(event)
            hint = "pathways have no tags; write the plain value"
            if meant:
                hint = negation_hint(meant, f"{event.tag} {event.value}".strip(), key)
        self.say("SL003", message, event.start_mark, event.end_mark, hint)

    def _written_from(self, mark: Mark) -> str:
        """The plain text that starts at a mark, in quotation marks."""
        return quoted(value_from(self.text.split("\n")[mark.line], mark.column))

    def _duplicate(self, key: str, event: Event) -> None:
        first = self._first_place(key, event)
        related = (Related("it stands here first", first),) if first else ()
        hint = "the two would overwrite each other: merge them or rename one"
        self.say("SL002", f"the key '{key}' stands twice", event.start_mark, event.end_mark, hint, related)

    def _first_place(self, key: str, event: Event) -> Span | None:
        """Where a duplicate key stood first: the same key at the same column, above, in block style."""
        if self.lines is None:
            self.lines = self.text.split("\n")
        lines, column, last = self.lines, event.start_mark.column, event.start_mark.line
        for number in range(last - 1, max(last - 5_000, 0) - 1, -1):
            line = lines[number]
            if (
                line[:column].strip() in ("", "-")
                and line[column:].startswith(key)
                and line[column + len(key) :].lstrip().startswith(":")
            ):
                return Span(self.file, number + 1, column + 1, number + 1, column + 1 + len(key))
            if line.strip() and len(line) - len(line.lstrip()) < column and not line.lstrip().startswith("#"):
                break
        return None

    def _ambiguous(self, value: str, event: Event) -> None:
        message = f"plain {value} is read as something else by older readers of YAML"
        hint = f"write {int(value)}" if INTEGER.match(value) else f'quote it: "{value}"'
        self.say("SL507", message, event.start_mark, event.end_mark, hint)


def _depth_before(error: yaml.YAMLError, text: str, file: str) -> Diagnostic | None:
    """The complaint about depth that the text before a syntax error deserves, if any.

    libyaml reads up to a thousand characters ahead, and from 0.2.6 on it stops at a depth of its own. So the text that
    it did read is read once more: whether a file is too deep depends on our limit, not on the version of a dependency.
    """
    for _ in range(3):  # what was read may stop once more, at a limit that counts otherwise
        mark = getattr(error, "problem_mark", None)
        if mark is None:
            return None
        *before, last = text.split("\n", mark.line + 1)[: mark.line + 1]
        text = "\n".join([*before, last[: mark.column]])
        reader = _Reader(text, file, False)
        try:
            reader.document()
        except yaml.YAMLError as again:
            error = again
        except _Stop:
            return next((problem for problem in reader.problems if problem.code == "SL004"), None)
        else:
            return None
    return None


def too_many(at: Route | Span, document: Document = "pathway") -> Diagnostic:
    """What is said where looking for more problems would help nobody."""
    hint = "mend these first"
    return Diagnostic("SL004", f"more than {MOST_PROBLEMS} problems", at, help=hint, document=document)
