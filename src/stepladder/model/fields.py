"""The small types that the models of a pathway's documents are made of, and how their YAML is taken in.

Where a plain value needs more than its type (a condition, a duration, a date), the function that takes it in raises
`PydanticCustomError` with a sentence of ours; reading adds the place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeAlias

from pydantic import (
    BeforeValidator,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from stepladder.conditions.nodes import Condition
from stepladder.conditions.typecheck import Compiler
from stepladder.facts import DIGITS, FREE_ID, ID_LENGTH, PLAIN_ID, Value, fits_digits, plain, tidy
from stepladder.model.frozen import READ


def _refuse(message: str, hint: str = "") -> PydanticCustomError:
    return PydanticCustomError("stepladder", "{message}", {"message": message, "hint": hint})


def _condition(value: object, info: ValidationInfo) -> Condition:
    if isinstance(value, Condition):
        return value
    if isinstance(value, bool):
        value = "true" if value else "false"
    if not isinstance(value, str):
        raise _refuse(f"a condition is expected, not {plain(value)}", _condition_hint(value))
    return compiler_of(info).condition(value)


def _condition_hint(value: object) -> str:
    """What to write where a condition is a list or a mapping."""
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return f"write one condition: {' and '.join(value)}, or with or"
    if isinstance(value, Mapping) and value:
        parts = [
            name if given is True else f"not {name}" if given is False else f"{name} == {given}"
            for name, given in value.items()
        ]
        return f"write {' and '.join(parts)}"
    return "write true, or leave the key out" if value in (1, "1") else "write a condition, such as age >= 75"


def compiler_of(info: ValidationInfo) -> Compiler:
    """The compiler with which a pathway's conditions are read; it stands in the validation context."""
    compiler = info.context
    if not isinstance(compiler, Compiler):
        raise TypeError(READ)
    return compiler


ConditionField: TypeAlias = Annotated[
    Condition,
    PlainValidator(_condition),
    WithJsonSchema({"type": ["string", "boolean"], "description": "A condition, such as `age >= 75 and not asthma`."}),
]
"""A condition; read with the compiler that stands in the validation context."""


def scalar(value: object) -> Value:
    """The value of a fact as YAML gives it; raises pydantic's error where it can be none."""
    if isinstance(value, bool | str):
        return value
    if value is None or isinstance(value, list | Mapping):
        raise _refuse(f"a value is expected, not {plain(value)}", "write true or false, a choice's value, or a number")
    return _number(value)


def _number(value: object) -> int | Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _refuse(f"a number is expected, not {plain(value)}", number_hint(value))
    if isinstance(value, Decimal) and not value.is_finite():
        raise _refuse("a number that can be measured is expected")
    if not fits_digits(value):
        raise _refuse(f"a number has at most {DIGITS} digits")
    tidied = tidy(value)
    assert not isinstance(tidied, str | bool)
    return tidied


def number_hint(value: object) -> str:
    """What to write where a number is a text: `110` for `110 years`, `0.7` for `0,7`."""
    text = str(value).strip()
    if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    found = re.fullmatch(r"(-?)0*(\d+)(?:[.,](\d+))?\s*[^\d\s]*", text)
    if found is None:
        return "leave the key out where there is no limit" if text in ("none", "None", "no") else ""
    return f"write {found[1]}{found[2]}{'.' + found[3] if found[3] else ''}"


Scalar: TypeAlias = Annotated[Value, PlainValidator(scalar), WithJsonSchema({"type": ["boolean", "string", "number"]})]
"""The value of a fact."""

NumberField: TypeAlias = Annotated[int | Decimal, PlainValidator(_number), WithJsonSchema({"type": "number"})]
"""An exact decimal number of at most `DIGITS` digits."""


def unit_text(value: object) -> object:
    """A unit as YAML gives it: `1` is the unit 1, in quotes or not."""
    return "1" if value == 1 and type(value) is int else value


UnitField: TypeAlias = Annotated[
    str, BeforeValidator(unit_text), WithJsonSchema({"anyOf": [{"type": "string"}, {"const": 1}]})
]
"""A code of UCUM."""


def _text_or_texts(value: object) -> object:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


