"""The questions of the format's section 4 put to z3, as a second opinion that shares no code with the proofs.

A pathway becomes a machine of small moves: at each step a fact is answered or an exit is taken, under a guard, with
what it changes; all of it formulas over the facts (known or not, and the value), therapies, visits and one bit for each
claim that remembers. Every question is then whether a bad state can be reached, which two methods decide: `spacer`, the
engine of z3's fixed points, and `k_induction`. The readings of the page are those that `explorer` lists.

SL606 is left out: that from every state an outcome *can* be reached is no question about one bad state.

One file on purpose, though it is long: moves, questions and methods are read as one argument.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from math import ceil, floor
from typing import Any, Literal, TypeAlias

import z3  # type: ignore[import-untyped]  # it comes without types

from stepladder.conditions.nodes import And, Compare, Count, IsBlocked, Node, Not, Or, Sum, Visits
from stepladder.model.declarations import Fact
from stepladder.model.pathway import Claim, Pathway
from stepladder.model.steps import Transition
from tests.z3_conditions import (
    UNKNOWN,
    Formula,
    Held,
    Moment,
    Said,
    absolute,
    both,
    code,
    either,
    joined,
    no,
    opens,
    rules_on,
    said,
)

Reached: TypeAlias = Literal["reachable", "unreachable", "unknown"]
"""What came out: `unknown` where time or depth ran out."""

Key: TypeAlias = tuple[Literal["known", "value", "therapy", "visits", "claim"], str]
"""A variable of the state, the step apart."""

MOST_SILENT = 60
"""So many moves in a row without a question are looked at, to find out whether they go round for ever."""


# what a walk can do at a step


@dataclass(frozen=True)
class Way:
    """One exit of a step, or an interrupt there, with when it is what."""

    exit_: Transition
    subject: str
    """What SL603 calls it."""
    interrupt: bool
    guard: Said
    rules: list[tuple[str, Said]]
    """The rules of its target, judged as for entering it."""
    asking: Formula
    """That it is at `ask`."""
    next_fact: Formula
    """That it is at `ask` with a next fact."""
    open: Formula
    caution: Formula
    lacks: dict[str, Formula]
    """The facts that it hangs on at `ask`, each with when it does."""

    @property
    def takable(self) -> Formula:
        """That it is open or at caution."""
        return either(self.open, self.caution)


@dataclass
class Look:
    """What a walk can do at a step, and when."""

    ways: list[Way]
    silent: list[tuple[Way, Formula]] = field(default_factory=list)
    """What is taken without anybody choosing."""
    chosen: list[tuple[Way, Formula]] = field(default_factory=list)
    """What is taken by choice, or with a reason."""
    must_ask: Formula = False
    """That nothing can be taken before an answer."""
    stuck: Formula = False
    overlap: Formula = False
    may_answer: Formula = False


def look(p: Pathway, step: str, at: Moment) -> Look:
    """Section 3, "At a step"."""
    ways = list(_ways(p, step, at))
    found, own = Look(ways), [way for way in ways if not way.interrupt]
    if not own:
        return found
    quiet: Formula = True  # no interrupt written before is taken
    for way in ways:
        if way.interrupt:
            found.silent.append((way, both(quiet, way.takable)))
            quiet = both(quiet, no(way.takable))
    found.may_answer = quiet
    unknown = either(*(no(at.facts[name].known) for name in p.steps[step].asks if p.facts[name].ask))
    first = either(unknown, *(way.next_fact for way in ways if way.interrupt))
    settled = both(quiet, no(first))
    some, asking = either(*(way.takable for way in own)), either(*(way.next_fact for way in own))
    found.stuck = both(settled, no(some), no(asking))
    if p.steps[step].options:
        found.must_ask = both(quiet, either(first, both(asking, no(some))))
        found.chosen = [(way, both(settled, way.takable)) for way in own]
        return found
    found.must_ask = both(quiet, either(first, asking))
    settled = both(settled, no(asking))
    alone = [no(either(*(other.takable for other in own if other is not way))) for way in own]
    found.overlap = both(settled, some, *(no(both(way.takable, only)) for way, only in zip(own, alone, strict=True)))
    for way, only in zip(own, alone, strict=True):
        found.silent.append((way, both(settled, way.open, only)))
        found.chosen.append((way, both(settled, way.caution, only)))
    found.may_answer = both(quiet, *(no(when) for way, when in found.silent if not way.interrupt))
    return found


def _ways(p: Pathway, step: str, at: Moment) -> Iterator[Way]:
    for index, interrupt in enumerate(p.interrupts):
        if step in _interrupted(p, interrupt):
            guard = said(interrupt.when.expr, at)
            yield _way(p, interrupt, f"interrupts[{index}]", guard, opens(interrupt.when.expr, at), at, True)
    own = p.steps[step].exits
    for exit_ in own:
        guards = [said(each.when.expr, at) for each in own[:-1]] if exit_.otherwise else [said(exit_.when.expr, at)]
        lacks = joined(opens(each.when.expr, at) for each in (own[:-1] if exit_.otherwise else (exit_,)))
        guard = guards[0]
        if exit_.otherwise:
            guard = Said(both(*(one.false for one in guards)), either(*(one.true for one in guards)))
        yield _way(p, exit_, f"{step}/{exit_.id or exit_.to}", guard, lacks, at, False)


def _interrupted(p: Pathway, interrupt: Any) -> list[str]:
    spared = p.members(interrupt.except_)
    if interrupt.from_ == ("everywhere",):
        kinds = ("emergency", "outcome")
        return [s for s in p.steps if p.steps[s].kind not in kinds and s != interrupt.to and s not in spared]
    return [s for s in p.members(interrupt.from_) if s not in spared]


def _way(
    p: Pathway, exit_: Transition, subject: str, guard: Said, lacks: dict[str, Formula], at: Moment, interrupt: bool
) -> Way:
    then = entered_by(p, exit_, at)
    rules = sorted(rules_on(p, exit_.to), key=lambda each: str(each[1].severity))  # "absolute" before "relative"
    judged = [(name, rule, said(rule.when.expr, then)) for name, rule in rules]
    forbidden = either(*(held.true for _, rule, held in judged if rule.severity == "absolute"))
    careful = either(*(held.true for _, rule, held in judged if rule.severity == "relative"))
    unknown = [guard.unknown, *(held.unknown for _, _, held in judged)]
    hanging = [lacks, *(opens(rule.when.expr, then) for _, rule, _ in judged)]
    asking = both(no(guard.false), no(forbidden), either(*unknown))
    clear = both(guard.true, no(forbidden), *(no(each) for each in unknown))
    next_fact: Formula = False
    for each, names in reversed(list(zip(unknown, hanging, strict=True))):
        here = either(*(when for name, when in names.items() if p.facts[name].ask))
        next_fact = either(both(each, here), both(no(each), next_fact))
    return Way(
        exit_,
        subject,
        interrupt,
        guard,
        [(name, held) for name, _, held in judged],
        asking,
        both(asking, next_fact),
        both(clear, no(careful)),
        both(clear, careful),
        joined(
            {name: both(asking, each, when) for name, when in names.items()}
            for each, names in zip(unknown, hanging, strict=True)
        ),
    )


def entered_by(p: Pathway, exit_: Transition, at: Moment) -> Moment:
    """What the rules of an exit's target read: its own stops, starts and sets come first."""
    if not (exit_.stops or exit_.starts or exit_.sets):
        return at
    changes = _effects(p, exit_)
    return moved(at, changes, at)


