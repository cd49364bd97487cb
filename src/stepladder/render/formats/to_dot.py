r"""A scene as a DOT file, for everyone who wants to lay it out or change it by hand: `dot -Tsvg ladder.dot`.

Everything that is said is in quoted strings, never in HTML-like labels: these need a Graphviz built with expat, and
some builds write the node's name instead without a word. The font is Arial alone: `dot` looks up `Helvetica` and
lists of fonts so that text comes out wider than its box on many machines. Straight lines along the spine come from
`weight`; `group` would do it too, but with it version 2.43 finds no layout for some graphs with loops ("trouble in
init_rank"). `rank=same` across clusters needs `newrank`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from stepladder.render import style
from stepladder.render.arrangement import by_band, long_links, low_panels, lowest, ranks_of, sides_of, spine_links
from stepladder.render.formats.dot_text import Attributes, label, listed, quoted
from stepladder.render.scene import Band, Line, Link, Node, Scene, State
from stepladder.render.style import LOOKS, TYPES, Shape
from stepladder.render.text.labels import (
    SIGNS,
    about,
    condition,
    exit_words,
    kind_words,
    link_label,
    numbered,
    plain,
    said,
)
from stepladder.render.text.metrics import width, wrap

TYPE = TYPES["free"]
ROOM: Mapping[str, float] = {"hexagon": 160.0, "octagon": 120.0, "note": 280.0}
"""How wide a line may be in a box with slanted sides, and in a panel, in points."""
BOX_ROOM, LABEL_ROOM, TITLE_ROOM = 190.0, 120.0, 560.0
"""How wide a line may be in any other box, beside an arrow, and in the title."""
GAP = "\u00a0"
"""Keeps the words beside an arrow off its line."""

SHAPES: Mapping[Shape, tuple[str, str]] = {
    "pill": ("box", "rounded,filled"),
    "square": ("box", "filled"),
    "hexagon": ("hexagon", "filled"),
    "box": ("box", "striped"),
    "round": ("box", "rounded,filled"),
    "octagon": ("octagon", "filled"),
    "chip": ("cds", "filled"),
    "panel": ("note", "filled"),
}
"""Shape and style. A bar at the left is a stripe."""

SLANTED = 7
"""A hexagon of more lines would be mostly air; a box with its corners cut off stands for it."""

INKS: Mapping[State, tuple[str, str, float]] = {
    "plain": (style.WIRE, style.INK, style.WIRE_WIDTH),
    "walked": (style.WALKED, style.WALKED, style.WALKED_WIDTH),
    "unreached": (style.UNREACHED, style.UNREACHED_TEXT, style.UNREACHED_WIDTH),
    "blocked": (style.BLOCKED, style.BLOCKED, style.WIRE_WIDTH),
    "missed": (style.MISSED, style.MISSED, style.MISSED_WIDTH),
}
"""Colour, colour of the words and width of an arrow."""


def to_dot(scene: Scene) -> str:
    """A scene in the DOT language.

    Args:
        scene: any view, with or without a walk.

    Returns:
        One digraph, with the digest and the disclaimer in its first two lines, as comments.
    """
    lines = [
        f"// {about(scene)}",
        f"// {plain(scene.disclaimer)}",
        f"digraph {quoted(plain(scene.pathway))} {{",
        *_inner(_head(scene)),
        *_inner(_whole(scene)),
        *_inner(_rows(scene)),
        *_inner(_arrows(scene)),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _inner(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


# the whole


def _head(scene: Scene) -> Iterator[str]:
    told = [plain(text) for text in (scene.lead, scene.source_line, scene.disclaimer)]
    below = [(line, True) for text in told if text for line in wrap(text, TYPE.lead, TITLE_ROOM)]
    whole: Attributes = {"newrank": "true", "nodesep": 0.3, "ranksep": 0.45, "bgcolor": style.GROUND}
    foot = {"label": label(below), "labelloc": "b", "labeljust": "l", **_font(TYPE.lead, style.MUTED)}
    yield f"graph {listed(whole | foot)};"
    yield f"node {listed(_font(TYPE.heading, style.INK))};"
    yield f"edge {listed(_font(TYPE.label, style.INK) | {'arrowsize': 0.8})};"


def _font(size: float, colour: str) -> Attributes:
    return {"fontname": "Arial", "fontsize": size, "fontcolor": colour}


def _whole(scene: Scene) -> Iterator[str]:
    """Everything, in a cluster without a border: so the title stands above and the footer below."""
    told = [plain(text) for text in (scene.title, scene.walk)]
    title = [(line, True) for text in told if text for line in wrap(text, TYPE.title, TITLE_ROOM)]
    head: Attributes = {"label": label(title), "labelloc": "t", "labeljust": "l", "tooltip": plain(scene.title)}
    yield 'subgraph "cluster_0" {'
    yield f"  graph {listed(head | {'peripheries': 0, 'margin': 0} | _font(TYPE.title, style.INK))};"
    yield from _inner(_boxes(scene))
    yield "}"


def _boxes(scene: Scene) -> Iterator[str]:
    for place, (band, nodes) in enumerate(by_band(scene)):
        if band is None:
            yield from (_box(scene, node) for node in nodes)
        else:
            yield f"subgraph {quoted(f'cluster_{place}')} {{"
            yield f"  graph {listed(_strip(band))};"
            yield from _inner(_box(scene, node) for node in nodes)
            yield "}"


def _strip(band: Band) -> Attributes:
    title = [
        (line, True)
        for text in (plain(band.strip), plain(band.title))
        if text
        for line in wrap(text, TYPE.band, BOX_ROOM)
    ]
    found: Attributes = {"label": label(title), "labelloc": "t", "labeljust": "l", "tooltip": plain(band.title)}
    found |= {"peripheries": 1, "style": "rounded,filled", "margin": 12}
    found |= {"fillcolor": style.LANE_FILL, "color": style.LANE_BORDER}
    return found | _font(TYPE.band, style.LANE_TEXT)


# boxes


def _box(scene: Scene, node: Node) -> str:
    kind = kind_words(node.look)
    titled = numbered(node.numbers) + plain(node.title)
    if node.look == "goal":  # which otherwise only its colour would tell from other ends
        titled = f"{kind}: {titled}"
    if node.state == "blocked":
        titled = f"Blocked: {titled}"
    shape, paint = SHAPES[LOOKS[node.look].shape]
    title, body = _filled(scene, node, titled, ROOM.get(shape, BOX_ROOM))
    if shape == "hexagon" and len(title) + len(body) > SLANTED:
        shape, paint = "box", "filled,diagonals"
        title, body = _filled(scene, node, titled, BOX_ROOM)
    attributes: Attributes = {"label": label([*((line, False) for line in title), *((line, True) for line in body)])}
    attributes |= {"shape": shape, "style": f"{paint},dashed" if LOOKS[node.look].dashed else paint}
    attributes |= _inked(node, [*title, *body]) | _room(node, shape, len(title) + len(body))
    attributes["tooltip"] = f"{kind}: {plain(node.title)}" if kind else plain(node.title)
    return f"{quoted(node.id)} {listed(attributes)};"


def _filled(scene: Scene, node: Node, title: str, room: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines of a box that has so much room: those of its title, and those below."""
    return wrap(title, TYPE.heading, room), tuple(_body(scene, node, room))


