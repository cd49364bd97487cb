"""What people get of a refutation: the plainest walk, what matters in it, and a case that replays it."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from stepladder.cases.run import run
from stepladder.engine.events import Answered, Event, Took
from stepladder.model.cases import CaseFile
from stepladder.model.pathway import Pathway
from stepladder.reading.build import build
from stepladder.reading.yaml_events import parse
from stepladder.verify.checker import shows
from stepladder.verify.findings import Result, Shown
from stepladder.verify.witness.case_text import case_file
from stepladder.verify.witness.representatives import Friendly
from stepladder.verify.witness.witness import Witness, case_data, witness_data, witness_of
from stepladder.verify.witness.words import fact_words, headline, story
from tests.standin import proofs
from tests.strategies import QUICK, built
from tests.test_explorer import claimed_pathways, pathway


def walked(witness: Witness) -> Shown:
    """What a witness shows, as a walk."""
    return Shown(witness.walk.entry, tuple([m.event for m in witness.walk.moments if m.event is not None]))


def case_of(p: Pathway, witness: Witness) -> CaseFile:
    """The case file of a witness, read as any other."""
    case = case_data(witness, headline(p, witness.result), story(witness))
    assert case is not None
    parsed = parse(case_file(p.id, [case]), "drawn.cases.yaml")
    assert not parsed.problems
    found = build(CaseFile, parsed.data, None, "cases")
    assert found.model is not None, found.diagnostics
    return found.model


# over random pathways


@settings(QUICK, max_examples=40, suppress_health_check=list(HealthCheck))
@given(data=claimed_pathways())
def test_a_witness_shows_what_was_found(data: dict[str, Any]) -> None:
    p = built(data)
    for result in proofs(p, most_states=2_000):
        witness = witness_of(p, result)
        if witness is not None:
            assert shows(p, result.question, result.subject, walked(witness)), result


@settings(QUICK, max_examples=40, suppress_health_check=list(HealthCheck))
@given(data=claimed_pathways())
def test_a_witness_is_no_longer_unless_the_walk_asks_for_more(data: dict[str, Any]) -> None:
    p = built(data)
    for result in proofs(p, most_states=2_000):
        witness = witness_of(p, result)
        if witness is not None and result.shown is not None:
            asked = {event for event in walked(witness).events if isinstance(event, Answered)}

            assert len(walked(witness).events) - len(result.shown.events) <= len(asked)


@settings(QUICK, max_examples=20, suppress_health_check=list(HealthCheck))
@given(data=claimed_pathways())
def test_the_same_witness_comes_out_every_time(data: dict[str, Any]) -> None:
    p, again = built(data), built(data)
    for result in proofs(p, most_states=1_000):
        one, other = witness_of(p, result), witness_of(again, result)
        if one is not None and other is not None:
            assert (witness_data(one), story(one)) == (witness_data(other), story(other))


@settings(QUICK, max_examples=40, suppress_health_check=list(HealthCheck))
@given(data=claimed_pathways())
def test_the_case_of_a_witness_goes_the_very_way(data: dict[str, Any]) -> None:
    p = built(data)
    for result in proofs(p, most_states=2_000):
        witness = witness_of(p, result)
        if witness is None or witness.scripted is None:
            continue
        outcome = run(p, case_of(p, witness), 0)

        assert outcome.failures == ()
        assert outcome.walk.trail[: len(witness.trail)] == witness.trail
        assert outcome.walk.events[: len(walked(witness).events)] == walked(witness).events
        assert witness_data(witness)["path"] == list(outcome.walk.trail)


# by hand

SMALL = """
steps:
  a:
    kind: assessment
    title: First look
    asks: [p, x, kidney]
    next:
      - {to: a2, id: less, when: x < 5}
      - {to: a2, id: more, when: x > 5}
      - {to: end, when: x == 5 and p}
  a2: {kind: assessment, title: Second look, options: [{to: a, when: q}, {to: end}, {to: c, when: kidney == reduced}]}
  c: {kind: treatment, title: Tablets, starts: [opioid], next: [{to: end}]}
  end: {kind: outcome, title: The end}
rules:
  r: {title: Not now, blocks: [c], when: dose >= 37.45, severity: absolute, because: Because.}
claims:
  it: {title: It is never so, never: active(opioid) and x > 5}
