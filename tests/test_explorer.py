"""The explorer: pathways small enough to decide by hand, every witness walked with the engine, and a search without
any economy that must come to the same answers."""

# ruff: noqa: E501  # a line of YAML is read whole

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepladder.conditions.evaluate import evaluate
from stepladder.conditions.mentions import open_facts
from stepladder.engine.events import Answered, Asks, Chooses, Ended, Moves, Overrode, State, Stuck, Took
from stepladder.engine.events import Event as EngineEvent
from stepladder.engine.semantics import entering, now
from stepladder.engine.walk import Walk
from stepladder.facts import Value
from stepladder.model.declarations import Fact
from stepladder.model.pathway import Claim, Pathway
from stepladder.model.prepared import prepared
from stepladder.reading.load import read_text
from tests import oracle
from tests.explorer import Event, Verdict, Verdicts, Witness, explore, parts_of, targets
from tests.oracle import Place, Way
from tests.strategies import CHOICES, FINDINGS, QUICK, Names, built, conditions, pathways

HEAD = """
stepladder: 1
id: small
title: Small
version: 0.1.0
start: a
therapies: {nsaid: An anti-inflammatory, opioid: An opioid}
facts:
  p: {type: finding, ask: p?}
  q: {type: finding, ask: q?}
  again: {type: finding, fresh: true, ask: again?}
  hidden: {type: finding}
  x: {type: number, unit: a, min: 0, max: 9, ask: x?}
  z: {type: number, unit: a, min: 0, max: 9, ask: z?}
  dose: {type: number, unit: mg, min: 0, max: 100000, decimals: 2, ask: dose?}
  limit: {type: number, unit: mg, min: 0, max: 100000, decimals: 2, ask: limit?}
  kidney: {type: choice, values: {normal: Normal, reduced: Reduced, failing: Failing}, ask: kidney?}
"""


def pathway(text: str) -> Pathway:
    """A small pathway with the facts of `HEAD`."""
    reading = read_text((HEAD + textwrap.dedent(text)).encode(), "small.yaml")
    assert reading.pathway is not None, reading.diagnostics
    assert not reading.diagnostics, reading.diagnostics
    for _, condition in reading.pathway.conditions():
        assert not condition.problems, (condition.text, condition.problems)
    return reading.pathway


def explored(text: str) -> Verdicts:
    """What comes out of a small pathway; every witness is walked on the way."""
    p = pathway(text)
    found = explore(p)
    for verdict in found.all.values():
        assert_replays(p, verdict)
    return found


def events(verdict: Verdict) -> tuple[Event, ...]:
    assert verdict.witness is not None, verdict
    return verdict.witness.events


def claimed(text: str, claim: str) -> Verdict:
    """What comes out of one claim about a small pathway."""
    return explored(f"{textwrap.dedent(text)}\nclaims:\n  it: {claim}\n")["SL604", "it"]


# stuck


GAP = """
steps:
  a: {kind: assessment, title: A, asks: [x], next: [{to: end, id: less, when: x < 5}, {to: end, id: more, when: x > 5}]}
  end: {kind: outcome, title: End}
"""


def test_a_gap_between_two_guards_is_found_with_the_value_in_it() -> None:
    found = explored(GAP)

    assert found.refuted("SL601") == ["a"]
    assert events(found["SL601", "a"]) == (("answered", "x", 5),)
    assert found.refuted("SL602") == found.refuted("SL603") == found.refuted("SL606") == []


def test_a_gap_of_a_hundredth_in_a_large_number_is_found() -> None:
    found = explored("""
    steps:
      a: {kind: assessment, title: A, asks: [dose], next: [{to: end, id: less, when: dose < 37.45}, {to: end, id: more, when: dose > 37.46 or dose == 37.45}]}
      end: {kind: outcome, title: End}
    """)

    assert events(found["SL601", "a"]) == (("answered", "dose", Decimal("37.46")),)
    assert not found.sampled


def test_where_two_large_numbers_are_compared_nothing_is_said_to_be_proved() -> None:
    found = explored("""
    steps:
      a: {kind: assessment, title: A, asks: [dose, limit], next: [{to: end, id: less, when: dose < limit}, {to: end, id: more, when: dose > limit}]}
      end: {kind: outcome, title: End}
    """)

    assert found.sampled == ("dose", "limit")
    assert found.refuted("SL601") == ["a"]
    assert found["SL602", "a"].outcome == "undecided"


def test_every_order_of_two_numbers_is_tried() -> None:
    found = explored("""
    steps:
      a: {kind: assessment, title: A, asks: [x, z], next: [{to: end, id: less, when: x < z}, {to: end, id: more, when: x > z + 1}, {to: end, id: same, when: x == z}]}
      end: {kind: outcome, title: End}
    """)

    assert events(found["SL601", "a"]) == (("answered", "x", 1), ("answered", "z", 0))


TRIED = """
steps:
  a:
    kind: assessment
    title: A
    options:
      - {to: b, when: not tried(b)}
      - {to: c, when: not tried(c) and not active(nsaid)}
      - {to: end, when: "count(visited(b), visited(c)) >= 2"}
  b: {kind: treatment, title: B, starts: [nsaid], asks: [again], next: [{to: a, id: over, stops: [nsaid], when: again}, {to: a, id: still, otherwise: true}]}
  c: {kind: treatment, title: C, starts: [opioid], next: [{to: a}]}
  end: {kind: outcome, title: End}
"""


