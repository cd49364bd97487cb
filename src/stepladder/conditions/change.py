"""What would have to be different: the smallest changes of known facts that turn conditions.

A change gives known facts other values of their domains; what is unknown stays unknown, and what the walk itself has
done (therapies, steps) cannot be changed. The search branches only on the facts of a part that is still in the way, of
the one with the fewest, so it is complete for findings, choices and numbers with at most `DENSE` possible values. Of
other numbers the thresholds under the other facts' values, their neighbours and the ends of the range are tried:
complete where a number is compared with constants, and not where two such numbers must change together or a threshold
hangs on the number. What nobody can change is tried only where nothing else does it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TypeAlias

from stepladder.conditions.evaluate import evaluate, possible_of
from stepladder.conditions.linear import difference
from stepladder.conditions.mentions import asks_known, comparisons, mentioned, read_now
from stepladder.conditions.nodes import (
    Amount,
    Atom,
    Compare,
)
from stepladder.conditions.requirement import Requirement
from stepladder.facts import Actionability, Choice, Domain, Finding, Number, Value, tidy

DENSE = 40
"""A number with at most so many values is tried value by value."""

LARGEST = 8
"""Changes of more facts than this are not looked for."""

EFFORT = 2_000
"""How many changed patients are looked at before giving up."""

ALTERNATIVES = 3
"""So many changes of one fact are named."""


Change: TypeAlias = dict[str, Value]
"""Facts with their new values, in file order."""

Objections: TypeAlias = Callable[[Change], Sequence[Requirement] | None]
"""What a change must meet besides, and in part does not; None where nothing stands against it."""


def smallest_changes(
    requirements: Sequence[Requirement],
    known: Mapping[str, Value],
    domains: Mapping[str, Domain],
    actionability: Callable[[str, Value], Actionability] = lambda _name, _value: Actionability.LASTS,
    objections: Objections = lambda _change: None,
) -> tuple[Change, ...]:
    """The changes of known facts that meet every requirement and touch the fewest of them.

    Args:
        requirements: what must come out how.
        known: the facts with a value, before any change.
        domains: every fact with its kind, in file order, which also decides between changes that are alike in all else.
        actionability: who or what can give a fact another value. What is immutable is changed only where no change of
            up to `LARGEST` other facts does it.
        objections: what stands against a change that meets the requirements.

    Returns:
        Up to `ALTERNATIVES` changes of one fact each, the most actionable first; where it takes several facts, the
        first such change alone; a single empty one where nothing need change; none where no change was found. Of a
        number the nearest value is taken, of a choice the first in file order, of those that are as actionable.
    """
    wanted = list(requirements)
    for most in (Actionability.LASTS, Actionability.IMMUTABLE):
        while True:
            search = _Search(wanted, known, domains, actionability, objections, most)
            changes = search.run()
            if changes or not search.objected:
                break
            wanted += search.objected
        if changes or not search.barred or search.effort > EFFORT:
            return changes
    return ()


_Preference: TypeAlias = tuple[Decimal, Decimal]
_Rank: TypeAlias = tuple[list[Actionability], list[int], tuple[tuple[Actionability, _Preference], ...]]


class _Search:
    def __init__(
        self,
        requirements: Sequence[Requirement],
        known: Mapping[str, Value],
        domains: Mapping[str, Domain],
        actionability: Callable[[str, Value], Actionability],
        objections: Objections,
        most: Actionability,
    ) -> None:
        self.actionability = actionability
        self.objections = objections
        self.objected: list[Requirement] = []
        """What changes failed that met every requirement."""
        self.most = most
        self.known = known
        self.domains = domains
        self.place = {name: index for index, name in enumerate(domains)}
        self.candidates: list[tuple[str, ...]] = []
        self._read: list[frozenset[str]] = []
        movable = {name for name in domains if known.get(name) is not None and self.movable(name)}
        rest = {name: value for name, value in known.items() if name not in movable}
        self.barred = len(rest) > 0
        """Whether something was passed over because it is less actionable than is asked for."""
        self.requirements = [part for whole in requirements for part in whole.parts(rest)]
        for requirement in self.requirements:
            read = mentioned(requirement.node, requirement.now.definitions, requirement.now.blockers)
            self._read.append(frozenset(read))
            free = movable & read - requirement.overlay.keys() - requirement.before.keys()
            self.candidates.append(tuple(sorted(free, key=lambda name: self.place[name])))
        self.probes = [any(map(asks_known, read_now(r.node, r.now))) for r in self.requirements]
        self.comparisons: list[tuple[Compare, Requirement]] | None = None
        self.best: dict[frozenset[str], tuple[_Rank, Change]] = {}
        """Of every set of facts whose change does it the first change, with its rank."""
        self.cut = False
        """Whether a larger change could do what those looked at do not."""
        self.effort = 0
        self.seen: set[frozenset[tuple[str, Value]]] = set()
        """The changes of the present size that were looked at; the same facts can be changed in any order."""
        self._met: dict[tuple[int, frozenset[tuple[str, Value]]], bool] = {}
        self._hopeless: dict[tuple[int, frozenset[tuple[str, Value]]], bool] = {}

    def run(self) -> tuple[Change, ...]:
        """The changes of the smallest size that has any, the most actionable first."""
        for size in range(LARGEST + 1):
            self.cut = False
            self.seen.clear()
            self.look({}, size)
            if self.best:
                ranked = sorted(self.best.values(), key=lambda pair: pair[0])
                return tuple([change for _, change in ranked[: ALTERNATIVES if size == 1 else 1]])
            if self.objected or self.finished:
                break
        return ()

    def look(self, change: Change, left: int) -> None:
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
            self.keep(change)
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

    def keep(self, change: Change) -> None:
        """Keep a change that does it, where it is the first of those facts and counts."""
        names = sorted(change, key=lambda name: self.place[name])
        reach = {name: self.actionability(name, change[name]) for name in names}
        preferences = tuple((reach[name], self.preference(name, change[name])) for name in names)
        rank = sorted(reach.values(), reverse=True), [self.place[name] for name in names], preferences
        facts = frozenset(names)
        if facts not in self.best or rank < self.best[facts][0]:
            ordered = {name: change[name] for name in names}
            failed = self.objections(ordered)
            if failed is None:
                self.best[facts] = rank, ordered
            else:
                then = {**self.known, **ordered}
                self.objected.extend(requirement for requirement in failed if not requirement.met(then))

    @property
    def finished(self) -> bool:
        """Whether no larger change needs to be looked for: all were seen, or it has taken too long."""
        return not self.cut or self.effort > EFFORT

    def met(self, index: int, change: Mapping[str, Value]) -> bool:
        key = self.part(index, change)
        known = self._met.get(key)
        if known is None:
            requirement = self.requirements[index]
            known = self._met[key] = requirement.met({**self.known, **change})
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
        outcome = evaluate(requirement.node, requirement.read(without))
        return outcome is not None and outcome not in requirement.allowed

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
        outcome = evaluate(requirement.node, requirement.read(open_case))
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

    def preference(self, name: str, value: Value) -> _Preference:
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

    def movable(self, name: str) -> bool:
        """Whether a fact has another value that can be brought about; of a number, in either direction."""
        match self.domains[name]:
            case Number(decimals=decimals):
                current, step = Decimal(str(self.known[name])), Decimal(1).scaleb(-decimals)
                others: Sequence[Value] = (current - step, current + step)
            case _:
                others = self.others(name, {})
        return any(self.actionability(name, value) <= self.most for value in others)

    def values(self, name: str, change: Mapping[str, Value]) -> list[Value]:
        """The other values of a fact that are worth trying, and can be brought about."""
        others = self.others(name, change)
        allowed = [value for value in others if self.actionability(name, value) <= self.most]
        self.barred = self.barred or len(allowed) < len(others)
        return allowed

    def others(self, name: str, change: Mapping[str, Value]) -> list[Value]:
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
        candidates = dense if dense is not None else self.thresholds(name, domain, change)
        return sorted((v for v in candidates if v != current), key=lambda v: self.preference(name, v))

    def thresholds(self, name: str, domain: Number, change: Mapping[str, Value]) -> list[Value]:
        step = Decimal(1).scaleb(-domain.decimals)
        points = {Decimal(end) for end in (domain.low, domain.high) if end is not None}
        for comparison, requirement in self._all_comparisons():
            form = difference(comparison, requirement.now.definitions)
            factor = form.factor(name)
            if factor == 0:
                continue
            rest = replace(form, terms=tuple([term for term in form.terms if not _is_fact(term[1], name)]))
            now = requirement.read({**self.known, **change})
            for others in possible_of(rest, now) or ():
                point = -Decimal(others) / Decimal(factor)
                low = (point / step).to_integral_value(ROUND_FLOOR) * step
                high = (point / step).to_integral_value(ROUND_CEILING) * step
                points |= {low - step, low, high, high + step}
        inside_range = [
            v for v in points if (domain.low is None or v >= domain.low) and (domain.high is None or v <= domain.high)
        ]
        return [tidy(v) for v in inside_range]

    def _all_comparisons(self) -> list[tuple[Compare, Requirement]]:
        if self.comparisons is None:
            pairs: list[tuple[Compare, Requirement]] = []
            for requirement in self.requirements:
                read = read_now(requirement.node, requirement.now)
                pairs.extend((comparison, requirement) for node in read for comparison in comparisons(node))
            self.comparisons = pairs
        return self.comparisons


def _is_fact(atom: Atom, name: str) -> bool:
    return isinstance(atom, Amount) and atom.name == name


def _all_values(domain: Number) -> list[Value] | None:
    if domain.low is None or domain.high is None:
        return None
    step = Decimal(1).scaleb(-domain.decimals)
    count = (Decimal(domain.high) - Decimal(domain.low)) / step
    if count > DENSE:
        return None
    return [tidy(Decimal(domain.low) + step * i) for i in range(int(count) + 1)]
