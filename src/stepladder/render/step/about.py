"""What one step says about itself, in short lines: what it is, its evidence, what it changes and asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from stepladder.facts import Value
from stepladder.model.pathway import Pathway
from stepladder.model.steps import Step
from stepladder.render.scene import Line
from stepladder.text.counting import counted

KINDS: Mapping[str, str] = {
    "assessment": "Assessment",
    "treatment": "Treatment",
    "procedure": "Procedure",
    "adjunct": "Beside the ladder",
    "emergency": "Emergency",
    "outcome": "End of a walk",
}
CERTAINTY: Mapping[str, str] = {"high": "high", "moderate": "moderate", "low": "low", "very_low": "very low"}


def about(pathway: Pathway, name: str) -> Iterator[Line]:
    """What the step is: what a slide needs first."""
    step = pathway.steps[name]
    yield Line(_place(pathway, step), tone="muted")
    if step.summary:
        yield from (Line(text, "bullet") for text in step.summary)
    else:
        yield from (Line(text) for text in step.text.split("\n\n") if text.strip())
    yield from _supported(step)
    for verb, names in (("Starts", step.starts), ("Stops", step.stops)):
        if names:
            yield Line(f"{verb}: {therapies(pathway, names)}")
    if step.continues:
        yield Line(f"Goes on in the pathway {step.continues}")
    questions = [pathway.facts[fact].ask for fact in step.asks if fact in pathway.facts and pathway.facts[fact].ask]
    if questions:
        yield Line(f"Asks {counted(len(questions), 'question')}")
        yield from (Line(text, "bullet", "muted", indent=1) for text in questions)
    yield from _asides(pathway, step)


def _place(pathway: Pathway, step: Step) -> str:
    """Its kind, its lane and its rung, and what it rests on where that is no source."""
    parts = [KINDS[step.kind]]
    lane = pathway.lanes.get(step.lane or "")
    if lane is not None and step.kind not in ("outcome", "emergency"):
        where = f"step {lane.rung}: {lane.title}" if lane.rung is not None else lane.title
        parts += [where] if where != parts[0] else []
    if step.reversible is not None and step.kind in ("treatment", "procedure", "adjunct"):
        parts.append("can be undone" if step.reversible else "cannot be undone")
    if step.basis == "teaching":
        parts.append("a teaching default")
    return " · ".join(parts)


def _supported(step: Step) -> Iterator[Line]:
    """Its evidence and its review."""
    if step.evidence is not None and step.evidence.certainty is not None:
        yield Line(f"Evidence: {CERTAINTY[step.evidence.certainty]} certainty")
        if step.evidence.note:
            yield Line(step.evidence.note, tone="muted", indent=1)
    elif step.evidence is not None and step.evidence.note:
        yield Line(f"Evidence: {step.evidence.note}")
    if step.review is not None:
        basis = " (a teaching default)" if step.review.basis == "teaching" else ""
        yield Line(f"Review after {step.review.after.text}{basis}")
        if step.review.note:
            yield Line(step.review.note, tone="muted", indent=1)


def _asides(pathway: Pathway, step: Step) -> Iterator[Line]:
    """What can be missed first."""
    texts = [f"Benefit: {text}" for text in step.benefits]
    texts += [f"Watch for: {text}" for text in step.risks]
    texts += [step.note] if step.note else []
    texts += [f"Dose: {step.dose_note}"] if step.dose_note else []
    texts += changes(pathway, step.sets, step.forgets)
    yield from (Line(text, tone="muted") for text in texts)


def therapies(pathway: Pathway, names: Iterable[str]) -> str:
    """Therapies by their titles."""
    return ", ".join(pathway.therapies.get(name, name) for name in names)


def changes(pathway: Pathway, sets: Mapping[str, Value], forgets: Iterable[str]) -> Iterator[str]:
    """What is set and what is forgotten, in words."""
    if sets:
        yield "Sets: " + ", ".join(f"{name} = {pathway.facts[name].label(value)}" for name, value in sets.items())
    if names := ", ".join(forgets):
        yield f"Forgets: {names}"
