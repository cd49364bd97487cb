"""The cases of a pathway as they came out: one record a case, also for those that could not be run at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from stepladder.cases.run import Outcome
from stepladder.diagnostics import Severity, Span
from stepladder.library.checked import Checked
from stepladder.library.suppressions import Placed, place_all, silence
from stepladder.model.cases import Case
from stepladder.reading.load import Reading

Stop: TypeAlias = Literal["ends", "waits", "stuck"]
STOPS: tuple[Stop, ...] = ("ends", "waits", "stuck")
"""The keys that say where a walk stops."""


@dataclass(frozen=True)
class Judged:
    """One case and how it came out."""

    pathway: str
    """The id of its pathway."""
    named: str
    """The path of its pathway, as it was given."""
    id: str
    title: str
    span: Span
    """Where its id stands."""
    case: Case | None
    """None where it could not be built from what is written."""
    outcome: Outcome | None
    """None where it could not be run."""
    findings: tuple[Placed, ...] = ()
    """What is wrong with it, the causes first."""

    @property
    def silenced(self) -> bool:
        """Whether it fails in a way that its author silenced with a reason."""
        return self.outcome is not None and bool(self.outcome.failures) and not self.errors

    @property
    def errors(self) -> tuple[Placed, ...]:
        """The errors among what is wrong with it."""
        return tuple([placed for placed in self.findings if placed.severity is Severity.ERROR])

    @property
    def follows(self) -> tuple[Placed, ...]:
        """Those that may only follow from the walk having gone another way."""
        outcome = self.outcome
        consequences = {placed.message for placed in outcome.failures[outcome.causes :]} if outcome is not None else ()
        return tuple([placed for placed in self.findings if placed.message in consequences])

    @property
    def failed(self) -> bool:
        """Whether it failed; a case that could not be run has failed."""
        return self.outcome is None or bool(self.errors)

    @property
    def words(self) -> str:
        """How it came out, in a word."""
        return "failed" if self.failed else "silenced" if self.silenced else "passed"

    @property
    def message(self) -> str:
        """What is first to be said of it where it failed, in a line."""
        first = next(iter(self.errors), None)
        return first.message if first is not None else f"case '{self.id}': it could not be run"

    @property
    def names(self) -> tuple[str, ...]:
        """What `-k` looks in."""
        return (self.id, self.title, self.pathway)

    @property
    def expected(self) -> tuple[str, ...] | None:
        """The path that is expected; None where none is."""
        return self.case.expect.path if self.case is not None else None

    @property
    def stop(self) -> tuple[Stop, str] | None:
        """Where the walk should stop, and how; None where nothing is said of it."""
        if self.case is None:
            return None
        return next(((key, step) for key in STOPS if (step := getattr(self.case.expect, key)) is not None), None)

    @property
    def walked(self) -> tuple[str, ...]:
        """The path that was walked; empty where the case was not run."""
        return self.outcome.walk.trail if self.outcome is not None else ()

    @property
    def first_difference(self) -> int | None:
        """From which place on the paths differ, counted from 0; None where they do not."""
        expected, walked = self.expected, self.walked
        if expected is None or self.outcome is None or expected == walked:
            return None
        alike = (index for index, pair in enumerate(zip(expected, walked, strict=False)) if pair[0] != pair[1])
        return next(alike, min(len(expected), len(walked)))


def judged(checked: Checked) -> tuple[Judged, ...]:
    """Every case of a pathway that was checked with its cases, in the order of their file.

    A case with errors of its own is among them, also one that no case could be built from. There is none where the
    pathway or the head of the case file has errors: then nothing could be run.
    """
    reading, source = checked.reading, checked.reading.sources.get("cases")
    if checked.pathway is None or reading.cases is None or source is None:
        return ()
    outcomes = {id(outcome.case): outcome for outcome in checked.outcomes}
    built = {reading.case_at(index): case for index, case in enumerate(reading.cases.cases)}
    wrong: dict[int, list[Placed]] = {}
    for placed in of_cases(checked.findings):
        position = case_of(placed)
        if position is not None:
            wrong.setdefault(position, []).append(placed)
        elif placed.severity is Severity.ERROR:
            return ()
    rows: list[Judged] = []
    for position in sorted({*built, *wrong}):
        case = built.get(position)
        span = source.locate(("cases", position, "id"))
        rows.append(
            Judged(
                checked.pathway.id,
                reading.name,
                case.id if case is not None else _written_id(reading, span, position),
                case.title if case is not None else "",
                span,
                case,
                outcome := outcomes.get(id(case)),
                _causes_first(wrong.get(position, ()), outcome),
            )
        )
    return tuple(rows)


def _causes_first(findings: Iterable[Placed], outcome: Outcome | None) -> tuple[Placed, ...]:
    """What is wrong with a case: first in the order in which the run tells it, then what was not of the run."""
    order_of = {
        failure.message: number for number, failure in enumerate(outcome.failures if outcome is not None else ())
    }
    return tuple(sorted(findings, key=lambda placed: order_of.get(placed.message, len(order_of))))


def of_cases(findings: Iterable[Placed]) -> list[Placed]:
    """Those findings that are about cases."""
    return [placed for placed in findings if placed.diagnostic.document == "cases"]


def case_of(placed: Placed) -> int | None:
    """The position in its file of the case that a finding is about; None where it is about the file."""
    at = placed.diagnostic.at
    if isinstance(at, tuple) and len(at) > 1 and at[0] == "cases" and isinstance(at[1], int):
        return at[1]
    return None


def _written_id(reading: Reading, span: Span, position: int) -> str:
    """The id of a case that could not be built, as it is written; its number where there is none."""
    line = reading.sources["cases"].files[0].line(span.line)
    written = re.search(r"\bid:\s*[\"']?([A-Za-z0-9_-]+)", line)
    return written[1] if written else f"case {position + 1}"


@dataclass(frozen=True)
class Group:
    """The chosen cases of one pathway, and what else is to be told of it."""

    checked: Checked
    cases: tuple[Judged, ...]
    """Those that were chosen."""
    all: tuple[Judged, ...]
    """All that the pathway has."""
    findings: tuple[Placed, ...]
    """What is wrong: with the pathway, if it has errors, with the case file, and with the chosen cases."""

    @property
    def name(self) -> str:
        """The id of the pathway, or where it cannot be read its path."""
        pathway = self.checked.reading.pathway
        return pathway.id if pathway is not None else self.checked.reading.name

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What the chosen cases that could be run came out as."""
        return tuple([case.outcome for case in self.cases if case.outcome is not None])

    @property
    def not_run(self) -> tuple[str, ...]:
        """The ids of the chosen cases that could not be run."""
        return tuple([case.id for case in self.cases if case.outcome is None])

    @property
    def failing(self) -> tuple[str, ...]:
        """The ids of the chosen cases that were run and fail, also where their authors silenced that."""
        return tuple([case.id for case in self.cases if case.outcome is not None and case.outcome.failures])

    @property
    def broken(self) -> tuple[Placed, ...]:
        """The errors for which nothing could be run: of the pathway, or of the whole case file."""
        return tuple(
            [
                placed
                for placed in self.findings
                if placed.severity is Severity.ERROR
                and (placed.diagnostic.document != "cases" or case_of(placed) is None)
            ]
        )

    def count(self, words: str) -> int:
        """How many of the chosen cases came out so."""
        return sum(case.words == words for case in self.cases)


