"""How many columns and blocks a graph gets: every way is tried on paper, and the one with short lines is taken."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from math import ceil, log, sqrt

from stepladder.render.geometry import Rect
from stepladder.render.graph.cards import WIDE, Card, card, natural_width
from stepladder.render.graph.packing.placing import place
from stepladder.render.graph.packing.tiles import CHANNEL, LINES, Blocks, Lane, Part, Shapes, blocks, lines, pile_height
from stepladder.render.graph.ranks import Ranks
from stepladder.render.graph.strips import title_height
from stepladder.render.scene import Band, Scene
from stepladder.render.style import TYPES, PageSize

Cards = dict[str, Card]

SHAPE, TOLERANCE = 1.6, 0.25
"""How much wider than high a free page should be, and how far it may be from that for nothing, as a logarithm."""
LARGE = 1200
"""Up to this width and height the shape does not matter."""
STRETCHED = 0.8
"""What a page of another shape costs."""
BACK = 250
"""What a line costs that goes back, or up and down beside its own column, in points of length."""
MANY, BLOCKS, FEW = 20, 4, 12
"""About so many numbers of columns are tried, and up to so many blocks; of so few cards even tall and narrow ways."""
FULL = 1.3
"""How much larger a page is than its cards with what is between them."""
SMALL = 3
"""Lanes of so few cards stand one below the other where none leads to another: they are alternatives."""


def deck(scene: Scene, page: PageSize) -> Cards:
    """Every card at the width it wants."""
    return {node.id: card(node, natural_width(node, page), page) for node in scene.nodes}


def arranged(
    scene: Scene, ranks: Mapping[str | None, Ranks], page: PageSize, room: Rect | None = None, most: int = 1
) -> list[tuple[Cards, Blocks]]:
    """The best arrangements, the best one first.

    Args:
        scene: what is shown.
        ranks: the cards of each band, in order.
        page: whose sizes of type the cards have.
        room: what they should fit into; None for a page of any size.
        most: how many arrangements are wanted.
    """
    cards = deck(scene, page)
    groups = grouped(scene, ranks, cards, page, {band.id: band for band in scene.bands})
    judged: list[tuple[float, int, Blocks]] = []
    for number, found in enumerate(_candidates(groups, cards, page, room)):
        cost = _cost(scene, cards, found, page, room)
        if cost is not None:
            judged.append((cost, number, found))
    best = sorted(judged, key=lambda item: item[:2])[:most]
    return [even(cards, found, page) for _, _, found in best]


def grouped(
    scene: Scene, ranks: Mapping[str | None, Ranks], cards: Cards, page: PageSize, bands: Mapping[str, Band]
) -> list[list[Lane]]:
    """Lanes in order; alternatives that follow each other in one group.

    Args:
        scene: what is shown.
        ranks: the cards of each band.
        cards: the cards, measured.
        page: whose sizes of type the titles of lanes have.
        bands: the bands by the names that they have in `ranks`; what is under any other name lies in none.
    """
    band_of = {node.id: node.band for node in scene.nodes}
    linked = {(band_of[link.source], band_of[link.target]) for link in scene.links}
    found: list[list[Lane]] = []
    for name, names in ranks.items():
        band = name if name in bands else None
        wide = min([natural_width(cards[card_].node, page) for rank in names for card_ in rank])
        head = title_height(bands[band], wide, TYPES[page]) if band is not None else 0
        parts = [tuple([Part(card_, cards[card_].width, cards[card_].height) for card_ in rank]) for rank in names]
        lane = Lane(band, tuple(parts), head, wide)
        if found and all(_alternatives(lane, other, linked) for other in found[-1]):
            found[-1].append(lane)
        else:
            found.append([lane])
    return found


def _alternatives(a: Lane, b: Lane, linked: Container[tuple[str | None, str | None]]) -> bool:
    """Whether two lanes are small and no exit leads from one to the other."""
    small = all(lane.band is not None and len(lane.ranks) == 1 and len(lane.ranks[0]) <= SMALL for lane in (a, b))
    return small and (a.band, b.band) not in linked and (b.band, a.band) not in linked


def _candidates(groups: Sequence[Sequence[Lane]], cards: Cards, page: PageSize, room: Rect | None) -> Iterator[Blocks]:
    """Ways to set the lanes: in so many columns, and these in so many blocks; each once."""
    column = WIDE[page] + CHANNEL
    stacked = sum([found.height for found in cards.values()]) + LINES * 2 * len(cards)
    about = sqrt(SHAPE * FULL * stacked / column)
    widest = int(room.w // (column - CHANNEL // 2)) if room else ceil(1.7 * about) + 1
    shapes = Shapes(groups, round(room.h) if room else max(400, round(stacked / max(1, about))))
    seen: set[tuple[int, ...]] = set()
    for columns in range(1, widest + 1, max(1, widest // MANY)):
        found = lines(shapes, columns)
        heights = [max(map(pile_height, line)) + LINES for line in found]
        for count in range(1, min(BLOCKS, len(found), widest // columns) + 1):
            if room is None and len(cards) > FEW and columns * count < 0.5 * about:
                continue
            most = max(*heights, ceil(sum(heights) / count))
            while len(blocks(found, most)) > count:
                most += 20
            result = blocks(found, most)
            key = _key(result)
            if key not in seen:
                seen.add(key)
                yield result


def _key(found: Blocks) -> tuple[int, ...]:
    """What tells arrangements apart: how many columns each tile has, and where lines and blocks end."""
    key: list[int] = []
    for block in found:
        for line in block:
            key += [len(tile.columns) for pile in line for tile in pile]
            key.append(0)
        key.append(-1)
    return tuple(key)


def _cost(scene: Scene, cards: Cards, found: Blocks, page: PageSize, room: Rect | None) -> float | None:
    """How long the lines will be, and how far the whole is from a good shape; None where it cannot fit."""
    placing = place(found, 0, {})
    where = {spot.name: (number, spot.y) for number, spots in enumerate(placing.columns) for spot in spots if spot.name}
    step = WIDE[page] + CHANNEL
    wide, high = len(placing.columns) * step, placing.bottom
    if room is not None and (wide - CHANNEL > room.w * 1.05 or high > room.h):
        return None
    boxes: dict[str, list[int]] = {}
    back = 0
    for link in scene.links:
        column, y = where[link.source]
        y += cards[link.source].pins[link.id]
        to, at = where[link.target]
        box = boxes.setdefault(link.target, [to, to, at, at])
        box[:] = min(box[0], column + 1), max(box[1], column + 1), min(box[2], y), max(box[3], y)
        back += to <= column
    length = sum((right - left) * step + bottom - top for left, right, top, bottom in boxes.values())
    off = abs(log(wide / high / SHAPE)) if room is None and max(wide, high) > LARGE else 0.0
    return (length + BACK * back + 200) * (1 + STRETCHED * max(0.0, off - TOLERANCE))


def even(cards: Cards, found: Blocks, page: PageSize, where: Mapping[str, str] | None = None) -> tuple[Cards, Blocks]:
    """The same with all cards of a column equally wide."""
    wide: dict[str, int] = {}
    for spots in place(found, 0, {}).columns:
        widest = max([cards[spot.name].width for spot in spots if spot.name])
        wide.update({spot.name: widest for spot in spots})
    evened = {name: c if c.width == wide[name] else card(c.node, wide[name], page, where) for name, c in cards.items()}
    return evened, resized(found, evened)


def resized(found: Blocks, cards: Mapping[str, Card]) -> Blocks:
    """The same lines and columns for cards of other sizes."""
    return [[[tuple([tile.resized(cards) for tile in pile]) for pile in line] for line in block] for block in found]
