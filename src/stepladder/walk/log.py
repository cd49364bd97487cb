"""The log of a walk as JSON Lines: a head that says of which pathway, then one event a line.

The head holds a short digest of every part of the pathway, so that a log that meets a changed pathway can say what
changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from stepladder.engine.events import Answered, Event, ImpossibleEvent, Overrode, Took
from stepladder.engine.serialize import beginning_data, event_data, from_json
from stepladder.engine.walk import Walk
from stepladder.facts import Value
from stepladder.model.answers import BadAnswer, written_answer
from stepladder.model.content import digest_of
from stepladder.model.frozen import Frozen
from stepladder.model.pathway import Pathway
from stepladder.text.characters import as_json


class BrokenLog(ValueError):  # noqa: N818  # said to the user as a sentence
    """A file that is not the log of a walk."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """A walk taken up from its log."""

    walk: Walk
    changes: tuple[str, ...]
    """What is different in the pathway since the log was written; empty where it is the same."""
    replayed: int
    """How many events of the log could be replayed."""
    total: int
    """How many it has."""
    reason: str
    """Why the next one could not; empty where all could."""


def to_lines(walk: Walk) -> str:
    """A walk's log as JSON Lines."""
    pathway = walk.pathway
    head = {
        "format": 1,
        "pathway": pathway.id,
        "version": pathway.version,
        "digest": pathway.digest,
        **beginning_data(walk),
        "disclaimer": pathway.disclaimer,
        "parts": part_digests(pathway),
    }
    lines = [head, *(event_data(event) for event in walk.events)]
    return "".join(as_json(line) + "\n" for line in lines)


def pathway_named(text: str) -> str | None:
    """The id of the pathway that the head of a log names; None where it names none, or there is no head."""
    try:
        head = from_json(text.partition("\n")[0])
    except ValueError:
        return None
    name = head.get("pathway") if isinstance(head, Mapping) else None
    return name if isinstance(name, str) else None


def part_digests(pathway: Pathway) -> dict[str, str]:
    """A short digest of every fact, derived, step, rule and interrupt."""
    spaces: Mapping[str, Mapping[str, Frozen]] = {
        "fact": pathway.facts,
        "derived": pathway.derived,
        "step": pathway.steps,
        "rule": pathway.rules,
        "interrupt": {str(index): interrupt for index, interrupt in enumerate(pathway.interrupts)},
    }
    return {f"{kind} {name}": digest_of(part)[:8] for kind, parts in spaces.items() for name, part in parts.items()}


def resume(pathway: Pathway, text: str) -> Resumed:
    """Take a walk up again.

    Args:
        pathway: the pathway as it is now.
        text: what `to_lines` wrote, perhaps of an earlier version.

    Raises:
        BrokenLog: the text is no log of this pathway; the message says which line.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        raise BrokenLog("the log is empty")
    head = _object(lines[0], 1)
    if head.get("format") != 1 or not isinstance(head.get("pathway"), str):
        raise BrokenLog("line 1 is not the head of a walk's log")
    if head["pathway"] != pathway.id:
        raise BrokenLog(f"the log is of the pathway '{str(head['pathway'])[:60]}', not of '{pathway.id}'")
    events = [_event(_object(line, number), number, pathway) for number, line in enumerate(lines[1:], start=2)]
    entry = head.get("entry")
    if not isinstance(entry, str | None):
        raise BrokenLog("line 1: entry is the id of an entry, or null where the walk began at the start")
    if entry is not None and entry not in pathway.entries:
        raise BrokenLog(f"the walk began in the entry '{entry[:60]}', which the pathway has no more")
    given = _given(pathway, head.get("given", {}))
    changes = _changes(pathway, head)
    walk, done, reason = _replay(pathway, events, entry, given)
    return Resumed(walk, changes, done, len(events), reason)


def _given(pathway: Pathway, data: object) -> dict[str, Value]:
    """The facts known before the walk began; those that the pathway has no more, or otherwise, are left out."""
    if not isinstance(data, dict):
        raise BrokenLog("line 1 is not the head of a walk's log")
    known: dict[str, Value] = {}
    for name, value in data.items():
        if isinstance(value, bool | str | int | Decimal) and name in pathway.facts:
            try:
                known[name] = written_answer(pathway, name, value)
            except BadAnswer:
                continue
    return known


def _replay(pathway: Pathway, events: list[Event], entry: str | None, given: dict[str, Value]) -> tuple[Walk, int, str]:
    """Replay as far as it goes; moves that the walk makes of itself are in the log too."""
    done, reason = len(events), ""
    while True:
        try:
            return Walk.resume(pathway, tuple(events[:done]), entry, given), done, reason
        except ImpossibleEvent as error:
            done, reason = _first_impossible(pathway, events, entry, given), str(error)


def _first_impossible(pathway: Pathway, events: list[Event], entry: str | None, given: dict[str, Value]) -> int:
    from stepladder.engine.semantics import after, begin

    state = begin(pathway, entry, given)
    for index, event in enumerate(events):
        try:
            state = after(pathway, state, event)
        except ImpossibleEvent:
            return index
    return len(events)


def _changes(pathway: Pathway, head: Mapping[str, object]) -> tuple[str, ...]:
    if head.get("digest") == pathway.digest:
        return ()
    changes: list[str] = []
    if head.get("version") != pathway.version:
        changes.append(f"version {str(head.get('version'))[:20]} became {pathway.version}")
    before = head.get("parts")
    if isinstance(before, dict):
        now = part_digests(pathway)
        changes.extend(f"{name} is gone" for name in before if name not in now)
        changes.extend(f"{name} is new" for name in now if name not in before)
        changes.extend(f"{name} changed" for name in now if name in before and before[name] != now[name])
    return tuple(changes) or ("texts or layout changed",)


def _object(line: str, number: int) -> dict[str, object]:
    try:
        parsed = from_json(line, parse_float=Decimal)
    except ValueError:
        raise BrokenLog(f"line {number} is not JSON that can be read") from None
    if not isinstance(parsed, dict):
        raise BrokenLog(f"line {number} is not an object")
    return parsed


def _event(data: dict[str, object], number: int, pathway: Pathway) -> Event:
    match data:
        case {"type": "answered", "fact": str(fact), "value": bool() | str() | int() | Decimal() as value}:
            try:
                return Answered(fact, written_answer(pathway, fact, value) if fact in pathway.facts else value)
            except BadAnswer:  # the pathway may have changed; replaying says so
                return Answered(fact, value)
        case {"type": "overrode", "rule": str(rule), "reason": str(reason)}:
            return Overrode(rule, reason)
        case {"type": "took", "to": str(exit_)}:
            return Took(exit_)
        case _:
            raise BrokenLog(f"line {number} is not an event of a walk")
