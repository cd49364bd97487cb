"""The exits of one step in rows: a wire with its label, and the box it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from stepladder.render.blocks import Block
from stepladder.render.geometry import Point, Rect
from stepladder.render.paint.boxes import reach
from stepladder.render.plan import Box, Label, Strip, Text, Wire
from stepladder.render.scene import Band, Link, Node, Tone
from stepladder.render.step.boxes import Way, way_box
from stepladder.render.step.setting import baseline
from stepladder.render.style import HEAD, Type
from stepladder.render.text.metrics import width, wrap

PAD = 8.0
"""From the border of a band to what stands in it."""
ROW_GAP = 6.0
TRUNK = 12.0
"""How far left of a band the wire runs from which its rows branch off."""
LABEL_SHARE = 0.34
"""The most of a row's width that its label takes."""
LEADING = 1.18
"""Of labels."""


@dataclass(frozen=True)
class Placed:
    """What has been given a place, and where it ends."""

    strips: tuple[Strip, ...] = ()
    wires: tuple[Wire, ...] = ()
    boxes: tuple[Box, ...] = ()
    bottom: float = 0.0

    def __add__(self, other: Placed) -> Placed:
        return Placed(
            self.strips + other.strips, self.wires + other.wires, self.boxes + other.boxes,
            max(self.bottom, other.bottom),
        )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One exit, measured."""

    link: Link
    label: tuple[str, ...]
    block: Block

    def height(self, type_: Type) -> float:
        """How high it is."""
        return max(self.block.height, len(self.label) * type_.label * LEADING + 2)


@dataclass(frozen=True)
class Rows:
    """The exits of one band, measured for a width."""

    band: Band
    wide: float
    type_: Type
    head: tuple[str, ...]
    """The title of the band."""
    gutter: float
    """From the left edge of the band to the boxes."""
    rows: tuple[Row, ...]
    gap: float = ROW_GAP

    @property
    def head_height(self) -> float:
        """How high the title is, with the space around it; more where a number stands on the first box."""
        return head_height_of(self.head, self.type_, [row.block for row in self.rows])

    @property
    def height(self) -> float:
        """How high the band is."""
        rows = sum(row.height(self.type_) for row in self.rows)
        gaps = sum(self.gap + raised(row.block, self.gap, before.block) for before, row in pairwise(self.rows))
        return self.head_height + rows + gaps + PAD

    def fitting(self, room: float) -> Rows | None:
        """As many rows as fit into a height; None where none does."""
        count = len(self.rows)
        while count and replace(self, rows=self.rows[:count]).height > room + 0.01:
            count -= 1
        return replace(self, rows=self.rows[:count]) if count else None

    def place(self, x: float, y: float, before: Sequence[Point], source: str, slack: float = 0.0) -> Placed:
        """The band at a place.

        Args:
            x: its left edge.
            y: its upper edge.
            before: the wire from the step to the trunk that runs left of the band.
            source: the id of the box from which the wires come.
            slack: how much higher it may be.
        """
        type_ = self.type_
        gap = self.gap + min(8.0, slack / len(self.rows))
        boxes: list[Box] = []
        wires: list[Wire] = []
        at = y + self.head_height
        for number, row in enumerate(self.rows):
            high = row.height(type_)
            at += raised(row.block, gap, self.rows[number - 1].block) if number else 0.0
            middle = round(at + high / 2, 2)
            box = row.block.at(x + self.gutter, round(middle - row.block.height / 2, 2))
            boxes.append(box)
            wires.append(self._wire(row, box, x, middle, before, source))
            at += high + gap
        bottom = round(at - gap + PAD, 2)
        rect = Rect(x, y, self.wide, round(bottom - y, 2))
        return Placed((band_strip(self.band, rect, self.head, type_),), tuple(wires), tuple(boxes), bottom)

    def _wire(self, row: Row, box: Box, x: float, middle: float, before: Sequence[Point], source: str) -> Wire:
        trunk = before[-1].x
        end = Point(box.rect.x, middle)
        points = straight([*before, Point(trunk, middle), end])
        label = _label(row, x + PAD, middle, self.type_) if row.label else None
        return Wire(row.link, points, label, True, (source, box.node.id))


def rows(
    band: Band, pairs: Sequence[tuple[Link, Node]], wide: float, type_: Type, way: Way, alike: Sequence[Link] = ()
) -> Rows:
    """The exits of a band, measured.

    Args:
        band: the band.
        pairs: its links, each with its box.
        wide: the width of the band.
        type_: the sizes of type.
        way: how much is told of each.
        alike: links whose labels have as much room, such as those of a band above.
    """
    inner = wide - 2 * PAD
    labels = [labelled(link, LABEL_SHARE * inner, type_) for link, _ in pairs]
    others = [labelled(link, LABEL_SHARE * inner, type_) for link in alike]
    longest = max((width(line, type_.label, True) for label in (*labels, *others) for line in label), default=0.0)
    gutter = round(PAD + (longest + 5 if longest else 0) + HEAD + 10)
    blocks = [way_box(link, node, wide - PAD - gutter, type_, way) for link, node in pairs]
    head = wrap(band.title, type_.strip, inner, bold=True, most=2)
    found = [Row(link, label, block) for (link, _), label, block in zip(pairs, labels, blocks, strict=True)]
    return Rows(band, wide, type_, head, gutter, tuple(found), way.gap)


def head_height_of(head: Sequence[str], type_: Type, blocks: Sequence[Block]) -> float:
    """How high the title of a band is, with the space around it; more where a number stands on the first box."""
    return 4 + len(head) * type_.strip * type_.leading + 3 + sum(raised(block, -2.0) for block in blocks[:1])


def raised(block: Block, gap: float, before: Block | None = None) -> float:
    """How much more room than a gap a box needs above, so that its number touches nothing there."""
    clear = 1.5 + (reach(before.node) if before else 0.5)
    return max((max(0.0, clear - badge.rect.y - gap) for badge in block.badges), default=0.0)


def _label(row: Row, left: float, middle: float, type_: Type) -> Label:
    """The label of a row on its wire."""
    size = type_.label
    high = len(row.label) * size * LEADING
    long = max(width(line, size, True) for line in row.label)
    top = middle - high / 2
    tone: Tone = "walked" if row.link.state == "walked" else "strong" if row.link.state == "plain" else "muted"
    texts: list[Text] = []
    for number, line in enumerate(row.label):
        at = Point(round(left, 2), round(top + number * size * LEADING + size * 0.93, 2))
        texts.append(Text(at, line, size, True, tone, "label"))
    return Label(Rect(round(left - 3, 2), round(top, 2), round(long + 6, 2), round(high, 2)), tuple(texts))


def labelled(link: Link, room: float, type_: Type) -> tuple[str, ...]:
    """The label of a link in lines."""
    return wrap(link.label, type_.label, room, bold=True, most=3) if link.label.strip() else ()


def band_strip(band: Band, rect: Rect, head: Sequence[str], type_: Type, more: Iterable[Text] = ()) -> Strip:
    """A band with its title in the upper left corner."""
    size, leading = type_.strip, type_.strip * type_.leading
    texts: list[Text] = []
    for number, line in enumerate(head):
        at = Point(rect.x + PAD, round(rect.y + 4 + number * leading + baseline(size, type_), 2))
        texts.append(Text(at, line, size, True, "muted", "strip"))
    long = max(width(line, type_.strip, True) for line in head)
    title = Rect(rect.x + PAD - 1, rect.y + 3, min(long + 2, rect.w - PAD), round(len(head) * leading + 2, 2))
    return Strip(band, rect, title, (*texts, *more))


def straight(points: Sequence[Point]) -> tuple[Point, ...]:
    """A line without the points at which it does not turn."""
    found: list[Point] = []
    for point in points:
        if found and abs(point.x - found[-1].x) < 0.01 and abs(point.y - found[-1].y) < 0.01:
            continue
        if len(found) > 1 and _in_line(found[-2], found[-1], point):
            found[-1] = point
        else:
            found.append(point)
    return tuple(found)


def _in_line(a: Point, b: Point, c: Point) -> bool:
    return (abs(a.x - b.x) < 0.01 and abs(b.x - c.x) < 0.01) or (abs(a.y - b.y) < 0.01 and abs(b.y - c.y) < 0.01)
