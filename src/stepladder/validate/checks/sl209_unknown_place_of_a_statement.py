"""A statement of the origins stands at a place that does not exist.

`origins` says of every statement of an older text where in the pathway it lives. When a step or a rule is renamed and
its origin is not, the trail from the text to the pathway breaks, and nobody can see any more what became of the
statement. The `pathway` of the origins is this pathway's id.

Name the step, rule, fact, derived, interrupt, claim or case by its id. An interrupt without an `id` is named by its
target. A statement that has lost its place says why in `left_out`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stepladder.diagnostics import Diagnostic, nearest
from stepladder.validate.check import Check, Subject
from stepladder.validate.names import Names


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Places of statements that lead nowhere, and origins of another pathway."""
    origins, pathway = subject.origins, subject.pathway
    if origins is None:
        return
    if origins.pathway != pathway.id and ("id",) not in subject.lost:
        message = f"these are the origins of '{origins.pathway}', not of '{pathway.id}'"
        yield Diagnostic("SL209", message, ("pathway",), help=f"write {pathway.id}", document="origins")
    kinds = _kinds(subject)
    for statement_id, statement in origins.statements.items():
        for index, place in enumerate(statement.stands):
            for kind, name in place.named:
                if kind in kinds and name not in kinds[kind]:
                    message = f"'{name}' is not {_ARTICLE.get(kind, 'a')} {kind}".replace("a derived", "derived")
                    route = ("statements", statement_id, "stands", index, kind)
                    hint = nearest(name, kinds[kind])
                    yield Diagnostic("SL209", message, route, help=hint, document="origins")


_ARTICLE = {"interrupt": "an"}


def _kinds(subject: Subject) -> Mapping[str, frozenset[str]]:
    """The names of each kind; cases are left out where nobody has read them."""
    kinds = {
        "step": Names(subject, "steps").known,
        "rule": Names(subject, "rules").known,
        "fact": Names(subject, "facts").known,
        "derived": Names(subject, "derived").known,
        "claim": Names(subject, "claims").known,
        "interrupt": frozenset(interrupt.name for interrupt in subject.pathway.interrupts),
    }
    if subject.cases is not None:
        kinds["case"] = frozenset(case.id for case in subject.cases.cases)
    return kinds


CHECK = Check("SL209", __doc__, find)
