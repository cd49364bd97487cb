"""The parts of one step, once their grades are chosen, at their places on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stepladder.render.geometry import Point, Rect
from stepladder.render.plan import Box
from stepladder.render.step.grades import GAP, Panels, Top
from stepladder.render.step.rows import TRUNK, Placed, Rows
from stepladder.render.step.sources import entry

WIRE_GAP = 30.0
"""Between boxes beside each other, with wires between them."""
MIDDLE_GAP = 36.0
"""Between the two columns of a slide."""
FROM_WIDE, MAIN_WIDE, ALONE_WIDE = 122.0, 240.0, 300.0
"""On a slide: the width of what the step is entered from, of the step, and of a step that is entered from nowhere."""
FROM_UPRIGHT, ALONE_UPRIGHT = 150.0, 400.0
"""The same on an upright page, where the step takes what is left."""
IN_FROM = 24.0
"""How far from the left edge of the step the wire leaves that runs down."""


def place_top(top: Top, x: float, y: float) -> tuple[Placed, Box]:
    """The step and what it is entered from, side by side, their middles at one height.

    Returns:
        Both, and the box of the step.
    """
    high = top.height
    left = x + (top.sources.wide + WIRE_GAP if top.sources else 0.0)
    main = top.main.at(round(left, 2), round(y + (high - top.main.height) / 2, 2))
    placed = Placed(boxes=(main,), bottom=main.rect.bottom)
    if top.sources:
        before = top.sources.place(x, round(y + (high - top.sources.height) / 2, 2), main)
        placed = replace(before + placed, boxes=(*before.boxes, main))
    return placed, main


def place_beside(main: Box, groups: Sequence[Rows], x: float, y: float, slack: float) -> Placed:
    """Bands to the right of the step, their wires from its right side.

    Args:
        main: the box of the step.
        groups: the bands, one below the other.
        x: their left edge.
        y: the upper edge of the first.
        slack: how much higher all may be.
    """
    trunk = x - TRUNK
    trial = _stacked(groups, x, y, [Point(trunk, y)], main, slack)
    leave = round(entry(main.rect, [wire.points[-1].y for wire in trial.wires]), 2)
    return _stacked(groups, x, y, [Point(main.rect.right, leave), Point(trunk, leave)], main, slack)


def place_below(main: Box, groups: Sequence[Rows], x: float, y: float, slack: float) -> Placed:
    """Bands below the step, their wires from its lower side."""
    trunk = x - TRUNK
    leave = max(main.rect.x + IN_FROM, trunk + 16) if main.rect.x + IN_FROM > trunk + 1 else trunk
    turn = round(y - GAP / 2, 2)
    before = [Point(leave, main.rect.bottom), Point(leave, turn), Point(trunk, turn)]
    return _stacked(groups, x, y, before, main, slack)


def _stacked(groups: Sequence[Rows], x: float, y: float, before: Sequence[Point], main: Box, slack: float) -> Placed:
    placed = Placed(bottom=y)
    count = sum(len(group.rows) for group in groups)
    for number, group in enumerate(groups):
        share = slack * len(group.rows) / count
        at = y if not number else round(placed.bottom + GAP, 2)
        placed += group.place(x, at, before, main.node.id, share)
    return placed


def place_panels(panels: Panels, x: float, y: float) -> Placed:
    """The rules, below or beside each other."""
    boxes: list[Box] = []
    if panels.beside:
        for block in panels.blocks:
            boxes.append(
                replace(block.at(x, round(y, 2)), rect=Rect(x, round(y, 2), block.width, round(panels.height, 2)))
            )
            x = round(x + block.width + GAP, 2)
        return Placed(boxes=tuple(boxes), bottom=round(y + panels.height, 2))
    for block in panels.blocks:
        boxes.append(block.at(x, round(y, 2)))
        y += block.height + GAP * 0.7
    return Placed(boxes=tuple(boxes), bottom=round(y - GAP * 0.7, 2))


def column(room: Rect, left: float) -> Rect:
    """The right column of a slide whose left one is so wide."""
    x = round(room.x + left + MIDDLE_GAP)
    return Rect(x, room.y, room.right - x, room.h)
