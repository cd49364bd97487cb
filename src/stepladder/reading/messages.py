"""What is said of an error that pydantic found, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping

from stepladder.diagnostics import Diagnostic, Document, Route, nearest
from stepladder.facts import FREE_ID, ID_LENGTH, as_id, plain
from stepladder.reading.keys import keys_at
from stepladder.reading.mended import resolve, value_at
from stepladder.reading.yaml_scalars import Data


def in_our_words(problem: Mapping[str, Data], data: Data, document: Document) -> Diagnostic:
    """One of pydantic's errors as a diagnostic (SL101 to SL103), with its route into the data."""
    location, kind = problem["loc"], problem["type"]
    route, on_key = resolve(location, data)
    name = str(route[-1]) if route else "the document"
    if kind == "extra_forbidden":
        return _unknown_key(route, data, document)
    if kind == "missing":
        return _missing_key(route, data, document)
    if on_key:
        return _bad_key(problem, route, document)
    if kind == "stepladder":
        hint = problem["ctx"].get("hint", "")
        return Diagnostic("SL103", problem["ctx"]["message"], route, help=hint, document=document)
    value = value_at(data, route)
    named = f"'{name}'" if not route or isinstance(route[-1], str) else _words(route)
    message, hint = _wrong_value(kind, problem.get("ctx") or {}, named, value)
    return Diagnostic("SL103", message, route, help=hint, document=document)


def _unknown_key(route: Route, data: Data, document: Document) -> Diagnostic:
    from stepladder.reading.slips import not_here

    owner = value_at(data, route[:-1])
    name = str(route[-1])
    torn = isinstance(owner, Mapping) and owner.get(name) is None
    known = keys_at(route[:-1], document)
    hint = nearest(name, known)
    if torn:
        quote = "inside {…}, a text that has a comma, a bracket, a ? or a ': ' must be quoted"
        hint = f"{quote}; or {hint}" if hint else quote
    elif not hint and known:
        hint = not_here(route, document) or f"known here: {', '.join(sorted(known))}"
    where = f" of {_words(route[:-1])}" if len(route) > 1 else ""
    return Diagnostic("SL101", f"'{name[:60]}' is not a key{where}", route, on="key", help=hint, document=document)


def _missing_key(route: Route, data: Data, document: Document) -> Diagnostic:
    owner = route[:-1]
    written = value_at(data, owner)
    hint = f"write `{route[-1]}:` there too; docs/format.md says what it holds"
    if isinstance(written, Mapping):
        close = [key for key in written if nearest(str(key), [str(route[-1])])]
        hint = f"is '{close[0]}' meant?" if close and close[0] not in keys_at(owner, document) else hint
    message = f"{_words(owner) or 'the document'} has no '{route[-1]}'"
    return Diagnostic("SL102", message, owner, on="key", help=hint, document=document)


def _bad_key(problem: Mapping[str, Data], route: Route, document: Document) -> Diagnostic:
    name = str(route[-1])
    if len(name) > ID_LENGTH:
        message = f"the id {plain(name)} is longer than {ID_LENGTH} characters"
        return Diagnostic("SL103", message, route, on="key", document=document)
    rule = _id_rule(problem)
    meant = (
        as_id(name) if rule == _PLAIN_RULE else re.sub(r"[^A-Za-z0-9_-]+", "-", name).rstrip("-").lstrip("-_0123456789")
    )
    hint = f"write {meant}: {rule}" if meant else rule
    return Diagnostic("SL103", f"{plain(name)} cannot be an id", route, on="key", help=hint, document=document)


_PLAIN_RULE = "ids here are lower-case letters, digits and _, starting with a letter"


def _id_rule(problem: Mapping[str, Data]) -> str:
    """What an id looks like, from the pattern it did not match."""
    pattern = str((problem.get("ctx") or {}).get("pattern", ""))
    if FREE_ID.pattern[:8] in pattern:
        return "ids here are letters, digits, _ and -, starting with a letter"
    return _PLAIN_RULE


_KINDS = {
    "string_type": "a text is expected",
    "int_type": "a whole number is expected",
    "bool_type": "true or false is expected",
    "dict_type": "a mapping is expected",
    "mapping_type": "a mapping is expected",
    "model_type": "a mapping is expected",
    "model_attributes_type": "a mapping is expected",
    "tuple_type": "a list is expected",
    "list_type": "a list is expected",
}


def _wrong_value(kind: str, context: Mapping[str, Data], name: str, value: Data) -> tuple[str, str]:
    if value is None and kind in _KINDS:
        return f"{name} has no value", "leave the key out, or give it a value"
    if kind in _KINDS:
        hint = ""
        if kind == "string_type":
            hint = f'quote it: "{value}"' if not isinstance(value, Mapping | list) else _text_hint(name, value)
        return f"{_KINDS[kind]} for {name}, not {plain(value)}", hint
    if kind == "literal_error":
        allowed = allowed_words(context)
        close = nearest(str(value), allowed) if isinstance(value, str) else ""
        return f"{name} cannot be {plain(value)}", close or f"it is one of {', '.join(allowed)}"
    if kind in ("string_pattern_mismatch", "string_too_long"):
        if name == "'version'":
            return f"{plain(value)} is not a version", "write three numbers: 0.1.0"
        return f"{plain(value)} cannot be an id", _id_rule({"ctx": context})
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = context.get("ge", context.get("le"))
        return f"{name} is {plain(value)}; the limit is {limit}", ""
    if kind == "too_long":
        return (
            f"{name} has {context.get('actual_length')} lines; at most {context.get('max_length')} fit",
            "",
        )
    return f"{name} cannot be {plain(value)}", ""


def allowed_words(context: Mapping[str, Data]) -> list[str]:
    """The words of an enumeration."""
    return [item.strip(" '") for item in str(context.get("expected", "")).replace(" or ", ", ").split(",")]


def _text_hint(name: str, value: Data) -> str:
    if isinstance(value, list) and len(value) > 1 and all(isinstance(item, str) for item in value):
        if name == "'to'":
            return "an exit leads to one step: write an exit for each of them"
        return "one text is expected here: quote it whole where it starts with a bracket"
    if isinstance(value, Mapping):
        return "quote a text that has ': ' in it"
    return "quote a text that starts with a bracket"


_SINGULAR = {
    "sources": "source", "lanes": "lane", "facts": "fact", "derived": "derived", "therapies": "therapy",
    "groups": "group", "entries": "entry", "steps": "step", "rules": "rule", "claims": "claim",
    "statements": "statement", "texts": "text",
}  # fmt: skip


def _words(route: Route) -> str:
    """A route in words: `step 'assess', next 2`."""
    if not route:
        return ""
    words: list[str] = []
    index = 0
    while index < len(route):
        segment = route[index]
        following = route[index + 1] if index + 1 < len(route) else None
        if isinstance(segment, str) and segment in _SINGULAR and isinstance(following, str) and not words:
            words.append(f"{_SINGULAR[segment]} '{following}'")
            index += 2
        elif isinstance(segment, str) and isinstance(following, int):
            words.append(f"{segment} {following + 1}")
            index += 2
        elif isinstance(segment, int):
            words.append(f"row {segment + 1}")
            index += 1
        else:
            words.append(f"'{segment}'")
            index += 1
    return ", ".join(words)
