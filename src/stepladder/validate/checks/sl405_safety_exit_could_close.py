"""A way to safety that could be closed, or one that starts where it must not.

Emergencies, outcomes, the start and the targets of interrupts must stay open, whatever is known: a rule that blocks
one of them could leave a person in danger without a way out. An interrupt, too, needs a condition, or it would take
everybody at once; and it starts neither from an outcome, where the walk has ended, nor from its own target, which it
would enter again and again.

Block the steps before, or put the condition on the exit. Start an interrupt from `everywhere`, which spares
emergencies, outcomes and the target, or take single steps out with `except`.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.conditions.nodes import ALWAYS
from stepladder.diagnostics import Diagnostic
from stepladder.model.pathway import Pathway
from stepladder.model.steps import Interrupt
from stepladder.validate.check import Check, Subject


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Rules on steps that must stay open, and interrupts from where they may not start."""
    safe = _safe(subject.pathway)
    for rule_id, rule in subject.pathway.rules.items():
        for index, name in enumerate(rule.blocks):
            if name == "everywhere":  # SL201 says that this is no step
                continue
            for step in subject.pathway.members((name,)):
                if step in safe:
                    through = f" (in {name})" if name != step else ""
                    message = f"the rule '{rule_id}' blocks '{step}'{through}, which is {safe[step]}"
                    route = ("rules", rule_id, "blocks", index)
                    yield Diagnostic("SL405", message, route, help="a way to safety is never blocked")
    for index, interrupt in enumerate(subject.pathway.interrupts):
        yield from _interrupt(subject, index, interrupt)


def _safe(pathway: Pathway) -> dict[str, str]:
    """The steps that no rule may block, with what they are."""
    safe = {interrupt.to: "the target of an interrupt" for interrupt in pathway.interrupts}
    safe[pathway.start] = "the start"
    for name, step in pathway.steps.items():
        if step.kind in ("emergency", "outcome"):
            safe[name] = f"an {step.kind}"
    return safe


def _interrupt(subject: Subject, index: int, interrupt: Interrupt) -> Iterator[Diagnostic]:
    pathway = subject.pathway
    if interrupt.when is ALWAYS and ("interrupts", index, "when") not in subject.lost:
        message = f"the interrupt to '{interrupt.to}' has no condition, so it would be taken at once"
        yield Diagnostic("SL405", message, ("interrupts", index), help="say when: `when: …`")
    if "everywhere" in interrupt.from_:
        return
    spared = set(pathway.members(interrupt.except_))
    for number, name in enumerate(interrupt.from_):
        for step in pathway.members((name,)):
            what = "its own target" if step == interrupt.to else "an outcome"
            if step not in spared and (step == interrupt.to or pathway.steps[step].kind == "outcome"):
                through = f" (in {name})" if name != step else ""
                message = f"the interrupt to '{interrupt.to}' starts from '{step}'{through}, which is {what}"
                hint = f"except: [{step}]" if through else "take it out of `from`"
                yield Diagnostic("SL405", message, ("interrupts", index, "from", number), help=hint)


CHECK = Check("SL405", __doc__, find)
