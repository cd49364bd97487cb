"""The values that steps, exits, interrupts and entries give to facts, against what the facts can be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from stepladder.diagnostics import Diagnostic, Route, nearest
from stepladder.facts import Choice, Domain, Finding, Number, Value, mend_number, misfit
from stepladder.model.fields import number_hint
from stepladder.model.prepared import prepared
from stepladder.validate.check import Subject
from stepladder.validate.names import changers


def value_problems(subject: Subject) -> Iterator[Diagnostic]:
    """The values in `sets` that their fact cannot have.

    One pass for three codes: SL203 a value that a choice lacks, SL302 a value of another kind, SL303 a number that
    does not fit.
    """
    domains = sound_domains(subject)
    for route, sets in _sets(subject):
        for fact, value in sets.items():
            domain = domains.get(fact)
            reason = misfit(domain, value) if domain is not None else ""
            if domain is not None and reason:
                message = f"'{fact}' cannot be set to this: {reason}"
                at = (*route, "sets", fact)
                yield Diagnostic(_code(domain, value), message, at, help=_set_hint(fact, domain, value, subject))


def sound_domains(subject: Subject) -> Mapping[str, Domain]:
    """The facts whose declaration could be read whole, with their kinds."""
    broken = {route[1] for route in subject.lost if route[:1] == ("facts",) and len(route) > 1}
    return {
        name: domain
        for name, domain in prepared(subject.pathway).domains.items()
        if name not in broken and not (isinstance(domain, Choice) and not domain.values)
    }


def _sets(subject: Subject) -> Iterator[tuple[Route, Mapping[str, Value]]]:
    for route, changer in changers(subject.pathway):
        if changer.sets:
            yield route, changer.sets
    for name, entry in subject.pathway.entries.items():
        if entry.sets:
            yield ("entries", name), entry.sets


def _code(domain: Domain, value: Value) -> str:
    """The code to say where a value does not fit."""
    match domain:
        case Finding():
            return "SL302"
        case Choice():
            return "SL203" if isinstance(value, str) else "SL302"
        case Number():
            return "SL302" if isinstance(value, bool | str) else "SL303"


def _set_hint(fact: str, domain: Domain, value: Value, subject: Subject) -> str:
    """What to write in `sets`, where also names of facts and expressions are tried."""
    if isinstance(domain, Number) and not isinstance(value, bool | str):
        return mend_number(fact, domain, value)
    words = set(re.findall(r"[a-z]\w*", value)) if isinstance(value, str) else set()
    if value in ("unknown", "none", "null") and not (isinstance(domain, Choice) and value in domain.values):
        return f"write forgets: [{fact}] in place of `sets`"
    if words & (subject.pathway.facts.keys() | subject.pathway.derived.keys()) and not value_hint(domain, value):
        return f"a value is set, never another fact's: {_SETTABLE[type(domain)]}, or ask `{fact}`"
    return value_hint(domain, value) or f"{_SETTABLE[type(domain)]}"


_SETTABLE = {Finding: "write true or false", Choice: "write one of its values", Number: "write a number"}


def value_hint(domain: Domain, value: object) -> str:
    """What to write in place of a value that its fact cannot have; empty where nobody can tell."""
    match domain:
        case Finding():
            meant = {
                "yes": "true",
                "on": "true",
                "y": "true",
                "1": "true",
                "0": "false",
                "no": "false",
                "off": "false",
                "n": "false",
            }
            word = meant.get(str(value).lower())
            return f"write {word}" if word is not None else ""
        case Choice(values):
            return nearest(value, values) if isinstance(value, str) else ""
        case Number():
            return number_hint(value) if isinstance(value, str) else ""
