"""Two versions of a small pathway compared: what was rewritten, who is led differently, what the version must say."""

from __future__ import annotations

from pathlib import Path

import pytest

import stepladder
from stepladder.compare.engine import compare
from stepladder.compare.findings import Comparison, Difference
from stepladder.compare.matching import match
from stepladder.engine.events import Answered, Took
from stepladder.model.pathway import Pathway
from stepladder.reading.load import read_text
from tests.conftest import DATA

HEADACHE = (DATA / "headache-steps.yaml").read_text(encoding="utf-8")


def version(*edits: tuple[str, str]) -> Pathway:
    """The small pathway with some texts put in the place of others."""
    text = HEADACHE
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    reading = read_text(text.encode(), "headache-steps.yaml", "headache-steps")
    assert reading.pathway is not None, reading.diagnostics
    return reading.pathway


def compared(*edits: tuple[str, str]) -> Comparison:
    return compare(version(), version(*edits))


def only(comparison: Comparison) -> Difference:
    assert len(comparison.differences) == 1, comparison.differences
    return comparison.differences[0]


def test_a_version_compared_with_itself_has_nothing_to_say() -> None:
    found = compared()

    assert (found.deserved, found.changes, found.differences) == ("none", (), ())


def test_a_reworded_text_deserves_a_patch_and_passes_without_one() -> None:
    found = compared(("because: Bleeding is more likely.", "because: Bleeding is likelier."))

    assert (found.deserved, found.wanted, found.told) == ("patch", "0.2.1", True)
    assert [(change.part, change.name, change.text_only) for change in found.changes] == [
        ("rule", "nsaid-with-care", True)
    ]


@pytest.mark.parametrize(
    "edit",
    [
        ("bleeding_risk: takes_warfarin or age >= 75", "bleeding_risk: not (not takes_warfarin and age < 75)"),
        ("bleeding_risk: takes_warfarin or age >= 75", "bleeding_risk: takes_warfarin or not age < 75"),
        ("bleeding_risk: takes_warfarin or age >= 75", "bleeding_risk: takes_warfarin or 2 * age >= 150"),
        ("when: kidney == failing, is", 'when: "kidney not in (normal, reduced)", is'),
        ("when: response == improved", "when: response != no_change"),
        ("when: not tried(nsaid_trial)", "when: not (visited(nsaid_trial) and not active(nsaid))"),
        ("bleeding_risk", "bleeds_easily"),
    ],
)
def test_conditions_that_mean_the_same_lead_nobody_differently(edit: tuple[str, str]) -> None:
    found = compared(edit)

    assert (found.deserved, found.differences, found.unreached) == ("patch", (), ())
    assert all(change.text_only for change in found.changes)


@pytest.mark.parametrize(
    ("edit", "deserved"),
    [
        (("unit: a                       # UCUM\n    min: 18", "min: 18\n    unit: a"), "none"),
        (("type: finding\n    ask: Does", "type: finding\n    decimals: 0\n    ask: Does"), "none"),
        (("improved: Clearly better, no_change: No better", "no_change: No better, improved: Clearly better"), "patch"),
    ],
)
def test_the_order_of_keys_is_layout_and_the_order_of_names_is_content(edit: tuple[str, str], deserved: str) -> None:
    found = compared(edit)

    assert (found.deserved, found.differences, found.unreached) == (deserved, (), ())


def test_a_threshold_that_moved_is_told_as_the_patients_between() -> None:
    found = only(compared(("age >= 75", "age >= 65")))

    assert (found.step, found.subjects, found.now) == ("choose_relief", ("nsaid_trial",), "caution")
    assert found.was == "open"
    assert found.who == ("age 65 to 74 years, kidney = Normal, takes_warfarin = no",)
    assert found.level == "major"


def test_a_witness_is_led_by_both_versions_to_where_they_part() -> None:
    witness = only(compared(("age >= 75", "age >= 65"))).witness

    assert witness is not None
    assert 65 <= int(str(witness.facts["age"])) <= 74
    assert witness.old.trail == witness.new.trail == ("red_flags", "choose_relief")
    assert witness.old.finds == "'nsaid_trial' is open"
    assert witness.new.finds == "'nsaid_trial' needs a reason for nsaid-with-care"
    assert witness.old.ends


def test_a_rule_that_is_gone_lets_those_in_whom_it_kept_out() -> None:
    rule = HEADACHE[HEADACHE.index("  no-nsaid-in-kidney-failure:") : HEADACHE.index("  nsaid-with-care:")]
    found = compared((rule, ""))

    difference = next(one for one in found.differences if one.subjects == ("nsaid_trial",))
    assert (difference.was, difference.now, difference.level) == ("blocked", "open", "major")
    assert difference.who == ("kidney = Severely reduced",)
    assert difference.because == ("the rule 'no-nsaid-in-kidney-failure' is gone",)


