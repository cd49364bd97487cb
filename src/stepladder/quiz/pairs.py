"""Near misses: two patients who differ in one fact and go different ways at some step.

Both are made from a teaching case: its answers and choices, with one fact given another value wherever it is asked. A
number is given the values on either side of what a condition compares it with, so that the two stand next to each
other; a finding or a choice its own value and another one. Both are then walked by the real semantics until they part.
What is asked of one alone is answered alike for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from random import Random

from stepladder.cases.thresholds import Threshold, thresholds, written
from stepladder.conditions.evaluate import possible
from stepladder.conditions.nodes import Amount, Sum
from stepladder.engine.events import Answered, Chooses, Exit, Moves
from stepladder.engine.scripted import Hand, drive
from stepladder.engine.semantics import Standing, now
from stepladder.engine.walk import Walk
from stepladder.facts import Choice, Finding, Number, Value, misfit, tidy
from stepladder.model.cases import Case, CaseFile
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.quiz.decisions import Decision, decisions

PATIENCE = 200
"""So many pairs of patients are walked before the search is given up."""


@dataclass(frozen=True)
class Patient:
    """One of the two: the case as it holds for that person, and where the walk stands when they part."""

    case: Case
    value: Value
    walk: Walk
    """The walk up to the step where they part, everything asked there answered."""
    taken: Exit | None
    """The exit that is taken next; None where the case's own choice cannot be taken."""

    def may_choose(self, exit_: Exit) -> bool:
        """Whether an exit of an options step can be taken by this patient; never while an interrupt comes first."""
        return isinstance(self.walk.situation, Chooses) and judged(self.walk, exit_).takable


@dataclass(frozen=True)
class Pair:
    """Two patients who differ in one fact, and part at a step."""

    case: Case
    fact: str
    one: Patient
    two: Patient
    offered: Exit | None = None
    """The exit that only one of them may choose; None where the pathway itself leads each of them on."""

    @property
    def at(self) -> str:
        """The step where they part."""
        return self.one.walk.at


def pairs(pathway: Pathway, file: CaseFile, cases: list[tuple[Case, Walk]], seed: int, most: int) -> tuple[Pair, ...]:
    """Some near misses, each at another fact, and at another step as long as there are any.

    Args:
        pathway: one without errors.
        file: the case file, for the answers that all its cases share.
        cases: the cases to make patients from, each with its walk.
        seed: decides which are found first.
        most: how many are wanted.
    """
    rng = Random(f"{seed} {pathway.id} pairs")
    trials = [(case, walk, fact) for case, walk in cases for fact in _answered_once(walk)]
    rng.shuffle(trials)
    limits = _limits(pathway)
    near_misses: list[Pair] = []
    spare: list[Pair] = []
    tried = 0
    for case, walk, fact in trials:
        if len(near_misses) == most or len(near_misses) + len(spare) >= 2 * most or tried >= PATIENCE:
            break
        if any(pair.fact == fact for pair in (*near_misses, *spare)):
            continue
        values = list(_values(pathway, walk, fact, limits))
        rng.shuffle(values)
        for value, second in values:
            if not could_part(walk, fact, value, second):
                continue
            tried += 1
            pair = part(pathway, file, case, fact, value, second)
            if pair is not None:
                (spare if any(pair.at == before.at for before in near_misses) else near_misses).append(pair)
                break
    return tuple([*near_misses, *spare][:most])


def part(pathway: Pathway, file: CaseFile, case: Case, fact: str, value: Value, second: Value) -> Pair | None:
    """The pair that two values of a fact make of a case; None where both go the same way.

    Args:
        pathway: one without errors.
        file: the case file.
        case: the case whose answers and choices both share.
        fact: in what they differ.
        value: what it is for the first.
        second: what it is for the second.
    """
    cases = (with_value(case, fact, value), with_value(case, fact, second))
    walks = [drive(pathway, Hand(each, file.facts))[0] for each in cases]
    left, right = (list(decisions(walk)) for walk in walks)
    for index in range(max(len(left), len(right))):
        ways = [way[index] if index < len(way) else None for way in (left, right)]
        one, two = ways
        if one is not None and two is not None and _same(one, two):
            continue
        return _parted(case, fact, cases, (value, second), walks, (one, two))
    return None


def could_part(walk: Walk, fact: str, value: Value, second: Value) -> bool:
    """Whether two values of a fact change what happens where a walk leaves a step, all else being as it is there.

    This is quick, and only a sieve: `part` walks both patients and decides.
    """
    for decision in decisions(walk):
        pathway, state = walk.pathway, decision.walk.state
        indexes = prepared(pathway)
        numbers = [(state.at, index) for index in range(len(pathway.steps[state.at].exits))]
        numbers += [("", index) for index, _ in indexes.interrupts_at.get(state.at, ())]
        if fact not in state.known or not any(fact in indexes.reads(number).facts for number in numbers):
            continue
        seen = []
        for each in (value, second):
            there = Standing(pathway, replace(state, known={**state.known, fact: each}))
            following = there.situation
            taken = there.own[decision.taken.index].status if decision.taken.kind == "option" else ""
            seen.append((type(following), following.exit.name if isinstance(following, Moves) else taken))
        if seen[0] != seen[1]:
            return True
    return False


