"""What editors show beside the schema: words where the models' docstrings have none, examples, and snippets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Json: TypeAlias = str | int | bool | list["Json"] | dict[str, "Json"]

WORDS: Mapping[str, str] = {
    # of every model that has the key, unless the model or a line below says more
    "active": "The therapies that run already.",
    "authors": "Who wrote it.",
    "basis": "What it rests on; `teaching` is a convention of this pathway with no source behind it.",
    "because": "The reason, in a sentence a learner reads.",
    "certainty": "How sure the evidence is, in GRADE's four words.",
    "choose": "The choices, one entry for each visit of a step with `options`, in order.",
    "entry": "The entry in which the walk begins; the start where it is left out.",
    "facts": "Facts with their answers, given whenever the walk asks.",
    "forgets": "Facts that are dropped, and asked again where they are needed.",
    "id": "A name of its own, needed where two exits of a step lead to the same target.",
    "jurisdiction": "Where it applies.",
    "note": "What is not known, or where sources differ.",
    "review_by": "When it must be looked at again: year-month-day.",
    "reviewed": "When it was last looked at: year-month-day.",
    "sets": "Facts with the values they are given on entering or on the way.",
    "sources": "The ids of the sources behind it.",
    "starts": "Therapies that start.",
    "status": "Whether it is in use.",
    "stops": "Therapies that stop; they stop before others start.",
    "title": "A short title.",
    "unit": "The unit of the number, in UCUM, such as `h` or `mm[Hg]`.",
    "visited": "The steps that count as done before.",
    "when": "The condition.",
    # of one model
    "Case.expect": "What must happen.",
    "Case.id": "The case's id: letters, digits, `_` and `-`.",
    "Case.story": "The vignette.",
    "Case.teaches": "What the learner should take away.",
    "CaseFile.cases": "The teaching cases.",
    "CaseFile.pathway": "The id of the pathway.",
    "Claim.after": "After each entry of one of these steps or @groups …",
    "Claim.at": "Whenever the walk stands at one of these steps, nothing left to ask, and `when` is true …",
    "Claim.before": "… before one of these steps or @groups; after `after` also `end` (any outcome) or `any`.",
    "Claim.entering": "Whenever one of these steps or @groups is about to be entered …",
    "Claim.never": "A condition that is true in no state.",
    "Claim.offers": "… an exit to one of these steps or @groups can be taken.",
    "Claim.passes": "One of these steps or @groups is entered …",
    "Claim.requires": "… this condition is true.",
    "Derived.number": "A sum, a product with a number, or a `count(…)`.",
    "Derived.rows": "A table: the first row whose condition holds; the last row is `otherwise`.",
    "DerivedRow.is": "The value where the condition holds: a name, or a number.",
    "DerivedRow.otherwise": "The value where no row before it holds; stands in the last row.",
    "Entry.at": "The step at which the walk begins.",
    "Evidence.note": "What the evidence is, in a sentence.",
    "Expectation.ends": "The outcome in which the walk ends.",
    "Expectation.fired": "Rules that held at an exit whose guard was not false.",
    "Expectation.path": "The steps entered, one after the other.",
    "Expectation.rules": "Rules that must or must not hold.",
    "Expectation.statuses": "Of a step, at its last visit: the status of the exits named.",
    "Expectation.stuck": "The step at which nothing can happen any more.",
    "Expectation.waits": "The step at which the walk waits for an answer.",
    "Fact.max": "Of a number: the largest value.",
    "Fact.min": "Of a number: the smallest value.",
    "Fact.words": "Of a number: what some of its values are called, such as `9999: never`.",
    "Fact.type": "A finding is yes or no, a choice one of some named values, a number a decimal with a unit.",
    "Interrupt.except": "Steps and @groups from which it does not start.",
    "Interrupt.when": "The guard; an interrupt always has one.",
    "Origins.pathway": "The id of the pathway.",
    "Origins.statements": "The statements of the texts, by id.",
    "Origins.texts": "The texts, by id.",
    "OriginText.about": "What kind of text it is.",
    "Place.case": "The id of a case.",
    "Place.claim": "The id of a claim.",
    "Place.derived": "The id of a derived.",
    "Place.fact": "The id of a fact.",
    "Place.interrupt": "The id of an interrupt, or its target.",
    "Place.rule": "The id of a rule.",
    "Place.step": "The id of a step.",
    "Review.after": "How long after the step: a number and minutes, hours, days, weeks, months or years.",
    "Rule.blocks": "The steps or @groups that may not be entered.",
    "Rule.title": "The rule in a few words.",
    "Rule.when": "The condition under which they may not.",
    "RuleExpectation.after": "The step at whose last leaving it is judged; the end of the walk where it is left out.",
    "RuleExpectation.at": "The step whose entering is judged.",
    "RuleExpectation.holds": "Whether it must hold.",
    "RuleExpectation.rule": "The rule.",
    "Script.at": "What is answered at a step: at every visit, or a list with one entry a visit.",
    "Script.override": "By rule, the reason for going on in spite of it.",
    "Source.doi": "Its DOI, without an address in front.",
    "Source.journal": "Where it appeared.",
    "Source.pmcid": "Its PubMed Central id, in quotes.",
    "Source.pmid": "Its PubMed id, in quotes.",
    "Source.url": "Its address, where there is no DOI.",
    "Source.year": "When it appeared.",
    "Statement.confidence": "How sure the position is.",
    "Statement.mistranslated": "Words that came out wrong, each with what was meant.",
    "Statement.position": "What is thought of it today.",
    "Statement.reading": "Its corrected reading.",
    "Statement.says": "The statement, as it stands in the text.",
    "Statement.stands": "Where it stands in the pathway.",
    "Statement.today": "What is thought of it today, in a sentence or two.",
    "Step.benefits": "What it may bring: a text, or a list of short ones.",
    "Step.dose_note": "What studies gave; never an instruction.",
    "Step.evidence": "How well the step is supported.",
    "Step.kind": "What the step is.",
    "Step.lane": "The rung it stands on.",
    "Step.review": "When to look again.",
    "Step.risks": "What may go wrong: a text, or a list of short ones.",
    "Transition.otherwise": "Stands for the negation of the guards before it; only at the last exit.",
    "Transition.to": "The step it leads to.",
}
"""A sentence on a key, by `Model.key` or by the key alone."""

LANGUAGE = """
A condition, in the syntax of Python expressions:

