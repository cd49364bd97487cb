"""Walks driven by held answers come to a stop: what leads round for ever is told where it is met again as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pexpect
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepladder.engine.scripted import Halt, Hand, drive, move
from stepladder.engine.walk import Walk
from stepladder.facts import Value
from stepladder.model.cases import Script
from stepladder.model.pathway import Pathway
from stepladder.reading.load import read_text
from tests.conftest import HEEDING, Cli
from tests.strategies import built, cases, pathways

LOOP = """\
stepladder: 1
id: loop-steps
title: Back to an earlier step
version: 0.1.0
start: look
facts:
  bp: {type: number, unit: 'mm[Hg]', min: 50, max: 300, fresh: true, ask: Pressure?}
steps:
  look:
    kind: assessment
    title: Look
    asks: [bp]
    next:
      - {to: treat, when: bp >= 140}
      - {to: fine, when: bp < 140}
  treat: {kind: treatment, title: Treat, basis: teaching, review: {after: 4 weeks, basis: teaching}, next: [{to: look}]}
  fine: {kind: outcome, title: Fine}
"""
CASES = """\
pathway: loop-steps
cases:
  - id: stays-high
    facts: {bp: 150}
    expect: {path: [look, treat, look]}
"""
SENTENCE = "what is held leads round for ever: 'look' is met again as it was"
LONG = 400
"""A walk of a small pathway that has made so many moves by what is held makes them for ever."""


@pytest.fixture
def loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a pathway that comes back to its first step while the pressure is high."""
    monkeypatch.chdir(tmp_path)
    Path("loop-steps.yaml").write_text(LOOP)
    Path("loop-steps.cases.yaml").write_text(CASES)
    Path("high.yaml").write_text("facts: {bp: 150}\n")
    return tmp_path


def read(text: str) -> Pathway:
    pathway = read_text(text.encode(), "loop-steps.yaml", "loop-steps").pathway
    assert pathway is not None
    return pathway


def test_a_round_in_which_nothing_is_used_up_is_walked_once() -> None:
    walk, halt = drive(read(LOOP), Hand(Script(facts={"bp": 150})))

    assert (halt.kind, halt.message) == ("round", SENTENCE)
    assert walk.trail == ("look", "treat", "look", "treat", "look")


def test_a_list_of_answers_that_skips_visits_is_no_round() -> None:
    held = Script.model_validate({"facts": {"bp": 150}, "at": {"look": [{}, {}, {}, {}, {}, {"bp": 120}]}})
    walk, halt = drive(read(LOOP), Hand(held))

    assert halt.kind == "ended"
    assert walk.trail.count("look") == 6


def test_reasons_that_are_held_for_a_way_round_do_not_walk_it_for_ever() -> None:
    text = LOOP + "rules:\n  r: {blocks: [treat], when: bp >= 140, severity: relative, because: B., basis: teaching}\n"
    _, halt = drive(read(text), Hand(Script(facts={"bp": 150}, override={"r": "Agreed."})))

    assert (halt.kind, halt.message) == ("round", SENTENCE)


@st.composite
def scripts(draw: Any, steps: list[str]) -> Script:
    """All facts are held, some for certain visits alone, so that little but a choice stops a walk."""
    visits: st.SearchStrategy[dict[str, Value]] = st.one_of(st.just({}), cases(0.3))
    lists = st.lists(visits, min_size=1, max_size=4).map(tuple)
    at = draw(st.dictionaries(st.sampled_from(steps), st.one_of(visits, lists), max_size=2))
    choose = tuple(draw(st.lists(st.sampled_from(steps), max_size=3)))
    reasons = {f"rule-{n}": "Agreed." for n in range(3)}
    return Script.model_construct(facts=draw(cases(1)), at=at, choose=choose, override=reasons, entry=None)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_a_round_is_told_of_the_walks_that_never_end_and_of_no_other(data: st.DataObject) -> None:
    drawn = data.draw(pathways())
    for fact in drawn["facts"].values():
        fact.update({"fresh": True} if "ask" in fact else {})  # asked at every visit: that is how a walk comes round
    pathway = built(drawn)
    script = data.draw(scripts(list(drawn["steps"])))
    alone = Hand(script)
    walk, found = Walk(pathway), None
    for _ in range(LONG):
        alone.passed.clear()
        moved = move(walk, alone)
        if isinstance(moved, Halt):
            found = moved
            break
        walk = moved

    led, halt = drive(pathway, Hand(script))

    if found is None:
        assert halt.kind == "round"
        assert led.events == walk.events[: len(led.events)]
    else:
        assert (led.events, halt) == (walk.events, found)


