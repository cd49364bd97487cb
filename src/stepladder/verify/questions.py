"""The questions of the format's section 4 as states to look for: what would have to be met for each to come out badly.

Each function gives the targets of one question about one subject. Of the questions whether something can happen (SL603,
SL607, and whether anything tests a claim) the targets are the good states, of all others the bad ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from stepladder.model.pathway import Claim, Pathway
from stepladder.verify.checker import ends_of, joined_parts
from stepladder.verify.constraints import Constraint
from stepladder.verify.domain import F, T, U
from stepladder.verify.exits import ASK, TAKABLE, StatusIs, Way, wants
from stepladder.verify.reachability.plan import Target
from stepladder.verify.terms.logic import Term
from stepladder.verify.transition_relation import Moves


def stuck(moves: Moves, step: str) -> list[Target]:
    """SL601: nothing can be taken, and nothing can be asked."""
    if not moves.pathway.steps[step].exits:
        return []
    nothing = tuple([StatusIs(way, moves.undecided(way)) for way in moves.ways[step]])
    return [Target(step, nothing, moves.asked(step))]


def overlapping(moves: Moves, step: str) -> list[Target]:
    """SL602: two exits of one `next` list apply, and nothing is left to ask."""
    own = [way for way in moves.ways[step] if way.kind == "next"]
    targets: list[Target] = []
    for n, first in enumerate(own):
        for second in own[n + 1 :]:
            rest = [StatusIs(w, TAKABLE | moves.undecided(w)) for w in own if w is not first and w is not second]
            both = (*moves.takes(first), *moves.takes(second), *moves.calm(step), *rest)
            targets.append(Target(step, both, moves.asked(step)))
    return targets


def taken(ways: Sequence[Way]) -> list[Target]:
    """SL603: one of some exits is taken."""
    return [Target(way.step, (), {}, way) for way in ways]


def at(moves: Moves, step: str, term: Term, allowed: int = T) -> Target:
    """A condition comes out in some way at a step."""
    return Target(step, tuple(wants(term, allowed)))


def entered_without(moves: Moves, claim: Claim) -> list[Target]:
    """`entering … requires`: a step is entered while what is required is not true."""
    assert claim.requires is not None
    targets: list[Target] = []
    for step in moves.pathway.members(claim.entering or ()):
        for way in moves.into[step]:
            required = moves.terms.term(claim.requires.expr, way.over)
            targets.append(Target(way.step, tuple(wants(required, F | U)), {}, way))
    return targets


def not_passed(moves: Moves, claim: Claim) -> list[Target]:
    """`passes … before`: a step is entered before any of those that come first."""
    first = {moves.space.index["visits", step]: 1 for step in moves.pathway.members(claim.passes or ())}
    return _entering(moves, ends_of(moves.pathway, claim), first)


def not_followed(moves: Moves, name: str, claim: Claim) -> list[Target]:
    """`after … passes … before`: a step is entered while what has to follow has not."""
    between = moves.pathway.members(claim.passes or ())
    ends = [step for step in ends_of(moves.pathway, claim) if step not in between]
    return _entering(moves, ends, {moves.space.index["mark", name]: 2})


def marks(pathway: Pathway) -> tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]]]:
    """For each step, the `after` claims whose mark entering it sets, and those whose mark it takes away."""
    raises: dict[str, list[str]] = {}
    clears: dict[str, list[str]] = {}
    for name, claim in pathway.claims.items():
        if claim.after is None:
            continue
        of = pathway.members(claim.after)
        for step in of:
            raises.setdefault(step, []).append(name)
        for step in dict.fromkeys((*pathway.members(claim.passes or ()), *ends_of(pathway, claim))):
            if step not in of:
                clears.setdefault(step, []).append(name)
    return raises, clears


def _entering(moves: Moves, steps: Sequence[str], box: Mapping[int, int]) -> list[Target]:
    return [Target(way.step, (), box, way) for step in steps for way in moves.into[step]]


def not_offered(moves: Moves, claim: Claim) -> list[Target]:
    """`at … when … offers`: nothing is left to ask, the condition is true, and no exit to the steps can be taken."""
    assert claim.when is not None
    pathway = moves.pathway
    wanted = pathway.members(claim.offers or ())
    targets: list[Target] = []
    for step in pathway.members(claim.at or ()):
        held = wants(moves.terms.term(claim.when.expr), T)
        if not pathway.steps[step].exits:
            targets.append(Target(step, tuple(held)))
            continue
        own = [way for way in moves.ways[step] if way.kind != "interrupt"]
        none = [StatusIs(way, 31 & ~TAKABLE) for way in own if way.to in wanted]
        others = [way for way in moves.ways[step] if way.kind == "interrupt" and way.to not in wanted]
        targets += [Target(step, (*held, *none, *moves.leaving(way)[0])) for way in others]
        targets += [Target(step, (*held, *none, *more), moves.asked(step)) for more in settled(moves, step)]
    return targets


def settled(moves: Moves, step: str) -> Iterator[list[Constraint]]:
    """The ways in which, with no interrupt open, nothing is left that must be asked at a step."""
    own = [way for way in moves.ways[step] if way.kind != "interrupt"]
    if own and own[0].kind == "next":
        yield [*moves.calm(step), *[StatusIs(way, TAKABLE | moves.undecided(way)) for way in own]]
        return
    for way in own:
        yield [*moves.calm(step), *moves.takes(way)]
    yield [*moves.calm(step), *[StatusIs(way, moves.undecided(way)) for way in own]]


def offered(moves: Moves, claim: Claim) -> list[Target]:
    """Whether anything tests an `offers` claim: its condition is true where nothing is left to ask."""
    assert claim.when is not None
    targets: list[Target] = []
    for step in moves.pathway.members(claim.at or ()):
        held = wants(moves.terms.term(claim.when.expr), T)
        if not moves.pathway.steps[step].exits:
            targets.append(Target(step, tuple(held)))
            continue
        interrupts = [way for way in moves.ways[step] if way.kind == "interrupt"]
        targets += [Target(step, (*held, *moves.leaving(way)[0])) for way in interrupts]
        targets += [Target(step, (*held, *more), moves.asked(step)) for more in settled(moves, step)]
    return targets


def ruled(moves: Moves, rule: str) -> list[Target]:
    """SL607: a rule holds at an exit whose guard is not false."""
    targets: list[Target] = []
    for ways in moves.ways.values():
        for way in ways:
            for name, term in way.rules:
                if name == rule:
                    targets.append(Target(way.step, (*wants(way.guard, T | U), *wants(term, T))))
    return targets


def silenced(moves: Moves, fact: str) -> list[Target]:
    """SL605: an exit is at `ask` and depends on a fact that nobody asks."""
    var = moves.space.index["fact", fact]
    targets: list[Target] = []
    for ways in moves.ways.values():
        for way in ways:
            if not way.mute:
                continue
            terms = (way.guard, *way.absolute, *way.relative)
            named = [term for term in terms if any(var in moves.support(read) for read in term.scope)]
            targets += [Target(way.step, (StatusIs(way, ASK), *wants(term, U)), {var: 1}) for term in named]
    return targets


def parts(moves: Moves, claim: Claim) -> list[list[Target]]:
    """`never: a and b`: for each part the states in which it is true."""
    assert claim.never is not None
    return [
        [at(moves, step, moves.terms.term(part)) for step in moves.pathway.steps]
        for part in joined_parts(claim.never.expr)
    ]


def nevers(moves: Moves, claim: Claim) -> list[Target]:
    """`never`: the states in which it is true after all."""
    assert claim.never is not None
    return [at(moves, step, moves.terms.term(claim.never.expr)) for step in moves.pathway.steps]
