"""The small types that the models of a pathway's documents are made of, and how their YAML is taken in.

Where a plain value needs more than its type (a condition, a duration, a date), the function that takes it in raises
`PydanticCustomError` with a sentence of ours; reading adds the place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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

from stepladder.conditions.compiler import Compiler
from stepladder.conditions.nodes import Condition
from stepladder.facts import DIGITS, FREE_ID, ID_LENGTH, PLAIN_ID, Value, fits_digits, plain, tidy
from stepladder.units import AS_PRINTED

READ = "a definition is read by stepladder.load(file), which knows its names and says what is wrong, and where"
"""What to do instead of making a definition of one's own."""


def refuse(message: str, hint: str = "") -> PydanticCustomError:
    """The error to raise for a value that cannot stand in a place, with what to write instead."""
    return PydanticCustomError("stepladder", "{message}", {"message": message, "hint": hint})


def _condition(value: object, info: ValidationInfo) -> Condition:
    if isinstance(value, Condition):
        return value
    if isinstance(value, bool):
        value = "true" if value else "false"
    if not isinstance(value, str):
        raise refuse(f"a condition is expected, not {plain(value)}", _condition_hint(value))
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
        raise refuse(f"a value is expected, not {plain(value)}", "write true or false, a choice's value, or a number")
    return _number(value)


def _number(value: object) -> int | Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise refuse(f"a number is expected, not {plain(value)}", number_hint(value))
    if isinstance(value, Decimal) and not value.is_finite():
        raise refuse("a number that can be measured is expected")
    if not fits_digits(value):
        raise refuse(f"a number has at most {DIGITS} digits")
    tidied = tidy(value)
    assert not isinstance(tidied, str | bool)
    return tidied


def number_hint(value: object) -> str:
    """What to write where a number is a text: `110` for `110 years`, `0.7` for `0,7`."""
    text = str(value).strip()
    if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    match = re.fullmatch(r"(-?)0*(\d+)(?:[.,](\d+))?\s*[^\d\s]*", text)
    if match is None:
        return "leave the key out where there is no limit" if text in ("none", "None", "no") else ""
    return f"write {match[1]}{match[2]}{'.' + match[3] if match[3] else ''}"


Scalar: TypeAlias = Annotated[Value, PlainValidator(scalar), WithJsonSchema({"type": ["boolean", "string", "number"]})]
"""The value of a fact."""

NumberField: TypeAlias = Annotated[int | Decimal, PlainValidator(_number), WithJsonSchema({"type": "number"})]
"""An exact decimal number of at most `DIGITS` digits."""


def unit_text(value: object) -> object:
    """A unit as YAML gives it: `1` is the unit 1, in quotes or not, and `mmHg` is `mm[Hg]`."""
    if isinstance(value, str):
        return AS_PRINTED.get(value, value)
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


def _true(value: object) -> bool:
    if value is not True:
        hint = "leave the key out" if value in (False, "no", "off", "false") else "write true"
        raise refuse(f"only true can stand here, not {plain(value)}", hint)
    return True


JustTrue: TypeAlias = Annotated[bool, PlainValidator(_true), WithJsonSchema({"const": True})]
"""`otherwise: true`, `goal: true`; its absence is the only other possibility."""


def _format(value: object) -> int:
    if value == 1 and type(value) is int:
        return 1
    raise refuse(f"'stepladder' is {plain(value)}; this version reads format 1", "write `stepladder: 1`")


FormatVersion: TypeAlias = Annotated[int, PlainValidator(_format), WithJsonSchema({"const": 1})]
"""The version of the format: 1."""

Any_: TypeAlias = Any
"""What YAML hands over before it is checked; used only at this door."""

Sets: TypeAlias = Mapping[str, Scalar]
"""Facts with the values they are given."""
