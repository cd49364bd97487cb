"""What stands around a picture: header, legend, footer; and the room that is left for the picture itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from stepladder.render.geometry import Point, Rect
from stepladder.render.plan import Box, Key, Sheet, Strip, Text, Wire
from stepladder.render.scene import Line, Node, Scene
from stepladder.render.style import LOOKS, MARGIN, PAGES, TYPES, PageSize, Type
from stepladder.render.text.metrics import width, wrap

KEY_WIDTH, KEY_HEIGHT = 20.0, 11.0
"""Of a sample in the legend."""
WIDE = 1200.0
"""From this width on, in points, the header of a free page grows with the page."""
NARROWEST = 420.0
"""The narrowest free page, without its margins."""


@dataclass(frozen=True)
class Frame:
    """The frame of one page size around one scene."""

    scene: Scene
    page: PageSize
    width: float
    header: tuple[Text, ...]
    keys: tuple[Key, ...]
    """The legend, from y = 0 on."""
    legend_height: float
    footer: tuple[Text, ...]
    """From y = 0 on."""
    footer_height: float
    top: float
    """Where the picture may begin."""

    @property
    def room(self) -> Rect:
        """Where the picture may stand; of a free page its height is 0, for it grows."""
        margin = MARGIN[self.page]
        height = PAGES[self.page][1]
        bottom = height - margin - self.footer_height - self.legend_height - 8
        return Rect(margin, self.top, self.width - 2 * margin, max(0.0, bottom - self.top) if height else 0.0)

    def sheet(
        self,
        strips: Iterable[Strip],
        wires: Iterable[Wire],
        boxes: Iterable[Box],
        bottom: float | None = None,
        number: int = 1,
        of: int = 1,
    ) -> Sheet:
        """The finished page.

        Args:
            strips: the bands, placed within the room.
            wires: the links, placed.
            boxes: the boxes, placed, in reading order.
            bottom: of a free page, where the picture ends.
            number: which page it is, from 1.
            of: how many there are.
        """
        margin = MARGIN[self.page]
        height = PAGES[self.page][1]
        if not height:
            height = (bottom or self.top) + 8 + self.legend_height + self.footer_height + margin
        foot = height - margin - self.footer_height
        legend = foot - self.legend_height
        keys = [
            Key(key.look, key.rect.moved(0, legend), _moved(key.text, legend), key.sample, key.state)
            for key in self.keys
        ]
        texts = [*self.header, *(_moved(text, foot) for text in self.footer)]
        if of > 1:
            type_ = TYPES[self.page]
            words = f"Page {number} of {of}"
            at = Point(self.width - margin - width(words, type_.footer), margin + type_.footer)
            texts.append(Text(at, words, type_.footer, tone="muted", role="footer"))
        rule = (Point(margin, foot), Point(self.width - margin, foot))
        return Sheet(self.width, height, tuple(strips), tuple(wires), tuple(boxes), tuple(keys), tuple(texts), (rule,))


def frame(scene: Scene, page: PageSize, wide: float | None = None) -> Frame:
    """The frame of a page.

    Args:
        scene: what is drawn.
        page: which page.
        wide: of a free page, how wide the picture is; None for the width of an A4 page.
    """
    margin = MARGIN[page]
    total = PAGES[page][0] or (max(wide, NARROWEST) + 2 * margin if wide is not None else PAGES["a4"][0])
    type_ = _header_type(page, total)
    room = total - 2 * margin
    y = margin
    header: list[Text] = []
    for line in wrap(scene.title, type_.title, room - 60, bold=True, most=3):
        y += type_.title
        header.append(Text(Point(margin, y), line, type_.title, bold=True, tone="strong", role="title"))
        y += type_.title * (type_.leading - 1)
    if scene.walk:
        for line in wrap(scene.walk, type_.lead + 1, room, bold=True, most=2):
            y += type_.lead * type_.leading + 1
            header.append(Text(Point(margin, y), line, type_.lead + 1, bold=True, tone="walked", role="lead"))
    for line in wrap(scene.lead, type_.lead, room, most=3) if scene.lead else ():
        y += type_.lead * type_.leading
        header.append(Text(Point(margin, y), line, type_.lead, tone="muted", role="lead"))
    keys, legend_height = _legend(scene, page, room)
    footer, footer_height = _footer(scene, page, room)
    return Frame(scene, page, total, tuple(header), keys, legend_height, footer, footer_height, round(y + 10))


def _header_type(page: PageSize, total: float) -> Type:
    """The type of the header: of a wide free page it grows with the width, up to twice the usual size."""
    usual = TYPES[page]
    factor = min(2.0, max(1.0, total / WIDE)) if page == "free" else 1.0
    return replace(usual, title=round(usual.title * factor, 1), lead=round(usual.lead * factor, 1))


def _moved(text: Text, dy: float) -> Text:
    return Text(Point(text.at.x, text.at.y + dy), text.text, text.size, text.bold, text.tone, text.role, text.struck)


def _legend(scene: Scene, page: PageSize, room: float) -> tuple[tuple[Key, ...], float]:
    type_, margin = TYPES[page], MARGIN[page]
    row = max(KEY_HEIGHT, type_.label) + 4
    x, y = margin, 2.0
    keys: list[Key] = []
    for look, sample, words in _entries(scene):
        wide = type_.label if sample in ("cross", "warning") else KEY_WIDTH
        long = width(words, type_.label)
        if keys and x + wide + 5 + long > margin + room:
            x, y = margin, y + row
        text = Text(Point(x + wide + 5, y + KEY_HEIGHT / 2 + type_.label * 0.36), words, type_.label, role="label")
        rect = Rect(x, y, wide, KEY_HEIGHT)
        keys.append(Key(look, rect, text, sample, "unreached" if sample == "unreached" else "plain"))  # type: ignore[arg-type]  # the samples are those of Key
        x += wide + 5 + long + 12
    return tuple(keys), y + row if keys else 0.0


def _entries(scene: Scene) -> Iterator[tuple[object, str, str]]:
    """The entries of the legend: every look that occurs, then every sign and every kind of line."""
    lines = [line for node in scene.nodes for line in _lines(node)]
    for look in scene.looks:
        if LOOKS[look].words:
            yield look, "box", LOOKS[look].words
    if any(line.mark == "cross" for line in lines) or any(node.state == "blocked" for node in scene.nodes):
        yield None, "cross", "Blocked" if scene.walk else "What blocks it"
    if any(line.mark == "warning" for line in lines):
        yield None, "warning", "Caution: only with a recorded reason"
    if any(link.kind == "way" for link in scene.links):
        yield None, "way", "By way of other steps"
    met = {node.state for node in scene.nodes} | {link.state for link in scene.links}
    if "walked" in met:
        yield None, "walked", "Path walked, numbered"
    if "unreached" in met:
        yield None, "unreached", "Not reached"
    if "missed" in met:
        yield None, "missed", "No case comes here: dashed"


def _lines(node: Node) -> Iterator[Line]:
    yield from node.lines
    for row in node.rows:
        yield from row.lines


def _footer(scene: Scene, page: PageSize, room: float) -> tuple[tuple[Text, ...], float]:
    type_, margin = TYPES[page], MARGIN[page]
    y = 3.0
    texts: list[Text] = []
    for words, bold in ((scene.source_line, False), (scene.disclaimer, True)):
        for line in wrap(words, type_.footer, room, bold) if words else ():
            y += type_.footer * type_.leading
            tone = "strong" if bold else "muted"
            texts.append(Text(Point(margin, y), line, type_.footer, bold, tone, "footer"))  # type: ignore[arg-type]  # both are tones
    return tuple(texts), y + 3