def test_an_absolute_rule_made_relative_is_told_by_its_severity() -> None:
    found = compared(("severity: absolute", "severity: relative"))

    difference = next(one for one in found.differences if one.subjects == ("nsaid_trial",))
    assert (difference.was, difference.now) == ("blocked", "caution")
    assert difference.because == ("the rule 'no-nsaid-in-kidney-failure' is relative now",)


def test_another_option_is_a_new_possibility() -> None:
    more = "      - {to: controlled, id: wait, when: not takes_warfarin}\n      - {to: referral,"
    found = compared(("      - {to: referral,", more))

    assert (found.deserved, found.wanted) == ("minor", "0.3.0")
    assert {one.was for one in found.differences} == {"absent"}


def test_an_option_that_is_gone_leads_someone_differently() -> None:
    found = compared(("      - {to: paracetamol_trial, when: not tried(paracetamol_trial)}\n", ""))

    assert found.deserved == "major"
    assert any(one.now == "absent" and one.was == "open" for one in found.differences)


def test_an_exit_that_leads_elsewhere_says_where() -> None:
    edit = ("{to: choose_relief, when: response == no_change, stops: [nsaid]}",
            "{id: choose_relief, to: referral, when: response == no_change, stops: [nsaid]}")  # fmt: skip
    found = compared(edit)

    assert any((one.was, one.now) == ("leads to choose_relief", "leads to referral") for one in found.differences)


def test_a_therapy_that_goes_on_is_a_difference_of_effects() -> None:
    found = compared((", stops: [nsaid]", ""))

    effect = next(one for one in found.differences if one.kind == "effect")
    assert (effect.subjects, effect.was, effect.now, effect.level) == (("nsaid",), "stops", "stays as it is", "major")


def test_a_step_that_asks_more_is_told() -> None:
    found = compared(("asks: [kidney, takes_warfarin]", "asks: [kidney, takes_warfarin, thunderclap]"))

    assert any((one.kind, one.subjects, one.now) == ("asks", ("thunderclap",), "asked") for one in found.differences)
    assert found.deserved == "major"


def test_questions_in_another_order_are_minor() -> None:
    found = compared(("asks: [kidney, takes_warfarin]", "asks: [takes_warfarin, kidney]"))

    assert only(found).kind == "asks"
    assert found.deserved == "minor"


def test_a_question_before_another_within_a_derived_name_is_minor() -> None:
    bare = ("asks: [kidney, takes_warfarin]\n", "asks: [kidney]\n")
    turned = ("takes_warfarin or age >= 75", "age >= 75 or takes_warfarin")
    asked = ("asks: [thunderclap, age]", "asks: [thunderclap]")

    found = compare(version(bare, asked), version(bare, asked, turned))

    assert found.deserved == "minor"
    assert (only(found).was, only(found).now) == ("takes_warfarin first", "age first")


def test_a_review_at_another_time_is_told() -> None:
    before = "starts: [nsaid]\n    review: {after: 2 weeks}"
    found = compared((before, before.replace("2", "8")))

    assert (only(found).kind, only(found).was, only(found).now) == ("review", "2 weeks", "8 weeks")


def test_a_value_that_is_gone_can_no_longer_be_answered() -> None:
    found = compared(("max: 110", "max: 100"))

    assert (only(found).kind, only(found).subjects, only(found).level) == ("value", ("age",), "major")


def test_a_wider_range_is_a_new_possibility() -> None:
    found = compared(("max: 110", "max: 120"))

    assert (found.deserved, only(found).kind) == ("minor", "value")


def test_another_start_is_major() -> None:
    assert compared(("start: red_flags", "start: choose_relief")).deserved == "major"


def test_an_entry_is_a_new_possibility() -> None:
    entry = "entries: {later: {at: choose_relief, visited: [red_flags]}}\n\nsteps:\n  red_flags:"
    found = compared(("steps:\n  red_flags:", entry))

    assert (found.deserved, only(found).now) == ("minor", "is an entry")


def test_a_difference_that_no_walk_comes_to_is_told_and_does_not_count() -> None:
    found = compared(("when: not tried(nsaid_trial)", "when: not tried(nsaid_trial) and not visited(controlled)"))

    assert (found.deserved, found.differences) == ("patch", ())
    assert found.unreached[0].subjects == ("nsaid_trial",)


