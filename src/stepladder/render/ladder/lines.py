"""The lines of the ladder's boxes: what a treatment is called, what blocks it, what a walk met, where a box leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from stepladder.render.credits import short_title
from stepladder.render.ladder.fold import Cell, Ladder
from stepladder.render.scene import Line, Tone
from stepladder.render.text.condition_labels import condition_of, label_of
from stepladder.text.counting import counted

ROOMY = 4
"""A card of at most so many treatments has boxes for its ends beside it, where there is room."""


def option(ladder: Ladder, step: str) -> Iterator[Line]:
    """One treatment on a card: its name, and what blocks it."""
    trace = ladder.trace
    title = short_title(ladder.pathway, step)
    if trace is None and ladder.detail.run_in:
        first, *more = list(rule_lines(ladder, step, 0)) or [Line("")]
        yield replace(first, lead=title)
        yield from (replace(line, indent=1) for line in more)
        return
    if trace is None:
        yield Line(title, "bullet", "strong")
        yield from rule_lines(ladder, step, 1)
        return
    numbers = trace.numbers(step)
    refused = refusals(ladder, step)
    if numbers:
        yield Line(title, "bullet", "walked", numbers=numbers)
    elif refused:
        yield Line(title, "cross", "blocked", struck=True)
    else:
        yield Line(title, "bullet", "muted")
    yield from (replace(line, indent=1, mark="") for line in refused if not numbers)
    yield from (replace(line, indent=1) for line in cautions(ladder, step))


def refusals(ladder: Ladder, step: str) -> list[Line]:
    """Why a walk could not enter a step, with the rules' ids."""
    trace = ladder.trace
    if trace is None:
        return []
    targets = {(name, exit_.name): exit_.to for name, one in ladder.pathway.steps.items() for exit_ in one.exits}
    refusal = trace.blocked_on(step, targets)
    if refusal is None or trace.numbers(step):
        return []
    words = refusal.because
    if ladder.detail.reasons == "titles":
        rules = [ladder.pathway.rules[rule] for rule in refusal.rules]
        words = "; ".join(rule.title or rule.because or rule.when.text for rule in rules)
    return [Line(f"Blocked ({', '.join(refusal.rules)}): {words}", "cross", "blocked")]


def cautions(ladder: Ladder, step: str) -> Iterator[Line]:
    """In spite of which rules a walk entered a step, with the reasons that were recorded."""
    trace = ladder.trace
    if trace is None:
        return
    for (source, name), caution in trace.cautions.items():
        exits = ladder.pathway.steps[source].exits
        if any(exit_.name == name and exit_.to == step for exit_ in exits):
            yield Line(f"In spite of {', '.join(caution.rules)}: {caution.because}", "warning", "caution")


def rule_lines(ladder: Ladder, step: str, indent: int) -> Iterator[Line]:
    """What blocks a step, and what speaks against it, by the titles of its own rules."""
    if ladder.trace is not None:
        if indent == 0:
            yield from cautions(ladder, step)
        return
    detail = ladder.detail
    rules = ladder.own_rules(step)
    absolute = [rule.title or rule.because or name for name, rule in rules if rule.severity == "absolute"]
    relative = [rule.title or rule.because or name for name, rule in rules if rule.severity == "relative"]
    if absolute and relative and detail.cautions == "number":
        text = f"{listed(absolute, detail.blockers, 'rule')}. {listed(relative, 0, 'caution')}"
        yield Line(text, "cross", indent=indent)
        return
    if absolute:
        yield Line(listed(absolute, detail.blockers, "rule"), "cross", indent=indent)
    if relative and detail.cautions != "none":
        most = detail.blockers if detail.cautions == "titles" else 0
        yield Line(listed(relative, most, "caution"), "warning", indent=indent)


def listed(titles: list[str], most: int, word: str) -> str:
    """Titles in one line, the first so many of them."""
    if most <= 0 or not titles:
        return counted(len(titles), word)
    shown = [title.rstrip(".") for title in titles[:most]]
    left = len(titles) - len(shown)
    return "; ".join(shown) + (f"; and {left} more" if left else "")


