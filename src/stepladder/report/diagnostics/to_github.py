"""Diagnostics as annotations of a GitHub job, and as the job's summary."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence

from stepladder.diagnostics import Severity
from stepladder.library.suppressions import Placed
from stepladder.report.addresses import SOURCE, address, from_root, is_stream
from stepladder.report.scope import Looked
from stepladder.text.characters import printable
from stepladder.text.counting import counted

SHOWN = 10
"""How many annotations of one severity GitHub shows of a step; the others stand in its log alone."""

MOST_ROWS = 1_000
"""How many findings a summary lists, which GitHub takes up to a megabyte of."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def to_github(findings: Iterable[Placed], _looked: Looked) -> str:
    """The findings as workflow commands, a line each, the worst first: only the first ten of a severity are shown."""
    return "".join(f"{_one(placed)}\n" for placed in worst_first(findings))


def worst_first(findings: Iterable[Placed]) -> list[Placed]:
    """Errors before warnings, what cannot be read before what is wrong in it, and then in the order of the files."""
    return sorted(findings, key=lambda placed: (placed.severity.rank, placed.code, placed.order))


def _one(placed: Placed) -> str:
    span = placed.span
    text = placed.message + (f"\nhelp: {placed.help}" if placed.help else "")
    for message, where in placed.related:
        text += f"\nsee {from_root(where.file)}:{where.line}:{where.column}: {message}"
    properties: dict[str, object] = {}
    if is_stream(span.file) or not span.file:
        text = f"{span.file}:{span.line}:{span.column}: {text}"
    else:
        properties = {"file": from_root(span.file), "line": span.line, "endLine": span.end_line}
        if span.line == span.end_line:  # GitHub takes columns on one line only
            properties |= {"col": span.column, "endColumn": span.end_column}
    return command(_COMMANDS[placed.severity], {**properties, "title": f"{placed.code} {placed.name}"}, text)


def command(name: str, properties: Mapping[str, object], text: str) -> str:
    """A workflow command, escaped so that it is one line and every text arrives as it is.

    >>> command("error", {"file": "a,b:c.yaml", "line": 1}, "100 %\\nof it")
    '::error file=a%2Cb%3Ac.yaml,line=1::100 %25%0Aof it'
    """
    given = ",".join(f"{key}={_escaped(str(value), _PROPERTY)}" for key, value in properties.items())
    return f"::{name}{' ' if given else ''}{given}::{_escaped(text, _DATA)}"


def _escaped(text: str, signs: Mapping[str, str]) -> str:
    return "".join(signs.get(character, character) for character in text)


def to_summary(findings: Sequence[Placed], line: str) -> str:
    """The findings as the summary of a job, in Markdown.

    Args:
        findings: in any order.
        line: what was looked at and found, in a line.
    """
    rows = [f"### stepladder validate\n\n{_cell(line)}\n"]
    if findings:
        rows.append("| | code | where | what |\n|---|---|---|---|")
        rows.extend(_row(placed) for placed in worst_first(findings)[:MOST_ROWS])
        rows.append("")
    if len(findings) > MOST_ROWS:
        rows.append(f"The log has {counted(len(findings) - MOST_ROWS, 'finding')} more.\n")
    return "\n".join(rows) + "\n"


def _row(placed: Placed) -> str:
    span = placed.span
    where = f"{_cell(from_root(span.file))}:{span.line}:{span.column}"
    link = _link(span.file, span.line)
    more = f"<br>{_cell(placed.help)}" if placed.help else ""
    shown = f"[{where}]({link})" if link else where
    return f"| {placed.severity} | {placed.code} {placed.name} | {shown} | {_cell(placed.message)}{more} |"


def _link(file: str, line: int) -> str:
    """The page of a line, where the job says of which commit it is."""
    server, repository, commit = [os.environ.get(f"GITHUB_{n}", "") for n in ("SERVER_URL", "REPOSITORY", "SHA")]
    where = address(file)
    if not (server and repository and commit) or where.base != SOURCE:
        return ""
    uri = where.uri.replace("(", "%28").replace(")", "%29")
    return f"{server}/{repository}/blob/{commit}/{uri}#L{line}"


_MARKED = re.compile(r"[\\`*_{}\[\]<>#|~@&$]")


def _cell(text: str) -> str:
    """A text in a cell of a table, in which nothing is Markdown or HTML and nobody is called by name."""
    return _MARKED.sub(lambda sign: f"&#{ord(sign.group())};", printable(text)).replace("\n", "<br>")
