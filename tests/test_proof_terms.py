"""What proofs are made of: conditions over sets of values agree with `evaluate`, the few values of a number stand for
all of them, and the solver finds what there is."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepladder.conditions.evaluate import Now, evaluate
from stepladder.conditions.nodes import Condition, IsBlocked, Node, Table
from stepladder.facts import Value
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.reading.load import read_text
from stepladder.verify.constraints import Clock, Constraint, Want
from stepladder.verify.domain import Env, F, Space, T, U
from stepladder.verify.exits import StatusIs, Waits, wants
from stepladder.verify.numbers import numbers
from stepladder.verify.solver import Link, Moment, Question
from stepladder.verify.terms.build import Terms
from stepladder.verify.terms.logic import Fixed, Term
from stepladder.verify.terms.sums import TESTS
from stepladder.verify.terms.tables import Rows
from stepladder.verify.transition_relation import Moves
from tests.strategies import FACTS, ORDERS, QUICK, THERAPIES, World, conditions, values, worlds

pytestmark = pytest.mark.heavy

MANY = settings(QUICK, suppress_health_check=list(HealthCheck), derandomize=True)
BITS: Mapping[bool | None, int] = {True: T, False: F, None: U}


# a moment of a patient as one value of each variable


def point(space: Space, now: Now) -> Env:
    """The masks that fit one moment and no other, derived names included."""
    env = list(space.full)
    for var in range(space.state):
        kind, name = space.names[var]
        match kind:
            case "fact":
                env[var] = space.bit("fact", name, now.known[name]) if name in now.known else 1
            case "therapy":
                env[var] = 2 if name in now.active else 1
            case _:
                env[var] = 1 << min(now.visits.get(name, 0), space.full[var].bit_length() - 1)
    for name, var in space.derived[0].items():
        env[var] = named(space, name, now)
    return env


def named(space: Space, name: str, now: Now) -> int:
    """What a derived name is at a moment, as the mask of its one value, or of having several."""
    if name not in now.definitions:
        step = name.removeprefix("blocked(").removesuffix(")")
        return BITS[evaluate(IsBlocked(step, (0, 0)), now)]
    definition = now.definitions[name]
    if isinstance(definition, Condition):
        return BITS[evaluate(definition.expr, now)]
    assert isinstance(definition, Table)
    left: list[Value] = []
    for row in definition.rows:
        held = evaluate(row.when.expr, now)
        if held is not False and row.value not in left:
            left.append(row.value)
        if held is True:
            break
    return 1 << (space.tables[0][name].index(left[0]) if len(left) == 1 else len(space.tables[0][name]))


def moments(p: Pathway, space: Space, chosen: random.Random, count: int, most: int | None = None) -> Iterator[Now]:
    """Some moments, reached or not.

    Args:
        p: the pathway.
        space: its variables.
        chosen: what chooses.
        count: how many.
        most: how often a step may have been entered; as often as the pathway's own conditions count, if None.
    """
    for _ in range(count):
        known = {
            name: value
            for name in p.facts
            if (value := chosen.choice((None, *space.values[space.index["fact", name]]))) is not None
        }
        active = frozenset(name for name in p.therapies if chosen.random() < 0.4)
        limits = {name: space.full[space.index["visits", name]].bit_length() - 1 for name in p.steps}
        visits = {name: n for name in p.steps if (n := chosen.randint(0, limits[name] if most is None else most))}
        yield Now(known, active, visits, prepared(p).definitions, prepared(p).starts, prepared(p).blockers)


def at(p: Pathway, now: Now, over: Mapping[str, Value], stops: Sequence[str], starts: Sequence[str]) -> Now:
    """The moment that effects would leave, as rules read it."""
    active = now.active.difference(stops).union(starts)
    return Now(
        {**now.known, **over},
        active,
        now.visits,
        prepared(p).definitions,
        prepared(p).starts,
        prepared(p).blockers,
        now,
    )


@st.composite
def effects(draw: st.DrawFn) -> tuple[dict[str, Value], list[str], list[str]]:
    """What an exit sets, stops and starts."""
    facts = draw(st.lists(st.sampled_from(FACTS), max_size=3, unique=True))
    drugs = st.lists(st.sampled_from(THERAPIES), max_size=2, unique=True)
    return {fact: draw(values(fact)) for fact in facts}, draw(drugs), draw(drugs)


def put(space: Space, given_: tuple[dict[str, Value], list[str], list[str]]) -> dict[int, int]:
    """Effects as what is put in the place of variables."""
    sets, stops, starts = given_
    over = {space.index["therapy", name]: 1 for name in stops}
    over |= {space.index["therapy", name]: 2 for name in starts}
    return over | {space.index["fact", name]: space.bit("fact", name, value) for name, value in sets.items()}


def drawn(data: st.DataObject, world: World, count: int = 4) -> list[Node]:
    """Some conditions in a world, those of the pathway's own exits and rules among them."""
    own = [condition.expr for _, condition in world.pathway.conditions()]
    return [*own, *[world.condition(data.draw(conditions(world.names, 2))).expr for _ in range(count)]]


