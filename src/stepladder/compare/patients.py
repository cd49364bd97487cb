"""Which patients a difference is about: the values of the facts that matter, widened as far as the difference goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from stepladder.compare.constraints import Outside
from stepladder.compare.product import Joint
from stepladder.engine.events import State
from stepladder.facts import Choice, Finding, Number, Value, misfit, tidy
from stepladder.model.declarations import Fact
from stepladder.verify.constraints import Box, Clock, Constraint, Spent, Want, narrowed
from stepladder.verify.domain import Env
from stepladder.verify.solver import Moment, Question
from stepladder.verify.terms.logic import Term
from stepladder.walk.words import unit_words

MOST_BOXES = 4
"""So many groups of patients are told apart; of more there is said that there are others."""
MOST_PARTS = 6
"""A group that takes more facts than this is not told in facts."""
MOST_CASES = 20_000


Wanted = tuple[Term, int]
"""A condition and how it is to come out."""


@dataclass
class Patients:
    """Describes patients of both versions."""

    joint: Joint
    clock: Clock
    _known: dict[object, tuple[tuple[str, ...], bool]] = field(default_factory=dict)

    def of(
        self, wanted: Sequence[Wanted], state: State | None, holds: Callable[[State], bool]
    ) -> tuple[tuple[str, ...], bool]:
        """The patients for whom some conditions come out as wanted, in words, and whether there are others.

        Args:
            wanted: the conditions.
            state: one of these patients, whose group comes first.
            holds: the same asked of a state; tells where the values of a number begin and end.

        Returns:
            A line for each group; none where it is everybody, or where facts would not tell it shortly.
        """
        key = tuple([(id(term), allowed) for term, allowed in wanted])
        if key not in self._known:
            before, self.clock.cases = self.clock.cases, MOST_CASES
            try:
                self._known[key] = self._of(wanted, state, holds)
            except Spent:
                self._known[key] = ((), True)
            finally:
                self.clock.cases = before
        return self._known[key]

    def _of(
        self, wanted: Sequence[Wanted], state: State | None, holds: Callable[[State], bool]
    ) -> tuple[tuple[str, ...], bool]:
        wants: list[Constraint] = [Want(term, allowed) for term, allowed in wanted]
        support: set[int] = set()
        for want in wants:
            for var in want.scope:
                support |= self.joint.old.support(var)
        boxes: list[Box] = []
        lines: list[str] = []
        for box in self._boxes(wanted, wants, sorted(support), state, boxes):
            if len(boxes) == MOST_BOXES:
                return tuple(lines), True
            if not box:
                return (), False
            if len(box) > MOST_PARTS:
                return (tuple(lines), True) if lines else ((), True)
            boxes.append(box)
            lines.append(", ".join(self._part(var, mask, box, holds) for var, mask in sorted(box.items())))
        return tuple(lines), False

    def _boxes(
        self,
        wanted: Sequence[Wanted],
        wants: list[Constraint],
        support: list[int],
        state: State | None,
        seen: list[Box],
    ) -> Iterator[Box]:
        start = self._env(state, support) if state is not None else None
        found = self._solved(wants, start) if start is not None else None
        while True:
            if found is None:
                found = self._solved([*wants, *[Outside(box) for box in seen]], self._everything())
            if found is None:
                return
            yield self._widened(wanted, {var: found[var] for var in support}, support)
            found = None

    def _everything(self) -> Env:
        env = list(self.joint.full)
        for var, mask in self.joint.common.items():
            env[var] &= mask
        return env

    def _solved(self, wants: Sequence[Constraint], env: Env) -> Env | None:
        joint = self.joint
        found, _ = Question([Moment(wants, env)], joint.old.meanings, {}, joint.full).solve(self.clock)
        return None if found is None else found[0]

    def _sure(self, wanted: Sequence[Wanted], box: Box) -> bool:
        """Whether every patient of a box fits."""
        env = narrowed(self._everything(), box)
        return env is not None and all(self._solved([Want(term, 7 & ~ok)], env) is None for term, ok in wanted)

    def _widened(self, wanted: Sequence[Wanted], values: Box, support: list[int]) -> Box:
        """A box of one state grown as long as everybody in it fits: walks first, then facts, the last ones first."""
        env = self._everything()
        box = {var: mask & env[var] for var, mask in values.items()}
        order = [v for v in support if self.joint.space.names[v][0] != "fact"]
        order += [v for v in reversed(support) if self.joint.space.names[v][0] == "fact"]
        for var in order:
            full = env[var]
            rest = {other: mask for other, mask in box.items() if other != var}
            if box[var] == full or self._sure(wanted, rest):
                box = rest
                continue
            known = full & ~1 if self.joint.space.names[var][0] == "fact" else full
            if box[var] & 1 and known != full and not box[var] & known:
                continue
            if known != full and self._sure(wanted, {**rest, var: known}):
                box = {**rest, var: known}
                continue
            mask = box[var] & known or box[var]
            for n in self._outwards(mask, known):
                if self._sure(wanted, {**rest, var: mask | 1 << n}):
                    mask |= 1 << n
            box = {**rest, var: mask}
        return box

    def _outwards(self, mask: int, full: int) -> list[int]:
        """The places of the other values, those nearest to some first."""
        here = [n for n in range(full.bit_length()) if mask >> n & 1]
        others = [n for n in range(full.bit_length()) if full >> n & 1 and not mask >> n & 1]
        return sorted(others, key=lambda n: (min(abs(n - h) for h in here), n))

    def _env(self, state: State, support: list[int]) -> Env | None:
        """A state as values of variables; of a number between two of them, the one below."""
        env = self._everything()
        space = self.joint.space
        for var in support:
            kind, name = space.names[var]
            match kind:
                case "fact":
                    place = self._place(var, state.known.get(name))
                    if place is None:
                        return None
                    env[var] &= 1 << place
                case "therapy":
                    env[var] &= 2 if name in state.active else 1
                case "visits":
                    most = env[var].bit_length() - 1
                    env[var] &= 1 << min(state.visits.get(name, 0), most)
                case _:
                    pass
            if not env[var]:
                return None
        return env

    def _place(self, var: int, value: Value | None) -> int | None:
        values = self.joint.space.values[var]
        for place, one in enumerate(values):
            if one == value and isinstance(one, bool) == isinstance(value, bool):
                return place
        if value is None or isinstance(value, bool | str):
            return None
        below = [n for n, one in enumerate(values) if one is not None and not isinstance(one, str) and one < value]
        return below[-1] if below else None

    # words

    def _part(self, var: int, mask: int, box: Box, holds: Callable[[State], bool]) -> str:
        kind, name = self.joint.space.names[var]
        values = self.joint.space.values[var]
        if kind == "therapy":
            return f"{name} is {'running' if mask == 2 else 'not running'}"
        if kind == "visits":
            return f"{name} was {_times(mask, len(values))}"
        fact = self._fact(name)
        if mask == 1:
            return f"{name} is not known"
        if mask == self._everything()[var] & ~1:
            return f"{name} is known"
        match fact.domain:
            case Finding():
                return f"{name} = {'yes' if mask == 2 else 'no'}"
            case Choice():
                chosen = [value for n, value in enumerate(values) if n and mask >> n & 1]
                others = [value for n, value in enumerate(values) if n and value not in chosen]
                if len(others) < len(chosen):
                    return f"{name} is not {' / '.join(fact.label(value) for value in others)}"
                return f"{name} = {' / '.join(fact.label(value) for value in chosen)}"
            case Number():
                return f"{name} {self._ranges(var, mask, fact, box, holds)}"

    def _fact(self, name: str) -> Fact:
        facts = self.joint.old_pathway.facts
        return facts[name] if name in facts else self.joint.new_pathway.facts[name]

    def _ranges(self, var: int, mask: int, fact: Fact, box: Box, holds: Callable[[State], bool]) -> str:
        values = self.joint.space.values[var]
        number = fact.domain
        assert isinstance(number, Number)
        unit = unit_words(fact.unit)
        state = self._member(box)
        name = self.joint.space.names[var][1]

        def inside(value: Decimal | int) -> bool:
            known = {**state.known, name: tidy(value)}
            return not misfit(number, tidy(value)) and holds(_with_known(state, known))

        grid = Decimal(1).scaleb(-number.decimals)
        found: list[str] = []
        runs = _runs([n for n in range(1, len(values)) if mask >> n & 1])
        for first, last in runs:
            low, high = values[first], values[last]
            assert low is not None
            assert high is not None
            assert not isinstance(low, str)
            assert not isinstance(high, str)
            if first > 1:
                before = values[first - 1]
                assert before is not None
                assert not isinstance(before, str)
                if inside(before + grid):
                    low = tidy(Decimal(before) + grid)
            if last + 1 < len(values):
                after = values[last + 1]
                assert after is not None
                assert not isinstance(after, str)
                if inside(after - grid):
                    high = tidy(Decimal(after) - grid)
            lowest = first == 1 or low == number.low
            highest = last + 1 == len(values) or high == number.high
            if low == high:
                found.append(f"{low} {unit}".strip())
            elif lowest and not highest:
                found.append(f"{high} {unit}".strip() + " or less")
            elif highest and not lowest:
                found.append(f"{low} {unit}".strip() + " or more")
            else:
                found.append(f"{low} to {high} {unit}".strip())
        return " or ".join(found)

    def _member(self, box: Box) -> State:
        """A patient of a box."""
        env = narrowed(self._everything(), box)
        assert env is not None
        known: dict[str, Value] = {}
        active: set[str] = set()
        visits: dict[str, int] = {}
        for var in range(self.joint.space.state):
            kind, name = self.joint.space.names[var]
            value = self.joint.space.values[var][(env[var] & -env[var]).bit_length() - 1]
            if kind == "fact" and value is not None:
                known[name] = value
            elif kind == "therapy" and value:
                active.add(name)
            elif kind == "visits" and value:
                assert isinstance(value, int)
                visits[name] = value
        return State("", known, frozenset(active), visits)


def _with_known(state: State, known: Mapping[str, Value]) -> State:
    return State(state.at, known, state.active, state.visits)


def _runs(places: list[int]) -> list[tuple[int, int]]:
    """Places that follow each other, as first and last."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


def _times(mask: int, count: int) -> str:
    counts = [n for n in range(count) if mask >> n & 1]
    if counts == [0]:
        return "not entered before"
    if counts == list(range(1, count)):
        return "entered before"
    if counts[-1] == count - 1 and counts == list(range(counts[0], count)):
        return f"entered {counts[0]} times or more"
    return f"entered {' or '.join(str(n) for n in counts)} times"
