"""Mutation: every mutant is made where it says, and what becomes of it is what the cases and the proofs say."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from stepladder.cases.run import run
from stepladder.engine.semantics import Standing, begin, replay
from stepladder.library.checked import Checked, check
from stepladder.library.registry import find
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.mutation import Mutant, Mutation, mutate
from stepladder.mutation.engine import NothingToMutate
from stepladder.mutation.mutants import mutants
from stepladder.mutation.oracle import differs
from stepladder.reading.files import locate
from stepladder.report.mutation.to_json import mutation_data
from stepladder.report.mutation.to_text import mutation_badge, mutation_lines
from stepladder.text.terminal import Paint

TINY = """
stepladder: 1
id: tiny
title: A tiny ladder
version: 0.1.0
start: ask
facts:
  age: {type: number, unit: a, min: 0, max: 120, ask: How old?}
  ill: {type: finding, ask: Ill?}
derived:
  old: age >= 65
steps:
  ask:
    kind: assessment
    title: Ask
    asks: [age, ill]
    options:
      - {to: drug, when: not ill}
      - {to: rest}
  drug: {kind: treatment, title: Drug, next: [{to: end}]}
  rest: {kind: treatment, title: Rest, next: [{to: end}]}
  end: {kind: outcome, title: End}
rules:
  no-drug: {blocks: drug, when: old, severity: absolute, because: Too strong., basis: teaching}
  never: {blocks: drug, when: "age < 0", severity: absolute, because: Nobody., basis: teaching, backstop: true}
"""
CASES = """
pathway: tiny
cases:
  - id: old
    facts: {age: 65, ill: false}
    choose: [rest]
    expect: {ends: end, statuses: {ask: {drug: blocked, rest: open}}}
