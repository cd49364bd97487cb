"""Which keys a mapping may have, by route; used for proposals in messages and for the editors' schema."""

from __future__ import annotations

from pydantic import BaseModel

from stepladder.diagnostics import Document, Route
from stepladder.model.cases import Case, CaseFile, Expectation, RuleExpectation, Script
from stepladder.model.declarations import Derived, DerivedRow, Fact, Lane, Source
from stepladder.model.origins import Origins, OriginText, Place, Statement
from stepladder.model.pathway import Claim, Entry, Pathway, Rule
from stepladder.model.steps import Evidence, Interrupt, Review, Step, Transition

ANY = "*"
"""Stands for any id or list position in a pattern."""

_PATTERNS: dict[Document, dict[tuple[str, ...], type[BaseModel]]] = {
    "pathway": {
        (): Pathway,
        ("sources", ANY): Source,
        ("lanes", ANY): Lane,
        ("facts", ANY): Fact,
        ("derived", ANY): Derived,
        ("derived", ANY, ANY): DerivedRow,
        ("derived", ANY, "rows", ANY): DerivedRow,
        ("entries", ANY): Entry,
        ("steps", ANY): Step,
        ("steps", ANY, "evidence"): Evidence,
        ("steps", ANY, "review"): Review,
        ("steps", ANY, "next", ANY): Transition,
        ("steps", ANY, "options", ANY): Transition,
        ("rules", ANY): Rule,
        ("interrupts", ANY): Interrupt,
        ("claims", ANY): Claim,
    },
    "cases": {
        (): CaseFile,
        ("cases", ANY): Case,
        ("cases", ANY, "expect"): Expectation,
        ("cases", ANY, "expect", "rules", ANY): RuleExpectation,
    },
    "answers": {(): Script},
    "origins": {
        (): Origins,
        ("texts", ANY): OriginText,
        ("statements", ANY): Statement,
        ("statements", ANY, "stands", ANY): Place,
    },
}


def model_at(route: Route, document: Document) -> type[BaseModel] | None:
    """The model of the mapping a route leads to; None where any key may stand in it."""
    for pattern, model in _PATTERNS[document].items():
        if len(pattern) == len(route) and all(p in (ANY, s) for p, s in zip(pattern, route, strict=True)):
            return model
    return None


def keys_at(route: Route, document: Document) -> frozenset[str]:
    """The keys that may stand in the mapping a route leads to; empty where any may."""
    model = model_at(route, document)
    fields = model.model_fields.items() if model is not None else ()
    return frozenset(field.alias or name for name, field in fields)