@settings(MANY, max_examples=120)
@given(world=worlds(), data=st.data(), seed=st.integers(0, 2**32), given_=effects())
def test_at_one_moment_a_term_says_what_the_condition_says(
    world: World, data: st.DataObject, seed: int, given_: tuple[dict[str, Value], list[str], list[str]]
) -> None:
    p = world.pathway
    space = Space([p])
    terms = Terms(space)
    for now in moments(p, space, random.Random(seed), 8):
        env, then = point(space, now), at(p, now, *given_)
        for node in drawn(data, world, 1):
            assert terms.term(node).of(env) == BITS[evaluate(node, now)], (node, now)
            assert terms.term(node, put(space, given_)).of(env) == BITS[evaluate(node, then)], (node, now, given_)


@settings(MANY, max_examples=60)
@given(world=worlds(), seed=st.integers(0, 2**32))
def test_a_step_entered_more_often_than_anything_counts_is_as_if_entered_just_so_often(world: World, seed: int) -> None:
    p = world.pathway
    space = Space([p])
    terms = Terms(space)
    for now in moments(p, space, random.Random(seed), 20, 9):
        env = point(space, now)
        for _, condition in p.conditions():
            assert terms.term(condition.expr).of(env) == BITS[evaluate(condition.expr, now)], (condition.text, now)


@settings(MANY, max_examples=120)
@given(world=worlds(), data=st.data(), seed=st.integers(0, 2**32), given_=effects())
def test_over_sets_of_values_a_term_leaves_out_nothing(
    world: World, data: st.DataObject, seed: int, given_: tuple[dict[str, Value], list[str], list[str]]
) -> None:
    p, chosen = world.pathway, random.Random(seed)
    space = Space([p])
    terms = Terms(space)
    nodes = drawn(data, world)
    for now in moments(p, space, chosen, 6):
        env, then = point(space, now), at(p, now, *given_)
        for width in (0.2, 0.5, 0.9):
            box = [mask | (chosen.getrandbits(full.bit_length()) & full if chosen.random() < width else 0)
                   for mask, full in zip(env, space.full, strict=True)]  # fmt: skip
            for node in nodes:
                assert terms.term(node).of(box) & BITS[evaluate(node, now)], (node, now, box)
                assert terms.term(node, put(space, given_)).of(box) & BITS[evaluate(node, then)], (node, now, box)


@settings(MANY, max_examples=120)
@given(world=worlds(), data=st.data(), seed=st.integers(0, 2**32))
def test_what_is_open_names_a_variable_to_part(world: World, data: st.DataObject, seed: int) -> None:
    p, chosen = world.pathway, random.Random(seed)
    space = Space([p])
    terms = Terms(space)
    assert not space.loose
    for node in drawn(data, world):
        env = list(space.full)
        term = terms.term(node)
        for _ in range(200):
            if term.of(env) in (T, F, U):
                break
            leaf = term.leaf(env)
            assert leaf is not None, (node, env)
            var, parts = leaf
            assert len(parts) > 1
            assert all(parts)
            assert sum(parts) == env[var], (node, env, leaf)
            env[var] = chosen.choice(parts)

        assert term.of(env) in (T, F, U), node


