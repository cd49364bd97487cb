"""Where one step is entered from: boxes to its left, whose wires come together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from stepladder.render.blocks import Block
from stepladder.render.geometry import Point, Rect
from stepladder.render.plan import Box, Wire
from stepladder.render.scene import Band, Link, Node
from stepladder.render.step.boxes import Entered, source_box
from stepladder.render.step.rows import PAD, ROW_GAP, Placed, band_strip, head_height_of, raised, straight
from stepladder.render.step.scene import OTHERS
from stepladder.render.style import Type
from stepladder.render.text.metrics import wrap


@dataclass(frozen=True)
class Sources:
    """The boxes a step is entered from, measured for a width."""

    band: Band
    wide: float
    type_: Type
    head: tuple[str, ...]
    links: tuple[tuple[Link, ...], ...]
    blocks: tuple[Block, ...]
    gap: float

    @property
    def head_height(self) -> float:
        """How high the title is, with the space around it; more where a number stands on the first box."""
        return head_height_of(self.head, self.type_, self.blocks)

    @property
    def height(self) -> float:
        """How high the band is."""
        boxes = sum(block.height for block in self.blocks)
        gaps = sum(self.gap + raised(block, self.gap, before) for before, block in pairwise(self.blocks))
        return self.head_height + boxes + gaps + PAD

    def place(self, x: float, y: float, main: Box) -> Placed:
        """The band at a place, its wires to the step on its right."""
        boxes: list[Box] = []
        wires: list[Wire] = []
        at = y + self.head_height
        bus = round((x + self.wide + main.rect.x) / 2, 2)
        middles: list[float] = []
        for number, block in enumerate(self.blocks):
            at += raised(block, self.gap, self.blocks[number - 1]) if number else 0.0
            boxes.append(block.at(x + PAD, round(at, 2)))
            middles.append(boxes[-1].rect.cy)
            at += block.height + self.gap
        into = entry(main.rect, middles)
        for links, box in zip(self.links, boxes, strict=True):
            points = straight([
                Point(box.rect.right, box.rect.cy),
                Point(bus, box.rect.cy),
                Point(bus, into),
                Point(main.rect.x, into),
            ])  # fmt: skip
            wires += [Wire(link, points, None, True, (box.node.id, main.node.id)) for link in links]
        rect = Rect(x, y, self.wide, round(self.height, 2))
        return Placed((band_strip(self.band, rect, self.head, self.type_),), tuple(wires), tuple(boxes), rect.bottom)


def entry(rect: Rect, middles: Sequence[float], edge: float = 16.0) -> float:
    """Where on the side of a box wires from some heights come together, so that none makes a step too small to see."""
    near = [middle for middle in middles if rect.y + edge <= middle <= rect.bottom - edge]
    close = [middle for middle in near if abs(middle - rect.cy) < edge]
    if len(middles) == 1 and near:
        return near[0]
    return min(close, key=lambda middle: abs(middle - rect.cy)) if close else rect.cy


def sources(
    band: Band, pairs: Sequence[tuple[Node, Sequence[Link]]], wide: float, type_: Type, entered: Entered
) -> Sources:
    """The boxes a step is entered from, measured.

    Args:
        band: the band.
        pairs: the boxes, each with its ways to the step.
        wide: the width of the band.
        type_: the sizes of type.
        entered: how much is told.
    """
    blocks = [source_box(node, ways, wide - 2 * PAD, type_, entered, shared=node.id == OTHERS) for node, ways in pairs]
    head = wrap(band.title, type_.strip, wide - 2 * PAD, bold=True, most=2)
    links = tuple([tuple(ways) for _, ways in pairs])
    return Sources(band, wide, type_, head, links, tuple(blocks), ROW_GAP if entered.ways > 1 else 4.0)
