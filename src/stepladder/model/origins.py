"""Where a pathway comes from: the statements of earlier texts, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from stepladder.model.fields import AsTuple, FreeId, NameList
from stepladder.model.frozen import Frozen


class OriginText(Frozen):
    """One of the texts."""

    title: str
    about: str = ""
    source: str | None = None
    """The id of a source of the pathway."""


class Place(Frozen):
    """Where a statement stands in the pathway: one thing, and what the statement is there."""

    step: str | None = None
    rule: str | None = None
    fact: str | None = None
    derived: str | None = None
    interrupt: str | None = None
    claim: str | None = None
    case: str | None = None
    as_: Annotated[str, Field(alias="as")] = ""
    """step, rule, trigger, risk, benefit, evidence, text, question, exit or outcome."""

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """What it names: pairs of a kind and an id; one of them, where it is well formed."""
        kinds = ("step", "rule", "fact", "derived", "interrupt", "claim", "case")
        return tuple([(kind, name) for kind in kinds if (name := getattr(self, kind)) is not None])


class Statement(Frozen):
    """One statement of a text, its corrected reading, and what is thought of it today."""

    says: str
    reading: str
    mistranslated: Mapping[str, str] = Field(default_factory=dict)
    position: Literal["agree", "refine", "disagree", "unsupported"]
    today: str
    confidence: Literal["high", "moderate", "low"] | None = None
    sources: NameList = ()
    stands: Annotated[tuple[Place, ...], AsTuple] = ()
    left_out: str = ""
    """Why it has no place in the pathway."""


class Origins(Frozen):
    """The statements of the texts a pathway grew from."""

    pathway: FreeId
    texts: Mapping[FreeId, OriginText]
    statements: Mapping[FreeId, Statement]
