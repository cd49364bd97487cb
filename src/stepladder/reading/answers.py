"""A file of answers, choices and reasons for a walk, as `walk --answers` takes it; a file with one case is one too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stepladder.diagnostics import Diagnostic, Document, Route, Span, nearest
from stepladder.facts import Value
from stepladder.model.answers import BadAnswer, written_answer
from stepladder.model.cases import Script
from stepladder.model.pathway import Pathway
from stepladder.reading.build import build
from stepladder.reading.files import decode, read_file
from stepladder.reading.places import SourceMap
from stepladder.reading.yaml_events import parse


@dataclass(frozen=True, slots=True)
class Answers:
    """What came of a file of answers."""

    script: Script | None
    """None where there are problems."""
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[Document, SourceMap]


def read_answers(path: Path, raw: bytes | None, pathway: Pathway) -> Answers:
    """Read a file of answers; JSON is YAML.

    Args:
        path: the file; a name for messages where `raw` is given.
        raw: its bytes, where they have been read already, as from standard input.
        pathway: the pathway whose facts and rules it names.

    Raises:
        Unreadable: the system refuses to hand the file over.
    """
    file, problems = read_file(path) if raw is None else decode(raw, "<stdin>" if str(path) == "-" else str(path))
    if file is None:
        return Answers(None, problems, {})
    sources: Mapping[Document, SourceMap] = {"answers": SourceMap((file,))}
    parsed = parse(file.text, file.name)
    if not parsed.readable or parsed.problems:
        errors = tuple([diagnostics for diagnostics in parsed.problems if diagnostics.severity == "error"])
        if not parsed.readable or errors:
            return Answers(None, parsed.problems, sources)
    if not isinstance(parsed.data, Mapping):
        wrong = Diagnostic(
            "SL103", "a mapping with facts, at, choose, override is expected", Span(file.name, 1, 1, 1, 1)
        )
        return Answers(None, (wrong,), sources)
    held, route = _held(parsed.data)
    built = build(Script, held, None, "answers", empty=True)
    diagnostics = list(built.diagnostics)
    script = _taken(built.model, pathway, diagnostics) if built.model is not None else None
    placed = tuple(
        [replace(each, at=(*route, *each.at)) if isinstance(each.at, tuple) else each for each in diagnostics]
    )
    return Answers(None if diagnostics else script, placed, sources)


def _held(data: Mapping[str, Any]) -> tuple[Mapping[str, Any], Route]:
    """What is held ready, and where it stands: at the top, or in the only case of a case file."""
    cases = data.get("cases")
    if not isinstance(cases, list) or len(cases) != 1 or not isinstance(cases[0], Mapping) or data.get("facts"):
        return data, ()
    case_only = ("id", "title", "story", "expect", "teaches")
    return {key: value for key, value in cases[0].items() if key not in case_only}, ("cases", 0)


def _taken(script: Script, pathway: Pathway, diagnostics: list[Diagnostic]) -> Script:
    """The script with its answers as values of their facts; adds what is wrong to what was found."""
    for step in script.at:
        if step not in pathway.steps:
            hint = nearest(step, pathway.steps)
            diagnostics.append(
                Diagnostic("SL803", f"'{step}' is not a step", ("at", step), "key", help=hint, document="answers")
            )
    for rule in script.override:
        if rule not in pathway.rules:
            hint = nearest(rule, pathway.rules)
            diagnostics.append(
                Diagnostic("SL208", f"'{rule}' is not a rule", ("override", rule), "key", help=hint, document="answers")
            )
    at = {
        step: tuple([_values(entry, ("at", step, index), pathway, diagnostics) for index, entry in enumerate(given)])
        if isinstance(given, tuple)
        else _values(given, ("at", step), pathway, diagnostics)
        for step, given in script.at.items()
    }
    return script.model_copy(update={"facts": _values(script.facts, ("facts",), pathway, diagnostics), "at": at})


def _values(
    given: Mapping[str, Value], route: Route, pathway: Pathway, diagnostics: list[Diagnostic]
) -> dict[str, Value]:
    """Answers as values of their facts, read as what is typed is."""
    taken: dict[str, Value] = {}
    for name, written in given.items():
        if name not in pathway.facts:
            hint = nearest(name, pathway.facts)
            message = f"'{name}' is not a fact"
            diagnostics.append(Diagnostic("SL803", message, (*route, name), "key", help=hint, document="answers"))
            continue
        try:
            taken[name] = written_answer(pathway, name, written)
        except BadAnswer as error:
            message = f"'{name}' cannot have this value: {error}"
            diagnostics.append(Diagnostic("SL803", message, (*route, name), document="answers"))
    return taken
