"""Picks the walks that exercise most of what no case does, and writes them down as cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from stepladder.cases.condition_coverage import Mark
from stepladder.cases.coverage import Wants
from stepladder.cases.record import NoCase, record
from stepladder.cases.run import Outcome
from stepladder.engine.events import Answered
from stepladder.engine.scripted import Hand, drive
from stepladder.engine.serialize import value_data
from stepladder.engine.walk import Walk
from stepladder.facts import Value
from stepladder.model.cases import Script
from stepladder.model.pathway import Pathway
from stepladder.reading.load import Reading
from stepladder.suggest.candidates import candidates
from stepladder.text.characters import quoted_yaml
from stepladder.verify.witness.case_text import case_file

_PLAIN = re.compile(r"[a-z][a-z0-9_]*\Z")
_TAKEN = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


class NothingToSuggest(ValueError):  # noqa: N818  # said to the user as a sentence
    """No walk was found that exercises more than the cases do."""


def suggest(pathway: Pathway, reading: Reading, outcomes: Iterable[Outcome], number: int) -> str:
    """The cases that would raise coverage most, as the text of a case file that runs.

    Args:
        pathway: one without errors.
        reading: where its case file was read; what that takes for granted, the suggested cases take for granted too.
        outcomes: its cases as they were run.
        number: how many cases, at most.

    Raises:
        NothingToSuggest: no walk was found that exercises more.
    """
    ran = tuple(outcomes)
    usual = dict(reading.cases.facts) if reading.cases is not None else {}
    wants = Wants(pathway)
    exercised: set[Mark] = set()
    for outcome in ran:
        wants.see(outcome.walk, exercised)
    pool = [(walk, wants.seen(walk)) for walk in candidates(pathway, ran, usual)]
    chosen: list[tuple[Walk, dict[str, object]]] = []
    while len(chosen) < number and pool:
        gain, index = max((len(marks - exercised), -place) for place, (_, marks) in enumerate(pool))
        if not gain:
            break
        walk, marks = pool.pop(-index)
        case = _case(wants, walk, marks - exercised, len(chosen) + 1, usual)
        if case is not None:
            chosen.append(case)
            wants.see(case[0], exercised)
    if not chosen:
        raise NothingToSuggest(f"no walk of '{pathway.id}' was found that exercises more than its cases do")
    cases = [case for _, case in chosen]
    noun = "case that raises" if len(cases) == 1 else "cases that raise"
    return case_text(pathway, cases, usual, f"Suggested: {len(cases)} {noun} coverage most.")


def _case(
    wants: Wants, walk: Walk, marks: frozenset[Mark], number: int, usual: Mapping[str, Value]
) -> tuple[Walk, dict[str, object]] | None:
    """A walk as a case, no longer than it must be to show some marks; None where no case goes that way."""
    for part in _parts(walk):
        if marks <= wants.seen(part):
            try:
                return part, record(part, f"todo-{number}", "TODO", "TODO", usual)
            except NoCase:
                continue
    return None


def _parts(walk: Walk) -> Iterable[Walk]:
    """The walk as far as the end of each stay at a step, the shortest first, and the whole of it."""
    moments = walk.moments
    for count in range(1, len(moments)):
        if not isinstance(moments[count].event, Answered) and walk.until(count).status != "stuck":
            yield walk.until(count)
    yield walk


def case_text(pathway: Pathway, cases: Sequence[Mapping[str, object]], usual: Mapping[str, Value], about: str) -> str:
    """Suggested cases as the text of a case file that runs.

    Args:
        pathway: the one that they are of.
        cases: as plain data.
        usual: what they take for granted; what of it is asked stands in the file.
        about: what they are, in a line for its head.
    """
    asked = {fact for case in cases for fact in _asked(pathway, case, usual)}
    granted = [f"  {name}: {_scalar(value)}" for name, value in usual.items() if name in asked]
    head = [
        about,
        "They say what the pathway does now. Whether that is right is for the author to say, with a title and a story.",
    ]
    text = case_file(pathway.id, cases, head)
    if granted:
        text = text.replace("\ncases:\n", "\n".join(["", "facts:", *granted, "cases:", ""]), 1)
    return text


def _asked(pathway: Pathway, case: Mapping[str, object], usual: Mapping[str, Value]) -> Iterator[str]:
    """The facts that are answered when a case is run: more than its walk needed, where a choice leaves some open."""
    script = Script.model_construct(
        facts=case.get("facts", {}),
        at={step: tuple(given) if isinstance(given, list) else given for step, given in _mapping(case.get("at"))},
        choose=tuple(_list(case.get("choose"))),
        override=dict(_mapping(case.get("override"))),
        entry=case.get("entry"),
    )
    walk, _ = drive(pathway, Hand(script, usual))
    yield from (event.fact for event in walk.events if isinstance(event, Answered))


def _mapping(value: object) -> Iterable[tuple[str, object]]:
    return [(str(name), given) for name, given in value.items()] if isinstance(value, Mapping) else []


def _list(value: object) -> Iterable[object]:
    return value if isinstance(value, list | tuple) else ()


def _scalar(value: Value) -> str:
    if isinstance(value, str) and _PLAIN.match(value) and value not in _TAKEN:
        return value
    return quoted_yaml(value_data(value))
