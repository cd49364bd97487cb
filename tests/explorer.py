"""Every state of a small pathway visited, and the questions of the format's section 4 decided by looking at them all.

The referee for proofs: it shares no code with the engine. What a condition says, and which fact is open in it, comes
from `oracle`; what follows from that (statuses, situations, events) is written once more here, on states that are plain
whole numbers. A state keeps of facts, therapies and visits what any condition further on can still tell apart, no more:
two values that no condition ahead can tell apart are one, and a walk shows the first of them. Nothing else is left out:
at a step, whatever may be answered is answered, in every order and with every such value.

Where the page leaves a detail open, this is how it was read; each reading stands in one small function.

 1. Statuses are what the table says in every state of a walk, also where an open interrupt hides the exits and where
    facts are still to be asked. So SL605 and SL607 look at every exit of every state. (`judged_everywhere`)
 2. SL605: an exit at `ask` depends on each fact without a value in the unknown parts of its guard, if that is unknown,
    and of each of its unknown rules, also where another fact would be asked first. (`depends_on`)
 3. SL601: stuck is what lines 5 and 6 say, and where an endless round without a question would begin; its exits are not
    taken then, and nothing can be answered. Two exits that apply are SL602 alone. (`stuck_subject`)
 4. SL602 is asked where line 5 is reached: every interrupt is decided, and nothing is left to ask. (`situation`)
 5. A stuck walk may still be answered where an exit at `ask` names a fact; such walks go on. (`may_answer`)
 6. SL606: a state that is itself stuck, or where two exits apply, is left apart; one that can only come to such a state
    is not. (`apart`)
 7. SL603: a step is entered when a walk begins in it or takes an exit to it; being listed as `visited` is not enough.
    (`Machine._look`)
 8. `entering`: judged for each exit that is taken, interrupts too; a beginning is no exit and is not judged. Vacuous
    where no such exit is ever taken. (`Machine._edge_marks`)
 9. `passes` and `after`: what an entry lists as visited counts as entered before, in the order listed, and is judged
    like the rest of a walk: a claim may be false at the very beginning. (`history`)
10. `after`: once a step of S came before one of B, that entry of A is settled. (`Monitor.entering`)
11. `passes: A, before: any` means any step other than of A. (`targets`)
12. `at … offers`: something "must be asked" where a question stands alone: at line 3, 4 or 5, and at line 6 where
    nothing can be taken yet. It is judged where an interrupt is taken, too: the step's own exits count there by their
    status, although they are hidden; of the interrupts only the one that is taken does. Stuck, ended and overlapping
    states are judged. Vacuous where C is never true in a state that is judged. (`must_ask`, `offered`)
13. `never … and …` is vacuous where one of the parts joined by `and`, at the top and in parentheses there, is true in
    no state; a condition without `and` is never vacuous. A chained comparison is joined by `and`. (`parts_of`)
14. SL607 with `backstop: true`: refuted where the rule ever holds at an exit whose guard is not false, hidden or not.

A number with few values has them all; of a larger one those that every comparison can tell apart. Where two large
numbers are compared with each other that is not exact, and `Verdicts.sampled` says so.

One file on purpose, though it is long: it is copied nowhere and read as one argument.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from math import ceil, floor, lcm
from typing import Any, Literal, TypeAlias

from stepladder.conditions.nodes import (
    Amount,
    And,
    Compare,
    Constant,
    Count,
    HasTried,
    HasVisited,
    IsActive,
    IsBlocked,
    IsKnown,
    IsOneOf,
    IsSo,
    Node,
    Not,
    Or,
    Sum,
    Visits,
)
from stepladder.facts import Value
from stepladder.model.declarations import Fact
from stepladder.model.pathway import Claim, Entry, Pathway, Rule
from stepladder.model.steps import Step, Transition
from stepladder.reading.load import read_text
from tests import oracle
from tests.oracle import Place, Truth

# what comes out

Event: TypeAlias = (
    tuple[Literal["answered"], str, Value] | tuple[Literal["overrode"], str] | tuple[Literal["took"], str]
)
"""What happens in a walk, exits that are taken without anybody choosing included."""

Outcome: TypeAlias = Literal["proved", "refuted", "undecided"]


@dataclass(frozen=True)
class Witness:
    """A shortest walk to a state, from the start or an entry."""

    entry: str | None
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Verdict:
    """What came out of one question about one subject."""

    code: str
    subject: str
    """A step; `step/exit` or `interrupts[n]` for SL603; a claim, a fact, a rule."""
    outcome: Outcome
    witness: Witness | None = None
    """Of what is refuted, the walk that shows it, if a walk can; of a proved SL603 or SL607, a walk that shows that."""
    vacuous: bool = False
    """Of a claim: proved only because nothing can test it."""


@dataclass(frozen=True)
class Verdicts:
    """The answers to every question about one pathway."""

    all: Mapping[tuple[str, str], Verdict]
    """By code and subject."""
    states: int
    bounded: bool
    """Whether the bound was hit; then what was not seen is undecided."""
    sampled: tuple[str, ...]
    """Numbers of which not every value that matters is sure to have been tried."""

    def __getitem__(self, key: tuple[str, str]) -> Verdict:
        return self.all[key]

    def of(self, code: str) -> dict[str, Verdict]:
        """The verdicts of one question, by subject."""
        return {subject: verdict for (key, subject), verdict in self.all.items() if key == code}

    def refuted(self, code: str) -> list[str]:
        """The subjects for which one question came out badly, in file order."""
        return [subject for subject, verdict in self.of(code).items() if verdict.outcome == "refuted"]


def explore(data: Mapping[str, Any] | Pathway, *, most_states: int = 200_000) -> Verdicts:
    """Decide every question about a pathway without problems.

    Args:
        data: the pathway's data as in its YAML file, or what was read from it.
        most_states: how many states may be kept; beyond, what was not seen is undecided.
    """
    return Search(data if isinstance(data, Pathway) else read(data), most_states).verdicts()


def read(data: Mapping[str, Any]) -> Pathway:
    """The pathway of some data: JSON is YAML."""
    reading = read_text(json.dumps(data, default=float).encode(), "explored.yaml")
    assert reading.pathway is not None, reading.diagnostics
    assert not reading.diagnostics, reading.diagnostics
    return reading.pathway


# readings: what may be changed without touching the rest


def judged_everywhere(kind: Kind) -> bool:
    """Reading 1: whether SL605 and SL607 look at the exits of a state."""
    return kind != "ended"


def depends_on(guard: list[str], rules: list[list[str]]) -> list[str]:
    """Reading 2: the facts an exit at ask depends on, from the open facts of its guard and of its unknown rules."""
    return [*guard, *chain.from_iterable(rules)]


def stuck_subject(kind: Kind, endless: bool) -> bool:
    """Reading 3: whether SL601 is true of a state."""
    return kind == "stuck" or endless


def may_answer(kind: Kind) -> bool:
    """Reading 5: whether a walk in such a state can be answered."""
    return kind not in ("ended", "moves")


def apart(kind: Kind, endless: bool) -> bool:
    """Reading 6: whether SL606 leaves a state to another question."""
    return kind in ("stuck", "overlap") or endless


def history(listed: Iterable[str]) -> list[str]:
    """Reading 9: what a claim takes to have been entered before an entry's own step."""
    return list(listed)


