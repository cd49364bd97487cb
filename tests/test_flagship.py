"""The esophageal-spasm ladder holds all that its clinical reference lists, and its cases come true."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from stepladder.cases.run import run
from stepladder.facts import Choice, Finding, Number, Value
from stepladder.journey import Walk
from stepladder.library import Checked, check
from stepladder.model.origins import Origins
from stepladder.model.pathway import Pathway
from stepladder.semantics import Took, exits
from stepladder.shelf import find

IDS = json.loads((Path(__file__).parent / "data" / "esophageal-spasm-ids.json").read_text())
WALKS = int(os.environ.get("STEPLADDER_WALKS", "60"))
"""How many random walks are made."""

CASES = [f"case-{number:02d}" for number in IDS["cases"]]


@pytest.fixture(scope="module")
def checked() -> Checked:
    return check(find("esophageal-spasm"))


@pytest.fixture(scope="module")
def flagship(checked: Checked) -> Pathway:
    assert checked.pathway is not None
    return checked.pathway


@pytest.fixture(scope="module")
def origins(checked: Checked) -> Origins:
    assert checked.reading.origins is not None
    return checked.reading.origins


def test_it_validates_without_a_word(checked: Checked) -> None:
    said = [f"{found.span.file}:{found.span.line}: {found.diagnostic.message}" for found in checked.findings]

    assert said == []


def test_every_step_of_the_reference_is_there_with_its_kind(flagship: Pathway) -> None:
    found = {name: step.kind for name, step in flagship.steps.items() if name in IDS["steps"]}

    assert found == IDS["steps"]


def test_every_fact_of_the_reference_is_there_with_its_type(flagship: Pathway) -> None:
    found = {name: fact.type for name, fact in flagship.facts.items() if name in IDS["facts"]}

    assert found == IDS["facts"]


def test_every_derived_value_of_the_reference_is_there(flagship: Pathway) -> None:
    assert set(IDS["derived"]) <= set(flagship.derived)


def test_every_rule_of_the_reference_is_there_with_its_severity(flagship: Pathway) -> None:
    found = {name: rule.severity for name, rule in flagship.rules.items()}

    assert found == IDS["rules"]


def test_every_way_of_the_reference_is_an_exit_or_an_interrupt(flagship: Pathway) -> None:
    ways = {(name, exit_.to) for name, step in flagship.steps.items() for exit_ in step.exits}
    for name in flagship.steps:
        ways |= {(name, interrupt.to) for _, interrupt in flagship.interrupts_at.get(name, ())}

    missing = [f"{edge} {start} > {end}" for edge, start, end in IDS["edges"] if (start, end) not in ways]

    assert missing == []


def test_every_sentence_a_learner_reads_has_a_source_or_says_that_it_is_a_teaching_default(flagship: Pathway) -> None:
    told = [
        name for name, step in flagship.steps.items() if step.text and not step.sources and step.basis != "teaching"
    ]
    told += [name for name, rule in flagship.rules.items() if not rule.sources and rule.basis != "teaching"]

    assert told == []


def test_every_review_time_has_a_source_or_says_that_it_is_a_teaching_default(flagship: Pathway) -> None:
    reviews = {name: step.review for name, step in flagship.steps.items() if step.review is not None}

    bare = [name for name, review in reviews.items() if review.basis != "teaching" and not review.sources]

    assert bare == []


def test_all_statements_of_the_two_first_texts_have_a_place_or_a_reason(origins: Origins) -> None:
    wanted = [f"S4-{number}" for number in range(1, 39)] + [f"S0-{number}" for number in range(1, 28)]
    lost = [name for name, s in origins.statements.items() if bool(s.stands) == bool(s.left_out)]

    assert (list(origins.statements), lost) == (wanted, [])


@pytest.mark.parametrize("prefix", CASES)
def test_a_case_of_the_reference_goes_its_way(prefix: str, checked: Checked, flagship: Pathway) -> None:
    cases = checked.reading.cases
    assert cases is not None
    index = next(i for i, case in enumerate(cases.cases) if case.id.startswith(prefix))

    outcome = run(flagship, cases, index)

    assert [failure.message for failure in outcome.failures] == []


@pytest.mark.parametrize("prefix", CASES)
def test_a_case_of_the_reference_says_its_path_its_end_and_what_is_blocked(prefix: str, checked: Checked) -> None:
    cases = checked.reading.cases
    assert cases is not None
    expect = next(case.expect for case in cases.cases if case.id.startswith(prefix))

    assert expect.path
    assert expect.ends or expect.waits
    assert expect.rules


def wander(pathway: Pathway, usual: Mapping[str, Value], seed: int, events: int) -> Walk:
    """A walk of a patient drawn at random around the usual one of the cases, who answers and chooses at random."""
    chance = random.Random(seed)
    strange = chance.choice([0.0, 0.02, 0.05, 0.15, 0.5])
    walk = Walk(pathway, chance.choice([None, None, None, *pathway.entries]))
    for _ in range(events):
        if walk.needs and (walk.status == "waiting" or chance.random() < 0.7):
            name = walk.needs[0]
            turns = name in CHANGING and chance.random() < 0.7
            value = _any(pathway, name, chance) if turns or chance.random() < strange else usual.get(name)
            walk = walk.answer(**{name: _any(pathway, name, chance) if value is None else value})
        elif walk.status == "choosing":
            walk = _choose(walk, chance)
        else:
            break
    return walk


CHANGING = ("response", "symptom_impact", "motility", "ppi_response", "premature_swallow_pct", "irp_median_mmhg")
"""What turns a walk this way or that; drawn more often than the rest."""


def _choose(walk: Walk, chance: random.Random) -> Walk:
    before = len(walk.trail)
    exit_ = chance.choice([e for e in walk.exits if e.takable and e.kind != "interrupt"])
    for rule in exit_.holding:
        walk = walk if rule in walk.state.reasons else walk.override(rule, "agreed")
    return walk if len(walk.trail) > before else walk.take(exit_.name)


def _any(pathway: Pathway, name: str, chance: random.Random) -> Value:
    match pathway.domains[name]:
        case Finding():
            return chance.random() < 0.5
        case Choice(values):
            return chance.choice(values)
        case Number(_, low, high, _):
            near = [edge for edge in (12, 15, 18, 20, 24, 48, 65, 90, 500) if int(low or 0) <= edge <= int(high or 0)]
            return chance.choice([*near, int(low or 0), int(high or 0), chance.randint(int(low or 0), int(high or 0))])


@pytest.mark.parametrize("start", range(0, WALKS, 20))
def test_nobody_drawn_at_random_is_ever_stuck(start: int, checked: Checked, flagship: Pathway) -> None:
    assert checked.reading.cases is not None
    for seed in range(start, start + 20):
        walk = wander(flagship, checked.reading.cases.facts, seed, 400)

        assert walk.status != "stuck", (seed, walk.trail)


# What its reference asks of the engine (INV-25, INV-27, INV-28); the other invariants are claims, and proved


def drawn(checked: Checked, flagship: Pathway, seed: int) -> Walk:
    """A random walk around the usual patient."""
    assert checked.reading.cases is not None
    return wander(flagship, checked.reading.cases.facts, seed, 400)


@pytest.mark.parametrize("seed", range(12))
def test_an_unknown_fact_never_makes_an_exit_safer_than_every_value_it_can_have(
    seed: int, checked: Checked, flagship: Pathway
) -> None:
    """INV-25: what is open while a fact is unknown is open, or at caution for another reason, whatever it is."""
    chance = random.Random(seed)
    states = [moment.state for moment in drawn(checked, flagship, seed).moments if moment.state.known]
    for state in chance.sample(states, min(6, len(states))):
        for name in chance.sample(sorted(state.known), min(8, len(state.known))):
            known = {fact: value for fact, value in state.known.items() if fact != name}
            without = {exit_.name: exit_.status for exit_ in exits(flagship, replace(state, known=known))}
            value = _any(flagship, name, chance)
            given = {exit_.name: exit_ for exit_ in exits(flagship, replace(state, known={**known, name: value}))}
            for exit_name, status in without.items():
                if status in ("open", "caution"):
                    assert given[exit_name].status == status, (state.at, exit_name, name, value)


@pytest.mark.parametrize("start", range(0, WALKS, 20))
def test_whoever_goes_on_in_spite_of_a_relative_rule_has_given_a_reason(
    start: int, checked: Checked, flagship: Pathway
) -> None:
    """INV-28, and INV-27: a second botulinum injection within 12 weeks is one of these."""
    for seed in range(start, start + 20):
        walk = drawn(checked, flagship, seed)
        for before, after in pairwise(walk.moments):
            if isinstance(after.event, Took):
                taken = [exit_ for exit_ in before.exits if exit_.name == after.event.exit and exit_.takable]
                missing = [rule for exit_ in taken[:1] for rule in exit_.holding if rule not in before.state.reasons]

                assert missing == [], (seed, after.state.at)


def test_a_second_injection_of_botulinum_toxin_within_12_weeks_needs_a_reason(flagship: Pathway) -> None:
    rule = flagship.rules["SR-B05"]

    assert (rule.severity, rule.when.text, rule.blocks) == (
        "relative",
        "weeks_since_botulinum < 12",
        ("botulinum_injection",),
    )
    assert flagship.steps["botulinum_injection"].sets == {"weeks_since_botulinum": 0}