def test_a_list_of_options_that_runs_out_is_stuck() -> None:
    p = pathway(TRIED.replace("count(visited(b), visited(c)) >= 2", "visited(b) and tried(c)"))
    found = explore(p)

    # both are offered for ever while c's therapy is never stopped; nothing runs out, and nothing ends
    assert found.refuted("SL601") == []
    assert found["SL603", "a/end"].outcome == "refuted"
    assert found.refuted("SL606") == ["a", "b", "c"]


def test_counting_over_visits_lets_the_same_walk_end() -> None:
    found = explored(TRIED)

    assert found.refuted("SL601") == found.refuted("SL603") == found.refuted("SL606") == []
    assert events(found["SL603", "a/end"]) == (
        ("took", "b"),
        ("answered", "again", True),
        ("took", "over"),
        ("took", "c"),
        ("took", "a"),
        ("took", "end"),
    )


def test_a_fact_without_a_question_leaves_a_walk_stuck_and_is_named() -> None:
    found = explored("""
    entries: {seen: {at: a, sets: {hidden: true}}}
    steps:
      a: {kind: assessment, title: A, asks: [p], next: [{to: end, when: p or hidden}, {to: other, when: not p and not hidden}]}
      other: {kind: outcome, title: Other}
      end: {kind: outcome, title: End}
    """)

    assert events(found["SL601", "a"]) == (("answered", "p", False),)
    assert found["SL605", "hidden"].witness == Witness(None, ())
    assert found.refuted("SL603") == ["other", "a/other"]


def test_a_fact_without_a_question_that_is_always_set_is_never_unknown() -> None:
    found = explored("""
    steps:
      a: {kind: assessment, title: A, next: [{to: b, id: well, when: q, sets: {hidden: true}}, {to: b, id: ill, otherwise: true, sets: {hidden: false}}]}
      b: {kind: assessment, title: B, next: [{to: end, when: hidden}, {to: other, otherwise: true}]}
      other: {kind: outcome, title: Other}
      end: {kind: outcome, title: End}
    """)

    assert all(verdict.outcome == "proved" for verdict in found.all.values())


# rounds


ROUND = """
steps:
  a: {kind: assessment, title: A, asks: [p], next: [{to: b, when: p}, {to: end, when: not p}]}
  b: {kind: assessment, title: B, next: [{to: c, when: GUARD}, {to: end, otherwise: true}]}
  c: {kind: assessment, title: C, next: [{to: b}]}
  end: {kind: outcome, title: End}
"""


def test_a_round_without_a_question_is_stuck_where_it_would_begin() -> None:
    found = explored(ROUND.replace("GUARD", "true"))

    assert found.refuted("SL601") == ["a"]
    assert events(found["SL601", "a"]) == (("answered", "p", True),)
    assert found.refuted("SL603") == ["b", "c", "a/b", "b/c", "b/end", "c/b"]


def test_a_round_that_is_counted_comes_to_an_end() -> None:
    found = explored(ROUND.replace("GUARD", "visits(b) < 3"))

    assert found.refuted("SL601") == found.refuted("SL603") == []
    assert len(events(found["SL603", "b/end"])) == 7


def test_a_round_of_an_interrupt_is_endless_too() -> None:
    found = explored("""
    steps:
      a: {kind: assessment, title: A, next: [{to: end, when: q}, {to: c, otherwise: true}]}
      c: {kind: assessment, title: C, next: [{to: a}]}
      help: {kind: emergency, title: Help, next: [{to: a}]}
      end: {kind: outcome, title: End}
    interrupts: [{from: [a], when: p, to: help}]
    """)

    assert found.refuted("SL601") == ["a"]
    assert events(found["SL601", "a"]) == (("answered", "p", True),)
    assert found["SL603", "interrupts[0]"].outcome == "refuted"


# two at once, never, nowhere


def test_two_exits_that_apply_are_an_overlap_and_not_stuck() -> None:
    found = explored("""
    steps:
      a: {kind: assessment, title: A, asks: [x], next: [{to: end, when: x <= 5}, {to: other, when: x >= 5}]}
      other: {kind: outcome, title: Other}
      end: {kind: outcome, title: End}
    """)

    assert events(found["SL602", "a"]) == (("answered", "x", 5),)
    assert found.refuted("SL601") == found.refuted("SL606") == []


def test_a_guard_that_the_way_there_excludes_is_never_taken() -> None:
    found = explored("""
    steps:
      a: {kind: assessment, title: A, asks: [kidney], next: [{to: b, when: kidney != failing}, {to: end, when: kidney == failing}]}
      b: {kind: assessment, title: B, options: [{to: end, id: well, when: kidney == reduced}, {to: c, when: "kidney not in (normal, reduced)"}, {to: end, id: ill, when: kidney == normal}]}
      c: {kind: treatment, title: C, next: [{to: end}]}
      end: {kind: outcome, title: End}
    """)

    assert found.refuted("SL603") == ["c", "b/c", "c/end"]


