"""The line of a TOML file in which something stands: tomllib tells of no lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

Toml: TypeAlias = "Mapping[str, Toml] | Sequence[Toml] | object"
"""What tomllib reads; everything else than tables and lists is looked at where it is checked."""


def line_of(text: str, route: Sequence[str], index: int | None = None) -> int:
    """The line in which a key stands, or one item of its list; the first where it stands nowhere.

    Args:
        text: a whole file that tomllib can read.
        route: the keys that lead there.
        index: which item.
    """
    way = tuple(route)
    for statement in _statements(text):
        beyond = way[len(statement.header) :]
        if statement.header[: len(way)] == way:
            return statement.line
        if way[: len(statement.header)] == statement.header and _at(statement.value, beyond) is not None:
            return statement.line if index is None else _item_line(statement, beyond, index)
    return 1


class _Statement(NamedTuple):
    """A header or a key with its value, in the lines of a TOML file."""

    line: int
    """Its first line, counted from 1."""
    lines: list[str]
    header: tuple[str, ...]
    """The table it stands in; of a header the table itself."""
    value: Mapping[str, Toml]
    """What it says, read alone."""


def _statements(text: str) -> Iterator[_Statement]:
    """The file in pieces, each read alone: from its first line on as many as make it whole."""
    lines = text.replace("\r\n", "\n").split("\n")
    header: tuple[str, ...] = ()
    start = 0
    while start < len(lines):
        end = start + 1
        while (value := _read(lines[start:end])) is None:
            end = next((n + 1 for n in range(end, len(lines)) if _CLOSES.search(lines[n])), len(lines) + 1)
            if end > len(lines):
                return
        piece = lines[start:end]
        if piece[0].lstrip().startswith("["):
            header = tuple(_way(value))
            value = {}
        yield _Statement(start + 1, piece, header, value)
        start = end


_CLOSES = re.compile(r"""(?:\]|\}|\"{3}|'{3})[ \t]*(?:#.*)?$""")
"""How the last line ends of a value that takes several."""


def _read(lines: Sequence[str]) -> Mapping[str, Toml] | None:
    """What some lines of TOML say, read alone; None where they are not whole."""
    import tomllib

    try:
        return tomllib.loads("\n".join(lines))
    except (ValueError, RecursionError):
        return None


def _way(value: Toml) -> Iterator[str]:
    """The keys that a header names."""
    while value:
        if isinstance(value, list):
            value = value[-1]
        elif isinstance(value, dict):
            key, value = next(iter(value.items()))
            yield key


def _at(value: Toml, route: Sequence[str]) -> Toml | None:
    for key in route:
        if not isinstance(value, dict) or key not in value:
            return None
        value = value[key]
    return value


def _item_line(statement: _Statement, route: Sequence[str], index: int) -> int:
    """The line in which an item of a list ends: the first after which the list, closed there, has that many."""
    for count in range(1, len(statement.lines)):
        value = _read([*statement.lines[:count], "]"]) or {}
        item = _at(value, route)
        if isinstance(item, list) and len(item) > index:
            return statement.line + count - 1
    return statement.line + len(statement.lines) - 1
