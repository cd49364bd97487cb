"""Data with each of its parts turned into every kind of JSON, one at a time."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 10**400, 1.5, "", "x", "a" * 300, "\ud800", [], [[]], {}, {"a": 1}, ["x"], [None],
)  # fmt: skip

Route = tuple[str | int, ...]


def shapes(data: object) -> Iterator[tuple[Route, object]]:
    """Each part in turn replaced by each value, or left out; with the route to it."""
    for route in _routes(data):
        for value in VALUES:
            yield route, _with(data, route, value)
        if route:
            yield route, _without(data, route)


def _routes(data: object, route: Route = ()) -> Iterator[Route]:
    yield route
    if isinstance(data, dict):
        for key, part in data.items():
            yield from _routes(part, (*route, key))
    elif isinstance(data, list):
        for index, part in enumerate(data):
            yield from _routes(part, (*route, index))


def _with(data: object, route: Route, value: object) -> object:
    if not route:
        return value
    found, part = _copied(data, route)
    part[route[-1]] = value
    return found


def _without(data: object, route: Route) -> object:
    found, part = _copied(data, route)
    del part[route[-1]]
    return found


def _copied(data: object, route: Route) -> tuple[object, Any]:
    found: Any = copy.deepcopy(data)
    part = found
    for key in route[:-1]:
        part = part[key]
    return found, part
