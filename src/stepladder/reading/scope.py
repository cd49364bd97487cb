"""Which names a document declares, read leniently from its data before it is checked.

A declaration that is broken still declares its name, so one mistake is not reported again everywhere it is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from stepladder.conditions.typecheck import Scope
from stepladder.facts import PLAIN_ID, Choice, Domain, Finding, Number, as_id, fits_digits
from stepladder.model.declarations import table_domain
from stepladder.model.fields import unit_text
from stepladder.reading.slips import as_declared
from stepladder.reading.yaml_scalars import Data
from stepladder.units import is_unit, unit_meant

_WORD = re.compile(r"[^\W\d]\w*")


def scope_of(data: Mapping[str, Data]) -> Scope:
    """The names that the conditions of a pathway may use."""
    facts = {name: _fact(raw) for name, raw in mapping(data, "facts").items()}
    derived = {name: _derived(raw) for name, raw in mapping(data, "derived").items()}
    _infer_units(mapping(data, "derived"), facts, derived)
    return Scope(
        facts, derived, frozenset(mapping(data, "therapies")), frozenset(mapping(data, "steps")), _called(data)
    )


def _called(data: Mapping[str, Data]) -> Mapping[str, str]:
    """What steps, therapies and the values of choices are called, in small letters, with the id of each."""
    names: dict[str, str] = {}
    for fact in mapping(data, "facts").values():
        values = fact.get("values") if isinstance(fact, Mapping) else None
        names |= {str(label).lower(): value for value, label in values.items()} if isinstance(values, Mapping) else {}
    names |= {str(label).lower(): name for name, label in mapping(data, "therapies").items()}
    for name, step in mapping(data, "steps").items():
        if isinstance(step, Mapping):
            names[str(step.get("title", name)).lower()] = name
    return names


def mapping(data: Mapping[str, Data], key: str) -> Mapping[str, Data]:
    """The mapping under a key, a list there taken as one; an empty one where there is none.

    What has an id that it cannot have is in it under the id that is proposed, too.
    """
    value = data.get(key)
    if isinstance(value, list):
        value = as_declared(key, value)
    if not isinstance(value, Mapping):
        return {}
    broken = [name for name in value if not PLAIN_ID.match(name)] if key in _PLAIN_SPACES else ()
    return {**{as_id(name): value[name] for name in broken}, **value} if broken else value


_PLAIN_SPACES = frozenset({"facts", "derived", "therapies", "groups", "lanes", "steps"})


def _fact(raw: Data) -> Domain | None:
    if not isinstance(raw, Mapping):
        return None
    match raw.get("type"):
        case "finding":
            return Finding()
        case "choice":
            values = raw.get("values")
            return Choice(tuple(values)) if isinstance(values, Mapping) and values else None
        case "number":
            low, high, decimals = raw.get("min"), raw.get("max"), raw.get("decimals", 0)
            ends_fit = all(end is None or _is_number(end) for end in (low, high))
            if not ends_fit or not isinstance(decimals, int) or not 0 <= decimals <= 6:
                return None
            unit = unit_text(raw.get("unit"))
            meant = unit_meant(unit) if isinstance(unit, str) and not is_unit(unit) else unit
            if meant is not None and (not isinstance(meant, str) or (meant != unit and meant.startswith("{"))):
                return None  # what the number is in cannot be told
            return Number(meant, low, high, decimals)
        case _:
            return None


def _is_number(value: Data) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and fits_digits(value)


def _derived(raw: Data) -> Domain | None:
    if isinstance(raw, str | bool):
        return Finding()
    rows = raw
    unit = None
    if isinstance(raw, Mapping):
        unit = unit_text(raw.get("unit"))
        if "number" in raw:
            return Number(unit if isinstance(unit, str) else None, decimals=6)
        if "when" in raw:
            return Finding()
        rows = raw.get("rows")
    if not isinstance(rows, list):
        return None
    values = []
    for row in rows:
        if not isinstance(row, Mapping):
            return None
        value = row.get("is", row.get("otherwise"))
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            return None
        values.append(value)
    return table_domain(values, unit if isinstance(unit, str) else None) if values else None


def _infer_units(
    raws: Mapping[str, Data], facts: Mapping[str, Domain | None], derived: dict[str, Domain | None]
) -> None:
    """A derived number without a unit has the unit of what it is made of."""
    readers: dict[str, list[str]] = {}
    ready: list[str] = []
    for name, raw in raws.items():
        if not isinstance(raw, Mapping) or "number" not in raw or isinstance(unit_text(raw.get("unit")), str):
            continue
        for word in dict.fromkeys(_WORD.findall(str(raw["number"]).split("count(")[0])):
            if _unit(facts.get(word) or derived.get(word)) is not None:
                ready.append(word)
            readers.setdefault(word, []).append(name)
    while ready:
        word = ready.pop()
        unit = _unit(facts.get(word) or derived.get(word))
        for name in readers.pop(word, ()):
            if _unit(derived[name]) is None and isinstance(derived[name], Number):
                derived[name] = Number(unit, decimals=6)
                ready.append(name)


def _unit(domain: Domain | None) -> str | None:
    return domain.unit if isinstance(domain, Number) else None
