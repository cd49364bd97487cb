"""What follows from a walk that is stopped is told under that, and what is wrong in itself stays alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from textwrap import dedent, indent

import pytest

import stepladder
from stepladder.engine.events import Stuck, Took
from stepladder.engine.moments import Moment
from stepladder.model.pathway import Pathway
from stepladder.reading.load import read_text
from stepladder.verify.endless import goes_round
from stepladder.verify.engine import _Engine, verify
from stepladder.verify.explicit_state import Explorer, Node
from stepladder.verify.findings import Proofs, Result
from tests.conftest import Cli
from tests.ladders import ladder
from tests.strategies import to_yaml

HEAD = """\
stepladder: 1
id: small
title: A small pathway
version: 0.1.0
start: look
facts:
  heat: {type: number, unit: Cel, min: 35, max: 42, ask: How hot?}
  rash: {type: finding, ask: Is there a rash?}
  sore: {type: finding, ask: Is it sore?}
"""


def small(steps: str, more: str = "") -> Pathway:
    """A pathway of some steps, and of `home`."""
    text = HEAD + "steps:\n" + indent(dedent(steps), "  ") + "  home: {kind: outcome, title: Home}\n" + dedent(more)
    reading = read_text(text.encode(), "small.yaml")
    assert reading.pathway is not None, reading.diagnostics
    return reading.pathway


def caused(proofs: Proofs) -> Mapping[str, str]:
    """What has a cause, and which."""
    return {
        f"{one.question} {one.subject}": f"{one.cause[0]} {one.cause[1]}" for one in proofs if one.cause is not None
    }


def alone(proofs: Proofs) -> set[str]:
    """What is refuted, or tests nothing, without a cause."""
    bad = [one for one in proofs if one.verdict == "refuted" or (one.verdict == "proved" and one.vacuous)]
    return {f"{one.question} {one.subject}" for one in bad if one.cause is None}


GAP = """\
look: {kind: assessment, title: Look, asks: [heat], next: [{to: skin, when: heat < 38}]}
skin:
  kind: assessment
  title: Skin
  asks: [rash]
  next:
    - {to: cool, when: heat >= 38}
    - {id: plain, to: home, when: heat < 38 and not rash}
    - {id: spotted, to: home, when: heat < 38 and rash}
    - {to: odd, when: rash and not rash}
cool: {kind: treatment, title: Cool, basis: teaching, next: [{to: home}]}
odd: {kind: treatment, title: Odd, basis: teaching, next: [{to: home}]}
"""


def test_what_lies_behind_a_gap_follows_from_it_and_what_can_never_be_stays_alone() -> None:
    found = stepladder.verify(small(GAP))

    assert caused(found) == dict.fromkeys(("SL603 cool", "SL603 skin/cool", "SL603 cool/home"), "SL601 look")
    assert alone(found) == {"SL601 look", "SL603 odd", "SL603 skin/odd", "SL603 odd/home"}


def test_where_two_exits_always_apply_together_each_of_them_follows_from_that() -> None:
    steps = """\
    look:
      kind: assessment
      title: Look
      asks: [rash]
      next: [{to: a, when: rash}, {to: b, when: rash or not rash}, {to: home, when: rash and not rash}]
    a: {kind: treatment, title: A, basis: teaching, next: [{to: home}]}
    b: {kind: treatment, title: B, basis: teaching, next: [{to: c, when: rash}, {to: home, when: not rash}]}
    c: {kind: treatment, title: C, basis: teaching, next: [{to: home}]}
    """
    found = stepladder.verify(small(steps))

    assert set(caused(found).values()) == {"SL602 look"}
    assert {"SL603 a", "SL603 look/a", "SL603 c", "SL603 b/c"} <= caused(found).keys()
    assert alone(found) == {"SL602 look", "SL603 look/home"}


def test_what_has_no_way_out_follows_from_a_step_that_nobody_leaves_and_its_closed_exit_does_not() -> None:
    steps = """\
    look: {kind: assessment, title: Look, asks: [rash], next: [{to: rest, when: rash}, {to: home, when: not rash}]}
    rest: {kind: treatment, title: Rest, basis: teaching, next: [{to: again}]}
    again: {kind: assessment, title: Again, next: [{to: last, when: not rash}]}
    last: {kind: treatment, title: Last, basis: teaching, next: [{id: sad, to: home, when: sore}, {id: no, to: home, when: not sore}]}
    """  # noqa: E501  # a step a line
    found = stepladder.verify(small(steps))

    assert set(caused(found).values()) == {"SL601 again"}
    assert caused(found).keys() == {"SL606 look", "SL606 rest"}
    assert {"SL601 again", "SL603 again/last", "SL603 last", "SL603 last/sad"} <= alone(found)


HOLE = """\
look: {{kind: assessment, title: Look, asks: [heat, rash], next: [{{to: hole, when: heat >= 40}}, {{to: home, when: heat < 40}}]}}
hole:
  kind: assessment
  title: Hole
  options:
    - {{id: low, to: home, when: heat < 38}}
    - {{id: never, to: home, when: rash and not rash}}
    - {{id: dead, to: deadstep, when: heat < 37}}
    {more}
