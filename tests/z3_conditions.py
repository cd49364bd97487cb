"""What conditions say, as formulas for z3: section 2 of the format, written a third time.

A condition is a pair of formulas, when it is true and when it is false; it is unknown where neither holds. A formula
is a z3 expression or a plain bool, so what a moment makes certain folds away before z3 sees it. Whole numbers of the
smallest step stand for the values of a number (`decimals: 1`: 15 for 1.5). Shares no code with the proofs.

One file on purpose, though it is long: conditions, numbers and open facts call one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from math import lcm
from typing import Any, NamedTuple, TypeAlias

import z3  # type: ignore[import-untyped]  # it comes without types

from stepladder.conditions.nodes import (
    Amount,
    And,
    Atom,
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
    Or,
    Sum,
    Visits,
)
from stepladder.facts import Value
from stepladder.model.declarations import Derived
from stepladder.model.pathway import Pathway

Formula: TypeAlias = Any
"""A z3 Boolean or a bool."""

Number: TypeAlias = Any
"""A z3 integer or an int."""


# formulas that fold


def both(*parts: Formula) -> Formula:
    """That all hold."""
    left = [part for part in parts if part is not True]
    if any(part is False for part in left):
        return False
    return True if not left else left[0] if len(left) == 1 else z3.And(left)


def either(*parts: Formula) -> Formula:
    """That one holds."""
    left = [part for part in parts if part is not False]
    if any(part is True for part in left):
        return True
    return False if not left else left[0] if len(left) == 1 else z3.Or(left)


def no(part: Formula) -> Formula:
    """That something does not hold."""
    return (not part) if isinstance(part, bool) else z3.Not(part)


def then(one: Formula, other: Formula) -> Formula:
    """That the second holds wherever the first does."""
    return either(no(one), other)


class Said(NamedTuple):
    """When a condition is true, and when it is false."""

    true: Formula
    false: Formula

    @property
    def unknown(self) -> Formula:
        """When it is neither."""
        return both(no(self.true), no(self.false))


# a moment of a walk


class Held(NamedTuple):
    """A fact at a moment: whether it has a value, and which: a formula, or a number; of a choice, the value's place."""

    known: Formula
    value: Any


UNKNOWN = Held(False, 0)


@dataclass
class Moment:
    """All that a condition can read, as formulas over the state."""

    p: Pathway
    facts: Mapping[str, Held]
    therapies: Mapping[str, Formula]
    visits: Mapping[str, Number]
    """How often each step was entered; a Boolean where once and more often are the same."""
    present: Moment | None = None
    """The present moment, where this is what an exit would leave: `blocked` reads that."""
    memo: dict[int, Said] = field(default_factory=dict)
    opened: dict[int, dict[str, Formula]] = field(default_factory=dict)

    def changed(self, **parts: Any) -> Moment:
        """The same with some parts put in place."""
        return replace(self, memo={}, opened={}, **parts)

    def visited(self, step: str) -> Formula:
        """That a step was entered."""
        count = self.visits[step]
        return count if isinstance(count, bool) or z3.is_bool(count) else count >= 1


def code(p: Pathway, name: str, value: Value) -> Any:
    """A value of a fact as it stands in formulas: a bool, a place in the list of values, or a whole number."""
    fact = p.facts[name]
    if fact.type == "finding":
        return value is True
    if fact.type == "choice":
        return list(fact.values or ()).index(str(value))
    return int(Fraction(str(value)) * 10**fact.decimals)


# what a condition says


def said(node: Node, at: Moment) -> Said:
    """Section 2: when a condition is true and when it is false."""
    found = at.memo.get(id(node))
    if found is None:
        found = at.memo[id(node)] = _said(node, at)
    return found


