"""The log of a walk: what is written is what is read, on random pathways and random walks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.engine.events import ImpossibleEvent
from stepladder.engine.serialize import from_json
from stepladder.engine.walk import Walk
from stepladder.facts import Choice, Finding, Number, Value
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.walk.log import part_digests, resume, to_lines
from stepladder.walk.to_json import walk_data
from stepladder.walk.transcript import to_markdown
from tests.conftest import Cli
from tests.shapes import shapes
from tests.strategies import built, pathways


def any_value(data: st.DataObject, pathway: Pathway, fact: str) -> Value:
    match prepared(pathway).domains[fact]:
        case Finding():
            return data.draw(st.booleans())
        case Choice(values):
            return data.draw(st.sampled_from(values))
        case Number(_, low, high, _):
            return data.draw(st.integers(int(low or 0), int(high if high is not None else 100)))


def wander(data: st.DataObject, pathway: Pathway, steps: int) -> Walk:
    walk = Walk(pathway)
    for _ in range(steps):
        moves: list[tuple[str, str]] = [("answer", fact) for fact in walk.needs]
        if walk.status == "choosing":
            moves += [("take", exit_.name) for exit_ in walk.exits if exit_.takable and exit_.kind != "interrupt"]
        if not moves:
            break
        kind, name = data.draw(st.sampled_from(moves))
        try:
            if kind == "answer":
                walk = walk.answer(**{name: any_value(data, pathway, name)})
            else:
                exit_ = walk.find(name)
                assert exit_ is not None
                for rule in exit_.holding if exit_.status == "caution" else ():
                    walk = walk.override(rule, "a reason") if rule not in walk.state.reasons else walk
                walk = walk.take(name) if walk.find(name) == exit_ else walk
        except ImpossibleEvent:
            break
    return walk


@settings(max_examples=60, deadline=None)
@given(pathways(), st.data())
def test_a_log_that_is_written_and_read_leads_to_the_same_walk(raw: dict[str, Any], data: st.DataObject) -> None:
    walk = wander(data, built(raw), 8)

    resumed = resume(walk.pathway, to_lines(walk))

    assert resumed.walk.state == walk.state
    assert resumed.walk.events == walk.events
    assert resumed.replayed == resumed.total


@settings(max_examples=30, deadline=None)
@given(pathways(), st.data())
def test_every_walk_can_be_told_as_json_and_as_markdown(raw: dict[str, Any], data: st.DataObject) -> None:
    walk = wander(data, built(raw), 8)

    told = json.loads(json.dumps(walk_data(walk)))

    assert told["trail"] == list(walk.trail)
    assert walk.pathway.disclaimer.split(".")[0] in to_markdown(walk)


def test_the_parts_of_a_pathway_have_the_same_digests_every_time(headache: Pathway) -> None:
    assert part_digests(headache) == part_digests(headache)
    assert "rule nsaid-with-care" in part_digests(headache)


def test_a_log_of_any_shape_is_taken_up_or_refused_in_a_sentence(folder: Path, cli: Cli) -> None:
    cli("walk", "headache-steps", "--no-input", "--set", "thunderclap=n", "--set", "age=40", "--save", "w.jsonl")
    lines = [json.loads(line) for line in Path("w.jsonl").read_text().splitlines()]
    assert len(lines) >= 3
    commands = (
        ("walk", "headache-steps", "--no-input", "--resume", "w.jsonl"),
        ("render", "headache-steps", "-o", "-", "--format", "txt", "--walk", "w.jsonl"),
        ("test", "--record", "w.jsonl"),
    )
    seen = set()
    for route, changed in shapes(lines):
        whole = changed if isinstance(changed, list) else [changed]
        Path("w.jsonl").write_text("".join(json.dumps(line) + "\n" for line in whole))
        for words in commands:
            done = cli(*words)

            seen.add(done.exit_code)
            assert done.exit_code in (0, 1, 2, 3), (words, route, done.exception)
            if done.exit_code == 2:
                told = [line for line in done.stderr.splitlines() if line.startswith("stepladder: ")]
                assert len(told) == 1, (words, route, done.stderr)
    assert seen >= {1, 2, 3}


def test_where_a_walk_began_is_an_entry_or_nothing(folder: Path, cli: Cli) -> None:
    cli("walk", "headache-steps", "--no-input", "--save", "w.jsonl")
    text = Path("w.jsonl").read_text()
    Path("w.jsonl").write_text(text.replace('"entry": null', '"entry": []'))

    done = cli("walk", "headache-steps", "--no-input", "--resume", "w.jsonl")

    sentence = "line 1: entry is the id of an entry, or null where the walk began at the start"
    assert (done.exit_code, done.stderr) == (2, f"stepladder: w.jsonl: {sentence}\n")


@pytest.mark.parametrize("text", ["NaN", "[" * 100_000, '"\\ud800"', '{"a": "\\udfff"}', "", "1 2", "9" * 5000])
def test_json_that_cannot_be_meant_is_no_json(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        from_json(text)


def test_json_keeps_a_character_that_is_written_as_a_pair() -> None:
    assert from_json('"\\ud83d\\ude00"') == "😀"
