"""A case names something that does not exist.

A step, an exit, a fact, one of its values or an entry that the pathway does not have. A case about something that is
not there can neither pass nor fail. The `pathway` of a case file is the pathway's own id.

Write the ids of the pathway: steps in `at`, `path`, `ends` and `rules`; exits, by their `id` or else their target, in
`choose` and `statuses`; facts with values of their kind in `facts` and `at`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from stepladder.diagnostics import Diagnostic, Route, nearest
from stepladder.facts import Value, misfit
from stepladder.model.cases import Expectation
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.validate.check import Check, Subject
from stepladder.validate.names import Names
from stepladder.validate.values import sound_domains, value_hint


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Names in a case file that lead nowhere, and answers that do not fit; rules are SL208."""
    file, pathway = subject.cases, subject.pathway
    if file is None:
        return
    if file.pathway != pathway.id and ("id",) not in subject.lost:
        message = f"these are cases of '{file.pathway}', not of '{pathway.id}'"
        yield Diagnostic("SL803", message, ("pathway",), help=f"write {pathway.id}", document="cases")
    known = _Known(subject)
    yield from known.answers(file.facts, ("facts",))
    for index, case in enumerate(file.cases):
        at: Route = ("cases", index)
        yield from known.answers(case.facts, (*at, "facts"))
        for step, given in case.at.items():
            yield from known.step(step, (*at, "at", step), on="key")
            if isinstance(given, tuple):
                for visit, answers in enumerate(given):
                    yield from known.answers(answers, (*at, "at", step, visit))
            else:
                yield from known.answers(given, (*at, "at", step))
        for number, name in enumerate(case.choose):
            if name not in known.exits:
                hint = nearest(name, known.exits)
                message = f"'{name}' is not an exit of any step"
                yield Diagnostic("SL803", message, (*at, "choose", number), help=hint, document="cases")
        if case.entry is not None and case.entry not in known.entries.known:
            hint = known.entries.help(case.entry)
            message = f"'{case.entry}' is not an entry"
            yield Diagnostic("SL803", message, (*at, "entry"), help=hint, document="cases")
        yield from _expected(case.expect, (*at, "expect"), known, pathway)


def _expected(expect: Expectation, at: Route, known: _Known, pathway: Pathway) -> Iterator[Diagnostic]:
    for number, step in enumerate(expect.path or ()):
        yield from known.step(step, (*at, "path", number))
    for key, end in (("ends", expect.ends), ("waits", expect.waits), ("stuck", expect.stuck)):
        if end is not None:
            yield from known.step(end, (*at, key))
    for step, statuses in expect.statuses.items():
        route = (*at, "statuses", step)
        yield from known.step(step, route, on="key")
        if step in pathway.steps:
            names = [exit_.name for exit_ in pathway.steps[step].exits]
            names += [interrupt.name for _, interrupt in prepared(pathway).interrupts_at.get(step, ())]
            for name in statuses:
                if name not in names:
                    message, hint = f"'{name}' is not an exit of '{step}'", nearest(name, names)
                    yield Diagnostic("SL803", message, (*route, name), on="key", help=hint, document="cases")
    for number, wanted in enumerate(expect.rules):
        yield from known.step(wanted.at, (*at, "rules", number, "at"))
        if wanted.after is not None:
            yield from known.step(wanted.after, (*at, "rules", number, "after"))
        if wanted.rule in pathway.rules and wanted.at in pathway.steps:
            on = [name for name, _ in prepared(pathway).rules_on.get(wanted.at, ())]
            if wanted.rule not in on:
                message = f"the rule '{wanted.rule}' blocks no way to '{wanted.at}'"
                hint = f"these do: {', '.join(on)}" if on else "no rule does"
                yield Diagnostic("SL803", message, (*at, "rules", number, "at"), help=hint, document="cases")


class _Known:
    """What a case may name."""

    def __init__(self, subject: Subject) -> None:
        self.steps, self.facts = Names(subject, "steps"), Names(subject, "facts")
        self.entries = Names(subject, "entries")
        self.domains = sound_domains(subject)
        self.exits = {exit_.name for step in subject.pathway.steps.values() for exit_ in step.exits}

    def step(self, name: str, route: Route, on: Literal["key", "value"] = "value") -> Iterator[Diagnostic]:
        if name not in self.steps.known:
            hint = self.steps.help(name)
            yield Diagnostic("SL803", f"'{name}' is not a step", route, on=on, help=hint, document="cases")

    def answers(self, given: Mapping[str, Value], route: Route) -> Iterator[Diagnostic]:
        for name, value in given.items():
            if name not in self.facts.known:
                hint = self.facts.help(name)
                message = f"'{name}' is not a fact"
                yield Diagnostic("SL803", message, (*route, name), on="key", help=hint, document="cases")
            elif name in self.domains and (reason := misfit(self.domains[name], value)):
                message = f"'{name}' cannot have this value: {reason}"
                hint = value_hint(self.domains[name], value)
                yield Diagnostic("SL803", message, (*route, name), help=hint, document="cases")


CHECK = Check("SL803", __doc__, find)
