"""A lane that does not exist is named.

A step's `lane` is one of the ids under `lanes`: the band of the picture in which it is drawn. A step in no lane would
be drawn nowhere.

Write the id of a lane, or leave `lane` out; a lane's `title` and `rung` are not its id.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic
from stepladder.validate.check import Check, Subject
from stepladder.validate.names import Names


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Names of no lane in steps."""
    lanes = Names(subject, "lanes")
    known = lanes.known
    for name, step in subject.pathway.steps.items():
        if step.lane is not None and step.lane not in known:
            message = f"'{name}' stands in '{step.lane}', which is not a lane"
            yield Diagnostic("SL207", message, ("steps", name, "lane"), help=lanes.help(step.lane))


CHECK = Check("SL207", __doc__, find)
