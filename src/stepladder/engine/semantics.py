"""What a walk is: state, exits, effects, and what happens next. Section "What a walk is" of the format, once.

Everything here is pure: states and events in, states and situations out. Nothing else decides what is open; `walk`,
cases, proofs and exports ask this module. It knows nothing of files, terminals or how a walk is shown.

One file on purpose: the rules of a walk are read together or not understood.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Literal, assert_never

from stepladder.conditions.evaluate import Now, Ternary, evaluate
from stepladder.conditions.mentions import open_facts
from stepladder.conditions.nodes import Condition
from stepladder.engine.events import (
    Answered,
    Asks,
    Chooses,
    Ended,
    Event,
    Exit,
    ImpossibleEvent,
    Moves,
    Overrode,
    Situation,
    State,
    Stuck,
    Took,
)
from stepladder.engine.status import status_of
from stepladder.facts import Finding, Known, Number, Value, misfit, tidy
from stepladder.model.pathway import Pathway, Rule
from stepladder.model.prepared import prepared
from stepladder.model.steps import Transition


def begin(pathway: Pathway, entry: str | None = None, given: Known | None = None) -> State:
    """The state in which a walk begins.

    Args:
        pathway: one without errors.
        entry: the id of one of its entries; None for the start.
        given: facts that are known before, such as those carried over from another pathway.

    Raises:
        KeyError: the pathway has no such entry.
    """
    known = dict(given or {})
    if entry is None:
        return enter(pathway, State(pathway.start, known, frozenset(), {}), pathway.start)
    chosen = pathway.entries[entry]
    known.update({name: tidy(value) for name, value in chosen.sets.items()})
    before = State(chosen.at, known, frozenset(chosen.active), dict.fromkeys(chosen.visited, 1))
    return enter(pathway, before, chosen.at)


def enter(pathway: Pathway, state: State, step: str) -> State:
    """The state after a step is entered: visited, fresh facts forgotten, then the step's own effects."""
    entered = pathway.steps[step]
    forgotten = {name for name in entered.asks if pathway.facts[name].fresh}
    known = {name: value for name, value in state.known.items() if name not in forgotten}
    visits = {**state.visits, step: state.visits.get(step, 0) + 1}
    moved = replace(state, at=step, known=known, visits=visits, reasons={})
    return with_effects(moved, entered.stops, entered.starts, entered.sets, entered.forgets)


def with_effects(
    state: State,
    stops: tuple[str, ...],
    starts: tuple[str, ...],
    sets: Mapping[str, Value],
    forgets: tuple[str, ...] = (),
) -> State:
    """The state after effects, in this order: therapies stop and start, facts are set and forgotten."""
    if not (stops or starts or sets or forgets):
        return state
    active = state.active.difference(stops).union(starts)
    known = {**state.known, **{name: tidy(value) for name, value in sets.items()}}
    for name in forgets:
        known.pop(name, None)
    return replace(state, active=active, known=known)


def now(pathway: Pathway, state: State) -> Now:
    """What conditions can read in a state."""
    index = prepared(pathway)
    return Now(state.known, state.active, state.visits, index.definitions, index.starts, index.blockers)


@dataclass(frozen=True, repr=False)
class Standing:
    """A state in its pathway: its exits and what happens next, each worked out when first asked for."""

    pathway: Pathway
    state: State

    def __repr__(self) -> str:
        return f"Standing({self.pathway.id!r}, {self.state!r})"

    @cached_property
    def present(self) -> Now:
        """What conditions can read."""
        return now(self.pathway, self.state)

    @cached_property
    def interrupts(self) -> tuple[Exit, ...]:
        """The interrupts that are looked at in this step, judged, in the order written."""
        found = prepared(self.pathway).interrupts_at.get(self.state.at, ())
        return tuple([judge(self, interrupt, "interrupt", index) for index, interrupt in found])

    @cached_property
    def own(self) -> tuple[Exit, ...]:
        """The step's own exits, judged, in the order written."""
        step = self.pathway.steps[self.state.at]
        kind: Literal["next", "option"] = "next" if step.next is not None else "option"
        return tuple([judge(self, exit_, kind, index) for index, exit_ in enumerate(step.exits)])

    @property
    def exits(self) -> tuple[Exit, ...]:
        """Every exit: the interrupts first, then the step's own."""
        return self.interrupts + self.own

    @cached_property
    def situation(self) -> Situation:
        """What happens next: the first line of "At a step" that applies."""
        step = self.pathway.steps[self.state.at]
        if not step.exits:
            return Ended()
        for exit_ in self.interrupts:
            if exit_.takable:
                return Moves(exit_)
        for name in step.asks:
            if name not in self.state.known and self.pathway.facts[name].ask:
                return Asks(name)
        for exit_ in self.interrupts:
            if exit_.asks:
                return Asks(exit_.asks[0])
        if step.next is not None:
            return _of_next(self.state, self.own)
        open_ones = tuple([exit_ for exit_ in self.own if exit_.takable])
        asks = tuple(dict.fromkeys(exit_.asks[0] for exit_ in self.own if exit_.asks))
        return Chooses(open_ones, asks) if open_ones or asks else Stuck()

    def after(self, event: Event) -> State:
        """The state after an event.

        Raises:
            ImpossibleEvent: the format does not provide for the event in this state. Nothing else is raised.
        """
        match event:
            case Answered(name, value):
                return _answered(self, name, value)
            case Overrode(rule, reason):
                return _overrode(self.state, self.situation, rule, reason)
            case Took(name):
                return _took(self.pathway, self.state, self.situation, name)
            case _:
                assert_never(event)


