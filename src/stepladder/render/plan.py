"""Where everything of a picture stands: what a layout hands to the painters, and what the picture lints look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from stepladder.render.geometry import Point, Rect
from stepladder.render.scene import Band, Link, Look, Mark, Node, State, Tone

Role: TypeAlias = Literal["title", "lead", "strip", "band", "heading", "body", "label", "small", "footer", "number"]
"""What a text is for; `small` is for what need not be read to understand the picture."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text on the page."""

    at: Point
    """The left end of its baseline, whatever the direction of its letters."""
    text: str
    size: float
    bold: bool = False
    tone: Tone = "body"
    role: Role = "body"
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """A mark drawn as a path in a square whose middle is given."""

    at: Point
    mark: Mark
    size: float
    tone: Tone = "body"


@dataclass(frozen=True, slots=True)
class Badge:
    """A number in a filled circle, or several in a pill: when a walk came by."""

    rect: Rect
    text: Text


@dataclass(frozen=True, slots=True)
class Box:
    """A box with everything in it."""

    node: Node
    rect: Rect
    texts: tuple[Text, ...] = ()
    signs: tuple[Sign, ...] = ()
    badges: tuple[Badge, ...] = ()
    rules: tuple[tuple[Point, Point], ...] = ()
    """Thin lines inside, such as between the exits of a step."""


@dataclass(frozen=True, slots=True)
class Label:
    """The words beside a line, on a chip of the ground's colour."""

    rect: Rect
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Wire:
    """A link as drawn: one upright and level line after the other."""

    link: Link
    points: tuple[Point, ...]
    """From the edge of one box to the edge of another, or to a wire with the same target that it joins."""
    label: Label | None = None
    head: bool = True
    """Whether it ends in an arrow head; not where it joins another."""
    targets: tuple[str, ...] = ()
    """The boxes it touches: its own two ends."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A band with its title."""

    band: Band
    rect: Rect
    title: Rect
    """The part that no wire crosses."""
    texts: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the legend."""

    look: Look | None
    rect: Rect
    """Of the sample."""
    text: Text
    sample: Literal["box", "cross", "warning", "walked", "unreached", "way", "missed"] = "box"
    state: State = "plain"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page."""

    width: float
    height: float
    strips: tuple[Strip, ...]
    wires: tuple[Wire, ...]
    boxes: tuple[Box, ...]
    """In reading order."""
    keys: tuple[Key, ...] = ()
    texts: tuple[Text, ...] = ()
    """Header and footer."""
    rules: tuple[tuple[Point, Point], ...] = ()
    """Thin lines across, such as above the footer."""
