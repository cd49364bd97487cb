"""Walks that go on from where others have come: most exits and rules differ from others only by what is answered there.

This only ever saves time. What is not found so is searched for from the very beginning.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

from stepladder.engine.events import State
from stepladder.facts import Value
from stepladder.verify.checker import exit_taken
from stepladder.verify.constraints import Spent
from stepladder.verify.domain import Env
from stepladder.verify.exits import Way
from stepladder.verify.reachability.plan import Target
from stepladder.verify.reachability.replay import follow, stage
from stepladder.verify.reachability.search import Search
from stepladder.verify.solver import Moment, Question
from stepladder.verify.transition_relation import Moves
from stepladder.verify.walk_trie import Stand, Walks

LONGEST, MOST_PATHS = 30, 4
"""How long a path may be that is walked again with other answers, and how many are."""
MOST_CASES = 300
"""How many cases it may take to find what to answer at one step."""
NEAR = 4
"""How many exits away from a target walks are grown."""
MOST_GROWN = 60
"""How many walks are grown for a question."""


def extended(
    walks: Walks, moves: Moves, search: Search, targets: Sequence[Target], wanted: Callable[[Stand], bool]
) -> Stand | None:
    """A walk that reaches one of some targets in the step that another walk has just entered; None where none does."""
    for target in targets:
        for place in walks.entered.get(target.step, ()):
            stand = _here(walks, moves, search, target, place, wanted)
            if stand is not None:
                return stand
    return None


def grown(
    walks: Walks, moves: Moves, search: Search, targets: Sequence[Target], wanted: Callable[[Stand], bool]
) -> Stand | None:
    """A walk that reaches one of some targets after going round near it, by exits that other walks did not take there.

    Only walks that have been to other steps than those known, or have other therapies running, are new.
    """
    left = search.clock.cases - MOST_GROWN * MOST_CASES // 4
    near = {target.step for target in targets}
    for _ in range(NEAR):
        near |= {way.step for step in near for way in moves.into[step]}
    waiting = [place for step in near for place in walks.entered.get(step, ())]
    waiting.sort(key=lambda place: place.depth)
    for _ in range(MOST_GROWN):
        if not waiting or search.clock.cases < left:
            return None
        place = waiting.pop()
        for way in moves.ways[place.at]:
            if way.to not in near:
                continue
            known = len(walks.entered.get(way.to, ()))
            stand = _here(walks, moves, search, Target(way.step, (), {}, way), place, lambda _: True)
            if stand is None or len(walks.entered.get(way.to, ())) == known:
                continue
            for target in targets:
                if target.step == stand.at:
                    walk = _here(walks, moves, search, target, stand, wanted)
                    if walk is not None:
                        return walk
            waiting.append(stand)
    return None


def places(walks: Walks, moves: Moves, step: str, most: int) -> list[tuple[Stand, Env]]:
    """Some walks that have just entered a step, each with its state."""
    return [(place, entered(moves, place.standing.state, free=False)) for place in walks.entered.get(step, ())[:most]]


def paths(walks: Walks, moves: Moves, step: str) -> list[list[tuple[str, Way | None]]]:
    """The steps of some short walks to a step, each with the exit taken there; the step itself is left out."""
    known_paths: list[list[tuple[str, Way | None]]] = []
    for place in walks.entered.get(step, ()):
        path: list[tuple[str, Way | None]] = []
        for stand in place.line():
            exit_ = exit_taken(stand.before.moment, stand.moment) if stand.before is not None else None
            if exit_ is not None and stand.before is not None:
                ways = moves.ways[stand.before.at]
                path.append((stand.before.at, next(w for w in ways if (w.kind, w.index) == (exit_.kind, exit_.index))))
        if path not in known_paths:
            known_paths.append(path)
    return sorted([path for path in known_paths if len(path) <= LONGEST], key=len)[:MOST_PATHS]


def _here(
    walks: Walks, moves: Moves, search: Search, target: Target, place: Stand, wanted: Callable[[Stand], bool]
) -> Stand | None:
    question, _ = search.states.of_target(target)
    env = entered(moves, place.standing.state)
    for var, mask in enumerate(question.moments[0].env):
        env[var] &= mask
        if not env[var]:
            return None
    moment = Moment(question.moments[0].wants, env)
    try:
        with search.clock.few(MOST_CASES):
            solved, _ = Question([moment], moves.meanings, {}, moves.space.full).solve(search.clock)
    except Spent:
        search.clock.check()
        return None
    if solved is None:
        return None
    for eager in (False, True):
        for stand in follow(walks, place, [stage(moves.space, target.way, solved[0])], eager=eager):
            if wanted(stand):
                return stand
    return None


def entered(moves: Moves, state: State, *, free: bool = True) -> Env:
    """A state that was just entered, with what can be answered there if that is to be `free`, as values."""
    space = moves.space
    env = list(space.full)
    answerable = moves.answerable[state.at]
    for var in range(space.state):
        kind, name = space.names[var]
        match kind:
            case "fact":
                value = state.known.get(name)
                if value is not None:
                    env[var] = place_of(space.values[var], value)
                elif not free or var not in answerable:
                    env[var] = 1
            case "therapy":
                env[var] = 2 if name in state.active else 1
            case "visits":
                most = space.full[var].bit_length() - 1
                env[var] = 1 << min(state.visits.get(name, 0), most)
            case _:
                pass
    return env


def place_of(values: Sequence[Value | None], value: Value) -> int:
    """The mask of a value; of a number that is none of them, that of a neighbour."""
    for place, candidate in enumerate(values):
        if candidate is not None and candidate == value and isinstance(candidate, bool) is isinstance(value, bool):
            return 1 << place
    assert not isinstance(value, str)
    numbers = [candidate for candidate in values if candidate is not None and not isinstance(candidate, str)]
    return 1 << max(1, bisect_right(numbers, value))
