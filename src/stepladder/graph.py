"""The shape of a pathway: which steps lead where, whatever is known; the only door to networkx.

An interrupt counts as an exit of every step from which it starts. An exit that leads to no declared step is left out.
Everything but `to_networkx`, `plainly` and `dominators` works on plain adjacency, without recursion and in linear
time, because networkx is slow to import.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.model.steps import Transition
from stepladder.text.characters import visible

if TYPE_CHECKING:
    import networkx

Adjacency: TypeAlias = Mapping[str, Sequence[str]]
"""For every step the steps its exits lead to, in order; a step may stand there more than once."""

PATIENCE = 2_000_000
"""How many edges `shortest_cycle` looks at before it settles for the shortest cycle found so far."""


class Edge(NamedTuple):
    """One exit of one step."""

    step: str
    to: str
    kind: Literal["next", "option", "interrupt"]
    number: int
    """Its number in the step's list of exits, or in `interrupts`."""
    transition: Transition


def edges(pathway: Pathway) -> Iterator[Edge]:
    """Every exit of every step, the step's own first, then the interrupts that may start there."""
    steps, interrupts = pathway.steps, prepared(pathway).interrupts_at
    for name, step in steps.items():
        for number, exit_ in enumerate(step.exits):
            if exit_.to in steps:
                yield Edge(name, exit_.to, "option" if step.exits_key == "options" else "next", number, exit_)
        for number, interrupt in interrupts.get(name, ()):
            if interrupt.to in steps:
                yield Edge(name, interrupt.to, "interrupt", number, interrupt)


def successors(pathway: Pathway) -> dict[str, list[str]]:
    """For every step the steps its exits and interrupts lead to."""
    steps = pathway.steps
    targets = {name: [exit_.to for exit_ in step.exits if exit_.to in steps] for name, step in steps.items()}
    for interrupt in pathway.interrupts:
        if interrupt.to in steps:
            for name in pathway.interrupted(interrupt):
                targets[name].append(interrupt.to)
    return targets


def reachable(pathway: Pathway, roots: Iterable[str]) -> frozenset[str]:
    """The steps to which exits lead from some steps, these included."""
    return frozenset(spread(roots, successors(pathway)))


def can_reach(pathway: Pathway, targets: Iterable[str]) -> frozenset[str]:
    """The steps from which exits lead to some steps, these included."""
    return frozenset(spread(targets, turned(successors(pathway))))


def dominators(pathway: Pathway) -> Mapping[str, str]:
    """For each step reachable from the start, the last other step that every way to it passes; the start has none."""
    from networkx import DiGraph, immediate_dominators

    start = pathway.start
    if start not in pathway.steps:
        return {}
    graph: DiGraph[str] = DiGraph()
    graph.add_node(start)
    graph.add_edges_from((step, to) for step, targets in successors(pathway).items() for to in targets)
    immediate = immediate_dominators(graph, start)
    return {step: immediate[step] for step in pathway.steps if step != start and step in immediate}


def cycles(pathway: Pathway) -> tuple[tuple[str, ...], ...]:
    """The shortest cycle of every part of the pathway in which one can go round, each step once, in file order."""
    adjacency = successors(pathway)
    return tuple([shortest_cycle(part, adjacency) for part in loops(adjacency)])


def lanes(pathway: Pathway) -> Mapping[str | None, tuple[str, ...]]:
    """The steps of each lane, in file order; under None, where there are any, the steps that stand in no lane."""
    members: dict[str | None, list[str]] = {lane: [] for lane in pathway.lanes}
    for name, step in pathway.steps.items():
        members.setdefault(step.lane if step.lane in pathway.lanes else None, []).append(name)
    return {lane: tuple(steps) for lane, steps in members.items()}


def groups(pathway: Pathway) -> Mapping[str, tuple[str, ...]]:
    """The steps of each group, in the order written."""
    return {group: pathway.members(names) for group, names in pathway.groups.items()}


def graph(pathway: Pathway, *, plain: bool = False) -> networkx.MultiDiGraph[str]:
    """The pathway as a networkx.MultiDiGraph, with the data on nodes and edges.

    Args:
        pathway: one without errors.
        plain: whether the data are only what JSON, GraphML and GEXF take too: texts, numbers and booleans.
    """
    return plainly(pathway) if plain else to_networkx(pathway)


def to_networkx(pathway: Pathway) -> networkx.MultiDiGraph[str]:
    """The pathway as a graph of networkx, with its data.

    Nodes are step ids with `kind`, `title`, `lane`, `rung` and the `step` itself. Edges are keyed by the name of the
    exit (a second one of the same name between the same steps has `#2` behind it), with `kind` (next, option or
    interrupt), `when` as text, `because` and the `transition`. The graph has `id`, `title`, `version`, `lanes` and
    `groups`.
    """
    import networkx

    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(
        id=pathway.id,
        title=pathway.title,
        version=pathway.version,
        lanes=lanes(pathway),
        groups=groups(pathway),
    )
    for name, step in pathway.steps.items():
        lane = pathway.lanes.get(step.lane) if step.lane is not None else None
        rung = lane.rung if lane is not None else None
        graph.add_node(name, kind=step.kind, title=step.title, lane=step.lane, rung=rung, step=step)
    for step_id, to, kind, _, transition in edges(pathway):
        name, times = transition.name, 2
        while graph.has_edge(step_id, to, name):
            name, times = f"{transition.name}#{times}", times + 1
        data = {"kind": kind, "when": transition.when.text, "because": transition.because, "transition": transition}
        graph.add_edge(step_id, to, key=name, **data)
    return graph


