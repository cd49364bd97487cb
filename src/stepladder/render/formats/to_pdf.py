"""From a display list to PDF: every page, the bundled font embedded, text that can be selected and searched.

Lines with letters from right to left are put into the order of sight here, which is what readers of PDF expect and
turn back for searches. Characters that the font lacks show its empty box, and the text itself stands beside them
(`ActualText`). Nothing is compressed, for zlib differs between machines and the bytes must not.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, assert_never

from stepladder.render.errors import Lacking
from stepladder.render.paint.ink import Group, Item, Page, Path, Picture, Words
from stepladder.render.text.glyphs import has_leftward, visual
from stepladder.render.text.metrics import font_bytes, missing

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

FACES = {False: "Stepladder-Regular", True: "Stepladder-Bold"}
"""What the two bundled fonts are called within reportlab."""
MITER = 4
"""As in SVG: a sharper corner is cut off."""
NONZERO = 1
"""The rule of filling that SVG has, too."""


def to_pdf(picture: Picture) -> bytes:
    """All pages of a picture.

    Raises:
        Lacking: where reportlab is not installed.
    """
    _register()
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    first = picture.pages[0]
    canvas = Canvas(
        out,
        pagesize=(first.width, first.height),
        pageCompression=0,
        invariant=1,
        pdfVersion=(1, 5),  # the first that has both the language and texts beside what is shown
        initialFontName=FACES[False],  # type: ignore[arg-type]  # types-reportlab takes the name for a number
        lang=picture.language,
    )
    canvas.setTitle(picture.title)
    canvas.setSubject(picture.subject)
    canvas.setAuthor("")
    canvas.setCreator("Stepladder")
    canvas.setKeywords(f"stepladder-digest {picture.digest}")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    for page in picture.pages:
        canvas.setPageSize((page.width, page.height))
        canvas.setMiterLimit(MITER)
        for item in page.items:
            _paint(canvas, page, item)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _register() -> None:
    """Makes the bundled fonts known to reportlab, once a process."""
    try:
        from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames, registerFont
        from reportlab.pdfbase.ttfonts import TTFont
    except ImportError as error:
        raise Lacking("PDF", "reportlab") from error
    for bold, face in FACES.items():
        if face not in getRegisteredFontNames():
            registerFont(TTFont(face, io.BytesIO(font_bytes(bold)), asciiReadable=1))


def _paint(canvas: Canvas, page: Page, item: Item) -> None:
    match item:
        case Path():
            _path(canvas, page, item)
        case Words():
            _words(canvas, page, item)
        case Group(items=items):
            for inner in items:
                _paint(canvas, page, inner)
        case _:
            assert_never(item)


def _path(canvas: Canvas, page: Page, path: Path) -> None:
    drawn = canvas.beginPath()
    for command in path.commands:
        match command:
            case ("M", x, y):
                drawn.moveTo(_round(x), _round(page.height - y))
            case ("L", x, y):
                drawn.lineTo(_round(x), _round(page.height - y))
            case ("C", ax, ay, bx, by, x, y):
                places = (ax, page.height - ay, bx, page.height - by, x, page.height - y)
                drawn.curveTo(*[_round(place) for place in places])
            case ("Z",):
                drawn.close()
    if path.fill is not None:
        canvas.setFillColorRGB(*_rgb(path.fill))
    if path.stroke is not None:
        canvas.setStrokeColorRGB(*_rgb(path.stroke))
        canvas.setLineWidth(_round(path.width))
        canvas.setDash(list(path.dash))
    canvas.drawPath(drawn, stroke=path.stroke is not None, fill=path.fill is not None, fillMode=NONZERO)


def _words(canvas: Canvas, page: Page, words: Words) -> None:
    leftward = has_leftward(words.text)
    shown = "".join(character for _, character in visual(words.text)) if leftward else words.text
    beside = bool(missing(words.text))
    if beside:
        said = words.text.encode("utf-16-be", "replace").hex().upper()
        canvas.addLiteral(f"/Span <</ActualText <FEFF{said}>>> BDC")
    face = FACES[words.bold]
    natural = canvas.stringWidth(shown, face, words.size)
    text = canvas.beginText(_round(words.x), _round(page.height - words.y))
    text.setFont(face, _round(words.size))
    text.setFillColorRGB(*_rgb(words.fill))
    if natural > 0 and abs(natural - words.width) > 0.01:
        text.setHorizScale(_round(100 * words.width / natural))
    text.textOut(shown)
    canvas.drawText(text)
    if beside:
        canvas.addLiteral("EMC")


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (round(int(colour[at : at + 2], 16) / 255, 4) for at in (1, 3, 5))
    return red, green, blue


def _round(value: float) -> float:
    return round(value, 3)
