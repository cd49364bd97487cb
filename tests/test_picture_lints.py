"""Pictures looked over for what does not fit, lies on something or is missing: of every pathway, and of invented ones.

The environment variable `PICTURE_LINTS=all` draws every step with every case on every page, and many more invented
pathways.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.cases.run import run
from stepladder.library import checked as library
from stepladder.library import registry
from stepladder.model.pathway import Pathway
from stepladder.reading.load import Reading, read_text
from stepladder.render.make import Drawn, Request, Shown, make
from stepladder.render.style import PageSize
from tests.picture_ink import ink_complaints
from tests.picture_lints import complaints
from tests.picture_places import said
from tests.picture_strategies import SINGLE, Shape, read, shapes, ugly, wandered
from tests.strategies import QUICK, built, pathways

pytestmark = pytest.mark.heavy

ALL = os.environ.get("PICTURE_LINTS") == "all"
PAGES: tuple[PageSize, ...] = get_args(PageSize)
VIEWS: tuple[tuple[str, PageSize], ...] = (
    ("ladder", "a4"), ("ladder", "slide"), ("ladder", "free"), ("graph", "free"), ("graph", "a4"),
)  # fmt: skip
FLAGSHIP = "esophageal-spasm"
MANY = settings(QUICK, max_examples=1000 if ALL else 24, derandomize=not ALL)


@cache
def at_hand() -> dict[str, Reading]:
    """Every pathway at hand with its cases."""
    return {
        name: library.check(registry.find(str(path)), cases=False).reading for name, path in registry.at_hand().items()
    }


def pathway_of(name: str) -> Pathway:
    """One of them."""
    pathway = at_hand()[name].pathway
    assert pathway is not None
    return pathway


FIRST, EACH = {FLAGSHIP: 12, "headache-steps": 12}, {FLAGSHIP: 8}
"""So many cases of a pathway are drawn in every run, and of the others each so-many-th."""
MORE_SLIDES = ("Back, and never clearly measured", "Pregnant before a procedure")
"""The cases whose walks tell so much that a ladder does not fit one slide: a fault that is known."""


@cache
def shown(name: str) -> tuple[Shown | None, ...]:
    """No walk, and then the walk of every case."""
    reading = at_hand()[name]
    if reading.cases is None:
        return (None,)
    cases = range(len(reading.cases.cases))
    outcomes = [run(pathway_of(name), reading.cases, index) for index in cases]
    return (None, *[Shown(outcome.walk, outcome.case.title) for outcome in outcomes])


def wrong_with(drawn: Drawn, page: PageSize) -> list[str]:
    """Everything that is wrong with a picture."""
    return [*complaints(drawn.scene, drawn.sheets, page), *ink_complaints(drawn.picture)]


# the pathways at hand


def every_picture() -> Iterator[Any]:
    """Every pathway in every view, without a walk and with that of every case; most of many only with `-m slow`."""
    for name, reading in at_hand().items():
        cases = [case.id for case in reading.cases.cases] if reading.cases is not None else []
        first, each = FIRST.get(name, 2), EACH.get(name, 16)
        for view, page in VIEWS:
            for number, case in enumerate(["plain", *cases]):
                rare = [pytest.mark.slow] if number > first and number % each and not ALL else []
                yield pytest.param(name, view, page, number, id=f"{name}-{view}-{page}-{case}", marks=rare)


@pytest.mark.parametrize(("name", "view", "page", "number"), list(every_picture()))
def test_every_picture_of_every_pathway_is_sound(name: str, view: str, page: PageSize, number: int) -> None:
    drawn = make(pathway_of(name), Request.of(view, page), shown(name)[number])
    texts = [found.text.text for sheet in drawn.sheets for found in said(sheet) if found.kind != "badge"]

    assert wrong_with(drawn, page) == []
    assert [text for text in texts if text.endswith("…")] == []
    walk = shown(name)[number]
    if view == "ladder":
        long = walk is not None and (walk.title in MORE_SLIDES or name != FLAGSHIP)
        assert len(drawn.sheets) == 1 or (page == "slide" and long)


def every_step() -> Iterator[Any]:
    """Every step of every pathway."""
    for name in at_hand():
        for number, step in enumerate(pathway_of(name).steps):
            yield pytest.param(name, step, number, id=f"{name}-{step}")


@pytest.mark.parametrize(("name", "step", "number"), list(every_step()))
def test_every_step_of_every_pathway_is_sound(name: str, step: str, number: int) -> None:
    walks = [found for found in shown(name) if found is not None]
    met = [walk for walk in walks if step in walk.walk.trail] or walks
    chosen = [None, *walks] if ALL else [None, *met[number % len(met) :][:1]]
    for page in PAGES if ALL else ("slide",) if number % 6 else ("slide", "a4"):
        for walk in chosen:
            drawn = make(pathway_of(name), Request("step", step, page), walk)

            assert wrong_with(drawn, page) == [], (page, walk.title if walk else "plain")


@pytest.mark.parametrize("page", ["a4", "slide"])
def test_nothing_is_plain_where_a_walk_is_drawn(page: PageSize) -> None:
    """Plain and grey wires differ by a third of a point only: they never occur together."""
    drawn = make(pathway_of(FLAGSHIP), Request("ladder", None, page), shown(FLAGSHIP)[1])
    states = {link.state for link in drawn.scene.links}
    states |= {node.state for node in drawn.scene.nodes if node.place != "panel"}

    assert states == {"walked", "unreached"}


# pathways that nobody would write

EXTREMES = {
    "two hundred steps": Shape(1, steps=200, lanes=9, words=3, rules=20, interrupts=4),
    "two hundred steps without lanes": Shape(2, steps=200, lanes=0, words=3, interrupts=2),
    "thirty options": Shape(3, steps=6, options=30, words=6, unbroken=True, interrupts=2),
    "sixty rules": Shape(4, steps=5, rules=60, words=6, lanes=2),
    "words without end": Shape(5, steps=14, words=25, unbroken=True, lanes=5, interrupts=5, exits=3, rules=8),
    "forty interrupts": Shape(6, steps=4, interrupts=40, words=6, unbroken=True),
    "many lanes, one step": Shape(7, steps=1, lanes=12),
    "loops everywhere": Shape(8, steps=14, exits=6, assessments=0.95, lanes=3),
    "short titles": Shape(9, steps=30, words=1, lanes=12, rules=12, exits=4),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("extreme", EXTREMES)
def test_an_impossible_ladder_is_sound(extreme: str, page: PageSize) -> None:
    shape = EXTREMES[extreme]
    pathway = read(ugly(shape))
    walk = Shown(wandered(pathway, 3, 30), "A walk")
    for shown_ in (None, walk) if shape.steps < 100 or ALL else (walk,):
        assert wrong_with(make(pathway, Request("ladder", None, page), shown_), page) == []


@pytest.mark.parametrize("extreme", EXTREMES)
def test_an_impossible_graph_and_step_are_sound(extreme: str) -> None:
    pathway = read(ugly(EXTREMES[extreme]))
    walk = Shown(wandered(pathway, 5, 30), "A walk")
    for page in PAGES:
        assert wrong_with(make(pathway, Request("step", "s0", page), walk), page) == []
        if page != "slide" or ALL:
            assert wrong_with(make(pathway, Request("graph", None, page), walk), page) == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("view", ["ladder", "graph", "step:only"])
def test_a_single_step_is_a_picture(view: str, page: PageSize) -> None:
    pathway = read(SINGLE)
    for walk in (None, Shown(wandered(pathway, 0, 0), "A walk")):
        drawn = make(pathway, Request.of(view, page), walk)

        assert wrong_with(drawn, page) == []
        assert len(drawn.sheets) == 1


@MANY
@given(shapes(200 if ALL else 60), st.sampled_from(PAGES), st.integers(0, 9), st.integers(0, 40))
def test_any_ladder_is_sound(shape: Shape, page: PageSize, seed: int, moves: int) -> None:
    pathway = read(ugly(shape))
    walk = Shown(wandered(pathway, seed, moves), "A walk") if moves else None

    assert wrong_with(make(pathway, Request("ladder", None, page), walk), page) == []


@MANY
@given(shapes(200 if ALL else 60), st.data())
def test_any_graph_and_any_step_are_sound(shape: Shape, draw: st.DataObject) -> None:
    pathway = read(ugly(shape))
    moves = draw.draw(st.integers(0, 40))
    walk = Shown(wandered(pathway, shape.seed, moves), "A walk") if moves else None
    view = draw.draw(st.sampled_from(("graph", *[f"step:{step}" for step in pathway.steps])))
    page = draw.draw(st.sampled_from(PAGES))

    assert wrong_with(make(pathway, Request.of(view, page), walk), page) == []


@MANY
@given(pathways(), st.data())
def test_any_small_pathway_is_sound(data: dict[str, Any], draw: st.DataObject) -> None:
    pathway = built(data)
    walk = Shown(wandered(pathway, draw.draw(st.integers(0, 99)), 12), "A walk")
    for view in ("ladder", "graph"):
        page = draw.draw(st.sampled_from(PAGES))
        for shown_ in (None, walk):
            assert wrong_with(make(pathway, Request.of(view, page), shown_), page) == []


def test_invented_pathways_have_no_errors() -> None:
    for seed in range(12):
        shape = Shape(seed, seed + 1, seed, exits=4, options=4 * (seed % 2), rules=9, interrupts=seed % 4, entries=2)
        text = json.dumps(ugly(shape), ensure_ascii=False)
        checked = library.examine(read_text(text.encode(), "drawn.yaml", "drawn"), cases=False)

        assert [found for found in checked.findings if found.severity == "error"] == []
