"""The lanes of a graph: a ground behind the cards, and a title above them that no line crosses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stepladder.render.geometry import Point, Rect
from stepladder.render.graph.packing.placing import Placing
from stepladder.render.graph.packing.tiles import PAD, RISE
from stepladder.render.graph.wires import Across
from stepladder.render.plan import Strip, Text
from stepladder.render.scene import Band
from stepladder.render.style import Type
from stepladder.render.text.metrics import wrap

LEADING = 1.2
"""From one line of a title to the next, in parts of its size."""


def title_lines(band: Band, wide: int, type_: Type) -> tuple[tuple[str, float], ...]:
    """The lines above a lane's cards, each with its size."""
    above = [(band.strip, type_.strip)] if band.strip else []
    return (*above, *[(line, type_.band) for line in wrap(band.title, type_.band, wide, bold=True, most=3)])


def title_height(band: Band, wide: int, type_: Type) -> int:
    """How high they are."""
    return round(sum([size * LEADING for _, size in title_lines(band, wide, type_)]))


def strips(placing: Placing, frame: Across, bands: Mapping[str, Band], type_: Type) -> Iterator[Strip]:
    """A strip for each tile of a lane."""
    for tile, span in zip(placing.tiles, placing.spans, strict=True):
        if tile.band is None:
            continue
        band = bands[tile.band]
        x, right = frame.columns[span.first], frame.columns[span.last] + frame.widths[span.last]
        title = Rect(x, span.top + RISE, frame.widths[span.first], tile.head)
        texts = []
        y = title.y
        for words, size in title_lines(band, tile.wide, type_):
            at = Point(x, round(y + size, 2))
            if size == type_.band:
                texts.append(Text(at, words, size, True, "strong", "band"))
            else:
                texts.append(Text(at, words, size, False, "muted", "strip"))
            y += size * LEADING
        rect = Rect(x - PAD, span.top, right - x + 2 * PAD, span.bottom - span.top)
        yield Strip(band, rect, title, tuple(texts))
