"""Where tiles stand: columns with what is in them from top to bottom, and as much room between as lines need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from stepladder.render.graph.packing.tiles import BETWEEN, LINES, PAD, RISE, Blocks, Pile, Tile, pile_columns

Need = Mapping[tuple[int, int], int]
"""How high gaps must be at least, by column and number; the gap above the first thing in a column has number 0."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Something that stands in a column: a card, or the title of a tile."""

    name: str
    """Of the card; empty for a title."""
    tile: int
    """The number of the tile."""
    height: int
    y: int


@dataclass(frozen=True, slots=True)
class Span:
    """Where a tile stands: its first and last column, its upper and lower edge."""

    first: int
    last: int
    top: int
    bottom: int


@dataclass
class Placing:
    """Columns with what stands in them from top to bottom."""

    tiles: list[Tile] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    columns: list[list[Spot]] = field(default_factory=list)

    @property
    def bottom(self) -> int:
        """The lower edge of the lowest tile."""
        return max([span.bottom for span in self.spans], default=0)


def place(found: Blocks, top: int, need: Need) -> Placing:
    """Where everything stands.

    Args:
        found: blocks of lines.
        top: where the first bands begin.
        need: how high gaps must be at least, by column and number; the gap above the first card has number 0.
    """
    placing = Placing()
    bases: list[int] = []
    for block in found:
        bases.append(len(placing.columns))
        wide = max([sum(map(pile_columns, line)) for line in block])
        placing.columns += [[] for _ in range(wide)]
    top = max([_begins(placing, block[0], base, top, need) for block, base in zip(found, bases, strict=True)])
    for block, base in zip(found, bases, strict=True):
        bottom = top - LINES
        for line in block:
            bottom = _place_line(placing, line, base, bottom + LINES, need)
    return placing


def _begins(placing: Placing, line: Sequence[Pile], base: int, y: int, need: Need) -> int:
    """Where a line of piles begins: at a height, or further down for the gaps above it."""
    firsts = [y]
    column = base
    for pile in line:
        firsts += _least(placing, pile[0], column, need)
        column += pile_columns(pile)
    return max(firsts)


def _place_line(placing: Placing, line: Sequence[Pile], base: int, y: int, need: Need) -> int:
    """Place a line of piles; its lower edge."""
    y = _begins(placing, line, base, y, need)
    bottom, column = y, base
    for pile in line:
        at = y
        for number, tile in enumerate(pile):
            if number:
                at = max([at + LINES, *_least(placing, tile, column, need)])
            at = _place_tile(placing, tile, column, at, need)
        bottom = max(bottom, at)
        column += pile_columns(pile)
    return bottom


def _least(placing: Placing, tile: Tile, column: int, need: Need) -> Iterator[int]:
    """How far down a tile must begin for the gaps above it."""
    for offset in range(len(tile.columns)):
        spots = placing.columns[column + offset]
        wanted = need.get((column + offset, len(spots)))
        if wanted is not None:
            bottom = spots[-1].y + spots[-1].height if spots else 0
            yield bottom + wanted - (RISE if offset == 0 and tile.head else tile.above)


def _place_tile(placing: Placing, tile: Tile, column: int, y: int, need: Need) -> int:
    """Place a tile; its lower edge."""
    number = len(placing.tiles)
    bottom = y
    for offset, parts in enumerate(tile.columns):
        spots = placing.columns[column + offset]
        if offset == 0 and tile.head:
            spots.append(Spot("", number, tile.head, y + RISE))
        at = y + tile.above
        for index, part in enumerate(parts):
            if index:
                at += max(BETWEEN, need.get((column + offset, len(spots)), 0))
            spots.append(Spot(part.name, number, part.height, at))
            at += part.height
        bottom = max(bottom, at)
    bottom += PAD if tile.band is not None else 0
    placing.tiles.append(tile)
    placing.spans.append(Span(column, column + len(tile.columns) - 1, y, bottom))
    return bottom