def group(checked: Checked, chosen: Sequence[Judged], every: Sequence[Judged]) -> Group:
    """Sort out what is to be told of a pathway and the cases that were chosen."""
    mine = {id(placed) for case in chosen for placed in case.findings}
    files = {file.name for file in checked.reading.sources["cases"].files} if _has_cases(checked) else set()
    kept: list[Placed] = []
    for placed in checked.findings:
        if placed.diagnostic.document == "cases" and case_of(placed) is not None:
            if id(placed) in mine:
                kept.append(placed)
        elif placed.file in files or (placed.severity is Severity.ERROR and placed.diagnostic.document == "pathway"):
            kept.append(placed)
    return Group(checked, tuple(chosen), tuple(every), tuple(kept))


def _has_cases(checked: Checked) -> bool:
    return "cases" in checked.reading.sources


def run_one(checked: Checked, case: Judged) -> Judged:
    """Run one case of a pathway that was checked without running its cases.

    Args:
        checked: the pathway, without errors.
        case: one of its cases; one with errors of its own stays as it is.
    """
    from stepladder.cases.run import run

    reading = checked.reading
    if case.case is None or case.errors or checked.pathway is None or reading.cases is None:
        return case
    index = next(index for index, candidate in enumerate(reading.cases.cases) if candidate is case.case)
    outcome = run(checked.pathway, reading.cases, index)
    placed = place_all([reading.written(found) for found in outcome.failures], reading.sources)
    kept = [found for found in silence(placed, reading.files, ("SL",)) if found.diagnostic.document == "cases"]
    found = _causes_first((*case.findings, *sorted(kept, key=lambda candidate: candidate.order)), outcome)
    return replace(case, outcome=outcome, findings=found)
