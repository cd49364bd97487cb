"""`stepladder test --record`: a saved walk becomes a case that runs, passes, and goes the same way."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stepladder
from stepladder.cases.record import NoCase, record
from stepladder.engine.events import Chooses
from stepladder.engine.walk import Walk
from stepladder.facts import Choice, Finding, Number, Value
from stepladder.files import write
from stepladder.library.checked import Checked, check
from stepladder.library.registry import find
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.reading.load import read_text
from stepladder.verify.witness.case_text import case_file
from stepladder.walk.log import to_lines
from tests.conftest import DATA, Cli

EXAMPLE = {"thunderclap": False, "age": 63, "kidney": "reduced", "takes_warfarin": False}


def walked(pathway: Pathway, **more: object) -> Walk:
    """A walk of the small pathway to the choice of a drug."""
    walk = Walk(pathway)
    for name, value in {**EXAMPLE, **more}.items():
        walk = walk.answer(**{name: value})
    return walk


def checked(folder: Path) -> Checked:
    return check(find(str(folder / "pathways" / "headache-steps.yaml")))


def save(walk: Walk, name: str = "walk.jsonl") -> None:
    write(Path(name), to_lines(walk))


# the case


def test_a_walk_is_written_as_an_author_would_write_its_case(headache: Pathway) -> None:
    walk = walked(headache).override("nsaid-with-care", "Agreed.").take("nsaid_trial")
    walk = walk.answer(thunderclap=False, response="improved")

    assert record(walk, "monday") == {
        "id": "monday",
        "title": "TODO",
        "story": "TODO",
        "facts": {
            "thunderclap": False,
            "age": 63,
            "kidney": "reduced",
            "takes_warfarin": False,
            "response": "improved",
        },
        "choose": ["nsaid_trial"],
        "override": {"nsaid-with-care": "Agreed."},
        "expect": {
            "path": ["red_flags", "choose_relief", "nsaid_trial", "controlled"],
            "ends": "controlled",
            "statuses": {"choose_relief": {"nsaid_trial": "caution"}},
        },
    }


def test_what_is_answered_twice_and_otherwise_stands_at_the_steps(headache: Pathway) -> None:
    walk = walked(headache, kidney="normal").take("paracetamol_trial").answer(thunderclap=False, response="no_change")
    walk = walk.take("nsaid_trial").answer(thunderclap=False, response="improved")
    case = record(walk, "twice")

    assert case["at"] == {"paracetamol_trial": {"response": "no_change"}, "nsaid_trial": {"response": "improved"}}


def test_what_the_case_file_answers_for_every_case_is_left_out(headache: Pathway) -> None:
    case = record(walked(headache), "brief", defaults={"thunderclap": False, "kidney": "reduced"})

    assert case["facts"] == {"age": 63, "takes_warfarin": False}


def test_a_walk_that_has_not_ended_waits(headache: Pathway) -> None:
    case = record(Walk(headache).answer(thunderclap=False), "begun")

    assert case["expect"] == {"path": ["red_flags"], "waits": "red_flags"}


def test_a_walk_that_is_stuck_is_expected_to_be() -> None:
    text = (DATA / "headache-steps.yaml").read_text().replace("drugs_left == 0", "drugs_left == 1")
    pathway = read_text(text.encode(), "headache-steps.yaml", "headache-steps").pathway
    assert pathway is not None
    walk = walked(pathway, kidney="normal")
    for drug in ("paracetamol_trial", "nsaid_trial"):
        walk = walk.take(drug).answer(thunderclap=False, response="no_change")

    expect = record(walk, "stuck")["expect"]
    assert isinstance(expect, dict)
    assert expect["stuck"] == "choose_relief"


def test_a_reason_that_was_recorded_and_not_used_is_left_out(headache: Pathway) -> None:
    walk = walked(headache).override("nsaid-with-care", "Perhaps.").take("paracetamol_trial")

    assert "override" not in record(walk, "changed-her-mind")


def test_a_walk_that_waits_for_what_the_file_answers_is_no_case_there(headache: Pathway) -> None:
    walk = Walk(headache).answer(thunderclap=False)

    with pytest.raises(NoCase, match="waits at 'red_flags' for 'age', and the case file's own `facts` answer that"):
        record(walk, "waits", defaults={"age": 40})


def test_facts_carried_over_from_another_pathway_are_asked_in_the_case(headache: Pathway) -> None:
    walk = Walk(headache, given={"age": 40}).answer(thunderclap=True)
    case = record(walk, "carried")

    assert case["facts"] == {"thunderclap": True, "age": 40}


# round trip


def test_what_is_recorded_from_any_walk_of_the_small_pathway_passes(headache: Pathway) -> None:
    for seed in range(60):
        _round_trip(headache, {"thunderclap": False}, random.Random(seed))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_what_is_recorded_from_any_walk_of_the_large_pathway_passes(seed: int) -> None:
    flagship = stepladder.load("esophageal-spasm")

    _round_trip(flagship, LARGE.reading.cases.facts if LARGE.reading.cases is not None else {}, random.Random(seed))


LARGE = check(find("esophageal-spasm"), cases=False)


def _round_trip(pathway: Pathway, defaults: Mapping[str, Value], dice: random.Random) -> None:
    """A walk at random, mostly with the ordinary answers; written as a case in a file, read again and run."""
    walk = _random_walk(pathway, defaults, dice)
    for common in ({}, defaults):
        try:
            case = record(walk, "recorded", defaults=common)
        except NoCase:
            assert common
            assert any(fact in common for fact in walk.needs)
            continue
        text = case_file(pathway.id, [case])
        outcome = _run(pathway, text, common)
        assert outcome == (walk.trail, walk.status in ("ended", "stuck"), [])


def _run(pathway: Pathway, text: str, defaults: Mapping[str, Value]) -> tuple[tuple[str, ...], bool, list[str]]:
    from stepladder.cases.run import run
    from stepladder.model.cases import CaseFile
    from stepladder.reading.build import build
    from stepladder.reading.yaml_events import parse

    built = build(CaseFile, parse(text, "recorded.cases.yaml").data, None, "cases", pathway.id)
    assert built.model is not None
    file = built.model.model_copy(update={"facts": dict(defaults)})
    outcome = run(pathway, file, 0)
    over = outcome.halt.kind in ("ended", "stuck")
    return outcome.walk.trail, over, [failure.message for failure in outcome.failures]


def _random_walk(pathway: Pathway, defaults: Mapping[str, Value], dice: random.Random) -> Walk:
    walk = Walk(pathway, dice.choice([None, None, *pathway.entries]))
    ordinary = dice.choice([0.7, 0.97, 0.99])
    for _ in range(dice.randint(0, 150)):
        situation = walk.situation
        takable = situation.exits if isinstance(situation, Chooses) else ()
        if takable and (not walk.needs or dice.random() < 0.5):
            further = [exit_ for exit_ in takable if pathway.steps[exit_.to].kind != "outcome"]
            exit_ = dice.choice(further or takable)
            if exit_.status == "caution":
                for rule in exit_.holding:
                    walk = walk.override(rule, "It was agreed.") if rule not in walk.state.reasons else walk
            moved_already = exit_.kind == "next"
            walk = walk if moved_already else walk.take(exit_.name)
        elif walk.needs:
            fact = dice.choice(walk.needs)
            walk = walk.answer(**{fact: _answer(pathway, fact, defaults if dice.random() < ordinary else {}, dice)})
        else:
            break
    return walk


def _answer(pathway: Pathway, fact: str, defaults: Mapping[str, Value], dice: random.Random) -> object:
    if fact in defaults:
        return defaults[fact]
    match prepared(pathway).domains[fact]:
        case Finding():
            return dice.random() < 0.3
        case Choice(values):
            return dice.choice(values)
        case Number(_, low, high, decimals):
            least, most = low if low is not None else 0, high if high is not None else 100
            places = 10**decimals
            return Decimal(dice.randint(int(least * places), int(most * places))) / places


# the command


def test_a_recorded_case_can_be_appended_to_the_case_file(folder: Path, cli: Cli, headache: Pathway) -> None:
    save(walked(headache).take("paracetamol_trial").answer(thunderclap=False, response="improved"), "monday.jsonl")
    result = cli("test", "--record", "monday.jsonl", "--title", "A better Monday")
    file = folder / "pathways" / "headache-steps.cases.yaml"
    file.write_text(file.read_text() + result.stdout)
    after = checked(folder)

    assert result.exit_code == 0
    assert "One case; it belongs at the end of pathways/headache-steps.cases.yaml." in result.stderr
    assert [found.message for found in after.findings] == []
    assert [outcome.case.id for outcome in after.outcomes] == ["anticoagulated", "monday"]
    assert after.outcomes[1].case.title == "A better Monday"
    assert "thunderclap" not in result.stdout


def test_it_is_indented_as_the_cases_of_the_file_are(folder: Path, cli: Cli, headache: Pathway) -> None:
    file = folder / "pathways" / "headache-steps.cases.yaml"
    head, _, cases = file.read_text().partition("cases:\n")
    file.write_text(head + "cases:\n" + "".join(line[2:] + "\n" for line in cases.splitlines()))
    save(walked(headache))
    result = cli("test", "pathways/headache-steps.yaml", "--record", "walk.jsonl")
    file.write_text(file.read_text() + result.stdout)

    assert result.stdout.startswith("- id: walk\n  title: TODO\n  story: TODO\n")
    assert checked(folder).cases_run == 2


def test_without_a_case_file_a_whole_one_is_printed(folder: Path, cli: Cli, headache: Pathway) -> None:
    file = folder / "pathways" / "headache-steps.cases.yaml"
    file.unlink()
    save(walked(headache))
    result = cli("test", "--record", "walk.jsonl")
    file.write_text(result.stdout)

    assert "A whole case file; it belongs into pathways/headache-steps.cases.yaml." in result.stderr
    assert checked(folder).findings == ()
    assert checked(folder).cases_run == 1


def test_an_id_that_a_case_has_already_is_numbered_or_refused(folder: Path, cli: Cli, headache: Pathway) -> None:
    save(walked(headache), "anticoagulated.jsonl")

    assert "id: anticoagulated-2\n" in cli("test", "--record", "anticoagulated.jsonl").stdout
    refused = cli("test", "--record", "anticoagulated.jsonl", "--id", "anticoagulated")
    assert (refused.exit_code, refused.stderr) == (2, "stepladder: --id: there is a case 'anticoagulated' already\n")


def test_an_id_that_no_case_can_have_is_refused(folder: Path, cli: Cli, headache: Pathway) -> None:
    save(walked(headache))
    result = cli("test", "--record", "walk.jsonl", "--id", "1st")

    assert result.exit_code == 2
    assert "--id: '1st' cannot be an id" in result.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "line 1 is not the head of a walk's log"),
        ("[]\n", "line 1 is not the head of a walk's log"),
        ('{"format": 1, "pathway": "nowhere"}\n', "there is no pathway 'nowhere'"),
        ('{"format": 1, "pathway": "headache-steps"}\n{"type": "slept"}\n', "line 2 is not an event of a walk"),
    ],
)
def test_what_is_no_saved_walk_is_refused_in_a_sentence(content: str, said: str, folder: Path, cli: Cli) -> None:
    Path("walk.jsonl").write_text(content)
    result = cli("test", "--record", "walk.jsonl")

    assert result.exit_code == 2
    assert said in result.stderr


def test_a_walk_that_does_not_replay_any_more_is_refused(folder: Path, cli: Cli, headache: Pathway) -> None:
    save(walked(headache))
    path = folder / "pathways" / "headache-steps.yaml"
    path.write_text(path.read_text().replace("asks: [thunderclap, age]", "asks: [thunderclap]"))
    result = cli("test", "--record", "walk.jsonl")

    assert result.exit_code == 1
    assert "only 1 of its 5 events still replay in this pathway" in result.stderr


def test_a_walk_that_no_case_leads_to_is_refused_with_the_reason(folder: Path, cli: Cli, headache: Pathway) -> None:
    save(Walk(headache))
    result = cli("test", "--record", "walk.jsonl")

    assert result.exit_code == 1
    assert "no case leads where this walk went: the walk waits at 'red_flags' for 'thunderclap'" in result.stderr


def test_record_stands_alone(folder: Path, cli: Cli) -> None:
    assert cli("test", "--record", "walk.jsonl", "--mutate").exit_code == 2
    assert cli("test", "--id", "monday").stderr == "stepladder: --id goes with --record\n"


def test_answers_in_another_order_than_asked_make_no_case_where_they_lead_another_way() -> None:
    pathway = read_text(ORDER.encode(), "order.yaml", "order").pathway
    assert pathway is not None
    walk = Walk(pathway).answer(q=True)

    assert walk.trail == ("a", "b")
    with pytest.raises(NoCase, match="in another order than the walk asks for them"):
        record(walk, "order")


ORDER = """
stepladder: 1
id: order
title: Order
version: 0.1.0
start: a
facts: {p: {type: finding, ask: p?}, q: {type: finding, ask: q?}}
steps:
  a: {kind: assessment, title: A, asks: [p, q], options: [{to: c}]}
  b: {kind: outcome, title: B}
  c: {kind: outcome, title: C}
interrupts:
  - {from: [a], when: q, to: b, because: Because.}
"""
