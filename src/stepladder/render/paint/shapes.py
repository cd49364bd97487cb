"""The outlines of boxes, and how much room each leaves for text. Knows nothing of colours or states."""

from __future__ import annotations

from math import sqrt
from typing import Literal, NamedTuple, TypeAlias

from stepladder.render.geometry import Point, Rect
from stepladder.render.paint.ink import Command
from stepladder.render.scene import Look
from stepladder.render.style import LOOKS, Shape

Side: TypeAlias = Literal["left", "right", "top", "bottom"]

PAD_X, PAD_Y = 8.0, 5.0
"""From the border of a plain box to its text."""
DOUBLE = 3.0
"""From the outer to the inner line of a double border."""
KAPPA = 0.5522847498
"""How far the control points of a quarter of a circle lie from its ends, in parts of the radius."""


class Insets(NamedTuple):
    """How far text keeps from the four sides of a box's rectangle."""

    left: float
    top: float
    right: float
    bottom: float


def room(look: Look, height: float) -> Insets:
    """How far the text of a box keeps from its sides, where the box is so high.

    >>> room("treatment", 40)
    Insets(left=12.0, top=5.0, right=8.0, bottom=5.0)
    """
    dress = LOOKS[look]
    left, top, right = PAD_X, PAD_Y, PAD_X
    match dress.shape:
        case "pill":
            left = right = max(PAD_X, min(height / 2, 10.0))
        case "hexagon":
            left = right = max(PAD_X, depth(dress.shape, height) + 2)
        case "octagon":
            left, right, top = PAD_X + 2, PAD_X + 2, PAD_Y + 1
        case "round":
            left = right = PAD_X + 1
        case "chip":
            left, right, top = PAD_X - 2, depth(dress.shape, height) + 4, PAD_Y - 1
        case "square" | "box" | "panel":
            pass
    left += dress.bar
    if dress.double:
        left, top, right = left + DOUBLE, top + DOUBLE, right + DOUBLE
    return Insets(left, top, right, top)


def depth(shape: Shape, height: float) -> float:
    """How deep the points, cut or round corners of a shape reach into a box of a height."""
    match shape:
        case "pill":
            return min(height / 2, 20.0)
        case "hexagon":
            return min(0.28 * height, 16.0)
        case "octagon":
            return min(0.28 * height, 9.0)
        case "round":
            return min(height / 2, 12.0)
        case "chip":
            return min(0.3 * height, 7.0)
        case "box":
            return min(height / 2, 3.0)
        case "panel":
            return min(height / 2, 4.0)
        case "square":
            return 0.0


def outline(shape: Shape, rect: Rect, corner: float | None = None) -> tuple[Command, ...]:
    """The outline of a shape that fills a rectangle; clockwise from the top left.

    Args:
        shape: which.
        rect: what it fills.
        corner: how deep its points or corners are; None for what is usual at its height.
    """
    d = depth(shape, rect.h) if corner is None else corner
    d = min(d, rect.w / 2)
    x, y, right, bottom = rect.x, rect.y, rect.right, rect.bottom
    match shape:
        case "square":
            return polygon((x, y), (right, y), (right, bottom), (x, bottom))
        case "hexagon":
            return polygon(
                (x + d, y), (right - d, y), (right, rect.cy), (right - d, bottom), (x + d, bottom), (x, rect.cy)
            )
        case "octagon":
            return polygon(
                (x + d, y), (right - d, y), (right, y + d), (right, bottom - d),
                (right - d, bottom), (x + d, bottom), (x, bottom - d), (x, y + d),
            )  # fmt: skip
        case "chip":
            return polygon((x, y), (right - d, y), (right, rect.cy), (right - d, bottom), (x, bottom))
        case "pill" | "round" | "box" | "panel":
            return rounded(rect, d)


def outside(shape: Shape, rect: Rect, by: float) -> tuple[Command, ...]:
    """The outline of a shape once more, so far outside that both run side by side."""
    d = depth(shape, rect.h)
    match shape:
        case "square":
            deep = 0.0
        case "hexagon" | "chip":
            deep = d * (rect.h + 2 * by) / rect.h
        case "octagon":
            deep = d + by * (2 - sqrt(2))
        case "pill" | "round" | "box" | "panel":
            deep = d + by
    return outline(shape, rect.grown(by), deep)


