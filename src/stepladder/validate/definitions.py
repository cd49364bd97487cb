"""How derived names and `blocked(step)` are made of each other: in circles, or too deep to be worked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stepladder.conditions.fold import Part, children, walk
from stepladder.conditions.mentions import inside, reference
from stepladder.diagnostics import Route
from stepladder.graph import components, loops, shortest_cycle
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared

DEEPEST = 100
"""How many levels a definition may have, those of the definitions it reads included."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """What is defined, each by a key: a derived name, or `blocked(step)`."""

    parts: dict[str, tuple[Part, ...]]
    """The conditions and numbers that each is made of."""
    reads: dict[str, list[str]]
    """The keys that each reads."""


def definitions_of(pathway: Pathway) -> Definitions:
    """Every derived name, and `blocked(step)` for the steps whose blocking something defined reads."""
    parts: dict[str, tuple[Part, ...]] = {
        name: inside(definition) for name, definition in prepared(pathway).definitions.items()
    }
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
    deep: list[tuple[str, int]] = []
    for part in components(definitions.reads):
        name = part[0]
        deepest = 0
        for depth, key in _levels(definitions.parts[name]):
            deepest = max(deepest, depth + (levels.get(key, 0) if key is not None else 0))
        levels[name] = deepest
        if deepest > DEEPEST and all(levels.get(key, 0) <= DEEPEST for key in definitions.reads[name]):
            deep.append((name, deepest))
    return deep


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
    return (key for part in parts for node in walk(part) if (key := _key(node)) is not None)


def _key(node: Part) -> str | None:
    """The definition that a node itself reads."""
    match reference(node):
        case "derived", name:
            return name
        case "blocked", step:
            return f"blocked({step})"
        case _:
            return None


def _levels(parts: Iterable[Part]) -> Iterator[tuple[int, str | None]]:
    """How deep each node of a tree lies, and which definition it reads there, if any."""
    waiting = [(part, 1) for part in parts]
    while waiting:
        node, depth = waiting.pop()
        waiting.extend((part, depth + 1) for part in children(node))
        yield depth, _key(node)