"""


@pytest.fixture(scope="module")
def headache() -> Checked:
    return check(find("headache-steps"))


@pytest.fixture(scope="module")
def flagship() -> Checked:
    return check(find("esophageal-spasm"))


@pytest.fixture
def tiny(tmp_path: Path) -> Callable[..., Checked]:
    def make(cases: str = CASES) -> Checked:
        (tmp_path / "tiny.yaml").write_text(TINY)
        (tmp_path / "tiny.cases.yaml").write_text(cases)
        return check(locate(tmp_path / "tiny.yaml"))

    return make


def of(checked: Checked) -> Mutation:
    assert checked.pathway is not None
    return mutate(checked.pathway, checked.reading, checked.outcomes)


def every(checked: Checked) -> list[Mutant]:
    assert checked.pathway is not None
    return list(mutants(checked.pathway))


def test_each_comparison_not_rule_and_exit_makes_one_mutant(tiny: Callable[..., Checked]) -> None:
    made = Counter((mutant.part, mutant.change) for mutant in every(tiny()))

    assert made == {
        ("derived", "comparison"): 1,
        ("exit", "exit"): 4,
        ("exit", "not"): 1,
        ("rule", "rule"): 2,
        ("rule", "comparison"): 1,
    }


def test_a_mutant_says_what_became_of_the_very_characters_it_points_at(flagship: Checked) -> None:
    assert flagship.pathway is not None
    conditions = dict(flagship.pathway.conditions())
    for mutant in every(flagship):
        if mutant.span is not None and mutant.route in conditions:
            was = " ".join(conditions[mutant.route].text[slice(*mutant.span)].split())

            assert mutant.words.startswith(f"'{was[:80]}")


def test_a_mutant_differs_from_its_pathway_and_leaves_that_as_it_was(headache: Checked) -> None:
    pathway = headache.pathway
    assert pathway is not None
    before = (dict(pathway.steps), dict(pathway.rules), pathway.interrupts, dict(pathway.derived))
    made = [mutant.make() for mutant in every(headache)]

    assert all(one != pathway for one in made)
    assert before == (pathway.steps, pathway.rules, pathway.interrupts, pathway.derived)


def test_a_dropped_rule_blocks_nothing_any_more(tiny: Callable[..., Checked]) -> None:
    dropped = next(mutant for mutant in every(tiny()) if mutant.words == "the rule 'no-drug' blocks nothing").make()

    assert [name for name, _ in prepared(dropped).rules_on["drug"]] == ["never"]


def test_an_otherwise_exit_follows_the_guards_before_it(tmp_path: Path) -> None:
    text = TINY.replace("options:", "next:").replace("{to: rest}", "{to: rest, otherwise: true}")
    (tmp_path / "tiny.yaml").write_text(text)
    checked = check(locate(tmp_path / "tiny.yaml"))
    turned = next(mutant for mutant in every(checked) if mutant.change == "not").make()
    ill = replace(begin(turned), known={"age": 40, "ill": True})

    assert [exit_.status for exit_ in Standing(turned, ill).exits] == ["open", "closed"]


def test_what_a_case_pins_is_noticed_and_says_by_which_case(tiny: Callable[..., Checked]) -> None:
    fates = {tried.mutant.words: (tried.fate, tried.by) for tried in of(tiny()).tried}

    assert fates["'age >= 65' became 'age > 65'"] == ("noticed", "old")
    assert fates["the rule 'no-drug' blocks nothing"] == ("noticed", "old")
    assert fates["the exit 'rest' of 'ask' was dropped"] == ("noticed", "old")


def test_a_rule_that_no_walk_needs_is_proved_to_make_no_difference(tiny: Callable[..., Checked]) -> None:
    found = of(tiny())

    assert {(tried.mutant.name, tried.mutant.change) for tried in found.of("equivalent")} == {("never", "rule")}


def test_what_no_case_notices_comes_with_a_patient_whom_it_leads_differently(headache: Checked) -> None:
    pathway = headache.pathway
    assert pathway is not None
    found = mutate(pathway, headache.reading, headache.outcomes[:1])
    assert found.of("unnoticed")
    for tried in found.of("unnoticed"):
        witness = tried.witness
        assert witness is not None
        state = replay(pathway, witness.events, witness.entry)

        assert differs(Standing(pathway, state), Standing(tried.mutant.make(), state)) == witness.differs != ""


def test_absolute_rules_come_first_among_those_unnoticed(headache: Checked) -> None:
    assert headache.pathway is not None
    found = mutate(headache.pathway, headache.reading, headache.outcomes[:1])
    severities = [
        headache.pathway.rules[tried.mutant.name].severity == "absolute" if tried.mutant.part == "rule" else False
        for tried in found.of("unnoticed")
    ]

    assert severities == sorted(severities, reverse=True)


def test_the_score_counts_what_is_proved_to_change_nothing_neither_way(tiny: Callable[..., Checked]) -> None:
    found = of(tiny())
    noticed, real = len(found.of("noticed")), len(found.tried) - len(found.of("equivalent"))

    assert found.score == pytest.approx(100 * noticed / real)


def test_cases_that_fail_anyway_can_notice_nothing(tiny: Callable[..., Checked]) -> None:
    checked = tiny(CASES.replace("drug: blocked", "drug: open"))

    with pytest.raises(NothingToMutate, match="no case of 'tiny' passes"):
        of(checked)


def test_the_same_pathway_gives_the_same_report(headache: Checked) -> None:
    one, other = [mutation_data(of(headache), headache.reading) for _ in range(2)]

    assert json.dumps(one) == json.dumps(other)


def test_the_text_points_at_the_file_and_shows_the_patient(tiny: Callable[..., Checked]) -> None:
    checked = tiny()
    text = "\n".join(mutation_lines(of(checked), checked.reading, Paint(False), 120))

    assert "tiny.yaml:" in text
    assert "path: ask" in text
    assert mutation_badge(of(checked)) in text


def test_the_json_holds_every_mutant_with_its_place(headache: Checked) -> None:
    data = mutation_data(of(headache), headache.reading)
    entries = data["list"]
    assert isinstance(entries, list)

    assert len(entries) == data["mutants"]
    assert all(entry["line"] > 0 and entry["file"].endswith(".yaml") for entry in entries)


SAMPLE = (
    "the rule 'SR-N01' blocks nothing",
    "the rule 'SR-G05' blocks nothing",
    "the interrupt 'food_stuck' was dropped",
    "'systolic_bp_mmhg < 90' became 'systolic_bp_mmhg <= 90'",
    "'not pacemaker' became 'pacemaker'",
    "'biopsy_eos_per_hpf >= 15' became 'biopsy_eos_per_hpf > 15'",
    "the exit 'outcome_gerd_pathway' of 'reflux_monitoring' was dropped",
    "'months_in_remission >= 12' became 'months_in_remission > 12'",
)


@pytest.mark.parametrize("words", SAMPLE)
def test_the_flagship_s_cases_notice_a_sample_of_mutants(flagship: Checked, words: str) -> None:
    assert flagship.reading.cases is not None
    file = flagship.reading.cases
    for mutant in every(flagship):
        if mutant.words == words:
            changed: Pathway = mutant.make()

            assert any(run(changed, file, index).failures for index in range(len(file.cases))), mutant


@pytest.mark.slow
def test_the_flagship_s_cases_notice_at_least_95_of_100_mutants_that_change_behaviour(flagship: Checked) -> None:
    found = of(flagship)
    missed = [tried.mutant.words for tried in (*found.of("unnoticed"), *found.of("undecided"))]

    assert found.score >= 95, missed
