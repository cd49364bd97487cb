"""A walk as one immutable value: its pathway, its log, and the state the log leads to.

One file on purpose: the public value, and all that can be asked of it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import TYPE_CHECKING, Literal, TypeAlias

from stepladder import hooks
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
from stepladder.engine.moments import Moment, after, begun, settled
from stepladder.engine.semantics import begin, entering, now, parse_value
from stepladder.facts import Known, Value
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared

if TYPE_CHECKING:
    from stepladder.conditions.explain import Why
    from stepladder.engine.recourse import Recourse

WalkStatus: TypeAlias = Literal["ended", "choosing", "waiting", "stuck"]
"""`ended`; `choosing` while some exit can be taken; `waiting` for an answer; `stuck`."""


@dataclass(frozen=True, repr=False)
class Walk:
    """One journey through a pathway; every method gives a new one.

    Exits that are taken without anybody choosing are taken, and logged, as soon as they apply.

    >>> import stepladder
    >>> walk = stepladder.Walk(stepladder.load("headache-steps")).answer(thunderclap=False, age=63)
    >>> walk.at, walk.status, walk.needs
    ('choose_relief', 'waiting', ('kidney',))
    >>> walk.answer(kidney="normal", takes_warfarin=False).take("paracetamol_trial").trail
    ('red_flags', 'choose_relief', 'paracetamol_trial')
    """

    pathway: Pathway
    """Its pathway; the path or the id of one may be given."""
    entry: str | None = None
    """The id of the entry in which it began; None for the start."""
    given: Known = field(default_factory=dict)
    """Facts that were known before it began, such as those carried over from another pathway."""
    moments: tuple[Moment, ...] = field(default=(), repr=False)
    """Every state on the way, with the event that led to it; the last is the present one."""

    if TYPE_CHECKING:

        def __init__(
            self,
            pathway: Pathway | str | PathLike[str],
            entry: str | None = None,
            given: Known = ...,
            moments: tuple[Moment, ...] = (),
        ) -> None: ...

    def __post_init__(self) -> None:
        given: object = self.pathway  # or what names it
        if not isinstance(given, Pathway):
            object.__setattr__(self, "pathway", hooks.call("named pathway", given))
        if self.moments and self.moments[0].standing.pathway is self.pathway:
            return
        if self.entry is not None and self.entry not in self.pathway.entries:
            raise ImpossibleEvent(f"'{self.entry}' is not an entry of '{self.pathway.id}'")
        moments = [begun(self.pathway, begin(self.pathway, self.entry, self.given))]
        for event in self.events:  # those of the walk that this one was made from, through another pathway
            moments.append(after(self.pathway, moments[-1], event))
        object.__setattr__(self, "moments", settled(self.pathway, tuple(moments)))

    @classmethod
    def resume(
        cls,
        pathway: Pathway | str | PathLike[str],
        events: Iterable[Event],
        entry: str | None = None,
        given: Known | None = None,
    ) -> Walk:
        """The walk that a log leads to.

        Raises:
            DefinitionError: a pathway that was named has errors, or there is none of that name.
            ImpossibleEvent: an event is impossible in the state it meets.
        """
        known = given or {}
        pathway = pathway if isinstance(pathway, Pathway) else hooks.call("named pathway", pathway)
        moments = [begun(pathway, begin(pathway, entry, known))]
        for event in events:
            moments.append(after(pathway, moments[-1], event))
        return cls(pathway, entry, known, settled(pathway, tuple(moments)))

    @property
    def state(self) -> State:
        """Where the walk stands."""
        return self.moments[-1].state

    @property
    def events(self) -> tuple[Event, ...]:
        """The log: what was answered, recorded and taken; `Walk.resume` leads to the same walk."""
        return tuple([moment.event for moment in self.moments if moment.event is not None])

    @property
    def at(self) -> str:
        """The step the walk is at."""
        return self.state.at

    @property
    def known(self) -> Known:
        """The facts with a value."""
        return self.state.known

    @property
    def active(self) -> tuple[str, ...]:
        """The therapies that run, in the pathway's order."""
        return tuple([name for name in self.pathway.therapies if name in self.state.active])

    @property
    def trail(self) -> tuple[str, ...]:
        """The steps entered, one after the other."""
        steps = [self.moments[0].state.at]
        steps.extend(moment.state.at for moment in self.moments if isinstance(moment.event, Took))
        return tuple(steps)

    @property
    def visited(self) -> tuple[str, ...]:
        """The steps that count as visited, in the order of first entry."""
        return self.state.visited

    @property
    def elapsed_days(self) -> int | float:
        """The days that the reviews passed so far add up to."""
        days = self.state.minutes / (24 * 60)
        return int(days) if days == days.to_integral_value() else float(days)

    @property
    def exits(self) -> tuple[Exit, ...]:
        """Every exit of the present step with its status: interrupts first, then its own, as written."""
        return self.moments[-1].exits

    @property
    def situation(self) -> Situation:
        """What happens next; never a move, which has been made already."""
        following = self.moments[-1].following
        return Stuck() if isinstance(following, Moves) else following

    @property
    def status(self) -> WalkStatus:
        """What the walk needs to go on.

        - `ended`: nothing; it has come to an outcome.
        - `choosing`: a choice; some exit can be taken, perhaps after a reason is recorded.
        - `waiting`: an answer; nothing can be taken before it.
        - `stuck`: it cannot go on, which SL601 says of a pathway beforehand.
        """
        match self.situation:
            case Ended():
                return "ended"
            case Chooses(open_ones):
                return "choosing" if open_ones else "waiting"
            case Asks():
                return "waiting"
            case Stuck() | Moves():
                return "stuck"

    @property
    def needs(self) -> tuple[str, ...]:
        """The facts that can be answered next, the one to ask first in front."""
        match self.situation:
            case Asks(fact):
                return (fact,)
            case Chooses(_, asks):
                return asks
            case Ended() | Stuck() | Moves():
                return ()

    def answer(self, **facts: object) -> Walk:
        """The walk after some facts are answered, in the order given.

        Args:
            facts: a bool for a finding, a text for a choice, an int, float or Decimal for a number.

        Raises:
            ImpossibleEvent: a fact is not asked here, is known already, or cannot have that value.
        """
        walk = self
        for name, given in facts.items():
            walk = walk.follow(Answered(name, parse_value(self.pathway, name, given)))
        return walk

    def override(self, rule: str, reason: str) -> Walk:
        """The walk after a reason is recorded for going on although a relative rule holds.

        Raises:
            ImpossibleEvent: no exit here waits for such a reason, or the reason is empty.
            TypeError: the reason is no text.
        """
        given: object = reason
        if not isinstance(given, str):
            raise TypeError(f"a reason is a text, not of type {type(given).__name__}")
        return self.follow(Overrode(rule, reason))

    def take(self, exit: str) -> Walk:  # noqa: A002  # the format's word; the builtin is not wanted here
        """The walk after an exit is taken.

        Args:
            exit: its id, or its target where it has none.

        Raises:
            ImpossibleEvent: it cannot be taken now.
        """
        return self.follow(Took(exit))

    def run(
        self, held: Mapping[str, object], choose: Sequence[str] = (), override: Mapping[str, str] | None = None
    ) -> Walk:
        """The walk as far as answers and choices that are held ready lead it.

        An answer is given when the walk asks for it, each time that it does; what is never asked is not used.

        Args:
            held: for each fact a value, as in `answer`.
            choose: exits to take, by id or target, one for each choice, in order.
            override: for each relative rule the reason for going on although it holds.

        Returns:
            The walk at its stop: `ended`, `stuck`, `waiting` for an answer that is not held, or `choosing` where no
            choice is left or a reason is missing.

        Raises:
            ImpossibleEvent: a fact is not declared or cannot have that value, an exit cannot be taken, or what is held
                leads round for ever.

        >>> import stepladder
        >>> held = {"thunderclap": False, "age": 63, "kidney": "normal", "takes_warfarin": False}
        >>> stepladder.Walk("headache-steps").run(held, choose=["paracetamol_trial"]).needs
        ('response',)
        """
        driven: Walk = hooks.call("run", self, held, choose, override)
        return driven

    def follow(self, event: Event) -> Walk:
        """The walk after an event, and after the moves that follow from it without a choice.

        Raises:
            ImpossibleEvent: the event is impossible now.
        """
        if self.endless:
            raise ImpossibleEvent(f"from '{self.at}' the walk would go round for ever")
        moment = after(self.pathway, self.moments[-1], event)
        return replace(self, moments=settled(self.pathway, (*self.moments, moment)))

    def undo(self) -> Walk:
        """The walk before the last answer, reason or choice; the beginning stays the beginning."""
        moments = self.moments
        while len(moments) > 1:
            moments = moments[:-1]
            if not isinstance(moments[-1].following, Moves):
                break
        return replace(self, moments=settled(self.pathway, moments))

    def until(self, count: int) -> Walk:
        """The walk as it was when it had so many moments."""
        return replace(self, moments=self.moments[:count])

    def carried(self, target: Pathway) -> dict[str, Value]:
        """The known facts that another pathway declares alike: same id, kind, values, unit and range.

        Args:
            target: the pathway that the walk goes on in, which takes them as `given`.
        """
        domains, theirs = prepared(self.pathway).domains, prepared(target).domains
        return {name: value for name, value in self.known.items() if theirs.get(name) == domains[name]}

    def departures(self) -> Iterator[tuple[int, Exit]]:
        """Every time that a step was left: the moment just before, and the exit that was taken."""
        for index, moment in enumerate(self.moments[1:]):
            if isinstance(moment.event, Took):
                name, exits = moment.event.exit, self.moments[index].exits
                yield index, next(exit_ for exit_ in exits if exit_.takable and exit_.name == name)

    def find(self, name: str) -> Exit | None:
        """The exit of the present step with that id or target; its own before interrupts."""
        named = [exit_ for exit_ in self.exits if exit_.name == name]
        return next((exit_ for exit_ in named if exit_.kind != "interrupt"), named[0] if named else None)

    def unblock(self, exit_: Exit) -> dict[str, Value] | None:
        """The first of `unblocks`: its facts; empty where the exit is neither closed nor blocked, None without any."""
        recourses = self.unblocks(exit_)
        return dict(recourses[0].facts) if recourses else None if exit_.status in ("closed", "blocked") else {}

    def unblocks(self, exit_: Exit) -> tuple[Recourse, ...]:
        """The smallest changes of known facts after which an exit is neither closed nor blocked; see `recourses`."""
        from stepladder.engine.recourse import recourses

        left = [(self.moments[index].standing, taken) for index, taken in self.departures()]
        return recourses(self.moments[-1].standing, exit_, left, self._set())

    def _set(self) -> frozenset[str]:
        """The facts whose value the walk itself has set, and nobody has answered since."""
        entry, steps = self.pathway.entries.get(self.entry or ""), self.pathway.steps
        names = {*(entry.sets if entry else ()), *steps[self.moments[0].state.at].sets}
        taken = dict(self.departures())
        for index, moment in enumerate(self.moments[1:]):
            if isinstance(moment.event, Answered):
                names.discard(moment.event.fact)
            elif index in taken:
                names |= {*taken[index].transition.sets, *steps[taken[index].to].sets}
        return frozenset(names)

    def why_guard(self, exit_: Exit) -> Why:
        """Why an exit's guard came out as it did."""
        from stepladder.conditions.explain import why

        return why(exit_.transition.when, now(self.pathway, self.state))

    def why_rule(self, exit_: Exit, rule: str) -> Why:
        """Why a rule of an exit's target came out as it did, judged as for entering it."""
        from stepladder.conditions.explain import why

        present = now(self.pathway, self.state)
        then = entering(self.pathway, self.state, present, exit_.transition)
        return why(self.pathway.rules[rule].when, then)

    def _repr_svg_(self) -> str:
        """The ladder with the walk, for Jupyter."""
        return str(hooks.call("svg", self.pathway, self))

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, str]:
        """The same in every form that Jupyter asks for."""
        return dict(hooks.call("mime bundle", self.pathway, self, include, exclude))

    def __repr__(self) -> str:
        return f"Walk({self.pathway.id!r}, at={self.at!r}, {self.status}, {len(self.trail)} steps)"

    @property
    def endless(self) -> bool:
        """Whether the walk is stuck because it would go round and round without a question."""
        return isinstance(self.moments[-1].following, Moves)
