"""Two versions walked side by side: the same patient in both, as long as both lead alike.

The variables of a state are shared where both versions have them. What only one of them has is carried along as that
one would: its facts and therapies change where its own effects say so. As far as two walks have not parted, this is
exactly what both know; and the first difference of any two walks lies where they have not parted yet.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from stepladder.compare.canonical import Shapes
from stepladder.compare.constraints import TermDiffers
from stepladder.conditions.nodes import Condition, Node, Table
from stepladder.facts import misfit
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.verify.constraints import Clock, Meaning, Spent
from stepladder.verify.domain import Env, Space
from stepladder.verify.exits import Way
from stepladder.verify.reachability.replay import tried
from stepladder.verify.reachability.search import Search
from stepladder.verify.solver import Moment, Question
from stepladder.verify.terms.build import Terms
from stepladder.verify.transition_relation import Moves
from stepladder.verify.walk_trie import Walks

MOST_STATES = 3_000
"""So many cases may be looked at to see whether two conditions mean the same."""


class Version(Moves):
    """The moves of one version, with what the other one would make of them."""

    def join(self, other: Version, pairs: Mapping[int, Way]) -> None:
        """Let it know the other version.

        Args:
            other: the other one.
            pairs: for the `id` of each exit here the same exit there.
        """
        self.other, self.pairs = other, pairs
        view = copy.copy(self.space)
        view.full = self._own_values()
        self.whole, self.space = self.space, view

    def _own_values(self) -> Env:
        """Of each variable the values that it can have in this version."""
        full = list(self.space.full)
        domains = prepared(self.pathway).domains
        for var in range(self.space.state):
            kind, name = self.space.names[var]
            if kind == "fact" and name in domains:
                values = self.space.values[var]
                fits = [n for n, value in enumerate(values) if value is None or not misfit(domains[name], value)]
                full[var] = sum(1 << n for n in fits)
            elif kind == "visits" and name not in self.pathway.steps:
                full[var] = 1
        return full

    @cached_property
    def strange(self) -> frozenset[int]:
        """The facts and therapies that only the other version has."""
        own = {("fact", name) for name in self.pathway.facts} | {("therapy", name) for name in self.pathway.therapies}
        names = self.space.names[: self.space.state]
        return frozenset(var for var, key in enumerate(names) if key[0] in ("fact", "therapy") and key not in own)

    @cached_property
    def own_meanings(self) -> Mapping[int, Meaning]:
        """What each derived name of this version stands for."""
        space, own = self.terms.space, f"derived{self.terms.number}"
        numbered = [var for var in space.derived[self.terms.number].values() if space.names[var][0] == own]
        return {var: Meaning(var, space.full[var], *self.terms.meaning(var)) for var in numbered}

    @cached_property
    def meanings(self) -> Mapping[int, Meaning]:
        """What each derived name of either version stands for."""
        return {**self.own_meanings, **self.other.own_meanings}

    @cached_property
    def own_knowing(self) -> frozenset[int]:
        """The derived names of this version that ask whether something is known."""
        number, space = self.terms.number, self.terms.space
        return frozenset(var for name, var in space.derived[number].items() if space.knows(number, name))

    @cached_property
    def _knowing(self) -> frozenset[int]:
        return self.own_knowing | self.other.own_knowing

    def support(self, var: int) -> frozenset[int]:
        """The variables of a state that a variable of either version stands for."""
        if var < self.space.state:
            return frozenset([var])
        kind, name = self.space.names[var]
        terms = self.terms if kind == f"derived{self.terms.number}" else self.other.terms
        return terms.supports[name]

    def entering(self, step: str, way: Way | None) -> Mapping[int, int]:
        """What is put in the place of variables on the way into a step, by either version for what is its own."""
        found = dict(super().entering(step, way))
        there = self.pairs.get(id(way)) if way is not None else None
        if step in self.other.pathway.steps and (way is None or there is not None):
            theirs = Moves.entering(self.other, step, there)
            found.update({var: mask for var, mask in theirs.items() if var in self.strange})
        return found

    def beginnings(self) -> list[tuple[str | None, str, Env]]:
        """Each beginning, with what the other version knows there."""
        theirs = {entry: env for entry, _, env in Moves.beginnings(self.other)}
        found = super().beginnings()
        for entry, _, env in found:
            for var in self.strange:
                env[var] = theirs[entry][var] if entry in theirs else 1
            self.derive(env)
        return found


@dataclass
class Pair:
    """An exit in both versions, or in one of them."""

    step: str
    old: Way | None
    new: Way | None

    @property
    def way(self) -> Way:
        """One of the two, the new one if it is there."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def name(self) -> str:
        """What it is called."""
        return self.way.transition.name

    @property
    def elsewhere(self) -> bool:
        """Whether it leads to another step now."""
        return self.old is not None and self.new is not None and self.old.to != self.new.to


