"""What the cases notice of a pathway's mutants, as plain data, for programs."""

from __future__ import annotations

from stepladder.engine.serialize import event_data, value_data
from stepladder.mutation.findings import LEFT_OUT, Fate, Mutation, Tried, Witness
from stepladder.reading.load import Reading
from stepladder.report.addresses import from_root
from stepladder.report.mutation.to_text import FATES, place


def mutation_data(mutation: Mutation, reading: Reading) -> dict[str, object]:
    """Every mutant with what became of it: those unnoticed first, the worst of them in front, then the others.

    The score is the part noticed of those not proved to change nothing, in percent, rounded down to two places. How
    long it took is left out, so that the same input gives the same bytes.
    """
    shown: tuple[Fate, ...] = ("unnoticed", "undecided", "equivalent", "noticed")
    return {
        "pathway": mutation.pathway.id,
        "cases": mutation.cases,
        "mutants": len(mutation.tried),
        "score": int(mutation.score * 100) / 100,
        **{fate: len(mutation.of(fate)) for fate in FATES},
        "left_out": LEFT_OUT,
        "list": [_one(tried, reading) for fate in shown for tried in mutation.of(fate)],
    }


def _one(tried: Tried, reading: Reading) -> dict[str, object]:
    mutant = tried.mutant
    span = place(mutant, reading)
    return {
        "change": mutant.change,
        "part": mutant.part,
        "name": mutant.name,
        "words": mutant.words,
        "fate": tried.fate,
        "noticed_by": tried.by or None,
        "how": tried.how or None,
        "witness": _witness(tried.witness) if tried.witness is not None else None,
        "file": from_root(span.file),
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _witness(witness: Witness) -> dict[str, object]:
    return {
        "entry": witness.entry,
        "path": list(witness.path),
        "facts": {name: value_data(value) for name, value in witness.facts.items()},
        "differs": witness.differs,
        "case": witness.case or None,
        "events": [event_data(event) for event in witness.events],
    }
