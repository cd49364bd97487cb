"""Why an exit or a rule is as it is, for a student: the pathway's own words, the values that decided, the sources."""

from __future__ import annotations

import re

from stepladder.conditions.explain import Why
from stepladder.conditions.mentions import inside, references
from stepladder.conditions.nodes import And, Condition, Node, Or, Sum
from stepladder.engine.events import Exit
from stepladder.engine.walk import Walk
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.quiz.items import Ground
from stepladder.walk.words import reading_words, recourse_lines

MOST = 6
"""So many values are named in full; beyond, it is said how many more there were."""


def exit_ground(walk: Walk, exit_: Exit, first: str = "") -> Ground:
    """Why an exit's own condition holds, or does not; the value of one fact can be named first."""
    pathway, transition = walk.pathway, exit_.transition
    why = walk.why_guard(exit_)
    decided = decided_by(pathway, transition.when, why, first)
    if exit_.guard is False:
        words = f"It needs: {why.text}"
    elif transition.because:
        words = transition.because
    elif why.text == "true":
        words = "It has no condition of its own."
    else:
        words = f"Its condition holds: {why.text}"
    sources = transition.sources or _sources_behind(pathway, transition.when.expr) or sources_of(pathway, walk.at)
    return Ground(words, decided, basis=transition.basis or "", sources=tuple(sources))


def rule_ground(walk: Walk, exit_: Exit, name: str, first: str = "") -> Ground:
    """Why a rule of an exit's target holds, or does not; the value of one fact can be named first."""
    pathway = walk.pathway
    rule = pathway.rules[name]
    decided = decided_by(pathway, rule.when, walk.why_rule(exit_, name), first)
    return Ground(rule_words(pathway, name), decided, name, rule.severity, rule.basis or "", rule.sources)


def blocked_words(walk: Walk, exit_: Exit) -> str:
    """That an exit is blocked, and what would have to be different."""
    return " ".join(["It is blocked for this patient.", *recourse_lines(walk, walk.unblocks(exit_))])


def decided_by(pathway: Pathway, condition: Condition, why: Why, first: str = "") -> str:
    """The values that decided a condition, and what of the walk did; where many did, the fewest that are enough.

    One false part is enough for a false `and`, one true part for a true `or`.

    Args:
        pathway: the pathway.
        condition: the condition.
        why: why it came out as it did.
        first: a fact that is named first, and not cut away, where it was among them.
    """
    enough = isinstance(condition.expr, And if why.outcome is False else Or)
    if enough and why.outcome is not None and why.parts and _many(why) > MOST:
        why = min(why.parts, key=lambda part: (first not in dict(part.deciding()), _many(part)))
    readings = [(name, value) for name, value in why.deciding() if value is not None or why.outcome is None]
    readings.sort(key=lambda reading: reading[0] != first)
    more = f", and {len(readings) - MOST} more" if len(readings) > MOST else ""
    states = [state for state in why.states() if not _COUNTED.fullmatch(state)][:MOST]
    parts = [reading_words(pathway, readings[:MOST]) + more, *states]
    return "; ".join(part for part in parts if part)


_COUNTED = re.compile(r"\d+ of \d+ hold(, \d+ not known)?")


def _many(why: Why) -> int:
    return len(why.deciding()) + len(why.states())


def rule_words(pathway: Pathway, name: str) -> str:
    """The reason of a rule in the author's words."""
    rule = pathway.rules[name]
    return rule.because or rule.title or f"It holds that {rule.when.text}."


def sources_of(pathway: Pathway, step: str) -> tuple[str, ...]:
    """The sources that a step names."""
    return tuple(pathway.steps[step].sources)


def _sources_behind(pathway: Pathway, node: Node | Sum) -> tuple[str, ...]:
    """The sources of the derived values that a condition reads, through derived ones, in the order met."""
    sources: dict[str, None] = {}
    seen: set[str] = set()
    stack: list[Node | Sum] = [node]
    while stack:
        for kind, name in references(stack.pop()):
            if kind == "derived" and name not in seen:
                seen.add(name)
                sources.update(dict.fromkeys(pathway.derived[name].sources))
                stack.extend(inside(prepared(pathway).definitions[name]))
    return tuple(sources)
