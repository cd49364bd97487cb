"""Every evaluator of the condition language agrees with `evaluate`, and `evaluate` with two independent readings.

An evaluator joins with one line in `EVALUATORS`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.conditions.compiler import condition as condition_of
from stepladder.conditions.evaluate import Now, Ternary, evaluate
from stepladder.conditions.explain import why
from stepladder.conditions.nodes import Condition
from stepladder.facts import Value
from stepladder.model.declarations import Derived
from stepladder.model.prepared import prepared
from stepladder.reading.load import read_text
from stepladder.reading.scope import scope_of
from stepladder.reading.yaml_events import parse
from tests import oracle
from tests.strategies import QUICK, World, conditions, worlds

Evaluator: TypeAlias = Callable[[World, Condition], Ternary]


def _explained(world: World, condition: Condition) -> Ternary:
    return why(condition, world.now()).outcome


def _read_literally(world: World, condition: Condition) -> Ternary:
    return oracle.truth(world.pathway, condition.expr, place(world))


EVALUATORS: tuple[tuple[str, Evaluator], ...] = (("explain", _explained), ("oracle", _read_literally))
"""Everything in Python that says what a drawn condition comes out as: its name, and how it judges one in a world."""


@pytest.mark.parametrize(("name", "judge"), EVALUATORS, ids=[name for name, _ in EVALUATORS])
@settings(QUICK, max_examples=120)
@given(data=st.data(), world=worlds())
def test_every_evaluator_agrees_with_evaluate(name: str, judge: Evaluator, data: st.DataObject, world: World) -> None:
    condition = world.condition(data.draw(conditions(world.names)))

    assert judge(world, condition) is evaluate(condition.expr, world.now())


@settings(QUICK, max_examples=100)
@given(data=st.data(), world=worlds(complete=True))
def test_a_condition_on_a_known_patient_means_what_python_would_make_of_its_text(
    data: st.DataObject, world: World
) -> None:
    text = data.draw(conditions(world.names))

    assert evaluate(world.condition(text).expr, world.now()) is as_python(world, text, world.known)


@settings(QUICK, max_examples=60)
@given(data=st.data(), world=worlds(), full=worlds(complete=True))
def test_what_is_decided_stays_so_whatever_is_learned_later(data: st.DataObject, world: World, full: World) -> None:
    text = data.draw(conditions(world.names).filter(lambda text: "known" not in text))
    if "known(" in world.pathway.model_dump_json():
        return
    decided = evaluate(world.condition(text).expr, world.now())
    later = world.now({**full.known, **world.known})

    assert decided is None or evaluate(world.condition(text).expr, later) is decided


@settings(QUICK, max_examples=60)
@given(data=st.data(), world=worlds())
def test_a_memo_shared_between_conditions_changes_nothing(data: st.DataObject, world: World) -> None:
    shared = world.now()
    texts = data.draw(st.lists(conditions(world.names), min_size=2, max_size=4))
    together = [evaluate(world.condition(text).expr, shared) for text in texts]

    assert together == [evaluate(world.condition(text).expr, world.now()) for text in texts]


# the sentences of the format about three values

TABLES = """
stepladder: 1
id: tables
title: Tables
version: 0.1.0
start: a
facts:
  p: {type: finding, ask: p?}
  q: {type: finding, ask: q?}
  n: {type: number, unit: mg, min: 0, max: 9, ask: n?}
derived:
  level:
    - {when: p, is: high}
    - {when: q, is: middle}
    - {otherwise: low}
  same:
    - {when: p, is: one}
    - {otherwise: one}
  amount: {unit: mg, rows: [{when: p, is: 4}, {when: q, is: 6}, {otherwise: 2}]}
  twice: {number: 2 * n, unit: mg}
  how_many: {number: "count(p, q, n >= 5)"}
