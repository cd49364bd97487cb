"""How boxes are inked: shape, border, bar, signs, text and badges, in every state a walk can leave them in."""

from __future__ import annotations

from collections.abc import Iterator
from math import pi

from stepladder.render.geometry import Rect
from stepladder.render.paint.ink import Item, Path, Words
from stepladder.render.paint.shapes import DOUBLE, bar_of, corner, depth, outline, outside, rounded
from stepladder.render.paint.signs import disc, sign
from stepladder.render.plan import Badge, Box, Text
from stepladder.render.scene import Look, Node, State, Tone
from stepladder.render.style import (
    BLOCKED,
    GROUND,
    LOOKS,
    MISSED,
    MISSED_DASH,
    MISSED_WIDTH,
    TONES,
    UNREACHED,
    UNREACHED_TEXT,
    UNREACHED_WIDTH,
    WALKED,
    WALKED_WIDTH,
)
from stepladder.render.text.glyphs import clean
from stepladder.render.text.metrics import width

HERE_GAP, HERE_LINE = 2.2, 1.0
"""Around the box where a walk stands: the gap between its border and a second outline, and the width of that."""
RULE = 0.6
"""The width of thin lines inside boxes."""
ADJUNCT_DASH, SMALL_DASH = (5.0, 2.6), (2.8, 1.6)
SMALL_BAR, SMALL_RADIUS = 0.8, 1.5
"""Of samples in the legend: the width of the bar in parts of the usual, the radius of corners."""
EMPTY: tuple[State, ...] = ("unreached", "blocked", "missed")
"""The states of boxes that are not filled."""
CROSS = 5.5
"""The radius of the disc with the cross on a blocked box."""


def border_width(look: Look, state: State) -> float:
    """How thick the border of a box is."""
    match state:
        case "plain":
            return LOOKS[look].line
        case "walked":
            return WALKED_WIDTH
        case "unreached" | "blocked":
            return UNREACHED_WIDTH
        case "missed":
            return MISSED_WIDTH


def reach(node: Node) -> float:
    """How far the ink of a box's outline reaches beyond its rectangle."""
    half = border_width(node.look, node.state) / 2
    return half + HERE_GAP + HERE_LINE if node.current else half


def ink_of(tone: Tone, state: State) -> str:
    """The colour of a text or sign, by its tone and by how a walk met what it stands in."""
    if state == "unreached" or (state == "blocked" and tone in ("body", "strong", "muted")):
        return UNREACHED_TEXT
    return TONES[tone]


def box(placed: Box) -> tuple[Item, ...]:
    """Everything of a box."""
    node = placed.node
    look, state = node.look, node.state
    ground = GROUND if state in EMPTY else LOOKS[look].fill
    line = _border(look, state)
    items: list[Item] = list(shape(look, placed.rect, state))
    if node.current:
        gap = border_width(look, state) / 2 + HERE_GAP + HERE_LINE / 2
        items.append(Path(outside(LOOKS[look].shape, placed.rect, gap), stroke=WALKED, width=HERE_LINE))
    for start, end in placed.rules:
        items.append(Path((("M", *start), ("L", *end)), stroke=line, width=RULE))
    for mark in placed.signs:
        items += sign(mark.mark, mark.at, mark.size, ink_of(mark.tone, state), ground)
    for text in placed.texts:
        items += words(text, ink_of(text.tone, state))
    if state == "blocked":
        items += _crossed(look, placed.rect)
    for found in placed.badges:
        items += badge(found)
    return tuple(items)


def shape(look: Look, rect: Rect, state: State, small: bool = False) -> Iterator[Path]:
    """The shape of a box, filled and with its border; `small` for a sample in the legend."""
    dress = LOOKS[look]
    line, thick = _border(look, state), border_width(look, state)
    if small:
        thick = min(thick, 1.8)
    around = outline(dress.shape, rect, _small_corner(look, rect) if small else None)
    yield Path(around, fill=GROUND if state in EMPTY else dress.fill)
    if dress.double:
        gap, bar = DOUBLE * (0.75 if small else 1), dress.bar * (SMALL_BAR if small else 1) - 0.8
        inner = Rect(rect.x + bar + gap, rect.y + gap, rect.w - bar - 2 * gap, rect.h - 2 * gap)
        yield Path(rounded(inner, 1.2), stroke=line, width=0.8)
    radius = SMALL_RADIUS if small else depth(dress.shape, rect.h)
    wanted = MISSED_DASH if state == "missed" else SMALL_DASH if small else ADJUNCT_DASH
    dash = _dashes(rect, radius, wanted) if dress.dashed or state == "missed" else ()
    yield Path(around, stroke=line, width=thick, dash=dash)
    if dress.bar:  # as far out as the border, so that dashes do not fray it
        out = rect.grown(thick / 2)
        wide = dress.bar * (SMALL_BAR if small else 1) + thick / 2
        yield Path(bar_of(out, wide, radius + thick / 2), fill=line)


def words(text: Text, ink: str) -> Iterator[Item]:
    """A line of text, and the line through it where it is struck."""
    shown = clean(text.text)
    if not shown.strip():
        return
    wide = width(shown, text.size, text.bold)
    yield Words(text.at.x, text.at.y, shown, text.size, ink, text.bold, wide)
    if text.struck:
        y, thick = text.at.y - 0.27 * text.size, max(0.6, 0.075 * text.size)
        yield Path((("M", text.at.x - 0.5, y), ("L", text.at.x + wide + 0.5, y)), stroke=ink, width=thick)


def badge(found: Badge) -> Iterator[Item]:
    """One or more numbers in a disc or pill with a thin ring around, which sets it off from the border below."""
    yield Path(rounded(found.rect.grown(1), found.rect.h), fill=GROUND)
    yield Path(rounded(found.rect, found.rect.h), fill=WALKED)
    text = found.text
    yield from words(Text(text.at, text.text, text.size, text.bold, "body", "number"), GROUND)


def _border(look: Look, state: State) -> str:
    match state:
        case "plain":
            return LOOKS[look].border
        case "walked":
            return WALKED
        case "unreached" | "blocked":
            return UNREACHED
        case "missed":
            return MISSED


def _dashes(rect: Rect, radius: float, wanted: tuple[float, float]) -> tuple[float, float]:
    """Dashes about as long as wanted, of which a whole number goes round a box with round corners."""
    around = 2 * (rect.w + rect.h) - (8 - 2 * pi) * radius
    part = around / (max(1, round(around / sum(wanted))) * sum(wanted))
    return wanted[0] * part, wanted[1] * part


def _small_corner(look: Look, rect: Rect) -> float | None:
    """Corners of samples in the legend, so that shapes differ as clearly as the boxes do."""
    return {
        "round": 3.2,
        "box": SMALL_RADIUS,
        "octagon": 0.3 * rect.h,
        "hexagon": 0.42 * rect.h,
        "chip": 0.4 * rect.h,
    }.get(LOOKS[look].shape)


def _crossed(look: Look, rect: Rect) -> Iterator[Path]:
    """A disc with a cross on the upper right corner."""
    at = corner(LOOKS[look].shape, rect)
    yield Path(disc(at, CROSS + 1), fill=GROUND)
    yield Path(disc(at, CROSS), fill=BLOCKED)
    yield from sign("cross", at, 1.25 * CROSS, GROUND, BLOCKED)