def test_a_forgotten_answer_can_be_another_one_the_next_time() -> None:
    text = """
    steps:
      a: {kind: assessment, title: A, asks: [kidney], next: [{to: b, when: kidney == normal FORGETS}, {to: end, otherwise: true}]}
      b: {kind: assessment, title: B, asks: [kidney], next: [{to: end, when: kidney == normal}, {to: c, otherwise: true}]}
      c: {kind: treatment, title: C, next: [{to: end}]}
      end: {kind: outcome, title: End}
    """

    assert explored(text.replace("FORGETS", "")).refuted("SL603") == ["c", "b/c", "c/end"]
    assert explored(text.replace("FORGETS", ", forgets: [kidney]")).refuted("SL603") == []


def test_a_fresh_answer_is_another_one_each_time() -> None:
    found = explored("""
    steps:
      a: {kind: assessment, title: A, asks: [again], next: [{to: b, when: again}, {to: end, otherwise: true}]}
      b: {kind: assessment, title: B, asks: [again], next: [{to: end, when: again}, {to: c, otherwise: true}]}
      c: {kind: treatment, title: C, next: [{to: end}]}
      end: {kind: outcome, title: End}
    """)

    assert events(found["SL603", "c"]) == (
        ("answered", "again", True),
        ("took", "b"),
        ("answered", "again", False),
        ("took", "c"),
    )


def test_a_trap_is_found_and_what_only_leads_to_a_stuck_walk_counts_too() -> None:
    found = explored("""
    steps:
      a: {kind: assessment, title: A, options: [{to: b, when: p}, {to: end, when: not p}, {to: d}]}
      b: {kind: assessment, title: B, options: [{to: c}]}
      c: {kind: assessment, title: C, options: [{to: b}]}
      d: {kind: assessment, title: D, asks: [q], next: [{to: end, when: q and not q}]}
      end: {kind: outcome, title: End}
    """)

    assert found.refuted("SL606") == ["a", "b", "c", "d"]
    assert events(found["SL606", "a"]) == (("answered", "p", True),)
    assert events(found["SL606", "b"]) == (("answered", "p", True), ("took", "b"))
    assert events(found["SL606", "d"]) == (("took", "d"),)
    assert found.refuted("SL601") == ["d"]


# rules


RULES = """
steps:
  a: {kind: assessment, title: A, asks: [kidney], options: [{to: b, when: kidney != failing}, {to: c}]}
  b: {kind: treatment, title: B, starts: [nsaid], next: [{to: a, stops: [nsaid]}]}
  c: {kind: treatment, title: C, starts: [opioid], options: [{to: b, stops: [opioid], sets: {x: 3}}, {to: end}]}
  end: {kind: outcome, title: End}
rules:
  failing: {blocks: [b], when: kidney == failing, severity: absolute, because: Harm.}
  both: {blocks: [b], when: active(opioid), severity: relative, because: Care.}
  three: {blocks: [b], when: x == 3 and kidney == reduced, severity: relative, because: Care.}
"""


def test_a_rule_is_judged_as_for_what_would_be_entered() -> None:
    found = explored(RULES)

    assert events(found["SL607", "failing"]) == (("answered", "kidney", "failing"), ("took", "c"))
    assert events(found["SL607", "three"]) == (("answered", "kidney", "reduced"), ("took", "c"))
    # c's opioid is stopped by the exit to b, but runs on where the person ends up in `a` again: never
    assert found.refuted("SL607") == ["both"]


def test_a_caution_costs_a_reason_in_the_shortest_walk() -> None:
    found = explored(RULES)

    assert events(found["SL603", "c/b"]) == (("answered", "kidney", "normal"), ("took", "c"), ("took", "b"))
    reduced = explored(RULES.replace("kidney == reduced", "not kidney == failing"))
    assert events(reduced["SL603", "c/b"])[2:] == (("overrode", "three"), ("took", "b"))


def test_a_backstop_is_refuted_by_the_walk_that_needs_it() -> None:
    text = RULES.replace("severity: absolute", "severity: absolute, backstop: true")
    found = explored(text)
    guarded = explored(text.replace("sets: {x: 3}}", "sets: {x: 3}, when: kidney != failing}"))

    assert events(found["SL607", "failing"]) == (("answered", "kidney", "failing"), ("took", "c"))
    assert guarded["SL607", "failing"].outcome == "proved"


def test_blocked_opens_the_way_out_where_a_rule_closes_the_way_in() -> None:
    text = """
    steps:
      a: {kind: assessment, title: A, next: [{to: b, when: not p}, {to: end, when: GUARD}]}
      b: {kind: treatment, title: B, next: [{to: end}]}
      end: {kind: outcome, title: End}
    rules:
      failing: {blocks: [b], when: kidney == failing, severity: absolute, because: Harm.}
    """

    assert events(explored(text.replace("GUARD", "p"))["SL601", "a"]) == (
        ("answered", "p", False),
        ("answered", "kidney", "failing"),
    )
    assert explored(text.replace("GUARD", "p or blocked(b)")).refuted("SL601") == []
    assert explored(text.replace("GUARD", "p or blocked(b)")).refuted("SL602") == []


# claims


NITRATE = """
steps:
  a: {kind: assessment, title: A, asks: [p], options: [{to: b, when: not p}, {to: c}]}
  b: {kind: treatment, title: B, starts: [nsaid], options: [{to: c, STOPS}, {to: end}]}
  c: {kind: treatment, title: C, starts: [opioid], next: [{to: end}]}
  end: {kind: outcome, title: End}
"""