def _effects(p: Pathway, by: Any) -> dict[Key, Any]:
    """What stops, starts and sets change."""
    found: dict[Key, Any] = {}
    found.update({("therapy", name): False for name in by.stops})
    found.update({("therapy", name): True for name in by.starts})
    for name, value in by.sets.items():
        found["known", name] = True
        found["value", name] = code(p, name, value)
    return found


def moved(at: Moment, changes: Mapping[Key, Any], present: Moment | None = None) -> Moment:
    """The moment after some changes."""
    facts, therapies, visits = dict(at.facts), dict(at.therapies), dict(at.visits)
    for (kind, name), value in changes.items():
        match kind:
            case "known":
                facts[name] = Held(value, changes["value", name])
            case "therapy":
                therapies[name] = value
            case "visits":
                visits[name] = value
    return at.changed(facts=facts, therapies=therapies, visits=visits, present=present)


# claims that remember


@dataclass(frozen=True)
class Memory:
    """The bit of a `passes` or an `after` claim: that A was entered, or that an entry of A waits for one of B."""

    name: str
    after: bool
    a: frozenset[str]
    b: frozenset[str]
    s: frozenset[str]

    def violated(self, step: str, bit: Formula) -> Formula:
        """That entering a step makes the claim false."""
        if step not in self.s or step in self.b:
            return False
        return bit if self.after else no(bit)

    def following(self, step: str, bit: Formula) -> Formula:
        """The bit after a step is entered."""
        if step in self.a:
            return True
        return False if self.after and (step in self.b or step in self.s) else bit


