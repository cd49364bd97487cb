"""What would have to be different for an exit that is closed or blocked, and what would follow from it.

Every change is replayed: the step is judged as a whole in the state that it leads to, and so is every step on the way
that the walk left since. A change that only uncovers the next rule, that an interrupt would answer, or with which it is
not known that the walk would have come here, is none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from stepladder.conditions.change import Change, smallest_changes
from stepladder.conditions.requirement import Requirement
from stepladder.engine.events import Exit
from stepladder.engine.semantics import Standing, entering
from stepladder.facts import Actionability, Known, Value
from stepladder.model.actionability import changeability
from stepladder.model.cases import Status
from stepladder.model.prepared import prepared

_NOT_FALSE = frozenset({True, None})
_NOT_TRUE = frozenset({False, None})
_TRUE = frozenset({True})
_FALSE = frozenset({False})
_DECIDED = frozenset({True, False})


@dataclass(frozen=True, slots=True)
class Recourse:
    """A change of known facts, and how an exit would then be."""

    facts: Known
    """The facts with their new values, in file order."""
    status: Status
    """What the exit's status would be: `open`, `caution` or `ask`."""
    rules: tuple[str, ...] = ()
    """The relative rules that would hold."""
    asks: tuple[str, ...] = ()
    """The facts that would still have to be known, the one asked first in front."""
    waits: tuple[str, ...] = ()
    """Those of the facts that time alone would bring to their new value."""
    unchangeable: tuple[str, ...] = ()
    """Those of the facts that nobody can change; empty wherever anything else does it."""


Departure: TypeAlias = tuple[Standing, Exit]
"""A moment at which a step was left, and the exit that was taken."""


def recourses(
    standing: Standing, exit_: Exit, departures: Sequence[Departure] = (), given: Collection[str] = ()
) -> tuple[Recourse, ...]:
    """The smallest changes of known facts after which an exit of a state is neither closed nor blocked.

    Args:
        standing: the state.
        exit_: one of its exits.
        departures: how the walk came there, in order.
        given: the facts whose value the walk itself has set, and nobody has answered.

    Returns:
        Up to three changes of one fact each, first what time or the person can bring; where it takes several facts,
        the first such change alone; nothing where the exit is neither closed nor blocked, or no change does it.
    """
    return _Search(standing, exit_, departures, given).run() if exit_.status in ("closed", "blocked") else ()


class _Search:
    def __init__(
        self, standing: Standing, exit_: Exit, departures: Sequence[Departure], given: Collection[str]
    ) -> None:
        self.standing = standing
        self.exit = exit_
        self.departures = departures
        self.given = given
        self.facts = standing.pathway.facts
        self.known = standing.state.known
        self.nature = changeability(standing.pathway)
        self.lasting = {name: value for name, value in self.known.items() if not self.nature[name].lives}

    def run(self) -> tuple[Recourse, ...]:
        domains = prepared(self.standing.pathway).domains
        wanted = list(_requirements(self.standing, self.exit))
        changes = smallest_changes(wanted, self.known, domains, self.actionability, self.objections)
        return tuple([self.told(change) for change in changes])

    def actionability(self, name: str, value: Value) -> Actionability:
        nature, fact, old = self.nature[name], self.facts[name], self.known[name]
        if name in self.given and not nature.waits(fact, old, value):
            return Actionability.SET
        return nature.actionability(fact, old, value)

    def told(self, change: Change) -> Recourse:
        then, asks = self.replayed(change)
        waits, never = [], []
        for name, new in change.items():
            if self.nature[name].waits(self.facts[name], self.known[name], new):
                waits.append(name)
            elif self.actionability(name, new) is Actionability.IMMUTABLE:
                never.append(name)
        return Recourse(change, then.status, then.rules, asks, tuple(waits), tuple(never))

    def replayed(self, change: Change) -> tuple[Exit, tuple[str, ...]]:
        """The exit as it would be after a change, and the facts that would have to be known before it is taken."""
        changed = _changed(self.standing, change)
        then = changed.exits[self.standing.exits.index(self.exit)]
        first: list[str] = []
        if self.exit.kind != "interrupt":
            for before, after in zip(self.standing.interrupts, changed.interrupts, strict=True):
                first += after.asks[:1] if before.status != "ask" else ()
        return then, tuple(dict.fromkeys([*first, *then.asks]))

    def objections(self, change: Change) -> Sequence[Requirement] | None:
        """What of the present step, or of the way there, a change fails: nobody would stand here then."""
        if _prevented(_changed(self.standing, change), self.standing, self.exit):
            return list(_requirements(self.standing, self.exit, interrupts=True))
        then, _ = self.replayed(change)
        if then.status == "ask" and not then.asks:
            return ()
        lasting = self.lasting
        for left, taken in reversed(self.departures):
            lasting = {name: value for name, value in lasting.items() if left.state.known.get(name) == value}
            earlier = {name: value for name, value in change.items() if name in lasting}
            if not earlier:
                return None
            past = _changed(left, earlier)
            if _prevented(past, left, taken) or not past.exits[left.exits.index(taken)].takable:
                known = {**self.known, **left.state.known}
                before = {name: left.state.known.get(name) for name in known if name not in lasting}
                return list(_requirements(left, taken, before, interrupts=True, taken=True))
        return None


def _changed(standing: Standing, change: Known) -> Standing:
    return Standing(standing.pathway, replace(standing.state, known={**standing.state.known, **change}))


def _prevented(changed: Standing, standing: Standing, exit_: Exit) -> bool:
    """Whether an exit is closed or blocked after a change, or an interrupt is taken before anybody comes to it."""
    first = [i for i, interrupt in enumerate(_before(standing, exit_)) if not interrupt.takable]
    if any(changed.interrupts[i].takable for i in first):
        return True
    return changed.exits[standing.exits.index(exit_)].status in ("closed", "blocked")


def _before(standing: Standing, exit_: Exit) -> tuple[Exit, ...]:
    """The interrupts that are looked at before an exit."""
    first = standing.interrupts
    return first[: first.index(exit_)] if exit_ in first else first


def _requirements(
    standing: Standing,
    exit_: Exit,
    before: Mapping[str, Value | None] | None = None,
    *,
    interrupts: bool = False,
    taken: bool = False,
) -> Iterator[Requirement]:
    """What must come out how: an exit's guard, the rules of its target, and perhaps what comes before it.

    For an exit that was taken nothing of it may be unknown; for another one no absolute rule may hold.
    """
    pathway, present = standing.pathway, standing.present
    transition, was = exit_.transition, before or {}
    yield Requirement(transition.when.expr, _TRUE if taken else _NOT_FALSE, {}, present, was)
    then = entering(pathway, standing.state, present, transition)
    sets = transition.sets if then is not present else {}
    for _, rule in prepared(pathway).rules_on.get(exit_.to, ()):
        if rule.severity == "absolute":
            yield Requirement(rule.when.expr, _FALSE if taken else _NOT_TRUE, sets, then, was)
        elif taken:
            yield Requirement(rule.when.expr, _DECIDED, sets, then, was)
    if interrupts:
        for interrupt in _before(standing, exit_):
            if not interrupt.takable:  # one that is taken all the same is not brought about by a change
                yield Requirement(interrupt.transition.when.expr, _NOT_TRUE, {}, present, was)