def test_never_is_judged_in_every_state() -> None:
    loose, strict = NITRATE.replace("STOPS", "when: true"), NITRATE.replace("STOPS", "stops: [nsaid]")
    never = "{never: active(nsaid) and active(opioid)}"

    assert events(claimed(loose, never)) == (("answered", "p", False), ("took", "b"), ("took", "c"))
    assert claimed(strict, never).outcome == "proved"
    assert not claimed(strict, never).vacuous


def test_never_is_vacuous_where_a_part_is_never_true() -> None:
    text = NITRATE.replace("STOPS", "when: true")

    assert claimed(text, "{never: active(nsaid) and x > 3}").vacuous
    assert claimed(text, "{never: p and (active(nsaid) and kidney == failing)}").vacuous
    assert not claimed(text, "{never: p and active(nsaid)}").vacuous
    assert not claimed(text, "{never: x > 3}").vacuous


def test_never_is_judged_between_two_answers() -> None:
    verdict = claimed(
        GAP.replace("asks: [x]", "asks: [p, q]").replace("x < 5", "p").replace("x > 5", "not p"),
        "{never: known(p) and not known(q)}",
    )

    assert events(verdict) == (("answered", "p", True),)


def test_entering_reads_what_would_be_entered_and_unknown_violates() -> None:
    text = NITRATE.replace("STOPS", "stops: [nsaid]")

    assert claimed(text, "{entering: c, requires: not active(nsaid)}").outcome == "proved"
    assert events(claimed(text, "{entering: b, requires: not p and x < 9}")) == (
        ("answered", "p", False),
        ("took", "b"),
    )
    assert claimed(text, "{entering: [b], requires: not p}").outcome == "proved"
    assert claimed(text, "{entering: a, requires: p}").vacuous


def test_entering_is_broken_by_an_interrupt_and_by_a_caution() -> None:
    text = """
    steps:
      a: {kind: assessment, title: A, asks: [p, x], next: [{to: b}]}
      b: {kind: treatment, title: B, next: [{to: end}]}
      help: {kind: emergency, title: Help, next: [{to: end}]}
      end: {kind: outcome, title: End}
    rules:
      care: {blocks: [b], when: x > 7, severity: relative, because: Care.}
    interrupts: [{from: everywhere, when: p, to: help}]
    """

    assert events(claimed(text, "{entering: help, requires: x < 9}")) == (("answered", "p", True), ("took", "help"))
    assert events(claimed(text, "{entering: b, requires: x <= 7}")) == (
        ("answered", "p", False),
        ("answered", "x", 8),
        ("overrode", "care"),
        ("took", "b"),
    )


ORDER = """
entries:
  later: {at: b, visited: [VISITED]}
steps:
  a: {kind: assessment, title: A, options: [{to: b}, {to: c}]}
  b: {kind: assessment, title: B, options: [{to: c}, {to: a}, {to: end}]}
  c: {kind: assessment, title: C, options: [{to: b}, {to: end}]}
  end: {kind: outcome, title: End}
"""


def test_passes_before_is_strict_and_looks_at_the_first_entry() -> None:
    text = ORDER.replace("VISITED", "a")

    assert claimed(text, "{passes: a, before: [b, c]}").outcome == "proved"
    assert events(claimed(text, "{passes: b, before: c}")) == (("took", "c"),)
    assert claimed(text, "{passes: c, before: c}").witness == Witness(None, (("took", "c"),))
    assert claimed(text, "{passes: a, before: a}").witness == Witness(None, ())


def test_what_an_entry_lists_counts_as_entered_before() -> None:
    claim = "{passes: a, before: b}"

    assert claimed(ORDER.replace("VISITED", "a"), claim).outcome == "proved"
    assert claimed(ORDER.replace("VISITED", "c"), claim).witness == Witness("later", ())
    assert claimed(ORDER.replace("VISITED", "c"), "{passes: b, before: c}").witness == Witness("later", ())


def test_a_claim_about_steps_that_are_never_entered_is_vacuous() -> None:
    text = ORDER.replace("VISITED", "a") + "  never: {kind: treatment, title: Never, next: [{to: end}]}\n"

    assert claimed(text, "{passes: a, before: never}").vacuous
    assert claimed(text, "{entering: never, requires: p}").vacuous
    assert claimed(text, "{after: never, passes: a, before: end}").vacuous
    assert claimed(text, "{at: never, when: true, offers: end}").vacuous
    assert claimed(text.replace("[a]", "[never]"), "{passes: a, before: never}").witness == Witness("later", ())


def test_after_asks_for_each_entry() -> None:
    text = ORDER.replace("VISITED", "a")

    assert events(claimed(text, "{after: c, passes: b, before: end}")) == (("took", "c"), ("took", "end"))
    assert claimed(text, "{after: a, passes: [b, c], before: any}").outcome == "proved"
    assert claimed(text, "{after: a, passes: b, before: any}").witness == Witness(None, (("took", "c"),))
    assert claimed(text, "{after: c, passes: [b, end], before: any}").outcome == "proved"
    assert claimed(text, "{after: b, passes: [a, c], before: end}").witness == Witness("later", (("took", "end"),))
    assert claimed(text, "{after: a, passes: b, before: [b, c]}").witness == Witness(None, (("took", "c"),))