def folded(ladder: Ladder, cell: Cell) -> Iterator[Line]:
    """The steps folded into a box: by name, those that a walk came by with their numbers."""
    if not cell.folded:
        return
    pathway, trace = ladder.pathway, ladder.trace
    if trace is not None:
        for step in cell.folded:
            if trace.numbers(step):
                yield Line(short_title(pathway, step), "arrow", "walked", numbers=trace.numbers(step))
        left = [short_title(pathway, step) for step in cell.folded if not trace.numbers(step)]
        if left and ladder.detail.folded:
            yield Line(" · ".join(left), "arrow", "muted")
        return
    if ladder.detail.folded:
        titles = " · ".join(short_title(pathway, step) for step in cell.folded)
        yield Line(f"Where needed: {titles}", "arrow")


@dataclass(frozen=True)
class Side:
    """Where a box leads to besides the next one."""

    target: str
    labels: tuple[str, ...]
    when: str
    kind: str
    numbers: tuple[int, ...]
    key: tuple[str, str]
    worded: bool = False
    """Whether its label is made of its condition, for the author wrote none."""


def ways_out(ladder: Ladder, number: int, cell: Cell) -> list[Side]:
    """Every place outside of the box to which its steps lead, each once, in order; ends and other bands."""
    pathway, trace = ladder.pathway, ladder.trace
    found: dict[str, Side] = {}
    for step in (cell.main, *cell.members, *cell.folded):
        for exit_ in pathway.steps[step].exits:
            if exit_.to not in pathway.steps or exit_.to in cell.steps:
                continue
            if not ladder.is_end(exit_.to) and ladder.home.get(exit_.to) in (None, number, *ladder.following(number)):
                continue
            kind = "option" if pathway.steps[step].exits_key == "options" else "next"
            numbers = trace.taken.get((step, kind, exit_.name), ()) if trace else ()
            known = found.get(exit_.to)
            label = label_of(pathway, exit_)
            if known is None:
                labels: tuple[str, ...] = (label,) if label else ()
                when, key = condition_of(exit_), (step, exit_.name)
                found[exit_.to] = Side(exit_.to, labels, when, kind, numbers, key, not exit_.label)
            else:
                labels = known.labels if label in known.labels or not label else (*known.labels, label)
                found[exit_.to] = replace(known, labels=labels, numbers=tuple(sorted((*known.numbers, *numbers))))
    return list(found.values())


def side_words(side: Side) -> str:
    """The first of the labels under which it is left for there; empty where there is none."""
    return side.labels[0] if side.labels else ""


def has_room(ladder: Ladder, cell: Cell) -> bool:
    """Whether a box has other boxes beside it: not a card of many treatments, which takes the whole width."""
    return not cell.members or (not ladder.detail.run_in and len(cell.members) <= ROOMY)


def boxed(ladder: Ladder, cell: Cell, side: Side) -> bool:
    """Whether an end stands in a box of its own beside another; one that a walk came to always does."""
    if cell.members:
        return has_room(ladder, cell)
    step = ladder.pathway.steps[side.target]
    return ladder.detail.sides == "boxes" or step.kind == "emergency" or bool(step.goal) or bool(side.numbers)


def side_lines(ladder: Ladder, cell: Cell) -> Iterator[Line]:
    """The ends that have no box of their own: each in a line of a card, all in one line of another box."""
    ends = [
        side
        for side in ways_out(ladder, ladder.home[cell.main], cell)
        if ladder.is_end(side.target) and not boxed(ladder, cell, side)
    ]
    muted: Tone = "muted" if ladder.trace is not None else "body"
    if not cell.members:
        if ends:
            titles = dict.fromkeys(short_title(ladder.pathway, side.target) for side in ends)
            yield Line(" · ".join(titles), "arrow", muted)
        return
    for side in ends:
        title = short_title(ladder.pathway, side.target)
        words = side_words(side)
        text = f"{words}: {title}" if words and words != title else title
        yield Line(text, "arrow", "walked" if side.numbers else muted, numbers=side.numbers)
    if ladder.detail.jumps != "none" and not has_room(ladder, cell):
        others = [side for side in ways_out(ladder, ladder.home[cell.main], cell) if not ladder.is_end(side.target)]
        if others:
            titles = dict.fromkeys(short_title(ladder.pathway, side.target) for side in others)
            yield Line(f"Also to: {' · '.join(titles)}", "arrow", muted)
