"""The numbers that conditions compare with, and what stands just below, exactly at, and just above each.

A comparison is read as a gap: its left side less its right side, so that the first fact named counts upwards. Just
below means that the gap is negative and as near to nothing as the declared places of its facts allow: for whole
numbers 74 of 75, with one decimal place 74.9. A side that the facts' ranges leave no room for is not wanted. Whether a
walk can come to a side is a question for proofs and not asked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import ceil, floor, gcd
from typing import Literal, TypeAlias

from stepladder.conditions.evaluate import Now, possible
from stepladder.conditions.linear import linear
from stepladder.conditions.mentions import comparisons
from stepladder.conditions.nodes import Amount, Compare, Count, Node, Sum, Table, Visits
from stepladder.diagnostics import Route
from stepladder.facts import Number
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared

Side: TypeAlias = Literal["below", "at", "above"]
"""On which side of a number something stands."""

LONGEST = 72
"""Longer comparisons are shown without their middle."""

MOST_TABLES = 1000
"""Where derived tables give more combinations of numbers than this, every side counts as possible."""


@dataclass(frozen=True)
class Threshold:
    """A number, or another fact, that something is compared with in one condition."""

    text: str
    """The comparison as the author wrote it."""
    part: tuple[int, int]
    """Its characters in the condition."""
    gap: Sum
    """Left less right, or the other way round: the first fact counts upwards."""
    sides: tuple[Side, ...]
    """Those that the facts' ranges leave room for."""
    reach: tuple[Fraction, Fraction]
    """How far below and above nothing the gap may be to be just there."""
    values: tuple[tuple[Side, str], ...] = ()
    """What to give the fact for each side, where a single fact is compared with a number."""

    @property
    def brief(self) -> str:
        """The comparison, a long one without its middle."""
        return self.text if len(self.text) <= LONGEST else f"{self.text[: LONGEST - 25]} … {self.text[-20:]}"

    def places(self, sides: Iterable[str]) -> str:
        """Some sides in words, with what to give the fact: `at 74 (just below) or 75 (exactly)`."""
        values = dict(self.values)
        parts = [f"{values[s]} ({_WORDS[s]})" if s in values else f"{_WORDS[s]} it" for s in self._of(sides)]
        return ("at " if values else "") + _joined(parts)

    def points(self, sides: Iterable[str]) -> str:
        """The same in short: `at 74 or 75`."""
        values = dict(self.values)
        return f"at {_joined([values[side] for side in self._of(sides)])}" if values else self.places(sides)

    def _of(self, sides: Iterable[str]) -> list[Side]:
        given = set(sides)
        return [side for side in self.sides if side in given]

    def side(self, now: Now) -> Side | None:
        """On which side a patient stands; None where that is unknown or further away."""
        gaps = possible(self.gap, now)
        if gaps is None or len(gaps) != 1:
            return None
        gap = Fraction(gaps[0])
        if gap == 0:
            return "at"
        if -self.reach[0] <= gap < 0:
            return "below"
        return "above" if 0 < gap <= self.reach[1] else None


_WORDS: Mapping[Side, str] = {"below": "just below", "at": "exactly", "above": "just above"}


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} or {parts[-1]}"


@dataclass(frozen=True)
class Written:
    """A condition or number of an author in which thresholds may stand."""

    route: Route
    text: str
    expr: Node | Sum
    owner: str
    """Where it stands, in words."""


def written(pathway: Pathway) -> Iterator[Written]:
    """Every condition and derived number of a pathway, claims apart, in its order."""
    numbered = {name: derived.number for name, derived in pathway.derived.items() if derived.number is not None}
    conditions = [(route, condition) for route, condition in pathway.conditions() if route[0] != "claims"]
    for name in pathway.derived:
        if name in numbered:
            number = numbered[name]
            yield Written(("derived", name, "number"), number.text, number.expr, f"the derived number '{name}'")
        for route, condition in conditions:
            if route[:2] == ("derived", name):
                yield Written(route, condition.text, condition.expr, _owner(pathway, route))
    for route, condition in conditions:
        if route[0] != "derived":
            yield Written(route, condition.text, condition.expr, _owner(pathway, route))


def _owner(pathway: Pathway, route: Route) -> str:
    match route:
        case ("derived", name, "rows", int(index), _):
            return f"row {index + 1} of the derived table '{name}'"
        case ("derived", name, _):
            return f"the derived condition '{name}'"
        case ("steps", str(name), _, int(index), _):
            return f"the exit '{pathway.steps[name].exits[index].name}' of '{name}'"
        case ("rules", name, _):
            return f"the rule '{name}'"
        case ("interrupts", int(index), _):
            return f"the interrupt to '{pathway.interrupts[index].to}'"
        case _:
            return ".".join(map(str, route))


def thresholds(pathway: Pathway, where: Written) -> list[tuple[tuple[int, ...], Threshold]]:
    """The thresholds of one condition in the order written, each with the identities of its comparisons.

    The same number compared with the same fact twice in a condition is one threshold.
    """
    by_sameness: dict[object, tuple[list[int], Threshold]] = {}
    for node in comparisons(where.expr):
        gap = _gap(node)
        if gap is None:
            continue
        key = _sameness(gap)
        if key in by_sameness:
            by_sameness[key][0].append(id(node))
            continue
        text = " ".join(where.text[node.span[0] : node.span[1]].split())
        by_sameness[key] = ([id(node)], _Room(pathway, gap).threshold(text, node.span))
    return [(tuple(nodes), threshold) for nodes, threshold in by_sameness.values()]


