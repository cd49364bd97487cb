"""How a text that YAML takes apart is to be written: quoted, or as the condition it was meant for."""

from __future__ import annotations

import re

import yaml

from stepladder.reading.yaml_scalars import Data

OF_CONDITIONS = frozenset({"when", "never", "requires"})
OF_TEXTS = frozenset({"title", "because", "text", "ask", "label"})

LONGEST_LINE = 400
"""The longest line of which it is shown how to write it."""

MAX_SHOWN = 120
"""So many characters of what to write are shown."""


def as_negation(event: Data) -> str:
    """A scalar with a tag such as `!asthma` as the condition it may be meant for; empty of any other."""
    tag = event.tag or ""
    if not isinstance(event, yaml.ScalarEvent) or not re.fullmatch(r"![\w(]?[^!<>]*", tag):
        return ""
    return negated(f"{tag} {event.value}")


def negated(text: str) -> str:
    """A condition with `not` in place of each `!`."""
    return re.sub(r"!(?!=)\s*", "not ", text).strip()


def negation_hint(meant: str, text: str, key: str) -> str:
    """What to write in place of a text that starts with `!`, by the key at which it stands."""
    if len(meant) > LONGEST_LINE:
        return "pathways have no tags: write not in place of !, or quote the text"
    if key in OF_CONDITIONS:
        return f"write {meant}"
    quote = f"quote it: {quoted(text)}"
    return quote if key in OF_TEXTS else f"where a condition is meant write {meant}; where a text is meant {quote}"


def quoted(text: str) -> str:
    """A text in the quotation marks that need the fewest escapes."""
    if len(text) > LONGEST_LINE:
        return '"…"'
    return f'"{text}"' if not re.search(r'["\\]', text) else "'" + text.replace("'", "''") + "'"


def value_from(here: str, column: int) -> str:
    """The plain text that starts in a column: to the end of the line, in brackets to the next comma or bracket."""
    text = re.sub(r"\s#.*", "", here[column:])
    if inside_brackets(here[:column]):
        text = re.match(r"(?:\([^()]*\)|[^,\]}])*", text)[0]  # type: ignore[index]  # it matches nothing too
    return text.strip()


def inside_brackets(before: str) -> bool:
    """Whether a line opens more brackets than it closes."""
    return before.count("{") > before.count("}") or before.count("[") > before.count("]")


def key_before(before: str) -> str:
    """The key whose value starts where this part of a line ends; empty where there is none."""
    match = re.search(r"(?:^|[\s{,])([\w-]+):\s*\Z", before)
    return match[1] if match is not None else ""
