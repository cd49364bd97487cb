"""Lines between boxes that stand in columns, first part: what they run through, and which way each takes.

Between two columns lies a channel, in which lines run up and down on tracks; between two boxes of a column lies a gap,
through which lines run from channel to channel. Lines with the same target run together from where they meet: they are
one net. First each line is given its gaps (here), then every gap a height for each line (`levels`), then every channel
its tracks (`tracks`). So no line runs through a box, and no two with different targets on each other, whatever the
boxes are. All in whole points and without chance, so that the same places come out everywhere. Knows nothing of steps.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

BEND, PASS, INNER, USED = 14, 40, 26, 2
"""What a bend costs against a point of length, what the way through a column, what more it costs between boxes that
belong together, and what for each line that is there already."""
NEAREST = 7
"""So many gaps above and below are tried for each way through a column."""
STATES = 8
"""So many ways through a column are followed further."""


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a line leaves a box: the column it stands in, and the height."""

    link: str
    column: int
    y: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A free space in a column through which lines may run, at heights from `low` to `high`."""

    column: int
    number: int
    low: int
    high: int
    inner: bool = False
    """Whether it lies between boxes that belong together."""


@dataclass(eq=False, slots=True)
class Crossing:
    """The way of some lines of one net through a gap."""

    net: int
    gap: Gap
    way: int
    """1 to the right, -1 to the left."""
    y: int
    then: Crossing | None
    """The next gap; None where the target is in the next channel."""

    @property
    def column(self) -> int:
        """The column it runs through."""
        return self.gap.column

    @property
    def enters(self) -> int:
        """The channel it comes from."""
        return self.column if self.way > 0 else self.column + 1


@dataclass(eq=False, slots=True)
class Net:
    """All lines to one box."""

    number: int
    column: int
    y: int
    """The height at which they arrive."""
    pins: list[Pin]
    crossings: list[Crossing] = field(default_factory=list)
    """Those nearer to the target come first."""
    hops: dict[str, Crossing | None] = field(default_factory=dict)
    """For each link the first gap it runs through; None where the target is in the next channel."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A way through some gaps, the last one first."""

    cost: int
    y: int
    gap: Gap | None = None
    before: _Way | None = None


def route(nets: Iterable[Net], gaps: Sequence[Sequence[Gap]]) -> None:
    """Give every line its gaps: the shortest ways, with lines of one net together as soon as that is not longer.

    Args:
        nets: those that span the fewest columns choose first.
        gaps: of each column, from top to bottom; none of them empty.
    """
    used: dict[tuple[int, int], int] = {}
    for net in sorted(nets, key=lambda net: (sum(_span(net, pin) for pin in net.pins), net.number)):
        by_column: dict[int, list[Crossing]] = {}
        for pin in sorted(net.pins, key=lambda pin: (_span(net, pin), abs(pin.y - net.y), pin.y)):
            net.hops[pin.link] = _hop(net, pin, gaps, used, by_column)


def _span(net: Net, pin: Pin) -> int:
    return abs(net.column - pin.column - 1)


def _hop(
    net: Net,
    pin: Pin,
    gaps: Sequence[Sequence[Gap]],
    used: dict[tuple[int, int], int],
    by_column: dict[int, list[Crossing]],
) -> Crossing | None:
    """The first gap of a line's best way to its target, or to another line of its net."""
    forward = net.column > pin.column
    way = 1 if forward else -1
    columns = range(pin.column + 1, net.column) if forward else range(pin.column, net.column - 1, -1)
    ways = [_Way(0, pin.y)]
    ends: list[tuple[int, _Way, Crossing | None]] = []
    for column in columns:
        meets = [crossing for crossing in by_column.get(column, ()) if crossing.way == way]
        ends += [(so_far.cost + _bent(so_far.y, other.y), so_far, other) for so_far in ways for other in meets]
        found: dict[int, _Way] = {}
        for so_far in ways:
            for gap in _near(gaps[column], so_far.y):
                y = min(max(so_far.y, gap.low), gap.high)
                cost = so_far.cost + _bent(so_far.y, y) + USED * used.get((column, gap.number), 0)
                cost += PASS + INNER if gap.inner else PASS
                if gap.number not in found or cost < found[gap.number].cost:
                    found[gap.number] = _Way(cost, y, gap, so_far)
        ways = sorted(found.values(), key=lambda so_far: (so_far.cost, so_far.y))[:STATES]
    ends += [(so_far.cost + _bent(so_far.y, net.y), so_far, None) for so_far in ways]
    _, best, then = min(ends, key=lambda end: end[0])
    while best.gap is not None and best.before is not None:
        then = Crossing(net.number, best.gap, way, best.y, then)
        key = (best.gap.column, best.gap.number)
        used[key] = used.get(key, 0) + 1
        net.crossings.append(then)
        by_column.setdefault(best.gap.column, []).append(then)
        best = best.before
    return then


def _bent(y: int, to: int) -> int:
    """What it costs to change the height."""
    return abs(y - to) + BEND if y != to else 0


def _near(gaps: Sequence[Gap], y: int) -> Sequence[Gap]:
    """The gaps of a column nearest to a height."""
    if len(gaps) <= 2 * NEAREST:
        return gaps
    at = bisect_left(gaps, y, key=lambda gap: gap.low)
    return gaps[max(0, at - NEAREST) : at + NEAREST]
