"""The graph as a scene: every step is a box with a row for each of its exits, every interrupt a box of its own.

A row holds the author's words, the condition and where the exit leads. An interrupt is told once, under a letter; the
steps in which it is looked at name the letter, so that every exit of every step is in the picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from stepladder.graph import lanes
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.model.steps import Interrupt, Transition
from stepladder.render.credits import look_of, short_title, source_line
from stepladder.render.gaps import Gaps
from stepladder.render.scene import Band, Line, Link, Node, Row, Scene, State
from stepladder.render.trace import Trace
from stepladder.text.counting import counted

FIRST, BEHIND = "first", "behind"
"""The bands of the interrupts, and of what no case exercises of derived names and in rules."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def graph_scene(pathway: Pathway, trace: Trace | None = None, gaps: Gaps | None = None) -> Scene:
    """A whole pathway with every exit.

    Args:
        pathway: one without errors.
        trace: a walk to draw in; None for none.
        gaps: what its cases do not exercise, to draw in; None where that is not asked for, and beside a walk.
    """
    told = _Told(pathway, trace, gaps)
    by_lane = lanes(pathway)
    loose = by_lane.get(None, ())
    nodes = [told.step(name, None) for name in loose]
    nodes += [told.interrupt(index) for index in range(len(pathway.interrupts))]
    nodes += [told.step(name, f"lane-{lane}") for lane, names in by_lane.items() if lane is not None for name in names]
    bands = list(_bands(pathway, by_lane))
    behind = told.behind()
    if behind is not None:
        nodes.append(behind)
        bands.append(Band(BEHIND, "Rules and derived names", "BEHIND THE STEPS"))
    title = pathway.title if gaps is None else f"{pathway.title}: what its teaching cases exercise"
    return Scene(
        "graph", pathway.id, pathway.version, title, _lead(pathway, trace, gaps), pathway.digest, tuple(nodes),
        tuple(told.links), tuple(bands), pathway.language, source_line(pathway), pathway.disclaimer,
        trace.title if trace else "",
    )  # fmt: skip


