"""Points and rectangles on a page, in points (1/72 inch) from the top left corner, y downwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Point(NamedTuple):
    """A place on a page."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Rect:
    """An upright rectangle."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.h

    @property
    def cx(self) -> float:
        """The middle from left to right."""
        return self.x + self.w / 2

    @property
    def cy(self) -> float:
        """The middle from top to bottom."""
        return self.y + self.h / 2

    def grown(self, by: float) -> Rect:
        """The same, larger by so much on every side; smaller where it is negative."""
        return Rect(self.x - by, self.y - by, self.w + 2 * by, self.h + 2 * by)

    def moved(self, dx: float, dy: float) -> Rect:
        """The same somewhere else."""
        return Rect(self.x + dx, self.y + dy, self.w, self.h)

    def holds(self, other: Rect, slack: float = 0.01) -> bool:
        """Whether another lies wholly within."""
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def overlaps(self, other: Rect, slack: float = 0.01) -> bool:
        """Whether they share more than an edge."""
        return (
            self.x < other.right - slack
            and other.x < self.right - slack
            and self.y < other.bottom - slack
            and other.y < self.bottom - slack
        )

    def crossed_by(self, a: Point, b: Point, slack: float = 0.01) -> bool:
        """Whether an upright or level line between two points passes through its inside."""
        low_x, high_x = min(a.x, b.x), max(a.x, b.x)
        low_y, high_y = min(a.y, b.y), max(a.y, b.y)
        return (
            low_x < self.right - slack
            and high_x > self.x + slack
            and low_y < self.bottom - slack
            and high_y > self.y + slack
        )
