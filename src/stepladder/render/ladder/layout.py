"""The ladder laid out: as rich in detail as the page allows, on one page wherever that can be.

Every page is tried with all detail first, then with less and less, then closer and in the smallest type that is
allowed; what does not fit even so goes on over several pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from stepladder.model.pathway import Pathway
from stepladder.render.frame import Frame, frame
from stepladder.render.ladder.columns import columns
from stepladder.render.ladder.fold import Detail
from stepladder.render.ladder.rows import Page, jumps, rows
from stepladder.render.ladder.scene import ladder_scene
from stepladder.render.plan import Sheet
from stepladder.render.scene import Scene
from stepladder.render.style import PAGES, SMALLEST, TYPES, PageSize, Type
from stepladder.render.trace import Trace

_DENSE = Detail(jumps="none", cautions="number", run_in=True, hints=0, summary=3, blockers=8, asides="names")
_SHORT = replace(_DENSE, panel="short")
_FEW = replace(_DENSE, panel="one", sides="few", summary=0, short=True, reasons="titles")

FAMILIES: tuple[tuple[Detail, ...], ...] = (
    (
        Detail(),
        Detail(jumps="chip"),
        Detail(jumps="chip", cautions="number"),
        Detail(jumps="chip", cautions="number", run_in=True),
        Detail(jumps="none", cautions="number", run_in=True),
        replace(_DENSE, asides="full", blockers=12),
        _DENSE,
        *(replace(_SHORT, blockers=n) for n in (8, 6, 5, 4)),
        *(replace(_SHORT, blockers=n, summary=0) for n in (6, 5, 4, 3, 2, 1)),
    ),
    (
        replace(_FEW, blockers=6, reasons="because"),
        *(replace(_FEW, blockers=n) for n in (6, 5, 4, 3, 2, 1)),
        replace(_FEW, blockers=0, folded=False),
    ),
)
"""Levels of detail from everything to the least that still is the ladder; in a family each needs less room than the
one before."""

WALKED: tuple[tuple[Detail, ...], ...] = (
    FAMILIES[0],
    (
        replace(_FEW, reasons="because"),
        replace(_FEW, reasons="because", folded=False),
        replace(_FEW, folded=False),
    ),
)
"""The same where a walk is drawn: why something was blocked goes last."""


SMALLEST_BOX = 18.0
"""No box with the way to the next takes less room in height."""

_OVER_PAGES: Mapping[PageSize, Detail] = {
    "a4": Detail(jumps="chip", cautions="number", run_in=True, blockers=8),
    "slide": replace(_SHORT, blockers=4),
}


def ladder_sheets(pathway: Pathway, trace: Trace | None, page: PageSize) -> tuple[Scene, tuple[Sheet, ...]]:
    """The ladder on its page or pages.

    Args:
        pathway: one without errors.
        trace: a walk to draw in; None for none.
        page: which page.

    Returns:
        The scene that is drawn, and its sheets.
    """
    if page != "free" and _hopeless(pathway, trace, page):
        return _over_pages(pathway, trace, page)
    fitting = _fitting(pathway, trace, page, FAMILIES[0][0], roomy=True)
    if fitting is not None:
        return fitting
    for family in FAMILIES if trace is None else WALKED:
        fitting = _fitting(pathway, trace, page, family[-1])
        if fitting is None:
            continue
        low, high = 0, len(family) - 1
        while low < high:  # the less is told the less room it takes; so the first level that fits is found by halving
            middle = (low + high) // 2
            found = _fitting(pathway, trace, page, family[middle])
            if found is None:
                low = middle + 1
            else:
                high, fitting = middle, found
        return fitting
    return _over_pages(pathway, trace, page)


def _hopeless(pathway: Pathway, trace: Trace | None, page: PageSize) -> bool:
    """Whether the boxes of the spine alone are too many for one page."""
    scene = ladder_scene(pathway, trace, FAMILIES[-1][-1])
    spine = sum(node.place == "spine" for node in scene.nodes)
    return spine * SMALLEST_BOX > PAGES[page][1] * (1 if page == "a4" else 4)


def _fitting(
    pathway: Pathway, trace: Trace | None, page: PageSize, detail: Detail, *, roomy: bool = False
) -> tuple[Scene, tuple[Sheet, ...]] | None:
    """The ladder on one page with so much detail, as loose as it may be; None where it does not fit."""
    for type_, densities, joined in _manners(page, detail, roomy):
        scene = _scene(pathway, trace, page, detail, joined)
        around = frame(scene, page)
        pages = _laid(scene, around, type_, page, densities[-1])
        if len(pages) > 1 or (page != "free" and pages[0].bottom > around.room.bottom + 0.01):
            continue
        for density in densities[:-1]:
            looser = _laid(scene, around, type_, page, density)
            if len(looser) == 1 and (page == "free" or looser[0].bottom <= around.room.bottom + 0.01):
                return scene, _sheets(around, looser)
        return scene, _sheets(around, pages)
    return None


def _over_pages(pathway: Pathway, trace: Trace | None, page: PageSize) -> tuple[Scene, tuple[Sheet, ...]]:
    """The ladder over several pages, with a good deal of detail."""
    scene = _scene(pathway, trace, page, _OVER_PAGES[page], joined=False)
    around = frame(scene, page)
    return scene, _sheets(around, _laid(scene, around, TYPES[page], page, 0.9))


def _scene(pathway: Pathway, trace: Trace | None, page: PageSize, detail: Detail, joined: bool) -> Scene:
    """The scene; without forks where a walk's own way would have to run through one."""
    scene = ladder_scene(pathway, trace, detail, joined)
    if trace is None or page == "slide":  # in columns those ways run above the boxes
        return scene
    order = [node for node in scene.nodes if node.place == "spine"]
    place = {node.id: number for number, node in enumerate(order)}
    forks = {number for number, node in enumerate(order) if node.abreast}
    for link in jumps(scene):
        a, b = sorted((place[link.source], place[link.target]))
        if forks & set(range(a, b + 1)):
            return ladder_scene(pathway, trace, detail, joined, forks=False)
    return scene


