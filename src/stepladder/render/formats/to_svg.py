"""From a display list to SVG: one page, accessible, self-contained, the same bytes everywhere.

Only attributes, no style sheet, no script, nothing from outside. Every text carries its width, so that a reader
without the bundled font sees the same lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import assert_never

from stepladder.render.paint.ink import Command, Group, Item, Path, Picture, Words
from stepladder.render.text.glyphs import runs_left
from stepladder.text.characters import without_steering

FAMILY = "Liberation Sans, Arimo, Arial, Helvetica, sans-serif"

ISOLATE, END_ISOLATE = "\u2067", "\u2069"
"""Right-to-left isolate, pop directional isolate: unlike `direction`, every reader of SVG knows them."""


def to_svg(picture: Picture, page: int = 0, *, prefix: str = "") -> str:
    """One page of a picture as SVG.

    Args:
        picture: what is drawn.
        page: which of its pages, counted from 0.
        prefix: put before every id, for several pictures in one document.
    """
    sheet = picture.pages[page]
    count = len(picture.pages)
    title = picture.title + (f" (page {page + 1} of {count})" if count > 1 else "")
    wide, high = number(sheet.width), number(sheet.height)
    lang = escaped(picture.language)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}pt" height="{high}pt" viewBox="0 0 {wide} {high}"'
        f' role="img" aria-labelledby="{prefix}title {prefix}desc" lang="{lang}" xml:lang="{lang}"'
        f' font-family="{FAMILY}" kerning="0" text-rendering="geometricPrecision">',
        f'<title id="{prefix}title">{escaped(title)}</title>',
        f'<desc id="{prefix}desc">{escaped(picture.description)}</desc>',
        f"<metadata>{escaped(picture.subject)}\nstepladder-digest {escaped(picture.digest)}</metadata>",
        *[line for item in sheet.items for line in _item(item, prefix, 0)],
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def number(value: float) -> str:
    """A number with at most two decimals and no zeros at the end.

    >>> number(12.50), number(-0.001), number(3)
    ('12.5', '0', '3')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def escaped(text: str) -> str:
    """A text as it stands in XML, between tags or in an attribute; what XML forbids or would steer is left out."""
    kept = "\n".join([without_steering(line) for line in text.split("\n")])
    for sign, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot")):
        kept = kept.replace(sign, f"&{name};")
    return kept


def _item(item: Item, prefix: str, deep: int) -> Iterator[str]:
    pad = " " * deep
    match item:
        case Path():
            yield f"{pad}{_path(item)}"
        case Words():
            yield f"{pad}{_words(item)}"
        case Group(id=name, kind=kind, title=title, items=items):
            yield f'{pad}<g id="{escaped(prefix + name)}" class="{escaped(kind)}">'
            if title:
                yield f"{pad} <title>{escaped(title)}</title>"
            for inner in items:
                yield from _item(inner, prefix, deep + 1)
            yield f"{pad}</g>"
        case _:
            assert_never(item)


def _path(path: Path) -> str:
    parts = [f'<path d="{"".join(_command(command) for command in path.commands)}" fill="{path.fill or "none"}"']
    if path.stroke is not None:
        parts.append(f'stroke="{path.stroke}" stroke-width="{number(path.width)}"')
        if path.dash:
            parts.append(f'stroke-dasharray="{" ".join(number(length) for length in path.dash)}"')
    return " ".join(parts) + "/>"


def _command(command: Command) -> str:
    name, *places = command
    return name + " ".join(number(float(place)) for place in places)


def _words(words: Words) -> str:
    text = escaped(words.text)
    if runs_left(words.text):
        text = f"{ISOLATE}{text}{END_ISOLATE}"
    weight = ' font-weight="700"' if words.bold else ""
    space = ' xml:space="preserve"' if re.search(r"^\s|\s$|\s\s", words.text) else ""
    return (
        f'<text x="{number(words.x)}" y="{number(words.y)}" font-size="{number(words.size)}"{weight}'
        f' fill="{words.fill}" textLength="{number(words.width)}" lengthAdjust="spacingAndGlyphs"{space}>{text}</text>'
    )