def letter(index: int) -> str:
    """What the interrupt of a number is called.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    found = ""
    while index >= 0:
        found = LETTERS[index % 26] + found
        index = index // 26 - 1
    return found


def _lead(pathway: Pathway, trace: Trace | None, gaps: Gaps | None) -> str:
    if gaps is not None:
        summary = f"{gaps.summary[:1].upper()}{gaps.summary[1:]}."
        return f"{summary} Dashed is where no case comes; what else no case exercises stands in words in each box."
    words = ["Every step with all its exits: the line of an exit leaves at its row; lines to one step run together."]
    if pathway.interrupts:
        words.append("What a letter names is looked at before a step's own exits.")
    if trace is not None:
        words.append("The way taken is thick and numbered; grey was not reached.")
    return " ".join(words)


def _bands(pathway: Pathway, by_lane: Mapping[str | None, tuple[str, ...]]) -> Iterator[Band]:
    if pathway.interrupts:
        yield Band(FIRST, "What comes first", "AT ANY TIME")
    for name, lane in pathway.lanes.items():
        if by_lane.get(name):
            yield Band(f"lane-{name}", lane.title, f"STEP {lane.rung}" if lane.rung is not None else "")


@dataclass
class _Told:
    """A pathway as it is told, box by box; the links come together on the way."""

    pathway: Pathway
    trace: Trace | None
    gaps: Gaps | None = None
    links: list[Link] = field(default_factory=list)
    claimed: set[tuple[str, str, str]] = field(default_factory=set)
    """Exits taken that stand in a row already: two of the same name cannot be told apart."""

    def step(self, name: str, band: str | None) -> Node:
        """The box of a step."""
        pathway, trace = self.pathway, self.trace
        step = pathway.steps[name]
        kind: Literal["next", "option"] = "option" if step.exits_key == "options" else "next"
        rows = []
        for number, exit_ in enumerate(step.exits, start=1):
            if exit_.to in pathway.steps:
                numbers = self._taken((name,), kind, exit_)
                refused = trace is not None and not numbers and (name, exit_.name) in trace.blocked
                route = ("steps", name, step.exits_key, number - 1)
                state: State = "blocked" if refused else self._state(bool(numbers), *route)
                link = Link(
                    f"exit-{name}-{number}", f"step-{name}", f"step-{exit_.to}", exit_.label, _when(exit_), kind, state,
                    numbers,
                )  # fmt: skip
                lines = (*self._met(name, exit_), *self._unexercised(*route))
                rows.append(self._row(link, exit_, exit_.label, lines))
        missed = self.gaps is not None and self.gaps.missed("step", "steps", name)
        return Node(
            f"step-{name}", look_of(pathway, name), step.title, tuple(self._about(name)), tuple(rows), band,
            state=trace.state(name) if trace else "missed" if missed else "plain",
            numbers=trace.numbers(name) if trace else (), steps=(name,),
            current=trace is not None and trace.at == name,
        )  # fmt: skip

    def interrupt(self, index: int) -> Node:
        """The box of an interrupt."""
        interrupt = self.pathway.interrupts[index]
        steps = self.pathway.interrupted(interrupt)
        numbers = self._taken(steps, "interrupt", interrupt)
        state = self._state(bool(numbers), "interrupts", index)
        name = f"interrupt-{index + 1}"
        rows: tuple[Row, ...] = ()
        if interrupt.to in self.pathway.steps:
            link = Link(
                f"{name}-exit", name, f"step-{interrupt.to}", interrupt.label, _when(interrupt), "interrupt", state,
                numbers,
            )  # fmt: skip
            rows = (self._row(link, interrupt, "", tuple(self._unexercised("interrupts", index))),)
        words = interrupt.label or short_title(self.pathway, interrupt.to)
        where = Line(_from(self.pathway, interrupt, steps), tone="muted")
        return Node(name, "note", f"{letter(index)} · {words}", (where,), rows, FIRST, state=state, steps=steps)

    def _row(self, link: Link, exit_: Transition, label: str, lines: tuple[Line, ...] = ()) -> Row:
        self.links.append(link)
        return Row(link.id, label, link.when, short_title(self.pathway, exit_.to), link.state, lines, link.numbers)

    def _about(self, name: str) -> Iterator[Line]:
        """Its id, to which conditions refer; how many rules block it; which interrupts come first."""
        rules = [rule for _, rule in prepared(self.pathway).rules_on.get(name, ())]
        absolute = sum(rule.severity == "absolute" for rule in rules)
        parts = [name]
        if absolute:
            parts.append(f"{counted(absolute, 'rule')} can block it")
        if relative := len(rules) - absolute:
            words = f"{relative} ask{'s' if relative == 1 else ''} for a reason"
            parts.append(words if absolute else words.replace(" ask", f" rule{'' if relative == 1 else 's'} ask", 1))
        yield Line(" · ".join(parts), tone="muted")
        first = prepared(self.pathway).interrupts_at.get(name, ())
        if first:
            yield Line(f"First: {', '.join(letter(index) for index, _ in first)}", tone="muted")
        if self.gaps is not None:
            if self.gaps.missed("step", "steps", name):
                yield Line("No case comes here", tone="blocked")
            yield from self.gaps.about_rules(tuple([rule for rule, _ in prepared(self.pathway).rules_on.get(name, ())]))

    def _met(self, name: str, exit_: Transition) -> Iterator[Line]:
        """The rules that a walk met on an exit."""
        if self.trace is None:
            return
        refusal = self.trace.blocked.get((name, exit_.name))
        for rule_name in refusal.rules if refusal else ():
            rule = self.pathway.rules[rule_name]
            yield Line(f"Blocked ({rule_name}): {rule.title or rule.because}".rstrip(": "), "cross", "blocked")
        caution = self.trace.cautions.get((name, exit_.name))
        if caution is not None:
            yield Line(f"In spite of {', '.join(caution.rules)}: {caution.because}".rstrip(": "), "warning", "caution")

    def _taken(self, steps: Iterable[str], kind: str, exit_: Transition) -> tuple[int, ...]:
        """When a walk took an exit of some steps; exits of one name are told apart by where they lead."""
        if self.trace is None:
            return ()
        found: set[int] = set()
        for step in steps:
            key = (step, kind, exit_.name)
            numbers = [n for n in self.trace.taken.get(key, ()) if n in self.trace.numbers(exit_.to)]
            if numbers and (*key[:2], f"{exit_.name} {exit_.to}") not in self.claimed:
                found.update(numbers)
        if found:
            self.claimed.update((step, kind, f"{exit_.name} {exit_.to}") for step in steps)
        return tuple(sorted(found))

    def behind(self) -> Node | None:
        """The panel of what no case exercises of derived names and in rules; None where there is nothing to say."""
        if self.gaps is None:
            return None
        lines = [line for name in self.pathway.derived for line in self.gaps.about_derived(name)]
        lines += [line for name in self.pathway.rules for line in self.gaps.about_numbers(("rules", name), f"{name}: ")]
        title = "Rows and numbers without a case"
        return Node("gaps-behind", "note", title, tuple(lines), band=BEHIND) if lines else None

    def _unexercised(self, *route: str | int) -> Iterator[Line]:
        """What no case exercises of an exit."""
        if self.gaps is not None:
            if self.gaps.missed("exit", *route):
                yield Line("No case goes here", tone="blocked")
            yield from self.gaps.about_numbers(route)

    def _state(self, taken: bool, *route: str | int) -> State:
        if self.gaps is not None:
            return "missed" if self.gaps.missed("exit", *route) else "plain"
        return "plain" if self.trace is None else "walked" if taken else "unreached"


def _when(exit_: Transition) -> str:
    return "otherwise" if exit_.otherwise else "" if exit_.when.text == "true" else exit_.when.text


def _from(pathway: Pathway, interrupt: Interrupt, steps: tuple[str, ...]) -> str:
    """From which steps an interrupt starts, in words."""
    if "everywhere" not in interrupt.from_:
        return f"From: {', '.join(short_title(pathway, step) for step in steps) or 'nowhere'}"
    spared = [s for s in pathway.members(interrupt.except_) if pathway.steps[s].kind not in ("emergency", "outcome")]
    names = ", ".join(short_title(pathway, step) for step in spared if step != interrupt.to)
    return f"From everywhere but: {names}" if names else "From everywhere"
