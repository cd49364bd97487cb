"""What a comparison says: what was rewritten, who is led differently, and what the version number must say.

**The rule.** Two versions lead alike where every log of answers, reasons and choices that is possible in one of them
is possible in the other, and leads to the same steps, therapies and facts. A version deserves

- `patch` where both lead alike for every patient: only texts, sources, names, claims or drawings have changed, or
  conditions were rewritten and mean the same, or what differs lies in states that no walk comes to;
- `minor` where every walk that was possible still is, and leads the same way with the same answers, but something is
  new: another option, entry, value of a fact, a way on from where walks were stuck; or where questions come in another
  order; or where an exit that cannot be taken is closed instead of blocked, or the other way round;
- `major` in every other case: an exit that could be taken is closed, blocked, needs a reason it did not need, or leads
  elsewhere; one that a rule blocked can be taken, or needs a reason less; a step asks more or less; other therapies
  start or stop, other facts are set or forgotten; a review comes at another time.

What could not be decided within the limits counts as if it were so. The version number has to rise by as much, below
1.0.0 too. What deserves a patch passes without one: texts may be mended between two versions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from stepladder.compare.matching import Matching
from stepladder.facts import Value
from stepladder.model.cases import Case
from stepladder.text.characters import brief

Level: TypeAlias = Literal["none", "patch", "minor", "major"]
"""What a change deserves, least first."""

LEVELS: tuple[Level, ...] = ("none", "patch", "minor", "major")

Reached: TypeAlias = Literal["yes", "no", "undecided"]
"""Whether a walk comes to a difference."""


def highest(levels: list[Level]) -> Level:
    """The highest of some levels; `none` of none."""
    return max(levels, key=LEVELS.index, default="none")


@dataclass(frozen=True, slots=True, repr=False)
class Change:
    """Something that was rewritten."""

    part: str
    """`step`, `exit`, `rule`, `interrupt`, `fact`, `derived`, `therapy`, `entry`, `claim`, `pathway` and so on."""
    name: str
    words: str
    """What became of it, as the end of a sentence that begins with its name."""
    text_only: bool = False
    """Whether nothing that decides anything has changed: only what is read or drawn."""

    def __repr__(self) -> str:
        return brief(f"Change({self.part} {self.name!r}: {self.words})")


@dataclass(frozen=True, slots=True, repr=False)
class Side:
    """One version's part of a witness, or of a case."""

    trail: tuple[str, ...]
    """The steps entered, in the names of that version."""
    stands: str
    """`ended`, `choosing`, `waiting` or `stuck`, where the two part."""
    finds: str
    """What is so there, in words: the status of the exit with its rules, what is asked, what is running."""
    then: tuple[str, ...] = ()
    """The steps that follow when the same patient goes on to an end."""
    ends: str = ""
    """The step where the walk ends then; empty where it does not."""

    def __repr__(self) -> str:
        return brief(f"Side({self.stands} at {self.trail[-1] if self.trail else None!r}: {self.finds})")


@dataclass(frozen=True, slots=True, repr=False)
class Witness:
    """One patient, led by both versions."""

    facts: Mapping[str, Value]
    """The answers that matter, in the order given."""
    script: Mapping[str, object]
    """What leads there, as `walk --answers` takes it."""
    old: Side
    new: Side

    def __repr__(self) -> str:
        return f"Witness({len(self.facts)} facts, old={self.old!r}, new={self.new!r})"


@dataclass(frozen=True, slots=True, repr=False)
class Difference:
    """A class of patients that is led, asked or treated differently at a step."""

    kind: Literal["exit", "asks", "effect", "review", "choice", "value", "begin", "continues"]
    step: str
    """The step, in the names of the old version."""
    subjects: tuple[str, ...]
    """The exits, or the facts, that it is about."""
    was: str
    now: str
    level: Level
    who: tuple[str, ...] = ()
    """The patients, by the facts that matter: any line of these; empty where it is everybody there."""
    more: bool = False
    """Whether there are others besides."""
    because: tuple[str, ...] = ()
    """What of the definition makes the difference."""
    reached: Reached = "yes"
    witness: Witness | None = None
    cases: tuple[str, ...] | None = None
    """The cases of the new version whose walk comes to it; None where no cases were looked at."""

    def __repr__(self) -> str:
        return brief(f"Difference({self.level}, {self.step!r}, {', '.join(self.subjects)}: {self.was} -> {self.now})")


