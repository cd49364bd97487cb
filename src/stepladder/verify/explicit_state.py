"""All states of a small pathway, one by one: where a search over sets of states does not settle a question.

Two states are the same when nothing that can still be read tells them apart: facts, therapies and visits that no
condition further on reads are left out, and of values that all of these take alike only the first is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TypeAlias

from stepladder.engine.events import Answered, Chooses, Ended, Event, Exit, Overrode, Took
from stepladder.engine.events import Moves as Moving
from stepladder.engine.moments import Moment
from stepladder.engine.semantics import Standing, answerable, begin, replay, take
from stepladder.facts import Value
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.verify.checker import Replayed
from stepladder.verify.constraints import Clock
from stepladder.verify.endless import goes_round
from stepladder.verify.findings import Shown
from stepladder.verify.reachability.replay import REASON
from stepladder.verify.terms.logic import Fixed, Known, Negation, Several, Term, Test
from stepladder.verify.terms.sums import (
    MAX_SUM_OUTCOMES,
    TESTS,
    Amounts,
    Comparison,
    Counted,
    Held,
    OneNumber,
    TableNumber,
    Total,
)
from stepladder.verify.terms.tables import Entry, OneOf, OneValue, Rows
from stepladder.verify.transition_relation import Moves


@dataclass(frozen=True)
class Node:
    """A state with the walk to it."""

    standing: Standing
    before: Node | None
    event: tuple[Event, ...]
    entry: str | None
    marks: frozenset[str] = frozenset()
    """The `after` claims for which something still has to follow."""

    def replayed(self) -> Replayed:
        """The last two moments of the walk."""
        pathway = self.standing.pathway
        here = Moment(self.event[-1] if self.event else None, self.standing)
        moments = (here,) if self.before is None else (Moment(None, self.before.standing), here)
        return Replayed(pathway, self.entry, moments, goes_round(self.standing))

    @property
    def shown(self) -> Shown:
        """The walk."""
        events: list[Event] = []
        node: Node | None = self
        parts: list[tuple[Event, ...]] = []
        while node is not None:
            parts.append(node.event)
            node = node.before
        for part in reversed(parts):
            events += part
        return Shown(self.entry, tuple(events))


def node_after(pathway: Pathway, shown: Shown) -> Node:
    """The state that a walk leads to, to look from there."""
    return Node(Standing(pathway, replay(pathway, shown.events, shown.entry)), None, (), shown.entry)


@dataclass
class Explorer:
    """Goes through the states of a pathway: after the fewest moves first, and of these after the fewest events."""

    moves: Moves
    clock: Clock
    most: int = 20_000
    """How many states are looked at before it gives up."""
    whole: bool = False
    """Whether the last exploration saw all there is."""
    _live: dict[str, tuple[_Classes, frozenset[str], frozenset[str]]] = field(default_factory=dict)
    _sums: dict[Comparison, _Told] = field(default_factory=dict)

    def from_beginnings(self, again: bool = True) -> Iterator[Node]:
        """Every state that some walk comes to; see `explore`."""
        pathway = self.moves.pathway
        roots = [Node(Standing(pathway, begin(pathway)), None, (), None, self._marks(pathway.start, frozenset()))]
        for name, entry in pathway.entries.items():
            marks: frozenset[str] = frozenset()
            for step in (*entry.visited, entry.at):
                marks = self._marks(step, marks)
            roots.append(Node(Standing(pathway, begin(pathway, name)), None, (), name, marks))
        yield from self.explore(roots, again)

    def _marks(self, step: str, before: frozenset[str]) -> frozenset[str]:
        """The marks after a step is entered."""
        return before.difference(self.moves.clears.get(step, ())).union(self.moves.raises.get(step, ()))

    def explore(self, roots: list[Node], again: bool = False) -> Iterator[Node]:
        """Every state that can follow some states, these included.

        Args:
            roots: where to begin.
            again: whether a state is given once more for each further move that leads to it, for what moves show.
        """
        self.whole = False
        seen: set[object] = set()
        line: list[tuple[int, int, int, Node]] = []
        count = 0
        for root in roots:
            heappush(line, (0, 0, count, root))
            count += 1
        while line:
            moves, events, _, node = heappop(line)
            self.clock.tick()
            key = self.key(node)
            if key in seen:
                if again and node.event and isinstance(node.event[-1], Took):
                    yield node
                continue
            if len(seen) >= self.most:
                return
            seen.add(key)
            yield node
            for following in self.after(node):
                moved = isinstance(following.event[-1], Took)
                heappush(line, (moves + moved, events + len(following.event), count, following))
                count += 1
        self.whole = True

    def after(self, node: Node) -> Iterator[Node]:
        """The states that one answer or one move leads to."""
        standing = node.standing
        pathway, situation = standing.pathway, standing.situation
        match situation:
            case Ended():
                return
            case Moving(exit_):
                if not goes_round(standing):
                    yield self._moved(node, exit_)
                return
            case Chooses(choices):
                for exit_ in choices:
                    yield self._moved(node, exit_)
            case _:
                pass
        for name in answerable(standing):
            for value in self.answers(standing.state.at, name):
                event = Answered(name, value)
                yield Node(Standing(pathway, standing.after(event)), node, (event,), node.entry, node.marks)

    def _moved(self, node: Node, exit_: Exit) -> Node:
        standing = node.standing
        events: list[Event] = []
        if exit_.status == "caution" and isinstance(standing.situation, Chooses):
            events += [Overrode(rule, REASON) for rule in exit_.holding]
        events.append(Took(exit_.name))
        state = take(standing.pathway, standing.state, exit_)
        marks = self._marks(exit_.to, node.marks)
        return Node(Standing(standing.pathway, state), node, tuple(events), node.entry, marks)

    def answers(self, step: str, name: str) -> Iterator[Value]:
        """The values of a fact that make a difference from a step on, the first of each kind."""
        classes = self._matters(step)[0].get(name)
        for value, first in classes.items() if classes is not None else ():
            if value == first:
                yield value

    # what can still be told apart

    def key(self, node: Node) -> object:
        """What of a state can still matter."""
        state = node.standing.state
        facts, therapies, visits = self._matters(state.at)
        limits = prepared(self.moves.pathway).visit_limits
        return (
            state.at,
            tuple(sorted((name, facts[name][value]) for name, value in state.known.items() if name in facts)),
            state.active & therapies,
            tuple(sorted((s, min(n, limits.get(s, 1))) for s, n in state.visits.items() if s in visits)),
            node.marks,
        )

    def _matters(self, step: str) -> tuple[_Classes, frozenset[str], frozenset[str]]:
        if not self._live:
            ahead = self._ahead()
            space = self.moves.space
            for at, masks_of in ahead.items():
                classes: dict[str, Mapping[Value, Value]] = {}
                for var, masks in masks_of.items():
                    kind, name = space.names[var]
                    if kind == "fact":
                        first: dict[object, Value] = {}
                        classes[name] = {
                            value: first.setdefault(tuple([mask >> n & 1 for mask in sorted(masks)]), value)
                            for n, value in enumerate(space.values[var])
                            if value is not None
                        }
                names = [space.names[var] for var in masks_of]
                therapies = frozenset(name for kind, name in names if kind == "therapy")
                self._live[at] = classes, therapies, frozenset(name for kind, name in names if kind == "visits")
        return self._live[step]

    def _ahead(self) -> dict[str, _Told]:
        """For each step what can be told apart there or, as long as it is not overwritten on the way, further on."""
        told_apart = {step: self._here(step) for step in self.moves.pathway.steps}
        waiting = list(told_apart)
        while waiting:
            to = waiting.pop()
            for way in self.moves.into[to]:
                own, grew = told_apart[way.step], False
                overwritten = self.moves.effects_on(to, way)
                for var, masks in told_apart[to].items():
                    if var not in overwritten and not (var in own and masks <= own[var]):
                        own.setdefault(var, set()).update(masks)
                        grew = True
                if grew and way.step not in waiting:
                    waiting.append(way.step)
        return told_apart

    def _here(self, step: str) -> _Told:
        """What can be told apart at a step."""
        pathway, space, terms = self.moves.pathway, self.moves.space, self.moves.terms
        told_apart: _Told = {space.index["fact", fact]: set() for fact in pathway.steps[step].asks}
        read: list[Term] = []
        for way in self.moves.ways[step]:
            read += [way.guard, *way.absolute, *way.relative]
            for claim in pathway.claims.values():
                if claim.requires is not None and way.to in pathway.members(claim.entering or ()):
                    read.append(terms.term(claim.requires.expr, way.over))
        for claim in pathway.claims.values():
            if claim.never is not None:
                read.append(terms.term(claim.never.expr))
            if claim.when is not None and step in pathway.members(claim.at or ()):
                read.append(terms.term(claim.when.expr))
            for name in (*pathway.members(claim.passes or ()), *pathway.members(claim.after or ())):
                told_apart.setdefault(space.index["visits", name], set())
        seen: set[Term | Amounts | Rows] = set()
        for term in read:
            self._told(term, told_apart, seen)
        return told_apart

    def _told(
        self, term: Term | Amounts | Rows, told_apart: dict[int, set[int]], seen: set[Term | Amounts | Rows]
    ) -> None:
        """For each variable of a state that a term reads, the sets of values that it tells from the others."""
        if term in seen:
            return
        seen.add(term)
        inner: Iterable[Term | Amounts | Rows] = ()
        match term:
            case Test():
                if term.var < self.moves.space.state:
                    told_apart.setdefault(term.var, set()).update((term.yes, term.no))
                else:
                    inner = [part for part in self.moves.terms.meaning(term.var) if part is not None]
            case Held():
                told_apart.setdefault(term.var, set())
            case Several() | Counted():
                inner = term.parts
            case Negation() | Known():
                inner = [term.term]
            case OneOf() | OneValue() | TableNumber():
                inner = [term.table.rows if isinstance(term.table, Entry) else term.table]
            case Rows():
                inner = [row for row, _ in term.rows]
            case Comparison():
                inner = term.total.atoms
                for var, masks in self._compared(term).items():
                    told_apart.setdefault(var, set()).update(masks)
            case OneNumber():
                inner = term.total.atoms
            case _:
                assert isinstance(term, Fixed), term
        for part in inner:
            self._told(part, told_apart, seen)

    def _compared(self, term: Comparison) -> _Told:
        """For each variable of a sum the sets of its values that the comparison tells from the others."""
        if term not in self._sums:
            full, classes = self.moves.space.full, self._sums.setdefault(term, {})
            held = [atom for atom in term.total.atoms if isinstance(atom, Held)]
            for atom in held:
                rest = [atom_beside for atom_beside in term.total.atoms if atom_beside is not atom]
                twice = sum(atom_beside.var == atom.var for atom_beside in held) > 1
                sums = None if twice else Total(term.total.constant, rest, term.total.loose).sets(full)
                kinds: dict[object, int] = {}
                for n, number in enumerate(atom.numbers):
                    kind: object = n
                    if number is not None and sums is not None and len(sums) * len(atom.numbers) <= MAX_SUM_OUTCOMES:
                        test = TESTS[term.order]
                        kind = tuple([frozenset(test(number + offset, 0) for offset in each) for each in sums])
                    kinds[kind] = kinds.get(kind, 0) | 1 << n
                classes.setdefault(atom.var, set()).update(kinds.values())
        return self._sums[term]


_Told: TypeAlias = dict[int, set[int]]
"""For each variable that matters, the sets of its values that something tells from the others."""
_Classes: TypeAlias = Mapping[str, Mapping[Value, Value]]
"""For each fact that matters, its values, each with the first of those that make no difference to it."""
