"""How wide text is in the bundled font, and how it breaks into lines.

The font is Liberation Sans (SIL Open Font License 1.1), shipped unmodified in `fonts/` with its licence; its letters
are as wide as Arial's, so that a reader without it sees the same lines. Widths are the advances of the font's `hmtx`
table, without kerning. Knows nothing of pictures.
"""

from __future__ import annotations

import struct
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

FAMILY = "Liberation Sans"

ASCENT, DESCENT = 0.905, 0.212
"""How far the letters reach above and below the baseline, in parts of the size (the font's `hhea` table)."""


@dataclass(frozen=True, slots=True)
class Font:
    """The widths of one font file."""

    units: int
    """Units to the em."""
    advances: tuple[int, ...]
    """The advance of each glyph, the last standing for all that follow."""
    ends: tuple[int, ...]
    starts: tuple[int, ...]
    deltas: tuple[int, ...]
    offsets: tuple[int, ...]
    table: bytes
    """The glyph numbers of the character map, as they stand in the file from its range offsets on."""

    def glyph(self, character: str) -> int:
        """The number of a character's glyph; 0 where the font has none."""
        code = ord(character)
        if code > 0xFFFF:
            return 0
        segment = bisect_left(self.ends, code)
        if segment == len(self.ends) or self.starts[segment] > code:
            return 0
        if self.offsets[segment] == 0:
            return (code + self.deltas[segment]) & 0xFFFF
        place = 2 * segment + self.offsets[segment] + 2 * (code - self.starts[segment])
        found = int.from_bytes(self.table[place : place + 2], "big")
        return (found + self.deltas[segment]) & 0xFFFF if found else 0

    def advance(self, character: str) -> int:
        """The advance of a character, in the font's units."""
        glyph = self.glyph(character)
        return self.advances[min(glyph, len(self.advances) - 1)]


def font_bytes(bold: bool) -> bytes:
    """The font file as it was published."""
    name = "LiberationSans-Bold.ttf" if bold else "LiberationSans-Regular.ttf"
    return files("stepladder.render").joinpath(f"fonts/{name}").read_bytes()


