"""Decides of one mutant, for all patients and walks, whether it leads anybody differently.

The first difference of two walks lies where they have not parted yet. So it is enough to look for a state that the
pathway itself comes to and in which the mutant judges an exit differently; that is a question the proofs answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from stepladder.compare.constraints import StatusDiffers
from stepladder.compare.product import Joint
from stepladder.engine.semantics import Standing
from stepladder.model.pathway import Pathway
from stepladder.mutation.oracle import differs
from stepladder.verify.constraints import Clock, Constraint, Spent
from stepladder.verify.domain import F, T, U
from stepladder.verify.exits import ASK, BLOCKED, CAUTION, CLOSED, OPEN, StatusIs, Way, wants
from stepladder.verify.reachability.extend import extended
from stepladder.verify.reachability.plan import Plan, Target
from stepladder.verify.reachability.replay import replay
from stepladder.verify.transition_relation import Moves
from stepladder.verify.walk_trie import Stand

DECIDED = OPEN | CAUTION | CLOSED | BLOCKED
MAX_CASES_PER_EXIT = 1_500
"""How many cases may be looked at for one exit."""
MAX_SPURIOUS_PLANS = 3
"""How many ways that no walk can go are looked at before it is undecided."""


@dataclass(frozen=True)
class Decision:
    """What was found about a mutant."""

    verdict: Literal["differs", "same", "undecided"]
    stand: Stand | None = None
    """Where it differs."""
    how: str = ""


def decide(old: Pathway, new: Pathway, steps: tuple[str, ...], rules: frozenset[str], deadline: float) -> Decision:
    """Whether a mutant leads anybody differently.

    Args:
        old: the pathway.
        new: the mutant.
        steps: where it can.
        rules: the rules that it can judge differently.
        deadline: when to stop, by `time.monotonic`.
    """
    joint = Joint(old, new, Clock(deadline))
    undecided: list[str] = []
    never_possible = True
    for step in steps:
        for target in _targets(joint, step, rules):
            joint.clock.cases = MAX_CASES_PER_EXIT
            try:
                if target.step not in joint.searches[0].states.distance or not joint.searches[0].states.alone(target):
                    continue
                never_possible = False
                stand = _find(joint, target, new)
            except Spent:
                undecided.append(step)
                continue
            if isinstance(stand, Stand):
                return Decision("differs", stand)
            if not stand:
                undecided.append(step)
    if undecided:
        where = ", ".join(f"'{step}'" for step in dict.fromkeys(undecided))
        return Decision("undecided", how=f"it was too long to find out whether anybody is led differently at {where}")
    how = (
        "no patient at all fits a state in which it matters"
        if never_possible
        else "no walk comes to a state where it matters"
    )
    return Decision("same", how=how)


def _targets(joint: Joint, step: str, rules: frozenset[str]) -> Iterator[Target]:
    """The states in which a mutant judges an exit of a step differently.

    Of two statuses one is less far on; what stands in the way there stands in the way in one version only.
    """
    moves = joint.old
    for pair in joint.pairs[step]:
        old, new = pair.old, pair.new
        box = {} if pair.way.kind == "interrupt" else moves.asked(step)
        calm = [] if pair.way.kind == "interrupt" else moves.calm(step)
        if old is None:
            continue
        if new is None:
            yield Target(step, (*moves.takes(old), *calm), box)
            if pair.way.kind != "interrupt":
                yield Target(step, (*wants(old.guard, T), StatusIs(old, BLOCKED), *calm), box)
            continue
        if old.mute or new.mute:  # what waits for a fact nobody is asked waits for good: any other status differs
            yield Target(step, (StatusDiffers(old, new), *_final(old), *_final(new), *calm), box)
        for was, now in ((old, new), (new, old)):
            yield Target(step, (*wants(was.guard, T), *wants(now.guard, F), *_final(was), *calm), box)
            if pair.way.kind == "interrupt":
                yield Target(step, (*moves.takes(was), *wants(now.guard, U)))
            for name, term in was.rules:
                if name in rules:
                    yield Target(step, (*wants(term, T), *_free(moves, now, name), *calm), box)


def _free(moves: Moves, way: Way, rule: str) -> list[Constraint]:
    """That an exit can be taken; where a rule is relative, without a reason."""
    wanted = moves.takes(way)
    if moves.pathway.rules[rule].severity == "relative":
        wanted += [want for term in way.relative for want in wants(term, F)]
    return wanted


def _final(way: Way) -> list[Constraint]:
    """That nothing can be asked about an exit any more."""
    return [StatusIs(way, DECIDED | (ASK if way.mute else 0))]


def _find(joint: Joint, target: Target, new: Pathway) -> Stand | bool:
    """A walk to a target at whose end the mutant differs; else whether there surely is none."""
    walks, search = joint.walks[0], joint.searches[0]

    def wanted(stand: Stand) -> bool:
        return bool(differs(stand.standing, Standing(new, stand.standing.state)))

    near = extended(walks, joint.old, search, [target], wanted)
    if near is not None:
        return near
    avoid: list[Plan] = []
    while len(avoid) < MAX_SPURIOUS_PLANS:
        plan = search.find([target], avoid=avoid)
        if plan is None:
            return not avoid
        stand = replay(walks, joint.old.space, plan, wanted)
        if stand is not None:
            return stand
        avoid.append(plan)
    return False
