"""A fact that the following pathway knows by the same name and declares otherwise.

An outcome that says `continues:` hands the person over to another pathway, and `walk` carries over the facts that both
declare alike: same id, same type, and the same values, or the same unit, range and places. A fact that has the same
name and is declared otherwise is left behind, and is asked again.

Declare both alike. Where they mean different things, give one of them another name; where the difference is meant,
say so in place: `# stepladder: ignore SL508 -- the reason`.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic
from stepladder.facts import Choice, Domain, Finding, Number
from stepladder.model.prepared import prepared
from stepladder.validate.check import Check, Subject


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Facts that would be carried over, were they declared alike; each is told once for each following pathway."""
    outcomes = {step.continues: name for name, step in subject.pathway.steps.items() if step.continues}
    own = prepared(subject.pathway).domains
    for name, following in subject.following.items():
        if following is None:
            continue
        theirs = prepared(following).domains
        for fact in subject.pathway.facts:
            if fact in theirs and theirs[fact] != own[fact]:
                here, there = _apart(own[fact], theirs[fact])
                message = (
                    f"'{fact}' {here} here and {there} in '{name}', "
                    f"in which '{outcomes[name]}' continues: it is not carried over"
                )
                hint = "declare both alike, or give one of them another name"
                yield Diagnostic("SL508", message, ("facts", fact), help=hint)


def _apart(first: Domain, second: Domain) -> tuple[str, str]:
    """What tells two declarations apart, as a verb and its object for each."""
    match first, second:
        case Number(), Number():
            for word, here, there in (
                ("has the unit", first.unit, second.unit),
                ("has the min", first.low, second.low),
                ("has the max", first.high, second.high),
                ("has the decimals", first.decimals, second.decimals),
            ):
                if here != there:
                    return f"{word} {_or_none(here)}", _or_none(there)
        case Choice(), Choice():
            return f"has the values {', '.join(first.values)}", ", ".join(second.values)
        case _:
            pass
    return f"is {_kind(first)}", _kind(second)


def _or_none(value: object) -> str:
    return "none" if value is None else str(value)


def _kind(domain: Domain) -> str:
    match domain:
        case Finding():
            return "a finding"
        case Choice():
            return "a choice"
        case Number():
            return "a number"


CHECK = Check("SL508", __doc__, find)
