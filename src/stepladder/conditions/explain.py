"""Why a condition came out as it did, with the values that decided it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, assert_never

from stepladder.conditions.evaluate import Now, Ternary, evaluate, possible, possible_values
from stepladder.conditions.nodes import (
    Amount,
    And,
    Compare,
    Condition,
    Constant,
    Count,
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
    Offsets,
    Or,
    Sum,
    Table,
    Visits,
)
from stepladder.facts import Value

Reading: TypeAlias = tuple[str, Value | None]
"""The name of a fact and its value; None while it is unknown."""


@dataclass(frozen=True, slots=True)
class Why:
    """One step of an explanation: some words of a condition, how they came out, and what decided that."""

    text: str
    """The words as the author wrote them."""
    outcome: Ternary
    readings: tuple[Reading, ...] = ()
    """The facts read directly, with their values."""
    state: str = ""
    """What of the walk decided it, in words, such as `nsaid is running`."""
    parts: tuple[Why, ...] = ()
    """The parts that decided it, and only those."""

    def deciding(self) -> tuple[Reading, ...]:
        """Every fact that decided the outcome, with its value, in the order met; each once."""
        values: dict[str, Value | None] = {}
        for name, value in self.readings:
            values.setdefault(name, value)
        for part in self.parts:
            for name, value in part.deciding():
                values.setdefault(name, value)
        return tuple(values.items())

    def states(self) -> tuple[str, ...]:
        """What of the walk itself decided the outcome, in the order met; each once."""
        states: dict[str, None] = {self.state: None} if self.state else {}
        for part in self.parts:
            states.update(dict.fromkeys(part.states()))
        return tuple(states)


def why(condition: Condition, now: Now) -> Why:
    """Explain how a condition comes out.

    Args:
        condition: one without problems.
        now: what can be read.

    Returns:
        The whole condition's outcome, and below it only the parts that decided it: of a true `and` all parts, of a
        false one those that are false, of an unknown one those that are unknown; for `or` the other way round.
    """
    return _Explainer(condition.text, now).node(condition.expr)


class _Explainer:
    """Explains the nodes of one text; a derived name opens another explainer on its own text."""

    def __init__(self, text: str, now: Now) -> None:
        self.text = text
        self.now = now

    def words(self, span: Offsets) -> str:
        return self.text[span[0] : span[1]]

    def node(self, node: Node) -> Why:
        outcome = evaluate(node, self.now)
        words = self.words(node.span)
        match node:
            case And(parts) | Or(parts):
                return self._joined(words, outcome, parts, decided_by_all=isinstance(node, And))
            case Not(of):
                return Why(words, outcome, parts=(self.node(of),))
            case IsSo(name, derived):
                if derived:
                    return Why(words, outcome, parts=self._definition(name))
                return Why(words, outcome, ((name, self.now.known.get(name)),))
            case IsOneOf(name, _, _, derived):
                if derived:
                    return Why(words, outcome, state=self._table_state(name), parts=self._definition(name))
                return Why(words, outcome, ((name, self.now.known.get(name)),))
            case Compare(left, _, right):
                return self._compare(words, outcome, left, right)
            case IsKnown(name, derived):
                state = f"{name} is {'known' if outcome else 'not known'}"
                if derived:
                    return Why(words, outcome, (), state, self._definition(name))
                return Why(words, outcome, ((name, self.now.known.get(name)),), state)
            case IsActive(therapy):
                return Why(words, outcome, state=f"{therapy} is {'running' if outcome else 'not running'}")
            case HasVisited(step):
                return Why(words, outcome, state=f"{step} was {'entered' if outcome else 'not entered yet'}")
            case HasTried(step):
                return Why(words, outcome, state=self._tried(step, outcome))
            case IsBlocked(step):
                rules = self.now.blockers.get(step, ())
                shown = [why(rule, self.now.present or self.now) for rule in rules]
                return Why(words, outcome, parts=tuple([w for w in shown if w.outcome is outcome]))
            case Constant():
                return Why(words, outcome)
            case _:
                assert_never(node)

    def _joined(self, words: str, outcome: Ternary, parts: tuple[Node, ...], decided_by_all: bool) -> Why:
        shown = [self.node(part) for part in parts]
        if outcome is not decided_by_all:
            shown = [part for part in shown if part.outcome is outcome]
        return Why(words, outcome, parts=tuple(shown))

    def _tried(self, step: str, outcome: Ternary) -> str:
        if outcome:
            return f"{step} was tried and stopped"
        running = [t for t in self.now.starts.get(step, ()) if t in self.now.active]
        if self.now.visits.get(step, 0) and running:
            return f"{running[0]} is still running"
        return f"{step} was not tried yet"

    def _definition(self, name: str) -> tuple[Why, ...]:
        definition = self.now.definitions[name]
        match definition:
            case Condition():
                return (why(definition, self.now),)
            case Expression(text, expr):
                return self._numbers(_Explainer(text, self.now), expr)
            case Table(rows):
                shown: list[Why] = []
                for row in rows:
                    part = why(row.when, self.now)
                    shown.append(part)
                    if part.outcome:
                        break
                return tuple([part for part in shown if part.text != "true"])
            case _:
                assert_never(definition)

    def _table_state(self, name: str) -> str:
        values = [str(value) for value in possible_values(name, self.now)]
        return f"{name} is {values[0]}" if len(values) == 1 else f"{name} is one of {', '.join(values)}"

    def _compare(self, words: str, outcome: Ternary, left: Sum, right: Sum) -> Why:
        readings: list[Reading] = []
        parts: list[Why] = []
        states: list[str] = []
        for _, atom in (*left.terms, *right.terms):
            match atom:
                case Amount(name, derived):
                    if derived:
                        states.append(self._amount_state(name))
                        parts.extend(self._definition(name))
                    else:
                        readings.append((name, self.now.known.get(name)))
                case Visits(step):
                    states.append(f"{step} was entered {times(self.now.visits.get(step, 0))}")
                case Count(inner):
                    states.append(self._count_state(inner))
                    parts.extend(self.node(part) for part in inner)
                case _:
                    assert_never(atom)
        return Why(words, outcome, tuple(readings), "; ".join(states), tuple(parts))

    def _amount_state(self, name: str) -> str:
        definition = self.now.definitions[name]
        if isinstance(definition, Table):
            return self._table_state(name)
        assert isinstance(definition, Expression)
        values = possible(definition.expr, self.now)
        if values is None:
            return f"{name} is not known"
        return f"{name} is {values[0]}" if len(values) == 1 else f"{name} is {values[0]} to {values[-1]}"

    def _count_state(self, parts: tuple[Node, ...]) -> str:
        held = [evaluate(part, self.now) for part in parts]
        open_ones = held.count(None)
        more = f", {open_ones} not known" if open_ones else ""
        return f"{held.count(True)} of {len(parts)} hold{more}"

    def _numbers(self, explainer: _Explainer, total: Sum) -> tuple[Why, ...]:
        parts: list[Why] = []
        for _, atom in total.terms:
            if isinstance(atom, Count):
                parts.extend(explainer.node(part) for part in atom.parts)
            elif isinstance(atom, Amount) and atom.derived:
                parts.extend(explainer._definition(atom.name))
            elif isinstance(atom, Amount):
                value = self.now.known.get(atom.name)
                parts.append(Why(explainer.words(atom.span), None if value is None else True, ((atom.name, value),)))
        return tuple(parts)


def times(count: int) -> str:
    """A number of times in words: `once`, `twice`, `3 times`."""
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")
