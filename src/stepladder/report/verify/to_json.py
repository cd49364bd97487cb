"""Proofs as JSON, for programs."""

from __future__ import annotations

from stepladder.report.diagnostics.to_json import cause_data
from stepladder.text.characters import as_json
from stepladder.verify.findings import Proofs, Result
from stepladder.verify.witness.diagnose import Witnesses
from stepladder.verify.witness.witness import witness_data


def proofs_to_json(proofs: Proofs, witnesses: Witnesses, *, explain: bool = False) -> str:
    """The results as one JSON object.

    Args:
        proofs: what came out.
        witnesses: of what is refuted.
        explain: whether to say of each result how it was decided.
    """
    content = {
        "format": 1,
        "pathway": proofs.pathway.id,
        "version": proofs.pathway.version,
        "results": [_one(result, witnesses, explain) for result in proofs],
    }
    return as_json(content, 2) + "\n"


def _one(result: Result, witnesses: Witnesses, explain: bool) -> dict[str, object]:
    witness = witnesses.get((result.question, result.subject))
    data: dict[str, object] = {
        "question": result.question,
        "subject": result.subject,
        "verdict": result.verdict,
        "vacuous": result.vacuous,
        "witness": witness_data(witness) if witness is not None else None,
        "cause": cause_data(result.cause),
        "seconds": round(result.seconds, 3),
    }
    if result.verdict == "undecided":
        data["note"] = result.how
    elif explain:
        data["how"] = result.how
    return data