def with_value(case: Case, fact: str, value: Value) -> Case:
    """A case whose patient has another value of one fact, wherever it is asked."""

    def changed(answers: Mapping[str, Value]) -> dict[str, Value]:
        return {name: value if name == fact else given for name, given in answers.items()}

    at = {
        step: tuple([changed(visit) for visit in given]) if isinstance(given, tuple) else changed(given)
        for step, given in case.at.items()
    }
    return case.model_copy(update={"facts": {**case.facts, fact: value}, "at": at})


def judged(walk: Walk, exit_: Exit) -> Exit:
    """The same exit of a step, judged where another patient stands."""
    return walk.moments[-1].standing.own[exit_.index]


def _same(one: Decision, two: Decision) -> bool:
    """Whether two patients leave a step alike."""
    return one.walk.at == two.walk.at and (one.taken.kind, one.taken.index) == (two.taken.kind, two.taken.index)


def _parted(
    case: Case,
    fact: str,
    cases: tuple[Case, Case],
    values: tuple[Value, Value],
    walks: list[Walk],
    ways: tuple[Decision | None, Decision | None],
) -> Pair | None:
    """The pair, where the two stand at one step and it is their fact that parts them."""
    at = [way.walk if way is not None else walk for way, walk in zip(ways, walks, strict=True)]
    if at[0].at != at[1].at or not _differ_only_in(fact, at[0], at[1]):
        return None
    one, two = (
        Patient(each, value, walk, way.taken if way is not None else None)
        for each, value, walk, way in zip(cases, values, at, ways, strict=True)
    )
    if one.taken is not None and two.taken is not None and "option" not in (one.taken.kind, two.taken.kind):
        return Pair(case, fact, one, two) if one.taken.to != two.taken.to else None
    chosen = next((p.taken for p in (one, two) if p.taken is not None and p.taken.kind == "option"), None)
    if chosen is None or {one.may_choose(chosen), two.may_choose(chosen)} != {True, False}:
        return None
    second = two if one.may_choose(chosen) else one
    if isinstance(second.walk.situation, Chooses) and judged(second.walk, chosen).status == "ask":
        return None  # nobody holds what it still hangs on
    return Pair(case, fact, one, two, chosen)


def _differ_only_in(fact: str, one: Walk, two: Walk) -> bool:
    """Whether both know the fact, and no other fact is known differently."""
    both = one.known.keys() & two.known.keys()
    return fact in both and {name for name in both if one.known[name] != two.known[name]} == {fact}


def _answered_once(walk: Walk) -> list[str]:
    """The facts that are answered in a walk, and always alike."""
    given: dict[str, set[Value]] = {}
    for moment in walk.moments:
        if isinstance(moment.event, Answered):
            given.setdefault(moment.event.fact, set()).add(moment.event.value)
    return [name for name, values in given.items() if len(values) == 1]


def _limits(pathway: Pathway) -> dict[str, list[Threshold]]:
    """For each number fact, the comparisons that read it."""
    limits: dict[str, list[Threshold]] = {}
    for where in written(pathway):
        for _, threshold in thresholds(pathway, where):
            for _, atom in threshold.gap.terms:
                if isinstance(atom, Amount) and not atom.derived:
                    limits.setdefault(atom.name, []).append(threshold)
    return limits


def _values(
    pathway: Pathway, walk: Walk, fact: str, limits: Mapping[str, list[Threshold]]
) -> Iterator[tuple[Value, Value]]:
    """Two values of a fact that could make a difference, close to each other."""
    domain = prepared(pathway).domains[fact]
    given = next(m.event.value for m in walk.moments if isinstance(m.event, Answered) and m.event.fact == fact)
    match domain:
        case Finding():
            yield given, given is not True
        case Choice(values):
            for value in values:
                if value != given:
                    yield given, value
        case Number():
            for threshold in limits.get(fact, ()):
                yield from _either_side(domain, fact, threshold, walk)


def _either_side(domain: Number, fact: str, threshold: Threshold, walk: Walk) -> Iterator[tuple[Value, Value]]:
    """The neighbours just below, exactly at and just above what a comparison compares a number with."""
    factor = sum((Decimal(by) for by, atom in threshold.gap.terms if _is(atom, fact)), Decimal(0))
    rest = tuple((by, atom) for by, atom in threshold.gap.terms if not _is(atom, fact))
    if factor == 0:
        return
    others = possible(Sum(rest, threshold.gap.constant, threshold.gap.span), now(walk.pathway, walk.state))
    if others is None or len(others) != 1:
        return
    step = Decimal(1).scaleb(-domain.decimals)
    point = -Decimal(others[0]) / factor
    low = (point / step).to_integral_value(ROUND_FLOOR) * step
    high = (point / step).to_integral_value(ROUND_CEILING) * step
    near = sorted({low - step, low, high, high + step})
    for below, above in pairwise(near):
        pair = (tidy(below), tidy(above))
        if not any(misfit(domain, value) for value in pair):
            yield pair


def _is(atom: object, fact: str) -> bool:
    return isinstance(atom, Amount) and not atom.derived and atom.name == fact
