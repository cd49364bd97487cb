"""The graph on its page: one drawing where it fits, else an atlas of several pages with references between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stepladder.render.engines import Engine
from stepladder.render.frame import frame
from stepladder.render.graph.arrange import arranged
from stepladder.render.graph.atlas import atlas
from stepladder.render.graph.drawing import draw_graph
from stepladder.render.graph.ranks import Edge, Ranks, ranked
from stepladder.render.plan import Sheet
from stepladder.render.scene import Scene
from stepladder.render.style import MARGIN, PAGES, TYPES, PageSize

TRIES = 6
"""So many arrangements are drawn to see whether one fits a page."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A graph on its pages."""

    sheets: tuple[Sheet, ...]
    engine: Literal["graphviz", "built-in"]
    """Who found the order of the cards."""
    note: str = ""
    """What there is to say about that; mostly nothing."""


def graph_sheets(scene: Scene, page: PageSize, engine: Engine = "auto") -> Placed:
    """A graph with places.

    Args:
        scene: what is shown; every link leaves from a row of its box.
        page: on which page. A free page is as large as the graph; on the others it takes several pages if need be.
        engine: what finds the order of the cards.

    Raises:
        Lacking: the engine asked for is not there.
    """
    ranks, found, note = _ranks(scene, engine)
    sheets = _free(scene, ranks) if not PAGES[page][1] else _fitted(scene, ranks, page) or atlas(scene, ranks, page)
    return Placed(sheets, found, note)


def _ranks(scene: Scene, engine: Engine) -> tuple[dict[str | None, Ranks], Literal["graphviz", "built-in"], str]:
    """The cards of each band in ranks; bands in reading order, and in front of the others what comes first."""
    members: dict[str | None, list[str]] = {}
    for node in scene.nodes:
        members.setdefault(node.band, []).append(node.id)
    order: list[str | None] = [band.id for band in scene.bands if band.id in members]
    if None in members:
        order.insert(len([band for band in order[:1] if scene.by_id[members[band][0]].look == "note"]), None)
    rows = {row.link: number for node in scene.nodes for number, row in enumerate(node.rows)}
    edges = [Edge(link.source, rows[link.id], link.target) for link in scene.links]
    found = ranked([members[band] for band in order], edges, engine)
    return dict(zip(order, found.lanes, strict=True)), found.engine, found.note


def _free(scene: Scene, ranks: dict[str | None, Ranks]) -> tuple[Sheet, ...]:
    """A page as large as the graph."""
    bands = {band.id: band for band in scene.bands}
    cards, blocks = arranged(scene, ranks, "free")[0]
    drawing = draw_graph(cards, scene.links, bands, blocks, TYPES["free"])
    around = frame(scene, "free", wide=drawing.width)
    moved = drawing.moved(round(MARGIN["free"]), round(around.top))
    return (around.sheet(moved.strips, moved.wires, moved.boxes, bottom=around.top + drawing.height),)


def _fitted(scene: Scene, ranks: dict[str | None, Ranks], page: PageSize) -> tuple[Sheet, ...] | None:
    """One page, where the graph fits it."""
    bands = {band.id: band for band in scene.bands}
    around = frame(scene, page)
    room = around.room
    for cards, blocks in arranged(scene, ranks, page, room, TRIES):
        drawing = draw_graph(cards, scene.links, bands, blocks, TYPES[page])
        if drawing.width <= room.w and drawing.height <= room.h:
            dx = round(room.x + (room.w - drawing.width) / 2)
            moved = drawing.moved(dx, round(room.y))
            return (around.sheet(moved.strips, moved.wires, moved.boxes),)
    return None
