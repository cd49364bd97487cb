"""Which facts a condition reads, and which of them still matter.

A derived name stands for its definition and `blocked(step)` for the step's absolute rules, all the way down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from stepladder.conditions.evaluate import Now, evaluate, possible, possible_values
from stepladder.conditions.fold import Part, walk
from stepladder.conditions.nodes import (
    Amount,
    And,
    Compare,
    Condition,
    Constant,
    Count,
    Definitions,
    Expression,
    HasTried,
    HasVisited,
    IsActive,
    IsBlocked,
    IsKnown,
    IsOneOf,
    IsSo,
    Node,
    Not,
    Or,
    Sum,
    Table,
    Visits,
)

Blockers: TypeAlias = Mapping[str, tuple[Condition, ...]]


def mentioned(node: Node | Sum, definitions: Definitions, blockers: Blockers) -> tuple[str, ...]:
    """Every fact a condition or number reads, in the order of first mention, `known(…)` included."""
    return reads([node], definitions, blockers, {}).facts


@dataclass(frozen=True, slots=True)
class Reads:
    """All of a state that some conditions read: two states that agree in it are the same to them."""

    facts: tuple[str, ...]
    """In the order of first mention, `known(…)` included."""
    therapies: frozenset[str]
    steps: tuple[str, ...]
    """The steps whose visits are read."""


def reads(
    nodes: Iterable[Node | Sum], definitions: Definitions, blockers: Blockers, starts: Mapping[str, tuple[str, ...]]
) -> Reads:
    """Everything that some conditions read, through derived names and `blocked`.

    Args:
        nodes: the conditions.
        definitions: what derived names stand for.
        blockers: the conditions of each step's absolute rules.
        starts: the therapies that each step starts, for `tried`.
    """
    facts: dict[str, None] = {}
    therapies: set[str] = set()
    steps: dict[str, None] = {}
    seen: set[tuple[str, str]] = set()
    for node in nodes:
        for kind, name in _through(node, definitions, blockers, seen):
            match kind:
                case "fact":
                    facts.setdefault(name)
                case "therapy":
                    therapies.add(name)
                case "tried":
                    steps.setdefault(name)
                    therapies.update(starts.get(name, ()))
                case "visited" | "visits":
                    steps.setdefault(name)
    return Reads(tuple(facts), frozenset(therapies), tuple(steps))


def _through(
    node: Node | Sum, definitions: Definitions, blockers: Blockers, seen: set[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """What a condition or number names, each once, with what its names stand for; see `references`."""
    for pair in references(node):
        if pair in seen:
            continue
        seen.add(pair)
        yield pair
        kind, name = pair
        if kind == "derived":
            for part in inside(definitions[name]):
                yield from _through(part, definitions, blockers, seen)
        elif kind == "blocked":
            for rule in blockers.get(name, ()):
                yield from _through(rule.expr, definitions, blockers, seen)


def inside(definition: Condition | Expression | Table) -> tuple[Node | Sum, ...]:
    """The conditions and numbers a derived name is made of, in order."""
    match definition:
        case Condition() | Expression():
            return (definition.expr,)
        case Table(rows):
            return tuple([row.when.expr for row in rows])
        case _:
            assert_never(definition)


def all_the_way_down(roots: Iterable[Node | Sum], definitions: Definitions, blockers: Blockers) -> Iterator[Node | Sum]:
    """Some conditions or numbers, and all that they read through derived names and `blocked`, each name once."""
    seen: set[tuple[str, str]] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        yield node
        for kind, name in references(node):
            if kind not in ("derived", "blocked") or (kind, name) in seen:
                continue
            seen.add((kind, name))
            if kind == "derived":
                waiting.extend(inside(definitions[name]))
            else:
                waiting.extend(rule.expr for rule in blockers.get(name, ()))


def read_now(node: Node | Sum, now: Now) -> Iterator[Node | Sum]:
    """A condition or number, and all that it reads at some moment; see `all_the_way_down`."""
    return all_the_way_down([node], now.definitions, now.blockers)


def asks_known(node: Node | Sum) -> bool:
    """Whether a condition or number asks, by itself, whether something is known."""
    return any(isinstance(part, IsKnown) for part in walk(node))


def references(node: Node | Sum) -> Iterator[tuple[str, str]]:
    """What a condition or number names directly, left to right; see `reference`."""
    for part in walk(node):
        named = reference(part)
        if named is not None:
            yield named


def reference(part: Part) -> tuple[str, str] | None:
    """What a node itself names.

    Returns:
        A kind (`fact`, `derived`, `therapy`, `visited`, `tried`, `visits`, `blocked`) and a name, or None.
    """
    match part:
        case IsSo(name, derived) | IsOneOf(name, _, _, derived) | IsKnown(name, derived) | Amount(name, derived):
            return ("derived" if derived else "fact"), name
        case IsActive(therapy):
            return "therapy", therapy
        case HasVisited(step):
            return "visited", step
        case HasTried(step):
            return "tried", step
        case Visits(step):
            return "visits", step
        case IsBlocked(step):
            return "blocked", step
        case And() | Or() | Not() | Compare() | Sum() | Count() | Constant():
            return None
        case _:
            assert_never(part)


def open_facts(node: Node, now: Now) -> Iterator[str]:
    """The facts without a value that an unknown condition still hangs on, left to right.

    Goes only into the parts that are themselves unknown, so a fact that can no longer matter is never named. The first
    one is what a walk asks next. A condition that is decided yields nothing. `known(…)` is never unknown.
    """
    if evaluate(node, now) is None:
        yield from _open(node, now)


def _open(node: Node, now: Now) -> Iterator[str]:
    """The same of a condition that is known to be unknown; so are what it negates and what its name stands for."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from open_facts(part, now)
        case Not(of):
            yield from _open(of, now)
        case IsSo(name, derived):
            definition = now.definitions[name] if derived else None
            if isinstance(definition, Condition):
                yield from _open(definition.expr, now)
            else:
                yield name
        case IsOneOf(name, _, _, derived):
            if derived:
                yield from _open_in_table(name, now)
            else:
                yield name
        case Compare(left, _, right):
            yield from _open_in_sum(left, now)
            yield from _open_in_sum(right, now)
        case IsBlocked(step):
            for rule in now.blockers.get(step, ()):
                yield from open_facts(rule.expr, now.present or now)
        case Constant() | IsActive() | HasVisited() | HasTried() | IsKnown():
            return
        case _:
            assert_never(node)


