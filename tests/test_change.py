"""What would have to be different: the smallest change of known facts, against brute force."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.conditions.change import smallest_changes
from stepladder.conditions.compiler import condition, expression
from stepladder.conditions.evaluate import Now, evaluate
from stepladder.conditions.requirement import Requirement
from stepladder.conditions.typecheck import Scope
from stepladder.facts import Choice, Domain, Finding, Number, Value, tidy
from stepladder.model.prepared import prepared
from tests.strategies import CHOICES, FACTS, FINDINGS, NUMBERS, QUICK, World, conditions, worlds

DOMAINS: dict[str, Domain] = {
    "asthma": Finding(),
    "warfarin": Finding(),
    "kidney": Choice(("normal", "reduced", "failing")),
    "age": Number("a", 18, 110),
    "qtc": Number("ms", 300, 600),
    "dose": Number("mg", 0, 2, 1),
    "weight": Number("kg", None, None, 1),
}
SCOPE = Scope(DOMAINS, {})


def smallest_change(
    requirements: list[Requirement], known: Mapping[str, Value], domains: Mapping[str, Domain]
) -> dict[str, Value] | None:
    return next(iter(smallest_changes(requirements, known, domains)), None)


def change(
    known: dict[str, Value], *wanted: str, allowed: frozenset[bool | None] = frozenset({True})
) -> dict[str, Value] | None:
    requirements = [Requirement(condition(text, SCOPE).expr, allowed, {}, Now(known)) for text in wanted]
    return smallest_change(requirements, known, DOMAINS)


# examples


def test_nothing_changes_where_nothing_is_in_the_way() -> None:
    assert change({"age": 30}, "age < 65") == {}


@pytest.mark.parametrize(
    ("known", "wanted", "found"),
    [
        ({"asthma": True}, "not asthma", {"asthma": False}),
        ({"kidney": "failing"}, "kidney != failing", {"kidney": "normal"}),
        ({"kidney": "normal"}, "kidney in (reduced, failing)", {"kidney": "reduced"}),
        ({"age": 80}, "age < 75", {"age": 74}),
        ({"age": 80}, "age <= 75", {"age": 75}),
        ({"age": 30}, "age > 65", {"age": 66}),
        ({"age": 30}, "age == 65", {"age": 65}),
        ({"age": 65}, "age != 65", {"age": 64}),
        ({"age": 18}, "age != 18", {"age": 19}),
        ({"age": 30}, "40 <= age < 65", {"age": 40}),
        ({"age": 80}, "40 <= age < 65", {"age": 64}),
        ({"qtc": 520}, "qtc < 480 or qtc > 530", {"qtc": 531}),
        ({"qtc": 520}, "2 * qtc <= 960", {"qtc": 480}),
        ({"dose": Decimal("1.5")}, "dose < 0.5", {"dose": Decimal("0.4")}),
        ({"weight": Decimal("40.5")}, "weight >= 50", {"weight": 50}),
        ({"weight": 70}, "weight < 50.5", {"weight": Decimal("50.4")}),
        # one fact rather than two, the first in the file rather than a later one
        ({"asthma": True, "warfarin": True}, "not asthma or not warfarin", {"asthma": False}),
        (
            {"asthma": True, "warfarin": True, "age": 80},
            "(not asthma and not warfarin) or age < 75",
            {"age": 74},
        ),
        (
            {"warfarin": True, "asthma": True},
            "not warfarin and not asthma",
            {"asthma": False, "warfarin": False},
        ),
        ({"asthma": True, "age": 80}, "count(not asthma, age < 75) >= 1", {"asthma": False}),
        ({"asthma": True, "age": 80}, "count(not asthma, age < 75) >= 2", {"asthma": False, "age": 74}),
    ],
)
def test_the_nearest_value_of_the_fewest_facts_is_found(
    known: dict[str, Value], wanted: str, found: dict[str, Value]
) -> None:
    assert change(known, wanted) == found


def test_a_change_is_named_in_file_order() -> None:
    known: dict[str, Value] = {"age": 80, "asthma": True}
    found = change(known, "age < 75 and not asthma")

    assert found is not None
    assert list(found) == ["asthma", "age"]


def test_no_change_is_found_where_there_is_none() -> None:
    assert change({"age": 30}, "age < 20 and age > 25") is None


def test_a_fact_that_is_unknown_is_not_given_a_value() -> None:
    assert change({}, "asthma") is None


def test_what_is_unknown_stands_in_no_way_where_unknown_is_enough() -> None:
    assert change({"asthma": True}, "warfarin", allowed=frozenset({True, None})) == {}


def test_what_the_walk_did_cannot_be_changed() -> None:
    scope = Scope(DOMAINS, {}, frozenset({"nsaid"}), frozenset({"trial"}))
    read = condition("not active(nsaid) and not asthma", scope)
    now = Now({"asthma": True}, frozenset({"nsaid"}))

    assert smallest_change([Requirement(read.expr, frozenset({True}), {}, now)], now.known, DOMAINS) is None


def test_a_fact_that_the_exit_itself_sets_is_not_changed() -> None:
    now = Now({"asthma": True})
    wanted = Requirement(condition("not asthma", SCOPE).expr, frozenset({True}), {"asthma": True}, now)

    assert smallest_change([wanted], now.known, DOMAINS) is None


def test_two_counts_that_stand_at_the_same_place_of_two_texts_are_two_counts() -> None:
    domains: dict[str, Domain] = {**dict.fromkeys(("a", "b", "c", "d"), Finding()), "x": Number("1", 0, 100)}
    number = expression("count(a, b)", Scope(domains, {}), "1")
    wanted = condition("count(c, d) + n >= x", Scope(domains, {"n": Number("1")}))
    known: dict[str, Value] = {"a": True, "b": True, "c": False, "d": False, "x": 50}
    definitions = {"n": number}

    requirement = Requirement(wanted.expr, frozenset({True}), {}, Now(known, definitions=definitions))

    assert smallest_change([requirement], known, domains) == {"x": 2}


def test_two_wide_numbers_that_must_change_together_are_found_at_their_thresholds() -> None:
    known: dict[str, Value] = {"age": 80, "qtc": 520}

    assert change(known, "age < 75 and qtc < 480") == {"age": 74, "qtc": 479}


@settings(max_examples=200, deadline=None)
@given(
    age=st.integers(18, 110),
    low=st.integers(19, 109),
    high=st.integers(19, 109),
    form=st.sampled_from(
        (
            "age < {0} or age > {1}",
            "{0} <= age <= {1}",
            "age == {0} or age == {1}",
            "not ({0} <= age < {1})",
            "2 * age > {0} + {1}",
        )
    ),
)
def test_of_a_wide_number_the_nearest_value_is_found(age: int, low: int, high: int, form: str) -> None:
    text = form.format(low, high)
    read = condition(text, SCOPE)
    if read.problems:
        return
    fitting = [v for v in range(18, 111) if evaluate(read.expr, Now({"age": v})) is True]
    nearest = min(fitting, key=lambda v: (abs(v - age), v), default=None)
    expected = None if nearest is None else {} if nearest == age else {"age": nearest}

    assert change({"age": age}, text) == expected


# against brute force


def _tenths(low: int, high: int) -> tuple[Value, ...]:
    return tuple(tidy(Decimal(n).scaleb(-1)) for n in range(low, high + 1))


SMALL: dict[str, tuple[Value, ...]] = {
    **dict.fromkeys(FINDINGS, (False, True)),
    **CHOICES,
    "age": (18, 19, 20, 21, 22, 23, 24),
    "score": (0, 1, 2, 3, 4),
    "dose": _tenths(0, 15),
    "limit": _tenths(5, 20),
}


def brute_force(requirements: list[Requirement], known: Mapping[str, Value]) -> set[frozenset[str]]:
    """The fewest facts that must change: every set of that size that does it; empty where no change does."""
    names = [name for name in FACTS if name in known]
    for size in range(4):
        found = {
            frozenset(chosen)
            for chosen in itertools.combinations(names, size)
            if any(all(_met(r, {**known, **new}) for r in requirements) for new in _assignments(chosen, known))
        }
        if found:
            return found
    return set()


def _assignments(chosen: tuple[str, ...], known: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
    others = [[value for value in SMALL[name] if value != known[name]] for name in chosen]
    for combination in itertools.product(*others):
        yield dict(zip(chosen, combination, strict=True))


def _met(requirement: Requirement, known: Mapping[str, Value]) -> bool:
    merged = {name: value for name, value in {**known, **requirement.overlay}.items() if value is not None}
    return evaluate(requirement.node, replace(requirement.now, known=merged, memo={})) in requirement.allowed


@settings(QUICK, max_examples=120)
@given(data=st.data(), world=worlds())
def test_a_change_is_as_small_as_brute_force_finds_and_first_in_file_order(data: st.DataObject, world: World) -> None:
    known = {name: world.known[name] for name in list(world.known)[:5]}
    now = world.now(known)
    texts = data.draw(st.lists(conditions(world.names, 1), min_size=1, max_size=2))
    overlay: dict[str, Value | None] = {"fever": True} if data.draw(st.booleans()) else {}
    requirements = [
        Requirement(
            world.condition(text).expr,
            data.draw(st.sampled_from((frozenset({True}), frozenset({True, None}), frozenset({False, None})))),
            overlay if index else {},
            now,
        )
        for index, text in enumerate(texts)
    ]
    found = smallest_change(requirements, known, prepared(world.pathway).domains)
    smallest = brute_force(requirements, known)
    first = min(smallest, key=lambda s: sorted(FACTS.index(n) for n in s), default=None)

    assert (None if found is None else frozenset(found)) == first
    assert found is None or all(_met(r, {**known, **found}) for r in requirements)


@settings(QUICK, max_examples=60)
@given(data=st.data(), world=worlds())
def test_a_number_that_alone_must_change_gets_the_nearest_value(data: st.DataObject, world: World) -> None:
    name = data.draw(st.sampled_from(sorted(NUMBERS)))
    if name not in world.known:
        return
    now = world.now()
    wanted = Requirement(world.condition(data.draw(conditions(world.names, 1))).expr, frozenset({True}), {}, now)
    found = smallest_change([wanted], world.known, prepared(world.pathway).domains)
    if found is None or list(found) != [name]:
        return
    current = Decimal(str(world.known[name]))
    fitting = [v for v in SMALL[name] if v != world.known[name] and _met(wanted, {**world.known, name: v})]

    assert found[name] == min(fitting, key=lambda v: (abs(Decimal(str(v)) - current), Decimal(str(v))))
