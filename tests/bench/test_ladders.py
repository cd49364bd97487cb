"""What is measured is a pathway like any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from stepladder.library.checked import check
from stepladder.reading.files import locate
from tests.bench.ladders import DENSITIES, ladder, one_file
from tests.bench.validating import commands, folder_of, run


@pytest.mark.parametrize("density", DENSITIES)
@pytest.mark.parametrize("steps", [10, 100])
def test_a_ladder_has_as_many_steps_as_asked_and_nothing_to_report(density: str, steps: int, tmp_path: Path) -> None:
    folder = tmp_path / "ladder"
    folder.mkdir()
    for name, text in ladder(steps, density).items():
        (folder / name).write_text(text, encoding="utf-8")

    found = check(locate(folder))

    assert [placed.diagnostic.message for placed in found.findings] == []
    assert found.pathway is not None
    assert len(found.pathway.steps) == steps


def test_a_number_of_steps_that_does_not_come_out_even_is_refused() -> None:
    with pytest.raises(ValueError, match="do not come out even"):
        ladder(12)


def test_a_ladder_in_one_file_is_the_same_ladder(tmp_path: Path) -> None:
    path = tmp_path / "ladder-0.yaml"
    path.write_text(one_file(16, "ladder-0"), encoding="utf-8")

    found = check(locate(path))

    assert [placed.diagnostic.message for placed in found.findings] == []
    assert found.pathway is not None
    assert len(found.pathway.steps) == 16


def test_both_programs_look_at_the_same_files_and_find_nothing(tmp_path: Path) -> None:
    files = folder_of(3, tmp_path)

    runs = {name: run(command) for name, command in commands(files, tmp_path, proofs=False).items()}

    assert {name: one.code for name, one in runs.items()} == dict.fromkeys(runs, 0)
    assert runs["check-jsonschema"].said == "ok -- validation done"
    assert runs["validate"].said == "3 pathways, 3 files, 48 steps, 12 rules, 0 cases: nothing to report"


def test_both_programs_see_a_misspelt_key(tmp_path: Path) -> None:
    files = folder_of(3, tmp_path)
    files[1].write_text(files[1].read_text(encoding="utf-8").replace("    lane:", "    lan:", 1), encoding="utf-8")

    runs = {name: run(command) for name, command in commands(files, tmp_path, proofs=False).items()}

    assert {name: one.code for name, one in runs.items()} == dict.fromkeys(runs, 1)