def targets(p: Pathway, claim: Claim) -> set[str]:
    """Reading 11: the steps that `before` means."""
    if claim.before == ("end",):
        return {name for name, step in p.steps.items() if step.kind == "outcome"}
    if claim.before == ("any",):
        return set(p.steps) - set(p.members(claim.passes or ()))
    return set(p.members(claim.before or ()))


def must_ask(kind: Kind, takable: bool) -> bool:
    """Reading 12: whether something is left that must be asked."""
    return kind == "asks" or (kind == "chooses" and not takable)


def offered(ways: list[Standing], takable: list[Standing], wanted: set[str]) -> bool:
    """Reading 12: whether an exit to one of some steps is open or at caution, or is taken as an interrupt."""
    open_ones = [standing for standing in ways if standing.status in ("open", "caution") and not standing.way.interrupt]
    return any(standing.way.to in wanted for standing in (*open_ones, *takable))


def parts_of(node: Node) -> list[Node]:
    """Reading 13: the parts of a condition that are joined by `and`; none where it is a single one."""
    if not isinstance(node, And):
        return []
    return list(chain.from_iterable(parts_of(part) or [part] for part in node.parts))


# what a condition can tell apart

Key: TypeAlias = tuple[Literal["fact", "therapy", "visits", "claim"], str]
"""A part of the state."""

Column: TypeAlias = tuple[int, ...]
"""For each value of a part of the state, the class in which a condition sees it."""

Reads: TypeAlias = dict[Key, set[Column]]
"""What conditions can tell apart."""

ALL_VALUES = 64
"""A number with at most so many values has them all."""

MOST_SUMS = 4_000
"""Of the sums that the other parts of a comparison can have, so many are told apart; beyond, every value is its own."""

_BIT: Column = (0, 1)


@dataclass
class Var:
    """One part of the state: its values, and its place in the whole number."""

    size: int
    values: tuple[Value, ...] = ()
    """Of a fact: what 1, 2, … stand for; 0 is unknown."""
    shift: int = 0
    mask: int = 0


def classes(seen: Iterable[object]) -> Column:
    """The classes of equal things, numbered in order of first appearance.

    >>> classes("abba")
    (0, 1, 1, 0)
    """
    numbers: dict[object, int] = {}
    return tuple([numbers.setdefault(thing, len(numbers)) for thing in seen])


def joined(reads: Iterable[Reads]) -> Reads:
    """Some reads together."""
    found: Reads = {}
    for each in reads:
        for key, columns in each.items():
            found.setdefault(key, set()).update(columns)
    return found