def memory_of(p: Pathway, name: str, claim: Claim) -> Memory | None:
    """What a claim has to remember; nothing for the other forms."""
    if claim.before is None:
        return None
    passes = frozenset(p.members(claim.passes or ()))
    if claim.before == ("any",):
        before = frozenset(p.steps) - passes
    elif claim.before == ("end",):
        before = frozenset([step for step in p.steps if p.steps[step].kind == "outcome"])
    else:
        before = frozenset(p.members(claim.before))
    if claim.after is None:
        return Memory(name, False, passes, frozenset(), before)
    return Memory(name, True, frozenset(p.members(claim.after)), passes, before)


# the machine


@dataclass(frozen=True)
class Move:
    """A small move: from a step to a step, when, and what it changes."""

    step: str
    to: str
    when: Formula
    changes: Mapping[Key, Any]
    input: Any = None
    """The value that an answer brings, where it can be any."""


@dataclass(frozen=True)
class Beginning:
    """A state in which a walk begins; what is not listed is not so, unknown or 0."""

    step: str
    values: Mapping[Key, Any]
    listed: tuple[str, ...]
    """The steps that count as entered, the one where it begins included."""


@dataclass(frozen=True)
class Question:
    """Whether a bad state can be reached."""

    code: str
    subject: str
    bad: Mapping[str, Formula]
    """For each step, in which states there something is shown; at the others in none."""
    at_once: bool = False
    """Whether it is shown by what an entry lists."""
    reachable: Literal["proved", "refuted"] = "refuted"
    """What it means if one can."""

    def outcome(self, reached: Reached) -> Literal["proved", "refuted", "undecided"]:
        """The verdict."""
        if reached == "unknown":
            return "undecided"
        if reached == "reachable":
            return self.reachable
        return "proved" if self.reachable == "refuted" else "refuted"


