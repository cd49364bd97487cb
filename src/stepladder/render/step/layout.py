"""One step on a page. A slide has two columns, an upright page one.

Everything is tried in several sizes of type and grades of detail, and the one that tells most is taken. What does not
fit even in the poorest grade goes on on further pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from stepladder.render.frame import frame
from stepladder.render.geometry import Rect
from stepladder.render.plan import Sheet, Wire
from stepladder.render.scene import Scene
from stepladder.render.step.across import ENDLESS, MIDDLE, Across, Try, by_kind
from stepladder.render.step.grades import GAP, Grade, Parts, Top, best
from stepladder.render.step.pages import begun, cards, rule_pages
from stepladder.render.step.place import (
    ALONE_UPRIGHT,
    ALONE_WIDE,
    FROM_UPRIGHT,
    WIRE_GAP,
    place_below,
    place_panels,
    place_top,
)
from stepladder.render.step.rows import TRUNK, Placed
from stepladder.render.step.scene import EXITS, FIRST
from stepladder.render.step.setting import scaled
from stepladder.render.style import TYPES, PageSize, Type

FREE_WIDTH = 904.0
END_UPRIGHT = 220.0
"""On an upright page: the width of a step that leads nowhere."""
TOLD_WIDE = 400.0
"""On a slide: the width of that from which a step is entered that leads nowhere."""

NUMBER = 6.0
"""The room above the step for its numbers."""

SIZES: Mapping[PageSize, tuple[float, ...]] = {
    "slide": (1.4, 1.3, 1.2, 1.1, 1.0),
    "a4": (1.4, 1.3, 1.2, 1.1, 1.0),
    "free": (1.1,),
}
"""How much larger than usual the type is tried."""
SMALL: Mapping[PageSize, float] = {"slide": 8.0, "a4": 4.0, "free": 0.0}
"""What is lost where the type is smaller: so much for one time its usual size; a slide is read from afar."""
WORTH_SAYING = 1.0
"""Where so much is lost, the picture says where all of it can be read."""


def step_sheets(scene: Scene, page: PageSize) -> tuple[Sheet, ...]:
    """One step on one or more pages.

    Args:
        scene: one of the view `step`.
        page: which page.
    """
    parts = Parts(scene)
    said = replace(scene, lead=f"{scene.lead} In full: {parts.more}".strip()) if parts.more else scene
    room = frame(said, page, FREE_WIDTH).room
    down = NUMBER if parts.main.numbers else 0.0
    room = Rect(room.x, room.y + down, room.w, ENDLESS if page == "free" else room.h - down)
    found = _best(parts, room, page)
    if found is None:
        return _sheets(said, page, tuple(_pages(parts, room, page)))
    return _sheets(said if found.short else scene, page, (found.placed,))


def _best(parts: Parts, room: Rect, page: PageSize) -> Try | None:
    """The way to fill one page by which least is lost; None where nothing fits."""
    found: Try | None = None
    for size in SIZES[page]:
        small = SMALL[page] * (SIZES[page][0] - size)
        if found is not None and found.loss <= small:
            break
        for one in _tries(parts, room, scaled(TYPES[page], size), upright=page == "a4"):
            if found is None or one.loss + small < found.loss - 1e-9:
                found = Try(one.loss + small, one.placed, one.loss >= WORTH_SAYING)
            if one.loss == 0:
                break
    return found


def _pages(parts: Parts, room: Rect, page: PageSize) -> Iterator[Placed]:
    """The step over several pages: itself with its exits, exits that found no room, its rules."""
    type_, upright = TYPES[page], page == "a4"
    first = _best(parts.bare, room, page) if parts.panels else None
    if first is not None:
        yield first.placed
    else:
        placed, rest = begun(parts, room, type_, upright=upright)
        yield placed
        yield from cards(parts, rest, room, type_)
    yield from rule_pages(parts, room, type_, (2, 3) if upright else (3, 4))


def _sheets(scene: Scene, page: PageSize, pages: Sequence[Placed]) -> tuple[Sheet, ...]:
    """The pages in their frames; the legend names only what is drawn."""
    drawn = {box.node.id for placed in pages for box in placed.boxes}
    kept = replace(scene, nodes=tuple([node for node in scene.nodes if node.id in drawn]))
    around = frame(kept, page, FREE_WIDTH)
    return tuple([
        around.sheet(placed.strips, _ordered(placed.wires), placed.boxes, placed.bottom, number, len(pages))
        for number, placed in enumerate(pages, start=1)
    ])  # fmt: skip


def _ordered(wires: Sequence[Wire]) -> list[Wire]:
    """The wires that a walk came along last, so that they lie on top."""
    return sorted(wires, key=lambda wire: wire.link.state == "walked")


def _tries(parts: Parts, room: Rect, type_: Type, *, upright: bool) -> Iterator[Try]:
    """The ways to fill the page with type of one size."""
    found: Try | None
    if not (parts.ways(EXITS) or parts.ways(FIRST) or parts.panels):
        found = _alone(parts, room, type_, upright=upright)
    elif upright:
        found = _upright(parts, room, type_)
    else:
        yield from Across(parts, room, type_).tries()
        return
    yield from (found,) if found else ()


def _alone(parts: Parts, room: Rect, type_: Type, *, upright: bool) -> Try | None:
    """A step that leads nowhere, in the middle of the page, with all that is to be said of the ways in."""
    main = END_UPRIGHT if upright else ALONE_WIDE
    beside = (room.w - main - WIRE_GAP if upright else TOLD_WIDE) if parts.entering else 0.0
    chosen = best([parts.tops(beside, main, type_, told=True)], room.h)
    if chosen is None:
        return None
    (top,) = chosen.part
    assert isinstance(top, Top)
    wide = main + (beside + WIRE_GAP if beside else 0.0)
    down = MIDDLE * (room.h - top.height) if room.h < ENDLESS else 0.0
    return Try(chosen.loss, place_top(top, round(room.x + (room.w - wide) / 2), round(room.y + down, 2))[0])


def _upright(parts: Parts, room: Rect, type_: Type) -> Try | None:
    """Everything below each other."""
    beside = FROM_UPRIGHT if parts.entering else 0.0
    main = room.w - beside - WIRE_GAP if beside else ALONE_UPRIGHT
    names, wide = (FIRST, EXITS), room.w - TRUNK - 4
    stack: list[Sequence[Grade[object]]] = [parts.tops(beside, main, type_, told=False)]
    stack += [grades for name in names if (grades := parts.bands(name, wide, type_, names))]
    stack += [grades for grades in (parts.rules(room.w, type_, (2, 3)),) if grades]
    chosen = best(stack, room.h)
    if chosen is None:
        return None
    top, groups, rules = by_kind(chosen)
    slack = room.h - chosen.height
    y = room.y + 0.35 * max(0.0, slack - 60.0)
    placed, box = place_top(top, room.x, round(y, 2))
    bottom = y + top.height
    if groups:
        placed += place_below(box, groups, room.x + 4 + TRUNK, round(bottom + GAP, 2), min(slack, 60.0))
        bottom = placed.bottom
    if rules:
        placed += place_panels(rules, room.x, bottom + GAP)
    return Try(chosen.loss, placed)