@settings(MANY, max_examples=120)
@given(world=worlds(), data=st.data(), seed=st.integers(0, 2**32), given_=effects())
def test_what_is_blamed_for_an_outcome_that_cannot_be_is_enough(
    world: World, data: st.DataObject, seed: int, given_: tuple[dict[str, Value], list[str], list[str]]
) -> None:
    p, chosen = world.pathway, random.Random(seed)
    space = Space([p])
    terms = Terms(space)
    made = Moves(terms)
    ways = [way for ways in made.ways.values() for way in ways]
    asked: list[Constraint] = [StatusIs(way, chosen.randint(1, 30)) for way in ways for _ in range(4)]
    asked += [Waits(chosen.sample(ways, min(2, len(ways)))) for _ in range(3)]
    for node in drawn(data, world):
        for over in ({}, put(space, given_)):
            asked += [Want(terms.term(node, over), mask) for mask in (T, F, U, T | F, T | U, F | U)]
    asked += made.meanings.values()
    reasons = {var: 1 << var for var in range(len(space.full))}
    for now in moments(p, space, chosen, 4):
        for width in (0.0, 0.2, 0.5):
            env = [
                mask | (chosen.getrandbits(full.bit_length()) & full if chosen.random() < width else 0)
                for mask, full in zip(point(space, now), space.full, strict=True)
            ]
            for var in range(space.state, len(space.full)):
                env[var] = chosen.choice((env[var], space.full[var], chosen.randint(1, space.full[var])))
            for want in asked:
                if not want.judge(env)[0]:
                    blamed = want.blame(env, reasons)
                    rest = [env[var] if blamed >> var & 1 else full for var, full in enumerate(space.full)]

                    assert not want.judge(rest)[0], (want, env, blamed)


# the few values of a number

NUMBERED = """
stepladder: 1
id: numbered
title: Numbered
version: 0.1.0
start: a
facts:
{facts}
derived:
  p: "true"
{derived}
steps:
  a: {{kind: assessment, title: A, next: [{{to: end}}]}}
  end: {{kind: outcome, title: End}}
"""


def numbered(facts: Mapping[str, str], texts: Sequence[str]) -> Pathway:
    """A pathway with some number facts of one unit, and conditions on them as derived names."""
    text = NUMBERED.format(
        facts="\n".join(f"  {name}: {{type: number, unit: h, ask: How long?, {more}}}" for name, more in facts.items()),
        derived="\n".join(f'  c{n}: "{condition}"' for n, condition in enumerate(texts)),
    )
    reading = read_text(text.encode(), "numbered.yaml")
    assert reading.pathway is not None, reading.diagnostics
    return reading.pathway


def vector(p: Pathway, known: Mapping[str, Value]) -> tuple[bool | None, ...]:
    """What every derived condition says of a patient."""
    now = Now(known, frozenset(), {}, prepared(p).definitions, prepared(p).starts, prepared(p).blockers)
    return tuple([evaluate(d.expr, now) for d in prepared(p).definitions.values() if isinstance(d, Condition)])


RANGES: Mapping[str, tuple[str, Decimal | None, Decimal | None, int]] = {
    "age": ("min: 0, max: 500", Decimal(0), Decimal(500), 0),
    "dose": ("min: 0, max: 100, decimals: 1", Decimal(0), Decimal(100), 1),
    "level": ("min: -50, max: 50, decimals: 2", Decimal(-50), Decimal(50), 2),
    "free": ("decimals: 1", None, None, 1),
    "above": ("min: 10", Decimal(10), None, 0),
}


def some_value(name: str, chosen: random.Random, near: Sequence[Decimal]) -> Value:
    """A value a number can have, often near a threshold or a bound."""
    _, low, high, decimals = RANGES[name]
    grid = Decimal(1).scaleb(-decimals)
    first, last = low if low is not None else Decimal(-300), high if high is not None else Decimal(300)
    middle = chosen.choice((*near, first, last, *[Decimal(chosen.randint(int(first), int(last))) for _ in range(3)]))
    value = (middle / grid).to_integral_value() * grid + grid * chosen.choice((0, 0, 1, -1, 2, -2, 7))
    return min(max(value, first), last)


def thresholds_of(name: str, chosen: random.Random) -> Decimal:
    _, low, high, decimals = RANGES[name]
    first, last = int(low if low is not None else -40), int(high if high is not None else 60)
    return Decimal(chosen.randint(first * 10**decimals, min(last, first + 90) * 10**decimals)).scaleb(-decimals)


