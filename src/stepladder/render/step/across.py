"""One step across a wide page: entered from the left, itself, its exits to the right, its rules below them.

What comes first stands below the step or above its exits, the rules in the right column or below everything: each is
tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from stepladder.render.geometry import Rect
from stepladder.render.step.grades import GAP, Grade, Panels, Parts, Top, best
from stepladder.render.step.place import (
    ALONE_WIDE,
    FROM_WIDE,
    MAIN_WIDE,
    WIRE_GAP,
    column,
    place_below,
    place_beside,
    place_panels,
    place_top,
)
from stepladder.render.step.rows import TRUNK, Placed, Rows
from stepladder.render.step.scene import EXITS, FIRST
from stepladder.render.style import Type

ENDLESS = 100_000.0
"""The height of a page that grows."""
SHARED_MORE = 22.0
"""So much wider is a box that many ways in share, and so much narrower the step."""
MIDDLE = 0.42
"""How far down what is lower than the page stands: so much of what is free is above it."""

Stack = Sequence[Sequence[Grade[object]]]
Chosen = Grade[tuple[object, ...]]


@dataclass(frozen=True)
class Try:
    """One way to fill the page: what is lost, and what stands where."""

    loss: float
    placed: Placed
    short: bool = False
    """Whether something worth saying is left out."""


@dataclass(frozen=True)
class Across:
    """A step on a wide page with type of one size."""

    parts: Parts
    room: Rect
    type_: Type

    @cached_property
    def from_wide(self) -> float:
        """How wide that is from which the step is entered."""
        if not self.parts.entering:
            return 0.0
        return FROM_WIDE + SHARED_MORE if self.parts.shared else FROM_WIDE

    @cached_property
    def main_wide(self) -> float:
        """How wide the step is."""
        if not self.parts.entering:
            return ALONE_WIDE
        return MAIN_WIDE - SHARED_MORE if self.parts.shared else MAIN_WIDE

    @cached_property
    def wide(self) -> float:
        """How wide the left column is."""
        return self.main_wide + (self.from_wide + WIRE_GAP if self.parts.entering else 0.0)

    @cached_property
    def right(self) -> Rect:
        """The right column."""
        return column(self.room, self.wide)

    @cached_property
    def tops(self) -> Sequence[Grade[Top]]:
        """The step and what it is entered from."""
        return self.parts.tops(self.from_wide, self.main_wide, self.type_, told=False)

    @cached_property
    def first_below(self) -> Sequence[Grade[Rows]]:
        """What comes first, below the step."""
        return self.parts.bands(FIRST, self.wide - TRUNK - 4, self.type_)

    @cached_property
    def exits_alone(self) -> Sequence[Grade[Rows]]:
        """The exits, where they have the right column for themselves."""
        return self.parts.bands(EXITS, self.right.w, self.type_)

    @cached_property
    def both(self) -> Stack:
        """What comes first and the exits, in the right column."""
        names = (FIRST, EXITS)
        found = [self.parts.bands(name, self.right.w, self.type_, names) for name in names]
        return [grades for grades in found if grades]

    @cached_property
    def rules_right(self) -> Sequence[Grade[Panels]]:
        """The rules, in the right column."""
        return self.parts.rules(self.right.w, self.type_, (2,))

    @cached_property
    def rules_below(self) -> Sequence[Grade[Panels]]:
        """The rules, below everything."""
        if len(self.parts.panels) > 1:
            return self.parts.rules_beside(self.room.w, self.type_, (4, 3))
        return self.parts.rules(self.room.w, self.type_, (3, 4))

    def tries(self) -> Iterator[Try]:
        """The ways to fill the page."""
        exits, interrupts, rules = self.parts.ways(EXITS), self.parts.ways(FIRST), self.parts.panels
        for below in (True, False) if interrupts and (exits or rules) else (False,):
            left: Stack = [self.tops, self.first_below] if below else [self.tops]
            right: Stack = self.both if not below else [self.exits_alone] if exits else []
            found = self._fitted(left, [*right, self.rules_right] if rules else right, ())
            yield from (found,) if found else ()
            if exits and rules and (found is None or found.loss > 0):
                found = self._fitted(left, right, self.rules_below)
                yield from (found,) if found else ()

    def _fitted(self, left: Stack, right: Stack, below: Sequence[Grade[Panels | None]]) -> Try | None:
        """The best grades of two columns, and perhaps of rules below them; None where none fit."""
        found: tuple[float, Chosen, Chosen, Panels | None] | None = None
        nothing: Sequence[Grade[Panels | None]] = (Grade(0.0, -GAP, None),)
        for rules in below or nothing:
            rest = self.room.h - rules.height - GAP
            one, other = best(left, rest), best(right, rest)
            if one is not None and other is not None:
                loss = one.loss + other.loss + rules.loss
                if found is None or loss < found[0]:
                    found = (loss, one, other, rules.part)
        return self._placed(*found) if found else None

    def _placed(self, loss: float, left: Chosen, right: Chosen, rules: Panels | None) -> Try:
        columns = max(left.height, right.height)
        used = columns + (rules.height + GAP if rules else 0.0)
        y = round(self.room.y + (MIDDLE * (self.room.h - used) if self.room.h < ENDLESS else 0.0), 2)
        placed = self._columns(left, right, y, columns)
        if rules:
            placed += place_panels(rules, self.room.x, y + columns + GAP)
        return Try(loss, placed)

    def _columns(self, left: Chosen, right: Chosen, y: float, used: float) -> Placed:
        """Two columns beside each other."""
        x, right_x = self.room.x, self.right.x
        top, below, _ = by_kind(left)
        _, groups, rules = by_kind(right)
        rows = sum(group.height for group in groups) + GAP * (len(groups) - 1)
        down = 0.0
        if groups and not below:  # the middle of the step at the height of the middle of its exits
            down = min(max(0.0, rows / 2 - top.height / 2), used - left.height)
        placed, box = place_top(top, x, round(y + down, 2))
        if below:
            slack = used - left.height
            placed += place_below(box, below, x + 4 + TRUNK, round(y + top.height + GAP, 2), slack)
        at, slack = y, 0.0
        if groups and not rules:
            at = round(min(max(y, box.rect.cy - rows / 2), y + used - rows), 2)
            slack = used - right.height if at == y else 0.0
        if groups:
            exits = place_beside(box, groups, right_x, at, slack)
            placed += exits
            at = exits.bottom + GAP
        return placed + place_panels(rules, right_x, at) if rules else placed


def by_kind(chosen: Chosen) -> tuple[Top, list[Rows], Panels | None]:
    """What has been chosen: the step, its bands, its rules."""
    top = next((part for part in chosen.part if isinstance(part, Top)), None)
    groups = [part for part in chosen.part if isinstance(part, Rows)]
    rules = next((part for part in chosen.part if isinstance(part, Panels)), None)
    return top, groups, rules  # type: ignore[return-value]  # a column without the step is asked for the rest only
