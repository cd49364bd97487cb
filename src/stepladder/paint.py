"""Text on a terminal: colour, the width of characters, and nothing that could steer the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from stepladder.diagnostics import visible


@dataclass(frozen=True, slots=True)
class Paint:
    """How to colour text; without colour everything stays as it is."""

    color: bool = False

    def strong(self, text: str) -> str:
        """Bold."""
        return self._with("1", text)

    def dim(self, text: str) -> str:
        """Grey, for what may be skipped."""
        return self._with("2", text)

    def bad(self, text: str) -> str:
        """Red: errors, what is blocked."""
        return self._with("1;31", text)

    def warn(self, text: str) -> str:
        """Yellow: warnings, cautions."""
        return self._with("33", text)

    def good(self, text: str) -> str:
        """Green: what is open, help."""
        return self._with("32", text)

    def mark(self, text: str) -> str:
        """Cyan: names, places, prompts."""
        return self._with("36", text)

    def _with(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and text else text


def width_of(character: str) -> int:
    """How many columns a character takes: two for wide ones, none for combining ones."""
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def columns(text: str) -> int:
    """How many columns a text takes."""
    return len(text) if text.isascii() else sum(width_of(character) for character in text)


def printable(text: str) -> str:
    """Text without control characters, so that no file can steer a terminal; tabs and line breaks stay."""
    return visible(text, keep="\t\n")


def enumerated(names: Iterable[object]) -> str:
    """Names in a sentence: `a`, `a and b`, `a, b and c`; empty where there is none."""
    given = [str(name) for name in names]
    return f"{', '.join(given[:-1])} and {given[-1]}" if len(given) > 1 else "".join(given)


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """Lines of at most `width` columns; blank lines between paragraphs stay.

    Args:
        text: paragraphs separated by blank lines.
        width: in columns.
        first: what the first line begins with.
        rest: what the others begin with; as many spaces as `first` is wide where it is None.
    """
    indent = " " * columns(first) if rest is None else rest
    lines: list[str] = []
    lead = first
    for paragraph in printable(text).split("\n\n"):
        if lines:
            lines.append("")
        line, used = lead, columns(lead)
        empty = True
        for word in paragraph.split():
            size = columns(word)
            if not empty and used + 1 + size > width:
                lines.append(line)
                line, used, empty = indent, columns(indent), True
            line += word if empty else " " + word
            used += size if empty else size + 1
            empty = False
        lines.append(line.rstrip())
        lead = indent
    return lines
