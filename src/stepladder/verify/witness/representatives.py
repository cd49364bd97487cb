"""The values worth trying for a fact, the friendliest first: one for each stretch that comparisons tell apart.

A witness is read by people. Where any number of a stretch will do it is a threshold itself, if the stretch is no more
than that, or else a round number near it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import chain, pairwise
from math import ceil, floor

from stepladder.conditions.linear import difference
from stepladder.conditions.mentions import comparisons, inside
from stepladder.conditions.nodes import Amount, Compare, Count, Node, Sum, Table, Visits
from stepladder.facts import Choice, Domain, Finding, Known, Number, Value, tidy
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared

MOST_THRESHOLDS = 24
"""Of a number that is compared with more than this, only the thresholds nearest to its own value are looked at."""


@dataclass(frozen=True)
class TurningPoints:
    """A comparison as `constant + factor * fact + …` against nothing."""

    factors: Mapping[str, Fraction]
    constants: tuple[Fraction, ...]
    """More than one where a count, a visit or a table is part of it."""


@dataclass(frozen=True)
class Friendly:
    """The values worth trying in a pathway."""

    pathway: Pathway

    def candidates(self, fact: str, known: Known) -> tuple[Value, ...]:
        """The values of a fact that conditions can tell apart, the most ordinary first.

        Args:
            fact: a fact.
            known: values of other facts, with which it may be compared.
        """
        domain: Domain = prepared(self.pathway).domains[fact]
        match domain:
            case Finding():
                return (False, True)
            case Choice(values):
                return values
            case Number():
                return self._numbers(fact, domain, known)

    @cached_property
    def comparisons_of_several(self) -> bool:
        """Whether some comparison joins two facts, so that the values of one depend on the other's."""
        return any(len(linear.factors) > 1 for linear in self._linears)

    def _numbers(self, fact: str, number: Number, known: Known) -> tuple[Value, ...]:
        points = sorted({point for linear in self._linears for point in _thresholds(linear, fact, known)})
        low = None if number.low is None else Fraction(number.low)
        high = None if number.high is None else Fraction(number.high)
        points = [p for p in points if (low is None or p >= low) and (high is None or p <= high)]
        if len(points) > MOST_THRESHOLDS and fact in known:
            own = Fraction(Decimal(str(known[fact])))
            points = sorted(sorted(points, key=lambda point: abs(point - own))[:MOST_THRESHOLDS])
        grid = Fraction(1, 10**number.decimals)
        outer = (None if low is None else low - grid, *points, None if high is None else high + grid)
        stretches = [stretch for pair in pairwise(outer) if (stretch := _within(*pair, points, grid)) is not None]
        stretches.sort(key=lambda stretch: -stretch[0])
        exact = [point for point in points if (point / grid).denominator == 1]
        return tuple(dict.fromkeys(_value(n, number.decimals) for n in (*(n for _, n in stretches), *exact)))

    @cached_property
    def _linears(self) -> tuple[TurningPoints, ...]:
        """Every comparison of the pathway."""
        p = self.pathway
        nodes: list[Node | Sum] = [condition.expr for _, condition in p.conditions()]
        nodes += chain.from_iterable(inside(definition) for definition in prepared(p).definitions.values())
        points = [self._turning_points(compare) for node in nodes for compare in comparisons(node)]
        return tuple(points)

    def _turning_points(self, compare: Compare) -> TurningPoints:
        indexes = prepared(self.pathway)
        form = difference(compare, indexes.definitions)
        factors: dict[str, Fraction] = {}
        constants = {Fraction(form.constant)}
        for written, atom in form.terms:
            factor = Fraction(written)
            match atom:
                case Amount(name, False):
                    factors[name] = factor
                    continue
                case Amount(name):
                    definition = indexes.definitions[name]
                    assert isinstance(definition, Table)
                    amounts = {Fraction(row.value) for row in definition.rows if not isinstance(row.value, str)}
                case Count(parts):
                    amounts = {Fraction(number) for number in range(len(parts) + 1)}
                case Visits(step):
                    amounts = {Fraction(number) for number in range(indexes.visit_limits.get(step, 1) + 1)}
            constants = {constant + factor * amount for constant in constants for amount in amounts}
        return TurningPoints({name: factor for name, factor in factors.items() if factor}, tuple(constants))


def _thresholds(linear: TurningPoints, fact: str, known: Known) -> Iterator[Fraction]:
    """Where a comparison turns for a fact, the values of the others given."""
    factor = linear.factors.get(fact)
    others = [name for name in linear.factors if name != fact]
    if not factor or any(isinstance(known.get(name), bool | str | None) for name in others):
        return
    rest = sum((linear.factors[name] * Fraction(Decimal(str(known[name]))) for name in others), Fraction(0))
    for constant in linear.constants:
        yield -(constant + rest) / factor


def _within(
    low: Fraction | None, high: Fraction | None, points: list[Fraction], grid: Fraction
) -> tuple[float, Fraction] | None:
    """How wide an open stretch is, and a round number in it near its threshold; None where it holds no number."""
    width = float("inf") if low is None or high is None else float(high - low)
    if low in points and low is not None:
        number = _beyond(low, 1, grid, high)
    elif high in points and high is not None:
        number = _beyond(high, -1, grid, low)
    else:
        number = _somewhere(low, high, grid)
    return None if number is None else (width, number)


def _beyond(point: Fraction, direction: int, grid: Fraction, limit: Fraction | None) -> Fraction | None:
    """The roundest number beyond a threshold and near it."""
    size = Fraction(10) ** (len(str(floor(abs(point)))) - 1) if abs(point) >= 1 else Fraction(1)
    while size >= grid:
        for step in (size, size / 2):
            if (step / grid).denominator == 1:
                number = (floor(point / step) + 1) * step if direction > 0 else (ceil(point / step) - 1) * step
                if limit is None or (number < limit if direction > 0 else number > limit):
                    return number
        size /= 10
    return None


def _somewhere(low: Fraction | None, high: Fraction | None, grid: Fraction) -> Fraction | None:
    """A round number about the middle of a stretch without thresholds."""
    if low is None or high is None:
        return low + grid if low is not None else high - grid if high is not None else Fraction(0)
    size = Fraction(10) ** len(str(floor(high - low)))
    while size >= grid:
        number = floor((low + high) / 2 / size) * size
        if (size / grid).denominator == 1 and low < number < high and size <= (high - low) / 2:
            return number
        size /= 10
    number = floor((low + high) / 2 / grid) * grid
    return number if low < number < high else None


def _value(number: Fraction, decimals: int) -> Value:
    return tidy(Decimal(int(number * 10**decimals)).scaleb(-decimals))