class Machine:
    """A pathway as moves, with the questions about it."""

    def __init__(self, p: Pathway) -> None:
        self.p = p
        self.caps = _caps(p)
        self.vars = _variables(p, self.caps)
        self._place = {var.get_id(): index for index, var in enumerate(self.vars.values())}
        self._masks: dict[int, int] = {}
        self._kept: list[Any] = []
        """What was looked through: an id of z3 means nothing once its expression is gone."""
        self.now = Moment(
            p,
            {name: Held(self.vars["known", name], self.vars["value", name]) for name in p.facts},
            {name: self.vars["therapy", name] for name in p.therapies},
            {name: self.vars["visits", name] for name in p.steps},
        )
        memories = [memory_of(p, name, claim) for name, claim in p.claims.items()]
        self.memories = {memory.name: memory for memory in memories if memory is not None}
        self.looks = {step: look(p, step, self.now) for step in p.steps}
        self.endless = self._endless()
        self.taken = {step: self._taken(step) for step in p.steps}
        self.moves = list(chain.from_iterable(map(self._moves, p.steps)))
        self.beginnings = [self._begin(entry) for entry in (None, *p.entries)]

    # moves

    def _taken(self, step: str) -> list[tuple[Way, Formula]]:
        """When each exit is taken: not where a round without a question for ever would begin."""
        found = self.looks[step]
        goes_on = no(self.endless.get(step, False))
        return [(way, both(when, goes_on)) for way, when in found.silent] + found.chosen

    def _moves(self, step: str) -> Iterator[Move]:
        for way, when in self.taken[step]:
            if when is not False:
                yield Move(step, way.exit_.to, when, self.changes(self.now, way.exit_, way.exit_.to))
        found = self.looks[step]
        named: dict[str, Formula] = dict.fromkeys(self.p.steps[step].asks, True)
        for way in found.ways if found.may_answer is not False else ():
            for name in self._named(step, way.exit_):
                named[name] = either(named.get(name, False), way.asking)
        for name, when in named.items():
            fact = self.p.facts[name]
            if fact.ask:
                guard = both(found.may_answer, no(self.vars["known", name]), when)
                value = self.vars["value", name]
                input_ = z3.Const(f"answer {name}", value.sort())
                yield Move(
                    step,
                    step,
                    both(guard, _in_range(fact, input_)),
                    {("known", name): True, ("value", name): input_},
                    input_,
                )

    def changes(self, at: Moment, exit_: Transition | None, to: str) -> dict[Key, Any]:
        """What taking an exit and entering its target changes, in the order of section 3."""
        step = self.p.steps[to]
        found: dict[Key, Any] = {}

        def forget(names: Iterable[str]) -> None:
            for name in names:
                found["known", name] = False
                found["value", name] = False if self.p.facts[name].type == "finding" else 0

        if exit_ is not None:
            found.update(_effects(self.p, exit_))
            forget(exit_.forgets)
        count, cap = at.visits[to], self.caps[to]
        if cap == 1:
            found["visits", to] = True
        elif isinstance(count, int):
            found["visits", to] = min(count + 1, cap)
        else:
            found["visits", to] = z3.If(count < cap, count + 1, cap)
        forget(name for name in step.asks if self.p.facts[name].fresh)
        found.update(_effects(self.p, step))
        forget(step.forgets)
        for memory in self.memories.values():
            bit = self.vars["claim", memory.name]
            after = memory.following(to, bit)
            if after is not bit:
                found["claim", memory.name] = after
        return found

    def _named(self, step: str, exit_: Transition) -> set[str]:
        """The facts that an exit's guard or its target's rules name, through derived names."""
        own = self.p.steps[step].exits
        guards = own[:-1] if exit_.otherwise else (exit_,)
        nodes = [guard.when.expr for guard in guards] + [rule.when.expr for _, rule in rules_on(self.p, exit_.to)]
        return set(chain.from_iterable(_names(self.p, node) for node in nodes))

    def _begin(self, entry: str | None) -> Beginning:
        at = Moment(
            self.p,
            dict.fromkeys(self.p.facts, UNKNOWN),
            dict.fromkeys(self.p.therapies, False),
            {name: (False if self.caps[name] == 1 else 0) for name in self.p.steps},
        )
        values: dict[Key, Any] = {}
        step, listed = self.p.start, list[str]()
        if entry is not None:
            given = self.p.entries[entry]
            step, listed = given.at, list(given.visited)
            values |= {("therapy", name): True for name in given.active}
            values |= {("visits", name): (True if self.caps[name] == 1 else 1) for name in listed}
            for name, value in given.sets.items():
                values["known", name] = True
                values["value", name] = code(self.p, name, value)
        values |= self.changes(moved(at, values), None, step)
        for memory in self.memories.values():
            bit: Formula = False
            for name in (*listed, step):
                bit = memory.following(name, bit)
            values["claim", memory.name] = bit
        return Beginning(step, values, (*listed, step))

    # rounds without a question

    def _endless(self) -> dict[str, Formula]:
        """For each step when moves without a question would go on for ever.

        Moves are followed until no chain of them is possible, or until every state that makes n of them can make
        one more: then, step by step, so can the states after it, without end.
        """
        rounds = self._in_rounds()
        solver = z3.Solver()
        solver.add(self.ranges())
        chains: list[tuple[str, Formula, str, Moment]] = [(step, True, step, self.now) for step in rounds]
        before: dict[str, Formula] = {}
        for _ in range(MOST_SILENT):
            longer: list[tuple[str, Formula, str, Moment]] = []
            for origin, when, step, at in chains:
                here = self.looks[step] if at is self.now else look(self.p, step, at)
                for way, silent in here.silent:
                    together = both(when, silent) if way.exit_.to in rounds else False
                    if together is not False and solver.check(together) != z3.unsat:
                        after = moved(at, self.changes(at, way.exit_, way.exit_.to))
                        longer.append((origin, together, way.exit_.to, after))
            now: dict[str, Formula] = {}
            for origin, when, _, _ in longer:
                now[origin] = either(now.get(origin, False), when)
            if not now:
                return {}
            if before.keys() == now.keys() and all(
                solver.check(both(before[step], no(now[step]))) == z3.unsat for step in now
            ):
                return now
            chains, before = longer, now
        raise AssertionError(f"more than {MOST_SILENT} moves in a row without a question")

    def _in_rounds(self) -> list[str]:
        """The steps from which such moves could go round in the graph."""
        onward = {
            step: {way.exit_.to for way, when in here.silent if when is not False} for step, here in self.looks.items()
        }
        while ending := [step for step, after in onward.items() if not after]:
            for step in ending:
                del onward[step]
            onward = {step: after & onward.keys() for step, after in onward.items()}
        return list(onward)

    def ranges(self, names: Iterable[Key] | None = None) -> Formula:
        """That every variable has one of its values."""
        found: list[Formula] = [True]
        for kind, name in self.vars if names is None else names:
            var = self.vars[kind, name]
            if kind == "value":
                found.append(z3.Implies(self.vars["known", name], _in_range(self.p.facts[name], var)))
            elif kind == "visits" and self.caps[name] > 1:
                found += [var >= 0, var <= self.caps[name]]
        return z3.And(found)

    # questions

    def questions(self) -> Iterator[Question]:
        """Every question about every subject, SL606 left out."""
        p = self.p
        for step in p.steps:
            found = self.looks[step]
            yield Question("SL601", step, {step: either(found.stuck, self.endless.get(step, False))})
        for step in p.steps:
            if p.steps[step].next:
                yield Question("SL602", step, {step: self.looks[step].overlap})
        for step in p.steps:
            yield Question("SL603", step, {step: True}, reachable="proved")
        subjects = [f"{step}/{exit_.id or exit_.to}" for step in p.steps for exit_ in p.steps[step].exits]
        for subject in [*subjects, *(f"interrupts[{index}]" for index, _ in enumerate(p.interrupts))]:
            yield Question("SL603", subject, self._edges(lambda way, s=subject: way.subject == s), reachable="proved")
        for name in p.claims:
            yield self.claim(name)
        for name, fact in p.facts.items():
            if not fact.ask:
                yield Question("SL605", name, self._everywhere(lambda way, f=name: way.lacks.get(f, False)))
        for name, rule in p.rules.items():
            bad = self._everywhere(
                lambda way, r=name: either(*(both(no(way.guard.false), held.true) for n, held in way.rules if n == r))
            )
            yield Question("SL607", name, bad, reachable="refuted" if rule.backstop else "proved")

    def _edges(self, wanted: Any) -> dict[str, Formula]:
        """For each step when one of some exits is taken."""
        return {step: either(*(when for way, when in taken if wanted(way))) for step, taken in self.taken.items()}

    def _everywhere(self, shows: Any) -> dict[str, Formula]:
        """For each step when one of its exits shows something, taken or not."""
        return {step: either(*(shows(way) for way in found.ways)) for step, found in self.looks.items()}

    def claim(self, name: str) -> Question:
        """The question whether a claim is false."""
        claim, memory = self.p.claims[name], self.memories.get(name)
        if claim.never is not None:
            return Question("SL604", name, dict.fromkeys(self.p.steps, said(claim.never.expr, self.now).true))
        if claim.requires is not None:
            wanted, node = set(self.p.members(claim.entering or ())), claim.requires.expr
            bad = {
                step: either(
                    *(
                        both(when, no(said(node, entered_by(self.p, way.exit_, self.now)).true))
                        for way, when in taken
                        if way.exit_.to in wanted
                    )
                )
                for step, taken in self.taken.items()
            }
            return Question("SL604", name, bad)
        if memory is None:
            return Question("SL604", name, {step: bad for step, (_, bad) in self._offers(claim).items()})
        bit = self.vars["claim", name]
        bad = {
            step: either(*(both(when, memory.violated(way.exit_.to, bit)) for way, when in taken))
            for step, taken in self.taken.items()
        }
        return Question("SL604", name, bad, any(self._false_at_once(memory, one) for one in self.beginnings))

    def _false_at_once(self, memory: Memory, beginning: Beginning) -> bool:
        bit: Formula = False
        for step in beginning.listed:
            if memory.violated(step, bit) is True:
                return True
            bit = memory.following(step, bit)
        return False

    def _offers(self, claim: Claim) -> dict[str, tuple[Formula, Formula]]:
        """For each step of an `at … offers` when the claim is tested there, and when it is false."""
        assert claim.when is not None
        when, wanted = said(claim.when.expr, self.now).true, set(self.p.members(claim.offers or ()))
        found: dict[str, tuple[Formula, Formula]] = {}
        for step in self.p.members(claim.at or ()):
            here = self.looks[step]
            tested = both(when, no(here.must_ask))
            offered = [both(is_taken, way.exit_.to in wanted) for way, is_taken in here.silent if way.interrupt]
            offered += [way.takable for way in here.ways if not way.interrupt and way.exit_.to in wanted]
            found[step] = tested, both(tested, *(no(each) for each in offered))
        return found

    def tests(self, name: str) -> list[Question]:
        """What must be reachable for a claim not to be vacuous; its verdicts mean nothing."""
        claim, memory = self.p.claims[name], self.memories.get(name)
        if claim.never is not None:
            parts = list(_joined_by_and(claim.never.expr))
            shown = [dict.fromkeys(self.p.steps, said(part, self.now).true) for part in parts if len(parts) > 1]
        elif claim.requires is not None:
            wanted = set(self.p.members(claim.entering or ()))
            shown = [self._edges(lambda way: way.exit_.to in wanted)]
        elif memory is None:
            shown = [{step: tested for step, (tested, _) in self._offers(claim).items()}]
        else:
            steps = memory.a if memory.after else memory.s
            if any(step in steps for one in self.beginnings for step in one.listed):
                return []
            shown = [dict.fromkeys(steps, True)]
        return [Question("tests", name, bad) for bad in shown]

    # variables that matter

    def read(self, formula: Formula) -> set[Key]:
        """The variables of the state in a formula."""
        mask = self._mask(formula) if z3.is_expr(formula) else 0
        return {key for index, key in enumerate(self.vars) if mask >> index & 1} if mask else set()

    def _mask(self, formula: Any) -> int:
        """The same as bits, found once for each part of all formulas."""
        waiting = [formula]
        while waiting:
            part = waiting[-1]
            number = part.get_id()
            if number not in self._masks:
                children = part.children()
                new = [child for child in children if child.get_id() not in self._masks]
                if new:
                    waiting += new
                    continue
                mask = 1 << self._place[number] if number in self._place else 0
                for child in children:
                    mask |= self._masks[child.get_id()]
                self._masks[number] = mask
            waiting.pop()
        self._kept.append(formula)
        return self._masks[formula.get_id()]


