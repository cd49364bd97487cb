"""Every small change of one condition: each comparison turned, each `not` dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, assert_never

from stepladder.conditions.nodes import (
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
    Offsets,
    Or,
    Order,
    Sum,
)

TURNED: dict[Order, Order] = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
_ORDER = re.compile(r"<=|>=|==|!=|<|>")
_MEMBER = re.compile(r"not\s+in\b|\bin\b|==|!=")
_OPPOSITE = {"in": "not in", "not in": "in", "==": "!=", "!=": "=="}


@dataclass(frozen=True)
class Turned:
    """One change of a condition or number."""

    change: Literal["comparison", "not"]
    span: Offsets
    """The part of the text that was changed."""
    words: str


def turned(node: Node, text: str) -> Iterator[tuple[Node, Turned]]:
    """Every change of a condition, in the order of its text.

    Args:
        node: its tree.
        text: how it is written.

    Yields:
        The changed tree, and what was changed.
    """
    match node:
        case Compare(left, order, right, span):
            new = TURNED[order]
            yield replace(node, order=new), _comparison(span, text, left.span[1], right.span[0], new)
            for total, one in turned_sum(left, text):
                yield replace(node, left=total), one
            for total, one in turned_sum(right, text):
                yield replace(node, right=total), one
        case IsOneOf(_, _, negated, _, span):
            yield replace(node, negated=not negated), _membership(span, text)
        case Not(of, span):
            was, now = text[slice(*span)], text[slice(*of.span)]
            yield of, Turned("not", span, f"'{_short(was)}' became '{_short(now)}'")
            for inner, one in turned(of, text):
                yield replace(node, of=inner), one
        case And(parts) | Or(parts):
            for index, part in enumerate(parts):
                for inner, one in turned(part, text):
                    yield replace(node, parts=(*parts[:index], inner, *parts[index + 1 :])), one
        case IsSo() | IsKnown() | IsActive() | HasVisited() | HasTried() | IsBlocked() | Constant():
            return
        case _:
            assert_never(node)


def turned_sum(total: Sum, text: str) -> Iterator[tuple[Sum, Turned]]:
    """Every change of the conditions that a number counts."""
    for place, (factor, atom) in enumerate(total.terms):
        if not isinstance(atom, Count):
            continue
        for index, part in enumerate(atom.parts):
            for inner, one in turned(part, text):
                counted = replace(atom, parts=(*atom.parts[:index], inner, *atom.parts[index + 1 :]))
                terms = (*total.terms[:place], (factor, counted), *total.terms[place + 1 :])
                yield replace(total, terms=terms), one


def _comparison(span: Offsets, text: str, first: int, last: int, new: str) -> Turned:
    """A comparison of numbers; its sign stands between the two sides."""
    sign = _ORDER.search(text, first, last) or _ORDER.search(text, *span)
    return _rewritten(span, text, sign, new)


def _membership(span: Offsets, text: str) -> Turned:
    sign = _MEMBER.search(text, *span)
    return _rewritten(span, text, sign, _OPPOSITE[" ".join(sign[0].split())] if sign else "")


def _rewritten(span: Offsets, text: str, sign: re.Match[str] | None, new: str) -> Turned:
    was = text[slice(*span)]
    now = was if sign is None else text[span[0] : sign.start()] + new + text[sign.end() : span[1]]
    return Turned("comparison", span, f"'{_short(was)}' became '{_short(now)}'")


def _short(text: str) -> str:
    """A text in one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= 90 else line[:87] + "..."