deadstep: {{kind: treatment, title: Deadstep, basis: teaching, next: [{{to: home}}]}}
"""  # noqa: E501  # a step a line
CLOSED = {"SL603 hole/low", "SL603 hole/never", "SL603 hole/dead", "SL603 deadstep", "SL603 deadstep/home"}


@pytest.mark.parametrize("more", ["", "- {id: spotted, to: home, when: rash}"])
def test_the_exits_of_a_stuck_step_never_follow_from_it_nor_does_what_is_behind_them(more: str) -> None:
    found = stepladder.verify(small(HOLE.format(more=more)))

    assert CLOSED | {"SL601 hole"} <= alone(found)
    assert all(cause == "SL601 hole" for cause in caused(found).values())


def test_the_same_exits_stay_closed_when_nobody_is_stuck_there() -> None:
    found = stepladder.verify(small(HOLE.format(more="- {id: out, to: home}")))

    assert alone(found) == CLOSED


def test_what_comes_after_an_open_exit_of_a_stuck_step_still_follows_from_it() -> None:
    steps = """\
    look: {kind: assessment, title: Look, asks: [heat, rash], options: [{id: on, to: rest, when: heat < 38}, {id: no, to: rest, when: rash and not rash}]}
    rest: {kind: assessment, title: Rest, next: [{id: hot, to: home, when: heat >= 38}, {id: cool, to: home, when: heat < 38}]}
    """  # noqa: E501  # a step a line
    found = stepladder.verify(small(steps))

    assert caused(found)["SL603 rest/hot"] == "SL601 look"
    assert "SL603 look/no" in alone(found)


TWO_CAUSES = """\
look:
  kind: assessment
  title: Look
  asks: [rash, sore]
  options: [{{to: six, when: rash and sore}}, {{to: round, when: rash and not sore}}, {{to: home, when: not rash}}]
