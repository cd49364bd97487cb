"""A walk as JSON, for programs: the shape that `walk --format json` prints."""

from __future__ import annotations

from stepladder.engine.events import Exit
from stepladder.engine.recourse import Recourse
from stepladder.engine.serialize import event_data, value_data
from stepladder.engine.walk import Walk
from stepladder.text.characters import as_json
from stepladder.walk.words import because


def walk_data(walk: Walk) -> dict[str, object]:
    """The walk as plain data."""
    pathway = walk.pathway
    return {
        "format": 1,
        "pathway": pathway.id,
        "version": pathway.version,
        "digest": pathway.digest,
        "disclaimer": pathway.disclaimer,
        "entry": walk.entry,
        "status": walk.status,
        "at": walk.at,
        "trail": list(walk.trail),
        "elapsed_days": walk.elapsed_days,
        "known": {name: value_data(walk.known[name]) for name in pathway.facts if name in walk.known},
        "active": list(walk.active),
        "visited": list(walk.visited),
        "exits": [exit_data(walk, exit_) for exit_ in walk.exits],
        "needs": list(walk.needs),
        "events": [event_data(event) for event in walk.events],
    }


def exit_data(walk: Walk, exit_: Exit) -> dict[str, object]:
    """One exit as plain data; `unblock` is null where no change of known facts was found that opens it."""
    shut = exit_.status in ("closed", "blocked")
    changes = [recourse_data(recourse) for recourse in walk.unblocks(exit_)]
    data: dict[str, object] = {"id": exit_.transition.id} if exit_.transition.id else {}
    return {
        **data,
        "to": exit_.to,
        "kind": exit_.kind,
        "status": exit_.status,
        "because": because(walk, exit_),
        "rules": list(exit_.rules),
        "asks": list(exit_.asks),
        "unblock": changes[0]["facts"] if changes else None if shut else {},
        "unblocks": changes,
    }


def recourse_data(recourse: Recourse) -> dict[str, object]:
    """One change as plain data: the facts with their new values, and how the exit would then be."""
    return {
        "facts": {name: value_data(value) for name, value in recourse.facts.items()},
        "status": recourse.status,
        "rules": list(recourse.rules),
        "asks": list(recourse.asks),
        "waits": list(recourse.waits),
        "unchangeable": list(recourse.unchangeable),
    }


def to_json(walk: Walk) -> str:
    """The walk as JSON text."""
    return as_json(walk_data(walk), 2) + "\n"
