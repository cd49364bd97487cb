"""Data to frozen models: pydantic checks the shape, and its errors become ours, with routes.

A document with mistakes is mended just enough to be built all the same (an unknown key is left out, a broken value
dropped), so that everything else in it is checked too and every problem of a file is told at once.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from stepladder.diagnostics import Diagnostic, Document, Route, Span
from stepladder.facts import as_yaml
from stepladder.reading.mended import as_written, numbered, remove, resolve, restored, value_at
from stepladder.reading.messages import allowed_words, in_our_words
from stepladder.reading.yaml_events import MOST_PROBLEMS, too_many
from stepladder.reading.yaml_quoting import MAX_SHOWN
from stepladder.reading.yaml_scalars import Data

if TYPE_CHECKING:
    from stepladder.reading.slips import Meant

ModelT = TypeVar("ModelT", bound=BaseModel)

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
    diagnostics: dict[tuple[str, Route, str], Diagnostic] = {}
    lost: set[Route] = set()
    tried: set[Route] = set()
    quiet: set[Route] = set()
    mended = False
    hollow = tuple(_empty_values(data, document)) if empty else ()
    for _ in range(ROUNDS):
        try:
            model = kind.model_validate(data, context=context)
            places = {diagnostic.at for diagnostic in diagnostics.values()} | quiet
            more = [d for d in hollow if d.at not in places and not _within(d.at, tried)][:MOST_PROBLEMS]
            return Built(model, (*diagnostics.values(), *more), frozenset(lost), data)
        except ValidationError as error:
            if not mended:
                data, mended = numbered(data), True
            problems = error.errors(include_url=False)
            if len(problems) > MOST_PROBLEMS:
                return _too_many(problems, data, document)
        problems.sort(key=_depth)
        meant = _meant(problems, data, document, tried, quiet)
        for number, problem in enumerate(problems):
            written = as_written(resolve(problem["loc"], data)[0], data)
            if written in lost or written in quiet:
                continue
            diagnostic = in_our_words(problem, data, document)
            if number in meant and meant[number].help:
                diagnostic = replace(diagnostic, help=meant[number].help)
            diagnostics.setdefault((diagnostic.code, written, diagnostic.message), restored(diagnostic, data))
        for number in reversed(range(len(problems))):
            route = resolve(problems[number]["loc"], data)[0]
            if number in meant:
                _put(value_at(data, route[:-1]), str(route[-1]) if meant[number].gone else route[-1], meant[number])
            elif as_written(route, data) not in quiet and not _mend(problems[number], data, lost, stem):
                return Built(None, tuple(diagnostics.values()), frozenset(lost))
    return Built(None, tuple(diagnostics.values()), frozenset(lost))


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

    meanings: dict[int, Meant] = {}
    steps = data.get("steps") if isinstance(data, Mapping) else None
    for number, problem in enumerate(problems):
        route, on_key = resolve(problem["loc"], data)
        owner, kind = value_at(data, route[:-1]), problem["type"]
        written = as_written(route, data)
        if not route or on_key or written in quiet or kind == "missing":
            continue
        value = value_at(data, route)
        if isinstance(owner, Mapping) and (kind == "extra_forbidden" or (value is None and route[-1] in owner)):
            meant = key_meant(route, owner, document, steps if isinstance(steps, Mapping) else {})
            if meant is not None:
                meanings[number] = meant
                covered = [*meant.items, *meant.gone[1:]]
                quiet.update(as_written((*route[:-1], key), data) for key in covered if key != route[-1])
        elif isinstance(owner, Mapping) and (different_key := other_key_meant(route, owner, document)) is not None:
            meanings[number] = different_key
            quiet.update(as_written((*route[:-1], key), data) for key in different_key.items if key != route[-1])
        elif written not in tried:
            allowed = allowed_words(problem.get("ctx") or {}) if kind == "literal_error" else ()
            mended = value_meant(kind, route, value, document, allowed)
            if mended is not None:
                tried.add(written)
                shown = as_yaml(mended)
                meanings[number] = Meant(
                    {"": mended}, (), f"write {shown if len(shown) <= MAX_SHOWN else _outline(mended)}"
                )
    return meanings


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
        owner[key] = numbered(meant.items[""])
        return
    kept = list(owner.items())
    owner.clear()
    for name, value in kept:
        if name == key:
            for new, given in meant.items.items():
                if new not in owner:
                    owner.written[new] = name
                owner[new] = numbered(given)
        elif name not in meant.gone:
            owner[name] = value


def _too_many(problems: Sequence[Mapping[str, Data]], data: Data, document: Document) -> Built[ModelT]:
    """The first problems of very many, in the order of the file, and nothing else of it."""
    diagnostics = [restored(in_our_words(problem, data, document), data) for problem in problems[:MOST_PROBLEMS]]
    return Built(None, (*diagnostics, too_many(diagnostics[-1].at, document)), frozenset())


def _empty_values(data: Data, document: Document) -> Iterator[Diagnostic]:
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


def _mend(problem: Mapping[str, Data], data: Data, lost: set[Route], stem: str) -> bool:
    """Change the data so that it can be built without the broken part; False where that makes no sense."""
    route, _ = resolve(problem["loc"], data)
    if problem["type"] == "missing":
        return _fill(route, data, lost, stem)
    if not route:
        return False
    owner = value_at(data, route[:-1])
    written = as_written(route, data)
    remove(owner, route[-1])
    if problem["type"] != "extra_forbidden":
        lost.add(written)
    return True


_FILLINGS: Mapping[str, Data] = {
    "stepladder": 1, "title": "?", "version": "0.0.0", "says": "?", "reading": "?", "today": "?",
    "type": "finding", "severity": "relative", "facts": {}, "position": "refine", "pathway": "unknown",
}  # fmt: skip


def _fill(route: Route, data: Data, lost: set[Route], stem: str) -> bool:
    owner = value_at(data, route[:-1])
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
    holder = value_at(data, route[:-1])
    lost.add(as_written(route, data))
    return remove(holder, route[-1])
