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
from stepladder.engine.events import Took
from stepladder.engine.semantics import exits
from stepladder.engine.walk import Walk
from stepladder.facts import Choice, Finding, Number, Value
from stepladder.library.checked import Checked, check
from stepladder.library.registry import find
from stepladder.model.origins import Origins
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared

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

    assert found == {**IDS["rules"], "SR-P12": "absolute"}, "SR-P12 came with a later review of the reference"


def test_every_way_of_the_reference_is_an_exit_or_an_interrupt(flagship: Pathway) -> None:
    ways = {(name, exit_.to) for name, step in flagship.steps.items() for exit_ in step.exits}
    for name in flagship.steps:
        ways |= {(name, interrupt.to) for _, interrupt in prepared(flagship).interrupts_at.get(name, ())}

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
    match prepared(pathway).domains[name]:
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


# No answer about nitrates, PDE5 inhibitors and riociguat that is older than a review opens one of them

CLASH = (
    "current_nitrate",
    "recreational_nitrite_use",
    "hours_since_nitrate",
    "current_pde5",
    "last_pde5",
    "hours_since_pde5",
    "current_sgc_stimulator",
)
"""What can make a nitrate or a PDE5 inhibitor deadly, and can change between two visits."""

ALSO_OLD = (
    "current_strong_cyp3a4_inhibitor",
    "current_moderate_cyp3a4_inhibitor",
    "current_beta_blocker",
    "recent_mi",
    "recent_stroke",
    "decompensated_hf",
    "diastolic_bp_mmhg",
    "heart_rate_bpm",
)
"""What else the choice of a drug reads and weeks can change. The day or two of a wash-out do not count here."""


RENEWING = ("trigger_avoidance", "vasodilator_washout", "drug_review", "procedure_review", "relapse_reassessment")
"""The steps that drop what is old."""


def renewed(pathway: Pathway, step: str, fact: str) -> bool:
    """Whether an answer that was given before is gone, or replaced, as soon as the step is entered."""
    there = pathway.steps[step]
    return fact in there.forgets or fact in there.sets or (pathway.facts[fact].fresh and fact in there.asks)


def outdated(pathway: Pathway, fact: str, shorter: tuple[str, ...] = ()) -> set[str]:
    """The steps to which an answer can be carried across a step with a review that was entered after it was given.

    What a step with a review asks is asked at its end. Every exit and interrupt counts as if it were always open, so
    no walk is left out.
    """
    ways = {
        name: [*step.exits, *(interrupt for _, interrupt in prepared(pathway).interrupts_at.get(name, ()))]
        for name, step in pathway.steps.items()
    }
    old = {
        name
        for name, step in pathway.steps.items()
        if step.review and name not in shorter and not renewed(pathway, name, fact)
    }
    edge = list(old)
    while edge:
        for way in ways[edge.pop()]:
            if not (way.to in old or fact in way.forgets or fact in way.sets or renewed(pathway, way.to, fact)):
                old.add(way.to)
                edge.append(way.to)
    return old


DECIDING = {"drug_selection", "vasodilator_washout"}
"""The steps from which a nitrate and a PDE5 inhibitor are entered."""


def test_a_nitrate_and_a_pde5_inhibitor_are_entered_from_the_choice_and_the_washout_alone(flagship: Pathway) -> None:
    places = {
        name
        for name, step in flagship.steps.items()
        if any(exit_.to in ("nitrate", "pde5_inhibitor") for exit_ in step.exits)
    }

    assert places == DECIDING
    assert not any(way.to in ("nitrate", "pde5_inhibitor") for way in flagship.interrupts)


@pytest.mark.parametrize("fact", CLASH)
def test_no_way_carries_an_answer_across_a_review_to_where_a_nitrate_is_chosen(fact: str, flagship: Pathway) -> None:
    assert outdated(flagship, fact) & DECIDING == set()


@pytest.mark.parametrize("fact", ALSO_OLD)
def test_no_way_carries_an_answer_across_weeks_to_the_choice_of_a_drug(fact: str, flagship: Pathway) -> None:
    assert outdated(flagship, fact, shorter=("vasodilator_washout",)) & DECIDING == set()


def test_every_step_with_a_review_is_in_the_claim_that_medicines_are_asked_about_anew(flagship: Pathway) -> None:
    claim = flagship.claims["INV-32"]
    reviews = {name for name, step in flagship.steps.items() if step.review}

    assert (claim.after, claim.passes) == (("@weeks_pass",), ("@medicines_anew",))
    assert reviews <= {*flagship.groups["weeks_pass"], *flagship.groups["medicines_anew"]}


@pytest.mark.parametrize("step", [*RENEWING, "heart_recheck"])
def test_each_step_that_drops_old_answers_is_needed(step: str, flagship: Pathway) -> None:
    keeps = flagship.steps[step].model_copy(update={"forgets": ()})
    without = flagship.model_copy(update={"steps": {**flagship.steps, step: keeps}})

    assert any(outdated(without, fact) & DECIDING for fact in CLASH)


@pytest.mark.parametrize("fact", ["current_pde5", "last_pde5", "hours_since_pde5", "current_sgc_stimulator"])
def test_nor_does_the_ladder_of_achalasia_choose_a_nitrate_on_an_old_answer(fact: str) -> None:
    achalasia = check(find("achalasia")).pathway
    assert achalasia is not None
    places = {name for name, step in achalasia.steps.items() if any(exit_.to == "oral_nitrate" for exit_ in step.exits)}

    assert places == {"gentle_choice"}
    assert "gentle_choice" not in outdated(achalasia, fact)


def old_answers_read(walk: Walk) -> list[tuple[str, str]]:
    """Where a walk stood at a choice with an answer that was given before it last entered a step with a review."""
    review, given, found = 0, dict.fromkeys(walk.moments[0].state.known, 0), []
    for number, moment in enumerate(walk.moments):
        if isinstance(moment.event, Took) and walk.pathway.steps[moment.state.at].review:
            review = number
        before = walk.moments[number - 1].state if number else None
        for name, value in moment.state.known.items():
            renews = isinstance(moment.event, Took) and renewed(walk.pathway, moment.state.at, name)
            if before is None or renews or before.known.get(name) != value:
                given[name] = number
        if moment.state.at in DECIDING:
            found += [(moment.state.at, name) for name in CLASH if name in moment.state.known and given[name] < review]
    return found


@pytest.mark.parametrize("start", range(0, WALKS, 20))
def test_no_walk_stands_at_the_choice_of_a_nitrate_with_an_answer_older_than_a_review(
    start: int, checked: Checked, flagship: Pathway
) -> None:
    for seed in range(start, start + 20):
        assert old_answers_read(drawn(checked, flagship, seed)) == [], seed


def test_walks_would_show_an_answer_that_a_review_let_stand(checked: Checked, flagship: Pathway) -> None:
    keeps = flagship.steps["drug_review"].model_copy(update={"forgets": ()})
    without = flagship.model_copy(update={"steps": {**flagship.steps, "drug_review": keeps}})

    assert any(old_answers_read(drawn(checked, without, seed)) for seed in range(WALKS))
