"""In which column of its lane a card belongs, and in which order cards stand there.

Columns follow the longest way; exits that go back, by the order in which an author wrote the steps, do not count for
it, so that what is drawn follows that order. Cards to and from which no other exit leads within the lane come last.
The order within the columns, so that few lines cross, is asked of Graphviz, for all lanes in one question, or worked
out here. Columns are not asked of Graphviz: where several are equally good, its versions choose differently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from stepladder.render.engines import Engine, layout

MOST = 10
"""Of the lines to one card in its lane so many are asked about, the nearest ones; they run together anyhow."""
LONGEST = 3
"""Lines over more ranks are not asked about: they take very long, and are drawn around everything anyhow."""
PASSES = 24
"""How often neighbours are looked at."""
SWEEPS = 5
"""How often the built-in layout goes over all columns."""


class Edge(NamedTuple):
    """An exit: its step, its number there, and where it leads."""

    source: str
    row: int
    target: str


Ranks = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The ranks of each lane, and who found them."""

    lanes: tuple[Ranks, ...]
    engine: Literal["graphviz", "built-in"]
    note: str = ""


def ranked(lanes: Sequence[Sequence[str]], edges: Sequence[Edge], engine: Engine = "auto") -> Ranked:
    """The ranks of some lanes.

    Args:
        lanes: the names of their cards, as an author wrote them.
        edges: all exits, in order.
        engine: what lays out the graph.
    """
    lane_of = {name: number for number, lane in enumerate(lanes) for name in lane}
    inside: list[list[Edge]] = [[] for _ in lanes]
    for edge in edges:
        if edge.source != edge.target and lane_of[edge.source] == lane_of[edge.target]:
            inside[lane_of[edge.source]].append(edge)
    ahead = [_ahead(lane, own) for lane, own in zip(lanes, inside, strict=True)]
    layers = [_layers(lane, pairs) for lane, pairs in zip(lanes, ahead, strict=True)]
    near = [_near(layer, pairs) for layer, pairs in zip(layers, ahead, strict=True)]
    numbers = {name: number for number, name in enumerate(lane_of)}
    asked = [f"n{numbers[name]}" for layer in layers for rank in layer for name in rank]
    laid = layout(_dot(layers, near, numbers), asked, engine)
    found: list[Ranks] = []
    for lane, own, pairs, layer in zip(lanes, inside, near, layers, strict=True):
        if laid.places is None:
            ranks = swept(layer, pairs)
        else:
            height = {name: laid.places[f"n{numbers[name]}"][1] for rank in layer for name in rank}
            ranks = tuple([tuple(sorted(rank, key=height.__getitem__)) for rank in layer])
        tied = {name for rank in layer for name in rank}
        loose = tuple([name for name in lane if name not in tied])
        found.append(uncrossed(ranks, own) + ((loose,) if loose else ()))
    return Ranked(tuple(found), "built-in" if laid.places is None else "graphviz", laid.note)


def _ahead(lane: Sequence[str], edges: Sequence[Edge]) -> list[tuple[str, str]]:
    """Pairs of cards between which an exit leads on, each once."""
    order = _order(lane, edges)
    by_end: dict[str, list[str]] = {}
    for source, _, target in edges:
        if order[source] < order[target] and source not in by_end.setdefault(target, []):
            by_end[target].append(source)
    kept = [
        (source, target)
        for target, sources in by_end.items()
        for source in sorted(sources, key=order.__getitem__)[-MOST:]
    ]
    return sorted(kept, key=lambda pair: (order[pair[0]], order[pair[1]]))


def _order(lane: Sequence[str], edges: Sequence[Edge]) -> Mapping[str, int]:
    """The cards as written, or as one meets them from the first on where fewer exits go back then."""
    written = {name: number for number, name in enumerate(lane)}
    ahead: dict[str, list[str]] = {name: [] for name in lane}
    for edge in edges:
        ahead[edge.source].append(edge.target)
    met: dict[str, int] = {}
    for root in lane:
        waiting = [root]
        for name in waiting:
            if name not in met:
                met[name] = len(met)
                waiting.extend(ahead[name])
    back = [sum(order[e.source] > order[e.target] for e in edges) for order in (written, met)]
    return written if back[0] <= back[1] else met


