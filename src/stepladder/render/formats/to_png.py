"""From SVG to PNG, by resvg with the bundled font and no other.

The chunks that carry the digest and the resolution are written here, for resvg writes none.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from importlib.resources import as_file, files

from stepladder.render.errors import Lacking
from stepladder.render.text.metrics import FAMILY

SIGNATURE = b"\x89PNG\r\n\x1a\n"
METRE = 72 / 0.0254
"""Points to the metre."""


def to_png(svg: str, scale: float = 2.0, text_chunks: Mapping[str, str] | None = None) -> bytes:
    """A picture in pixels.

    Args:
        svg: the picture.
        scale: pixels to the point; 2 gives 1920 by 1080 for a slide and 144 dots to the inch on paper.
        text_chunks: texts to be kept in the file, by keyword, such as the digest.

    Raises:
        Lacking: where resvg-py is not installed.
    """
    try:
        import resvg_py
    except ImportError as error:
        raise Lacking("PNG", "resvg-py") from error
    fonts = files("stepladder.render").joinpath("fonts")
    with ExitStack() as stack:
        paths = [
            str(stack.enter_context(as_file(fonts.joinpath(f"LiberationSans-{weight}.ttf"))))
            for weight in ("Regular", "Bold")
        ]
        plain = resvg_py.svg_to_bytes(
            svg_string=svg,
            skip_system_fonts=True,
            font_files=paths,
            font_family=FAMILY,
            sans_serif_family=FAMILY,
            dpi=72,  # so that a point is a pixel before it is scaled
            zoom=scale,
        )
    return with_chunks(bytes(plain), scale, text_chunks or {})


def with_chunks(png: bytes, scale: float, texts: Mapping[str, str]) -> bytes:
    """The same picture with its resolution and some texts."""
    dots = round(scale * METRE)
    kept = [(name, content) for name, content in chunks(png) if name not in (b"pHYs", b"tEXt", b"iTXt")]
    added = [(b"pHYs", struct.pack(">IIB", dots, dots, 1)), *[_text(key, text) for key, text in texts.items()]]
    return SIGNATURE + b"".join(_chunk(name, content) for name, content in [kept[0], *added, *kept[1:]])


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a PNG file: name and content of each."""
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _text(key: str, text: str) -> tuple[bytes, bytes]:
    """A text chunk; international where the letters of Western Europe do not suffice."""
    keyword = key.encode("latin-1")
    try:
        return b"tEXt", keyword + b"\0" + text.encode("latin-1")
    except UnicodeEncodeError:
        return b"iTXt", keyword + b"\0\0\0\0\0" + text.encode("utf-8")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
