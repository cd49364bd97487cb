"""An outcome that goes on in another pathway: what is checked of the other one, and of the facts that both know."""

from __future__ import annotations

from pathlib import Path

import pytest

from stepladder.library.checked import check
from stepladder.library.registry import beside
from stepladder.reading.files import locate

FIRST = """\
stepladder: 1
id: first
title: The first ladder
version: 0.1.0
start: look
facts:
  age: {type: number, unit: a, min: 0, max: 110, ask: How old?}
  pain: {type: choice, values: {much: Much, little: Little}, ask: How much pain?}
  fever: {type: finding, ask: Is there fever?}
steps:
  look: {kind: assessment, title: Look, asks: [age, pain, fever], next: [{to: over}]}
  over: {kind: outcome, title: Over to the second, continues: second}
"""


def second(**facts: str) -> str:
    """The following pathway, with its facts as declared there."""
    declared = "\n".join(f"  {name}: {{{text}, ask: How is it?}}" for name, text in facts.items())
    return f"""\
stepladder: 1
id: second
title: The second ladder
version: 0.1.0
start: begin
facts:
{declared}
steps:
  begin: {{kind: assessment, title: Begin, asks: [{", ".join(facts)}], next: [{{to: end}}]}}
  end: {{kind: outcome, title: The end}}
"""


def said(folder: Path, following: str) -> list[tuple[str, str, int]]:
    """What is found in the first pathway: code, message, line."""
    (folder / "first.yaml").write_text(FIRST)
    (folder / "second.yaml").write_text(following)
    found = check(locate(folder / "first.yaml")).findings
    return [(one.diagnostic.code, one.diagnostic.message, one.span.line) for one in found]


TOLD = "in 'second', in which 'over' continues: it is not carried over"

APART = {
    "alike": ({"age": "type: number, unit: a, min: 0, max: 110"}, []),
    "a name of its own": ({"cough": "type: finding"}, []),
    "another range": (
        {"age": "type: number, unit: a, min: 18, max: 110"},
        [("SL508", f"'age' has the min 0 here and 18 {TOLD}", 7)],
    ),
    "another unit": (
        {"age": "type: number, unit: mo, min: 0, max: 110"},
        [("SL508", f"'age' has the unit a here and mo {TOLD}", 7)],
    ),
    "more places": (
        {"age": "type: number, unit: a, min: 0, max: 110, decimals: 1"},
        [("SL508", f"'age' has the decimals 0 here and 1 {TOLD}", 7)],
    ),
    "no end": (
        {"age": "type: number, unit: a, min: 0"},
        [("SL508", f"'age' has the max 110 here and none {TOLD}", 7)],
    ),
    "other values": (
        {"pain": "type: choice, values: {much: Much, none: None}"},
        [("SL508", f"'pain' has the values much, little here and much, none {TOLD}", 8)],
    ),
    "another type": (
        {"fever": "type: number, unit: Cel, min: 34, max: 43"},
        [("SL508", f"'fever' is a finding here and a number {TOLD}", 9)],
    ),
}


@pytest.mark.parametrize(("facts", "expected"), APART.values(), ids=APART)
def test_a_shared_fact_that_is_declared_otherwise_is_told_where_it_stands(
    facts: dict[str, str], expected: list[tuple[str, str, int]], tmp_path: Path
) -> None:
    assert said(tmp_path, second(**facts)) == expected


def test_a_difference_that_is_meant_is_silenced_in_place(tmp_path: Path) -> None:
    here = FIRST.replace("  fever:", "  # stepladder: ignore SL508 -- measured there, and asked here\n  fever:")
    (tmp_path / "first.yaml").write_text(here)
    (tmp_path / "second.yaml").write_text(second(fever="type: number, unit: Cel, min: 34, max: 43"))

    checked = check(locate(tmp_path / "first.yaml"))

    assert checked.findings == ()
    assert [one.found.diagnostic.code for one in checked.silenced] == ["SL508"]


def test_a_following_pathway_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    found = said(tmp_path, "stepladder: 1\nid: [second")

    assert [(code, message) for code, message, _ in found] == [
        ("SL103", "'over' continues with 'second', which cannot be read")
    ]


def test_the_pathways_beside_one_are_its_neighbors_and_not_itself(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / f"{name}.yaml").write_text(FIRST.replace("id: first", f"id: {name}"))
    (tmp_path / "third").mkdir()
    (tmp_path / "third" / "pathway.yaml").write_text(FIRST)

    assert sorted(beside(str(tmp_path / "first.yaml"))) == ["second", "third"]
    assert sorted(beside(str(tmp_path / "third"))) == ["first", "second"]
    assert sorted(beside(str(tmp_path / "third" / "pathway.yaml"))) == ["first", "second"]
    assert beside("-") == {}
