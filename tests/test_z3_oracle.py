"""z3 and the referee, which share nothing but the page, come to the same verdicts; where numbers are too many for the
referee, to those that can be worked out by hand."""

# ruff: noqa: E501  # a line of YAML is read whole

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepladder.model.pathway import Pathway
from tests.explorer import Verdicts, explore
from tests.strategies import QUICK, built
from tests.test_explorer import GAP, NITRATE, OFFERS, ORDER, ROUND, RULES, TRIED, claimed_pathways, pathway
from tests.z3_oracle import Machine, Question, any_of, k_induction, spacer

# pathways that use everything once

VISITED = """
entries: {later: {at: b, visited: [c], active: [nsaid], sets: {p: true, x: 4, kidney: failing}}}
derived:
  rounds: {number: "count(visits(b) >= 2, visited(c), active(nsaid)) + x", unit: a}
steps:
  a: {kind: assessment, title: A, asks: [p], next: [{to: b, id: first, when: p, sets: {x: 2}}, {to: b, id: other, when: not p, starts: [opioid], forgets: [p]}]}
  b: {kind: assessment, title: B, asks: [again], options: [{to: b, when: visits(b) < 3 and again}, {to: c, when: rounds >= 4}, {to: end, when: not tried(c) and not again}]}
  c: {kind: treatment, title: C, stops: [nsaid], starts: [opioid], next: [{to: end, id: well, when: known(kidney) and kidney != failing}, {to: end, id: ill, when: known(rounds)}]}
  end: {kind: outcome, title: End}
"""

TABLES = """
derived:
  risk: p or x >= 7
  level: [{when: kidney == failing, is: high}, {when: risk, is: middle}, {otherwise: low}]
  wait: {unit: a, rows: [{when: level == high, is: 8}, {when: level == middle, is: 4}, {otherwise: 0}]}
  twice: {number: 2 * wait + x, unit: a}
steps:
  a: {kind: assessment, title: A, asks: [kidney], options: [{to: b, when: level == low}, {to: c, when: z >= wait and twice > 9}, {to: end, when: "known(wait) or count(p, q, risk) == 2"}]}
  b: {kind: treatment, title: B, next: [{to: c, when: "level in (low, middle)"}, {to: end, otherwise: true}]}
  c: {kind: treatment, title: C, starts: [nsaid], next: [{to: end, when: not blocked(b)}, {to: a, otherwise: true, stops: [nsaid]}]}
  end: {kind: outcome, title: End}
rules:
  late: {blocks: [b, c], when: z > 8, severity: absolute, because: Late.}
  care: {blocks: "@some", when: wait > x, severity: relative, because: Care.}
groups: {some: [b, c]}
"""

HIDDEN = """
steps:
  a: {kind: assessment, title: A, options: [{to: b, when: p}, {to: end, when: not p, sets: {hidden: true}}, {to: c, when: hidden}]}
  b: {kind: assessment, title: B, next: [{to: end, when: hidden or q}, {to: c, otherwise: true}]}
  c: {kind: treatment, title: C, next: [{to: end}]}
  help: {kind: emergency, title: Help, next: [{to: b}]}
  end: {kind: outcome, title: End}
rules: {no: {blocks: [c], when: hidden and kidney == failing, severity: relative, because: Care.}}
interrupts: [{from: everywhere, except: [c], when: again and p, to: help, sets: {again: false}}]
"""

CLAIMS = """
claims:
  never: {never: active(nsaid) and (active(opioid) or p)}
  entering: {entering: [b, c], requires: not p}
  passes: {passes: a, before: [c, end]}
  after: {after: b, passes: c, before: end}
  at_once: {after: a, passes: [b], before: any}
  offers: {at: [a, b], when: not p, offers: [c, end]}
"""

PATHWAYS = {
    "a gap": GAP,
    "tries": TRIED,
    "a round for ever": ROUND.replace("GUARD", "true"),
    "a counted round": ROUND.replace("GUARD", "visits(b) < 3"),
    "rules": RULES,
    "a backstop": RULES.replace("severity: absolute", "severity: absolute, backstop: true"),
    "therapies": NITRATE.replace("STOPS", "when: true"),
    "therapies that stop": NITRATE.replace("STOPS", "stops: [nsaid]"),
    "orders": ORDER.replace("VISITED", "c"),
    "offers": OFFERS.replace("WHEN", "when: known(x)"),
    "visits": VISITED,
    "tables": TABLES,
    "a fact without a question": HIDDEN,
}


@pytest.mark.parametrize("name", PATHWAYS)
def test_z3_agrees_with_the_referee_on_every_construct(name: str) -> None:
    p = pathway(PATHWAYS[name] + CLAIMS)

    assert disagreements(p, explore(p)) == []