class Joint:
    """Both versions over the same variables."""

    def __init__(self, old: Pathway, new: Pathway, clock: Clock) -> None:
        self.old_pathway, self.new_pathway, self.clock = old, new, clock
        alike = _meaning_alike(old, new)
        self.space = Space([old, new])
        self.full = self.space.full
        self.shapes = _shared(self.space, alike)
        seen: dict[object, int] = {}
        self.written = (Shapes(old, seen), Shapes(new, seen))
        """The shapes of both where nothing is taken for alike that is only proved to be."""
        self.old = Version(Terms(self.space, 0))
        self.new = Version(Terms(self.space, 1))
        self.steps = tuple([step for step in old.steps if step in new.steps])
        self.pairs = {
            step: tuple(_pairs(step, self.old.ways[step], self.new.ways[step], self.shapes)) for step in self.steps
        }
        there = [(pair.old, pair.new) for pairs in self.pairs.values() for pair in pairs]
        same = [(one, other) for one, other in there if one is not None and other is not None and one.to == other.to]
        self.old.join(self.new, {id(one): other for one, other in same})
        self.new.join(self.old, {id(other): one for one, other in same})
        self.versions = (self.old, self.new)
        self.walks = (Walks(old), Walks(new))
        self.searches = (self._search(0), self._search(1))

    def _search(self, side: int) -> Search:
        version, walks = self.versions[side], self.walks[side]
        return Search(version, self.clock, tried=lambda plan: tried(walks, version.space, plan))

    @cached_property
    def common(self) -> Mapping[int, int]:
        """The values that facts can have in both versions, where these differ."""
        found: dict[int, int] = {}
        for var in range(self.space.state):
            both = self.old.space.full[var] & self.new.space.full[var]
            if both != self.full[var] and self.space.names[var][0] == "fact":
                found[var] = both
        return found


def _shared(space: Space, alike: frozenset[str] = frozenset()) -> tuple[Shapes, Shapes]:
    """Let both versions have one variable for derived names that mean the same; gives the shapes of both.

    Args:
        space: the variables of both.
        alike: derived names, and rules, that mean the same though they are not made alike.
    """
    seen: dict[object, int] = {}
    old = Shapes(space.pathways[0], seen)
    new = Shapes(space.pathways[1], seen, dict.fromkeys(alike, old))
    known = {old.named(name): var for name, var in reversed(space.derived[0].items())}
    for name in space.derived[1]:
        shared = known.get(new.named(name))
        if shared is not None:
            space.derived[1][name] = shared
    return old, new


def _meaning_alike(old: Pathway, new: Pathway) -> frozenset[str]:
    """The derived names, and rules, of both that are not made alike and surely come out the same for everybody."""
    space = Space([old, new])
    shapes = _shared(space)
    terms = (Terms(space, 0), Terms(space, 1))
    clock = Clock()
    meanings = {
        var: Meaning(var, space.full[var], *made.meaning(var))
        for made in terms
        for var in space.derived[made.number].values()
        if space.names[var][0] == f"derived{made.number}"
    }

    def same(one: Node, other: Node) -> bool:
        clock.cases = MOST_STATES
        moment = Moment([TermDiffers(terms[0].term(one), terms[1].term(other))], list(space.full))
        try:
            return Question([moment], meanings, {}, space.full).solve(clock)[0] is None
        except Spent:
            return False

    found: set[str] = set()
    for name, definition in prepared(old).definitions.items():
        if name in prepared(new).definitions and shapes[0].named(name) != shapes[1].named(name):
            match definition, prepared(new).definitions[name]:
                case Condition(expr=one), Condition(expr=other) if same(one, other):
                    found.add(name)
                case Table(rows), Table(rows_) if [r.value for r in rows] == [r.value for r in rows_]:
                    if all(same(a.when.expr, b.when.expr) for a, b in zip(rows, rows_, strict=True)):
                        found.add(name)
                case _:
                    continue
    for name, rule in old.rules.items():
        rewritten = name in new.rules and shapes[0].rule(name) != shapes[1].rule(name)
        if rewritten and same(rule.when.expr, new.rules[name].when.expr):
            found.add(f"rule {name}")
    return frozenset(found)


def _pairs(step: str, old: tuple[Way, ...], new: tuple[Way, ...], shapes: tuple[Shapes, Shapes]) -> list[Pair]:
    """The exits of a step that belong together: by name, target and condition, then by ever less, in their order."""
    found: dict[int, Way] = {}
    for depth in range(4):
        left = [way for way in old if id(way) not in found]
        free = [way for way in new if way not in found.values()]
        for way in left:
            like = next((o for o in free if _looks(o, shapes[1], depth) == _looks(way, shapes[0], depth)), None)
            if like is not None:
                found[id(way)] = like
                free.remove(like)
    pairs = [Pair(step, way, found.get(id(way))) for way in old]
    taken = list(found.values())
    return [*pairs, *[Pair(step, None, way) for way in new if way not in taken]]


def _looks(way: Way, shapes: Shapes, depth: int) -> object:
    t = way.transition
    kind = way.kind == "interrupt"
    return (
        (kind, t.name, way.to, shapes.of(t.when.expr)),
        (kind, t.name, way.to),
        (kind, t.name),
        (kind, way.to),
    )[depth]