Texts: TypeAlias = Annotated[
    tuple[str, ...],
    BeforeValidator(_text_or_texts),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
"""One text, or a list of texts."""

Names: TypeAlias = Texts
"""One id or `@group`, or a list of them."""


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


AsTuple = BeforeValidator(_tuple)
"""YAML has lists, frozen models have tuples."""

NameList: TypeAlias = Annotated[tuple[str, ...], AsTuple]
"""A list of ids."""


def _whole(pattern: str) -> str:
    """A pattern of Python's `re` as pydantic takes it: it searches, and its `$` is the end of the text only."""
    return "^" + pattern.replace(r"\Z", "$")


PlainId: TypeAlias = Annotated[str, StringConstraints(pattern=_whole(PLAIN_ID.pattern), max_length=ID_LENGTH)]
FreeId: TypeAlias = Annotated[str, StringConstraints(pattern=_whole(FREE_ID.pattern), max_length=ID_LENGTH)]

_DAY = 24 * 60
_MINUTES = {"minute": 1, "hour": 60, "day": _DAY, "week": 7 * _DAY, "month": 30 * _DAY, "year": 365 * _DAY}
_DURATION = rf"([0-9]{{1,4}}(?:\.[0-9]{{1,2}})?) ({'|'.join(_MINUTES)})s?"
_OTHER_UNITS = {
    "min": "minutes", "mins": "minutes", "h": "hours", "hr": "hours", "hrs": "hours", "d": "days", "w": "weeks",
    "wk": "weeks", "wks": "weeks", "mo": "months", "mon": "months", "mos": "months", "mth": "months", "mths": "months",
    "a": "years", "y": "years", "yr": "years", "yrs": "years",
}  # fmt: skip
"""Other names of the units of a duration."""

_LISTED = "minutes, hours, days, weeks, months or years"


@dataclass(frozen=True, slots=True)
class Duration:
    """A stretch of time as written, and its length; a month is 30 days, a year 365."""

    text: str
    minutes: Decimal


def _duration(value: object) -> Duration:
    found = re.fullmatch(_DURATION, value) if isinstance(value, str) else None
    if found is None:
        raise _refuse(f"{plain(value)} is not a stretch of time", _duration_hint(value))
    return Duration(found.group(), Decimal(found.group(1)) * _MINUTES[found.group(2)])


def _duration_hint(value: object) -> str:
    """What to write where a stretch of time is no such thing: `20 minutes` for `20 min`."""
    words = re.fullmatch(r"(\d+(?:[.,]\d+)?) *([A-Za-z]*)\.?", str(value).strip())
    meant = ""
    if words is not None:
        number, unit = words[1].replace(",", "."), words[2].lower()
        name = _OTHER_UNITS.get(unit) or f"{unit.removesuffix('s')}s"
        meant = f"{number} {name}"
        if not unit:
            return f"write the unit too: {number} weeks, or minutes, hours, days, months, years"
    if re.fullmatch(_DURATION, meant):
        return f"write {meant}"
    return f"write one number and {_LISTED}: 4 weeks"


DurationField: TypeAlias = Annotated[
    Duration,
    PlainValidator(_duration),
    WithJsonSchema({"type": "string", "pattern": f"^{_DURATION}$", "examples": ["4 weeks"]}),
]


def _date(value: object) -> date:
    try:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value)
    except ValueError:
        raise _refuse(f"{plain(value)} is not a date", "there is no such day in the calendar") from None
    raise _refuse(f"{plain(value)} is not a date", f"write year-month-day: {_date_meant(str(value)) or '2026-11-01'}")


def _date_meant(text: str) -> str:
    """`01.11.2026` and `1 November 2026` as year, month and day; empty where nobody can tell."""
    months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    day, month, year = 0, 0, 0
    if found := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text):
        day, month, year = int(found[1]), int(found[2]), int(found[3])
    elif (found := re.fullmatch(r"(\d{1,2})\.? ([A-Za-z]{3,9}),? (\d{4})", text)) and found[2][:3].lower() in months:
        day, month, year = int(found[1]), months.index(found[2][:3].lower()) + 1, int(found[3])
    elif (found := re.fullmatch(r"([A-Za-z]{3,9}) (\d{1,2}),? (\d{4})", text)) and found[1][:3].lower() in months:
        day, month, year = int(found[2]), months.index(found[1][:3].lower()) + 1, int(found[3])
    elif found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?", text):
        day, month, year = int(found[3] or 1), int(found[2]), int(found[1])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


DateField: TypeAlias = Annotated[date, PlainValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]


def _true(value: object) -> bool:
    if value is not True:
        hint = "leave the key out" if value in (False, "no", "off", "false") else "write true"
        raise _refuse(f"only true can stand here, not {plain(value)}", hint)
    return True


JustTrue: TypeAlias = Annotated[bool, PlainValidator(_true), WithJsonSchema({"const": True})]
"""`otherwise: true`, `goal: true`; its absence is the only other possibility."""


def _format(value: object) -> int:
    if value == 1 and type(value) is int:
        return 1
    raise _refuse(f"'stepladder' is {plain(value)}; this version reads format 1", "write `stepladder: 1`")


FormatVersion: TypeAlias = Annotated[int, PlainValidator(_format), WithJsonSchema({"const": 1})]
"""The version of the format: 1."""

Any_: TypeAlias = Any
"""What YAML hands over before it is checked; used only at this door."""

Sets: TypeAlias = Mapping[str, Scalar]
"""Facts with the values they are given."""
