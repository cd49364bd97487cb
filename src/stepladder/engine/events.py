"""What a walk is made of: events, states, exits as judged, and what can happen next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from stepladder.conditions.evaluate import Ternary
from stepladder.facts import Known, Value
from stepladder.model.cases import Status
from stepladder.model.steps import Transition
from stepladder.text.characters import brief


class ImpossibleEvent(ValueError):  # noqa: N818  # the format's own word for it
    """An event that cannot happen in the state it was applied to; the message says why.

    >>> import stepladder
    >>> try:
    ...     stepladder.Walk("headache-steps").take("choose_relief")
    ... except stepladder.ImpossibleEvent as error:
    ...     print(error)
    'choose_relief' cannot be taken at 'red_flags' before 'thunderclap' is answered
    """


@dataclass(frozen=True, slots=True)
class Answered:
    """A fact was given a value.

    >>> import stepladder
    >>> walk = stepladder.Walk("headache-steps").follow(stepladder.Answered("thunderclap", False))
    >>> walk.follow(stepladder.Answered("age", 63)).at
    'choose_relief'
    """

    fact: str
    """The id of the fact."""
    value: Value
    """A bool for a finding, a text for a choice, an int or Decimal for a number."""


@dataclass(frozen=True, slots=True)
class Overrode:
    """A reason was recorded for going on although a relative rule holds.

    >>> import stepladder
    >>> walk = stepladder.Walk("headache-steps").answer(thunderclap=False, age=63, kidney="normal", takes_warfarin=True)
    >>> walk = walk.follow(stepladder.Overrode("nsaid-with-care", "A short course, with a stomach protector."))
    >>> walk.take("nsaid_trial").active
    ('nsaid',)
    """

    rule: str
    """The id of the rule."""
    reason: str
    """Why it is right to go on here; never empty."""


@dataclass(frozen=True, slots=True)
class Took:
    """An exit was taken.

    >>> import stepladder
    >>> walk = stepladder.Walk("headache-steps").answer(thunderclap=False, age=63)
    >>> walk.events[-1]
    Took(exit='choose_relief')
    """

    exit: str
    """The id of the exit, or its target where it has none."""


Event: TypeAlias = Answered | Overrode | Took
"""What can happen in a walk."""


@dataclass(frozen=True, slots=True, repr=False)
class State:
    """Where a walk stands and all that later steps can depend on."""

    at: str
    known: Known
    active: frozenset[str]
    visits: Mapping[str, int]
    """How often each step was entered, in the order of first entry."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Recorded reasons by rule; they hold for one move."""
    minutes: Decimal = Decimal(0)
    """The time that reviews have added up to; it changes nothing."""

    @property
    def visited(self) -> tuple[str, ...]:
        """The steps entered so far, in the order of first entry."""
        return tuple(self.visits)

    def __repr__(self) -> str:
        return f"State(at={self.at!r}, {len(self.known)} known, {len(self.active)} active, {len(self.visits)} visited)"


@dataclass(frozen=True, slots=True, repr=False)
class Exit:
    """One exit of the step a walk is at, judged.

    Its status is one of five:

    - `closed`: its condition does not hold.
    - `blocked`: an absolute rule forbids entering its target.
    - `ask`: it hangs on a fact that is not known yet.
    - `caution`: a relative rule holds; it can be taken once a reason is recorded.
    - `open`: it can be taken.

    >>> import stepladder
    >>> walk = stepladder.Walk("headache-steps").answer(thunderclap=False, age=63, kidney="normal", takes_warfarin=True)
    >>> walk.exits
    (Exit('paracetamol_trial', open), Exit('nsaid_trial', caution: nsaid-with-care), Exit('referral', closed))
    """

    name: str
    """Its id, or else its target."""
    to: str
    """The step it leads to."""
    kind: Literal["next", "option", "interrupt"]
    """Whether it is taken as soon as it applies, chosen by a person, or open from many steps."""
    index: int
    """Its place in the step's list, or the interrupt's place in the pathway's."""
    transition: Transition
    """What the pathway says of it: its condition, its reason, what it starts, stops, sets and forgets."""
    status: Status
    """`closed`, `blocked`, `ask`, `caution` or `open`."""
    guard: Ternary
    """What its condition came out as; None where that is unknown."""
    holding: tuple[str, ...] = ()
    """The rules that hold, absolute ones first, in file order; empty where the guard is false."""
    rules: tuple[str, ...] = ()
    """Those of them that make the status: of a blocked exit the absolute ones, else all."""
    asks: tuple[str, ...] = ()
    """At `ask`: the facts it still hangs on, the next one first; those without a question are left out."""

    @property
    def takable(self) -> bool:
        """Whether it can be taken, for a caution once its reasons are recorded."""
        return self.status in ("open", "caution")

    def __repr__(self) -> str:
        return f"Exit({self.name!r}, {self.status}{brief(': ' + ', '.join(self.rules)) if self.rules else ''})"


@dataclass(frozen=True, slots=True)
class Ended:
    """The step has no exits: the walk is over."""


@dataclass(frozen=True, slots=True)
class Moves:
    """One exit is taken without anybody choosing."""

    exit: Exit


@dataclass(frozen=True, slots=True)
class Asks:
    """A fact is asked, and nothing can be taken before it is answered."""

    fact: str


@dataclass(frozen=True, slots=True, repr=False)
class Chooses:
    """Exits can be taken, and facts may be answered first."""

    exits: tuple[Exit, ...]
    """The exits that are open or at caution, in the order written."""
    asks: tuple[str, ...]
    """The next fact of each exit at ask, in the order written, each once."""

    def __repr__(self) -> str:
        return f"Chooses({_names(self.exits)}; asks {brief(', '.join(self.asks)) or 'nothing'})"


@dataclass(frozen=True, slots=True, repr=False)
class Stuck:
    """Nothing can happen any more."""

    overlap: tuple[Exit, ...] = ()
    """The exits of a `next` list that apply at once (SL602); empty where none does."""

    def __repr__(self) -> str:
        return f"Stuck({_names(self.overlap)})"


def _names(exits: tuple[Exit, ...]) -> str:
    return brief(", ".join([exit_.name for exit_ in exits]), 60) or "nothing"


Situation: TypeAlias = Ended | Moves | Asks | Chooses | Stuck
"""What happens next at a state."""
