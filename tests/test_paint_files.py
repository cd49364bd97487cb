"""PNG and PDF: the same bytes in every process, with what they must carry; and what is said where a package lacks."""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path as File

import pytest

from stepladder.render.errors import Lacking
from stepladder.render.formats.to_pdf import to_pdf
from stepladder.render.formats.to_png import chunks, to_png
from stepladder.render.formats.to_svg import to_svg
from stepladder.render.paint.ink import Group, Page, Path, Picture, Words
from stepladder.render.paint.picture import draw
from stepladder.render.text.metrics import width
from tests.specimen import specimen

ROOT = File(__file__).parent.parent
DIGEST = "ab" * 32


def picture_of(*lines: str, pages: int = 1) -> Picture:
    """Some lines of text in a group, on pages of 200 by 100 points."""
    texts = [
        Words(10, 20 + 14 * row, line, 10, "#1A1A1A", row % 2 == 1, width(line, 10, row % 2 == 1))
        for row, line in enumerate(lines)
    ]
    square = Path((("M", 0, 0), ("L", 5, 0), ("L", 5, 5), ("Z",)), fill="#005A91")
    page = Page(200, 100, (square, Group("one", "node", "One", tuple(texts))))
    return Picture("Two boxes – Δ", "All of it.", "de", f"one 1.0, digest {DIGEST}", DIGEST, (page,) * pages)


@pytest.fixture(scope="module")
def everything() -> Picture:
    scene, sheets = specimen()
    return draw(scene, sheets, description="Every look.")


