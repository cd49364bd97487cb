"""The proofs and z3 come to the same verdicts about ladders that are too large to look at state by state."""

from __future__ import annotations

from random import Random

import pytest

from stepladder.verify.engine import verify
from tests.bench.proof_ladders import DEFECTS, Defect, built, proof_ladder
from tests.z3_oracle import Machine, spacer


@pytest.mark.parametrize("defect", [None, *DEFECTS])
def test_the_proofs_agree_with_z3_about_the_smallest_ladder(defect: Defect | None) -> None:
    assert disagreements(10, 10, 3, () if defect is None else (defect,), questions=8) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("defects", [(), DEFECTS])
def test_the_proofs_agree_with_z3_about_larger_ladders(seed: int, defects: tuple[Defect, ...]) -> None:
    assert disagreements(28, 16, seed, defects, questions=20) == []


@pytest.mark.slow
@pytest.mark.parametrize("defects", [(), DEFECTS])
def test_the_proofs_agree_with_z3_about_a_ladder_of_fifty_steps(defects: tuple[Defect, ...]) -> None:
    assert disagreements(50, 20, 0, defects, questions=20) == []


def disagreements(
    steps: int, facts: int, seed: int, defects: tuple[Defect, ...], questions: int
) -> list[tuple[str, str, str, str]]:
    """Of so many questions drawn about a ladder, those that both decide, and otherwise."""
    p = built(proof_ladder(steps, facts, seed, defects))
    machine = Machine(p)
    drawn = Random(seed).sample(list(machine.questions()), questions)
    proofs = verify(p, only=sorted({question.code for question in drawn}), timeout=60)
    found: list[tuple[str, str, str, str]] = []
    for question in drawn:
        ours = proofs[question.code, question.subject].verdict
        theirs = "undecided" if ours == "undecided" else question.outcome(spacer(machine, question, 20))
        if "undecided" not in (ours, theirs) and ours != theirs:
            found.append((question.code, question.subject, ours, theirs))
    return found
