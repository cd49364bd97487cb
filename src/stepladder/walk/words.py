"""How a walk is said: steps, exits, reasons and facts in short plain lines, for the terminal and for transcripts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stepladder.engine.events import Exit
from stepladder.engine.walk import Walk
from stepladder.facts import Number, Value
from stepladder.facts import unit_words as unit_words  # noqa: PLC0414  # others take it from here
from stepladder.model.declarations import Source
from stepladder.model.pathway import Pathway
from stepladder.model.steps import Step
from stepladder.text.counting import counted

if TYPE_CHECKING:
    from stepladder.conditions.explain import Why
    from stepladder.engine.recourse import Recourse

CERTAINTY = {"high": "high", "moderate": "moderate", "low": "low", "very_low": "very low"}

KIND_WORDS = {
    "assessment": "Assessment",
    "treatment": "Treatment",
    "procedure": "Procedure",
    "adjunct": "Beside the ladder",
    "emergency": "Emergency",
    "outcome": "End of the walk",
}


def place_line(pathway: Pathway, name: str) -> str:
    """Where a step is on the ladder: its kind, its lane, and its rung among the rungs."""
    step = pathway.steps[name]
    parts = [KIND_WORDS[step.kind]]
    lane = pathway.lanes.get(step.lane or "")
    if lane is not None and step.kind not in ("outcome", "emergency"):
        parts.append(lane.title)
        if lane.rung is not None:
            highest = max(rung_lane.rung or 0 for rung_lane in pathway.lanes.values())
            parts.append(f"rung {lane.rung} of {highest}")
    if step.reversible is not None and step.kind in ("treatment", "procedure", "adjunct"):
        parts.append("can be undone" if step.reversible else "cannot be undone")
    return " · ".join(parts)


def evidence_line(step: Step) -> str:
    """The evidence for a step in one line; empty where nothing is said about it."""
    parts: list[str] = []
    if step.evidence is not None:
        if step.evidence.certainty is not None:
            parts.append(f"certainty {CERTAINTY[step.evidence.certainty]}")
        if step.evidence.note:
            parts.append(step.evidence.note.rstrip("."))
    if step.basis == "teaching":
        parts.append("a teaching default")
    return "; ".join(parts)


def sources_line(names: Iterable[str]) -> str:
    """The ids of sources in one line."""
    return ", ".join(names)


def citation(source: Source) -> str:
    """A source in one line: authors, title, journal, year, identifiers, and how much was seen."""
    parts = [f"{source.authors.rstrip('.')}." if source.authors else "", f"{source.title.rstrip('.')}."]
    parts.append(f"{source.journal}{',' if source.year else '.'}" if source.journal else "")
    parts.append(f"{source.year}." if source.year else "")
    parts.append(f"doi:{source.doi}" if source.doi else "")
    parts.append(f"PMID {source.pmid}" if source.pmid and not source.doi else "")
    parts.append(source.url if source.url and not source.doi and not source.pmid else "")
    seen = {
        "abstract": "abstract seen",
        "title": "title seen",
        "summary": "summary seen",
        "background": "background",
    }
    parts.append(f"[{seen[source.seen]}]" if source.seen in seen else "")
    return " ".join(part for part in parts if part)


def fact_value(pathway: Pathway, name: str, value: Value | None) -> str:
    """A fact's value in words."""
    if value is None:
        return "not known"
    fact = pathway.facts[name]
    if isinstance(fact.domain, Number):
        return fact.words.get(str(value), f"{value} {unit_words(fact.unit)}".rstrip())
    return fact.label(value)


def reading_words(pathway: Pathway, readings: Iterable[tuple[str, Value | None]]) -> str:
    """Facts with their values: `age_years = 67 years, sex = male`."""
    return ", ".join(f"{name} = {fact_value(pathway, name, value)}" for name, value in readings)


def why_words(pathway: Pathway, why: Why) -> str:
    """What decided a condition: values first, then what of the walk."""
    parts = [reading_words(pathway, why.deciding()), "; ".join(why.states())]
    return "; ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an exit is as it is: a rule, or the exit's own condition."""

    rule: str
    """The id of the rule; empty where it is the guard."""
    words: str
    """The reason in words."""
    decided_by: str
    """The values that decided it."""
    basis: str
    sources: tuple[str, ...]


