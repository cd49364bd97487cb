"""Suggested cases: a case file that runs, raises coverage, and is the same every time."""

from __future__ import annotations

from pathlib import Path

import pytest

from stepladder.cases.coverage import coverage
from stepladder.cases.run import Outcome
from stepladder.library.checked import Checked, check
from stepladder.library.registry import find
from stepladder.reading.files import locate
from stepladder.suggest import NothingToSuggest, suggest


@pytest.fixture(scope="module")
def headache() -> Checked:
    return check(find("headache-steps"))


@pytest.fixture(scope="module")
def suggested(headache: Checked) -> str:
    assert headache.pathway is not None
    return suggest(headache.pathway, headache.reading, headache.outcomes[:1], 3)


def beside(text: str, folder: Path) -> Checked:
    """The pathway with other cases than its own."""
    (folder / "headache-steps.yaml").write_text(find("headache-steps").main.read_text())
    (folder / "headache-steps.cases.yaml").write_text(text)
    return check(locate(folder / "headache-steps.yaml"))


def percent(checked: Checked, outcomes: tuple[Outcome, ...]) -> float:
    assert checked.pathway is not None
    return coverage(checked.pathway, outcomes).percent()


def test_a_suggested_case_file_runs_and_passes(suggested: str, tmp_path: Path) -> None:
    again = beside(suggested, tmp_path)

    assert [outcome.case.id for outcome in again.outcomes] == ["todo-1", "todo-2", "todo-3"]
    assert not [failure for outcome in again.outcomes for failure in outcome.failures]


def test_suggested_cases_reach_more_than_those_that_stand(headache: Checked, suggested: str, tmp_path: Path) -> None:
    again = beside(suggested, tmp_path)
    stood = headache.outcomes[:1]

    assert percent(headache, (*stood, *again.outcomes)) > percent(headache, stood) + 20


def test_the_first_suggestion_raises_coverage_most(headache: Checked, suggested: str, tmp_path: Path) -> None:
    again = beside(suggested, tmp_path)
    stood = headache.outcomes[:1]
    gains = [percent(headache, (*stood, outcome)) for outcome in again.outcomes]

    assert gains[0] == max(gains)


def test_each_suggestion_leaves_title_and_story_to_the_author(suggested: str) -> None:
    assert suggested.count("title: TODO") == 3
    assert suggested.count("story: TODO") == 3


def test_the_same_cases_are_suggested_every_time(headache: Checked, suggested: str) -> None:
    assert headache.pathway is not None

    assert suggest(headache.pathway, headache.reading, headache.outcomes[:1], 3) == suggested


def test_fewer_are_suggested_where_fewer_do(headache: Checked) -> None:
    assert headache.pathway is not None
    text = suggest(headache.pathway, headache.reading, headache.outcomes[:1], 50)

    assert 0 < text.count("title: TODO") < 50


def test_where_nothing_is_left_to_reach_a_sentence_says_so(headache: Checked) -> None:
    assert headache.pathway is not None

    with pytest.raises(NothingToSuggest, match="no walk of 'headache-steps' was found"):
        suggest(headache.pathway, headache.reading, headache.outcomes, 1)


@pytest.mark.slow
def test_cases_suggested_for_the_flagship_run_and_pass(tmp_path: Path) -> None:
    flagship = check(find("esophageal-spasm"))
    assert flagship.pathway is not None
    text = suggest(flagship.pathway, flagship.reading, flagship.outcomes[:12], 3)
    folder = tmp_path / "esophageal-spasm"
    folder.mkdir()
    for part in find("esophageal-spasm").main.parent.glob("*.yaml"):
        (folder / part.name).write_text(part.read_text())
    (folder / "cases.yaml").write_text(text)
    again = check(locate(folder))

    assert [outcome.case.id for outcome in again.outcomes] == ["todo-1", "todo-2", "todo-3"]
    assert not [failure for outcome in again.outcomes for failure in outcome.failures]
