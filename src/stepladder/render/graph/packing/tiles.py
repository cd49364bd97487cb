"""Where the cards of a graph stand: lanes as tiles that are set in lines, like words on a page.

A lane is cut into columns, by how far its cards are from its beginning, and becomes a tile. Tiles stand side by side in
lines of so many columns, the lines below each other in a block, and the blocks side by side. How many columns a tile
takes is chosen so that the lines come out even. Knows nothing of lines between cards, except how much room they need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

PAD = 9
"""From the border of a band to the cards in it."""
RISE = 6
"""From the border of a band to its title."""
BETWEEN = 13
"""Between two cards of a column."""
LINES = 16
"""Between two bands, one below the other."""
UNDER = 9
"""Below the title of a band; the number of a visit reaches up from the card below."""
FAR = 10**6
"""Higher and wider than everything."""
CHANNEL = 56
"""How wide a channel may become; a guess, before there are lines."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a lane needs to know of a card."""

    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane, or what lies in none."""

    band: str | None
    ranks: tuple[tuple[Part, ...], ...]
    """By how far from the beginning."""
    head: int = 0
    """How high its title is; 0 where it has none."""
    wide: int = 0
    """How wide its title may be."""

    @property
    def extra(self) -> int:
        """How much higher its tile is than its cards."""
        return above(self.band, self.head) + (PAD if self.band is not None else 0)

    def tile(self, columns: int, most: int) -> Tile:
        """The lane in at most so many columns, as even as can be; none is higher than `most`, if they suffice."""
        atoms = [list(rank) for rank in self.ranks]
        if len(atoms) == 1:
            atoms = [[part] for part in atoms[0]]
        else:
            atoms = [piece for rank in atoms for piece in _cut(rank, most)]
        heights = [_height(atom) for atom in atoms]
        low, high = max(heights), sum(heights) + BETWEEN * len(heights)
        while low < high:
            middle = (low + high) // 2
            if len(_filled(heights, middle)) <= columns:
                high = middle
            else:
                low = middle + 1
        cut = [tuple([part for atom in atoms[a:b] for part in atom]) for a, b in _filled(heights, high)]
        return Tile(self.band, tuple(cut), self.head, self.wide)


@dataclass(frozen=True)
class Tile:
    """A lane in columns."""

    band: str | None
    columns: tuple[tuple[Part, ...], ...]
    head: int = 0
    wide: int = 0

    @cached_property
    def height(self) -> int:
        """Of the tile with its border."""
        below = PAD if self.band is not None else 0
        return max(_height(column) for column in self.columns) + self.above + below

    @property
    def above(self) -> int:
        """From its upper edge to its first cards."""
        return above(self.band, self.head)

    def resized(self, cards: Mapping[str, Sized]) -> Tile:
        """The same for cards of other sizes."""
        columns = [
            tuple([Part(part.name, cards[part.name].width, cards[part.name].height) for part in column])
            for column in self.columns
        ]
        return replace(self, columns=tuple(columns))


def above(band: str | None, head: int) -> int:
    """How much room there is above the cards of a lane."""
    if band is None:
        return 0
    return RISE + head + UNDER if head else PAD


class Sized(Protocol):
    """A card, as far as a tile is concerned."""

    @property
    def width(self) -> int:
        """How wide it is."""

    @property
    def height(self) -> int:
        """How high it is."""


Pile = tuple[Tile, ...]
"""Tiles one below the other: alternatives of one column each, or a single tile."""
Blocks = list[list[list[Pile]]]
"""Blocks of lines of piles."""


def _height(parts: Sequence[Part]) -> int:
    return sum([part.height for part in parts]) + BETWEEN * (len(parts) - 1)


def _cut(rank: Sequence[Part], most: int) -> list[list[Part]]:
    """The cards of a rank, in several columns where one would be too high."""
    heights = [part.height for part in rank]
    return [list(rank[a:b]) for a, b in _filled(heights, max(most, *heights))]


def _filled(heights: Sequence[int], most: int) -> list[tuple[int, int]]:
    """Columns filled one after the other up to a height: from which on and up to which."""
    found: list[tuple[int, int]] = []
    begun, used = 0, 0
    for number, high in enumerate(heights):
        if number > begun and used + BETWEEN + high > most:
            found.append((begun, number))
            begun, used = number, high
        else:
            used += high if number == begun else BETWEEN + high
    return [*found, (begun, len(heights))]


def pile_height(pile: Pile) -> int:
    """How high tiles are one below the other."""
    return sum([tile.height for tile in pile]) + LINES * (len(pile) - 1)


def pile_columns(pile: Pile) -> int:
    """How many columns they take."""
    return max(len(tile.columns) for tile in pile)


# lines


def lines(shapes: Shapes, columns: int) -> list[list[Pile]]:
    """Lanes in lines of so many columns, so that all lines together are as low as can be."""
    best: list[tuple[int, int, list[Pile]]] = [(0, 0, [])]
    for end in range(1, len(shapes.widest) + 1):
        options: list[tuple[int, int, list[Pile]]] = []
        for begin in range(end - 1, max(-1, end - 1 - columns), -1):
            line = _line_of(range(begin, end), columns, shapes)
            if line is None:
                break
            high = max(map(pile_height, line))
            options.append((best[begin][0] + high + LINES + (FAR if high > shapes.most else 0), begin, line))
        if not options:  # a lane that is too wide for any line
            options.append((best[end - 1][0] + FAR, end - 1, [shapes.of(end - 1, columns)]))
        best.append(min(options, key=lambda option: (option[0], -option[1])))
    found: list[list[Pile]] = []
    at = len(shapes.widest)
    while at:
        _, begin, line = best[at]
        found.append(line)
        at = begin
    return found[::-1]


class Shapes:
    """Groups of lanes as piles of so many columns, each worked out once.

    Args:
        groups: lanes in order; those of a group are alternatives and stand one below the other.
        most: how high a column may be.
    """

    def __init__(self, groups: Sequence[Sequence[Lane]], most: int) -> None:
        self._groups, self.most = groups, most
        self._known: dict[tuple[int, int], Pile] = {}
        self.widest = [pile_columns(self.of(number, FAR)) for number in range(len(groups))]
        """So many columns each group can fill."""

    def of(self, number: int, columns: int) -> Pile:
        """A group in at most so many columns."""
        if (number, columns) not in self._known:
            group = self._groups[number]
            wide = 1 if len(group) > 1 else columns
            self._known[number, columns] = tuple([lane.tile(wide, self.most) for lane in group])
        return self._known[number, columns]


def _line_of(numbers: range, columns: int, shapes: Shapes) -> list[Pile] | None:
    """Piles side by side, each as wide as it helps; None where they do not fit."""
    wide = dict.fromkeys(numbers, 1)
    piles = {number: shapes.of(number, 1) for number in numbers}
    used = sum([pile_columns(pile) for pile in piles.values()])
    if used > columns:
        return None
    while used < columns:
        tallest = max(numbers, key=lambda number: pile_height(piles[number]))
        high = pile_height(piles[tallest])
        for more in range(wide[tallest] + 1, min(shapes.widest[tallest], wide[tallest] + columns - used) + 1):
            wider = shapes.of(tallest, more)
            if pile_height(wider) < high:
                used += pile_columns(wider) - pile_columns(piles[tallest])
                wide[tallest], piles[tallest] = more, wider
                break
        else:
            break
    return [piles[number] for number in numbers]


def blocks(found: Sequence[list[Pile]], most: int) -> Blocks:
    """Lines in blocks of a height."""
    result: Blocks = []
    left = 0
    for line in found:
        high = max(pile_height(pile) for pile in line) + LINES
        if not result or high > left:
            result.append([])
            left = most
        result[-1].append(line)
        left -= high
    return result
