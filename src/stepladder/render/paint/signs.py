"""The signs ✓ ✗ ⚠ • → as paths, for the bundled font lacks some of them. Made for 7 to 12 points."""

from __future__ import annotations

from math import hypot
from typing import assert_never

from stepladder.render.geometry import Point, Rect
from stepladder.render.paint.ink import Command, Path
from stepladder.render.paint.shapes import polygon, rounded
from stepladder.render.scene import Mark

Corner = tuple[float, float]


def sign(mark: Mark, at: Point, size: float, ink: str, ground: str) -> tuple[Path, ...]:
    """A sign in a square of a size around a point.

    Args:
        mark: which sign.
        at: the middle of the square.
        size: its side, about the size of the letters beside it.
        ink: the colour of the sign.
        ground: the colour behind it, for what is left open in it.
    """
    match mark:
        case "":
            return ()
        case "bullet":
            return (Path(disc(at, 0.18 * size), fill=ink),)
        case "cross":
            return (Path(_cross(at, 0.74 * size, 0.2 * size), fill=ink),)
        case "check":
            corners = [(-0.38, 0.02), (-0.1, 0.31), (0.38, -0.33)]
            return (Path(_thick([_put(at, size, corner) for corner in corners], 0.18 * size), fill=ink),)
        case "warning":
            return _warning(at, size, ink, ground)
        case "arrow":
            corners = [
                (-0.44, -0.085), (0.02, -0.085), (0.02, -0.32), (0.46, 0), (0.02, 0.32), (0.02, 0.085), (-0.44, 0.085),
            ]  # fmt: skip
            return (Path(polygon(*[_put(at, size, corner) for corner in corners]), fill=ink),)
    assert_never(mark)


def disc(at: Point, radius: float) -> tuple[Command, ...]:
    """A circle."""
    return rounded(Rect(at.x - radius, at.y - radius, 2 * radius, 2 * radius), radius)


def soft(corners: list[Corner], radius: float) -> tuple[Command, ...]:
    """A closed line through corners, which it cuts short with a curve."""
    commands: list[Command] = []
    count = len(corners)
    for number, (x, y) in enumerate(corners):
        before, after = corners[number - 1], corners[(number + 1) % count]
        into, out = _toward((x, y), before, radius), _toward((x, y), after, radius)
        commands.append(("L", *into) if commands else ("M", *into))
        near, far = _toward((x, y), before, radius * 0.45), _toward((x, y), after, radius * 0.45)
        commands.append(("C", *near, *far, *out))
    return (*commands, ("Z",))


def _put(at: Point, size: float, corner: Corner) -> Corner:
    return at.x + size * corner[0], at.y + size * corner[1]


def _toward(start: Corner, end: Corner, far: float) -> Corner:
    long = hypot(end[0] - start[0], end[1] - start[1])
    part = min(0.5, far / long) if long else 0.0
    return start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])


def _cross(at: Point, side: float, thick: float) -> tuple[Command, ...]:
    """Two bars from corner to corner of a square."""
    far, near = side / 2, thick / 2**0.5
    corners = [
        (-far, -far + near), (-far + near, -far), (0, -near), (far - near, -far), (far, -far + near), (near, 0),
        (far, far - near), (far - near, far), (0, near), (-far + near, far), (-far, far - near), (-near, 0),
    ]  # fmt: skip
    return polygon(*[(at.x + x, at.y + y) for x, y in corners])


def _thick(corners: list[Corner], thick: float) -> tuple[Command, ...]:
    """The outline of a bent line of three points."""
    half = thick / 2
    (ax, ay), (bx, by), (cx, cy) = corners
    first, last = hypot(bx - ax, by - ay), hypot(cx - bx, cy - by)
    (ux, uy), (vx, vy) = ((bx - ax) / first, (by - ay) / first), ((cx - bx) / last, (cy - by) / last)
    turn = half / (1 + ux * vx + uy * vy)
    mx, my = turn * (-uy - vy), turn * (ux + vx)
    return polygon(
        (ax - half * uy, ay + half * ux), (bx + mx, by + my), (cx - half * vy, cy + half * vx),
        (cx + half * vy, cy - half * vx), (bx - mx, by - my), (ax + half * uy, ay - half * ux),
    )  # fmt: skip


def _warning(at: Point, size: float, ink: str, ground: str) -> tuple[Path, ...]:
    """A filled triangle with soft corners and an exclamation mark left open."""
    corners = [_put(at, size, corner) for corner in ((0, -0.5), (0.54, 0.43), (-0.54, 0.43))]
    x, y = at
    stroke = polygon(
        (x - 0.085 * size, y - 0.2 * size), (x + 0.085 * size, y - 0.2 * size),
        (x + 0.05 * size, y + 0.14 * size), (x - 0.05 * size, y + 0.14 * size),
    )  # fmt: skip
    dot = disc(Point(x, y + 0.265 * size), 0.075 * size)
    return Path(soft(corners, 0.16 * size), fill=ink), Path((*stroke, *dot), fill=ground)
