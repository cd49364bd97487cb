"""A treatment or a rule without a source.

Whoever learns from a pathway should be able to look up why a treatment stands in it, and why a rule forbids one. So
every treatment, procedure and adjunct, and every rule, cites at least one source.

Add `sources: [ID]`, with the source declared under the top-level `sources`. What is a convention of the pathway with
no source behind it says so: `basis: teaching`.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic
from stepladder.validate.check import Check, Subject


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Steps that treat, and rules, that cite nothing."""
    lost = {route[:2] for route in subject.lost if route[2:3] in (("sources",), ("basis",), ("kind",))}
    for name, step in subject.pathway.steps.items():
        if step.sources or step.basis == "teaching" or step.kind not in ("treatment", "procedure", "adjunct"):
            continue
        if ("steps", name) not in lost:
            message = f"the {step.kind} '{name}' has no source"
            yield Diagnostic("SL501", message, ("steps", name), on="key", help=_HELP)
    for name, rule in subject.pathway.rules.items():
        if not rule.sources and rule.basis != "teaching" and ("rules", name) not in lost:
            yield Diagnostic("SL501", f"the rule '{name}' has no source", ("rules", name), on="key", help=_HELP)


_HELP = "cite one, or say `basis: teaching` where there is none"


CHECK = Check("SL501", __doc__, find)
