"""YAML text to plain data with exact places, from libyaml's event stream; the only door to PyYAML.

The event stream is read, never `yaml.load` or `yaml.compose`: those recurse in C and end the interpreter on a hundred
kilobytes of brackets. Depth, size and the number of values are bounded, anchors, aliases and tags are refused, a key
is its own text, and plain scalars follow the YAML 1.2 core schema, with exact decimals.

One file on purpose: the only door to PyYAML, with one reader and its sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeAlias

import yaml

from stepladder.diagnostics import Diagnostic, Document, Related, Route, Span

DEEPEST = 64
"""How deep mappings and lists may nest."""

LARGEST = 4_000_000
"""The largest file, in bytes."""

MOST = 400_000
"""The most values in one file, collections included."""

Data: TypeAlias = Any
"""What YAML holds: mappings with text keys, lists, texts, ints, Decimals, bools, None."""


@dataclass(slots=True)
class Shadow:
    """The places of one value; a tree of the same shape as the data."""

    start: Any
    end: Any
    style: str | None = None
    flow: bool = False
    """Whether it is a mapping or list in brackets, or stands in one."""
    keys: dict[str, tuple[Any, Any]] | None = None
    """Of a mapping: where each key stands."""
    inner: dict[str, Shadow] | list[Shadow] | None = None


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
_PLAIN_OTHER = re.compile(r"[-+.0-9~tTfFnN]")
_INT = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,6})?\Z")
_WORDS: dict[str, Data] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".nan": Decimal("NaN"), ".NaN": Decimal("NaN"), ".NAN": Decimal("NaN"),
    ".inf": Decimal("Infinity"), ".Inf": Decimal("Infinity"), ".INF": Decimal("Infinity"),
    "-.inf": Decimal("-Infinity"), "-.Inf": Decimal("-Infinity"), "-.INF": Decimal("-Infinity"),
    "+.inf": Decimal("Infinity"), "+.Inf": Decimal("Infinity"), "+.INF": Decimal("Infinity"),
}  # fmt: skip
_HUGE = 10**64
"""Stands for a number so long that it is refused anyway."""

_OTHERWISE_ELSEWHERE = re.compile(
    r"(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF|[-+]?0[0-9]+|[-+]?[0-9]+(?::[0-5]?[0-9])+)\Z"
)
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
        problem = _depth_before(error, text, file) or _syntax_error(error, text, file)
        return Parsed(None, _with_both_ways([*reader.problems, problem]), False)
    except _Stop:
        return Parsed(None, _with_both_ways(reader.problems), False)
    return Parsed(data, tuple(reader.problems), True, reader.shadow, reader.empty)


def _with_both_ways(problems: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Of a text that is not read whole nobody knows whether an ambiguous word stands for a text or for a finding."""
    finding = re.compile(r'quote it: "(?:(y|yes|on)|n|no|off)"', re.IGNORECASE)
    told = [finding.fullmatch(found.help) if found.code == "SL507" else None for found in problems]
    return tuple(
        [
            replace(found, help=f"where a finding is meant write {'true' if way[1] else 'false'}; else {found.help}")
            if way is not None
            else found
            for found, way in zip(problems, told, strict=True)
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

    def say(self, code: str, message: str, start: Any, end: Any, hint: str = "", related: Any = ()) -> None:
        self.problems.append(Diagnostic(code, message, self.span(start, end), help=hint, related=tuple(related)))
        if len(self.problems) >= MOST_PROBLEMS:
            self.problems.append(too_many(self.span(start, end)))
            raise _Stop

    def span(self, start: Any, end: Any) -> Span:
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

    def _directives(self, event: Any) -> None:
        if event.version not in (None, (1, 2)):
            message = f"YAML {event.version[0]}.{event.version[1]} is declared; pathways are YAML 1.2"
            self.say("SL001", message, event.start_mark, event.end_mark, "remove the %YAML line")
        if event.tags:
            self.say("SL003", "a %TAG directive", event.start_mark, event.end_mark, "pathways have no tags")

    def _value(self, get: Any) -> Data:  # noqa: PLR0915  # one loop, flat for speed
        """Build the document's value without recursion; the body is one loop because this is the hot path."""
        scalar, mapping, sequence, end_map = (
            yaml.ScalarEvent,
            yaml.MappingStartEvent,
            yaml.SequenceStartEvent,
            yaml.MappingEndEvent,
        )
        alias = yaml.AliasEvent
        stack: list[tuple[Data, Data, Shadow | None]] = []
        box: Data = None  # the collection being filled: a dict, a list, or None at the top
        key: Data = None  # the pending key of a dict
        mark: Any = None  # where the pending key stands
        shade: Shadow | None = None
        places, words = self.places, _WORDS
        count = 0
        while True:
            event = get()
            kind = event.__class__
            shadow: Shadow | None = None
            if kind is scalar:
                value: Data = event.value
                if box.__class__ is dict and key is None:
                    if event.anchor is not None or event.tag is not None:
                        self._refused(event)
                    key, mark = value, event
                    if value in box:
                        self._duplicate(value, box, event)
                    continue
                if not event.style:
                    if event.tag is None and (value in words or (_PLAIN_OTHER.match(value) is not None)):
                        value = self._plain(value, event)
                    elif len(value) < 4 and _OTHERWISE_ELSEWHERE.match(value):
                        self._ambiguous(value, event)
                if event.anchor is not None or event.tag is not None:
                    self._refused(event, key or "")
                    if key in _OF_CONDITIONS or len(stack) == 2:
                        value = _as_negation(event) or value
                if places:
                    shadow = Shadow(event.start_mark, event.end_mark, event.style)
            elif kind is mapping or kind is sequence:
                if event.anchor is not None or event.tag is not None:
                    self._refused(event)
                if box.__class__ is dict and key is None:
                    hint = "a key is a plain text"
                    self.say("SL103", "a key that is a list or a mapping", event.start_mark, event.end_mark, hint)
                    raise _Stop
                if len(stack) >= DEEPEST:
                    message = f"nested more than {DEEPEST} deep"
                    hint = "move what is so deep up: no part of a pathway nests deeper than ten levels"
                    self.say("SL004", message, event.start_mark, event.end_mark, hint)
                    raise _Stop
                new: Data = {} if kind is mapping else []
                if places:
                    inner: Any = {} if kind is mapping else []
                    keys: Any = {} if kind is mapping else None
                    shadow = Shadow(event.start_mark, event.end_mark, None, bool(event.flow_style), keys, inner)
                    self._place(shade, key, mark, shadow)
                if box.__class__ is dict:
                    box[key] = new
                elif box is not None:
                    box.append(new)
                stack.append((box, shade, mark))
                box, key, shade = new, None, shadow
                count += 1
                continue
            elif kind is alias:
                message = f"the alias *{event.anchor}"
                hint = "write the value out: aliases are not read, and reading ends here"
                if key in _OF_TEXTS:
                    hint = f"quote it: {self._written_from(event.start_mark)}"
                self.say("SL003", message, event.start_mark, event.end_mark, hint)
                raise _Stop
            else:  # the end of a mapping or a list, or of the document where it is a lone scalar
                value, shadow = box, shade
                if kind is not end_map and not isinstance(event, yaml.SequenceEndEvent):
                    raise yaml.YAMLError("unexpected event")
                if places and shadow is not None and shadow.flow:
                    shadow.end = event.end_mark
                box, shade, mark = stack.pop()
                if box is None:
                    self.shadow = shadow
                    return value
                key = None
                continue
            count += 1
            if count > MOST:
                self.say("SL004", f"more than {MOST:,} values", event.start_mark, event.end_mark)
                raise _Stop
            if box.__class__ is dict:
                if places and shadow is not None:
                    self._place(shade, key, mark, shadow)
                box[key] = value
                key = None
            elif box is not None:
                if places and shadow is not None:
                    self._place(shade, None, None, shadow)
                box.append(value)
            else:
                self.shadow = shadow
                return value

    def _place(self, shade: Shadow | None, key: Data, mark: Any, shadow: Shadow) -> None:
        if shade is None:
            return
        if isinstance(shade.inner, dict):
            assert shade.keys is not None
            shade.keys[key] = (mark.start_mark, mark.end_mark)
            shade.inner[key] = shadow
        elif shade.inner is not None:
            shade.inner.append(shadow)

    def _refused(self, event: Any, key: str = "") -> None:
        if event.anchor is not None:
            message = f"the anchor &{event.anchor}"
            hint = "pathways have no anchors: they hide where a value comes from"
            if key in _OF_TEXTS:
                hint = f"quote it: {self._written_from(event.start_mark)}"
        else:
            message = f"the tag {event.tag}"
            meant = _as_negation(event)
            hint = "pathways have no tags; write the plain value"
            if meant:
                hint = _negation_hint(meant, f"{event.tag} {event.value}".strip(), key)
        self.say("SL003", message, event.start_mark, event.end_mark, hint)

    def _written_from(self, mark: Any) -> str:
        """The plain text that starts at a mark, in quotation marks."""
        return _quoted(_value_from(self.text.split("\n")[mark.line], mark.column))

    def _duplicate(self, key: str, box: dict[str, Data], event: Any) -> None:
        first = self._first_place(key, event)
        related = (Related("it stands here first", first),) if first else ()
        hint = "the two would overwrite each other: merge them or rename one"
        self.say("SL002", f"the key '{key}' stands twice", event.start_mark, event.end_mark, hint, related)

    def _first_place(self, key: str, event: Any) -> Span | None:
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

    def _plain(self, value: str, event: Any) -> Data:
        if value in _WORDS:
            found = _WORDS[value]
            self.empty = self.empty or found is None
            return found
        if _INT.match(value):
            if _OTHERWISE_ELSEWHERE.match(value):
                self._ambiguous(value, event)
            return int(value) if len(value) <= 32 else Decimal(value)
        if _FLOAT.match(value):
            return Decimal(value)
        if _OCTAL.match(value):
            return int(value[2:], 8) if len(value) < 64 else _HUGE
        if _HEX.match(value):
            return int(value[2:], 16) if len(value) < 64 else _HUGE
        if _OTHERWISE_ELSEWHERE.match(value):
            self._ambiguous(value, event)
        return value

    def _ambiguous(self, value: str, event: Any) -> None:
        message = f"plain {value} is read as something else by older readers of YAML"
        hint = f"write {int(value)}" if _INT.match(value) else f'quote it: "{value}"'
        self.say("SL507", message, event.start_mark, event.end_mark, hint)


def _as_negation(event: Any) -> str:
    """A scalar with a tag such as `!asthma` as the condition it may be meant for; empty of any other."""
    tag = event.tag or ""
    if not isinstance(event, yaml.ScalarEvent) or not re.fullmatch(r"![\w(]?[^!<>]*", tag):
        return ""
    return _negated(f"{tag} {event.value}")


def _negated(text: str) -> str:
    return re.sub(r"!(?!=)\s*", "not ", text).strip()


_OF_CONDITIONS = frozenset({"when", "never", "requires"})
_OF_TEXTS = frozenset({"title", "because", "text", "ask", "label"})


def _negation_hint(meant: str, text: str, key: str) -> str:
    if len(meant) > LONGEST_LINE:
        return "pathways have no tags: write not in place of !, or quote the text"
    if key in _OF_CONDITIONS:
        return f"write {meant}"
    quoted = f"quote it: {_quoted(text)}"
    return quoted if key in _OF_TEXTS else f"where a condition is meant write {meant}; where a text is meant {quoted}"


LONGEST_LINE = 400
"""The longest line of which it is shown how to write it."""


def _quoted(text: str) -> str:
    if len(text) > LONGEST_LINE:
        return '"…"'
    return f'"{text}"' if not re.search(r'["\\]', text) else "'" + text.replace("'", "''") + "'"


def too_many(at: Route | Span, document: Document = "pathway") -> Diagnostic:
    """What is said where looking for more problems would help nobody."""
    hint = "mend these first"
    return Diagnostic("SL004", f"more than {MOST_PROBLEMS} problems", at, help=hint, document=document)


def span_at(text: str, offset: int, file: str, length: int = 1) -> Span:
    """The span of some characters of one line, given their offset in the text."""
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return Span(file, line, column, line, column + length)


def _syntax_error(error: yaml.YAMLError, text: str, file: str) -> Diagnostic:
    if isinstance(error, yaml.reader.ReaderError):
        position = error.position if isinstance(error.position, int) else 0
        offset = min(_character_offset(text, position), max(len(text) - 1, 0))
        found = re.search("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
        offset = found.start() if found else offset
        number = ord(text[offset]) if text else 0
        message = f"the control character U+{number:04X}, which YAML does not allow"
        return Diagnostic(
            "SL001", message, span_at(text, offset, file), help="remove it, or escape it in double quotes"
        )
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        if mark is not None:
            lines = text.split("\n")
            line = min(mark.line, len(lines) - 1)
            column = min(mark.column, len(lines[line])) if lines else 0
            at_tab = lines[line][column : column + 1] == "\t"
            span = Span(file, line + 1, column + 1, line + 1, column + 2)
            behind = _behind_quotes(error.problem or "", lines[line], column)
            message = "a tab where only spaces can stand" if at_tab else _in_our_words(error)
            hint = "indent with spaces" if at_tab else _syntax_hint(error, lines, line, column)
            if behind:
                message, hint = "a text goes on behind its closing quotation mark", behind
            return Diagnostic("SL001", message, span, help=hint)
    return Diagnostic("SL001", "this is not YAML", Span(file, 1, 1, 1, 2))


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


def _character_offset(text: str, byte: int) -> int:
    return len(text.encode("utf-8", "surrogatepass")[:byte].decode("utf-8", "ignore"))


_SENTENCES = (
    ("found character '\\t' that cannot start any token", "a tab where only spaces can stand"),
    ("found a tab character", "a tab where only spaces can stand"),
    (
        "mapping values are not allowed in this context",
        "a ': ' inside a plain text, or a key where none can stand",
    ),
    ("did not find expected ',' or '}'", "a comma or the closing } is missing before this"),
    ("did not find expected ',' or ']'", "a comma or the closing ] is missing before this"),
    ("did not find expected key", "this stands at no level that was opened: check the indentation"),
    ("did not find expected '-' indicator", "a list goes on without '- ': check the indentation"),
    ("could not find expected ':'", "the ':' of a key is missing"),
    ("found unexpected end of stream", "a quotation mark is never closed"),
    ("found unknown escape character", "an unknown escape in a text in double quotes"),
    ("found character that cannot start any token", "this character cannot start a plain text: quote it"),
    ("did not find expected node content", "a value is missing here"),
    ("did not find expected <document start>", "the document has ended before this"),
    ("found undefined tag handle", "a tag; pathways have none"),
    ("did not find expected whitespace or line break", "a tag; pathways have none"),
    ("did not find expected comment or line break", "a plain text cannot start with > or |"),
    ("did not find expected alphabetic or numeric character", "a plain text cannot start with * or &"),
    ("found unexpected document indicator", "a '---' or '...' inside a text"),
)


def _in_our_words(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or ""
    for theirs, ours in _SENTENCES:
        if theirs in problem:
            return ours
    return f"this is not YAML: {problem}" if problem else "this is not YAML"


def _syntax_hint(error: yaml.MarkedYAMLError, lines: list[str], line: int, column: int) -> str:
    """What to write, from the line in which the reading ended and the one above it."""
    problem, here = error.problem or "", lines[line] if lines else ""
    above = next((text for text in reversed(lines[:line]) if text.strip()), "")
    opened = error.context_mark
    if "cannot start any token" in problem:
        return f"quote it: {_quoted(_value_from(here, column))}"
    if (
        opened is not None
        and "expected" in problem
        and re.search("a tag|an alias|an anchor|block scalar", error.context or "")
    ):
        return _sign_hint(lines[min(opened.line, len(lines) - 1)], opened.column)
    for text in (here, above):
        found = re.match(r"\s*-([{\[\w][^:]*:.*|\w\S*)$", text)
        if found is not None:
            return f"write a space after the dash: - {found[1].strip()}"
    if "mapping values" in problem:
        return _colon_hint(here, above, column)
    if opened is not None and opened.line < line and ("',' or" in problem or "flow" in (error.context or "")):
        return f"the bracket in line {opened.line + 1} is never closed"
    if "',' or" in problem and ";" in here[:column]:
        return "separate the keys with a comma"
    before = here[:column]
    if before.count("{") > before.count("}") or before.count("[") > before.count("]"):
        return "inside {…} or […], quote a text that has a comma, a bracket, a ? or a ': '"
    if "could not find expected ':'" in problem and above.strip()[:1] == "{":
        return f"write a dash before it: - {above.strip()}"
    if "tab" in problem or "'\\t'" in problem:
        return "indent with spaces"
    listed = next((text for text in reversed(lines[:line]) if text.lstrip().startswith("- ")), "")
    beside = opened.column if opened is not None else -1
    misplaced = listed and here.lstrip().startswith("- ") and "expected key" in problem
    if misplaced and column not in (listed.index("-"), beside):
        return f"write {listed.index('-')} spaces before the dash, as in the entry above"
    if opened is not None and ("expected key" in problem or "'-' indicator" in problem):
        if (here[column : column + 2] == "- ") == ("'-' indicator" in problem) or opened.column != column:
            return f"the entries beside it stand {opened.column} spaces from the left, from line {opened.line + 1} on"
        if here[column : column + 2] == "- ":
            return f"write it without the dash, like the entry in line {opened.line + 1}"
        return f"the entry in line {opened.line + 1} has a dash, this one has none: write both alike"
    return ""


def _value_from(here: str, column: int) -> str:
    """The plain text that starts in a column: to the end of the line, in brackets to the next comma or bracket."""
    text = re.sub(r"\s#.*", "", here[column:])
    if _inside_brackets(here[:column]):
        text = re.match(r"(?:\([^()]*\)|[^,\]}])*", text)[0]  # type: ignore[index]  # it matches nothing too
    return text.strip()


def _inside_brackets(before: str) -> bool:
    return before.count("{") > before.count("}") or before.count("[") > before.count("]")


def _key_before(before: str) -> str:
    found = re.search(r"(?:^|[\s{,])([\w-]+):\s*\Z", before)
    return found[1] if found is not None else ""


def _sign_hint(here: str, column: int) -> str:
    """What to write where a text starts with a sign of YAML: `!`, `*`, `&`, `>` or `|`."""
    text, key = _value_from(here, column), _key_before(here[:column])
    if text[:1] == "!":
        return _negation_hint(_negated(text), text, key)
    if key in _OF_CONDITIONS:
        written = f"write … {text[:LONGEST_LINE]}" if text[:1] == ">" else f"take the {text[:1]} out"
        return f"a condition starts with a name: {written}"
    return f"quote it: {_quoted(text)}"


def _behind_quotes(problem: str, here: str, column: int) -> str:
    """What to write where a text goes on behind its closing quotation mark; empty where none does."""
    before = here[:column].rstrip()
    quote = before[-1:]
    if quote not in ("'", '"') or not ("expected key" in problem or "',' or" in problem) or here[column:][:1] in ",]}":
        return ""
    if len(here) > LONGEST_LINE:
        return "quote the whole value; inside single quotes an apostrophe is doubled"
    inner = r'(?:[^"\\]|\\.)*' if quote == '"' else "(?:[^']|'')*"
    found = re.search(rf"(?:^|[\s{{\[,]){quote}{inner}{quote}$", before)
    if found is None:
        return ""
    start = found.end() - len(found.group().lstrip(" {[,\t"))
    rest = re.sub(r"\s#.*", "", here[start:]).rstrip()
    if _inside_brackets(before[:start]):
        length = column - start
        ends = re.match(rf".*?{quote}(?=\s*[,\]}}])|[^,\]}}]*", rest[length:])
        rest = (rest[:length] + (ends.group() if ends is not None else "")).rstrip()
    if _key_before(here[:start]) in _OF_CONDITIONS:
        return f"write the condition without them: {re.sub(quote, '', rest)}"
    if rest[-1] != quote or len(before) < column:
        return f"quote the whole value: {_quoted(rest)}"
    inside = rest[1:-1]
    if quote == "'":
        return "an apostrophe inside is doubled: write '" + re.sub("'+", "''", inside) + "'"
    return f"quote the whole value in single quotes: {_quoted(inside)}"


def _colon_hint(here: str, above: str, column: int) -> str:
    """What to write where a ': ' stands in a text, or a key too deep."""
    found = re.match(r"\s*(?:- )?(\w+): (.+)$", here[: column + 1])
    if found is not None:
        whole = re.match(r"\s*(?:- )?(\w+: \w+, \w+: .*)$", here)
        if whole is not None:
            return f"write {{{whole[1]}}}, or each key on a line of its own"
        key, value = re.match(r"\s*(?:- )?(\w+): (.+)$", here).groups()  # type: ignore[union-attr]  # its start matched
        return f'write {key}: "{value}"'.replace('""', '"') if len(value) < 80 else "quote a text that has ': ' in it"
    joined = re.match(r"\s*(?:- )?(\w+)(?::| *= *)(\w[^:]*)$", above)
    if joined is not None:
        return f"write {joined[1]}: {joined[2].strip()}, with a space after the colon"
    if re.match(r"\s*(?:- )?\w+: \S", above) and len(here) - len(here.lstrip()) > len(above) - len(above.lstrip()):
        return "it is indented deeper than the key above, which has its value already: indent both alike"
    return "quote a text that has ': ' in it"


def scalar_spans(shadow: Shadow) -> Iterator[Shadow]:
    """Every scalar of a tree of places, keys left out."""
    stack = [shadow]
    while stack:
        current = stack.pop()
        if current.inner is None:
            yield current
        elif isinstance(current.inner, dict):
            stack.extend(current.inner.values())
        else:
            stack.extend(current.inner)