def _said(node: Node, at: Moment) -> Said:
    match node:
        case Constant(value):
            return _sure(value)
        case Not(of):
            inner = said(of, at)
            return Said(inner.false, inner.true)
        case And(parts):
            inner_ones = [said(part, at) for part in parts]
            return Said(both(*(one.true for one in inner_ones)), either(*(one.false for one in inner_ones)))
        case Or(parts):
            inner_ones = [said(part, at) for part in parts]
            return Said(either(*(one.true for one in inner_ones)), both(*(one.false for one in inner_ones)))
        case IsSo(name, derived):
            if derived:
                return said(_condition(at.p.derived[name]), at)
            held = at.facts[name]
            return Said(both(held.known, held.value), both(held.known, no(held.value)))
        case IsOneOf(name, values, negated, derived):
            return _one_of(name, values, negated, derived, at)
        case Compare(left, order, right):
            return _compared(left, order, right, at)
        case IsKnown(name, derived):
            return _sure(is_known(name, at) if derived else at.facts[name].known)
        case IsActive(therapy):
            return _sure(at.therapies[therapy])
        case HasVisited(step):
            return _sure(at.visited(step))
        case HasTried(step):
            runs = either(*(at.therapies[name] for name in at.p.steps[step].starts))
            return _sure(both(at.visited(step), no(runs)))
        case IsBlocked(step):
            rules = [said(node, at.present or at) for node in absolute(at.p, step)]
            return Said(either(*(rule.true for rule in rules)), both(*(rule.false for rule in rules)))


def _sure(formula: Formula) -> Said:
    return Said(formula, no(formula))


def _condition(derived: Derived) -> Node:
    assert derived.when is not None
    return derived.when.expr


def _one_of(name: str, values: Sequence[str], negated: bool, derived: bool, at: Moment) -> Said:
    if derived:
        rows = list(first_rows(at.p.derived[name], at))
        fits = [(can_be, (str(value) in values) != negated) for can_be, value in rows]
        return Said(
            both(*(no(can_be) for can_be, fit in fits if not fit)),
            both(*(no(can_be) for can_be, fit in fits if fit)),
        )
    held, every = at.facts[name], list(at.p.facts[name].values or ())
    among = either(*(held.value == every.index(value) for value in values))
    fit = no(among) if negated else among
    return Said(both(held.known, fit), both(held.known, no(fit)))


def first_rows(derived: Derived, at: Moment) -> Iterator[tuple[Formula, Value]]:
    """The values of a table, each with when its row could still be the first that holds."""
    before: Formula = True
    for row in derived.rows or ():
        here = _sure(True) if row.when is None else said(row.when.expr, at)
        value = row.otherwise if row.when is None else row.is_
        assert value is not None
        yield both(before, no(here.false)), value
        before = both(before, no(here.true))


def is_known(name: str, at: Moment) -> Formula:
    """That a derived name has a value."""
    derived = at.p.derived[name]
    if derived.when is not None:
        return no(said(derived.when.expr, at).unknown)
    if derived.number is not None:
        open_, chances = possible([(Fraction(1), derived.number.expr)], at)
    else:
        open_ = False
        chances = [(can_be, _Linear({}, _rank(value))) for can_be, value in _merged(first_rows(derived, at))]
    clashes = [
        both(can_be, other, no(_holds(one.minus(two), "==", at)))
        for index, (can_be, one) in enumerate(chances)
        for other, two in chances[:index]
    ]
    return both(no(open_), *(no(clash) for clash in clashes))


def _rank(value: Value) -> Fraction:
    """A number of its own for each value of a table."""
    return Fraction(int.from_bytes(value.encode())) if isinstance(value, str) else Fraction(str(value))


def absolute(p: Pathway, step: str) -> list[Node]:
    """The conditions of a step's absolute rules."""
    return [rule.when.expr for _, rule in rules_on(p, step) if rule.severity == "absolute"]


def rules_on(p: Pathway, step: str) -> list[tuple[str, Any]]:
    """The rules of a step, in file order."""
    return [(name, rule) for name, rule in p.rules.items() if step in p.members(rule.blocks)]


