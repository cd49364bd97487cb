"""Pictures for everybody: contrasts, cues besides colour, and what a screen reader finds in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from math import dist
from typing import get_args
from xml.etree import ElementTree

import pytest

from stepladder.render.formats.to_svg import to_svg
from stepladder.render.make import Drawn, Request, make
from stepladder.render.paint.boxes import border_width
from stepladder.render.paint.ink import Path, Words
from stepladder.render.paint.picture import LANE_LINE
from stepladder.render.paint.wires import WAY_DASH, stroke_of
from stepladder.render.scene import Look, Node, State
from stepladder.render.style import (
    BLOCKED,
    GROUND,
    LANE_BORDER,
    LANE_FILL,
    LANE_TEXT,
    LOOKS,
    TONES,
    UNREACHED,
    UNREACHED_TEXT,
    WALKED,
    WIRE,
    PageSize,
)
from stepladder.render.text.glyphs import clean
from stepladder.render.text.outline import outline
from tests.picture_ink import every
from tests.test_picture_lints import FLAGSHIP, at_hand, pathway_of, shown

pytestmark = pytest.mark.heavy

TEXT, GRAPHICS = 4.5, 3.0
"""WCAG 2.2, success criteria 1.4.3 for text and 1.4.11 for what has to be seen to understand."""
SVG = "{http://www.w3.org/2000/svg}"
ALIKE = frozenset({("start", "outcome")})
"""Looks that have the same cues: both are clinical states, and told apart by where they stand and what they say."""

# colours and how they are seen

Colour = tuple[float, float, float]
"""Red, green and blue as light, from 0 to 1."""

NORMAL: tuple[Colour, Colour, Colour] = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
VISIONS: Mapping[str, tuple[Colour, Colour, Colour]] = {
    "normal": NORMAL,
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900),
    ),
    "greyscale": ((0.2126, 0.7152, 0.0722),) * 3,
}  # fmt: skip
"""How colours are seen without one kind of cones (Machado, Oliveira, Fernandes: A physiologically-based model for
simulation of color vision deficiency. IEEE Trans Vis Comput Graph 2009;15:1291; severity 1.0), and in grey."""


def light(colour: str, vision: str = "normal") -> Colour:
    """A colour such as `#1A1A1A` as light, as it is seen."""
    values = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values]
    red, green, blue = (
        min(1.0, max(0.0, sum(part * value for part, value in zip(row, linear, strict=True))))
        for row in VISIONS[vision]
    )
    return red, green, blue


def contrast(one: str, other: str, vision: str = "normal") -> float:
    """The contrast of two colours, as WCAG defines it."""
    lights = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (light(one, vision), light(other, vision))]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def apart(one: str, other: str, vision: str) -> float:
    """How far apart two colours are seen (CIE 1976): below 10 they are easily taken for each other."""
    return dist(_lab(light(one, vision)), _lab(light(other, vision)))


def _lab(colour: Colour) -> Colour:
    r, g, b = colour
    x, y, z = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    fx, fy, fz = (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def test_contrasts_are_worked_out_right() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert apart("#FF0000", "#00AA00", "normal") > 100
    assert apart("#A08000", "#7F8A00", "deuteranopia") < 20 < apart("#A08000", "#6060C0", "deuteranopia")


def written() -> Iterator[tuple[str, str, str]]:
    """Every ink of a text with every ground it can stand on."""
    for look, dress in LOOKS.items():
        yield f"the title of {look}", dress.ink, dress.fill
        yield from ((f"{tone} in {look}", ink, dress.fill) for tone, ink in TONES.items())
    for name, ground in (("page", GROUND), ("lane", LANE_FILL)):
        yield from ((f"{tone} on the {name}", ink, ground) for tone, ink in TONES.items())
        yield f"not reached on the {name}", UNREACHED_TEXT, ground
    yield "above the title of a lane", LANE_TEXT, LANE_FILL
    yield "a number", GROUND, WALKED


def drawn() -> Iterator[tuple[str, str, str]]:
    """Every border, wire and sign with every ground beside it.

    The borders of lanes and panels are decoration: what is in a lane or panel is said by its title and its place.
    """
    for look, dress in LOOKS.items():
        if dress.border != LANE_BORDER:
            yield f"the border of {look} inside", dress.border, dress.fill
            yield f"the border of {look} on the page", dress.border, GROUND
            yield f"the border of {look} in a lane", dress.border, LANE_FILL
        yield f"the border of a walked {look}", WALKED, dress.fill
        yield f"a cross in {look}", BLOCKED, dress.fill
    wires = (("a wire", WIRE), ("a walked wire", WALKED), ("a wire not taken", UNREACHED), ("a cross", BLOCKED))
    for name, ink in wires:
        yield f"{name} on the page", ink, GROUND
        yield f"{name} in a lane", ink, LANE_FILL
    yield "the border of what was not reached", UNREACHED, GROUND
    yield "a cross in its disc", GROUND, BLOCKED


@pytest.mark.parametrize("vision", VISIONS)
def test_every_text_stands_out_from_its_ground(vision: str) -> None:
    low = [(name, round(contrast(ink, ground, vision), 2)) for name, ink, ground in written()]

    assert [found for found in low if found[1] < TEXT] == []


@pytest.mark.parametrize("vision", VISIONS)
def test_every_line_that_means_something_stands_out_from_its_ground(vision: str) -> None:
    low = [(name, round(contrast(ink, ground, vision), 2)) for name, ink, ground in drawn()]

    assert [found for found in low if found[1] < GRAPHICS] == []


def test_decoration_is_lighter_than_what_means_something() -> None:
    assert contrast(LANE_BORDER, GROUND) < contrast(UNREACHED, GROUND)
    assert min(border_width(look, "unreached") for look in LOOKS) > LANE_LINE


# cues besides colour


def cues(look: Look) -> tuple[str, bool, bool, bool]:
    """What tells a look apart without colour: its shape, a dashed border, a double border, a bar."""
    dress = LOOKS[look]
    return dress.shape, dress.dashed, dress.double, dress.bar > 0


@pytest.mark.parametrize("vision", VISIONS)
def test_looks_whose_colours_merge_differ_in_shape_border_or_bar(vision: str) -> None:
    looks: tuple[Look, ...] = get_args(Look)
    merging = [
        (one, other)
        for one, other in combinations(looks, 2)
        if apart(LOOKS[one].fill, LOOKS[other].fill, vision) < 10
        and apart(LOOKS[one].border, LOOKS[other].border, vision) < 10
    ]

    assert merging  # the three blue ones at least
    assert [pair for pair in merging if cues(pair[0]) == cues(pair[1]) and pair not in ALIKE] == []


def test_any_two_looks_differ_without_colour() -> None:
    looks: tuple[Look, ...] = get_args(Look)

    assert [(a, b) for a, b in combinations(looks, 2) if cues(a) == cues(b) and (a, b) not in ALIKE] == []


def test_wires_differ_in_width_or_dashes() -> None:
    widths = {state: stroke_of(state).width for state in get_args(State)}

    assert widths["walked"] > 2 * widths["plain"] > 2 * widths["unreached"]
    assert widths["blocked"] == widths["unreached"]  # a blocked one carries a cross
    assert WAY_DASH


def test_borders_tell_what_was_walked_by_their_width() -> None:
    for look in LOOKS:
        assert border_width(look, "walked") > LOOKS[look].line
        assert border_width(look, "walked") > 2 * border_width(look, "unreached")


PARTS = 8
"""The walks are looked at in so many parts, so that all cores have some."""


def walked_pictures(part: int) -> Iterator[Drawn]:
    """The flagship's ladder with every case, and a step with every case."""
    for walk in shown(FLAGSHIP)[1 + part :: PARTS]:
        assert walk is not None
        yield make(pathway_of(FLAGSHIP), Request("ladder", None, "a4"), walk)
        yield make(pathway_of(FLAGSHIP), Request("step", walk.walk.trail[-1], "slide"), walk)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_state_of_a_walk_is_told_by_colour_alone(part: int) -> None:
    for picture in walked_pictures(part):
        for sheet in picture.sheets:
            for box in sheet.boxes:
                numbers = [badge.text.text for badge in box.badges]
                marks = [sign.mark for sign in box.signs]
                if box.node.state == "walked":
                    assert numbers or any(line.numbers for line in box.node.lines)
                if any(line.struck for line in box.node.lines):
                    assert "cross" in marks or box.node.state == "blocked"
                assert [text.text for text in box.texts if text.struck and not text.text.strip()] == []
        for page in picture.picture.pages:
            for group in (item for item in every(page.items) if not isinstance(item, Path | Words)):
                kind = group.kind.split()
                if "node" in kind or "edge" in kind:
                    assert ("walked" in kind) == ("walked as" in group.title.lower() or "Walked." in group.title)
                    assert ("unreached" in kind) == ("Not reached" in group.title)


