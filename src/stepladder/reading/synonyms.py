"""What people write for the keys and words of the format, and which of those is meant."""

from __future__ import annotations

from collections.abc import Mapping

_WHEN = dict.fromkeys(("if", "condition", "guard", "only_if", "where", "cond"), "when")
_TO = dict.fromkeys(("goto", "go_to", "go", "then", "target", "step", "next", "leads_to", "destination"), "to")
_ELSE = dict.fromkeys(("else", "default", "elsewise"), "otherwise")
_BECAUSE = dict.fromkeys(("reason", "why", "rationale", "explanation"), "because")
_TITLE = dict.fromkeys(("name", "label", "heading", "caption"), "title")
_EXIT = {**_WHEN, **_TO, **_ELSE, **_BECAUSE, "title": "label", "text": "label", "name": "label", "source": "sources"}

KEYS: Mapping[str, Mapping[str, str]] = {
    "Transition": _EXIT,
    "Interrupt": {**_EXIT, "at": "from", "steps": "from", "but": "except", "exclude": "except"},
    "Step": {
        **_TITLE, "because": "text", "reason": "text", "type": "kind", "description": "text", "body": "text",
        **dict.fromkeys(("goto", "go_to", "then", "exits", "exit", "to", "leads_to", "transitions"), "next"),
        **dict.fromkeys(("choices", "choose"), "options"),
        **dict.fromkeys(("question", "questions", "facts", "ask", "needs"), "asks"),
        **dict.fromkeys(("after", "follow_up", "followup", "review_after"), "review"),
        **dict.fromkeys(("therapy", "therapies", "drug", "drugs", "gives"), "starts"),
        **dict.fromkeys(("reference", "references", "citation", "citations"), "sources"),
    },
    "Fact": {
        "kind": "type", "question": "ask", "prompt": "ask", "asks": "ask", "description": "text", "help": "text",
        **dict.fromkeys(("options", "choices", "answers", "enum", "labels"), "values"),
        "minimum": "min", "maximum": "max", "from": "min", "to": "max", "unit_of_measure": "unit",
        **dict.fromkeys(("precision", "digits", "places"), "decimals"), "reference": "sources", "references": "sources",
    },
    "Rule": {
        **_WHEN, **_BECAUSE, **_TITLE, "text": "because", "description": "because",
        **dict.fromkeys(("level", "strength", "type", "kind"), "severity"),
        **dict.fromkeys(("forbids", "steps", "step", "blocked", "target", "targets", "applies_to"), "blocks"),
        "reference": "sources", "references": "sources",
    },
    "Derived": {
        **_WHEN, **dict.fromkeys(("value", "formula", "expression", "is", "calc"), "number"),
        **dict.fromkeys(("table", "cases"), "rows"), "description": "text", "units": "unit",
    },
    "DerivedRow": {**_WHEN, **_ELSE, **dict.fromkeys(("then", "value", "result", "to"), "is")},
    "Claim": {**_BECAUSE, "must": "requires", "require": "requires", "enters": "entering", "enter": "entering"},
    "Review": {"in": "after", "every": "after", "at": "after", "time": "after"},
    "Lane": {**_TITLE, "order": "rung", "number": "rung", "level": "rung"},
    "Source": {**_TITLE, "author": "authors", "date": "year", "link": "url", "type": "kind"},
    "Case": {**_TITLE, "answers": "facts", "expected": "expect", "expects": "expect", "text": "story"},
    "Expectation": {"end": "ends", "outcome": "ends", "steps": "path"},
    "Entry": {**_TITLE, "start": "at", "step": "at", "facts": "sets"},
    "Pathway": {"name": "title", "nodes": "steps", "questions": "facts", "contraindications": "rules"},
}  # fmt: skip
"""By model, keys that people write and the key that is meant."""

WORDS = {
    **dict.fromkeys(("question", "questions", "decision", "diagnosis", "check", "ask", "test", "start"), "assessment"),
    **dict.fromkeys(("drug", "medication", "medicine", "therapy", "trial"), "treatment"),
    **dict.fromkeys(("surgery", "operation", "intervention", "examination"), "procedure"),
    **dict.fromkeys(("end", "exit", "result", "terminal", "goal", "stop"), "outcome"),
    **dict.fromkeys(("boolean", "bool", "yes/no", "yesno", "flag"), "finding"),
    **dict.fromkeys(("enum", "select", "list", "option", "categorical", "category"), "choice"),
    **dict.fromkeys(("integer", "int", "float", "decimal", "numeric", "quantity", "value"), "number"),
    **dict.fromkeys(("hard", "contraindicated", "contraindication", "strict", "forbidden"), "absolute"),
    **dict.fromkeys(("soft", "caution", "warning", "warn"), "relative"),
}
"""Words that people write for one of an enumeration, and the one that is meant."""

NOT_HERE = {
    ("Step", "rung"): "a step names its `lane`, and the lane has the `rung`",
    ("Step", "when"): "conditions stand at the exits that lead to the step, or in `rules`",
    ("Fact", "default"): "an answer is never taken for granted: leave it out",
    ("Transition", "review"): "the `review` stands with the step that it leads to",
    ("Transition", "after"): "the `review` stands with the step that it leads to",
}
"""By model and key, why the key cannot stand there, where people often put it."""

YES_NO = {
    **dict.fromkeys(("yes", "y", "on", "1", "true"), True),
    **dict.fromkeys(("no", "n", "off", "0", "false"), False),
}
"""What people write for true and false."""
