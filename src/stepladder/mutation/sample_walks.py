"""Walks to look for patients in: of the cases, of the proofs, and drawn at random, the same ones every time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from random import Random

from stepladder.conditions.mentions import comparisons
from stepladder.conditions.nodes import Amount
from stepladder.engine.events import Asks, Chooses, Exit
from stepladder.engine.scripted import Halt, give
from stepladder.engine.walk import Walk
from stepladder.facts import Choice, Domain, Finding, Number, Value, tidy
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.verify.reachability.replay import REASON

MAX_EVENTS = 160
"""A walk drawn at random ends after so many answers and choices."""


def boundary_values(pathway: Pathway) -> Mapping[str, tuple[Value, ...]]:
    """For each fact the values that some condition may tell apart: of a number those at its thresholds and beside."""
    marks: dict[str, set[Value]] = {}
    conditions = [condition.expr for _, condition in pathway.conditions()]
    numbers = [derived.number.expr for derived in pathway.derived.values() if derived.number is not None]
    for node in (*conditions, *numbers):
        for comparison in comparisons(node):
            for side, opposite in ((comparison.left, comparison.right), (comparison.right, comparison.left)):
                for factor, atom in side.terms:
                    if isinstance(atom, Amount) and not atom.derived and not opposite.terms and len(side.terms) == 1:
                        marks.setdefault(atom.name, set()).add(
                            tidy(Decimal(opposite.constant - side.constant) / factor)
                        )
    for derived in pathway.derived.values():
        for row in derived.rows or ():
            value = row.is_ if row.when is not None else row.otherwise
            if isinstance(value, int | Decimal) and not isinstance(value, bool):
                for name, domain in prepared(pathway).domains.items():
                    if isinstance(domain, Number) and domain.unit == derived.unit and domain.unit is not None:
                        marks.setdefault(name, set()).update((tidy(value), tidy(2 * value)))
    values_of: dict[str, tuple[Value, ...]] = {}
    for name, domain in prepared(pathway).domains.items():
        match domain:
            case Finding():
                values_of[name] = (False, True)
            case Choice(values):
                values_of[name] = values
            case Number():
                values_of[name] = _around(domain, marks.get(name, set()))
    return values_of


def any_value(domain: Domain) -> Value:
    """Some value of a fact."""
    match domain:
        case Finding():
            return False
        case Choice(values):
            return values[0]
        case Number():
            return _around(domain, set())[0]


def _around(domain: Number, marks: set[Value]) -> tuple[Value, ...]:
    step = Decimal(1).scaleb(-domain.decimals)
    values: set[Decimal] = set()
    for mark in marks:
        assert not isinstance(mark, str)
        values |= {Decimal(mark), Decimal(mark) - step, Decimal(mark) + step}
    for end in (domain.low, domain.high):
        if end is not None:
            values.add(Decimal(end))
    if not values:
        values = {Decimal(0), Decimal(1)}
    low = domain.low if domain.low is not None else min(values)
    high = domain.high if domain.high is not None else max(values)
    fitting = [value.quantize(step) for value in sorted(values) if low <= value <= high]
    return tuple(dict.fromkeys(tidy(value) for value in fitting))


def random_walks(pathway: Pathway, usual: Sequence[Mapping[str, Value]], number: int, seed: int = 1) -> Iterator[Walk]:
    """Walks of patients like those of the cases, with some other answers and any choices.

    Args:
        pathway: one without errors.
        usual: what patients answer; each walk begins with one of these and changes some of it.
        number: how many.
        seed: other walks come of another one.
    """
    random = Random(seed)
    values = boundary_values(pathway)
    entries = [None, *pathway.entries]
    for count in range(number):
        held = dict(random.choice(usual)) if usual and count % 4 else {}
        changes = random.choice((1, 2, 3, 6, 12))
        for name in random.sample(sorted(values), min(changes, len(values))):
            held[name] = random.choice(values[name])
        walk = _draw(pathway, random.choice(entries), held, values, random)
        if walk is not None:
            yield walk


def _draw(
    pathway: Pathway,
    entry: str | None,
    held: Mapping[str, Value],
    values: Mapping[str, Sequence[Value]],
    random: Random,
) -> Walk | None:
    walk = Walk(pathway, entry)
    changing = random.random()
    for _ in range(MAX_EVENTS):
        asked: tuple[str, ...]
        match walk.situation:
            case Asks(fact):
                asked = (fact,)
            case Chooses(_, asks) if asks:
                asked = asks[:1]
            case Chooses(choices):
                walk = _choose(walk, random.choice(choices))
                continue
            case _:
                return walk
        fact = asked[0]
        anew = fact not in held or (pathway.facts[fact].fresh and random.random() < changing / 2)
        value = random.choice(values[fact]) if anew else held[fact]
        moved = give(walk, fact, value)
        if isinstance(moved, Halt):
            return walk
        walk = moved
    return walk


def _choose(walk: Walk, exit_: Exit) -> Walk:
    by_itself = walk.pathway.steps[walk.at].next is not None
    if exit_.status == "caution":
        for rule in exit_.holding:
            if rule not in walk.state.reasons:
                walk = walk.override(rule, REASON)
    return walk if by_itself else walk.take(exit_.name)
