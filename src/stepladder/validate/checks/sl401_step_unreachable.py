"""No way leads to a step.

From the start, and from the entries, exits and interrupts are followed whatever their conditions say; what is never
met stands in the file and on the picture, and no patient ever comes there. Usually an exit was forgotten, or leads to
another step of a similar name.

Give a step that comes before it an exit to this one, or take the step out. Whether the conditions on the way can ever
be true together is another question; that is SL603.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic, Related
from stepladder.graph import spread
from stepladder.validate.check import Check, Subject
from stepladder.validate.shape import shape_of


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Steps that nothing leads to; silent where a way may have been lost with something broken."""
    shape = shape_of(subject)
    if not (shape.all_roots and shape.all_interrupts):
        return
    reached = spread(shape.roots, shape.ways)
    if len(reached) == len(shape.ways) or not shape.open_ended.isdisjoint(reached):
        return
    leads: dict[str, str] = {}
    for name, targets in shape.ways.items():
        if name not in reached:
            for to in targets:
                if to != name:
                    leads.setdefault(to, name)
    for name in shape.ways:
        if name in reached:
            continue
        related: tuple[Related, ...] = ()
        message = f"no exit leads to '{name}'"
        if name in leads:
            message = f"no way from the start leads to '{name}'"
            why = f"'{leads[name]}' leads to it, but cannot be reached either"
            related = (Related(why, ("steps", leads[name]), "key"),)
        hint = "let an exit lead here, or take the step out"
        yield Diagnostic("SL401", message, ("steps", name), on="key", help=hint, related=related)


CHECK = Check("SL401", __doc__, find)