class Reader:
    """What each condition of a pathway can tell apart, and the values of facts that show every difference."""

    def __init__(self, p: Pathway) -> None:
        self.p = p
        self.sampled: list[str] = []
        self.vars: dict[Key, Var] = {}
        compares = list(_compares_of(p))
        self._linear: dict[int, Linear] = {id(node): _linear(p, node) for node in compares}
        self._memo: dict[int, Reads] = {}
        for name, fact in p.facts.items():
            values = self._values(name, fact)
            self.vars["fact", name] = Var(len(values) + 1, values)
        for name in p.therapies:
            self.vars["therapy", name] = Var(2)
        for name in p.steps:
            self.vars["visits", name] = Var(self._visit_limit(name) + 1)
        for name in p.claims:
            self.vars["claim", name] = Var(2)

    def reads(self, node: Node) -> Reads:
        """What a condition can tell apart, through derived names and blocked steps."""
        found = self._memo.get(id(node))
        if found is None:
            found = self._memo[id(node)] = self._reads(node)
        return found

    def mention(self, name: str) -> Reads:
        """Whether a fact is known."""
        return {("fact", name): {(0,) + (1,) * len(self.vars["fact", name].values)}}

    def visited(self, step: str) -> Reads:
        """Whether a step was entered."""
        return {("visits", step): {(0,) + (1,) * (self.vars["visits", step].size - 1)}}

    def _reads(self, node: Node) -> Reads:
        match node:
            case Constant():
                return {}
            case Not(of):
                return self.reads(of)
            case And(parts) | Or(parts):
                return joined(map(self.reads, parts))
            case IsSo(name, derived) | IsKnown(name, derived) if derived:
                return self._derived(name)
            case IsKnown(name):
                return self.mention(name)
            case IsSo(name):
                return {("fact", name): {classes((None, *self.vars["fact", name].values))}}
            case IsOneOf(name, chosen, _, derived):
                if derived:
                    return self._derived(name)
                values = self.vars["fact", name].values
                return {("fact", name): {classes((None, *(value in chosen for value in values)))}}
            case IsActive(therapy):
                return {("therapy", therapy): {_BIT}}
            case HasVisited(step):
                return self.visited(step)
            case HasTried(step):
                runs: Reads = {("therapy", name): {_BIT} for name in self.p.steps[step].starts}
                return joined([self.visited(step), runs])
            case IsBlocked(step):
                return joined(self.reads(rule.when.expr) for rule in oracle.absolute_rules(self.p, step))
            case Compare(left, _, right):
                return joined([self._compare(self._linear[id(node)]), self._sum(left), self._sum(right)])

    def _derived(self, name: str) -> Reads:
        derived = self.p.derived[name]
        if derived.when is not None:
            return self.reads(derived.when.expr)
        if derived.number is not None:
            return self._sum(derived.number.expr)
        return joined(self.reads(row.when.expr) for row in derived.rows or () if row.when is not None)

    def _sum(self, total: Sum) -> Reads:
        """What makes the parts of a sum known or not, numbers apart."""
        found: list[Reads] = []
        for _, atom in total.terms:
            if isinstance(atom, Count):
                found += map(self.reads, atom.parts)
            elif isinstance(atom, Amount):
                found.append(self._derived(atom.name) if atom.derived else self.mention(atom.name))
        return joined(found)

    def _compare(self, linear: Linear) -> Reads:
        found: Reads = {}
        for key in linear.factors:
            var = self.vars[key]
            others = self._other_sums(linear, key)
            own = self._amounts(linear, key)
            first: list[object] = [None] if key[0] == "fact" else []
            if others is None:
                column = classes([*first, *own])
            else:
                scale = lcm(*(number.denominator for number in (*others, *own)))
                gaps = sorted(int(number * scale) for number in others)
                seen = [_seen(linear.order, gaps, -int(number * scale)) for number in own]
                column = classes([*first, *seen])
            assert len(column) == var.size
            found.setdefault(key, set()).add(column)
        return found

    def _amounts(self, linear: Linear, key: Key) -> list[Fraction]:
        factor, var = linear.factors[key], self.vars[key]
        if key[0] == "fact":
            return [factor * oracle.exact(value) for value in var.values]
        return [factor * n for n in range(var.size)]

    def _other_sums(self, linear: Linear, key: Key) -> set[Fraction] | None:
        """What the rest of a comparison can add up to; None for too much to count."""
        others = [self._amounts(linear, other) for other in linear.factors if other != key]
        sums = {linear.constant}
        for amounts in (*others, *linear.free):
            sums = {total + amount for total in sums for amount in amounts}
            if len(sums) > MOST_SUMS:
                return None
        return sums

    def _visit_limit(self, step: str) -> int:
        """The count of visits beyond which no comparison tells a difference."""
        found = [1]
        for linear in self._linear.values():
            factor = linear.factors.get(("visits", step))
            if factor:
                found.append(ceil(abs(linear.constant / factor)) + 1)
        return max(found)

    def _values(self, name: str, fact: Fact) -> tuple[Value, ...]:
        if fact.type == "finding":
            return (True, False)
        if fact.type == "choice":
            return tuple(fact.values or ())
        return self._numbers(name, fact)

    def _numbers(self, name: str, fact: Fact) -> tuple[Value, ...]:
        """All values of a small number; of a large one a value in every stretch that some comparison can tell apart."""
        places = 10**fact.decimals
        low = None if fact.min is None else ceil(oracle.exact(fact.min) * places)
        high = None if fact.max is None else floor(oracle.exact(fact.max) * places)
        if low is not None and high is not None and high - low < ALL_VALUES:
            return tuple([_number(n, fact.decimals) for n in range(low, high + 1)])
        edges = {Fraction(0), *(Fraction(n) for n in (low, high) if n is not None), *self._set_to(name, places)}
        for linear in self._linear.values():
            factor = linear.factors.get(("fact", name))
            if not factor:
                continue
            if any(key[0] == "fact" for key in linear.factors if key != ("fact", name)):
                self.sampled.append(name)
            sums = {linear.constant}
            for amounts in (*self._rough(linear, name), *linear.free):
                sums = {total + amount for total in sums for amount in amounts}
            edges |= {-total / factor * places for total in sums}
        near = {n for edge in edges for n in (ceil(edge) - 1, floor(edge), ceil(edge), floor(edge) + 1)}
        fitting = [n for n in near if (low is None or n >= low) and (high is None or n <= high)]
        return tuple([_number(n, fact.decimals) for n in sorted(fitting)])

    def _rough(self, linear: Linear, name: str) -> Iterator[list[Fraction]]:
        """Some amounts of the other facts of a comparison: their bounds and what they are compared with alone."""
        for key, factor in linear.factors.items():
            if key in (("fact", name), ("visits", key[1])):
                continue
            other = self.p.facts[key[1]]
            found = {oracle.exact(bound) for bound in (other.min, other.max) if bound is not None}
            for alone in self._linear.values():
                if list(alone.factors) == [key] and alone.factors[key]:
                    found.add(-alone.constant / alone.factors[key])
            yield [factor * amount for amount in found] or [Fraction(0)]

    def _set_to(self, name: str, places: int) -> Iterator[Fraction]:
        setting: list[Step | Transition | Entry] = [
            *self.p.steps.values(),
            *self.p.interrupts,
            *self.p.entries.values(),
        ]
        setting += chain.from_iterable(step.exits for step in self.p.steps.values())
        for by in setting:
            if name in by.sets:
                yield oracle.exact(by.sets[name]) * places


@dataclass(frozen=True)
class Linear:
    """A comparison as `constant + factor * part + … order 0`."""

    factors: dict[Key, Fraction]
    constant: Fraction
    free: list[list[Fraction]]
    """What counts and tables in it can add, each on its own."""
    order: str


def _linear(p: Pathway, node: Compare) -> Linear:
    factors: dict[Key, Fraction] = {}
    free: list[list[Fraction]] = []

    def add(total: Sum, sign: Fraction) -> Fraction:
        constant = sign * oracle.exact(total.constant)
        for written, atom in total.terms:
            factor = sign * oracle.exact(written)
            match atom:
                case Visits(step):
                    factors["visits", step] = factors.get(("visits", step), Fraction(0)) + factor
                case Count(parts):
                    free.append([factor * n for n in range(len(parts) + 1)])
                case Amount(name, derived) if not derived:
                    factors["fact", name] = factors.get(("fact", name), Fraction(0)) + factor
                case Amount(name):
                    rows, number = p.derived[name].rows, p.derived[name].number
                    if number is not None:
                        constant += add(number.expr, factor)
                    else:
                        amounts = [row.otherwise if row.when is None else row.is_ for row in rows or ()]
                        free.append([factor * oracle.exact(amount) for amount in amounts])
        return constant

    constant = add(node.left, Fraction(1)) + add(node.right, Fraction(-1))
    return Linear(factors, constant, free, node.order)


def _seen(order: str, gaps: list[int], at: int) -> object:
    """What a comparison says of a value, for all that the rest of it can be at once."""
    left, right = bisect_left(gaps, at), bisect_right(gaps, at)
    match order:
        case "<" | ">=":
            return left
        case "<=" | ">":
            return right
        case _:
            return left if left != right else -1


def _number(n: int, decimals: int) -> Value:
    value = Decimal(n).scaleb(-decimals)
    return int(value) if value == value.to_integral_value() else value.normalize()


