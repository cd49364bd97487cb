"""Whether a walk really shows what it is said to show: the last word on every witness, by the semantics alone.

Knows nothing of how a walk was found. It is replayed once, event by event, and then looked at where it stands, or at
its last move: a claim that was false earlier on the way is shown by the shorter walk, not by this one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from stepladder.conditions.evaluate import evaluate
from stepladder.conditions.mentions import open_facts
from stepladder.conditions.nodes import And, Node
from stepladder.engine.events import (
    Asks,
    Chooses,
    Ended,
    Event,
    Exit,
    ImpossibleEvent,
    Moves,
    Overrode,
    Situation,
    Stuck,
    Took,
)
from stepladder.engine.moments import Moment
from stepladder.engine.semantics import Standing, begin, entering
from stepladder.model.pathway import Claim, Pathway
from stepladder.model.prepared import prepared
from stepladder.verify.endless import goes_round
from stepladder.verify.findings import Shown


def shows(pathway: Pathway, question: str, subject: str, shown: Shown) -> bool:
    """Whether a walk, as far as its events go, shows what is asked.

    For SL601, SL602, SL604, SL605, and SL607 about a rule that is a backstop: that the question is refuted for that
    subject. For SL603, and SL607 about any other rule, where a walk shows the good case: that the step is entered or
    the exit taken, and that the rule holds at an exit whose guard is not false. For SL606 a walk alone proves nothing,
    as all that could follow would have to be tried: there it is said whether the walk stands in the step, not ended
    and not stuck.

    Args:
        pathway: one without errors.
        question: `SL601` to `SL607`.
        subject: as in `Result.subject`.
        shown: the walk; one with an impossible event shows nothing.
    """
    replayed = replay(pathway, shown)
    return replayed is not None and LOOK[question](replayed, subject)


def judge(walk: Replayed, question: str, subject: str) -> bool:
    """`shows`, of a walk that is replayed already; but for claims about the order of steps, its last two moments do."""
    return LOOK[question](walk, subject)


def parts_tested(pathway: Pathway, claim: str, shown: Shown) -> frozenset[int]:
    """The parts of a claim that a walk tests where it stands, or with its last move; see `parts_to_test`."""
    replayed, given = replay(pathway, shown), pathway.claims[claim]
    if replayed is None:
        return frozenset()
    if given.never is not None:
        now = replayed.last.standing.present
        return frozenset([i for i, part in enumerate(joined_parts(given.never.expr)) if evaluate(part, now) is True])
    return frozenset({0} if _tests(replayed, given) else ())


def parts_to_test(claim: Claim) -> int:
    """How many parts of a claim must each be tested by some walk, or it is vacuous.

    Those of `never: a and b` that are joined by `and`, and none where nothing is; of any other claim the one thing that
    it is about.
    """
    return len(joined_parts(claim.never.expr)) if claim.never is not None else 1


def joined_parts(node: Node) -> tuple[Node, ...]:
    """The parts of a condition that are joined by `and`, parentheses opened; none where it is a single one."""
    if not isinstance(node, And):
        return ()
    return tuple([part for each in node.parts for part in joined_parts(each) or (each,)])


@dataclass(frozen=True, slots=True)
class Replayed:
    """A walk as far as its events go."""

    pathway: Pathway
    entry: str | None
    moments: tuple[Moment, ...]
    endless: bool
    """Whether from here it would go round without a question for ever."""

    @property
    def last(self) -> Moment:
        """Where it stands."""
        return self.moments[-1]

    @property
    def taken(self) -> Exit | None:
        """The exit that was taken last of all; None where the last event was no move."""
        if len(self.moments) < 2:
            return None
        return exit_taken(self.moments[-2], self.moments[-1])

    @property
    def begins(self) -> bool:
        """Whether nothing has happened yet."""
        return len(self.moments) == 1

    def history(self) -> tuple[str, ...]:
        """The steps that count as entered before it began, in the order listed."""
        return self.pathway.entries[self.entry].visited if self.entry is not None else ()


def replay(pathway: Pathway, shown: Shown, like: Replayed | None = None) -> Replayed | None:
    """The walk of some events; None where one of them is impossible.

    An exit from which a walk would go round for ever is never taken, so a walk into such a round is impossible too.

    Args:
        pathway: one without errors.
        shown: the walk.
        like: a walk from the same beginning; what both have in common is not worked out again.
    """
    if like is not None and like.entry == shown.entry:
        moments = list(like.moments[: 1 + _common(like, shown.events)])
    else:
        if shown.entry is not None and shown.entry not in pathway.entries:
            return None
        moments = [Moment(None, Standing(pathway, begin(pathway, shown.entry)))]
    try:
        for event in shown.events[len(moments) - 1 :]:
            moments.append(Moment(event, Standing(pathway, moments[-1].standing.after(event))))
    except ImpossibleEvent:
        return None
    replayed = Replayed(pathway, shown.entry, tuple(moments), goes_round(moments[-1].standing))
    return None if replayed.endless and _moved_by_itself(replayed.moments) else replayed


def _common(walk: Replayed, events: tuple[Event, ...]) -> int:
    """How many events two walks begin with in common."""
    pairs = zip(walk.moments[1:], events, strict=False)
    return next((index for index, (moment, event) in enumerate(pairs) if moment.event != event), len(events))


def exit_taken(before: Moment, after: Moment) -> Exit | None:
    """The exit that leads from one moment to the next; None where it was not taken."""
    if not isinstance(after.event, Took):
        return None
    name = after.event.exit
    match before.following:
        case Moves(exit_):
            return exit_
        case Chooses(choices):
            return next(exit_ for exit_ in choices if exit_.name == name)
        case Asks() | Stuck() | Ended():
            return None


def _moved_by_itself(moments: tuple[Moment, ...]) -> bool:
    """Whether nobody chose the last move; who has just recorded a reason for a move has chosen it."""
    if len(moments) < 2 or not isinstance(moments[-2].following, Moves):
        return False
    return not isinstance(moments[-2].event, Overrode)


# the questions


def _stuck(walk: Replayed, step: str) -> bool:
    if walk.last.state.at != step:
        return False
    if walk.endless:
        return not isinstance(walk.last.event, Overrode)
    return walk.last.following == Stuck()


def _overlaps(walk: Replayed, step: str) -> bool:
    following = walk.last.following
    return walk.last.state.at == step and isinstance(following, Stuck) and len(following.overlap) > 1


def _taken(walk: Replayed, subject: str) -> bool:
    if subject in walk.pathway.steps:
        return walk.last.state.at == subject
    exit_ = walk.taken
    if exit_ is None:
        return False
    if exit_.kind == "interrupt":
        return subject == f"interrupts[{exit_.index}]"
    return subject == f"{walk.moments[-2].state.at}/{exit_.name}"


def _claim_false(walk: Replayed, name: str) -> bool:
    claim = walk.pathway.claims[name]
    if claim.never is not None:
        return evaluate(claim.never.expr, walk.last.standing.present) is True
    if claim.requires is not None:
        return _tests(walk, claim) and _required(walk, claim) is not True
    if claim.before is not None:
        return _broken(walk, claim)
    wanted = walk.pathway.members(claim.offers or ())
    return _tests(walk, claim) and not any(exit_.to in wanted for exit_ in _offered(walk.last))


def _waits_for_silence(walk: Replayed, fact: str) -> bool:
    return not walk.pathway.facts[fact].ask and any(fact in names for _, names in waiting_for(walk.last))


def _doomed(walk: Replayed, step: str) -> bool:
    following = walk.last.following
    return walk.last.state.at == step and not walk.endless and not isinstance(following, Ended | Stuck)


def _holds(walk: Replayed, rule: str) -> bool:
    return any(rule in exit_.holding for exit_ in walk.last.exits)


LOOK = {
    "SL601": _stuck,
    "SL602": _overlaps,
    "SL603": _taken,
    "SL604": _claim_false,
    "SL605": _waits_for_silence,
    "SL606": _doomed,
    "SL607": _holds,
}
"""For each question whether a walk shows what it is about."""


def waiting_for(moment: Moment) -> Iterator[tuple[Exit, tuple[str, ...]]]:
    """Every exit at `ask`, with the facts without a value that it depends on, those without a question included."""
    pathway, state, present = moment.standing.pathway, moment.state, moment.standing.present
    for exit_ in moment.exits:
        if exit_.status != "ask":
            continue
        names = dict.fromkeys(open_facts(exit_.transition.when.expr, present))
        then = entering(pathway, state, present, exit_.transition)
        for _, rule in prepared(pathway).rules_on.get(exit_.to, ()):
            names.update(dict.fromkeys(open_facts(rule.when.expr, then)))
        yield exit_, tuple(names)


# claims


def _tests(walk: Replayed, claim: Claim) -> bool:
    """Whether a walk comes to what a claim other than `never` is about."""
    members, at = walk.pathway.members, walk.last.state.at
    if claim.entering is not None:
        return walk.taken is not None and at in members(claim.entering)
    if claim.when is not None:
        judged = at in members(claim.at or ()) and not must_ask(walk.last.following)
        return judged and evaluate(claim.when.expr, walk.last.standing.present) is True
    subject = members(claim.after) if claim.after is not None else ends_of(walk.pathway, claim)
    return at in subject or (walk.begins and any(step in subject for step in walk.history()))


def _required(walk: Replayed, claim: Claim) -> bool | None:
    """What an `entering` claim requires, judged like a rule of the exit that was taken last."""
    before, exit_ = walk.moments[-2].standing, walk.taken
    assert exit_ is not None
    assert claim.requires is not None
    then = entering(walk.pathway, before.state, before.present, exit_.transition)
    return evaluate(claim.requires.expr, then)


def _broken(walk: Replayed, claim: Claim) -> bool:
    """Whether the step entered last makes a `passes` or `after` claim false; at the beginning, any that is listed."""
    if not walk.begins and walk.taken is None:
        return False
    trail = [moment.state.at for moment in walk.moments if moment.event is None or isinstance(moment.event, Took)]
    broken = entries_that_break(walk.pathway, claim, (*walk.history(), *trail))
    return bool(broken) if walk.begins else len(walk.history()) + len(trail) - 1 in broken


def entries_that_break(pathway: Pathway, claim: Claim, entered: tuple[str, ...]) -> list[int]:
    """Which of the steps entered, one after the other, make a `passes` or `after` claim false."""
    first = frozenset(pathway.members(claim.passes or ()))
    last = frozenset(ends_of(pathway, claim))
    of = frozenset(pathway.members(claim.after)) if claim.after is not None else None
    breaking: list[int] = []
    pending = False
    for index, step in enumerate(entered):
        if of is None:
            if step in last and not pending:
                breaking.append(index)
            pending = pending or step in first
        else:
            if pending and step in last and step not in first:
                breaking.append(index)
            pending = step in of or (pending and step not in first and step not in last)
    return breaking


def ends_of(pathway: Pathway, claim: Claim) -> tuple[str, ...]:
    """The steps that the `before` of a claim means."""
    if claim.before == ("end",):
        return tuple([name for name, step in pathway.steps.items() if step.kind == "outcome"])
    if claim.before == ("any",):
        passes = pathway.members(claim.passes or ())
        return tuple([name for name in pathway.steps if name not in passes])
    return pathway.members(claim.before or ())


def must_ask(situation: Situation) -> bool:
    """Whether something is left that must be asked before anything can happen."""
    return isinstance(situation, Asks) or (isinstance(situation, Chooses) and not situation.exits)


def _offered(moment: Moment) -> list[Exit]:
    """The step's own exits that are open or at caution, hidden or not, and the interrupt that is taken."""
    if isinstance(moment.following, Ended):
        return []
    own = [exit_ for exit_ in moment.exits if exit_.kind != "interrupt" and exit_.takable]
    return [*own, *takable(moment.following)]


def takable(situation: Situation) -> tuple[Exit, ...]:
    """The exits that can be taken, or are."""
    match situation:
        case Moves(exit_):
            return (exit_,)
        case Chooses(choices):
            return choices
        case Stuck(overlap):
            return overlap
        case Asks() | Ended():
            return ()
        case _:
            assert_never(situation)
