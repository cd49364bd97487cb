"""The ladder in columns, for wide pages: bands beside each other, what leaves the ladder below the box it leaves.

Bands that stand side by side in rows stand below each other here, in one column.

One file on purpose: one pass across the page, whose parts hand each other the same measures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from stepladder.render.blocks import Block, block, narrowest
from stepladder.render.geometry import Point, Rect
from stepladder.render.ladder.rows import ARRIVES, PORTS, Page, Part, jumps, more_around, panel_blocks, tracks_of
from stepladder.render.pagination import BETWEEN, again, again_title, stacked, torn
from stepladder.render.paint.boxes import reach
from stepladder.render.paint.shapes import recess
from stepladder.render.plan import Box, Label, Strip, Text, Wire
from stepladder.render.scene import Band, Link, Node, Scene
from stepladder.render.style import LOOKS, Type
from stepladder.render.text.metrics import width, wrap

GUTTER = 16.0
RAIL = 19.0
"""From the left edge of a box to the wire that runs down from it."""
PAD, PAD_CURRENT = 5.0, 6.4
"""From the edge of a band to its boxes; more where a walk stands at one of them."""
TRACK = 6.0
"""Between two wires beside each other."""
USUAL = 250.0
"""How wide a column is that is one of several for the same band."""
BEND = 9.0
"""Less than this a wire does not bend sideways, but arrives elsewhere at its box."""
WIDEST = 190.0
"""Of a box below another."""


@dataclass(frozen=True)
class _Column:
    """The bands of one column, each with its boxes."""

    bands: tuple[tuple[Band | None, tuple[Part, ...]], ...]
    alone: bool = False
    """Whether it has a page to itself: a part of something that is deeper than a page."""
    continues: bool = False
    """Whether it goes on with what the one before began."""

    @property
    def parts(self) -> tuple[tuple[Band | None, Part], ...]:
        return tuple([(band, part) for band, parts in self.bands for part in parts])


@dataclass
class _Laid:
    """One column laid out from the top left corner on."""

    strips: list[Strip] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    exits: dict[str, tuple[Point, Label | None, tuple[Point, ...]]] = field(default_factory=dict)
    """Of a link to another column: where it reaches the right edge, its label, and the way so far."""
    bottom: float = 0.0


def columns(scene: Scene, room: Rect, type_: Type, *, density: float = 1.0) -> list[Page]:
    """The ladder in columns.

    Args:
        scene: a scene of the view `ladder`.
        room: where it may stand on each page.
        type_: the sizes of type.
        density: how far apart things stand, 1 for what is usual, less for closer.

    Returns:
        Its pages; one where it fits.
    """
    return _Maker(scene, room, type_, density).make()


@dataclass
class _Maker:
    scene: Scene
    room: Rect
    type_: Type
    density: float
    measured: dict[tuple[str, str, str | None, int, float], Block] = field(default_factory=dict)
    turned: bool = False
    """Whether what goes on with what a column began stands on the next page."""
    _entered: dict[str, Point] = field(default_factory=dict)
    """Where wires arrive at the boxes of a page to which they come from other columns."""

    @property
    def tight(self) -> float:
        return max(0.0, (1 - self.density) * 10)

    @cached_property
    def _all(self) -> tuple[_Column, ...]:
        tracks = max(tracks_of(self.scene, jumps(self.scene)).values(), default=-1) + 1
        deep = self.room.h - (tracks * TRACK + 4 if tracks else 0)
        return tuple([one for column in self._columns() for one in self._shortened(column, deep)])

    @cached_property
    def _of(self) -> Mapping[str, int]:
        """The number of the column of each box of the spine, where it begins."""
        parts = [(part, number) for number, column in enumerate(self._all) for _, part in column.parts]
        return {part.node.id: number for part, number in parts if part.first}

    @cached_property
    def _from(self) -> Mapping[str, int]:
        """The number of the column of each box of the spine, where it ends."""
        return {part.node.id: number for number, column in enumerate(self._all) for _, part in column.parts}

    def _step(self, link: Link) -> int:
        """How many columns further on a link leads."""
        return self._of[link.target] - self._from[link.source]

    @cached_property
    def _tracks(self) -> Mapping[str, int]:
        """The tracks above the columns, of the ways that have to go there: not those to the next or the same column."""
        return tracks_of(self.scene, [link for link in jumps(self.scene) if self._step(link) not in (0, 1)])

    @cached_property
    def _leaving(self) -> Mapping[int, tuple[str, ...]]:
        """The boxes of each column from whose right side ways of a walk leave to other columns; each has a track."""
        found: dict[int, dict[str, None]] = {}
        for link in jumps(self.scene):
            if link.id in self._tracks:
                found.setdefault(self._from[link.source], {})[link.source] = None
        return {number: tuple(names) for number, names in found.items()}

    @cached_property
    def _arriving(self) -> Mapping[int, tuple[str, ...]]:
        """The boxes of each column at whose left side ways of a walk arrive; each has a track."""
        found: dict[int, dict[str, None]] = {}
        for link in jumps(self.scene):
            found.setdefault(self._of[link.target], {})[link.target] = None
        return {number: tuple(names) for number, names in found.items()}

    @cached_property
    def _looping(self) -> frozenset[str]:
        """The boxes from whose left side ways of a walk leave: those to boxes of the same column."""
        of = {part.node.id: number for number, column in enumerate(self._columns()) for _, part in column.parts}
        return frozenset([link.source for link in jumps(self.scene) if of[link.source] == of[link.target]])

    def _crossing(self, number: int) -> tuple[str, ...]:
        """The boxes of a column to which arrows come from the one before, where each needs a track of its own."""
        links = [
            link for link in self.scene.links
            if link.id.startswith("down-") and self._of[link.target] == number and self._from[link.source] == number - 1
        ]  # fmt: skip
        targets = tuple(dict.fromkeys(link.target for link in links))
        return targets if len({link.source for link in links}) > 1 else targets[:1]

    def _gutter(self, number: int, first: bool) -> float:
        """The room before a column; where it is the first of its page, that beyond the usual margin."""
        arriving = TRACK * len(self._arriving.get(number, ()))
        arriving += PAD if arriving and not self.scene.bands else 0.0
        if first:
            return max(0.0, arriving - TRACK)
        others = max(0, len(self._crossing(number)) - 1) + len(self._leaving.get(number - 1, ()))
        return GUTTER + arriving + TRACK * others

    def _behind(self, number: int) -> float:
        """The room behind the last column of a page, beyond the usual margin."""
        return max(0.0, TRACK * (len(self._leaving.get(number, ())) - 1))

    def make(self) -> list[Page]:
        pages = self._pages()
        if len(pages) == 1 and any(column.continues for column in self._all):
            self.turned = True  # what is torn apart is never told on one page: with less detail it fits as a whole
            return self._pages()
        return pages

    def _pages(self) -> list[Page]:
        waiting = list(self._all)
        found: list[Page] = []
        nodes = [node for node in self.scene.nodes if node.place == "panel"]
        panels, high = (
            panel_blocks(nodes, self.room.w - 8 * (len(nodes) - 1), self.type_, self.tight) if nodes else ([], 0.0)
        )
        lanes = max(self._tracks.values(), default=-1) + 1
        top = self.room.y + (lanes * TRACK + 4 if lanes else 0)
        apart = high > self.room.h / 2  # the panels need pages of their own
        placed = not panels or apart
        while waiting:
            last = self.room.bottom - top - (0.0 if placed else high + 6)
            wides = self._fit(waiting, last)
            alone = placed or (len(wides) == len(waiting) and not self._too_deep(waiting, wides, last))
            if not alone:  # the panels go on the last page
                wides = self._fit(waiting, self.room.bottom - top)
                if len(wides) == len(waiting) > 1:
                    wides = wides[:-1]
            here = alone and not placed
            found.append(self._page(waiting[: len(wides)], wides, top, panels if here else [], high))
            placed = placed or here
            waiting = waiting[len(wides) :]
        if apart or not placed:
            found.extend(self._panels(nodes, panels, high))
        return found

    def _too_deep(self, chosen: Sequence[_Column], wides: Sequence[float], deep: float) -> bool:
        return any(self._column(column, wide).bottom > deep + 0.01 for column, wide in zip(chosen, wides, strict=True))

    def _panels(self, nodes: Sequence[Node], panels: Sequence[Block], high: float) -> Iterator[Page]:
        """Pages with nothing but panels: side by side on one, or below each other on as many as they need."""
        x, y = self.room.x, self.room.y
        boxes: list[Box] = []
        if high <= self.room.h:
            for found in panels:
                box = found.at(x, y)
                boxes.append(replace(box, rect=Rect(x, y, found.width, round(high, 2))))
                x += found.width + 8
        else:
            for part in stacked(nodes, self.room.w, self.type_, self.tight, y, self.room):
                if part.at.y < y:
                    yield Page((), (), tuple(boxes), y)
                    boxes = []
                boxes.append(part.block.at(x, round(part.at.y, 2)))
                y = boxes[-1].rect.bottom + BETWEEN
        yield Page((), (), tuple(boxes), max(box.rect.bottom for box in boxes))

    def _fit(self, chosen: Sequence[_Column], deep: float) -> list[float]:
        """The widths of as many columns as fit beside each other at a depth, the first of them; at least of one."""
        found: list[float] = []
        begin = len(self._all) - len(chosen)
        total = taken = 0.0
        for number, column in enumerate(chosen, start=begin):
            before = self._gutter(number, first=not found)
            around = 0.0 if found else before + self._behind(number)
            wide = self._least_width(column, deep, self.room.w - around)
            turned = column.alone or (column.continues and self.turned)
            if found and (turned or total + before + wide + self._behind(number) > self.room.w):
                break
            total += before + wide
            taken = total + self._behind(number)
            found.append(wide)
            if column.alone:
                break
        total = taken
        spare = self.room.w - total
        most = max(300.0, self.room.w / len(found) if len(chosen) < 4 else 0.0)
        share = spare / len(found)
        return [round(min(max(most, wide), wide + share), 1) for wide in found] if spare > 0 else found

    def _least_width(self, column: _Column, deep: float, high: float) -> float:
        """How wide a column must at least be so that it is no deeper than asked; as wide as can be if it never is."""
        low = self._narrowest(column)
        if low >= high or self._column(column, low).bottom <= deep:
            return min(low, high)
        if self._column(column, high).bottom > deep:
            return high
        while high - low > 4:
            middle = round((low + high) / 2, 1)
            if self._column(column, middle).bottom <= deep:
                high = middle
            else:
                low = middle
        return high

    def _shortened(self, column: _Column, deep: float) -> list[_Column]:
        """A column that is deeper than a page however wide it is, as several columns; else the column itself."""

        def fits(parts: Sequence[tuple[Band | None, Part]], wide: float) -> bool:
            return self._column(_grouped(parts), wide).bottom <= deep + 0.01

        full = self.room.w - 3 * TRACK
        if fits(column.parts, full):
            return [column]
        usual = min(full, max(USUAL, self._narrowest(column)))
        found: list[_Column] = []
        waiting = list(column.parts)
        fork = len(column.bands) > 1
        while waiting:
            count = 0
            while count < len(waiting) and fits(waiting[: count + 1], usual):
                count += 1
            if count or fits(waiting[:1], full):
                now, waiting = waiting[: max(1, count)], waiting[max(1, count) :]
                found.append(_grouped(now, alone=fork))
            else:
                band, part = waiting[0]
                first, rest = self._torn(band, part, full, deep)
                found.append(_grouped([(band, first)], alone=True))
                waiting[:1] = [(band, rest)] if rest else []
            if waiting and waiting[0][0] is not None and waiting[0][0] == found[-1].parts[-1][0]:
                title = again_title(waiting[0][0].title)
                waiting = [
                    (replace(band, title=title) if band is not None and band == waiting[0][0] else band, part)
                    for band, part in waiting
                ]
        return [replace(one, continues=number > 0) for number, one in enumerate(found)]

    def _torn(self, band: Band | None, part: Part, wide: float, deep: float) -> tuple[Part, Part | None]:
        """What of one box with what stands below it fits on a page, and the rest."""

        def low(one: Part) -> float:
            return self._column(_grouped([(band, one)]), wide).bottom

        count = len(part.sides)
        while count and low(replace(part, sides=part.sides[:count], last=False)) > deep + 0.01:
            count -= 1
        bare = replace(part, sides=(), last=False)
        if count or (part.sides and part.first and low(bare) <= deep + 0.01):
            rest = Part(again(part.node), part.sides[count:], first=False)
            return replace(part, sides=part.sides[:count], last=False), rest
        inner = wide - 2 * self._pad(band, [part.node])
        if not part.first and not part.node.lines and part.sides:
            side = part.sides[0]
            small = inner - RAIL - 12 if side.lines else min(inner - RAIL - 12, WIDEST)
            left = deep - low(replace(bare, node=replace(part.node, lines=()))) - 20
            first, behind = torn(side, lambda node: self._block(node, small, None), left)
            others = part.sides[1:] if behind is None else (behind, *part.sides[1:])
            rest_ = Part(again(part.node), others, first=False) if others else None
            return replace(part, sides=(first,), last=rest_ is None), rest_
        empty = replace(part.node, lines=())
        left = deep - low(replace(bare, node=empty)) + self._block(empty, inner, "").height
        node, more = torn(part.node, lambda node: self._block(node, inner, _known(band, node)), left - 4)
        if more is None:
            others_ = Part(again(part.node), part.sides, first=False) if part.sides else None
            return replace(bare, last=others_ is None), others_
        return Part(node, (), part.first, last=False), Part(more, part.sides, first=False)

    def _columns(self) -> Iterator[_Column]:
        spine = [node for node in self.scene.nodes if node.place == "spine"]
        groups: list[list[tuple[Band | None, list[Node]]]] = []
        bands = {band.id: band for band in self.scene.bands}
        for node in spine:
            band = bands.get(node.band or "")
            last = groups[-1] if groups else None
            if last and band is not None and last[-1][0] == band and not node.abreast:
                last[-1][1].append(node)
            elif last and node.abreast and last[-1][1][-1].abreast == node.abreast:
                last.append((band, [node]))
            elif last and band is None and last[-1][0] is None and len(last[-1][1]) < 4:
                last[-1][1].append(node)
            else:
                groups.append([(band, [node])])
        sides: dict[str, list[Node]] = {}
        for node in self.scene.nodes:
            sides.setdefault(node.beside or "", []).append(node)
        for group in groups:
            yield _Column(
                tuple(
                    [
                        (band, tuple([Part(node, tuple(sides.get(node.id, ()))) for node in nodes]))
                        for band, nodes in group
                    ]
                )
            )

    # one page

    def _page(
        self, chosen: Sequence[_Column], wides: Sequence[float], top: float, panels: Sequence[Block], high: float
    ) -> Page:
        laid = [self._column(column, wide) for column, wide in zip(chosen, wides, strict=True)]
        deepest = max(one.bottom for one in laid)
        page = _Laid()
        x = self.room.x
        lefts: dict[int, float] = {}
        rights: dict[int, float] = {}
        begin = next(number for number, column in enumerate(self._all) if column is chosen[0])
        for number, (column, wide, one) in enumerate(zip(chosen, wides, laid, strict=True), start=begin):
            x = round(x + self._gutter(number, first=not lefts), 2)
            self._move(one, page, x, top, deepest, len(column.bands) == 1)
            lefts[number] = x
            x += wide
            rights[number] = x
        places = {box.node.id: box for box in page.boxes}
        self._entered = {}
        self._across(page, places, lefts)
        self._jump(page, places, lefts, rights)
        bottom = top + deepest
        if panels:
            px = self.room.x
            for found in panels:
                placed = found.at(px, round(bottom + 6, 2))
                page.boxes.append(replace(placed, rect=Rect(px, placed.rect.y, found.width, round(high, 2))))
                px += found.width + 8
            bottom += 6 + high
        return Page(tuple(page.strips), tuple(page.wires), tuple(page.boxes), bottom)

    def _narrowest(self, column: _Column) -> float:
        """How wide a column must be so that no word in it is broken."""
        small = replace(self.type_, heading=self.type_.label)
        found = 50.0
        for band, parts in column.bands:
            pad = 2 * self._pad(band, [part.node for part in parts])
            if band is not None:
                words = [width(word, self.type_.band, True) for word in band.title.split()]
                found = max(found, max(words, default=0.0) + 18)
            for part in parts:
                found = max(found, narrowest(part.node, self.type_) + pad)
                for side in part.sides:
                    found = max(found, narrowest(side, small) + RAIL + 12 + pad)
                for link in self._onward(part):
                    words = [width(word, self.type_.label, True) for word in link.label.split()]
                    found = max(found, max(words, default=0.0) + RAIL + 12 + pad)
        return found

    def _move(self, one: _Laid, page: _Laid, x: float, y: float, deepest: float, stretch: bool) -> None:
        """Put a column at its place; a single band reaches down as far as the deepest."""
        for strip in one.strips:
            rect = strip.rect.moved(x, y)
            if stretch:
                rect = Rect(rect.x, rect.y, rect.w, deepest)
            texts = tuple([_shift(text, x, y) for text in strip.texts])
            page.strips.append(Strip(strip.band, rect, strip.title.moved(x, y), texts))
        page.boxes.extend(
            Box(
                box.node, box.rect.moved(x, y), tuple([_shift(text, x, y) for text in box.texts]),
                tuple([replace(sign, at=Point(sign.at.x + x, sign.at.y + y)) for sign in box.signs]),
                tuple([replace(b, rect=b.rect.moved(x, y), text=_shift(b.text, x, y)) for b in box.badges]),
            )
            for box in one.boxes
        )  # fmt: skip
        page.wires.extend(
            replace(wire, points=_moved(wire.points, x, y), label=_moved_label(wire.label, x, y)) for wire in one.wires
        )
        for name, (end, label, way) in one.exits.items():
            page.exits[name] = Point(end.x + x, end.y + y), _moved_label(label, x, y), _moved(way, x, y)

    # one column

    def _column(self, column: _Column, wide: float) -> _Laid:
        found = _Laid()
        y = 0.0
        for number, (band, parts) in enumerate(column.bands):
            if number:
                y += 8 * self.density + 4
            y = self._band(found, band, parts, wide, y)
        found.bottom = round(y, 2)
        return found

    def _band(self, found: _Laid, band: Band | None, parts: tuple[Part, ...], wide: float, top: float) -> float:
        nodes = [part.node for part in parts]
        pad = self._pad(band, nodes)
        inner = wide - 2 * pad
        y = top
        texts: tuple[Text, ...] = ()
        if band is not None:
            texts, y = self._titles(band, wide, top)
        title_bottom = y
        for number, node in enumerate(nodes):
            card = self._block(node, inner, _known(band, node))
            y += 0.0 if number else max(card.above, more_around(node))
            box = card.at(pad, round(y, 2))
            found.boxes.append(box)
            after = nodes[number + 1] if number + 1 < len(nodes) else None
            above = self._block(after, inner, _known(band, after)).above if after is not None else 0.0
            y = self._below(found, box, parts[number], after, pad + inner, above)
        bottom = y + pad
        if band is not None:
            strip = Rect(0, top, wide, round(bottom - top, 2))
            found.strips.append(Strip(band, strip, Rect(2, top + 2, wide - 4, title_bottom - top - 4), texts))
        return bottom

    def _pad(self, band: Band | None, nodes: Sequence[Node]) -> float:
        if band is None:
            return 0.0
        names = [node.id for node in nodes]
        here = any(node.current for node in self.scene.nodes if node.id in names or node.beside in names)
        return PAD_CURRENT if here else PAD

    def _block(self, node: Node, wide: float, known: str | None) -> Block:
        """A box measured, once for each width; `known` is None for a box at the side."""
        key = (node.id, node.title, known, sum([len(line.text) for line in node.lines]), round(wide, 1))
        if key not in self.measured:
            if known is None:
                small = replace(self.type_, heading=self.type_.label)
                self.measured[key] = block(node, wide, small, tight=self.tight + (0 if node.lines else 1))
            else:
                least = ARRIVES + PORTS + 1 if node.numbers else 0.0
                least += PORTS if node.id in self._looping else 0.0
                self.measured[key] = block(node, wide, self.type_, tight=self.tight, known=known, least=least)
        return self.measured[key]

    def _titles(self, band: Band, wide: float, top: float) -> tuple[tuple[Text, ...], float]:
        type_ = self.type_
        y = top + 5.0
        texts = []
        if band.strip:
            y += type_.strip
            texts.append(Text(Point(8, y), band.strip, type_.strip, False, "muted", "strip"))
            y += 2
        for line in wrap(band.title, type_.band, wide - 14, bold=True, most=3):
            y += type_.band
            texts.append(Text(Point(8, round(y, 2)), line, type_.band, True, "strong", "band"))
            y += type_.band * 0.14
        return tuple(texts), y + 5

    def _below(self, found: _Laid, box: Box, part: Part, after: Node | None, right: float, above: float) -> float:
        """What leaves a box downwards: boxes at the side, then the way to the next box.

        Args:
            found: where they are put.
            box: the box.
            part: the same, and the boxes at its side.
            after: the next one in the column.
            right: the right edge of what stands in the band.
            above: how far a number reaches above the next one.
        """
        node = part.node
        rail = round(box.rect.x + RAIL, 2)
        start = Point(rail, box.rect.bottom)
        left = rail + 12
        y = box.rect.bottom + more_around(node)
        between = 3 + 3 * self.density
        for side in part.sides:
            link = next(link for link in self.scene.links if link.target == side.id)
            y += between
            label, y = self._label(link, rail + 6, right, y)
            y += more_around(side)
            card = self._block(side, right - left if side.lines else min(right - left, WIDEST), None)
            placed = card.at(left, round(y, 2))
            found.boxes.append(placed)
            points = (start, Point(rail, placed.rect.cy), Point(left, placed.rect.cy))
            found.wires.append(Wire(link, points, label, True, (node.id, side.id)))
            y = placed.rect.bottom + more_around(side)
        for link in self._onward(part):
            if after is not None and link.target == after.id:
                y += between if y > box.rect.bottom + 4 or link.label else 0
                label, y = self._label(link, rail + 6, right, y)
                y = max(y + 9 * self.density, box.rect.bottom + 12 * self.density) + more_around(after)
                y = round(max(y, box.rect.bottom + reach(node) + above), 2)
                found.wires.append(Wire(link, (start, Point(rail, y)), label, True, (node.id, after.id)))
                return y
            if link.label:
                y += between
                label, y = self._label(link, rail + 6, right, y)
                y = round(y + 3, 2)
                found.exits[link.id] = Point(right, y), label, (start, Point(rail, y))
            else:
                found.exits[link.id] = Point(box.rect.right, box.rect.cy), None, ()
        return y if after is None else y + max(12 * self.density + more_around(after), reach(node) + above)

    def _onward(self, part: Part) -> list[Link]:
        if not part.last:
            return []
        return [link for link in self.scene.links if link.source == part.node.id and link.id.startswith("down-")]

    def _label(self, link: Link, x: float, right: float, y: float) -> tuple[Label | None, float]:
        size = self.type_.label
        if not link.label:
            return None, y
        lines = wrap(link.label, size, right - x - 2, bold=True, most=3)
        texts = tuple(
            [
                Text(Point(x + 1, round(y + size * (0.93 + 1.16 * n), 2)), line, size, True, "strong", "label")
                for n, line in enumerate(lines)
            ]
        )
        high = len(lines) * size * 1.16
        long = max(width(line, size, True) for line in lines)
        return Label(Rect(x, round(y, 2), long + 3, high), texts), y + high + 2

    # between columns

    def _across(self, page: _Laid, places: Mapping[str, Box], lefts: Mapping[int, float]) -> None:
        """The wires from one column to the next, in the gutter between them."""
        for link in self.scene.links:
            if link.id not in page.exits or self._of[link.target] not in lefts:
                continue
            end, label, way = page.exits[link.id]
            number = self._of[link.target]
            targets = self._crossing(number)
            track = len(self._arriving.get(number, ()))
            track += targets.index(link.target) if link.target in targets else 0
            gutter = self._before(number, lefts, track)
            enter = self._enter(places[link.target], end.y)
            begin = (*way, Point(gutter, end.y)) if way else (end, Point(gutter, end.y))
            points = (*begin, Point(gutter, enter.y), enter)
            page.wires.append(Wire(link, points, label, True, (link.source, link.target)))

    def _before(self, number: int, lefts: Mapping[int, float], track: int) -> float:
        """A track in the gutter before a column, counted from the column on."""
        pad = GUTTER / 2 + (0.0 if self.scene.bands or number not in self._arriving else PAD)
        return round(lefts[number] - pad - TRACK * track, 2)

    def _jump(
        self, page: _Laid, places: Mapping[str, Box], lefts: Mapping[int, float], rights: Mapping[int, float]
    ) -> None:
        """The ways of a walk between boxes that do not follow each other."""
        for link in jumps(self.scene):
            if self._from[link.source] not in lefts or self._of[link.target] not in lefts:
                continue
            source, target = places[link.source], places[link.target]
            from_, to = self._from[link.source], self._of[link.target]
            into = self._enter(target)
            x = self._before(to, lefts, self._arriving[to].index(link.target))
            if from_ == to:
                out = _on_left(source, source.rect.y + ARRIVES + PORTS)
                points = [out, Point(x, out.y), Point(x, into.y), into]
            else:
                rect = source.rect
                y = rect.cy
                off = recess(LOOKS[source.node.look].shape, rect, "right", y)
                out = Point(round(rect.right - off, 2), round(y, 2))
                points = [out, Point(x, out.y), Point(x, into.y), into]
                if link.id in self._tracks:
                    above = self.room.y + TRACK * self._tracks[link.id] + 2
                    leave = round(rights[from_] + GUTTER / 2 + TRACK * self._leaving[from_].index(link.source), 2)
                    points[1:2] = [Point(leave, out.y), Point(leave, above), Point(x, above)]
            page.wires.append(Wire(link, tuple(points), None, True, (link.source, link.target)))

    def _enter(self, box: Box, level: float | None = None) -> Point:
        """Where wires arrive at the left edge of a box: in the middle, but clear of numbers on its corner.

        Args:
            box: where they arrive.
            level: the height of one that should not bend for a few points.
        """
        if box.node.id not in self._entered:
            rect = box.rect
            y = rect.cy
            if box.node.numbers:
                y = rect.y + ARRIVES if box.node.id in self._looping else max(y, rect.y + ARRIVES)
            near = level is not None and abs(level - y) < BEND and rect.y + ARRIVES <= level <= rect.bottom - PORTS
            if level is not None and near and box.node.id not in self._looping:
                y = level
            self._entered[box.node.id] = _on_left(box, y)
        return self._entered[box.node.id]


def _known(band: Band | None, node: Node) -> str:
    """The title that stands just above a box and is not said again."""
    return band.title if band is not None and node.lines and node.look in ("treatment", "adjunct", "procedure") else ""


def _grouped(parts: Sequence[tuple[Band | None, Part]], alone: bool = False) -> _Column:
    """A column of some boxes, those of one band together."""
    groups: list[tuple[Band | None, list[Part]]] = []
    for band, part in parts:
        if groups and groups[-1][0] == band:
            groups[-1][1].append(part)
        else:
            groups.append((band, [part]))
    return _Column(tuple([(band, tuple(inside)) for band, inside in groups]), alone)


def _on_left(box: Box, y: float) -> Point:
    """A place on the left edge of a box."""
    off = recess(LOOKS[box.node.look].shape, box.rect, "left", y)
    return Point(round(box.rect.x + off, 2), round(y, 2))


def _shift(text: Text, x: float, y: float) -> Text:
    return replace(text, at=Point(round(text.at.x + x, 2), round(text.at.y + y, 2)))


def _moved(points: tuple[Point, ...], x: float, y: float) -> tuple[Point, ...]:
    return tuple([Point(round(p.x + x, 2), round(p.y + y, 2)) for p in points])


def _moved_label(label: Label | None, x: float, y: float) -> Label | None:
    if label is None:
        return None
    return Label(label.rect.moved(x, y), tuple([_shift(text, x, y) for text in label.texts]))


__all__ = ["Block", "columns"]
