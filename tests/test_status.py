"""The semantics, the oracle, the proofs and the page's engine all say the status of an exit that the table says."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.conditions.evaluate import Ternary
from stepladder.engine.events import Answered
from stepladder.engine.semantics import exits, replay
from stepladder.engine.serialize import event_data
from stepladder.engine.status import STATUS, status_of
from stepladder.explore.data import page_data
from stepladder.verify.domain import Space
from stepladder.verify.exits import STATUS_BITS
from stepladder.verify.terms.build import Terms
from stepladder.verify.transition_relation import Moves
from tests import oracle
from tests.replaying import SCRIPTS
from tests.strategies import QUICK, built

NAMES = ("guard", "absolute", "absolute2", "relative", "relative2")
PATHWAY = built(
    {
        "stepladder": 1, "id": "drawn", "title": "Rows", "version": "0.1.0", "start": "choose",
        "facts": {name: {"type": "finding", "ask": f"{name}?"} for name in NAMES},
        "rules": {
            f"by_{name}": {"blocks": ["end"], "when": name, "severity": name.rstrip("2"), "because": "a reason"}
            for name in NAMES[1:]
        },
        "steps": {
            "choose": {
                "kind": "assessment", "title": "Choose", "asks": list(NAMES),
                "options": [{"to": "end", "when": "guard"}, {"to": "rest", "otherwise": True}],
            },
            "end": {"kind": "outcome", "title": "End"},
            "rest": {"kind": "outcome", "title": "Rest"},
        },
    }
)  # fmt: skip
MOMENTS: tuple[tuple[Ternary, ...], ...] = tuple(itertools.product((True, False, None), repeat=len(NAMES)))
EXPECTED = [status_of(guard, rules[:2], rules[2:]) for guard, *rules in MOMENTS]


def answers(moment: tuple[Ternary, ...]) -> tuple[Answered, ...]:
    return tuple(Answered(name, held) for name, held in zip(NAMES, moment, strict=True) if held is not None)


def test_every_status_has_a_row() -> None:
    assert set(STATUS.values()) == set(STATUS_BITS) == set(EXPECTED)


def test_the_semantics_follow_the_table() -> None:
    assert [exits(PATHWAY, replay(PATHWAY, answers(moment)))[0].status for moment in MOMENTS] == EXPECTED


def test_the_oracle_follows_the_table() -> None:
    places = [
        oracle.Place("choose", {a.fact: a.value for a in answers(moment)}, entered=("choose",)) for moment in MOMENTS
    ]

    assert [oracle.ways(PATHWAY, place)[0].status for place in places] == EXPECTED


@settings(QUICK, max_examples=200)
@given(chosen=st.lists(st.sets(st.sampled_from([True, False, None]), min_size=1), min_size=5, max_size=5))
def test_the_proofs_give_every_status_that_some_outcomes_have(chosen: list[set[Ternary]]) -> None:
    space = Space([PATHWAY])
    env = list(space.full)
    bits: Mapping[Ternary, int]
    for name, outcomes in zip(NAMES, chosen, strict=True):
        bits = {None: 1, **{held: space.bit("fact", name, held) for held in (True, False)}}
        env[space.index["fact", name]] = sum(bits[held] for held in outcomes)
    expected = {status_of(guard, rules[:2], rules[2:]) for guard, *rules in itertools.product(*chosen)}

    assert Moves(Terms(space)).ways["choose"][0].statuses(env) == sum(STATUS_BITS[status] for status in expected)


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node.js here")
def test_the_engine_of_the_page_follows_the_table() -> None:
    walks = [[event_data(answer) for answer in answers(moment)] for moment in MOMENTS]
    script = f"""{SCRIPTS}
        const engine = StepladderEngine({json.dumps(page_data(PATHWAY))});
        const statuses = {json.dumps(walks)}.map((events) =>
          engine.exits(events.reduce((state, event) => engine.after(state, event), engine.begin()))[0].status);
        process.stdout.write(JSON.stringify(statuses));"""
    done = subprocess.run(["node", "-"], input=script, capture_output=True, text=True, check=True, encoding="utf-8")

    assert json.loads(done.stdout) == EXPECTED