def any_of(questions: Iterable[Question]) -> Question:
    """The question whether one of several bad states can be reached."""
    given = list(questions)
    bad: dict[str, Formula] = {}
    for question in given:
        for step, formula in question.bad.items():
            bad[step] = either(bad.get(step, False), formula)
    return Question("any", "", bad, any(question.at_once for question in given))


def _variables(p: Pathway, caps: Mapping[str, int]) -> dict[Key, Any]:
    found: dict[Key, Any] = {}
    for name, fact in p.facts.items():
        found["known", name] = z3.Bool(f"known {name}")
        found["value", name] = z3.Bool(f"is {name}") if fact.type == "finding" else z3.Int(f"value {name}")
    for name in p.therapies:
        found["therapy", name] = z3.Bool(f"active {name}")
    for name in p.steps:
        found["visits", name] = z3.Bool(f"visited {name}") if caps[name] == 1 else z3.Int(f"visits {name}")
    for name, claim in p.claims.items():
        if claim.before is not None:
            found["claim", name] = z3.Bool(f"claim {name}")
    return found


def _in_range(fact: Fact, value: Any) -> Formula:
    if fact.type == "finding":
        return True
    if fact.type == "choice":
        return z3.And(value >= 0, value < len(fact.values or ()))
    bounds: list[Formula] = []
    if fact.min is not None:
        bounds.append(value >= ceil(Decimal(fact.min) * 10**fact.decimals))
    if fact.max is not None:
        bounds.append(value <= floor(Decimal(fact.max) * 10**fact.decimals))
    return both(*bounds)


