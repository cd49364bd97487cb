"""Conditions as authors write them: what is read, what is refused and at which characters, and how it is explained."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.conditions.compiler import condition, expression
from stepladder.conditions.evaluate import Now, evaluate
from stepladder.conditions.explain import Why, why
from stepladder.conditions.fold import walk
from stepladder.conditions.linear import difference
from stepladder.conditions.mentions import mentioned, open_facts
from stepladder.conditions.nodes import And, Compare, IsOneOf, Not
from stepladder.conditions.parse import DEEPEST
from stepladder.conditions.typecheck import Scope
from stepladder.diagnostics import CATALOGUE
from stepladder.facts import CONDITION_WORDS, Choice, Domain, Finding, Number, Value
from stepladder.model.prepared import prepared
from stepladder.reading.load import read_text
from tests.counting import calls
from tests.strategies import QUICK, World, conditions, worlds

SCOPE = Scope(
    facts={
        "thunderclap": Finding(),
        "age": Number("a", 18, 110),
        "hours": Number("h", 0, 100, 1),
        "score": Number(None, 0, 10),
        "irp": Number("mm[Hg]", 0, 100),
        "kidney": Choice(("normal", "reduced", "failing")),
        "confusing": Choice(("plain", "age")),
        "broken": None,
    },
    derived={
        "bleeding_risk": Finding(),
        "washout": Number("h", decimals=6),
        "irp_limit": Number("mm[Hg]", decimals=6),
        "caution": Choice(("forbidden", "careful", "fine")),
    },
    therapies=frozenset({"nsaid", "paracetamol"}),
    steps=frozenset({"red_flags", "nsaid_trial"}),
)


def test_a_walk_of_the_tree_goes_left_to_right_and_enters_whatever_has_parts() -> None:
    text = "not (thunderclap or count(kidney == failing, age > 60) >= 2) and visits(red_flags) >= 3"
    names = [type(part).__name__ for part in walk(condition(text, SCOPE).expr)]

    assert names == [
        "And", "Not", "Or", "IsSo", "Compare", "Sum", "Count", "IsOneOf", "Compare", "Sum", "Amount", "Sum", "Sum",
        "Compare", "Sum", "Visits", "Sum",
    ]  # fmt: skip


# what can be written


@pytest.mark.parametrize(
    "text",
    [
        "thunderclap",
        "not thunderclap",
        "not not thunderclap",
        "kidney == reduced",
        "kidney != failing",
        "kidney in (normal, reduced)",
        "kidney in (normal,)",
        "kidney in (normal)",
        "kidney not in (failing, reduced)",
        "age >= 75",
        "18 <= age < 65",
        "irp > irp_limit",
        "hours >= 2 * washout",
        "hours >= washout * 2",
        "hours + washout - 3 > 2.5",
        "-hours < -2",
        "hours >= 2.5",
        "hours >= 2.50",
        "true",
        "false or thunderclap",
        "known(age)",
        "known(bleeding_risk) and known(caution)",
        "active(nsaid)",
        "visited(red_flags)",
        "visits(red_flags) >= 3",
        "3 <= visits(red_flags)",
        "tried(nsaid_trial)",
        "blocked(nsaid_trial)",
        "count(thunderclap, age >= 75, kidney == reduced) >= 2",
        "count(thunderclap) + score >= 2",
        "caution == forbidden",
        "caution in (careful, fine)",
        "(thunderclap and (not bleeding_risk))",
        "thunderclap\n  and bleeding_risk",
        "  thunderclap  ",
        "broken",
    ],
)
def test_a_condition_of_the_format_reads_without_a_problem(text: str) -> None:
    assert condition(text, SCOPE).problems == ()


@pytest.mark.parametrize("text", ["hours == 2.55", "hours >= 101", "age >= 17", "age < 18.5", "2 * age > 37"])
def test_a_threshold_that_a_number_cannot_have_is_said(text: str) -> None:
    assert [problem.code for problem in condition(text, SCOPE).problems] == ["SL303"]


# what is refused: the code, the very characters, and the proposal

REFUSED = [
    # syntax
    ("thunderclap = true", "SL301", "=", "write thunderclap"),
    ("thunderclap && bleeding_risk", "SL301", "&", "and"),
    ("thunderclap || bleeding_risk", "SL301", "|", "or"),
    ("!thunderclap", "SL301", "!", "not"),
    ("age ≥ 75", "SL301", "≥", ">="),
    ("kidney == 'reduced'", "SL301", "'", "write kidney == reduced"),
    ("kidney in [normal, reduced]", "SL301", "[", "(normal, reduced)"),
    ("age / 2 > 20", "SL301", "/", "write age * 0.5 > 20"),
    ("thunderclap AND bleeding_risk", "SL301", "AND", "and"),
    ("thunderclap is True", "SL301", "is", "write thunderclap"),
    ("thunderclap == None", "SL301", "None", "known"),
    ("age >= 075", "SL301", "075", ""),
    ("age >= 7_5", "SL301", "7_5", ""),
    ("age >= 7e1", "SL301", "7e1", ""),
    ("age >= 0x4b", "SL301", "0x4b", ""),
    ("thunderclap if true else false", "SL301", "if", ""),
    ("lambda: true", "SL301", "lambda", ""),
    ("thunderclap.real", "SL301", ".", "dots"),
    ("@pain_relief", "SL301", "@", "groups"),
    ("(thunderclap", "SL301", "(", ""),
    ("thunderclap)", "SL301", ")", ""),
    ("thunderclap bleeding_risk", "SL301", "bleeding_risk", "and / or"),
    ("thunderclap # why", "SL301", "#", ""),
    ("kidney in normal, reduced", "SL301", "kidney in normal, reduced", ""),
    ("maybe(age)", "SL301", "maybe", ""),
    ("visted(red_flags)", "SL301", "visted", "visited"),
    ("active", "SL301", "active", ""),
    # names
    ("thunderclop", "SL202", "thunderclop", "thunderclap"),
    ("ages >= 75", "SL202", "ages", "age"),
    ("75 <= ages", "SL202", "ages", "age"),
    ("known(ages)", "SL202", "ages", "age"),
    ("bleeding_rsk and thunderclap", "SL202", "bleeding_rsk", "bleeding_risk"),
    ("nsaid", "SL202", "nsaid", "active(nsaid)"),
    ("nsaid_trial", "SL202", "nsaid_trial", "visited(nsaid_trial)"),
    ("kidney == redused", "SL203", "redused", "reduced"),
    ("kidney in (normal, faling)", "SL203", "faling", "failing"),
    ("caution == forbiden", "SL203", "forbiden", "forbidden"),
    ("kidney == purple", "SL203", "purple", "normal"),
    ("confusing == age", "SL203", "age", "rename"),
    ("kidney == caution", "SL203", "caution", ""),
    ("active(nsaids)", "SL204", "nsaids", "nsaid"),
    ("active(red_flags)", "SL204", "red_flags", ""),
    ("visited(red_flag)", "SL201", "red_flag", "red_flags"),
    ("visits(red_flag) >= 2", "SL201", "red_flag", "red_flags"),
    ("tried(nsaid)", "SL201", "nsaid", "nsaid_trial"),
    ("blocked(nsaid_trail)", "SL201", "nsaid_trail", "nsaid_trial"),
    # types
    ("thunderclap == true", "SL302", "thunderclap", "write thunderclap"),
    ("thunderclap >= 3", "SL302", "thunderclap", ""),
    ("3 <= thunderclap", "SL302", "thunderclap", ""),
    ("kidney", "SL302", "kidney", "kidney =="),
    ("age", "SL302", "age", "age >="),
    ("age and thunderclap", "SL302", "age", ""),
    ("75", "SL302", "75", ""),
    ("age + 1", "SL302", "age + 1", ""),
    ("kidney >= reduced", "SL302", "kidney", ""),
    ("kidney == 3", "SL302", "3", ""),
    ("kidney == (normal, reduced)", "SL302", "(normal, reduced)", ""),
    ("kidney in ()", "SL302", "()", ""),
    ("age in (18, 19)", "SL302", "age", ""),
    ("reduced == kidney", "SL302", "reduced", "kidney == reduced"),
    ("age == kidney", "SL302", "kidney", ""),
    ("age * age > 400", "SL302", "age * age", ""),
    ("75 == 75", "SL302", "75 == 75", ""),
    ("visits(red_flags)", "SL302", "visits(red_flags)", ""),
    ("visits(red_flags) >= 1.5", "SL302", "visits(red_flags)", ""),
    ("visits(red_flags) == visits(nsaid_trial)", "SL302", "visits(red_flags)", ""),
    ("count(thunderclap)", "SL302", "count(thunderclap)", ""),
    ("known(age, kidney)", "SL302", "known(age, kidney)", ""),
    ("known(age >= 3)", "SL302", "known(age >= 3)", ""),
    # ranges and units
    ("age >= 120", "SL303", "120", ""),
    ("17 < age", "SL303", "17", ""),
    ("age >= 75.5", "SL303", "75.5", ""),
    ("hours >= 0.25", "SL303", "0.25", ""),
    ("score >= 1234567890123", "SL303", "1234567890123", ""),
    ("age > hours", "SL304", "hours", ""),
    ("hours + age > 3", "SL304", "age", ""),
    ("age >= score", "SL304", "score", ""),
    ("count(thunderclap) > age", "SL304", "age", ""),
    # after characters of more than one byte
    ("(thunderclap) or é", "SL301", "é", ""),
    ("größe or thunderclop", "SL301", "größe", ""),
]


@pytest.mark.parametrize(("text", "code", "characters", "help_"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_problem_stands_at_the_very_characters(text: str, code: str, characters: str, help_: str) -> None:
    first = condition(text, SCOPE).problems[0]

    assert (first.code, text[first.start : first.end]) == (code, characters)
    assert help_ in first.help


@pytest.mark.parametrize("prefix", ["", "  ", "\n  ", "thunderclap and ", "(true) or\n"])
def test_what_stands_before_moves_the_characters_along(prefix: str) -> None:
    text = prefix + "kidney == redused"
    found = next(p for p in condition(text, SCOPE).problems if p.code == "SL203")

    assert text[found.start : found.end] == "redused"


def test_every_problem_of_a_condition_is_said_at_once() -> None:
    text = "thunderclop or kidney == redused and age >= 200 and active(nsaids)"

    assert [p.code for p in condition(text, SCOPE).problems] == ["SL202", "SL203", "SL303", "SL204"]


@pytest.mark.parametrize("text", ["thunderclap and", "age >= 20 or", "not", "age >=", "kidney in"])
def test_a_condition_that_breaks_off_says_so_at_its_end(text: str) -> None:
    problem = condition(text, SCOPE).problems[0]

    assert (problem.start, problem.end) == (len(text) - 1, len(text))


def test_true_in_front_of_a_comparison_is_not_called_a_function() -> None:
    problem = condition("true == thunderclap", SCOPE).problems[0]

    assert "true(" not in problem.message


def test_a_call_of_a_call_is_named_in_the_message() -> None:
    assert "''" not in condition("tried(red_flags)(age)", SCOPE).problems[0].message


def test_a_letter_that_only_looks_like_another_is_not_taken_for_it() -> None:
    assert condition("ａge >= 20", SCOPE).problems


@pytest.mark.parametrize("word", sorted(CONDITION_WORDS - {"true", "false"}))
def test_a_word_of_the_language_alone_is_no_fact(word: str) -> None:
    assert condition(word, SCOPE).problems[0].code == "SL301"


def test_a_condition_with_problems_has_no_tree_to_use() -> None:
    assert condition("age >= 200", SCOPE).expr == condition("true", SCOPE).expr


def test_the_words_of_a_condition_are_kept_also_where_it_cannot_be_understood() -> None:
    assert {"age", "kidney"} <= condition("age >= or kidney", SCOPE).names


# trees


def test_a_chain_is_two_comparisons_joined() -> None:
    read = condition("18 <= age < 65", SCOPE).expr

    assert isinstance(read, And)
    assert [isinstance(part, Compare) and part.order for part in read.parts] == ["<=", "<"]


def test_each_link_of_a_chain_keeps_its_own_words() -> None:
    text = "18 <= age < 65"
    read = condition(text, SCOPE).expr
    assert isinstance(read, And)

    assert [text[part.span[0] : part.span[1]] for part in read.parts] == ["18 <= age", "age < 65"]


@pytest.mark.parametrize(
    ("text", "values", "negated"),
    [
        ("kidney == reduced", ("reduced",), False),
        ("kidney != reduced", ("reduced",), True),
        ("kidney in (failing, normal)", ("normal", "failing"), False),
        ("kidney not in (failing, normal)", ("normal", "failing"), True),
        ("kidney in (normal, normal)", ("normal",), False),
    ],
)
def test_the_four_ways_to_compare_a_choice_become_one_node(text: str, values: tuple[str, ...], negated: bool) -> None:
    read = condition(text, SCOPE).expr

    assert isinstance(read, IsOneOf)
    assert (read.values, read.negated) == (values, negated)


def test_not_binds_weaker_than_a_comparison() -> None:
    read = condition("not kidney == reduced", SCOPE).expr

    assert isinstance(read, Not)
    assert isinstance(read.of, IsOneOf)


def test_numbers_are_exact_decimals() -> None:
    known: dict[str, Value] = {"hours": Decimal("0.3")}

    assert evaluate(condition("hours - 0.1 == 0.2", SCOPE).expr, Now(known)) is True


def test_a_sum_keeps_all_its_digits() -> None:
    read = condition("hours * 999999.999999 * 999999.999999 == washout", SCOPE)
    assert isinstance(read.expr, Compare)

    assert read.expr.left.terms[0][0] == Decimal("999999.999999") ** 2


# derived numbers


def test_a_derived_number_takes_the_unit_of_what_it_is_made_of() -> None:
    assert expression("2 * hours + 3", SCOPE, None).unit == "h"


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [
        ("2 * hours", "a", "SL304"),
        ("hours + age", None, "SL304"),
        ("hours * washout", "h", "SL302"),
        ("thunderclap + 1", None, "SL302"),
        ("kidney", None, "SL302"),
        ("age >= 3", None, "SL302"),
        ("visits(red_flags) + 1", None, "SL302"),
        ("count()", None, "SL302"),
        ("hors + 1", None, "SL202"),
        ("1 +", None, "SL301"),
        ("", None, "SL301"),
        ("count(thunderclap)", "h", "SL304"),
        ("score + 1", "h", "SL304"),
    ],
)
def test_a_derived_number_that_makes_no_sense_is_said(text: str, unit: str | None, code: str) -> None:
    assert [p.code for p in expression(text, SCOPE, unit).problems] == [code]


# limits


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "age >= 20 or " * 8_000 + "true",
        "(" * 10_000 + "thunderclap" + ")" * 10_000,
        "(" * 10_000,
        ")" * 10_000,
        "(" * 1_900 + "age" + ")" * 1_900,
        "not " * 2_000 + "thunderclap",
        "not " * 900 + "thunderclap",
        "age > " + "-" * 3_900 + "1",
        "age > " + "1 + " * 900 + "1",
        "age > " + "9 * " * 900 + "1",
        "count(" * 500 + "true" + ") > 0" * 500,
        "active(" * 60 + "nsaid" + ")" * 60,
        "age < " * 600 + "age",
        "é" * 3_900,
        "\x00" * 3_000,
        "\ud800 or true",
        "'" * 4_000,
        "9" * 3_999,
        "age > " + "9" * 3_000 + "." + "9" * 900,
        ", ".join(["kidney"] * 400),
        "kidney in (" + "normal, " * 480 + ")",
        "\\" * 2_000,
        "\n" * 3_000,
        "f'{age}'",
        "age >= 1;import os",
        "__import__(os)",
        "age\u00a0>= 20",
        "age >= \u0663\u0660",
        "\u200bage >= 20",
        "age >= 20\u2028",
        "a" * 3_999,
    ],
    ids=lambda text: ascii(text[:24]),
)
def test_no_text_is_too_wild_to_be_told_what_is_wrong_with_little_work(text: str) -> None:
    assert calls(lambda: condition(text, SCOPE)) < 100_000
    read = condition(text, SCOPE)

    assert all(p.code in CATALOGUE and 0 <= p.start <= p.end <= len(text) for p in read.problems)


def test_nesting_is_allowed_as_deep_as_the_limit_says() -> None:
    text = "(" * DEEPEST + "thunderclap" + ")" * DEEPEST

    assert condition(text, SCOPE).problems == ()


_WORDS = [
    "thunderclap", "age", "kidney", "reduced", "caution", "forbidden", "hours", "nsaid", "red_flags", "and", "or",
    "not", "in", "(", ")", ",", "==", "!=", "<", "<=", "+", "-", "*", "2", "0.5",
    "75", "true", "known", "active", "visits", "tried", "count",
    "é", "=", ".", "is", "\n", "if", "x",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=12))
def test_any_row_of_words_is_read_or_refused_at_characters_inside_it(words: list[str]) -> None:
    text = " ".join(words)

    assert all(0 <= p.start <= p.end <= len(text) and p.message for p in condition(text, SCOPE).problems)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert all(0 <= p.start <= p.end <= len(text) and p.message for p in condition(text, SCOPE).problems)


@settings(QUICK, max_examples=60)
@given(data=st.data(), world=worlds())
def test_a_condition_means_the_same_however_it_is_folded(data: st.DataObject, world: World) -> None:
    text = data.draw(conditions(world.names))
    folded = text.replace(" ", "\n   ")

    assert evaluate(world.condition(folded).expr, world.now()) is evaluate(world.condition(text).expr, world.now())


# what is read, and why it came out so


def test_a_condition_mentions_its_facts_in_the_order_met() -> None:
    read = condition("age >= 75 or known(kidney) and not thunderclap or age < 20", SCOPE)

    assert mentioned(read.expr, {}, {}) == ("age", "kidney", "thunderclap")


@pytest.mark.parametrize(
    ("text", "known", "asks"),
    [
        ("thunderclap and age >= 75", {}, ("thunderclap", "age")),
        ("thunderclap and age >= 75", {"thunderclap": True}, ("age",)),
        ("thunderclap and age >= 75", {"thunderclap": False}, ()),
        ("thunderclap or age >= 75", {"thunderclap": True}, ()),
        ("(thunderclap and kidney == normal) or age >= 75", {"thunderclap": False}, ("age",)),
        ("known(age) or thunderclap", {}, ("thunderclap",)),
        ("known(age)", {}, ()),
        ("hours > score * 2", {"hours": 3}, ("score",)),
        ("count(thunderclap, age >= 75) >= 1", {"age": 80}, ()),
        ("count(thunderclap, age >= 75) >= 1", {"age": 30}, ("thunderclap",)),
    ],
)
def test_only_facts_that_still_matter_are_open(text: str, known: dict[str, Value], asks: tuple[str, ...]) -> None:
    scope = Scope({**SCOPE.facts, "score": Number("h", 0, 10)}, SCOPE.derived)

    assert tuple(open_facts(condition(text, scope).expr, Now(known))) == asks


DERIVED = """
stepladder: 1
id: d
title: D
version: 0.1.0
start: a
facts:
  p: {type: finding, ask: p?}
  q: {type: finding, ask: q?}
  n: {type: number, unit: mg, min: 0, max: 9, ask: n?}
