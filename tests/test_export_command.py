"""`stepladder export`: what it writes and says, and how it ends where it cannot."""

from __future__ import annotations

import io
import os
import re
import sys
import zipfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import Result

from stepladder.cli.commands.export import command
from stepladder.export.selection import distinct
from tests.conftest import runner
from tests.test_export_gift import QUESTION

PAGE = (Path(__file__).parents[1] / "docs" / "exports.md").read_text(encoding="utf-8")


NAMES = {
    "scorm": ("headache-steps-scorm.zip", b"PK"),
    "anki": ("headache-steps.apkg", b"PK"),
    "gift": ("headache-steps-gift.txt", b"// headache-steps 0."),
}
ANKI = pytest.param("anki", marks=pytest.mark.skipif(
    find_spec("genanki") is None and not os.environ.get("CI"), reason="the extra anki is not installed"
))  # fmt: skip


def export(*args: str) -> Result:
    """Run the command; never on a terminal."""
    return runner().invoke(command, list(args))


@pytest.mark.parametrize("target", ["scorm", ANKI, "gift"])
def test_each_format_is_written_whole_under_a_name_of_its_own(folder: Path, target: str) -> None:
    name, begins = NAMES[target]

    ended = export("headache-steps", "--to", target)

    assert ended.exit_code == 0, ended.output
    assert (folder / name).read_bytes().startswith(begins)
    assert f"wrote {name}" in ended.stderr
    assert " of 1 case" in ended.stderr


@pytest.mark.parametrize("target", ["scorm", ANKI, "gift"])
def test_the_same_pathway_gives_the_same_bytes(folder: Path, target: str) -> None:
    for name in ("one", "two"):
        export("headache-steps", "--to", target, "-o", name)

    assert (folder / "one").read_bytes() == (folder / "two").read_bytes()


def test_a_folder_takes_the_file_and_a_dash_means_standard_output(folder: Path) -> None:
    (folder / "out").mkdir()

    export("headache-steps", "--to", "gift", "-o", "out")
    shown = export("headache-steps", "--to", "gift", "-o", "-")

    assert (folder / "out" / "headache-steps-gift.txt").read_bytes() == shown.stdout_bytes


def test_one_case_alone_can_be_exported(folder: Path) -> None:
    ended = export("headache-steps", "--to", "gift", "--case", "anticoagulated", "-o", "-")

    assert ended.exit_code == 0
    assert "::anticoagulated/1" in ended.stdout
    assert "of 1 case" in ended.stderr


def test_every_format_carries_the_version_and_the_disclaimer(folder: Path) -> None:
    page = export("headache-steps", "--to", "scorm", "-o", "-").stdout_bytes
    gift = export("headache-steps", "--to", "gift", "-o", "-").stdout

    held = zipfile.ZipFile(io.BytesIO(page))
    for text in (held.read("imsmanifest.xml").decode(), held.read("index.html").decode(), gift):
        assert "For teaching only. Not medical advice" in text
        assert "0.2.0" in text


def test_a_pathway_without_cases_ends_with_a_sentence(folder: Path) -> None:
    (folder / "pathways" / "headache-steps.cases.yaml").unlink()

    for target in ("scorm", "gift"):
        ended = export("headache-steps", "--to", target)

        assert ended.exit_code == 2
        assert ended.stderr == (
            "stepladder: 'headache-steps' has no teaching cases, and an export is made of their questions\n"
        )
        assert not list(folder.glob("headache-steps*"))


def test_without_genanki_the_sentence_names_the_extra(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "genanki", None)

    ended = export("headache-steps", "--to", "anki")

    assert ended.exit_code == 2
    assert ended.stderr == "stepladder: an Anki deck needs genanki: pip install 'stepladder[anki]'\n"


def test_a_case_that_is_not_there_is_met_with_the_nearest_one(folder: Path) -> None:
    ended = export("headache-steps", "--to", "gift", "--case", "anticoagulate")

    assert ended.exit_code == 2
    assert "has no case 'anticoagulate'" in ended.stderr
    assert "anticoagulated" in ended.stderr


def test_cases_with_errors_are_told_and_nothing_is_written(folder: Path) -> None:
    cases = folder / "pathways" / "headache-steps.cases.yaml"
    cases.write_text(
        cases.read_text(encoding="utf-8").replace("paracetamol_trial", "paracetamol_trail"), encoding="utf-8"
    )

    ended = export("headache-steps", "--to", "gift")

    assert ended.exit_code == 1
    assert "SL" in ended.stderr
    assert "the cases of 'headache-steps' have errors; mend them first" in ended.stderr
    assert not list(folder.glob("headache-steps*"))


def test_a_case_that_fails_is_left_out_and_said(folder: Path) -> None:
    cases = folder / "pathways" / "headache-steps.cases.yaml"
    text = cases.read_text(encoding="utf-8")
    one = text[text.index("  - id:") :]
    failing = one.replace("ends: controlled", "ends: referral").replace("anticoagulated", "another")
    cases.write_text(text + failing, encoding="utf-8")

    ended = export("headache-steps", "--to", "gift", "-o", "-")

    assert ended.exit_code == 0
    assert "stepladder: 1 of 2 cases fails and is left out of the questions: another; `stepladder test " in ended.stderr
    assert "another/1" not in ended.stdout


def test_where_every_case_fails_there_is_nothing_to_export(folder: Path) -> None:
    cases = folder / "pathways" / "headache-steps.cases.yaml"
    text = cases.read_text(encoding="utf-8")
    cases.write_text(text.replace("ends: controlled", "ends: referral"), encoding="utf-8")

    ended = export("headache-steps", "--to", "gift", "-o", "-")

    assert ended.exit_code == 1
    assert ended.stderr.startswith("stepladder: no question can be made of the cases of 'headache-steps'")


def test_a_folder_that_is_not_there_ends_with_a_sentence(folder: Path) -> None:
    ended = export("headache-steps", "--to", "gift", "-o", "nowhere/cards.txt")

    assert ended.exit_code == 2
    assert ended.stderr.startswith("stepladder: nowhere/cards.txt: ")


def test_all_has_no_place_beside_a_page(folder: Path) -> None:
    ended = export("headache-steps", "--to", "scorm", "--all")

    assert ended.exit_code == 2
    assert ended.stderr.startswith("stepladder: --all is for anki and gift")


def test_of_questions_that_differ_in_the_patient_alone_one_is_kept() -> None:
    other = replace(QUESTION, id="second/1", case="second", story="Somebody else.")
    turned = replace(QUESTION, options=tuple(reversed(QUESTION.options)))
    harder = replace(QUESTION, options=(*QUESTION.options[:2], replace(QUESTION.options[2], verdict="wrong")))

    assert distinct([QUESTION, other, turned, harder]) == (QUESTION, harder)


@pytest.mark.parametrize("example", re.findall(r"^```console\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE))
def test_the_examples_of_the_page_come_out_as_they_stand_there(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command_line, _, said = example.partition("\n")

    ended = export(*command_line.removeprefix("$ stepladder export ").split())

    assert ended.stderr == said
