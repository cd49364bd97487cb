"""Whether a walk shows what it is said to show: every witness of the explorer does, and no shorter one."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from stepladder.engine.events import Answered, Event, Overrode, Took
from stepladder.model.pathway import Pathway
from stepladder.verify.checker import parts_tested, parts_to_test, shows
from stepladder.verify.findings import Result, Shown
from tests.standin import REASON, proofs
from tests.strategies import QUICK, built
from tests.test_explorer import claimed_pathways, pathway

# witnesses of random pathways


@settings(QUICK, max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=claimed_pathways())
def test_a_witness_shows_what_it_says_and_a_shorter_one_does_not(data: dict[str, Any]) -> None:
    p = built(data)
    for result in proofs(p, most_states=2_000):
        if result.shown is not None:
            assert shows(p, result.question, result.subject, result.shown), result
        for shorter in shorter_than(result):
            assert not shows(p, result.question, result.subject, shorter), (result, shorter)


def shorter_than(result: Result) -> Iterator[Shown]:
    """Every walk that leaves a shortest witness before its end; of SL606 none, which a walk alone does not show."""
    if result.shown is not None and result.question != "SL606":
        for count in range(len(result.shown.events)):
            yield Shown(result.shown.entry, result.shown.events[:count])


@settings(QUICK, max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=claimed_pathways())
def test_no_walk_at_all_shows_what_is_proved(data: dict[str, Any]) -> None:
    p = built(data)
    found = proofs(p, most_states=2_000)
    walks = dict.fromkeys(result.shown for result in found if result.shown is not None)
    for result in found:
        if denied(p, result):
            for walk in walks:
                assert not shows(p, result.question, result.subject, walk), (result, walk)


def denied(p: Pathway, result: Result) -> bool:
    """Whether it was decided that no walk shows something; SL606 is not shown by walks alone."""
    if result.question == "SL603" or (result.question == "SL607" and not p.rules[result.subject].backstop):
        return result.verdict == "refuted"
    return result.question != "SL606" and result.verdict == "proved"


@settings(QUICK, max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=claimed_pathways())
def test_no_walk_tests_a_vacuous_claim(data: dict[str, Any]) -> None:
    p = built(data)
    found = proofs(p, most_states=2_000)
    walks = dict.fromkeys(result.shown for result in found if result.shown is not None)
    for name, claim in p.claims.items():
        if found["SL604", name].vacuous:
            seen = frozenset[int]().union(*(parts_tested(p, name, walk) for walk in walks))

            assert seen != frozenset(range(parts_to_test(claim)))


# the questions, by hand

SMALL = """
entries: {later: {at: b, visited: [c]}}
steps:
  a:
    kind: assessment
    title: A
    asks: [p]
    next:
      - {to: b, id: well, when: "p and x >= 5"}
      - {to: b, id: ill, when: "p and x <= 5", starts: [nsaid]}
      - {to: c, when: not p and hidden}
  b: {kind: assessment, title: B, options: [{to: c, when: q}, {to: end, when: not q}]}
  c: {kind: treatment, title: C, starts: [opioid], next: [{to: end}]}
  end: {kind: outcome, title: End}
rules:
  r: {blocks: [c], when: x >= 8, severity: relative, because: Because.}
  s: {blocks: [c], when: active(nsaid), severity: absolute, because: Because., backstop: true}
claims:
  never: {never: active(nsaid) and q}
  enters: {entering: [c], requires: x < 8}
  passed: {passes: c, before: end}
  after: {after: b, passes: c, before: end}
  offers: {at: b, when: q, offers: [c]}