def corner(shape: Shape, rect: Rect) -> Point:
    """The upper right corner of the outline, or the middle of what cuts it off."""
    d = min(depth(shape, rect.h), rect.w / 2)
    match shape:
        case "square":
            return Point(rect.right, rect.y)
        case "hexagon" | "chip":
            return Point(rect.right - d, rect.y)
        case "octagon":
            return Point(rect.right - d / 2, rect.y + d / 2)
        case "pill" | "round" | "box" | "panel":
            cut = d * (1 - sqrt(0.5))
            return Point(rect.right - cut, rect.y + cut)


def bar_of(rect: Rect, wide: float, radius: float) -> tuple[Command, ...]:
    """The bar at the left of a box with round corners."""
    r = min(radius, wide, rect.h / 2)
    x, y, bottom, k = rect.x, rect.y, rect.bottom, r * (1 - KAPPA)
    return (
        ("M", x + r, y),
        ("L", x + wide, y),
        ("L", x + wide, bottom),
        ("L", x + r, bottom),
        ("C", x + k, bottom, x, bottom - k, x, bottom - r),
        ("L", x, y + r),
        ("C", x, y + k, x + k, y, x + r, y),
        ("Z",),
    )


def polygon(*corners: tuple[float, float]) -> tuple[Command, ...]:
    """A closed line through corners."""
    (x, y), *rest = corners
    return (("M", x, y), *[("L", *corner) for corner in rest], ("Z",))


def rounded(rect: Rect, radius: float) -> tuple[Command, ...]:
    """A rectangle with round corners; a circle or a pill where the radius is half its height."""
    r = min(radius, rect.w / 2, rect.h / 2)
    x, y, right, bottom, k = rect.x, rect.y, rect.right, rect.bottom, r * (1 - KAPPA)
    if r <= 0:
        return polygon((x, y), (right, y), (right, bottom), (x, bottom))
    return (
        ("M", x + r, y),
        ("L", right - r, y),
        ("C", right - k, y, right, y + k, right, y + r),
        ("L", right, bottom - r),
        ("C", right, bottom - k, right - k, bottom, right - r, bottom),
        ("L", x + r, bottom),
        ("C", x + k, bottom, x, bottom - k, x, bottom - r),
        ("L", x, y + r),
        ("C", x, y + k, x + k, y, x + r, y),
        ("Z",),
    )


def recess(shape: Shape, rect: Rect, side: Side, along: float) -> float:
    """How far behind a side of the rectangle the outline lies, at a place along that side.

    Args:
        shape: which.
        rect: what it fills.
        side: the side looked at.
        along: x on the top and bottom side, y on the left and right side.
    """
    d = min(depth(shape, rect.h), rect.w / 2)
    upright = side in ("left", "right")
    near = min(along - rect.y, rect.bottom - along) if upright else min(along - rect.x, rect.right - along)
    near = max(0.0, near)
    match shape:
        case "square":
            return 0.0
        case "hexagon":
            return _slope(d, rect.h / 2, near) if upright else _slope(rect.h / 2, d, near)
        case "chip":
            if side == "left":
                return 0.0
            if side == "right":
                return _slope(d, rect.h / 2, near)
            return _slope(rect.h / 2, d, rect.right - along)
        case "octagon":
            return max(0.0, d - near)
        case "pill" | "round" | "box" | "panel":
            return d - sqrt(d * d - (d - near) ** 2) if near < d else 0.0


def _slope(deep: float, long: float, near: float) -> float:
    """How deep a slope lies that begins `deep` behind a side and meets it after `long`."""
    return deep * max(0.0, 1 - near / long) if long > 0 else 0.0


def touching(shape: Shape, rect: Rect, at: Point, side: Side, off: float) -> Point:
    """Where a line that comes to a side of a box meets its outline, so far outside of it."""
    match side:
        case "left":
            return Point(rect.x + recess(shape, rect, side, at.y) - off, at.y)
        case "right":
            return Point(rect.right - recess(shape, rect, side, at.y) + off, at.y)
        case "top":
            return Point(at.x, rect.y + recess(shape, rect, side, at.x) - off)
        case "bottom":
            return Point(at.x, rect.bottom - recess(shape, rect, side, at.x) + off)
