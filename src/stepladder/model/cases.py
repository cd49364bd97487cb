"""Teaching cases: a vignette, what is answered and chosen, and what must happen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from stepladder.facts import Value, plain
from stepladder.model.fields import AsTuple, FreeId, NameList, Sets, scalar
from stepladder.model.frozen import Frozen

Status: TypeAlias = Literal["closed", "blocked", "ask", "caution", "open"]
"""The five statuses of an exit."""


def _visits(value: object) -> Mapping[str, Value] | tuple[Mapping[str, Value], ...]:
    """One mapping stands for every visit; a list is one entry a visit."""
    if isinstance(value, list):
        return tuple([_answers(entry) for entry in value])
    return _answers(value)


def _answers(value: object) -> Mapping[str, Value]:
    if not isinstance(value, Mapping):
        message = f"a mapping of facts to values is expected, not {plain(value)}"
        raise PydanticCustomError("stepladder", "{message}", {"message": message, "hint": "write {fact: value}"})
    return {str(name): scalar(given) for name, given in value.items()}


AtVisits: TypeAlias = Annotated[
    Mapping[str, Value] | tuple[Mapping[str, Value], ...],
    PlainValidator(_visits),
    WithJsonSchema({"anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]}),
]
"""What is answered at a step: the same at every visit, or one entry a visit."""


class RuleExpectation(Frozen):
    """Whether a rule holds as for entering `at`, when the walk last leaves `after`."""

    rule: str
    at: str
    after: str | None = None
    holds: bool = True


class Expectation(Frozen):
    """What must happen in a case."""

    path: NameList | None = None
    ends: str | None = None
    waits: str | None = None
    stuck: str | None = None
    statuses: Mapping[str, Mapping[str, Status]] = Field(default_factory=dict)
    rules: Annotated[tuple[RuleExpectation, ...], AsTuple] = ()
    fired: NameList = ()


class Script(Frozen):
    """Answers, choices and reasons that are held ready for a walk."""

    facts: Sets = Field(default_factory=dict)
    at: Mapping[str, AtVisits] = Field(default_factory=dict)
    choose: NameList = ()
    override: Mapping[str, str] = Field(default_factory=dict)
    entry: str | None = None


class Case(Script):
    """One teaching case."""

    id: FreeId
    title: str = ""
    story: str = ""
    expect: Expectation
    teaches: str = ""


class CaseFile(Frozen):
    """The cases of one pathway."""

    pathway: FreeId
    facts: Sets = Field(default_factory=dict)
    """Answers for every case without an answer of its own."""
    cases: Annotated[tuple[Case, ...], AsTuple]
