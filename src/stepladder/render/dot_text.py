r"""The DOT language: strings, labels and lists of attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

Attributes: TypeAlias = dict[str, str | float]
"""By name; all texts as they are, but a label as `label` makes it."""


def quoted(text: str) -> str:
    r"""A text as a DOT string that stands for just that text, whatever is in it.

    Backslashes are doubled, for they begin escapes such as `\N`; so is the ampersand of what reads as an entity.
    Line breaks become `\n`.

    >>> print(quoted('a "b" \\N &lt; <b>'))
    "a \"b\" \\N &amp;lt; <b>"
    """
    text = re.sub(r"&(?=#?\w+;)", "&amp;", text).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + text.replace("\n", "\\n") + '"'


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
    return '"' + "".join(quoted(line)[1:-1] + ("\\l" if left else "\\n") for line, left in parts) + '"'
