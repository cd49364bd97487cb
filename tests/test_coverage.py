"""Coverage of teaching cases: what counts as exercised, what is listed as not, in which words and where."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.cases.coverage import Coverage, Item, Kind, Wants, coverage
from stepladder.cases.run import Outcome, fired
from stepladder.cases.thresholds import thresholds, written
from stepladder.engine.events import Took
from stepladder.engine.scripted import Halt
from stepladder.engine.walk import Walk
from stepladder.library import checked as library
from stepladder.library import registry
from stepladder.model.cases import Case, Expectation
from stepladder.model.pathway import Pathway
from stepladder.reading.load import Reading
from stepladder.report.coverage.to_json import coverage_data
from stepladder.report.coverage.to_text import coverage_lines
from stepladder.text.terminal import Paint
from tests.conftest import DATA
from tests.ladders import ladder
from tests.picture_strategies import wandered
from tests.strategies import QUICK, built, pathways

SMALL = """
stepladder: 1
id: small
title: A small pathway
version: 0.1.0
start: asking
facts:
  age: {type: number, unit: a, min: 18, max: 110, ask: How old?}
  limit: {type: number, unit: a, min: 20, max: 90, ask: Which limit?}
  few: {type: number, unit: a, min: 0, max: 10, ask: How many?}
  heat: {type: number, unit: Cel, decimals: 1, min: 30, max: 45, ask: How hot?}
  hours: {type: number, unit: h, min: 0, max: 200, ask: How long ago?}
  pain: {type: finding, ask: Pain?}
  rash: {type: finding, ask: Rash?}
derived:
  washout: {unit: h, rows: [{when: rash, is: 48}, {when: pain, is: 24}, {otherwise: 6}]}
  signs: {number: "count(pain, rash)"}
  elderly: age >= 75
steps:
  asking:
    kind: assessment
    title: Asking
    asks: [age]
    next:
      - {to: treating, when: WHEN, sets: SETS}
      - {to: ending, otherwise: true}
  treating: {kind: treatment, title: Treating, options: [{to: asking, id: again}, {to: helping}, {to: ending}]}
  helping: {kind: emergency, title: Helping, next: [{to: ending}]}
  ending: {kind: outcome, title: Ending}
"""


@dataclass(frozen=True)
class Covered:
    """A coverage with what it was read from."""

    coverage: Coverage
    reading: Reading

    def item(self, kind: Kind, name: str) -> Item:
        """The one item whose name begins so."""
        (found,) = [item for item in self.coverage.items if item.kind == kind and item.name.startswith(name)]
        return found


def covered(folder: Path, cases: str = "", when: str = "elderly", more: str = "", sets: str = "{}") -> Covered:
    """What cases, written one a line, exercise of the small pathway with a guard and more keys."""
    text = SMALL.replace("WHEN", json.dumps(when)).replace("SETS", sets) + dedent(more)
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    lines = [f"  - {{id: case-{n}, {line.strip()}}}" for n, line in enumerate(cases.strip().splitlines())]
    (folder / "small.cases.yaml").write_text("pathway: small\ncases:" + ("".join(f"\n{li}" for li in lines) or " []"))
    checked = library.check(registry.find(str(folder / "small.yaml")))
    assert checked.pathway is not None, [str(found) for found in checked.findings]
    return Covered(coverage(checked.pathway, checked.outcomes), checked.reading)


@cache
def checked(name: str) -> library.Checked:
    """A pathway at hand with its cases."""
    return library.check(registry.find(name))


def outcome(walk: Walk) -> Outcome:
    """A walk as that of a case."""
    return Outcome(Case(id="walked", expect=Expectation()), walk, Halt("ended"), ())


# steps and exits


def test_a_step_is_met_where_a_trail_has_it(tmp_path: Path) -> None:
    found = covered(tmp_path, "facts: {age: 20}, expect: {ends: ending}")

    assert found.coverage.totals["step"] == (2, 4)
    assert [item.name for item in found.coverage.lacking if item.kind == "step"] == ["treating", "helping"]


def test_an_exit_is_met_where_it_is_taken_and_its_twin_is_not(tmp_path: Path) -> None:
    found = covered(tmp_path, "facts: {age: 80}, choose: [ending], expect: {ends: ending}")

    assert found.item("exit", "asking/treating").lacks == ()
    assert found.item("exit", "treating/ending").lacks == ()
    assert found.item("exit", "treating/again").lacks == ("taken",)
    assert found.item("exit", "asking/ending").words == "the exit to 'ending' of 'asking' is taken by no case"


def test_an_interrupt_counts_once_wherever_it_is_taken(tmp_path: Path) -> None:
    more = """
    interrupts: [{from: everywhere, when: age >= 100, to: helping}]
    """
    found = covered(tmp_path, "facts: {age: 100}, expect: {ends: ending}", more=more)

    assert found.item("exit", "interrupts[0]").lacks == ()


def test_what_an_entry_counts_as_visited_is_not_met(tmp_path: Path) -> None:
    more = """
    entries: {later: {at: treating, visited: [asking]}}
    """
    found = covered(tmp_path, "entry: later, choose: [ending], expect: {ends: ending}", more=more)

    assert found.item("step", "treating").lacks == ()
    assert found.item("step", "asking").lacks == ("entered",)


def test_a_case_that_fails_counts_for_what_it_walked(tmp_path: Path) -> None:
    found = covered(tmp_path, "facts: {age: 20}, expect: {ends: helping}")

    assert found.item("exit", "asking/ending").lacks == ()


# rules

RULE = """
rules:
  mild: {blocks: [treating], when: pain, severity: relative, because: It hurts.}
  firm: {blocks: [treating], when: rash, severity: absolute, because: It itches.}
