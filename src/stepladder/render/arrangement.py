"""Which boxes and links of a scene belong together, for formats whose reader or layout decides where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby, pairwise

from stepladder.render.scene import Band, Link, Node, Scene

TALLEST = 12
"""A panel of more lines than this does not stand beside the first box, for it would tear the first rows apart."""


def exits_of(scene: Scene) -> Mapping[str, tuple[Link, ...]]:
    """The links that leave each box, in order."""
    found: dict[str, list[Link]] = {}
    for link in scene.links:
        found.setdefault(link.source, []).append(link)
    return {source: tuple(links) for source, links in found.items()}


def spine_of(scene: Scene) -> tuple[Node, ...]:
    """The boxes that stand neither at a side nor in a panel."""
    return tuple([node for node in scene.nodes if node.place == "spine"])


def sides_of(scene: Scene) -> Mapping[str, tuple[Node, ...]]:
    """The boxes at the side of each box of the spine."""
    found: dict[str, list[Node]] = {}
    for node in scene.nodes:
        if node.place == "side" and node.beside is not None and node.beside in scene.by_id:
            found.setdefault(node.beside, []).append(node)
    return {spine: tuple(sides) for spine, sides in found.items()}


def ranks_of(scene: Scene) -> tuple[tuple[Node, ...], ...]:
    """The boxes of the spine from first to last; those that stand abreast together."""
    counted = enumerate(spine_of(scene))
    return tuple([tuple([node for _, node in run]) for _, run in groupby(counted, key=lambda x: x[1].abreast or x[0])])


def spine_links(scene: Scene) -> frozenset[str]:
    """The ids of the links that lead from a box of the spine to the next one."""
    pairs = {(here.id, there.id) for a, b in pairwise(ranks_of(scene)) for here in a for there in b}
    return frozenset([link.id for link in scene.links if (link.source, link.target) in pairs])


def long_links(scene: Scene, beside: int) -> frozenset[str]:
    """The links down the spine that must reach past a row of boxes at the side.

    Layouts in ranks would set these boxes in the row of the next box of the spine otherwise, and so two bands side by
    side.

    Args:
        scene: a scene.
        beside: so many boxes at the side find room in the row of their own box.
    """
    down, crowded = spine_links(scene), {spine for spine, sides in sides_of(scene).items() if len(sides) > beside}
    return frozenset([link.id for link in scene.links if link.id in down and link.source in crowded])


def low_panels(scene: Scene) -> tuple[Node, ...]:
    """The panels that stand below everything else."""
    return tuple([node for node in scene.nodes if node.place == "panel" and len(node.lines) > TALLEST])


def lowest(scene: Scene) -> Node | None:
    """The last box that is no panel: below it there is room."""
    return next((node for node in reversed(scene.nodes) if node.place != "panel"), None)


def by_band(scene: Scene) -> tuple[tuple[Band | None, tuple[Node, ...]], ...]:
    """What lies in no band, and each band with its boxes, whole even where it is empty."""
    known = {band.id for band in scene.bands}
    loose = tuple([node for node in scene.nodes if node.band not in known])
    held = [(band, tuple([node for node in scene.nodes if node.band == band.id])) for band in scene.bands]
    return ((None, loose), *held)


def in_order(scene: Scene) -> tuple[tuple[Band | None, tuple[Node, ...]], ...]:
    """Runs of boxes of one band in reading order; bands without a box at the end."""
    bands = {band.id: band for band in scene.bands}
    runs: list[tuple[Band | None, tuple[Node, ...]]] = [
        (bands.get(name or ""), tuple(nodes))
        for name, nodes in groupby(scene.nodes, key=lambda node: node.band if node.band in bands else None)
    ]
    met = {band.id for band, _ in runs if band is not None}
    return (*runs, *((band, ()) for band in scene.bands if band.id not in met))
