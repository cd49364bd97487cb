"""Hypothesis strategies: scenes by chance, with the texts that are hardest to write into other languages.

Every scene is well formed: ids are unique, links and rows name what is there, the boxes stand in reading order (bands
one after the other, a box at the side behind the box it stands beside, panels last), and only a scene with a walk has
numbers and states.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal, TypeAlias, get_args

from hypothesis import strategies as st

from stepladder.render.scene import Band, Line, Link, Look, Mark, Node, Row, Scene, State, Tone, View

Draw: TypeAlias = st.DrawFn
Kind: TypeAlias = Literal["next", "option", "interrupt", "way"]

WORDS = (
    "pain", "weeks", "manometry", "≥", "20 %", "mg/day", "Kalziumkanalblocker-Unverträglichkeit", "Größe", "Übelkeit",
    "ἄλγος", "ωμέγα", "Spasmus", "כאב", "בחזה", "(שלום)", "Москва", "naïve", "end", "node", "graph", "subgraph",
    "digraph", "strict", "edge", "style", "classDef", "click", "default", "--", "-->", "->", "1.", "2)", "-", "+", "#",
    "#35;", "##", "&", "&amp;", "&lt;b&gt;", "&#228;", "<b>bold</b>", "<br/>", "<", ">", ">=", '"quoted"', "'single'",
    "`tick`", "*star*", "**two**", "_under_", "__two__", "a_b", "~~gone~~", "[link](x)",
    "![x](y)", "$$x$$", "$5", "%%", "%%{",
    "100%", "\\", "\\N", "\\n", "C:\\new", "|", "||", "{", "}", "}}", "{{", "[[", "]", "(", ")", ";", ":",
    "style:#fff;",
    "https://example.org/x?y=1", "www.example.org", "a@b.org", "fa:fa-ban", ":::x", "@{", "×", "…", "–", "ﬁ",
)  # fmt: skip
"""What titles are made of: words of several scripts, names that mean something to a format, and its signs."""

NAMES = (
    "end",
    "node",
    "graph",
    "subgraph",
    "digraph",
    "strict",
    "edge",
    "style",
    "start",
    "a",
    "b",
    "c_1",
    "o",
    "x",
    "n1",
)
LETTERS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"], max_codepoint=0x24FF
)


def texts(least: int = 0, most: int = 6) -> st.SearchStrategy[str]:
    """Some words in a row."""
    word = st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), st.text(LETTERS, min_size=1, max_size=8))
    return st.lists(word, min_size=least, max_size=most).map(" ".join)


@st.composite
def scenes(draw: Draw, most: int = 8, walked: bool | None = None) -> Scene:
    """A well-formed scene.

    Args:
        draw: by Hypothesis.
        most: so many boxes on the spine at most.
        walked: whether a walk is drawn in; None for either.
    """
    walks = draw(st.booleans()) if walked is None else walked
    bands = tuple(
        Band(f"lane-{place}", draw(texts(1)), draw(st.sampled_from(("", f"STEP {place}", 'S "1"'))))
        for place in range(draw(st.integers(0, 3)))
    )
    names = draw(st.permutations(NAMES))
    nodes: list[Node] = []
    for place in range(draw(st.integers(1, most))):
        # bands come in their order; the boxes before the first stand in none
        at = min(place * (len(bands) + 1) // most, len(bands))
        band = bands[at - 1].id if at else None
        nodes.append(draw(_nodes(_unused(names, nodes), band, walks)))
        beside = nodes[-1].id
        for _ in range(draw(st.sampled_from((0, 0, 0, 1, 1, 2, 3)))):
            nodes.append(draw(_nodes(f"side-{len(nodes)}", band, walks, beside)))
    links = draw(_links(nodes, walks))
    with_rows = draw(st.booleans())
    nodes = [draw(_with_rows(node, links, nodes)) if with_rows else node for node in nodes]
    if draw(st.booleans()):
        nodes.append(Node("panel-x", "note", draw(texts(1)), draw(_lines(walks, 20)), place="panel"))
    return Scene(
        draw(st.sampled_from(get_args(View))), draw(st.sampled_from(("ladder-1", "end", "graph"))), "0.1.0",
        draw(texts(1, 12)), draw(texts()), draw(st.text("0123456789abcdef", min_size=64, max_size=64)), tuple(nodes),
        links, bands, source_line=draw(texts()), disclaimer=draw(texts(1)), walk=draw(texts(1)) if walks else "",
    )  # fmt: skip


def _unused(names: Sequence[str], nodes: Iterable[Node]) -> str:
    """A name for a box: now and then only that, else with a prefix."""
    taken = {node.id for node in nodes}
    found = [name if place % 3 == 0 else f"step-{name}" for place, name in enumerate(names)]
    return next(name for name in found if name not in taken)


@st.composite
def _nodes(draw: Draw, name: str, band: str | None, walks: bool, beside: str | None = None) -> Node:
    looks = [look for look in get_args(Look) if look != "note"]
    look: Look = draw(st.sampled_from(looks))
    state = draw(_states(walks))
    numbers = draw(_numbers()) if state == "walked" else ()
    return Node(
        name, look, draw(texts(1, 9)), draw(_lines(walks, 3)), band=band, place="side" if beside else "spine",
        beside=beside, state=state, numbers=numbers, steps=(name.removeprefix("step-"),),
        current=state == "walked" and draw(st.booleans()),
    )  # fmt: skip


def _states(walks: bool) -> st.SearchStrategy[State]:
    return st.sampled_from(("walked", "walked", "unreached", "blocked")) if walks else st.just("plain")


def _numbers() -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(st.integers(1, 30), min_size=1, max_size=3, unique=True).map(lambda found: tuple(sorted(found)))


@st.composite
def _lines(draw: Draw, walks: bool, most: int) -> tuple[Line, ...]:
    return tuple([draw(_one_line(walks)) for _ in range(draw(st.integers(0, most)))])


@st.composite
def _one_line(draw: Draw, walks: bool) -> Line:
    mark: Mark = draw(st.sampled_from(get_args(Mark)))
    tone: Tone = draw(st.sampled_from(get_args(Tone)))
    lead = draw(st.sampled_from(("", "", "Where")))
    struck, counted = (draw(st.booleans()), draw(st.booleans())) if walks else (False, False)
    return Line(draw(texts(1)), mark, tone, struck, lead, draw(st.integers(0, 2)), draw(_numbers()) if counted else ())


@st.composite
def _links(draw: Draw, nodes: Sequence[Node], walks: bool) -> tuple[Link, ...]:
    """A way down the spine, from the spine to each side, and some more from anywhere to anywhere."""
    spine = [node.id for node in nodes if node.place == "spine"]
    pairs = [*pairwise(spine), *((node.beside, node.id) for node in nodes if node.beside)]
    anywhere = st.tuples(st.sampled_from(spine), st.sampled_from([node.id for node in nodes]))
    pairs += draw(st.lists(anywhere, max_size=4))
    found: list[Link] = []
    for place, (source, target) in enumerate(pairs):
        state = draw(_states(walks))
        kind: Kind = draw(st.sampled_from(("next", "next", "option", "interrupt", "way")))
        found.append(
            Link(
                f"link-{place}", source, target, draw(texts()), "" if kind == "way" else draw(texts()), kind, state,
                draw(_numbers()) if state == "walked" else (),
            )
        )  # fmt: skip
    return tuple(found)


@st.composite
def _with_rows(draw: Draw, node: Node, links: Iterable[Link], nodes: Sequence[Node]) -> Node:
    """A box with its exits in rows, as some views have them."""
    titles = {other.id: other.title for other in nodes}
    rows = []
    for link in links:
        if link.source == node.id and link.kind != "way":
            lines = draw(_lines(link.state != "plain", 1))
            rows.append(Row(link.id, link.label, link.when, titles[link.target], link.state, lines, link.numbers))
    return replace(node, rows=tuple(rows))
