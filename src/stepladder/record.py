"""A walk as plain data, as JSON holds it: for its log, its pictures, and whatever else outlives it."""

from __future__ import annotations

from decimal import Decimal

from stepladder.facts import Value
from stepladder.journey import Walk
from stepladder.semantics import Answered, Event, Overrode, Took


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
