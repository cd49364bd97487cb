"""Every index and cache that is worked out from a pathway: made once for that very object, never copied with it.

A copy of a pathway, however it is made (`model_copy`, `copy`, `deepcopy`, pickle, `model_construct`), has none of it
and works out its own. The indexes hang on a slot beside the fields, which none of these ways takes along, and live
as long as their pathway.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, TypeAlias

from stepladder.conditions.mentions import Reads, reads, visits_read
from stepladder.conditions.nodes import Condition, Definition
from stepladder.facts import Domain
from stepladder.model.content import digest_of
from stepladder.model.pathway import Pathway, Rule
from stepladder.model.steps import Interrupt

ExitNumber: TypeAlias = tuple[str, int]
"""The number of an exit: its step and its place among the step's exits; of an interrupt "" and its place among all."""


def prepared(pathway: Pathway) -> Prepared:
    """The indexes of a pathway."""
    try:
        indexes: Prepared = pathway._prepared
    except AttributeError:
        indexes = Prepared(pathway)
        object.__setattr__(pathway, "_prepared", indexes)  # a pathway is frozen, and this is none of its fields
    return indexes


def digest(pathway: Pathway) -> str:
    """SHA-256 of the content of a pathway, in hexadecimal."""
    return prepared(pathway).digest


class Prepared:
    """The indexes of one pathway, each worked out when first asked for."""

    def __init__(self, pathway: Pathway) -> None:
        self._content = pathway.model_copy()  # the same fields; the pathway itself would be a circle

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal."""
        return digest_of(self._content)

    @cached_property
    def domains(self) -> Mapping[str, Domain]:
        """Every fact with its kind and values, in file order."""
        return {name: fact.domain for name, fact in self._content.facts.items()}

    @cached_property
    def definitions(self) -> Mapping[str, Definition]:
        """Every derived name with what it stands for."""
        return {name: derived.definition for name, derived in self._content.derived.items()}

    @cached_property
    def starts(self) -> Mapping[str, tuple[str, ...]]:
        """The therapies that each step starts; steps that start none are left out."""
        return {name: step.starts for name, step in self._content.steps.items() if step.starts}

    @cached_property
    def rules_on(self) -> Mapping[str, tuple[tuple[str, Rule], ...]]:
        """The rules that may block each step, in file order; unblocked steps are left out."""
        blocking: dict[str, list[tuple[str, Rule]]] = {}
        for name, rule in self._content.rules.items():
            for step in self._content.members(rule.blocks):
                blocking.setdefault(step, []).append((name, rule))
        return {step: tuple(rules) for step, rules in blocking.items()}

    @cached_property
    def blockers(self) -> Mapping[str, tuple[Condition, ...]]:
        """The conditions of each step's absolute rules, for `blocked(step)`."""
        return {
            step: tuple([rule.when for _, rule in rules if rule.severity == "absolute"])
            for step, rules in self.rules_on.items()
        }

    @cached_property
    def interrupts_at(self) -> Mapping[str, tuple[tuple[int, Interrupt], ...]]:
        """The interrupts that are looked at in each step, with their numbers, in file order."""
        interrupts: dict[str, list[tuple[int, Interrupt]]] = {}
        for index, interrupt in enumerate(self._content.interrupts):
            for step in self._content.interrupted(interrupt):
                interrupts.setdefault(step, []).append((index, interrupt))
        return {step: tuple(pairs) for step, pairs in interrupts.items()}

    @cached_property
    def visit_limits(self) -> Mapping[str, int]:
        """For each step whose visits are counted: the count beyond which no condition tells a difference."""
        limits: dict[str, int] = {}
        read = [condition.expr for _, condition in self._content.conditions()]
        numbers = [derived.number.expr for derived in self._content.derived.values() if derived.number is not None]
        for node in (*read, *numbers):
            for step, number in visits_read(node):
                limits[step] = max(limits.get(step, 1), number + 1)
        return limits

    @cached_property
    def judged(self) -> dict[object, Any]:
        """Exits as they were judged, by their number and by what of the state they read; filled by the semantics."""
        return {}

    def reads(self, number: ExitNumber) -> Reads:
        """All that the guard of an exit and the rules on its target read."""
        known = self._reads.get(number)
        if known is None:
            step, index = number
            exit_ = self._content.steps[step].exits[index] if step else self._content.interrupts[index]
            conditions = [exit_.when, *(rule.when for _, rule in self.rules_on.get(exit_.to, ()))]
            nodes = [condition.expr for condition in conditions]
            known = self._reads[number] = reads(nodes, self.definitions, self.blockers, self.starts)
        return known

    @cached_property
    def _reads(self) -> dict[ExitNumber, Reads]:
        return {}
