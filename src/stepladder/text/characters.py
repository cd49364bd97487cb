"""Characters that steer where they are shown instead of being read: made visible, or escaped.

These are control characters, what turns the direction of writing, what takes no room, line and paragraph separators,
halves of surrogate pairs, and what Unicode has not assigned. Letters stay, whatever they are written in; so does a
joiner between letters whose script needs it, or between pictographs that it makes one.
"""

from __future__ import annotations

import json
import unicodedata

SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""Spaces of typography: in prose they are meant."""

JOINERS = "\u200c\u200d"
JOINED = ("\u0600", "\u1aff")
"""The first and the last of the scripts whose letters joiners belong between: Arabic to Tai Tham."""

NUMBER_MARKS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
"""Signs that are written around numbers: Unicode counts them as controls of format, and yet they are seen."""


def visible(text: str, keep: str = "") -> str:
    r"""A text with everything that steers, and every space but the plain one, written as an escape.

    Args:
        text: any.
        keep: characters that stay as they are.

    >>> print(visible("a\x1b[1m\u202eb"))
    a\x1b[1m\u202eb
    """
    if text.isprintable():
        return text
    return "".join(
        [
            c if c.isprintable() or c in keep or _is_meant(text, place) else c.encode("unicode_escape").decode()
            for place, c in enumerate(text)
        ]
    )


def brief(text: str, most: int = 100) -> str:
    """A text on one short line, for `repr`: what steers made visible, and cut where it is long."""
    shown = visible(text)
    return shown if len(shown) <= most else f"{shown[: most - 3]}..."


def printable(text: str) -> str:
    """A text as it may reach a terminal or a reader's screen: line ends and the spaces of typography stay."""
    return text if text.isprintable() else "\n".join([visible(line, keep=SPACES) for line in text.split("\n")])


def without_steering(text: str) -> str:
    """A text in which everything that steers is left out, line ends too; what Unicode may assign one day stays."""
    if text.isprintable():
        return text
    kept = [c.isprintable() or c in SPACES or _is_unknown(c) or _is_meant(text, place) for place, c in enumerate(text)]
    return "".join([c for c, keep in zip(text, kept, strict=True) if keep])


def as_json(data: object, indent: int | None = None) -> str:
    r"""Data as JSON in which everything that steers is escaped; it reads back equal.

    >>> print(as_json(["a\u202eb", "é"]))
    ["a\u202eb", "é"]
    """
    lines = json.dumps(data, ensure_ascii=False, indent=indent).split("\n")
    return "\n".join([line if line.isprintable() else _json_line(line) for line in lines])


def _json_line(line: str) -> str:
    kept = [c.isprintable() or c in SPACES or _is_meant(line, place) for place, c in enumerate(line)]
    return "".join([c if keep else json.dumps(c)[1:-1] for c, keep in zip(line, kept, strict=True)])


def quoted_yaml(value: object) -> str:
    """A value on one line of YAML, a text in double quotes, with everything that steers escaped; it reads back equal.

    What JSON escapes YAML knows too, but beyond U+FFFF, where YAML has no pairs.
    """
    return visible(json.dumps(value, ensure_ascii=False), keep=SPACES)


def width_of(character: str) -> int:
    """How many columns a character takes as it is shown: two for wide ones, none for combining ones."""
    if not character.isprintable() and character not in SPACES + JOINERS:
        return len(visible(character))
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def columns(text: str) -> int:
    """How many columns a text takes as it is shown."""
    return len(text) if text.isascii() and text.isprintable() else sum(width_of(c) for c in printable(text))


def _is_unknown(character: str) -> bool:
    """Whether it is of private use or not assigned yet, and none of those that never will be."""
    code = ord(character)
    never = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return not never and unicodedata.category(character) in ("Co", "Cn")


def _is_meant(text: str, place: int) -> bool:
    """Whether a character counts as one that steers and belongs there all the same."""
    if text[place] in JOINERS and 0 < place < len(text) - 1:
        before, after = text[place - 1], text[place + 1]
        low, high = JOINED
        if text[place] == "\u200d" and unicodedata.category(after) == "So":
            return unicodedata.category(before) in ("So", "Sk") or before == "\ufe0f"
        return all(low <= beside <= high and beside.isprintable() for beside in (before, after))
    return text[place] in NUMBER_MARKS
