"""The graph of a pathway as its author seems to mean it, so that one mistake is not reported a second time.

An exit to a step that does not exist is taken to lead to the nearest name; where there is none, nobody can know where
its step leads, as with a step whose exits could not be read. Such steps are `open_ended`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stepladder.diagnostics import Route
from stepladder.model.steps import Interrupt
from stepladder.validate.check import Subject
from stepladder.validate.names import Names, exit_lists

EXITS = ("next", "options")


@dataclass(frozen=True, slots=True)
class Shape:
    """Which steps lead where."""

    ways: dict[str, list[str]]
    """For every step the steps that its exits and interrupts are meant to lead to."""
    roots: tuple[str, ...]
    """Where walks begin: the start, the entries, and the target of an interrupt from nobody knows where."""
    open_ended: frozenset[str]
    """Steps that may lead anywhere."""
    all_roots: bool
    """Whether every place where a walk can begin is known."""
    all_interrupts: bool
    """Whether every interrupt is known, and every group one may start from."""


def shape_of(subject: Subject) -> Shape:
    """The graph of a pathway, mended where that is needed."""
    pathway, steps = subject.pathway, Names(subject, "steps")
    here = pathway.steps
    open_ended = set(unread_exits(subject.lost))
    ways: dict[str, list[str]] = {name: [] for name in here}
    for name, _, exits in exit_lists(pathway):
        targets = [exit_.to for exit_ in exits]
        if not here.keys() >= set(targets):
            targets = [meant for to in targets if (meant := steps.meant(to)) is not None and meant in here]
            if len(targets) < len(exits):
                open_ended.add(name)
        ways[name] += targets
    roots = [steps.meant(pathway.start), *[steps.meant(entry.at) for entry in pathway.entries.values()]]
    for interrupt in pathway.interrupts:
        to = steps.meant(interrupt.to)
        if to is None or to not in here:
            open_ended.update(pathway.interrupted(interrupt))
            continue
        if not _all_known(interrupt, subject, steps):
            roots.append(to)
        for name in pathway.interrupted(interrupt):
            ways[name].append(to)
    lost = {str(route[0]) for route in subject.lost if route}
    return Shape(
        ways,
        tuple([root for root in roots if root is not None and root in here]),
        frozenset(open_ended),
        not lost & {"start", "entries"} and all(root in here for root in roots),
        not lost & {"interrupts", "groups"},
    )


def unread_exits(lost: Iterable[Route]) -> Iterator[str]:
    """The steps of which an exit could not be read."""
    for route in lost:
        if route[:1] == ("steps",) and len(route) > 2 and route[2] in EXITS:
            yield str(route[1])


def _all_known(interrupt: Interrupt, subject: Subject, steps: Names) -> bool:
    """Whether each name an interrupt starts from is a step, or a group of steps."""
    groups = subject.pathway.groups
    for name in interrupt.from_:
        if name == "everywhere":
            continue
        if name.startswith("@"):
            if name[1:] not in groups or not all(member in steps.known for member in groups[name[1:]]):
                return False
        elif name not in steps.known:
            return False
    return True