# what a screen reader finds


def pictures() -> Iterator[tuple[str, str, PageSize, int]]:
    """A few pictures of every pathway, with and without a walk."""
    for name in at_hand():
        step = list(pathway_of(name).steps)[1]
        for (view, page), number in product((("ladder", "a4"), ("graph", "free"), (f"step:{step}", "slide")), (0, 1)):
            yield name, view, page, number  # type: ignore[misc]  # both are pages


@pytest.mark.parametrize(("name", "view", "page", "number"), list(pictures()))
def test_an_svg_can_be_read_aloud(name: str, view: str, page: PageSize, number: int) -> None:
    picture = make(pathway_of(name), Request.of(view, page), shown(name)[number])
    for index, sheet in enumerate(picture.sheets):
        root = ElementTree.fromstring(to_svg(picture.picture, index))
        named = {found.get("id"): found for found in root.iter() if found.get("id")}
        label, description = (named[part] for part in (root.get("aria-labelledby") or "").split())
        groups = [found for found in root.iter(f"{SVG}g") if {"node", "edge"} & set((found.get("class") or "").split())]
        told = squeezed(description.text or "")

        assert root.get("role") == "img"
        assert root.get("lang") == picture.scene.language
        assert squeezed(picture.scene.title) in squeezed(label.text or "")
        assert [node.title for node in boxes(picture) if squeezed(node.title) not in told] == []
        assert [found.get("id") for found in groups if not found.findtext(f"{SVG}title")] == []
        assert [
            box.node.id
            for box, words in zip(sheet.boxes, read_out(root), strict=True)
            if squeezed(box.node.title) not in words
        ] == []
        assert forbidden(root) == []