def _joined_by_and(node: Node) -> Iterator[Node]:
    if isinstance(node, And):
        for part in node.parts:
            yield from _joined_by_and(part)
    else:
        yield node


def _nodes(p: Pathway) -> Iterator[Node | Sum]:
    """Every condition and every derived number."""
    for _, condition in p.conditions():
        yield condition.expr
    for derived in p.derived.values():
        if derived.number is not None:
            yield derived.number.expr


def _caps(p: Pathway) -> dict[str, int]:
    """For each step the count of visits beyond which no comparison tells a difference."""
    found = dict.fromkeys(p.steps, 1)
    waiting: list[Any] = list(_nodes(p))
    while waiting:
        match waiting.pop():
            case Compare(left, _, right):
                for factor, atom in (*left.terms, *right.terms):
                    if isinstance(atom, Visits) and factor:
                        limit = ceil(abs(Decimal(left.constant - right.constant) / factor)) + 1
                        found[atom.step] = max(found[atom.step], limit)
                waiting += [left, right]
            case And(parts) | Or(parts) | Count(parts):
                waiting += parts
            case Not(of):
                waiting.append(of)
            case Sum(terms):
                waiting += [atom for _, atom in terms]
            case _:
                pass
    return found


def _names(p: Pathway, node: Any) -> Iterator[str]:
    """The facts that a condition or a sum names, through derived names and blocked steps."""
    waiting: list[Any] = [node]
    seen: set[str] = set()
    while waiting:
        match waiting.pop():
            case And(parts) | Or(parts) | Count(parts):
                waiting += parts
            case Not(of):
                waiting.append(of)
            case Compare(left, _, right):
                waiting += [left, right]
            case Sum(terms):
                waiting += [atom for _, atom in terms]
            case IsBlocked(step):
                waiting += absolute(p, step)
            case other if getattr(other, "derived", False):
                if other.name not in seen:
                    seen.add(other.name)
                    derived = p.derived[other.name]
                    waiting += [part.expr for part in (derived.when, derived.number) if part is not None]
                    waiting += [row.when.expr for row in derived.rows or () if row.when is not None]
            case other if hasattr(other, "derived"):
                yield other.name
            case _:
                pass