def test_after_goes_on_from_what_an_entry_lists() -> None:
    text = """
    entries: {later: {at: b, visited: [a]}}
    steps:
      a: {kind: assessment, title: A, next: [{to: c}]}
      b: {kind: assessment, title: B, next: [{to: end}]}
      c: {kind: assessment, title: C, next: [{to: b}]}
      end: {kind: outcome, title: End}
    """

    assert claimed(text, "{after: a, passes: c, before: end}").witness == Witness("later", (("took", "end"),))
    assert claimed(text, "{after: a, passes: c, before: any}").witness == Witness("later", ())
    assert claimed(text.replace("[a]", "[a, c]"), "{after: a, passes: c, before: any}").outcome == "proved"


OFFERS = """
steps:
  a: {kind: assessment, title: A, asks: [p], options: [{to: b, when: x < 5}, {to: end, WHEN}]}
  b: {kind: treatment, title: B, next: [{to: end}]}
  help: {kind: emergency, title: Help, next: [{to: end}]}
  end: {kind: outcome, title: End}
interrupts: [{from: [a], when: p, to: help}]
"""


def test_offers_is_judged_once_nothing_must_be_asked() -> None:
    text = OFFERS.replace("WHEN", "when: known(x)")

    # before p is answered, and while x is all that can be answered, something must be asked
    assert claimed(text, "{at: a, when: not p, offers: end}").outcome == "proved"
    assert claimed(text, "{at: a, when: not known(x) and not p, offers: b}").vacuous
    assert events(claimed(text, "{at: a, when: true, offers: b}")) == (("answered", "p", True),)
    assert claimed(text, "{at: a, when: p, offers: help}").outcome == "proved"
    assert claimed(text, "{at: a, when: p and x > 4, offers: help}").outcome == "proved"
    assert claimed(text, "{at: a, when: p and kidney == normal, offers: help}").vacuous


def test_an_exit_at_ask_is_not_offered_where_another_can_be_taken() -> None:
    verdict = claimed(OFFERS.replace("WHEN", "when: true"), "{at: a, when: not p, offers: b}")

    assert events(verdict) == (("answered", "p", False),)


# entries, bounds, whole pathways


def test_a_walk_that_begins_in_an_entry_is_a_walk() -> None:
    found = explored("""
    entries: {later: {at: b, visited: [a], active: [nsaid], sets: {p: true, x: 4}}}
    steps:
      a: {kind: assessment, title: A, asks: [p], next: [{to: end, when: p}, {to: b, when: not p}]}
      b: {kind: assessment, title: B, next: [{to: end, when: not active(nsaid)}, {to: c, when: p and active(nsaid) and x == 4 and visits(a) == 1}]}
      c: {kind: treatment, title: C, next: [{to: end}]}
      end: {kind: outcome, title: End}
    """)

    assert found["SL603", "b/c"].witness == Witness("later", (("took", "c"),))
    assert found.refuted("SL601") == found.refuted("SL603") == []


def test_beyond_the_bound_what_was_not_seen_is_undecided() -> None:
    p = pathway(GAP)
    found = explore(p, most_states=3)

    assert found.bounded
    assert found["SL601", "end"].outcome == "undecided"
    assert found["SL603", "a"].outcome == "proved"
    assert found["SL606", "a"].outcome == "undecided"


def test_the_headache_example_has_no_gap_and_keeps_its_claims(headache: Pathway) -> None:
    found = explore(headache)

    assert [verdict for verdict in found.all.values() if verdict.outcome != "proved"] == []
    assert not any(verdict.vacuous for verdict in found.all.values())


# every witness can be walked


def names_of(data: dict[str, Any]) -> Names:
    """What a claim may name in a drawn pathway."""
    names = Names(FINDINGS, CHOICES, {}, tuple(data["steps"]), True)
    for name, raw in data["derived"].items():
        names = names.with_derived(name, raw)
    return names


@st.composite
def claims(draw: st.DrawFn, names: Names) -> dict[str, Any]:
    """A claim of any form."""
    some = st.lists(st.sampled_from(names.steps), min_size=1, max_size=2, unique=True)
    match draw(st.sampled_from(("never", "entering", "passes", "after", "offers"))):
        case "never":
            return {"never": " and ".join(f"({draw(conditions(names, 1))})" for _ in range(draw(st.integers(1, 2))))}
        case "entering":
            return {"entering": draw(some), "requires": draw(conditions(names, 1))}
        case "passes":
            return {"passes": draw(some), "before": draw(some | st.just(["end"]))}
        case "after":
            return {
                "after": draw(some),
                "passes": draw(some),
                "before": draw(some | st.sampled_from((["end"], ["any"]))),
            }
        case _:
            return {"at": draw(some), "when": draw(conditions(names, 1)), "offers": draw(some)}


@st.composite
def claimed_pathways(draw: st.DrawFn) -> dict[str, Any]:
    """A small pathway with some claims."""
    data = draw(pathways())
    names = names_of(data)
    drawn = draw(st.lists(claims(names), max_size=3))
    for index, rule in enumerate(data.get("rules", {}).values()):
        if index == 1:
            rule["backstop"] = True
    return {**data, "claims": {f"claim-{index}": claim for index, claim in enumerate(drawn)}}


@settings(QUICK, max_examples=150, suppress_health_check=list(HealthCheck))
@given(data=claimed_pathways())
def test_every_witness_can_be_walked_and_shows_what_it_says(data: dict[str, Any]) -> None:
    p = built(data)
    for verdict in explore(data, most_states=2_000).all.values():
        assert_replays(p, verdict)


