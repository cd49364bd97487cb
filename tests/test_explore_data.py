"""What the page is told of a pathway: all it needs, nothing empty, and no address that is not one of the web."""

from __future__ import annotations

import copy
import json
from decimal import Decimal

import pytest

from stepladder.conditions.to_json import condition_json, decimal_text, definition_json
from stepladder.explore.data import page_data
from stepladder.model.prepared import prepared
from tests.replaying import Data, shipped
from tests.strategies import built

LADDER: Data = {
    "stepladder": 1, "id": "drawn", "title": "Small", "version": "0.1.0", "start": "first",
    "sources": {"A1": {"title": "One"}, "B2": {"title": "Two"}},
    "facts": {
        "dose": {"type": "number", "unit": "mg", "min": 0, "max": 2, "decimals": 1, "ask": "Which dose?"},
        "fever": {"type": "finding", "ask": "Is there a fever?"},
    },
    "derived": {
        "sum_of": {"number": "dose + 0.50", "unit": "mg"},
        "grade": [{"when": "dose > 1 and not fever", "is": "high"}, {"otherwise": "low"}],
    },
    "steps": {
        "first": {
            "kind": "assessment", "title": "First", "asks": ["dose", "fever"], "sources": ["A1"],
            "next": [{"to": "ended", "when": "(grade == high)"}, {"to": "also", "otherwise": True}],
        },
        "ended": {"kind": "outcome", "title": "Ended"},
        "also": {"kind": "outcome", "title": "Ended too"},
    },
}  # fmt: skip


def with_source(**fields: str) -> Data:
    """The data of the ladder with one source cited like this."""
    changed = copy.deepcopy(LADDER)
    changed["sources"]["A1"].update(fields)
    data: Data = dict(page_data(built(changed)))
    found: Data = data["sources"]["A1"]
    return found


def test_the_data_of_a_page_is_the_same_each_time() -> None:
    first, again = (json.dumps(page_data(*shipped("esophageal-spasm"))) for _ in range(2))

    assert first == again


def test_what_is_empty_is_left_out_and_a_zero_is_not() -> None:
    data: Data = dict(page_data(built(LADDER)))

    assert data["facts"]["dose"]["min"] == 0
    assert "fresh" not in data["facts"]["dose"]
    assert "text" not in data["steps"]["first"]
    assert not [key for key, value in data.items() if value in ("", [])]


def test_only_sources_that_are_cited_are_in_the_page() -> None:
    data: Data = dict(page_data(built(LADDER)))

    assert list(data["sources"]) == ["A1"]


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        ({"doi": "10.1000/x(1)<y>"}, "https://doi.org/10.1000/x(1)%3Cy%3E"),
        ({"pmid": "123"}, "https://pubmed.ncbi.nlm.nih.gov/123/"),
        ({"url": "https://example.org/a"}, "https://example.org/a"),
        ({"url": "javascript:alert(1)"}, None),
        ({"url": "JavaScript:alert(1)"}, None),
        ({"url": "data:text/html,x"}, None),
        ({"url": "//example.org"}, None),
    ],
)
def test_a_link_leads_to_the_web_or_nowhere(fields: dict[str, str], link: str | None) -> None:
    assert with_source(**fields).get("link") == link


def test_a_condition_keeps_its_text_and_becomes_short_lists() -> None:
    pathway = built(LADDER)
    guard = pathway.steps["first"].exits[0].when

    assert condition_json(guard) == {
        "text": "(grade == high)",
        "bare": "grade == high",
        "expr": ["in", "grade", ["high"]],
    }
    assert definition_json(prepared(pathway).definitions["grade"]) == {
        "rows": [
            {
                "when": {
                    "text": "dose > 1 and not fever",
                    "expr": ["and", [">", ["0", ["1", ["amount", "dose"]]], ["1"]], ["not", ["is", "fever"]]],
                },
                "is": "high",
            },
            {"when": {"text": "true", "expr": True}, "is": "low"},
        ]
    }


def test_numbers_in_conditions_are_text_because_they_are_exact() -> None:
    assert definition_json(prepared(built(LADDER)).definitions["sum_of"]) == {
        "number": {"text": "dose + 0.50", "expr": ["0.5", ["1", ["amount", "dose"]]]}
    }
    assert decimal_text(Decimal("0.50")) == "0.5"
    assert decimal_text(Decimal("1E+3")) == "1000"
