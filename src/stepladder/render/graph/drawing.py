"""The graph, drawn: cards at their places, lanes behind them, and every line from its row to the card where it leads.

Everything is in points from the upper left corner of the drawing. Knows nothing of pages.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from stepladder.render.geometry import Point
from stepladder.render.graph.cards import Card
from stepladder.render.graph.packing.placing import place
from stepladder.render.graph.packing.tiles import Blocks
from stepladder.render.graph.routing.levels import APART, FAR, PIN_APART, settle
from stepladder.render.graph.routing.tracks import Track, tracks
from stepladder.render.graph.routing.waypoints import Crossing, Gap, Net, Pin, route
from stepladder.render.graph.strips import strips
from stepladder.render.graph.wires import across, wires
from stepladder.render.plan import Box, Strip, Wire
from stepladder.render.scene import Band, Link
from stepladder.render.style import Type

CLEAR = 7
"""Between a line and the box that it passes."""
TOP = 2
"""The height of the highest line."""
SIDE, HEART = 9, 5
"""How far from the ends of its box a line arrives: usually, and where there is no other way."""
ROUNDS = 400
"""How often the room between cards is looked at again."""


@dataclass(frozen=True)
class Drawing:
    """Everything at its place."""

    width: int
    height: int
    cards: tuple[tuple[Card, int, int], ...]
    """Each with its place."""
    wires: tuple[Wire, ...]
    strips: tuple[Strip, ...]

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The cards as boxes, in reading order."""
        return tuple([card.at(x, y) for card, x, y in self.cards])

    def moved(self, dx: int, dy: int) -> Drawing:
        """The same somewhere else on a page."""
        return replace(
            self,
            cards=tuple([(card, x + dx, y + dy) for card, x, y in self.cards]),
            wires=tuple([_moved_wire(wire, dx, dy) for wire in self.wires]),
            strips=tuple([_moved_strip(strip, dx, dy) for strip in self.strips]),
        )


def _moved_wire(wire: Wire, dx: int, dy: int) -> Wire:
    return replace(wire, points=tuple([Point(x + dx, y + dy) for x, y in wire.points]))


def _moved_strip(strip: Strip, dx: int, dy: int) -> Strip:
    texts = tuple([replace(text, at=Point(text.at.x + dx, round(text.at.y + dy, 2))) for text in strip.texts])
    return replace(strip, rect=strip.rect.moved(dx, dy), title=strip.title.moved(dx, dy), texts=texts)


def draw_graph(
    cards: Mapping[str, Card], links: Sequence[Link], bands: Mapping[str, Band], blocks: Blocks, type_: Type
) -> Drawing:
    """Cards with lines between them.

    Args:
        cards: every card, by the id of its box, in reading order.
        links: those that are drawn; each has a pin on the card that it leaves.
        bands: the lanes by the names that tiles call them.
        blocks: in which lines and columns the cards stand.
        type_: the sizes of type.
    """
    layout = _Layout(cards, links, blocks)
    layout.settle()
    channels = tracks(layout.nets, len(layout.placing.columns))
    by_net: dict[int, dict[Crossing | None, Track]] = {}
    for track in [track for channel in channels for track in channel]:
        by_net.setdefault(track.net, {})[track.then] = track
    frame = across(channels, layout.widths)
    found = {
        wire.link.id: wire
        for net, target in zip(layout.nets, layout.targets, strict=True)
        for wire in wires(net, target, by_net[net.number], layout.links, frame)
    }
    in_order = tuple([found[link.id] for link in links])
    lowest = max([layout.placing.bottom, *[round(point.y) for wire in in_order for point in wire.points]])
    return Drawing(
        frame.width,
        lowest + TOP,
        tuple([(card, frame.columns[layout.column[name]], layout.top[name]) for name, card in cards.items()]),
        in_order,
        tuple(strips(layout.placing, frame, bands, type_)),
    )


