"""What walks that were found show besides what they were looked for: each step, exit and rule once is enough."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TypeAlias

from stepladder.conditions.evaluate import evaluate
from stepladder.conditions.nodes import Node
from stepladder.engine.events import Took
from stepladder.model.pathway import Pathway
from stepladder.verify.checker import ends_of, exit_taken, joined_parts, must_ask
from stepladder.verify.findings import Shown
from stepladder.verify.walk_trie import Stand

Seen: TypeAlias = tuple[str, str, int]
"""`step`, `exit`, `rule` or `tested`, its name, and of a claim the part."""


class Coverage:
    """Everything that some walk was seen to do, each with the shortest of these walks."""

    def __init__(self, pathway: Pathway) -> None:
        self.pathway = pathway
        self.seen: dict[Seen, Stand] = {}

    def __contains__(self, key: Seen) -> bool:
        return key in self.seen

    def shown(self, key: Seen) -> Shown:
        """A walk that does something."""
        return self.seen[key].shown

    def add(self, stand: Stand) -> None:
        """Look at a walk from its beginning to its end."""
        for place in stand.line():
            if not place.looked:
                place.looked = True
                for key in self.marks(place):
                    known = self.seen.get(key)
                    if known is None or place.depth < known.depth:
                        self.seen[key] = place

    def marks(self, place: Stand) -> Iterator[Seen]:
        """What the last moment of a walk shows."""
        step, event = place.at, place.moment.event
        if event is None or isinstance(event, Took):
            yield "step", step, 0
            yield from self._entered(step, begins=event is None)
        if place.before is not None and isinstance(event, Took):
            exit_ = exit_taken(place.before.moment, place.moment)
            if exit_ is not None:
                name = f"interrupts[{exit_.index}]" if exit_.kind == "interrupt" else f"{place.before.at}/{exit_.name}"
                yield "exit", name, 0
        for exit_ in place.standing.exits:
            for rule in exit_.holding:
                yield "rule", rule, 0
        yield from self._tested(place)

    def _entered(self, step: str, *, begins: bool) -> Iterator[Seen]:
        for name, steps, by_exit in self._subjects:
            if step in steps and not (begins and by_exit):
                yield "tested", name, 0

    def _tested(self, place: Stand) -> Iterator[Seen]:
        standing = place.standing
        for name, number, part in self._parts:
            key = ("tested", name, number)
            if key not in self.seen and evaluate(part, standing.present) is True:
                yield key
        for name, steps, when in self._offers:
            key = ("tested", name, 0)
            if key in self.seen or place.at not in steps or must_ask(standing.situation):
                continue
            if evaluate(when, standing.present) is True:
                yield key

    @cached_property
    def _subjects(self) -> list[tuple[str, frozenset[str], bool]]:
        """Of the claims about entering steps: the steps, and whether only exits count."""
        subjects: list[tuple[str, frozenset[str], bool]] = []
        for name, claim in self.pathway.claims.items():
            if claim.entering is not None:
                subjects.append((name, frozenset(self.pathway.members(claim.entering)), True))
            elif claim.after is not None:
                subjects.append((name, frozenset(self.pathway.members(claim.after)), False))
            elif claim.passes is not None:
                subjects.append((name, frozenset(ends_of(self.pathway, claim)), False))
        return subjects

    @cached_property
    def _parts(self) -> list[tuple[str, int, Node]]:
        """The parts of the `never` claims."""
        return [
            (name, number, part)
            for name, claim in self.pathway.claims.items()
            if claim.never is not None
            for number, part in enumerate(joined_parts(claim.never.expr))
        ]

    @cached_property
    def _offers(self) -> list[tuple[str, frozenset[str], Node]]:
        """The `offers` claims: where, and when."""
        return [
            (name, frozenset(self.pathway.members(claim.at or ())), claim.when.expr)
            for name, claim in self.pathway.claims.items()
            if claim.when is not None
        ]
