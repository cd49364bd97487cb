"""What a search for a change asks of a condition: its comparisons, and whether it probes `known`."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.conditions.evaluate import Now
from stepladder.conditions.mentions import comparisons, inside, references
from stepladder.conditions.nodes import And, Compare, Count, IsKnown, Node, Not, Or, Sum


def comparisons_within(node: Node, now: Now) -> Iterator[Compare]:
    """Every comparison of numbers inside a condition, through derived names and rules."""
    stack: list[Node | Sum] = [node]
    seen: set[tuple[str, str]] = set()
    while stack:
        current = stack.pop()
        yield from comparisons(current)
        for kind, name in references(current):
            if kind in ("derived", "blocked") and (kind, name) not in seen:
                seen.add((kind, name))
                if kind == "derived":
                    stack.extend(inside(now.definitions[name]))
                else:
                    stack.extend(rule.expr for rule in now.blockers.get(name, ()))


def probes_known(node: Node, now: Now) -> bool:
    """Whether a condition asks anywhere if something is known, which taking values away would change."""
    stack: list[Node | Sum] = [node]
    seen: set[str] = set()
    while stack:
        current = stack.pop()
        if _has_known(current):
            return True
        for kind, name in references(current):
            if f"{kind} {name}" in seen:
                continue
            seen.add(f"{kind} {name}")
            if kind == "derived":
                stack.extend(inside(now.definitions[name]))
            elif kind == "blocked":
                stack.extend(rule.expr for rule in now.blockers.get(name, ()))
    return False


def _has_known(node: Node | Sum) -> bool:
    match node:
        case IsKnown():
            return True
        case And(parts) | Or(parts):
            return any(_has_known(part) for part in parts)
        case Not(of):
            return _has_known(of)
        case Compare(left, _, right):
            return _has_known(left) or _has_known(right)
        case Sum(terms):
            return any(isinstance(a, Count) and any(_has_known(p) for p in a.parts) for _, a in terms)
        case _:
            return False
