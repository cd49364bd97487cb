"""What every picture says about itself, and which look a step has."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from stepladder.model.pathway import Pathway
from stepladder.render.scene import Look
from stepladder.render.style import STYLE

TEACHING = "For teaching only. Not medical advice; not for use in the care of a patient."


def look_of(pathway: Pathway, name: str) -> Look:
    """How a step is drawn: by its kind, and an assessment by whether it leads to more than one place."""
    step = pathway.steps[name]
    match step.kind:
        case "assessment":
            if name == pathway.start:
                return "start"
            return "question" if len({exit_.to for exit_ in step.exits}) > 1 else "test"
        case "outcome":
            return "goal" if step.goal else "outcome"
        case kind:
            return kind


def short_title(pathway: Pathway, name: str) -> str:
    """A step's short title, or its title where it has none."""
    step = pathway.steps[name]
    return step.abbr or step.title


def source_line(pathway: Pathway) -> str:
    """Id, version, the first digits of the content's digest, and the licence."""
    parts = [f"Pathway {pathway.id} {pathway.version}", f"content {pathway.digest[:12]}", pathway.license]
    return " · ".join(part for part in parts if part)


def picture_digest(
    pathway: Pathway, view: str, page: str, step: str | None = None, events: Iterable[object] | None = None
) -> str:
    """SHA-256 of everything a picture is drawn from: content, view, page, the walk, and the version of the style.

    Args:
        pathway: one with a digest.
        view: `ladder`, `graph` or `step`.
        page: `a4`, `slide` or `free`.
        step: the step of a step view.
        events: the log of the walk that is drawn, each as data; None where none is.
    """
    content = {
        "content": pathway.digest,
        "events": None if events is None else list(events),
        "page": page,
        "step": step,
        "style": STYLE,
        "view": view,
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
