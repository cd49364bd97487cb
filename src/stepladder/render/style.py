"""The look of every picture: colours, line widths, sizes of type, and the space around things.

The colours and their contrasts are listed in one table each, so that a test can work the contrasts out and nobody
changes one without knowing. Shape and border always say the same as the colour does. A change here that changes a
picture raises `STYLE`, which is part of every digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from stepladder.render.scene import Look, Tone

STYLE = 1
"""The version of the looks and layouts; part of every digest."""

PageSize: TypeAlias = Literal["a4", "slide", "free"]

PAGES: Mapping[PageSize, tuple[float, float]] = {"a4": (595.28, 841.89), "slide": (960.0, 540.0), "free": (0.0, 0.0)}
"""Width and height; of a free page both follow from what is on it."""

SMALLEST: Mapping[PageSize, float] = {"a4": 7.0, "slide": 9.0, "free": 7.0}
"""The smallest body text that is drawn; what would need less is refused or goes on another page."""

Shape: TypeAlias = Literal["pill", "square", "hexagon", "box", "round", "octagon", "chip", "panel"]


@dataclass(frozen=True, slots=True)
class Dress:
    """How the boxes of one look are drawn."""

    shape: Shape
    fill: str
    border: str
    line: float
    """Width of the border, in points."""
    ink: str
    bar: float = 0
    """Width of the bar at the left, in points."""
    dashed: bool = False
    double: bool = False
    words: str = ""
    """What the legend calls it."""


INK, MUTED, GROUND = "#1A1A1A", "#4A4A4A", "#FFFFFF"
WIRE, UNREACHED, UNREACHED_TEXT = "#333333", "#8A8A8A", "#5E5E5E"
WALKED, BLOCKED, CAUTION = "#7A1F5C", "#A03000", "#6B5200"
LANE_FILL, LANE_BORDER, LANE_TEXT = "#F3F5F7", "#B8C2CC", "#4A5560"

LOOKS: Mapping[Look, Dress] = {
    "start": Dress("pill", "#FFFFFF", "#1A1A1A", 1.6, INK, words="Start"),
    "test": Dress("square", "#FFFFFF", "#4D4D4D", 1.2, INK, words="Test or check"),
    "question": Dress("hexagon", "#FFF1B8", "#6B5200", 1.4, INK, words="Decision"),
    "treatment": Dress("box", "#C9E0F3", "#005A91", 1.4, INK, bar=4, words="Treatment"),
    "adjunct": Dress("box", "#C9E0F3", "#005A91", 1.4, INK, bar=4, dashed=True, words="Beside the ladder"),
    "procedure": Dress("box", "#C9E0F3", "#005A91", 1.4, INK, bar=4, double=True, words="Procedure"),
    "outcome": Dress("pill", "#FFFFFF", "#1A1A1A", 1.6, INK, words="End of a walk"),
    "goal": Dress("round", "#E4F5E9", "#00664B", 1.6, INK, words="Goal reached"),
    "emergency": Dress("octagon", "#F8CFBC", "#A03000", 2.4, INK, words="Emergency"),
    "reference": Dress("chip", "#FFFFFF", "#4A5560", 0.8, INK, words="Goes on elsewhere in the picture"),
    "note": Dress("panel", "#FFFFFF", "#B8C2CC", 0.8, INK, words=""),
}
"""Kinds after the standard for clinical algorithms (Society for Medical Decision Making, Med Decis Making
1992;12:149): hexagon for a question, rounded box for a clinical state, plain box for an action."""

TONES: Mapping[Tone, str] = {
    "body": INK, "strong": INK, "muted": MUTED, "blocked": BLOCKED, "caution": CAUTION, "walked": WALKED,
}  # fmt: skip

WIRE_WIDTH, WALKED_WIDTH, UNREACHED_WIDTH = 1.3, 3.0, 1.0
MISSED, MISSED_WIDTH, MISSED_DASH = BLOCKED, 1.4, (3.0, 2.4)
"""What no teaching case comes to, where that is drawn: dashed."""
CORNER = 7.0
"""The radius with which wires turn."""
HEAD = 7.0
"""The length of an arrow head."""


@dataclass(frozen=True, slots=True)
class Type:
    """Sizes of type on one kind of page, in points."""

    title: float
    lead: float
    strip: float
    band: float
    heading: float
    """The title of a box."""
    body: float
    label: float
    footer: float
    leading: float = 1.22
    """From one baseline to the next, in parts of the size."""


TYPES: Mapping[PageSize, Type] = {
    "a4": Type(17, 9, 7.5, 11, 8.5, 7.5, 7.5, 7.5),
    "slide": Type(22, 12, 9, 12, 10.5, 9, 9, 9),
    "free": Type(17, 9, 7.5, 11, 9, 8, 8, 7.5),
}

MARGIN: Mapping[PageSize, float] = {"a4": 24.0, "slide": 24.0, "free": 28.0}
