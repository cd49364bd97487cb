"""Diagnostics as JSON, for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from stepladder.diagnostics import Span
from stepladder.library.suppressions import Placed
from stepladder.report.addresses import from_root
from stepladder.text.characters import as_json


def to_json(findings: Iterable[Placed], looked_at: Mapping[str, int]) -> str:
    """The findings as one JSON object.

    Args:
        findings: in the order to be written.
        looked_at: how many pathways, files, steps, rules and cases were looked at.
    """
    content = {
        "format": 1,
        "diagnostics": [_one(placed) for placed in findings],
        "looked_at": dict(looked_at),
    }
    return as_json(content, 2) + "\n"


def _one(placed: Placed) -> dict[str, object]:
    diagnostic = placed.diagnostic
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        **_place(placed.span),
        "help": diagnostic.help,
        "related": [{"message": message, **_place(span)} for message, span in placed.related],
        "witness": diagnostic.witness,
        "cause": cause_data(diagnostic.cause),
    }


def cause_data(cause: tuple[str, str] | None) -> dict[str, str] | None:
    """What a finding follows from: the question that found it, and the step; null where it stands alone."""
    return {"question": cause[0], "subject": cause[1]} if cause is not None else None


def _place(span: Span) -> dict[str, object]:
    return {
        "file": from_root(span.file),
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
