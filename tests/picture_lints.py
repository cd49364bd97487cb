"""What is wrong with a picture: a sentence for everything that does not fit, lies on something, or is missing.

`complaints` looks at the plan of a picture, `ink_complaints` in `picture_ink` at its display list. Both know what a
picture should be, and nothing of how a view or a layout comes to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from stepladder.render.geometry import Point, Rect
from stepladder.render.paint.wires import stroke_of
from stepladder.render.plan import Sheet, Strip
from stepladder.render.scene import Node, Scene, State
from stepladder.render.style import LOOKS, SMALLEST, PageSize
from tests.picture_places import AIR, around, fits, inked, line, outward, rect_of, runs, said, stretches, thick

EDGE = 12.0
"""So far everything keeps from the edge of a page."""
HEAD_ROOM = 5.5
"""So much of an arrow's last stretch is seen at least."""
WIDEST = stroke_of("walked").width
"""How thick a wire is at most."""
NEAR = 14.0
"""So near to its wire a label stands."""


def complaints(scene: Scene, sheets: Sequence[Sheet], page: PageSize) -> list[str]:
    """Everything that is wrong with some pages.

    Args:
        scene: what they are to show.
        sheets: what they show.
        page: their size.
    """
    found = [*_missing(scene, sheets), *_legend(scene, sheets)]
    for number, sheet in enumerate(sheets, start=1):
        where = f"page {number}: " if len(sheets) > 1 else ""
        found += [where + words for words in _sizes(sheet, page)]
        found += [where + words for lint in LINTS for words in lint(sheet)]
    return found


# texts


def _sizes(sheet: Sheet, page: PageSize) -> Iterator[str]:
    for found in said(sheet):
        least = 7.0 if found.text.role == "number" else SMALLEST[page]
        if found.text.size < least - 1e-9:
            yield f"{found} has {found.text.size:g} points"


def _outside(sheet: Sheet) -> Iterator[str]:
    page = Rect(0, 0, sheet.width, sheet.height).grown(-EDGE)
    things = [(str(found), found.rect) for found in said(sheet)]
    things += [(f"the box {box.node.id}", inked(box)) for box in sheet.boxes]
    things += [(f"a number of {box.node.id}", badge.rect) for box in sheet.boxes for badge in box.badges]
    things += [(f"the band {strip.band.id}", strip.rect) for strip in sheet.strips]
    things += [(f"the label of {wire.link.id}", wire.label.rect) for wire in sheet.wires if wire.label]
    things += [(f"the wire {w.link.id}", line(a, b, thick(w))) for w in sheet.wires for a, b in stretches(w)]
    things += [("the legend", key.rect) for key in sheet.keys]
    yield from (f"{name} is off the page" for name, rect in things if not page.holds(rect))


def _words(sheet: Sheet) -> Iterator[str]:
    """Texts that lie on other texts."""
    everything = sorted(said(sheet), key=lambda found: found.rect.x)
    for number, one in enumerate(everything):
        for other in everything[number + 1 :]:
            if other.rect.x >= one.rect.right:
                break
            if one.rect.overlaps(other.rect, 0.1):
                yield f"{one} lies on {other}"


# boxes


def _boxes(sheet: Sheet) -> Iterator[str]:
    for one, other in combinations(sheet.boxes, 2):
        if inked(one).overlaps(inked(other)):
            yield f"the boxes {one.node.id} and {other.node.id} overlap"
    for box in sheet.boxes:
        for text in box.texts:
            if text.text.strip() and not fits(box, rect_of(text)):
                yield f"{text.text!r} does not fit into {box.node.id}"
        for sign in box.signs:
            square = Rect(
                sign.at.x - sign.size * 0.42, sign.at.y - sign.size * 0.42, sign.size * 0.84, sign.size * 0.84
            )
            if not fits(box, square):
                yield f"a {sign.mark} does not fit into {box.node.id}"
            for text in box.texts:
                if square.overlaps(rect_of(text), 0.1):
                    yield f"a {sign.mark} of {box.node.id} lies on {text.text!r}"
            for badge in box.badges:
                if square.overlaps(badge.rect.grown(1), 0.3):
                    yield f"{badge.text.text!r} lies on a {sign.mark} of {box.node.id}"
        for a, b in box.rules:
            if not box.rect.holds(line(a, b)):
                yield f"a thin line leaves {box.node.id}"


