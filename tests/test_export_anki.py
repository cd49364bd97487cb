"""An Anki deck of questions: Anki itself imports it, once and again, and a learner reads there what was meant."""

from __future__ import annotations

import html as entities
import importlib.util
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from stepladder.export import to_anki as module
from stepladder.export.to_anki import age, card_of, html, to_anki
from stepladder.export.words import one_line
from stepladder.model.pathway import Pathway
from stepladder.render.errors import Lacking
from tests.test_export_gift import QUESTION, hostile

if importlib.util.find_spec("genanki") is None and not os.environ.get("CI"):
    pytest.skip("the extra anki is not installed", allow_module_level=True)

SECOND = replace(QUESTION, id="warfarin/2", teaches="")


def imported(folder: Path, *packages: bytes) -> dict[str, Any]:
    """What a fresh collection holds after importing packages; skipped where Anki is missing, but never in CI."""
    if importlib.util.find_spec("anki") is None and not os.environ.get("CI"):
        pytest.skip("the package anki is not installed")
    names = []
    for number, package in enumerate(packages):
        names.append(str(folder / f"{number}.apkg"))
        Path(names[-1]).write_bytes(package)
    program = Path(__file__).parent / "anki_import.py"
    ran = subprocess.run(
        [sys.executable, str(program), str(folder), *names], capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_importing_again_adds_nothing(headache: Pathway, tmp_path: Path) -> None:
    package = to_anki(headache, [QUESTION, SECOND])

    found = imported(tmp_path, package, package)

    assert [entry["new"] for entry in found["rounds"]] == [2, 0]
    assert [entry["updated"] for entry in found["rounds"]] == [0, 0]
    assert len(found["notes"]) == len(found["cards"]) == 2


def test_a_newer_version_mends_the_cards_that_are_there(headache: Pathway, tmp_path: Path) -> None:
    newer = headache.model_copy(update={"version": "0.2.1"})
    better = replace(QUESTION, story="A clearer story.")

    found = imported(tmp_path, to_anki(headache, [QUESTION]), to_anki(newer, [better]))

    assert [entry["updated"] for entry in found["rounds"]] == [0, 1]
    assert len(found["notes"]) == 1
    assert "A clearer story." in found["cards"][0]["front"]
    assert "version 0.2.1" in found["cards"][0]["back"]


def test_decks_of_two_pathways_stand_beside_each_other(headache: Pathway, tmp_path: Path) -> None:
    other = headache.model_copy(update={"id": "other", "title": "Another: ladder"})

    found = imported(tmp_path, to_anki(headache, [QUESTION]), to_anki(other, [QUESTION]))

    assert [entry["new"] for entry in found["rounds"]] == [1, 1]
    assert f"Stepladder::{headache.title}" in found["decks"]
    assert "Stepladder::Another: ladder" in found["decks"]
    assert found["types"].count("Stepladder decision") == 1


def test_every_card_carries_the_answers_the_reasons_the_sources_and_the_disclaimer(
    headache: Pathway, tmp_path: Path
) -> None:
    found = imported(tmp_path, to_anki(headache, [QUESTION]))

    card = found["cards"][0]
    for piece in ("78-year-old woman", "What comes next?", "Paracetamol", "On warfarin? yes"):
        assert piece in card["front"]
    assert "Bleeding is more likely." not in card["front"]
    for piece in (
        "Bleeding is more likely.",
        "An illustrative source",
        headache.disclaimer,
        f"version {headache.version}",
    ):
        assert piece in card["back"]


def test_tags_name_the_pathway_and_the_case(headache: Pathway, tmp_path: Path) -> None:
    found = imported(tmp_path, to_anki(headache, [QUESTION]))

    assert found["notes"][0]["tags"] == [
        "stepladder", "stepladder::headache-steps", "stepladder::headache-steps::warfarin",
    ]  # fmt: skip


HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> [sound:x.mp3] [anki:tts lang=en_US]x[/anki:tts] {{Story}} "
    "{{c1::x}} \\(x\\) \\[y\\] [latex]z[/latex] $$w$$ &amp; \"quoted\" 'text' a::b"
)


def test_hostile_texts_stay_texts_in_anki(headache: Pathway, tmp_path: Path) -> None:
    item = replace(
        QUESTION, title=HOSTILE, story=HOSTILE, question=HOSTILE, teaches=HOSTILE,
        options=tuple([replace(option, label=HOSTILE, says=HOSTILE) for option in QUESTION.options]),
    )  # fmt: skip
    pathway = headache.model_copy(update={"title": HOSTILE, "disclaimer": HOSTILE})

    found = imported(tmp_path, to_anki(pathway, [item]))

    assert found["sounds"] == 0
    for side in found["cards"][0].values():
        assert "<script" not in side
        assert "<img" not in side
        assert HOSTILE in plain(side)


def plain(side: str) -> str:
    """What is read of HTML: without tags, entities as signs."""
    return entities.unescape(re.sub(r"<[^>]*>", "", side))


@given(hostile)
def test_the_html_of_a_text_reads_as_the_text(text: str) -> None:
    made = html([text])

    assert plain(made) == one_line(text)
    assert not re.search(r"\[|\{\{|<(?!/?span>)", made)


def test_the_same_questions_give_the_same_bytes(headache: Pathway) -> None:
    assert to_anki(headache, [QUESTION]) == to_anki(headache, [QUESTION])


def test_a_higher_version_counts_as_later() -> None:
    versions = ["0.1.0", "0.1.1", "0.2.0-rc.1", "0.2.0", "0.10.0", "1.0.0", "2026.11.24"]

    ages = [age(version) for version in versions]

    assert ages == sorted(set(ages))


def test_a_question_keeps_its_id_in_every_version(headache: Pathway) -> None:
    newer = headache.model_copy(update={"version": "9.0.0"})

    assert card_of(headache, QUESTION).fields[0] == card_of(newer, QUESTION).fields[0] == "headache-steps/warfarin/1"
    assert module.deck_id(headache) == module.deck_id(newer)


def test_without_genanki_the_sentence_names_the_extra(headache: Pathway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "genanki", None)

    with pytest.raises(Lacking, match=r"an Anki deck needs genanki: pip install 'stepladder\[anki\]'"):
        to_anki(headache, [QUESTION])