WAYS = {
    "--set": ["--set", "bp=150", "--no-input"],
    "--answers": ["--answers", "high.yaml", "--no-input"],
    "--case": ["--case", "stays-high", "--no-input"],
    "--case and --set": ["--case", "stays-high", "--set", "bp=160", "--no-input"],
    "JSON": ["--set", "bp=150", "--no-input", "--format", "json"],
    "an empty standard input": ["--set", "bp=150"],
    "plain lines": ["--set", "bp=150", "--no-input", "--plain"],
    "--save and --transcript": ["--set", "bp=150", "--no-input", "--save", "w.jsonl", "--transcript", "w.md"],
}


@pytest.mark.parametrize("way", WAYS)
def test_every_walk_by_held_answers_that_leads_round_ends_with_the_sentence(way: str, loop: Path, cli: Cli) -> None:
    done = cli("walk", "loop-steps.yaml", *WAYS[way], input="")

    assert done.exit_code == 1
    assert done.stderr == f"stepladder: {SENTENCE}\n"
    assert len(done.stdout.splitlines()) < 100


def test_answers_of_standard_input_that_lead_round_end_too(loop: Path, cli: Cli) -> None:
    done = cli("walk", "loop-steps.yaml", "--answers", "-", input="facts: {bp: 150}\n")

    assert (done.exit_code, done.stderr) == (1, f"stepladder: {SENTENCE}\n")


def test_a_walk_that_led_round_is_saved_whole_and_led_on_it_ends_again(loop: Path, cli: Cli) -> None:
    cli("walk", "loop-steps.yaml", "--set", "bp=150", "--no-input", "--save", "w.jsonl", "--transcript", "w.md")
    asked = cli("walk", "loop-steps.yaml", "--resume", "w.jsonl", "--no-input", "--format", "json")
    again = cli("walk", "loop-steps.yaml", "--resume", "w.jsonl", "--set", "bp=150", "--no-input")
    lower = cli("walk", "loop-steps.yaml", "--resume", "w.jsonl", "--set", "bp=120", "--no-input")

    assert json.loads(asked.stdout)["trail"] == ["look", "treat", "look", "treat", "look"]
    assert "The walk waits for an answer at **Look**." in Path("w.md").read_text()
    assert (again.exit_code, again.stderr) == (1, f"stepladder: {SENTENCE}\n")
    assert lower.exit_code == 0


def test_lines_that_are_typed_may_come_round_as_often_as_they_are_there(loop: Path, cli: Cli) -> None:
    done = cli("walk", "loop-steps.yaml", "--no-input", "--format", "json", input="")
    typed = cli("walk", "loop-steps.yaml", "--format", "json", input="150\n" * 30)
    ended = cli("walk", "loop-steps.yaml", "--format", "json", input="150\n" * 30 + "120\n")

    assert done.exit_code == 3
    assert (typed.exit_code, len(json.loads(typed.stdout)["trail"])) == (3, 61)
    assert ended.exit_code == 0


def test_what_a_person_chooses_in_between_is_no_round(loop: Path, cli: Cli) -> None:
    chosen = LOOP.replace("next: [{to: look}]", "options: [{to: look}, {to: fine}]")
    Path("loop-steps.yaml").write_text(chosen)
    done = cli("walk", "loop-steps.yaml", "--set", "bp=150", input="look\n" * 5 + "fine\n")

    assert done.exit_code == 0
    assert done.stdout.count("Pressure?") == 6


def test_on_a_terminal_what_is_held_ready_ends_too(loop: Path) -> None:
    child = pexpect.spawn(
        HEEDING[0],
        [*HEEDING[1:], "walk", "loop-steps.yaml", "--set", "bp=150", "--save", "w.jsonl"],
        cwd=str(loop),
        encoding="utf-8",
        dimensions=(50, 100),
        timeout=60,
    )
    child.expect_exact(SENTENCE)
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 1
    assert len(Path("w.jsonl").read_text().splitlines()) == 7


COMMANDS = {
    "test": (["test", "loop-steps.yaml"], 1),
    "test --mutate": (["test", "--mutate", "loop-steps.yaml"], 1),
    "test --suggest": (["test", "--suggest", "2", "loop-steps.yaml"], None),
    "quiz": (["quiz", "loop-steps.yaml"], 1),
    "render --case": (["render", "loop-steps.yaml", "--case", "stays-high"], 0),
    "explore": (["explore", "loop-steps.yaml"], 0),
    "export": (["export", "loop-steps.yaml", "--to", "gift"], None),
    "verify": (["verify", "loop-steps.yaml"], 0),
    "compare": (["compare", "loop-steps.yaml", "loop-steps.yaml"], 0),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_drives_the_case_comes_to_an_end(name: str, loop: Path, cli: Cli) -> None:
    args, code = COMMANDS[name]
    done = cli(*args, input="")

    assert done.exit_code == code if code is not None else done.exit_code in (0, 1)
    assert "internal error" not in done.stderr
    assert len(done.stdout) < 200_000