def _laid(scene: Scene, around: Frame, type_: Type, page: PageSize, density: float) -> list[Page]:
    if page == "slide":
        return columns(scene, around.room, type_, density=density)
    return rows(scene, around.room, type_, grow=page == "free", density=density)


def _sheets(around: Frame, pages: list[Page]) -> tuple[Sheet, ...]:
    return tuple(
        [
            around.sheet(page.strips, page.wires, page.boxes, page.bottom, number, len(pages))
            for number, page in enumerate(pages, 1)
        ]
    )


def _manners(page: PageSize, detail: Detail, roomy: bool) -> Iterator[tuple[Type, tuple[float, ...], bool]]:
    """In which manners a level is tried: type, densities from loose to close, and whether bands are joined."""
    usual = TYPES[page]
    if page == "free":
        yield usual, (1.0,), False
        return
    if roomy:
        for factor in (1.3, 1.15):
            yield _scaled(usual, factor), (1.15, 1.0), False
    yield usual, (1.0, 0.9, 0.8), False
    smallest = SMALLEST[page]
    small = replace(
        usual, body=smallest, label=smallest, heading=max(smallest + 1, usual.heading - 0.5), band=usual.band - 1
    )
    close = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6) if detail.hints == 0 else (1.0, 0.9, 0.8)
    yield small, close, False
    if detail.hints == 0:
        yield small, close, True


def _scaled(type_: Type, factor: float) -> Type:
    """Larger type for what leaves much room."""
    larger = {
        name: round(getattr(type_, name) * factor * 2) / 2 for name in ("strip", "band", "heading", "body", "label")
    }
    return replace(type_, **larger)
