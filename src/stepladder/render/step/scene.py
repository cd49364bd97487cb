"""One step as a scene: where it is entered from, what comes first there, its exits, and the rules that block it.

How a line of a box is inked and set in says how much it weighs, so that a layout short of room knows what to leave
out. Of the step itself, muted lines can be missed, all but the first; lines set in are notes and questions. Of an exit,
muted lines are reasons, and set in what it sets and forgets. In a panel of rules the line under a title is the
condition; what comes after it are reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Literal, TypeAlias

from stepladder.model.pathway import Pathway, Rule
from stepladder.model.prepared import prepared
from stepladder.model.steps import Interrupt, Step, Transition
from stepladder.render.credits import look_of, short_title, source_line
from stepladder.render.scene import Band, Line, Link, Node, Scene, State, Tone
from stepladder.render.step.about import about, changes, therapies
from stepladder.render.trace import Trace
from stepladder.text.counting import counted

Kind: TypeAlias = Literal["next", "option", "interrupt"]

FROM, FIRST, EXITS = "from", "first", "exits"
"""The bands: where the step is entered from, its interrupts, and its own exits."""
OTHERS = "from-others"
"""The box that ways in share."""
BOXES = 11
"""So many boxes of its own stand left of a step, fewer where interrupts need the room; more ways in share one box."""


def step_scene(pathway: Pathway, step: str, trace: Trace | None = None) -> Scene:
    """One step of a pathway.

    Args:
        pathway: one without errors.
        step: the id of the step.
        trace: a walk to draw in; None for none.

    Raises:
        KeyError: the pathway has no such step.
    """
    shown = pathway.steps[step]
    main = Node(
        f"step-{step}", look_of(pathway, step), short_title(pathway, step), tuple(about(pathway, step)),
        state=trace.state(step) if trace else "plain", numbers=trace.numbers(step) if trace else (), steps=(step,),
        current=trace is not None and trace.at == step,
    )  # fmt: skip
    entering = _entering(pathway, step, trace)
    first = tuple(_ways(pathway, step, _interrupts(pathway, step), "interrupt", trace))
    kind: Kind = "option" if shown.exits_key == "options" else "next"
    own = tuple(_ways(pathway, step, shown.exits, kind, trace))
    panels = tuple(_panels(pathway, step, trace))
    return Scene(
        "step", pathway.id, pathway.version, shown.title, _lead(pathway, step, trace), pathway.digest,
        (*(node for node, _ in entering), main, *(node for node, _ in first), *(node for node, _ in own), *panels),
        (*(link for _, ways in entering for link in ways), *(link for _, link in first), *(link for _, link in own)),
        tuple(_bands(shown, bool(entering), bool(first))), pathway.language, source_line(pathway), pathway.disclaimer,
        trace.title if trace else "", {"step": step, "more": f"stepladder show {pathway.id} {step}"},
    )  # fmt: skip


def _lead(pathway: Pathway, step: str, trace: Trace | None) -> str:
    """What is shown and how to read it."""
    where = f"One step of the pathway: {pathway.title}."
    if trace is None:
        ruled = any(
            prepared(pathway).rules_on.get(exit_.to)
            for exit_ in (*pathway.steps[step].exits, *_interrupts(pathway, step))
        )
        if not ruled:
            return where
        return f"{where} The numbers at an exit count the rules that block it and those that ask for a reason."
    if step not in trace.visits:
        return f"{where} The walk did not come here; what is grey was not reached."
    return f"{where} The way taken is thick and numbered; what was blocked is crossed out; grey was not taken."


def _bands(step: Step, entered: bool, interrupted: bool) -> Iterator[Band]:
    if entered:
        yield Band(FROM, "Entered from")
    if interrupted:
        yield Band(FIRST, "What comes first")
    chosen, only = step.exits_key == "options", len(step.exits) == 1
    if step.exits and chosen:
        yield Band(EXITS, "The only choice" if only else "A person chooses among these")
    elif step.exits:
        yield Band(EXITS, "The only way on" if only else "Exactly one of these applies")


# where it is entered from


def _entering(pathway: Pathway, step: str, trace: Trace | None) -> tuple[tuple[Node, tuple[Link, ...]], ...]:
    """Every way in, by the box it comes from; many share one box, but for those a walk came along."""
    found = (*_beginnings(pathway, step, trace), *_sources(pathway, step, trace), *_interrupting(pathway, step, trace))
    most = BOXES - len(_interrupts(pathway, step)) if pathway.steps[step].exits else BOXES
    if len(found) <= max(3, most):
        return found
    walked = [(node, links) for node, links in found if node.state == "walked"][:3]
    shown = {node.id for node, _ in walked}
    others = [(node, links) for node, links in found if node.id not in shown]
    lines = tuple([Line(f"{node.title} (interrupt)" if node.lines else node.title) for node, _ in others])
    name, title = OTHERS, f"{len(others)} {'more' if walked else 'ways in'}"
    links = tuple([replace(link, source=name) for _, ways in others for link in ways])
    together = Node(
        name, "note", title, lines, band=FROM, place="side", beside=f"step-{step}", state=_state(trace, False),
        steps=tuple([step for node, _ in others for step in node.steps]),
    )  # fmt: skip
    return (*walked, (together, links))


def _beginnings(pathway: Pathway, step: str, trace: Trace | None) -> Iterator[tuple[Node, tuple[Link, ...]]]:
    """The start and the entries."""
    begins = trace is not None and 1 in trace.numbers(step)
    places = [("from-start", "A walk begins here", begins)] if step == pathway.start else []
    for name, entry in pathway.entries.items():
        if entry.at == step:
            places.append((f"from-entry-{name}", entry.title or f"Entry {name}", begins and step != pathway.start))
    for name, title, came in places:
        state = _state(trace, came)
        numbers = (1,) if came else ()
        node = Node(name, "note", title, band=FROM, place="side", beside=f"step-{step}", state=state, numbers=numbers)
        yield node, (Link(f"enter-{name}", name, f"step-{step}", state=state, numbers=numbers),)


def _sources(pathway: Pathway, step: str, trace: Trace | None) -> Iterator[tuple[Node, tuple[Link, ...]]]:
    """The other steps whose exits lead here."""
    number = 0
    for source, other in pathway.steps.items():
        kind: Kind = "option" if other.exits_key == "options" else "next"
        links: list[Link] = []
        for exit_ in other.exits:
            if exit_.to == step and source != step:
                number += 1
                numbers = _taken(pathway, source, kind, exit_, trace)
                ends = f"from-{source}", f"step-{step}"
                links.append(_link(f"enter-{number}", *ends, exit_, kind, _state(trace, bool(numbers)), numbers))
        if links:
            came = any(link.numbers for link in links)
            numbers = trace.numbers(source) if trace and came else ()
            yield Node(
                f"from-{source}", look_of(pathway, source), short_title(pathway, source), band=FROM, place="side",
                beside=f"step-{step}", state=_state(trace, came), numbers=numbers, steps=(source,),
            ), tuple(links)  # fmt: skip


def _interrupting(pathway: Pathway, step: str, trace: Trace | None) -> Iterator[tuple[Node, tuple[Link, ...]]]:
    """The interrupts that lead here, each from many steps."""
    for index, interrupt in enumerate(pathway.interrupts):
        sources = [source for source in pathway.interrupted(interrupt) if source != step]
        if interrupt.to == step and sources:
            taken = [n for source in sources for n in _taken(pathway, source, "interrupt", interrupt, trace)]
            numbers = tuple(sorted(set(taken)))
            state = _state(trace, bool(numbers))
            name, title = f"from-interrupt-{index + 1}", interrupt.label or interrupt.name
            told = Line(f"Interrupt, from {counted(len(sources), 'step')}", tone="muted")
            node = Node(
                name, "note", title, (told,), band=FROM, place="side", beside=f"step-{step}", state=state,
                numbers=tuple([number - 1 for number in numbers]), steps=tuple(sources),
            )  # fmt: skip
            link = _link(f"enter-{name}", name, f"step-{step}", interrupt, "interrupt", state, numbers)
            yield node, (link,)


# where it leads


def _interrupts(pathway: Pathway, step: str) -> tuple[Interrupt, ...]:
    return tuple([interrupt for _, interrupt in prepared(pathway).interrupts_at.get(step, ())])


def _ways(
    pathway: Pathway, step: str, exits: Iterable[Transition], kind: Kind, trace: Trace | None
) -> Iterator[tuple[Node, Link]]:
    """Every exit with a box of its own for its target."""
    band = FIRST if kind == "interrupt" else EXITS
    for number, exit_ in enumerate(exits, start=1):
        target = f"to-{band}-{number}"
        numbers = _taken(pathway, step, kind, exit_, trace)
        refused = trace is not None and (step, exit_.name) in trace.blocked
        state: State = "blocked" if refused and not numbers else _state(trace, bool(numbers))
        again = exit_.to == step
        node = Node(
            target,
            "reference" if again else look_of(pathway, exit_.to),
            "Back to this step" if again else _named(pathway, exit_.to, short=kind == "interrupt"),
            tuple(_of_way(pathway, step, exit_, trace)),
            band=band,
            place="side",
            beside=f"step-{step}",
            state=state,
            numbers=numbers,
            steps=(exit_.to,),
            current=trace is not None and trace.at == exit_.to and trace.length in numbers,
        )
        yield node, _link(f"{band}-{number}", f"step-{step}", target, exit_, kind, state, numbers)


def _named(pathway: Pathway, step: str, *, short: bool) -> str:
    return short_title(pathway, step) if short else pathway.steps[step].title


def _of_way(pathway: Pathway, step: str, exit_: Transition, trace: Trace | None) -> Iterator[Line]:
    """What blocks an exit's target, what the exit changes, and why it is there."""
    if trace is not None:
        yield from _met(pathway, step, exit_, trace)
    else:
        rules = [rule for _, rule in prepared(pathway).rules_on.get(exit_.to, ())]
        absolute = sum(rule.severity == "absolute" for rule in rules)
        relative = len(rules) - absolute
        if absolute:
            yield Line(counted(absolute, "absolute rule"), "cross")
        if relative:
            yield Line(counted(relative, "relative rule"), "warning")
    for verb, names in (("Starts", exit_.starts), ("Stops", exit_.stops)):
        if names:
            yield Line(f"{verb}: {therapies(pathway, names)}")
    if exit_.because:
        yield Line(exit_.because, tone="muted")
    yield from (Line(text, tone="muted", indent=1) for text in changes(pathway, exit_.sets, exit_.forgets))


