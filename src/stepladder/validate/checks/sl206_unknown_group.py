"""A group that does not exist is named.

`@name` stands for the steps of a group under `groups`, in rules, interrupts and claims. A rule on a misspelt group
would block nothing, and nobody would see it.

Write the id of a group after the @, and quote it: `blocks: ["@drugs"]`. A single step is named without the @.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic
from stepladder.validate.check import Check, Subject
from stepladder.validate.names import Names, step_lists


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Names of no group after an @, in rules, interrupts and claims."""
    groups, steps = Names(subject, "groups"), Names(subject, "steps")
    known = groups.known
    for route, names in step_lists(subject.pathway):
        for index, name in enumerate(names):
            if name.startswith("@") and name[1:] not in known:
                hint = f"'{name[1:]}' is a step: write it without the @" if name[1:] in steps.known else ""
                hint = hint or groups.help(name[1:]).replace("'", "'@", 1)
                yield Diagnostic("SL206", f"'{name}' is not a group", (*route, index), help=hint)


CHECK = Check("SL206", __doc__, find)
