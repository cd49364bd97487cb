"""A pathway as it would be if walks went on where they are stopped now, stuck or because two exits apply.

It is a pathway like any other, so all that is asked of one can be asked of it. Which way a walk goes on is a guess;
what follows from the guess is looked at in `causes`, which asks the pathway itself again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from stepladder.conditions.nodes import And, Condition, IsBlocked, Node, Not, Or
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.model.steps import Step, Transition

_NOWHERE = (0, 0)
"""The span of what nobody wrote."""
_OUT = "(out)"
"""A step that nobody can have named so."""


def mended(pathway: Pathway, stuck: Mapping[str, Sequence[str]], overlapping: Collection[str], variant: int) -> Pathway:
    """The pathway with other guards at some steps.

    Args:
        pathway: one without errors.
        stuck: the steps at which a walk can be stuck, each with those of its exits that some walk takes. Whoever is
            stuck goes by one of these; where nobody ever leaves the step, it stays as it is, for nothing says that
            its exits are not closed in themselves.
        overlapping: the steps at which two exits can apply. The first of them is taken, or the last.
        variant: which of several exits; the next number for another one.
    """
    steps = dict(pathway.steps)
    for name, led in stuck.items():
        if led:
            steps[name] = _led_on(pathway, steps[name], led[min(variant, len(led) - 1)])
    for name in overlapping:
        steps[name] = _in_order(pathway, steps[name], last=bool(variant % 2))
    return pathway.model_copy(update={"steps": steps})


def let_out(pathway: Pathway, name: str, *, overlapping: bool) -> Pathway:
    """The pathway in which a walk that is stopped at one step comes to an outcome.

    Args:
        pathway: one without errors.
        name: the step.
        overlapping: whether it is stopped because two exits apply: then any of them may be taken. Else there is a way
            out for whoever can take no exit.
    """
    step = pathway.steps[name]
    guards = [exit_.when.expr for exit_ in step.exits]
    chosen = _guarded(step, guards).exits
    if overlapping:
        return _with_steps(pathway, {name: step.model_copy(update={"next": None, "options": chosen})})
    nothing = And(tuple([Not(_applies(exit_), _NOWHERE) for exit_ in step.exits]), _NOWHERE)
    out = chosen[0].model_copy(update={"id": _OUT, "to": _OUT, "when": Condition("mended", nothing)})
    opened = step.model_copy(update={step.exits_key: (*chosen, out)})
    end = Step(kind="outcome", title="Out")
    return _with_steps(pathway, {name: opened, _OUT: end})


def _with_steps(pathway: Pathway, steps: Mapping[str, Step]) -> Pathway:
    return pathway.model_copy(update={"steps": {**pathway.steps, **steps}})


def _led_on(pathway: Pathway, step: Step, by: str) -> Step:
    """Whoever can take no exit takes that one."""
    nothing = And(tuple([Not(_applies(exit_), _NOWHERE) for exit_ in step.exits]), _NOWHERE)
    guards = [Or((exit_.when.expr, nothing), _NOWHERE) if exit_.name == by else exit_.when.expr for exit_ in step.exits]
    return _guarded(step, guards)


def _in_order(pathway: Pathway, step: Step, *, last: bool) -> Step:
    """Once all is known that the exits hang on, the first (or last) that applies is taken."""
    guards: list[Node] = []
    for index, exit_ in enumerate(step.exits):
        others = step.exits[index + 1 :] if last else step.exits[:index]
        none = tuple([Not(_applies(before), _NOWHERE) for before in others])
        guards.append(And((exit_.when.expr, *none, _decided(pathway, step)), _NOWHERE))
    return _guarded(step, guards)


def _applies(exit_: Transition) -> Node:
    return And((exit_.when.expr, Not(IsBlocked(exit_.to, _NOWHERE), _NOWHERE)), _NOWHERE)


def _decided(pathway: Pathway, step: Step) -> Node:
    """True, but unknown as long as the guard of an exit is, or where that may hold a rule of its target."""
    conditions: list[Node] = []
    for exit_ in step.exits:
        guard = exit_.when.expr
        read = [guard, *(rule.when.expr for _, rule in prepared(pathway).rules_on.get(exit_.to, ()))]
        known = And(tuple([Or((node, Not(node, _NOWHERE)), _NOWHERE) for node in read]), _NOWHERE)
        conditions.append(Or((Not(guard, _NOWHERE), known), _NOWHERE))
    return And(tuple(conditions), _NOWHERE)


def _guarded(step: Step, guards: Sequence[Node]) -> Step:
    exits = [
        exit_.model_copy(update={"when": Condition("mended", guard), "otherwise": None})
        for exit_, guard in zip(step.exits, guards, strict=True)
    ]
    return step.model_copy(update={step.exits_key: tuple(exits)})
