"""A page with every look in every state, every sign, every kind of line and every entry of a legend, for the eye."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from stepladder.render.geometry import Point, Rect
from stepladder.render.paint.shapes import room
from stepladder.render.plan import Badge, Box, Key, Label, Sheet, Sign, Strip, Text, Wire
from stepladder.render.scene import Band, Line, Link, Look, Mark, Node, Scene, State, Tone
from stepladder.render.text.metrics import ASCENT, width, wrap

WIDTH, HEIGHT = 842.0, 900.0
TITLES: dict[Look, str] = {
    "start": "Pain that comes back",
    "test": "Measure the pressure",
    "question": "Is it better after two weeks?",
    "treatment": "First remedy",
    "adjunct": "Warm drinks",
    "procedure": "Second look",
    "outcome": "Stay with this",
    "goal": "Free of pain",
    "emergency": "Call for help",
    "reference": "Step 3, second rung",
    "note": "What to watch for",
}
STATES: tuple[tuple[State, bool], ...] = (
    ("plain", False), ("walked", False), ("walked", True), ("unreached", False), ("blocked", False),
)  # fmt: skip


def text_at(x: float, y: float, words: str, size: float = 8, **more: object) -> Text:
    return replace(Text(Point(x, y), words, size), **more)  # type: ignore[arg-type]


def box_of(node: Node, rect: Rect, size: float = 8, numbers: tuple[int, ...] = ()) -> Box:
    """A box with its title in bold and its lines below, centred where its shape has points."""
    inset = room(node.look, rect.h)
    wide = rect.w - inset.left - inset.right
    lines = [(line, True) for line in wrap(node.title, size + 0.5, wide, bold=True)]
    lines += [(part, False) for line in node.lines for part in wrap(line.text, size, wide)]
    leading = 1.22 * size
    y = rect.cy - leading * len(lines) / 2 + ASCENT * size
    texts = []
    for words, bold in lines:
        real = size + 0.5 if bold else size
        x = rect.x + inset.left
        if node.look == "question":
            x += (wide - width(words, real, bold)) / 2
        texts.append(text_at(x, y, words, real, bold=bold, tone="strong" if bold else "body"))
        y += leading
    badges = []
    for place, number in enumerate(numbers):
        round_ = Rect(rect.x - 6.5 + 14 * place, rect.y - 6.5, 13, 13)
        badges.append(badge_of(round_, str(number)))
    return Box(node, rect, tuple(texts), badges=tuple(badges))


def badge_of(rect: Rect, words: str) -> Badge:
    size = 8.0
    x = rect.cx - width(words, size, True) / 2
    return Badge(rect, text_at(x, rect.cy + 0.36 * size, words, size, bold=True, role="number"))


def specimen() -> tuple[Scene, tuple[Sheet, ...]]:
    """Every look in every state on one page, signs and lines on a second, both small enough to look at."""
    nodes: list[Node] = []
    links: list[Link] = []
    first = _looks(nodes, links)
    second = _lines(nodes, links)
    band = Band("all", "All looks", "STEP 1")
    scene = Scene(
        "ladder",
        "specimen",
        "1.0.0",
        "Every look in every state",
        "For the eye.",
        "0" * 64,
        tuple(nodes),
        tuple(links),
        (band,),
    )
    return scene, (first, second)


def _looks(nodes: list[Node], links: list[Link]) -> Sheet:
    boxes: list[Box] = []
    wires: list[Wire] = []
    wide, high, gap = 118.0, 38.0, 36.0
    for row, look in enumerate(get_args(Look)):
        for column, (state, current) in enumerate(STATES):
            name = f"{look}-{column}"
            numbers = (row + 1,) if state == "walked" else ()
            node = Node(
                name, look, TITLES[look], (Line("One line of detail"),), state=state, current=current, numbers=numbers
            )
            rect = Rect(34 + column * (wide + gap), 64 + row * 64, wide, high)
            nodes.append(node)
            boxes.append(box_of(node, rect, numbers=numbers))
            if column:
                link = Link(f"{look}-to-{column}", f"{look}-{column - 1}", name, "Yes", state=state)
                links.append(link)
                ends = (Point(rect.x - gap, rect.cy), Point(rect.x, rect.cy))
                label = label_of(Rect(rect.x - gap + 4, rect.cy - 13, 16, 10), "Yes")
                wires.append(Wire(link, ends, label))
    keys: list[Key] = []
    x = 34.0
    for look in get_args(Look):
        rect = Rect(x, 795, 22, 11)
        keys.append(Key(look, rect, text_at(x + 27, 803.5, look, 7.5, role="label")))
        x += 27 + width(look, 7.5) + 14
    x = 34.0
    for sample in ("cross", "warning", "walked", "unreached", "way"):
        long = 8.0 if sample in ("cross", "warning") else 22.0
        rect = Rect(x, 815, long, 11)
        keys.append(Key(None, rect, text_at(x + long + 5, 823.5, sample, 7.5, role="label"), sample))
        x += long + 5 + width(sample, 7.5) + 14
    strip = Strip(
        Band("all", "All looks", "STEP 1"),
        Rect(24, 404, 794, 370),
        Rect(24, 404, 100, 20),
        (text_at(34, 414, "STEP 1", 7.5, role="strip"), text_at(70, 414, "All looks", 11, bold=True, role="band")),
    )
    texts = (
        text_at(28, 40, "Every look in every state", 17, bold=True, tone="strong", role="title"),
        text_at(28, 54, "Plain, walked, where the walk stands, not reached, blocked.", 9, tone="muted", role="lead"),
        text_at(28, 846, "Pathway specimen 1.0.0 · content 000000000000", 7.5, tone="muted", role="footer"),
        text_at(28, 856, "For teaching only.", 7.5, bold=True, role="footer"),
    )
    rule = (Point(28, 836), Point(WIDTH - 28, 836))
    return Sheet(WIDTH, HEIGHT, (strip,), tuple(wires), tuple(boxes), tuple(keys), texts, (rule,))


def label_of(rect: Rect, words: str, size: float = 7.5) -> Label:
    x = rect.cx - width(words, size, True) / 2
    return Label(rect, (text_at(x, rect.cy + 0.36 * size, words, size, bold=True, role="label"),))


def _lines(nodes: list[Node], links: list[Link]) -> Sheet:
    boxes: list[Box] = []
    wires: list[Wire] = []
    # signs in four sizes, inside one box, and tones beside them
    rect = Rect(34, 40, 330, 170)
    node = Node("signs", "treatment", "Signs", (Line("Signs"),))
    signs: list[Sign] = []
    texts: list[Text] = [text_at(rect.x + 14, rect.y + 16, "Signs at 7, 8, 9, 10 and 12 points", 9, bold=True)]
    marks: tuple[tuple[Mark, Tone, str], ...] = (
        ("bullet", "body", "A remedy on this rung"),
        ("cross", "blocked", "Blocked: takes another remedy (rule r-07)"),
        ("warning", "caution", "Caution: only with a recorded reason"),
        ("check", "strong", "Fulfilled: two weeks have passed"),
        ("arrow", "muted", "Leads to the second rung"),
    )
    for row, (mark, tone, words) in enumerate(marks):
        y = rect.y + 36 + row * 24
        for column, size in enumerate((7.0, 8.0, 9.0, 10.0, 12.0)):
            signs.append(Sign(Point(rect.x + 18 + 20 * column, y - 0.36 * size), mark, size, tone))
        texts.append(text_at(rect.x + 126, y, words, 8, tone=tone, struck=mark == "cross"))
    texts.append(text_at(rect.x + 14, rect.y + 158, "Walked as number 3 and 12", 8, bold=True, tone="walked"))
    nodes.append(node)
    badges = (
        badge_of(Rect(rect.x - 6.5, rect.y - 6.5, 13, 13), "3"),
        badge_of(Rect(rect.x + 9, rect.y - 6.5, 24, 13), "5, 12"),
    )
    rules = ((Point(rect.x + 12, rect.y + 146), Point(rect.right - 8, rect.y + 146)),)
    boxes.append(Box(node, rect, tuple(texts), tuple(signs), badges, rules))
    # wires that turn, in every state, round a row of boxes
    states: tuple[State, ...] = ("plain", "walked", "unreached", "blocked")
    kinds = ("next", "option", "interrupt", "way")
    for column, (state, kind) in enumerate(zip(states, kinds, strict=True)):
        x = 40 + column * 202.0
        top = Node(f"top-{column}", "question", "Better?", state=state)
        low = Node(f"low-{column}", "goal", "Done", state=state)
        side = Node(f"side-{column}", "emergency", "Leave", state=state)
        upper, lower, right = Rect(x, 260, 90, 36), Rect(x + 20, 350, 70, 30), Rect(x + 112, 300, 60, 28)
        nodes += [top, low, side]
        boxes += [box_of(top, upper), box_of(low, lower), box_of(side, right)]
        down = Link(f"down-{column}", top.id, low.id, "No", state=state, kind=kind)  # type: ignore[arg-type]
        out = Link(f"out-{column}", top.id, side.id, "Yes", "pain >= 7", state=state)
        back = Link(f"back-{column}", low.id, top.id, "Again", state=state, kind="way")
        links += [down, out, back]
        wires.append(
            Wire(
                down,
                (Point(x + 45, 296), Point(x + 45, 324), Point(x + 55, 324), Point(x + 55, 350)),
                label_of(Rect(x + 50, 302, 16, 10), "No"),
            )
        )
        wires.append(
            Wire(
                out,
                (Point(x + 90, 272), Point(x + 142, 272), Point(x + 142, 300)),
                label_of(Rect(x + 98, 260, 18, 10), "Yes"),
            )
        )
        wires.append(
            Wire(
                back,
                (Point(x + 20, 365), Point(x - 16, 365), Point(x - 16, 284), Point(x, 284)),
                label_of(Rect(x - 28, 320, 24, 10), "Again", 7.5),
            )
        )
    # text in other letters
    strange = (
        "Älter als 65 – über 38,5 °C",
        "Έλεγχος πίεσης",
        "Проверка давления",
        "כאב (mild) 5 mg?",
        "Pain כאב חזק, then 5 mg.",
        "Not in the font: 漢字 ✓",
        "  two  spaces ",
        "& < > \" '",
    )
    node = Node("letters", "note", "Letters", tuple(Line(words) for words in strange))
    rect = Rect(400, 40, 250, 170)
    nodes.append(node)
    boxes.append(
        Box(
            node,
            rect,
            tuple([text_at(rect.x + 12, rect.y + 20 + 19 * row, words, 9) for row, words in enumerate(strange)]),
            rules=tuple(
                [
                    (
                        Point(rect.x + 12 + width(words, 9), rect.y + 12 + 19 * row),
                        Point(rect.x + 12 + width(words, 9), rect.y + 22 + 19 * row),
                    )
                    for row, words in enumerate(strange)
                ]
            ),
        )
    )
    return Sheet(WIDTH, 420, (), tuple(wires), tuple(boxes))
