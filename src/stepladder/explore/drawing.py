"""The drawing of the page: the ladder of `render`, told briefly, in classes that a style sheet colours.

Every box says which steps it shows, every option on a card which step it is, and every arrow from which box to which
box it leads, so that the page can mark a walk without drawing anything anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from stepladder.model.pathway import Pathway
from stepladder.render.credits import short_title
from stepladder.render.formats.to_svg import FAMILY
from stepladder.render.frame import frame
from stepladder.render.ladder.fold import Detail
from stepladder.render.ladder.rows import rows
from stepladder.render.ladder.scene import ladder_scene
from stepladder.render.paint.ink import Group, Item, Path, Picture, Words
from stepladder.render.paint.picture import draw
from stepladder.render.plan import Sheet
from stepladder.render.scene import Node, Scene
from stepladder.render.style import TYPES

BRIEF = Detail(summary=0, hints=0, blockers=0, cautions="none", jumps="none", panel="one")
"""What blocks something, and why, the page says itself."""

COLOURS: Mapping[str, str] = {
    "#FFFFFF": "paper", "#1A1A1A": "ink", "#4A4A4A": "soft", "#333333": "wire", "#F3F5F7": "lane", "#B8C2CC": "edge",
    "#4A5560": "slate", "#FFF1B8": "ask", "#6B5200": "asked", "#C9E0F3": "treat", "#005A91": "treated",
    "#E4F5E9": "goal", "#00664B": "reached", "#F8CFBC": "alarm", "#A03000": "alarmed", "#4D4D4D": "test",
}  # fmt: skip
"""What the style sheet calls each colour of the pictures, so that it can give others in the dark."""

MARGIN = 6.0


Element: TypeAlias = list[object]
"""An element of SVG as data: its name, its attributes, and then its children; a text's child is its text."""


def drawing(pathway: Pathway) -> Element:
    """The ladder as SVG for the page, as data, so that the page makes elements and never reads markup.

    Args:
        pathway: one without errors.
    """
    whole = ladder_scene(pathway, None, BRIEF)
    kept = [_brief(node) for node in whole.nodes if node.place != "panel"]
    scene = replace(whole, nodes=tuple(kept), lead="")
    pages = rows(scene, frame(scene, "free").room, TYPES["free"], grow=True, density=0.9)
    page = pages[0]
    sheet = Sheet(595.28, page.bottom, page.strips, page.wires, page.boxes)
    picture = draw(scene, (sheet,), description="")
    return _Painter(pathway, scene, sheet).svg(picture)


def _brief(node: Node) -> Node:
    """A box without how many rules it has."""
    return replace(node, lines=tuple(line for line in node.lines if line.mark not in ("cross", "warning")))


@dataclass(frozen=True, slots=True)
class _Painter:
    """Turns a display list into elements of SVG."""

    pathway: Pathway
    scene: Scene
    sheet: Sheet

    def svg(self, picture: Picture) -> Element:
        rects = [strip.rect for strip in self.sheet.strips] + [box.rect for box in self.sheet.boxes]
        left = min(rect.x for rect in rects) - MARGIN
        top = min(rect.y for rect in rects) - MARGIN
        wide = max(rect.right for rect in rects) + MARGIN - left
        high = max(rect.bottom for rect in rects) + MARGIN - top
        view = " ".join(_number(value) for value in (left, top, wide, high))
        about = {"id": "ladder", "viewBox": view, "role": "img", "aria-label": f"The ladder: {picture.title}"}
        children = [part for item in picture.pages[0].items[1:] for part in self._item(item, "")]
        return ["svg", {**about, "font-family": FAMILY}, *children]

    def _item(self, item: Item, node: str) -> Iterator[Element]:
        match item:
            case Path():
                yield _path(item, item)
            case Words():
                yield self._words(item, node)
            case Group(kind="header" | "footer" | "legend"):
                return
            case Group():
                yield self._group(item)

    def _group(self, group: Group) -> Element:
        kind = group.kind.split()[0]
        name = group.id.removeprefix(f"{kind}-")
        about = {"class": group.kind}
        node = ""
        if kind == "node" and name in self.scene.by_id:
            node = name
            rect = next(placed.rect for placed in self.sheet.boxes if placed.node.id == name)
            at = " ".join(_number(value) for value in (rect.x, rect.y, rect.w, rect.h))
            about |= {"data-box": name, "data-steps": " ".join(self.scene.by_id[name].steps), "data-at": at}
        links = {link.id: link for link in self.scene.links}
        if kind == "edge" and name in links:
            about |= {"data-from": links[name].source, "data-to": links[name].target}
        children: list[Element] = []
        items = list(group.items)
        while items:
            first, *items = items
            if _same(first, items):
                assert isinstance(first, Path)
                assert isinstance(items[0], Path)
                children.append(_path(first, items[0]))
                items = items[1:]
            else:
                children.extend(self._item(first, node))
        return ["g", about, *children]

    def _words(self, words: Words, node: str) -> Element:
        step = self._option(words, node)
        about = {"class": f"{_fill(words.fill)} b" if words.bold else _fill(words.fill)}
        if step:
            about["data-step"] = step
        about |= {
            "x": _number(words.x), "y": _number(words.y), "font-size": _number(words.size),
            "textLength": _number(words.width), "lengthAdjust": "spacingAndGlyphs",
        }  # fmt: skip
        return ["text", about, words.text]

    def _option(self, words: Words, node: str) -> str:
        """The step that a line of a card names, if it does."""
        if not node or not words.bold:
            return ""
        shown = self.scene.by_id[node]
        titles = {short_title(self.pathway, step): step for step in shown.steps}
        listed = {line.text for line in shown.lines if line.tone == "strong"}
        return titles.get(words.text, "") if words.text in listed else ""


def _same(first: Item, items: list[Item]) -> bool:
    """Whether a shape is filled first and then drawn around, so that one element does both."""
    if not items or not isinstance(first, Path) or not isinstance(items[0], Path):
        return False
    after = items[0]
    return first.commands == after.commands and first.stroke is None and after.fill is None


def _path(filled: Path, drawn: Path) -> Element:
    names = [_fill(filled.fill) if filled.fill else "none", _stroke(drawn.stroke) if drawn.stroke else ""]
    about = {"class": " ".join(name for name in names if name), "d": _commands(drawn)}
    if drawn.stroke is not None:
        about["stroke-width"] = _number(drawn.width)
        if drawn.dash:
            about["stroke-dasharray"] = " ".join(_number(length) for length in drawn.dash)
    return ["path", about]


def _commands(path: Path) -> str:
    return "".join(name + " ".join(_number(float(place)) for place in places) for name, *places in path.commands)


def _fill(colour: str) -> str:
    return f"f-{COLOURS[colour]}"


def _stroke(colour: str) -> str:
    return f"s-{COLOURS[colour]}"


def colour_rules() -> str:
    """The part of the style sheet that gives every class of the drawing its colour."""
    return "".join(
        f".f-{name}{{fill:var(--{name})}}.s-{name}{{stroke:var(--{name})}}" for name in sorted(COLOURS.values())
    )


def _number(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