def exits(pathway: Pathway, state: State) -> tuple[Exit, ...]:
    """Every exit of the step a walk is at, judged: the interrupts first, then the step's own, each as written."""
    return Standing(pathway, state).exits


def situation(pathway: Pathway, state: State) -> Situation:
    """What happens next: the first line of "At a step" that applies."""
    return Standing(pathway, state).situation


def after(pathway: Pathway, state: State, event: Event) -> State:
    """The state after an event.

    Raises:
        ImpossibleEvent: the format does not provide for the event in this state. Nothing else is raised.
    """
    return Standing(pathway, state).after(event)


def judge(standing: Standing, transition: Transition, kind: Literal["next", "option", "interrupt"], index: int) -> Exit:
    """One exit's status: its guard read at present, its target's rules as what would be entered.

    States that agree in all that is read are judged once.
    """
    state, indexes = standing.state, prepared(standing.pathway)
    number = (state.at if kind != "interrupt" else "", index)
    read, judged = indexes.reads(number), indexes.judged
    key = (
        number,
        tuple([state.known.get(name) for name in read.facts]),
        state.active & read.therapies,
        tuple([state.visits.get(step, 0) for step in read.steps]),
    )
    exit_: Exit | None = judged.get(key)
    if exit_ is None:
        if len(judged) >= MOST_JUDGED:
            judged.clear()
        exit_ = judged[key] = _judge(standing, transition, kind, index)
    return exit_


MOST_JUDGED = 200_000
"""So many exits as they were judged are remembered of a pathway."""


def _judge(
    standing: Standing, transition: Transition, kind: Literal["next", "option", "interrupt"], index: int
) -> Exit:
    pathway, present = standing.pathway, standing.present
    guard = evaluate(transition.when.expr, present)
    rules = () if guard is False else prepared(pathway).rules_on.get(transition.to, ())
    then = entering(pathway, standing.state, present, transition) if rules else present
    absolute = [(name, rule, evaluate(rule.when.expr, then)) for name, rule in rules if rule.severity == "absolute"]
    relative = [(name, rule, evaluate(rule.when.expr, then)) for name, rule in rules if rule.severity == "relative"]
    status = status_of(guard, [held for *_, held in absolute], [held for *_, held in relative])
    judged = absolute + relative
    holding = tuple([name for name, _, held in judged if held is True])
    deciding = holding
    if status == "blocked":
        deciding = tuple([name for name, _, held in absolute if held is True])
    asks: tuple[str, ...] = ()
    if status == "ask":
        unknown = [(transition.when, present)] if guard is None else []
        asks = _open(pathway, [*unknown, *((rule.when, then) for _, rule, held in judged if held is None)])
    return Exit(transition.name, transition.to, kind, index, transition, status, guard, holding, deciding, asks)


def entering(pathway: Pathway, state: State, present: Now, transition: Transition) -> Now:
    """What the rules of an exit's target read: the state that its own stops, starts and sets would leave.

    `blocked` reads the present state there too.
    """
    if not (transition.stops or transition.starts or transition.sets):
        return present
    then = now(pathway, with_effects(state, transition.stops, transition.starts, transition.sets))
    return replace(then, present=present)


def _open(pathway: Pathway, unknown: list[tuple[Condition, Now]]) -> tuple[str, ...]:
    """The facts that some unknown conditions hang on, those of the first one in front.

    Where the first one hangs only on facts without a question, nothing is asked for the others either: the exit could
    not be taken all the same.
    """
    found: dict[str, None] = {}
    for condition, when in unknown:
        for name in open_facts(condition.expr, when):
            if pathway.facts[name].ask:
                found.setdefault(name)
        if not found:
            break
    return tuple(found)


def _of_next(state: State, own: tuple[Exit, ...]) -> Situation:
    for exit_ in own:
        if exit_.asks:
            return Asks(exit_.asks[0])
    applying = tuple([exit_ for exit_ in own if exit_.takable])
    if len(applying) != 1:
        return Stuck(applying)
    if applying[0].status == "caution" and not reasons_complete(state, applying[0]):
        return Chooses(applying, ())
    return Moves(applying[0])


def reasons_complete(state: State, exit_: Exit) -> bool:
    """Whether every relative rule that holds at an exit has its recorded reason."""
    return all(rule in state.reasons for rule in exit_.holding)


