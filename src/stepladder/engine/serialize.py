"""A walk as plain data, as JSON holds it: for its log, its pictures, and whatever else outlives it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal

from stepladder.engine.events import Answered, Event, Overrode, Took
from stepladder.engine.walk import Walk
from stepladder.facts import Value


def event_data(event: Event) -> dict[str, object]:
    """An event as JSON holds it."""
    match event:
        case Answered(fact, value):
            return {"type": "answered", "fact": fact, "value": value_data(value)}
        case Overrode(rule, reason):
            return {"type": "overrode", "rule": rule, "reason": reason}
        case Took(exit_):
            return {"type": "took", "to": exit_}


def value_data(value: Value) -> bool | str | int | float:
    """A value as JSON holds it; a decimal of at most twelve digits survives the way there and back."""
    return float(value) if isinstance(value, Decimal) else value


def beginning_data(walk: Walk) -> dict[str, object]:
    """Where a walk began, and what was known before."""
    return {"entry": walk.entry, "given": {name: value_data(value) for name, value in walk.given.items()}}


_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""How half of a pair begins that stands for one character; alone it is none."""


def from_json(text: str, *, parse_float: Callable[[str], float | Decimal] = float) -> object:
    """What a JSON text holds; numbers are finite, and texts are made of characters.

    Args:
        text: which somebody else may have written.
        parse_float: what becomes of a number with a point.

    Raises:
        ValueError: it is no JSON, or is nested too deeply, or holds what is no number or no character.
    """
    try:
        parsed: object = json.loads(text, parse_float=parse_float, parse_constant=_no_constant)
        if _HALF.search(text):
            json.dumps(parsed, ensure_ascii=False, default=str).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return parsed


def _no_constant(text: str) -> float:
    raise ValueError(text)