def plainly(pathway: Pathway) -> networkx.MultiDiGraph[str]:
    """The same graph with texts, whole numbers and truth values for data, as JSON, GraphML and GEXF take it.

    The graph has `pathway` (its id), `title` and `version`. Nodes have `kind`, `title`, `begins` (whether walks begin
    there) and `goal`, and where there are such `lane`, `lane_title`, `rung` and `groups` (ids, with spaces between).
    Edges are keyed by the step and the name of the exit, so that a key is there once in the whole graph, and have
    `exit`, `kind`, `when` and `because`. What no XML can hold is written as an escape.
    """
    import networkx

    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(
        pathway=pathway.id, title=visible(pathway.title), version=pathway.version
    )
    for name, step in pathway.steps.items():
        inside = " ".join([group for group, steps in pathway.groups.items() if name in steps])
        lane = pathway.lanes.get(step.lane) if step.lane is not None else None
        held = {
            "lane": step.lane,
            "lane_title": visible(lane.title) if lane is not None else None,
            "rung": lane.rung if lane is not None else None,
            "groups": inside or None,
        }
        given = {key: value for key, value in held.items() if value is not None}
        begins, goal = name == pathway.start, step.goal is True
        graph.add_node(name, kind=step.kind, title=visible(step.title), begins=begins, goal=goal, **given)
    for step_id, to, name, data in to_networkx(pathway).edges(keys=True, data=True):
        texts = {"when": visible(data["when"], keep="\n"), "because": visible(data["because"], keep="\n")}
        graph.add_edge(step_id, to, key=f"{step_id}/{name}", exit=data["transition"].name, kind=data["kind"], **texts)
    return graph


# the same questions of any adjacency


def spread(roots: Iterable[str], adjacency: Adjacency) -> set[str]:
    """What can be reached from some nodes, these included; nodes that are none are left out."""
    reached = {root for root in roots if root in adjacency}
    waiting = list(reached)
    while waiting:
        for to in adjacency[waiting.pop()]:
            if to not in reached:
                reached.add(to)
                waiting.append(to)
    return reached


def turned(adjacency: Adjacency) -> dict[str, list[str]]:
    """The same graph with every edge the other way round."""
    sources: dict[str, list[str]] = {node: [] for node in adjacency}
    for node, targets in adjacency.items():
        for to in targets:
            sources[to].append(node)
    return sources


def loops(adjacency: Adjacency) -> list[list[str]]:
    """The strongly connected components that have a cycle, each in the order of the adjacency, and so are they."""
    order = {node: number for number, node in enumerate(adjacency)}
    cyclic = [
        sorted(part, key=order.__getitem__)
        for part in components(adjacency)
        if len(part) > 1 or part[0] in adjacency[part[0]]
    ]
    return sorted(cyclic, key=lambda part: order[part[0]])


def components(adjacency: Adjacency) -> list[list[str]]:
    """The strongly connected components, each before those that lead to it (R. Tarjan, SIAM J. Comput. 1972;1:146)."""
    parts: list[list[str]] = []
    low: dict[str, int] = {}
    stack: list[str] = []
    done = len(adjacency)  # above every number, so that a finished component never lowers another's
    for root in adjacency:
        if root in low:
            continue
        low[root] = len(low)
        stack.append(root)
        path: list[tuple[str, int, Iterator[str]]] = [(root, low[root], iter(adjacency[root]))]
        while path:
            node, number, targets = path[-1]
            for to in targets:
                if to not in low:
                    low[to] = len(low)
                    stack.append(to)
                    path.append((to, low[to], iter(adjacency[to])))
                    break
                low[node] = min(low[node], low[to])
            else:
                path.pop()
                if low[node] == number:
                    part = [stack.pop()]
                    while part[-1] != node:
                        part.append(stack.pop())
                    low.update(dict.fromkeys(part, done))
                    parts.append(part)
                elif path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
    return parts


def shortest_cycle(part: Sequence[str], adjacency: Adjacency) -> tuple[str, ...]:
    """The shortest cycle within some nodes that have one, from the first of its nodes on; of equals the first.

    Each node is the root of one search no deeper than the best cycle so far, and then leaves, with everything that
    can no longer lie on a cycle, so that long rings cost no more than short ones.
    """
    left = set(part)
    ahead = {node: [to for to in dict.fromkeys(adjacency[node]) if to in left] for node in part}
    behind = turned(ahead)
    ways = {node: [len(ahead[node]), len(behind[node])] for node in part}
    best: tuple[str, ...] = ()
    seen = 0
    for root in part:
        if root in left and len(best) != 1 and seen <= PATIENCE:
            cycle, cost = _round(root, ahead, left, len(best))
            best = cycle or best
            seen += cost
            _leave(root, ahead, behind, ways, left)
    return best


def _round(root: str, ahead: Adjacency, left: set[str], bound: int) -> tuple[tuple[str, ...], int]:
    """The shortest cycle through a node, if it is shorter than a bound (0: any), and how many edges were looked at."""
    came: dict[str, str] = {}
    level, length, cost = [root], 1, 0
    while level and (not bound or length < bound):
        following: list[str] = []
        for node in level:
            for to in ahead[node]:
                cost += 1
                if to == root:
                    cycle = [node]
                    while cycle[-1] != root:
                        cycle.append(came[cycle[-1]])
                    return tuple(reversed(cycle)), cost
                if to in left and to not in came:
                    came[to] = node
                    following.append(to)
        level, length = following, length + 1
    return (), cost


def _leave(root: str, ahead: Adjacency, behind: Adjacency, ways: Mapping[str, list[int]], left: set[str]) -> None:
    """Take a node out, and every node that then has no way out or no way in."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node not in left:
            continue
        left.discard(node)
        for way, nears in ((1, ahead[node]), (0, behind[node])):
            for near in nears:
                ways[near][way] -= 1
                if not ways[near][way]:
                    waiting.append(near)