def _badges(sheet: Sheet) -> Iterator[str]:
    """Numbers of a walk that hide something."""
    everything = [(box, badge, badge.rect.grown(1)) for box in sheet.boxes for badge in box.badges]
    words = list(said(sheet))
    for box, badge, rect in everything:
        name = f"the number {badge.text.text} of {box.node.id}"
        if not badge.rect.holds(rect_of(badge.text)):
            yield f"{name} is too wide for its badge"
        for found in words:
            if found.text is not badge.text and rect.overlaps(found.rect, 0.3):
                yield f"{name} hides {found}"
        for other in sheet.boxes:
            if other is not box and rect.overlaps(inked(other), 0.3):
                yield f"{name} lies on the box {other.node.id}"
    for (one, a, first), (other, b, second) in combinations(everything, 2):
        if first.overlaps(second, 0.6):
            yield f"the numbers {a.text.text} of {one.node.id} and {b.text.text} of {other.node.id} overlap"


# bands


def _strips(sheet: Sheet) -> Iterator[str]:
    bands: dict[str, list[Strip]] = {}
    for strip in sheet.strips:
        bands.setdefault(strip.band.id, []).append(strip)
    for one, other in combinations(sheet.strips, 2):
        if one.rect.overlaps(other.rect):
            yield f"the bands {one.band.id} and {other.band.id} overlap"
    for strip in sheet.strips:
        if not strip.rect.holds(strip.title):
            yield f"the title of the band {strip.band.id} leaves it"
        for text in strip.texts:
            if not strip.title.grown(2).holds(rect_of(text)):
                yield f"{text.text!r} does not fit into the title of {strip.band.id}"
        for box in sheet.boxes:
            if inked(box).overlaps(strip.title):
                yield f"the box {box.node.id} lies on the title of {strip.band.id}"
            if inked(box).overlaps(strip.rect) and not strip.rect.grown(-0.4).holds(inked(box)):
                yield f"the box {box.node.id} lies half in {strip.band.id}"
    for box in sheet.boxes:
        homes = bands.get(box.node.band or "", [])
        if homes and box.node.place != "panel" and not any(home.rect.holds(box.rect) for home in homes):
            yield f"the box {box.node.id} is not in its band"


def _around(sheet: Sheet) -> Iterator[str]:
    """What lies on the header, the legend or the footer."""
    edges = [(found, found.rect) for found in said(sheet) if found.kind in ("frame", "legend")]
    things = [(f"the box {box.node.id}", inked(box)) for box in sheet.boxes]
    things += [(f"the band {strip.band.id}", strip.rect) for strip in sheet.strips]
    things += [(f"the wire {w.link.id}", line(a, b, thick(w))) for w in sheet.wires for a, b in stretches(w)]
    for name, rect in things:
        yield from (f"{name} lies on {found}" for found, edge in edges if rect.overlaps(edge))
        if any(rect.overlaps(key.rect) for key in sheet.keys):
            yield f"{name} lies on the legend"


# wires


def _ends(sheet: Sheet) -> Iterator[str]:
    """Wires that do not go from one of their boxes to the other, or are aslant."""
    boxes = {box.node.id: box for box in sheet.boxes}
    for wire in sheet.wires:
        name, link = wire.link.id, wire.link
        if len(wire.points) < 2:
            yield f"the wire {name} is a point"
            continue
        if any(abs(a.x - b.x) > 0.01 and abs(a.y - b.y) > 0.01 for a, b in stretches(wire)):
            yield f"the wire {name} runs aslant"
        source, target = boxes.get(link.source), boxes.get(link.target)
        if source is None or target is None or set(wire.targets) != {link.source, link.target}:
            yield f"the wire {name} says it touches {wire.targets}"
            continue
        first, second, last, before = wire.points[0], wire.points[1], wire.points[-1], wire.points[-2]
        if outward(source, first, second) is None:
            yield f"the wire {name} does not leave {link.source} at its edge"
        if wire.head and outward(target, last, before) is None:
            yield f"the wire {name} does not reach {link.target} at its edge"
        if not wire.head and not any(
            line(a, b).grown(0.1).holds(Rect(last.x, last.y, 0, 0))
            for other in sheet.wires
            if other is not wire and other.link.target == link.target
            for a, b in stretches(other)
        ):
            yield f"the wire {name} ends nowhere"


