"""Lanes that flow into a page: in lines of columns from left to right, the lines from top to bottom."""

from __future__ import annotations

from stepladder.render.graph.packing.tiles import FAR, LINES, Lane, Pile, Tile, pile_columns, pile_height


class Flow:
    """A page as it fills.

    Args:
        columns: how many a line has.
        high: how high the page is.
    """

    def __init__(self, columns: int, high: int) -> None:
        self.columns, self.high = columns, high
        self.lines: list[list[Pile]] = [[]]
        self._left, self._budget = columns, high
        """How many columns are left in the line, and how high it may become."""

    @property
    def begun(self) -> bool:
        """Whether anything is there."""
        return bool(self.lines[0])

    @property
    def wasteful(self) -> bool:
        """Whether the page would be left half empty if the next one began now."""
        return 2 * self._left >= self.columns and self._left < self.columns

    def has_room(self, lane: Lane, whole: bool) -> bool:
        """Whether a lane fits into what is left of the line; a whole one also below what stands there last."""
        under = (whole or not self._left) and self._under(lane.tile(1, FAR))
        return under or (self._left > 0 and _fits(lane, self._left, self._budget))

    def takes(self, lane: Lane) -> bool:
        """Whether a whole lane fits, in a new line below if need be, which is begun then."""
        if self.has_room(lane, whole=True):
            return True
        if not self.lines[-1]:
            return False
        below = self._budget - max(map(pile_height, self.lines[-1])) - LINES
        if not _fits(lane, self.columns, below):
            return False
        self.lines.append([])
        self._left, self._budget = self.columns, below
        return True

    def fits_a_page(self, lane: Lane) -> bool:
        """Whether a lane fits a page of its own."""
        return _fits(lane, self.columns, self.high)

    def add(self, lane: Lane, whole: bool) -> None:
        """Set a lane where it has room."""
        line = self.lines[-1]
        narrow = lane.tile(1, FAR)
        if (whole or not self._left) and self._under(narrow):
            line[-1] = (*line[-1], narrow)
        else:
            tile = lane.tile(max(1, self._left), self._budget - lane.extra)
            line.append((tile,))
            self._left -= len(tile.columns)

    def _under(self, tile: Tile) -> bool:
        """Whether a tile has room below the last one, where both are narrow."""
        line = self.lines[-1]
        if not line or pile_columns((*line[-1], tile)) > 1:
            return False
        return pile_height((*line[-1], tile)) <= self._budget


def _fits(lane: Lane, columns: int, high: int) -> bool:
    tile = lane.tile(columns, high - lane.extra)
    return len(tile.columns) <= columns and tile.height <= high
