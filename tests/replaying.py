"""Walks through pathways of every kind, written by Python, and a page in which the page's engine can replay them.

`replay.js` looks for differences and gives them as lines.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.explore.data import ENGINE, page_data
from stepladder.explore.vectors import case_vectors, random_vectors
from stepladder.library.registry import find
from stepladder.model.cases import CaseFile
from stepladder.model.pathway import Pathway
from stepladder.reading.load import read
from tests import ladders
from tests.browser import Chromium, Tab
from tests.strategies import QUICK, built, pathways

Data: TypeAlias = dict[str, Any]

STATIC = files("stepladder.explore").joinpath("static")
SCRIPTS = "\n".join(STATIC.joinpath(name).read_text(encoding="utf-8") for name in ENGINE)
REPLAY = Path(__file__).with_name("replay.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Replayed:
    """What was replayed, and what was different."""

    groups: list[tuple[str, Data, list[Any]]]
    """A name, the data of a pathway, and the walks through it."""
    differences: dict[str, list[str]]

    def of(self, name: str) -> list[str]:
        """What was different in a group."""
        return self.differences[name]

    def walks(self, name: str) -> list[Any]:
        """The walks of a group."""
        return [vector for group, _, vectors in self.groups if group == name for vector in vectors]


def shipped(name: str) -> tuple[Pathway, CaseFile]:
    """A pathway that comes with stepladder, and its cases."""
    found = read(find(name), origins=False)
    assert found.pathway is not None
    assert found.cases is not None
    return found.pathway, found.cases


def groups() -> Iterator[tuple[str, Data, list[Any]]]:
    """Everything that is replayed."""
    for name, often, seldom in (("headache-steps", 1, 1), ("esophageal-spasm", 397, 5)):
        pathway, cases = shipped(name)
        data: Data = dict(page_data(pathway, cases))
        yield f"cases of {name}", data, list(case_vectors(pathway, cases, often))
        yield f"walks of {name}", data, list(random_vectors(pathway, 1, 100, deep=seldom))
    for seed in range(60):
        pathway = built(ladders.ladder(seed))
        yield "drawn ladders", dict(page_data(pathway)), list(random_vectors(pathway, seed, 2))
        pathway = built(sparse(random.Random(seed)))
        yield "drawn numbers", dict(page_data(pathway)), list(random_vectors(pathway, seed, 2))
    drawn: list[tuple[Data, int]] = []

    @settings(QUICK, max_examples=120, database=None, derandomize=True)
    @given(data=pathways(), seed=st.integers(0, 99))
    def collect(data: Data, seed: int) -> None:
        drawn.append((data, seed))

    collect()
    for data, seed in drawn:
        pathway = built(data)
        yield "drawn pathways", dict(page_data(pathway)), list(random_vectors(pathway, seed, 2))


def sparse(chosen: random.Random) -> Data:
    """A pathway about numbers with so many values, and so many digits, that none can be tried value by value."""

    def number() -> str:
        return str(Decimal(chosen.randint(0, 1000)).scaleb(-1))

    def condition() -> str:
        one, other = chosen.sample(numbers, 2)
        first, second = (chosen.choice(("", "2 * ", "0.3 * ", "7 * ")) for _ in range(2))
        both = f"{first}{one} {chosen.choice('+-')} {second}{other}"
        total = chosen.choice((one, f"0.5 * {one}", both, both, "sum_of", "sum_of - x"))
        return f"{total} {chosen.choice(('<', '<=', '>', '>=', '==', '!='))} {number()}"

    numbers = ["x", "y", "z", "vast"]
    either = f"({condition()}) {chosen.choice(('and', 'or'))} ({condition()})"
    ends = [f"end{n}" for n in range(3)]
    return {
        "stepladder": 1, "id": "drawn", "title": "Numbers", "version": "0.1.0", "start": "first",
        "facts": {
            "x": {"type": "number", "unit": "mg", "min": -300, "max": 300, "decimals": 1, "ask": "x?"},
            "y": {"type": "number", "unit": "mg", "decimals": 2, "ask": "y?"},
            "z": {"type": "number", "unit": "mg", "min": 0, "decimals": 1, "ask": "z?"},
            "vast": {"type": "number", "unit": "mg", "max": 999_999_999_999, "decimals": 1, "ask": "How vast?"},
        },
        "derived": {"sum_of": {"number": f"0.7 * x + 3 * y - {number()}", "unit": "mg"}},
        "steps": {
            "first": {
                "kind": "assessment", "title": "First", "asks": numbers,
                "options": [
                    {"to": "end0", "when": condition()},
                    {"to": "end1", "when": either},
                    {"to": "end2", "when": condition()},
                ],
            },
            **{end: {"kind": "outcome", "title": "An end"} for end in ends},
        },
        "rules": {
            f"rule-{n}": {"blocks": [end], "when": condition(), "severity": "absolute", "because": "It is drawn."}
            for n, end in enumerate(ends)
        },
    }  # fmt: skip


def replaying(chromium: Chromium, folder: Path, given_groups: list[tuple[Data, list[Any]]]) -> Tab:
    """A page in which walks can be replayed: its `groups` are the data of a pathway and walks through it."""
    held = json.dumps(given_groups).replace("<", "\\u003c")
    scripts = (SCRIPTS, REPLAY, "const groups = JSON.parse(document.getElementById('held').textContent)")
    page = f'<!doctype html><meta charset="utf-8"><script type="application/json" id="held">{held}</script>'
    path = folder / "replay.html"
    path.write_text(page + "".join(f"<script>{text}</script>" for text in scripts), encoding="utf-8")
    tab = chromium.tab()
    tab.open(path)
    assert tab.complaints == []
    return tab
