"""A plan made into a walk: each answer given where it may be given, each exit taken, by the very rules of `walk`.

A plan says what may be known when an exit is taken. Which answers that takes, and in which order, only the walk itself
tells: so the plan is walked, and where the natural order of answers comes to nothing, another one is tried.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stepladder.engine.events import Answered, Asks, Chooses, Ended, Event, Exit, Moves, Overrode, Stuck, Took
from stepladder.engine.semantics import Standing, answerable
from stepladder.facts import Value
from stepladder.model.pathway import Pathway
from stepladder.verify.domain import Env, Space
from stepladder.verify.exits import Way
from stepladder.verify.reachability.plan import Answer, Plan
from stepladder.verify.walk_trie import Answers, Stand, Walks

MOST_TRIES = 300
"""How many states are looked at before a plan counts as one that no walk can follow."""
MOST_OTHERS = 600
"""How many states are looked at for other patients who may go the way of a plan."""
SMALL = 12
"""Up to so many steps a pathway is small enough to try other patients."""
REASON = "Agreed with the person, and written down."
"""What is recorded where a caution is taken."""


@dataclass(frozen=True)
class Stage:
    """A stay at a step, as it is planned."""

    way: Way | None
    """The exit to take; None at the end, where the state itself is what is asked for."""
    known: Mapping[str, frozenset[Value]]
    """For each fact the values it may have."""
    unknown: frozenset[str]
    """The facts that may be left unknown."""

    def pending(self, standing: Standing) -> list[str]:
        """What is planned to be known and is not."""
        known = standing.state.known
        return [name for name in self.known if name not in known and name not in self.unknown]


def stage(space: Space, way: Way | None, env: Env) -> Stage:
    """A stay with the values that are left of a plan."""
    known: dict[str, frozenset[Value]] = {}
    unknown: set[str] = set()
    for var in range(space.state):
        kind, name = space.names[var]
        if kind != "fact":
            continue
        mask = env[var]
        if mask & 1:
            unknown.add(name)
        if mask & ~1:
            values = space.values[var]
            known[name] = frozenset(v for n, v in enumerate(values) if v is not None and mask >> n & 1)
    return Stage(way, known, frozenset(unknown))


def stages(space: Space, plan: Plan) -> list[Stage]:
    """The stays of a plan."""
    return [stage(space, way, env) for (_, way), env in zip(plan.path, plan.known, strict=True)]


def replay(walks: Walks, space: Space, plan: Plan, wanted: Callable[[Stand], bool]) -> Stand | None:
    """The walk that a plan stands for, if there is one and it shows what is wanted.

    Args:
        walks: where walks are tried.
        space: the variables of the plan.
        plan: where to begin, which exits to take, and what may be known at each.
        wanted: whether a walk shows what is looked for; asked of each walk that follows the plan to its end.
    """
    root = plan.root or walks.roots[plan.entry]
    for candidate in (plan, *plan.others) if plan.known else ():
        planned = stages(space, candidate)
        for eager in (False, True):
            for stand in follow(walks, root, planned, eager=eager):
                if wanted(stand):
                    return stand
    if walks.answers is not None and len(walks.pathway.steps) <= SMALL:
        for stand in _by_any_answers(walks, walks.answers, plan):
            if wanted(stand):
                return stand
    return None


def tried(walks: Walks, space: Space, plan: Plan) -> tuple[bool, dict[tuple[int, int], Answer]]:
    """Whether a walk goes as planned when it is asked only what it asks by itself.

    Returns:
        Whether it does; and where it does not because of what is asked or not, how it is with each stay and fact.
    """
    planned = stages(space, plan)
    here, number = plan.root or walks.roots[plan.entry], 0
    while number < len(planned):
        this = planned[number]
        pending = this.pending(here.standing)
        if not pending:
            if this.way is None:
                return True, {}
            moved = _moved(walks, here, this.way)
            if moved is not None:
                here, number = moved, number + 1
                continue
        situation = here.standing.situation
        asked: tuple[str, ...] = ()
        if isinstance(situation, Asks):
            asked = (situation.fact,)
        elif isinstance(situation, Chooses):
            asked = situation.asks
        first = next((name for name in asked if name in pending), None)
        if first is None and (isinstance(situation, Asks) or not pending):
            first = next((name for name in asked if name in this.known), None)
        if first is None and isinstance(situation, Asks) and situation.fact not in this.known:
            return False, {(number, space.index["fact", situation.fact]): "yes"}
        if first is None:
            return False, {(number, space.index["fact", name]): "no" for name in pending}
        value = _value(walks.pathway, first, planned, number)
        following = walks.step(here, Answered(first, value)) if value is not None else None
        if following is None:
            return False, {}
        here = following
    return True, {}


def _by_any_answers(walks: Walks, answers: Answers, plan: Plan) -> Iterator[Stand]:
    """Every walk that takes the exits of a plan, whatever is answered: another patient may go the same way."""
    waiting: deque[tuple[Stand, int]] = deque([(walks.roots[plan.entry], 0)])
    seen: set[object] = set()
    for _ in range(MOST_OTHERS):
        if not waiting:
            return
        here, number = waiting.popleft()
        way = plan.path[number][1]
        moved = None if way is None else _moved(walks, here, way)
        if way is None:
            yield here
        elif moved is not None:
            if number + 1 < len(plan.path):
                waiting.append((moved, number + 1))
            else:
                yield moved
        if isinstance(here.standing.situation, Moves | Ended):
            continue
        for name in sorted(_named(here.standing)):
            for value in answers(here.at, name):
                following = walks.step(here, Answered(name, value))
                if following is None:
                    continue
                state = following.standing.state
                key = (number, frozenset(state.known.items()), state.active, tuple(sorted(state.visits.items())))
                if key not in seen:
                    seen.add(key)
                    waiting.append((following, number))


def follow(walks: Walks, root: Stand, planned: Sequence[Stage], *, eager: bool) -> Iterator[Stand]:
    """Every walk that follows the stages from a place on, as far as the tries go.

    The natural order of answers comes first or, where that is to be `eager`, what is needed but might not be asked.
    """
    waiting: list[tuple[Stand, int]] = [(root, 0)]
    for _ in range(MOST_TRIES):
        if not waiting:
            return
        here, number = waiting.pop()
        this = planned[number]
        pending = this.pending(here.standing)
        if this.way is None and not pending:
            yield here
        following: list[tuple[Stand, int]] = []
        if this.way is not None and not pending:
            moved = _moved(walks, here, this.way)
            if moved is not None and number + 1 < len(planned):
                following.append((moved, number + 1))
            elif moved is not None:
                yield moved
        if this.way is not None or pending:
            for name, value in _answers(here.standing, this, planned, number, pending, eager):
                answered = walks.step(here, Answered(name, value))
                if answered is not None:
                    following.append((answered, number))
        waiting.extend(reversed(following))


def _moved(walks: Walks, here: Stand, way: Way) -> Stand | None:
    """Where a planned exit leads; None where it cannot be taken."""
    situation = here.standing.situation
    chosen: Exit | None = None
    match situation:
        case Moves(exit_):
            chosen = exit_ if _same(exit_, way) else None
        case Chooses(exits):
            chosen = next((exit_ for exit_ in exits if _same(exit_, way)), None)
        case Ended() | Asks() | Stuck():
            chosen = None
    if chosen is None:
        return None
    events: list[Event] = []
    if chosen.status == "caution" and not isinstance(situation, Moves):
        events += [Overrode(rule, REASON) for rule in chosen.holding]
    events.append(Took(chosen.name))
    stand: Stand | None = here
    for event in events:
        stand = walks.step(stand, event) if stand is not None else None
    return stand


def _same(exit_: Exit, way: Way) -> bool:
    return exit_.kind == way.kind and exit_.index == way.index


def _answers(
    here: Standing, this: Stage, planned: Sequence[Stage], number: int, pending: list[str], eager: bool
) -> Iterator[tuple[str, Value]]:
    """The answers that can come next: what the walk asks first, then what the plan still needs."""
    situation = here.situation
    asked: tuple[str, ...] = ()
    match situation:
        case Asks(fact):
            asked = (fact,)
        case Chooses(_, asks):
            asked = asks if this.way is None or not _takes(here, this.way) else ()
        case Moves() | Ended():
            return
        case Stuck():
            asked = ()
    natural = [name for name in asked if name in pending or isinstance(situation, Asks) or this.way is not None]
    open_ones = _named(here) if len(natural) < len(pending) or eager else frozenset[str]()
    rest = [name for name in pending if name in open_ones and name not in natural]
    if eager:
        own = here.pathway.steps[here.state.at].asks
        rest = [name for name in pending if name in open_ones and name not in own]
    first = [name for name in natural if name in pending and name not in (rest if eager else ())]
    later = [name for name in natural if name not in pending]
    for name in (*rest, *first, *later) if eager else (*first, *rest, *later):
        value = _value(here.pathway, name, planned, number)
        if value is not None:
            yield name, value


def _takes(here: Standing, way: Way) -> bool:
    return any(exit_.takable and _same(exit_, way) for exit_ in here.exits)


def _named(here: Standing) -> frozenset[str]:
    """The facts that may be answered in a state."""
    return frozenset(answerable(here))


def _value(pathway: Pathway, name: str, planned: Sequence[Stage], number: int) -> Value | None:
    """A value that fits this stay and, as long as it lasts, the later ones."""
    left = planned[number].known.get(name)
    if not left:
        return None
    for before, this in zip(planned[number:], planned[number + 1 :], strict=False):
        if _forgotten(pathway, name, before.way):
            break
        more = left & this.known.get(name, frozenset())
        if not more:
            break
        left = more
    values = _order(pathway, name)
    return min(left, key=lambda value: values.get(value, 0)) if values else min(left)


def _order(pathway: Pathway, name: str) -> Mapping[Value, int]:
    """The values of a finding or choice, the usual ones first."""
    fact = pathway.facts[name]
    if fact.type == "finding":
        return {False: 0, True: 1}
    return {value: n for n, value in enumerate(fact.values or ())}


def _forgotten(pathway: Pathway, name: str, way: Way | None) -> bool:
    """Whether a fact gets another value, or none, when an exit is taken and the next step entered."""
    if way is None:
        return True
    t, entered = way.transition, pathway.steps[way.to]
    fresh = name in entered.asks and pathway.facts[name].fresh
    return fresh or any(name in source.forgets or name in source.sets for source in (t, entered))