def _conditions_of(p: Pathway) -> Iterator[Node | Sum]:
    for derived in p.derived.values():
        if derived.when is not None:
            yield derived.when.expr
        if derived.number is not None:
            yield derived.number.expr
        for row in derived.rows or ():
            if row.when is not None:
                yield row.when.expr
    for transition in chain(chain.from_iterable(step.exits for step in p.steps.values()), p.interrupts):
        yield transition.when.expr
    for rule in p.rules.values():
        yield rule.when.expr
    for claim in p.claims.values():
        for condition in (claim.never, claim.requires, claim.when):
            if condition is not None:
                yield condition.expr


def _compares_of(p: Pathway) -> Iterator[Compare]:
    waiting = list(_conditions_of(p))
    while waiting:
        match waiting.pop():
            case Compare(left, _, right) as node:
                yield node
                waiting += [left, right]
            case And(parts) | Or(parts):
                waiting += parts
            case Not(of):
                waiting.append(of)
            case Sum(terms):
                for _, atom in terms:
                    if isinstance(atom, Count):
                        waiting += atom.parts
            case _:
                pass


# claims that remember


@dataclass(frozen=True)
class Monitor:
    """The one bit that a `passes` or an `after` claim remembers of a walk, and when it is false."""

    name: str
    form: Literal["passes", "after"]
    of: frozenset[str]
    """A."""
    between: frozenset[str]
    """B."""
    before: frozenset[str]
    """S."""

    def entering(self, step: str, bit: int) -> tuple[int, bool]:
        """The bit after a step is entered, and whether that made the claim false."""
        if self.form == "passes":
            return (1 if step in self.of else bit), step in self.before and not bit
        broken = bool(bit) and step in self.before and step not in self.between
        kept = 0 if step in self.between or step in self.before else bit
        return (1 if step in self.of else kept), broken


def monitor_of(p: Pathway, name: str, claim: Claim) -> Monitor | None:
    """What a claim has to remember; nothing for the other forms."""
    if claim.before is None:
        return None
    passes = frozenset(p.members(claim.passes or ()))
    if claim.after is None:
        return Monitor(name, "passes", passes, frozenset(), frozenset(targets(p, claim)))
    return Monitor(name, "after", frozenset(p.members(claim.after)), passes, frozenset(targets(p, claim)))


# what a walk can do in a state

Kind: TypeAlias = Literal["ended", "moves", "asks", "chooses", "stuck", "overlap"]
"""Which line of "At a step" applies; `overlap` where two exits of a `next` list do."""

Status: TypeAlias = Literal["closed", "blocked", "ask", "caution", "open"]


@dataclass
class Judged:
    """A condition that is read in states, with what it said so far."""

    p: Pathway
    node: Node
    at: str
    by: Transition | None
    """The exit whose effects come first, for a rule that is judged there."""
    facts: list[tuple[str, int, int, tuple[Value, ...]]]
    """The name, the mask, the shift and the values of each fact that is read."""
    therapies: list[tuple[str, int]]
    visits: list[tuple[str, int, int]]
    mask: int
    memo: dict[int, Truth] = field(default_factory=dict)
    open_memo: dict[int, list[str]] = field(default_factory=dict)

    def truth(self, state: int) -> Truth:
        """What it says in a state."""
        key = state & self.mask
        if key in self.memo:
            return self.memo[key]
        found = self.memo[key] = oracle.truth(self.p, self.node, self._place(state))
        return found

    def open_facts(self, state: int) -> list[str]:
        """The facts it still hangs on in a state, left to right."""
        key = state & self.mask
        found = self.open_memo.get(key)
        if found is None:
            names = oracle.open_facts(self.p, self.node, self._place(state))
            found = self.open_memo[key] = list(dict.fromkeys(names))
        return found

    def _place(self, state: int) -> Place:
        known = {n: values[((state & mask) >> shift) - 1] for n, mask, shift, values in self.facts if state & mask}
        active = frozenset([name for name, mask in self.therapies if state & mask])
        entered = tuple(chain.from_iterable([n] * ((state & mask) >> shift) for n, mask, shift in self.visits))
        place = Place(self.at, known, active, entered)
        if self.by is None:
            return place
        running = (active - set(self.by.stops)) | set(self.by.starts)
        return replace(place, active=running, known={**known, **self.by.sets}, present=place)


@dataclass
class Way:
    """One exit of a step, or an interrupt there: what judges it, and what taking it does to a state."""

    name: str
    to: str
    subject: str
    """What SL603 calls it."""
    interrupt: bool
    transition: Transition
    guards: list[Judged]
    """The guard; for `otherwise`, those of the exits before it."""
    otherwise: bool
    rules: list[tuple[str, Rule, Judged]]
    """The rules of the target, absolute ones first, judged as for entering it."""
    names: list[str]
    """The facts that may be answered while it is at ask, in file order."""
    required: list[tuple[str, Judged]]
    """The `entering` claims about its target."""
    monitors: list[Monitor]
    """The claims that could become false by taking it."""
    mask: int = 0
    """What its status depends on."""
    standings: dict[int, Standing] = field(default_factory=dict)
    keep: int = 0
    """What stays of a state."""
    const: int = 0
    """What is added to it."""
    changed: int = 0
    """What it depends on what else is added."""
    tables: list[tuple[int, int, tuple[int, ...]]] = field(default_factory=list)
    """The mask, the shift, and for each value what is added."""
    added: dict[int, int] = field(default_factory=dict)

    def taken(self, state: int) -> int:
        """The state after it is taken."""
        kept = state & self.keep | self.const
        if not self.changed:
            return kept
        key = state & self.changed
        found = self.added.get(key)
        if found is None:
            found = 0
            for mask, shift, table in self.tables:
                found |= table[(state & mask) >> shift]
            self.added[key] = found
        return kept | found

    def standing(self, p: Pathway, state: int) -> Standing:
        """The exit with its status in a state."""
        key = state & self.mask
        found = self.standings.get(key)
        if found is None:
            found = self.standings[key] = status_of(p, self, state)
        return found

    def guard(self, state: int) -> Truth:
        """What its guard says."""
        if not self.otherwise:
            return self.guards[0].truth(state)
        before = [guard.truth(state) for guard in self.guards]
        return False if True in before else None if None in before else True


@dataclass(frozen=True)
class Standing:
    """An exit with its status in a state."""

    way: Way
    status: Status
    holding: tuple[str, ...]
    """The rules that hold; none where the guard is false."""
    next_fact: str | None
    marks: tuple[Mark, ...] = ()
    """What it shows: the rules that hold, and, of an exit at ask, the facts without `ask` it depends on."""


Mark: TypeAlias = tuple[str, str]
"""Something seen: a code and a subject, or a word of our own and a subject."""


