"""A graph that is too large for its page, as several pages: what leads to another page says which.

On a page lines are drawn as far as they find room; the other exits name the page, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from stepladder.render.frame import frame
from stepladder.render.geometry import Rect
from stepladder.render.graph.arrange import Cards, even, resized
from stepladder.render.graph.cards import WIDE, Card, card, natural_width
from stepladder.render.graph.drawing import Drawing, draw_graph
from stepladder.render.graph.packing.flow import Flow
from stepladder.render.graph.packing.tiles import PAD, Blocks, Lane, Part, Pile
from stepladder.render.graph.ranks import Ranks
from stepladder.render.graph.strips import title_height
from stepladder.render.graph.wires import EMPTY
from stepladder.render.plan import Sheet
from stepladder.render.scene import Band, Line, Link, Node, Row, Scene
from stepladder.render.style import TYPES, PageSize

FILLED = (0.97, 0.9, 0.8, 0.7, 0.55, 0.4, 0.25)
"""How much of a page's height is filled with cards: less where there is no room for the lines then."""
AHEAD = (", p. 88", ", p. 888")
"""Holds the place of a page number while there is none: of few cards, and of many."""
MANY = 150
"""So many cards need a hundred pages at most."""
PIECE = 40
"""So many words of a line or a condition stay together when a card has to be cut."""
AGAIN = " (continued)"


def atlas(scene: Scene, ranks: Mapping[str | None, Ranks], page: PageSize) -> tuple[Sheet, ...]:
    """A graph on as many pages as it needs.

    Args:
        scene: what is shown.
        ranks: the cards of each band; on several pages they stand in the order of the scene.
        page: which page.
    """
    around = frame(scene, page)
    room = around.room
    cut = _Cut(scene, page, room)
    found = cut.pages([band for band in _in_order(scene) if band in ranks])
    page_of = {part.name: number for number, block in enumerate(found, start=1) for part in _parts(block)}
    sheets: list[Sheet] = []
    for number, block in enumerate(found, start=1):
        drawing = cut.fitted(block, page_of if len(found) > 1 else {})
        moved = drawing.moved(round(room.x + (room.w - drawing.width) / 2), round(room.y))
        sheets.append(around.sheet(moved.strips, moved.wires, moved.boxes, number=number, of=len(found)))
    return tuple(sheets)


def _in_order(scene: Scene) -> dict[str | None, None]:
    """The bands in the order of their boxes."""
    return dict.fromkeys([node.band for node in scene.nodes])


def _parts(block: Sequence[Sequence[Pile]]) -> list[Part]:
    tiles = [tile for line in block for pile in line for tile in pile]
    return [part for tile in tiles for column in tile.columns for part in column]


@dataclass(frozen=True, slots=True)
class _Rest:
    """What of a lane is not on a page yet."""

    band: str | None
    number: int
    """How many parts of it are."""
    names: tuple[str, ...]


