"""What follows from what: an exit that is never taken only because every walk to it is stopped before.

Where walks are stuck (SL601) or two exits apply (SL602), much else is refuted that is not wrong in itself. Such a
finding has a cause when a walk shows it: one that is stopped at a step as the pathway stands and that, had it gone on
there by one of the exits of that step, would have come to what is never taken. The walk is found in a pathway that is
`mended` there, and then walked in the pathway itself, up to where that stops it. So a cause is never a guess; where no
such walk is found, a finding stands alone, as if there were none. An exit of the very step where walks are stuck is
closed there, and walks are stuck because of that; so it never follows from it, nor does what lies only behind it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from stepladder.engine.events import Answered, ImpossibleEvent, Stuck, Took
from stepladder.engine.moments import Moment
from stepladder.engine.semantics import Standing, begin
from stepladder.model.pathway import Pathway
from stepladder.verify.endless import goes_round
from stepladder.verify.explicit_state import Node
from stepladder.verify.findings import Proofs, Result, Shown
from stepladder.verify.witness.mending import let_out, mended

Key = tuple[str, str]
"""A question and its subject."""
Prove = Callable[[Pathway, Collection[Key], float], Proofs]
"""Decides some questions about a pathway, in so many seconds."""
Ahead = Callable[[Shown], Iterator[Node]]
"""All states that can follow a walk, the nearest first, as many as can be looked at."""

MOST_VARIANTS = 4
"""In so many ways walks go on where they are stopped."""
MOST_SECONDS = 20.0
"""How long the causes of a pathway's findings may be looked for."""


def with_causes(proofs: Proofs, prove: Prove, ahead: Ahead, deadline: float) -> Proofs:
    """The same proofs, each finding with what it follows from; no verdict changes.

    Args:
        proofs: what came out.
        prove: decides the questions of a mended pathway.
        ahead: looks at what can follow a walk.
        deadline: until when, by the monotonic clock; what has no cause by then stands alone.
    """
    stops = [result for result in proofs.of("refuted") if result.question in ("SL601", "SL602")]
    if not stops:
        return proofs
    until = min(deadline, time.monotonic() + MOST_SECONDS)
    causes = _without_outcome(proofs, prove, ahead, until)
    causes |= _never_met(proofs, stops, prove, until)
    results = [replace(result, cause=causes.get(_key(result))) for result in proofs]
    return Proofs(proofs.pathway, tuple(results))


def _without_outcome(proofs: Proofs, prove: Prove, ahead: Ahead, deadline: float) -> dict[Key, Key]:
    """The causes of what cannot come to an outcome any more.

    There is one only where every way on that ends is stopped at one step, and where nobody is left without an outcome
    once those who are stopped there come to one: not where others, who never come by, have none either.
    """
    blamed: dict[Key, set[Key]] = {}
    for result in proofs.of("refuted"):
        if result.question == "SL606" and result.shown is not None and time.monotonic() < deadline:
            stops = {cause for node in ahead(result.shown) if (cause := _stopped(node.standing)) is not None}
            if len(stops) == 1 and all(_is_refuted(proofs, cause) for cause in stops):
                blamed.setdefault(stops.pop(), set()).add(_key(result))
    causes: dict[Key, Key] = {}
    for cause, keys in blamed.items():
        left = deadline - time.monotonic()
        if left <= 0:
            break
        better = prove(let_out(proofs.pathway, cause[1], overlapping=cause[0] == "SL602"), keys, left)
        causes |= {_key(proved): cause for proved in better.of("proved")}
    return causes


def _never_met(proofs: Proofs, stops: Sequence[Result], prove: Prove, deadline: float) -> dict[Key, Key]:
    """The causes of what no walk takes, needs or tests."""
    pathway = proofs.pathway
    waiting = {_key(refuted) for refuted in proofs if _is_never_met(pathway, refuted)}
    overlapping = [refuted.subject for refuted in stops if refuted.question == "SL602"]
    stuck = {refuted.subject: _led(proofs, refuted.subject) for refuted in stops if refuted.question == "SL601"}
    variants = max([2 if overlapping else 1, *(len(led) for led in stuck.values())])
    causes: dict[Key, Key] = {}
    for variant in range(min(variants, MOST_VARIANTS)):
        left = deadline - time.monotonic()
        if not waiting or left <= 0:
            break
        changed = mended(pathway, stuck, overlapping, variant)
        for result in prove(changed, waiting, left):
            if result.shown is None:
                continue
            cause = stopped_at(pathway, result.shown)
            if cause is not None and _is_refuted(proofs, cause) and not _goes_by_closed(proofs, changed, result, cause):
                causes[_key(result)] = cause
        waiting.difference_update(causes)
    return causes


def _goes_by_closed(proofs: Proofs, changed: Pathway, result: Result, cause: Key) -> bool:
    """Whether a walk of a mended pathway leaves the step where walks are stuck by an exit that no walk takes there."""
    question, step = cause
    if question != "SL601" or result.shown is None:
        return False
    if result.subject.startswith(f"{step}/"):
        return True
    open_ = _led(proofs, step)
    state = begin(changed, result.shown.entry)
    for event in result.shown.events:
        if state.at == step and isinstance(event, Took):
            taken = Moment(None, Standing(changed, state)).taking(event.exit)
            if taken is not None and taken.kind != "interrupt" and taken.name not in open_:
                return True
        state = Standing(changed, state).after(event)
    return False


def _is_never_met(pathway: Pathway, result: Result) -> bool:
    """Whether something is said of a result because no walk comes to what it is about."""
    if result.question == "SL604":
        return result.verdict == "proved" and result.vacuous
    if result.question == "SL607" and pathway.rules[result.subject].backstop:
        return False
    return result.question in ("SL603", "SL607") and result.verdict == "refuted"


def _led(proofs: Proofs, step: str) -> list[str]:
    """The exits of a step that some walk takes."""
    names = [exit_.name for exit_ in proofs.pathway.steps[step].exits]
    known = {name: proofs.by_key.get(("SL603", f"{step}/{name}")) for name in names}
    return [name for name, result in known.items() if result is not None and result.verdict == "proved"]


def stopped_at(pathway: Pathway, shown: Shown) -> Key | None:
    """Where a walk of a mended pathway is stopped in the pathway itself; None where it is not, or is no walk of it."""
    state = begin(pathway, shown.entry)
    for event in shown.events:
        standing = Standing(pathway, state)
        cause = _stopped(standing)
        if cause is not None and not isinstance(event, Answered):
            return cause
        try:
            state = standing.after(event)
        except ImpossibleEvent:
            return cause
    return None


def _stopped(standing: Standing) -> Key | None:
    """The question that finds a walk stopped in a state; None where it can go on, or has ended."""
    if isinstance(standing.situation, Stuck):
        return "SL602" if standing.situation.overlap else "SL601", standing.state.at
    return ("SL601", standing.state.at) if goes_round(standing) else None


def _is_refuted(proofs: Proofs, key: Key) -> bool:
    result = proofs.by_key.get(key)
    return result is not None and result.verdict == "refuted"


def _key(result: Result) -> Key:
    return result.question, result.subject
