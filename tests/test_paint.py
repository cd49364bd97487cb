"""The display list and its SVG: what is inked, in which order, and that the text of it is sound XML."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder.render.formats.to_svg import to_svg
from stepladder.render.geometry import Point, Rect
from stepladder.render.paint.ink import Group, Item, Path, Picture, Words
from stepladder.render.paint.picture import draw
from stepladder.render.paint.shapes import depth, outline, recess, room
from stepladder.render.paint.wires import turning
from stepladder.render.plan import Box, Label, Sheet, Strip, Text, Wire
from stepladder.render.scene import Band, Line, Link, Look, Node, Scene, State
from stepladder.render.style import (
    BLOCKED,
    LANE_FILL,
    LOOKS,
    UNREACHED,
    UNREACHED_TEXT,
    UNREACHED_WIDTH,
    WALKED,
    WIRE,
)
from stepladder.render.text.metrics import ASCENT, DESCENT
from tests.specimen import specimen

SVG = "{http://www.w3.org/2000/svg}"
QUESTION = Node("step-ask", "question", "Better?", (Line("After two weeks"),))
REMEDY = Node("step-more", "treatment", "Second remedy")
NO = Link("no", "step-ask", "step-more", "No", "better = false")


def scene_of(*nodes: Node, links: tuple[Link, ...] = (), **more: str) -> Scene:
    return replace(Scene("ladder", "two-boxes", "0.1.0", "Two boxes", "Read down.", "ab" * 32, nodes, links), **more)  # type: ignore[arg-type]


def sheet_of(*boxes: Box, wires: tuple[Wire, ...] = (), strips: tuple[Strip, ...] = ()) -> Sheet:
    return Sheet(300, 200, strips, wires, boxes)


def two_boxes(state: State = "plain", label: str = "No", title: str = "Better?") -> Picture:
    """A question above a remedy, and the way down."""
    question, remedy = replace(QUESTION, title=title, state=state), replace(REMEDY, state=state)
    upper, lower = Rect(50, 20, 100, 40), Rect(50, 100, 100, 40)
    link = replace(NO, label=label, state=state)
    wire = Wire(
        link,
        (Point(100, 60), Point(100, 100)),
        Label(Rect(105, 62, 20, 10), (Text(Point(106, 70), label, 7.5, bold=True),)),
    )
    boxes = (
        Box(question, upper, (Text(Point(70, 44), title, 8.5, bold=True),)),
        Box(remedy, lower, (Text(Point(64, 124), "Second remedy", 8.5, bold=True),)),
    )
    return draw(scene_of(question, remedy, links=(link,)), (sheet_of(*boxes, wires=(wire,)),), description="Ask first.")


def inside(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        yield item
        if isinstance(item, Group):
            yield from inside(item.items)


def group(picture: Picture, name: str) -> Group:
    return next(
        item for page in picture.pages for item in inside(page.items) if isinstance(item, Group) and item.id == name
    )


def paths(found: Group) -> list[Path]:
    return [item for item in inside(found.items) if isinstance(item, Path)]


def words(found: Group) -> list[Words]:
    return [item for item in inside(found.items) if isinstance(item, Words)]


def ends(path: Path) -> list[tuple[float, float]]:
    """Where each command of a path leads to."""
    return [(command[-2], command[-1]) for command in path.commands if len(command) > 1]


@pytest.fixture(scope="module")
def everything() -> Picture:
    scene, sheets = specimen()
    return draw(scene, sheets, description="Every look & state.")


def test_what_stands_in_front_is_drawn_later() -> None:
    strip = Strip(Band("one", "First aid", "STEP 1"), Rect(10, 10, 280, 180), Rect(10, 10, 60, 20))
    wire = Wire(NO, (Point(100, 60), Point(100, 100)))
    boxes = (Box(QUESTION, Rect(50, 20, 100, 40)), Box(REMEDY, Rect(50, 100, 100, 40)))
    picture = draw(
        scene_of(QUESTION, REMEDY, links=(NO,)), (sheet_of(*boxes, wires=(wire,), strips=(strip,)),), description=""
    )

    assert [item.kind for item in picture.pages[0].items if isinstance(item, Group)] == [
        "lane", "edge next", "node question", "node treatment",
    ]  # fmt: skip


def test_a_walked_wire_lies_on_top_of_one_that_was_not() -> None:
    walked, other = replace(NO, state="walked"), replace(NO, id="yes", state="unreached")
    wires = (Wire(walked, (Point(9, 0), Point(9, 9))), Wire(other, (Point(0, 9), Point(9, 9))))
    picture = draw(scene_of(QUESTION, REMEDY), (sheet_of(wires=wires),), description="")

    assert [item.id for item in picture.pages[0].items if isinstance(item, Group)] == ["edge-yes", "edge-no"]


def test_every_box_and_wire_says_what_it_is_in_a_sentence() -> None:
    picture = two_boxes("walked")

    assert group(picture, "node-step-ask").title == "Decision: Better? After two weeks. Walked."
    assert group(picture, "edge-no").title == "From Better? to Second remedy: No (better = false). Walked."


def test_a_name_that_is_given_twice_gets_a_number(everything: Picture) -> None:
    sheet = sheet_of(Box(REMEDY, Rect(0, 0, 50, 20)), Box(REMEDY, Rect(0, 50, 50, 20)))
    picture = draw(scene_of(REMEDY), (sheet, sheet), description="")
    names = [item.id for page in picture.pages for item in page.items if isinstance(item, Group)]

    assert names == ["node-step-more", "node-step-more-2", "node-step-more-3", "node-step-more-4"]


def test_a_name_is_always_an_xml_name() -> None:
    picture = draw(scene_of(), (sheet_of(Box(replace(REMEDY, id='a b"<é'), Rect(0, 0, 50, 20))),), description="")

    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", next(i.id for i in picture.pages[0].items if isinstance(i, Group)))


def test_what_was_not_reached_is_thin_and_grey_with_its_bar_and_text() -> None:
    picture = two_boxes("unreached")
    box = group(picture, "node-step-more")

    assert {path.stroke for path in paths(box)} == {None, UNREACHED}
    assert {path.fill for path in paths(box)} == {"#FFFFFF", UNREACHED, None}
    assert {line.fill for line in words(box)} == {UNREACHED_TEXT}
    assert max(path.width for path in paths(box)) == UNREACHED_WIDTH


def test_what_was_walked_is_thick_in_the_colour_of_the_walk() -> None:
    picture = two_boxes("walked")

    assert [(path.stroke, path.width) for path in paths(group(picture, "node-step-ask")) if path.stroke] == [
        (WALKED, 3)
    ]
    assert paths(group(picture, "edge-no"))[0].width == 3


def test_a_blocked_box_and_a_blocked_wire_carry_a_cross() -> None:
    picture = two_boxes("blocked")

    assert BLOCKED in {path.fill for path in paths(group(picture, "node-step-ask"))}
    assert BLOCKED in {path.fill for path in paths(group(picture, "edge-no"))}


@pytest.mark.parametrize("look", list(LOOKS))
def test_each_look_has_its_own_fill_border_and_line(look: Look) -> None:
    node = Node("x", look, "X")
    picture = draw(scene_of(node), (sheet_of(Box(node, Rect(0, 0, 80, 40))),), description="")
    drawn = paths(group(picture, "node-x"))
    ground, border = [path for path in drawn if path.commands == drawn[0].commands]

    assert ground.fill == LOOKS[look].fill
    assert (border.stroke, border.width) == (LOOKS[look].border, LOOKS[look].line)
    assert bool(border.dash) == LOOKS[look].dashed


def test_the_box_where_a_walk_stands_has_a_second_outline_outside() -> None:
    node = replace(REMEDY, state="walked", current=True)
    picture = draw(scene_of(node), (sheet_of(Box(node, Rect(50, 50, 80, 40))),), description="")
    around = paths(group(picture, "node-step-more"))[-1]

    assert around.width == 1
    assert min(x for x, _ in ends(around)) < 48


def test_a_tip_touches_the_border_and_not_the_text() -> None:
    picture = two_boxes()
    head = paths(group(picture, "edge-no"))[1]

    assert head.fill == WIRE
    assert ends(head)[1] == pytest.approx((100, 100 - LOOKS["treatment"].line / 2))


def test_a_tip_reaches_the_slope_of_a_hexagon() -> None:
    link = replace(NO, source="step-more", target="step-ask")
    wire = Wire(link, (Point(20, 30), Point(50, 30)))
    box = Box(QUESTION, Rect(50, 20, 100, 40))
    picture = draw(scene_of(QUESTION, REMEDY), (sheet_of(box, wires=(wire,)),), description="")
    tip = ends(paths(group(picture, "edge-no"))[1])[1]

    assert tip == pytest.approx((50 + depth("hexagon", 40) / 2 - LOOKS["question"].line / 2, 30))


def test_a_wire_that_joins_another_has_no_head() -> None:
    wire = Wire(NO, (Point(20, 30), Point(20, 60), Point(80, 60)), head=False)
    picture = draw(scene_of(QUESTION, REMEDY), (sheet_of(wires=(wire,)),), description="")

    assert [path.fill for path in paths(group(picture, "edge-no"))] == [None]


def test_corners_are_round_and_no_longer_than_half_of_a_short_stretch() -> None:
    line = Path(turning((Point(0, 0), Point(0, 50), Point(8, 50), Point(8, 100))))

    assert "".join(command[0] for command in line.commands) == "MLCCL"
    assert ends(line) == [(0, 0), (0, 46), (4, 50), (8, 54), (8, 100)]


def test_the_chip_of_a_label_has_the_colour_of_the_lane_it_lies_in() -> None:
    strip = Strip(Band("one", "First aid"), Rect(0, 0, 150, 200), Rect(0, 0, 60, 20))
    fills = []
    for x in (20, 200):
        label = Label(Rect(x, 30, 20, 10), (Text(Point(x, 38), "No", 7.5),))
        wire = Wire(NO, (Point(x - 8, 20), Point(x - 8, 80)), label)
        picture = draw(scene_of(QUESTION, REMEDY), (sheet_of(wires=(wire,), strips=(strip,)),), description="")
        fills.append(paths(group(picture, "edge-no"))[-1].fill)

    assert fills == [LANE_FILL, "#FFFFFF"]


def test_a_struck_line_has_a_line_through_it_as_long_as_the_words() -> None:
    node = Node("x", "note", "X")
    box = Box(node, Rect(0, 0, 80, 40), (Text(Point(10, 20), "Second remedy", 8, struck=True),))
    found = group(draw(scene_of(node), (sheet_of(box),), description=""), "node-x")
    left, right = ends(paths(found)[-1])

    assert left == pytest.approx((9.5, 17.84))
    assert right == pytest.approx((10.5 + words(found)[0].width, 17.84))


@pytest.mark.parametrize("look", list(LOOKS))
@pytest.mark.parametrize("height", [20, 34, 90])
def test_text_within_the_room_of_a_shape_keeps_clear_of_its_outline(look: Look, height: float) -> None:
    rect = Rect(0, 0, 120, height)
    inset = room(look, height)
    top, bottom = inset.top, height - inset.bottom
    form = LOOKS[look].shape

    for y in (top, bottom):
        assert inset.left >= recess(form, rect, "left", y) + LOOKS[look].bar + 2
        assert inset.right >= recess(form, rect, "right", y) + 2


def test_an_outline_fills_its_rectangle() -> None:
    rect = Rect(10, 20, 100, 40)

    for dress in LOOKS.values():
        places = ends(Path(outline(dress.shape, rect)))
        assert (min(p[0] for p in places), max(p[0] for p in places)) == (10, 110), dress.shape
        assert (min(p[1] for p in places), max(p[1] for p in places)) == (20, 60), dress.shape


def test_every_text_lies_on_the_page(everything: Picture) -> None:
    for page in everything.pages:
        for item in inside(page.items):
            if isinstance(item, Words):
                assert 0 <= item.x <= item.x + item.width <= page.width, item
                assert ASCENT * item.size <= item.y <= page.height - DESCENT * item.size, item


def test_no_stretch_of_a_line_goes_back_on_itself(everything: Picture) -> None:
    for page in everything.pages:
        for item in inside(page.items):
            if isinstance(item, Path) and item.stroke and item.commands[-1][0] != "Z":
                assert all(hypot(b[0] - a[0], b[1] - a[1]) > 0 for a, b in pairwise(ends(item))), item


def test_a_page_of_svg_is_sound_and_says_its_name_and_its_content(everything: Picture) -> None:
    root = ET.fromstring(to_svg(everything))

    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "title desc"
    assert (root.attrib["width"], root.attrib["viewBox"]) == ("842pt", "0 0 842 900")
    assert root.attrib["lang"] == "en"
    assert [child.tag for child in root][:3] == [f"{SVG}title", f"{SVG}desc", f"{SVG}metadata"]
    assert root[0].text == "Every look in every state (page 1 of 2)"
    assert root[1].text == "Every look & state."
    assert (root[2].text or "").endswith(f"stepladder-digest {'0' * 64}")


def test_svg_has_neither_scripts_nor_styles_nor_anything_from_outside(everything: Picture) -> None:
    for number in (0, 1):
        text = to_svg(everything, number)

        assert not re.search(r"<script|<style|style=|href|url\(|<!|&(?!(amp|lt|gt|quot);)| on\w+=", text)
        assert {element.tag for element in ET.fromstring(text).iter()} == {
            f"{SVG}{name}" for name in ("svg", "title", "desc", "metadata", "g", "path", "text")
        }


def test_ids_are_unique_and_boxes_have_titles(everything: Picture) -> None:
    root = ET.fromstring(to_svg(everything))
    names = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    boxes = [
        element for element in root.iter(f"{SVG}g") if element.attrib["class"].startswith(("node", "edge", "lane"))
    ]

    assert len(names) == len(set(names))
    assert all(box[0].tag == f"{SVG}title" and box[0].text for box in boxes)


def test_ids_can_be_kept_apart_in_one_document(everything: Picture) -> None:
    root = ET.fromstring(to_svg(everything, prefix="p1-"))

    assert root.attrib["aria-labelledby"] == "p1-title p1-desc"
    assert all(element.attrib.get("id", "p1-").startswith("p1-") for element in root.iter())


def test_every_text_of_an_svg_carries_its_width(everything: Picture) -> None:
    texts = list(ET.fromstring(to_svg(everything, 1)).iter(f"{SVG}text"))

    assert texts
    assert all(float(text.attrib["textLength"]) > 0 for text in texts)
    assert {text.attrib["lengthAdjust"] for text in texts} == {"spacingAndGlyphs"}


def test_numbers_of_an_svg_are_short(everything: Picture) -> None:
    places = re.findall(r' (?:d|x|y|width|height|stroke-width|textLength|font-size)="([^"]*)"', to_svg(everything, 1))

    assert not re.search(r"\d\.\d{3}|\.\d*0(?!\d)|-0(?![.\d])", "\n".join(places))


def test_spaces_that_count_are_kept() -> None:
    picture = two_boxes(label="  a  b ")

    assert 'xml:space="preserve">  a  b </text>' in to_svg(picture)


def test_a_line_that_is_read_from_the_right_is_set_apart_so() -> None:
    assert ">\u2067כאב (mild) 5 mg?\u2069</text>" in to_svg(two_boxes(title="כאב (mild) 5 mg?"))
    assert ">Pain, כאב</text>" in to_svg(two_boxes(title="Pain, כאב"))


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_makes_sound_xml(title: str, label: str) -> None:
    picture = two_boxes(title=title, label=label)
    picture = replace(picture, title=title, description=label, subject=title, language=label)

    assert ET.fromstring(to_svg(picture)).tag == f"{SVG}svg"


def test_crosses_on_blocked_wires_line_up_before_their_heads_and_clear_of_their_labels() -> None:
    middles = []
    for words_end in (60, 90):
        label = Label(Rect(20, 26, words_end - 20, 10), (Text(Point(22, 33), "No", 7.5),))
        placed = Wire(replace(NO, state="blocked"), (Point(10, 30), Point(140, 30)), label, head=False)
        picture = draw(scene_of(QUESTION, REMEDY), (sheet_of(wires=(placed,)),), description="")
        cross = next(path for path in paths(group(picture, "edge-no")) if path.fill == BLOCKED)
        middles.append(sum(x for x, _ in ends(cross)) / len(ends(cross)))

    assert middles == pytest.approx([123, 123])