@dataclass(frozen=True, slots=True, repr=False)
class CaseDifference:
    """A teaching case that goes another way."""

    case: str
    title: str
    words: tuple[str, ...]
    old: Side
    new: Side

    def __repr__(self) -> str:
        return brief(f"CaseDifference({self.case!r}: {'; '.join(self.words)})")


@dataclass(frozen=True, slots=True, repr=False)
class Suggested:
    """A case for a difference on which none stands."""

    difference: Difference
    case: Case | None
    """In the names of the new version; None where no case was found that tells the two versions apart there."""

    def __repr__(self) -> str:
        return brief(f"Suggested({self.case.id if self.case is not None else None!r} for {self.difference!r})")


@dataclass(frozen=True, repr=False)
class Comparison:
    """What was rewritten between two versions, and who is led differently.

    >>> import stepladder
    >>> old = stepladder.load("headache-steps")
    >>> found = stepladder.compare(old, old.model_copy(update={"title": "Headache, first steps"}))
    >>> found.differences, found.deserved, found.wanted
    ((), 'patch', '0.2.1')
    """

    matching: Matching
    """The two versions, and which part of one is which of the other."""
    changes: tuple[Change, ...]
    """Every part that was rewritten, also where nobody is led differently."""
    differences: tuple[Difference, ...]
    """Those that a walk comes to, and those of which that could not be decided."""
    unreached: tuple[Difference, ...]
    """Those that no walk comes to."""
    cases: tuple[CaseDifference, ...]
    """The teaching cases that go another way."""
    cases_run: int
    """How many teaching cases were led through both versions."""
    suggested: tuple[Suggested, ...] = ()
    """Where that was asked for: a case for each difference on which none stands."""

    @property
    def bare(self) -> tuple[Difference, ...]:
        """The differences that a walk comes to, and no case of the new version."""
        return tuple([one for one in self.differences if one.reached == "yes" and one.cases == ()])

    def __repr__(self) -> str:
        old, new, many = self.matching.old, self.matching.new, len(self.differences)
        return f"Comparison({old.id!r}, {old.version} -> {new.version}, {many} differences, deserves {self.deserved})"

    @cached_property
    def deserved(self) -> Level:
        """How much the version number has to rise: `none`, `patch`, `minor` or `major`."""
        levels: list[Level] = [difference.level for difference in self.differences]
        old, new = self.matching.old, self.matching.new
        reordered = old.version == new.version and old.digest != new.digest
        if self.changes or self.unreached or reordered:
            levels.append("patch")
        return highest(levels)

    @cached_property
    def given(self) -> Level:
        """How much it has risen; `none` where it has not, or has gone back."""
        old, new = core(self.matching.old.version), core(self.matching.new.version)
        if new <= old:
            return "none"
        return "major" if new[0] > old[0] else "minor" if new[1] > old[1] else "patch"

    @property
    def behaviour_changed(self) -> bool:
        """Whether somebody is led differently, or something new is possible, or that could not be ruled out."""
        return self.deserved in ("minor", "major")

    @property
    def told(self) -> bool:
        """Whether the version number says what has changed; that only texts have need not be said."""
        return not self.behaviour_changed or LEVELS.index(self.given) >= LEVELS.index(self.deserved)

    @property
    def wanted(self) -> str:
        """The lowest version number that would say it."""
        major, minor, patch = core(self.matching.old.version)
        match self.deserved:
            case "major":
                return f"{major + 1}.0.0"
            case "minor":
                return f"{major}.{minor + 1}.0"
            case "patch":
                return f"{major}.{minor}.{patch + 1}"
            case "none":
                return self.matching.old.version


def core(version: str) -> tuple[int, int, int]:
    """The three numbers of a version.

    >>> core("1.12.3-draft.2")
    (1, 12, 3)
    """
    major, minor, patch = version.partition("-")[0].partition("+")[0].split(".")
    return int(major), int(minor), int(patch)
