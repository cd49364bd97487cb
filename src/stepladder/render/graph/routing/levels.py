"""Lines between boxes that stand in columns, second part: at which height each runs through its gaps.

Two lines of different nets that touch a common channel never come nearer to each other than `PIN_APART`, so that none
of them can lie on another, wherever their tracks will be.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from stepladder.render.graph.routing.waypoints import BEND, Crossing, Gap, Net, Pin

APART = 6
"""Between two lines that run side by side."""
PIN_APART = 5
"""Between a line and the height at which another one leaves or enters a box."""
EDGE_APART, EDGE = 4, -1
"""Between a line and a line in the background, and what stands for the net of the latter."""
FAR = 10**6
"""Below everything."""
STEP = 18
"""What is not higher is a step too small to be seen for what it is."""
LOOK = 400
"""How far from where it would like to be a line looks for a height."""


@dataclass(eq=False, slots=True)
class Run:
    """Crossings of one net, one behind the other at the same height."""

    crossings: list[Crossing]

    @property
    def y(self) -> int:
        """The height."""
        return self.crossings[0].y

    @property
    def net(self) -> int:
        """The number of the net."""
        return self.crossings[0].net

    @property
    def channels(self) -> range:
        """The channels that it touches."""
        columns = [crossing.column for crossing in self.crossings]
        return range(min(columns), max(columns) + 2)

    @property
    def low(self) -> int:
        """The least height."""
        return max([crossing.gap.low for crossing in self.crossings])

    @property
    def high(self) -> int:
        """The greatest height."""
        return min([crossing.gap.high for crossing in self.crossings])

    def settle(self, y: int) -> None:
        """Run at a height."""
        for crossing in self.crossings:
            crossing.y = y


End: TypeAlias = Pin | Net | Run
"""What a run meets: where a line leaves, where it arrives, or another run."""


class Levels:
    """The heights taken in each channel, with the net each belongs to."""

    def __init__(self, channels: int) -> None:
        self._taken: list[list[tuple[int, int, int]]] = [[] for _ in range(channels)]

    def take(self, channels: Iterable[int], y: int, net: int, apart: int) -> None:
        """Keep a height."""
        for channel in channels:
            insort(self._taken[channel], (y, net, apart))

    def leave(self, channels: Iterable[int], y: int, net: int, apart: int) -> None:
        """Give it free again."""
        for channel in channels:
            self._taken[channel].remove((y, net, apart))

    def free(self, channels: Iterable[int], y: int, net: int) -> bool:
        """Whether a line may run at a height; the same height of its own net is no hindrance."""
        for channel in channels:
            taken = self._taken[channel]
            for place in range(bisect_left(taken, (y - APART + 1, EDGE, 0)), len(taken)):
                other, whose, apart = taken[place]
                if other >= y + APART:
                    break
                if abs(other - y) < apart and not (whose == net and other == y):
                    return False
        return True


def settle(nets: Sequence[Net], gaps: Sequence[Sequence[Gap]], edges: Sequence[Iterable[int]]) -> dict[Gap, int]:
    """Give every line a height in every gap.

    Args:
        nets: with their ways; where lines leave and arrive stays as it is.
        gaps: of each column, where the boxes stand now.
        edges: of each column, the heights of lines in the background, on which nothing should run.

    Returns:
        The gaps that must be higher, each with how many lines found no height in it; empty where all is well.
    """
    levels = Levels(len(gaps) + 1)
    for net in nets:
        levels.take((net.column,), net.y, net.number, PIN_APART)
        for pin in net.pins:
            levels.take((pin.column + 1,), pin.y, net.number, PIN_APART)
    for column, heights in enumerate(edges):
        for y in heights:
            levels.take((column, column + 1), y, EDGE, EDGE_APART)
    run_of = _runs(nets, gaps)
    crowded: dict[Gap, int] = {}
    for run, wanted, up in _ordered(run_of, nets):
        if _fit(run, wanted, up, levels):
            continue
        for crossing in run.crossings:
            run_of[crossing] = alone = Run([crossing])
            to = min(max(wanted, crossing.gap.low), crossing.gap.high)
            if len(run.crossings) == 1 or not _fit(alone, to, up, levels):
                crowded[crossing.gap] = crowded.get(crossing.gap, 0) + 1
    if not crowded:
        _straighten(run_of, nets, levels)
    return crowded


def _runs(nets: Iterable[Net], gaps: Sequence[Sequence[Gap]]) -> dict[Crossing, Run]:
    """The run of each crossing, in order; those that follow each other at the same height are one."""
    found: dict[Crossing, Run] = {}
    for crossing in [crossing for net in nets for crossing in net.crossings]:
        crossing.gap = gaps[crossing.column][crossing.gap.number]
        run = found.get(crossing.then) if crossing.then is not None and crossing.then.y == crossing.y else None
        if (
            run is not None
            and max(run.low, crossing.gap.low) <= min(run.high, crossing.gap.high)
            and all(other.column != crossing.column for other in run.crossings)
        ):
            run.crossings.append(crossing)
            found[crossing] = run
        else:
            found[crossing] = Run([crossing])
    return found


def _ends(run_of: Mapping[Crossing, Run], nets: Iterable[Net]) -> dict[Run, list[End]]:
    """What each run meets on both sides."""
    ends: dict[Run, list[End]] = {run: [] for run in run_of.values()}
    for net in nets:
        for pin in net.pins:
            hop = net.hops[pin.link]
            if hop is not None:
                ends[run_of[hop]].append(pin)
        for crossing in net.crossings:
            run = run_of[crossing]
            if crossing.then is None:
                ends[run].append(net)
            elif run_of[crossing.then] is not run:
                ends[run].append(run_of[crossing.then])
                ends[run_of[crossing.then]].append(run)
    return ends


def _ordered(run_of: Mapping[Crossing, Run], nets: Iterable[Net]) -> list[tuple[Run, int, bool]]:
    """Runs in the order in which they choose, each with the height it would like, and whether it looks upwards first.

    What comes from above and leads up chooses first, from the top on; then the others, from the bottom on.
    """
    order: list[tuple[tuple[bool, int, int, int], Run, int, bool]] = []
    for number, (run, met) in enumerate(_ends(run_of, nets).items()):
        heights = [end.y for end in met]
        mean = sum(heights) // len(heights)
        up = run.high < FAR and 2 * mean > run.low + run.high
        key = (up, -mean if up else mean, run.crossings[0].column, number)
        order.append((key, run, _best(run, heights), up))
    return [(run, wanted, up) for _, run, wanted, up in sorted(order, key=lambda item: item[0])]


def _best(run: Run, heights: Sequence[int]) -> int:
    """The height at which a run meets its ends with the shortest lines and the fewest bends."""
    return min([min(max(y, run.low), run.high) for y in heights], key=lambda y: (_cost(y, heights), y))


def _cost(y: int, heights: Sequence[int]) -> int:
    return sum([abs(y - other) + (BEND if y != other else 0) for other in heights])


def _fit(run: Run, wanted: int, up: bool, levels: Levels) -> bool:
    """Let a run settle as near as can be to where it would like to be."""
    low, high = run.low, run.high
    if low > high:
        return False
    channels, net = run.channels, run.net
    for distance in range(max(wanted - low, min(high - wanted, LOOK)) + 1):
        for y in (wanted - distance, wanted + distance) if up else (wanted + distance, wanted - distance):
            if low <= y <= high and levels.free(channels, y, net):
                levels.take(channels, y, net, APART)
                run.settle(y)
                return True
    return False


def _straighten(run_of: Mapping[Crossing, Run], nets: Iterable[Net], levels: Levels) -> None:
    """Move runs to where they need fewer bends, alone or two together, if nothing is in the way."""
    ends = _ends(run_of, nets)
    for _ in range(2):
        for run, met in ends.items():
            heights = [end.y for end in met]
            now = run.y
            for y in sorted(set(heights), key=lambda y: (_cost(y, heights), y)):
                if _cost(y, heights) >= _cost(now, heights):
                    break
                if run.low <= y <= run.high and _moved(run, y, levels):
                    break
            for other in met:
                if isinstance(other, Run) and 0 < abs(other.y - run.y) <= STEP:
                    _level(run, other, ends, levels)


def _level(run: Run, other: Run, ends: Mapping[Run, Sequence[End]], levels: Levels) -> None:
    """Move two runs that meet in a small step to one height, where that makes them better."""
    before = run.y, other.y
    near = [end.y for end in ends[run] if end is not other]
    far = [end.y for end in ends[other] if end is not run]
    least = _cost(run.y, [*near, other.y]) + _cost(other.y, far)
    low, high = max(run.low, other.low, min(before) - STEP), min(run.high, other.high, max(before) + STEP)
    for y in sorted(range(low, high + 1), key=lambda y: (_cost(y, [*near, *far]), y)):
        if _cost(y, [*near, *far]) >= least:
            return
        if _moved(run, y, levels):
            if _moved(other, y, levels):
                return
            _moved(run, before[0], levels)


def _moved(run: Run, y: int, levels: Levels) -> bool:
    """Move a run to a height if that is free."""
    channels, net = run.channels, run.net
    levels.leave(channels, run.y, net, APART)
    free = levels.free(channels, y, net)
    if free:
        run.settle(y)
    levels.take(channels, run.y, net, APART)
    return free
