"""What mutation says: every mutant, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from stepladder.diagnostics import Route
from stepladder.engine.events import Event
from stepladder.facts import Value
from stepladder.model.pathway import Pathway

Change: TypeAlias = Literal["comparison", "not", "rule", "exit", "interrupt"]
"""`comparison`: one is turned; `not`: one is dropped; the others: one of these is dropped."""

Part: TypeAlias = Literal["rule", "interrupt", "exit", "derived"]
"""In what the change was made."""

Fate: TypeAlias = Literal["noticed", "unnoticed", "equivalent", "undecided"]
"""`noticed`: a case fails. `unnoticed`: none does, and somebody is led differently. `equivalent`: proved that nobody
is. `undecided`: neither was found."""

LEFT_OUT = (
    "Left out: claims, which lead nobody; what exits and steps set, start, stop or forget; what is asked, and in which"
    " order; severities; numbers and lists of values themselves; and names that could be negated."
)
"""What no mutant is made of."""


@dataclass(frozen=True)
class Mutant:
    """A pathway with one small change."""

    change: Change
    part: Part
    name: str
    """The rule, derived name, exit (`step/exit`) or interrupt that was changed."""
    route: Route
    """Where the change was made."""
    words: str
    """What was changed, such as `'age_years < 18' became 'age_years <= 18'`."""
    make: Callable[[], Pathway] = field(repr=False, compare=False)
    """The changed pathway."""
    span: tuple[int, int] | None = None
    """The characters that were changed, of the text at the route; None where the whole of it was."""


@dataclass(frozen=True)
class Witness:
    """A patient whom a mutant leads differently: a walk that both go as far as here."""

    entry: str | None
    events: tuple[Event, ...]
    path: tuple[str, ...]
    """The steps entered."""
    facts: Mapping[str, Value]
    """The answers that what was changed reads, in the order given."""
    differs: str
    """What is different then, such as `'nitrate' is blocked; in the mutant it is open`."""
    case: str = ""
    """The case whose walk this is; empty where no case goes it."""


@dataclass(frozen=True)
class Tried:
    """What became of a mutant."""

    mutant: Mutant
    fate: Fate
    by: str = ""
    """The first case that notices."""
    witness: Witness | None = None
    how: str = ""
    """Of what is proved or undecided: how, in a sentence."""


@dataclass(frozen=True)
class Mutation:
    """What became of every mutant, in the order of the pathway."""

    pathway: Pathway
    cases: int
    """How many cases looked for them."""
    tried: tuple[Tried, ...]
    seconds: float = field(default=0.0, compare=False)

    def of(self, fate: Fate) -> tuple[Tried, ...]:
        """Those with one fate; the worst first, which are absolute rules, then interrupts, exits and the rest."""
        return tuple(sorted([tried for tried in self.tried if tried.fate == fate], key=self._rank))

    def _rank(self, tried: Tried) -> int:
        mutant = tried.mutant
        if mutant.part == "rule":
            absolute = self.pathway.rules[mutant.name].severity == "absolute"
            return (0 if mutant.change == "rule" else 1) if absolute else 5
        return {"interrupt": 2, "exit": 3, "derived": 4}[mutant.part]

    @property
    def score(self) -> float:
        """Of the mutants that are not proved to change nothing, the part that is noticed, in percent."""
        noticed = len(self.of("noticed"))
        real = noticed + len(self.of("unnoticed")) + len(self.of("undecided"))
        return 100.0 * noticed / real if real else 100.0
