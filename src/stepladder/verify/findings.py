"""What proofs say: one result for each question about each subject, with a walk that shows it where a walk can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias, get_args

from stepladder.diagnostics import nearest
from stepladder.engine.events import Event
from stepladder.facts import plain
from stepladder.model.pathway import Pathway
from stepladder.text.characters import brief

Verdict: TypeAlias = Literal["proved", "refuted", "undecided"]
"""`proved`: all is well, for every patient and walk. `refuted`: it is not. `undecided`: a limit was reached."""

QUESTIONS: Mapping[str, str] = {
    "SL601": "No walk is ever stuck",
    "SL602": "Never do two exits apply at once",
    "SL603": "Every step and exit can be taken",
    "SL604": "The author's claims hold",
    "SL605": "No exit waits for a fact that is never asked",
    "SL606": "An outcome can always be reached",
    "SL607": "Every rule is needed",
}
"""The questions of the format's section 4, as what is to be proved; SL608 is a question left undecided."""


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A walk that shows something: from the start or an entry, as events that `Walk.resume` takes.

    It ends in the very state, or with the very move, that shows it; moves that nobody chooses are among the events.
    """

    entry: str | None
    events: tuple[Event, ...]

    def __repr__(self) -> str:
        return f"Shown({len(self.events)} events{f', entry={self.entry!r}' if self.entry else ''})"


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """What came out of one question about one subject.

    >>> import stepladder
    >>> result = stepladder.verify("headache-steps", only=["SL607"])["SL607", "nsaid-with-care"]
    >>> result.verdict, result.shown
    ('proved', Shown(4 events))
    """

    question: str
    """`SL601` to `SL607`."""
    subject: str
    """A step for SL601, SL602 and SL606; a step, `step/exit` or `interrupts[n]` for SL603; a claim for SL604; a fact
    for SL605; a rule for SL607."""
    verdict: Verdict
    """`proved`, `refuted` or `undecided`."""
    vacuous: bool = False
    """Of a claim: proved only because nothing can test it."""
    shown: Shown | None = None
    """Of what is refuted, a shortest walk that shows it, where a walk can; of a proved SL603 or SL607, and of a claim
    that is not vacuous, a walk that shows that where one was looked for."""
    seconds: float = 0.0
    """How long it took."""
    how: str = ""
    """How it was decided, in one sentence; of what is undecided, what was covered and which limit was reached."""
    cause: tuple[str, str] | None = None
    """Of what is only so because walks are stopped before: SL601 or SL602, and the step."""

    def __repr__(self) -> str:
        return f"Result({self.question}, {brief(self.subject, 80)!r}, {'vacuous' if self.vacuous else self.verdict})"


@dataclass(frozen=True, repr=False)
class Proofs:
    """The results for a pathway, in the order of the questions and of the file.

    It can be iterated over, and gives a result by its question and its subject.

    >>> import stepladder
    >>> proofs = stepladder.verify("headache-steps")
    >>> proofs.ok, proofs.refuted, proofs.undecided
    (True, (), ())
    >>> proofs["SL604", "never-nsaid-in-failure"].verdict
    'proved'
    """

    pathway: Pathway
    """The pathway that was asked about."""
    results: tuple[Result, ...]
    """A result for each question about each subject."""

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)

    def __getitem__(self, key: tuple[str, str]) -> Result:
        return self.by_key[key]

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str], Result]:
        """Each result, by question and subject."""
        return {(result.question, result.subject): result for result in self.results}

    def __repr__(self) -> str:
        counts = ", ".join([f"{len(self.of(verdict))} {verdict}" for verdict in get_args(Verdict)])
        return f"Proofs({self.pathway.id!r}, {self.pathway.version!r}, {counts})"

    def of(self, verdict: Verdict) -> tuple[Result, ...]:
        """The results with one verdict.

        Args:
            verdict: `proved`, `refuted` or `undecided`.

        Raises:
            ValueError: there is no such verdict.
        """
        if verdict not in get_args(Verdict):
            hint = nearest(str(verdict), get_args(Verdict)) or f"it is one of {', '.join(get_args(Verdict))}"
            raise ValueError(f"{plain(verdict)} is no verdict; {hint}")
        return tuple([result for result in self.results if result.verdict == verdict])

    @property
    def refuted(self) -> tuple[Result, ...]:
        """What is not so, each with a walk that shows it, where a walk can."""
        return self.of("refuted")

    @property
    def undecided(self) -> tuple[Result, ...]:
        """What a limit left open."""
        return self.of("undecided")

    @property
    def ok(self) -> bool:
        """Whether something was asked, and all of it is proved."""
        return bool(self.results) and len(self.of("proved")) == len(self.results)