# the methods


def spacer(machine: Machine, question: Question, seconds: float = 10.0) -> Reached:
    """Whether a bad state can be reached, by z3's fixed points: one relation for each step, over what is live there."""
    if question.at_once:
        return "reachable"
    steps = _leading_to(machine, question)
    live = _live(machine, question, steps)
    order = {step: sorted(live[step]) for step in steps}
    relations = {
        step: z3.Function(f"at {step}", *(machine.vars[key].sort() for key in order[step]), z3.BoolSort())
        for step in steps
    }
    bad = z3.Function("bad", z3.BoolSort())
    fixed = z3.Fixedpoint()
    fixed.set(engine="spacer", timeout=max(1, int(seconds * 1000)))
    for relation in (*relations.values(), bad):
        fixed.register_relation(relation)
    fixed.declare_var(*machine.vars.values())

    def at(step: str, values: Mapping[Key, Any], default: Mapping[Key, Any]) -> Any:
        return relations[step](*(_value(machine, key, values, default) for key in order[step]))

    for one in machine.beginnings:
        if one.step in relations:
            fixed.rule(at(one.step, one.values, {}))
    for move in machine.moves:
        if move.step in relations and move.to in relations:
            if move.input is not None:
                fixed.declare_var(move.input)
            body = [at(move.step, {}, machine.vars), *([] if move.when is True else [move.when])]
            fixed.rule(at(move.to, move.changes, machine.vars), body)
    for step, formula in question.bad.items():
        if formula is not False and step in relations:
            fixed.rule(bad(), [at(step, {}, machine.vars), *([] if formula is True else [formula])])
    try:
        found = fixed.query(bad())
    except z3.Z3Exception:  # how an interrupted query ends, as often as with "unknown"
        return "unknown"
    return "reachable" if found == z3.sat else "unreachable" if found == z3.unsat else "unknown"


def _value(machine: Machine, key: Key, values: Mapping[Key, Any], default: Mapping[Key, Any]) -> Any:
    sort = machine.vars[key].sort()
    value = values.get(key, default.get(key, False if sort == z3.BoolSort() else 0))
    if z3.is_expr(value):
        return value
    return z3.BoolVal(value) if sort == z3.BoolSort() else z3.IntVal(int(value))


def _leading_to(machine: Machine, question: Question) -> set[str]:
    """The steps from which a step with bad states can be reached in the graph."""
    into: dict[str, set[str]] = {}
    for move in machine.moves:
        into.setdefault(move.to, set()).add(move.step)
    found = {step for step, formula in question.bad.items() if formula is not False}
    waiting = list(found)
    while waiting:
        for step in into.get(waiting.pop(), set()) - found:
            found.add(step)
            waiting.append(step)
    return found


def _live(machine: Machine, question: Question, steps: set[str]) -> dict[str, set[Key]]:
    """For each step the variables that something there or further on reads before they change."""
    live = {step: machine.read(question.bad.get(step, False)) for step in steps}
    into: dict[str, list[Move]] = {step: [] for step in steps}
    for move in machine.moves:
        if move.step in steps and move.to in steps:
            live[move.step] |= machine.read(move.when)
            into[move.to].append(move)
    waiting = list(steps)
    while waiting:
        to = waiting.pop()
        for move in into[to]:
            needed: set[Key] = set()
            for key in live[to]:
                needed |= machine.read(move.changes[key]) if key in move.changes else {key}
            if not needed <= live[move.step]:
                live[move.step] |= needed
                if move.step not in waiting:
                    waiting.append(move.step)
    return live