def assert_replays(p: Pathway, verdict: Verdict) -> None:
    """Walk a witness with the engine, and look for what it is to show."""
    if verdict.witness is None:
        assert verdict.outcome != "refuted" or verdict.code in ("SL603", "SL607"), verdict
        return
    log = tuple(_engine_event(event) for event in verdict.witness.events)
    walk = Walk.resume(p, log, verdict.witness.entry)
    states = [moment.state for moment in walk.moments[: len(log) + 1]]

    assert shows(p, walk, log, states, verdict), verdict


def _engine_event(event: Event) -> EngineEvent:
    match event:
        case ("answered", fact, value):
            return Answered(fact, value)
        case ("overrode", rule):
            return Overrode(rule, "A reason.")
        case ("took", name):
            return Took(name)
    raise AssertionError(event)


def shows(p: Pathway, walk: Walk, log: tuple[EngineEvent, ...], states: list[State], verdict: Verdict) -> bool:
    """Whether the engine finds, at the end of a log, what a verdict says."""
    moment, last = walk.moments[len(log)], states[-1]
    following = moment.following
    match verdict.code:
        case "SL601":
            endless = isinstance(following, Moves) and walk.endless and len(walk.moments) == len(log) + 1
            return last.at == verdict.subject and (following == Stuck() or endless)
        case "SL602":
            return last.at == verdict.subject and isinstance(following, Stuck) and len(following.overlap) > 1
        case "SL603":
            return last.at == verdict.subject or _taken(p, log, states, verdict.subject)
        case "SL604":
            return breaks(p, walk, log, states, verdict.witness, p.claims[verdict.subject])
        case "SL605":
            return verdict.subject not in last.known and any(
                verdict.subject in _open(p, last, exit_) for exit_ in moment.exits if exit_.status == "ask"
            )
        case "SL606":
            return last.at == verdict.subject and not isinstance(following, Ended | Stuck)
        case _:
            return any(verdict.subject in exit_.holding for exit_ in moment.exits)


def _taken(p: Pathway, log: tuple[EngineEvent, ...], states: list[State], subject: str) -> bool:
    event, before, after = log[-1], states[-2], states[-1]
    if not isinstance(event, Took):
        return False
    if subject.startswith("interrupts"):
        interrupt = p.interrupts[int(subject[11:-1])]
        return interrupt.name == event.exit and after.at == interrupt.to
    return subject == f"{before.at}/{event.exit}"


def _open(p: Pathway, state: State, exit_: Any) -> list[str]:
    present = now(p, state)
    then = entering(p, state, present, exit_.transition)
    found = list(open_facts(exit_.transition.when.expr, present))
    for _, rule in prepared(p).rules_on.get(exit_.to, ()):
        found += open_facts(rule.when.expr, then)
    return found


def breaks(
    p: Pathway, walk: Walk, log: tuple[EngineEvent, ...], states: list[State], witness: Witness | None, claim: Claim
) -> bool:
    """Whether a walk breaks a claim with its last event."""
    assert witness is not None
    last = states[-1]
    if claim.never is not None:
        return evaluate(claim.never.expr, now(p, last)) is True
    if claim.requires is not None:
        before = states[-2]
        took = log[-1]
        assert isinstance(took, Took)
        exit_ = next(e for e in walk.moments[len(log) - 1].exits if e.name == took.exit and e.takable)
        then = entering(p, before, now(p, before), exit_.transition)
        return exit_.to in p.members(claim.entering or ()) and evaluate(claim.requires.expr, then) is not True
    if claim.when is not None:
        moment = walk.moments[len(log)]
        if evaluate(claim.when.expr, now(p, last)) is not True or last.at not in p.members(claim.at or ()):
            return False
        match moment.following:
            case Asks():
                return False
            case Moves(exit_):
                return exit_.to not in p.members(claim.offers or ())
            case Chooses(ways) | Stuck(ways):
                return not any(way.to in p.members(claim.offers or ()) for way in ways)
            case Ended():
                return True
    listed = () if witness.entry is None else p.entries[witness.entry].visited
    trail = [
        *listed,
        *(state.at for index, state in enumerate(states) if index == 0 or isinstance(log[index - 1], Took)),
    ]
    return broken_by(p, claim, trail)


def broken_by(p: Pathway, claim: Claim, trail: list[str]) -> bool:
    """Whether a list of steps, entered one after the other, breaks a `passes` or an `after` claim."""
    passes, before = p.members(claim.passes or ()), targets(p, claim)
    if claim.after is None:
        first = next((index for index, step in enumerate(trail) if step in before), None)
        return first is not None and not any(step in passes for step in trail[:first])
    for index, step in enumerate(trail):
        if step in p.members(claim.after):
            for later in trail[index + 1 :]:
                if later in passes:
                    break
                if later in before:
                    return True
    return False


# a search without any economy


@settings(QUICK, max_examples=80, suppress_health_check=list(HealthCheck))
@given(data=claimed_pathways())
def test_a_search_that_leaves_nothing_out_comes_to_the_same_answers(data: dict[str, Any]) -> None:
    p = built(data)
    found = explore(p, most_states=100)
    plain = Plain(p, 200 if not found.bounded else 0)
    if plain.bounded:
        return

    assert {key: summary(verdict) for key, verdict in found.all.items()} == plain.answers()