class _Cut:
    """A scene whose cards and lanes are cut so that each piece fits a page."""

    def __init__(self, scene: Scene, page: PageSize, room: Rect) -> None:
        self.scene, self.page, self.room = scene, page, room
        self.bands: dict[str, Band] = {band.id: band for band in scene.bands}
        self.nodes: dict[str, Node] = {}
        """The pieces of all boxes; the first of each has its id."""
        self.links: list[Link] = []
        """From the pieces on which their rows stand."""
        ahead = AHEAD[len(scene.nodes) > MANY]
        self._ahead = {link.id: ahead for link in scene.links}
        self._high = int(room.h * FILLED[0])
        self._pieces: dict[str, list[str]] = {}
        row_of: dict[str, str] = {}
        for node in scene.nodes:
            for piece in self._cut(node):
                self.nodes[piece.id] = piece
                self._pieces.setdefault(node.id, []).append(piece.id)
                row_of.update({row.link: piece.id for row in piece.rows if row.link})
        self.links = [replace(link, source=row_of[link.id]) for link in scene.links]
        self._cards = {name: self.card(node, self._ahead) for name, node in self.nodes.items()}

    def card(self, node: Node, where: Mapping[str, str]) -> Card:
        """The card of a piece at the width it wants."""
        return card(node, natural_width(node, self.page), self.page, where)

    def fitted(self, block: list[list[Pile]], page_of: Mapping[str, int]) -> Drawing:
        """A page with as many lines as fit, and page numbers behind all other exits."""
        drawn = self._inside(block)
        while True:
            inside = {link.id for link in drawn}
            outside = [link for link in self.links if link.id not in inside] if page_of else []
            drawing = self._drawing(block, drawn, {link.id: f", p. {page_of[link.target]}" for link in outside})
            if not drawn or self._fits(drawing):
                return drawing
            corners: dict[str, int] = {}
            for wire in drawing.wires:
                corners[wire.link.target] = corners.get(wire.link.target, 0) + len(wire.points)
            busiest = max(corners, key=corners.__getitem__)
            drawn = [link for link in drawn if link.target != busiest]

    def _inside(self, block: Sequence[Sequence[Pile]]) -> list[Link]:
        """The links between the cards of a page."""
        own = {part.name for part in _parts(block)}
        return [link for link in self.links if link.source in own and link.target in own]

    def _drawing(self, block: list[list[Pile]], drawn: Sequence[Link], where: Mapping[str, str]) -> Drawing:
        own = {part.name for part in _parts(block)}
        cards: Cards = {name: self.card(node, where) for name, node in self.nodes.items() if name in own}
        cards, sized = even(cards, resized([block], cards), self.page, where)
        return draw_graph(cards, drawn, self.bands, sized, TYPES[self.page])

    def _fits(self, drawing: Drawing) -> bool:
        return drawing.width <= self.room.w and drawing.height <= self.room.h

    def pages(self, bands: Sequence[str | None]) -> Blocks:
        """Every page as a block: filled as far as all lines between its cards have room."""
        members: dict[str | None, list[str]] = {}
        for node in self.scene.nodes:
            members.setdefault(node.band, []).extend(self._pieces[node.id])
        waiting = [_Rest(band, 0, tuple(members[band])) for band in bands]
        columns = max(1, int((self.room.w - 2 * PAD - 2 + EMPTY) // (WIDE[self.page] + EMPTY)))
        found: Blocks = []
        while waiting:
            block, rest = self._page(waiting, columns)
            found.append(block)
            waiting = rest
        return found

    def _page(self, waiting: Sequence[_Rest], columns: int) -> tuple[list[list[Pile]], list[_Rest]]:
        """The next page, and what is left then."""
        before: list[list[Pile]] | None = None
        for wide in dict.fromkeys((columns, max(1, columns - 1))):
            for filled in FILLED:
                block, rest = self._filled(waiting, Flow(wide, int(self.room.h * filled)))
                if block != before and self._fits(self._whole(block)):
                    return block, rest
                before = block
        return self._filled(waiting, Flow(columns, self._high))

    def _whole(self, block: list[list[Pile]]) -> Drawing:
        """A page with all its lines, before pages have numbers."""
        drawn = self._inside(block)
        inside = {link.id for link in drawn}
        return self._drawing(block, drawn, {link: words for link, words in self._ahead.items() if link not in inside})

    def _filled(self, waiting: Sequence[_Rest], flow: Flow) -> tuple[list[list[Pile]], list[_Rest]]:
        """A page with as much as the flow takes, and what is left then."""
        left = list(waiting)
        while left:
            rest = left[0]
            count = self._taken(rest, flow)
            if not count:
                break
            whole = count == len(rest.names)
            flow.add(self._lane(rest, count), whole)
            if not whole:
                left[0] = _Rest(rest.band, rest.number + 1, rest.names[count:])
                break
            left.pop(0)
        return flow.lines, left

    def _taken(self, rest: _Rest, flow: Flow) -> int:
        """How many cards of what is left of a lane a page takes where it stands."""
        whole = self._lane(rest, len(rest.names))
        if flow.takes(whole):
            return len(rest.names)
        if flow.fits_a_page(whole) and not flow.wasteful:
            return 0
        count = 0 if flow.begun else 1
        while count < len(rest.names) and flow.has_room(self._lane(rest, count + 1), whole=False):
            count += 1
        return count

    def _cut(self, node: Node) -> Iterator[Node]:
        """A box in pieces none of which is too high."""
        high = self._least(node)
        if self.card(node, self._ahead).height <= high:
            yield node
            return
        waiting: list[Line | Row] = [piece for line in node.lines for piece in _line_pieces(line)]
        waiting += [piece for row in node.rows for piece in _row_pieces(row)]
        piece = replace(node, lines=(), rows=())
        number = 1
        for item in waiting:
            longer = _with(piece, item)
            if self.card(longer, self._ahead).height > high and (piece.lines or piece.rows):
                yield piece
                number += 1
                title = node.title + AGAIN
                piece = replace(node, id=f"{node.id}--{number}", title=title, lines=(), rows=(), numbers=())
                longer = _with(piece, item)
            piece = longer
        yield piece

    def _least(self, node: Node) -> int:
        """How high a card may be in its lane."""
        if node.band is None:
            return self._high
        band = replace(self.bands[node.band], title=self.bands[node.band].title + AGAIN)
        head = title_height(band, natural_width(node, self.page), TYPES[self.page])
        return self._high - Lane(node.band, (), head).extra

    def _lane(self, rest: _Rest, count: int) -> Lane:
        """The next cards of a lane."""
        cards = [self._cards[name] for name in rest.names[:count]]
        ranks = tuple([(Part(found.node.id, found.width, found.height),) for found in cards])
        if rest.band is None:
            return Lane(None, ranks)
        name = f"{rest.band}#{rest.number}" if rest.number else rest.band
        if name not in self.bands:
            self.bands[name] = replace(self.bands[rest.band], title=self.bands[rest.band].title + AGAIN)
        wide = min([found.width for found in cards])
        return Lane(name, ranks, title_height(self.bands[name], wide, TYPES[self.page]), wide)


def _with(node: Node, item: Line | Row) -> Node:
    if isinstance(item, Line):
        return replace(node, lines=(*node.lines, item))
    return replace(node, rows=(*node.rows, item))


def _line_pieces(line: Line) -> Iterator[Line]:
    words = line.text.split()
    for begin in range(0, max(1, len(words)), PIECE):
        yield replace(line, text=" ".join(words[begin : begin + PIECE]))


def _row_pieces(row: Row) -> Iterator[Row]:
    """A row, and further ones without an exit of their own for the rest of what is said in it."""
    label, when = row.label.split(), row.when.split()
    long = len(label) > PIECE
    yield replace(row, label=" ".join(label[:PIECE]), when="" if long else " ".join(when[:PIECE]), lines=())
    for begin in range(PIECE, len(label), PIECE):
        yield Row("", " ".join(label[begin : begin + PIECE]), "", "", row.state)
    for begin in range(0 if long else PIECE, len(when), PIECE):
        yield Row("", "", " ".join(when[begin : begin + PIECE]), "", row.state)
    for line in row.lines:
        yield Row("", "", "", "", row.state, (line,))
