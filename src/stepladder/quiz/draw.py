"""Which questions make a quiz: cases drawn by a seed, then near misses; the same seed draws the same quiz."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from stepladder.cases.run import run
from stepladder.engine.walk import Walk
from stepladder.model.cases import Case, CaseFile
from stepladder.model.pathway import Pathway
from stepladder.quiz.decisions import case_items, told
from stepladder.quiz.items import Item
from stepladder.quiz.pair_items import pair_item
from stepladder.quiz.pairs import pairs

ENOUGH = 10
"""No further case is drawn once there are so many questions."""

PAIRS = 3
"""So many near misses stand at the end of a quiz."""

MANY_PAIRS = 20
"""So many near misses are made where every question is wanted."""


def quiz_items(
    pathway: Pathway, cases: CaseFile, seed: int = 0, case: str | None = None, failing: set[str] | None = None
) -> tuple[Item, ...]:
    """The questions of one quiz.

    Args:
        pathway: one without errors.
        cases: its case file, whose names all exist; a case that fails is not asked about.
        seed: decides which cases are drawn, which near misses, and the order of answers.
        case: the id of the one case to ask about; None for cases that are drawn. Of a drawn case nothing is asked that
            an earlier one has asked already: the same step with the same right answer.
        failing: what the ids of those cases are added to that were met and left out because they fail.

    Returns:
        The questions of each case in the order of its walk, then the near misses.
    """
    if case is not None:
        chosen = list(_passing(pathway, cases, [own for own in cases.cases if own.id == case], failing))
        items = [item for own, walk in chosen for item in case_items(own, walk, seed)]
        return (*items, *_pairs(pathway, cases, chosen, seed, PAIRS))
    order = list(cases.cases)
    Random(f"{seed} {pathway.id} cases").shuffle(order)
    order = _something_blocked_first(pathway, cases, order, seed, failing)
    drawn: list[tuple[Case, Walk]] = []
    asked: list[Item] = []
    seen: set[tuple[str, str, str]] = set()
    for own, walk in _passing(pathway, cases, order, failing):
        fresh = [item for item in case_items(own, walk, seed) if _gist(item) not in seen]
        if any(item.scored for item in fresh):
            seen.update(_gist(item) for item in fresh)
            asked.extend(told(own, fresh))
            drawn.append((own, walk))
        if len(asked) >= ENOUGH:
            break
    return (*asked, *_pairs(pathway, cases, drawn, seed, PAIRS))


def every_item(pathway: Pathway, cases: CaseFile, seed: int = 0, failing: set[str] | None = None) -> tuple[Item, ...]:
    """Every question of every case that passes, in file order, and then near misses; see `quiz_items`."""
    walked = list(_passing(pathway, cases, list(cases.cases), failing))
    items = [item for own, walk in walked for item in case_items(own, walk, seed)]
    return (*items, *_pairs(pathway, cases, walked, seed, MANY_PAIRS))


def _something_blocked_first(
    pathway: Pathway, cases: CaseFile, order: list[Case], seed: int, failing: set[str] | None
) -> list[Case]:
    """The cases, in front the first one in which something must not be chosen: every quiz is to ask about that."""
    for first, walk in _passing(pathway, cases, order, failing):
        shut = any(exit_.status == "blocked" for moment in walk.moments for exit_ in moment.standing.own)
        if shut and any(item.kind == "blocked" for item in case_items(first, walk, seed)):
            return [first, *(later for later in order if later is not first)]
    return order


def _gist(item: Item) -> tuple[str, str, str]:
    """What makes two questions of different cases the same to a student."""
    return item.kind, item.at, item.expected.label


def _passing(
    pathway: Pathway, file: CaseFile, chosen: list[Case], failing: set[str] | None
) -> Iterator[tuple[Case, Walk]]:
    """The cases whose expectations come true, each with its walk; the others are noted."""
    place = {candidate.id: index for index, candidate in enumerate(file.cases)}
    for candidate in chosen:
        outcome = run(pathway, file, place[candidate.id])
        if not outcome.failures:
            yield candidate, outcome.walk
        elif failing is not None:
            failing.add(candidate.id)


def _pairs(
    pathway: Pathway, cases: CaseFile, walked: list[tuple[Case, Walk]], seed: int, most: int
) -> tuple[Item, ...]:
    near_misses = pairs(pathway, cases, walked, seed, most)
    return tuple([pair_item(pathway, pair, seed) for pair in near_misses])
