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

SWAPPED_BOUNDARY: dict[Order, Order] = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
_ORDER = re.compile(r"<=|>=|==|!=|<|>")
_MEMBER = re.compile(r"not\s+in\b|\bin\b|==|!=")
_OPPOSITE = {"in": "not in", "not in": "in", "==": "!=", "!=": "=="}


@dataclass(frozen=True)
class Edit:
    """One change of a condition or number."""

    change: Literal["comparison", "not"]
    span: Offsets
    """The part of the text that was changed."""
    words: str


def changed_conditions(node: Node, text: str) -> Iterator[tuple[Node, Edit]]:
    """Every change of a condition, in the order of its text.

    Args:
        node: its tree.
        text: how it is written.

    Yields:
        The changed tree, and what was changed.
    """
    match node:
        case Compare(left, order, right, span):
            new = SWAPPED_BOUNDARY[order]
            yield replace(node, order=new), _comparison(span, text, left.span[1], right.span[0], new)
            for total, edit in changed_sums(left, text):
                yield replace(node, left=total), edit
            for total, edit in changed_sums(right, text):
                yield replace(node, right=total), edit
        case IsOneOf(_, _, negated, _, span):
            yield replace(node, negated=not negated), _membership(span, text)
        case Not(of, span):
            was, now = text[slice(*span)], text[slice(*of.span)]
            yield of, Edit("not", span, f"'{_short(was)}' became '{_short(now)}'")
            for inner, edit in changed_conditions(of, text):
                yield replace(node, of=inner), edit
        case And(parts) | Or(parts):
            for index, part in enumerate(parts):
                for inner, edit in changed_conditions(part, text):
                    yield replace(node, parts=(*parts[:index], inner, *parts[index + 1 :])), edit
        case IsSo() | IsKnown() | IsActive() | HasVisited() | HasTried() | IsBlocked() | Constant():
            return
        case _:
            assert_never(node)


def changed_sums(total: Sum, text: str) -> Iterator[tuple[Sum, Edit]]:
    """Every change of the conditions that a number counts."""
    for place, (factor, atom) in enumerate(total.terms):
        if not isinstance(atom, Count):
            continue
        for index, part in enumerate(atom.parts):
            for inner, edit in changed_conditions(part, text):
                counted = replace(atom, parts=(*atom.parts[:index], inner, *atom.parts[index + 1 :]))
                terms = (*total.terms[:place], (factor, counted), *total.terms[place + 1 :])
                yield replace(total, terms=terms), edit


def _comparison(span: Offsets, text: str, first: int, last: int, new: str) -> Edit:
    """A comparison of numbers; its sign stands between the two sides."""
    sign = _ORDER.search(text, first, last) or _ORDER.search(text, *span)
    return _rewritten(span, text, sign, new)


def _membership(span: Offsets, text: str) -> Edit:
    sign = _MEMBER.search(text, *span)
    return _rewritten(span, text, sign, _OPPOSITE[" ".join(sign[0].split())] if sign else "")


def _rewritten(span: Offsets, text: str, sign: re.Match[str] | None, new: str) -> Edit:
    was = text[slice(*span)]
    now = was if sign is None else text[span[0] : sign.start()] + new + text[sign.end() : span[1]]
    return Edit("comparison", span, f"'{_short(was)}' became '{_short(now)}'")


def _short(text: str) -> str:
    """A text in one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= 90 else line[:87] + "..."
