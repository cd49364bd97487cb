"""Rounds that a walk could go without a question: it would never end, and counts as stuck."""

from __future__ import annotations

from stepladder.graph import loops, spread, turned
from stepladder.verify.constraints import narrowed
from stepladder.verify.exits import Way
from stepladder.verify.reachability.search import Search
from stepladder.verify.solver import Moment, Question
from stepladder.verify.transition_relation import Moves


def rounds(moves: Moves, search: Search) -> frozenset[str]:
    """The steps from which a walk may come, without a further question or a choice, into a round of such moves.

    The first step may have asked something before. What is not among them is safe; what is may still be.
    """
    silent: dict[str, list[str]] = {name: [] for name in moves.pathway.steps}
    for name, ways in moves.ways.items():
        for way in ways:
            if way.kind != "option" and way.to not in silent[name] and _silent(moves, search, name, way):
                silent[name].append(way.to)
    inside = {name for part in loops(silent) for name in part}
    reached = spread(inside, turned(silent))
    before = {way.step for name in reached for way in moves.into[name] if way.kind != "option"}
    return frozenset(reached | before)


def _silent(moves: Moves, search: Search, step: str, way: Way) -> bool:
    """Whether an exit may be taken as soon as a step is entered."""
    wants, asked = moves.leaving(way)
    env = narrowed(moves.space.full, asked)
    after = narrowed(env, moves.effects_on(step, None)) if env is not None else None
    if after is None:
        return False
    solution, _ = Question([Moment(wants, after)], moves.meanings, {}, moves.space.full).solve(search.clock)
    return solution is not None