@pytest.mark.parametrize("seed", range(60))
def test_every_combination_of_single_thresholds_is_there_among_the_few_values(seed: int) -> None:
    chosen = random.Random(seed)
    name = chosen.choice(list(RANGES))
    near = [thresholds_of(name, chosen) for _ in range(chosen.randint(1, 5))]
    forms: list[Callable[[Decimal], str]] = [
        lambda t: f"{name} {order()} {t}",
        lambda t: f"2 * {name} {order()} {2 * t}",
        lambda t: f"{name} + {name} {order()} {t}",
        lambda t: f"{name} - 3 {order()} {t}",
        lambda t: f"-{name} {order()} {-t}",
    ]

    def order() -> str:
        return chosen.choice(ORDERS)

    p = numbered({name: RANGES[name][0]}, [chosen.choice(forms)(t) for t in near])
    found = numbers([p])
    stands = {vector(p, {name: value}) for value in found.values[name]}

    assert not found.loose
    for _ in range(300):
        value = some_value(name, chosen, [*near, *[t / 2 for t in near], *[t + 3 for t in near]])
        assert vector(p, {name: value}) in stands, (p.derived, value, found.values)


Told = Callable[[Mapping[str, Any]], bool]


def against(name: str, order: str, t: Decimal) -> tuple[str, Told]:
    """A comparison with a number, and what it says."""
    return f"{name} {order} {t}", lambda known: bool(TESTS[order](known[name], t))


def between(one: str, order: str, other: str) -> tuple[str, Told]:
    """A comparison of two facts, and what it says."""
    return f"{one} {order} {other}", lambda known: bool(TESTS[order](known[one], known[other]))


@pytest.mark.parametrize("chunk", range(10))
def test_every_order_of_facts_on_different_grids_is_there_among_the_few_values(chunk: int) -> None:
    for seed in range(1000 + chunk * 8, 1008 + chunk * 8):
        chosen = random.Random(seed)
        names = chosen.sample(list(RANGES), chosen.choice((2, 2, 2, 3)))
        near = {name: [thresholds_of(name, chosen) for _ in range(chosen.randint(0, 4 - len(names)))] for name in names}
        told = [against(name, chosen.choice(ORDERS), t) for name in names for t in near[name]]
        told += [between(one, chosen.choice(ORDERS), other) for one, other in itertools.combinations(names, 2)]
        p = numbered({name: RANGES[name][0] for name in names}, [text for text, _ in told])
        found = numbers([p])
        stands = {
            tuple([holds(dict(zip(names, ones, strict=True))) for _, holds in told])
            for ones in itertools.product(*[found.values[name] for name in names])
        }

        assert not found.loose
        every = [t for ones in near.values() for t in ones]
        for _ in range(300):
            known = {name: some_value(name, chosen, every) for name in names}
            if chosen.random() < 0.5:
                close = Decimal(str(some_value(names[0], chosen, every)))
                known = {name: some_value(name, chosen, [close] * 20) for name in names}
            assert tuple([holds(known) for _, holds in told]) in stands, (told, known, found.values)


@pytest.mark.parametrize("seed", range(40))
def test_sums_that_are_not_told_apart_exactly_are_said_to_be_loose(seed: int) -> None:
    chosen = random.Random(2000 + seed)
    t = chosen.randint(1, 60)
    order = chosen.choice(ORDERS)
    text = chosen.choice((f"age + dose {order} {t}", f"age - 2 * dose {order} 0", f"age {order} dose + {t}"))
    p = numbered({"age": RANGES["age"][0], "dose": RANGES["dose"][0]}, [text])

    assert numbers([p]).loose == {"age", "dose"}


def test_a_sum_of_loose_numbers_comes_out_every_way() -> None:
    p = numbered({"age": RANGES["age"][0], "dose": RANGES["dose"][0]}, ["age + dose > 30"])
    space = Space([p])
    definition = prepared(p).definitions["c0"]
    assert isinstance(definition, Condition)
    known = {"age": space.values[0][1], "dose": space.values[1][1]}
    env = point(space, Now(known, definitions=prepared(p).definitions))  # type: ignore[arg-type]  # never None there

    assert Terms(space).term(definition.expr).of(env) == T | F | U


