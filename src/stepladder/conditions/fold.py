"""The one traversal of a condition's tree: what a node is made of, and every node below it.

Whoever only looks for something in a condition walks it here; a back-end that gives nodes a meaning has its own match.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, assert_never

from stepladder.conditions.nodes import (
    Amount,
    And,
    Atom,
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

Part: TypeAlias = Node | Sum | Atom
"""Any node of a condition's tree."""


def children(part: Part) -> tuple[Part, ...]:
    """What a node is made of, left to right; derived names and `blocked` are leaves."""
    match part:
        case And(parts) | Or(parts) | Count(parts):
            return parts
        case Not(of):
            return (of,)
        case Compare(left, _, right):
            return left, right
        case Sum(terms):
            return tuple([atom for _, atom in terms])
        case IsSo() | IsOneOf() | IsKnown() | IsActive() | HasVisited() | HasTried() | IsBlocked() | Constant():
            return ()
        case Amount() | Visits():
            return ()
        case _:
            assert_never(part)


def walk(part: Part) -> Iterator[Part]:
    """A node and every node below it, each before what it is made of, left to right."""
    waiting = [part]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(reversed(children(here)))