def k_induction(machine: Machine, question: Question, depth: int = 20, seconds: float = 10.0) -> Reached:
    """Whether a bad state can be reached, by unrolling: searched from the beginnings, and proved by induction.

    Args:
        machine: the pathway.
        question: what is bad.
        depth: after so many small moves it is given up.
        seconds: after so long, too.
    """
    if question.at_once:
        return "reachable"
    until = time.monotonic() + seconds
    steps = _leading_to(machine, question)
    unrolled = _Unrolled(machine, question, steps)
    base, step = z3.Solver(), z3.Solver()
    base.add(unrolled.beginning())
    for k in range(depth + 1):
        for solver, extra in ((base, True), (step, unrolled.ranges(k))):
            left = until - time.monotonic()
            if left <= 0:
                return "unknown"
            solver.set("timeout", max(1, int(left * 1000)))
            solver.add(extra)
            found = solver.check(unrolled.bad(k))
            if solver is base and found == z3.sat:
                return "reachable"
            if solver is step and found == z3.unsat:
                return "unreachable"
            if found == z3.unknown:
                return "unknown"
            solver.add(z3.Not(unrolled.bad(k)), unrolled.move(k))
    return "unknown"


class _Unrolled:
    """The moves as one relation between the states number k and k + 1."""

    def __init__(self, machine: Machine, question: Question, steps: set[str]) -> None:
        self.machine, self.question = machine, question
        self.moves = [move for move in machine.moves if move.step in steps and move.to in steps]
        self.number = {step: index for index, step in enumerate(sorted(steps))}
        self.keys = sorted(set().union(*_live(machine, question, steps).values()))
        self.inputs = {move.input.get_id(): move.input for move in self.moves if move.input is not None}.values()
        self.at, self.chosen = z3.Int("at"), z3.Int("chosen")
        self.next = {key: z3.Const(f"next {key}", machine.vars[key].sort()) for key in self.keys}
        self.next_at = z3.Int("next at")
        self._bad = z3.Or(
            [both(self.at == self.number[s], formula) for s, formula in question.bad.items() if s in self.number]
        )
        self._move = self._relation()
        self._ranges = z3.And(self.at >= 0, self.at < len(self.number), machine.ranges(self.keys))

    def _relation(self) -> Any:
        enabled, at = [], self.next_at == self.at
        after: dict[Key, Any] = {key: self.machine.vars[key] for key in self.keys}
        to: Any = self.at
        for index, move in enumerate(self.moves):
            this = self.chosen == index
            enabled.append(both(this, self.at == self.number[move.step], move.when))
            to = z3.If(this, self.number[move.to], to)
            for key in move.changes:
                if key in after:
                    after[key] = z3.If(this, _value(self.machine, key, move.changes, {}), after[key])
        at = self.next_at == to
        return z3.And(z3.Or(enabled), at, *(self.next[key] == after[key] for key in self.keys))

    def beginning(self) -> Any:
        """That state 0 is one in which a walk begins."""
        values = [
            z3.And(
                self.at == self.number[one.step],
                *(self.machine.vars[key] == _value(self.machine, key, one.values, {}) for key in self.keys),
            )
            for one in self.machine.beginnings
            if one.step in self.number
        ]
        return self._numbered(z3.Or(values), 0)

    def bad(self, k: int) -> Any:
        """That state k is bad."""
        return self._numbered(self._bad, k)

    def move(self, k: int) -> Any:
        """That a move leads from state k to the next."""
        return self._numbered(self._move, k)

    def ranges(self, k: int) -> Any:
        """That state k has values that there are."""
        return self._numbered(self._ranges, k)

    def _numbered(self, formula: Any, k: int) -> Any:
        pairs = [(self.at, z3.Int(f"at {k}")), (self.next_at, z3.Int(f"at {k + 1}"))]
        pairs += [(self.chosen, z3.Int(f"chosen {k}"))]
        pairs += [(input_, z3.Const(f"{input_} {k}", input_.sort())) for input_ in self.inputs]
        for key in self.keys:
            var = self.machine.vars[key]
            pairs.append((var, z3.Const(f"{var} {k}", var.sort())))
            pairs.append((self.next[key], z3.Const(f"{var} {k + 1}", var.sort())))
        return z3.substitute(formula, pairs)