six: {{kind: assessment, title: Six, options: [{{id: x, to: home, when: not sore}}]}}
round: {{kind: assessment, title: Round, options: [{{to: turn}}]}}
turn: {{kind: assessment, title: Turn, options: [{{to: round}}, {{id: out, to: home, when: {when}}}]}}
"""


def test_what_has_no_way_out_for_two_reasons_has_no_cause() -> None:
    found = stepladder.verify(small(TWO_CAUSES.format(when="sore")))

    assert {"SL601 six", "SL606 look", "SL606 round", "SL606 turn"} <= alone(found)
    assert not [name for name in caused(found) if name.startswith("SL606")]


def test_what_has_no_way_out_for_one_of_the_two_reasons_has_it_as_its_cause() -> None:
    found = stepladder.verify(small(TWO_CAUSES.format(when="not sore")))

    assert caused(found) == {"SL606 look": "SL601 six"}


def test_what_ends_stuck_at_either_of_two_steps_has_no_cause_and_at_one_has_it() -> None:
    steps = """\
    look: {{kind: assessment, title: Look, asks: [rash], options: [{{to: a, when: rash}}, {{to: {other}, when: rash}}, {{to: home, when: not rash}}]}}
    a: {{kind: assessment, title: A, options: [{{to: home, when: not rash}}]}}
    b: {{kind: assessment, title: B, options: [{{to: home, when: not rash}}]}}
    c: {{kind: assessment, title: C, options: [{{to: a}}]}}
    """  # noqa: E501  # a step a line
    either, one = (stepladder.verify(small(steps.format(other=other))) for other in ("b", "c"))

    assert "SL606 look" in alone(either)
    assert caused(one)["SL606 look"] == caused(one)["SL606 c"] == "SL601 a"


def test_a_rule_that_always_blocks_the_only_way_is_no_consequence_of_walks_stuck_by_it() -> None:
    steps = """\
    look: {kind: assessment, title: Look, next: [{to: drug}]}
    drug: {kind: treatment, title: Drug, basis: teaching, next: [{to: home}]}
    """
    rule = """\
    rules:
      never: {blocks: [drug], when: heat > 0, severity: absolute, because: Because., basis: teaching}
    """
    found = stepladder.verify(small(steps, rule))

    assert not [name for name in caused(found) if name.startswith("SL603")]
    assert {"SL601 look", "SL603 look/drug", "SL603 drug"} <= alone(found)


def test_a_round_without_a_way_out_that_never_comes_to_where_a_walk_is_stuck_stays_alone() -> None:
    steps = """\
    look:
      kind: assessment
      title: Look
      asks: [rash, heat]
      next: [{to: round, when: rash}, {to: gap, when: not rash}]
    round: {kind: assessment, title: Round, options: [{to: turn}]}
    turn: {kind: treatment, title: Turn, basis: teaching, next: [{to: wait}]}
    wait: {kind: assessment, title: Wait, options: [{to: round, when: rash}, {to: home, when: not rash}]}
    gap: {kind: assessment, title: Gap, next: [{to: home, when: heat < 38}]}
    """
    found = stepladder.verify(small(steps))

    assert {"SL601 gap", "SL606 look", "SL606 round"} <= alone(found) | caused(found).keys()
    assert {name for name in alone(found) if name.startswith("SL606")} >= {"SL606 round"}
    assert not [name for name in caused(found) if name in ("SL606 round", "SL606 turn", "SL606 wait")]


def test_a_rule_that_nobody_needs_and_a_claim_that_nothing_tests_can_follow_too() -> None:
    steps = """\
    look: {kind: assessment, title: Look, asks: [heat], next: [{to: skin, when: heat < 38}]}
    skin: {kind: assessment, title: Skin, options: [{to: drug}, {to: home}]}
    drug: {kind: treatment, title: Drug, basis: teaching, next: [{to: home}]}
    """
    more = """\
    rules:
      hot: {blocks: [drug], when: heat >= 38, severity: absolute, because: Because., basis: teaching}
      odd: {blocks: [drug], when: rash and not rash, severity: absolute, because: Because., basis: teaching}
    claims:
      hot-skin: {never: heat >= 38 and visited(skin) and rash}
    """
    found = stepladder.verify(small(steps, more))

    assert caused(found)["SL607 hot"] == "SL601 look"
    assert "SL607 odd" in alone(found)


def test_the_first_of_two_places_that_stop_a_walk_is_the_cause() -> None:
    steps = """\
    look: {kind: assessment, title: Look, asks: [heat], next: [{to: skin, when: heat < 38}]}
    skin: {kind: assessment, title: Skin, asks: [rash], next: [{to: late, when: rash}]}
    late: {kind: assessment, title: Late, next: [{to: hot, when: heat >= 38}, {to: home, when: heat < 38}]}
    hot: {kind: treatment, title: Hot, basis: teaching, next: [{to: home}]}
    """
    found = stepladder.verify(small(steps))

    assert caused(found)["SL603 hot"] == "SL601 look"
    assert {"SL601 look", "SL601 skin"} <= alone(found)


# how it is told


@pytest.fixture
def file(tmp_path: Path) -> str:
    steps = indent(GAP, "  ")
    (tmp_path / "small.yaml").write_text(f"{HEAD}steps:\n{steps}  home: {{kind: outcome, title: Home}}\n")
    return str(tmp_path / "small.yaml")


def test_validate_says_what_to_mend_first_instead_of_what_to_take_out(file: str, cli: Cli) -> None:
    text = cli("validate", file).stdout
    cool = text[text.index("no walk ever comes to 'Cool'") :].split("\n\n")[0]
    odd = text[text.index("no walk ever comes to 'Odd'") :].split("\n\n")[0]

    assert "help: this follows from SL601 at 'look', where walks are stuck ('Look'): mend that first\n" in cool
    assert "small.yaml:11:3: it follows from SL601 here\n" in cool
    assert "take it out" not in cool
    assert "or take it out" in odd


def test_verify_tells_what_follows_under_its_cause(file: str, cli: Cli) -> None:
    text = cli("verify", file).stdout
    first = text[text.index("SL601 look:") :].split("\n\n")[0]

    assert "    What follows from it; mend it first, and then see:\n      SL603 cool: no walk ever comes" in first
    assert "SL603 odd:" not in first
    assert text.count("SL603 cool:") == 1


@pytest.mark.parametrize("command", ["validate", "verify"])
def test_programs_are_told_the_cause(command: str, file: str, cli: Cli) -> None:
    found = json.loads(cli(command, file, "--format", "json").stdout)
    given = found["results"] if command == "verify" else found["diagnostics"]

    assert {"question": "SL601", "subject": "look"} in [one["cause"] for one in given]
    assert None in [one["cause"] for one in given]


# that it is true


SEEDS = range(60)


def drawn(seed: int) -> Pathway:
    """A ladder with faults of all kinds."""
    reading = read_text(to_yaml(ladder(seed)).encode(), "drawn.yaml")
    assert reading.pathway is not None
    return reading.pathway


def without_causes(proofs: Proofs) -> list[Result]:
    return [replace(one, seconds=0.0, cause=None) for one in proofs]


@pytest.mark.parametrize("seed", SEEDS)
def test_causes_change_no_verdict(seed: int) -> None:
    pathway = drawn(seed)

    assert without_causes(verify(pathway)) == without_causes(_Engine(pathway, float("inf")).proofs(()))


def test_a_cause_is_refuted_and_whoever_goes_on_from_it_comes_to_what_follows() -> None:
    followed: Counter[str] = Counter()
    for pathway in map(drawn, SEEDS):
        proofs = verify(pathway)
        following = [one for one in proofs if one.cause is not None]
        met = set(_GoneOn(pathway, proofs).met()) if following else set()
        for one in following:
            assert one.cause is not None
            assert proofs[one.cause].verdict == "refuted"
            if one.question == "SL603":
                assert one.subject in met, (pathway, one)
            followed[one.question] += 1

    assert followed["SL603"] > 20, followed
    assert followed["SL606"] > 5, followed


class _GoneOn(Explorer):
    """Looks at every state, as `Explorer` does, and goes on where a walk is stopped, by an exit that walks take."""

    def __init__(self, pathway: Pathway, proofs: Proofs) -> None:
        engine = _Engine(pathway, float("inf"))
        engine.clock.cases = 10**9
        super().__init__(engine.moves, engine.clock)
        self.closed = {one.subject for one in proofs.of("refuted") if one.question == "SL603"}
        self.taken: set[str] = set()

    def after(self, node: Node) -> Iterator[Node]:
        yield from super().after(node)
        standing = node.standing
        overlap = isinstance(standing.situation, Stuck) and standing.situation.overlap
        stopped = isinstance(standing.situation, Stuck) or goes_round(standing)
        for way in standing.own:
            name = f"{standing.state.at}/{way.name}"
            if stopped and (overlap or name not in self.closed):
                self.taken.add(name)
                yield self._moved(node, way)

    def met(self) -> Iterator[str]:
        """Every step entered, and every exit and interrupt taken."""
        for node in self.from_beginnings(again=True):
            yield node.standing.state.at
            if node.before is not None and isinstance(node.event[-1], Took):
                before = node.before.standing
                taken = Moment(None, before).taking(node.event[-1].exit)
                if taken is not None:
                    at = before.state.at
                    yield f"interrupts[{taken.index}]" if taken.kind == "interrupt" else f"{at}/{taken.name}"
        yield from self.taken
