"""A pathway that is copied, by whatever means, is the same pathway with its own indexes and its own digest."""

from __future__ import annotations

import copy
import gc
import pickle
import random
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stepladder
from stepladder.conditions.compiler import Compiler
from stepladder.conditions.nodes import ALWAYS
from stepladder.conditions.otherwise import none_of
from stepladder.engine.events import Asks, Chooses, ImpossibleEvent
from stepladder.engine.walk import Walk
from stepladder.facts import Finding, Number, Value
from stepladder.library.registry import at_hand
from stepladder.model import cases as case_models
from stepladder.model import origins, pathway
from stepladder.model.content import content, digest_of
from stepladder.model.frozen import Frozen
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import Prepared, prepared
from stepladder.reading.load import read_text
from stepladder.reading.scope import scope_of
from stepladder.walk.log import part_digests
from tests.strategies import QUICK, Data, built, pathways, to_yaml

SHELF = sorted(at_hand())
INDEXES = sorted(name for name, held in vars(Prepared).items() if isinstance(held, cached_property))
WORN = {"judged", "_reads"}
"""Those that walks fill."""

WAYS: dict[str, Callable[[Pathway], Pathway]] = {
    "model_copy": lambda p: p.model_copy(),
    "model_copy deep": lambda p: p.model_copy(deep=True),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda p: pickle.loads(pickle.dumps(p)),
    "model_construct": lambda p: Pathway.model_construct(**{name: getattr(p, name) for name in Pathway.model_fields}),
}
ways = pytest.mark.parametrize("way", WAYS)


def again(p: Pathway) -> Pathway:
    """The pathway that a file of that content gives."""
    reading = read_text(to_yaml(content(p)).encode(), "again.yaml", p.id)
    assert reading.pathway is not None, reading.diagnostics
    return reading.pathway


def worn(p: Pathway) -> Pathway:
    """The pathway after all that is remembered of it was worked out, and a walk was made."""
    for name in INDEXES:
        getattr(prepared(p), name)
    for seed in range(3):
        journey(p, seed)
    return p


def same_everywhere(one: Pathway, other: Pathway) -> None:
    """Two pathways agree in all that is worked out from them, and lead a walk alike."""
    assert one == other
    for name in set(INDEXES) - WORN:
        assert getattr(prepared(one), name) == getattr(prepared(other), name), name
    assert part_digests(one) == part_digests(other)
    assert [(route, condition.text) for route, condition in one.conditions()] == [
        (route, condition.text) for route, condition in other.conditions()
    ]
    for seed in range(3):
        assert journey(one, seed) == journey(other, seed)


def journey(p: Pathway, seed: int) -> list[object]:
    """A walk at random, told: the same seed makes the same of the same pathway."""
    drawn = random.Random(seed)
    told: list[object] = []
    walk = Walk(p)
    for _ in range(20):
        told.append((walk.trail, walk.active, walk.known, [(e.name, e.status, e.rules, e.asks) for e in walk.exits]))
        match walk.situation:
            case Chooses(exits) if exits:
                name = drawn.choice(exits).name
                chosen = next(exit_ for exit_ in exits if exit_.name == name)
                for rule in chosen.holding:
                    walk = walk.override(rule, "for a test")
                if chosen.kind == "option":  # among exits of `next` the reason was all that was wanting
                    walk = walk.take(name)
            case Asks() | Chooses():
                walk = walk.answer(**{walk.needs[0]: some_value(p, walk.needs[0], drawn)})
            case _:
                break
    return told


def some_value(p: Pathway, fact: str, drawn: random.Random) -> Value:
    match prepared(p).domains[fact]:
        case Finding():
            return drawn.random() < 0.3
        case Number(_, low, high, _):
            return drawn.choice([v for v in (low, high) if v is not None] or [Decimal(1)])
        case choice:
            return drawn.choice(choice.values)


def models(held: object) -> Iterator[Frozen]:
    """Every model within something."""
    if isinstance(held, Frozen):
        yield held
        for part in vars(held).values():
            yield from models(part)
    elif isinstance(held, dict | tuple):
        for part in held.values() if isinstance(held, dict) else held:
            yield from models(part)


# copies without a change


@ways
@pytest.mark.parametrize("name", SHELF)
def test_a_copy_of_a_shipped_pathway_has_its_own_indexes_and_the_same_digest(name: str, way: str) -> None:
    original = stepladder.load(name)
    digest = original.digest
    made = WAYS[way](worn(original))
    assert prepared(made) is not prepared(original)
    assert not (WORN & set(vars(prepared(made))))
    assert made.digest == digest == again(original).digest
    same_everywhere(made, original)