def read_aloud(pdf: bytes, folder: File) -> str:
    """The text of a PDF as a program reads it."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    file = folder / "one.pdf"
    file.write_bytes(pdf)
    done = subprocess.run([tool, "-enc", "UTF-8", str(file), "-"], capture_output=True, check=True)
    return done.stdout.decode().translate(dict.fromkeys(map(ord, "\u202a\u202b\u202c"), None))


def test_a_png_has_two_pixels_to_the_point_and_says_so() -> None:
    pytest.importorskip("resvg_py")
    found = dict(chunks(to_png(to_svg(picture_of("Better?")))))

    assert struct.unpack(">II", found[b"IHDR"][:8]) == (400, 200)
    assert struct.unpack(">IIB", found[b"pHYs"]) == (5669, 5669, 1)


def test_a_png_keeps_texts_in_any_letters() -> None:
    pytest.importorskip("resvg_py")
    found = list(chunks(to_png(to_svg(picture_of("Better?")), 1, {"stepladder-digest": DIGEST, "Title": "Έλεγχος"})))

    assert (b"tEXt", f"stepladder-digest\0{DIGEST}".encode()) in found
    assert (b"iTXt", b"Title\0\0\0\0\0" + "Έλεγχος".encode()) in found
    assert (found[0][0], found[-1][0]) == (b"IHDR", b"IEND")


def test_the_sums_of_a_png_are_right() -> None:
    pytest.importorskip("resvg_py")
    png = to_png(to_svg(picture_of("Better?")), 1, {"stepladder-digest": DIGEST})
    at = 8
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        said = struct.unpack_from(">I", png, at + 8 + length)[0]
        assert said == zlib.crc32(png[at + 4 : at + 8 + length])
        at += length + 12


def test_text_in_a_png_has_the_bundled_font() -> None:
    pytest.importorskip("resvg_py")
    empty, full = (to_png(to_svg(picture_of(*lines)), 1) for lines in ((), ("Better?",)))

    assert len(full) > len(empty) + 100


def test_a_pdf_carries_its_fonts_and_no_other() -> None:
    pytest.importorskip("reportlab")
    pdf = to_pdf(picture_of("Regular", "Bold"))

    assert len(re.findall(rb"/FontFile2 ", pdf)) == 2
    assert set(re.findall(rb"/BaseFont /(\S+)", pdf)) == {b"AAAAAA+LiberationSans", b"AAAAAA+LiberationSans-Bold"}


def test_a_pdf_says_its_title_subject_and_language() -> None:
    pytest.importorskip("reportlab")
    pdf = to_pdf(picture_of("Better?"))

    assert "Two boxes – Δ".encode("utf-16-be") in _unescaped(pdf)
    assert f"one 1.0, digest {DIGEST}".encode() in pdf
    assert b"/Lang (de)" in pdf
    assert b"/DisplayDocTitle true" in pdf
    assert b"20000101000000" in pdf


def test_a_pdf_has_every_page() -> None:
    pytest.importorskip("reportlab")
    pdf = to_pdf(picture_of("Better?", pages=3))

    assert len(re.findall(rb"/Type /Page\b", pdf)) == 3
    assert b"/MediaBox [ 0 0 200 100 ]" in pdf


def test_the_text_of_a_pdf_can_be_read_in_its_order(tmp_path: File) -> None:
    pytest.importorskip("reportlab")

    assert read_aloud(to_pdf(picture_of("Is it better?", "Älter als 65", "Έλεγχος")), tmp_path).split("\n")[:3] == [
        "Is it better?", "Älter als 65", "Έλεγχος",
    ]  # fmt: skip


def test_hebrew_in_a_pdf_is_read_as_it_is_said(tmp_path: File) -> None:
    pytest.importorskip("reportlab")

    assert "Pain כאב חזק, then 5 mg." in read_aloud(to_pdf(picture_of("Pain כאב חזק, then 5 mg.")), tmp_path)


def test_what_the_font_lacks_is_still_read_from_a_pdf(tmp_path: File) -> None:
    pytest.importorskip("reportlab")

    assert "Not there: 漢字 ✓ \U0001f600" in read_aloud(to_pdf(picture_of("Not there: 漢字 ✓ \U0001f600")), tmp_path)


def test_text_of_a_pdf_is_as_wide_as_was_measured() -> None:
    pytest.importorskip("reportlab")
    said, measured = Words(10, 20, "Better?", 10, "#1A1A1A", False, 0), width("Better?", 10)
    right, double = (
        to_pdf(replace(picture_of(), pages=(Page(200, 100, (replace(said, width=wide),)),)))
        for wide in (measured, 2 * measured)
    )

    assert b" Tz" not in right
    assert b"200 Tz" in double


def test_any_character_can_be_painted() -> None:
    pytest.importorskip("reportlab")
    strange = "".join(
        chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x600), 0x4E00, 0xFFFD, 0x1F600, 0x10FFFF)
    )

    assert to_pdf(picture_of(strange, strange)).startswith(b"%PDF")


def test_the_same_picture_is_the_same_bytes_twice(everything: Picture) -> None:
    pytest.importorskip("reportlab")
    pytest.importorskip("resvg_py")

    assert to_pdf(everything) == to_pdf(everything)
    assert to_png(to_svg(everything, 1)) == to_png(to_svg(everything, 1))


def test_every_process_makes_the_same_bytes() -> None:
    pytest.importorskip("reportlab")
    pytest.importorskip("resvg_py")
    code = (
        "import hashlib; from tests.specimen import specimen;"
        "from stepladder.render.formats import to_pdf, to_png, to_svg; from stepladder.render.paint import picture;"
        "p = picture.draw(*specimen(), description='x'); s = to_svg.to_svg(p, 1);"
        "print([hashlib.sha256(b).hexdigest() for b in (s.encode(), to_png.to_png(s, 1), to_pdf.to_pdf(p))])"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert said[0] == said[1]


def test_a_missing_painter_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    monkeypatch.setitem(sys.modules, "reportlab.pdfbase.pdfmetrics", None)

    with pytest.raises(Lacking, match=re.escape("PNG needs resvg-py: pip install 'stepladder[pictures]'")):
        to_png("<svg/>")
    with pytest.raises(Lacking, match=re.escape("PDF needs reportlab: pip install 'stepladder[pictures]'")):
        to_pdf(picture_of())


def _unescaped(pdf: bytes) -> bytes:
    """Strings of a PDF without the escapes of single bytes."""
    return re.sub(rb"\\(\d{3})", lambda found: bytes([int(found[1], 8)]), pdf)
