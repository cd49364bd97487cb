"""A version in the names of another one: steps, facts, therapies and rules that go by other ids there.

Knows nothing of why two names mean the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar, assert_never

from stepladder.conditions.nodes import (
    ALWAYS,
    Amount,
    And,
    Atom,
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
    Or,
    Sum,
    Visits,
)
from stepladder.facts import Value
from stepladder.model.declarations import Derived
from stepladder.model.pathway import Claim, Entry, Pathway, Rule
from stepladder.model.steps import Step, Transition

TransitionT = TypeVar("TransitionT", bound=Transition)
ModelT = TypeVar("ModelT")


@dataclass(frozen=True)
class Renames:
    """What is called otherwise: for each kind, ids and the ids to put in their place."""

    steps: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    therapies: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.steps or self.facts or self.therapies or self.rules)


def renamed(pathway: Pathway, renames: Renames) -> Pathway:
    """The same pathway under other names; the texts of its conditions stay as they were written."""
    return _Renaming(renames).pathway(pathway) if renames else pathway


@dataclass
class _Renaming:
    to: Renames
    _conditions: dict[int, Condition] = field(default_factory=dict)

    def pathway(self, p: Pathway) -> Pathway:
        given = {name: getattr(p, name) for name in Pathway.model_fields}
        given.update(
            start=self.step_id(p.start),
            facts={self.fact(name): fact for name, fact in p.facts.items()},
            derived={name: self._derived(derived) for name, derived in p.derived.items()},
            therapies={self.therapy(name): title for name, title in p.therapies.items()},
            groups={name: self.steps(members) for name, members in p.groups.items()},
            entries={name: self._entry(entry) for name, entry in p.entries.items()},
            steps={self.step_id(name): self._step(step) for name, step in p.steps.items()},
            rules={self.to.rules.get(name, name): self._rule(rule) for name, rule in p.rules.items()},
            interrupts=tuple(
                [
                    self._transition(i).model_copy(
                        update={"from_": self.steps(i.from_), "except_": self.steps(i.except_)}
                    )
                    for i in p.interrupts
                ]
            ),
            claims={name: self._claim(claim) for name, claim in p.claims.items()},
        )
        return Pathway.model_construct(**given)

    # names

    def step_id(self, name: str) -> str:
        return self.to.steps.get(name, name)

    def fact(self, name: str) -> str:
        return self.to.facts.get(name, name)

    def therapy(self, name: str) -> str:
        return self.to.therapies.get(name, name)

    def steps(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple([self.step_id(name) for name in names])

    def facts(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple([self.fact(name) for name in names])

    def therapies(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple([self.therapy(name) for name in names])

    def _sets(self, sets: Mapping[str, Value]) -> dict[str, Value]:
        return {self.fact(name): value for name, value in sets.items()}

    # parts

    def _effects(self, of: Step | Transition) -> dict[str, object]:
        return {
            "stops": self.therapies(of.stops),
            "starts": self.therapies(of.starts),
            "sets": self._sets(of.sets),
            "forgets": self.facts(of.forgets),
        }

    def _transition(self, t: TransitionT) -> TransitionT:
        update = {"to": self.step_id(t.to), "when": self.condition(t.when), **self._effects(t)}
        return t.model_copy(update=update)

    def _step(self, step: Step) -> Step:
        update: dict[str, object] = {"asks": self.facts(step.asks), **self._effects(step)}
        for key in ("next", "options"):
            exits = getattr(step, key)
            if exits is not None:
                update[key] = tuple([self._transition(exit_) for exit_ in exits])
        return step.model_copy(update=update)

    def _rule(self, rule: Rule) -> Rule:
        return rule.model_copy(update={"blocks": self.steps(rule.blocks), "when": self.condition(rule.when)})

    def _entry(self, entry: Entry) -> Entry:
        update = {
            "at": self.step_id(entry.at),
            "visited": self.steps(entry.visited),
            "active": self.therapies(entry.active),
            "sets": self._sets(entry.sets),
        }
        return entry.model_copy(update=update)

    def _claim(self, claim: Claim) -> Claim:
        update: dict[str, object] = {}
        for key in claim.keys:
            given = getattr(claim, key)
            update[key] = self.condition(given) if isinstance(given, Condition) else self.steps(given)
        return claim.model_copy(update=update)

    def _derived(self, derived: Derived) -> Derived:
        given = {name: getattr(derived, name) for name in Derived.model_fields}
        if derived.when is not None:
            given["when"] = self.condition(derived.when)
        if derived.number is not None:
            number: Expression = derived.number
            given["number"] = replace(number, expr=self._sum(number.expr))
        if derived.rows is not None:
            given["rows"] = tuple(
                [
                    row if row.when is None else row.model_copy(update={"when": self.condition(row.when)})
                    for row in derived.rows
                ]
            )
        return Derived.model_construct(**given)

    # conditions

    def condition(self, condition: Condition) -> Condition:
        if condition is ALWAYS:
            return condition
        key = id(condition)
        if key not in self._conditions:
            self._conditions[key] = replace(condition, expr=self._node(condition.expr))
        return self._conditions[key]

    def _node(self, node: Node) -> Node:
        match node:
            case And(parts) | Or(parts):
                return replace(node, parts=tuple([self._node(part) for part in parts]))
            case Not(of):
                return replace(node, of=self._node(of))
            case IsSo() | IsOneOf() | IsKnown():
                return node if node.derived else replace(node, name=self.fact(node.name))
            case Compare(left, _, right):
                return replace(node, left=self._sum(left), right=self._sum(right))
            case IsActive(therapy):
                return replace(node, therapy=self.therapy(therapy))
            case HasVisited(step) | HasTried(step) | IsBlocked(step):
                return replace(node, step=self.step_id(step))
            case Constant():
                return node
            case _:
                assert_never(node)

    def _sum(self, total: Sum) -> Sum:
        return replace(total, terms=tuple([(factor, self._atom(atom)) for factor, atom in total.terms]))

    def _atom(self, atom: Atom) -> Atom:
        match atom:
            case Amount(name, derived):
                return atom if derived else replace(atom, name=self.fact(name))
            case Visits(step):
                return replace(atom, step=self.step_id(step))
            case Count(parts):
                return replace(atom, parts=tuple([self._node(part) for part in parts]))
            case _:
                assert_never(atom)
