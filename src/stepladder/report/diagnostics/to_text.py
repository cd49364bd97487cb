"""Diagnostics as people read them: place, severity, code, message; the line with the span underlined; help."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from stepladder.diagnostics import Severity, Span
from stepladder.library.suppressions import Placed
from stepladder.report.addresses import as_read
from stepladder.text.characters import columns, visible
from stepladder.text.counting import counted
from stepladder.text.terminal import Paint

WIDEST = 200
"""Longer source lines are cut around the span."""


def to_text(findings: Iterable[Placed], paint: Paint, named: Callable[[str], str] = as_read) -> str:
    """The findings as text, an empty line between two; empty where there is none.

    Args:
        findings: in the order to be shown.
        paint: how to colour.
        named: what a file is called.
    """
    return "\n".join(_one(placed, paint, named) for placed in findings)


def _one(placed: Placed, paint: Paint, named: Callable[[str], str]) -> str:
    diagnostic, span = placed.diagnostic, placed.span
    style = {Severity.ERROR: paint.bad, Severity.WARNING: paint.warn, Severity.NOTE: paint.dim}[placed.severity]
    place = paint.strong(f"{visible(named(span.file))}:{span.line}:{span.column}:")
    lines = [f"{place} {style(f'{placed.severity}[{diagnostic.code}]')} {paint.strong(diagnostic.message)}"]
    if placed.source_line.strip():
        lines.extend(_excerpt(placed.source_line, span, style))
    if diagnostic.help:
        lines.append(f"  {paint.good('help:')} {diagnostic.help}")
    for message, where in placed.related:
        lines.append(f"  {paint.dim('see:')} {visible(named(where.file))}:{where.line}:{where.column}: {message}")
    return "\n".join(lines) + "\n"


def _excerpt(line: str, span: Span, style: object) -> list[str]:
    """The source line, and below it the span underlined; what is shown as an escape counts as wide as that."""
    assert callable(style)
    last = span.end_column if span.end_line == span.line else len(line) + 1
    start, end = span.column - 1, max(last - 1, span.column)
    offset = 0
    if len(line) > WIDEST:
        offset = max(0, min(start - WIDEST // 4, len(line) - WIDEST))
        line = line[offset : offset + WIDEST]
        start, end = start - offset, min(end - offset, WIDEST)
    number = str(span.line)
    gutter = " " * len(number)
    lead = " " * columns(line[:start])
    marks = "^" * max(1, columns(line[start:end]))
    return [f"{number} | {line}", f"{gutter} | {lead}{style(marks)}"]


def summary(findings: Iterable[Placed], pathways: int, files: int, steps: int, rules: int, cases: int) -> str:
    """What was looked at and what was found, in a line."""
    counts = dict.fromkeys(Severity, 0)
    for placed in findings:
        counts[placed.severity] += 1
    looked = ", ".join(
        (
            counted(pathways, "pathway"),
            counted(files, "file"),
            counted(steps, "step"),
            counted(rules, "rule"),
            counted(cases, "case"),
        )
    )
    wrong = ", ".join(counted(counts[s], str(s)) for s in Severity if counts[s])
    return f"{looked}: {wrong or 'nothing to report'}"
