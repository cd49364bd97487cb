"""What the steps of a pathway speak of: sources, lanes, facts and derived names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import (
    BeforeValidator,
    Field,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from stepladder.conditions.nodes import ALWAYS, Definition, Expression, Row, Table
from stepladder.facts import Choice, Domain, Finding, Number
from stepladder.model.fields import (
    AsTuple,
    ConditionField,
    NameList,
    NumberField,
    PlainId,
    Scalar,
    UnitField,
    compiler_of,
    unit_text,
)
from stepladder.model.frozen import Frozen
from stepladder.model.times import DateField

Certainty: TypeAlias = Literal["high", "moderate", "low", "very_low"]
"""How sure the evidence is, in GRADE's four words (Guyatt et al., BMJ 2008;336:924)."""


Basis: TypeAlias = Literal["guideline", "trial", "label", "expert", "teaching"]
"""What a statement rests on; `teaching` is a convention of the pathway with no source behind it."""


class Source(Frozen):
    """A citation, and how much of it was really seen."""

    title: str
    authors: str = ""
    year: int | None = None
    journal: str = ""
    kind: str = ""
    """guideline, consensus, trial, study, review, label, secondary, textbook, web, background, …"""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    url: str = ""
    seen: Literal["full_text", "abstract", "title", "summary", "background"] | None = None
    """How much of the source the author has read."""
    certainty: Certainty | None = None
    strength: str = ""
    """The strength of a recommendation, in the source's own word."""
    jurisdiction: str = ""
    status: Literal["current", "retired"] | None = None
    reviewed: DateField | None = None
    review_by: DateField | None = None
    note: str = ""


class Lane(Frozen):
    """A rung or band of the ladder."""

    title: str
    rung: int | None = None
    """Its number, where it is a rung."""


class Fact(Frozen):
    """Something that may be known of a patient."""

    type: Literal["finding", "choice", "number"]
    ask: str = ""
    """The question; a fact without one is never asked."""
    values: Mapping[PlainId, str] | None = None
    """Of a choice: each value with its label."""
    unit: UnitField | None = None
    """Of a number: its unit in UCUM; `1` for none."""
    min: NumberField | None = None
    max: NumberField | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    """Of a number: how many decimal places it may have."""
    words: Mapping[str, str] = Field(default_factory=dict)
    """Of a number: what some of its values are called, such as `9999: never`."""
    fresh: bool = False
    """Asked anew each time a step that asks it is entered."""
    text: str = ""
    """A sentence that helps to answer."""
    obtained: str = ""
    """Where the value comes from, such as `history` or `ECG`."""
    sources: NameList = ()
    note: str = ""

    @property
    def domain(self) -> Domain:
        """What kind of thing the fact is, with the values it takes."""
        match self.type:
            case "finding":
                return Finding()
            case "choice":
                return Choice(tuple(self.values or ()))
            case "number":
                return Number(self.unit, self.min, self.max, self.decimals)

    def label(self, value: object) -> str:
        """A value in words: `yes`, a choice's label, a number with its unit."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str):
            return (self.values or {}).get(value, value)
        unit = f" {self.unit}" if self.unit and self.unit != "1" else ""
        return self.words.get(str(value), f"{value}{unit}")


class DerivedRow(Frozen):
    """One row of a derived table: `{when: …, is: …}`, and at the end `{otherwise: …}`."""

    when: ConditionField | None = None
    is_: Annotated[Scalar | None, Field(alias="is")] = None
    otherwise: Scalar | None = None


def _given_expression(value: object) -> Expression:
    if isinstance(value, Expression):
        return value
    raise PydanticCustomError(
        "stepladder",
        "{message}",
        {"message": "a number expression is expected", "hint": "write a text, such as 2 * score + 1"},
    )


def _derived(value: object, info: ValidationInfo) -> object:
    if isinstance(value, str | bool):
        return {"when": value}
    if isinstance(value, list):
        if value and all(isinstance(row, str) for row in value):
            hint = f"write one condition: {' and '.join(value)}, or with or"
            told = {
                "message": "a condition is expected, or rows like {when: …, is: …}, not a list of texts",
                "hint": hint,
            }
            raise PydanticCustomError("stepladder", "{message}", told)
        return {"rows": value}
    if isinstance(value, Mapping) and "number" in value:
        number, unit = value["number"], unit_text(value.get("unit"))
        compiler = compiler_of(info)
        if isinstance(number, str) or (isinstance(number, int | Decimal) and not isinstance(number, bool)):
            return {
                **value,
                "number": compiler.expression(str(number), unit if isinstance(unit, str) else None),
            }
    return value


class Derived(Frozen):
    """Something computed from facts and from the walk, never asked: a condition, a number, or a table."""

    when: ConditionField | None = None
    number: (
        Annotated[Expression, PlainValidator(_given_expression), WithJsonSchema({"type": ["string", "number"]})] | None
    ) = None
    rows: Annotated[tuple[DerivedRow, ...], AsTuple] | None = None
    unit: UnitField | None = None
    text: str = ""
    """What it means, in plain words."""
    basis: Basis | None = None
    sources: NameList = ()
    note: str = ""

    @property
    def definition(self) -> Definition:
        """What the name stands for."""
        if self.number is not None:
            return self.number
        if self.rows is not None:
            rows = tuple([_row(row) for row in self.rows])
            return Table(rows, table_domain([row.value for row in rows], self.unit))
        return self.when or ALWAYS


def _row(row: DerivedRow) -> Row:
    value = row.is_ if row.when is not None else row.otherwise
    return Row(row.when or ALWAYS, value if isinstance(value, str | int | Decimal) else "")


def table_domain(values: Iterable[object], unit: str | None) -> Domain:
    """The kind of a derived table: a choice of its own where its values are names, else a number."""
    given = list(dict.fromkeys(values))
    if all(isinstance(value, int | Decimal) and not isinstance(value, bool) for value in given):
        return Number(unit, decimals=6)
    return Choice(tuple([str(value) for value in given]))


DerivedField: TypeAlias = Annotated[Derived, BeforeValidator(_derived)]
