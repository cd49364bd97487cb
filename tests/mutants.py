"""Pathways that somebody's slip, or bad luck, has damaged: the shelf, changed at random in one or two places.

Most changes are such that the file can still be read: another value that stands under the same key elsewhere, an item
twice, a key gone. So they reach what runs only on a pathway without errors. The rest damages the text itself.
"""

# ruff: noqa: E501  # rows of a table

from __future__ import annotations

import copy
import json
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from stepladder.diagnostics import Route
from stepladder.reading.yaml_events import parse

Data: TypeAlias = Any

SHELF = Path(__file__).parents[1] / "pathways"
SMALL = "headache-steps"
LARGE = tuple(sorted(path.name for path in SHELF.iterdir() if path.is_dir()))
EASY = 0.6
"""How often the small pathway is damaged: the others take their time."""

HOSTILE = (
    "a\u202eb", "\u2066x", "\x1b[31mred", "\x07", "\x9b2J", "nul\0", "tab\there", "line\nline", "\ufeff", "\u200f", "%s %d {} {0}",
    "<script>alert(1)</script>", "]]>", "\\", "'", '"', "`", "|", "#", "é" * 300, "🫘", "word" * 200, "\u0627\u0644\u0639", "-", "@x", "::error::", "\r",
)  # fmt: skip
"""Texts that a terminal, a page, a report or a picture could take for something else."""