def _answered(standing: Standing, name: str, value: Value) -> State:
    pathway, state = standing.pathway, standing.state
    if name not in pathway.facts:
        raise ImpossibleEvent(f"'{name}' is not a fact of this pathway")
    reason = misfit(prepared(pathway).domains[name], value)
    if reason:
        raise ImpossibleEvent(f"'{name}' cannot have this value: {reason}")
    if name in state.known:
        raise ImpossibleEvent(f"'{name}' is known already; undo to correct an answer")
    if isinstance(standing.situation, Moves | Ended) or not _may_answer(standing, name):
        raise ImpossibleEvent(f"'{name}' is not asked at '{state.at}'")
    return replace(state, known={**state.known, name: tidy(value)})


def answerable(standing: Standing) -> tuple[str, ...]:
    """The unknown facts that may be answered: those the step asks, then those that an exit at `ask` names."""
    pathway, state = standing.pathway, standing.state
    indexes = prepared(pathway)
    names = dict.fromkeys(pathway.steps[state.at].asks)
    for exit_ in standing.exits:
        if exit_.status == "ask":
            number = (state.at if exit_.kind != "interrupt" else "", exit_.index)
            names.update(dict.fromkeys(indexes.reads(number).facts))
    return tuple([name for name in names if name not in state.known and pathway.facts[name].ask])


def _may_answer(standing: Standing, name: str) -> bool:
    """Whether the step's `asks`, or an exit at ask, names a fact; what is asked next is found without a search."""
    pathway = standing.pathway
    if not pathway.facts[name].ask:
        return False
    if name in pathway.steps[standing.state.at].asks or any(name in exit_.asks for exit_ in standing.exits):
        return True
    return name in answerable(standing)


def _overrode(state: State, following: Situation, rule: str, reason: str) -> State:
    if not reason.strip():
        raise ImpossibleEvent(f"going on although '{rule}' holds needs a reason in words")
    if not isinstance(following, Chooses) or not any(
        exit_.status == "caution" and rule in exit_.holding for exit_ in following.exits
    ):
        raise ImpossibleEvent(f"no exit of '{state.at}' waits for a reason because of '{rule}'")
    return replace(state, reasons={**state.reasons, rule: reason})


def _took(pathway: Pathway, state: State, following: Situation, name: str) -> State:
    match following:
        case Moves(exit_):
            if name != exit_.name:
                raise ImpossibleEvent(f"'{name}' cannot be taken at '{state.at}': '{exit_.name}' is taken at once")
        case Chooses(choices):
            named = [choice for choice in choices if choice.name == name]
            if not named:
                raise ImpossibleEvent(f"'{name}' cannot be taken at '{state.at}'")
            exit_ = named[0]
            missing = [rule for rule in exit_.holding if rule not in state.reasons]
            if exit_.status == "caution" and missing:
                raise ImpossibleEvent(f"'{name}' needs a recorded reason for {', '.join(missing)}")
        case Asks(fact):
            raise ImpossibleEvent(f"'{name}' cannot be taken at '{state.at}' before '{fact}' is answered")
        case Ended():
            raise ImpossibleEvent(f"the walk has ended at '{state.at}'")
        case Stuck():
            raise ImpossibleEvent(f"the walk is stuck at '{state.at}'")
        case _:
            assert_never(following)
    return take(pathway, state, exit_)


def take(pathway: Pathway, state: State, exit_: Exit) -> State:
    """The state after an exit is taken: its own effects, then the target is entered."""
    left = pathway.steps[state.at]
    minutes = state.minutes
    if left.review is not None and exit_.kind != "interrupt":
        minutes += left.review.after.minutes
    t = exit_.transition
    moved = with_effects(replace(state, minutes=minutes), t.stops, t.starts, t.sets, t.forgets)
    return enter(pathway, moved, exit_.to)


def replay(pathway: Pathway, events: tuple[Event, ...], entry: str | None = None) -> State:
    """The state after a log of events, from the start or an entry: a fold of `after`.

    Raises:
        ImpossibleEvent: an event is impossible in the state it meets.
    """
    state = begin(pathway, entry)
    for event in events:
        state = after(pathway, state, event)
    return state


def rule_holds(standing: Standing, rule: Rule, exit_: Exit) -> Ternary:
    """Whether a rule holds as for taking an exit from a state: read is what the exit's own effects would leave."""
    return evaluate(rule.when.expr, entering(standing.pathway, standing.state, standing.present, exit_.transition))


def parse_value(pathway: Pathway, name: str, given: object) -> Value:
    """A value as Python or a person gives it, as the fact's own kind of value.

    Args:
        pathway: the pathway that declares the fact.
        name: the fact.
        given: a bool, a text, an int, a float or a Decimal; a float is taken as it prints.

    Raises:
        ImpossibleEvent: there is no such fact, or the value does not fit it; the message says what is allowed.
    """
    if name not in pathway.facts:
        raise ImpossibleEvent(f"'{name}' is not a fact of this pathway")
    domain = prepared(pathway).domains[name]
    value: object = given
    if isinstance(given, float):
        value = Decimal(repr(given))
    reason = misfit(domain, value)
    if reason:
        allowed = {Finding: " (true or false)", Number: ""}.get(type(domain), "")
        raise ImpossibleEvent(f"'{name}' cannot have this value: {reason}{allowed}")
    assert isinstance(value, bool | str | int | Decimal)
    return tidy(value)
