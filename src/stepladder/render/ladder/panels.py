"""The panels of the ladder: what may happen at any time, and what blocks much of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from stepladder.render.credits import short_title
from stepladder.render.ladder.fold import Ladder
from stepladder.render.ladder.lines import listed
from stepladder.render.scene import Line, Node
from stepladder.render.text.condition_labels import label_of
from stepladder.text.counting import counted
from stepladder.text.terminal import enumerated


def panels(ladder: Ladder) -> Iterator[Node]:
    """The panels that have something to say."""
    interrupts = tuple(_interrupt_lines(ladder))
    if interrupts:
        yield Node("panel-interrupts", "note", "At any time", interrupts, place="panel", steps=())
    shared = tuple(_shared_lines(ladder))
    if shared and ladder.trace is None and ladder.detail.panel != "one":
        yield Node("panel-rules", "note", "What blocks much of the ladder", shared, place="panel", steps=())


def _interrupt_lines(ladder: Ladder) -> Iterator[Line]:
    """Every interrupt: its label, where it leads, and from where; those of one label in one line."""
    pathway, trace = ladder.pathway, ladder.trace
    grouped: dict[str, list[int]] = {}
    for index, interrupt in enumerate(pathway.interrupts):
        grouped.setdefault(label_of(pathway, interrupt) or interrupt.when.text, []).append(index)
    for label, indexes in grouped.items():
        words = []
        taken: list[int] = []
        for index in indexes:
            interrupt = pathway.interrupts[index]
            title = short_title(pathway, interrupt.to)
            words.append(f"{title} ({_from_words(ladder, index)})" if ladder.detail.panel == "full" else title)
            if trace is not None:
                met = trace.numbers(interrupt.to)
                taken.extend(
                    number
                    for (_, kind, name), numbers in trace.taken.items()
                    if kind == "interrupt" and name == interrupt.name
                    for number in numbers
                    if number in met
                )
        text = "; ".join(dict.fromkeys(words))
        if trace is None:
            yield Line(text, "arrow", lead=label)
        elif taken:
            numbers, titles = _after(ladder, sorted(set(taken)))
            then = f", then {', then '.join(titles)}" if titles else ""
            yield Line(f"{label}: {text}{then}", "arrow", "walked", numbers=numbers)
        elif ladder.detail.folded:
            yield Line(f"{label}: {text}", "arrow", "muted")


def _after(ladder: Ladder, taken: Sequence[int]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The numbers of where some interrupts led, and of what the walk came to from there before it was back on a box."""
    assert ladder.trace is not None
    trail = {number: step for step, numbers in ladder.trace.visits.items() for number in numbers}
    found: list[int] = []
    titles: dict[str, None] = {}
    for number in taken:
        found.append(number)
        while trail[number] not in ladder.home and number + 1 in trail and trail[number + 1] not in ladder.home:
            number += 1  # noqa: PLW2901  # on along the trail
            if number not in taken:
                found.append(number)
                titles.setdefault(short_title(ladder.pathway, trail[number]))
    return tuple(dict.fromkeys(found)), tuple(titles)


def _from_words(ladder: Ladder, index: int) -> str:
    pathway = ladder.pathway
    interrupt = pathway.interrupts[index]
    if "everywhere" in interrupt.from_:
        spared = len(pathway.members(interrupt.except_))
        return f"everywhere but at {counted(spared, 'step')}" if spared else "everywhere"
    steps = pathway.interrupted(interrupt)
    if len(steps) <= 2:
        return "at " + ", ".join(short_title(pathway, step) for step in steps)
    return f"at {len(steps)} steps"


def _shared_lines(ladder: Ladder) -> Iterator[Line]:
    grouped: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for name, rule in ladder.shared.items():
        steps = tuple(step for step in ladder.pathway.members(rule.blocks) if step in ladder.home)
        grouped.setdefault((steps, rule.severity), []).append(rule.title or rule.because or name)
    for (steps, severity), titles in grouped.items():
        where = _where_words(ladder, steps)
        mark: Literal["cross", "warning"] = "cross" if severity == "absolute" else "warning"
        text = listed(titles, 99, "rule")
        yield Line(text, mark, lead=where)


def _where_words(ladder: Ladder, steps: tuple[str, ...]) -> str:
    """In which bands some steps stand: by number for rungs."""
    lanes = ladder.pathway.lanes
    found = dict.fromkeys(ladder.pathway.steps[step].lane for step in steps)
    names = [name for name in found if name is not None and name in lanes]
    rungs = [lanes[name].rung for name in names if lanes[name].rung is not None]
    others = [lanes[name].title for name in names if lanes[name].rung is None]
    parts = []
    if rungs:
        numbers = sorted(rung for rung in rungs if rung is not None)
        run = len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1))
        shown = f"{numbers[0]} to {numbers[-1]}" if run else enumerated(numbers)
        parts.append(f"{'Steps' if len(numbers) > 1 else 'Step'} {shown}")
    if len(others) > 2:
        parts.append(counted(len(others), "other band"))
    else:
        parts.extend(others)
    return ", ".join(parts)