def _wires(sheet: Sheet) -> Iterator[str]:
    """Wires that run through what they should go around."""
    words = [found for found in said(sheet) if found.kind in ("band", "label")]
    labels = [(wire, wire.label.rect) for wire in sheet.wires if wire.label is not None]
    for wire in sheet.wires:
        name, wide = wire.link.id, thick(wire)
        if len(wire.points) < 2:
            continue
        hull = around(wire).grown(AIR)
        inks = [line(a, b, wide) for a, b in stretches(wire)]
        for box in sheet.boxes:
            if not hull.overlaps(inked(box)):
                continue
            own = box.node.id in (wire.link.source, wire.link.target)
            air = inked(box).grown(AIR)
            if any(
                box.rect.crossed_by(a, b, 0.1) if own else air.overlaps(line(a, b, wide)) for a, b in runs(wire, box)
            ):
                yield f"the wire {name} runs through the box {box.node.id}"
        for strip in sheet.strips:
            if hull.overlaps(strip.title) and any(strip.title.overlaps(ink) for ink in inks):
                yield f"the wire {name} runs through the title of {strip.band.id}"
        for other, rect in labels:
            if other is not wire and hull.overlaps(rect) and any(rect.overlaps(ink) for ink in inks):
                yield f"the wire {name} runs through the label of {other.link.id}"
        for found in words:
            if found.owner != name and hull.overlaps(found.rect) and any(found.rect.overlaps(ink) for ink in inks):
                yield f"the wire {name} runs through {found}"
        for (a, b), (_, d) in pairwise(stretches(wire)):
            if (b.x - a.x) * (d.x - b.x) < -0.01 or (b.y - a.y) * (d.y - b.y) < -0.01:
                yield f"the wire {name} goes back on itself"


def _beside(sheet: Sheet) -> Iterator[str]:
    """Wires that run along others which neither come from nor go to the same box."""
    runs_ = []
    for wire in sheet.wires:
        for a, b in stretches(wire):
            level = abs(a.y - b.y) < 0.01
            low, high = sorted((a.x, b.x) if level else (a.y, b.y))
            runs_.append((level, a.y if level else a.x, low, high, wire))
    runs_.sort(key=lambda run: run[:4])
    for number, (level, at, low, high, one) in enumerate(runs_):
        for level_, at_, low_, high_, other in runs_[number + 1 :]:
            if level_ != level or at_ - at >= WIDEST + AIR:
                break
            if one.link.source == other.link.source or one.link.target == other.link.target:
                continue
            if at_ - at < (thick(one) + thick(other)) / 2 + AIR and min(high, high_) - max(low, low_) > 1:
                yield f"the wires {one.link.id} and {other.link.id} run along each other"


def _heads(sheet: Sheet) -> Iterator[str]:
    """Arrow heads that cannot be seen."""
    badges = [(box, badge) for box in sheet.boxes for badge in box.badges]
    for wire in sheet.wires:
        if not wire.head or len(wire.points) < 2:
            continue
        drawn = stroke_of(wire.link.state)
        end, before = wire.points[-1], wire.points[-2]
        long = abs(end.x - before.x) + abs(end.y - before.y)
        if long < HEAD_ROOM:
            yield f"the head of {wire.link.id} has no room: {long:.1f} points"
            continue
        part = min(drawn.head, long) / long
        base = Point(end.x + (before.x - end.x) * part, end.y + (before.y - end.y) * part)
        level = abs(end.y - before.y) < 0.01
        half = drawn.wide / 2
        ink = line(end, base)
        head = Rect(ink.x, ink.y - half, ink.w, 2 * half) if level else Rect(ink.x - half, ink.y, 2 * half, ink.h)
        for box, badge in badges:
            if badge.rect.grown(1).overlaps(head, 1.0):
                yield f"the number {badge.text.text} of {box.node.id} hides the head of {wire.link.id}"


