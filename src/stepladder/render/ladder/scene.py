"""The ladder as a scene: its boxes with their lines, what stands beside them, the arrows, and the panels.

Where no exit leads from one box to the next the arrow is dashed and says over which steps the way goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from stepladder.model.pathway import Pathway
from stepladder.model.steps import Transition
from stepladder.render.credits import look_of, short_title, source_line
from stepladder.render.ladder.fold import Cell, Detail, Ladder
from stepladder.render.ladder.lines import (
    Side,
    boxed,
    folded,
    has_room,
    option,
    refusals,
    rule_lines,
    side_lines,
    side_words,
    ways_out,
)
from stepladder.render.ladder.panels import panels
from stepladder.render.scene import Band, Line, Link, Look, Node, Scene, State
from stepladder.render.text.condition_labels import condition_beside, label_of
from stepladder.render.trace import Trace


def ladder_scene(
    pathway: Pathway,
    trace: Trace | None = None,
    detail: Detail | None = None,
    joined: bool = False,
    *,
    forks: bool = True,
) -> Scene:
    """The ladder of a pathway.

    Args:
        pathway: one without errors.
        trace: a walk to draw in; None for none.
        detail: how much it tells; everything where it is None.
        joined: whether neighbouring bands without a rung are drawn as one.
        forks: whether cards may stand side by side where the way forks to all of them and joins again.
    """
    ladder = Ladder(pathway, detail or Detail(), trace, joined, forks)
    bands, band_of = _bands(ladder)
    nodes: list[Node] = []
    links: list[Link] = []
    for number, cell in enumerate(ladder.cells):
        node = _node(ladder, cell, band_of[cell.band])
        if number in ladder.abreast:
            node = replace(node, abreast=f"fork-{ladder.abreast[number]}")
        nodes.append(node)
        if number in ladder.beside:
            nodes.append(_aside(ladder, ladder.beside[number], node))
            links.append(_aside_link(ladder, number, node))
        for side, link in _sides(ladder, number, cell, node):
            nodes.append(side)
            links.append(link)
        for after in ladder.following(number):
            down = _down(ladder, number, after)
            if down is not None:
                links.append(down)
    links.extend(_walked_jumps(ladder, {(link.source, link.target) for link in links}))
    nodes.extend(panels(ladder))
    lead = _lead(ladder, bands, nodes)
    walk = trace.title if trace is not None else ""
    return Scene(
        "ladder", pathway.id, pathway.version, pathway.title, lead, pathway.digest, tuple(nodes), tuple(links),
        bands, pathway.language, source_line(pathway), pathway.disclaimer, walk,
    )  # fmt: skip


def _lead(ladder: Ladder, bands: tuple[Band, ...], nodes: list[Node]) -> str:
    if len(ladder.cells) == 1 and not bands:
        return ""
    words = ["Read along the arrows, band by band; what leaves the ladder stands to the side."]
    if any(cell.folded or cell.members for cell in ladder.cells):
        words = [
            "Read along the arrows; what leaves the ladder stands to the side.",
            "The graph view shows every step and exit.",
        ]
    if ladder.trace is not None:
        words = [
            "The path taken is thick and numbered; what stayed blocked is crossed out with its reason;",
            "grey was not reached.",
        ]
    return " ".join(words)


def _bands(ladder: Ladder) -> tuple[tuple[Band, ...], Mapping[str | None, str | None]]:
    """The bands as drawn, and under which of them each lane stands."""
    lanes = ladder.pathway.lanes
    if not lanes:
        return (), dict.fromkeys(ladder.bands)
    found: list[Band] = []
    of: dict[str | None, str | None] = {}
    last_joinable = False
    spine = dict.fromkeys(cell.band for cell in ladder.cells)
    of.update(dict.fromkeys(ladder.bands))
    for lane in spine:
        own = lanes[lane] if lane is not None else None
        title = own.title if own is not None else "Outside the lanes"
        joinable = own is None or own.rung is None
        if ladder.joined and joinable and last_joinable:
            found[-1] = replace(found[-1], title=f"{found[-1].title} · {title}")
        else:
            strip = f"STEP {own.rung}" if own is not None and own.rung is not None else ""
            found.append(Band(f"lane-{lane or 'none'}", title, strip))
        last_joinable = joinable
        of[lane] = found[-1].id
    return tuple(found), of


def _card_look(ladder: Ladder, cell: Cell) -> Look:
    if cell.members:
        kind = ladder.pathway.steps[cell.members[0]].kind
        return kind if kind in ("treatment", "adjunct", "procedure") else "treatment"
    return look_of(ladder.pathway, cell.main)


def _node(ladder: Ladder, cell: Cell, band: str | None) -> Node:
    pathway, detail, trace = ladder.pathway, ladder.detail, ladder.trace
    step = pathway.steps[cell.main]
    lane = pathway.lanes.get(step.lane or "")
    offers = cell.members and step.kind == "assessment"
    lines: list[Line] = []
    if cell.members and not offers:  # a card without a heading of its own
        title = lane.title if lane is not None else short_title(pathway, cell.main)
        for member in (cell.main, *cell.members):
            lines.extend(option(ladder, member))
    else:
        twice = lane is not None and lane.title == short_title(pathway, cell.main)
        long = len(step.title) > (44 if step.kind == "assessment" else 60)
        short = detail.short or (detail.run_in and (twice or long))
        title = short_title(pathway, cell.main) if short else step.title
        summary = step.summary[: detail.hints if step.kind == "assessment" else detail.summary]
        if detail.run_in and summary:
            lines.append(Line(" · ".join(summary)))
        else:
            lines.extend(Line(text, "bullet") for text in summary)
        if step.kind != "assessment":
            lines.extend(rule_lines(ladder, cell.main, 0))
        for member in cell.members:
            lines.extend(option(ladder, member))
    lines.extend(folded(ladder, cell))
    lines.extend(side_lines(ladder, cell))
    numbers = trace.numbers(cell.main) if trace and (offers or not cell.members) else ()
    state: State = "plain"
    if trace is not None:
        state = trace.state(*cell.steps)
        lines = refusals(ladder, cell.main) + lines if state == "unreached" and not cell.members else lines
        if state == "unreached" and not cell.members and refusals(ladder, cell.main):
            state = "blocked"
    return Node(
        f"step-{cell.main}", _card_look(ladder, cell), title, tuple(lines), band=band, state=state, numbers=numbers,
        steps=cell.steps, current=trace is not None and trace.at in cell.steps,
    )  # fmt: skip


def _aside(ladder: Ladder, cell: Cell, host: Node) -> Node:
    """The card of what runs beside the ladder."""
    pathway, trace = ladder.pathway, ladder.trace
    lane = pathway.steps[cell.main].lane or ""
    named = [step for step in cell.steps if pathway.steps[step].kind == "adjunct"]
    lines: list[Line]
    quiet = trace is None or not any(trace.numbers(step) or refusals(ladder, step) for step in named)
    if quiet and (trace is not None or ladder.detail.asides == "names"):
        lines = [
            Line(" · ".join(short_title(pathway, step) for step in named), tone="body" if trace is None else "muted")
        ]
    else:
        lines = [line for step in named for line in option(ladder, step)]
    return Node(
        f"step-{cell.main}", "adjunct", pathway.lanes[lane].title, tuple(lines), band=host.band, place="side",
        beside=host.id, state="plain" if trace is None else trace.state(*cell.steps),
        numbers=trace.numbers(cell.main) if trace and cell.main not in named else (), steps=cell.steps,
        current=trace is not None and trace.at in cell.steps,
    )  # fmt: skip


def _aside_link(ladder: Ladder, number: int, host: Node) -> Link:
    pathway, trace = ladder.pathway, ladder.trace
    cell = ladder.beside[number]
    exits = [
        (step, exit_)
        for step in ladder.cells[number].steps
        for exit_ in pathway.steps[step].exits
        if exit_.to in cell.steps
    ]
    step, exit_ = exits[0]
    kind: Literal["option", "next"] = "option" if pathway.steps[step].exits_key == "options" else "next"
    numbers = trace.taken.get((step, kind, exit_.name), ()) if trace else ()
    state: State = "plain" if trace is None else "walked" if numbers else "unreached"
    label = _fresh(label_of(pathway, exit_), pathway.lanes[pathway.steps[cell.main].lane or ""].title)
    when = condition_beside(exit_, label)
    return Link(f"aside-{cell.main}", host.id, f"step-{cell.main}", label, when, kind, state, numbers)


def _sides(ladder: Ladder, number: int, cell: Cell, node: Node) -> Iterator[tuple[Node, Link]]:
    """The boxes to the right of a box of the spine, each with its link."""
    trace = ladder.trace
    state: State
    leads = ways_out(ladder, number, cell)
    jumps = [side for side in leads if not ladder.is_end(side.target) and has_room(ladder, cell)]
    boxes = [side for side in leads if ladder.is_end(side.target) and boxed(ladder, cell, side)]
    if ladder.detail.jumps == "boxes":
        boxes = [side for side in leads if side in boxes or side in jumps]
    elif ladder.detail.jumps == "chip" and jumps:
        titles = " · ".join(dict.fromkeys(short_title(ladder.pathway, side.target) for side in jumps))
        state = "plain" if trace is None else "unreached"
        steps = tuple(side.target for side in jumps)
        yield (
            Node(f"more-{cell.main}", "reference", titles, band=node.band, place="side", beside=node.id, state=state,
                 steps=steps),
            Link(f"more-{cell.main}-link", node.id, f"more-{cell.main}", "", "", "way", state),
        )  # fmt: skip
    for side in boxes:
        end = ladder.is_end(side.target)
        state = "plain" if trace is None else "walked" if side.numbers else "unreached"
        look: Look = look_of(ladder.pathway, side.target) if end else "reference"
        title = short_title(ladder.pathway, side.target)
        name = f"side-{cell.main}-{side.target}"
        words = _side_label(ladder, side, title)
        current = end and trace is not None and trace.at == side.target and trace.length in side.numbers
        yield (
            Node(name, look, title, band=node.band, place="side", beside=node.id, state=state,
                 numbers=side.numbers if end else (), steps=(side.target,), current=current),
            Link(f"exit-{cell.main}-{side.target}", node.id, name, words, "" if words and side.worded else side.when,
                 "option" if side.kind == "option" else "next", state, side.numbers),
        )  # fmt: skip


def _side_label(ladder: Ladder, side: Side, title: str) -> str:
    return _fresh(side_words(side), title) if ladder.detail.sides == "boxes" or side.numbers else ""


MOST_BETWEEN = 2
"""So many steps in between are named beside an arrow."""
LONGEST = 48
"""So many letters the labels of several exits on one arrow may have together."""


def _down(ladder: Ladder, number: int, after: int) -> Link | None:
    """The arrow from a box to the next: an exit, or else a way over other steps."""
    pathway, trace = ladder.pathway, ladder.trace
    here, there = ladder.cells[number], ladder.cells[after]
    source, target = f"step-{here.main}", f"step-{there.main}"
    name = f"down-{here.main}-{there.main}"
    direct = [(step, exit_) for step in here.steps for exit_ in pathway.steps[step].exits if exit_.to in there.steps]
    numbers = _moves(ladder, number, after)
    state: State = "plain" if trace is None else "walked" if numbers else "unreached"
    if direct:
        exact = [exit_ for step, exit_ in direct if step == here.main and exit_.to == there.main] or [direct[0][1]]
        kind: Literal["option", "next"] = "option" if pathway.steps[direct[0][0]].exits_key == "options" else "next"
        titles = [pathway.steps[step].title for step in there.steps]
        chosen = _went(ladder, direct, numbers) if numbers else exact
        labels = list(dict.fromkeys(_fresh(label_of(pathway, exit_), *titles) for exit_ in chosen))
        label = "; ".join(filter(None, labels))
        if len(labels) > 1 and not numbers and len(label) > LONGEST:
            label = ""  # the first alone would be said of everybody
        when = condition_beside(chosen[0], label) if len(chosen) == 1 else ""
        return Link(name, source, target, label, when, kind, state, numbers)
    way = ladder.way(here.steps, there.steps)
    if not way:
        return None
    # one of several treatments, named alone, would read as advice
    looks = [step for step in way[1:-1] if pathway.steps[step].kind == "assessment" and step not in here.steps]
    between = [short_title(pathway, step) for step in looks]
    # of a long way the line alone tells that it leads over other steps
    told = 0 < len(between) <= MOST_BETWEEN and (trace is None or numbers)
    words = f"by way of {', '.join(between)}" if told else ""
    return Link(name, source, target, words, "", "way", state, numbers)


def _went(ladder: Ladder, exits: list[tuple[str, Transition]], numbers: tuple[int, ...]) -> list[Transition]:
    """Those of some exits by which a walk made some moves."""
    if ladder.trace is None:
        return []
    found: list[Transition] = []
    for step, exit_ in exits:
        kind = "option" if ladder.pathway.steps[step].exits_key == "options" else "next"
        if set(ladder.trace.taken.get((step, kind, exit_.name), ())) & set(numbers):
            found.append(exit_)
    return found


def _fresh(label: str, *titles: str) -> str:
    """A label, unless it only repeats a title."""
    words = label.lower()
    return "" if words and any(words in title.lower() or title.lower() in words for title in titles) else label


def _moves(ladder: Ladder, here: int, there: int) -> tuple[int, ...]:
    """When a walk went straight from one box to another."""
    trail = _trail(ladder)
    return tuple([number for number, (a, b) in trail if (a, b) == (here, there)])


def _trail(ladder: Ladder) -> list[tuple[int, tuple[int, int]]]:
    """Every move of a walk between two different boxes of the spine, with the number of the step entered."""
    if ladder.trace is None:
        return []
    entered = sorted((number, step) for step, numbers in ladder.trace.visits.items() for number in numbers)
    found: list[tuple[int, tuple[int, int]]] = []
    for (_, before), (number, after) in pairwise(entered):
        a, b = ladder.home.get(before), ladder.home.get(after)
        if a is not None and b is not None and a != b:
            found.append((number, (a, b)))
    return found


def _walked_jumps(ladder: Ladder, drawn: set[tuple[str, str]]) -> Iterator[Link]:
    """The moves of a walk between boxes that no arrow joins yet."""
    found: dict[tuple[int, int], list[int]] = {}
    for number, pair in _trail(ladder):
        found.setdefault(pair, []).append(number)
    for (a, b), numbers in found.items():
        source, target = f"step-{ladder.cells[a].main}", f"step-{ladder.cells[b].main}"
        if (source, target) not in drawn:
            name = f"walk-{ladder.cells[a].main}-{ladder.cells[b].main}"
            yield Link(name, source, target, "", "", "next", "walked", tuple(numbers))
