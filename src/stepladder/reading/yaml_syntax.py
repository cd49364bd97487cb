"""What is said of a text that is not YAML, and what to write instead: libyaml's errors in our words."""

from __future__ import annotations

import re

import yaml

from stepladder.diagnostics import Diagnostic, Span
from stepladder.reading.yaml_quoting import (
    LONGEST_LINE,
    OF_CONDITIONS,
    inside_brackets,
    key_before,
    negated,
    negation_hint,
    quoted,
    value_from,
)


def span_at(text: str, offset: int, file: str, length: int = 1) -> Span:
    """The span of some characters of one line, given their offset in the text."""
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return Span(file, line, column, line, column + length)


def syntax_error(error: yaml.YAMLError, text: str, file: str) -> Diagnostic:
    """An error of libyaml as a diagnostic (SL001) at its place."""
    if isinstance(error, yaml.reader.ReaderError):
        position = error.position if isinstance(error.position, int) else 0
        offset = min(_character_offset(text, position), max(len(text) - 1, 0))
        match = re.search("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
        offset = match.start() if match else offset
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
        return f"quote it: {quoted(value_from(here, column))}"
    if (
        opened is not None
        and "expected" in problem
        and re.search("a tag|an alias|an anchor|block scalar", error.context or "")
    ):
        return _sign_hint(lines[min(opened.line, len(lines) - 1)], opened.column)
    for text in (here, above):
        match = re.match(r"\s*-([{\[\w][^:]*:.*|\w\S*)$", text)
        if match is not None:
            return f"write a space after the dash: - {match[1].strip()}"
    if "mapping values" in problem:
        return _colon_hint(here, above, column)
    if opened is not None and opened.line < line and ("',' or" in problem or "flow" in (error.context or "")):
        return f"the bracket in line {opened.line + 1} is never closed"
    if "',' or" in problem and ";" in here[:column]:
        return "separate the keys with a comma"
    before = here[:column]
    if inside_brackets(before):
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


def _sign_hint(here: str, column: int) -> str:
    """What to write where a text starts with a sign of YAML: `!`, `*`, `&`, `>` or `|`."""
    text, key = value_from(here, column), key_before(here[:column])
    if text[:1] == "!":
        return negation_hint(negated(text), text, key)
    if key in OF_CONDITIONS:
        written = f"write … {text[:LONGEST_LINE]}" if text[:1] == ">" else f"take the {text[:1]} out"
        return f"a condition starts with a name: {written}"
    return f"quote it: {quoted(text)}"


def _behind_quotes(problem: str, here: str, column: int) -> str:
    """What to write where a text goes on behind its closing quotation mark; empty where none does."""
    before = here[:column].rstrip()
    quote = before[-1:]
    if quote not in ("'", '"') or not ("expected key" in problem or "',' or" in problem) or here[column:][:1] in ",]}":
        return ""
    if len(here) > LONGEST_LINE:
        return "quote the whole value; inside single quotes an apostrophe is doubled"
    inner = r'(?:[^"\\]|\\.)*' if quote == '"' else "(?:[^']|'')*"
    match = re.search(rf"(?:^|[\s{{\[,]){quote}{inner}{quote}$", before)
    if match is None:
        return ""
    start = match.end() - len(match.group().lstrip(" {[,\t"))
    rest = re.sub(r"\s#.*", "", here[start:]).rstrip()
    if inside_brackets(before[:start]):
        length = column - start
        ends = re.match(rf".*?{quote}(?=\s*[,\]}}])|[^,\]}}]*", rest[length:])
        rest = (rest[:length] + (ends.group() if ends is not None else "")).rstrip()
    if key_before(here[:start]) in OF_CONDITIONS:
        return f"write the condition without them: {re.sub(quote, '', rest)}"
    if rest[-1] != quote or len(before) < column:
        return f"quote the whole value: {quoted(rest)}"
    inside = rest[1:-1]
    if quote == "'":
        return "an apostrophe inside is doubled: write '" + re.sub("'+", "''", inside) + "'"
    return f"quote the whole value in single quotes: {quoted(inside)}"


def _colon_hint(here: str, above: str, column: int) -> str:
    """What to write where a ': ' stands in a text, or a key too deep."""
    match = re.match(r"\s*(?:- )?(\w+): (.+)$", here[: column + 1])
    if match is not None:
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