def _labels(sheet: Sheet) -> Iterator[str]:
    labels = [(wire, wire.label) for wire in sheet.wires if wire.label is not None]
    for wire, label in labels:
        name = f"the label of {wire.link.id}"
        for text in label.texts:
            if not label.rect.grown(0.3).holds(rect_of(text)):
                yield f"{text.text!r} does not fit into {name}"
        if not any(label.rect.grown(NEAR).overlaps(line(a, b, 0.1)) for a, b in stretches(wire)):
            yield f"{name} is far from its wire"
        yield from (f"{name} lies on the box {b.node.id}" for b in sheet.boxes if inked(b).overlaps(label.rect))
        for strip in sheet.strips:
            if strip.title.overlaps(label.rect):
                yield f"{name} lies on the title of {strip.band.id}"
            if strip.rect.overlaps(label.rect) and not strip.rect.holds(label.rect):
                yield f"{name} lies half in {strip.band.id}"
    for (one, first), (other, second) in combinations(labels, 2):
        if first.rect.overlaps(second.rect):
            yield f"the labels of {one.link.id} and {other.link.id} overlap"


# the whole picture


def _missing(scene: Scene, sheets: Sequence[Sheet]) -> Iterator[str]:
    """What the scene has and the pages do not, or not in its order.

    What does not fit on a page may go on on later ones, under a title that says so. In the view of a step, what it is
    entered from may be named in its band instead of a box.
    """
    pages: dict[str, list[int]] = {}
    in_pieces: set[str] = set()
    firsts: list[str] = []
    for number, sheet in enumerate(sheets):
        for box in sheet.boxes:
            name = box.node.id
            whole, _, piece = name.rpartition("--")
            if whole in scene.by_id and piece.isdigit():
                in_pieces.add(whole)
                continue
            if name not in scene.by_id:
                yield f"the box {name} is not in the scene"
                continue
            if name not in pages:
                firsts.append(name)
            elif number in pages[name] or box.node == scene.by_id[name]:
                yield f"the box {name} is drawn again"
            pages.setdefault(name, []).append(number)
    named = " ".join(text.text for sheet in sheets for strip in sheet.strips for text in strip.texts)
    order = {node.id: number for number, node in enumerate(scene.nodes)}
    for node in scene.nodes:
        if node.id not in pages and not (
            scene.view == "step" and node.id.startswith("from") and _is_named(node, named)
        ):
            yield f"the box {node.id} is not drawn"
    yield from (f"the box {b} comes after {a}" for a, b in pairwise(firsts) if order[b] < order[a])
    drawn = [(wire.link.id, number) for number, sheet in enumerate(sheets) for wire in sheet.wires]
    once = {name for name, _ in drawn}
    for link in scene.links:
        source, target = pages.get(link.source), pages.get(link.target)
        torn = in_pieces & {link.source, link.target}
        if link.id not in once and not torn and source and target and source[-1] == target[0]:
            yield f"the link {link.id} is not drawn"
    yield from (f"the link {name} is drawn twice" for name, number in drawn if drawn.count((name, number)) > 1)


def _is_named(node: Node, words: str) -> bool:
    """Whether the title of a box, or its beginning, is among some words."""
    return node.title.split(":")[0][:20].strip() in words or any(line.text in words for line in node.lines[:1])


def _legend(scene: Scene, sheets: Sequence[Sheet]) -> Iterator[str]:
    """Looks, signs and states that the legend does not explain, or that it explains and nobody sees.

    Bullets and arrows before a line are punctuation.
    """
    needed: dict[object, None] = {"way": None} if any(link.kind == "way" for link in scene.links) else {}
    for sheet in sheets:
        explained = {key.look or key.sample for key in sheet.keys}
        here: dict[object, None] = {}
        for box in sheet.boxes:
            if LOOKS[box.node.look].words:
                here[box.node.look] = None
            here.update(dict.fromkeys(sign.mark for sign in box.signs if sign.mark in ("cross", "warning", "check")))
            here.update(_met(box.node.state))
        for wire in sheet.wires:
            here.update({"way": None} if wire.link.kind == "way" else {})
            here.update(_met(wire.link.state))
        yield from (f"the legend does not explain {name}" for name in here if name not in explained)
        needed.update(here)
    seen = {key.look or key.sample for sheet in sheets for key in sheet.keys}
    yield from (f"the legend explains {name}, which is not drawn" for name in seen if name not in needed)


def _met(state: State) -> dict[object, None]:
    """The entry of the legend that explains a state."""
    return {} if state == "plain" else {"cross" if state == "blocked" else state: None}


LINTS = (_outside, _words, _boxes, _badges, _strips, _around, _ends, _wires, _beside, _heads, _labels)
