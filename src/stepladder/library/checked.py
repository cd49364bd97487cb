"""Reading and checking a pathway, and handing it over.

Here reading and checking come together; what they say is placed in the files, silenced where an author gave a reason,
and ordered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from stepladder.diagnostics import Diagnostic, Severity
from stepladder.library.registry import at_hand, within_reach
from stepladder.library.suppressions import Placed, Silenced, place_all, sift
from stepladder.model.cases import CaseFile
from stepladder.model.pathway import Pathway
from stepladder.reading.files import Located, Unreadable, locate
from stepladder.reading.load import Reading, read
from stepladder.text.characters import brief
from stepladder.validate.check import Subject

if TYPE_CHECKING:
    from stepladder.cases.run import Outcome
    from stepladder.engine.walk import Walk
    from stepladder.verify.findings import Proofs
    from stepladder.verify.witness.diagnose import Witnesses

CASE_FAILS = ("SL801", "SL802")
"""What is said of cases that were run."""

PROOF_SECONDS = 60.0
"""How long the proofs of one pathway may take in `validate`, where nobody says otherwise."""


@dataclass(frozen=True, repr=False)
class Checked:
    """A pathway as read and checked.

    >>> import stepladder
    >>> checked = stepladder.validate("headache-steps", proofs=False)
    >>> checked.ok, checked.findings, checked.cases_run
    (True, (), 6)
    """

    reading: Reading
    """The files as they were read, and the models made of them."""
    findings: tuple[Placed, ...]
    """What is wrong or doubtful, in order."""
    outcomes: tuple[Outcome, ...] = ()
    """The teaching cases that were run, in the order of their file."""
    proofs: Proofs | None = None
    """What was proved and refuted, where that was asked for and the pathway has no errors."""
    witnesses: Witnesses = field(default_factory=dict)
    """The witnesses of what was refuted."""
    silenced: tuple[Silenced, ...] = ()
    """What its authors silenced, each with the reason, in order."""

    @property
    def cases_run(self) -> int:
        """How many teaching cases were run."""
        return len(self.outcomes)

    @property
    def sound_cases(self) -> tuple[int, ...]:
        """Which of the cases in the model can be run: those without an error of their own."""
        return _sound(self.reading, (placed.diagnostic for placed in self.wrong_cases))

    @property
    def runnable(self) -> CaseFile | None:
        """The case file with only those cases; None where there is none to run."""
        cases = self.reading.cases
        if cases is None or not self.sound_cases:
            return None
        sound = tuple([cases.cases[index] for index in self.sound_cases])
        return CaseFile.model_construct(pathway=cases.pathway, facts=cases.facts, cases=sound)

    @property
    def cases_left_out(self) -> tuple[str, ...]:
        """The ids of the cases in the model that cannot be run."""
        cases = self.reading.cases
        left = set(range(len(cases.cases))).difference(self.sound_cases) if cases is not None else ()
        return tuple([cases.cases[index].id for index in sorted(left)]) if cases is not None else ()

    @property
    def wrong_cases(self) -> tuple[Placed, ...]:
        """The errors for which cases cannot be run: of their own, or at the head of their file."""
        wrong = [
            placed
            for placed in self.findings
            if placed.diagnostic.document == "cases" and placed.code not in CASE_FAILS
        ]
        return tuple([placed for placed in wrong if placed.severity is Severity.ERROR])

    def __repr__(self) -> str:
        return f"Checked({brief(self.reading.name, 60)!r}, {len(self.findings)} found, {self.cases_run} cases run)"

    @property
    def ok(self) -> bool:
        """Whether there is no error: neither in the pathway nor in what belongs to it; there may be warnings."""
        return not any(placed.severity is Severity.ERROR for placed in self.findings)

    @property
    def pathway(self) -> Pathway | None:
        """The pathway, where it has no errors."""
        wrong = any(
            placed.severity is Severity.ERROR and placed.diagnostic.document == "pathway" for placed in self.findings
        )
        return None if wrong else self.reading.pathway


def check(
    located: Located,
    *,
    today: date | None = None,
    cases: bool = True,
    proofs: bool = False,
    timeout: float = PROOF_SECONDS,
    hand: Callable[[], Mapping[str, Path]] | None = None,
) -> Checked:
    """Read and check a pathway.

    Args:
        located: its files.
        today: the day to judge `review_by` by; today where it is None.
        cases: whether to run its teaching cases too.
        proofs: whether to decide the questions of proofs too.
        timeout: how many seconds those may take.
        hand: gives the pathways at hand, for `continues`; they are looked for anew where it is None.

    Raises:
        Unreadable: the system refuses to hand a file over.
    """
    return examine(read(located), today=today, cases=cases, proofs=proofs, timeout=timeout, hand=hand)


def examine(
    reading: Reading,
    *,
    today: date | None = None,
    cases: bool = True,
    proofs: bool = False,
    timeout: float = PROOF_SECONDS,
    hand: Callable[[], Mapping[str, Path]] | None = None,
) -> Checked:
    """Check a pathway that has been read; see `check`."""
    diagnostics = list(reading.diagnostics)
    outcomes: list[Outcome] = []
    proved: tuple[Proofs, Witnesses] | None = None
    sound = False
    if reading.pathway is not None:
        from stepladder.validate import problems

        subject = Subject(
            reading.pathway,
            reading.declared or {},
            today or date.today(),
            reading.cases,
            reading.origins,
            reading.lost,
            *_others(reading, hand or at_hand),
        )
        diagnostics.extend(reading.written(diagnostic) for diagnostic in problems(subject))
        sound = not any(d.severity is Severity.ERROR and d.document == "pathway" for d in diagnostics)
    if cases and sound and reading.pathway is not None and reading.cases is not None:
        from stepladder.cases.run import run

        outcomes = [run(reading.pathway, reading.cases, index) for index in _sound(reading, diagnostics)]
        diagnostics.extend(reading.written(d) for outcome in outcomes for d in outcome.failures)
    if proofs and sound and reading.pathway is not None:
        from stepladder.verify.witness.diagnose import diagnose

        proved = _prove(reading, reading.pathway, outcomes, timeout)
        diagnostics.extend(reading.written(diagnostic) for diagnostic in diagnose(*proved))
    placed = place_all(dict.fromkeys(diagnostics), reading.sources)
    kept, silenced = sift(_once(placed), reading.files, ("SL6",) if proved is None else ())
    findings = tuple(sorted(kept, key=lambda diagnostic: diagnostic.order))
    quiet = tuple(sorted(silenced, key=lambda one: one.found.order))
    results, shown = proved if proved is not None else (None, {})
    return Checked(reading, findings, tuple(outcomes), results, shown, quiet)


def _once(placed: list[Placed]) -> list[Placed]:
    """Without the warnings of ambiguous words (SL507) where an error at the same place says what to write."""
    wrong = {diagnostic.span for diagnostic in placed if diagnostic.severity is Severity.ERROR}
    doubtful = {diagnostic.span for diagnostic in placed if diagnostic.code == "SL507"}
    kept = [diagnostic for diagnostic in placed if diagnostic.code != "SL507" or diagnostic.span not in wrong]
    return [_as_written(diagnostic) if diagnostic.span in doubtful else diagnostic for diagnostic in kept]


def _as_written(placed: Placed) -> Placed:
    """With the text to be quoted as it was written: 010, which was read as ten."""
    if placed.code == "SL507" or not placed.help.startswith("quote it: "):
        return placed
    written = placed.source_line[placed.span.column - 1 : placed.span.end_column - 1]
    return replace(placed, diagnostic=replace(placed.diagnostic, help=f'quote it: "{written}"'))


def _others(
    reading: Reading, hand: Callable[[], Mapping[str, Path]]
) -> tuple[frozenset[str] | None, Mapping[str, Pathway | None]]:
    """The ids that `continues` may name, and what was read of those that it does name; nothing where it names none."""
    assert reading.pathway is not None
    wanted = {step.continues for step in reading.pathway.steps.values() if step.continues}
    if not wanted:
        return None, {}
    known = within_reach(reading.name, hand())
    read_pathways: dict[str, Pathway | None] = {}
    for name in sorted(wanted & known.keys() - {reading.pathway.id}):
        try:
            read_pathways[name] = read(locate(known[name]), cases=False, origins=False).pathway
        except Unreadable:
            read_pathways[name] = None
    return frozenset(known), read_pathways


def _prove(reading: Reading, pathway: Pathway, outcomes: Iterable[Outcome], timeout: float) -> tuple[Proofs, Witnesses]:
    """Decide every question; walks of teaching cases save time, and what all cases take for granted is ordinary."""
    from stepladder.verify.engine import verify as prove
    from stepladder.verify.witness.diagnose import witnesses

    proofs = prove(pathway, timeout=timeout, hints=[outcome.walk for outcome in outcomes])
    return proofs, witnesses(proofs, reading.cases.facts if reading.cases is not None else None)


def case_walks(checked: Checked) -> list[Walk]:
    """The walks of the teaching cases that can be run, as proofs take them."""
    from stepladder.cases.run import run

    pathway, cases = checked.pathway, checked.reading.cases
    if pathway is None or cases is None:
        return []
    return [run(pathway, cases, index).walk for index in checked.sound_cases]


def _sound(reading: Reading, diagnostics: Iterable[Diagnostic]) -> tuple[int, ...]:
    """Which cases of the model can be run: those without an error of their own, in a file without one at its head."""
    broken = broken_cases(diagnostics)
    if broken is None or reading.cases is None:
        return ()
    return tuple([index for index in range(len(reading.cases.cases)) if reading.case_at(index) not in broken])


def broken_cases(diagnostics: Iterable[Diagnostic]) -> frozenset[int] | None:
    """The positions of the cases that have an error of their own; None where the whole file has one."""
    positions: set[int] = set()
    for diagnostic in diagnostics:
        if diagnostic.document != "cases" or diagnostic.severity is not Severity.ERROR:
            continue
        at = diagnostic.at
        if not isinstance(at, tuple) or len(at) < 2 or at[0] != "cases" or not isinstance(at[1], int):
            return None
        positions.add(at[1])
    return frozenset(positions)
