"""The lines of a graph from corner to corner, once all heights and tracks are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stepladder.render.geometry import Point
from stepladder.render.graph.packing.tiles import PAD
from stepladder.render.graph.routing.levels import APART
from stepladder.render.graph.routing.tracks import Track, widest
from stepladder.render.graph.routing.waypoints import Crossing, Net, Pin
from stepladder.render.plan import Wire
from stepladder.render.scene import Link
from stepladder.render.style import CORNER

BEHIND, BEFORE = 16, 22
"""From a column to the first track behind it, and from the last track to the next column."""
EMPTY = 40
"""How wide a channel without tracks is."""

Corner = tuple[int, int]


@dataclass(frozen=True)
class Across:
    """Where columns and tracks are, from left to right."""

    columns: tuple[int, ...]
    """The left edge of each column."""
    widths: tuple[int, ...]
    channels: tuple[int, ...]
    """The first track of each channel."""
    width: int
    """Of the whole."""

    def track(self, track: Track) -> int:
        """Where a track is."""
        return self.channels[track.channel] + track.place * APART


def across(channels: Sequence[Sequence[Track]], widths: Sequence[int]) -> Across:
    """Columns with as much room between them as their tracks need."""
    x = 0
    columns: list[int] = []
    firsts: list[int] = []
    for number, channel in enumerate(channels):
        first, last = number == 0, number == len(widths)
        count = widest(channel)
        behind = 1 if first else BEHIND
        firsts.append(x + behind)
        if count:
            x += behind + (count - 1) * APART + (1 if last else BEFORE)
        else:
            x += PAD + 1 if first or last else EMPTY
        if not last:
            columns.append(x)
            x += widths[number]
    return Across(tuple(columns), tuple(widths), tuple(firsts), x)


def wires(
    net: Net, target: str, tracks: Mapping[Crossing | None, Track], links: Mapping[str, Link], frame: Across
) -> Iterator[Wire]:
    """The lines to one box; all but the first end where they meet another one, save those that were walked.

    Args:
        net: the lines, with their ways and heights.
        target: the id of the box.
        tracks: the tracks of the net by where they lead.
        links: the links by their ids.
        frame: where columns and tracks are.
    """
    drawn: dict[Track, tuple[int, int]] = {}
    last = sorted(net.pins, key=lambda pin: links[pin.link].state == "missed")  # else a line would end on a dashed one
    for pin in last:
        link = links[pin.link]
        corners, head = _corners(net, pin, tracks, frame, drawn, link.state == "walked")
        points = tuple([Point(*corner) for corner in _straight(corners)])
        yield Wire(link, points, None, head, (link.source, target))


def _corners(
    net: Net,
    pin: Pin,
    tracks: Mapping[Crossing | None, Track],
    frame: Across,
    drawn: dict[Track, tuple[int, int]],
    whole: bool,
) -> tuple[list[Corner], bool]:
    """The corners of a line, and whether it goes all the way.

    Args:
        net: its net.
        pin: where it begins.
        tracks: the tracks of the net.
        frame: where they are.
        drawn: from where to where each track is drawn already; kept up.
        whole: whether it is drawn all the way in any case.
    """
    corners = [(frame.columns[pin.column] + frame.widths[pin.column], pin.y)]
    y, hop = pin.y, net.hops[pin.link]
    while True:
        track = tracks[hop]
        x = frame.track(track)
        met = drawn.get(track)
        low, high = met or (y, y)
        if met is not None and not whole:
            drawn[track] = min(low, y), max(high, y)
            return [*corners, *_joined(track, x, y, met)], False
        drawn[track] = min(low, y, track.out), max(high, y, track.out)
        if track.upright:
            corners += [(x, y), (x, track.out)]
        y = track.out
        if hop is None:
            return [*corners, (frame.columns[net.column], y)], True
        hop = hop.then


def _joined(track: Track, x: int, y: int, met: tuple[int, int]) -> list[Corner]:
    """How a line joins another one on a track: turned the way that one goes on, for the length of a corner.

    Args:
        track: the track.
        x: where it is.
        y: where the line comes to it.
        met: from where to where it is drawn.
    """
    corner = round(CORNER)
    meets = min(max(y, met[0]), met[1])
    if meets == track.out:
        return [(x, y), (x, meets), (x + corner if track.rightward else x - corner, meets)]
    step = min(corner, abs(track.out - meets))
    return [(x, y), (x, meets + step if track.out > meets else meets - step)]


def _straight(corners: Sequence[Corner]) -> list[Corner]:
    """Corners alone: without those that repeat one or lie on the way."""
    found: list[Corner] = []
    for corner in corners:
        if found and found[-1] == corner:
            continue
        while len(found) > 1 and any(found[-2][axis] == found[-1][axis] == corner[axis] for axis in (0, 1)):
            found.pop()
        found.append(corner)
    return found