@dataclass
class Look:
    """All that matters of a state at its step."""

    kind: Kind
    marks: list[Mark]
    """What such a state shows."""
    edges: list[tuple[Way, tuple[str, ...], list[Mark]]]
    """The exits that can be taken, with the rules to override and what taking them shows."""
    answers: list[int]
    """What each possible answer adds to the state."""
    shown: bool = False
    shown_edges: bool = False


def status_of(p: Pathway, way: Way, state: int) -> Standing:
    """Section 3, "Each exit" and "The next fact"."""
    guard = way.guard(state)
    if guard is False:
        return Standing(way, "closed", (), None)
    judged = [(name, rule, cond, cond.truth(state)) for name, rule, cond in way.rules]
    holding = tuple([name for name, _, _, held in judged if held is True])
    marks: list[Mark] = [("holds", name) for name in holding]
    if any(held is True and rule.severity == "absolute" for _, rule, _, held in judged):
        return Standing(way, "blocked", holding, None, tuple(marks))
    unknown = [cond.open_facts(state) for _, _, cond, held in judged if held is None]
    if guard is None or unknown:
        open_ones = list(chain.from_iterable(g.open_facts(state) for g in way.guards)) if guard is None else []
        first = open_ones if guard is None else unknown[0]
        next_fact = next((name for name in first if p.facts[name].ask), None)
        marks += [("SL605", name) for name in depends_on(open_ones, unknown) if not p.facts[name].ask]
        return Standing(way, "ask", holding, next_fact, tuple(marks))
    return Standing(way, "caution" if holding else "open", holding, None, tuple(marks))


def situation(step: Step, ways: list[Standing], unknown: list[str]) -> tuple[Kind, list[Standing]]:
    """Section 3, "At a step": the line that applies, and the exits that can be taken there."""
    if not step.exits:
        return "ended", []
    for standing in ways:
        if standing.way.interrupt and standing.status in ("open", "caution"):
            return "moves", [standing]
    if unknown or any(standing.way.interrupt and standing.next_fact for standing in ways):
        return "asks", []
    own = [standing for standing in ways if not standing.way.interrupt]
    takable = [standing for standing in own if standing.status in ("open", "caution")]
    asking = any(standing.next_fact for standing in own)
    if step.options:
        return ("chooses" if takable or asking else "stuck"), takable
    if asking:
        return "asks", []
    if len(takable) > 1:
        return "overlap", takable
    if not takable:
        return "stuck", []
    return ("moves" if takable[0].status == "open" else "chooses"), takable


class Layout:
    """The parts of the state that some condition reads, each in bits of its own."""

    def __init__(self, p: Pathway, reader: Reader, read_keys: set[Key]) -> None:
        self.p = p
        self.steps = list(p.steps)
        self.number = {name: index for index, name in enumerate(self.steps)}
        shift = len(self.steps).bit_length()
        self.step_mask = (1 << shift) - 1
        self.vars = {key: var for key, var in reader.vars.items() if key in read_keys}
        for var in self.vars.values():
            width = (var.size - 1).bit_length()
            var.shift, var.mask = shift, ((1 << width) - 1) << shift
            shift += width

    def judged(self, node: Node, reads: Reads, at: str, by: Transition | None = None) -> Judged:
        """A condition, ready to be read in states."""
        facts: list[tuple[str, int, int, tuple[Value, ...]]] = []
        therapies: list[tuple[str, int]] = []
        visits: list[tuple[str, int, int]] = []
        mask = 0
        for key in reads:
            var = self.vars[key]
            mask |= var.mask
            if key[0] == "fact":
                facts.append((key[1], var.mask, var.shift, var.values))
            elif key[0] == "therapy":
                therapies.append((key[1], var.mask))
            else:
                visits.append((key[1], var.mask, var.shift))
        return Judged(self.p, node, at, by, facts, therapies, visits, mask)

    def value(self, name: str, value: Value) -> int:
        """The number of a fact's value."""
        return self.vars["fact", name].values.index(value) + 1