# numbers


@dataclass(frozen=True)
class _Linear:
    """Facts and visits times factors, plus a number."""

    factors: Mapping[tuple[str, str], Fraction]
    constant: Fraction

    def plus(self, other: _Linear, times: Fraction = Fraction(1)) -> _Linear:
        factors = dict(self.factors)
        for key, factor in other.factors.items():
            factors[key] = factors.get(key, Fraction(0)) + times * factor
        left = {key: factor for key, factor in factors.items() if factor}
        return _Linear(left, self.constant + times * other.constant)

    def minus(self, other: _Linear) -> _Linear:
        return self.plus(other, Fraction(-1))

    @property
    def key(self) -> object:
        return tuple(sorted(self.factors.items())), self.constant


Chance: TypeAlias = tuple[Formula, _Linear]
"""A value that a number could have, with when it could."""


def _compared(left: Sum, order: str, right: Sum, at: Moment) -> Said:
    """A comparison is decided where it comes out the same for everything that is possible."""
    open_, chances = possible([(Fraction(1), left), (Fraction(-1), right)], at)
    answers = [(can_be, _holds(linear, order, at)) for can_be, linear in chances]
    return Said(
        both(no(open_), *(then(can_be, holds) for can_be, holds in answers)),
        both(no(open_), *(then(can_be, no(holds)) for can_be, holds in answers)),
    )


def possible(sums: Sequence[tuple[Fraction, Sum]], at: Moment) -> tuple[Formula, list[Chance]]:
    """When a total hangs on a fact without a value, and what it could be otherwise; one name has one value."""
    constant = Fraction(0)
    times: dict[Any, Fraction] = {}
    atoms: dict[Any, Atom] = {}
    for sign, total in sums:
        constant += sign * Fraction(str(total.constant))
        for factor, atom in total.terms:
            key: Any = atom.name if isinstance(atom, Amount) else atom
            times[key] = times.get(key, Fraction(0)) + sign * Fraction(str(factor))
            atoms[key] = atom
    open_: list[Formula] = []
    parts: list[list[Chance]] = []
    for key, atom in atoms.items():
        hangs, chances = _atom(atom, at)
        open_.append(hangs)
        parts.append([(can_be, _Linear({}, Fraction(0)).plus(linear, times[key])) for can_be, linear in chances])
    found: list[Chance] = []
    for combination in product(*parts):
        together = both(*(can_be for can_be, _ in combination))
        if together is not False:
            linear = _Linear({}, constant)
            for _, part in combination:
                linear = linear.plus(part)
            found.append((together, linear))
    return either(*open_), _merged(found, lambda linear: linear.key)


def _merged(chances: Iterable[tuple[Formula, Any]], key: Callable[[Any], object] = repr) -> list[tuple[Formula, Any]]:
    """Each value once."""
    found: dict[object, tuple[Formula, Any]] = {}
    for can_be, value in chances:
        before = found.get(key(value), (False, value))[0]
        found[key(value)] = either(before, can_be), value
    return list(found.values())


def _atom(atom: Atom, at: Moment) -> tuple[Formula, list[Chance]]:
    match atom:
        case Visits(step):
            count = at.visits[step]
            if isinstance(count, int):
                return False, [(True, _Linear({}, Fraction(int(count))))]
            return False, [(True, _Linear({("visits", step): Fraction(1)}, Fraction(0)))]
        case Count(parts):
            inner_ones = [said(part, at) for part in parts]
            surely = at_least([one.true for one in inner_ones])
            maybe = at_least([no(one.false) for one in inner_ones])
            return False, [(both(maybe[n], no(surely[n + 1])), _Linear({}, Fraction(n))) for n in range(len(parts) + 1)]
        case Amount(name, derived) if not derived:
            held, scale = at.facts[name], Fraction(1, 10 ** at.p.facts[name].decimals)
            if isinstance(held.value, int):
                return no(held.known), [(True, _Linear({}, held.value * scale))]
            return no(held.known), [(True, _Linear({("fact", name): scale}, Fraction(0)))]
        case Amount(name):
            number = at.p.derived[name].number
            if number is not None:
                return possible([(Fraction(1), number.expr)], at)
            rows = first_rows(at.p.derived[name], at)
            return False, [(can_be, _Linear({}, Fraction(str(value)))) for can_be, value in rows if can_be is not False]


