"""Where the values of a document stand: a tree of the same shape as its data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

Event: TypeAlias = Any
"""One of libyaml's events, which are untyped."""

Mark: TypeAlias = Any
"""A place as libyaml has it: a line and a column, both from 0."""


@dataclass(slots=True)
class Shadow:
    """The place of one value, with those of the values in it."""

    start: Mark
    end: Mark
    style: str | None = None
    flow: bool = False
    """Whether it is a mapping or list in brackets, or stands in one."""
    keys: dict[str, tuple[Mark, Mark]] | None = None
    """Of a mapping: where each key stands."""
    inner: dict[str, Shadow] | list[Shadow] | None = None


def collection_shadow(event: Event) -> Shadow:
    """The place of a mapping or list that starts with an event, still empty."""
    if isinstance(event, yaml.MappingStartEvent):
        return Shadow(event.start_mark, event.end_mark, None, bool(event.flow_style), {}, {})
    return Shadow(event.start_mark, event.end_mark, None, bool(event.flow_style), None, [])


def place(box: Shadow | None, key: str, key_event: Event, shadow: Shadow) -> None:
    """Put the places of a value into those of its collection."""
    if box is None:
        return
    if isinstance(box.inner, dict):
        assert box.keys is not None
        box.keys[key] = (key_event.start_mark, key_event.end_mark)
        box.inner[key] = shadow
    elif box.inner is not None:
        box.inner.append(shadow)


def scalar_spans(shadow: Shadow) -> Iterator[Shadow]:
    """Every scalar of a tree of places, keys left out."""
    stack = [shadow]
    while stack:
        current = stack.pop()
        if current.inner is None:
            yield current
        elif isinstance(current.inner, dict):
            stack.extend(current.inner.values())
        else:
            stack.extend(current.inner)
