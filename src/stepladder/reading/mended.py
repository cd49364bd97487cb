"""Data that was mended after a mistake, and what in it stood where in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from stepladder.diagnostics import Diagnostic, Route
from stepladder.reading.yaml_scalars import Data


class _Keyed(dict[str, Data]):
    """A mapping that remembers under which keys its values stand in the file, where these are others."""

    written: dict[str, str]


class _Numbered(list[Data]):
    """A list that remembers the positions its items had in the file."""

    positions: list[int]


def numbered(data: Data) -> Data:
    """A copy of some data whose lists are numbered."""
    if isinstance(data, Mapping):
        keyed = _Keyed({key: numbered(value) for key, value in data.items()})
        keyed.written = {}
        return keyed
    if isinstance(data, list):
        copied = _Numbered(numbered(item) for item in data)
        copied.positions = list(range(len(data)))
        return copied
    return data


def as_written(route: Route, data: Data) -> Route:
    """A route into mended data as a route into the file."""
    written: list[str | int] = []
    for segment in route:
        if isinstance(data, _Numbered) and isinstance(segment, int) and 0 <= segment < len(data):
            written.append(data.positions[segment])
        else:
            written.append(data.written.get(str(segment), segment) if isinstance(data, _Keyed) else segment)
        data = _step_into(data, segment)[1]
    return tuple(written)


def restored(diagnostic: Diagnostic, data: Data) -> Diagnostic:
    """A diagnostic about a model built from mended data, with its routes as in the file."""
    at = as_written(diagnostic.at, data) if isinstance(diagnostic.at, tuple) else diagnostic.at
    related = tuple(
        [replace(r, at=as_written(r.at, data)) if isinstance(r.at, tuple) else r for r in diagnostic.related]
    )
    return replace(diagnostic, at=at, related=related)


def resolve(location: tuple[int | str, ...], data: Data) -> tuple[Route, bool]:
    """A pydantic location as a route into the data.

    Segments that are not in the data (a long form's key where the short form stands) are left out; a last segment that
    is missing from a mapping is kept.

    Returns:
        The route, and whether a mapping's key itself is meant.
    """
    on_key = bool(location) and location[-1] == "[key]"
    route: list[str | int] = []
    current = data
    segments = location[:-1] if on_key else location
    for index, segment in enumerate(segments):
        inside, value = _step_into(current, segment)
        if inside:
            route.append(segment)
            current = value
        elif isinstance(current, Mapping) and index == len(segments) - 1:
            route.append(segment)
    return tuple(route), on_key


def remove(holder: Data, key: str | int) -> bool:
    """Take a key or an item out; False where there is nothing to take it out of."""
    if isinstance(holder, dict):
        holder.pop(key, None)
    elif isinstance(holder, list) and isinstance(key, int):
        del holder[key : key + 1]
        if isinstance(holder, _Numbered):
            del holder.positions[key : key + 1]
    else:
        return False
    return True


def value_at(data: Data, route: Route) -> Data:
    """What stands at a route; None where it leads nowhere."""
    for segment in route:
        inside, data = _step_into(data, segment)
        if not inside:
            return None
    return data


def _step_into(data: Data, segment: str | int) -> tuple[bool, Data]:
    """Whether a key or list position is there, and what stands at it."""
    if isinstance(data, Mapping):
        return segment in data, data.get(segment)
    if isinstance(data, list) and isinstance(segment, int) and 0 <= segment < len(data):
        return True, data[segment]
    return False, None