def at_least(parts: Sequence[Formula]) -> list[Formula]:
    """When at least 0, 1, … of some formulas hold, one more than there are included."""
    found: list[Formula] = [True, *([False] * (len(parts) + 1))]
    for part in parts:
        found = [True, *(either(found[n], both(part, found[n - 1])) for n in range(1, len(found)))]
    return found


def _holds(linear: _Linear, order: str, at: Moment) -> Formula:
    """How a total compares with nought."""
    scale = lcm(linear.constant.denominator, *(factor.denominator for factor in linear.factors.values()))
    total: Any = int(linear.constant * scale)
    for (kind, name), factor in linear.factors.items():
        value = at.facts[name].value if kind == "fact" else at.visits[name]
        value = z3.If(value, 1, 0) if z3.is_bool(value) else value
        total = int(factor * scale) * value + total
    found = {"==": total == 0, "!=": total != 0, "<": total < 0, "<=": total <= 0, ">": total > 0, ">=": total >= 0}
    return found[order]


# what is open in a condition


def opens(node: Node, at: Moment) -> dict[str, Formula]:
    """Section 3, "The next fact": the facts without a value in the unknown parts, each with when it is one."""
    found = at.opened.get(id(node))
    if found is None:
        unknown = said(node, at).unknown
        within = {} if unknown is False else _within(node, at)
        found = at.opened[id(node)] = {name: both(unknown, when) for name, when in within.items()}
    return found


def _within(node: Node, at: Moment) -> dict[str, Formula]:
    match node:
        case And(parts) | Or(parts):
            return joined(opens(part, at) for part in parts)
        case Not(of):
            return opens(of, at)
        case IsSo(name, derived) | IsOneOf(name, _, _, derived):
            return _in_derived(name, at) if derived else {name: True}
        case Compare(left, _, right):
            return joined([_in_sum(left, at), _in_sum(right, at)])
        case IsBlocked(step):
            return joined(opens(rule, at.present or at) for rule in absolute(at.p, step))
        case _:
            return {}


def joined(parts: Iterable[dict[str, Formula]]) -> dict[str, Formula]:
    """Some dictionaries as one, a fact being open where any says so."""
    found: dict[str, Formula] = {}
    for part in parts:
        for name, when in part.items():
            found[name] = either(found.get(name, False), when)
    return found


def _in_derived(name: str, at: Moment) -> dict[str, Formula]:
    derived = at.p.derived[name]
    if derived.when is not None:
        return opens(derived.when.expr, at)
    if derived.number is not None:
        return _in_sum(derived.number.expr, at)
    found: list[dict[str, Formula]] = []
    before: Formula = True
    for row in derived.rows or ():
        if row.when is not None:
            found.append({fact: both(before, when) for fact, when in opens(row.when.expr, at).items()})
            before = both(before, no(said(row.when.expr, at).true))
    return joined(found)


def _in_sum(total: Sum, at: Moment) -> dict[str, Formula]:
    found: list[dict[str, Formula]] = []
    for _, atom in total.terms:
        match atom:
            case Count(parts):
                found += [opens(part, at) for part in parts]
            case Amount(name, derived) if derived:
                unknown = no(is_known(name, at))
                found.append({fact: both(unknown, when) for fact, when in _in_derived(name, at).items()})
            case Amount(name):
                found.append({name: no(at.facts[name].known)})
            case _:
                pass
    return joined(found)