| write | means |
|---|---|
| `asthma`, `not asthma` | a finding, or a derived condition |
| `kidney == reduced`, `kidney in (normal, reduced)` | a choice |
| `age >= 75`, `18 <= age < 65` | a number |
| `and`, `or`, `not`, `( )` | as usual |
| `known(age)` | the fact has a value |
| `active(nsaid)` | a therapy is running |
| `visited(step)`, `tried(step)`, `visits(step) >= 3` | where the walk has been |
| `blocked(step)` | an absolute rule of the step holds |
| `count(c1, c2) >= 1` | how many hold |
""".strip()
"""What an editor shows of the condition language."""

ENUMS: Mapping[str, Mapping[str, str]] = {
    "Fact.type": {
        "finding": "Yes or no.",
        "choice": "One of the names under `values`.",
        "number": "A decimal number with `unit`, `min`, `max` and `decimals`.",
    },
    "Rule.severity": {
        "absolute": "Cannot be entered.",
        "relative": "Can be entered only with a recorded reason.",
    },
    "Step.kind": {
        "assessment": "Questions, and where they lead.",
        "treatment": "A treatment that is tried and reviewed.",
        "procedure": "Something done once, such as an examination or an operation.",
        "adjunct": "A treatment that runs beside the ladder; nothing stops it but `stops`.",
        "emergency": "Urgent care; no interrupt takes anyone out of it.",
        "outcome": "Where walks end; it has no exits.",
    },
}
"""What the words of an enumeration mean."""

EXAMPLES: Mapping[str, list[Json]] = {
    "Case.override": [{"nsaid-with-care": "Short course with a gastroprotective drug, agreed."}],
    "Derived.number": ["count(tried(step_one), tried(step_two))", "2 * hours_since_dose"],
    "Fact.unit": ["a", "h", "mm[Hg]", "%", "1"],
    "Interrupt.from": ["everywhere", ["@drugs", "step_one"]],
    "Pathway.language": ["en"],
    "Pathway.license": ["CC-BY-4.0"],
    "Pathway.version": ["0.1.0"],
    "Review.after": ["4 weeks", "12 hours", "6 months"],
    "Rule.blocks": ["@drugs", ["step_one", "@drugs"]],
    "Source.doi": ["10.1136/bmj.39489.470347.AD"],
    "Step.summary": [["First line", "Second line"]],
}
"""Examples of values."""

PATTERNS: Mapping[str, str] = {
    "Pathway.version": "a version is three numbers, such as 0.1.0",
    "Review.after": "a number and minutes, hours, days, weeks, months or years, such as 4 weeks",
}
"""What is said of a text that does not match its pattern."""

SNIPPETS: Mapping[str, list[tuple[str, str, Json]]] = {
    "Fact": [
        ("finding", "A question answered with yes or no", {"type": "finding", "ask": "${1:Question?}"}),
        (
            "choice",
            "A question with named answers",
            {"type": "choice", "ask": "${1:Question?}", "values": {"${2:one}": "${3:One thing}"}},
        ),
        (
            "number",
            "A question answered with a number",
            {"type": "number", "unit": "${1:a}", "min": "^${2:0}", "max": "^${3:100}", "ask": "${4:Question?}"},
        ),
    ],
    "Step": [
        (
            "assessment",
            "Asks, and leads on",
            {
                "kind": "assessment",
                "title": "${1:Title}",
                "asks": ["${2:fact}"],
                "next": [{"to": "${3:step}", "when": "${2:fact}"}, {"to": "${4:step}", "otherwise": True}],
            },
        ),
        (
            "treatment",
            "Starts a therapy and is reviewed",
            {
                "kind": "treatment",
                "title": "${1:Title}",
                "starts": ["${2:therapy}"],
                "review": {"after": "${3:4 weeks}"},
                "asks": ["${4:response}"],
                "next": [{"to": "${5:step}", "when": "${6:response == improved}"}],
            },
        ),
        ("outcome", "Where walks end", {"kind": "outcome", "title": "${1:Title}"}),
    ],
    "Transition": [
        ("guarded exit", "Applies when its guard is true", {"to": "${1:step}", "when": "${2:condition}"}),
        ("last exit", "Applies when none before it does", {"to": "${1:step}", "otherwise": True}),
    ],
    "Rule": [
        (
            "rule",
            "What may not be entered, and why",
            {
                "blocks": ["${1:step}"],
                "when": "${2:condition}",
                "severity": "${3|absolute,relative|}",
                "because": "${4:Reason.}",
                "basis": "${5|guideline,trial,label,expert,teaching|}",
                "sources": ["${6:source}"],
            },
        )
    ],
    "Interrupt": [
        (
            "interrupt",
            "Looked at before the exits of many steps",
            {"from": "${1:everywhere}", "when": "${2:condition}", "to": "${3:step}", "because": "${4:Reason.}"},
        )
    ],
    "Claim": [
        ("never", "True in no state", {"never": "${1:condition}"}),
        ("entering", "True whenever a step is entered", {"entering": "${1:step}", "requires": "${2:condition}"}),
        ("passes", "One step comes before another", {"passes": "${1:step}", "before": "${2:step}"}),
        ("after", "One step follows another", {"after": "${1:step}", "passes": "${2:step}", "before": "${3|end,any|}"}),
        ("offers", "An exit is there", {"at": "${1:step}", "when": "${2:condition}", "offers": "${3:step}"}),
    ],
    "Case": [
        (
            "case",
            "A vignette and what must happen",
            {
                "id": "${1:case-01}",
                "title": "${2:Title}",
                "story": "${3:Who comes, with what.}",
                "facts": {"${4:fact}": "^${5:true}"},
                "choose": ["${6:step}"],
                "expect": {"path": ["${7:step}"], "ends": "${8:outcome}"},
            },
        )
    ],
}
"""Snippets of a model: a label, a description, and the body."""
