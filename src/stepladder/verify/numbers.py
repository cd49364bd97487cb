"""Of every number fact a few values that stand for all the others.

A number is cut at the values that conditions compare it with; no condition can tell apart two values between
neighbouring cuts. Where facts are compared with each other (`irp >= irp_limit`), each of them gets, in every piece,
as many values as there are facts to be put in order, so that every order that patients can have is there. Whole
numbers and decimals keep their own grids: there is nothing between 64 and 65.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from stepladder.conditions.linear import difference
from stepladder.conditions.mentions import comparisons
from stepladder.conditions.nodes import Amount, Compare, Count, Expression, Node, Table, Visits
from stepladder.facts import Number, Value, tidy
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared

MAX_CONSTANTS = 2000
"""How many numbers a sum may be compared with, all told, before its facts count as loose."""
MAX_VALUES = 64
"""Up to so many values in its range, a fact has them all."""

Exact = int | Decimal


@dataclass(frozen=True)
class Numbers:
    """The values that stand for each number fact."""

    values: Mapping[str, tuple[Exact, ...]]
    """Ascending."""
    loose: frozenset[str]
    """Facts in sums that this is not exact for. What is proved without knowing how their sums come out is proved."""


@dataclass(frozen=True)
class _Form:
    """A comparison as a sum of facts against a few constants: the sum of factor times fact, plus a constant, and 0."""

    factors: Mapping[str, Decimal]
    constants: frozenset[Decimal]
    whole: bool
    """Whether no constant was left out."""


def numbers(pathways: Sequence[Pathway]) -> Numbers:
    """The values that stand for each number fact of one or several versions of a pathway."""
    domains: dict[str, list[Number]] = {}
    forms: list[_Form] = []
    for pathway in pathways:
        for name, domain in prepared(pathway).domains.items():
            if isinstance(domain, Number):
                domains.setdefault(name, []).append(domain)
        forms.extend(_forms(pathway))
    cuts: dict[str, set[Decimal]] = {name: set() for name in domains}
    loose: set[str] = set()
    partner = {name: name for name in domains}

    def group(name: str) -> str:
        while partner[name] != name:
            name = partner[name]
        return name

    for form in forms:
        names = [name for name, factor in form.factors.items() if factor and name in domains]
        if len(names) == 1:
            factor = form.factors[names[0]]
            cuts[names[0]].update(-constant / factor for constant in form.constants)
            if not form.whole:
                loose.add(names[0])
        elif names:
            for name in names[1:]:
                partner[group(name)] = group(names[0])
            first_factor, second_factor = form.factors[names[0]], form.factors[names[1]]
            if len(names) > 2 or first_factor != -second_factor or form.constants != {Decimal(0)}:
                loose.update(names)
                for name in names:
                    cuts[name].update(abs(constant / form.factors[name]) for constant in form.constants)
    for pathway in pathways:
        for name, value in _given(pathway):
            if name in cuts and not isinstance(value, str):
                cuts[name].add(Decimal(value))
    members: dict[str, list[str]] = {}
    for name in domains:
        members.setdefault(group(name), []).append(name)
    representatives: dict[str, tuple[Exact, ...]] = {}
    for names in members.values():
        shared = set().union(*(cuts[name] for name in names))
        grids = sorted({_grid(domain) for name in names for domain in domains[name]}, reverse=True)
        ends = {end for name in names for domain in domains[name] for end in (domain.low, domain.high)}
        if len(names) > 1:
            shared |= {Decimal(end) for end in ends if end is not None}
        for name in names:
            representatives[name] = _representatives(domains[name], shared, grids, len(names))
        if all(_every(domain, representatives[name]) for name in names for domain in domains[name]):
            loose.difference_update(names)
    return Numbers({name: representatives[name] for name in domains}, frozenset(loose))


def _grid(domain: Number) -> Decimal:
    return Decimal(1).scaleb(-domain.decimals)


def _every(domain: Number, values: tuple[Exact, ...]) -> bool:
    """Whether some values are all that a number can have."""
    if domain.low is None or domain.high is None:
        return False
    first = (Decimal(domain.low) / _grid(domain)).to_integral_value(ROUND_CEILING)
    last = (Decimal(domain.high) / _grid(domain)).to_integral_value(ROUND_FLOOR)
    return len(values) >= last - first + 1


def _representatives(domains: list[Number], cuts: set[Decimal], grids: list[Decimal], many: int) -> tuple[Exact, ...]:
    """The values of one fact: of each piece between the cuts as many as there are facts, on every grid."""
    grid = min(_grid(domain) for domain in domains)
    lows = [Decimal(domain.low) for domain in domains if domain.low is not None]
    highs = [Decimal(domain.high) for domain in domains if domain.high is not None]
    low = min(lows) if len(lows) == len(domains) else None
    high = max(highs) if len(highs) == len(domains) else None
    if low is not None and high is not None and (high - low) / grid < MAX_VALUES:
        first = (low / grid).to_integral_value(ROUND_CEILING) * grid
        every = [first + grid * n for n in range(int((high - first) / grid) + 1)]
        return tuple([tidy(value) for value in every])  # type: ignore[misc]  # a number stays a number
    inside = sorted(cut for cut in cuts if (low is None or cut >= low) and (high is None or cut <= high))
    points: set[Decimal] = set()
    edges: list[Decimal | None] = [low, *inside, high]
    for left, right in pairwise(edges):
        points |= _between(left, right, grids, many)
    points |= {end for end in (low, high) if end is not None}
    points |= set(inside)
    points |= {value for one in domains for second in domains for value in _only(one, second)}
    if not points:
        points = {Decimal(n) for n in range(many)}
    kept = sorted(p for p in points if p % grid == 0 and (low is None or p >= low) and (high is None or p <= high))
    return tuple([tidy(value) for value in kept])  # type: ignore[misc]  # a number stays a number


def _only(number: Number, second: Number) -> Iterator[Decimal]:
    """Values that one version of a fact can have and the other cannot: beyond its ends, and between its steps."""
    grid = _grid(number)
    if second.low is not None and (number.low is None or number.low < second.low):
        yield Decimal(number.low) if number.low is not None else Decimal(second.low) - grid
    if second.high is not None and (number.high is None or number.high > second.high):
        yield Decimal(number.high) if number.high is not None else Decimal(second.high) + grid
    if number.decimals > second.decimals:
        ends = [end for end in (number.low, number.high) if end is not None]
        first = (Decimal(ends[0] if ends else 0) / grid).to_integral_value(ROUND_CEILING) * grid
        away = -grid if number.low is None and ends else grid
        yield first if first % _grid(second) else first + away


def _between(left: Decimal | None, right: Decimal | None, grids: list[Decimal], many: int) -> set[Decimal]:
    """Of an open piece, up to `many` values of the coarsest grid, and of the finer ones in every gap that is left."""
    grid, finer = grids[0], grids[1:]
    if left is not None and right is not None:
        first = (left / grid).to_integral_value(ROUND_FLOOR) + 1
        last = (right / grid).to_integral_value(ROUND_CEILING) - 1
        count = int(last - first) + 1
        if count <= 0:
            return _between(left, right, finer, many) if finer else set()
        if count > many:
            first += (count - many) // 2
        chosen = [(first + n) * grid for n in range(min(count, many))]
    elif left is not None:
        first = (left / grid).to_integral_value(ROUND_FLOOR) + 1
        chosen = [(first + n) * grid for n in range(many)]
    elif right is not None:
        last = (right / grid).to_integral_value(ROUND_CEILING) - 1
        chosen = [(last - n) * grid for n in reversed(range(many))]
    else:
        chosen = [grid * n for n in range(many)]
    between = set(chosen)
    if finer and many > 1:
        ends: list[Decimal | None] = [left, *chosen, right]
        for low_end, high_end in pairwise(ends):
            between |= _between(low_end, high_end, finer, many)
    return between


def _given(pathway: Pathway) -> Iterator[tuple[str, Value]]:
    """The values that effects and entries give to facts."""
    for step in pathway.steps.values():
        yield from step.sets.items()
        for exit_ in step.exits:
            yield from exit_.sets.items()
    for interrupt in pathway.interrupts:
        yield from interrupt.sets.items()
    for entry in pathway.entries.values():
        yield from entry.sets.items()


def _forms(pathway: Pathway) -> Iterator[_Form]:
    expressions: list[Node] = [condition.expr for _, condition in pathway.conditions()]
    expressions += [exit_.when.expr for step in pathway.steps.values() for exit_ in step.exits]
    seen: set[int] = set()
    for expression in expressions:
        if id(expression) not in seen:
            seen.add(id(expression))
            for comparison in comparisons(expression):
                yield _form(pathway, comparison)
    for definition in prepared(pathway).definitions.values():
        if isinstance(definition, Expression):
            for comparison in comparisons(definition.expr):
                yield _form(pathway, comparison)


def _form(pathway: Pathway, node: Compare) -> _Form:
    indexes = prepared(pathway)
    form = difference(node, indexes.definitions)
    factors: dict[str, Decimal] = {}
    constants = {Decimal(form.constant)}
    whole = True
    for factor, atom in form.terms:
        match atom:
            case Amount(name, False):
                factors[name] = Decimal(factor)
                continue
            case Amount(name):
                definition = indexes.definitions[name]
                rows = definition.rows if isinstance(definition, Table) else ()  # or one that is no number
                amounts = {factor * Decimal(row.value) for row in rows if not isinstance(row.value, str)} or {
                    Decimal(0)
                }
            case Visits(step):
                amounts = {Decimal(factor) * n for n in range(indexes.visit_limits.get(step, 1) + 1)}
            case Count(parts):
                amounts = {Decimal(factor) * n for n in range(len(parts) + 1)}
        if len(constants) * len(amounts) > MAX_CONSTANTS:
            whole = False
        else:
            constants = {constant + amount for constant in constants for amount in amounts}
    return _Form(factors, frozenset(constants), whole)
