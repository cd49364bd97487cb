"""Coverage as plain data, for programs."""

from __future__ import annotations

from stepladder.cases.coverage import Coverage, Kind
from stepladder.reading.load import Reading
from stepladder.report.addresses import from_root
from stepladder.report.coverage.to_text import place


def coverage_data(coverage: Coverage, reading: Reading) -> dict[str, object]:
    """Coverage as an object: percentages, counts of each kind, and what no case exercises, the worst first.

    Percentages have two places and are rounded down; that of a kind of which nothing is wanted is null.
    """
    met, wanted = coverage.counts()
    return {
        "cases": coverage.cases,
        "percent": _percent(coverage),
        "met": met,
        "wanted": wanted,
        "kinds": {
            f"{kind}s": {"percent": _percent(coverage, kind), "met": some, "wanted": all_}
            for kind, (some, all_) in coverage.totals.items()
        },
        "lacking": [
            {
                "kind": item.kind,
                "name": item.name,
                "met": item.met,
                "wanted": item.wanted,
                "lacks": list(item.lacks),
                "words": item.words,
                "file": from_root((span := place(item, reading)).file),
                "line": span.line,
                "column": span.column,
                "end_line": span.end_line,
                "end_column": span.end_column,
            }
            for item in coverage.lacking
        ],
    }


def _percent(coverage: Coverage, kind: Kind | None = None) -> float | None:
    met, wanted = coverage.counts(kind)
    return (10_000 * met // wanted) / 100 if wanted else None