def _met(pathway: Pathway, step: str, exit_: Transition, trace: Trace) -> Iterator[Line]:
    """The rules that a walk met on this exit."""
    refusal = trace.blocked.get((step, exit_.name))
    for name in refusal.rules if refusal else ():
        rule = pathway.rules[name]
        yield Line(f"Blocked ({name}): {_title(name, rule)}", "cross", "blocked")
        if rule.because and rule.title:
            yield Line(rule.because, tone="blocked", indent=1)
    caution = trace.cautions.get((step, exit_.name))
    if caution is not None:
        yield Line(f"In spite of {', '.join(caution.rules)}: {caution.because}".rstrip(": "), "warning", "caution")


def _link(
    name: str, source: str, target: str, exit_: Transition, kind: Kind, state: State, numbers: tuple[int, ...]
) -> Link:
    when = "otherwise" if exit_.otherwise else "" if exit_.when.text == "true" else exit_.when.text
    return Link(name, source, target, exit_.label, when, kind, state, numbers)


def _taken(pathway: Pathway, step: str, kind: Kind, exit_: Transition, trace: Trace | None) -> tuple[int, ...]:
    """When a walk took an exit; exits of one name are told apart by where they lead."""
    if trace is None:
        return ()
    numbers = trace.taken.get((step, kind, exit_.name), ())
    if exit_.id is None:
        return numbers
    return tuple([number for number in numbers if number in trace.numbers(exit_.to)])


