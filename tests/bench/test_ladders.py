"""What is measured is a pathway like any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from stepladder.library import check
from stepladder.reading.files import locate
from tests.bench.ladders import DENSITIES, ladder


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