VALUES: tuple[Data, ...] = (
    [], {}, "", None, True, False, 0, -1, 1.5, 10**13, "x", ["x"], {"x": "y"}, [[]], "everywhere", "end", ["@none"], *HOSTILE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One damaged pathway."""

    seed: int
    path: Path
    """The file or folder."""
    origin: Path
    """What it was before."""
    what: str
    """What was changed, in words."""
    step: str
    """Where walks began before."""
    case: str
    """The first case there was before."""


def mutant(seed: int, folder: Path) -> Mutant:
    """Write the mutant of a seed.

    Args:
        seed: the same gives the same mutant, as long as the shelf stays as it is.
        folder: where to write it; empty.
    """
    rng = random.Random(seed)
    name = SMALL if rng.random() < EASY else rng.choice(LARGE)
    if name == SMALL:
        origin, path = SHELF / f"{name}.yaml", folder / f"{name}.yaml"
        files = [path, folder / f"{name}.cases.yaml"]
        for file in files:
            shutil.copy(SHELF / file.name, file)
    else:
        origin, path = SHELF / name, folder / name
        shutil.copytree(origin, path)
        files = sorted(path.iterdir())
    damaged = rng.choices(files, [3 if "origins" not in file.name else 1 for file in files], k=rng.choice((1, 1, 2)))
    said = [_damage(file, rng) for file in damaged]
    return Mutant(seed, path, origin, "; ".join(said), *_start_and_case(name))


@cache
def _start_and_case(name: str) -> tuple[str, str]:
    head, cases = (
        (SHELF / f"{name}.yaml", SHELF / f"{name}.cases.yaml")
        if name == SMALL
        else (SHELF / name / "pathway.yaml", SHELF / name / "cases.yaml")
    )
    pathway, listed = (parse(file.read_text(encoding="utf-8"), file.name).data for file in (head, cases))
    return pathway["start"], listed["cases"][0]["id"]


def _damage(file: Path, rng: random.Random) -> str:
    text = file.read_text(encoding="utf-8")
    data = parse(text, file.name).data
    if rng.random() < 0.75 and isinstance(data, dict):
        said = rng.choice(DATA_DAMAGES)(data, rng)
        file.write_text(json.dumps(data, indent=1, default=float, ensure_ascii=rng.random() < 0.8), encoding="utf-8")
    else:
        text, said = rng.choice(TEXT_DAMAGES)(text, rng)
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
    return f"{file.name}: {said}"


def _routes(data: Data, at: Route = ()) -> Iterator[Route]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*at, key)
        yield from _routes(value, (*at, key))


def _owner(data: Data, route: Route) -> Data:
    for segment in route[:-1]:
        data = data[segment]
    return data


def _any(data: Data, rng: random.Random) -> Route:
    return rng.choice(list(_routes(data)))


def _another_of_its_kind(data: Data, rng: random.Random) -> str:
    """A value becomes one that stands under the same key elsewhere; most are still pathways."""
    route = _any(data, rng)
    alike = [_owner(data, other)[other[-1]] for other in _routes(data) if other[-1] == route[-1] and other != route]
    value = copy.deepcopy(rng.choice(alike)) if alike else "x"
    _owner(data, route)[route[-1]] = value
    return f"{route} becomes {str(value)[:60]!r}"


def _something_else(data: Data, rng: random.Random) -> str:
    route, value = _any(data, rng), rng.choice(VALUES)
    _owner(data, route)[route[-1]] = value
    return f"{route} becomes {str(value)[:60]!r}"


def _gone(data: Data, rng: random.Random) -> str:
    route = _any(data, rng)
    del _owner(data, route)[route[-1]]
    return f"{route} is gone"


def _renamed(data: Data, rng: random.Random) -> str:
    """A key gets another name, in its own place only."""
    route = rng.choice([route for route in _routes(data) if isinstance(route[-1], str)])
    owner, name = _owner(data, route), rng.choice((f"{route[-1]}x", "x", "no", "Ä", *HOSTILE))
    items = [(name if key == route[-1] else key, value) for key, value in owner.items()]
    owner.clear()
    owner.update(items)
    return f"{route} is called {name!r}"


def _twice_or_turned(data: Data, rng: random.Random) -> str:
    lists = [route for route in _routes(data) if isinstance(_owner(data, route)[route[-1]], list)]
    if not lists:
        return _gone(data, rng)
    route = rng.choice(lists)
    items = _owner(data, route)[route[-1]]
    if items and rng.random() < 0.5:
        items.append(copy.deepcopy(rng.choice(items)))
        return f"{route} has an item twice"
    items.reverse()
    return f"{route} is turned round"


def _condition(data: Data, rng: random.Random) -> str:
    """A condition loses, gains or swaps a word."""
    texts = [route for route in _routes(data) if route[-1] in ("when", "never", "requires", "number")]
    texts = [route for route in texts if isinstance(_owner(data, route)[route[-1]], str)]
    if not texts:
        return _something_else(data, rng)
    route = rng.choice(texts)
    words = str(_owner(data, route)[route[-1]]).split()
    at = rng.randrange(len(words))
    words[at : at + rng.randrange(2)] = [
        rng.choice(("not", "and", "or", "<", ">=", "==", "(", ")", "0", "known(", "0.1 *", "true", "blocked(x)"))
    ]
    _owner(data, route)[route[-1]] = " ".join(words)
    return f"{route} becomes {' '.join(words)[:60]!r}"


def _hostile_text(data: Data, rng: random.Random) -> str:
    texts = [route for route in _routes(data) if isinstance(_owner(data, route)[route[-1]], str)]
    route, text = rng.choice(texts), rng.choice(HOSTILE)
    _owner(data, route)[route[-1]] += text
    return f"{route} gains {text[:20]!r}"


DATA_DAMAGES: tuple[Callable[[Data, random.Random], str], ...] = (
    _another_of_its_kind, _another_of_its_kind, _another_of_its_kind, _something_else, _gone, _renamed, _twice_or_turned,
    _condition, _hostile_text,
)  # fmt: skip


def _line_gone(text: str, rng: random.Random) -> tuple[str, str]:
    lines = text.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    return "".join(lines[:at] + lines[at + 1 :]), f"line {at + 1} is gone"


def _line_twice(text: str, rng: random.Random) -> tuple[str, str]:
    lines = text.splitlines(keepends=True)
    at, to = rng.randrange(len(lines)), rng.randrange(len(lines))
    return "".join([*lines[:to], lines[at], *lines[to:]]), f"line {at + 1} stands again at {to + 1}"


def _cut(text: str, rng: random.Random) -> tuple[str, str]:
    at = rng.randrange(len(text))
    return text[:at], f"it ends after {at} characters"


def _inserted(text: str, rng: random.Random) -> tuple[str, str]:
    at, what = (
        rng.randrange(len(text)),
        rng.choice((*HOSTILE, "[", "}", ": ", "- ", "&a ", "*a", "!!x ", "\t", "  ", "\ud800")),
    )
    return text[:at] + what + text[at:], f"{what[:20]!r} after {at} characters"


def _letter_gone(text: str, rng: random.Random) -> tuple[str, str]:
    at = rng.randrange(len(text))
    return text[:at] + text[at + 1 :], f"character {at} is gone"


TEXT_DAMAGES: tuple[Callable[[str, random.Random], tuple[str, str]], ...] = (
    _line_gone, _line_twice, _cut, _inserted, _letter_gone,
)  # fmt: skip