class Machine:
    """A pathway made ready for a search: which states are one, what is seen in each, and where each exit leads."""

    def __init__(self, p: Pathway) -> None:
        self.p = p
        self.reader = Reader(p)
        monitors = [monitor_of(p, name, claim) for name, claim in p.claims.items()]
        self.monitors = [monitor for monitor in monitors if monitor is not None]
        self.exits = {step: self._exits(step) for step in p.steps}
        local = {step: self._local(step) for step in p.steps}
        self.layout = Layout(p, self.reader, set(chain.from_iterable(local.values())))
        self.vars = self.layout.vars
        self.moves = {
            (step, index): self._move(exit_, exit_.to)
            for step in p.steps
            for index, (_, exit_) in enumerate(self.exits[step])
        }
        self.live = self._live(local)
        self.first = {step: {key: self._firsts(step, key) for key in self.vars} for step in p.steps}
        self._plain: dict[int, Judged] = {}
        self.ways = {step: self._ways(step) for step in p.steps}
        self.masks = {
            step: self.layout.step_mask | sum(self.vars[key].mask for key in reads) for step, reads in local.items()
        }
        self.choices = {step: self._choices(step) for step in p.steps}
        self.looks: dict[int, Look] = {}
        self.never = [(n, self._judged(c.never.expr), self._parts(c)) for n, c in p.claims.items() if c.never]
        self.offers = {step: self._offers(step) for step in p.steps}

    # which states are one

    def _exits(self, step: str) -> list[tuple[int | None, Transition]]:
        """The interrupts of a step with their numbers, then its own exits."""
        here = oracle.interrupts_of(self.p, step)
        found: list[tuple[int | None, Transition]] = [
            (index, interrupt)
            for index, interrupt in enumerate(self.p.interrupts)
            if any(interrupt is each for each in here)
        ]
        return found + [(None, exit_) for exit_ in self.p.steps[step].exits]

    def _local(self, step: str) -> Reads:
        """What a walk at a step can tell apart there and then."""
        found = [self.reader.mention(name) for name in self.p.steps[step].asks]
        for _, exit_ in self.exits[step]:
            found.append(self.reader.reads(exit_.when.expr))
            found += [self.reader.reads(rule.when.expr) for _, rule in oracle.rules_of(self.p, exit_.to)]
            found += [self.reader.reads(node) for _, node in self._required(exit_.to)]
            found += [{("claim", m.name): {_BIT}} for m in self.monitors if exit_.to in m.before]
        for claim in self.p.claims.values():
            if claim.never is not None:
                found.append(self.reader.reads(claim.never.expr))
            if claim.when is not None and step in self.p.members(claim.at or ()):
                found.append(self.reader.reads(claim.when.expr))
        return joined(found)

    def _required(self, to: str) -> list[tuple[str, Node]]:
        return [
            (name, claim.requires.expr)
            for name, claim in self.p.claims.items()
            if claim.requires is not None and to in self.p.members(claim.entering or ())
        ]

    def _move(self, exit_: Transition | None, to: str) -> dict[Key, Column]:
        """For each part of the state that an entry changes: the new value for every value."""
        found: dict[Key, Column] = {}
        step = self.p.steps[to]
        fresh = [name for name in step.asks if self.p.facts[name].fresh]
        effects: list[tuple[Step | Transition, list[str]]] = [(step, fresh)]
        if exit_ is not None:
            effects.insert(0, (exit_, []))
        for by, forgotten in effects:
            for name in forgotten:
                self._constant(found, ("fact", name), 0)
            for name in by.stops:
                self._constant(found, ("therapy", name), 0)
            for name in by.starts:
                self._constant(found, ("therapy", name), 1)
            for name, value in by.sets.items():
                if ("fact", name) in self.vars:
                    self._constant(found, ("fact", name), self.layout.value(name, value))
            for name in by.forgets:
                self._constant(found, ("fact", name), 0)
        visits = self.vars.get(("visits", to))
        if visits is not None:
            found["visits", to] = tuple([min(n + 1, visits.size - 1) for n in range(visits.size)])
        for monitor in self.monitors:
            if ("claim", monitor.name) in self.vars:
                found["claim", monitor.name] = tuple([monitor.entering(to, bit)[0] for bit in (0, 1)])
        return found

    def _constant(self, found: dict[Key, Column], key: Key, value: int) -> None:
        if key in self.vars:
            found[key] = (value,) * self.vars[key].size

    def _live(self, local: dict[str, Reads]) -> dict[str, Reads]:
        """What a walk at a step can tell apart there or further on, until it changes."""
        live = {step: joined([reads]) for step, reads in local.items()}
        waiting = list(live)
        into: dict[str, list[tuple[str, dict[Key, Column]]]] = {step: [] for step in live}
        for (step, index), move in self.moves.items():
            into[self.exits[step][index][1].to].append((step, move))
        while waiting:
            to = waiting.pop()
            for step, move in into[to]:
                grew = False
                for key, columns in live[to].items():
                    own = live[step].setdefault(key, set())
                    before = len(own)
                    if key in move:
                        pulled = {classes(column[value] for value in move[key]) for column in columns}
                        own |= {column for column in pulled if any(column)}
                    else:
                        own |= columns
                    grew = grew or len(own) > before
                if grew and step not in waiting:
                    waiting.append(step)
        return live

    def _firsts(self, step: str, key: Key) -> Column:
        """For each value of a part of the state the first that means the same from a step on."""
        columns = list(self.live[step].get(key, ()))
        seen: dict[object, int] = {}
        told = [tuple([column[value] for column in columns]) for value in range(self.vars[key].size)]
        return tuple([seen.setdefault(apart_by, value) for value, apart_by in enumerate(told)])

    # what is read, and what changes

    def _judged(self, node: Node, at: str = "", by: Transition | None = None) -> Judged:
        """A condition as read in the present state or, judged like a rule, after the effects of an exit."""
        reads = self.reader.reads(node)
        changes = by is not None and (
            any(("fact", name) in reads for name in by.sets)
            or any(("therapy", name) in reads for name in (*by.stops, *by.starts))
        )
        if changes:
            return self.layout.judged(node, reads, at, by)
        found = self._plain.get(id(node))
        if found is None:
            found = self._plain[id(node)] = self.layout.judged(node, reads, at)
        return found

    def _ways(self, step: str) -> list[Way]:
        found: list[Way] = []
        own = self.p.steps[step].exits
        for index, (number, exit_) in enumerate(self.exits[step]):
            name = exit_.id or exit_.to
            rules = oracle.rules_of(self.p, exit_.to)
            judged = [(n, rule, self._judged(rule.when.expr, step, exit_)) for n, rule in rules]
            judged.sort(key=lambda each: each[1].severity)  # "absolute" comes before "relative"
            guards = own[:-1] if exit_.otherwise else (exit_,)
            named = oracle.named_by_exit(self.p, step, exit_)
            way = Way(
                name,
                exit_.to,
                f"{step}/{name}" if number is None else f"interrupts[{number}]",
                number is not None,
                exit_,
                [self._judged(guard.when.expr) for guard in guards],
                bool(exit_.otherwise),
                judged,
                [fact for fact in self.p.facts if fact in named and self.p.facts[fact].ask],
                [(n, self._judged(node, step, exit_)) for n, node in self._required(exit_.to)],
                [monitor for monitor in self.monitors if exit_.to in monitor.before],
            )
            for cond in chain(way.guards, (cond for _, _, cond in way.rules)):
                way.mask |= cond.mask
            self._prepare(way, step, self.moves[step, index])
            found.append(way)
        return found

    def _prepare(self, way: Way, step: str, move: dict[Key, Column]) -> None:
        """Sort the parts of the state into those that stay, those that become one value, and the rest."""
        way.const = self.layout.number[way.to]
        for key, var in self.vars.items():
            change, first = move.get(key), self.first[way.to][key]
            after = [first[value if change is None else change[value]] for value in range(var.size)]
            can_be = set(self.first[step][key])
            outcomes = {after[value] for value in can_be}
            if len(outcomes) == 1:
                way.const |= outcomes.pop() << var.shift
            elif all(after[value] == value for value in can_be):
                way.keep |= var.mask
            else:
                way.changed |= var.mask
                way.tables.append((var.mask, var.shift, tuple([value << var.shift for value in after])))

    def _choices(self, step: str) -> dict[str, tuple[int, list[int]]]:
        """For each fact with a question its mask, and what each answer at a step adds to the state."""
        found: dict[str, tuple[int, list[int]]] = {}
        for (kind, name), var in self.vars.items():
            if kind == "fact" and self.p.facts[name].ask:
                firsts = dict.fromkeys(self.first[step]["fact", name])
                found[name] = var.mask, [value << var.shift for value in firsts if value]
        return found

    def _parts(self, claim: Claim) -> list[Judged]:
        assert claim.never is not None
        return [self._judged(part) for part in parts_of(claim.never.expr)]

    def _offers(self, step: str) -> list[tuple[str, Judged, set[str]]]:
        return [
            (name, self._judged(claim.when.expr), set(self.p.members(claim.offers or ())))
            for name, claim in self.p.claims.items()
            if claim.when is not None and step in self.p.members(claim.at or ())
        ]

    def begin(self, at: str, visited: Iterable[str], active: Iterable[str], sets: Mapping[str, Value]) -> int:
        """The state in which a walk begins."""
        values: dict[Key, int] = dict.fromkeys(self.vars, 0)
        for name, value in sets.items():
            if ("fact", name) in self.vars:
                values["fact", name] = self.layout.value(name, value)
        for name in active:
            values["therapy", name] = 1
        for name in visited:
            if ("visits", name) in self.vars:
                values["visits", name] = min(values["visits", name] + 1, self.vars["visits", name].size - 1)
        for monitor in self.monitors:
            for name in history(visited):
                values["claim", monitor.name] = monitor.entering(name, values.get(("claim", monitor.name), 0))[0]
        for key, change in self._move(None, at).items():
            values[key] = change[values[key]]
        state = self.layout.number[at]
        for key, var in self.vars.items():
            state |= self.first[at][key][values[key]] << var.shift
        return state

    # what is seen

    def look(self, state: int) -> Look:
        """What a walk can do in a state, and what it shows."""
        step = self.layout.steps[state & self.layout.step_mask]
        key = state & self.masks[step]
        found = self.looks.get(key)
        if found is None:
            found = self.looks[key] = self._look(step, state)
        return found

    def _look(self, step: str, state: int) -> Look:
        ways = [way.standing(self.p, state) for way in self.ways[step]]
        missing = {name: choices for name, (mask, choices) in self.choices[step].items() if not state & mask}
        unknown = [name for name in self.p.steps[step].asks if name in missing]
        kind, takable = situation(self.p.steps[step], ways, unknown)
        marks: list[Mark] = [("entered", step)]
        if stuck_subject(kind, False):
            marks.append(("SL601", step))
        if kind == "overlap":
            marks.append(("SL602", step))
        if judged_everywhere(kind):
            marks += chain.from_iterable([standing.marks for standing in ways if standing.marks])
        marks += self._claim_marks(step, kind, ways, takable, state)
        edges: list[tuple[Way, tuple[str, ...], list[Mark]]] = []
        if kind in ("moves", "chooses"):
            for standing in takable:
                overrides = () if standing.way.interrupt else standing.holding
                edges.append((standing.way, overrides, self._edge_marks(standing.way, state)))
        if not may_answer(kind):
            return Look(kind, marks, edges, [])
        asking = [standing for standing in ways if standing.status == "ask"]
        named = [*unknown, *(standing.next_fact for standing in asking if standing.next_fact)]
        named += chain.from_iterable([standing.way.names for standing in asking])
        answers = chain.from_iterable([missing[name] for name in dict.fromkeys(named) if name in missing])
        return Look(kind, marks, edges, list(answers))

    def _claim_marks(
        self, step: str, kind: Kind, ways: list[Standing], takable: list[Standing], state: int
    ) -> list[Mark]:
        found: list[Mark] = []
        for name, never, parts in self.never:
            found += [(f"part {index}", name) for index, part in enumerate(parts) if part.truth(state) is True]
            if never.truth(state) is True:
                found.append(("SL604", name))
        for name, when, wanted in self.offers[step]:
            if not must_ask(kind, bool(takable)) and when.truth(state) is True:
                found.append(("tested", name))
                if not offered(ways, takable, wanted):
                    found.append(("SL604", name))
        return found

    def _edge_marks(self, way: Way, state: int) -> list[Mark]:
        found: list[Mark] = [("taken", way.subject)]
        for name, judged in way.required:
            found.append(("tested", name))
            if judged.truth(state) is not True:
                found.append(("SL604", name))
        for monitor in way.monitors:
            bit = 1 if state & self.vars["claim", monitor.name].mask else 0
            if monitor.entering(way.to, bit)[1]:
                found.append(("SL604", monitor.name))
        return found