def test_a_number_of_few_values_has_them_all_and_is_never_loose() -> None:
    p = numbered({"few": "min: 0, max: 5", "other": "min: 0, max: 2, decimals: 1"}, ["few + other > 3"])
    found = numbers([p])

    assert found.values["few"] == (0, 1, 2, 3, 4, 5)
    assert len(found.values["other"]) == 21
    assert not found.loose


def test_two_versions_of_a_number_share_the_values_of_both() -> None:
    old = numbered({"age": "min: 0, max: 500"}, ["age > 100"])
    new = numbered({"age": "min: 0, max: 600, decimals: 1"}, ["age > 100.5", "age > 550"])
    both = numbers([old, new]).values["age"]

    for p in (old, new):
        stands = {vector(p, {"age": value}) for value in both}
        assert {vector(p, {"age": Decimal(n) / 10}) for n in range(6001)} == stands


# the solver against trying everything


def small_boxes(p: Pathway, space: Space, chosen: random.Random, most: int = 1500) -> Env:
    """Masks of which there are few combinations."""
    env = list(space.full)
    for var in range(space.state):
        env[var] = 1 << chosen.randrange(space.full[var].bit_length())
    combinations = 1
    for var in chosen.sample(range(space.state), space.state):
        wider = chosen.getrandbits(8) & space.full[var] | env[var]
        if combinations * wider.bit_count() <= most:
            combinations *= wider.bit_count()
            env[var] = wider
    return env


def points(p: Pathway, space: Space, box: Env) -> Iterator[tuple[Now, Env]]:
    """Every moment in a box, derived names as they come out."""
    left = [[n for n in range(mask.bit_length()) if mask >> n & 1] for mask in box[: space.state]]
    for places in itertools.product(*left):
        known: dict[str, Value] = {}
        active: set[str] = set()
        visits: dict[str, int] = {}
        for var, place in enumerate(places):
            kind, name = space.names[var]
            value = space.values[var][place]
            if kind == "fact" and value is not None:
                known[name] = value
            elif kind == "therapy" and value is True:
                active.add(name)
            elif kind == "visits" and value:
                visits[name] = int(value)
        now = Now(known, frozenset(active), visits, prepared(p).definitions, prepared(p).starts, prepared(p).blockers)
        yield now, point(space, now)


def meanings(space: Space, terms: Terms) -> dict[int, Any]:
    return dict(Moves(terms).meanings)


@settings(MANY, max_examples=150)
@given(world=worlds(), data=st.data(), seed=st.integers(0, 2**32))
def test_the_solver_finds_a_moment_exactly_where_there_is_one(world: World, data: st.DataObject, seed: int) -> None:
    p, chosen = world.pathway, random.Random(seed)
    space = Space([p])
    terms = Terms(space)
    box = small_boxes(p, space, chosen, 400)
    nodes = chosen.sample(drawn(data, world, 3), 2)
    allowed = [chosen.choice((T, F, U, T | F, T | U, F | U)) for _ in nodes]
    asked: list[Constraint] = [
        w for node, mask in zip(nodes, allowed, strict=True) for w in wants(terms.term(node), mask)
    ]
    solved, _ = Question([Moment(asked, box)], meanings(space, terms), {}, space.full).solve(Clock())

    def fits(now: Now) -> bool:
        return all(BITS[evaluate(node, now)] & mask for node, mask in zip(nodes, allowed, strict=True))

    if solved is None:
        assert not any(fits(now) for now, _ in points(p, space, box)), (nodes, allowed, box)
        return
    left = [now for now, env in points(p, space, solved[0]) if all(a & b for a, b in zip(env, solved[0], strict=True))]
    assert left
    assert all(not one & ~other for one, other in zip(solved[0][: space.state], box, strict=False))
    assert all(fits(now) for now in left), (nodes, allowed, box, solved)


def related(pairs: set[tuple[int, ...]]) -> Link:
    """A link from a relation of values."""

    def forward(mask: int) -> int:
        return _joined(b for a, b in pairs if mask >> a & 1)

    def back(mask: int) -> int:
        return _joined(a for a, b in pairs if mask >> b & 1)

    return Link(forward, back)