@settings(QUICK, max_examples=25)
@given(pathways(), st.sampled_from(sorted(WAYS)))
def test_a_copy_of_any_pathway_is_what_reading_its_content_gives(data: Data, way: str) -> None:
    original = worn(built(data))
    same_everywhere(WAYS[way](original), again(original))


# copies with a change


@settings(QUICK, max_examples=40)
@given(pathways(), pathways(), st.sampled_from(sorted(WAYS)))
def test_a_changed_copy_is_what_it_was_changed_to_in_every_index(one: Data, other: Data, way: str) -> None:
    original, wanted = worn(built(one)), built(other)
    changes = {name: getattr(wanted, name) for name in Pathway.model_fields}
    same_everywhere(WAYS[way](original).model_copy(update=changes), wanted)
    same_everywhere(WAYS[way](worn(original.model_copy(update=changes))), wanted)
    same_everywhere(original, built(one))


@ways
@pytest.mark.parametrize("name", SHELF)
def test_a_copy_without_rules_and_interrupts_is_read_without_them(name: str, way: str) -> None:
    original = worn(stepladder.load(name))
    bare = {"rules": {}, "interrupts": (), "title": "Another", "claims": {}}
    made = WAYS[way](original).model_copy(update=bare)
    assert made.digest != original.digest
    same_everywhere(made, again(made))


@settings(QUICK, max_examples=40)
@given(pathways(), st.data())
def test_an_exit_left_out_of_a_copy_changes_what_otherwise_stands_for(data: Data, draw: st.DataObject) -> None:
    original = worn(built(data))
    steps = [name for name, step in original.steps.items() if len(step.exits) > 1]
    if not steps:
        return
    name = draw.draw(st.sampled_from(steps))
    step = original.steps[name]
    gone = draw.draw(st.integers(0, len(step.exits) - 1 - bool(step.exits[-1].otherwise)))
    exits = (*step.exits[:gone], *step.exits[gone + 1 :])
    made = original.model_copy(
        update={"steps": {**original.steps, name: step.model_copy(update={step.exits_key: exits})}}
    )
    same_everywhere(made, again(made))


@settings(QUICK)
@given(pathways(), st.data())
def test_what_otherwise_stands_for_is_what_its_text_would_be_read_as(data: Data, draw: st.DataObject) -> None:
    original = built(data)
    read = [condition for _, condition in original.conditions()]
    if not read:
        return
    some = draw.draw(st.lists(st.sampled_from(read), max_size=4))
    made = none_of(some)
    assert made == Compiler(scope_of(data)).condition(made.text)


def test_a_walk_on_a_changed_copy_follows_the_rules_of_the_copy(headache: Pathway) -> None:
    walk = Walk(worn(headache)).answer(thunderclap=False, age=63, kidney="failing", takes_warfarin=True)
    blocked = [exit_.name for exit_ in walk.exits if exit_.status == "blocked"]
    assert blocked
    free = replace(walk, pathway=headache.model_copy(update={"rules": {}}))
    assert free.events == walk.events
    assert not [exit_.name for exit_ in free.exits if exit_.status == "blocked"]
    assert blocked == [exit_.name for exit_ in walk.exits if exit_.status == "blocked"]


def test_a_walk_cannot_be_moved_to_a_pathway_in_which_it_is_impossible(headache: Pathway) -> None:
    walk = Walk(headache).answer(thunderclap=False)
    with pytest.raises(ImpossibleEvent, match="'thunderclap' is not a fact of this pathway"):
        replace(walk, pathway=stepladder.load("esophageal-spasm"))


@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy, lambda walk: pickle.loads(pickle.dumps(walk))])
def test_a_copied_walk_goes_on_as_the_walk_would(headache: Pathway, way: Callable[[Walk], Walk]) -> None:
    walk = Walk(headache).answer(thunderclap=False, age=63)
    made = way(walk)
    assert made.answer(kidney="normal", takes_warfarin=False).take("paracetamol_trial").trail == (
        "red_flags", "choose_relief", "paracetamol_trial",
    )  # fmt: skip
    assert made.exits == walk.exits


# the digest


