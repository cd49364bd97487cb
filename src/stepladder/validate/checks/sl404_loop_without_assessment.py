"""A loop in which nobody looks at the person.

Treatments, procedures, adjuncts and emergencies follow each other in a circle without an assessment among them. A
ladder is climbed because of what is found; a circle without a look can go on for ever, and repeats what did not work.

Put an assessment into the circle, or let one of its steps lead back to the assessment that stands before it. The
message shows the shortest such circle.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic, Related
from stepladder.graph import loops, shortest_cycle
from stepladder.validate.check import Check, Subject
from stepladder.validate.names import exit_lists


def find(subject: Subject) -> Iterator[Diagnostic]:
    """The shortest circle without an assessment, of every knot that has one."""
    pathway, steps = subject.pathway, subject.pathway.steps
    unsure = {route[1] for route in subject.lost if route[:1] == ("steps",) and route[2:] == ("kind",)}
    ways: dict[str, list[str]] = {
        name: [] for name, step in steps.items() if step.kind not in ("assessment", "outcome") and name not in unsure
    }
    for name, _, exits in exit_lists(pathway):
        if name in ways:
            ways[name] += [exit_.to for exit_ in exits if exit_.to in ways]
    for interrupt in pathway.interrupts:
        if interrupt.to in ways:
            for name in pathway.interrupted(interrupt):
                if name in ways and name != interrupt.to:  # from its own target is SL405
                    ways[name].append(interrupt.to)
    for knot in loops(ways):
        circle = shortest_cycle(knot, ways)
        shown = circle if len(circle) <= 12 else (*circle[:6], "…", *circle[-5:])
        message = f"a loop passes no assessment: {' > '.join((*shown, circle[0]))}"
        related = tuple([Related(f"'{name}' is here", ("steps", name), "key") for name in circle[1:6]])
        hint = "let one of these steps lead back to an assessment"
        yield Diagnostic("SL404", message, ("steps", circle[0]), on="key", help=hint, related=related)


CHECK = Check("SL404", __doc__, find)