def summary(verdict: Verdict) -> tuple[str, bool, int | None]:
    """An outcome, whether it is vacuous, and how long its witness is."""
    return verdict.outcome, verdict.vacuous, None if verdict.witness is None else len(verdict.witness.events)


Snapshot = tuple[
    str, frozenset[tuple[str, Value]], frozenset[str], tuple[tuple[str, int], ...], frozenset[str], frozenset[str]
]
"""Step, facts, therapies, visits, reasons, and the `after` claims that wait."""

MOST_VISITS = 5
"""No drawn condition counts further."""


@dataclass(frozen=True)
class Full:
    """A place, with the `after` claims that wait for a step."""

    place: Place
    waits: frozenset[str]

    @property
    def key(self) -> Snapshot:
        """What makes two of them the same."""
        place = self.place
        visits = {step: min(place.entered.count(step), MOST_VISITS) for step in place.entered}
        return (
            place.at,
            frozenset(place.known.items()),
            place.active,
            tuple(sorted(visits.items())),
            place.reasons,
            self.waits,
        )


class Plain:
    """Every event of every state with every value, by the oracle's own `answered`, `overrode` and `took`."""

    def __init__(self, p: Pathway, most: int) -> None:
        self.p = p
        self.seen: dict[tuple[str, str], int] = {}
        self.bounded = False
        self.listed: set[str] = set()
        self.next: dict[Snapshot, list[Snapshot]] = {}
        self.left_apart: set[Snapshot] = set()
        self.ends: set[Snapshot] = set()
        self.depth: dict[Snapshot, int] = {}
        ring = [self._begin(entry) for entry in (None, *p.entries)]
        depth = 0
        while ring and not self.bounded:
            following: list[Full] = []
            for full in ring:
                self.bounded = len(self.next) > most
                if full.key not in self.next and not self.bounded:
                    self.depth[full.key] = depth
                    after = list(self._after(full, depth))
                    self.next[full.key] = [each.key for each in after]
                    following += after
            ring, depth = following, depth + 1
        if not self.bounded:
            self._find_doomed()

    def _begin(self, entry: str | None) -> Full:
        listed = () if entry is None else self.p.entries[entry].visited
        full = Full(Place(""), frozenset())
        for step in (*listed, self.p.start if entry is None else self.p.entries[entry].at):
            self.listed.add(step)
            waits = self._entering(full, step, 0).waits
            full = Full(replace(full.place, entered=(*full.place.entered, step)), waits)
        return Full(oracle.begins(self.p, entry), full.waits)

    def _mark(self, code: str, subject: str, depth: int) -> None:
        self.seen[code, subject] = min(depth, self.seen.get((code, subject), depth))

    def _entering(self, full: Full, step: str, depth: int) -> Full:
        waits = set(full.waits)
        for name, claim in self.p.claims.items():
            if claim.before is None:
                continue
            of, before = self.p.members(claim.passes or ()), targets(self.p, claim)
            if claim.after is None:
                if step in before and not any(passed in of for passed in full.place.entered):
                    self._mark("SL604", name, depth)
                continue
            if name in waits and step in before and step not in of:
                self._mark("SL604", name, depth)
            if step in before or step in of:
                waits.discard(name)
            if step in self.p.members(claim.after):
                waits.add(name)
        return Full(full.place, frozenset(waits))

    def _after(self, full: Full, depth: int) -> Iterator[Full]:
        """What is seen in a state, and every state one event further."""
        p, place = self.p, full.place
        happening = oracle.happens(p, place)
        endless = happening[0] == "moves" and self._endless(place)
        self._look(full, happening, endless, depth)
        if endless:
            return
        for fact, declared in p.facts.items() if happening[0] not in ("moves", "ended") else ():
            possible = values_of(declared)
            if fact not in place.known and oracle.answered(p, place, fact, possible[0]) is not None:
                for value in possible:
                    yield Full(replace(place, known={**place.known, fact: value}), full.waits)
        for rule in p.rules if happening[0] == "chooses" else ():
            reasoned = oracle.overrode(p, place, rule, "A reason.")
            if reasoned is not None and rule not in place.reasons:
                yield Full(reasoned, full.waits)
        for way in takable(happening) if happening[0] != "stuck" else ():
            then = oracle.took(p, place, way.name)
            if then is not None:
                self._take(place, way, depth + 1)
                yield Full(then, self._entering(full, way.to, depth + 1).waits)

    def _take(self, place: Place, way: Way, depth: int) -> None:
        p, t = self.p, way.transition
        number = next((index for index, interrupt in enumerate(p.interrupts) if interrupt is t), None)
        self._mark("taken", f"{place.at}/{way.name}" if number is None else f"interrupts[{number}]", depth)
        running = (place.active - set(t.stops)) | set(t.starts)
        then = replace(place, active=running, known={**place.known, **t.sets}, present=place)
        for name, claim in p.claims.items():
            if claim.requires is not None and way.to in p.members(claim.entering or ()):
                self._mark("tested", name, depth)
                if oracle.truth(p, claim.requires.expr, then) is not True:
                    self._mark("SL604", name, depth)

    def _look(self, full: Full, happening: oracle.Happens, endless: bool, depth: int) -> None:
        p, place, at = self.p, full.place, full.place.at
        self._mark("entered", at, depth)
        applying = takable(happening)
        if happening[0] == "ended":
            self.ends.add(full.key)
        if endless or happening[0] == "stuck":
            self.left_apart.add(full.key)
            self._mark("SL602" if applying and not endless else "SL601", at, depth)
        for way in oracle.ways(p, place):
            for rule in way.holding:
                self._mark("holds", rule, depth)
            for fact in hangs_on(p, place, way) if way.status == "ask" else ():
                self._mark("SL605", fact, depth)
        for name, claim in p.claims.items():
            if claim.never is not None:
                for index, part in enumerate(parts_of(claim.never.expr)):
                    if oracle.truth(p, part, place) is True:
                        self._mark(f"part {index}", name, depth)
                if oracle.truth(p, claim.never.expr, place) is True:
                    self._mark("SL604", name, depth)
            waiting = happening[0] == "asks" or (happening[0] == "chooses" and not applying)
            if claim.when is None or waiting or at not in p.members(claim.at or ()):
                continue
            if oracle.truth(p, claim.when.expr, place) is True:
                self._mark("tested", name, depth)
                # where an interrupt is taken, the step's own exits are hidden, and count by their status all the same
                own = [way for way in oracle.ways(p, place) if not way.interrupt and way.status in ("open", "caution")]
                if not any(way.to in p.members(claim.offers or ()) for way in (*applying, *own)):
                    self._mark("SL604", name, depth)

    def _endless(self, place: Place) -> bool:
        seen = set()
        while (happening := oracle.happens(self.p, place))[0] == "moves":
            key = Full(place, frozenset()).key
            if key in seen:
                return True
            seen.add(key)
            place = oracle.moved(self.p, place, takable(happening)[0])
        return False

    def _find_doomed(self) -> None:
        good = set(self.ends)
        grew = True
        while grew:
            more = {key for key, after in self.next.items() if key not in good and not good.isdisjoint(after)}
            grew = bool(more)
            good |= more
        for key in self.next:
            if key not in good and key not in self.left_apart:
                self._mark("SL606", key[0], self.depth[key])

    def answers(self) -> dict[tuple[str, str], tuple[str, bool, int | None]]:
        """The verdicts, summed up."""
        p = self.p
        found: dict[tuple[str, str], tuple[str, bool, int | None]] = {}

        def bad(code: str, subject: str, mark: str = "", vacuous: bool = False) -> None:
            depth = self.seen.get((mark or code, subject))
            found[code, subject] = ("proved", vacuous, None) if depth is None else ("refuted", False, depth)

        def good(code: str, subject: str, mark: str) -> None:
            depth = self.seen.get((mark, subject))
            found[code, subject] = ("refuted" if depth is None else "proved", False, depth)

        for name, step in p.steps.items():
            bad("SL601", name)
            bad("SL606", name)
            good("SL603", name, "entered")
            if step.next:
                bad("SL602", name)
            for exit_ in step.exits:
                good("SL603", f"{name}/{exit_.name}", "taken")
        for index, _ in enumerate(p.interrupts):
            good("SL603", f"interrupts[{index}]", "taken")
        for name, claim in p.claims.items():
            bad("SL604", name, vacuous=self._vacuous(name, claim))
        for name, fact in p.facts.items():
            if not fact.ask:
                bad("SL605", name)
        for name, rule in p.rules.items():
            (bad if rule.backstop else good)("SL607", name, "holds")
        return found

    def _vacuous(self, name: str, claim: Claim) -> bool:
        if claim.never is not None:
            return any((f"part {i}", name) not in self.seen for i, _ in enumerate(parts_of(claim.never.expr)))
        if claim.before is None:
            return ("tested", name) not in self.seen
        subject = targets(self.p, claim) if claim.after is None else self.p.members(claim.after)
        return not any(("entered", step) in self.seen or step in self.listed for step in subject)


