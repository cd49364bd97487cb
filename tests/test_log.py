"""The log of a walk: what is written is what is read, on random pathways and random walks."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.facts import Choice, Finding, Number, Value
from stepladder.journey import Walk
from stepladder.model.pathway import Pathway
from stepladder.semantics import ImpossibleEvent
from stepladder.walk.log import part_digests, resume, to_lines
from stepladder.walk.to_json import walk_data
from stepladder.walk.transcript import to_markdown
from tests.strategies import built, pathways


def any_value(data: st.DataObject, pathway: Pathway, fact: str) -> Value:
    match pathway.domains[fact]:
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
