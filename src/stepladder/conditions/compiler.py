"""The text of a condition or number, read, checked and compiled to its tree."""

from __future__ import annotations

from dataclasses import replace

from stepladder.conditions.nodes import (
    ALWAYS,
    Condition,
    Expression,
    Sum,
    Visits,
)
from stepladder.conditions.parse import Syntax
from stepladder.conditions.repair import helped
from stepladder.conditions.typecheck import SAME_UNIT, Checker, Scope, same_unit
from stepladder.diagnostics import Problem, Proposals


def condition(text: str, scope: Scope, proposals: Proposals | None = None) -> Condition:
    """Read a condition.

    Args:
        text: as the author wrote it.
        scope: the names it may use.
        proposals: looks up nearest names, where several texts share the looking up.

    Returns:
        The condition with its typed tree; where `problems` is not empty the tree stands in and must not be used.
    """
    checked = _condition(text, scope, proposals)
    if not checked.problems:
        return checked

    def read(meant: str) -> tuple[Problem, ...]:
        return _condition(meant, scope, proposals).problems

    return replace(checked, problems=helped(text, checked.problems, scope, read))


def _condition(text: str, scope: Scope, proposals: Proposals | None) -> Condition:
    syntax = Syntax(text)
    if syntax.tree is None:
        return Condition(text, ALWAYS.expr, syntax.problems, syntax.names)
    checker = Checker(syntax, scope, proposals or Proposals())
    node = checker.node(syntax.tree)
    if checker.problems:
        return Condition(text, ALWAYS.expr, tuple(checker.problems), syntax.names)
    return Condition(text, node, (), syntax.names)


def expression(text: str, scope: Scope, unit: str | None) -> Expression:
    """Read a derived number.

    Args:
        text: a sum, a product with a number, a `count`.
        scope: the names it may use.
        unit: the unit the author declares for it; None takes the unit of what it is made of.
    """
    checked = _expression(text, scope, unit)
    if not checked.problems:
        return checked

    def read(meant: str) -> tuple[Problem, ...]:
        return _expression(meant, scope, unit).problems

    return replace(checked, problems=helped(text, checked.problems, scope, read))


def _expression(text: str, scope: Scope, unit: str | None) -> Expression:
    syntax = Syntax(text)
    empty = Sum((), 0, (0, len(text)))
    if syntax.tree is None:
        return Expression(text, empty, unit, syntax.problems, syntax.names)
    checker = Checker(syntax, scope, Proposals())
    total = checker.sum(syntax.tree)
    seen, unit_there = checker.unit_of((total,)) if total is not None else (False, None)
    if total is not None and any(isinstance(atom, Visits) for _, atom in total.terms):
        checker.problems.append(
            Problem("SL302", "visits(…) is compared with a whole number, and with nothing else", 0, len(text))
        )
    if unit is not None and seen and not same_unit(unit, unit_there):
        message = f"this is in {unit_there or 'no unit'}, but the unit declared is {unit}"
        checker.problems.append(Problem("SL304", message, 0, len(text), help=SAME_UNIT))
    if total is None or checker.problems:
        return Expression(text, empty, unit or unit_there, tuple(checker.problems), syntax.names)
    return Expression(text, total, unit or unit_there, (), syntax.names)


class Compiler:
    """Reads conditions of one scope, each text once."""

    __slots__ = ("_conditions", "_expressions", "_proposals", "scope")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._proposals = Proposals()
        self._conditions: dict[str, Condition] = {"true": ALWAYS}
        self._expressions: dict[tuple[str, str | None], Expression] = {}

    def condition(self, text: str) -> Condition:
        """The condition of a text; see `condition`."""
        known = self._conditions.get(text)
        if known is None:
            known = self._conditions[text] = condition(text, self.scope, self._proposals)
        return known

    def expression(self, text: str, unit: str | None) -> Expression:
        """The number of a text; see `expression`."""
        key = (text, unit)
        if key not in self._expressions:
            self._expressions[key] = expression(text, self.scope, unit)
        return self._expressions[key]