def takable(happening: oracle.Happens) -> list[Way]:
    """The exits that apply, or may be chosen."""
    match happening:
        case ("moves", Way() as way):
            return [way]
        case ("chooses", tuple(ways), _) | ("stuck", tuple(ways)):
            return [way for way in ways if isinstance(way, Way)]
        case _:
            return []


def hangs_on(p: Pathway, place: Place, way: Way) -> list[str]:
    """The facts without a question that an exit at ask depends on."""
    t = way.transition
    own = p.steps[place.at].exits
    running = (place.active - set(t.stops)) | set(t.starts)
    then = replace(place, active=running, known={**place.known, **t.sets}, present=place)
    found = [oracle.open_facts(p, guard.when.expr, place) for guard in (own[:-1] if t.otherwise else (t,))]
    found += [oracle.open_facts(p, rule.when.expr, then) for _, rule in oracle.rules_of(p, way.to)]
    return [fact for facts in found for fact in facts if not p.facts[fact].ask]


def values_of(fact: Fact) -> list[Value]:
    """Every value of a fact with a small domain."""
    if fact.type == "finding":
        return [True, False]
    if fact.type == "choice":
        return list(fact.values or ())
    low, high = Decimal(str(fact.min)), Decimal(str(fact.max))
    unit = Decimal(1).scaleb(-fact.decimals)
    return [low + n * unit for n in range(int((high - low) / unit) + 1)]
