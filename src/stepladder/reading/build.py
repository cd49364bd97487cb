"""Data to frozen models: pydantic checks the shape, and its errors become ours, with routes.

A document with mistakes is mended just enough to be built all the same (an unknown key is left out, a broken value
dropped), so that everything else in it is checked too and every problem of a file is told at once.

One file on purpose: what an error says and how the data is mended after it belong together.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from stepladder.diagnostics import Diagnostic, Document, Route, Span, nearest
from stepladder.facts import FREE_ID, ID_LENGTH, as_id, as_yaml, plain
from stepladder.reading.keys import keys_at
from stepladder.reading.yaml_events import MOST_PROBLEMS, too_many
from stepladder.reading.yaml_scalars import Data

if TYPE_CHECKING:
    from stepladder.reading.slips import Meant

ModelT = TypeVar("ModelT", bound=BaseModel)

LONGEST_SHOWN = 120
"""So many characters of what to write are shown."""

ROUNDS = 12
"""How often a document is mended and tried again."""


@dataclass(frozen=True, slots=True)
class Built(Generic[ModelT]):
    """What came of some data."""

    model: ModelT | None
    diagnostics: tuple[Diagnostic, ...]
    lost: frozenset[Route]
    """Routes whose values were left out in mending; questions about the whole shape cannot be trusted there."""
    data: Data = None
    """The data the model was built from; `restored` needs it to find what was written where."""


def build(
    kind: type[ModelT], data: Data, context: object, document: Document, stem: str = "", *, empty: bool = False
) -> Built[ModelT]:
    """Build a model.

    Args:
        kind: the model of the whole document.
        data: what the YAML holds.
        context: handed to the validators; of a pathway its `Compiler`.
        document: which of a pathway's documents it is.
        stem: the id of the pathway to assume where it is missing.
        empty: whether anything in the data has no value.
    """
    found: dict[tuple[str, Route, str], Diagnostic] = {}
    lost: set[Route] = set()
    tried: set[Route] = set()
    quiet: set[Route] = set()
    mended = False
    hollow = tuple(empty_values(data, document)) if empty else ()
    for _ in range(ROUNDS):
        try:
            model = kind.model_validate(data, context=context)
            said = {diagnostic.at for diagnostic in found.values()} | quiet
            more = [d for d in hollow if d.at not in said and not _within(d.at, tried)][:MOST_PROBLEMS]
            return Built(model, (*found.values(), *more), frozenset(lost), data)
        except ValidationError as error:
            if not mended:
                data, mended = _numbered(data), True
            problems = error.errors(include_url=False)
            if len(problems) > MOST_PROBLEMS:
                return _too_many(problems, data, document)
        problems.sort(key=_depth)
        meant = _meant(problems, data, document, tried, quiet)
        for number, problem in enumerate(problems):
            written = as_written(resolve(problem["loc"], data)[0], data)
            if written in lost or written in quiet:
                continue
            diagnostic = _in_our_words(problem, data, document)
            if number in meant and meant[number].help:
                diagnostic = replace(diagnostic, help=meant[number].help)
            found.setdefault((diagnostic.code, written, diagnostic.message), restored(diagnostic, data))
        for number in reversed(range(len(problems))):
            route = resolve(problems[number]["loc"], data)[0]
            if number in meant:
                _put(_at(data, route[:-1]), str(route[-1]) if meant[number].gone else route[-1], meant[number])
            elif as_written(route, data) not in quiet and not _mend(problems[number], data, lost, stem):
                return Built(None, tuple(found.values()), frozenset(lost))
    return Built(None, tuple(found.values()), frozenset(lost))


def _within(at: Route | Span, routes: Iterable[Route]) -> bool:
    """Whether a route leads to or into one of some values."""
    return isinstance(at, tuple) and any(at[: len(route)] == route for route in routes)


def _meant(
    problems: Sequence[Mapping[str, Data]], data: Data, document: Document, tried: set[Route], quiet: set[Route]
) -> dict[int, Meant]:
    """What was meant at each problem, by its number; what a mended one covers is made quiet.

    Args:
        problems: in order.
        data: the data they are in.
        document: which document that is.
        tried: where values were mended before, which is not tried again.
        quiet: the routes about which nothing more is to be said.
    """
    from stepladder.reading.slips import Meant, key_meant, other_key_meant, value_meant

    found: dict[int, Meant] = {}
    steps = data.get("steps") if isinstance(data, Mapping) else None
    for number, problem in enumerate(problems):
        route, on_key = resolve(problem["loc"], data)
        owner, kind = _at(data, route[:-1]), problem["type"]
        written = as_written(route, data)
        if not route or on_key or written in quiet or kind == "missing":
            continue
        value = _at(data, route)
        if isinstance(owner, Mapping) and (kind == "extra_forbidden" or (value is None and route[-1] in owner)):
            meant = key_meant(route, owner, document, steps if isinstance(steps, Mapping) else {})
            if meant is not None:
                found[number] = meant
                covered = [*meant.items, *meant.gone[1:]]
                quiet.update(as_written((*route[:-1], key), data) for key in covered if key != route[-1])
        elif isinstance(owner, Mapping) and (other := other_key_meant(route, owner, document)) is not None:
            found[number] = other
            quiet.update(as_written((*route[:-1], key), data) for key in other.items if key != route[-1])
        elif written not in tried:
            allowed = _allowed(problem.get("ctx") or {}) if kind == "literal_error" else ()
            mended = value_meant(kind, route, value, document, allowed)
            if mended is not None:
                tried.add(written)
                shown = as_yaml(mended)
                found[number] = Meant(
                    {"": mended}, (), f"write {shown if len(shown) <= LONGEST_SHOWN else _outline(mended)}"
                )
    return found


def _outline(value: Data) -> str:
    """The first keys of what is too long to be shown."""
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return f"[{_outline(value[0])}, …]"
    if isinstance(value, Mapping):
        return "{" + ", ".join([f"{key}: …" for key in list(value)[:2]]) + ", …}"
    return "a list" if isinstance(value, list) else "one text"


def _put(owner: Data, key: str | int, meant: Meant) -> None:
    """Put what was meant in the place of a slip; a key that takes the place of another keeps it in the file."""
    if not meant.gone:
        owner[key] = _numbered(meant.items[""])
        return
    kept = list(owner.items())
    owner.clear()
    for name, value in kept:
        if name == key:
            for new, given in meant.items.items():
                if new not in owner:
                    owner.written[new] = name
                owner[new] = _numbered(given)
        elif name not in meant.gone:
            owner[name] = value


def _too_many(problems: Sequence[Mapping[str, Data]], data: Data, document: Document) -> Built[ModelT]:
    """The first problems of very many, in the order of the file, and nothing else of it."""
    said = [restored(_in_our_words(problem, data, document), data) for problem in problems[:MOST_PROBLEMS]]
    return Built(None, (*said, too_many(said[-1].at, document)), frozenset())


def empty_values(data: Data, document: Document) -> Iterator[Diagnostic]:
    """Keys that stand there without a value; a model with an optional field would take them in silence."""
    stack: list[tuple[Route, Data]] = [((), data)]
    while stack:
        route, current = stack.pop()
        if isinstance(current, Mapping):
            stack.extend(((*route, key), value) for key, value in current.items())
        elif isinstance(current, list):
            stack.extend(((*route, index), value) for index, value in enumerate(current))
        elif current is None and route:
            hint = "leave the key out, or give it a value"
            if route[-1] == "otherwise" and len(route) > 2 and route[-3] in ("next", "options"):
                hint = "write `otherwise: true`"
            yield Diagnostic("SL103", f"'{route[-1]}' has no value", route, help=hint, document=document)


def _depth(problem: Mapping[str, Data]) -> tuple[int, list[tuple[bool, int, str]]]:
    """Shallow before deep; list positions in the order of their numbers."""
    location = problem["loc"]
    return len(location), [(isinstance(s, str), s if isinstance(s, int) else 0, str(s)) for s in location]


class _Keyed(dict[str, Data]):
    """A mapping that remembers under which keys its values stand in the file, where these are others."""

    written: dict[str, str]


class _Numbered(list[Data]):
    """A list that remembers the positions its items had in the file."""

    positions: list[int]


def _numbered(data: Data) -> Data:
    """A copy of some data whose lists are numbered."""
    if isinstance(data, Mapping):
        keyed = _Keyed({key: _numbered(value) for key, value in data.items()})
        keyed.written = {}
        return keyed
    if isinstance(data, list):
        copied = _Numbered(_numbered(item) for item in data)
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


def _in_our_words(problem: Mapping[str, Data], data: Data, document: Document) -> Diagnostic:
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
    value = _at(data, route)
    named = f"'{name}'" if not route or isinstance(route[-1], str) else _words(route)
    message, hint = _wrong_value(kind, problem.get("ctx") or {}, named, value)
    return Diagnostic("SL103", message, route, help=hint, document=document)


def _unknown_key(route: Route, data: Data, document: Document) -> Diagnostic:
    from stepladder.reading.slips import not_here

    owner = _at(data, route[:-1])
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
    written = _at(data, owner)
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
    rule = id_rule(problem)
    meant = (
        as_id(name) if rule == PLAIN_RULE else re.sub(r"[^A-Za-z0-9_-]+", "-", name).rstrip("-").lstrip("-_0123456789")
    )
    hint = f"write {meant}: {rule}" if meant else rule
    return Diagnostic("SL103", f"{plain(name)} cannot be an id", route, on="key", help=hint, document=document)


PLAIN_RULE = "ids here are lower-case letters, digits and _, starting with a letter"


def id_rule(problem: Mapping[str, Data]) -> str:
    """What an id looks like, from the pattern it did not match."""
    pattern = str((problem.get("ctx") or {}).get("pattern", ""))
    if FREE_ID.pattern[:8] in pattern:
        return "ids here are letters, digits, _ and -, starting with a letter"
    return PLAIN_RULE


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
        allowed = _allowed(context)
        close = nearest(str(value), allowed) if isinstance(value, str) else ""
        return f"{name} cannot be {plain(value)}", close or f"it is one of {', '.join(allowed)}"
    if kind in ("string_pattern_mismatch", "string_too_long"):
        if name == "'version'":
            return f"{plain(value)} is not a version", "write three numbers: 0.1.0"
        return f"{plain(value)} cannot be an id", id_rule({"ctx": context})
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = context.get("ge", context.get("le"))
        return f"{name} is {plain(value)}; the limit is {limit}", ""
    if kind == "too_long":
        return (
            f"{name} has {context.get('actual_length')} lines; at most {context.get('max_length')} fit",
            "",
        )
    return f"{name} cannot be {plain(value)}", ""


def _allowed(context: Mapping[str, Data]) -> list[str]:
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


def _mend(problem: Mapping[str, Data], data: Data, lost: set[Route], stem: str) -> bool:
    """Change the data so that it can be built without the broken part; False where that makes no sense."""
    route, _ = resolve(problem["loc"], data)
    if problem["type"] == "missing":
        return _fill(route, data, lost, stem)
    if not route:
        return False
    owner = _at(data, route[:-1])
    written = as_written(route, data)
    _remove(owner, route[-1])
    if problem["type"] != "extra_forbidden":
        lost.add(written)
    return True


_FILLINGS: Mapping[str, Data] = {
    "stepladder": 1, "title": "?", "version": "0.0.0", "says": "?", "reading": "?", "today": "?",
    "type": "finding", "severity": "relative", "facts": {}, "position": "refine", "pathway": "unknown",
}  # fmt: skip


def _fill(route: Route, data: Data, lost: set[Route], stem: str) -> bool:
    owner = _at(data, route[:-1])
    key = str(route[-1])
    lost.add(as_written(route, data))
    if not isinstance(owner, dict):
        return False
    if key == "kind":
        owner[key] = "assessment" if "next" in owner or "options" in owner else "outcome"
    elif key == "pathway" and stem:
        owner[key] = stem
    elif key == "id":
        owner[key] = stem or f"unnamed-{len(lost)}"
    elif key == "start" and isinstance(data.get("steps"), dict) and data["steps"]:
        owner[key] = next(iter(data["steps"]))
    elif key in _FILLINGS:
        owner[key] = copy.copy(_FILLINGS[key])
    elif len(route) > 2:
        return _drop(route[:-1], data, lost)
    else:
        return False
    return True


def _drop(route: Route, data: Data, lost: set[Route]) -> bool:
    holder = _at(data, route[:-1])
    lost.add(as_written(route, data))
    return _remove(holder, route[-1])


def _remove(holder: Data, key: str | int) -> bool:
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


def _at(data: Data, route: Route) -> Data:
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
