"""Cases as the text of a `*.cases.yaml` file, laid out as an author would."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from stepladder.paint import wrap

WIDEST = 118
"""Mappings and lists that fit in a line of this width stand in one."""

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
_TAKEN = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"})
"""Words that some reader of YAML takes for something else than text."""


def case_file(pathway: str, cases: Iterable[Mapping[str, object]], about: Iterable[str] = ()) -> str:
    """A whole case file.

    Args:
        pathway: the id of the pathway.
        cases: the cases, as plain data.
        about: lines of comment for its top.
    """
    lines = [f"# {line}".rstrip() for line in about]
    lines += [f"pathway: {_scalar(pathway)}", "cases:"]
    for case in cases:
        first = "  - "
        for key, value in case.items():
            lines += _entry(key, value, first, "    ")
            first = "    "
    return "\n".join(lines) + "\n"


def _entry(key: str, value: object, first: str, indent: str) -> Iterator[str]:
    lead = f"{first}{_scalar(key)}:"
    inline = _flow(value)
    if isinstance(value, str) and len(lead) + len(inline) >= WIDEST and value.isprintable():
        yield f"{lead} >-"
        yield from wrap(value, WIDEST, indent + "  ")
        return
    if len(lead) + 1 + len(inline) <= WIDEST or not value or not isinstance(value, Mapping | list):
        yield f"{lead} {inline}"
        return
    yield lead
    if isinstance(value, Mapping):
        for name, given in value.items():
            yield from _entry(str(name), given, indent + "  ", indent + "  ")
    else:
        for given in value:
            yield f"{indent}  - {_flow(given)}"


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(name)}: {_flow(given)}" for name, given in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(given) for given in value) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
    """Numbers and names as they are, every other text in quotes."""
    if isinstance(value, str) and _PLAIN.match(value) and value.lower() not in _TAKEN:
        return value
    return json.dumps(value, ensure_ascii=False)
