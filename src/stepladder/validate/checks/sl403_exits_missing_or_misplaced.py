"""A dead end, or a way out of an outcome.

Only an outcome ends a walk. Any other step without `next` or `options` would leave a person standing there, without
saying that this is the end. An outcome with exits says two things at once.

Give the step its exits, or make it an outcome. An outcome that is followed by another pathway says `continues:`.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic, Route
from stepladder.validate.check import Check, Subject
from stepladder.validate.shape import unread_exits


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Steps that need exits and have none, and outcomes that have some."""
    unread = set(unread_exits(subject.lost))
    kind_lost = {route[1] for route in subject.lost if route[:1] == ("steps",) and route[2:] == ("kind",)}
    for name, step in subject.pathway.steps.items():
        if step.kind == "outcome":
            for key, exits in (("next", step.next), ("options", step.options)):
                if exits is not None and name not in kind_lost:
                    message = f"'{name}' is an outcome and has '{key}'"
                    hint = "take the exits out, or give the step another kind"
                    yield Diagnostic("SL403", message, ("steps", name, key), on="key", help=hint)
        elif not step.next and not step.options and name not in unread and name not in kind_lost:
            route: Route = ("steps", name)
            if step.next is not None or step.options is not None:
                route = (*route, step.exits_key)
            message = f"'{name}' has no exits, and is no outcome but of kind {step.kind}"
            hint = "give it `next` or `options`, or make it an outcome"
            yield Diagnostic("SL403", message, route, on="key", help=hint)


CHECK = Check("SL403", __doc__, find)
