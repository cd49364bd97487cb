"""How derived names and `blocked(step)` are made of each other: in circles, or too deep to be worked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from stepladder.conditions.mentions import inside, references
from stepladder.conditions.nodes import (
    Amount,
    And,
    Compare,
    Constant,
    Count,
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
    Visits,
)
from stepladder.diagnostics import Route
from stepladder.graph import components, loops, shortest_cycle
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared

DEEPEST = 100
"""How many levels a definition may have, those of the definitions it reads included."""

Part: TypeAlias = Node | Sum


@dataclass(frozen=True, slots=True)
class Definitions:
    """What is defined, each by a key: a derived name, or `blocked(step)`."""

    parts: dict[str, tuple[Part, ...]]
    """The conditions and numbers that each is made of."""
    reads: dict[str, list[str]]
    """The keys that each reads."""


def definitions_of(pathway: Pathway) -> Definitions:
    """Every derived name, and `blocked(step)` for the steps whose blocking something defined reads."""
    parts = {name: inside(definition) for name, definition in prepared(pathway).definitions.items()}
    reads = {name: list(_keys(held)) for name, held in parts.items()}
    waiting = [key for keys in reads.values() for key in keys]
    waiting += [
        key for rule in pathway.rules.values() if "blocked" in rule.when.names for key in _keys((rule.when.expr,))
    ]
    while waiting:
        key = waiting.pop()
        if key not in reads:
            rules = (
                prepared(pathway).blockers.get(_step(key), ()) if key.startswith("blocked(") else ()
            )  # or a broken derived
            parts[key] = tuple([condition.expr for condition in rules])
            reads[key] = list(_keys(parts[key]))
            waiting.extend(reads[key])
    return Definitions(parts, reads)


def circles(definitions: Definitions) -> list[tuple[str, ...]]:
    """For each knot of definitions that read each other the shortest way round."""
    return [shortest_cycle(knot, definitions.reads) for knot in loops(definitions.reads)]


def too_deep(definitions: Definitions) -> list[tuple[str, int]]:
    """The definitions that have more than `DEEPEST` levels although none they read has, with how many they have."""
    levels: dict[str, int] = {}
    found: list[tuple[str, int]] = []
    for part in components(definitions.reads):
        name = part[0]
        deepest = 0
        for depth, key in _levels(definitions.parts[name]):
            deepest = max(deepest, depth + (levels.get(key, 0) if key is not None else 0))
        levels[name] = deepest
        if deepest > DEEPEST and all(levels.get(key, 0) <= DEEPEST for key in definitions.reads[name]):
            found.append((name, deepest))
    return found


def place_of(pathway: Pathway, key: str, following: str | None = None) -> Route:
    """Where something is defined: a derived name, or the first absolute rule on a step (that reads the following)."""
    if not key.startswith("blocked("):
        return ("derived", key)
    for name, rule in prepared(pathway).rules_on.get(_step(key), ()):
        if rule.severity == "absolute" and (following is None or following in _keys((rule.when.expr,))):
            return ("rules", name)
    return ("steps", _step(key))


def _step(key: str) -> str:
    return key.removeprefix("blocked(").removesuffix(")")


def _keys(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        for kind, name in references(part):
            if kind == "derived":
                yield name
            elif kind == "blocked":
                yield f"blocked({name})"


def _levels(parts: Iterable[Part]) -> Iterator[tuple[int, str | None]]:
    """How deep each end of a tree lies, and which definition it reads there, if any."""
    waiting: list[tuple[Node | Sum | Amount | Visits | Count, int]] = [(part, 1) for part in parts]
    while waiting:
        node, depth = waiting.pop()
        match node:
            case And(held) | Or(held) | Count(held):
                waiting.extend((part, depth + 1) for part in held)
            case Not(of):
                waiting.append((of, depth + 1))
            case Compare(left, _, right):
                waiting += [(left, depth + 1), (right, depth + 1)]
            case Sum(terms):
                waiting.extend((atom, depth + 1) for _, atom in terms)
                yield depth, None
            case IsSo(name, derived) | IsOneOf(name, _, _, derived) | IsKnown(name, derived) | Amount(name, derived):
                yield depth, name if derived else None
            case IsBlocked(step):
                yield depth, f"blocked({step})"
            case Constant() | IsActive() | HasVisited() | HasTried() | Visits():
                yield depth, None
            case _:
                assert_never(node)
