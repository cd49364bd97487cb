"""A pathway's files as those of a new one: another id, and a head that says whose work it began as.

Only a few values of the head are changed, where they stand in the text; comments, order and layout stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TypeAlias

from stepladder.diagnostics import Span
from stepladder.reading.files import Located
from stepladder.reading.load import Reading
from stepladder.reading.places import TextFile

_Change: TypeAlias = tuple[Span, str]

_REMOVED = ("reviewed", "review_by", "authors")
"""What only the authors of the old pathway can say."""

_HEAD = """\
# Begun on {today} as a copy of the pathway {id} {version}{license}.
# Its sources, rules, claims and cases are copies too: check each of them against your own guideline before you keep
# it, and take out what does not apply. Say here what you have changed, and keep the line above.

"""


_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""Where libyaml, by which places are found, ends a line."""


def copied(reading: Reading, located: Located, new_id: str, today: date) -> Mapping[str, str]:
    """The texts of a pathway's files, as those of a new pathway.

    Args:
        reading: the pathway, with its cases and origins; it must have been built.
        located: where its files lie.
        new_id: the id of the new pathway.
        today: for the line that says when the copy was made.

    Returns:
        File names with their texts. In a folder they are called as before; a single file and those beside it are named
        after the new id.
    """
    pathway = reading.pathway
    assert pathway is not None
    license_ = f" ({pathway.license})" if pathway.license else ""
    head = _HEAD.format(today=today.isoformat(), id=pathway.id, version=pathway.version, license=license_)
    texts: dict[str, str] = {}
    for document, source in reading.sources.items():
        for file in source.files:
            changes = list(_changes(document, file, new_id))
            main = document == "pathway" and Path(file.name) == located.main
            texts[_name(file, located, new_id)] = (head if main else "") + _applied(file.text, changes)
    return texts


def _name(file: TextFile, located: Located, new_id: str) -> str:
    name = Path(file.name).name
    if not located.stem:  # it came through a pipe
        return f"{new_id}.yaml"
    return name if located.folder else new_id + name.removeprefix(located.stem)


def _changes(document: str, file: TextFile, new_id: str) -> Iterator[_Change]:
    keys = file.shadow.inner if file.shadow is not None else None
    if not isinstance(keys, dict):
        return
    if document != "pathway":
        if "pathway" in keys:
            yield file.locate(("pathway",)), new_id
        return
    for key, value in (("id", new_id), ("version", "0.1.0"), ("status", "draft")):
        if key in keys:
            yield file.locate((key,)), value
    for key in _REMOVED:
        name, value_ = file.locate((key,), "key"), file.locate((key,))
        if key in keys and (name.line, name.column) == (value_.line, 1) and value_.end_line == value_.line:
            yield Span(file.name, name.line, 1, name.line + 1, 1), ""


def _applied(text: str, changes: list[_Change]) -> str:
    """A text with the spans replaced; its lines keep their ends."""
    starts = [0, *[end.end() for end in _LINE_END.finditer(text)]]
    for span, new in sorted(changes, key=lambda change: (change[0].line, change[0].column), reverse=True):
        begin = starts[span.line - 1] + span.column - 1
        end = starts[span.end_line - 1] + span.end_column - 1 if span.end_line <= len(starts) else len(text)
        text = text[:begin] + new + text[end:]
    return text
