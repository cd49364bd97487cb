"""Plans that go on from walks which are known, for what any walk is good enough for: no search, and so no proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from stepladder.verify.constraints import Spent
from stepladder.verify.domain import Env
from stepladder.verify.exits import Way
from stepladder.verify.reachability.plan import Plan, Target
from stepladder.verify.reachability.search import Search
from stepladder.verify.walk_trie import Stand


def samples(
    search: Search,
    targets: Sequence[Target],
    places: Callable[[str], Sequence[tuple[Stand, Env]]],
    cases: int,
    most: int,
) -> Iterator[Plan]:
    """Plans for walks into some targets that go on from where others have come, by two exits or three.

    Args:
        search: where to look.
        targets: the states asked for.
        places: walks that have just entered a step, with the state in which they did.
        cases: how many each may take; what takes more is left out, so no plan at all proves nothing.
        most: how many are tried.
    """
    tries = 0
    for target in targets:
        if target.step not in search.states.distance or not search.states.alone(target):
            continue
        end = (target.step, target.way)
        for last in search.moves.into[target.step]:
            for path in ([last], *[[before, last] for before in search.moves.into[last.step]]):
                for place, env in places(path[0].step):
                    steps = [*[(way.step, way) for way in path], end]
                    tries += 1
                    if tries > most:
                        return
                    plan = _sample(search, (place, env), place.entry, steps, target, cases)
                    if plan is not None:
                        yield plan


def again(
    search: Search,
    targets: Sequence[Target],
    paths: Callable[[str], Sequence[Sequence[tuple[str, Way | None]]]],
    cases: int,
) -> Iterator[Plan]:
    """Plans for walks into some targets that take the very exits of a walk to the step, with other answers.

    Args:
        search: where to look.
        targets: the states asked for.
        paths: the steps and exits of walks to a step, the step itself left out, each from a beginning.
        cases: how many each may take.
    """
    for target in targets:
        if target.step not in search.states.distance or not search.states.alone(target):
            continue
        for path in paths(target.step):
            for entry, step, _ in search.states.begin:
                if step == (path[0][0] if path else target.step):
                    plan = _sample(search, None, entry, [*path, (target.step, target.way)], target, cases)
                    if plan is not None:
                        yield plan


def _sample(
    search: Search,
    place: tuple[Stand, Env] | None,
    entry: str | None,
    path: Sequence[tuple[str, Way | None]],
    target: Target,
    cases: int,
) -> Plan | None:
    followed, search.followed = search.followed, set()
    root, env = place or (None, None)
    try:
        with search.clock.few(cases):
            return search.walk_through(entry, path, target, root, env)[0]
    except Spent:
        search.clock.check()
        return None
    finally:
        search.followed = followed
