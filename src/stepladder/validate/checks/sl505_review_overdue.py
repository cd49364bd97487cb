"""The content should have been looked at again by now.

`review_by`, of the pathway or of one of its sources, says until when the content may be trusted without a new look.
The day has passed.

Read the sources again, change what has changed, and move `reviewed` and `review_by` on. A pathway that nobody will
review any more says `status: retired`.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic
from stepladder.validate.check import Check, Subject


def find(subject: Subject) -> Iterator[Diagnostic]:
    """A `review_by` that has passed, of the pathway and of its sources."""
    due = subject.pathway.review_by
    if due is not None and due < subject.today:
        message = f"the pathway was to be reviewed by {due.isoformat()}"
        yield Diagnostic("SL505", message, ("review_by",), help="review it, and move the date on")
    for name, source in subject.pathway.sources.items():
        if source.review_by is not None and source.review_by < subject.today:
            message = f"the source '{name}' was to be reviewed by {source.review_by.isoformat()}"
            hint = "see whether there is a newer edition"
            yield Diagnostic("SL505", message, ("sources", name, "review_by"), help=hint)


CHECK = Check("SL505", __doc__, find)
