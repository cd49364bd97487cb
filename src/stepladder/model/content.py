"""What a pathway holds as plain data, as an author could have written it, and the digest of that.

Two pathways of one content have one digest, however each came to be: read from one file or several, copied, changed
back. What has its default is left out, so it makes no difference whether an author wrote it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

from pydantic import BaseModel

from stepladder.conditions.nodes import Condition, Expression
from stepladder.model.times import Duration

Content: TypeAlias = Any
"""What YAML can hold: mappings, lists, texts, ints, Decimals and bools."""

_NOTHING = object()


def content(model: BaseModel, number: type[Decimal] | type[float] = Decimal) -> dict[str, Content]:
    """A pathway, or a part of one, as the data that reads to the same; keys in the format's order.

    The guard that an `otherwise` stands for is left out, as in a file.

    Args:
        model: what is wanted as data.
        number: what a number with decimal places becomes; a float of so few digits as we have reads back exactly.
    """
    data: dict[str, Content] = {}
    for name, key, default in _fields(type(model)):
        value = getattr(model, name)
        if value is not default and value != default:
            data[key] = _plain(value, number)
    if "otherwise" in data:
        data.pop("when", None)
    return data


@cache
def _fields(kind: type[BaseModel]) -> tuple[tuple[str, str, object], ...]:
    """The fields of a model: the name of each, its key in a file, and its default."""
    fields: list[tuple[str, str, object]] = []
    for name, field in kind.model_fields.items():
        default = _NOTHING if field.is_required() else field.get_default(call_default_factory=True)
        fields.append((name, field.alias or name, default))
    return tuple(fields)


def _plain(value: object, number: type[Decimal] | type[float]) -> Content:
    match value:
        case BaseModel():
            return content(value, number)
        case Condition() | Expression() | Duration():
            return value.text
        case Mapping():
            return {name: _plain(part, number) for name, part in value.items()}
        case tuple() | list():
            return [_plain(part, number) for part in value]
        case date():
            return value.isoformat()
        case Decimal():
            return number(value)
        case _:
            return value


def digest_of(model: BaseModel) -> str:
    """SHA-256 of the content of a pathway, or of a part of one, in hexadecimal."""
    text = json.dumps(content(model), ensure_ascii=False, separators=(",", ":"), default=_exact)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _exact(value: object) -> str:
    assert isinstance(value, Decimal)
    return f"decimal:{value}"
