"""A short condition in words, for a label where the author wrote none."""

from __future__ import annotations

from typing import assert_never

from stepladder.conditions.nodes import (
    And,
    Compare,
    Condition,
    Constant,
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
)
from stepladder.model.pathway import Pathway
from stepladder.model.steps import Transition

LONGEST = 44
"""A label of more characters says nothing at a glance, and is left out."""

_SIGNS = (("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("==", "="))


def label_of(pathway: Pathway, exit_: Transition) -> str:
    """What stands beside an exit: its label, or its condition in words where that is short; else nothing."""
    if exit_.label:
        return exit_.label
    if exit_.otherwise:
        return "otherwise"
    words = _words(pathway, exit_.when, exit_.when.expr)
    return words if len(words) <= LONGEST else ""


def condition_of(exit_: Transition) -> str:
    """An exit's condition as written; empty where it always holds."""
    return "" if isinstance(exit_.when.expr, Constant) and exit_.when.expr.value else exit_.when.text


def condition_beside(exit_: Transition, label: str) -> str:
    """An exit's condition as it stands beside what `label_of` made of it; empty where that says it in words."""
    return condition_of(exit_) if exit_.label or not label else ""


def _words(pathway: Pathway, condition: Condition, node: Node) -> str:
    match node:
        case Constant(value):
            return "" if value else "never"
        case IsSo(name):
            return _name(name)
        case IsOneOf(name, values, negated):
            fact = pathway.facts.get(name)
            labels = (fact.values or {}) if fact is not None else {}
            chosen = " or ".join(labels.get(value, _name(value)) for value in values)
            return f"{_name(name)}: {'not ' if negated else ''}{chosen}"
        case Not(of):
            inner = _words(pathway, condition, of)
            return f"no {inner}" if isinstance(of, IsSo) else f"not ({inner})"
        case And(parts):
            return " and ".join(_words(pathway, condition, part) for part in parts)
        case Or(parts):
            return " or ".join(_words(pathway, condition, part) for part in parts)
        case HasTried(step):
            return f"{_title(pathway, step)} tried"
        case HasVisited(step):
            return f"{_title(pathway, step)} visited"
        case IsBlocked(step):
            return f"{_title(pathway, step)} blocked"
        case IsActive(therapy):
            return f"on {pathway.therapies.get(therapy, therapy)}"
        case IsKnown(name):
            return f"{_name(name)} known"
        case Compare():
            text = condition.text[node.span[0] : node.span[1]]
            for sign, drawn in _SIGNS:
                text = text.replace(sign, drawn)
            return text.replace("_", " ")
    assert_never(node)


def _name(name: str) -> str:
    return name.replace("_", " ")


def _title(pathway: Pathway, step: str) -> str:
    known = pathway.steps.get(step)
    return (known.abbr or known.title) if known is not None else step
