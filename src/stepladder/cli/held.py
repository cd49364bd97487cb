"""What is held ready for a walk: answers and choices from options, files and cases, and the walk that was saved."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from stepladder.cli.common import fail, find_case, text_of
from stepladder.cli.terminal import echo

if TYPE_CHECKING:
    from stepladder.engine.scripted import Hand
    from stepladder.engine.walk import Walk
    from stepladder.model.cases import CaseFile, Script
    from stepladder.model.pathway import Pathway


def hand_of(
    model: Pathway, cases: CaseFile | None, case_id: str | None, sets: tuple[str, ...], answers: str | None
) -> Hand | None:
    """What is held ready: `--set` before `--answers` before the case."""
    from stepladder.engine.scripted import Hand
    from stepladder.model.cases import Script

    given = Script.model_validate({"facts": _sets(model, sets)})
    if answers is not None:
        given = _merged(given, _answers(model, answers))
    if case_id is None:
        return Hand(given) if sets or answers is not None else None
    cases, index = find_case(model, cases, case_id)
    return Hand(_merged(given, cases.cases[index]), cases.facts)


def _merged(first: Script, second: Script) -> Script:
    from stepladder.model.cases import Script

    return Script.model_construct(
        facts={**second.facts, **first.facts},
        at={**second.at, **first.at},
        choose=first.choose or second.choose,
        override={**second.override, **first.override},
        entry=first.entry or second.entry,
    )


def _sets(model: Pathway, sets: tuple[str, ...]) -> dict[str, object]:
    from stepladder.diagnostics import nearest
    from stepladder.model.answers import BadAnswer, parse_answer

    facts: dict[str, object] = {}
    for given in sets:
        name, sign, value = given.partition("=")
        name = name.strip()
        if not sign:
            fail(f"--set takes FACT=VALUE, not '{given}'")
        if name not in model.facts:
            fail(f"--set: '{name}' is not a fact of '{model.id}'. {nearest(name, model.facts)}".rstrip())
        if name in facts:
            fail(f"--set: '{name}' is given twice")
        try:
            facts[name] = parse_answer(model, name, value)
        except BadAnswer as error:
            fail(f"--set {name}: {error}")
    return facts


def _answers(model: Pathway, name: str) -> Script:
    from stepladder.reading.answers import read_answers
    from stepladder.reading.files import Unreadable
    from stepladder.report.diagnostics.to_text import to_text
    from stepladder.text.terminal import Paint

    try:
        raw = sys.stdin.buffer.read(4_000_001) if name == "-" else None
        read = read_answers(Path(name), raw, model)
    except Unreadable as error:
        fail(str(error))
    if read.script is None:
        from stepladder.library.suppressions import place_all

        echo(to_text(place_all(read.diagnostics, read.sources), Paint(False)), err=True)
        fail(f"the answers in '{name}' cannot be used")
    return read.script


def begin(model: Pathway, hand: Hand | None, entry: str | None, resume_file: str | None) -> Walk:
    """The walk where it begins, or as far as a saved one replays; ends the command where that cannot be."""
    from stepladder.diagnostics import nearest
    from stepladder.engine.walk import Walk

    chosen = entry or (hand.script.entry if hand is not None else None)
    if resume_file is None:
        if chosen is not None and chosen not in model.entries:
            fail(f"'{model.id}' has no entry '{chosen}'. {nearest(chosen, model.entries)}".rstrip())
        return Walk(model, chosen)
    if entry is not None:
        fail("--entry and --resume exclude each other: a saved walk knows where it began")
    return _resumed(model, resume_file)


def _resumed(model: Pathway, name: str) -> Walk:
    from stepladder.walk.log import BrokenLog, resume

    try:
        resumed = resume(model, text_of(name))
    except BrokenLog as error:
        fail(f"{name}: {error}")
    if resumed.changes:
        echo("The pathway has changed since the walk was saved:", err=True)
        for change in resumed.changes[:20]:
            echo(f"  - {change}", err=True)
        if len(resumed.changes) > 20:
            echo(f"  - and {len(resumed.changes) - 20} more", err=True)
    if resumed.replayed < resumed.total:
        done, total = resumed.replayed, resumed.total
        echo(f"The log still replays for {done} of {total} events; then: {resumed.reason}.", err=True)
    elif resumed.changes:
        echo("The log still replays to its end.", err=True)
    return resumed.walk
