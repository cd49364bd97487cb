"""The proofs against the referee that looks at every state: the same answers about thousands of drawn pathways, before
and after a defect is planted, and walks as short as they can be.

`STEPLADDER_PATHWAYS` says how many pathways are drawn, half of them ladders; `pytest -m slow` draws ten times as many.
"""

from __future__ import annotations

import copy
import json
import os
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings

from stepladder.diagnostics import CATALOGUE
from stepladder.engine.events import (
    Answered,
    Asks,
    Chooses,
    Ended,
    Event,
    ImpossibleEvent,
    Moves,
    Overrode,
    Stuck,
    Took,
)
from stepladder.engine.moments import Moment
from stepladder.engine.semantics import Standing, begin
from stepladder.facts import Domain, Number, Value
from stepladder.library.checked import case_walks, examine
from stepladder.library.registry import find
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.reading.load import read, read_text
from stepladder.validate import problems
from stepladder.validate.check import Subject
from stepladder.verify.checker import LOOK, Replayed, parts_tested, parts_to_test, shows
from stepladder.verify.domain import Space
from stepladder.verify.endless import goes_round
from stepladder.verify.engine import verify
from stepladder.verify.findings import Proofs, Result, Shown
from tests.explorer import Verdict, Verdicts, explore
from tests.ladders import ladder
from tests.standin import shown_of
from tests.strategies import built
from tests.test_explorer import claimed_pathways, pathway

pytestmark = pytest.mark.heavy

Data: TypeAlias = dict[str, Any]
Tally: TypeAlias = Counter[str]

COUNT = int(os.environ.get("STEPLADDER_PATHWAYS", "2000"))
"""How many pathways are drawn."""
CHUNKS = 30
SECONDS = 0.3
"""What the proofs of one drawn pathway may take; what is undecided then is counted, and no disagreement."""
MOST_UNDECIDED = 0.05
"""The part of the questions that may stay undecided although there was time."""


# what is compared


def disagreements(p: Pathway, tally: Tally, *, states: int = 6_000, seconds: float = SECONDS) -> list[str]:
    """Where the engine and the referee say different things about a pathway, in words."""
    judged, found = explore(p, most_states=states), verify(p, timeout=seconds)
    tally["pathways"] += 1
    said = [f"questions: {sorted(set(judged.all) ^ set(found.by_key))}"] if set(judged.all) != set(found.by_key) else []
    for key, verdict in judged.all.items():
        if key in found.by_key:
            said += _compared(p, verdict, found[key], tally, exact=not judged.sampled)
    return said


def _compared(p: Pathway, verdict: Verdict, result: Result, tally: Tally, *, exact: bool) -> Iterator[str]:
    about = f"{verdict.code} {verdict.subject}"
    tally["questions"] += 1
    if result.verdict == "undecided":
        tally["undecided" if "the time was over" in result.how else "undecided in time"] += 1
        return
    tally[f"{result.verdict}"] += 1
    yield from _of_walk(p, result, about)
    if verdict.outcome == "undecided":
        tally["undecided by the referee"] += 1
        return
    if verdict.outcome != result.verdict:
        yield f"{about}: the engine says {result.verdict} ({result.how}; {result.shown}), the referee {verdict}"
        return
    if result.verdict == "proved" and result.vacuous != verdict.vacuous and "undecided" not in result.how:
        yield f"{about}: the engine says vacuous={result.vacuous}, the referee {verdict.vacuous}"
    if result.verdict == "refuted" and verdict.witness is not None:
        shortest = shown_of(verdict.witness)
        if not shows(p, verdict.code, verdict.subject, shortest):
            yield f"{about}: the referee's walk shows nothing: {shortest}"
        elif result.shown is None:
            yield f"{about}: the engine has no walk, the referee {shortest}"
        elif moves(result.shown) > moves(shortest) and exact:  # numbers that are not told apart may hide a shorter one
            yield f"{about}: {moves(result.shown)} moves, {moves(shortest)} are enough: {result.shown}, {shortest}"


def _of_walk(p: Pathway, result: Result, about: str) -> Iterator[str]:
    shown, code = result.shown, result.question
    if shown is None:
        return
    says_so = result.verdict == "refuted" or code in ("SL603", "SL607")
    if says_so and not shows(p, code, result.subject, shown):
        yield f"{about}: {result.verdict} with a walk that does not show it: {shown}"


