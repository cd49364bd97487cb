r"""The DOT language: strings, labels and lists of attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

Attributes: TypeAlias = dict[str, str | float]
"""By name; all texts as they are, but a label as `label` makes it."""

LONGEST = 4_000
"""Characters of a string, none of which takes more than four bytes."""

_PIECES = re.compile(rf"(?:\\.|[^\\]){{1,{LONGEST // 2}}}", re.DOTALL)
"""Pieces that break no escape."""


def quoted(text: str) -> str:
    r"""A text as a DOT string that stands for just that text, whatever is in it.

    Backslashes are doubled, for they begin escapes such as `\N`; so is the ampersand of what reads as an entity.
    Line breaks become `\n`.

    >>> print(quoted('a "b" \\N &lt; <b>'))
    "a \"b\" \\N &amp;lt; <b>"
    """
    return _string(_escaped(text))


def _escaped(text: str) -> str:
    text = re.sub(r"&(?=#?\w+;)", "&amp;", text).replace("\\", "\\\\").replace('"', '\\"')
    return text.replace("\n", "\\n")


def _string(escaped: str) -> str:
    """A DOT string; a long one in pieces, for Graphviz reads none of more than 16,384 bytes."""
    pieces = _PIECES.findall(escaped) if len(escaped) > LONGEST else [escaped]
    return " + ".join([f'"{piece}"' for piece in pieces])


def listed(attributes: Attributes) -> str:
    """Attributes in brackets."""
    return f"[{', '.join(f'{name}={_value(name, value)}' for name, value in attributes.items())}]"


def _value(name: str, value: str | float) -> str:
    """The value of an attribute; labels are strings of DOT already."""
    if isinstance(value, str):
        return value if name == "label" else quoted(value)
    return f"{round(value, 3):g}"


def label(parts: Iterable[tuple[str, bool]]) -> str:
    r"""A label of several lines, each to the left (`\l`) or in the middle (`\n`)."""
    return _string("".join([_escaped(line) + ("\\l" if left else "\\n") for line, left in parts]))
