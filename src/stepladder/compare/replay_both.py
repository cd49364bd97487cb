"""Leads a patient through either version: by a script, as a case would, and on from anywhere to an end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from stepladder.compare.lockstep import Lockstep
from stepladder.compare.matching import Matching
from stepladder.compare.product import Joint
from stepladder.engine.events import Asks, Chooses, Exit, ImpossibleEvent
from stepladder.engine.scripted import Halt, Hand, drive
from stepladder.engine.walk import Walk
from stepladder.facts import Value
from stepladder.graph import successors, turned
from stepladder.model.cases import CaseFile, Script
from stepladder.model.pathway import Pathway
from stepladder.verify.findings import Shown
from stepladder.verify.witness.natural import REASON
from stepladder.verify.witness.representatives import Friendly

MOST_STEPS = 60
"""A walk that is led on to its end is given up after so many answers and moves."""


@dataclass
class Leading:
    """Both versions with their cases, and how to lead a patient through either."""

    matching: Matching
    joint: Joint
    files: Sequence[CaseFile | None]
    ordinary: Mapping[str, Value] = field(default_factory=dict)
    """The answers that all cases take for granted, in the names of the old version."""

    def __post_init__(self) -> None:
        self.lockstep = Lockstep(self.joint)
        self.pathways = (self.joint.old_pathway, self.joint.new_pathway)
        self.ordinary = {}
        for side, file in reversed(list(enumerate(self.files))):
            if file is not None:
                self.ordinary.update(self.facts(side, file.facts))
        self._friendly = [Friendly(pathway) for pathway in self.pathways]
        self._distances = [_distances(pathway) for pathway in self.pathways]

    def facts(self, side: int, facts: Mapping[str, Value]) -> dict[str, Value]:
        """Answers in the names of the old version."""
        if side == 0:
            return dict(facts)
        names = {**self.matching.facts, **{new: old for old, new in self.matching.back.facts.items()}}
        return {names.get(name, name): value for name, value in facts.items()}

    def script(self, side: int, script: Script) -> Script:
        """A script of one version in the names of the old one."""
        if side == 0:
            return script
        steps = self.matching.steps
        at = {
            steps.get(step, step): tuple([self.facts(side, entry) for entry in given])
            if isinstance(given, tuple)
            else self.facts(side, given)
            for step, given in script.at.items()
        }
        return Script.model_construct(
            facts=self.facts(side, script.facts),
            at=at,
            choose=tuple([steps.get(name, name) for name in script.choose]),
            override={self.matching.rules.get(rule, rule): reason for rule, reason in script.override.items()},
            entry=script.entry,
        )

    def walks(self) -> Iterator[tuple[int, Shown]]:
        """The walks of all cases in both versions, as far as they lead."""
        for side, file in enumerate(self.files):
            for case in file.cases if file is not None else ():
                assert file is not None
                for there in (side, 1 - side):
                    led = self.lead(there, self.script(side, case), self.facts(side, file.facts))
                    if led is not None:
                        yield there, Shown(case.entry, led[0].events)

    def lead(self, side: int, script: Script, defaults: Mapping[str, Value]) -> tuple[Walk, Halt] | None:
        """Drive a walk in one version; None where it cannot begin."""
        try:
            return drive(self.pathways[side], Hand(script, defaults))
        except ImpossibleEvent:
            return None

    def named(self, side: int, steps: Sequence[str]) -> tuple[str, ...]:
        """Steps by the names that a version has for them."""
        names = self.matching.back.steps if side else {}
        return tuple([names.get(step, step) for step in steps])

    # going on

    def onwards(self, side: int, walk: Walk, prefer: Sequence[str], answers: Mapping[str, Value]) -> Walk:
        """A walk led on to an end: the same answers, first the exit in question, then the nearest way out."""
        distances = self._distances[side]
        taken = False
        for _ in range(MOST_STEPS):
            match walk.situation:
                case Asks(fact):
                    walk = self._answer(side, walk, fact, answers)
                case Chooses(choices, asks):
                    chosen = None if taken else next((e for e in choices if e.name in prefer), None)
                    taken = True
                    best = chosen or min(choices, key=lambda e: _rank(walk, e, distances), default=None)
                    walk = self._answer(side, walk, asks[0], answers) if best is None else _take(walk, best)
                case _:
                    return walk
        return walk

    def _answer(self, side: int, walk: Walk, fact: str, answers: Mapping[str, Value]) -> Walk:
        wanted = answers.get(fact, self.ordinary.get(fact))
        values = self._friendly[side].candidates(fact, walk.known)
        for value in (wanted, *values):
            if value is not None:
                try:
                    return walk.answer(**{fact: value})
                except ImpossibleEvent:
                    continue
        return walk


def _rank(walk: Walk, exit_: Exit, distances: Mapping[str, int]) -> tuple[bool, int]:
    """The nearest end first, but not round and round."""
    been = walk.state.visits.get(exit_.to, 0)
    return been > 1, distances.get(exit_.to, 10_000) + 3 * been


def _take(walk: Walk, exit_: Exit) -> Walk:
    if exit_.status == "caution":
        for rule in exit_.holding:
            if rule not in walk.state.reasons:
                count = len(walk.trail)
                walk = walk.override(rule, REASON)
                if len(walk.trail) > count:  # of a `next` list the last reason has moved it already
                    return walk
    return walk.take(exit_.name)


def _distances(pathway: Pathway) -> dict[str, int]:
    """How many moves it is from each step to an end, at least; emergencies count as far away."""
    back = turned(successors(pathway))
    found = {name: 0 for name, step in pathway.steps.items() if not step.exits}
    line = list(found)
    while line:
        step = line.pop(0)
        for before in back[step]:
            if before not in found:
                found[before] = found[step] + 1
                line.append(before)
    return {name: n + (50 if pathway.steps[name].kind == "emergency" else 0) for name, n in found.items()}