def _body(scene: Scene, node: Node, room: float) -> Iterator[str]:
    """The lines under the title of a box."""
    for line in node.lines:
        yield from _lines(scene, line, room)
    for row in node.rows:
        words = exit_words(plain(row.label), condition(row.when), plain(row.to))
        yield from _set_in(SIGNS["arrow"], numbered(row.numbers) + words, 0, room)
        for line in row.lines:
            yield from _lines(scene, line, room, 1)
    if node.current:
        yield "The walk stands here."


def _lines(scene: Scene, line: Line, room: float, deeper: int = 0) -> Iterator[str]:
    sign = SIGNS[line.mark] if line.mark else "– " if line.struck else ""
    return _set_in(sign, numbered(line.numbers) + said(line, scene), line.indent + deeper, room)


def _set_in(sign: str, text: str, indent: int, room: float) -> Iterator[str]:
    """A text in lines with a sign before the first, the others set in by spaces that no reader drops."""
    space = width("\u00a0", TYPE.heading)
    margin = "\u00a0" * (3 * indent)
    hanging = "\u00a0" * round(width(sign, TYPE.heading) / space)
    for place, line in enumerate(wrap(text, TYPE.heading, room - width(margin + sign, TYPE.heading))):
        yield margin + (hanging if place else sign) + line