@pytest.mark.parametrize(("name", "view", "page", "number"), list(pictures()))
def test_the_outline_names_the_same_steps(name: str, view: str, page: PageSize, number: int) -> None:
    picture = make(pathway_of(name), Request.of(view, page), shown(name)[number])
    text = squeezed(outline(picture.scene))
    places = [text.find(squeezed(node.title)) for node in boxes(picture)]

    assert [node.title for node, at in zip(boxes(picture), places, strict=True) if at < 0] == []


@pytest.mark.parametrize("name", list(at_hand()))
def test_a_graph_tells_every_step(name: str) -> None:
    picture = make(pathway_of(name), Request("graph", None, "free"))
    described = squeezed(picture.picture.description)

    assert [step.title for step in pathway_of(name).steps.values() if squeezed(step.title) not in described] == []


def boxes(picture: Drawn) -> list[Node]:
    """The boxes of a picture that show steps."""
    return [node for node in picture.scene.nodes if node.place != "panel" and node.look != "reference"]


def read_out(root: ElementTree.Element) -> list[str]:
    """What is said of the boxes, in the order in which a screen reader comes to them."""
    nodes = [group for group in root.iter(f"{SVG}g") if "node" in (group.get("class") or "").split()]
    return [squeezed(group.findtext(f"{SVG}title") or "") for group in nodes]


def forbidden(root: ElementTree.Element) -> list[str]:
    """Scripts, styles and whatever comes from outside."""
    found = []
    for element in root.iter():
        if element.tag.split("}")[-1] in ("script", "style", "image", "use", "a"):
            found.append(element.tag)
        for name, value in element.attrib.items():
            if name in ("style", "href") or name.startswith("on") or "url(" in value:
                found.append(f"{name}={value}")
    return found


def squeezed(text: str) -> str:
    """A text without its spaces and marks of direction, so that it may be broken anywhere."""
    return "".join(clean(text).split()).replace("\u2067", "").replace("\u2069", "")
