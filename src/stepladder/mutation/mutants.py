"""The mutants of a pathway: each with where it was changed, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from stepladder.conditions.nodes import ALWAYS, Condition, Expression
from stepladder.diagnostics import Route
from stepladder.model.declarations import Derived, DerivedRow
from stepladder.model.pathway import Pathway, Rule
from stepladder.model.steps import Interrupt, Step, Transition
from stepladder.mutation.findings import Mutant, Part
from stepladder.mutation.operators import changed_conditions, changed_sums


def mutants(pathway: Pathway) -> Iterator[Mutant]:
    """Every mutant, in the order in which the parts stand in a file: derived, steps, rules, interrupts."""
    for name, derived in pathway.derived.items():
        yield from _of_derived(pathway, name, derived)
    for name, step in pathway.steps.items():
        yield from _of_step(pathway, name, step)
    for name, rule in pathway.rules.items():
        yield from _of_rule(pathway, name, rule)
    for index, interrupt in enumerate(pathway.interrupts):
        yield from _of_interrupt(pathway, index, interrupt)


def _of_derived(pathway: Pathway, name: str, derived: Derived) -> Iterator[Mutant]:
    def put(**update: object) -> Pathway:
        return pathway.model_copy(update={"derived": {**pathway.derived, name: derived.model_copy(update=update)}})

    if derived.when is not None:
        route: Route = ("derived", name, "when")
        yield from _of_condition(derived.when, "derived", name, route, lambda when: put(when=when))
    if derived.number is not None:
        for expr, edit in changed_sums(derived.number.expr, derived.number.text):
            number: Expression = replace(derived.number, expr=expr)
            make = partial(put, number=number)
            route = ("derived", name, "number")
            yield Mutant(edit.change, "derived", name, route, edit.words, make, edit.span)
    for index, row in enumerate(derived.rows or ()):
        if row.when is not None:
            route = ("derived", name, "rows", index, "when")
            yield from _of_condition(row.when, "derived", name, route, partial(_with_row, put, derived, index))


def _with_row(put: Callable[..., Pathway], derived: Derived, index: int, when: Condition) -> Pathway:
    rows: tuple[DerivedRow, ...] = derived.rows or ()
    return put(rows=(*rows[:index], rows[index].model_copy(update={"when": when}), *rows[index + 1 :]))


def _of_step(pathway: Pathway, name: str, step: Step) -> Iterator[Mutant]:
    def put(exits: tuple[Transition, ...]) -> Pathway:
        changed = step.model_copy(update={step.exits_key: exits})
        return pathway.model_copy(update={"steps": {**pathway.steps, name: changed}})

    exits = step.exits
    for index, exit_ in enumerate(exits):
        route: Route = ("steps", name, step.exits_key, index)
        subject = f"{name}/{exit_.name}"
        without = (*exits[:index], *exits[index + 1 :])
        words = f"the exit '{exit_.name}' of '{name}' was dropped"
        yield Mutant("exit", "exit", subject, route, words, partial(put, without))
        if exit_.when is ALWAYS or exit_.otherwise is not None:
            continue

        def place(when: Condition, index: int = index, exit_: Transition = exit_) -> Pathway:
            return put((*exits[:index], exit_.model_copy(update={"when": when}), *exits[index + 1 :]))

        yield from _of_condition(exit_.when, "exit", subject, (*route, "when"), place)


def _of_rule(pathway: Pathway, name: str, rule: Rule) -> Iterator[Mutant]:
    def put(**update: object) -> Pathway:
        return pathway.model_copy(update={"rules": {**pathway.rules, name: rule.model_copy(update=update)}})

    words = f"the rule '{name}' blocks nothing"
    yield Mutant("rule", "rule", name, ("rules", name), words, partial(put, blocks=()))
    yield from _of_condition(rule.when, "rule", name, ("rules", name, "when"), lambda when: put(when=when))


def _of_interrupt(pathway: Pathway, index: int, interrupt: Interrupt) -> Iterator[Mutant]:
    every = pathway.interrupts

    def put(*instead: Interrupt) -> Pathway:
        return pathway.model_copy(update={"interrupts": (*every[:index], *instead, *every[index + 1 :])})

    route: Route = ("interrupts", index)
    words = f"the interrupt '{interrupt.name}' was dropped"
    yield Mutant("interrupt", "interrupt", interrupt.name, route, words, put)
    if interrupt.when is not ALWAYS:
        make = lambda when: put(interrupt.model_copy(update={"when": when}))  # noqa: E731  # said once, used once
        yield from _of_condition(interrupt.when, "interrupt", interrupt.name, (*route, "when"), make)


def _of_condition(
    condition: Condition, part: Part, name: str, route: Route, put: Callable[[Condition], Pathway]
) -> Iterator[Mutant]:
    for expr, edit in changed_conditions(condition.expr, condition.text):
        make = partial(put, replace(condition, expr=expr))
        yield Mutant(edit.change, part, name, route, edit.words, make, edit.span)
