"""Cases as the text of a `*.cases.yaml` file, laid out as an author would."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from stepladder.facts import as_yaml
from stepladder.text.terminal import wrap

WIDEST = 118
"""Mappings and lists that fit in a line of this width stand in one."""

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")


def case_file(pathway: str, cases: Iterable[Mapping[str, object]], about: Iterable[str] = ()) -> str:
    """A whole case file.

    Args:
        pathway: the id of the pathway.
        cases: the cases, as plain data.
        about: lines of comment for its top.
    """
    lines = [f"# {line}".rstrip() for line in about]
    lines += [f"pathway: {as_yaml(pathway, _PLAIN)}", "cases:"]
    for case in cases:
        first = "  - "
        for key, value in case.items():
            lines += _entry(key, value, first, "    ")
            first = "    "
    return "\n".join(lines) + "\n"


def _entry(key: str, value: object, first: str, indent: str) -> Iterator[str]:
    lead = f"{first}{as_yaml(key, _PLAIN)}:"
    inline = as_yaml(value, _PLAIN)
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
            yield f"{indent}  - {as_yaml(given, _PLAIN)}"