def reasons(walk: Walk, exit_: Exit) -> tuple[Reason, ...]:
    """Why an exit is closed, blocked or at caution; empty where it is open or undecided."""
    pathway = walk.pathway
    if exit_.status == "closed":
        why = walk.why_guard(exit_)
        return (Reason("", f"it needs: {why.text}", why_words(pathway, why), "", ()),)
    collected: list[Reason] = []
    for name in exit_.rules:
        rule = pathway.rules[name]
        words = rule.because or rule.title or f"it holds that {rule.when.text}"
        decided = why_words(pathway, walk.why_rule(exit_, name))
        collected.append(Reason(name, words, decided, rule.basis or "", rule.sources))
    return tuple(collected)


def because(walk: Walk, exit_: Exit) -> str:
    """The reason for an exit's status in one text: of the rules that hold, or else its own."""
    if exit_.status in ("blocked", "caution"):
        return " ".join(reason.words for reason in reasons(walk, exit_))
    if exit_.status == "closed":
        return f"needs {exit_.transition.when.text}"
    return exit_.transition.because


def exit_title(pathway: Pathway, exit_: Exit) -> str:
    """What an exit is called in a menu: its label, or its target's title; both where they differ."""
    title = pathway.steps[exit_.to].title
    label = exit_.transition.label
    if label:
        return label
    return title


FEW = 3
"""So many of the questions that would follow a change are named."""


def recourse_lines(walk: Walk, recourses: Iterable[Recourse]) -> list[str]:
    """What would have to be different for an exit that is closed or blocked, a sentence a change."""
    sentences = [recourse_words(walk, recourse) for recourse in recourses]
    if not sentences:
        return ["No small change of what is known was found that would open it."]
    return [sentences[0], *(f"Or {sentence[0].lower()}{sentence[1:]}" for sentence in sentences[1:])]


def recourse_words(walk: Walk, recourse: Recourse) -> str:
    """One change, and what would follow from it, in a sentence."""
    ways, times = [], []
    for name, new in recourse.facts.items():
        value, present = (fact_value(walk.pathway, name, number) for number in (new, walk.known[name]))
        if name in recourse.waits:
            unit = value.removeprefix(str(new))
            times.append(f"{name} at {value} (it is {present.removesuffix(unit) if unit else present})")
        else:
            ways.append(f"{name} were {value} (it is {present})")
    parts = [f"if {' and '.join(ways)}"] if ways else []
    parts += [f"with {' and '.join(times)}"] if times else []
    change = " and ".join(parts)
    never = recourse.unchangeable
    who = "this" if len(never) == len(recourse.facts) else " and ".join(never)
    end = f"; {who} cannot be changed." if never else "."
    more = f" and {len(recourse.asks) - FEW} more" if len(recourse.asks) > FEW else ""
    asks = ", ".join(recourse.asks[:FEW]) + more
    if recourse.status == "ask":
        return f"{change[0].upper()}{change[1:]}, it would be asked: {asks}{end}"
    caution = f" with caution ({', '.join(recourse.rules)})" if recourse.status == "caution" else ""
    return f"It would be open{caution} {change}{f', once it is known: {asks}' if asks else ''}{end}"


def time_words(days: float) -> str:
    """A stretch of time in words, to the minute.

    >>> time_words(56), time_words(3), time_words(1.5), time_words(75 / 1440)
    ('8 weeks', '3 days', '1 day, 12 hours', '1 hour, 15 minutes')
    """
    if days == 0:
        return "no time"
    minutes = math.floor(days * 1440 + 0.5)
    parts = {"day": minutes // 1440, "hour": minutes // 60 % 24, "minute": minutes % 60}
    if minutes % 10080 == 0:
        parts = {"week": minutes // 10080}
    amounts = [counted(count, word) for word, count in parts.items() if count]
    return ", ".join(amounts) or "less than a minute"
