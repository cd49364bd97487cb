"""From a step no outcome can be reached.

Whatever is answered and chosen, and whatever the conditions say, the exits from here lead round and round. A person
who comes to this step never leaves the pathway. Every walk must be able to end.

Let one of these steps lead to an outcome, or to a step from which one can be reached. Whether the conditions on the
way let anyone through is another question; that is SL606.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stepladder.diagnostics import Diagnostic
from stepladder.graph import spread, turned
from stepladder.validate.check import Check, Subject
from stepladder.validate.shape import shape_of


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Steps that lead to no outcome; a step without exits (SL403) or with unreadable ones may lead to one."""
    pathway, shape = subject.pathway, shape_of(subject)
    if not shape.all_interrupts:
        return
    ends = {name for name, step in pathway.steps.items() if step.kind == "outcome" or not (step.next or step.options)}
    ends |= shape.open_ended
    if not ends:
        if not subject.names("steps") <= pathway.steps.keys():
            return  # a step that could not be read may be one
        hint = "add a step of kind outcome, and an exit that leads to it"
        yield Diagnostic("SL402", "no step is an outcome, so no walk can end", ("steps",), on="key", help=hint)
        return
    leaving = spread(ends, turned(shape.ways))
    for name, targets in shape.ways.items():
        if name not in leaving:
            message = f"no outcome can be reached from '{name}', which leads to {_listed(name, targets)}"
            hint = "let one of these steps lead on to an outcome"
            yield Diagnostic("SL402", message, ("steps", name), on="key", help=hint)


def _listed(name: str, targets: Sequence[str]) -> str:
    others = [f"'{to}'" for to in dict.fromkeys(targets) if to != name]
    if not others:
        return "itself"
    more = f" and {len(others) - 5} more" if len(others) > 5 else ""
    return f"{', '.join(others[:5])}{more} only"


CHECK = Check("SL402", __doc__, find)
