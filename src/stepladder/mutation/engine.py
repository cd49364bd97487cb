"""Tries every mutant: first on the cases, then on known walks, then by proof."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from stepladder.cases.run import Outcome, run
from stepladder.conditions.mentions import mentioned
from stepladder.conditions.nodes import Condition, Expression
from stepladder.engine.events import Answered, Took
from stepladder.engine.moments import Moment
from stepladder.engine.semantics import Standing
from stepladder.engine.walk import Walk
from stepladder.facts import Value
from stepladder.model.cases import CaseFile
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.mutation.equivalence import decide
from stepladder.mutation.findings import Mutant, Mutation, Tried, Witness
from stepladder.mutation.inputs import variations
from stepladder.mutation.mutants import mutants
from stepladder.mutation.oracle import differs, judged_differently
from stepladder.mutation.reach import Reads
from stepladder.mutation.sample_walks import boundary_values, random_walks
from stepladder.reading.load import Reading
from stepladder.verify.findings import Shown
from stepladder.verify.walk_trie import Stand

Progress = Callable[[int, int], None]
"""Told how many mutants of how many were tried."""

RANDOM_WALKS = 400
"""How many walks are drawn at random."""
MAX_PROOF_SECONDS = 20.0
"""How long the proofs of one mutant may take."""
MAX_VARIED_WALKS = 12
"""How many of them are looked at with other answers."""
MAX_MOMENTS_PER_STEP = 400
"""How many states of one step are looked at."""


class NothingToMutate(ValueError):  # noqa: N818  # said to the user as a sentence
    """There is no case that could notice anything, or nothing to change."""


def mutate(
    pathway: Pathway, reading: Reading, outcomes: Iterable[Outcome], *, progress: Progress | None = None
) -> Mutation:
    """Whether the cases notice when the pathway is changed, mutant by mutant.

    Args:
        pathway: one without errors.
        reading: where its case file was read.
        outcomes: its cases as they were run; one that fails anyway can notice nothing.
        progress: told after each mutant.

    Raises:
        NothingToMutate: no case passes, or the pathway has nothing that could be changed.
    """
    began = time.perf_counter()
    passing = [outcome for outcome in outcomes if not outcome.failures]
    all_mutants = tuple(mutants(pathway))
    if not passing:
        raise NothingToMutate(f"no case of '{pathway.id}' passes, so none can notice a mutant")
    if not all_mutants:
        raise NothingToMutate(f"'{pathway.id}' has no condition, rule or exit that could be changed")
    trial = _Trial(pathway, reading, passing)
    tried: list[Tried] = []
    for number, mutant in enumerate(all_mutants, 1):
        tried.append(trial.try_mutant(mutant))
        if progress is not None:
            progress(number, len(all_mutants))
    return Mutation(pathway, len(passing), tuple(tried), time.perf_counter() - began)


@dataclass(frozen=True)
class _Place:
    """A moment of a walk, with the walk so far."""

    walk: Walk
    number: int
    case: str = ""

    @property
    def moment(self) -> Moment:
        return self.walk.moments[self.number]

    @property
    def shown(self) -> Shown:
        events = [moment.event for moment in self.walk.moments[: self.number + 1]]
        return Shown(self.walk.entry, tuple([event for event in events if event is not None]))


@dataclass
class _Trial:
    pathway: Pathway
    reading: Reading
    outcomes: Sequence[Outcome]
    places: dict[str, list[_Place]] = field(default_factory=dict)
    """For each step some moments of walks at it: those of the cases first."""

    def __post_init__(self) -> None:
        given = self.reading.cases
        cases = tuple([outcome.case for outcome in self.outcomes])
        facts = given.facts if given is not None else {}
        self.file = CaseFile.model_construct(pathway=self.pathway.id, facts=facts, cases=cases)
        self.reads = Reads(self.pathway)
        self.standings: list[dict[str, list[Standing]]] = []
        """For each case and step the states in which its walk stood there."""
        for outcome in self.outcomes:
            stood: dict[str, list[Standing]] = {}
            for moment in outcome.walk.moments:
                stood.setdefault(moment.state.at, []).append(moment.standing)
            self.standings.append(stood)
        self.last = 0
        """The case that noticed last; it often notices the next mutant too."""

    def try_mutant(self, mutant: Mutant) -> Tried:
        """What becomes of a mutant: the cheapest way that settles it."""
        changed = mutant.make()
        steps = self.reads.steps(mutant)
        noticing_case = self._noticed(mutant, changed, steps)
        if noticing_case is not None:
            return Tried(mutant, "noticed", noticing_case)
        place = self._known(changed, steps)
        if place is not None:
            return Tried(mutant, "unnoticed", witness=self._witness(mutant, place.shown, changed, place.case))
        if not steps:
            return Tried(mutant, "equivalent", how="no exit reads it")
        variation = next(self._varied(mutant, changed, steps), None)
        if variation is not None:
            return Tried(mutant, "unnoticed", witness=self._witness(mutant, variation, changed))
        decided = decide(self.pathway, changed, steps, self.reads.rules(mutant), time.monotonic() + MAX_PROOF_SECONDS)
        if isinstance(decided.stand, Stand):
            return Tried(mutant, "unnoticed", witness=self._witness(mutant, decided.stand.shown, changed))
        return Tried(mutant, "equivalent" if decided.verdict == "same" else "undecided", how=decided.how)

    # cases

    def _noticed(self, mutant: Mutant, changed: Pathway, steps: Sequence[str]) -> str | None:
        """The first case that fails; only those are run whose walk, or rule expectation, has to do with the change."""
        rules = self.reads.rules(mutant)
        count = len(self.outcomes)
        for number in ((self.last + n) % count for n in range(count)):
            case = self.outcomes[number].case
            if not any(wanted.rule in rules for wanted in case.expect.rules) and not self._touches(
                number, changed, steps
            ):
                continue
            if run(changed, self.file, number).failures:
                self.last = number
                return case.id
        return None

    def _touches(self, number: int, changed: Pathway, steps: Sequence[str]) -> bool:
        return any(
            judged_differently(standing, Standing(changed, standing.state))
            for step in steps
            for standing in self.standings[number].get(step, ())
        )

    # patients

    def _known(self, changed: Pathway, steps: Sequence[str]) -> _Place | None:
        """A moment of a known walk in which the mutant differs: the one with the shortest walk so far."""
        differing = [
            place
            for step in steps
            for place in self.pool.get(step, ())
            if differs(place.moment.standing, Standing(changed, place.moment.state))
        ]
        return min(differing, key=lambda place: (not place.case, place.number), default=None)

    @cached_property
    def pool(self) -> dict[str, list[_Place]]:
        """For each step some moments of walks at which nobody is asked anything first: those of the cases in front."""
        usual = [dict(self.file.facts) | dict(outcome.case.facts) for outcome in self.outcomes]
        walks = [(outcome.case.id, outcome.walk) for outcome in self.outcomes]
        walks += [("", walk) for walk in random_walks(self.pathway, usual, RANDOM_WALKS)]
        pool: dict[str, list[_Place]] = {}
        for case, walk in walks:
            for number, moment in enumerate(walk.moments):
                here = pool.setdefault(moment.state.at, [])
                if len(here) < MAX_MOMENTS_PER_STEP and self._ends_stay(walk, number):
                    here.append(_Place(walk, number, case))
        return pool

    def _varied(self, mutant: Mutant, changed: Pathway, steps: Sequence[str]) -> Iterator[Shown]:
        """Walks whose patient differs from a known one in a few of the facts that were changed."""
        facts = [name for name in self.pathway.facts if name in self._facts(mutant)]
        for step in steps:
            for place in self.pool.get(step, ())[:MAX_VARIED_WALKS]:
                yield from variations(
                    place.shown, place.moment.state, changed, self.pathway, facts, self.values, self.file.facts
                )

    @cached_property
    def values(self) -> Mapping[str, tuple[Value, ...]]:
        """For each fact the values worth trying."""
        return boundary_values(self.pathway)

    def _ends_stay(self, walk: Walk, number: int) -> bool:
        last = number + 1 == len(walk.moments)
        return last or not isinstance(walk.moments[number + 1].event, Answered)

    def _witness(self, mutant: Mutant, shown: Shown, changed: Pathway, case: str = "") -> Witness:
        walk = Walk.resume(self.pathway, shown.events, shown.entry)
        last = walk.moments[len(shown.events)]
        trail = [walk.moments[0].state.at]
        trail += [m.state.at for m in walk.moments[1 : len(shown.events) + 1] if isinstance(m.event, Took)]
        read = self._facts(mutant)
        answers = {event.fact: event.value for event in shown.events if isinstance(event, Answered)}
        facts = {name: value for name, value in answers.items() if name in read}
        words = differs(last.standing, Standing(changed, last.state))
        return Witness(shown.entry, shown.events, tuple(trail), facts, words, case)

    def _facts(self, mutant: Mutant) -> frozenset[str]:
        """The facts that what was changed reads."""
        pathway, indexes = self.pathway, prepared(self.pathway)
        match mutant.part:
            case "rule":
                roots = [pathway.rules[mutant.name].when.expr]
            case "interrupt":
                roots = [pathway.interrupts[int(mutant.route[1])].when.expr]
            case "exit":
                roots = [pathway.steps[str(mutant.route[1])].exits[int(mutant.route[3])].when.expr]
            case "derived":
                definition = indexes.definitions[mutant.name]
                if isinstance(definition, Expression):
                    return frozenset(mentioned(definition.expr, indexes.definitions, indexes.blockers))
                conditions = (definition,) if isinstance(definition, Condition) else [r.when for r in definition.rows]
                roots = [condition.expr for condition in conditions]
        return frozenset(name for root in roots for name in mentioned(root, indexes.definitions, indexes.blockers))
