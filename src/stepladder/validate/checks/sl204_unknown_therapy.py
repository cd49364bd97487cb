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

RIGHT = """\
stepladder: 1
id: sore-throat
title: Sore throat, first steps
version: 0.1.0
start: look
sources:
  EXAMPLE: {title: An illustrative source}
facts:
  fever: {type: finding, ask: Is there a fever?}
  ulcer: {type: finding, ask: Was there ever a stomach ulcer?}
therapies: {ibuprofen: Ibuprofen}
steps:
  look:
    kind: assessment
    title: Look and ask
    asks: [fever, ulcer]
    options:
      - {to: pain_relief, when: not fever}
      - {to: doctor}
  pain_relief:
    kind: treatment
    title: Ibuprofen for three days
    sources: [EXAMPLE]
    starts: [ibuprofen]
    next: [{to: home}]
  doctor: {kind: outcome, title: Seen by a doctor}
  home: {kind: outcome, title: Home with advice}
rules:
  ulcer-first:
    blocks: [pain_relief]
    when: ulcer
    severity: absolute
    because: It can make an ulcer bleed.
    sources: [EXAMPLE]
"""

WRONG = RIGHT.replace("starts: [ibuprofen]", "starts: [ibuprofin]")


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


CHECK = Check("SL204", __doc__, WRONG, RIGHT, find)
