"""Coverage as people read it: one line that sums it up, and what no case exercises, with its place, the worst first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from stepladder.cases.coverage import Coverage, Item, Kind
from stepladder.diagnostics import Span
from stepladder.reading.load import Reading
from stepladder.report.addresses import as_read
from stepladder.text.counting import counted
from stepladder.text.terminal import Paint, wrap

HEADINGS: dict[Kind, str] = {
    "step": "Steps that no case enters",
    "exit": "Exits that no case takes",
    "rule": "Rules of which a case is missing: one in which it holds, and one in which it does not",
    "row": "Rows of derived tables that decide in no case",
    "threshold": "Numbers on which no case stands, just below, exactly at, or just above",
}


def coverage_lines(
    coverage: Coverage, reading: Reading, paint: Paint, width: int, left_out: Iterable[str] = ()
) -> Iterator[str]:
    """The whole report.

    Args:
        coverage: what was met.
        reading: where the pathway was read from.
        paint: how to colour.
        width: in columns.
        left_out: what is to be said of cases that do not count, in sentences.
    """
    pathway = coverage.pathway
    yield paint.strong(f"{pathway.id} {pathway.version}: {counted(coverage.cases, 'case')}")
    style = paint.good if not coverage.lacking else paint.warn
    yield from (style(line) for line in wrap(coverage.badge, width))
    for sentence in left_out:
        yield from (paint.warn(line) for line in wrap(f"{sentence}.", width))
    if not coverage.lacking:
        yield "Every step, exit, rule, row and threshold is exercised."
    for kind, items in groupby(coverage.lacking, key=lambda item: item.kind):
        lacking = list(items)
        all_ = sum(item.kind == kind for item in coverage.items)
        yield ""
        heading = wrap(f"{HEADINGS[kind]}: {len(lacking)} of {all_:,}", width)
        yield from (paint.strong(line) for line in heading)
        for item in lacking:
            yield from _lines(item, reading, paint, width)


def _lines(item: Item, reading: Reading, paint: Paint, width: int) -> Iterator[str]:
    span = place(item, reading)
    where = f"{as_read(span.file)}:{span.line}:{span.column}:"
    first, *rest = wrap(f"{where} {item.words}", width, "  ", "    ")
    yield first.replace(where, paint.mark(where), 1)
    yield from rest


def place(item: Item, reading: Reading) -> Span:
    """Where an item stands in the pathway's files."""
    on = "key" if item.kind in ("step", "rule") else "value"
    return reading.sources["pathway"].locate(item.route, on, item.part)
