"""A condition as JSON: short lists that begin with a word, for evaluators that are not written in Python.

A condition is `true`, `false`, or one of

    ["is", name]                        a finding, or a derived condition, is so
    ["in", name, [value, …]]            a choice, or a derived table, has one of the values; also ["not in", …]
    ["<=", number, number]              and the other five orders
    ["known", name] ["active", therapy] ["visited", step] ["tried", step] ["blocked", step]
    ["not", condition] ["and", condition, …] ["or", condition, …]

A number is a list of its constant, as text because it is exact, and then each atom with its factor:
`["1.5", ["2", ["amount", name]], ["-1", ["visits", step]], ["1", ["count", condition, …]]]`.

Names are facts or derived; they share one name space, so which of the two a name is, the pathway says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias, assert_never

from stepladder.conditions.nodes import (
    Amount,
    And,
    Atom,
    Compare,
    Condition,
    Constant,
    Count,
    Definition,
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

Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None
"""What JSON can hold."""


def node_json(node: Node) -> Json:
    """A condition as JSON."""
    match node:
        case Constant(value):
            return value
        case IsSo(name):
            return ["is", name]
        case IsOneOf(name, values, negated):
            return ["not in" if negated else "in", name, list(values)]
        case Compare(left, order, right):
            return [order, sum_json(left), sum_json(right)]
        case IsKnown(name):
            return ["known", name]
        case IsActive(therapy):
            return ["active", therapy]
        case HasVisited(step):
            return ["visited", step]
        case HasTried(step):
            return ["tried", step]
        case IsBlocked(step):
            return ["blocked", step]
        case Not(of):
            return ["not", node_json(of)]
        case And(parts):
            return ["and", *map(node_json, parts)]
        case Or(parts):
            return ["or", *map(node_json, parts)]
        case _:
            assert_never(node)


def sum_json(total: Sum) -> Json:
    """A number as JSON: its constant, then each factor with its atom, in the order written."""
    return [_as_is(total.constant), *([_as_is(factor), _atom_json(atom)] for factor, atom in total.terms)]


def definition_json(definition: Definition) -> dict[str, Json]:
    """What a derived name stands for: `when`, `number` or `rows`; the last row's condition is `true`."""
    match definition:
        case Condition():
            return {"when": condition_json(definition)}
        case Expression(text, expr):
            return {"number": {"text": text, "expr": sum_json(expr)}}
        case Table(rows):
            return {"rows": [{"when": condition_json(row.when), "is": value_json(row.value)} for row in rows]}
        case _:
            assert_never(definition)


def condition_json(condition: Condition) -> dict[str, Json]:
    """A condition with its text: `{"text": …, "expr": …}`, and `bare` where parentheses surround the whole."""
    first, end = condition.expr.span
    bare = condition.text[first:end]
    data: dict[str, Json] = {"text": condition.text, "expr": node_json(condition.expr)}
    return data if bare == condition.text else {**data, "bare": bare}


def value_json(value: bool | str | int | Decimal) -> bool | str | int | float:
    """A value as JSON; a decimal of at most twelve digits survives the way there and back."""
    return float(value) if isinstance(value, Decimal) else value


def decimal_text(value: int | Decimal) -> str:
    """A number in plain decimal notation, without an exponent and without idle zeros.

    >>> decimal_text(Decimal("1.50")), decimal_text(Decimal("1E+2")), decimal_text(-3)
    ('1.5', '100', '-3')
    """
    text = _as_is(value)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _as_is(value: int | Decimal) -> str:
    """A number with its idle zeros, so that sums print alike wherever they are worked out."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _atom_json(atom: Atom) -> Json:
    match atom:
        case Amount(name):
            return ["amount", name]
        case Visits(step):
            return ["visits", step]
        case Count(parts):
            return ["count", *map(node_json, parts)]
        case _:
            assert_never(atom)
