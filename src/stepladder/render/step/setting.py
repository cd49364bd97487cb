"""Words set into a box: broken into lines, in columns, and how high the box is then.

What the boxes of the view of one step share. Knows nothing of where a box stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from stepladder.render.blocks import Block, badge
from stepladder.render.geometry import Point, Rect
from stepladder.render.paint.shapes import depth, room
from stepladder.render.plan import Badge, Role, Sign, Text
from stepladder.render.scene import Mark, Node, Tone
from stepladder.render.style import LOOKS, Type
from stepladder.render.text.metrics import ASCENT, width, wrap

COLUMN_GAP = 14.0
PIECE_GAP = 3.0
"""Between two rules of a panel."""
SET_IN = 1.15
"""How far a line is set in, in parts of its size."""


@dataclass(frozen=True, slots=True)
class Para:
    """A few words in one style, which may be broken into several lines."""

    text: str
    size: float
    bold: bool = False
    tone: Tone = "body"
    role: Role = "body"
    mark: Mark = ""
    indent: int = 0
    struck: bool = False
    most: int | None = None
    """At most so many lines."""
    above: float = 0.0
    """Space above, in points."""


@dataclass(frozen=True, slots=True)
class Count:
    """A sign with a number in the upper right corner of a box."""

    mark: Mark
    text: str


def scaled(type_: Type, by: float) -> Type:
    """Larger type."""
    return replace(
        type_, strip=type_.strip * by, band=type_.band * by, heading=type_.heading * by, body=type_.body * by,
        label=type_.label * by,
    )  # fmt: skip


def boxed(
    node: Node,
    wide: float,
    head: Sequence[Para],
    type_: Type,
    *,
    counts: Sequence[Count] = (),
    groups: Sequence[Sequence[Para]] = (),
    columns: int = 1,
) -> Block:
    """A box of a width with everything in it.

    Args:
        node: what it shows.
        wide: its width.
        head: what stands across its whole width, the title first.
        type_: the sizes of type.
        counts: what stands in its upper right corner.
        groups: what stands below in columns, no group torn apart.
        columns: in how many columns.
    """
    inset = room(node.look, type_.heading)
    while True:
        inner = wide - inset.left - inset.right
        corner = sum(_count_width(count, type_) for count in counts)
        set_head = _head(head, inner, corner)
        column = (inner - COLUMN_GAP * (columns - 1)) / columns
        filled = spread([_height(group, column, type_) + PIECE_GAP for group in groups], columns)
        high = _height_of(set_head, type_)
        deepest = max((_column_height(groups, part, column, type_) for part in filled), default=0.0)
        content = high + (deepest + PIECE_GAP if groups else 0.0)
        height = inset.top + content + inset.bottom
        needed = room(node.look, height)
        if all(have >= need - 1e-9 for have, need in zip(inset, needed, strict=True)):
            break
        inset = type(inset)(*[max(pair) for pair in zip(inset, needed, strict=True)])
    texts: list[Text] = []
    signs: list[Sign] = []
    y = _set(set_head, inset.left, inset.top, type_, texts, signs)
    _set_counts(counts, wide - inset.right, inset.top, head[0].size, type_, texts, signs)
    for number, part in enumerate(filled):
        x, top = inset.left + number * (column + COLUMN_GAP), y + PIECE_GAP
        for index in part:
            top = _set(_broken(groups[index], column), x, top, type_, texts, signs) + PIECE_GAP
    badges: tuple[Badge, ...] = ()
    if node.numbers:
        badges = (_held(badge(node.numbers, _corner(node, height), max(type_.body, 7.5))),)
    return Block(node, wide, height, tuple(texts), tuple(signs), badges)


HANG = 18.0
"""How far the numbers of a walk may hang over the left edge of their box: the margin of a page is not wider."""


def _held(found: Badge) -> Badge:
    """Numbers moved to the right as far as they would hang over too far."""
    over = -HANG - found.rect.x
    if over <= 0:
        return found
    rect = Rect(-HANG, found.rect.y, found.rect.w, found.rect.h)
    return Badge(rect, replace(found.text, at=Point(found.text.at.x + over, found.text.at.y)))


def _corner(node: Node, height: float) -> Point:
    """Where the numbers of a walk stand: at the upper left corner, or what a shape has in its place, clear of words."""
    form = LOOKS[node.look].shape
    deep = depth(form, height)
    share = {"hexagon": 0.6, "pill": 0.12, "octagon": 0.12, "round": 0.12}.get(form, 0.0)
    return Point(round(share * deep, 2), -1.5)


def spread(heights: Sequence[float], columns: int) -> list[range]:
    """Things of some heights over columns, in order, so that the highest column is as low as can be."""
    if not heights:
        return []
    low, high = max(heights), sum(heights)
    for _ in range(40):
        middle = (low + high) / 2
        if len(_filled(heights, middle)) <= columns:
            high = middle
        else:
            low = middle
    return _filled(heights, high)


def _filled(heights: Sequence[float], most: float) -> list[range]:
    found: list[range] = []
    begun, used = 0, 0.0
    for number, height in enumerate(heights):
        if number > begun and used + height > most + 1e-6:
            found.append(range(begun, number))
            begun, used = number, 0.0
        used += height
    return [*found, range(begun, len(heights))]


Broken = tuple[Para, tuple[str, ...]]


@lru_cache(maxsize=8192)
def wrapped(text: str, size: float, wide: float, bold: bool = False, most: int | None = None) -> tuple[str, ...]:
    """A text in lines; the same one is asked for again and again while grades are tried."""
    return wrap(text, size, wide, bold, most)


def _lead(para: Para) -> float:
    """How far the words of a paragraph stand from the left."""
    return para.size * (SET_IN * para.indent + (SET_IN if para.mark else 0.0))


def _broken(paras: Iterable[Para], wide: float) -> list[Broken]:
    return [(p, wrapped(p.text, p.size, max(wide - _lead(p), 3 * p.size), p.bold, p.most)) for p in paras]


def _head(head: Sequence[Para], wide: float, corner: float) -> list[Broken]:
    """The title keeps clear of the corner."""
    return [*_broken(head[:1], wide - (corner + 4 if corner else 0)), *_broken(head[1:], wide)]


def _height_of(broken: Iterable[Broken], type_: Type) -> float:
    return sum(para.above + len(lines) * para.size * type_.leading for para, lines in broken)


def _height(paras: Iterable[Para], wide: float, type_: Type) -> float:
    return _height_of(_broken(paras, wide), type_)


def _column_height(groups: Sequence[Sequence[Para]], part: range, wide: float, type_: Type) -> float:
    return sum(_height(groups[index], wide, type_) + PIECE_GAP for index in part)


def _set(broken: Iterable[Broken], x: float, y: float, type_: Type, texts: list[Text], signs: list[Sign]) -> float:
    for para, lines in broken:
        size, leading = para.size, para.size * type_.leading
        y += para.above
        if para.mark:
            middle = Point(round(x + size * (SET_IN * para.indent + 0.42), 2), round(y + leading / 2, 2))
            signs.append(Sign(middle, para.mark, size * 0.8, _sign_tone(para)))
        for line in lines:
            at = Point(round(x + _lead(para), 2), round(y + baseline(size, type_), 2))
            texts.append(Text(at, line, size, para.bold, para.tone, para.role, para.struck))
            y += leading
    return y


def baseline(size: float, type_: Type) -> float:
    """From the top of a line to its baseline."""
    return size * (type_.leading - 1) / 2 + size * (ASCENT - 0.06)


def _sign_tone(para: Para) -> Tone:
    match para.mark:
        case "cross":
            return "blocked"
        case "warning":
            return "caution"
        case _:
            return para.tone


def _count_width(count: Count, type_: Type) -> float:
    return type_.body * 1.1 + width(count.text, type_.body, True) + 5


def _set_counts(
    counts: Sequence[Count], right: float, top: float, size: float, type_: Type, texts: list[Text], signs: list[Sign]
) -> None:
    x = right - sum(_count_width(count, type_) for count in counts) + 5
    y = top + baseline(size, type_)
    for count in counts:
        tone: Tone = "blocked" if count.mark == "cross" else "caution"
        signs.append(
            Sign(
                Point(round(x + type_.body * 0.42, 2), round(y - type_.body * 0.34, 2)),
                count.mark,
                type_.body * 0.8,
                tone,
            )
        )
        texts.append(
            Text(Point(round(x + type_.body * 1.1, 2), round(y, 2)), count.text, type_.body, True, tone, "body")
        )
        x += _count_width(count, type_)