def moves(shown: Shown) -> int:
    """How many exits a walk takes."""
    return sum(isinstance(event, Took) for event in shown.events)


def in_full(data: Data, said: list[str]) -> str:
    """A disagreement as it can be kept: the pathway in YAML, and what was said about it."""
    text: str = yaml.safe_dump(json.loads(json.dumps(data, default=float)), sort_keys=False, width=160)
    return "\n".join((*said, "", text))


def drawn(seed_: int, count: int) -> list[Data]:
    """Some pathways, the same for the same seed; none twice."""
    found: dict[str, Data] = {}

    @seed(seed_)
    @settings(
        max_examples=count + count // 4 + 5,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(data=claimed_pathways())
    def draw(data: Data) -> None:
        found.setdefault(json.dumps(data, default=float), data)

    draw()
    return list(found.values())[:count]


def ladders(first: int, count: int) -> list[Data]:
    """Some ladders."""
    return [ladder(number) for number in range(first, first + count)]


# drawn pathways


def agree_about(datas: Sequence[Data], most_undecided: float = MOST_UNDECIDED) -> None:
    """Compare everything about some pathways."""
    tally: Tally = Counter()
    for data in datas:
        said = disagreements(built(data), tally)
        assert not said, in_full(data, said)

    assert tally["undecided in time"] <= most_undecided * tally["questions"], tally


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_engine_and_referee_agree_about_every_question(chunk: int) -> None:
    agree_about(drawn(chunk, COUNT // CHUNKS // 2))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_engine_and_referee_agree_about_ladders_with_more_steps(chunk: int) -> None:
    agree_about(ladders(chunk * 1_000, COUNT // CHUNKS // 2))


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_engine_and_referee_agree_about_many_more_ladders(chunk: int) -> None:
    agree_about(ladders(1_000_000 + chunk * 10_000, COUNT * 5 // CHUNKS))


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_engine_and_referee_agree_about_many_more(chunk: int) -> None:
    agree_about(drawn(10_000 + chunk, COUNT * 5 // CHUNKS))


WIDE: Mapping[str, Mapping[str, Any]] = {
    "age": {"min": 18, "max": 110},
    "score": {"min": 0, "max": 90},
    "dose": {"min": 0, "max": 120},
    "limit": {"min": 0.5, "max": 200},
}


@pytest.mark.parametrize("chunk", range(4))
def test_engine_and_referee_agree_where_numbers_have_many_values(chunk: int) -> None:
    datas = drawn(500 + chunk, 25)
    for data in datas:
        for name, more in WIDE.items():
            data["facts"][name].update(more)
    agree_about(datas, most_undecided=1)


# planted defects


def defects(data: Data) -> Iterator[tuple[str, Data]]:
    """A pathway with one thing made wrong at a time, and what that is."""
    for name in data.get("rules", {}):
        yield f"without the rule {name}", _without(data, ("rules", name))
    for route, exit_ in _exits(data):
        siblings = _at(data, route[:-1])
        if len(siblings) > 1 and "otherwise" not in exit_:
            yield f"without the exit {route}", _without(data, route)
        if "when" in exit_:
            yield f"without the guard of {route}", _without(data, (*route, "when"))
    for index, _ in enumerate(data.get("interrupts", ())):
        yield f"without interrupt {index}", _without(data, ("interrupts", index))
    for route, text in _texts(data):
        for found in re.finditer(r"<=|>=|==|!=|<|>", text):
            turned = text[: found.start()] + FLIPPED[found[0]] + text[found.end() :]
            yield f"{turned} for {text} at {route}", _with(data, route, turned)
    for name, fact in data["facts"].items():
        for bound, by in (("min", -1), ("max", 1)):
            if bound in fact:
                yield f"{bound} of {name} is wider", _with(data, ("facts", name, bound), fact[bound] + by)


FLIPPED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
"""The mistake that is made most: a bound that belongs to the other side."""

Route: TypeAlias = tuple[str | int, ...]


def _exits(data: Data) -> Iterator[tuple[Route, Data]]:
    for name, step in data["steps"].items():
        for kind in ("next", "options"):
            for index, exit_ in enumerate(step.get(kind) or ()):
                yield ("steps", name, kind, index), exit_


def _texts(data: Data) -> Iterator[tuple[Route, str]]:
    """The guards and the conditions of rules, interrupts and derived names."""
    for route, exit_ in _exits(data):
        if "when" in exit_:
            yield (*route, "when"), exit_["when"]
    for name, rule in data.get("rules", {}).items():
        yield ("rules", name, "when"), rule["when"]
    for index, interrupt in enumerate(data.get("interrupts", ())):
        yield ("interrupts", index, "when"), interrupt["when"]
    for name, derived in data.get("derived", {}).items():
        if isinstance(derived, str):
            yield ("derived", name), derived


def _at(data: Any, route: Route) -> Any:
    for key in route:
        data = data[key]
    return data


def _without(data: Data, route: Route) -> Data:
    changed = copy.deepcopy(data)
    del _at(changed, route[:-1])[route[-1]]
    return changed


def _with(data: Data, route: Route, value: object) -> Data:
    changed = copy.deepcopy(data)
    _at(changed, route[:-1])[route[-1]] = value
    return changed


def sound(data: Data) -> Pathway | None:
    """The pathway of some data, if nothing is wrong with it as far as that is seen without proofs."""
    reading = read_text(json.dumps(data, default=float).encode(), "planted.yaml")
    if reading.pathway is None or reading.diagnostics:
        return None
    found = problems(Subject(reading.pathway, reading.declared or {}, date(2026, 11, 24)))
    wrong = [one for one in found if CATALOGUE[one.code].severity == "error"]
    return None if wrong else reading.pathway


def read_data(name: str) -> Data:
    """The data of a pathway at hand."""
    return copy.deepcopy(dict(read(find(name)).mended["pathway"]))


def said_of(found: Proofs | Verdicts) -> dict[tuple[str, str], tuple[str, bool | str]]:
    """The verdicts and whether they are vacuous, without the walks."""
    if isinstance(found, Verdicts):
        return {key: (one.outcome, one.vacuous) for key, one in found.all.items()}
    return {
        key: (one.verdict, "undecided" if "undecided" in one.how else one.vacuous) for key, one in found.by_key.items()
    }


@pytest.mark.parametrize("chunk", range(6))
def test_a_defect_planted_in_a_drawn_pathway_is_seen_as_the_referee_sees_it(chunk: int) -> None:
    chosen, planted = random.Random(chunk), []
    for data in drawn(2_000 + chunk, 30):
        possible = list(defects(data))
        planted += [found for _, found in chosen.sample(possible, min(2, len(possible))) if sound(found) is not None]

    assert len(planted) > 20
    agree_about(planted)


@pytest.mark.parametrize("chunk", range(2))
def test_a_defect_planted_in_a_ladder_is_seen_as_the_referee_sees_it(chunk: int) -> None:
    chosen, changed = random.Random(chunk), Counter[bool]()
    for data in ladders(500_000 + chunk * 1_000, 40):
        before = built(data)
        said, found = said_of(explore(before)), said_of(verify(before))
        for what, planted in chosen.sample(list(defects(data)), 4):
            p = built(planted)
            wrong = disagreements(p, Counter())
            assert not wrong, in_full(planted, [what, *wrong])
            now, then = said_of(explore(p)), said_of(verify(p))
            changed[said != now] += 1
            both = [key for key in said.keys() & now if "undecided" not in (*found[key], *then[key])]
            assert [key for key in both if said[key] != now[key]] == [key for key in both if found[key] != then[key]], (
                what
            )

    assert changed[True] > 40


@pytest.fixture(scope="module")
def mutants() -> list[tuple[str, Data, Pathway]]:
    data = read_data("headache-steps")
    found = [(what, changed, sound(changed)) for what, changed in defects(data)]
    return [(what, changed, p) for what, changed, p in found if p is not None]


def test_every_defect_planted_in_the_small_example_is_seen_as_the_referee_sees_it(
    headache: Pathway, mutants: list[tuple[str, Data, Pathway]]
) -> None:
    before, noticed = said_of(explore(headache)), []
    for what, changed, p in mutants:
        tally: Tally = Counter()
        said = disagreements(p, tally, seconds=5)
        assert not said, in_full(changed, [what, *said])
        assert tally["proved"] + tally["refuted"] == tally["questions"], what
        if said_of(explore(p)) != before:
            noticed.append(what)
            assert said_of(verify(p)) != before, what

    assert len(mutants) > 20
    assert len(noticed) > 10


# what a walk has done cannot be impossible


def seen_on(
    p: Pathway, chosen: random.Random, likely: Mapping[str, Sequence[Value]], most: int, along: Sequence[Shown]
) -> Iterator[tuple[str, str, Shown]]:
    """One walk at random, with everything that it shows about any question; at first along a given one."""
    base = chosen.choice(along) if along else Shown(chosen.choice((None, *p.entries)), ())
    entry, way = base.entry, list(base.events[: chosen.randint(0, len(base.events))])
    moments = [Moment(None, Standing(p, begin(p, entry)))]
    for _ in range(most):
        walk = Replayed(p, entry, tuple(moments), goes_round(moments[-1].standing))
        shown = Shown(entry, tuple([moment.event for moment in moments if moment.event is not None]))
        before = moments[-2].state.at if len(moments) > 1 else None
        for code, subject in subjects(p, before, moments[-1].state.at):
            if LOOK[code](walk, subject):
                yield code, subject, shown
        for claim in p.claims if len(p.steps) < 10 else ():
            if len(parts_tested(p, claim, shown)) == parts_to_test(p.claims[claim]):
                yield "tested", claim, shown
        if walk.endless:
            return
        try:
            event = way.pop(0) if way else some_event(moments[-1].standing, chosen, likely)
            if event is None:
                return
            moments.append(Moment(event, Standing(p, moments[-1].standing.after(event))))
        except ImpossibleEvent:  # what was planted stands in the way
            way.clear()


def subjects(p: Pathway, before: str | None, at: str) -> list[tuple[str, str]]:
    """The questions that a walk may answer where it stands, or with the move that led there, about each subject."""
    found = [("SL601", at), ("SL603", at)]
    found += [("SL602", at)] if p.steps[at].next is not None else []
    if before is not None:
        found += [("SL603", f"{before}/{exit_.name}") for exit_ in p.steps[before].exits]
        found += [("SL603", f"interrupts[{index}]") for index, _ in enumerate(p.interrupts)]
    found += [("SL604", name) for name in p.claims]
    found += [("SL605", name) for name, fact in p.facts.items() if not fact.ask]
    targets = {exit_.to for exit_ in (*p.steps[at].exits, *p.interrupts)}
    rules = dict.fromkeys(name for to in sorted(targets) for name, _ in prepared(p).rules_on.get(to, ()))
    return found + [("SL607", name) for name in rules]


def some_event(standing: Standing, chosen: random.Random, likely: Mapping[str, Sequence[Value]]) -> Event | None:
    """An event that may happen next, at random."""

    def answer(fact: str) -> Answered:
        return Answered(fact, some_value(prepared(standing.pathway).domains[fact], chosen, likely[fact]))

    match standing.situation:
        case Moves(exit_):
            return Took(exit_.name)
        case Asks(fact):
            return answer(fact)
        case Chooses(exits, asks):
            ways: list[Event] = [answer(fact) for fact in asks]
            for exit_ in exits:
                missing = [rule for rule in exit_.holding if rule not in standing.state.reasons]
                ways.append(Overrode(missing[0], "Agreed.") if missing else Took(exit_.name))
            return chosen.choice(ways)
        case Ended() | Stuck():
            return None


def some_value(domain: Domain, chosen: random.Random, likely: Sequence[Value]) -> Value:
    """A value of a fact, of a number often one that is compared somewhere."""
    if isinstance(domain, Number) and domain.low is not None and domain.high is not None and chosen.random() < 0.4:
        unit = Decimal(1).scaleb(-domain.decimals)
        return domain.low + unit * chosen.randint(0, int((domain.high - domain.low) / unit))
    return chosen.choice(likely)


def assert_nothing_impossible_was_seen(
    p: Pathway, found: Proofs, chosen: random.Random, walks: int, along: Sequence[Shown] = ()
) -> int:
    """Walk at random, and hold what is seen against what was said; how much was seen."""
    space = Space([p])
    likely = {
        name: [value for value in space.values[space.index["fact", name]] if value is not None] for name in p.facts
    }
    seen: set[tuple[str, str]] = set()
    for _ in range(walks):
        for code, subject, shown in seen_on(p, chosen, likely, 80, along):
            seen.add((code, subject))
            if code == "tested":
                assert not found["SL604", subject].vacuous, (subject, shown)
                continue
            backstop = code == "SL607" and p.rules[subject].backstop
            wrong = "refuted" if code in ("SL603", "SL607") and not backstop else "proved"
            assert found[code, subject].verdict != wrong, (code, subject, shown)
    return len(seen)


@pytest.mark.parametrize("chunk", range(4))
def test_no_walk_through_a_drawn_pathway_does_what_cannot_be(chunk: int) -> None:
    chosen = random.Random(chunk)
    for data in drawn(3_000 + chunk, 25):
        for name, more in WIDE.items():
            data["facts"][name].update(more)
        p = built(data)
        assert_nothing_impossible_was_seen(p, verify(p, timeout=SECONDS), chosen, 6)


@pytest.fixture(scope="module")
def walks_of_cases() -> list[Shown]:
    return [Shown(walk.entry, walk.events) for walk in case_walks(examine(read(find("esophageal-spasm")), cases=False))]


def test_no_walk_through_the_ladder_does_what_cannot_be(flagship_pathway: Pathway, walks_of_cases: list[Shown]) -> None:
    found, chosen = verify(flagship_pathway, timeout=10), random.Random(7)

    assert assert_nothing_impossible_was_seen(flagship_pathway, found, chosen, 25, walks_of_cases) > 60


@pytest.mark.slow
@pytest.mark.parametrize("part", range(20))
def test_no_walk_through_the_ladder_with_a_planted_defect_does_what_cannot_be(
    part: int, walks_of_cases: list[Shown]
) -> None:
    chosen, data = random.Random(part), read_data("esophageal-spasm")
    possible = list(defects(data))
    p = None
    while p is None:
        what, changed = chosen.choice(possible)
        p = sound(changed)

    assert assert_nothing_impossible_was_seen(p, verify(p, timeout=30), chosen, 60, walks_of_cases) > 20, what


# what was found once


def agreed(text: str) -> Proofs:
    """The proofs of a small pathway, about which engine and referee agree."""
    p = pathway(text)
    said = disagreements(p, Counter(), seconds=60)
    assert not said, said
    return verify(p)


def refuted(found: Proofs, code: str) -> list[str]:
    return [result.subject for result in found.of("refuted") if result.question == code]


def test_who_leads_only_to_a_stuck_walk_comes_to_no_outcome() -> None:
    found = agreed("""
    steps:
      a: {kind: assessment, title: A, options: [{to: b}]}
      b: {kind: assessment, title: B, asks: [p], next: [{to: end, when: p and not p}]}
      end: {kind: outcome, title: End}
    """)

    assert refuted(found, "SL606") == ["a", "b"]
    assert refuted(found, "SL601") == ["b"]


def test_an_answer_that_leads_into_a_trap_dooms_although_another_would_not() -> None:
    found = agreed("""
    steps:
      a: {kind: assessment, title: A, asks: [again], next: [{to: end, when: again}, {to: trap, when: not again}]}
      trap: {kind: assessment, title: Trap, asks: [again], options: [{to: trap}]}
      end: {kind: outcome, title: End}
    """)

    assert refuted(found, "SL606") == ["a", "trap"]


def test_a_state_that_is_asked_for_by_an_answer_nobody_follows_is_searched_exactly() -> None:
    found = agreed("""
    steps:
      a: {kind: assessment, title: A, next: [{to: b}]}
      b: {kind: treatment, title: B, next: [{to: c}]}
      c: {kind: adjunct, title: C, forgets: [p], options: [{to: d}]}
      d: {kind: treatment, title: D, next: [{to: a}]}
      help: {kind: emergency, title: Help, next: [{to: end}]}
      end: {kind: outcome, title: End}
    interrupts:
      - {to: help, when: p and visited(b), from: everywhere}
    """)

    assert refuted(found, "SL606") == []


def test_two_exits_to_one_step_are_both_taken_although_they_leave_the_same_state() -> None:
    found = agreed("""
    derived:
      t: [{when: "dose + 1 != 2.1", is: middle}, {otherwise: high}]
    steps:
      a: {kind: assessment, title: A, options: [{to: end, id: one}, {to: end, id: other, when: "t in (middle, high)"}]}
      end: {kind: outcome, title: End}
    """)

    assert refuted(found, "SL603") == []


def test_an_exit_that_only_begins_an_endless_round_is_never_taken() -> None:
    found = agreed("""
    steps:
      a: {kind: assessment, title: A, options: [{to: end}]}
      b: {kind: assessment, title: B, next: [{to: b}]}
      end: {kind: outcome, title: End}
    entries:
      later: {at: b}
    """)

    assert refuted(found, "SL603") == ["b/b"]
    assert refuted(found, "SL601") == ["b"]


def test_a_round_that_begins_after_the_last_answer_is_stuck_where_that_was_asked() -> None:
    found = agreed("""
    steps:
      a: {kind: assessment, title: A, asks: [again], next: [{to: b}]}
      b: {kind: assessment, title: B, next: [{to: b}]}
      end: {kind: outcome, title: End}
    """)

    assert refuted(found, "SL601") == ["a"]


def test_of_a_round_and_a_gap_further_on_the_nearer_one_is_shown() -> None:
    found = agreed("""
    steps:
      a:
        kind: assessment
        title: A
        asks: [p, again]
        next: [{to: a, id: round, when: p and not again}, {to: b, when: p and again and not visited(b)}]
      b: {kind: assessment, title: B, forgets: [p], options: [{to: a}]}
      end: {kind: outcome, title: End}
    """)
    shown = found["SL601", "a"].shown

    assert shown is not None
    assert moves(shown) == 0


def test_a_backstop_is_refuted_by_the_shortest_walk_that_needs_it() -> None:
    found = agreed("""
    steps:
      a: {kind: assessment, title: A, asks: [p], options: [{to: b}, {to: c}]}
      c: {kind: assessment, title: C, options: [{to: b}, {to: end}]}
      b: {kind: treatment, title: B, next: [{to: end}]}
      end: {kind: outcome, title: End}
    rules:
      rest: {blocks: [b], when: p, severity: relative, because: It is so., backstop: true}
    """)
    shown = found["SL607", "rest"].shown

    assert shown == Shown(None, (Answered("p", True),))


def test_of_two_patients_who_go_the_same_way_the_one_who_can_is_found() -> None:
    found = agreed("""
    steps:
      a:
        kind: assessment
        title: A
        next:
          - {to: b, when: "count(p, q, known(kidney)) >= 1 and kidney != normal"}
          - {to: end, when: kidney == reduced}
      b: {kind: assessment, title: B, next: [{to: a, when: kidney == failing, forgets: [kidney, p, q]}]}
      end: {kind: outcome, title: End}
    """)
    shown = found["SL601", "a"].shown

    assert shown is not None
    assert moves(shown) == 0


def test_whether_a_number_is_known_that_counts_what_is_open_is_exact() -> None:
    found = agreed("""
    derived:
      n: {number: "count(p, q)"}
    steps:
      a:
        kind: assessment
        title: A
        asks: [p]
        options: [{to: end, id: one, when: known(n)}, {to: end, id: other, when: not known(n)}]
      end: {kind: outcome, title: End}
    """)

    assert refuted(found, "SL603") == ["a/one"]


def test_a_round_that_begins_after_the_last_answer_makes_a_walk_stuck() -> None:
    found = agreed("""
    steps:
      a: {kind: assessment, title: A, asks: [again], next: [{to: b}]}
      b: {kind: assessment, title: B, next: [{to: b}]}
      end: {kind: outcome, title: End}
    """)

    assert "a" in refuted(found, "SL601")


def test_where_the_nearest_way_is_none_the_next_nearest_is_shown() -> None:
    found = agreed("""
    steps:
      a: {kind: assessment, title: A, next: [{to: b}]}
      b: {kind: assessment, title: B, asks: [again], next: [{to: d, when: known(x)}, {to: c, otherwise: true}]}
      c: {kind: assessment, title: C, asks: [x], options: [{to: b}, {to: end}]}
      d: {kind: assessment, title: D, options: [{to: end}]}
      end: {kind: outcome, title: End}
    claims:
      it: {never: x < 1 and again}
    """)
    shown = found["SL604", "it"].shown

    assert shown is not None
    assert moves(shown) == 2