"""


@pytest.fixture(scope="module")
def small() -> Pathway:
    return pathway(textwrap.dedent(SMALL))


def walk(*events: Event, entry: str | None = None) -> Shown:
    return Shown(entry, events)


P, Q, NOT_Q = Answered("p", True), Answered("q", True), Answered("q", False)
WELL, ILL, C, END = Took("well"), Took("ill"), Took("c"), Took("end")


def x(value: int) -> Answered:
    return Answered("x", value)


@pytest.mark.parametrize(
    ("question", "subject", "shown"),
    [
        ("SL601", "b", walk(P, x(3), ILL, Q)),
        ("SL601", "a", walk(Answered("p", False))),
        ("SL602", "a", walk(P, x(5))),
        ("SL603", "a", walk()),
        ("SL603", "b", walk(P, x(7), WELL)),
        ("SL603", "a/ill", walk(P, x(3), ILL)),
        ("SL603", "b/c", walk(P, x(8), WELL, Q, Overrode("r", "Agreed."), C)),
        ("SL604", "never", walk(P, x(3), ILL, Q)),
        ("SL604", "enters", walk(P, x(8), WELL, Q, Overrode("r", "Agreed."), C)),
        ("SL604", "passed", walk(P, x(7), WELL, NOT_Q, END)),
        ("SL604", "after", walk(NOT_Q, END, entry="later")),
        ("SL604", "offers", walk(P, x(3), ILL, Q)),
        ("SL605", "hidden", walk()),
        ("SL607", "r", walk(P, x(8), WELL)),
        ("SL607", "s", walk(P, x(3), ILL)),
    ],
)
def test_each_question_is_shown_by_a_walk(small: Pathway, question: str, subject: str, shown: Shown) -> None:
    assert shows(small, question, subject, shown)


@pytest.mark.parametrize(
    ("question", "subject", "shown"),
    [
        ("SL601", "a", walk()),
        ("SL601", "a", walk(P, x(5))),
        ("SL602", "a", walk(P, x(7), WELL)),
        ("SL603", "b", walk(P, x(7))),
        ("SL603", "a/ill", walk(P, x(7), WELL)),
        ("SL603", "b/c", walk(P, x(7), WELL, Q)),
        ("SL604", "never", walk(P, x(3), ILL)),
        ("SL604", "enters", walk(P, x(7), WELL, Q, C)),
        ("SL604", "passed", walk(P, x(7), WELL, Q, C, END)),
        ("SL604", "after", walk(NOT_Q, entry="later")),
        ("SL604", "offers", walk(P, x(3), ILL)),
        ("SL605", "hidden", walk(P)),
        ("SL605", "p", walk()),
        ("SL607", "r", walk(P, x(7), WELL)),
        ("SL607", "s", walk(P, x(7), WELL)),
    ],
)
def test_another_walk_does_not_show_it(small: Pathway, question: str, subject: str, shown: Shown) -> None:
    assert not shows(small, question, subject, shown)


@pytest.mark.parametrize(
    "shown",
    [
        walk(Q),
        walk(P, P),
        walk(WELL),
        walk(P, x(10)),
        walk(P, x(3), Took("nowhere")),
        walk(Overrode("r", "Agreed.")),
        walk(P, x(8), WELL, Q, C),
        walk(P, x(8), WELL, Q, Overrode("r", " "), C),
        walk(entry="nowhere"),
    ],
)
def test_a_walk_with_an_impossible_event_shows_nothing(small: Pathway, shown: Shown) -> None:
    for step in small.steps:
        assert not shows(small, "SL603", step, shown)


def test_a_claim_that_was_false_before_is_not_shown_by_a_longer_walk(small: Pathway) -> None:
    broken = walk(P, x(3), ILL, NOT_Q, END)

    assert shows(small, "SL604", "passed", broken)
    assert not shows(small, "SL604", "passed", walk(P, x(3), ILL, NOT_Q))


ROUND = """
steps:
  a: {kind: assessment, title: A, asks: [p], next: [{to: b, when: p}, {to: end, when: not p}]}
  b: {kind: assessment, title: B, next: [{to: c}]}
  c: {kind: assessment, title: C, next: [{to: b}]}
  end: {kind: outcome, title: End}
"""


def test_a_walk_is_stuck_where_it_would_begin_to_go_round_and_goes_no_further() -> None:
    p = pathway(textwrap.dedent(ROUND))

    assert shows(p, "SL601", "a", walk(P))
    assert not shows(p, "SL603", "b", walk(P, Took("b")))
    assert not shows(p, "SL601", "c", walk(P, Took("b"), C))


def test_a_move_that_somebody_gave_a_reason_for_leads_into_the_round() -> None:
    rule = "rules: {r: {blocks: [b], when: not visited(b), severity: relative, because: Because.}}\n"
    p = pathway(textwrap.dedent(ROUND) + rule)
    found = proofs(p)["SL601", "b"]

    assert found.shown == walk(P, Overrode("r", REASON), Took("b"))
    assert shows(p, "SL601", "b", found.shown)
    assert not shows(p, "SL601", "a", walk(P, Overrode("r", REASON)))


# what a walk tests of a claim


def test_each_part_joined_by_and_is_tested_on_its_own(small: Pathway) -> None:
    assert parts_to_test(small.claims["never"]) == 2
    assert parts_tested(small, "never", walk(P, x(3), ILL)) == {0}
    assert parts_tested(small, "never", walk(P, x(7), WELL, Q)) == {1}
    assert parts_tested(small, "never", walk(P, x(3), ILL, Q)) == {0, 1}


@pytest.mark.parametrize(
    ("claim", "testing", "not_testing"),
    [
        ("enters", walk(P, x(7), WELL, Q, C), walk(P, x(7), WELL, Q)),
        ("passed", walk(P, x(7), WELL, Q, C, END), walk(P, x(7), WELL, Q, C)),
        ("after", walk(P, x(7), WELL), walk(P, x(7))),
        ("offers", walk(P, x(7), WELL, Q), walk(P, x(7), WELL)),
    ],
)
def test_any_other_claim_is_tested_where_it_is_about_something(
    small: Pathway, claim: str, testing: Shown, not_testing: Shown
) -> None:
    assert parts_to_test(small.claims[claim]) == 1
    assert parts_tested(small, claim, testing) == {0}
    assert parts_tested(small, claim, not_testing) == frozenset()


def test_what_an_entry_lists_was_entered_before(small: Pathway) -> None:
    assert parts_tested(small, "passed", walk(entry="later")) == frozenset()
    assert shows(small, "SL604", "passed", walk(P, x(7), WELL, NOT_Q, END))
    assert not shows(small, "SL604", "passed", walk(NOT_Q, END, entry="later"))