class _Layout:
    """Columns of cards, moved apart until all lines between them have room."""

    def __init__(self, cards: Mapping[str, Card], links: Sequence[Link], blocks: Blocks) -> None:
        self.cards, self.blocks = cards, blocks
        self.links = {link.id: link for link in links}
        self._source = {link: name for name, card in cards.items() for link in card.pins if link in self.links}
        self._need: dict[tuple[int, int], int] = {}
        self._place()
        members: dict[str, list[str]] = {}
        for link in links:
            members.setdefault(link.target, []).append(link.id)
        self.targets = list(members)
        self.nets = [Net(number, self.column[name], 0, []) for number, name in enumerate(members)]
        self._members = list(members.values())

    def settle(self) -> None:
        """Find a way and a height for every line."""
        self._connect()
        route(self.nets, [[gap for gap in gaps if gap.low < FAR] for gaps in self._gaps(lenient=True)])
        counts: dict[tuple[int, int], int] = {}
        for crossing in [crossing for net in self.nets for crossing in net.crossings]:
            key = (crossing.column, crossing.gap.number)
            counts[key] = counts.get(key, 0) + 1
        self._need = {key: 2 * CLEAR + (count - 1) * APART for key, count in counts.items()}
        for _ in range(ROUNDS):
            self._place()
            self._connect()
            crowded = settle(self.nets, self._gaps(), self._edges())
            if not crowded:
                return
            for gap, count in crowded.items():
                key = (gap.column, gap.number)
                self._need[key] = max(gap.high - gap.low + 2 * CLEAR, self._need.get(key, 0)) + APART * count
        raise AssertionError("lines found no room")

    def _place(self) -> None:
        self.placing = place(self.blocks, TOP + CLEAR, self._need)
        spots = [(spot, number) for number, spots in enumerate(self.placing.columns) for spot in spots if spot.name]
        self.column = {spot.name: number for spot, number in spots}
        self.top = {spot.name: spot.y for spot, _ in spots}

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """Of the columns."""
        return tuple(
            [max([self.cards[spot.name].width for spot in spots if spot.name]) for spots in self.placing.columns]
        )

    def _connect(self) -> None:
        """Where lines leave and arrive now."""
        pins = {
            link: Pin(link, self.column[name], self.top[name] + self.cards[name].pins[link])
            for link, name in self._source.items()
        }
        leaving: list[list[Pin]] = [[] for _ in self.placing.columns]
        for pin in sorted(pins.values(), key=lambda pin: pin.y):
            leaving[pin.column].append(pin)
        for net, name, members in zip(self.nets, self.targets, self._members, strict=True):
            net.pins = [pins[link] for link in members]
            own = set(members)
            near = leaving[net.column - 1] if net.column else []
            foreign = [pin.y for pin in near if pin.link not in own]
            net.y = _entry(self.top[name], self.cards[name], foreign, [pin.y for pin in near if pin.link in own])

    def _gaps(self, lenient: bool = False) -> list[list[Gap]]:
        """The free spaces of each column; `lenient`: also those that are too narrow now, with their middle."""
        found: list[list[Gap]] = []
        for number, spots in enumerate(self.placing.columns):
            gaps: list[Gap] = []
            low, before = TOP, None
            for spot in spots:
                inner = before is not None and before.tile == spot.tile
                high = spot.y - CLEAR
                if before is not None and not before.name:  # nothing passes between a lane's title and its first card
                    low, high = FAR, -FAR
                elif lenient and high < low:
                    low = high = (low + high) // 2
                gaps.append(Gap(number, len(gaps), low, high, inner))
                low, before = spot.y + spot.height + CLEAR, spot
            found.append([*gaps, Gap(number, len(gaps), low, FAR)])
        return found

    def _edges(self) -> list[list[int]]:
        """The heights of the borders of lanes in each column."""
        found: list[list[int]] = [[] for _ in self.placing.columns]
        for tile, span in zip(self.placing.tiles, self.placing.spans, strict=True):
            for column in range(span.first, span.last + 1) if tile.band is not None else ():
                found[column] += [span.top, span.bottom]
        return found


def _entry(top: int, card: Card, foreign: Sequence[int], own: Sequence[int]) -> int:
    """At which height lines arrive at a card: straight from a row if that is near, else at its title.

    Args:
        top: its upper edge.
        card: the card.
        foreign: the heights at which lines to other cards leave the column before; sorted.
        own: the same of lines to this card.
    """
    wanted = top + card.entry
    first, last = top + SIDE, top + max(SIDE, min(card.height - SIDE, card.heading))
    straight = [y for y in own if first <= y <= last and _clear(y, foreign)]
    if straight:
        return min(straight, key=lambda y: (abs(y - wanted), y))
    for low, high in ((first, last), (top + HEART, top + card.height - HEART)):
        free = [y for y in range(low, high + 1) if _clear(y, foreign)]
        if free:
            return min(free, key=lambda y: (abs(y - wanted), y))
    return wanted


def _clear(y: int, others: Sequence[int]) -> bool:
    """Whether a height is not too near to any of some sorted ones."""
    at = bisect_left(others, y - PIN_APART + 1)
    return at == len(others) or others[at] >= y + PIN_APART
