"""What is wrong with the display list of a picture: ink off the page, names given twice, colours of nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stepladder.render.paint.ink import Group, Item, Path, Picture, Words
from stepladder.render.style import (
    BLOCKED,
    CAUTION,
    GROUND,
    LANE_BORDER,
    LANE_FILL,
    LANE_TEXT,
    LOOKS,
    TONES,
    UNREACHED,
    UNREACHED_TEXT,
    WALKED,
    WIRE,
)
from stepladder.render.text.metrics import width

PALETTE = frozenset(
    [colour for dress in LOOKS.values() for colour in (dress.fill, dress.border, dress.ink)]
    + [
        *TONES.values(),
        GROUND,
        LANE_BORDER,
        LANE_FILL,
        LANE_TEXT,
        UNREACHED,
        UNREACHED_TEXT,
        WALKED,
        WIRE,
        BLOCKED,
        CAUTION,
    ]
)


def ink_complaints(picture: Picture) -> list[str]:
    """Everything that is wrong with a display list: ink off the page, names given twice, colours of nobody."""
    found: list[str] = []
    names: set[str] = set()
    for page in picture.pages:
        for item in every(page.items):
            match item:
                case Group():
                    if item.id in names:
                        found.append(f"two groups are called {item.id}")
                    names.add(item.id)
                case Words():
                    if abs(item.width - width(item.text, item.size, item.bold)) > 0.01:
                        found.append(f"{item.text!r} says it is {item.width} wide")
                    if item.fill not in PALETTE:
                        found.append(f"{item.text!r} is {item.fill}")
                    if not (item.x >= 0 and item.x + item.width <= page.width and item.size <= item.y <= page.height):
                        found.append(f"{item.text!r} is off the page")
                case Path():
                    half = item.width / 2 if item.stroke else 0.0
                    numbers = [place for command in item.commands for place in command[1:]]
                    xs, ys = numbers[::2], numbers[1::2]
                    inside = min(xs) >= half - 0.01 and max(xs) <= page.width - half + 0.01
                    if not (inside and min(ys) >= half - 0.01 and max(ys) <= page.height - half + 0.01):
                        found.append(f"a path is off the page: {item}")
                    found += [f"a path is {c}" for c in (item.fill, item.stroke) if c is not None and c not in PALETTE]
    return found


def every(items: Iterable[Item]) -> Iterator[Item]:
    """Everything of a display list, groups and what is in them."""
    for item in items:
        yield item
        if isinstance(item, Group):
            yield from every(item.items)
