"""How links are inked: lines that turn with round corners, arrow heads that touch their box, labels on chips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from stepladder.render.geometry import Point, Rect
from stepladder.render.paint.boxes import ink_of, reach, words
from stepladder.render.paint.ink import Command, Item, Path
from stepladder.render.paint.shapes import KAPPA, Side, polygon, rounded, touching
from stepladder.render.paint.signs import disc, sign
from stepladder.render.plan import Box, Label, Strip, Wire
from stepladder.render.scene import Link, State
from stepladder.render.style import (
    BLOCKED,
    CORNER,
    GROUND,
    HEAD,
    INK,
    LANE_FILL,
    LOOKS,
    MISSED,
    MISSED_DASH,
    MISSED_WIDTH,
    UNREACHED,
    UNREACHED_TEXT,
    UNREACHED_WIDTH,
    WALKED,
    WALKED_WIDTH,
    WIRE,
    WIRE_WIDTH,
)

WAY_DASH = (5.0, 3.0)
BEFORE_HEAD = 17.0
"""From the tip of an arrow back to the cross on a blocked one."""
CHIP = 2.0
"""The radius of the chip behind a label."""
NEAR = 1.5
"""How far the end of a wire may lie from the edge of its box and still be moved to the outline."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """How the line of a link is drawn."""

    ink: str
    width: float
    head: float
    """The length of its arrow head."""
    wide: float
    """The width of its arrow head."""


def stroke_of(state: State) -> Stroke:
    """How a link is drawn that a walk met so."""
    match state:
        case "plain":
            return Stroke(WIRE, WIRE_WIDTH, HEAD, 0.86 * HEAD)
        case "walked":
            return Stroke(WALKED, WALKED_WIDTH, 1.36 * HEAD, 1.36 * HEAD)
        case "unreached" | "blocked":
            return Stroke(UNREACHED, UNREACHED_WIDTH, 0.93 * HEAD, 0.79 * HEAD)
        case "missed":
            return Stroke(MISSED, MISSED_WIDTH, HEAD, 0.86 * HEAD)


def wire(placed: Wire, boxes: Mapping[str, Box], strips: Sequence[Strip]) -> tuple[Item, ...]:
    """Everything of a link.

    Args:
        placed: where it runs.
        boxes: the boxes of the page by the id of what they show; a wire's ends are moved to their outlines.
        strips: the lanes of the page, whose colour is behind the label where it lies in one.
    """
    link = placed.link
    points = _straightened(_moved_to_outlines(placed, boxes))
    if len(points) < 2:
        return ()
    drawn = stroke_of(link.state)
    dash = MISSED_DASH if link.state == "missed" else WAY_DASH if link.kind == "way" else ()
    items: list[Item] = list(run(points, drawn, placed.head, dash))
    if link.state == "blocked":
        at = _clear_place(points, placed.label)
        items.append(Path(disc(at, 5), fill=_ground(Rect(at.x - 5, at.y - 5, 10, 10), strips)))
        items += sign("cross", at, 9, BLOCKED, GROUND)
    if placed.label is not None and placed.label.texts:
        items.append(Path(rounded(placed.label.rect, CHIP), fill=_ground(placed.label.rect, strips)))
        for text in placed.label.texts:
            ink = _label_ink(link) if text.tone in ("body", "strong") else ink_of(text.tone, link.state)
            items += words(text, ink)
    return tuple(items)


def run(points: Sequence[Point], drawn: Stroke, head: bool, dash: tuple[float, ...] = ()) -> Iterator[Path]:
    """A line through points and its arrow head, which ends at the last of them."""
    end, before = points[-1], points[-2]
    long = hypot(end.x - before.x, end.y - before.y)
    part = min(1.0, 0.85 * long / drawn.head) if head else 0.0
    length, half = drawn.head * part, drawn.wide * part / 2
    ux, uy = (end.x - before.x) / long, (end.y - before.y) / long
    base = Point(end.x - length * ux, end.y - length * uy)
    stop = Point(base.x + 0.4 * ux, base.y + 0.4 * uy) if head else end
    yield Path(turning([*points[:-1], stop]), stroke=drawn.ink, width=drawn.width, dash=dash)
    if head:
        left, right = (base.x - half * uy, base.y + half * ux), (base.x + half * uy, base.y - half * ux)
        yield Path(polygon(left, (end.x, end.y), right), fill=drawn.ink)


def turning(points: Sequence[Point], radius: float = CORNER) -> tuple[Command, ...]:
    """An open line that turns with round corners, each no longer than the half of an inner stretch beside it."""
    commands: list[Command] = [("M", *points[0])]
    at = points[0]
    last = len(points) - 1
    for number in range(1, last):
        a, b, c = points[number - 1], points[number], points[number + 1]
        into, out = hypot(b.x - a.x, b.y - a.y), hypot(c.x - b.x, c.y - b.y)
        r = min(radius, into if number == 1 else into / 2, out if number == last - 1 else out / 2)
        ux, uy, vx, vy = (b.x - a.x) / into, (b.y - a.y) / into, (c.x - b.x) / out, (c.y - b.y) / out
        k = r * (1 - KAPPA)
        begin = Point(b.x - r * ux, b.y - r * uy)
        if hypot(begin.x - at.x, begin.y - at.y) > 0.01:
            commands.append(("L", *begin))
        at = Point(b.x + r * vx, b.y + r * vy)
        commands.append(("C", b.x - k * ux, b.y - k * uy, b.x + k * vx, b.y + k * vy, *at))
    return (*commands, ("L", *points[-1]))


def _moved_to_outlines(placed: Wire, boxes: Mapping[str, Box]) -> tuple[Point, ...]:
    """The points of a wire with both ends on the outlines of their boxes; the tip where the ink begins."""
    points = list(placed.points)
    if len(points) < 2:
        return tuple(points)
    source, target = boxes.get(placed.link.source), boxes.get(placed.link.target)
    if source is not None:
        points[0] = _on_outline(points[0], points[1], source, 0.0)
    if target is not None and placed.head:
        points[-1] = _on_outline(points[-1], points[-2], target, reach(target.node))
    return tuple(points)


def _on_outline(end: Point, before: Point, box: Box, off: float) -> Point:
    side = _side(end, before, box.rect)
    if side is None:
        return end
    moved = touching(LOOKS[box.node.look].shape, box.rect, end, side, off)
    turned = (moved.x - before.x) * (end.x - before.x) < 0 or (moved.y - before.y) * (end.y - before.y) < 0
    return end if turned or moved == before else moved


def _side(end: Point, before: Point, rect: Rect) -> Side | None:
    """From which side a line comes to a box; None where it does not end at its edge."""
    level, upright = abs(end.y - before.y) < 0.01, abs(end.x - before.x) < 0.01
    if level and rect.y <= end.y <= rect.bottom:
        if before.x < end.x and abs(end.x - rect.x) <= NEAR:
            return "left"
        if before.x > end.x and abs(end.x - rect.right) <= NEAR:
            return "right"
    if upright and rect.x <= end.x <= rect.right:
        if before.y < end.y and abs(end.y - rect.y) <= NEAR:
            return "top"
        if before.y > end.y and abs(end.y - rect.bottom) <= NEAR:
            return "bottom"
    return None


def _straightened(points: Sequence[Point]) -> list[Point]:
    """The same line without points that repeat one or lie on the way straight on."""
    kept: list[Point] = []
    for point in points:
        if kept and hypot(point.x - kept[-1].x, point.y - kept[-1].y) < 0.01:
            continue
        while len(kept) > 1 and _straight(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return kept


def _straight(a: Point, b: Point, c: Point) -> bool:
    ux, uy, vx, vy = b.x - a.x, b.y - a.y, c.x - b.x, c.y - b.y
    return abs(ux * vy - uy * vx) < 0.01 and ux * vx + uy * vy > 0


def _ground(rect: Rect, strips: Sequence[Strip]) -> str:
    """The colour behind a rectangle: that of a lane where it lies within one."""
    return LANE_FILL if any(strip.rect.holds(rect, slack=0.5) for strip in strips) else GROUND


def _label_ink(link: Link) -> str:
    return {"walked": WALKED, "unreached": UNREACHED_TEXT, "blocked": UNREACHED_TEXT}.get(link.state, INK)


def _clear_place(points: Sequence[Point], label: Label | None) -> Point:
    """Where on a line a cross is clear of its label: before the arrow head if it can be, so that crosses line up."""
    pairs = sorted(pairwise(points), key=lambda pair: -hypot(pair[1].x - pair[0].x, pair[1].y - pair[0].y))
    before, end = points[-2], points[-1]
    last = hypot(end.x - before.x, end.y - before.y)
    places = [_along(end, before, BEFORE_HEAD / last)] if last >= 1.5 * BEFORE_HEAD else []
    places += [_along(a, b, part) for a, b in pairs for part in (0.5, 0.35, 0.65, 0.2, 0.8)]
    for place in places:
        if label is None or not label.rect.overlaps(Rect(place.x - 6, place.y - 6, 12, 12)):
            return place
    return places[0]


def _along(a: Point, b: Point, part: float) -> Point:
    return Point(a.x + part * (b.x - a.x), a.y + part * (b.y - a.y))
