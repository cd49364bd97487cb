"""A step of the graph as a card: its heading, and below it a row for each exit, measured in whole points.

Knows nothing of where a card stands, nor of wires beyond the heights at which they leave and arrive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil, floor

from stepladder.render.blocks import badge
from stepladder.render.geometry import Point, Rect
from stepladder.render.paint.shapes import Insets, depth, room
from stepladder.render.plan import Badge, Box, Role, Sign, Text
from stepladder.render.scene import Line, Node, Row, Tone
from stepladder.render.style import LOOKS, SMALLEST, TYPES, PageSize, Type
from stepladder.render.text.metrics import ASCENT, width, wrap

WIDE: Mapping[PageSize, int] = {"free": 216, "a4": 208, "slide": 250}
"""How wide a card with exits is, in points."""
NARROW: Mapping[PageSize, int] = {"free": 148, "a4": 140, "slide": 170}
"""How wide one without exits is."""
ROW_PAD = 3.0
"""Above and below the words of a row."""
BETWEEN = 8.0
"""Between the words of a row and where it leads, at least."""
SLANT = 2.5
"""How much farther words keep from sides that come near them at their ends."""
NUMBER = 2.0
"""How far behind the corner of a card the number of a visit stands."""
DOT = " · "
TARGET_PART = 0.5
"""How much of a line the name of the target may take."""


@dataclass(frozen=True)
class Card:
    """The contents of a card, from its top left corner on."""

    node: Node
    width: int
    height: int
    texts: tuple[Text, ...]
    signs: tuple[Sign, ...]
    badges: tuple[Badge, ...]
    rules: tuple[tuple[Point, Point], ...]
    entry: int
    """At which height wires arrive: that of the first line of the title."""
    heading: int
    """How far down the heading reaches."""
    pins: Mapping[str, int]
    """At which height the wire of each exit leaves, by the id of its link: that of the first line of its row."""

    def at(self, x: int, y: int) -> Box:
        """The card at a place."""
        texts = tuple([_shift(text, x, y) for text in self.texts])
        signs = tuple([replace(s, at=Point(s.at.x + x, round(s.at.y + y, 2))) for s in self.signs])
        badges = tuple([Badge(b.rect.moved(x, y), _shift(b.text, x, y)) for b in self.badges])
        rules = tuple([(Point(a.x + x, round(a.y + y, 2)), Point(b.x + x, round(b.y + y, 2))) for a, b in self.rules])
        return Box(self.node, Rect(x, y, self.width, self.height), texts, signs, badges, rules)


def natural_width(node: Node, page: PageSize) -> int:
    """How wide a card wants to be."""
    return WIDE[page] if node.rows or LOOKS[node.look].shape == "panel" else NARROW[page]


def card(node: Node, wide: int, page: PageSize, where: Mapping[str, str] | None = None) -> Card:
    """A card of a width.

    Args:
        node: what it shows.
        wide: its width, in points.
        page: whose sizes of type it has.
        where: words behind the name of an exit's target by the id of its link, such as on which page that is.
    """
    guess = 60.0 + 24 * len(node.rows)
    for _ in range(2):  # the room that some shapes leave hangs on the height
        inset = room(node.look, guess)
        if LOOKS[node.look].shape == "hexagon":
            inset = inset._replace(left=inset.left + SLANT, right=inset.right + SLANT)
        setter = _Setter(node, wide, page, where or {}, inset)
        found = setter.set()
        guess = float(found.height)
    return found


class _Setter:
    """Sets the lines of a card one below the other."""

    def __init__(self, node: Node, wide: int, page: PageSize, where: Mapping[str, str], inset: Insets) -> None:
        self.node, self.wide, self.where, self.inset = node, wide, where, inset
        self.type: Type = TYPES[page]
        self.small = max(SMALLEST[page], self.type.body - 1)
        self.y = inset.top
        self.texts: list[Text] = []
        self.signs: list[Sign] = []
        self.badges: list[Badge] = []
        self.rules: list[tuple[Point, Point]] = []
        self.pins: dict[str, int] = {}

    @property
    def inner(self) -> float:
        """How long a line may be."""
        return self.wide - self.inset.left - self.inset.right

    def set(self) -> Card:
        """The whole card."""
        node, size = self.node, self.type.heading
        entry = floor(self.y + size * self.type.leading / 2)
        alone = not node.rows and not node.lines
        for line in wrap(node.title, size, self.inner - (8 if node.current else 0), bold=True):
            x = (self.wide - width(line, size, True)) / 2 if alone else self.inset.left
            self._text(x, line, size, "heading", "strong", bold=True)
        for item in node.lines:
            self._line(item, self.small, "small")
        heading = floor(self.y)
        for number, row in enumerate(node.rows):
            self._row(row, first=not number)
        if node.numbers:
            self.badges.append(self._number())
        height = ceil(self.y + self.inset.bottom - (1 if node.rows else 0))
        if alone:
            entry = height // 2
        return Card(
            node, self.wide, height, tuple(self.texts), tuple(self.signs), tuple(self.badges), tuple(self.rules), entry,
            heading, self.pins,
        )  # fmt: skip

    def _number(self) -> Badge:
        """When a walk came by: on the upper edge, clear of where lines arrive."""
        size = max(self.type.body, 7.5)
        found = badge(self.node.numbers, Point(0, 0), size)
        x = depth(LOOKS[self.node.look].shape, 60) + NUMBER - found.rect.x
        return Badge(found.rect.moved(x, -1), _shift(found.text, x, -1))

    def _row(self, row: Row, first: bool) -> None:
        """An exit: its words to the left, where it leads to the right, its condition below."""
        size, leading = self.type.body, self.type.body * self.type.leading
        self.y += ROW_PAD + (1.5 if first else 0.5)
        y = round(self.y, 2)
        self.rules.append((Point(self.inset.left, y), Point(self.wide - self.inset.right, y)))
        self.y += ROW_PAD
        top = self.y
        if row.link:
            self.pins[row.link] = floor(top + leading / 2)
        count, free = self._target(row)
        struck = row.state == "blocked"
        if row.label:
            for line in self._beside(row.label, True, free, count):
                self._text(self.inset.left, line, size, "label", "strong", bold=True, struck=struck)
            self.y = max(self.y, top + count * leading)
        if row.when:
            for line in self._beside(row.when, False, free, 0 if row.label else count):
                self._text(self.inset.left, line, size, "body", "body", struck=struck and not row.label)
        self.y = max(self.y, top + count * leading)
        for item in row.lines:
            self._line(item, size, "body")

    def _target(self, row: Row) -> tuple[int, float]:
        """Where an exit leads, on the right; how many lines that takes, and how long lines beside them may be."""
        size, leading = self.type.body, self.type.body * self.type.leading
        end = self.wide - self.inset.right
        if row.numbers:
            shown = badge(row.numbers, Point(0, 0), size)
            dx, dy = round(end - shown.rect.right, 2), round(self.y + leading / 2 - shown.rect.cy, 2)
            self.badges.append(Badge(shown.rect.moved(dx, dy), _shift(shown.text, dx, dy)))
            end -= shown.rect.w + 4
        long = end - self.inset.left
        if not row.link:
            return 0, long
        words = bool(row.label or row.when)
        tone: Tone = "walked" if row.state == "walked" else "muted" if words else "body"
        to = wrap(f"→ {row.to}{self.where.get(row.link, '')}", size, long * TARGET_PART if words else long)
        used = max([width(line, size) for line in to])
        for number, line in enumerate(to):
            x = end - (used if len(to) > 1 else width(line, size))
            self.texts.append(
                _tidy(Text(Point(x, self.y + number * leading + self._base(size)), line, size, tone=tone))
            )
        return len(to), long - used - BETWEEN

    def _beside(self, text: str, bold: bool, free: float, count: int) -> tuple[str, ...]:
        """A text of which so many lines stand beside something, and the others below it."""
        size = self.type.body
        if not count:
            return wrap(text, size, self.inner, bold)
        narrow = wrap(text, size, free, bold)
        if len(narrow) <= count:
            return narrow
        above = wrap(text, size, free, bold, first=0.01)[:count]
        letters = sum([len("".join(line.split())) for line in above])
        return (*above, *wrap(_after(text, letters), size, self.inner, bold))

    def _line(self, line: Line, size: float, role: Role) -> None:
        lead = size * 1.15 if line.mark else 0.0
        lead += 9.0 * line.indent
        if line.mark:
            at = Point(self.inset.left + lead - size * 0.73, self.y + size * self.type.leading / 2)
            self.signs.append(Sign(at, line.mark, size * 0.8, line.tone))
        for text in _broken(line.text, size, self.inner - lead):
            self._text(self.inset.left + lead, text, size, role, line.tone, struck=line.struck)

    def _text(
        self, x: float, text: str, size: float, role: Role, tone: Tone, *, bold: bool = False, struck: bool = False
    ) -> None:
        self.texts.append(_tidy(Text(Point(x, self.y + self._base(size)), text, size, bold, tone, role, struck)))
        self.y += size * self.type.leading

    def _base(self, size: float) -> float:
        """From the top of a line to its baseline."""
        return size * (self.type.leading - 1) / 2 + size * (ASCENT - 0.06)


def _broken(text: str, size: float, room: float) -> list[str]:
    """A text in lines; what stands between dots stays together where it can."""
    found: list[str] = []
    for part in text.split(DOT):
        if found and width(found[-1] + DOT + part, size) <= room:
            found[-1] += DOT + part
        else:
            found.append(part)
    return [line for part in found for line in wrap(part, size, room)]


def _after(text: str, letters: int) -> str:
    """What follows the first letters of a text, gaps not counted.

    >>> _after("to be or not", 4)
    ' or not'
    """
    for place, letter in enumerate(text):
        if not letters:
            return text[place:]
        letters -= not letter.isspace()
    return ""


def _tidy(text: Text) -> Text:
    return replace(text, at=Point(round(text.at.x, 2), round(text.at.y, 2)))


def _shift(text: Text, dx: float, dy: float) -> Text:
    return replace(text, at=Point(round(text.at.x + dx, 2), round(text.at.y + dy, 2)))
