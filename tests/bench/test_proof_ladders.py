"""What proofs are measured with is a pathway like any other, always the same, and what is planted is a defect."""

from __future__ import annotations

from pathlib import Path

import pytest

from stepladder.library.checked import check
from stepladder.reading.files import locate
from tests.bench.proof_ladders import DEFECTS, Defect, as_yaml, built, proof_ladder
from tests.explorer import Verdicts, explore


@pytest.mark.parametrize(("steps", "facts"), [(10, 10), (50, 20), (200, 40)])
@pytest.mark.parametrize("defects", [(), DEFECTS])
def test_a_ladder_is_as_large_as_asked_and_has_no_error(
    steps: int, facts: int, defects: tuple[Defect, ...], tmp_path: Path
) -> None:
    data = proof_ladder(steps, facts, 0, defects)
    (tmp_path / "ladder.yaml").write_text(as_yaml(data), encoding="utf-8")
    found = check(locate(tmp_path / "ladder.yaml"))

    assert [f.diagnostic.message for f in found.findings if f.diagnostic.severity == "error"] == []
    assert (len(data["steps"]), len(data["facts"])) == (steps, facts)


def test_the_same_seed_makes_the_same_ladder_and_another_one_another() -> None:
    one, again, other = (as_yaml(proof_ladder(50, 20, seed)) for seed in (1, 1, 2))

    assert one == again
    assert one != other


def test_a_size_that_does_not_come_out_even_is_refused() -> None:
    with pytest.raises(ValueError, match="no ladder has 12 steps"):
        proof_ladder(12, 10)


@pytest.mark.parametrize("defect", DEFECTS)
def test_each_defect_is_found_where_everything_can_be_looked_at(defect: Defect) -> None:
    sound, broken = explored(), explored(defect)
    worse = {key for key, verdict in broken.all.items() if verdict.outcome == "refuted"}

    assert worse - {key for key, verdict in sound.all.items() if verdict.outcome == "refuted"}


def explored(*defects: Defect) -> Verdicts:
    """What the referee says of the smallest ladder."""
    return explore(built(proof_ladder(10, 10, 3, defects)))
