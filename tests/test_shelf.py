"""The pathways that come along: each is whole, checked, proved, drawn and covered by its cases."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from stepladder import Walk
from stepladder.cases.coverage import coverage
from stepladder.library.checked import Checked, check
from stepladder.library.registry import find, id_of, in_folder, shipped
from stepladder.reading.files import locate
from tests.conftest import Cli

pytestmark = pytest.mark.heavy

SHELF = sorted(id_of(path) for path in in_folder(shipped()))
SIX = ("achalasia", "adult-strabismus", "asthma-adult-track1", "cervical-dystonia", "constipation-adult",
       "hypertension-adult")  # fmt: skip
FROM_THE_FIRST_TEXTS = {"esophageal-spasm", "achalasia", "adult-strabismus", "cervical-dystonia"}
DIAGRAMS = Path(__file__).parents[1] / "diagrams"
HAND_OVER = ("esophageal-spasm", "outcome_achalasia_pathway")


@cache
def checked(name: str) -> Checked:
    """A pathway with its cases and proofs, as of a day on which nothing is overdue."""
    return check(find(name), today=date(2026, 11, 29), proofs=True)


def test_the_six_stand_beside_the_flagship_and_the_small_example() -> None:
    assert set(SHELF) == {*SIX, "esophageal-spasm", "headache-steps"}


@pytest.mark.parametrize("name", SHELF)
def test_nothing_is_to_be_said_against_it_and_every_question_is_proved(name: str) -> None:
    found = checked(name)

    assert [str(one) for one in found.findings] == []
    assert found.proofs is not None
    results = found.proofs.results
    assert {result.verdict for result in results} == {"proved"}
    assert [result.subject for result in results if result.vacuous] == []
    assert {r.subject for r in results if r.question == "SL604"} == set(found.reading.pathway.claims)  # type: ignore[union-attr]


@pytest.mark.parametrize("name", SHELF)
def test_its_cases_come_to_every_step_and_end_and_take_every_exit(name: str) -> None:
    found = checked(name)
    assert found.pathway is not None
    lacking = [item.words for item in coverage(found.pathway, found.outcomes).lacking if item.kind in ("step", "exit")]

    assert lacking == []
    assert len(found.outcomes) >= (6 if name == "headache-steps" else 8)


@pytest.mark.parametrize("name", SIX)
def test_of_each_rule_and_row_there_are_cases_on_both_sides(name: str) -> None:
    found = checked(name)
    assert found.pathway is not None
    lacking = [item.words for item in coverage(found.pathway, found.outcomes).lacking if item.kind in ("rule", "row")]

    assert lacking == []


@pytest.mark.parametrize("name", SIX)
def test_every_rule_and_treatment_says_what_it_rests_on(name: str) -> None:
    pathway = checked(name).pathway
    assert pathway is not None
    given = ("treatment", "procedure", "adjunct")

    assert [rule for rule, about in pathway.rules.items() if about.basis is None or not about.because] == []
    assert [step for step, about in pathway.steps.items() if about.kind in given and not about.sources] == []
    assert [source for source, about in pathway.sources.items() if about.seen is None] == []
    assert "not medical advice" in pathway.disclaimer
    assert (pathway.status, pathway.license, pathway.review_by) == ("draft", "CC-BY-4.0", date(2027, 11, 29))


def test_origins_are_told_where_the_first_texts_speak_of_it() -> None:
    assert {name for name in SHELF if checked(name).reading.origins is not None} == FROM_THE_FIRST_TEXTS


@pytest.mark.parametrize("name", SHELF)
def test_its_ladder_and_its_graph_are_drawn(name: str) -> None:
    drawn = (DIAGRAMS / "MANIFEST.json").read_text(encoding="utf-8")

    for view in ("ladder", "graph"):
        assert f"{name}.{view}.svg" in drawn
        assert (DIAGRAMS / f"{name}.{view}.svg").is_file()


@pytest.mark.parametrize("name", SHELF)
def test_a_copy_of_it_to_start_from_validates(
    name: str, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert cli("new", "my-own", "--from", name).exit_code == 0

    home = tmp_path / "pathways" / "my-own"
    found = check(locate(home if home.is_dir() else home.with_suffix(".yaml")))
    assert [str(one) for one in found.findings] == []
    assert found.pathway is not None
    assert found.pathway.id == "my-own"
    assert len(found.outcomes) == len(checked(name).outcomes)


# from the flagship to achalasia


def arriving() -> list[Walk]:
    """Walks into the achalasia pathway, with what the flagship's cases bring along."""
    flagship, ladder = checked(HAND_OVER[0]), checked("achalasia")
    assert ladder.pathway is not None
    ends = [outcome.walk for outcome in flagship.outcomes if outcome.walk.at == HAND_OVER[1]]
    return [Walk(ladder.pathway, None, walk.carried(ladder.pathway)) for walk in ends]


def test_the_flagship_goes_on_in_achalasia_with_what_both_ask_alike() -> None:
    pathway = checked(HAND_OVER[0]).pathway
    assert pathway is not None
    walks = arriving()

    assert pathway.steps[HAND_OVER[1]].continues == "achalasia"
    assert len(walks) >= 3
    assert all(len(walk.given) >= 10 for walk in walks)
    assert {walk.trail[0] for walk in walks} == {"dysphagia_presentation"}
    for walk in walks:  # only what life changes from hour to hour is asked again before the work-up
        assert len(walk.answer(food_bolus_stuck=False, chest_pain_acute_now=False).trail) > 1


@pytest.mark.parametrize(
    "fact", ["current_nitrate", "current_pde5", "last_pde5", "hours_since_pde5", "current_anticholinergic"]
)
def test_what_a_drug_of_the_flagship_may_have_changed_is_asked_anew(fact: str) -> None:
    assert fact in checked("achalasia").reading.pathway.facts  # type: ignore[union-attr]
    assert [walk for walk in arriving() if fact in walk.given] == []


def test_who_arrives_from_the_flagship_is_not_asked_again_what_does_not_change() -> None:
    for walk in arriving():
        assert {"age_years", "dysphagia", "hrm_done"} & set(walk.given) <= set(walk.known)
        assert "age_years" in walk.known