def _layers(lane: Sequence[str], ahead: Sequence[tuple[str, str]]) -> Ranks:
    """Cards by the longest way to them; what nothing leads to stands right in front of what it leads to."""
    after: dict[str, list[str]] = {}
    left: dict[str, int] = {}
    for source, target in ahead:
        after.setdefault(source, []).append(target)
        left[target] = left.get(target, 0) + 1
    waiting = [name for name in lane if name in after and name not in left]
    rank = dict.fromkeys(waiting, 0)
    for name in waiting:
        for target in after.get(name, ()):
            rank[target] = max(rank.get(target, 0), rank[name] + 1)
            left[target] -= 1
            if not left[target]:
                waiting.append(target)
    begun = {source for source, _ in ahead} - {target for _, target in ahead}
    for name in begun:
        rank[name] = min(rank[target] for target in after[name]) - 1
    found: dict[int, list[str]] = {}
    for name in lane:
        if name in rank:
            found.setdefault(rank[name], []).append(name)
    return tuple([tuple(found[number]) for number in sorted(found)])


def _near(layer: Ranks, ahead: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs that lie in ranks near to each other."""
    rank = {name: number for number, names in enumerate(layer) for name in names}
    return [(source, target) for source, target in ahead if rank[target] - rank[source] <= LONGEST]


def _dot(layers: Sequence[Ranks], near: Sequence[Sequence[tuple[str, str]]], numbers: Mapping[str, int]) -> str:
    """All lanes as one graph of boxes of one size, each in its rank."""
    lines = [
        "digraph lanes {",
        "graph [rankdir=LR, nodesep=0.2, ranksep=0.5, splines=none];",
        'node [shape=box, fixedsize=true, label="", width=1, height=0.3];',
    ]
    for number, (ranks, pairs) in enumerate(zip(layers, near, strict=True)):
        for rank, names in enumerate(ranks):
            lines.append(f"{{ rank=same; r{number}_{rank}; {' '.join(f'n{numbers[name]};' for name in names)} }}")
            if rank:
                lines.append(f"r{number}_{rank - 1} -> r{number}_{rank};")
        lines += [f"n{numbers[source]} -> n{numbers[target]};" for source, target in pairs]
    return "\n".join([*lines, "}"]) + "\n"


def swept(ranks: Ranks, ahead: Sequence[tuple[str, str]]) -> Ranks:
    """The same ranks, each in an order by the middle of what leads there, swept forth and back."""
    after: dict[str, list[str]] = {name: [] for names in ranks for name in names}
    before: dict[str, list[str]] = {name: [] for names in ranks for name in names}
    for source, target in ahead:
        after[source].append(target)
        before[target].append(source)
    found = [list(names) for names in ranks]
    place = {name: number for names in found for number, name in enumerate(names)}
    for sweep in range(SWEEPS):
        near = after if sweep % 2 else before
        for names in found[::-1] if sweep % 2 else found:
            middles = {name: sorted([place[other] for other in near[name]]) or [place[name]] for name in names}
            names.sort(key={name: places[len(places) // 2] for name, places in middles.items()}.__getitem__)
            place.update({name: number for number, name in enumerate(names)})
    return tuple([tuple(names) for names in found])


def uncrossed(ranks: Ranks, edges: Sequence[Edge]) -> Ranks:
    """The same ranks with neighbours swapped where fewer lines cross then, each line beginning at its row.

    Args:
        ranks: an order that is good already.
        edges: the exits within the lane.
    """
    rank_of = {name: number for number, names in enumerate(ranks) for name in names}
    place = {name: number for names in ranks for number, name in enumerate(names)}
    into: dict[str, list[Edge]] = {name: [] for name in rank_of}
    out: dict[str, list[Edge]] = {name: [] for name in rank_of}
    for edge in edges:
        if edge.source in rank_of and edge.target in rank_of and rank_of[edge.source] < rank_of[edge.target]:
            into[edge.target].append(edge)
            out[edge.source].append(edge)

    def crossings(a: str, b: str) -> int:
        """How many lines cross where `a` stands above `b`."""
        count = 0
        for upper in into[a]:
            for lower in into[b]:
                if rank_of[upper.source] == rank_of[lower.source]:
                    count += (place[upper.source], upper.row) > (place[lower.source], lower.row)
        for upper in out[a]:
            for lower in out[b]:
                if rank_of[upper.target] == rank_of[lower.target]:
                    count += place[upper.target] > place[lower.target]
        return count

    found = [list(names) for names in ranks]
    for _ in range(PASSES):
        swapped = False
        for names in found:
            for number in range(len(names) - 1):
                a, b = names[number], names[number + 1]
                if crossings(b, a) < crossings(a, b):
                    names[number], names[number + 1] = b, a
                    place[a], place[b] = number + 1, number
                    swapped = True
        if not swapped:
            break
    return tuple([tuple(names) for names in found])