"""


def test_a_rule_wants_a_case_where_it_holds_and_one_where_it_does_not(tmp_path: Path) -> None:
    holds = "facts: {age: 80, rash: true}, expect: {stuck: asking}"
    not_so = "facts: {age: 80, rash: false, pain: false}, choose: [ending], expect: {ends: ending}"

    assert covered(tmp_path, holds, more=RULE).item("rule", "firm").lacks == ("passed",)
    assert covered(tmp_path, not_so, more=RULE).item("rule", "firm").lacks == ("fired",)
    assert covered(tmp_path, f"{holds}\n{not_so}", more=RULE).item("rule", "firm").lacks == ()


def test_a_rule_is_not_looked_at_behind_a_guard_that_is_false(tmp_path: Path) -> None:
    found = covered(tmp_path, "facts: {age: 20}, expect: {ends: ending}", more=RULE)

    assert found.item("rule", "firm").lacks == ("fired", "passed")
    assert found.item("rule", "firm").words == "the absolute rule 'firm' is looked at by no case"


def test_unknown_is_neither_holding_nor_not(tmp_path: Path) -> None:
    found = covered(tmp_path, "facts: {age: 80}, expect: {waits: asking}", more=RULE)

    assert found.item("rule", "firm").met == 0


def test_absolute_rules_come_before_relative_ones(tmp_path: Path) -> None:
    found = covered(tmp_path, more=RULE)

    assert [item.name for item in found.coverage.items if item.kind == "rule"] == ["firm", "mild"]


@pytest.mark.parametrize("name", ["headache-steps", "esophageal-spasm"])
def test_fired_is_what_fired_in_a_case_means(name: str) -> None:
    found = checked(name)
    assert found.pathway is not None
    said = {rule for one in found.outcomes for rule in fired(one.walk)}

    rules = found.pathway.rules
    items = [item for item in coverage(found.pathway, found.outcomes).items if item.kind == "rule"]
    held = {item.name for item in items if "fired" not in item.lacks and not rules[item.name].backstop}
    assert held == said
    assert not any(rules[name].backstop for name in said)


# rows


def test_a_row_is_met_where_it_decides_what_is_looked_at(tmp_path: Path) -> None:
    decided = "facts: {age: 50, hours: 10, rash: false, pain: true}, expect: {ends: ending}"
    found = covered(tmp_path, decided, when="hours >= washout")

    assert found.item("row", "washout[0]").words == "row 1 (48) of the derived table 'washout' decides in no case"
    assert found.item("row", "washout[1]").lacks == ()
    assert found.item("row", "washout[2]").lacks == ("decided",)


def test_a_row_behind_one_that_is_unknown_does_not_decide(tmp_path: Path) -> None:
    found = covered(tmp_path, "facts: {age: 50, hours: 30, pain: true}, expect: {waits: asking}", "hours >= washout")

    assert found.coverage.totals["row"] == (0, 3)


# thresholds


@pytest.mark.parametrize(
    ("when", "values"),
    [
        ("age >= 75", {"below": "74", "at": "75", "above": "76"}),
        ("75 < age", {"below": "74", "at": "75", "above": "76"}),
        ("age != 75", {"below": "74", "at": "75", "above": "76"}),
        ("heat >= 38.5", {"below": "38.4", "at": "38.5", "above": "38.6"}),
        ("heat + 1 > 39.5", {"below": "38.4", "at": "38.5", "above": "38.6"}),
        ("age >= 18", {"at": "18", "above": "19"}),
        ("age >= 110", {"below": "109", "at": "110"}),
        ("visits(treating) >= 2", {"below": "1", "at": "2", "above": "3"}),
        ("visits(treating) == 0", {"at": "0", "above": "1"}),
        ("count(pain, rash) == 2", {"below": "1", "at": "2"}),
        ("signs >= 1", {"below": "0", "at": "1", "above": "2"}),
    ],
)
def test_just_below_and_above_is_the_nearest_value_that_the_declared_places_and_range_allow(
    tmp_path: Path, when: str, values: dict[str, str]
) -> None:
    pathway = covered(tmp_path, when=when).coverage.pathway
    (found,) = [one for where in written(pathway) if where.route[0] == "steps" for _, one in thresholds(pathway, where)]

    assert dict(found.values) == values
    assert found.sides == tuple(values)


@pytest.mark.parametrize(
    ("when", "sides"),
    [
        ("age >= limit", ("below", "at", "above")),
        ("hours >= 2 * washout", ("below", "at", "above")),
        ("washout >= 24", ("below", "at", "above")),
        ("washout > 6", ("at", "above")),
        ("washout > 30", ("below", "above")),
        ("age - limit >= 10", ("below", "at", "above")),
        ("few >= age", ()),
    ],
)
def test_where_more_than_one_thing_is_compared_the_sides_are_relative_to_each_other(
    tmp_path: Path, when: str, sides: tuple[str, ...]
) -> None:
    pathway = covered(tmp_path, when=when).coverage.pathway
    found = [one for where in written(pathway) if where.route[0] == "steps" for _, one in thresholds(pathway, where)]

    assert [one.sides for one in found] == [sides]
    assert found[0].values == ()


def test_a_chain_is_two_thresholds_and_the_same_number_twice_is_one(tmp_path: Path) -> None:
    pathway = covered(tmp_path, when="40 <= age < 50 or pain and age > 40").coverage.pathway
    found = [one for where in written(pathway) if where.route[0] == "steps" for _, one in thresholds(pathway, where)]

    assert [one.text for one in found] == ["40 <= age", "age < 50"]


def test_only_the_neighbours_and_the_number_itself_count(tmp_path: Path) -> None:
    ages = (60, 73, 74, 75, 77)
    cases = "\n".join(f"facts: {{age: {age}}}, expect: {{waits: treating}}" for age in ages)
    found = covered(tmp_path, cases, when="age >= 75", more="")

    assert found.item("threshold", "age >= 75 in steps").lacks == ("above",)
    assert found.item("threshold", "age >= 75 in steps").words == (
        "'age >= 75' in the exit 'treating' of 'asking' has no case at 76 (just above)"
    )


def test_two_facts_stand_just_apart_or_are_equal(tmp_path: Path) -> None:
    def one(age: int, limit: int) -> str:
        return f"facts: {{age: {age}, limit: {limit}}}, expect: {{waits: treating}}"

    found = covered(tmp_path, "\n".join([one(49, 50), one(50, 50), one(60, 50)]), when="age >= limit")

    assert found.item("threshold", "age >= limit").lacks == ("above",)
    assert found.item("threshold", "age >= limit").words.endswith("has no case just above it")


def test_a_number_from_a_table_counts_as_the_row_that_decides_says(tmp_path: Path) -> None:
    def one(hours: int, rash: str) -> str:
        return f"facts: {{age: 50, hours: {hours}, rash: {rash}, pain: false}}, expect: {{waits: treating}}"

    found = covered(tmp_path, "\n".join([one(48, "true"), one(7, "false"), one(6, "false")]), "hours >= washout")

    assert found.item("threshold", "hours >= washout").lacks == ("below",)


def test_what_reading_does_not_come_to_is_not_looked_at(tmp_path: Path) -> None:
    more = """
    entries: {hurt: {at: asking, sets: {pain: true}}}
    """
    case = "entry: hurt, facts: {age: 75}, expect: {waits: treating}"
    behind = covered(tmp_path, case, when="pain or age >= 75", more=more).item("threshold", "age >= 75 in steps")
    before = covered(tmp_path, case, when="age >= 75 or pain", more=more).item("threshold", "age >= 75 in steps")

    assert behind.met == 0
    assert before.lacks == ("below", "above")


def test_an_otherwise_counts_its_thresholds_where_they_are_written(tmp_path: Path) -> None:
    found = covered(tmp_path, "facts: {age: 75}, expect: {waits: treating}", when="age >= 75")
    numbers = [item.name for item in found.coverage.items if item.kind == "threshold"]

    assert numbers == ["age >= 75 in derived.elderly.when", "age >= 75 in steps.asking.next.0.when"]


def test_exits_hidden_by_an_interrupt_are_not_looked_at(tmp_path: Path) -> None:
    more = """
    interrupts: [{from: everywhere, when: pain, to: helping}]
    """
    case = "facts: {age: 75, pain: true}, expect: {ends: ending}"

    assert covered(tmp_path, case, when="age >= 75", more=more).coverage.totals["threshold"] == (0, 6)


def test_a_walk_that_stops_at_a_question_has_looked_at_no_exit_of_the_step(tmp_path: Path) -> None:
    found = covered(tmp_path, "facts: {age: 75}, expect: {waits: asking}", when="age >= 75 and pain")

    assert found.item("threshold", "age >= 75 in steps").met == 0


def test_thresholds_in_rules_are_looked_at_where_the_exit_is_judged(tmp_path: Path) -> None:
    more = """
    rules: {late: {blocks: [treating], when: hours >= 24, severity: relative, because: Late.}}
    """
    case = "facts: {age: 80, hours: 23}, choose: [ending], expect: {ends: ending}"

    assert covered(tmp_path, case, more=more).item("threshold", "hours >= 24").lacks == ("at", "above")


def test_a_rule_reads_what_the_exit_would_set(tmp_path: Path) -> None:
    more = """
    rules: {late: {blocks: [treating], when: hours >= 24, severity: relative, because: Late.}}
    """
    case = "facts: {age: 80}, choose: [ending], expect: {ends: ending}"
    found = covered(tmp_path, case, more=more, sets="{hours: 23}")

    assert found.item("threshold", "hours >= 24").lacks == ("at", "above")


def test_claims_want_nothing(tmp_path: Path) -> None:
    more = """
    claims: {grown: {never: age < 19}}
    """

    assert not [item for item in covered(tmp_path, more=more).coverage.items if "19" in item.name]


# together


@pytest.mark.parametrize("name", ["headache-steps", "esophageal-spasm"])
def test_without_a_case_nothing_is_exercised(name: str) -> None:
    pathway = checked(name).pathway
    assert pathway is not None
    found = coverage(pathway, ())

    assert found.percent() == 0
    assert found.lacking == found.items
    assert all(met == 0 for met, _ in found.totals.values())


def test_the_cases_of_the_small_pathway_exercise_all_of_it() -> None:
    found = checked("headache-steps")
    assert found.pathway is not None

    assert coverage(found.pathway, found.outcomes).lacking == ()


def unions(pathway: Pathway, one: list[Outcome], other: list[Outcome]) -> None:
    """What two sets of cases exercise together is what either does."""
    both = coverage(pathway, [*one, *other]).items
    for item, left, right in zip(both, coverage(pathway, one).items, coverage(pathway, other).items, strict=True):
        assert set(item.lacks) == set(left.lacks) & set(right.lacks)
        assert item.met == item.wanted - len(item.lacks) >= max(left.met, right.met)


@settings(QUICK, max_examples=40)
@given(data=pathways(), seeds=st.lists(st.integers(0, 10**6), max_size=6), cut=st.integers(0, 6))
def test_together_cases_exercise_what_either_of_them_does(data: dict[str, object], seeds: list[int], cut: int) -> None:
    pathway = built(data)
    walks = [outcome(wandered(pathway, seed, 25)) for seed in seeds]

    unions(pathway, walks[:cut], walks[cut:])


@settings(QUICK, max_examples=25)
@given(seed=st.integers(0, 10**6), cut=st.integers(0, 5))
def test_so_they_do_on_ladders_with_loops_and_rules(seed: int, cut: int) -> None:
    pathway = built(ladder(seed))
    walks = [outcome(wandered(pathway, seed + number, 30)) for number in range(5)]

    unions(pathway, walks[:cut], walks[cut:])


@settings(QUICK, max_examples=12)
@given(chosen=st.sets(st.integers(0, 11)), rest=st.sets(st.integers(0, 11)))
def test_so_they_do_on_the_flagship(chosen: set[int], rest: set[int]) -> None:
    found = checked("esophageal-spasm")
    assert found.pathway is not None

    unions(found.pathway, [found.outcomes[n] for n in sorted(chosen)], [found.outcomes[n] for n in sorted(rest)])


@settings(QUICK, max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_steps_and_exits_are_those_of_the_log(seed: int) -> None:
    pathway = built(ladder(seed))
    walk = wandered(pathway, seed, 40)
    items = Wants(pathway).items(Wants(pathway).seen(walk))
    moves = sum(isinstance(event, Took) for event in walk.events)

    assert {item.name for item in items if item.kind == "step" and item.met} == set(walk.trail)
    assert any(item.kind == "exit" and item.met for item in items) is bool(moves)
    assert sum(item.kind == "exit" and item.met for item in items) <= moves


# how it is told


def test_items_come_worst_first_and_within_a_kind_in_the_order_of_the_pathway() -> None:
    found = checked("esophageal-spasm")
    assert found.pathway is not None
    items = coverage(found.pathway, found.outcomes).items
    kinds = list(dict.fromkeys(item.kind for item in items))
    steps = [item.name for item in items if item.kind == "step"]
    severities = [found.pathway.rules[item.name].severity for item in items if item.kind == "rule"]

    assert kinds == list(get_args(Kind))
    assert steps == list(found.pathway.steps)
    assert severities == sorted(severities)


def test_the_names_of_items_are_told_apart() -> None:
    found = checked("esophageal-spasm")
    assert found.pathway is not None
    names = [(item.kind, item.name) for item in coverage(found.pathway, ()).items]

    assert len(names) == len(set(names))


def of(met: int, wanted: int) -> Coverage:
    """A coverage of so many steps, of which so many are met."""
    pathway = checked("headache-steps").pathway
    assert pathway is not None
    items = [Item("step", str(n), ("steps", str(n)), int(n < met), 1, (), "") for n in range(wanted)]
    return Coverage(pathway, tuple(items), 1)


def test_the_percentage_is_rounded_down() -> None:
    assert of(1999, 2000).whole_percent() == 99
    assert of(1999, 2000).percent() == 99.95
    assert of(1999, 2000).badge == "coverage 99 % (steps 1999/2000)"
    assert of(2000, 2000).whole_percent() == 100
    assert of(1, 3).percent("rule") == 100


def test_the_badge_says_all_kinds_in_a_line(tmp_path: Path) -> None:
    found = covered(tmp_path, "facts: {age: 20}, expect: {ends: ending}", more=RULE)

    badge = "coverage 15 % (steps 2/4, exits 1/6, rules 0/4, rows 0/3, thresholds 0/3)"
    assert found.coverage.badge == badge


def test_every_line_has_its_place_the_threshold_to_the_character(tmp_path: Path) -> None:
    found = covered(tmp_path, when="pain and age >= 75")
    lines = list(coverage_lines(found.coverage, found.reading, Paint(), 300))
    file = (tmp_path / "small.yaml").as_posix()
    text = SMALL.replace("WHEN", '"pain and age >= 75"').splitlines()
    row = next(number for number, line in enumerate(text, 1) if "pain and age" in line)
    column = text[row - 1].index("age >= 75") + 1

    words = (
        "'age >= 75' in the exit 'treating' of 'asking' has no case at 74 (just below), 75 (exactly) or 76 (just above)"
    )
    assert f"  {file}:{row}:{column}: {words}" in lines
    assert "Steps that no case enters: 4 of 4" in lines


def test_the_report_keeps_to_its_width_but_for_places(tmp_path: Path) -> None:
    found = covered(tmp_path, more=RULE)
    lines = list(coverage_lines(found.coverage, found.reading, Paint(), 70))

    assert all(len(line) <= 70 or tmp_path.as_posix() in line for line in lines)


def test_a_pathway_that_is_wholly_exercised_says_so() -> None:
    found = checked("headache-steps")
    assert found.pathway is not None
    lines = list(coverage_lines(coverage(found.pathway, found.outcomes), found.reading, Paint(), 100))

    assert lines[1].startswith("coverage 100 % ")
    assert lines[2] == "Every step, exit, rule, row and threshold is exercised."


def test_the_json_says_the_same_for_programs(tmp_path: Path) -> None:
    found = covered(tmp_path, "facts: {age: 20}, expect: {ends: ending}")
    data = json.loads(json.dumps(coverage_data(found.coverage, found.reading)))

    assert data["cases"] == 1
    assert data["kinds"]["steps"] == {"percent": 50.0, "met": 2, "wanted": 4}
    assert data["kinds"]["rules"] == {"percent": None, "met": 0, "wanted": 0}
    assert (data["met"], data["wanted"]) == found.coverage.counts()
    assert data["lacking"][0]["words"] == "the step 'treating' (Treating) is entered by no case"
    assert data["lacking"][0]["lacks"] == ["entered"]
    assert (
        data["lacking"][0]["line"]
        == SMALL.splitlines().index(next(line for line in SMALL.splitlines() if line.startswith("  treating:"))) + 1
    )


def test_the_example_on_the_page_about_coverage_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = (DATA.parents[1] / "docs" / "coverage.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, object] = {}
    exec(block.replace("found.percent(),", "told = found.percent(),"), names)

    assert names["told"] == (100.0, (4, 4), [])


def test_the_cases_in_the_reference_of_the_format_leave_gaps_that_are_listed() -> None:
    found = library.check(registry.find(str(DATA / "headache-steps.yaml")))
    assert found.pathway is not None
    said = coverage(found.pathway, found.outcomes)

    assert said.badge == "coverage 45 % (steps 5/8, exits 5/11, rules 2/4, rows 1/3, thresholds 1/5)"


TWICE = """
interrupts:
  - {from: [treating], when: age >= 75, to: helping}
"""


def test_a_number_that_two_places_compare_with_is_wanted_at_each_of_them(tmp_path: Path) -> None:
    found = covered(tmp_path, "facts: {age: 74}, expect: {ends: ending}", "age >= 75", TWICE)

    assert found.item("threshold", "age >= 75 in steps").lacks == ("at", "above")
    assert found.item("threshold", "age >= 75 in interrupts").lacks == ("below", "at", "above")


def test_a_number_that_two_rules_compare_with_is_met_by_a_case_of_each(tmp_path: Path) -> None:
    rules = """
    rules:
      first: {blocks: [treating], when: age >= 80, severity: relative, because: One., basis: teaching}
      second: {blocks: [treating], when: age >= 80, severity: relative, because: Two., basis: teaching}
    """
    found = covered(tmp_path, "facts: {age: 79}, choose: [ending], expect: {ends: ending}", "age >= 75", rules)

    assert found.item("threshold", "age >= 80 in rules.first").lacks == ("at", "above")
    assert found.item("threshold", "age >= 80 in rules.second").lacks == ("at", "above")
