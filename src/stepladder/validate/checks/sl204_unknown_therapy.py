"""A therapy that does not exist is named.

What is started, stopped or asked for with `active(…)` must be declared under `therapies`. A misspelt therapy would be
started and never stopped, or never be seen by the rule that looks for it.

Write one of the ids under `therapies`; a step's own id is no therapy, even where the step gives a drug.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic
from stepladder.validate.check import Check, Subject
from stepladder.validate.names import Names, changers


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Names of no therapy in `starts`, `stops` and the entries; conditions carry their own problems."""
    pathway, therapies = subject.pathway, Names(subject, "therapies")
    known, declared = therapies.known, Names(subject, "steps").known
    for route, changer in changers(pathway):
        for key, names in (("starts", changer.starts), ("stops", changer.stops)):
            for index, name in enumerate(names):
                if name not in known:
                    hint = _of_step(name, subject, declared) or therapies.help(name)
                    message = f"'{name}' is {_PAST[key]} here, but it is not a therapy"
                    yield Diagnostic("SL204", message, (*route, key, index), help=hint)
    for entry_id, entry in pathway.entries.items():
        for index, name in enumerate(entry.active):
            if name not in known:
                message = f"entry '{entry_id}' has '{name}' running, which is not a therapy"
                route = ("entries", entry_id, "active", index)
                yield Diagnostic("SL204", message, route, help=therapies.help(name))


_PAST = {"starts": "started", "stops": "stopped"}


def _of_step(name: str, subject: Subject, declared: frozenset[str]) -> str:
    step = subject.pathway.steps.get(name)
    starts = [therapy for therapy in step.starts if therapy != name] if step is not None else []
    if starts:
        return f"'{name}' is a step; it starts {', '.join(starts)}"
    return f"declare it under `therapies`; '{name}' is a step" if name in declared else ""


CHECK = Check("SL204", __doc__, find)
