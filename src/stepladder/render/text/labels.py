"""What the text formats say in words where a picture draws a sign, a colour or a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from stepladder.render.scene import Band, Line, Link, Look, Mark, Scene
from stepladder.render.style import LOOKS
from stepladder.render.text.glyphs import clean
from stepladder.text.terminal import enumerated

ALWAYS = ("", "true")
"""Conditions that need not be said."""


SIGNS: Mapping[Mark, str] = {"bullet": "• ", "cross": "× ", "warning": "! ", "check": "√ ", "arrow": "→ ", "": ""}
"""Signs that every font has; the words behind them say the same."""


def plain(text: str) -> str:
    """A text on one line, each gap one space."""
    return " ".join(clean(text).split())


def condition(when: str) -> str:
    """A condition on one line; empty where it always holds."""
    text = plain(when)
    return "" if text in ALWAYS else text


def about(scene: Scene) -> str:
    """What the first line of a text format says: the digest, and of which picture it is."""
    return plain(f"stepladder sha256:{scene.digest} {scene.view} of {scene.pathway} {scene.version}")


def kind_words(look: Look) -> str:
    """What the legend calls a box; empty for a panel of text."""
    return LOOKS[look].words


def numbered(numbers: Iterable[int]) -> str:
    """The numbers of a walk in brackets with a space behind, to stand in front of a title; empty without any.

    >>> numbered((2, 7))
    '(2, 7) '
    """
    listed = ", ".join(str(number) for number in numbers)
    return f"({listed}) " if listed else ""


def counted(numbers: tuple[int, ...]) -> str:
    """The numbers of a walk as they are spoken.

    >>> counted((2, 5, 7))
    'numbers 2, 5 and 7'
    """
    if len(numbers) == 1:
        return f"number {numbers[0]}"
    return f"numbers {enumerated(numbers)}" if numbers else ""


def said(line: Line, scene: Scene) -> str:
    """A line with its sign as a word."""
    text = _said(line, scene)
    return f"{plain(line.lead)}: {text}" if line.lead else text


def _said(line: Line, scene: Scene) -> str:
    text = plain(line.text)
    match line.mark:
        case "cross":
            if text.lower().startswith("blocked"):
                return text
            return f"Blocked: {text}" if scene.walk or line.struck else f"Blocked by: {text}"
        case "warning":
            return text if text.lower().startswith("caution") else f"Caution: {text}"
        case "check":
            return f"Fulfilled: {text}"
        case "arrow" if line.lead:
            return f"leads to {text}"
        case _:
            return f"Crossed out: {text}" if line.struck else text


def band_words(band: Band) -> str:
    """The title of a band with what stands above it."""
    return plain(f"{band.strip}: {band.title}" if band.strip and band.title else band.title or band.strip)


def exit_words(label: str, when: str, to: str) -> str:
    """An exit in one line.

    >>> exit_words("Yes", "pain >= 3", "Rest")
    'Yes, when pain >= 3: leads to Rest'
    """
    if label and when:
        return f"{label}, when {when}: leads to {to}"
    if label or when:
        return f"{label or f'When {when}'}: leads to {to}"
    return f"Leads to {to}"


def link_label(link: Link) -> str:
    """The words on an arrow, with what kind of exit it is where the line alone does not say so."""
    label = plain(link.label)
    match link.kind:
        case "interrupt":
            return f"At any time: {label}" if label else "At any time"
        case "way":
            return label[:1].upper() + label[1:] or "By way of other steps"
        case _:
            return label
