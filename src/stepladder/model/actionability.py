"""Who or what can change a fact: time, the person, or nobody.

The format has no word for it yet, so it is read from what it has: units, `fresh`, `forgets` and `sets`, and, for what
nobody can change, the words of an id (`sex`, `age_years`, `prior_surgery`), as the format's section "What would have to
be different" says. A word of the format for how long an answer holds would decide before all of this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from stepladder.facts import Actionability, Value
from stepladder.model.declarations import Fact
from stepladder.model.pathway import Pathway
from stepladder.model.steps import Step, Transition

TIME = frozenset({"min", "h", "d", "wk", "mo", "a"})
"""The units in which a number is a time; shorter ones are measured, not waited for."""

INNATE = frozenset(
    {"age", "sex", "gender", "born", "birth", "ethnicity", "ancestry", "race", "origin", "inherited", "congenital"}
)
"""Words of an id that name what somebody is."""

PAST = frozenset({"history", "past", "prior", "previous", "previously", "ever", "last", "done"})
"""Words of an id that name what has been: it can come to be so, and never again not to have been."""

SINCE = PAST | {"since", "ago"}
"""Words of the id of a time that count from what has been."""

TAKEN = frozenset({"current", "takes", "taking", "use", "uses", "using", "smokes", "smoking", "drinks", "drinking"})
"""Words of an id that name what somebody takes or does."""

UNDONE = frozenset({"not_done", "not_tested", "not_tried", "not_yet", "not_known", "unknown", "pending"})
"""Values of a choice that say that something has not been looked at; nobody comes back to them."""

NEVER = UNDONE | {"none", "never", "no"}
"""Values of a choice about the past that say that something has not been."""

_SINCE = re.compile(r"\b(ago|since)\b|\bhow (many|long)\b.*\b(has|have)\b", re.IGNORECASE)
"""What a question says that asks for the time since something."""

Stays: TypeAlias = Literal["", "innate", "past"]
"""Why a value stays as it is; `past`, only against the course of time."""


@dataclass(frozen=True, slots=True)
class Changeability:
    """How one fact can change."""

    by_itself: Actionability
    """How actionable a change is that neither takes time alone nor is impossible."""
    runs: bool = False
    """Whether it is a number that grows with time."""
    stays: Stays = ""
    blank: tuple[str, ...] = ()
    """Of a choice: the values that nothing leads back to."""

    @property
    def lives(self) -> bool:
        """Whether its value can be another today than it was at an earlier step, although nobody asked again."""
        return self.by_itself is Actionability.ASKED_ANEW or (self.runs and self.stays != "innate")

    def waits(self, fact: Fact, old: Value, new: Value) -> bool:
        """Whether time alone leads from one value to another."""
        return self.runs and _number(new) > _number(old) and str(new) not in fact.words

    def actionability(self, fact: Fact, old: Value, new: Value) -> Actionability:
        """Who or what can bring it about that a fact has another value."""
        if self.waits(fact, old, new):
            return Actionability.IMMUTABLE if self.stays == "innate" else Actionability.WAITING
        if self.stays == "innate" or self.undoes(fact, old, new):
            return Actionability.IMMUTABLE
        return self.by_itself

    def undoes(self, fact: Fact, old: Value, new: Value) -> bool:
        """Whether a change that time does not bring would undo what has been."""
        past = self.stays == "past"
        match fact.type:
            case "number":
                return past and str(old) not in fact.words
            case "finding":
                return past and old is True
            case "choice":
                return old not in self.blank and (past or new in self.blank)


def changeability(pathway: Pathway) -> Mapping[str, Changeability]:
    """How each fact of a pathway can change, in file order."""
    changing = {name for effects in _effects(pathway) for name in (*effects.sets, *effects.forgets)}
    return {name: _changeability(name, fact, changing) for name, fact in pathway.facts.items()}


def _effects(pathway: Pathway) -> Iterator[Step | Transition]:
    yield from pathway.interrupts
    for step in pathway.steps.values():
        yield step
        yield from step.exits


def _changeability(name: str, fact: Fact, changing: set[str]) -> Changeability:
    words = set(name.split("_"))
    runs = fact.unit in TIME
    stays: Stays = ""
    if not fact.fresh and (words & INNATE or fact.unit == "a"):
        stays = "innate"
    elif runs:
        stays = "past" if words & SINCE or _SINCE.search(fact.ask) else ""
    elif words & PAST and fact.type != "number" and not fact.fresh:
        stays = "past"
    by_itself = Actionability.LASTS
    if fact.fresh:
        by_itself = Actionability.ASKED_ANEW
    elif name in changing or words & TAKEN:
        by_itself = Actionability.CHANGES
    back = () if fact.fresh else NEVER if stays == "past" else UNDONE
    return Changeability(by_itself, runs, stays, tuple([value for value in fact.values or () if value in back]))


def _number(value: Value) -> Decimal:
    assert not isinstance(value, str)
    return Decimal(value)
