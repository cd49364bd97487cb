"""A box that is higher than there is room: what of it fits, and the rest, which goes on elsewhere under its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from stepladder.render.blocks import Block, block
from stepladder.render.geometry import Point, Rect
from stepladder.render.scene import Line, Node
from stepladder.render.style import Type

CONTINUED = " (continued)"
BETWEEN = 6.0
"""Between panels below each other."""


def torn(node: Node, measure: Callable[[Node], Block], high: float) -> tuple[Node, Node | None]:
    """As many lines of a box as fit a height, and a box with the others.

    Args:
        node: the box.
        measure: lays it out.
        high: how high it may be.

    Returns:
        The box with what fits, and the box with the rest; None where everything fits, or where nothing can be done.
    """

    def fits(lines: Sequence[Line]) -> bool:
        return measure(replace(node, lines=tuple(lines))).height <= high + 0.01

    if fits(node.lines):
        return node, None
    if not fits(()):
        return _torn_title(node, measure, high)
    pieces = _together(node.lines)
    count = _most(len(pieces), lambda number: fits(_flat(pieces[:number])))
    if count:
        return _parts(node, _flat(pieces[:count]), _flat(pieces[count:]))
    first, *others = node.lines
    words = first.text.split()
    count = _most(len(words), lambda number: fits((replace(first, text=" ".join(words[:number])),)))
    if not count:
        return node, None
    behind = replace(first, text=" ".join(words[count:]), mark="", lead="", numbers=(), indent=0)
    return _parts(node, (replace(first, text=" ".join(words[:count])),), (behind, *others))


def _torn_title(node: Node, measure: Callable[[Node], Block], high: float) -> tuple[Node, Node | None]:
    """The same of a box whose title alone is too high."""
    words = node.title.split()
    count = _most(
        len(words),
        lambda number: measure(replace(node, title=" ".join(words[:number]), lines=())).height <= high + 0.01,
    )
    if not count:
        return node, None
    rest = replace(node, title=" ".join(words[count:]), numbers=(), current=False)
    return replace(node, title=" ".join(words[:count]), lines=()), rest


def again(node: Node) -> Node:
    """The name of a box, once more."""
    return replace(node, title=again_title(node.title), lines=(), numbers=(), current=False)


def again_title(title: str) -> str:
    """A title, once more.

    >>> again_title(again_title("Drugs"))
    'Drugs (continued)'
    """
    return title if title.endswith(CONTINUED) else f"{title}{CONTINUED}"


@dataclass(frozen=True)
class Stacked:
    """A panel, or a part of one, and where it stands; higher up than the one before where a page begins."""

    block: Block
    at: Point


def stacked(panels: Sequence[Node], wide: float, type_: Type, tight: float, y: float, room: Rect) -> Iterator[Stacked]:
    """Panels one below the other, from a height on, each on as many pages as it needs.

    Args:
        panels: what they show.
        wide: how wide they are.
        type_: the sizes of type.
        tight: how much less room than usual there is above and below the words.
        y: where the first begins.
        room: where they may stand on every page.
    """

    def measure(node: Node) -> Block:
        tried = [block(node, wide, type_, columns, tight=tight) for columns in (1, 2, 3, 4)]
        return min(tried, key=lambda found: found.height)

    for panel in panels:
        rest: Node | None = panel
        while rest is not None:
            now, behind = torn(rest, measure, room.bottom - y)
            found = measure(now)
            if found.height > room.bottom - y + 0.01 and y > room.y + 0.01:  # nothing of it fits here
                y = room.y
                continue
            yield Stacked(found, Point(room.x, y))
            rest = behind
            y = y + found.height + BETWEEN if rest is None else room.y


def _parts(node: Node, first: Sequence[Line], rest: Sequence[Line]) -> tuple[Node, Node | None]:
    return replace(node, lines=tuple(first)), replace(again(node), lines=tuple(rest)) if rest else None


def _together(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines with those set in below them."""
    found: list[list[Line]] = []
    for line in lines:
        if line.indent and found:
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _flat(pieces: Sequence[Sequence[Line]]) -> tuple[Line, ...]:
    return tuple([line for piece in pieces for line in piece])


def _most(count: int, fits: Callable[[int], bool]) -> int:
    """The largest number below a count that fits; 0 where none does."""
    low, high = 0, count - 1
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low if low == 0 or fits(low) else 0