def test_a_renamed_step_is_taken_for_the_same_and_that_is_said() -> None:
    found = compared(("nsaid_trial", "anti_inflammatory"))

    assert (found.deserved, found.differences) == ("patch", ())
    assert found.matching.steps == {"anti_inflammatory": "nsaid_trial"}
    step = next(change for change in found.changes if change.part == "step")
    assert step.words == "is called 'anti_inflammatory' now; it is taken for the same because it looks alike"


def test_a_renamed_fact_and_rule_are_taken_for_the_same() -> None:
    found = compared(("takes_warfarin", "on_warfarin"), ("nsaid-with-care", "careful-nsaid"))

    assert (found.deserved, found.differences) == ("patch", ())
    assert found.matching.facts == {"on_warfarin": "takes_warfarin"}
    assert found.matching.rules == {"careful-nsaid": "nsaid-with-care"}


def test_a_renamed_step_that_also_changed_is_compared_with_what_it_was() -> None:
    found = compared(("nsaid_trial", "anti_inflammatory"), ("age >= 75", "age >= 65"))

    witness = only(found).witness
    assert only(found).subjects == ("nsaid_trial",)
    assert witness is not None
    assert "anti_inflammatory" in witness.new.then


def test_two_new_steps_that_look_alike_are_not_guessed_between() -> None:
    twin = "  handed_over_too: {kind: outcome, lane: ends, title: Handed over}\n"
    new = version(("handed_over: {kind", "handed_on: {kind"), ("to: handed_over", "to: handed_on"),
                  ("  controlled: {kind", f"{twin}  controlled: {{kind"))  # fmt: skip

    matching = match(version(), new)

    assert "handed_over_too" not in matching.steps


def test_a_fact_of_another_unit_is_another_fact() -> None:
    found = compared(("unit: a ", "unit: mo"))

    assert found.matching.remade == ("age",)
    assert found.deserved == "major"


def test_what_is_not_decided_in_time_counts_as_a_change() -> None:
    found = compare(version(), version(("age >= 75", "age >= 65")), timeout=0)

    assert found.deserved == "major"
    assert {one.reached for one in found.differences} == {"undecided"}


@pytest.mark.parametrize(
    ("number", "given", "told"),
    [
        ("0.2.0", "none", False),
        ("0.2.1", "patch", False),
        ("0.3.0", "minor", False),
        ("1.0.0", "major", True),
        ("1.0.0-draft", "major", True),
        ("0.1.0", "none", False),
    ],
)
def test_the_version_must_rise_by_as_much_as_is_deserved(number: str, given: str, told: bool) -> None:
    found = compared(("version: 0.2.0", f"version: {number}"), ("age >= 75", "age >= 65"))

    assert (found.given, found.told) == (given, told)


def test_a_version_that_rose_alone_has_changed_nothing() -> None:
    found = compared(("version: 0.2.0", "version: 0.3.0"))

    assert (found.deserved, found.given, found.told) == ("none", "minor", True)


def test_python_compares_paths_and_pathways(tmp_path: Path) -> None:
    file = tmp_path / "headache-steps.yaml"
    file.write_text(HEADACHE.replace("age >= 75", "age >= 65"), encoding="utf-8")

    found = stepladder.compare(version(), file)

    assert found.deserved == "major"


def test_the_answers_of_a_witness_lead_there_in_both() -> None:
    old, new = version(), version(("age >= 75", "age >= 65"))
    witness = only(compare(old, new)).witness
    assert witness is not None
    facts = witness.script["facts"]
    assert isinstance(facts, dict)

    walks = []
    for pathway in (old, new):
        walk = stepladder.Walk(pathway)
        while walk.needs and walk.needs[0] in facts:
            walk = walk.answer(**{walk.needs[0]: facts[walk.needs[0]]})
        walks.append(walk)

    assert [{e.name: e.status for e in walk.exits}["nsaid_trial"] for walk in walks] == ["open", "caution"]
    assert all(isinstance(event, Answered | Took) for walk in walks for event in walk.events)


AGE = "    max: 110"


@pytest.mark.parametrize("threshold", ["75", "20", "109"])
@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("max: 110", "max: 110\n    decimals: 1", "minor"),
        ("max: 110\n    decimals: 1", "max: 110", "major"),
        ("max: 110", "max: 111", "minor"),
        ("max: 111", "max: 110", "major"),
        ("max: 110\n    decimals: 1", "max: 110\n    decimals: 3", "minor"),
    ],
)
def test_what_numbers_can_be_given_counts_alike_wherever_they_are_compared(
    threshold: str, one: str, other: str, level: str
) -> None:
    base = ("age >= 75", f"age >= {threshold}")
    old, new = [version(base, (AGE, f"    {words}")) for words in (one, other)]

    assert compare(old, new).deserved == level
