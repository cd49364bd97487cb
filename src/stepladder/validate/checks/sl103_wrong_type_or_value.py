"""A value of the wrong type, or one that cannot stand here.

A text where a list is expected, a word that is none of the allowed ones, an id with a space in it, a date that is
no date, an `id` that differs from the file's name, a `min` above its `max`. Nothing is converted: `no` is a text and
not false, `1` is a number and not a version.

The message says what is expected. A text that YAML would take for something else is quoted. An outcome that
`continues` names another pathway: one beside this one, in `./pathways`, or in the package.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic, nearest
from stepladder.validate.check import Check, Subject


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Outcomes that go on in a pathway that is not at hand; the rest is said while reading."""
    own = subject.pathway.id
    for name, step in subject.pathway.steps.items():
        goes_on = step.continues
        if goes_on is None:
            continue
        if goes_on == own:
            message, hint = f"'{name}' continues with this very pathway", "lead back with an exit instead"
        elif subject.pathways is not None and goes_on not in subject.pathways:
            message = f"'{name}' continues with '{goes_on}', which is no pathway at hand"
            hint = nearest(goes_on, subject.pathways - {own})
        elif subject.following.get(goes_on, subject.pathway) is None:
            message = f"'{name}' continues with '{goes_on}', which cannot be read"
            hint = f"`stepladder validate {goes_on}` says why"
        else:
            continue
        yield Diagnostic("SL103", message, ("steps", name, "continues"), help=hint)


CHECK = Check("SL103", __doc__, find)
