"""Walks that may exercise what no case does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from stepladder.cases.run import Outcome
from stepladder.engine.events import Answered, ImpossibleEvent
from stepladder.engine.walk import Walk
from stepladder.facts import Value
from stepladder.model.pathway import Pathway
from stepladder.mutation.inputs import reanswered
from stepladder.mutation.sample_walks import boundary_values, random_walks
from stepladder.verify.findings import Shown

PROOF_SECONDS = 20.0
"""How long the proofs may look for walks."""
RANDOM_WALKS = 120
"""How many walks are drawn at random."""
MAX_CHANGED_ANSWERS = 400
"""How many changed answers are tried."""


def candidates(pathway: Pathway, outcomes: Sequence[Outcome], usual: Mapping[str, Value]) -> Iterator[Walk]:
    """Walks of this pathway, the same ones for the same input: of proofs, of changed cases, and drawn at random.

    Args:
        pathway: one without errors.
        outcomes: its cases as they were run.
        usual: what all its cases take for granted.
    """
    yield from _proved(pathway, outcomes, usual)
    yield from _varied(pathway, outcomes, usual)
    patients = [dict(usual) | dict(outcome.case.facts) for outcome in outcomes] or [dict(usual)]
    yield from random_walks(pathway, patients, RANDOM_WALKS)


def _proved(pathway: Pathway, outcomes: Sequence[Outcome], usual: Mapping[str, Value]) -> Iterator[Walk]:
    """For every exit and every rule a walk that takes it, or meets it; its patient is an ordinary one otherwise."""
    from stepladder.verify.engine import verify

    hints = [outcome.walk for outcome in outcomes]
    proofs = verify(pathway, only=("SL603", "SL607"), timeout=PROOF_SECONDS, hints=hints)
    seen: set[Shown] = set()
    for result in proofs:
        if result.shown is not None and result.shown not in seen:
            seen.add(result.shown)
            answers = {event.fact: event.value for event in result.shown.events if isinstance(event, Answered)}
            asked = reanswered(pathway, result.shown, answers, usual)
            for shown in (asked, result.shown):
                walk = _resumed(pathway, shown)
                if walk is not None:
                    yield walk


def _varied(pathway: Pathway, outcomes: Iterable[Outcome], usual: Mapping[str, Value]) -> Iterator[Walk]:
    """The walks of cases with one answer changed to a value that some condition tells apart."""
    values = boundary_values(pathway)
    tried: set[tuple[str, Value]] = set()
    for outcome in outcomes:
        answered = {event.fact: event.value for event in outcome.walk.events if isinstance(event, Answered)}
        shown = Shown(outcome.walk.entry, outcome.walk.events)
        for fact, given in answered.items():
            for value in values[fact]:
                if value == given or (fact, value) in tried or len(tried) >= MAX_CHANGED_ANSWERS:
                    continue
                walk = _resumed(pathway, reanswered(pathway, shown, {fact: value}, usual))
                tried.add((fact, value))
                if walk is not None:
                    yield walk


def _resumed(pathway: Pathway, shown: Shown | None) -> Walk | None:
    if shown is None:
        return None
    try:
        return Walk.resume(pathway, shown.events, shown.entry)
    except ImpossibleEvent:
        return None