def _inked(node: Node, lines: list[str]) -> Attributes:
    """The colours and the border of a box, by its kind and what a walk had to do with it."""
    dress = LOOKS[node.look]
    border, line, ink, fill = dress.border, dress.line, dress.ink, dress.fill
    match node.state:
        case "walked":
            border, line = style.WALKED, style.WALKED_WIDTH
        case "unreached":
            border, line, ink, fill = style.UNREACHED, style.UNREACHED_WIDTH, style.UNREACHED_TEXT, style.GROUND
        case "blocked":
            border, ink, fill = style.BLOCKED, style.BLOCKED, style.GROUND
        case "missed":
            border, line, fill = style.MISSED, style.MISSED_WIDTH, style.GROUND
        case "plain":
            pass
    if dress.bar:
        wide = max([width(words, TYPE.heading) for words in lines], default=0.0) + 24
        fill = f"{border};{round(dress.bar / wide, 3):g}:{fill}"
    found: Attributes = {"fillcolor": fill, "color": border, "penwidth": line}
    return found if ink == style.INK else found | {"fontcolor": ink}


def _room(node: Node, shape: str, lines: int) -> Attributes:
    """What room a shape leaves around its text, in inches.

    Of a hexagon that is higher than its text Graphviz makes one less wide: about a quarter wider than the text, not
    half as wide again.
    """
    high = lines * TYPE.heading * TYPE.leading
    match shape:
        case "hexagon":
            return {"margin": "0.02,0.02", "height": max(36.0, 1.6 * high) / 72}
        case "octagon":
            return {"margin": "0.04,0.02", "height": max(34.0, 1.7 * high) / 72}
        case _:
            found: Attributes = {"margin": "0.14,0.07", "height": 0.36}
            return found | ({"peripheries": 2} if LOOKS[node.look].double else {})


def _rows(scene: Scene) -> Iterator[str]:
    """What stands in which row besides what the arrows say.

    A box at the side stands in the row of its box of the spine, where it is the only one: more would hide each other.
    Tall panels hang below everything by arrows that nobody sees.
    """
    for spine, sides in sides_of(scene).items():
        if len(sides) == 1:
            yield f"{{ rank=same; {quoted(spine)}; {quoted(sides[0].id)}; }}"
    for abreast in ranks_of(scene):
        if len(abreast) > 1:
            yield f"{{ rank=same; {' '.join(f'{quoted(node.id)};' for node in abreast)} }}"
    above = lowest(scene)
    if above is not None:
        for panel in low_panels(scene):
            yield f"{quoted(above.id)} -> {quoted(panel.id)} {listed({'style': 'invis', 'weight': 0})};"


# arrows


def _arrows(scene: Scene) -> Iterator[str]:
    rows = {row.link for node in scene.nodes for row in node.rows}
    down, long = spine_links(scene), long_links(scene, beside=1)
    for link in scene.links:
        attributes = _drawn(link)
        words = _words(link, link.id not in rows)
        if words:
            attributes["label"] = label((f"{GAP}{line}{GAP}", False) for line in words)
        attributes["tooltip"] = _tooltip(scene, link)
        if link.id in down and scene.view == "ladder":
            attributes["weight"] = 1000
        if link.id in long:
            attributes["minlen"] = 2
        yield f"{quoted(link.source)} -> {quoted(link.target)} {listed(attributes)};"


def _words(link: Link, alone: bool) -> tuple[str, ...]:
    """What stands beside an arrow; its condition only where no box says it."""
    words, when = link_label(link), condition(link.when) if alone else ""
    if link.state == "blocked":
        words = f"Blocked: {words}" if words else "Blocked"
    told = (f"{numbered(link.numbers)}{words}".strip(), when)
    return tuple([line for text in told if text for line in wrap(text, TYPE.label, LABEL_ROOM)])


def _tooltip(scene: Scene, link: Link) -> str:
    source, target = [plain(scene.by_id[end].title) for end in (link.source, link.target)]
    return f"{source} → {exit_words(link_label(link), condition(link.when), target)}"


def _drawn(link: Link) -> Attributes:
    """The line of an arrow."""
    colour, ink, line = INKS[link.state]
    found: Attributes = {"color": colour, "fontcolor": ink, "penwidth": line}
    if link.kind in ("way", "interrupt"):
        found["style"] = "dashed" if link.kind == "way" else "dotted"
    if link.state == "blocked":
        found["arrowhead"] = "tee"
    return found
