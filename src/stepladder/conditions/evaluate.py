"""What a condition says about a patient and a walk, in three values: the reference for every other back-end.

True, False, or None for unknown; `and`, `or` and `not` follow Kleene's strong logic (S. C. Kleene, Introduction to
Metamathematics, 1952, section 64). A number is the set of values it can still have, where that set is small.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from stepladder.conditions.linear import Exact, Linear, difference, linear
from stepladder.conditions.nodes import (
    Amount,
    And,
    Atom,
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
from stepladder.facts import Known

Ternary: TypeAlias = bool | None
"""True, False, or None where it is unknown."""

Possible: TypeAlias = tuple[Exact, ...] | None
"""The values a number can still have; None where it can be any."""


@dataclass(frozen=True, slots=True)
class Now:
    """All that a condition can read: what is known, what runs, where the walk has been, and what names stand for."""

    known: Known
    active: frozenset[str] = frozenset()
    visits: Mapping[str, int] = field(default_factory=dict)
    definitions: Definitions = field(default_factory=dict)
    starts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The therapies a step starts, for `tried`."""
    blockers: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    """The conditions of a step's absolute rules, for `blocked`."""
    present: Now | None = None
    """What `blocked` reads, where this is a state that an exit would leave; None where it is the present one itself."""
    memo: dict[str, object] = field(default_factory=dict, compare=False, repr=False)
    """What derived names came out as; filled while evaluating."""


def evaluate(node: Node, now: Now) -> Ternary:
    """Whether a condition holds.

    Args:
        node: the typed tree of a condition.
        now: what can be read. Every name in the condition must be declared in it.

    Returns:
        True, False, or None where unknown facts decide it.
    """
    match node:  # the commonest first; attributes and not patterns, because this is the hot path
        case IsSo():
            if node.derived:
                return _derived_finding(node.name, now)
            value = now.known.get(node.name)
            return None if value is None else value is True
        case Compare():
            return compare(node, now)
        case Or():
            return some(node.parts, now)
        case IsOneOf():
            return _is_one_of(node, now)
        case Not():
            held = evaluate(node.of, now)
            return None if held is None else not held
        case And():
            return every(node.parts, now)
        case IsActive():
            return node.therapy in now.active
        case HasVisited():
            return now.visits.get(node.step, 0) > 0
        case HasTried():
            running = any(therapy in now.active for therapy in now.starts.get(node.step, ()))
            return now.visits.get(node.step, 0) > 0 and not running
        case IsBlocked():
            return some(tuple([rule.expr for rule in now.blockers.get(node.step, ())]), now.present or now)
        case IsKnown():
            return _is_known(node.name, node.derived, now)
        case Constant():
            return node.value
        case _:
            assert_never(node)


def every(parts: tuple[Node, ...], now: Now) -> Ternary:
    """Kleene's `and` of several conditions; true of none."""
    result: Ternary = True
    for part in parts:
        held = evaluate(part, now)
        if held is False:
            return False
        if held is None:
            result = None
    return result


def some(parts: tuple[Node, ...], now: Now) -> Ternary:
    """Kleene's `or` of several conditions; false of none."""
    result: Ternary = False
    for part in parts:
        held = evaluate(part, now)
        if held is True:
            return True
        if held is None:
            result = None
    return result


def possible_values(name: str, now: Now) -> tuple[str | Exact, ...]:
    """The values a derived table can still have, in the order of its rows.

    The value of every row that could still be the first whose condition holds.
    """
    key = "=" + name
    if key in now.memo:
        return now.memo[key]  # type: ignore[return-value]  # only written below
    table = now.definitions[name]
    assert isinstance(table, Table)
    values: list[str | Exact] = []
    for row in table.rows:
        held = evaluate(row.when.expr, now)
        if held is False:
            continue
        if row.value not in values:
            values.append(row.value)
        if held is True:
            break
    result = tuple(values)
    now.memo[key] = result
    return result


