"""Text on a terminal: colour, the width of characters, and nothing that could steer the terminal."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass

from stepladder.text.characters import columns, printable

_OWN = f"\x1b<{os.urandom(8).hex()}>"
"""What our colours begin with until they are shown: no text can know it, so none can pass as one of them."""

_COLOUR = re.compile(f"{_OWN}\\[([0-9;]+)m")


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
        return f"{_OWN}[{code}m{text}{_OWN}[0m" if self.color and text else text


def shown(text: str) -> str:
    """A text as it goes to the terminal: colours by a `Paint` are its own signs, and everything else is visible."""
    if _OWN not in text:
        return printable(text)
    parts = _COLOUR.split(text)
    return "".join([f"\x1b[{part}m" if place % 2 else printable(part) for place, part in enumerate(parts)])


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