@cache
def font(bold: bool) -> Font:
    """The widths of the regular or the bold font."""
    raw = font_bytes(bold)
    count = struct.unpack_from(">H", raw, 4)[0]
    tables = {}
    for number in range(count):
        tag, _, offset, length = struct.unpack_from(">4sIII", raw, 12 + 16 * number)
        tables[tag] = (offset, length)
    units = struct.unpack_from(">H", raw, tables[b"head"][0] + 18)[0]
    metrics = struct.unpack_from(">H", raw, tables[b"hhea"][0] + 34)[0]
    advances = struct.unpack_from(f">{2 * metrics}H", raw, tables[b"hmtx"][0])[::2]
    at = _character_map(raw, tables[b"cmap"][0])
    segments = struct.unpack_from(">H", raw, at + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", raw, at + 14)
    starts = struct.unpack_from(f">{segments}H", raw, at + 16 + 2 * segments)
    deltas = struct.unpack_from(f">{segments}H", raw, at + 16 + 4 * segments)
    first = at + 16 + 6 * segments
    offsets = struct.unpack_from(f">{segments}H", raw, first)
    return Font(units, advances, ends, starts, deltas, offsets, raw[first:])


def _character_map(raw: bytes, cmap: int) -> int:
    """Where the subtable of format 4 for Unicode begins."""
    count = struct.unpack_from(">H", raw, cmap + 2)[0]
    for number in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", raw, cmap + 4 + 8 * number)
        if (platform, encoding) in ((3, 1), (0, 3)) and struct.unpack_from(">H", raw, cmap + offset)[0] == 4:
            return cmap + int(offset)
    raise ValueError("the bundled font has no character map that can be read")


@cache
def _advance(character: str, bold: bool) -> float:
    chosen = font(bold)
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0.0
    if chosen.glyph(character) == 0 and unicodedata.east_asian_width(character) in ("W", "F"):
        return 1.0  # another font will draw it, as wide as it is high
    return chosen.advance(character) / chosen.units


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is, in points, at a size in points."""
    return size * _long(text, bold)


@lru_cache(maxsize=65_536)
def _long(text: str, bold: bool) -> float:
    """How wide a text is at size 1; texts come again and again while a layout tries one width after the other."""
    return sum([_advance(character, bold) for character in text])


def missing(text: str) -> str:
    """The characters of a text that the bundled font cannot draw, each once, in order."""
    regular = font(False)
    unseen = [c for c in text if regular.glyph(c) == 0 and not c.isspace() and unicodedata.category(c) != "Cf"]
    return "".join(dict.fromkeys(unseen))


@lru_cache(maxsize=32_768)
def wrap(
    text: str, size: float, room: float, bold: bool = False, most: int | None = None, first: float = 0.0
) -> tuple[str, ...]:
    """A text in as few lines as fit a width, and these as even as they can be.

    Args:
        text: words; line breaks count as spaces.
        size: of the letters, in points.
        room: how wide a line may be, in points.
        bold: whether it is set in bold.
        most: at most so many lines; what does not fit ends in an ellipsis. None for no limit.
        first: how much of the first line is taken already; the lines are then filled one after the other.

    Returns:
        The lines; a word wider than a line is broken. One empty line for an empty text.
    """
    words = [part for word in text.split() for part in _parts(word, size, room, bold)]
    if not words:
        return ("",)
    widths = [width(word, size, bold) for word in words]
    space = width(" ", size, bold)
    greedy = _fill(widths, space, room, first)
    count = len(greedy)
    if most is not None and count > most:
        kept = greedy[:most]
        last = " ".join(words[kept[-1][0] : kept[-1][1]])
        return (*(" ".join(words[a:b]) for a, b in kept[:-1]), ellipsis(last + " …", size, room, bold))
    if count == 1 or first:
        return tuple([" ".join(words[a:b]) for a, b in greedy])
    low, high = max(*widths, room / 4), room
    for _ in range(9):  # the narrowest width that needs no more lines: the most even ones
        middle = (low + high) / 2
        if len(_fill(widths, space, middle)) <= count:
            high = middle
        else:
            low = middle
    return tuple([" ".join(words[a:b]) for a, b in _fill(widths, space, high)])


def _fill(widths: list[float], space: float, room: float, first: float = 0.0) -> list[tuple[int, int]]:
    """The first and the one behind the last word of each line, filled one after the other."""
    lines: list[tuple[int, int]] = []
    begun, used = 0, first
    if first and widths and first + widths[0] > room + 1e-6:
        lines.append((0, 0))
        used = 0.0
    for number, wide in enumerate(widths):
        if number > begun and used + space + wide > room + 1e-6:
            lines.append((begun, number))
            begun, used = number, wide
        else:
            used += wide if number == begun else space + wide
    lines.append((begun, len(widths)))
    return lines


def _parts(word: str, size: float, room: float, bold: bool) -> list[str]:
    """A word, broken where it is wider than a line; at a bar or an underscore where there is one."""
    if width(word, size, bold) <= room:
        return [word]
    found: list[str] = []
    rest = word
    while rest and width(rest, size, bold) > room:
        count = 1
        while count < len(rest) and width(rest[: count + 1], size, bold) <= room:
            count += 1
        natural = max(rest.rfind(sign, 1, count) for sign in "_-/.,(")
        if natural >= count // 2:
            count = natural + 1
        while count < len(rest) and unicodedata.combining(rest[count]):
            count += 1
        found.append(rest[:count])
        rest = rest[count:]
    return [*found, rest] if rest else found


def ellipsis(text: str, size: float, room: float, bold: bool = False) -> str:
    """A text cut to a width, with an ellipsis where something is left out."""
    if width(text, size, bold) <= room:
        return text
    cut = text.removesuffix(" …")
    while cut and width(cut.rstrip(" ,;:") + "…", size, bold) > room:
        cut = cut[:-1]
    return cut.rstrip(" ,;:") + "…"
