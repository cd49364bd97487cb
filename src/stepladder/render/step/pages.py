"""One step over several pages, where it does not fit on one.

The first page shows the step with as much as fits beside it. Further exits follow as cards with their labels, and the
rules have pages of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from stepladder.render.blocks import Block
from stepladder.render.geometry import Rect
from stepladder.render.plan import Box
from stepladder.render.scene import Line, Link, Node
from stepladder.render.step.across import Across
from stepladder.render.step.boxes import Told, Way, panel_box, panel_pieces, way_box
from stepladder.render.step.grades import GAP, Grade, Panels, Parts, Top
from stepladder.render.step.place import (
    ALONE_UPRIGHT,
    FROM_UPRIGHT,
    WIRE_GAP,
    place_below,
    place_beside,
    place_panels,
    place_top,
)  # fmt: skip
from stepladder.render.step.rows import PAD, TRUNK, Placed, Rows, band_strip, head_height_of, raised, rows
from stepladder.render.step.scene import EXITS, FIRST
from stepladder.render.style import Type
from stepladder.render.text.metrics import wrap

WAY = Way(because=False, reasons=False, when=2)
POOREST = Told(because=False, when=0, title=1)
CARDS = 2
"""How many cards stand side by side."""
AIR = 8.0
"""So much further apart, for the number of one and the ring around the other."""

Rest = dict[str, Sequence[tuple[Link, Node]]]
"""The exits of each band that have not been placed yet."""


def begun(parts: Parts, room: Rect, type_: Type, *, upright: bool) -> tuple[Placed, Rest]:
    """A first page with as many interrupts and exits as fit, and what is left."""
    rest: Rest = {name: parts.ways(name) for name in (FIRST, EXITS)}
    if upright:
        beside = FROM_UPRIGHT if parts.entering else 0.0
        main = room.w - beside - WIRE_GAP if beside else ALONE_UPRIGHT
        top = _within(parts.tops(beside, main, type_, told=False), room.h * 0.4)
        placed, box = place_top(top, room.x, room.y)
        x, y = room.x + 4 + TRUNK, round(room.y + top.height + GAP, 2)
        groups = _taken(parts, rest, Rect(x, y, room.right - x, room.bottom - y), type_)
        return (placed + place_below(box, groups, x, y, 0.0) if groups else placed), rest
    across = Across(parts, room, type_)
    top = _within(across.tops, room.h)
    groups = _taken(parts, rest, across.right, type_)
    high = sum(group.height for group in groups) + GAP * max(0, len(groups) - 1)
    down = min(max(0.0, (high - top.height) / 2), room.h - top.height)
    placed, box = place_top(top, room.x, round(room.y + down, 2))
    return (placed + place_beside(box, groups, across.right.x, room.y, 0.0) if groups else placed), rest


def _within(tops: Sequence[Grade[Top]], room: float) -> Top:
    """The step itself, told as well as it can be in a height."""
    fitting = [grade for grade in tops if grade.height <= room]
    return fitting[-1].part if fitting else tops[0].part


def _taken(parts: Parts, rest: Rest, area: Rect, type_: Type) -> list[Rows]:
    """As many interrupts and then exits as fit."""
    groups: list[Rows] = []
    left = area.h
    links = [link for pairs in rest.values() for link, _ in pairs]
    for name, pairs in rest.items():
        if pairs:
            fits = rows(parts.band(name), pairs, area.w, type_, WAY, links).fitting(left)
            if fits is None:
                break
            groups.append(fits)
            left -= fits.height + GAP
            rest[name] = pairs[len(fits.rows) :]
            if rest[name]:
                break
    return groups


# further exits


def cards(parts: Parts, rest: Mapping[str, Sequence[tuple[Link, Node]]], room: Rect, type_: Type) -> Iterator[Placed]:
    """Pages of cards, each an exit with its label."""
    page = Placed(bottom=room.y)
    for name, pairs in rest.items():
        left = [(link, node) for link, node in pairs]
        while left:
            y = page.bottom + GAP if page.boxes else room.y
            continued = len(left) < len(parts.ways(name))
            placed, count = _band(parts, name, left, Rect(room.x, y, room.w, room.bottom - y), type_, continued)
            left = left[count:]
            page += placed
            if left or not count:
                yield page
                page = Placed(bottom=room.y)
    if page.boxes:
        yield page


def _band(
    parts: Parts, name: str, pairs: Sequence[tuple[Link, Node]], area: Rect, type_: Type, continued: bool
) -> tuple[Placed, int]:
    """One band of cards, and how many of them fit."""
    band = parts.band(name)
    head = wrap(
        f"{band.title} (continued)" if continued else band.title, type_.strip, area.w - 2 * PAD, bold=True, most=2
    )
    wide = (area.w - PAD * (CARDS + 1) - AIR * (CARDS - 1)) / CARDS
    blocks = [way_box(link, node, wide, type_, WAY, labelled=True) for link, node in pairs]
    boxes: list[Box] = []
    y = area.y + head_height_of(head, type_, blocks)
    for first in range(0, len(blocks), CARDS):
        line = blocks[first : first + CARDS]
        over = blocks[first - CARDS : first] if first else []
        above = max((raised(block, PAD, up) for block, up in zip(line, over, strict=False)), default=0.0)
        high = max(block.height for block in line)
        if y + above + high + PAD > area.bottom + 0.01:
            break
        y += above
        across = [area.x + PAD + number * (wide + PAD + AIR) for number in range(len(line))]
        boxes += [block.at(x, round(y, 2)) for x, block in zip(across, line, strict=True)]
        y += high + PAD
    if not boxes:
        return Placed(), 0
    rect = Rect(area.x, area.y, area.w, round(y - area.y, 2))
    return Placed((band_strip(band, rect, head, type_),), (), tuple(boxes), rect.bottom), len(boxes)


# the rules


def rule_pages(parts: Parts, room: Rect, type_: Type, columns: Sequence[int]) -> Iterator[Placed]:
    """The rules on as few pages as they need; of more than fit on a page the rest is left to the command line."""
    grades = [*parts.rules(room.w, type_, columns)]
    grades += parts.rules_beside(room.w, type_, columns) if len(parts.panels) > 1 else []
    fitting = sorted((grade.loss, number) for number, grade in enumerate(grades) if grade.height <= room.h)
    if fitting:
        yield place_panels(grades[fitting[0][1]].part, room.x, room.y)
        return
    for panel in parts.panels:
        alone = Parts(replace(parts.scene, nodes=(panel,)))
        found = [grade for grade in alone.rules(room.w, type_, columns) if grade.height <= room.h]
        panels = found[-1].part if found else Panels((_cut(parts, panel, room, type_, columns[-1]),))
        yield place_panels(panels, room.x, room.y)


def _cut(parts: Parts, panel: Node, room: Rect, type_: Type, columns: int) -> Block:
    """A panel with as many rules as fit."""
    pieces = panel_pieces(panel)
    low, high = 1, len(pieces) - 1

    def of(count: int) -> Block:
        more = (Line(f"… and {len(pieces) - count} more: {parts.more}", tone="muted"),)
        return panel_box(panel, (*pieces[:count], more), room.w, type_, POOREST, columns)

    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if of(middle).height <= room.h else (low, middle - 1)
    return of(low)