def _open_in_table(name: str, now: Now) -> Iterator[str]:
    table = now.definitions[name]
    assert isinstance(table, Table)
    for row in table.rows:
        if evaluate(row.when.expr, now) is True:
            return
        yield from open_facts(row.when.expr, now)


def _open_in_sum(total: Sum, now: Now) -> Iterator[str]:
    for _, atom in total.terms:
        match atom:
            case Amount(name, derived):
                if not derived:
                    if now.known.get(name) is None:
                        yield name
                    continue
                definition = now.definitions[name]
                if isinstance(definition, Expression):
                    values = possible(definition.expr, now)
                    if values is None or len(values) > 1:
                        yield from _open_in_sum(definition.expr, now)
                elif len(possible_values(name, now)) > 1:
                    yield from _open_in_table(name, now)
            case Count(parts):
                for part in parts:
                    yield from open_facts(part, now)
            case Visits():
                continue
            case _:
                assert_never(atom)


def comparisons(node: Node | Sum) -> Iterator[Compare]:
    """Every comparison of numbers written directly in a condition or number, left to right."""
    return (part for part in walk(node) if isinstance(part, Compare))


def visits_read(node: Node | Sum) -> Iterator[tuple[str, int]]:
    """The steps whose visits a condition counts, each with the whole number it compares the count with."""
    for comparison in comparisons(node):
        for side, opposite in ((comparison.left, comparison.right), (comparison.right, comparison.left)):
            for _, atom in side.terms:
                if isinstance(atom, Visits):
                    yield atom.step, int(opposite.constant)
