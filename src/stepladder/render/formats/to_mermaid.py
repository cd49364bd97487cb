r"""A scene as a Mermaid flowchart, for places that draw Mermaid themselves, such as a README on GitHub.

Every text is a Mermaid "markdown string", in which titles can be bold and lines broken, with each character that
Mermaid, Markdown or HTML would take for a sign of its own written as a number (`#42;`). Read so, versions 11.4 to 11.16
show the same text; plain quoted labels were tried, and 11.4 makes `Unsupported markdown: list` of a label `1. Rest`.

Two limits are Mermaid's own and cannot be raised from within a file: text of 50,000 characters, and 500 arrows. What
is too long for the first loses its conditions, and then the lines of its boxes, and says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from stepladder.render import style
from stepladder.render.arrangement import by_band, long_links, low_panels, lowest
from stepladder.render.scene import Line, Link, Look, Node, Scene, State
from stepladder.render.style import LOOKS, Shape
from stepladder.render.text.labels import (
    SIGNS,
    about,
    band_words,
    condition,
    exit_words,
    link_label,
    numbered,
    plain,
    said,
)

LONGEST = 50_000
"""So many characters does Mermaid read."""

SHAPES: Mapping[Shape, tuple[str, str]] = {
    "pill": ("([", "])"),
    "square": ("[", "]"),
    "hexagon": ("{{", "}}"),
    "box": ("[", "]"),
    "round": ("(", ")"),
    "octagon": ("[/", "\\]"),
    "chip": (">", "]"),
    "panel": ("[", "]"),
}
"""How each shape is written. There is no octagon: an emergency is a trapezoid."""

ARROWS: Mapping[tuple[bool, bool, bool], str] = {
    (False, False, False): "-->",
    (False, False, True): "--->",
    (False, True, False): "--x",
    (False, True, True): "---x",
    (True, False, False): "-.->",
    (True, False, True): "-..->",
    (True, True, False): "-.-x",
    (True, True, True): "-..-x",
}
"""Arrows: whether dotted, whether blocked, whether long."""

DOUBLE = ("[[", "]]")

SETTINGS = {
    "theme": "base",
    "themeVariables": {
        "fontFamily": "Arial", "fontSize": "14px", "lineColor": style.WIRE, "edgeLabelBackground": style.GROUND,
    },
    "flowchart": {
        "wrappingWidth": 280, "nodeSpacing": 30, "rankSpacing": 40, "subGraphTitleMargin": {"top": 4, "bottom": 12},
    },
}  # fmt: skip
"""Fonts are named without a hyphen, or else Mermaid drops them. A style for all arrows would show the hidden ones."""

Left: TypeAlias = Literal["", "conditions", "conditions and details"]
"""What is left out to keep within the limit."""

NAMES = {'"': "#quot;", "&": "#amp;", "<": "#lt;", ">": "#gt;"}
SPECIAL = re.compile(
    r"[\\\"`*~$|#<>&\[\]@]"  # signs of Mermaid, Markdown, HTML, formulas and addresses
    r"|(?<![^\W_])_|_(?![^\W_])"  # emphasis; between two letters it is none
    r"|%(?=[%{])|(?<=%)%"  # comments and directives
    r"|:(?! )"  # addresses and icons, and what Mermaid takes for a style
    r"|(?<=www)\."  # addresses
    r"|^[-+=](?!\w)|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=^\d\d\d)[.)]"  # lists and headings
)


def to_mermaid(scene: Scene) -> str:
    """A scene as the text of a Mermaid flowchart.

    Args:
        scene: any view, with or without a walk.

    Returns:
        The text, with the digest and the disclaimer in its first two lines, as comments.
    """
    found = ""
    for left in ("", "conditions", "conditions and details"):
        found = "\n".join(_lines(scene, left)) + "\n"
        if len(found) <= LONGEST:
            break
    return found


def escaped(text: str) -> str:
    """One line of text as it stands in a markdown string of Mermaid.

    >>> escaped('1. "Rest" & <b>: *no*')
    '1#46; #quot;Rest#quot; #amp; #lt;b#gt;: #42;no#42;'
    """
    return SPECIAL.sub(lambda found: NAMES.get(found[0], f"#{ord(found[0])};"), text)


def _string(lines: Iterable[str]) -> str:
    """Lines, escaped already, as a label."""
    return '"`' + "\n".join(lines) + '`"'


def _bold(text: str) -> str:
    return f"**{escaped(text)}**" if text else ""


# the whole


def _lines(scene: Scene, left: Left) -> Iterator[str]:
    names = {node.id: f"n{place}" for place, node in enumerate(scene.nodes, start=1)}
    described = " ".join(part for part in (plain(scene.lead), _left_words(left), plain(scene.disclaimer)) if part)
    yield f"%% {about(scene)}"
    yield f"%% {plain(scene.disclaimer)}"
    yield f"%%{{init: {json.dumps(SETTINGS)}}}%%"
    yield "flowchart TD"
    if plain(scene.title):
        yield f"  accTitle: {escaped(plain(scene.title))}"
    if described:
        yield f"  accDescr: {escaped(described)}"
    yield f"  head[{_string(_head(scene))}]"
    for place, (band, nodes) in enumerate(by_band(scene)):
        if band is not None:
            yield f"  subgraph b{place}[{_string([_bold(band_words(band))])}]"
        for node in nodes:
            yield f"    {names[node.id]}{_box(scene, node, left)}"
        if band is not None:
            yield "  end"
    yield f"  foot[{_string(_foot(scene, left))}]"
    yield from (f"  {line}" for line in _arrows(scene, names, left))
    yield from (f"  {line}" for line in _framed(scene, names))
    yield from (f"  {line}" for line in _looks(scene, names))


def _head(scene: Scene) -> Iterator[str]:
    yield _bold(plain(scene.title))
    if scene.walk:
        yield escaped(plain(scene.walk))
    if scene.lead:
        yield escaped(plain(scene.lead))


def _foot(scene: Scene, left: Left) -> Iterator[str]:
    if left:
        yield escaped(_left_words(left))
    if scene.source_line:
        yield escaped(plain(scene.source_line))
    yield _bold(plain(scene.disclaimer))


def _left_words(left: Left) -> str:
    return f"The {left} are left out here, for Mermaid reads no more." if left else ""


def _framed(scene: Scene, names: Mapping[str, str]) -> Iterator[str]:
    """The title above the first box, tall panels and the footer below the last, by arrows that nobody sees."""
    low = [names[panel.id] for panel in low_panels(scene)]
    last = lowest(scene)
    if last is not None:
        yield f"head ~~~ {names[scene.nodes[0].id]}"
        yield from (f"{names[last.id]} ~~~ {panel}" for panel in low)
        yield f"{low[-1] if low else names[last.id]} ~~~ foot"


# boxes


def _box(scene: Scene, node: Node, left: Left) -> str:
    dress = LOOKS[node.look]
    opening, closing = DOUBLE if dress.double else SHAPES[dress.shape]
    return f"{opening}{_string(_text(scene, node, left))}{closing}"


def _text(scene: Scene, node: Node, left: Left) -> Iterator[str]:
    title = f"Blocked: {plain(node.title)}" if node.state == "blocked" else plain(node.title)
    yield _bold(numbered(node.numbers) + title)
    details = not left.endswith("details")
    if details:
        yield from (_line(scene, line) for line in node.lines)
    for row in node.rows:
        when = "" if left else condition(row.when)
        words = exit_words(plain(row.label), when, plain(row.to))
        yield escaped(f"→ {numbered(row.numbers)}{words}")
        if details:
            yield from (_line(scene, line, 1) for line in row.lines)
    if node.current:
        yield "The walk stands here."


def _line(scene: Scene, line: Line, deeper: int = 0) -> str:
    sign = SIGNS[line.mark] if line.mark else "– " if line.indent + deeper else ""
    return escaped(sign + numbered(line.numbers) + said(line, scene))


# arrows


def _together(scene: Scene) -> tuple[tuple[Link, ...], ...]:
    """The links of each arrow: one, or all that lead from a box to itself, for of these Mermaid draws only the last."""
    found: dict[str, list[Link]] = {}
    for link in scene.links:
        found.setdefault(f"loop {link.source}" if link.source == link.target else link.id, []).append(link)
    return tuple([tuple(links) for links in found.values()])


def _state(links: tuple[Link, ...]) -> State:
    """The state of an arrow: walked if any of its links is."""
    states = [link.state for link in links]
    return "walked" if "walked" in states else states[0]


def _arrows(scene: Scene, names: Mapping[str, str], left: Left) -> Iterator[str]:
    rows = {row.link for node in scene.nodes for row in node.rows}
    long = long_links(scene, beside=0)
    for links in _together(scene):
        first = links[0]
        lines = [
            line for link in links for line in _words(link, "" if left or link.id in rows else condition(link.when))
        ]
        label = f"|{_string(lines)}|" if lines else ""
        arrow = ARROWS[first.kind in ("way", "interrupt"), _state(links) == "blocked", first.id in long]
        yield f"{names[first.source]} {arrow}{label} {names[first.target]}"


def _words(link: Link, when: str) -> Iterator[str]:
    label = link_label(link)
    if link.state == "blocked":
        label = f"Blocked: {label}" if label else "Blocked"
    first = f"{numbered(link.numbers)}{label}".strip()
    if first:
        yield _bold(first)
    if when:
        yield escaped(when)


# looks


def _looks(scene: Scene, names: Mapping[str, str]) -> Iterator[str]:
    """Classes for looks and states, and the styles of arrows that are not plain."""
    for look in scene.looks:
        yield f"classDef {look} {_dressed(look)}"
        yield f"class {','.join(names[node.id] for node in scene.nodes if node.look == look)} {look}"
    for state, drawn in STATES.items():
        members = [names[node.id] for node in scene.nodes if node.state == state]
        if members:
            yield f"classDef {state} {drawn}"
            yield f"class {','.join(members)} {state}"
    listed = [names[node.id] for node in scene.nodes if node.lines or node.rows]
    if listed:
        yield "classDef listed text-align:left"
        yield f"class {','.join(listed)} listed"
    bands = [f"b{place}" for place, (band, _) in enumerate(by_band(scene)) if band is not None]
    if bands:
        yield f"classDef band fill:{style.LANE_FILL},stroke:{style.LANE_BORDER},color:{style.LANE_TEXT}"
        yield f"class {','.join(bands)} band"
    yield f"classDef frame fill:none,stroke:none,color:{style.MUTED}"
    yield "class head,foot frame"
    for state, drawn in LINKS.items():
        places = [str(place) for place, links in enumerate(_together(scene)) if _state(links) == state]
        if places:
            yield f"linkStyle {','.join(places)} {drawn}"


def _dressed(look: Look) -> str:
    dress = LOOKS[look]
    dashed = ",stroke-dasharray:5 3" if dress.dashed else ""
    return f"fill:{dress.fill},stroke:{dress.border},stroke-width:{dress.line:g}px,color:{dress.ink}{dashed}"


STATES: Mapping[State, str] = {
    "walked": f"stroke:{style.WALKED},stroke-width:{style.WALKED_WIDTH:g}px",
    "unreached": f"fill:{style.GROUND},stroke:{style.UNREACHED},stroke-width:{style.UNREACHED_WIDTH:g}px,"
    f"color:{style.UNREACHED_TEXT}",
    "blocked": f"fill:{style.GROUND},stroke:{style.BLOCKED},color:{style.BLOCKED}",
    "missed": f"fill:{style.GROUND},stroke:{style.MISSED},stroke-width:{style.MISSED_WIDTH:g}px,stroke-dasharray:3 2.4",
}
LINKS: Mapping[State, str] = {
    "walked": f"stroke:{style.WALKED},stroke-width:{style.WALKED_WIDTH:g}px,color:{style.WALKED}",
    "unreached": f"stroke:{style.UNREACHED},stroke-width:{style.UNREACHED_WIDTH:g}px,color:{style.UNREACHED_TEXT}",
    "blocked": f"stroke:{style.BLOCKED},color:{style.BLOCKED}",
    "missed": f"stroke:{style.MISSED},color:{style.MISSED},stroke-width:{style.MISSED_WIDTH:g}px,"
    "stroke-dasharray:3 2.4",
}
