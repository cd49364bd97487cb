"""A box and the words in it, measured: how high it is at a width, and where each line stands.

What the layouts of the ladder and its panels share. Knows nothing of where a box stands on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from stepladder.render.geometry import Point, Rect
from stepladder.render.paint.boxes import border_width
from stepladder.render.paint.shapes import Insets, room
from stepladder.render.plan import Badge, Box, Sign, Text
from stepladder.render.scene import Line, Node, Tone
from stepladder.render.style import LOOKS, Type
from stepladder.render.text.metrics import ASCENT, width, wrap

CENTERED = ("hexagon", "pill", "octagon", "round")
"""Shapes whose title stands in the middle where there is nothing but a title."""
COLUMN_GAP = 12.0
RING = 1.0
"""Around a badge, to set it off from what it lies on."""
HANGS = 5.0
"""So far a sign may reach out of its column, which has room around it."""
AFTER_NUMBERS = 4.0
"""From a badge to the words that it stands before."""


@dataclass(frozen=True)
class Block:
    """The contents of a box, from its top left corner on."""

    node: Node
    width: float
    height: float
    texts: tuple[Text, ...]
    signs: tuple[Sign, ...]
    badges: tuple[Badge, ...]

    @property
    def above(self) -> float:
        """How far a number at its corner reaches above it."""
        return max((RING - badge.rect.y for badge in self.badges if badge.rect.y < 0), default=0.0)

    def at(self, x: float, y: float) -> Box:
        """The box at a place."""
        texts = tuple([_shift(text, x, y) for text in self.texts])
        signs = tuple([replace(s, at=Point(s.at.x + x, s.at.y + y)) for s in self.signs])
        badges = tuple([Badge(b.rect.moved(x, y), _shift(b.text, x, y)) for b in self.badges])
        return Box(self.node, Rect(x, y, self.width, self.height), texts, signs, badges)


def _shift(text: Text, dx: float, dy: float) -> Text:
    return replace(text, at=Point(round(text.at.x + dx, 2), round(text.at.y + dy, 2)))


@dataclass(frozen=True)
class _Broken:
    """A line of a box, broken."""

    line: Line
    leads: tuple[str, ...]
    """The words before the text; the last of them on its first line."""
    texts: tuple[str, ...]
    inset: float
    """How far the texts are set in."""
    shift: float
    """How much farther the first of them, behind the words before it."""
    above: float
    """Room for numbers, which are higher than a line."""

    @property
    def count(self) -> int:
        """How many lines of type it takes."""
        return len(self.texts) + max(0, len(self.leads) - 1)


@dataclass(frozen=True)
class _Piece:
    """What belongs together and is never torn apart by a column."""

    lines: tuple[_Broken, ...]
    leading: float

    @cached_property
    def height(self) -> float:
        return sum([broken.above + broken.count * self.leading for broken in self.lines])


def block(
    node: Node,
    wide: float,
    type_: Type,
    columns: int = 1,
    heading: float | None = None,
    tight: float = 0.0,
    known: str = "",
    least: float = 0.0,
) -> Block:
    """A box of a width.

    Args:
        node: what it shows.
        wide: its width, in points.
        type_: the sizes of type.
        columns: in how many columns its lines stand.
        heading: the size of its title; that of the type where it is None.
        tight: how much less room than usual there is above and below the words.
        known: a title that stands just above the box, and is not said again.
        least: how high it is at least.
    """
    size = heading or type_.heading
    shown = "" if node.title == known else node.title
    inline = _before_title(node, type_)
    corner = None if inline or not node.numbers else badge(node.numbers, Point(0, 0), max(type_.body, 7.5))
    before = inline.rect.w + AFTER_NUMBERS if inline else 0.0
    height = max(least, size * 1.2 + 10)
    for _ in range(8):  # points and round ends grow with the height, and the height with what they leave
        inset = _room(node, height, tight)
        inner = max(wide - inset.left - inset.right, size)
        title = wrap(shown, size, max(inner - before, size), bold=True) if shown else ()
        column = (inner - COLUMN_GAP * (columns - 1)) / columns
        filled = _spread(_pieces(node.lines, type_, column), columns)
        deepest = max((sum([piece.height for piece in pieces]) for pieces in filled), default=0.0)
        head = max(len(title) * size * type_.leading, inline.rect.h + RING if inline else 0.0)
        gap = 1.5 if deepest and head else 0.0
        down = _below(corner, inset, size if title else type_.body, type_) if corner else 0.0
        found = head + gap + deepest + inset.top + inset.bottom + down
        if found <= height + 0.001:
            break
        height = found
    high = max(found, least)
    middle = LOOKS[node.look].shape in CENTERED and not node.lines
    long = max((width(line, size, True) for line in title), default=0.0)
    left = (wide - before - long) / 2 if middle else inset.left
    y = inset.top + down + (high - found) / 2
    texts: list[Text] = []
    signs: list[Sign] = []
    badges = [_moved(inline, left, y + (head - inline.rect.h) / 2)] if inline else [corner] if corner else []
    tone: Tone = "strong"
    at = y + (head - len(title) * size * type_.leading) / 2
    for line in title:
        x = left + before + ((long - width(line, size, True)) / 2 if middle else 0.0)
        texts.append(Text(Point(x, at + _baseline(size, type_)), line, size, True, tone, "heading"))
        at += size * type_.leading
    for number, pieces in enumerate(filled):
        x = inset.left + number * (column + COLUMN_GAP)
        _set(pieces, Point(x, y + head + gap), type_, texts, signs, badges)
    return Block(node, wide, round(high, 2), tuple(texts), tuple(signs), tuple(badges))


def _before_title(node: Node, type_: Type) -> Badge | None:
    """The numbers that stand before a title and not on the corner of the box: several of them, or those at the side.

    At the side an arrow comes to the left of the box, and another box is close above.
    """
    before = len(node.numbers) > 1 or (node.numbers and node.place == "side")
    return _inline(node.numbers, type_.body) if before else None


def _below(corner: Badge, inset: Insets, size: float, type_: Type) -> float:
    """How much lower the words of a box stand, so that the numbers on its corner do not lie on them."""
    if corner.rect.right + RING < inset.left:
        return 0.0
    return max(0.0, corner.rect.bottom + RING - inset.top - _baseline(size, type_) + 0.74 * size)


def _moved(found: Badge, dx: float, dy: float) -> Badge:
    return Badge(found.rect.moved(dx, dy), _shift(found.text, dx, dy))


def narrowest(node: Node, type_: Type, heading: float | None = None) -> float:
    """How wide a box must be so that no word of it is broken."""
    size = heading or type_.heading
    inline = _before_title(node, type_)
    before = inline.rect.w + AFTER_NUMBERS if inline else 0.0
    words = [before + width(word, size, True) for word in node.title.split()]
    for line in node.lines:
        lead = line.indent * 9.0 + _sign_room(line, type_)
        words.extend(lead + width(word, type_.body, _bold(line)) for word in line.text.split())
        if line.lead:
            words.append(width(line.lead, type_.body, True) + type_.body * 1.4)
    inset = _room(node, 80.0, 0.0)  # at its deepest
    return max(words, default=0.0) + inset.left + inset.right + 1


def _room(node: Node, height: float, tight: float) -> Insets:
    inset = room(node.look, height)
    beside = above = 0.0
    if LOOKS[node.look].shape == "pill":  # the higher it is the farther its round ends reach in, and a thick border too
        above = 1.5 if height > 40 else 0.0
        beside = max(0.0, border_width(node.look, node.state) / 2 - 0.8)
    top, bottom = (max(2.5, side - tight) + above for side in (inset.top, inset.bottom))
    return Insets(inset.left + beside, top, inset.right + beside, bottom)


def _baseline(size: float, type_: Type) -> float:
    """From the top of a line to its baseline."""
    return size * (type_.leading - 1) / 2 + size * (ASCENT - 0.06)


def _pieces(lines: Sequence[Line], type_: Type, wide: float) -> list[_Piece]:
    size, leading = type_.body, type_.body * type_.leading
    found: list[list[_Broken]] = []
    for line in lines:
        indent = line.indent * 9.0
        inset = indent + _sign_room(line, type_)
        leads: tuple[str, ...] = ()
        taken = 0.0
        if line.lead and not line.numbers:
            behind = size * 1.3 - HANGS if line.mark else 0.0
            leads = wrap(line.lead, size, max(size, wide - indent - behind), bold=True)
            taken = max(0.0, _run_in(leads[-1], line, type_) - _sign_room(line, type_))
        broken = wrap(line.text, size, max(size, wide - inset), bold=_bold(line), first=taken)
        above = _inline(line.numbers, size).rect.h + 1.7 * RING - leading if line.numbers else 0.0
        piece = _Broken(line, leads, broken, inset, taken, max(0.0, above))
        if line.indent and found:
            found[-1].append(piece)
        else:
            found.append([piece])
    return [_Piece(tuple(piece), leading) for piece in found]


def _run_in(lead: str, line: Line, type_: Type) -> float:
    """How much of a line the words before the text take."""
    return width(lead, type_.body, True) + (type_.body * 1.6 if line.mark else type_.body * 0.45)


def _bold(line: Line) -> bool:
    return line.tone in ("strong", "walked")


def _sign_room(line: Line, type_: Type) -> float:
    if line.numbers:
        return _inline(line.numbers, type_.body).rect.w + AFTER_NUMBERS
    return type_.body * 1.15 if line.mark and not line.lead else type_.body if line.lead else 0.0


def _spread(pieces: Sequence[_Piece], columns: int) -> list[list[_Piece]]:
    """Pieces over columns in order, so that the highest column is as low as can be."""
    if columns == 1:
        return [list(pieces)]
    sums = [0.0, *accumulate(piece.height for piece in pieces)]
    heights = sorted({round(sums[b] - sums[a], 2) for b in range(len(sums)) for a in range(b)})
    low, high = 0, len(heights) - 1
    while low < high:
        middle = (low + high) // 2
        if len(_filled(pieces, heights[middle])) <= columns:
            high = middle
        else:
            low = middle + 1
    return _filled(pieces, heights[high]) if heights else [[]]


def _filled(pieces: Sequence[_Piece], most: float) -> list[list[_Piece]]:
    found: list[list[_Piece]] = [[]]
    used = 0.0
    for piece in pieces:
        if used and used + piece.height > most + 0.01:
            found.append([])
            used = 0.0
        found[-1].append(piece)
        used += piece.height
    return found


def _set(
    pieces: Iterable[_Piece], at: Point, type_: Type, texts: list[Text], signs: list[Sign], badges: list[Badge]
) -> None:
    """Set pieces one below the other from a place on."""
    size, leading = type_.body, type_.body * type_.leading
    y = at.y
    for broken in (broken for piece in pieces for broken in piece.lines):
        line = broken.line
        y += broken.above
        first = at.x + line.indent * 9.0
        for number, lead in enumerate(broken.leads, start=1):
            texts.append(Text(Point(first, y + _baseline(size, type_)), lead, size, True, "strong", "body"))
            y += leading if number < len(broken.leads) else 0.0
        middle = y + leading / 2
        if line.numbers:
            small = _inline(line.numbers, size)
            badges.append(_moved(small, first, middle - small.rect.h / 2))
        elif line.mark:
            x = width(broken.leads[-1], size, True) + size * 0.85 if broken.leads else size * 0.42
            signs.append(Sign(Point(first + x, middle), line.mark, size * 0.8, _sign_tone(line)))
        shift = broken.shift
        for part in broken.texts:
            place = Point(at.x + broken.inset + shift, y + _baseline(size, type_))
            if part:
                texts.append(Text(place, part, size, _bold(line), line.tone, "body", line.struck))
            y += leading
            shift = 0.0


def _sign_tone(line: Line) -> Tone:
    match line.mark:
        case "cross":
            return "blocked"
        case "warning":
            return "caution"
        case _:
            return line.tone


def badge(numbers: tuple[int, ...], at: Point, size: float) -> Badge:
    """The numbers of visits in a round badge whose middle is at a place; at most three of many are written."""
    shown = [str(number) for number in (numbers if len(numbers) <= 3 else (*numbers[:2], numbers[-1]))]
    words = ", ".join(shown) if len(numbers) <= 3 else f"{shown[0]}, {shown[1]} … {shown[2]}"
    small = max(7.0, size * 0.94)
    long = width(words, small, True)
    high = small + 4
    rect = Rect(at.x - max(high, long + 7) / 2, at.y - high / 2, max(high, long + 7), high)
    text = Text(Point(rect.cx - long / 2, rect.cy + small * 0.36), words, small, True, "strong", "number")
    return Badge(rect, text)


def _inline(numbers: tuple[int, ...], size: float) -> Badge:
    """Numbers that stand before words, the upper left corner of their badge at 0, 0; less high than elsewhere."""
    found = badge(numbers, Point(0, 0), size)
    low = found.rect.h - 1.4
    rect = Rect(0, 0, found.rect.w, low)
    return Badge(rect, _shift(found.text, -found.rect.x, -found.rect.y - 0.7))
