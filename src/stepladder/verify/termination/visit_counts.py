"""Loops that end because visits count up: whether whoever is inside one can leave it towards an outcome.

How often each step of the loop was entered never goes down, so the states of a loop are looked at by these counts, the
highest first: a step at some counts is alive when every walk there can go on to what is alive already, which is outside
the loop, or inside it at the same counts or higher ones. Which counts there are is found going forwards from where the
loop is entered; whatever else is known is left open, so what is found alive is so in every walk.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TypeAlias

from stepladder.verify.constraints import Box
from stepladder.verify.exits import StatusIs, Way
from stepladder.verify.reachability.plan import Target
from stepladder.verify.reachability.search import Search
from stepladder.verify.transition_relation import Moves

MOST_NODES = 600
"""How many steps with counts a loop may have."""

Node: TypeAlias = tuple[str, tuple[int, ...]]
"""A step with the counts there, each as a mask of one bit."""


def leads_on(
    moves: Moves,
    search: Search,
    part: Collection[str],
    alive: Collection[str],
    answers: Callable[[str], Iterable[Box]],
) -> bool:
    """Whether whoever enters a loop, or is inside it, can go on to a step that is alive already.

    Args:
        moves: the moves of the pathway.
        search: tells which states there are at a step.
        part: the steps of the loop; none of them can be stuck.
        alive: the steps outside from which an outcome can be reached.
        answers: ways to answer what is unknown whenever a step is entered.
    """
    loop = _Loop(moves, search, frozenset(part), frozenset(alive), answers)
    return loop.counted and loop.look()


@dataclass
class _Loop:
    moves: Moves
    search: Search
    part: frozenset[str]
    alive: frozenset[str]
    answers: Callable[[str], Iterable[Box]]
    good: set[Node] = field(default_factory=set)
    _can: dict[tuple[int, tuple[int, ...]], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the counts that some condition in the loop reads."""
        names = self.moves.space.names
        read = {
            var
            for step in self.part
            for way in self.moves.ways[step]
            for var in self.search.states.of_way(way)[1]
            if names[var][0] == "visits" and names[var][1] in self.part
        }
        self.counters = sorted(read)

    @property
    def counted(self) -> bool:
        """Whether there is anything to count."""
        return bool(self.counters)

    def look(self) -> bool:
        """Whether all of it is alive."""
        nodes = self._nodes()
        if nodes is None:
            return False
        left = sorted(nodes, key=lambda node: -sum(node[1]))
        while left:
            rest = [node for node in left if not self._on(node)]
            if len(rest) == len(left):
                return False
            left = rest
        return True

    def _nodes(self) -> set[Node] | None:
        """Every step of the loop with the counts that may be there; None where they are too many."""
        nodes: set[Node] = set()
        waiting: list[Node] = []

        def put(step: str, before: Mapping[int, int]) -> None:
            masks = [self.moves.entered(var, step).forward(before[var]) for var in self.counters]
            for bits in product(*[_bits(mask) for mask in masks]):
                if (step, bits) not in nodes:
                    nodes.add((step, bits))
                    waiting.append((step, bits))

        for _, step, env in self.search.states.begin:
            if step in self.part:
                put(step, {var: env[var] for var in self.counters})
        for step in self.part:
            for way in self.moves.into[step]:
                if way.step not in self.part and way.step in self.search.states.distance:
                    put(step, {var: self.search.states.reach(var)[way.step] for var in self.counters})
        while waiting:
            if len(nodes) > MOST_NODES:
                return None
            node = waiting.pop()
            for way in self.moves.ways[node[0]]:
                if way.to in self.part and self._taken(way, node[1]):
                    put(way.to, dict(zip(self.counters, node[1], strict=True)))
        return nodes

    def _taken(self, way: Way, counts: tuple[int, ...]) -> bool:
        """Whether an exit can be taken at some counts."""
        support = self.search.states.of_way(way)[1]
        read = tuple([bit if var in support else 0 for var, bit in zip(self.counters, counts, strict=True)])
        key = (id(way), read)
        if key not in self._can:
            box = {var: bit for var, bit in zip(self.counters, read, strict=True) if bit}
            self._can[key] = self.search.states.alone(Target(way.step, (), box, way))
        return self._can[key]

    def _on(self, node: Node) -> bool:
        """Whether whoever enters a step at some counts can go on to what is alive; it is then counted as such."""
        step, counts = node
        on = [way for way in self.moves.ways[step] if self._leads(way, counts)]
        if not on or not any(self._never_off(node, on, box) for box in self.answers(step)):
            return False
        self.good.add(node)
        return True

    def _leads(self, way: Way, counts: tuple[int, ...]) -> bool:
        """Whether an exit leads to what is alive."""
        if way.to in self.alive:
            return True
        after = tuple(
            [self.moves.entered(var, way.to).forward(bit) for var, bit in zip(self.counters, counts, strict=True)]
        )
        return (way.to, after) in self.good

    def _never_off(self, node: Node, on: list[Way], answers: Box) -> bool:
        """Whether no walk at a step, with some counts and answers, has only exits that do not lead on."""
        step, counts = node
        box = {**{var: mask | 1 for var, mask in answers.items()}, **dict(zip(self.counters, counts, strict=True))}
        own = tuple([StatusIs(way, self.moves.undecided(way)) for way in on if way.kind != "interrupt"])
        for way in self.moves.ways[step]:
            if way in on or (way.to in self.part and not self._taken(way, counts)):
                continue
            if self.search.states.alone(Target(step, own if way.kind == "option" else (), box, way)):
                return False
        return True


def _bits(mask: int) -> list[int]:
    """The bits of a mask, each as a mask of its own."""
    return [1 << n for n in range(mask.bit_length()) if mask >> n & 1]
