"""The steps of a pathway, with their exits, interrupts, evidence and reviews."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from stepladder.conditions.nodes import ALWAYS
from stepladder.conditions.otherwise import none_of
from stepladder.model.declarations import Basis, Certainty
from stepladder.model.fields import (
    AsTuple,
    ConditionField,
    FreeId,
    JustTrue,
    NameList,
    Names,
    PlainId,
    Sets,
    Texts,
)
from stepladder.model.frozen import Frozen
from stepladder.model.times import DurationField

Kind: TypeAlias = Literal["assessment", "treatment", "procedure", "adjunct", "emergency", "outcome"]
"""What a step is."""


class Evidence(Frozen):
    """How well a step is supported."""

    certainty: Certainty | None = None
    note: str = ""


class Review(Frozen):
    """When to look again after a step."""

    after: DurationField
    basis: Basis | None = None
    note: str = ""
    sources: NameList = ()


class Transition(Frozen):
    """A way out of a step: where to, when, why, and what it changes on the way."""

    id: PlainId | None = None
    to: str
    when: ConditionField = ALWAYS
    """The guard. Of an `otherwise` exit: that no guard before it holds."""
    otherwise: JustTrue | None = None
    label: str = ""
    """The choice in a few words."""
    because: str = ""
    stops: Names = ()
    starts: Names = ()
    sets: Sets = Field(default_factory=dict)
    forgets: Names = ()
    sources: NameList = ()
    basis: Basis | None = None
    note: str = ""

    @property
    def name(self) -> str:
        """What events and messages call the exit: its id, or else its target."""
        return self.id or self.to

    @property
    def changes(self) -> bool:
        """Whether taking it changes therapies or facts."""
        return bool(self.stops or self.starts or self.sets or self.forgets)


class Interrupt(Transition):
    """An exit of many steps, looked at before their own."""

    from_: Annotated[Names, Field(alias="from")]
    """Steps and @groups, or `everywhere`."""
    except_: Annotated[Names, Field(alias="except")] = ()


def _with_otherwise(exits: tuple[Transition, ...]) -> tuple[Transition, ...]:
    """Give a last `otherwise` its guard: that none of the guards before it holds."""
    if not exits or exits[-1].otherwise is None or "when" in exits[-1].model_fields_set:
        return exits
    *before, last = exits
    if any(exit_.when.problems for exit_ in before):
        return exits
    last = last.model_copy(update={"when": none_of([exit_.when for exit_ in before])})
    last.model_fields_set.discard("when")
    return (*before, last)


Exits: TypeAlias = Annotated[tuple[Transition, ...], AsTuple, AfterValidator(_with_otherwise)]

SummaryLines: TypeAlias = Annotated[
    tuple[str, ...],
    BeforeValidator(
        lambda value: (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value
    ),
    Field(max_length=3),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "maxItems": 3}]}),
]


class Step(Frozen):
    """A node of the pathway."""

    kind: Kind
    title: str
    abbr: str = ""
    """A short title for narrow boxes."""
    lane: str | None = None
    text: str = ""
    """What a learner reads; blank lines between paragraphs."""
    summary: SummaryLines = ()
    """Up to three short lines for the picture."""
    asks: NameList = ()
    """The facts asked here, in order."""
    benefits: Texts = ()
    risks: Texts = ()
    evidence: Evidence | None = None
    reversible: bool | None = None
    """Whether what the step does can be undone."""
    dose_note: str = ""
    review: Review | None = None
    note: str = ""
    """What is not known, or where sources differ."""
    basis: Basis | None = None
    sources: NameList = ()
    stops: Names = ()
    starts: Names = ()
    sets: Sets = Field(default_factory=dict)
    forgets: Names = ()
    next: Exits | None = None
    """Exits of which exactly one applies."""
    options: Exits | None = None
    """Exits among which a person chooses."""
    continues: FreeId | None = None
    """Of an outcome: the pathway that goes on from here."""
    goal: JustTrue | None = None
    """Of an outcome: it is what the ladder aims at, and is drawn as such."""

    @property
    def exits(self) -> tuple[Transition, ...]:
        """The step's own exits, as written."""
        return self.next or self.options or ()

    @property
    def exits_key(self) -> Literal["next", "options"]:
        """Under which key they stand."""
        return "options" if self.options is not None and self.next is None else "next"

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, some fields of which are others; what `otherwise` stands for follows from the exits it then has."""
        again = {key: _with_otherwise(exits) for key in ("next", "options") if (exits := (update or {}).get(key))}
        return super().model_copy(update={**(update or {}), **again}, deep=deep)