steps: {a: {kind: outcome, title: A}}
"""


@pytest.mark.parametrize(
    ("text", "known", "outcome"),
    [
        # a table's value is known when every row that could still be the first to hold says the same
        ("level == high", {}, None),
        ("level == high", {"p": True}, True),
        ("level == high", {"q": True}, None),
        ("level == low", {"q": True}, False),
        ("level != low", {"q": True}, True),
        ("level in (high, middle)", {"q": True}, True),
        ("level not in (high, middle)", {"q": True}, False),
        ("level == low", {"p": False}, None),
        ("level == low", {"p": False, "q": False}, True),
        ("same == one", {}, True),
        ("known(same)", {}, True),
        ("known(level)", {"q": True}, False),
        ("known(level)", {"p": True}, True),
        # a comparison with a table is decided when it comes out the same for every row that could be first
        ("amount >= 2", {}, True),
        ("amount > 2", {}, None),
        ("amount > 2", {"q": True}, True),
        ("amount > 6", {}, False),
        ("amount != 3", {}, True),
        ("amount == 4", {"q": True}, None),
        ("amount - amount == 0", {}, True),
        ("n < amount", {"n": 1}, True),
        ("n < amount", {"n": 3}, None),
        ("n >= 0", {}, None),
        ("twice > 8", {"n": 5}, True),
        ("twice > 8", {}, None),
        ("twice == 2 * n", {"n": 5}, True),
        # count is unknown only where the unknown ones could change the comparison it stands in
        ("count(p, q) >= 1", {"p": True}, True),
        ("count(p, q) >= 2", {"p": False}, False),
        ("count(p, q) >= 1", {"p": False}, None),
        ("count(p, q) == 1", {"p": True}, None),
        ("count(p, q) <= 2", {}, True),
        ("count(p, q) != 3", {}, True),
        ("how_many >= 2", {"p": True, "q": True}, True),
        ("how_many == 2", {"p": True, "q": True}, None),
        ("how_many == 2", {"p": True, "q": True, "n": 1}, True),
        ("known(how_many)", {"p": True, "q": True}, False),
        # Kleene
        ("p and q", {"p": False}, False),
        ("p or q", {"p": True}, True),
        ("p and q", {"p": True}, None),
        ("p or q", {"p": False}, None),
        ("not p", {}, None),
        ("p or not p", {}, None),
        ("p and false", {}, False),
        ("p or true", {}, True),
        ("0 <= n < 5", {"n": 5}, False),
        ("known(p)", {}, False),
        ("known(p) and p", {}, False),
    ],
)
def test_unknown_is_unknown_exactly_where_it_matters(text: str, known: dict[str, Value], outcome: Ternary) -> None:
    pathway = read_text(TABLES.encode(), "tables.yaml").pathway
    assert pathway is not None
    read = condition_of(text, scope_of(parse(TABLES, "tables.yaml").data))
    assert not read.problems

    assert evaluate(read.expr, Now(known, definitions=prepared(pathway).definitions)) is outcome


# helpers


def place(world: World, known: Mapping[str, Value] | None = None) -> oracle.Place:
    """The same moment for the oracle."""
    entered = tuple(itertools.chain.from_iterable([step] * n for step, n in world.visits.items()))
    return oracle.Place("done", dict(world.known if known is None else known), world.active, entered)


def as_python(world: World, text: str, known: Mapping[str, Value]) -> bool:
    """A condition's text run as the Python expression it looks like; every fact must be known."""
    p = world.pathway
    names: dict[str, Any] = {"true": True, "false": False, "known": lambda _: True, "Decimal": Decimal}
    for choice in world.names.choices.values():
        names.update({value: value for value in choice})
    names.update({step: step for step in p.steps} | {therapy: therapy for therapy in p.therapies})
    names.update(known)
    names["active"] = lambda therapy: therapy in world.active
    names["visits"] = lambda step: world.visits.get(step, 0)
    names["visited"] = lambda step: step in world.visits
    names["tried"] = lambda step: step in world.visits and not any(t in world.active for t in p.steps[step].starts)
    names["count"] = lambda *held: sum(held)
    names["blocked"] = lambda step: any(_run(rule.when.text, names) for rule in oracle.absolute_rules(p, step))
    for name, derived in p.derived.items():
        names[name] = _derived(derived, names)
    return _run(text, names) is True


def _derived(derived: Derived, names: dict[str, Any]) -> Any:
    if derived.when is not None:
        return _run(derived.when.text, names)
    if derived.number is not None:
        return _run(derived.number.text, names)
    for row in derived.rows or ():
        if row.when is None:
            return row.otherwise
        if _run(row.when.text, names):
            return row.is_
    raise AssertionError


def _run(text: str, names: dict[str, Any]) -> Any:
    exact = re.sub(r"\d+\.\d+", r"Decimal('\g<0>')", text)
    # one value in parentheses is a list of one in the condition language
    exact = re.sub(r"(\bin )\((\w+)\)", r"\1(\2,)", exact)
    return eval(exact, {"__builtins__": {}}, names)
