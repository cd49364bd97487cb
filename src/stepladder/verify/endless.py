"""Walks that would go round for ever without a question."""

from __future__ import annotations

from operator import itemgetter

from stepladder.engine.events import Moves, State
from stepladder.engine.semantics import Standing, take
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared


def goes_round(standing: Standing) -> bool:
    """Whether from here a walk would go round without a question for ever."""
    pathway, seen = standing.pathway, set[object]()
    while isinstance(standing.situation, Moves):
        key = same(standing.state, pathway)
        if key in seen:
            return True
        seen.add(key)
        standing = Standing(pathway, take(pathway, standing.state, standing.situation.exit))
    return False


def same(state: State, pathway: Pathway) -> object:
    """What makes two states the same: visits count up only as far as any condition can tell."""
    limit = prepared(pathway).visit_limits
    visits = tuple(sorted((step, min(n, limit.get(step, 1))) for step, n in state.visits.items()))
    return state.at, tuple(sorted(state.known.items(), key=itemgetter(0))), state.active, visits