def _gap(node: Compare) -> Sum | None:
    """Left less right, its first factor positive; None where no fact, visit or count is compared."""
    terms = [*node.left.terms, *((-factor, atom) for factor, atom in node.right.terms)]
    constant = node.left.constant - node.right.constant
    sign = next((1 if factor > 0 else -1 for factor, _ in terms if factor), None)
    if sign is None:
        return None
    return Sum(tuple([(sign * factor, atom) for factor, atom in terms]), sign * constant, node.span)


def _sameness(gap: Sum) -> object:
    """Equal for gaps that are nothing for the same patients."""
    first = Fraction(next(factor for factor, _ in gap.terms if factor))
    atoms = []
    for factor, atom in gap.terms:
        match atom:
            case Amount(name):
                key: object = name
            case Visits(step):
                key = ("visits", step)
            case Count(span=span):
                key = ("count", span)
        atoms.append((Fraction(factor) / first, key))
    return tuple(atoms), Fraction(gap.constant) / first


@dataclass(frozen=True)
class _Amount:
    """Something counted or measured in a gap: its factor, how finely it is given, and its range."""

    factor: Fraction
    grid: Fraction
    low: Fraction | None
    high: Fraction | None

    @property
    def ends(self) -> tuple[Fraction | None, Fraction | None]:
        """The least and the greatest that it adds to the gap; None where there is no end."""
        low = None if self.low is None else self.factor * ceil(self.low / self.grid) * self.grid
        high = None if self.high is None else self.factor * floor(self.high / self.grid) * self.grid
        return (low, high) if self.factor > 0 else (high, low)


class _Room:
    """Which values a gap can have near nothing, by the declared ranges and places."""

    def __init__(self, pathway: Pathway, gap: Sum) -> None:
        self.gap = gap
        indexes = prepared(pathway)
        form = linear([(1, gap)], indexes.definitions)
        self.constant = Fraction(form.constant)
        self.tables: list[tuple[Fraction, Table]] = []
        self.amounts: list[_Amount] = []
        """What is counted or measured."""
        for written, atom in form.terms:
            factor = Fraction(written)
            match atom:
                case Amount(name, False):
                    domain = indexes.domains[name]
                    assert isinstance(domain, Number)
                    low, high = (None if end is None else Fraction(end) for end in (domain.low, domain.high))
                    self.amounts.append(_Amount(factor, Fraction(1, 10**domain.decimals), low, high))
                case Amount(name):
                    table = indexes.definitions[name]
                    assert isinstance(table, Table)
                    self.tables.append((factor, table))
                case Visits():
                    self.amounts.append(_Amount(factor, Fraction(1), Fraction(0), None))
                case Count(parts):
                    self.amounts.append(_Amount(factor, Fraction(1), Fraction(0), Fraction(len(parts))))

    def threshold(self, text: str, part: tuple[int, int]) -> Threshold:
        """The threshold with the sides there is room for."""
        amounts = [amount for amount in self.amounts if amount.factor]
        shifts = self._shifts()
        if not amounts:
            below = max((shift for shift in shifts or () if shift < 0), default=None)
            above = min((shift for shift in shifts or () if shift > 0), default=None)
            near = {"below": below, "at": Fraction(0) if 0 in (shifts or ()) else None, "above": above}
            sides = tuple([side for side in _SIDES if near[side] is not None])
            return Threshold(text, part, self.gap, sides, (-(below or Fraction(0)), above or Fraction(0)))
        step = _step([abs(amount.factor) * amount.grid for amount in amounts])
        sides = _SIDES
        if shifts is not None:
            sides = tuple([side for side in _SIDES if any(self._fits(side, shift, step) for shift in shifts)])
        return Threshold(text, part, self.gap, sides, (step, step), self._values(amounts, step, sides))

    def _shifts(self) -> set[Fraction] | None:
        """What the gap is when nothing is measured, for each combination of table values; None where too many."""
        columns = []
        many = 1
        for factor, table in self.tables:
            values = {factor * Fraction(row.value) for row in table.rows if not isinstance(row.value, str)}
            columns.append(sorted(values))
            many *= len(values)
        if many > MOST_TABLES:
            return None
        return {self.constant + sum(chosen, Fraction(0)) for chosen in product(*columns)}

    def _fits(self, side: Side, shift: Fraction, step: Fraction) -> bool:
        near = _nearest(side, shift, step)
        if near is None:
            return False
        low, high = shift, shift
        for amount in self.amounts:
            if amount.factor:
                least, most = amount.ends
                low = _NEGATIVE if least is None else low + least
                high = _POSITIVE if most is None else high + most
        return low <= near <= high

    def _values(self, amounts: list[_Amount], step: Fraction, sides: tuple[Side, ...]) -> tuple[tuple[Side, str], ...]:
        if len(amounts) != 1 or self.tables:
            return ()
        (amount,) = amounts
        values = []
        for side in sides:
            near = _nearest(side, self.constant, step)
            assert near is not None
            value = (near - self.constant) / amount.factor
            values.append((side, _number(value)))
        return tuple(values)


_SIDES: tuple[Side, ...] = ("below", "at", "above")
_NEGATIVE, _POSITIVE = Fraction(-(10**40)), Fraction(10**40)


def _nearest(side: Side, shift: Fraction, step: Fraction) -> Fraction | None:
    """Of the gaps that are a shift plus whole steps, the one on a side that is nearest to nothing."""
    rest = shift % step
    match side:
        case "below":
            return rest - step
        case "at":
            return None if rest else Fraction(0)
        case "above":
            return rest or step


def _step(steps: list[Fraction]) -> Fraction:
    """The largest number of which all are multiples."""
    result = steps[0]
    for step in steps[1:]:
        below = result.denominator * step.denominator
        result = Fraction(gcd(result.numerator * step.denominator, step.numerator * result.denominator), below)
    return result


def _number(value: Fraction) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{exact:f}"