"""


@pytest.fixture(scope="module")
def small() -> Pathway:
    return pathway(textwrap.dedent(SMALL))


def witness(p: Pathway, question: str, subject: str, *events: Event, entry: str | None = None) -> Witness:
    """The witness that comes of a walk."""
    found = witness_of(p, Result(question, subject, "refuted", shown=Shown(entry, events)))
    assert found is not None
    return found


def test_a_round_that_is_not_needed_is_left_out(small: Pathway) -> None:
    round_ = (Answered("x", 9), Answered("kidney", "reduced"), Took("more"), Answered("q", True), Took("a"))
    found = witness(small, "SL604", "it", Answered("p", True), *round_, Took("more"), Answered("dose", 3), Took("c"))

    assert found.trail == ("a", "a2", "c")


def test_plain_values_are_preferred_and_only_what_matters_is_named(small: Pathway) -> None:
    answers = Answered("p", True), Answered("x", 8), Answered("kidney", "reduced")
    found = witness(small, "SL604", "it", *answers, Took("more"), Answered("dose", 3), Took("c"))

    assert witness_data(found) == {
        "facts": {"p": False, "x": 6, "kidney": "reduced", "dose": 30},
        "at": {},
        "choose": ["c"],
        "path": ["a", "a2", "c", "end"],
    }
    assert list(found.matters) == ["x", "kidney", "dose"]


def test_a_threshold_is_named_itself_where_nothing_else_will_do(small: Pathway) -> None:
    found = witness(small, "SL601", "a", Answered("p", False), Answered("x", 5), Answered("kidney", "failing"))

    assert found.matters == {"p": False, "x": 5}
    assert witness_data(found)["facts"] == {"p": False, "x": 5, "kidney": "normal"}


def test_what_all_cases_take_for_granted_is_kept_where_it_will_do(small: Pathway) -> None:
    answers = Answered("p", False), Answered("x", 5), Answered("kidney", "failing")
    result = Result("SL601", "a", "refuted", shown=Shown(None, answers))

    found = witness_of(small, result, {"kidney": "reduced", "p": True})

    assert found is not None
    assert witness_data(found)["facts"] == {"p": False, "x": 5, "kidney": "reduced"}


def test_answers_that_the_walk_asks_for_first_are_given_first(small: Pathway) -> None:
    found = witness(small, "SL601", "a", Answered("x", 5), Answered("p", False), Answered("kidney", "normal"))

    assert [event.fact for event in walked(found).events if isinstance(event, Answered)] == ["p", "x", "kidney"]


def test_a_fact_answered_differently_at_two_visits_stands_under_its_step(headache: Pathway) -> None:
    answers: list[Event] = [Answered("thunderclap", False), Answered("age", 70), Answered("kidney", "normal")]
    answers.append(Answered("takes_warfarin", False))
    again = Took("choose_relief")
    first: list[Event] = [
        Took("paracetamol_trial"),
        Answered("thunderclap", False),
        Answered("response", "no_change"),
        again,
    ]
    then: list[Event] = [
        Took("nsaid_trial"),
        Answered("thunderclap", False),
        Answered("response", "improved"),
        Took("controlled"),
    ]
    events: list[Event] = [*answers[:2], again, *answers[2:], *first, *then]
    result = Result("SL603", "nsaid_trial/controlled", "proved", shown=Shown(None, tuple(events)))

    found = witness_of(headache, result, plainly=False)

    assert found is not None
    assert witness_data(found)["at"] == {
        "paracetamol_trial": {"response": "no_change"},
        "nsaid_trial": {"response": "improved"},
    }


def test_a_relative_rule_is_overridden_with_a_reason(headache: Pathway) -> None:
    events = (
        Answered("thunderclap", False),
        Answered("age", 80),
        Took("choose_relief"),
        Answered("kidney", "normal"),
        Answered("takes_warfarin", False),
    )
    result = Result("SL603", "choose_relief/nsaid_trial", "proved", shown=Shown(None, events))

    assert witness_of(headache, result) is not None


def test_a_walk_that_answers_ahead_has_no_case_and_says_so() -> None:
    steps = """
    steps:
      a: {kind: assessment, title: A, asks: [q], options: [{to: end, when: not p}]}
      end: {kind: outcome, title: End}
    """
    p = pathway(textwrap.dedent(steps))
    found = witness(p, "SL606", "a", Answered("p", True))

    assert found.scripted is None
    assert witness_data(found)["events"] == [{"type": "answered", "fact": "p", "value": True}]
    assert "before the walk asks for them" in story(found)


# words


def test_the_story_says_who_which_way_and_what_is_wrong(small: Pathway) -> None:
    stuck = witness(small, "SL601", "a", Answered("p", False), Answered("x", 5), Answered("kidney", "normal"))

    assert story(stuck) == (
        "Somebody (x 5 years; no: p) begins at 'First look'. There no exit applies: 'Second look' needs x < 5 "
        "(x 5 years); 'Second look' needs x > 5 (x 5 years); 'The end' needs x == 5 and p (p: no)."
    )


def test_the_story_of_a_false_claim_says_what_holds(small: Pathway) -> None:
    answers = Answered("p", True), Answered("x", 8), Answered("kidney", "reduced")
    found = witness(small, "SL604", "it", *answers, Took("more"), Answered("dose", 3), Took("c"))

    assert headline(small, found.result) == "the claim 'it' is false (It is never so)"
    assert "comes by way of First look, then Second look to 'Tablets'" in story(found)
    assert "There it holds that active(opioid) and x > 5 (x 6 years; opioid is running)" in story(found)


def test_facts_are_named_by_their_words_spelt_as_in_the_question(flagship_pathway: Pathway) -> None:
    said = [
        fact_words(flagship_pathway, name, value)
        for name, value in (
            ("age_years", 67),
            ("current_pde5", "tadalafil"),
            ("systolic_bp_mmhg", 90),
            ("dysphagia", True),
        )
    ]

    assert said == ["age 67 years", "current PDE5: Tadalafil", "systolic bp 90 mmHg", "dysphagia: yes"]


# friendly numbers


def test_round_numbers_near_a_threshold_stand_for_what_lies_beyond_it(headache: Pathway) -> None:
    assert Friendly(headache).candidates("age", {}) == (70, 80, 75)


def test_a_number_that_nothing_reads_is_a_round_one(flagship_pathway: Pathway) -> None:
    assert Friendly(flagship_pathway).candidates("eckardt_score", {}) == (6,)


def test_a_number_is_compared_with_the_other_one_where_that_is_known(flagship_pathway: Pathway) -> None:
    assert 15 in Friendly(flagship_pathway).candidates("irp_median_mmhg", {"irp_upper_limit_mmhg": 15})
