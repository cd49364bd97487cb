"""Where things are on the pages of a picture: what the lints of pictures measure with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from stepladder.render.geometry import Point, Rect
from stepladder.render.paint.boxes import border_width, reach
from stepladder.render.paint.shapes import DOUBLE, Side, recess
from stepladder.render.paint.wires import stroke_of
from stepladder.render.plan import Box, Sheet, Text, Wire
from stepladder.render.style import LOOKS
from stepladder.render.text.glyphs import clean
from stepladder.render.text.metrics import width

AIR = 0.75
"""So far ink keeps from what it does not belong to."""
END = 2.0
"""So near to the outline of its box a wire ends."""


@dataclass(frozen=True)
class Said:
    """A text on a page, and what it belongs to."""

    text: Text
    rect: Rect
    """Where its letters are."""
    kind: str
    owner: str

    def __str__(self) -> str:
        return f"{self.text.text!r} ({self.kind} {self.owner})".replace(" )", ")")


def rect_of(text: Text) -> Rect:
    """Where the letters of a text are, from the top of capitals to the bottom of what hangs below the line."""
    wide = width(clean(text.text), text.size, text.bold)
    return Rect(text.at.x, text.at.y - 0.72 * text.size, wide, 0.92 * text.size)


def said(sheet: Sheet) -> Iterator[Said]:
    """Every text of a page."""

    def of(kind: str, owner: str, texts: Iterable[Text]) -> Iterator[Said]:
        return (Said(text, rect_of(text), kind, owner) for text in texts if text.text.strip())

    yield from of("frame", "", sheet.texts)
    yield from of("legend", "", (key.text for key in sheet.keys))
    for strip in sheet.strips:
        yield from of("band", strip.band.id, strip.texts)
    for box in sheet.boxes:
        yield from of("box", box.node.id, box.texts)
        yield from of("badge", box.node.id, (badge.text for badge in box.badges))
    for wire in sheet.wires:
        yield from of("label", wire.link.id, wire.label.texts if wire.label else ())


def inked(box: Box) -> Rect:
    """Where the outline of a box is, with its border and what a walk puts around it."""
    return box.rect.grown(reach(box.node))


def thick(wire: Wire) -> float:
    """How thick the line of a wire is."""
    return stroke_of(wire.link.state).width


def around(wire: Wire) -> Rect:
    """The rectangle that a wire fills."""
    xs, ys = [point.x for point in wire.points], [point.y for point in wire.points]
    return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)).grown(thick(wire) / 2)


def stretches(wire: Wire) -> Iterator[tuple[Point, Point]]:
    """The straight stretches of a wire."""
    return pairwise(wire.points)


def line(a: Point, b: Point, wide: float = 0.0) -> Rect:
    """The rectangle that a level or upright line of a width fills."""
    x, y = min(a.x, b.x), min(a.y, b.y)
    return Rect(x - wide / 2, y - wide / 2, abs(a.x - b.x) + wide, abs(a.y - b.y) + wide)


def fits(box: Box, rect: Rect) -> bool:
    """Whether something stands clear of the outline of its box, and of its bar and its inner border if it has them."""
    dress = LOOKS[box.node.look]
    edge = border_width(box.node.look, box.node.state) / 2 + AIR
    inner = box.rect.grown(-edge)
    if dress.bar:
        inner = Rect(inner.x + dress.bar, inner.y, inner.w - dress.bar, inner.h)
    if dress.double:
        gap = DOUBLE + 0.4 + AIR
        left = dress.bar - 0.8 + gap
        inner = Rect(box.rect.x + left, box.rect.y + gap, box.rect.w - left - gap, box.rect.h - 2 * gap)
    if not inner.holds(rect):
        return False
    sides: tuple[Side, Side] = ("left", "right")
    for y in (rect.y, rect.bottom):
        left, right = (recess(dress.shape, box.rect, side, y) for side in sides)
        if rect.x < box.rect.x + left + edge - 0.01 or rect.right > box.rect.right - right - edge + 0.01:
            return False
    return True


def outward(box: Box, end: Point, next_: Point) -> Side | None:
    """The side of a box from which a wire leaves at its outline; None where it does not."""
    rect, shape = box.rect, LOOKS[box.node.look].shape
    level = abs(end.y - next_.y) < 0.01
    if level and rect.y <= end.y <= rect.bottom:
        if next_.x < end.x and abs(end.x - rect.x - recess(shape, rect, "left", end.y)) <= END:
            return "left"
        if next_.x > end.x and abs(rect.right - recess(shape, rect, "right", end.y) - end.x) <= END:
            return "right"
        if next_.x < end.x and abs(end.x - rect.x) <= END:
            return "left"
        if next_.x > end.x and abs(rect.right - end.x) <= END:
            return "right"
    if not level and rect.x <= end.x <= rect.right:
        if next_.y < end.y and -END <= end.y - rect.y <= END + recess(shape, rect, "top", end.x):
            return "top"
        if next_.y > end.y and -END <= rect.bottom - end.y <= END + recess(shape, rect, "bottom", end.x):
            return "bottom"
    return None


def runs(wire: Wire, box: Box) -> Iterator[tuple[Point, Point]]:
    """The stretches of a wire, without what lies between the outline and the rectangle of a box at its ends."""
    points = list(wire.points)
    rect = box.rect
    for end, next_ in ((0, 1), (-1, -2)):
        if box.node.id == (wire.link.source if end == 0 else wire.link.target):
            match outward(box, points[end], points[next_]):
                case "left":
                    points[end] = Point(min(rect.x, points[end].x), points[end].y)
                case "right":
                    points[end] = Point(max(rect.right, points[end].x), points[end].y)
                case "top":
                    points[end] = Point(points[end].x, min(rect.y, points[end].y))
                case "bottom":
                    points[end] = Point(points[end].x, max(rect.bottom, points[end].y))
                case None:
                    pass
    return pairwise(points)
