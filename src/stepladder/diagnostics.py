"""What the tool says about a definition: a code, a sentence, a place, and what to do.

A *diagnostic* points by route (the keys that lead to a value) and never by line; only `report` knows lines.
A *finding* is what a patient has: this module knows nothing of those.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

from stepladder.text.characters import visible

Route: TypeAlias = tuple[str | int, ...]
"""The keys and list positions that lead from the top of a document to a value."""

Document: TypeAlias = Literal["pathway", "cases", "origins", "answers"]
"""Which of a pathway's documents a route starts in."""


class Severity(StrEnum):
    """How bad it is; `--fail-on` compares these."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for an error, 1 for a warning, 2 for a note."""
        return ("error", "warning", "note").index(self.value)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a file: lines and columns count from 1, in code points; the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that belongs to a diagnostic, and why."""

    message: str
    at: Route | Span
    on: Literal["key", "value"] = "value"
    document: Document = "pathway"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that is wrong, or doubtful, at one place."""

    code: str
    """`SLnnn`, a key of `CATALOGUE`; never used twice for different things."""
    message: str
    """What is so, with names; then the evidence."""
    at: Route | Span
    on: Literal["key", "value"] = "value"
    """Whether the key or the value at the end of the route is meant."""
    part: tuple[int, int] | None = None
    """The offsets of the characters meant, inside a text value."""
    help: str = ""
    """What to do; empty where nothing sensible can be said."""
    related: tuple[Related, ...] = ()
    document: Document = "pathway"
    witness: Mapping[str, object] | None = field(default=None, compare=False)
    """Of a proof, the walk that shows it, as plain data: facts, at, choose, path."""

    cause: tuple[str, str] | None = field(default=None, compare=False)
    """Of a proof's finding that follows from another one: the code of that, and the step it is about."""

    def __post_init__(self) -> None:
        """Keep what came out of a file from steering a terminal or breaking a line."""
        object.__setattr__(self, "message", visible(self.message))
        object.__setattr__(self, "help", visible(self.help, keep="\n"))

    @property
    def severity(self) -> Severity:
        """The severity of the code."""
        return CATALOGUE[self.code].severity

    @property
    def name(self) -> str:
        """The code in words, such as `unknown-step`."""
        return CATALOGUE[self.code].name


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong inside a condition's text, not yet tied to a place in a file."""

    code: str
    message: str
    start: int
    end: int
    help: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """What a diagnostic code is called and how severe it is."""

    name: str
    severity: Severity


_E, _W = Severity.ERROR, Severity.WARNING

CATALOGUE: Mapping[str, Code] = {
    "SL001": Code("not-yaml", _E),
    "SL002": Code("duplicate-key", _E),
    "SL003": Code("anchor-alias-or-tag", _E),
    "SL004": Code("too-large-or-too-deep", _E),
    "SL005": Code("not-utf8", _E),
    "SL101": Code("unknown-key", _E),
    "SL102": Code("missing-key", _E),
    "SL103": Code("wrong-type-or-value", _E),
    "SL201": Code("unknown-step", _E),
    "SL202": Code("unknown-fact", _E),
    "SL203": Code("unknown-choice-value", _E),
    "SL204": Code("unknown-therapy", _E),
    "SL205": Code("unknown-source", _E),
    "SL206": Code("unknown-group", _E),
    "SL207": Code("unknown-lane", _E),
    "SL208": Code("unknown-rule", _E),
    "SL209": Code("unknown-place-of-a-statement", _E),
    "SL301": Code("condition-syntax", _E),
    "SL302": Code("condition-type", _E),
    "SL303": Code("outside-range", _E),
    "SL304": Code("unit-mismatch", _E),
    "SL305": Code("circular-definition", _E),
    "SL401": Code("step-unreachable", _E),
    "SL402": Code("no-outcome-reachable", _E),
    "SL403": Code("exits-missing-or-misplaced", _E),
    "SL404": Code("loop-without-assessment", _E),
    "SL405": Code("safety-exit-could-close", _E),
    "SL501": Code("no-source", _W),
    "SL502": Code("no-unit", _W),
    "SL503": Code("no-reason", _W),
    "SL504": Code("declared-and-never-used", _W),
    "SL505": Code("review-overdue", _W),
    "SL506": Code("ignore-unused-or-without-reason", _W),
    "SL507": Code("ambiguous-plain-text", _W),
    "SL508": Code("shared-fact-declared-otherwise", _W),
    "SL601": Code("walk-can-be-stuck", _E),
    "SL602": Code("two-exits-apply", _E),
    "SL603": Code("never-taken", _W),
    "SL604": Code("claim-is-false", _E),
    "SL605": Code("waits-for-what-is-never-asked", _W),
    "SL606": Code("no-outcome-can-be-reached", _E),
    "SL607": Code("rule-never-needed", _W),
    "SL608": Code("undecided", _W),
    "SL609": Code("claim-tests-nothing", _W),
    "SL701": Code("question-left-out", _W),
    "SL801": Code("case-fails", _E),
    "SL802": Code("case-lacks-an-answer", _E),
    "SL803": Code("case-names-what-does-not-exist", _E),
}
"""Every code that can be said, in order."""


def nearest(name: str, candidates: object) -> str:
    """The help sentence proposing the candidate nearest to a misspelt name, or an empty text.

    Args:
        name: what was written.
        candidates: an iterable of the names that would have been right.

    >>> nearest("nsaids", ["paracetamol", "nsaid"])
    "did you mean 'nsaid'?"
    """
    candidate = nearest_name(name, candidates)
    return f"did you mean '{candidate}'?" if candidate is not None else ""


def listed(what: str, names: Collection[str]) -> str:
    """The help sentence that lists the names there are, where none is near; empty where there are none, or very many.

    >>> listed("steps", ["look", "home"])
    'the steps are look, home'
    """
    shown = sorted(names) if isinstance(names, frozenset) else list(names)
    return f"the {what} are {', '.join(shown[:12])}{', …' if len(shown) > 12 else ''}" if shown else ""


PROPOSALS = 100_000
"""How many names are compared with misspelt ones in all; then no more proposals are made, so that it ends soon."""


class Proposals:
    """Nearest names, each looked up once, and not without end."""

    __slots__ = ("_found", "_spent")

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], str | None] = {}
        self._spent = 0

    def nearest_name(self, kind: str, name: str, candidates: Collection[str]) -> str | None:
        """The candidate nearest to a misspelt name; None where none is near, or too many were looked up already.

        Args:
            kind: which names these are; the same candidates every time.
            name: what was written.
            candidates: the names that would have been right.
        """
        key = (kind, name)
        if key not in self._found:
            if self._spent >= PROPOSALS:
                return None
            self._spent += len(candidates)
            self._found[key] = nearest_name(name, candidates)
        return self._found[key]

    def nearest(self, kind: str, name: str, candidates: Collection[str]) -> str:
        """The help sentence proposing it, or an empty text."""
        candidate = self.nearest_name(kind, name, candidates)
        return f"did you mean '{candidate}'?" if candidate is not None else ""


def nearest_name(name: str, candidates: object) -> str | None:
    """The candidate nearest to a misspelt name, or None where none is near.

    Args:
        name: what was written.
        candidates: an iterable of texts.
    """
    from difflib import get_close_matches  # only when something is wrong

    pool = sorted({str(c) for c in candidates})  # type: ignore[attr-defined]  # any iterable will do
    folded = {c.lower().replace("-", "_"): c for c in reversed(pool)}
    wanted = name[:128].lower().replace("-", "_")
    if wanted in folded:
        return folded[wanted]
    close = get_close_matches(wanted, list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None
