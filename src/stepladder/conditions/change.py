"""What would have to be different: the smallest change of known facts that turns conditions.

A change gives known facts other values of their domains; what is unknown stays unknown, and what the walk itself has
done (therapies, steps) cannot be changed. The search branches only on the facts of a part that is still in the way, of
the one with the fewest, so it is complete for findings, choices and numbers with at most `DENSE` possible values. Of
other numbers the thresholds under the other facts' values, their neighbours and the ends of the range are tried:
complete where a number is compared with constants, and not where two such numbers must change together or a threshold
hangs on the number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from stepladder.conditions.evaluate import Now, Ternary, evaluate, possible
from stepladder.conditions.inquire import comparisons_within, linear_in, probes_known
from stepladder.conditions.mentions import mentioned
from stepladder.conditions.nodes import (
    And,
    Compare,
    Condition,
    IsSo,
    Node,
    Not,
    Or,
)
from stepladder.facts import Choice, Domain, Finding, Number, Value, tidy

DENSE = 40
"""A number with at most so many values is tried value by value."""

LARGEST = 8
"""Changes of more facts than this are not looked for."""

EFFORT = 20_000
"""How many changed patients are looked at before giving up."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A condition that must come out in one of some ways."""

    node: Node
    allowed: frozenset[Ternary]
    overlay: Mapping[str, Value | None]
    """Facts that are set before the condition is read, whatever is changed."""
    now: Now
    """What can be read; its `known` is replaced by the changed one, with `overlay` on top."""


def smallest_change(
    requirements: Sequence[Requirement], known: Mapping[str, Value], domains: Mapping[str, Domain]
) -> dict[str, Value] | None:
    """The change of known facts that meets every requirement and touches the fewest of them.

    Args:
        requirements: what must come out how.
        known: the facts with a value, before any change.
        domains: every fact with its kind, in file order, which also decides between changes of one size.

    Returns:
        The facts to change with their new values, in file order; empty where nothing need change; None where no
        change does it. Of a number the nearest value is taken, of a choice the first in file order.
    """
    search = _Search(requirements, known, domains)
    for size in range(LARGEST + 1):
        search.cut = False
        search.found = False
        search.seen.clear()
        search.look({}, size)
        if search.found:
            return {name: search.best[name] for name in domains if name in search.best}
        if search.finished:
            return None
    return None


