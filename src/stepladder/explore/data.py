"""All that the page knows of a pathway, as plain data: what its engine walks by and what the page shows.

Keys that hold nothing are left out, so that a large pathway stays a small page; values are JSON, in the file's order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias
from urllib.parse import quote

from stepladder.conditions.nodes import ALWAYS
from stepladder.conditions.to_json import Json, condition_json, decimal_text, definition_json, value_json
from stepladder.facts import Actionability, Value
from stepladder.model.actionability import Changeability, changeability
from stepladder.model.answers import allowed
from stepladder.model.cases import Case, CaseFile
from stepladder.model.declarations import Derived, Fact, Source
from stepladder.model.pathway import Entry, Pathway, Rule
from stepladder.model.steps import Interrupt, Step, Transition
from stepladder.walk.log import part_digests
from stepladder.walk.words import citation, evidence_line, place_line, unit_words

Object: TypeAlias = dict[str, Json]

_PARTS = ("base", "conditions", "state", "answers", "events", "why", "change", "recourse")
ENGINE = tuple(f"engine/{name}.js" for name in _PARTS)
"""The files of the engine, in the order in which they build on each other, below `static`."""


def page_data(pathway: Pathway, cases: CaseFile | None = None) -> Object:
    """All that the page needs.

    Args:
        pathway: one without errors.
        cases: its teaching cases; each becomes a vignette with what is held ready for its walk.
    """
    return _full(
        format=1,
        id=pathway.id,
        title=pathway.title,
        version=pathway.version,
        digest=pathway.digest,
        parts="".join(part_digests(pathway).values()),
        status=pathway.status,
        language=pathway.language,
        population=pathway.population,
        text=pathway.text,
        authors=list(pathway.authors),
        license=pathway.license,
        reviewed=str(pathway.reviewed or ""),
        review_by=str(pathway.review_by or ""),
        disclaimer=pathway.disclaimer,
        start=pathway.start,
        lanes={name: _full(title=lane.title, rung=lane.rung) for name, lane in pathway.lanes.items()},
        facts={name: _fact(pathway.facts[name], nature) for name, nature in changeability(pathway).items()},
        derived={name: _derived(derived) for name, derived in pathway.derived.items()},
        therapies=dict(pathway.therapies),
        entries={name: _entry(entry) for name, entry in pathway.entries.items()},
        steps={name: _step(pathway, name, step) for name, step in pathway.steps.items()},
        rules={name: _rule(pathway, rule) for name, rule in pathway.rules.items()},
        interrupts=[_interrupt(pathway, interrupt) for interrupt in pathway.interrupts],
        sources={name: _source(source) for name, source in _cited(pathway)},
        held=_values(cases.facts) if cases is not None else {},
        cases=[_case(case) for case in cases.cases] if cases is not None else [],
    )


def _fact(fact: Fact, nature: Changeability) -> Object:
    return _full(
        type=fact.type,
        ask=fact.ask,
        text=fact.text,
        values=dict(fact.values or {}),
        unit=unit_words(fact.unit),
        min=None if fact.min is None else value_json(fact.min),
        max=None if fact.max is None else value_json(fact.max),
        decimals=fact.decimals or None,
        words=dict(fact.words),
        fresh=fact.fresh,
        by=None if nature.by_itself is Actionability.LASTS else int(nature.by_itself),
        runs=nature.runs,
        stays=nature.stays,
        blank=list(nature.blank),
        obtained=fact.obtained,
        allowed=allowed(fact) if fact.type == "number" else "",
        sources=list(fact.sources),
    )


def _derived(derived: Derived) -> Object:
    return {
        **definition_json(derived.definition),
        **_full(text=derived.text, unit=unit_words(derived.unit), basis=derived.basis, sources=list(derived.sources)),
    }


def _entry(entry: Entry) -> Object:
    return _full(
        at=entry.at,
        title=entry.title,
        visited=list(entry.visited),
        active=list(entry.active),
        sets=_values(entry.sets),
    )


def _step(pathway: Pathway, name: str, step: Step) -> Object:
    review: Object | None = None
    if step.review is not None:
        after = step.review.after
        review = _full(after=after.text, minutes=decimal_text(after.minutes), note=step.review.note)
    return _full(
        kind=step.kind,
        title=step.title,
        abbr=step.abbr,
        lane=step.lane,
        place=place_line(pathway, name),
        text=step.text,
        asks=list(step.asks),
        benefits=list(step.benefits),
        risks=list(step.risks),
        evidence=evidence_line(step),
        dose_note=step.dose_note,
        review=review,
        note=step.note,
        basis=step.basis,
        sources=list(step.sources),
        **_effects(step),
        next=[_exit(exit_) for exit_ in step.next or ()],
        options=[_exit(exit_) for exit_ in step.options or ()],
        continues=step.continues,
        goal=step.goal,
    )


def _exit(exit_: Transition) -> Object:
    return _full(
        id=exit_.id,
        to=exit_.to,
        when=None if exit_.when is ALWAYS else condition_json(exit_.when),
        otherwise=exit_.otherwise,
        label=exit_.label,
        because=exit_.because,
        **_effects(exit_),
        basis=exit_.basis,
        sources=list(exit_.sources),
    )


def _effects(of: Step | Transition) -> Object:
    return _full(stops=list(of.stops), starts=list(of.starts), sets=_values(of.sets), forgets=list(of.forgets))


def _interrupt(pathway: Pathway, interrupt: Interrupt) -> Object:
    return {"from": list(pathway.interrupted(interrupt)), **_exit(interrupt)}


def _rule(pathway: Pathway, rule: Rule) -> Object:
    return _full(
        title=rule.title,
        blocks=list(pathway.members(rule.blocks)),
        when=condition_json(rule.when),
        severity=rule.severity,
        because=rule.because,
        basis=rule.basis,
        note=rule.note,
        sources=list(rule.sources),
    )


def _cited(pathway: Pathway) -> list[tuple[str, Source]]:
    """The sources that something on the page cites, in file order."""
    citing: list[Fact | Derived | Step | Transition | Rule] = [
        *pathway.facts.values(),
        *pathway.derived.values(),
        *pathway.steps.values(),
        *(exit_ for step in pathway.steps.values() for exit_ in step.exits),
        *pathway.interrupts,
        *pathway.rules.values(),
    ]
    named = {name for part in citing for name in part.sources}
    return [(name, source) for name, source in pathway.sources.items() if name in named]


def _source(source: Source) -> Object:
    return _full(cite=citation(source), link=_link(source))


def _link(source: Source) -> str:
    """Where a source can be read: by its DOI, else its PubMed number, else its address if it is one of the web."""
    if source.doi:
        return "https://doi.org/" + quote(source.doi, safe="/:;().-_")
    if source.pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{quote(source.pmid, safe='')}/"
    safe = source.url.lower().startswith(("https://", "http://"))
    return source.url if safe else ""


def _case(case: Case) -> Object:
    """A vignette, and the answers, choices and reasons that are held ready for its walk."""
    at: Object = {}
    for step, held in case.at.items():
        at[step] = [_values(visit) for visit in held] if isinstance(held, tuple) else _values(held)
    return _full(
        id=case.id,
        title=case.title,
        story=case.story,
        teaches=case.teaches,
        entry=case.entry,
        facts=_values(case.facts),
        at=at,
        choose=list(case.choose),
        override=dict(case.override),
    )


def _values(values: Mapping[str, Value]) -> Object:
    return {name: value_json(value) for name, value in values.items()}


def _full(**fields: Json) -> Object:
    """What holds something; a zero does."""
    return {
        name: value
        for name, value in fields.items()
        if value is not None and value is not False and value not in ("", [], {})
    }