derived:
  both: p and q
  fixed: {unit: mg, rows: [{when: p, is: 4}, {when: q, is: 4}, {otherwise: 4}]}
  level: [{when: p, is: high}, {when: q, is: middle}, {otherwise: low}]
steps:
  a:
    kind: assessment
    title: A
    next:
      - {to: b, when: n > fixed, id: one}
      - {to: b, when: level == middle, id: two}
      - {to: b, when: known(both), id: three}
  b: {kind: outcome, title: B}
"""


def _guard(number: int, known: dict[str, Value]) -> tuple[tuple[str, ...], Why]:
    pathway = read_text(DERIVED.encode(), "d.yaml").pathway
    assert pathway is not None
    guard = pathway.steps["a"].exits[number].when
    now = Now(known, definitions=prepared(pathway).definitions)
    return tuple(open_facts(guard.expr, now)), why(guard, now)


def test_a_table_whose_value_is_known_asks_for_nothing_more() -> None:
    asks, _ = _guard(0, {})

    assert asks == ("n",)


def test_the_rows_passed_over_belong_to_what_decided_a_table() -> None:
    _, reason = _guard(1, {"p": False, "q": True})

    assert dict(reason.deciding()) == {"p": False, "q": True}


def test_what_makes_a_derived_name_known_belongs_to_what_decided() -> None:
    _, reason = _guard(2, {"p": False, "n": 1})

    assert dict(reason.deciding()) == {"p": False}


def test_only_what_decided_is_named() -> None:
    known: dict[str, Value] = {"thunderclap": False, "age": 80, "kidney": "reduced"}
    reason = why(condition("thunderclap or age >= 75 or kidney == normal", SCOPE), Now(known))

    assert reason.deciding() == (("age", 80),)


def test_a_false_and_names_only_its_false_parts() -> None:
    known: dict[str, Value] = {"thunderclap": False, "age": 80}
    reason = why(condition("age >= 75 and thunderclap", SCOPE), Now(known))

    assert [part.text for part in reason.parts] == ["thunderclap"]


def test_what_of_the_walk_decided_is_said_in_words() -> None:
    now = Now({}, frozenset({"nsaid"}), {"nsaid_trial": 2}, starts={"nsaid_trial": ("nsaid",)})
    reason = why(condition("active(nsaid) and visits(nsaid_trial) >= 2 and not tried(nsaid_trial)", SCOPE), now)

    assert reason.states() == ("nsaid is running", "nsaid_trial was entered twice", "nsaid is still running")


@settings(QUICK, max_examples=60)
@given(data=st.data(), world=worlds())
def test_the_facts_that_decided_have_the_values_they_have(data: st.DataObject, world: World) -> None:
    read = world.condition(data.draw(conditions(world.names)))

    assert all(value == world.known.get(name) for name, value in why(read, world.now()).deciding())


@settings(QUICK, max_examples=120)
@given(data=st.data(), world=worlds())
def test_the_facts_that_decided_are_enough_to_decide(data: st.DataObject, world: World) -> None:
    read = world.condition(data.draw(conditions(world.names)))
    outcome = evaluate(read.expr, world.now())
    deciding = dict(why(read, world.now()).deciding())
    kept = {name: value for name, value in world.known.items() if name in deciding}

    assert outcome is None or evaluate(read.expr, world.now(kept)) is outcome


@settings(QUICK, max_examples=60)
@given(data=st.data(), world=worlds())
def test_the_words_of_an_explanation_stand_in_the_condition(data: st.DataObject, world: World) -> None:
    text = data.draw(conditions(world.names))
    reason = why(world.condition(text), world.now())

    assert reason.text in text
    assert all(part.text for part in _all_parts(reason))


def _all_parts(reason: Why) -> list[Why]:
    return [reason, *(below for part in reason.parts for below in _all_parts(part))]


# the linear form


def test_a_sum_of_thirty_open_counts_is_compared_by_its_two_ends() -> None:
    domains = {f"f{n}": Finding() for n in range(60)}
    numbers = {
        f"n{n}": expression(f"{1 << n} * count(f{2 * n}, f{2 * n + 1})", Scope(domains, {}), "1") for n in range(30)
    }
    scope = Scope(domains, {name: Number("1") for name in numbers})
    now = Now({}, definitions=numbers)
    most = 2 * (2**30 - 1)

    assert evaluate(condition(f"{' + '.join(numbers)} < {most}", scope).expr, now) is None
    assert evaluate(condition(f"{' + '.join(numbers)} <= {most}", scope).expr, now) is True
    assert evaluate(condition(f"{' + '.join(numbers)} > {most}", scope).expr, now) is False
    assert evaluate(condition(f"{' + '.join(numbers)} == {most + 1}", scope).expr, now) is False


def test_a_fact_stands_once_in_a_linear_form_and_a_count_each_time_that_it_is_read_anew() -> None:
    domains: dict[str, Domain] = {"a": Finding(), "x": Number("1")}
    number = expression("x + count(a)", Scope(domains, {}), "1")
    compared = condition("n - x > count(a)", Scope(domains, {"n": Number("1")})).expr
    assert isinstance(compared, Compare)
    form = difference(compared, {"n": number})

    assert [(factor, type(atom).__name__) for factor, atom in form.terms] == [
        (0, "Amount"),
        (1, "Count"),
        (-1, "Count"),
    ]
