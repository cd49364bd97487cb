"""The models of a pathway's documents: frozen, strict, and without anything they do not know."""

from __future__ import annotations

from stepladder.model.cases import Case, CaseFile, Expectation, RuleExpectation, Script, Status
from stepladder.model.declarations import Derived, Fact, Lane, Source
from stepladder.model.origins import Origins, Place, Statement
from stepladder.model.pathway import CLAIM_FORMS, Claim, Entry, Pathway, Rule
from stepladder.model.steps import Interrupt, Kind, Review, Step, Transition

__all__ = [
    "CLAIM_FORMS",
    "Case",
    "CaseFile",
    "Claim",
    "Derived",
    "Entry",
    "Expectation",
    "Fact",
    "Interrupt",
    "Kind",
    "Lane",
    "Origins",
    "Pathway",
    "Place",
    "Review",
    "Rule",
    "RuleExpectation",
    "Script",
    "Source",
    "Statement",
    "Status",
    "Step",
    "Transition",
]
