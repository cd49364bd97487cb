"""The lints of pictures find what is wrong: every fault that can be made on a page is complained about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from stepladder.cases.run import run
from stepladder.library import checked as library
from stepladder.library import registry
from stepladder.render.geometry import Point, Rect
from stepladder.render.make import Drawn, Request, Shown, make
from stepladder.render.paint.ink import Group, Path, Words
from stepladder.render.plan import Key, Sheet, Text, Wire
from tests.conftest import DATA
from tests.picture_ink import ink_complaints
from tests.picture_lints import complaints


@cache
def small(walked: bool = False) -> Drawn:
    """A small ladder without a fault."""
    reading = library.check(registry.find(str(DATA / "headache-steps.yaml")), cases=False).reading
    assert reading.pathway is not None
    assert reading.cases is not None
    walk = Shown(run(reading.pathway, reading.cases, 0).walk, "Warfarin and a sore head")
    return make(reading.pathway, Request("ladder", None, "a4"), walk if walked else None)


def first_text(sheet: Sheet, **changes: Any) -> Sheet:
    """The same page with another first text in its first box."""
    box = sheet.boxes[0]
    text = replace(box.texts[0], **changes)
    return replace(sheet, boxes=(replace(box, texts=(text, *box.texts[1:])), *sheet.boxes[1:]))


def first_box(sheet: Sheet, **changes: Any) -> Sheet:
    """The same page with another first box."""
    return replace(sheet, boxes=(replace(sheet.boxes[0], **changes), *sheet.boxes[1:]))


def labelled(sheet: Sheet) -> Wire:
    """A wire with a label."""
    return next(wire for wire in sheet.wires if wire.label is not None)


def rewired(sheet: Sheet, old: Wire, **changes: Any) -> Sheet:
    """The same page with another wire."""
    return replace(sheet, wires=tuple([replace(wire, **changes) if wire is old else wire for wire in sheet.wires]))


def relabelled(sheet: Sheet, rect: Rect) -> Sheet:
    """The same page with a label elsewhere."""
    wire = labelled(sheet)
    assert wire.label is not None
    return rewired(sheet, wire, label=replace(wire.label, rect=rect, texts=()))


def through(sheet: Sheet, rect: Rect) -> Sheet:
    """The same page with a wire that makes a detour through a place."""
    wire = sheet.wires[0]
    a, b = wire.points[0], wire.points[-1]
    between = (Point(a.x, a.y + 3), Point(rect.cx, a.y + 3), Point(rect.cx, rect.cy), Point(b.x, rect.cy))
    return rewired(sheet, wire, points=(a, *between, b))


def keyed(sheet: Sheet, *keys: Key) -> Sheet:
    """The same page with another legend."""
    return replace(sheet, keys=keys)


def badged(sheet: Sheet, at: Point) -> Sheet:
    """The same page with a badge somewhere."""
    box = next(box for box in sheet.boxes if box.badges)
    badge = box.badges[0]
    moved = replace(
        badge, rect=Rect(at.x, at.y, badge.rect.w, badge.rect.h), text=replace(badge.text, at=Point(at.x + 4, at.y + 8))
    )
    return replace(sheet, boxes=tuple([replace(b, badges=(moved,)) if b is box else b for b in sheet.boxes]))


FAULTS: dict[str, tuple[str, Callable[[Sheet], Sheet]]] = {
    "a text beside its box": ("does not fit into step-red_flags", lambda s: first_text(s, at=Point(5, 5))),
    "a text too wide": ("does not fit into step-red_flags", lambda s: first_text(s, text="Very long " * 30)),
    "a text in the corner of a pill": (
        "does not fit into step-red_flags",
        lambda s: first_text(s, at=Point(s.boxes[0].rect.x + 2, s.boxes[0].rect.y + 8)),
    ),
    "small type": ("has 5 points", lambda s: first_text(s, size=5)),
    "a text off the page": ("is off the page", lambda s: replace(s, texts=(*s.texts, Text(Point(2, 90), "x", 8)))),
    "texts on each other": (
        "lies on",
        lambda s: replace(s, texts=(*s.texts, replace(s.texts[0], at=Point(s.texts[0].at.x + 3, s.texts[0].at.y)))),
    ),
    "boxes on each other": ("overlap", lambda s: first_box(s, rect=s.boxes[2].rect)),
    "a box off the page": ("the box step-red_flags is off the page", lambda s: first_box(s, rect=Rect(-5, 90, 50, 20))),
    "a box half in a band": ("lies half in", lambda s: first_box(s, rect=s.boxes[0].rect.moved(0, -18))),
    "a box in another band": ("is not in its band", lambda s: first_box(s, rect=s.boxes[2].rect.moved(0, 400))),
    "a box on the legend": ("lies on the legend", lambda s: first_box(s, rect=s.keys[0].rect)),
    "a title out of its band": (
        "does not fit into the title",
        lambda s: replace(s, strips=(replace(s.strips[0], title=Rect(0, 0, 9, 9)), *s.strips[1:])),
    ),
    "a label on a box": ("lies on the box", lambda s: relabelled(s, s.boxes[0].rect)),
    "a label far away": ("far from its wire", lambda s: relabelled(s, Rect(500, 700, 10, 10))),
    "a label half in a band": ("lies half in", lambda s: relabelled(s, Rect(300, s.strips[0].rect.y - 4, 10, 10))),
    "a wire through a box": ("runs through the box", lambda s: through(s, s.boxes[2].rect)),
    "a wire through a title": ("runs through the title", lambda s: through(s, s.strips[1].title)),
    "a wire through a label": (
        "runs through the label",
        lambda s: through(s, next(w.label.rect for w in s.wires[1:] if w.label is not None)),
    ),
    "a wire aslant": (
        "runs aslant",
        lambda s: rewired(s, s.wires[0], points=(s.wires[0].points[0], Point(9, 9), s.wires[0].points[-1])),
    ),
    "a wire from nowhere": (
        "does not leave",
        lambda s: rewired(s, s.wires[0], points=(Point(300, 500), Point(320, 500), s.wires[0].points[-1])),
    ),
    "wires along each other": (
        "run along each other",
        lambda s: replace(
            s,
            wires=(
                *s.wires,
                replace(s.wires[0], link=replace(s.wires[0].link, id="x", source="step-a", target="step-b")),
            ),
        ),
    ),
    "a head without room": (
        "has no room",
        lambda s: rewired(
            s, s.wires[0],
            points=(*s.wires[0].points[:-1], Point(s.wires[0].points[-1].x - 3, s.wires[0].points[-1].y),
                    s.wires[0].points[-1]),
        ),
    ),
    "an empty legend": ("does not explain", keyed),
    "a legend of what is not there": (
        "which is not drawn",
        lambda s: keyed(s, *s.keys, replace(s.keys[0], look=None, sample="unreached")),
    ),
    "a box that is not drawn": ("is not drawn", lambda s: replace(s, boxes=s.boxes[1:])),
    "a box drawn twice": ("is drawn again", lambda s: replace(s, boxes=(*s.boxes, s.boxes[0]))),
    "boxes out of order": ("comes after", lambda s: replace(s, boxes=s.boxes[::-1])),
    "a link that is not drawn": ("is not drawn", lambda s: replace(s, wires=s.wires[1:])),
    "a number on a text": (
        "hides",
        lambda s: badged(s, Point(s.strips[0].texts[0].at.x, s.strips[0].texts[0].at.y - 6)),
    ),
    "a number on a head": (
        "hides the head",
        lambda s: badged(s, Point(s.wires[0].points[-1].x - 6, s.wires[0].points[-1].y - 11)),
    ),
    "a number on another box": ("lies on the box", lambda s: badged(s, Point(s.boxes[-1].rect.x, s.boxes[-1].rect.y))),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_with_a_fault_is_complained_about(fault: str) -> None:
    expected, spoil = FAULTS[fault]
    drawn = small("number" in fault)
    spoilt = spoil(drawn.sheets[0])

    assert complaints(drawn.scene, drawn.sheets, "a4") == []
    assert any(expected in words for words in complaints(drawn.scene, (spoilt,), "a4"))


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (Path((("M", -4.0, 5.0), ("L", 50.0, 5.0)), stroke="#333333", width=1), "a path is off the page"),
        (Path((("M", 40.0, 5.0), ("L", 50.0, 5.0)), stroke="#123456", width=1), "a path is #123456"),
        (Words(5, 900, "below", 8, "#1A1A1A", False, 20.0), "'below' is off the page"),
        (Words(50, 90, "wide", 8, "#1A1A1A", False, 90.0), "'wide' says it is 90.0 wide"),
        (Group("legend", "node", "", ()), "two groups are called legend"),
    ],
)
def test_ink_with_a_fault_is_complained_about(item: Path | Words | Group, expected: str) -> None:
    picture = small().picture
    page = picture.pages[0]
    spoilt = replace(picture, pages=(replace(page, items=(*page.items, item)),))

    assert ink_complaints(picture) == []
    assert any(words.startswith(expected) for words in ink_complaints(spoilt))
