"""From where things stand to how they are inked: the display list of a whole picture.

Knows the looks, but neither pathways nor file formats. Whatever stands in front is drawn later; within that, things
come in reading order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from stepladder.render.geometry import Point, Rect
from stepladder.render.paint.boxes import box, shape, words
from stepladder.render.paint.ink import Group, Item, Page, Path, Picture
from stepladder.render.paint.shapes import polygon, rounded
from stepladder.render.paint.signs import sign
from stepladder.render.paint.wires import WAY_DASH, run, stroke_of, wire
from stepladder.render.plan import Box, Key, Sheet, Strip, Text, Wire
from stepladder.render.scene import Scene
from stepladder.render.style import (
    BLOCKED,
    CAUTION,
    GROUND,
    LANE_BORDER,
    LANE_FILL,
    LANE_TEXT,
    MISSED_DASH,
    TONES,
)
from stepladder.render.text.aria import band_words, link_words, node_words
from stepladder.render.text.glyphs import clean

LANE_RADIUS, LANE_LINE = 6.0, 0.8
ORDER = ("unreached", "blocked", "missed", "plain", "walked")
"""Which wires are drawn first where they meet: what was walked lies on top."""


def draw(scene: Scene, sheets: tuple[Sheet, ...], *, description: str) -> Picture:
    """A picture of a scene, ready to be painted.

    Args:
        scene: what is shown.
        sheets: where it stands, a page each.
        description: the whole of it in sentences.
    """
    ids = Ids()
    title = f"{scene.title}: {scene.walk}" if scene.walk else scene.title
    page = f", {scene.meta['page']}" if "page" in scene.meta else ""
    subject = f"{scene.pathway} {scene.version}, {scene.view}{page}, digest {scene.digest}"
    return Picture(
        " ".join(clean(title).split()),
        "\n".join(clean(line) for line in description.splitlines()),
        scene.language,
        clean(subject),
        scene.digest,
        tuple([Page(sheet.width, sheet.height, _page(scene, sheet, ids)) for sheet in sheets]),
    )


class Ids:
    """Names for groups, each given once in a picture."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def new(self, prefix: str, name: str = "") -> str:
        """A name that is an XML name, made of these two; with a number where it was given before."""
        wanted = re.sub(
            r"[^A-Za-z0-9_.-]", lambda found: f"_{ord(found[0]):x}_", f"{prefix}-{name}" if name else prefix
        )
        chosen = wanted
        while chosen in self._given:
            self._given[wanted] += 1
            chosen = f"{wanted}-{self._given[wanted]}"
        self._given[chosen] = 1
        return chosen


def _page(scene: Scene, sheet: Sheet, ids: Ids) -> tuple[Item, ...]:
    boxes = {placed.node.id: placed for placed in sheet.boxes}
    wires = sorted(sheet.wires, key=lambda placed: ORDER.index(placed.link.state))
    header, footer = _around(sheet)
    return (
        Path(polygon((0, 0), (sheet.width, 0), (sheet.width, sheet.height), (0, sheet.height)), fill=GROUND),
        *_texts(ids, "header", header),
        *(_lane(ids, strip) for strip in sheet.strips),
        *_wires(ids, wires, boxes, sheet.strips, scene),
        *(_box(ids, placed) for placed in sheet.boxes),
        *_legend(ids, sheet.keys),
        *_texts(ids, "footer", footer, sheet.rules),
    )


def _around(sheet: Sheet) -> tuple[list[Text], list[Text]]:
    """The texts of the header and those of the footer: by their role, else by whether the picture stands below."""
    edges = [strip.rect.y for strip in sheet.strips] + [placed.rect.y for placed in sheet.boxes]
    top = min(edges, default=sheet.height / 2)
    header: list[Text] = []
    footer: list[Text] = []
    for text in sheet.texts:
        above = text.role in ("title", "lead") or (text.role != "footer" and text.at.y <= top)
        (header if above else footer).append(text)
    return header, footer


def _texts(ids: Ids, kind: str, texts: Sequence[Text], rules: Sequence[tuple[Point, Point]] = ()) -> Iterator[Group]:
    lines = [Path((("M", *start), ("L", *end)), stroke=LANE_BORDER, width=LANE_LINE) for start, end in rules]
    items = (*lines, *(item for text in texts for item in words(text, TONES[text.tone])))
    if items:
        yield Group(ids.new(kind), kind, "", items)


def _lane(ids: Ids, strip: Strip) -> Group:
    ground = Path(rounded(strip.rect, LANE_RADIUS), fill=LANE_FILL, stroke=LANE_BORDER, width=LANE_LINE)
    texts = [
        item for text in strip.texts for item in words(text, LANE_TEXT if text.role == "strip" else TONES[text.tone])
    ]
    return Group(ids.new("lane", strip.band.id), "lane", band_words(strip.band), (ground, *texts))


def _wires(
    ids: Ids, wires: Sequence[Wire], boxes: dict[str, Box], strips: Sequence[Strip], scene: Scene
) -> Iterator[Group]:
    for placed in wires:
        link = placed.link
        items = wire(placed, boxes, strips)
        if items:
            kind = _classes("edge", link.kind, link.state)
            yield Group(ids.new("edge", link.id), kind, link_words(link, scene), items)


def _box(ids: Ids, placed: Box) -> Group:
    node = placed.node
    kind = _classes("node", node.look, node.state, "current" if node.current else "")
    return Group(ids.new("node", node.id), kind, node_words(node), box(placed))


def _classes(*names: str) -> str:
    return " ".join(name for name in names if name and name != "plain")


def _legend(ids: Ids, keys: Sequence[Key]) -> Iterator[Group]:
    if keys:
        entries = [
            Group(
                ids.new("key", key.look or key.sample),
                _classes("key", key.look or key.sample),
                "",
                (*_sample(key), *words(key.text, TONES[key.text.tone])),
            )
            for key in keys
        ]
        yield Group(ids.new("legend"), "legend", "What the shapes and lines mean", tuple(entries))


def _sample(key: Key) -> Iterator[Item]:
    """A miniature of what an entry of the legend explains."""
    rect = key.rect
    middle = Point(rect.cx, rect.cy)
    size = min(rect.w, rect.h)
    match key.sample:
        case "cross":
            yield from sign("cross", middle, 1.25 * size, BLOCKED, GROUND)
        case "warning":
            yield from sign("warning", middle, size, CAUTION, GROUND)
        case "walked":
            yield from run((Point(rect.x, rect.cy), Point(rect.right, rect.cy)), stroke_of("walked"), True)
        case "way":
            ends = (Point(rect.x, rect.cy), Point(rect.right, rect.cy))
            yield from run(ends, stroke_of(key.state), True, WAY_DASH)
        case "missed":
            yield from run((Point(rect.x, rect.cy), Point(rect.right, rect.cy)), stroke_of("missed"), True, MISSED_DASH)
        case "box" | "unreached":
            state = "unreached" if key.sample == "unreached" else key.state
            inner = Rect(rect.x + 0.9, rect.y + 0.9, rect.w - 1.8, rect.h - 1.8)
            yield from shape(key.look or "test", inner, state, small=True)