class _Search:
    def __init__(
        self, requirements: Sequence[Requirement], known: Mapping[str, Value], domains: Mapping[str, Domain]
    ) -> None:
        self.requirements = requirements = [part for whole in requirements for part in _parts(whole)]
        self.known = known
        self.domains = domains
        self.place = {name: index for index, name in enumerate(domains)}
        self.candidates: list[tuple[str, ...]] = []
        self._read: list[frozenset[str]] = []
        for requirement in requirements:
            read = mentioned(requirement.node, requirement.now.definitions, requirement.now.blockers)
            self._read.append(frozenset(read))
            usable = [f for f in read if known.get(f) is not None and f not in requirement.overlay and f in domains]
            self.candidates.append(tuple(sorted(usable, key=lambda name: self.place[name])))
        self.probes = [probes_known(r.node, r.now) for r in requirements]
        self.comparisons: list[tuple[Compare, Requirement]] | None = None
        self.best: dict[str, Value] = {}
        self.found = False
        self.best_rank: tuple[object, ...] = ()
        self.cut = False
        """Whether a larger change could do what those looked at do not."""
        self.effort = 0
        self.seen: set[frozenset[tuple[str, Value]]] = set()
        """The changes of the present size that were looked at; the same facts can be changed in any order."""
        self._met: dict[tuple[int, frozenset[tuple[str, Value]]], bool] = {}
        self._hopeless: dict[tuple[int, frozenset[tuple[str, Value]]], bool] = {}

    def look(self, change: dict[str, Value], left: int) -> None:
        made = frozenset(change.items())
        if made in self.seen:
            return
        self.seen.add(made)
        self.effort += 1
        if self.effort > EFFORT:
            self.cut = True
            return
        wanted = range(len(self.requirements))
        if left == 0 and self.cut and not all(self.met(i, change) for i in wanted):
            return
        unmet = [i for i in wanted if not self.met(i, change)]
        if not unmet:
            rank = self.rank(change)
            if not self.found or rank < self.best_rank:
                self.found, self.best, self.best_rank = True, dict(change), rank
            return
        short = left < self.at_least(unmet, change)
        if (short and self.cut) or any(self.hopeless(i, change) for i in unmet):
            return
        if short:
            self.cut = True
            return
        first = min(unmet, key=lambda i: sum(name not in change for name in self.candidates[i]))
        for name in self.candidates[first]:
            if name not in change and not (left == 1 and self.cut and self.indifferent(first, name, change)):
                for value in self.values(name, change):
                    change[name] = value
                    self.look(change, left - 1)
                    del change[name]

    @property
    def finished(self) -> bool:
        """Whether no larger change needs to be looked for: all were seen, or it has taken too long."""
        return not self.cut or self.effort > EFFORT

    def met(self, index: int, change: Mapping[str, Value]) -> bool:
        key = self.part(index, change)
        known = self._met.get(key)
        if known is None:
            requirement = self.requirements[index]
            now = self.changed(requirement, {**self.known, **change})
            known = self._met[key] = evaluate(requirement.node, now) in requirement.allowed
        return known

    def part(self, index: int, change: Mapping[str, Value]) -> tuple[int, frozenset[tuple[str, Value]]]:
        """The part of a change that a requirement can notice."""
        read = self._read[index]
        return index, frozenset([pair for pair in change.items() if pair[0] in read])

    def indifferent(self, index: int, name: str, change: Mapping[str, Value]) -> bool:
        """Whether a requirement stays unmet whatever value this one fact has."""
        if self.probes[index]:
            return False
        requirement = self.requirements[index]
        without = {n: v for n, v in {**self.known, **change}.items() if n != name}
        outcome = evaluate(requirement.node, self.changed(requirement, without))
        return outcome is not None and outcome not in requirement.allowed

    def changed(self, requirement: Requirement, known: Mapping[str, Value]) -> Now:
        before = requirement.now.present
        present = None if before is None else replace(before, known=known, memo={})
        if requirement.overlay:
            merged = {**known, **requirement.overlay}
            known = {name: value for name, value in merged.items() if value is not None}
        return replace(requirement.now, known=known, present=present, memo={})

    def hopeless(self, index: int, change: Mapping[str, Value]) -> bool:
        """Whether no change of the facts not yet changed can meet the requirement: Kleene's logic is sound."""
        key = self.part(index, change)
        known = self._hopeless.get(key)
        if known is None:
            known = self._hopeless[key] = self._without_hope(index, change)
        return known

    def _without_hope(self, index: int, change: Mapping[str, Value]) -> bool:
        free = [name for name in self.candidates[index] if name not in change]
        if not free:
            return True
        if self.probes[index]:
            return False
        requirement = self.requirements[index]
        open_case = {n: v for n, v in {**self.known, **change}.items() if n not in free}
        outcome = evaluate(requirement.node, self.changed(requirement, open_case))
        return outcome is not None and outcome not in requirement.allowed

    def at_least(self, unmet: Sequence[int], change: Mapping[str, Value]) -> int:
        """A lower bound on how many more facts must change: unmet requirements that share no fact."""
        used: set[str] = set()
        count = 0
        for index in unmet:
            free = {name for name in self.candidates[index] if name not in change}
            if not free & used:
                used |= free
                count += 1
        return count

    def rank(self, change: Mapping[str, Value]) -> tuple[object, ...]:
        names = sorted(change, key=lambda name: self.place[name])
        return (tuple(self.place[n] for n in names), tuple(self.preference(n, change[n]) for n in names))

    def preference(self, name: str, value: Value) -> tuple[Decimal, Decimal]:
        domain = self.domains[name]
        match domain:
            case Choice(values):
                return Decimal(values.index(str(value))), Decimal(0)
            case Finding():
                return Decimal(0), Decimal(0)
            case Number():
                current = self.known[name]
                assert not isinstance(value, str | bool)
                assert not isinstance(current, str | bool)
                return abs(Decimal(value) - Decimal(current)), Decimal(value)

    def values(self, name: str, change: Mapping[str, Value]) -> list[Value]:
        current = self.known[name]
        domain = self.domains[name]
        match domain:
            case Finding():
                return [current is not True]
            case Choice(values):
                return [value for value in values if value != current]
            case Number():
                pass
        dense = _all_values(domain)
        found = dense if dense is not None else self.thresholds(name, domain, change)
        return sorted((v for v in found if v != current), key=lambda v: self.preference(name, v))

    def thresholds(self, name: str, domain: Number, change: Mapping[str, Value]) -> list[Value]:
        step = Decimal(1).scaleb(-domain.decimals)
        found = {Decimal(end) for end in (domain.low, domain.high) if end is not None}
        for comparison, requirement in self._all_comparisons():
            factor, rest = linear_in(name, comparison, requirement.now.definitions)
            if factor == 0:
                continue
            now = self.changed(requirement, {**self.known, **change})
            for other in possible(rest, now) or ():
                point = -Decimal(other) / Decimal(factor)
                low = (point / step).to_integral_value(ROUND_FLOOR) * step
                high = (point / step).to_integral_value(ROUND_CEILING) * step
                found |= {low - step, low, high, high + step}
        inside_range = [
            v for v in found if (domain.low is None or v >= domain.low) and (domain.high is None or v <= domain.high)
        ]
        return [tidy(v) for v in inside_range]

    def _all_comparisons(self) -> list[tuple[Compare, Requirement]]:
        if self.comparisons is None:
            pairs: list[tuple[Compare, Requirement]] = []
            for requirement in self.requirements:
                pairs.extend((c, requirement) for c in comparisons_within(requirement.node, requirement.now))
            self.comparisons = pairs
        return self.comparisons


def _parts(whole: Requirement) -> Iterator[Requirement]:
    """A requirement as smaller ones that must all be met: the parts of an `and` that may not be false, and the like."""
    node, allowed = whole.node, whole.allowed
    if isinstance(node, Not):
        flipped = frozenset([None if outcome is None else not outcome for outcome in allowed])
        yield from _parts(replace(whole, node=node.of, allowed=flipped))
    elif isinstance(node, IsSo) and node.derived:
        definition = whole.now.definitions[node.name]
        assert isinstance(definition, Condition)
        yield from _parts(replace(whole, node=definition.expr))
    elif (isinstance(node, And) and True in allowed and False not in allowed) or (
        isinstance(node, Or) and False in allowed and True not in allowed
    ):
        for part in node.parts:
            yield from _parts(replace(whole, node=part))
    else:
        yield whole


def _all_values(domain: Number) -> list[Value] | None:
    if domain.low is None or domain.high is None:
        return None
    step = Decimal(1).scaleb(-domain.decimals)
    count = (Decimal(domain.high) - Decimal(domain.low)) / step
    if count > DENSE:
        return None
    return [tidy(Decimal(domain.low) + step * i) for i in range(int(count) + 1)]
