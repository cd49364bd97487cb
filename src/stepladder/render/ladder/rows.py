"""The ladder in rows, for upright pages: bands below each other, the spine straight down, exits to the right.

One file on purpose: one pass down the page, whose parts hand each other the same measures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeAlias

from stepladder.render.blocks import Block, block
from stepladder.render.geometry import Point, Rect
from stepladder.render.pagination import BETWEEN, again, again_title, stacked, torn
from stepladder.render.paint.boxes import reach
from stepladder.render.paint.shapes import recess
from stepladder.render.plan import Box, Label, Strip, Text, Wire
from stepladder.render.scene import Band, Link, Node, Scene
from stepladder.render.style import HEAD, LOOKS, Type
from stepladder.render.text.metrics import width, wrap

MANY = 5
"""A card with so many entries is as wide as the page allows."""
TRACK = 6.0
"""Between two wires in the gutter."""
ARRIVES = 13.0
"""So far below the upper edge of a box a wire arrives at its left, clear of the numbers on the corner."""
PORTS = 7.0
"""Between where wires arrive at the left of a box and where others leave."""


@dataclass(frozen=True)
class Page:
    """What stands on one page."""

    strips: tuple[Strip, ...]
    wires: tuple[Wire, ...]
    boxes: tuple[Box, ...]
    bottom: float


@dataclass(frozen=True)
class Measures:
    """The columns of the page, in points from its left edge."""

    left: float
    strip: float
    """The width of the lane titles."""
    card_x: float
    card: float
    """The width of a card."""
    right: float
    """The right end of what stands in a band."""
    side: float
    """The width of a box at the side."""
    end: float
    """The right end of the bands."""

    @property
    def spine(self) -> float:
        """Where the spine runs."""
        return round(self.card_x + self.card / 2)

    @property
    def side_x(self) -> float:
        """Where the boxes at the side begin."""
        return self.right - self.side


@dataclass(frozen=True)
class Part:
    """A box of the spine, or as much of it as stands on one page."""

    node: Node
    sides: tuple[Node, ...]
    """The boxes beside it."""
    first: bool = True
    """Whether it is the whole box or its beginning."""
    last: bool = True
    """Whether it is the whole box or its end."""


Shelf: TypeAlias = list[tuple[Band | None, list[Part]]]
"""Bands that stand side by side, mostly a single one."""


@dataclass
class _Draft:
    """Everything placed so far on one page."""

    strips: list[Strip] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def measures(scene: Scene, room: Rect, tracks: int) -> Measures:
    """How the width of a page is shared out.

    Args:
        scene: what is drawn.
        room: where it may stand.
        tracks: how many wires run in the gutter at a time.
    """
    strip = 88.0 if scene.bands else 0.0
    pad = 8.0 if scene.bands else 0.0
    gutter = 14.0 + TRACK * tracks if tracks else 8.0
    card_x = round(room.x + pad + strip + gutter)
    right = room.right - pad
    rest = right - card_x
    sides = [node for node in scene.nodes if node.place == "side"]
    if not sides:
        card = min(rest, 300.0 if scene.bands else 340.0)
        if not scene.bands:
            card_x = round(room.x + (room.w - card) / 2)
    else:
        card = rest * 0.46
    return Measures(room.x, strip, card_x, round(card), right, round(rest * 0.225), room.right)


def rows(scene: Scene, room: Rect, type_: Type, *, grow: bool, density: float = 1.0) -> list[Page]:
    """The ladder in rows.

    Args:
        scene: a scene of the view `ladder`.
        room: where it may stand on each page; its height does not count where it may grow.
        type_: the sizes of type.
        grow: whether the page is as high as need be.
        density: how far apart things stand, 1 for what is usual, less for closer.

    Returns:
        Its pages; one where it fits, or where it grows.
    """
    tracks = gutter_tracks(scene)
    measured = measures(scene, room, max(tracks.values(), default=-1) + 1)
    maker = _Maker(scene, room, type_, measured, tracks, grow, density)
    return maker.make()


def jumps(scene: Scene) -> list[Link]:
    """The links between boxes of the spine that do not go to the next one."""
    spine = [node.id for node in scene.nodes if node.place == "spine"]
    order = {name: number for number, name in enumerate(spine)}
    return [
        link for link in scene.links
        if link.source in order and link.target in order and not link.id.startswith("down-")
    ]  # fmt: skip


def gutter_tracks(scene: Scene) -> dict[str, int]:
    """The track of each wire in the gutter: none shares one with a wire beside it."""
    return tracks_of(scene, jumps(scene))


def tracks_of(scene: Scene, links: Sequence[Link]) -> dict[str, int]:
    """The track of each of some links between boxes of the spine: none shares one with a link beside it."""
    spine = [node.id for node in scene.nodes if node.place == "spine"]
    order = {name: number for number, name in enumerate(spine)}
    spans = []
    for link in links:
        a, b = sorted((order[link.source], order[link.target]))
        spans.append((b - a, a, b, link.id))
    taken: list[list[tuple[int, int]]] = []
    found: dict[str, int] = {}
    for _, a, b, name in sorted(spans):
        for track, others in enumerate(taken):
            if all(b < c or d < a for c, d in others):
                others.append((a, b))
                found[name] = track
                break
        else:
            found[name] = len(taken)
            taken.append([(a, b)])
    return found


@dataclass
class _Maker:
    scene: Scene
    room: Rect
    type_: Type
    m: Measures
    tracks: dict[str, int]
    grow: bool
    density: float
    draft: _Draft = field(default_factory=_Draft)
    pages: list[Page] = field(default_factory=list)
    places: dict[str, list[tuple[int, Box]]] = field(default_factory=dict)
    """On which page each box stands, and where; on several where it goes on."""

    def make(self) -> list[Page]:
        y = self.room.y
        last: list[Node] = []
        for bands in self._shelves():
            shelf = [(band, [Part(node, self._beside(node)) for node in nodes]) for band, nodes in bands]
            y, last = self._lay(shelf, y, last)
        y = self._panels(y + 2)
        self._close(y)
        self._jump_wires()
        return self.pages

    def _lay(self, shelf: Shelf, y: float, last: list[Node]) -> tuple[float, list[Node]]:
        """Put bands on the page, or on the next one, or on as many as they need.

        Returns:
            Where the next band begins, and the boxes from which arrows lead to it.
        """
        lay = self._band if len(shelf) == 1 else self._shelf
        waiting = shelf
        while True:
            now, waiting = waiting, []
            trial = lay(now, y, last)
            if not self._fits(trial):
                now, waiting = self._torn(now, y, last)
                if not now:
                    self._close(y)
                    y, last = self.room.y, []
                    continue
                lay = self._band if len(now) == 1 else self._shelf
                trial = lay(now, y, last)
            self.draft.strips.extend(trial.strips)
            self.draft.wires.extend(trial.wires)
            self.draft.boxes.extend(trial.boxes)
            for box in trial.boxes:
                self.places.setdefault(box.node.id, []).append((len(self.pages), box))
            nodes = [part.node for _, parts in now for part in parts]
            y = trial.bottom + (4.0 * self.density if self.scene.bands else self._gap(self._down(nodes[-1])))
            last = nodes if len(now) > 1 else nodes[-1:]
            if not waiting:
                return y, [self.scene.by_id[node.id] for node in (last if len(shelf) == 1 else self._nodes(shelf))]
            self._close(y)
            lay = self._band if len(waiting) == 1 and len(shelf) == 1 else self._shelf
            y, last = self.room.y, []

    def _nodes(self, shelf: Shelf) -> list[Node]:
        return [part.node for _, parts in shelf for part in parts]

    def _fits(self, page: Page) -> bool:
        return self.grow or page.bottom <= self.room.bottom + 0.01

    def _torn(self, shelf: Shelf, y: float, last: list[Node]) -> tuple[Shelf, Shelf]:
        """What of bands stands on the page from a height on, and what on the next; what fits there is not torn."""
        empty = not self.draft.boxes
        lay = self._band if len(shelf) == 1 else self._shelf
        if not empty and self._fits(lay(shelf, self.room.y, [])):
            return [], shelf
        if len(shelf) > 1 or shelf[0][1][0].node.abreast:
            return self._torn_shelf(shelf) if empty else ([], shelf)
        band, parts = shelf[0]
        again_ = None if band is None else replace(band, title=again_title(band.title))
        count = 0
        while count < len(parts) and self._fits(self._band([(band, parts[: count + 1])], y, last)):
            count += 1
        if count:
            return [(band, parts[:count])], [(again_, parts[count:])] if parts[count:] else []
        if not empty:
            return [], shelf
        now, rest = self._torn_part(band, parts[0])
        behind = [*([rest] if rest else []), *parts[1:]]
        return [(band, [now])], [(again_, behind)] if behind else []

    def _deep(self, band: Band | None, parts: list[Part]) -> float:
        return self._band([(band, parts)], self.room.y, []).bottom

    def _torn_part(self, band: Band | None, part: Part) -> tuple[Part, Part | None]:
        """What of one box with what stands beside it fits on an empty page, and the rest."""

        def fits(one: Part) -> bool:
            return self._deep(band, [one]) <= self.room.bottom + 0.01

        count = len(part.sides)
        while count and not fits(replace(part, sides=part.sides[:count])):
            count -= 1
        if count or (part.sides and part.first and fits(replace(part, sides=()))):
            rest = Part(again(part.node), part.sides[count:], first=False)
            return replace(part, sides=part.sides[:count]), rest
        bare = replace(part, node=replace(part.node, lines=()), sides=())
        left = self.room.bottom - self._deep(band, [bare])
        if not part.first and not part.node.lines and part.sides:
            side, behind = torn(
                part.sides[0], self._side_block, left + block(bare.node, self.m.card, self.type_).height
            )
            others = part.sides[1:] if behind is None else (behind, *part.sides[1:])
            return replace(part, sides=(side,)), Part(again(part.node), others, first=False) if others else None
        wide, columns = self._width(part.node)

        def measure(node: Node) -> Block:
            return block(node, wide, self.type_, columns, tight=self.tight, least=self._least(node))

        node, more = torn(part.node, measure, left + measure(bare.node).height - 4)
        if more is None:
            return replace(part, sides=()), Part(again(part.node), part.sides, first=False) if part.sides else None
        return Part(node, (), part.first), Part(more, part.sides, first=False)

    def _torn_shelf(self, shelf: Shelf) -> tuple[Shelf, Shelf]:
        """What of cards side by side fits on an empty page, and the rest of those that do not."""
        trial = self._shelf(shelf, self.room.y, [])
        now: Shelf = []
        behind: Shelf = []
        for (band, parts), box in zip(shelf, trial.boxes, strict=True):

            def measure(node: Node, wide: float = box.rect.w) -> Block:
                return block(node, wide, self.type_, 1, tight=self.tight)

            node, rest = torn(parts[0].node, measure, self.room.bottom - box.rect.y - 8)
            now.append((band, [replace(parts[0], node=node)]))
            if rest is not None:
                title = None if band is None else replace(band, title=again_title(band.title))
                behind.append((title, [Part(rest, (), first=False)]))
        return now, behind

    def _close(self, bottom: float) -> None:
        draft = self.draft
        self.pages.append(Page(tuple(draft.strips), tuple(draft.wires), tuple(draft.boxes), bottom))
        self.draft = _Draft()

    def _bands(self) -> Iterator[tuple[Band | None, list[Node]]]:
        """Each band with its boxes of the spine; without bands each box is on its own, so that pages can break."""
        spine = [node for node in self.scene.nodes if node.place == "spine"]
        if not self.scene.bands:
            yield from ((None, [node]) for node in spine)
            return
        for band in self.scene.bands:
            inside = [node for node in spine if node.band == band.id]
            if inside:
                yield band, inside

    def _shelves(self) -> Iterator[list[tuple[Band | None, list[Node]]]]:
        """Bands that stand below each other, and those that stand side by side together."""
        waiting: list[tuple[Band | None, list[Node]]] = []
        for band, nodes in self._bands():
            if waiting and not (nodes[0].abreast and nodes[0].abreast == waiting[-1][1][0].abreast):
                yield waiting
                waiting = []
            waiting.append((band, nodes))
        if waiting:
            yield waiting

    def _gap(self, link: Link | None) -> float:
        plain = 13 * self.density
        high = self._down_label_height(link)
        if link is None:
            return round(plain, 1)
        around = [more_around(self.scene.by_id[name]) for name in (link.source, link.target)]
        return round(max(plain + sum(around) - min(around), high + 3 + sum(around) if high else 0.0), 1)

    def _down_label(self, link: Link) -> tuple[str, ...]:
        """The words beside the spine, in so many lines that they do not reach past the card."""
        if not link.label:
            return ()
        wide = self.m.card_x + self.m.card - self.m.spine - 8
        return wrap(link.label, self.type_.label, wide, bold=True, most=3)

    def _down_label_height(self, link: Link | None) -> float:
        return len(self._down_label(link)) * self.type_.label * 1.18 if link is not None else 0.0

    @property
    def tight(self) -> float:
        """How much less room than usual there is above and below the words of a box."""
        return max(0.0, (1 - self.density) * 10)

    def _down(self, source: Node, target: Node | None = None) -> Link | None:
        """The arrow from a box to the next one, or to one of those that follow side by side."""
        spine = [node.id for node in self.scene.nodes if node.place == "spine"]
        after = [target.id] if target is not None else spine[spine.index(source.id) + 1 :][:1]
        return next((link for link in self.scene.links if link.source == source.id and link.target in after), None)

    def _band(self, shelf: Shelf, top: float, last: list[Node]) -> Page:
        """One band from a height on."""
        band, parts = shelf[0]
        nodes = [part.node for part in parts]
        pad = 6.0 * self.density if band else 0.0
        left = right = top + max(pad, _around(nodes[0]))
        boxes: list[Box] = []
        wires: list[Wire] = []
        joins = self._joins(last, nodes[0]) if parts[0].first else []
        if joins and band is not None:
            left = right = max(left, *(before.rect.bottom + self._gap(link) for link, before in joins))
            if len(joins) > 1:
                left = right = max(left, top + HEAD + 2)
        low, at = top, 0
        for number, (node, part) in enumerate(zip(nodes, parts, strict=True)):
            if number:
                left += self._gap(self._down(nodes[number - 1]))
            wide, columns = self._width(node)
            if wide > self.m.card:
                left = max(left, right + more_around(node))
            card = block(node, wide, self.type_, columns, tight=self.tight, least=self._least(node))
            sides = self._sides(part)
            if sides:  # so that its wires do not run along those of the box before
                left = max(left, low + 5 - card.height / 2)
            heights = sum(height for _, _, height in sides)
            start = max(right, left)
            box = card.at(self.m.card_x, round(left, 2))
            if wide <= self.m.card and heights < card.height:
                start = max(start, left + (card.height - heights) / 2)
            box_wires, side_boxes, end = self._side_wires(box, sides, start)
            if number:
                joins = [(down, boxes[at])] if (down := self._down(nodes[number - 1])) is not None else []
            bus = None if len(joins) < 2 else round(top - 4.0 * self.density / 2, 2)
            wires.extend(self._down_wire(link, before, box, bus) for link, before in joins)
            at = len(boxes)
            boxes.append(box)
            boxes.extend(side_boxes)
            wires.extend(box_wires)
            left = box.rect.bottom
            low = max([low, *(wire.points[-1].y for wire in box_wires)])
            right = max(right, end)
            if wide > self.m.card:
                right = max(right, left + 4)
        bottom = max(left + max(pad, _around(nodes[-1])), right + pad)
        bottom = max(bottom, left + self._label_below(nodes[-1]))
        strips: tuple[Strip, ...] = ()
        if band is not None:
            strips = (self._strip(band, top, bottom),)
            bottom = max(bottom, strips[0].rect.bottom)
        return Page(strips, tuple(wires), tuple(boxes), bottom)

    def _label_below(self, node: Node) -> float:
        """The room that the label of the arrow to the next band needs."""
        leaving = self._down(node)
        if leaving is None or not leaving.label or self.scene.by_id[leaving.target].abreast:
            return 0.0
        return self._down_label_height(leaving) + 2.5 + more_around(node)

    def _joins(self, last: list[Node], node: Node) -> list[tuple[Link, Box]]:
        """The arrows to a box from those before it that stand on the page."""
        links = [(self._down(before, node), self._last_box(before)) for before in last]
        return [(link, box) for link, box in links if link is not None and box is not None]

    def _strip(self, band: Band, top: float, bottom: float) -> Strip:
        """A band from a height to another, or as far down as its title needs."""
        texts, need = self._strip_texts(band, top)
        rect = Rect(self.m.left, top, self.m.end - self.m.left, round(max(bottom - top, need), 2))
        return Strip(band, rect, Rect(self.m.left + 2, top + 2, self.m.strip + 4, need - 4), texts)

    def _shelf(self, shelf: Shelf, top: float, last: list[Node]) -> Page:
        """Several bands side by side, each with its one card below its title."""
        bands = [(band, [part.node for part in parts]) for band, parts in shelf]
        gap, pad = 6.0, 6.0
        total = self.m.end - self.m.left - gap * (len(bands) - 1)
        top += 7.0 if last else 0.0
        wides, cards = self._shares(bands, total, 2 * pad)
        titles = [
            self._strip_texts(band, top, wide - 44) if band else ((), 0.0)
            for (band, _), wide in zip(bands, wides, strict=True)
        ]
        start = top + max(need for _, need in titles) - 2 + max(card.above for card in cards)
        high = max(card.height for card in cards)
        bottom = start + high + pad
        strips: list[Strip] = []
        boxes: list[Box] = []
        wires: list[Wire] = []
        x = self.m.left - gap
        wide = 0.0
        for (band, nodes), card, (texts, need), own in zip(bands, cards, titles, wides, strict=True):
            x = round(x + wide + gap, 2)
            wide = own
            shift = x - self.m.left
            if band is not None:
                moved = tuple([replace(text, at=Point(round(text.at.x + shift, 2), text.at.y)) for text in texts])
                rect = Rect(x, top, wide, round(bottom - top, 2))
                strips.append(Strip(band, rect, Rect(x + 2, top + 2, wide - 40, need - 6), moved))
            box = card.at(x + pad, round(start, 2))
            box = replace(box, rect=Rect(box.rect.x, box.rect.y, box.rect.w, round(high, 2)))
            boxes.append(box)
            before = self._last_box(last[-1]) if last else None
            link = self._down(last[-1], nodes[0]) if last else None
            if before is not None and link is not None:
                spine, enter, bus = self.m.spine, x + wide - 24, round(top - 5.0, 2)
                points = (
                    Point(spine, before.rect.bottom),
                    Point(spine, bus),
                    Point(enter, bus),
                    Point(enter, box.rect.y),
                )
                wires.append(Wire(link, points, None, True, (before.node.id, box.node.id)))
        return Page(tuple(strips), tuple(wires), tuple(boxes), bottom)

    def _shares(
        self, bands: list[tuple[Band | None, list[Node]]], total: float, pads: float
    ) -> tuple[list[float], list[Block]]:
        """How wide bands side by side are, so that the highest of their cards is as low as can be."""
        count = len(bands)

        def cards(wides: list[float]) -> list[Block]:
            return [
                block(
                    nodes[0], wide - pads, self.type_, 1, tight=self.tight,
                    known=band.title if band is not None and nodes[0].lines else "",
                )
                for (band, nodes), wide in zip(bands, wides, strict=True)
            ]  # fmt: skip

        wides = [round(total / count, 1)] * count
        best = cards(wides)
        for _ in range(12):  # give the highest some of what the lowest has
            heights = [card.height for card in best]
            high, low = heights.index(max(heights)), heights.index(min(heights))
            step = round(total * 0.02, 1)
            if high == low or wides[low] - step < total / count * 0.72:
                break
            trial = [w + step if n == high else w - step if n == low else w for n, w in enumerate(wides)]
            found = cards(trial)
            if max(card.height for card in found) > max(heights):
                break
            wides, best = trial, found
        return wides, best

    def _last_box(self, node: Node | None) -> Box | None:
        if node is None or node.id not in self.places:
            return None
        page, box = self.places[node.id][-1]
        return box if page == len(self.pages) else None

    def _width(self, node: Node) -> tuple[float, int]:
        """How wide a card is, and in how many columns its lines stand."""
        entries = [line for line in node.lines if not line.indent]
        sides = [side for side in self.scene.nodes if side.beside == node.id]
        if sides or LOOKS[node.look].shape in ("hexagon", "pill", "octagon"):
            return self.m.card, 1
        long = max((width(line.text, self.type_.body) for line in node.lines), default=0.0)
        title = width(node.title, self.type_.heading, True) < self.m.card - 26
        if len(entries) < MANY and long < self.m.card * 0.8 and title:
            return self.m.card, 1
        wide = self.m.right - self.m.card_x
        if len(entries) < 3:
            return wide, 1
        heights = {n: block(node, wide, self.type_, n, tight=self.tight).height for n in (1, 2, 3)}
        return wide, min(heights, key=lambda n: (heights[n] + 4 * n, n))

    def _beside(self, node: Node) -> tuple[Node, ...]:
        return tuple([side for side in self.scene.nodes if side.beside == node.id])

    def _sides(self, part: Part) -> list[tuple[Link, Block, float]]:
        """The boxes beside one, each with its link and the height that both need."""
        found = []
        for side in part.sides:
            link = next(link for link in self.scene.links if link.target == side.id)
            box = self._side_block(side)
            if side.lines:
                link = replace(link, label="")
            label = self._label_lines(link)
            around = 2 * more_around(side) if side.state == "walked" else 0.0
            need = max(box.height + around, len(label) * self.type_.label * 1.18)
            found.append((link, box, need + 1 + 3 * self.density))
        return found

    def _side_block(self, side: Node) -> Block:
        """A box at the side, measured; a card takes the room of labels too."""
        if side.lines:
            return block(side, self._card_room(), self.type_, tight=self.tight)
        small = replace(self.type_, heading=self.type_.label)
        return block(side, self.m.side, small, tight=self.tight + 2)

    def _card_room(self) -> float:
        """How wide a card beside the ladder is: it takes the room of labels too."""
        return self.m.right - self.m.card_x - self.m.card - 24

    def _label_room(self) -> float:
        return self.m.side_x - self.m.card_x - self.m.card - 8 - 6 - 10

    def _label_lines(self, link: Link) -> tuple[str, ...]:
        if not link.label:
            return ()
        return wrap(link.label, self.type_.label, self._label_room(), bold=True, most=3)

    def _side_wires(
        self, box: Box, sides: Sequence[tuple[Link, Block, float]], start: float
    ) -> tuple[list[Wire], list[Box], float]:
        wires: list[Wire] = []
        boxes: list[Box] = []
        y = start
        size = self.type_.label
        trunk = self.m.card_x + self.m.card + 8
        middles = []
        for _, _, need in sides:
            middles.append(round(y + (need - 1 - 3 * self.density) / 2, 2))
            y += need
        leave = box.rect.cy
        if middles and LOOKS[box.node.look].shape not in ("hexagon", "pill", "octagon"):
            near = min(middles, key=lambda middle: abs(middle - box.rect.cy))
            if box.rect.y + 6 < near < box.rect.bottom - 6:
                leave = near
        near = min(middles, key=lambda middle: abs(middle - leave), default=leave)
        if abs(near - leave) < 2.0:  # a step of a point would be seen, and means nothing
            leave, middles = (leave, [leave]) if len(middles) == 1 else (near, middles)
        for (link, side, _), middle in zip(sides, middles, strict=True):
            placed = side.at(self.m.right - side.width, round(middle - side.height / 2, 2))
            from_ = Point(box.rect.right, leave)
            to = Point(placed.rect.x, middle)
            if abs(middle - leave) < 0.01:
                points: tuple[Point, ...] = (from_, to)
            else:
                points = (from_, Point(trunk, leave), Point(trunk, middle), to)
            label = self._side_label(link, trunk, middle, size)
            wires.append(Wire(link, points, label, True, (box.node.id, placed.node.id)))
            boxes.append(placed)
        return wires, boxes, y

    def _side_label(self, link: Link, trunk: float, middle: float, size: float) -> Label | None:
        lines = self._label_lines(link)
        if not lines:
            return None
        high = len(lines) * size * 1.18
        x = trunk + 6
        long = max(width(line, size, True) for line in lines)
        top = middle - high / 2
        texts = tuple(
            [
                Text(Point(x, round(top + number * size * 1.18 + size * 0.93, 2)), line, size, True, "strong", "label")
                for number, line in enumerate(lines)
            ]
        )
        return Label(Rect(x - 2, top, long + 4, high), texts)

    def _down_wire(self, link: Link, above: Box, below: Box, bus: float | None = None) -> Wire:
        x = self.m.spine
        if bus is not None:
            from_ = round(above.rect.cx, 2)
            points = (Point(from_, above.rect.bottom), Point(from_, bus), Point(x, bus), Point(x, below.rect.y))
            return Wire(link, points, None, True, (above.node.id, below.node.id))
        a, b = Point(x, above.rect.bottom), Point(x, below.rect.y)
        size = self.type_.label
        label = None
        lines = self._down_label(link)
        if lines:
            top = a.y + 1 + more_around(above.node)
            texts = tuple(
                [
                    Text(Point(x + 7, round(top + size * (0.95 + 1.18 * n), 2)), line, size, True, "strong", "label")
                    for n, line in enumerate(lines)
                ]
            )
            long = max(width(line, size, True) for line in lines)
            label = Label(Rect(x + 5, top, long + 4, len(lines) * size * 1.18), texts)
        return Wire(link, (a, b), label, True, (above.node.id, below.node.id))

    def _strip_texts(self, band: Band, top: float, wide: float | None = None) -> tuple[tuple[Text, ...], float]:
        type_ = self.type_
        y = top + 6.0 * self.density
        x = self.m.left + 8
        texts: list[Text] = []
        if band.strip:
            y += type_.strip
            texts.append(Text(Point(x, y), band.strip, type_.strip, False, "muted", "strip"))
            y += 2
        for line in wrap(band.title, type_.band, wide or self.m.strip - 4, bold=True, most=4):
            y += type_.band
            texts.append(Text(Point(x, round(y, 2)), line, type_.band, True, "strong", "band"))
            y += type_.band * 0.12
        return tuple(texts), y + 1 + 5 * self.density - top

    # panels and what runs in the gutter

    def _panels(self, y: float) -> float:
        panels = [node for node in self.scene.nodes if node.place == "panel"]
        if not panels:
            return y
        gap = 6.0
        total = self.m.end - self.m.left
        blocks, high = panel_blocks(panels, total - gap * (len(panels) - 1), self.type_, self.tight)
        if not self.grow and y + high > self.room.bottom + 0.01:
            if self.draft.boxes:
                self._close(y)
                y = self.room.y
            if high > self.room.h + 0.01:
                return self._high_panels(panels, y)
        x = self.m.left
        for found in blocks:
            placed = found.at(x, round(y, 2))
            self.draft.boxes.append(replace(placed, rect=Rect(x, placed.rect.y, found.width, round(high, 2))))
            x += found.width + gap
        return y + high + 2

    def _high_panels(self, panels: Sequence[Node], y: float) -> float:
        """Panels of which one is higher than a page: below each other, on as many pages as they need."""
        for found in stacked(panels, self.m.end - self.m.left, self.type_, self.tight, y, self.room):
            if found.at.y < y:
                self._close(y)
            box = found.block.at(self.m.left, round(found.at.y, 2))
            self.draft.boxes.append(box)
            y = box.rect.bottom + BETWEEN
        return y

    @cached_property
    def _ports(self) -> Mapping[str, Mapping[bool, float]]:
        """How far below the upper edge of a box wires leave at its left (True) and arrive there (False).

        All that leave do so together, and all that arrive. Where wires come from above and go on downwards they leave
        below the place where they arrive, else above it: so they do not cross.
        """
        order = {node.id: number for number, node in enumerate(self.scene.nodes)}
        found: dict[str, dict[bool, float]] = {}
        for link in jumps(self.scene):
            found.setdefault(link.target, {})[False] = ARRIVES
        for link in jumps(self.scene):
            ports = found.setdefault(link.source, {})
            sources = [order[other.source] for other in jumps(self.scene) if other.target == link.source]
            down = sources and max(sources) < order[link.source] < order[link.target]
            if not sources:
                ports[True] = ARRIVES - 2
            elif ports.get(True, 0.0) != ARRIVES + PORTS:
                ports[True] = ARRIVES + PORTS if down else ARRIVES - PORTS
        return found

    def _least(self, node: Node) -> float:
        """How high a box is at least, for the wires at its left."""
        return max((y + PORTS + 1 for y in self._ports.get(node.id, {}).values()), default=0.0)

    def _jump_wires(self) -> None:
        """The wires in the gutter, from the left edge of one box to that of another on the same page."""
        for link in jumps(self.scene):
            from_page, source = self.places[link.source][-1]
            to_page, target = self.places[link.target][0]
            if from_page != to_page:
                continue
            x = self.m.card_x - 14 - TRACK * self.tracks[link.id]
            out, into = self._port(source, leaving=True), self._port(target, leaving=False)
            points = (out, Point(x, out.y), Point(x, into.y), into)
            page = self.pages[from_page]
            wire = Wire(link, points, None, True, (source.node.id, target.node.id))
            self.pages[from_page] = replace(page, wires=(*page.wires, wire))

    def _port(self, box: Box, *, leaving: bool) -> Point:
        """The place on the left edge of a box where wires leave or arrive."""
        y = box.rect.y + self._ports[box.node.id][leaving]
        x = box.rect.x + recess(LOOKS[box.node.look].shape, box.rect, "left", y)
        return Point(round(x, 2), round(y, 2))


def _around(node: Node) -> float:
    """The room that a box needs above and below, so that its outline does not touch that of its band."""
    return reach(node) + 1.2


def more_around(node: Node) -> float:
    """How much farther than usual the outline of a box reaches."""
    return round(max(0.0, reach(node) - 1.0), 2)


def panel_blocks(panels: Sequence[Node], total: float, type_: Type, tight: float) -> tuple[list[Block], float]:
    """The panels side by side, the width shared out so that the highest is as low as can be."""
    shares: list[tuple[float, ...]] = (
        [(1.0,)] if len(panels) == 1 else [(a, 1 - a) for a in (0.5, 0.4, 0.45, 0.55, 0.6, 0.66)]
    )
    if len(panels) > 2:
        shares = [tuple([1 / len(panels)] * len(panels))]
    best: tuple[list[Block], float] | None = None
    for share in shares:
        blocks = []
        for node, part in zip(panels, share, strict=True):
            tried = [block(node, round(total * part), type_, n, tight=tight) for n in (1, 2, 3, 4)]
            blocks.append(min(tried, key=lambda found: found.height))
        high = max(found.height for found in blocks)
        if best is None or high < best[1] - 0.5:
            best = blocks, high
    assert best is not None
    return best