def test_the_digest_is_of_the_content_and_not_of_how_it_is_written() -> None:
    short = """
stepladder: 1
id: a
title: A
version: 0.1.0
start: look
facts: {p: {type: finding, ask: p?}, n: {type: number, unit: a, min: 0, max: 10, ask: n?}}
derived: {both: p and n > 5}
steps:
  look: {kind: assessment, title: Look, next: [{to: end, when: both}, {to: rest, otherwise: true}]}
  rest: {kind: outcome, title: Rest}
  end: {kind: outcome, title: End}
rules: {no: {blocks: end, when: p, severity: relative, because: b}}
"""
    long = """
title: "A"
id: a
version: 0.1.0
stepladder: 1
status: draft
start: look
facts:
  p: {ask: p?, type: finding}
  n: {unit: a, type: number, max: 10.0, min: 0, ask: n?, decimals: 0}
derived: {both: {when: p and n > 5}}
steps:
  look: {title: Look, kind: assessment, asks: [], next: [{when: both, to: end}, {otherwise: true, to: rest}]}
  rest: {kind: outcome, title: Rest}
  end: {kind: outcome, title: End}
rules: {no: {because: b, blocks: [end], when: p, severity: relative}}
"""
    one, other = [read_text(text.encode(), "a.yaml", "a").pathway for text in (short, long)]
    assert one is not None
    assert other is not None
    assert one.digest == other.digest
    assert part_digests(one) == part_digests(other)
    turned = read_text(
        short.replace("rest: {kind: outcome, title: Rest}\n  end", "end").encode(), "a.yaml", "a"
    ).pathway
    assert turned is not None
    assert turned.digest != one.digest


@settings(QUICK, max_examples=40)
@given(pathways(), pathways())
def test_two_pathways_have_one_digest_only_where_they_are_equal(one: Data, other: Data) -> None:
    a, b = built(one), built(other)
    assert (a.digest == b.digest) is (a == b)


@pytest.mark.parametrize("name", SHELF)
def test_every_part_is_left_out_or_read_back(name: str) -> None:
    original = stepladder.load(name)
    other = again(original)
    assert other == original
    assert digest_of(other) == digest_of(original) == original.digest


# nothing is remembered in a model


@pytest.mark.parametrize("name", SHELF)
def test_a_model_holds_its_fields_and_nothing_else(name: str) -> None:
    for model in models(worn(stepladder.load(name))):
        assert set(vars(model)) == set(type(model).model_fields), type(model).__name__


def test_no_model_works_anything_out_into_itself() -> None:
    kinds = [kind for home in (pathway, case_models, origins) for kind in vars(home).values() if isinstance(kind, type)]
    checked = [kind for kind in kinds if issubclass(kind, Frozen)]
    assert len(checked) > 15
    for kind in checked:
        assert not [name for name, held in vars(kind).items() if isinstance(held, cached_property)], kind.__name__
        assert not kind.__private_attributes__, kind.__name__


def test_a_guard_that_was_not_written_stays_the_same_object_in_every_copy() -> None:
    for made in (copy.copy(ALWAYS), copy.deepcopy(ALWAYS), pickle.loads(pickle.dumps(ALWAYS))):
        assert made is ALWAYS


def test_the_indexes_go_when_their_pathway_goes(headache: Pathway) -> None:
    made = worn(headache.model_copy())
    index, held = weakref.ref(prepared(made)), weakref.ref(made)
    gc.disable()
    try:
        del made
        assert index() is None
        assert held() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("way", WAYS)
def test_no_mapping_of_a_pathway_or_its_copy_can_be_changed_behind_its_indexes(headache: Pathway, way: str) -> None:
    copied = WAYS[way](headache)
    changes: list[Callable[[dict[str, object]], object]] = [
        lambda held: held.pop(next(iter(held))), lambda held: held.clear(), lambda held: held.update(x=1),
        lambda held: held.setdefault("x", 1), lambda held: held.popitem(), lambda held: held.__setitem__("x", 1),
        lambda held: held.__delitem__(next(iter(held))), lambda held: held.__ior__({"x": 1}),
    ]  # fmt: skip
    rule = next(iter(copied.rules.values()))

    for held in (copied.rules, copied.steps, copied.facts["kidney"].values, copied.groups):
        for change in changes:
            with pytest.raises(TypeError, match="a definition never changes"):
                change(held)  # type: ignore[arg-type]  # what a caller must not do
    with pytest.raises(TypeError, match="'when' is a condition, which is read with its pathway"):
        rule.model_copy(update={"when": "not takes_warfarin"})
    assert copied == headache


def test_a_pathway_written_as_json_is_loaded_by_that_name(headache: Pathway, tmp_path: Path) -> None:
    file = tmp_path / "headache-steps.json"
    file.write_text(headache.model_dump_json(), encoding="utf-8")

    assert stepladder.load(file) == headache
