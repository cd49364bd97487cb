"""A fact that does not exist is named.

A fact that is asked, set, forgotten or read in a condition must be declared under `facts`; a condition may read the
names under `derived` too. A misspelt fact would stay unknown for ever, and a walk would wait for an answer that nobody
can give.

Write the id of a fact. What is derived is computed, and therefore cannot be asked, set or forgotten: change the facts
it is made of. The id of a step or of a therapy is no fact: write `visited(…)`, `tried(…)` or `active(…)`.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic, Route
from stepladder.validate.check import Check, Subject
from stepladder.validate.names import Names, changers


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Names of no fact in `asks`, `sets` and `forgets`; conditions carry their own problems."""
    pathway, facts = subject.pathway, Names(subject, "facts")
    known = facts.known
    derived = Names(subject, "derived").known
    for name, step in pathway.steps.items():
        for index, fact in enumerate(step.asks):
            if fact not in known:
                yield _unknown("asked", fact, ("steps", name, "asks", index), facts, derived)
    for route, changer in changers(pathway):
        for fact in changer.sets:
            if fact not in known:
                yield _unknown("set", fact, (*route, "sets", fact), facts, derived)
        for index, fact in enumerate(changer.forgets):
            if fact not in known:
                yield _unknown("forgotten", fact, (*route, "forgets", index), facts, derived)
    for entry_id, entry in pathway.entries.items():
        for fact in entry.sets:
            if fact not in known:
                yield _unknown("set", fact, ("entries", entry_id, "sets", fact), facts, derived)


def _unknown(what: str, name: str, route: Route, facts: Names, derived: frozenset[str]) -> Diagnostic:
    message, hint = f"'{name}' is {what} here, but it is not a fact", facts.help(name)
    if name in derived:
        message = f"'{name}' is {what} here, but it is derived: it is computed and cannot be {what}"
        hint = "name the facts it is made of"
    return Diagnostic("SL202", message, route, on="key" if what == "set" else "value", help=hint)


CHECK = Check("SL202", __doc__, find)
