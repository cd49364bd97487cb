"""Proofs by the brute-force explorer, for tests of what is made of them."""

from __future__ import annotations

from stepladder.engine.events import Answered, Event, Overrode, Took
from stepladder.model.pathway import Pathway
from stepladder.verify.findings import Proofs, Result, Shown
from tests import explorer

REASON = "Weighed up and agreed."


def proofs(pathway: Pathway, *, most_states: int = 20_000) -> Proofs:
    """Every question about a small pathway, decided by looking at all of its states."""
    verdicts = explorer.explore(pathway, most_states=most_states).all.values()
    return Proofs(pathway, tuple([_result(verdict) for verdict in verdicts]))


def _result(verdict: explorer.Verdict) -> Result:
    shown = shown_of(verdict.witness) if verdict.witness is not None else None
    return Result(verdict.code, verdict.subject, verdict.outcome, verdict.vacuous, shown)


def shown_of(witness: explorer.Witness) -> Shown:
    """The explorer's walk as events of the engine."""
    return Shown(witness.entry, tuple([_event(event) for event in witness.events]))


def _event(event: explorer.Event) -> Event:
    match event:
        case ("answered", fact, value):
            return Answered(fact, value)
        case ("overrode", rule):
            return Overrode(rule, REASON)
        case ("took", name):
            return Took(name)
    raise AssertionError(event)