def possible(total: Sum, now: Now) -> Possible:
    """The values a number can still have, ascending; None where it can be any."""
    return possible_of(linear([(1, total)], now.definitions), now)


def possible_of(form: Linear, now: Now) -> Possible:
    """The values that a number in its linear form can still have, ascending; None where it can be any."""
    parts = _parts(form, now)
    return None if parts is None else tuple(sorted(_spread(form.constant, parts)))


def compare(node: Compare, now: Now) -> Ternary:
    """A comparison of numbers: decided when it comes out the same for every value they can still have."""
    if len(node.left.terms) == 1 and not node.right.terms:  # by far the commonest: one fact against a number
        factor, atom = node.left.terms[0]
        if isinstance(atom, Amount) and not atom.derived:
            value = now.known.get(atom.name)
            if value is None:
                return None
            assert not isinstance(value, str)
            return _TESTS[node.order](node.left.constant + factor * value, node.right.constant)
    gap = difference(node, now.definitions)
    parts, constant = _parts(gap, now), gap.constant
    if parts is None:
        return None
    least = constant + sum(min(part) for part in parts)
    most = constant + sum(max(part) for part in parts)
    if node.order in ("<", "<=", ">", ">="):  # what holds at both ends holds between them
        test = _TESTS[node.order]
        holds = test(least, 0)
        return holds if test(most, 0) is holds else None
    if least <= 0 <= most and 0 in _spread(constant, parts):
        return (node.order == "==") if least == most else None
    return node.order == "!="


_TESTS: Mapping[str, Callable[[Exact, Exact], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


Part: TypeAlias = tuple[Exact, ...]
"""The values that one atom of a number can add to it, its factor included."""


def _parts(form: Linear, now: Now) -> list[Part] | None:
    """What each atom of a number can add; None where one of them can be any number."""
    parts: list[Part] = []
    for factor, atom in form.terms:
        values = _atom_values(atom, now)
        if values is None:
            return None
        parts.append(tuple([factor * value for value in values]))
    return parts


def _spread(constant: Exact, parts: Iterable[Part]) -> set[Exact]:
    """Every value of a constant plus one value of each part."""
    reached: set[Exact] = {constant}
    for part in parts:
        reached = {so_far + value for so_far in reached for value in part}
    return reached


def _atom_values(atom: Atom, now: Now) -> Possible:
    match atom:
        case Amount(name, derived):
            if derived:  # a table; of a derived number the linear form has the atoms
                return tuple([value for value in possible_values(name, now) if not isinstance(value, str)])
            value = now.known.get(name)
            return None if value is None else (value,)  # type: ignore[return-value]  # a number fact holds a number
        case Visits(step):
            return (now.visits.get(step, 0),)
        case Count(parts):
            held = [evaluate(part, now) for part in parts]
            least = held.count(True)
            return tuple(range(least, least + held.count(None) + 1))
        case _:
            assert_never(atom)


def _derived_finding(name: str, now: Now) -> Ternary:
    if name in now.memo:
        return now.memo[name]  # type: ignore[return-value]  # only written below
    definition = now.definitions[name]
    assert isinstance(definition, Condition)
    result = evaluate(definition.expr, now)
    now.memo[name] = result
    return result


def _is_one_of(node: IsOneOf, now: Now) -> Ternary:
    if not node.derived:
        value = now.known.get(node.name)
        return None if value is None else (value in node.values) is not node.negated
    inside = [value in node.values for value in possible_values(node.name, now)]
    if all(inside):
        return not node.negated
    return None if any(inside) else node.negated


def _is_known(name: str, derived: bool, now: Now) -> bool:
    if not derived:
        return now.known.get(name) is not None
    definition = now.definitions[name]
    match definition:
        case Condition():
            return _derived_finding(name, now) is not None
        case Expression():
            parts = _parts(linear([(1, definition.expr)], now.definitions), now)
            return parts is not None and all(len(set(part)) == 1 for part in parts)
        case Table():
            return len(possible_values(name, now)) == 1
        case _:
            assert_never(definition)
