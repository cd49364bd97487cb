"""The display list: what the painters of SVG and PDF draw, one thing after the other.

A closed set of three: a path, a text, and a group of them with a name. Everything is in points, y downwards, colours
are `#RRGGBB`. Knows nothing of pathways.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Command: TypeAlias = (
    tuple[Literal["M", "L"], float, float]
    | tuple[Literal["C"], float, float, float, float, float, float]
    | tuple[Literal["Z"]]
)
"""Move to, line to, cubic curve to (two control points and the end), close."""


@dataclass(frozen=True, slots=True)
class Path:
    """A shape or a line."""

    commands: tuple[Command, ...]
    fill: str | None = None
    stroke: str | None = None
    width: float = 0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text in the bundled font, from its left end."""

    x: float
    y: float
    """Of the baseline."""
    text: str
    size: float
    fill: str
    bold: bool
    width: float
    """How wide it is; painters keep to it whatever font they have."""


@dataclass(frozen=True, slots=True)
class Group:
    """Things that belong together, such as a box or an arrow."""

    id: str
    kind: str
    """What it is: `node`, `edge`, `lane`, `legend`, `header`, `footer`, and its look; separated by spaces."""
    title: str
    """What a screen reader says; empty for none."""
    items: tuple[Item, ...]


Item: TypeAlias = Path | Words | Group


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a picture."""

    width: float
    height: float
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture with what is said about it."""

    title: str
    description: str
    """The whole pathway in sentences."""
    language: str
    subject: str
    """One line that holds id, version, view and digest."""
    digest: str
    pages: tuple[Page, ...]
