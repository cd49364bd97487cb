"""Which cases stand on a difference; those that are written where none does pass now, and did not before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder.cases.run import run
from stepladder.compare.engine import compare
from stepladder.compare.findings import Comparison
from stepladder.library.checked import check
from stepladder.library.registry import find
from stepladder.model.cases import CaseFile
from stepladder.model.pathway import Pathway
from stepladder.reading.load import read_text
from tests.strategies import built, pathways
from tests.test_compare import version
from tests.test_compare_walks import FEW, mutated, read

NO_CASES = CaseFile.model_construct(pathway="headache-steps", facts={}, cases=())


def judged(pathway: Pathway, comparison: Comparison, file: CaseFile) -> list[bool]:
    """Whether each suggested case passes; one that a pathway cannot even begin does not."""
    usual = {name: value for name, value in file.facts.items() if name in pathway.facts}
    cases = tuple([one.case for one in comparison.suggested if one.case is not None])
    held = CaseFile.model_construct(pathway=pathway.id, facts=usual, cases=cases)
    return [
        (case.entry is None or case.entry in pathway.entries) and not run(pathway, held, index).failures
        for index, case in enumerate(cases)
    ]


EDITS = {
    "a threshold": ("age >= 75", "age >= 65"),
    "a rule is gone": ("nsaid_caution_level == forbidden", "false"),
    "a rule is stronger": ("severity: relative", "severity: absolute"),
    "a rule for all": ("nsaid_caution_level == forbidden", "nsaid_caution_level != fine"),
    "asks less": ("asks: [kidney, takes_warfarin]", "asks: [kidney]"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_suggested_case_passes_now_and_did_not_before(edit: tuple[str, str]) -> None:
    old, new = version(), version(edit)

    found = compare(old, new, cases=(None, NO_CASES), suggest=True)

    assert len(found.suggested) == len([one for one in found.differences if one.reached == "yes"]) > 0
    assert [one.difference for one in found.suggested if one.case is None] == []
    assert (set(judged(new, found, NO_CASES)), set(judged(old, found, NO_CASES))) == ({True}, {False})


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_suggested_case_stands_on_what_it_was_suggested_for(edit: tuple[str, str]) -> None:
    old, new = version(), version(edit)
    first = compare(old, new, cases=(None, NO_CASES), suggest=True)
    cases = tuple([one.case for one in first.suggested if one.case is not None])

    again = compare(old, new, cases=(None, NO_CASES.model_copy(update={"cases": cases})), suggest=True)

    assert (again.bare, again.suggested) == ((), ())


def test_a_renamed_step_and_exit_go_by_their_new_names_in_a_suggested_case() -> None:
    edits = (("nsaid_trial", "anti_inflammatory"), ("age >= 75", "age >= 65"))
    new = version(*edits)

    found = compare(version(), new, cases=(None, NO_CASES), suggest=True)

    assert found.matching.steps == {"anti_inflammatory": "nsaid_trial"}
    assert any(one.case is not None and "anti_inflammatory" in one.case.model_dump_json() for one in found.suggested)
    assert judged(new, found, NO_CASES)
    assert all(judged(new, found, NO_CASES))


def test_a_difference_that_no_walk_comes_to_has_no_case_and_is_not_missed() -> None:
    dead = ("rules:", "rules:\n  never-so:\n    blocks: [nsaid_trial]\n    when: age > 100 and age < 20\n    basis: teaching\n    because: It is never so.\n    severity: absolute\n")  # fmt: skip  # noqa: E501
    old, new = version(), version(dead)

    found = compare(old, new, cases=(None, NO_CASES), suggest=True)

    assert [one for one in found.differences if one.reached == "yes"] == []
    assert (found.bare, found.suggested) == ((), ())


def test_what_no_case_can_tell_has_none_and_is_said_to_have_none() -> None:
    found = compare(
        version(),
        version(("review: {after: 2 weeks}", "review: {after: 3 weeks}")),
        cases=(None, NO_CASES),
        suggest=True,
    )

    assert {(one.difference.kind, one.case) for one in found.suggested} == {("review", None)}


def test_where_no_cases_are_looked_at_nothing_is_said_of_them() -> None:
    found = compare(version(), version(EDITS["a threshold"]))

    assert [one.cases for one in found.differences] == [None]
    assert found.bare == ()


SHELF = {
    "esophageal-spasm": ("rules.yaml", "when: suicidality", "when: suicidality and age_years > 80"),
    "achalasia": ("rules.yaml", "when: current_sgc_stimulator", "when: current_sgc_stimulator and age_years > 80"),
    "adult-strabismus": ("rules.yaml", "severity: relative", "severity: absolute"),
    "hypertension-adult": ("rules.yaml", "severity: relative", "severity: absolute"),
    "constipation-adult": ("rules.yaml", "severity: absolute", "severity: relative"),
}


def planted(name: str) -> tuple[Pathway, Pathway, CaseFile]:
    """A pathway of the shelf with its cases, and the same with one place changed."""
    checked = check(find(name))
    new, cases = checked.pathway, checked.reading.cases
    assert new is not None
    assert cases is not None
    file, before, after = SHELF[name]
    located = find(name)
    texts = {part.name: part.read_text(encoding="utf-8") for part in (located.main, *located.parts)}
    assert before in texts[file]
    texts[file] = texts[file].replace(before, after, 1)
    reading = read_text("\n".join(texts.values()).encode(), "old.yaml", name)
    assert reading.pathway is not None, reading.diagnostics
    return reading.pathway, new, cases


@pytest.mark.slow
@pytest.mark.parametrize("name", SHELF)
def test_cases_suggested_for_the_shelf_pass_now_and_did_not_before(name: str) -> None:
    old, new, cases = planted(name)
    bare = CaseFile.model_construct(pathway=cases.pathway, facts=cases.facts, cases=())

    found = compare(old, new, cases=(None, bare), suggest=True)

    assert any(one.case is not None for one in found.suggested)
    assert (set(judged(new, found, bare)), set(judged(old, found, bare))) == ({True}, {False})


@FEW
@given(st.data())
def test_a_case_suggested_for_a_random_pathway_passes_now_and_did_not_before(data: st.DataObject) -> None:
    drawn = data.draw(pathways())
    old, new = built(drawn), read(data.draw(mutated(drawn)))
    if new is None:
        return

    found = compare(old, new, cases=(None, NO_CASES), suggest=True)

    assert False not in judged(new, found, NO_CASES)
    assert True not in judged(old, found, NO_CASES)
    assert [one.difference for one in found.suggested] == list(found.bare)
    assert all(one.reached == "yes" for one in found.bare)