def _state(trace: Trace | None, taken: bool) -> State:
    return "plain" if trace is None else "walked" if taken else "unreached"


# what blocks it


def _panels(pathway: Pathway, step: str, trace: Trace | None) -> Iterator[Node]:
    """The rules that block the step, and those that ask for a reason."""
    refused, reasons = _on_the_way(pathway, step, trace)
    for severity, title in (("absolute", "What blocks this step"), ("relative", "What asks for a recorded reason")):
        lines: list[Line] = []
        for name, rule in prepared(pathway).rules_on.get(step, ()):
            if rule.severity != severity:
                continue
            mark: Literal["cross", "warning"] = "cross" if severity == "absolute" else "warning"
            words = f"{name} {rule.title}".rstrip()
            met = name in refused or name in reasons
            if trace is None:
                lines.append(Line(words, mark, "strong"))
            elif met:
                lines.append(Line(words, mark, "blocked" if name in refused else "caution"))
            else:
                lines.append(Line(words, "bullet", "muted"))
            lines.append(Line(f"when {rule.when.text}", tone="muted", indent=1))
            if rule.because:
                tone: Tone = "blocked" if name in refused else "body" if trace is None or met else "muted"
                lines.append(Line(rule.because, tone=tone, indent=1))
            if reasons.get(name):
                lines.append(Line(f"Recorded: {reasons[name]}", tone="caution", indent=1))
        if lines:
            yield Node(f"rules-{severity}", "note", title, tuple(lines), place="panel", steps=(step,))


def _on_the_way(pathway: Pathway, step: str, trace: Trace | None) -> tuple[frozenset[str], Mapping[str, str]]:
    """The rules that refused a walk entry to the step, and those it entered in spite of, with the recorded reasons."""
    if trace is None:
        return frozenset(), {}
    leading = {
        (source, exit_.name)
        for source, other in pathway.steps.items()
        for exit_ in (*other.exits, *_interrupts(pathway, source))
        if exit_.to == step
    }
    refused = frozenset(rule for key, met in trace.blocked.items() if key in leading for rule in met.rules)
    reasons = {rule: met.because for key, met in trace.cautions.items() if key in leading for rule in met.rules}
    return refused, reasons


def _title(name: str, rule: Rule) -> str:
    return rule.title or rule.because or name