def _joined(bits: Iterator[int]) -> int:
    found = 0
    for bit in bits:
        found |= 1 << bit
    return found


class In:
    """A table of allowed combinations of some variables."""

    def __init__(self, scope: Sequence[int], rows: set[tuple[int, ...]]) -> None:
        self.scope = frozenset(scope)
        self.order, self.rows = tuple(scope), rows

    def judge(self, env: Env) -> tuple[bool, bool]:
        left = [[n for n in range(8) if env[var] >> n & 1] for var in self.order]
        combinations = set(itertools.product(*left))
        return bool(combinations & self.rows), bool(combinations - self.rows)

    def blame(self, env: Env, reasons: Mapping[int, int]) -> int:
        found = 0
        for var in self.order:
            found |= reasons.get(var, 0)
        return found

    def leaf(self, env: Env) -> tuple[int, tuple[int, ...]] | None:
        for var in self.order:
            if env[var].bit_count() > 1:
                low = env[var] & -env[var]
                return var, (low, env[var] & ~low)
        return None


@pytest.mark.parametrize("chunk", range(8))
def test_a_walk_of_moments_is_solved_exactly_and_a_failure_names_enough(chunk: int) -> None:
    for seed in range(chunk * 60, chunk * 60 + 60):
        chosen = random.Random(seed)
        variables, count = chosen.randint(1, 4), chosen.randint(1, 4)
        sizes = [chosen.randint(2, 3) for _ in range(variables)]
        full = [(1 << size) - 1 for size in sizes]
        asked: list[Moment] = []
        for _ in range(count):
            some: list[Constraint] = []
            for _ in range(chosen.randint(0, 2)):
                scope = chosen.sample(range(variables), chosen.randint(1, min(3, variables)))
                every = list(itertools.product(*[range(sizes[var]) for var in scope]))
                some.append(In(scope, set(chosen.sample(every, chosen.randint(1, len(every))))))
            asked.append(Moment(some, [chosen.randint(1, mask) for mask in full]))
        relations = {
            var: [
                {pair for pair in itertools.product(range(sizes[var]), repeat=2) if chosen.random() < 0.6}
                for _ in range(count - 1)
            ]
            for var in range(variables)
            if chosen.random() < 0.7
        }

        def walks(linked: set[int]) -> bool:
            """Whether any choice of values fits, by trying all."""
            before: set[tuple[int, ...]] | None = None
            for n, moment in enumerate(asked):  # noqa: B023  # used at once
                here = set()
                for values_ in itertools.product(*[[v for v in range(8) if m >> v & 1] for m in moment.env]):
                    rows = [
                        tuple([values_[var] for var in w.order]) in w.rows for w in moment.wants if isinstance(w, In)
                    ]
                    joins = before is None or any(
                        all((b[var], values_[var]) in relations[var][n - 1] for var in linked)  # noqa: B023
                        for b in before
                    )
                    if all(rows) and joins:
                        here.add(values_)
                before = here
                if not before:
                    return False
            return True

        links = {var: [related(pairs) for pairs in each] for var, each in relations.items()}
        solved, core = Question(asked, {}, links, full).solve(Clock())
        if solved is None:
            needed = {var for var in core if isinstance(var, int)}
            assert not walks(needed), (seed, core)
            continue
        assert walks(set(links)), seed
        for moment, env in zip(asked, solved, strict=True):
            assert all(env[var] and not env[var] & ~moment.env[var] for var in range(variables))
            assert not any(want.judge(env)[1] for want in moment.wants), seed
        for var, each in links.items():
            for n, link in enumerate(each):
                assert link.forward(solved[n][var]) & solved[n + 1][var], seed


def test_what_assumptions_a_failure_needs_is_said() -> None:
    solved, core = Question([Moment([In([0], {(1,)})], [3, 3])], {}, {}, [3, 3]).solve(Clock(), {(0, 0): 1, (0, 1): 1})

    assert solved is None
    assert core == {(0, 0)}


def test_a_fixed_term_reads_nothing() -> None:
    p = numbered({}, ["true or false"])
    term: Term | Rows | None = Terms(Space([p])).meaning(Space([p]).derived[0]["c0"])[0]

    assert isinstance(term, Fixed)