# the search

Edge: TypeAlias = tuple[Way, tuple[str, ...]]


class Search:
    """All states of a pathway, nearest first, with the first sight of everything that can be seen."""

    def __init__(self, p: Pathway, most_states: int) -> None:
        self.p = p
        self.most_states = most_states
        self.machine = Machine(p)
        self.distance: dict[int, int] = {}
        self.parent: dict[int, tuple[int, Edge | None]] = {}
        """How each state was reached: from where, by which exit; no exit where a fact was answered."""
        self.roots: dict[int, str | None] = {}
        self.order: list[int] = []
        self.seen: dict[Mark, tuple[int, int, Edge | None]] = {}
        """Each thing seen: after how many events, in which state, and by taking which exit, if by one."""
        self.at_once: dict[Mark, Witness] = {}
        """What is false as soon as a walk begins, through what its entry lists."""
        self.listed: set[str] = set()
        """The steps that count as entered where a walk begins."""
        self.bounded = False
        self._endless: dict[int, bool] = {}
        self._run()
        self._find_doomed()

    def _run(self) -> None:
        rings: dict[int, list[int]] = {0: []}
        for entry in (None, *self.p.entries):
            state = self._begin(entry)
            if state not in self.distance:
                self.distance[state] = 0
                self.roots[state] = entry
                rings[0].append(state)
        distance = 0
        while rings:
            for state in rings.pop(distance, ()):
                if self.distance[state] == distance:
                    self._expand(state, distance, rings)
            distance += 1

    def _begin(self, entry: str | None) -> int:
        machine = self.machine
        if entry is None:
            state, at, before = machine.begin(self.p.start, (), (), {}), self.p.start, list[str]()
        else:
            given = self.p.entries[entry]
            state, at = machine.begin(given.at, given.visited, given.active, given.sets), given.at
            before = history(given.visited)
        for monitor in machine.monitors:
            bit = 0
            for step in (*before, at):
                self.listed.add(step)
                bit, broken = monitor.entering(step, bit)
                if broken:
                    self.at_once.setdefault(("SL604", monitor.name), Witness(entry, ()))
        return state

    def _see(self, marks: list[Mark], after: int, state: int, edge: Edge | None) -> None:
        for mark in marks:
            if mark not in self.seen or self.seen[mark][0] > after:
                self.seen[mark] = (after, state, edge)

    def _expand(self, state: int, distance: int, rings: dict[int, list[int]]) -> None:
        known, machine = self.distance, self.machine
        look = machine.look(state)
        self.order.append(state)
        if not look.shown:
            look.shown = True
            self._see(look.marks, distance, state, None)
        if look.kind == "moves" and self.endless(state):
            self._see([("SL601", machine.layout.steps[state & machine.layout.step_mask])], distance, state, None)
            return
        show, look.shown_edges = not look.shown_edges, True
        for way, overrides, marks in look.edges:
            there = distance + len(overrides) + 1
            if show:
                self._see(marks, there, state, (way, overrides))
            new = way.taken(state)
            if there < known.get(new, there + 1) and self._add(new, there, rings):
                self.parent[new] = (state, (way, overrides))
        there = distance + 1
        for bits in look.answers:
            new = state | bits
            if there < known.get(new, there + 1) and self._add(new, there, rings):
                self.parent[new] = (state, None)

    def _add(self, new: int, there: int, rings: dict[int, list[int]]) -> bool:
        if new not in self.distance and len(self.distance) >= self.most_states:
            self.bounded = True
            return False
        self.distance[new] = there
        rings.setdefault(there, []).append(new)
        return True

    def endless(self, state: int) -> bool:
        """Whether a walk would go round from here without a question for ever."""
        machine = self.machine
        path: dict[int, None] = {}
        while (found := self._endless.get(state)) is None:
            look = machine.look(state)
            if look.kind != "moves":
                found = False
                break
            if state in path:
                found = True
                break
            path[state] = None
            state = look.edges[0][0].taken(state)
        for passed in path:
            self._endless[passed] = found
        return found

    def _find_doomed(self) -> None:
        """See SL606: the states that are left when those are struck out from which an outcome can be reached."""
        machine = self.machine
        good: set[int] = set()
        waiting = self.order[::-1]
        before = len(waiting) + 1
        while len(waiting) < before:
            before = len(waiting)
            rest: list[int] = []
            for state in waiting:
                if self._leads_on(state, good):
                    good.add(state)
                else:
                    rest.append(state)
            waiting = rest
        for state in reversed(waiting):
            kind = machine.look(state).kind
            if not apart(kind, kind == "moves" and self.endless(state)):
                step = machine.layout.steps[state & machine.layout.step_mask]
                self._see([("SL606", step)], self.distance[state], state, None)

    def _leads_on(self, state: int, good: set[int]) -> bool:
        """Whether an outcome, a state that leads to one, or one that was never visited is next."""
        look = self.machine.look(state)
        if look.kind == "ended":
            return True
        if look.kind == "moves" and self._endless[state]:
            return False
        for way, _, _ in look.edges:
            new = way.taken(state)
            if new in good or new not in self.distance:
                return True
        for bits in look.answers:
            new = state | bits
            if new in good or (self.bounded and new not in self.distance):
                return True
        return False

    # verdicts

    def verdicts(self) -> Verdicts:
        """What was seen, as answers."""
        found: dict[tuple[str, str], Verdict] = {}
        for verdict in (*self._of_steps(), *self._of_exits(), *self._of_claims(), *self._of_facts(), *self._of_rules()):
            found[verdict.code, verdict.subject] = verdict
        sampled = tuple(dict.fromkeys(self.machine.reader.sampled))
        return Verdicts(found, len(self.distance), self.bounded, sampled)

    @property
    def exact(self) -> bool:
        """Whether what was not seen cannot be."""
        return not self.bounded and not self.machine.reader.sampled

    def _bad(self, code: str, subject: str, vacuous: bool = False) -> Verdict:
        """A question that is refuted by what is seen."""
        if (code, subject) in self.seen or (code, subject) in self.at_once:
            return Verdict(code, subject, "refuted", self._witness((code, subject)))
        return Verdict(code, subject, "proved" if self.exact else "undecided", None, vacuous and self.exact)

    def _good(self, code: str, subject: str, mark: Mark) -> Verdict:
        """A question that is proved by what is seen."""
        if mark in self.seen:
            return Verdict(code, subject, "proved", self._witness(mark))
        return Verdict(code, subject, "refuted" if self.exact else "undecided")

    def _of_steps(self) -> Iterator[Verdict]:
        for code in ("SL601", "SL602", "SL606"):
            for name, step in self.p.steps.items():
                if code != "SL602" or step.next:
                    yield self._bad(code, name)

    def _of_exits(self) -> Iterator[Verdict]:
        for name in self.p.steps:
            yield self._good("SL603", name, ("entered", name))
        for name, step in self.p.steps.items():
            for exit_ in step.exits:
                subject = f"{name}/{exit_.id or exit_.to}"
                yield self._good("SL603", subject, ("taken", subject))
        for index, _ in enumerate(self.p.interrupts):
            yield self._good("SL603", f"interrupts[{index}]", ("taken", f"interrupts[{index}]"))

    def _of_claims(self) -> Iterator[Verdict]:
        for name, claim in self.p.claims.items():
            yield self._bad("SL604", name, self._vacuous(name, claim))

    def _vacuous(self, name: str, claim: Claim) -> bool:
        if claim.never is not None:
            parts = range(len(parts_of(claim.never.expr)))
            return any((f"part {index}", name) not in self.seen for index in parts)
        for monitor in self.machine.monitors:
            if monitor.name == name:
                subject = monitor.before if monitor.form == "passes" else monitor.of
                return not any(("entered", step) in self.seen or step in self.listed for step in subject)
        return ("tested", name) not in self.seen

    def _of_facts(self) -> Iterator[Verdict]:
        for name, fact in self.p.facts.items():
            if not fact.ask:
                yield self._bad("SL605", name)

    def _of_rules(self) -> Iterator[Verdict]:
        for name, rule in self.p.rules.items():
            if rule.backstop:
                verdict = self._bad("holds", name)
                yield replace(verdict, code="SL607")
            else:
                yield self._good("SL607", name, ("holds", name))

    def _witness(self, mark: Mark) -> Witness:
        """The shortest walk to what was seen."""
        if mark in self.at_once:
            return self.at_once[mark]
        _, state, edge = self.seen[mark]
        events: list[Event] = [] if edge is None else self._taking(edge)
        while state in self.parent:
            before, by = self.parent[state]
            step = [self._answer(before ^ state)] if by is None else self._taking(by)
            events = step + events
            state = before
        return Witness(self.roots[state], tuple(events))

    def _taking(self, edge: Edge) -> list[Event]:
        way, overrides = edge
        return [*(("overrode", rule) for rule in overrides), ("took", way.name)]

    def _answer(self, bits: int) -> Event:
        for (_, name), var in self.machine.vars.items():
            if bits & var.mask:
                return ("answered", name, var.values[(bits >> var.shift) - 1])
        raise AssertionError