def test_z3_agrees_with_the_referee_on_the_headache_example(headache: Pathway) -> None:
    assert disagreements(headache, explore(headache)) == []


def test_verdicts_about_another_pathway_are_told_apart() -> None:
    guarded = pathway(OFFERS.replace("WHEN", "when: known(x)"))
    bare = pathway(OFFERS.replace("WHEN", "when: known(x) and x > 5"))

    assert ("SL601", "a", "unreachable") in disagreements(guarded, explore(bare))


@pytest.mark.parametrize("name", ["tries", "rules", "orders", "offers"])
def test_induction_never_contradicts_the_referee(name: str) -> None:
    p = pathway(PATHWAYS[name] + CLAIMS)
    machine, found = Machine(p), explore(p)
    outcomes = [(found[q.code, q.subject].outcome, q.outcome(k_induction(machine, q))) for q in machine.questions()]

    assert {pair for pair in outcomes if pair[1] != "undecided"} <= {("proved", "proved"), ("refuted", "refuted")}
    assert sum(found == "undecided" for _, found in outcomes) < len(outcomes) / 4


# numbers too many to try

LARGE = """
steps:
  a: {kind: assessment, title: A, asks: [dose, limit], next: [{to: end, id: less, when: dose < limit}, {to: end, id: more, when: dose > limit GAP}]}
  end: {kind: outcome, title: End}
"""


def verdicts(p: Pathway) -> dict[tuple[str, str], str]:
    """What z3 says to everything, by both methods, where they agree."""
    machine, found = Machine(p), dict[tuple[str, str], str]()
    for question in machine.questions():
        one, other = question.outcome(spacer(machine, question)), question.outcome(k_induction(machine, question))
        assert other in (one, "undecided"), question
        found[question.code, question.subject] = one
    return found


@pytest.mark.parametrize(
    ("gap", "stuck", "overlap"),
    [("", "refuted", "proved"), ("- 0.01", "proved", "proved"), ("- 0.02", "proved", "refuted")],
)
def test_two_large_decimals_that_are_compared_are_decided(gap: str, stuck: str, overlap: str) -> None:
    found = verdicts(pathway(LARGE.replace("GAP", gap)))

    assert (found["SL601", "a"], found["SL602", "a"]) == (stuck, overlap)


def test_there_is_no_whole_number_between_two_neighbours() -> None:
    text = GAP.replace("x < 5", "x <= 4").replace("x > 5", "x >= 5")

    assert verdicts(pathway(text))["SL601", "a"] == "proved"


def test_there_is_a_hundredth_between_two_hundredths() -> None:
    text = GAP.replace("[x]", "[dose]").replace("x < 5", "dose <= 4.5").replace("x > 5", "dose >= 4.52")

    assert verdicts(pathway(text))["SL601", "a"] == "refuted"


# pathways that are drawn


@settings(QUICK, max_examples=20, suppress_health_check=list(HealthCheck))
@given(data=claimed_pathways())
def test_z3_agrees_with_the_referee_on_pathways_that_are_drawn(data: dict[str, Any]) -> None:
    p = built(data)
    found = explore(p, most_states=2_000)
    if found.bounded:
        return

    assert disagreements(p, found) == []


@pytest.mark.slow
@settings(QUICK, max_examples=500, suppress_health_check=list(HealthCheck))
@given(data=claimed_pathways(), depth=st.integers(0, 8))
def test_z3_agrees_with_the_referee_on_many_pathways_by_both_methods(data: dict[str, Any], depth: int) -> None:
    p = built(data)
    found = explore(p)
    machine = Machine(p)
    by_depth = {(q.code, q.subject): q.outcome(k_induction(machine, q, depth)) for q in machine.questions()}

    assert disagreements(p, found) == []
    for key, outcome in by_depth.items():
        assert outcome in ("undecided", found[key].outcome), key


def disagreements(p: Pathway, found: Verdicts) -> list[tuple[str, str, str]]:
    """The questions that z3 does not answer like the referee, with its answer; also which claims are vacuous.

    What should be out of reach is asked for all at once, for that is quicker than one by one.
    """
    machine = Machine(p)
    within: list[Question] = []
    beyond: list[Question] = []
    for question in machine.questions():
        outcome = found[question.code, question.subject].outcome
        (within if outcome == question.reachable else beyond).append(question)
    for name in p.claims:
        tests, verdict = machine.tests(name), found["SL604", name]
        if verdict.outcome == "refuted":
            continue
        if not verdict.vacuous:
            within += tests
        elif all(spacer(machine, test) == "reachable" for test in tests):
            beyond += tests
    if spacer(machine, any_of(beyond)) == "unreachable":
        beyond = []
    return [
        (question.code, question.subject, reached)
        for questions, wanted in ((within, "reachable"), (beyond, "unreachable"))
        for question in questions
        if (reached := spacer(machine, question)) != wanted
    ]
