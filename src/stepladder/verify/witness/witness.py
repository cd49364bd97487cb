"""A refutation as people and programs get it: a shortest walk, the facts that matter, and a case that replays it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from stepladder.engine.events import Answered, Overrode, Took
from stepladder.engine.serialize import event_data, value_data
from stepladder.facts import ID_LENGTH, Value
from stepladder.model.pathway import Pathway
from stepladder.verify.checker import Replayed, replay
from stepladder.verify.findings import Result, Shown
from stepladder.verify.witness.minimize import Plain
from stepladder.verify.witness.scripted import Scripted, scripted

Data = dict[str, object]
"""A mapping as JSON and YAML hold it."""


@dataclass(frozen=True)
class Witness:
    """A walk that shows why something is refuted, or of a good case that it is so."""

    pathway: Pathway
    result: Result
    walk: Replayed
    """As far as what it shows."""
    matters: Mapping[str, Value]
    """The facts whose answers it hangs on, each with its last answer, in the order answered."""
    scripted: Scripted | None
    """What leads there; None where only the events themselves do."""

    @property
    def trail(self) -> tuple[str, ...]:
        """The steps entered as far as what it shows."""
        moments = self.walk.moments
        return tuple([moment.state.at for moment in moments if moment.event is None or isinstance(moment.event, Took)])

    @property
    def at(self) -> str:
        """The step it stands at."""
        return self.walk.last.state.at

    @property
    def name(self) -> str:
        """What its case is called: `SL601-drug_selection`; what no id can hold becomes a hyphen."""
        subject = re.sub(r"[^A-Za-z0-9_]+", "-", self.result.subject).strip("-")
        return f"{self.result.question}-{subject}"[:ID_LENGTH]


def witness_of(
    pathway: Pathway, result: Result, ordinary: Mapping[str, Value] | None = None, *, plainly: bool = True
) -> Witness | None:
    """The witness of a result; None where no walk goes with it.

    Args:
        pathway: the pathway it is about.
        result: one result of its proofs.
        ordinary: values to be preferred where they do, such as those that all cases take for granted.
        plainly: whether to look for the plainest walk; else the one that was found is taken.
    """
    if result.shown is None:
        return None
    plain = Plain(pathway, result.question, result.subject, result.shown, ordinary or {})
    shown = plain.make() if plainly else result.shown
    script = scripted(pathway, result.question, result.subject, shown)
    walk = replay(pathway, script.shown if script is not None else shown)
    if walk is None:
        return None
    names = plain.matters() if plainly else tuple(_answers(shown))
    values = _answers(shown)
    return Witness(pathway, result, walk, {name: values[name] for name in names}, script)


def _answers(shown: Shown) -> dict[str, Value]:
    return {event.fact: event.value for event in shown.events if isinstance(event, Answered)}


def witness_data(witness: Witness) -> Data:
    """A witness as JSON holds it: what to answer and choose, and the steps entered then."""
    replayable = witness.scripted
    if replayable is None:
        return _without_script(witness)
    script = replayable.script
    data: Data = {
        "facts": _values(script.facts),
        "at": {
            step: [_values(entry) for entry in given] if isinstance(given, tuple) else _values(given)
            for step, given in script.at.items()
        },
        "choose": list(script.choose),
        "path": list(replayable.walk.trail),
    }
    return _with_rest(data, script.override, script.entry)


def _without_script(witness: Witness) -> Data:
    """The same of a walk whose answers nobody is asked for in that order."""
    events = [moment.event for moment in witness.walk.moments if moment.event is not None]
    facts = {event.fact: event.value for event in events if isinstance(event, Answered)}
    data: Data = {
        "facts": _values(facts),
        "at": {},
        "choose": [event.exit for event in events if isinstance(event, Took)],
        "path": list(witness.trail),
        "events": [event_data(event) for event in events],
    }
    reasons = {event.rule: event.reason for event in events if isinstance(event, Overrode)}
    return _with_rest(data, reasons, witness.walk.entry)


def _with_rest(data: Data, override: Mapping[str, str], entry: str | None) -> Data:
    if override:
        data["override"] = dict(override)
    if entry is not None:
        data["entry"] = entry
    return data


def case_data(witness: Witness, title: str, story: str) -> Data | None:
    """A witness as a teaching case; None where no case leads there.

    Args:
        witness: a witness.
        title: one line.
        story: what happens, in words.
    """
    script = witness.scripted
    if script is None:
        return None
    data: Data = {"id": witness.name, "title": title, "story": story}
    if script.script.entry is not None:
        data["entry"] = script.script.entry
    given = witness_data(witness)
    data.update({key: given[key] for key in ("facts", "at", "choose", "override") if given.get(key)})
    stop = {"ended": "ends", "stuck": "stuck"}.get(script.halt.kind, "waits")
    data["expect"] = {"path": list(script.walk.trail), stop: script.walk.at}
    return data


def _values(given: Mapping[str, Value]) -> Data:
    return {name: value_data(value) for name, value in given.items()}


__all__ = ["Witness", "case_data", "witness_data", "witness_of"]
