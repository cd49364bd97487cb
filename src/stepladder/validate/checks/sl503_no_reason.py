"""A rule that gives no reason.

A blocked exit stays visible together with the reason, and that is what a learner takes home. Without `because`, the
pathway says no and nothing else; and whoever goes on in spite of a relative rule cannot weigh what they override.

Add a sentence: what can happen, and to whom.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic
from stepladder.validate.check import Check, Subject


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Rules without `because`."""
    for name, rule in subject.pathway.rules.items():
        if not rule.because.strip() and ("rules", name, "because") not in subject.lost:
            message = f"the rule '{name}' gives no reason"
            hint = "say what can happen: `because: …`"
            yield Diagnostic("SL503", message, ("rules", name), on="key", help=hint)


CHECK = Check("SL503", __doc__, find)
