"""Lines between boxes that stand in columns, third part: side by side on tracks in the channels between columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stepladder.render.graph.routing.waypoints import Crossing, Net

CLOSE = 10
"""Two lines on the same track keep so far from each other."""
ROUNDS, MANY = 3, 60
"""How often each track looks for a better place; only once where there are many."""


@dataclass(eq=False, slots=True)
class Track:
    """Lines of one net that come together in a channel and leave it at one height."""

    net: int
    channel: int
    then: Crossing | None
    """Where it leads; None for the target."""
    out: int
    rightward: bool
    """Whether the lines leave it to the right."""
    left: list[int]
    """The heights at which it meets the left side of the channel."""
    right: list[int]
    low: int = 0
    high: int = 0
    place: int = 0
    """Which track it is, from the left."""

    @property
    def upright(self) -> bool:
        """Whether lines run up or down on it at all."""
        return self.low < self.high


def tracks(nets: Sequence[Net], columns: int) -> list[list[Track]]:
    """The tracks of each channel with their places.

    Args:
        nets: with their ways and heights.
        columns: how many columns there are; there is one channel more.
    """
    found: list[list[Track]] = [[] for _ in range(columns + 1)]
    for net in nets:
        by_then: dict[Crossing | None, Track] = {}
        for pin in net.pins:
            _track(net, net.hops[pin.link], by_then).left.append(pin.y)
        for crossing in net.crossings:
            track = _track(net, crossing.then, by_then)
            (track.left if crossing.way > 0 else track.right).append(crossing.y)
        for track in by_then.values():
            heights = track.left + track.right
            track.low, track.high = min(heights), max(heights)
            found[track.channel].append(track)
    for channel in found:
        _place([track for track in channel if track.upright])
    return found


def widest(channel: Iterable[Track]) -> int:
    """How many tracks lie side by side."""
    return max([track.place + 1 for track in channel if track.upright], default=0)


def _track(net: Net, then: Crossing | None, by_then: dict[Crossing | None, Track]) -> Track:
    """The track that leads to a crossing or to the target."""
    if then not in by_then:
        if then is None:
            track = Track(net.number, net.column, None, net.y, True, [], [net.y])
        elif then.way > 0:
            track = Track(net.number, then.enters, then, then.y, True, [], [then.y])
        else:
            track = Track(net.number, then.enters, then, then.y, False, [then.y], [])
        by_then[then] = track
    return by_then[then]


def _place(upright: list[Track]) -> None:
    """Order the tracks of a channel so that few lines cross, and set them as near together as can be."""
    upright.sort(key=lambda track: (track.low + track.high, track.net, track.out))
    order: list[Track] = []
    for track in upright:
        _insert(order, track)
    for _ in range(ROUNDS if len(upright) < MANY else 1):
        before = list(order)
        for track in upright:
            order.remove(track)
            _insert(order, track)
        if order == before:
            break
    for number, track in enumerate(order):
        beside = [o.place for o in order[:number] if o.low - CLOSE < track.high and track.low - CLOSE < o.high]
        track.place = max(beside, default=-1) + 1


def _insert(order: list[Track], track: Track) -> None:
    """Put a track where its lines cross fewest others; of equal places into the middle one."""
    costs = [0]
    for other in order:
        costs.append(costs[-1] + _crossed(other, track) - _crossed(track, other))
    least = min(costs)
    places = [place for place, cost in enumerate(costs) if cost == least]
    order.insert(places[len(places) // 2], track)


def _crossed(a: Track, b: Track) -> int:
    """How many crossings there are where `a` runs to the left of `b`."""
    if a.high <= b.low or b.high <= a.low:
        return 0
    return sum([b.low < y < b.high for y in a.right]) + sum([a.low < y < a.high for y in b.left])
