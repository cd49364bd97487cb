"""The boxes of the view of one step, measured: the step itself, what it leads to and comes from, and its rules.

Each can be made in several grades, from everything down to its title. Knows nothing of where a box stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from stepladder.render.blocks import Block
from stepladder.render.scene import Line, Link, Mark, Node
from stepladder.render.step.setting import Count, Para, boxed
from stepladder.render.style import Type

LINE_GAP = 0.28
"""Between what the step says about itself, in parts of the size of its type."""


@dataclass(frozen=True, slots=True)
class About:
    """How much of the step itself is told."""

    asides: int = 99
    """So many of the lines that can be missed first."""
    questions: bool = True
    notes: bool = True
    most: int | None = None
    """At most so many lines of type for each of its lines."""


def main_box(node: Node, wide: float, type_: Type, about: About) -> Block:
    """The step itself."""
    paras = [Para(node.title, type_.band, True, "strong", "heading", most=3)]
    asides = about.asides
    before: Line | None = None
    for line in node.lines:
        if before is not None and is_aside(line):
            asides -= 1
            if asides < 0:
                continue
        elif line.indent and not (about.questions if line.mark else about.notes):
            continue
        apart = before is not None and not line.indent and (not line.mark or not before.mark)
        paras.append(replace(_para(line, type_, about.most), above=LINE_GAP * type_.body if apart else 0.0))
        before = line
    return boxed(node, wide, paras, type_)


def is_aside(line: Line) -> bool:
    """Whether a line of the step, but for the first, is one of those that can be missed first."""
    return line.tone == "muted" and not line.indent


@dataclass(frozen=True, slots=True)
class Way:
    """How much of an exit is told in the box of its target."""

    because: bool = True
    reasons: bool = True
    """Whether it is said why a rule blocked it."""
    when: int | None = None
    """At most so many lines of its condition; 0 for none."""
    title: int = 2
    """At most so many lines of its title."""
    gap: float = 6.0
    """Between it and the next one."""


def way_box(link: Link, node: Node, wide: float, type_: Type, way: Way, *, labelled: bool = False) -> Block:
    """The target of an exit, with its condition; with the exit's label where no wire bears it."""
    blocked = node.state == "blocked"
    paras = [Para(node.title, type_.heading, True, "strong", "heading", struck=blocked, most=way.title)]
    counts = [Count(line.mark, line.text.split()[0]) for line in node.lines if _counts(line)]
    said = [line for line in node.lines if not _counts(line) and line.mark]
    if labelled and link.label.strip():
        paras.append(Para(link.label, type_.body, True, mark="arrow", most=2))
    if link.when and way.when != 0:
        words = link.when if link.when == "otherwise" else f"when {link.when}"
        paras.append(Para(words, type_.body, tone="muted", most=way.when))
    for line in node.lines:
        if line in said or (line.tone == "blocked" and way.reasons):
            paras.append(_para(replace(line, indent=0 if line.mark else 1), type_, None if way.reasons else 2))
        elif not _counts(line) and line.tone in ("muted", "body") and (way.because or line.tone == "body"):
            paras.append(_para(replace(line, indent=0, tone="muted" if line.indent else "body"), type_))
    return boxed(node, wide, paras, type_, counts=counts)


def _counts(line: Line) -> bool:
    """Whether a line only says how many rules there are."""
    return bool(line.mark) and line.tone == "body"


@dataclass(frozen=True, slots=True)
class Entered:
    """How much is told of what the step is entered from."""

    ways: int = 2
    """How much of the ways: 0 nothing, 1 their labels, 2 their conditions, too."""
    listed: bool = True
    """Whether ways in that share a box are listed there, one below the other, or one after the other."""
    most: int | None = None
    """At most so many lines of the latter; 0 for their number alone."""


def source_box(node: Node, links: Sequence[Link], wide: float, type_: Type, entered: Entered, *, shared: bool) -> Block:
    """A box the step is entered from.

    Args:
        node: the box.
        links: the ways from it to the step.
        wide: its width.
        type_: the sizes of type.
        entered: how much is told.
        shared: whether it stands for many, which are named in it.
    """
    if shared:
        paras = [Para(node.title, type_.body, True, "strong", "heading", most=2)]
        names = [line.text for line in node.lines] if entered.listed else [", ".join(line.text for line in node.lines)]
        if entered.listed or entered.most != 0:
            paras += [Para(name, type_.body, most=2 if entered.listed else entered.most) for name in names]
        return boxed(node, wide, paras, type_)
    if not entered.ways:
        return boxed(node, wide, [Para(node.title, type_.body, True, "strong", "heading", most=2)], type_)
    paras = [Para(node.title, type_.heading, True, "strong", "heading", most=2)]
    paras += [_para(line, type_) for line in node.lines]
    for link in links:
        if link.label and link.kind != "interrupt":
            paras.append(Para(link.label, type_.body, True, mark="arrow", most=2))
        if link.when and (entered.ways > 1 or not link.label):
            words = link.when if link.when == "otherwise" else f"when {link.when}"
            mark: Mark = "" if link.label or link.kind == "interrupt" else "arrow"
            indent = 1 if link.label and link.kind != "interrupt" else 0
            paras.append(Para(words, type_.body, False, "muted", "body", mark, indent, most=2 * entered.ways))
    return boxed(node, wide, paras, type_)


@dataclass(frozen=True, slots=True)
class Told:
    """How much of a rule is told in a panel."""

    because: bool = True
    when: int | None = None
    title: int | None = 3


def panel_pieces(node: Node) -> tuple[tuple[Line, ...], ...]:
    """The rules of a panel, each with the lines under it."""
    found: list[list[Line]] = []
    for line in node.lines:
        if line.indent and found:
            found[-1].append(line)
        else:
            found.append([line])
    return tuple([tuple(piece) for piece in found])


def panel_box(
    node: Node, pieces: Sequence[Sequence[Line]], wide: float, type_: Type, told: Told, columns: int
) -> Block:
    """A panel of rules, in columns."""
    groups = [list(_rule(piece, type_, told)) for piece in pieces]
    head = [Para(node.title, type_.heading, True, "strong", "heading", most=2)]
    return boxed(node, wide, head, type_, groups=groups, columns=columns)


def _rule(piece: Sequence[Line], type_: Type, told: Told) -> Iterator[Para]:
    for number, line in enumerate(piece):
        if number == 0:
            plain = line.tone == "muted" or not (told.because or told.when != 0 or line.tone != "strong")
            yield replace(_para(line, type_, told.title), bold=not plain)
        elif number == 1:
            if told.when != 0:
                yield _para(line, type_, told.when)
        elif line.tone in ("blocked", "caution") or told.because:
            yield _para(line, type_)


def _para(line: Line, type_: Type, most: int | None = None) -> Para:
    bold = line.tone in ("strong", "walked")
    return Para(line.text, type_.body, bold, line.tone, "body", line.mark, line.indent, line.struck, most)
