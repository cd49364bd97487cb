"""From files to a pathway: YAML 1.2, the shape of every key, the two forms of a pathway, and the place of every problem."""

# ruff: noqa: E501  # a row of a table, and a line of YAML, are read whole

from __future__ import annotations

import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from stepladder.facts import RESERVED
from stepladder.library.checked import Checked, examine
from stepladder.library.suppressions import Placed
from stepladder.reading.files import Unreadable, locate
from stepladder.reading.load import read, read_text
from stepladder.reading.yaml_events import parse

DATA = Path(__file__).parent / "data"
EXAMPLE = (DATA / "headache-steps.yaml").read_text(encoding="utf-8")
TODAY = date(2026, 11, 24)

HEAD = """\
stepladder: 1
id: small
title: Small
version: 0.1.0
start: a
"""
FACTS = "facts: {p: {type: finding, ask: p?}, age: {type: number, unit: a, min: 18, max: 110, ask: How old?}}\n"
STEPS = """\
steps:
  a: {kind: assessment, title: A, asks: [p, age], next: [{to: b}]}
  b: {kind: outcome, title: B}
"""


def checked(text: str | bytes, stem: str = "small") -> Checked:
    raw = text if isinstance(text, bytes) else text.encode()
    return examine(read_text(raw, f"{stem}.yaml", stem), today=TODAY)


def codes(text: str | bytes, stem: str = "small") -> list[str]:
    return [found.diagnostic.code for found in checked(text, stem).findings]


def marked(text: str) -> tuple[str, list[tuple[int, int, int, int]]]:
    """A text without its «marks», and the places that they marked."""
    plain, places, start = "", [], (1, 1)
    line, column = 1, 1
    for character in text:
        if character == "«":
            start = (line, column)
        elif character == "»":
            places.append((*start, line, column))
        else:
            plain += character
            line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
    return plain, places


def places_of(findings: tuple[Placed, ...], code: str) -> list[tuple[int, int, int, int]]:
    spans = [found.span for found in findings if found.diagnostic.code == code]
    return [(span.line, span.column, span.end_line, span.end_column) for span in spans]


def write(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    return folder


# YAML 1.2


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("y", "y"), ("n", "n"), ("No", "No"),
        ("true", True), ("True", True), ("TRUE", True), ("false", False),
        ("tRue", "tRue"), ("null", None), ("~", None), ("Null", None), ("", None), ("nil", "nil"),
        ("1", 1), ("-3", -3), ("+12", 12), ("010", 10), ("0o17", 15), ("0x1F", 31), ("1_000", "1_000"),
        ("0b11", "0b11"), ("12:30", "12:30"), ("2026-11-01", "2026-11-01"), ("0.2.0", "0.2.0"), ("=", "="), ("<<", "<<"),
        ("1.5", Decimal("1.5")), (".5", Decimal("0.5")), ("1.", Decimal(1)), ("1e3", Decimal(1000)), ("-1.5E-2", Decimal("-0.015")),
        ("0.1", Decimal("0.1")), ("1.0", Decimal("1.0")), ("12345678901234567890", 12345678901234567890),
        (".inf", Decimal("Infinity")), ("-.INF", Decimal("-Infinity")), ("1e", "1e"), (".", "."), ("-", [None]),
        ("'no'", "no"), ('"1"', "1"), ("'null'", "null"), ('"\\u00e4"', "ä"), ("'it''s'", "it's"),
        ("0x" + "0" * 40 + "6e", 0x6E), ("0o" + "0" * 40 + "7", 7), ("infinity", "infinity"), ("nan", "nan"),
    ],
)  # fmt: skip
def test_plain_values_follow_the_core_schema(written: str, value: object) -> None:
    parsed = parse(f"key: {written}\n" if written != "-" else "key:\n  -\n", "x.yaml")
    data = parsed.data["key"]

    assert (type(data), data) == (type(value), value)


def test_a_number_is_exact() -> None:
    assert parse("key: 0.1", "x.yaml").data["key"] + Decimal("0.2") == Decimal("0.3")


def test_a_key_is_its_own_text() -> None:
    assert list(parse("{no: 1, 1: 2, 1.0: 3, null: 4, true: 5, 'q': 6}", "x.yaml").data) == [
        "no", "1", "1.0", "null", "true", "q",
    ]  # fmt: skip


@pytest.mark.parametrize("written", ["no", "yes", "on", "off", "y", "N", "12:30"])
def test_what_older_readers_take_for_something_else_is_warned_of(written: str) -> None:
    text = HEAD.replace("title: Small", f'title: "Small"\npopulation: {written}') + FACTS + STEPS

    assert codes(text) == ["SL507"]


def test_a_number_that_older_readers_take_for_another_is_written_without_its_zero() -> None:
    found = checked(HEAD + FACTS.replace("min: 18", "min: 010") + STEPS).findings
    quoted = checked(HEAD.replace("title: Small", "title: 010") + FACTS + STEPS).findings

    assert [(f.code, f.help) for f in found] == [("SL507", "write 10")]
    assert [(f.code, f.help) for f in quoted] == [("SL103", 'quote it: "010"')]


def test_folded_and_literal_texts_are_read_as_yaml_says() -> None:
    parsed = parse("a: >\n  one\n  two\n\n  three\nb: |-\n  one\n  two\nc: one\n  two\n", "x.yaml")

    assert parsed.data == {"a": "one two\nthree\n", "b": "one\ntwo", "c": "one two"}


# which keys there are


def test_the_example_of_the_format_reads_without_a_problem() -> None:
    found = examine(read(locate(DATA / "headache-steps.yaml")), today=TODAY)

    assert (found.findings, found.cases_run) == ((), 1)


def test_a_pathway_needs_no_more_than_seven_keys() -> None:
    text = HEAD + "facts: {}\nsteps:\n  a: {kind: outcome, title: A}\n"

    assert codes(text) == []


@pytest.mark.parametrize("key", ["stepladder", "id", "title", "version", "start", "facts", "steps"])
def test_a_key_that_every_pathway_has_is_missed_exactly_once(key: str) -> None:
    text = HEAD + "facts: {}\nsteps: {a: {kind: outcome, title: A}}\n"
    without = "".join(line for line in text.splitlines(keepends=True) if not line.startswith(f"{key}:"))
    missing = [f for f in checked(without).findings if f.diagnostic.code == "SL102"]

    assert [f"'{key}'" in found.diagnostic.message for found in missing] == [True]


@pytest.mark.parametrize("key", ["kind", "title"])
def test_a_step_has_a_kind_and_a_title(key: str) -> None:
    step = {"kind": "kind: outcome, ", "title": "title: A, "}
    text = HEAD + f"facts: {{}}\nsteps: {{a: {{{step['title' if key == 'kind' else 'kind']}}}}}\n"

    assert [f.diagnostic.code for f in checked(text).findings if f"'{key}'" in f.diagnostic.message] == ["SL102"]


def test_a_required_key_with_a_wrong_value_is_said_once() -> None:
    assert codes(HEAD.replace("stepladder: 1", "stepladder: 2") + FACTS + STEPS) == ["SL103"]


@pytest.mark.parametrize(
    ("key", "value", "fits"),
    [
        ("status", "draft", True), ("status", "active", True), ("status", "retired", True), ("status", "Draft", False),
        ("stepladder", "1", True), ("stepladder", '"1"', False), ("stepladder", "1.0", False), ("stepladder", "true", False),
        ("version", "10.20.30", True), ("version", "1.0", False), ("version", "1.0.0-rc.1", True), ("version", "v1.0.0", False),
        ("reviewed", "2026-11-01", True), ("reviewed", "2026-13-01", False), ("reviewed", "1 Nov 2026", False),
        ("reviewed", "20261101", False), ("reviewed", '"2026-02-29"', False),
        ("title", "[A]", False), ("title", "1", False), ("title", "{a: b}", False), ("title", "true", False), ("title", "", False),
        ("authors", "[A, B]", True), ("authors", "A", True), ("authors", "{a: b}", False), ("authors", "[1]", False),
        ("lanes", "{one: {title: One, rung: 1}}", True), ("lanes", "{one: {title: One, rung: 1.5}}", False), ("lanes", "[one]", False),
    ],
)  # fmt: skip
def test_a_top_level_key_takes_its_own_kind_of_value(key: str, value: str, fits: bool) -> None:
    lines = [line for line in HEAD.splitlines() if not line.startswith(f"{key}:")]
    found = codes("\n".join([*lines, f"{key}: {value}"]) + "\n" + FACTS + STEPS)

    assert ("SL103" not in found) is fits


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("2 weeks", 336), ("1 week", 168), ("1 month", 720), ("3 months", 2160), ("36 hours", 36), ("1 hour", 1),
        ("0.5 days", 12), ("1.5 days", 36), ("2 wks", None), ("two weeks", None), ("weeks", None), ("-2 weeks", None),
        ("14", None), ("2weeks", None), ("2 weeks ", 336), ("2 years", 17520), ("1 year", 8760), ("30 minutes", 0.5), ("[2, weeks]", None), ('"2  weeks"', None),
    ],
)  # fmt: skip
def test_a_review_comes_after_a_number_and_a_unit_of_time(written: str, hours: float | None) -> None:
    text = HEAD + FACTS + STEPS.replace("next:", f"review: {{after: {written}}}, next:")
    found = checked(text)
    if hours is None:
        assert [f.diagnostic.code for f in found.findings] == ["SL103"]
        return
    assert found.pathway is not None
    review = found.pathway.steps["a"].review

    assert review is not None
    assert review.after.minutes == hours * 60


@pytest.mark.parametrize(
    ("addition", "code"),
    [
        ("benefits: Better, risks: [Worse, Much worse]", None),
        ("evidence: {certainty: very_low, note: Small}", None),
        ("evidence: {certainty: very low}", "SL103"),
        ("dose_note: As the label says", None),
        ("summary: [one, two, three]", None),
        ("summary: one line", None),
        ("summary: [one, two, three, four]", "SL103"),
        ("abbr: A", None),
        ("abbr: [A]", "SL103"),
        ("starts: nsaid", "SL204"),
        ("sets: {p: 1}", "SL302"),
        ("sets: {p: true}", None),
        ("sets: [p]", "SL103"),
        ("continues: elsewhere", "SL101"),
        ("goal: true", "SL101"),
        ("goal: false", "SL103"),
        ("options: [{to: b}]", "SL103"),
        ("lane: nowhere", "SL207"),
        ("colour: red", "SL101"),
        ("reversible: maybe", "SL103"),
    ],
)
def test_what_a_step_may_carry(addition: str, code: str | None) -> None:
    text = HEAD + FACTS + STEPS.replace("next:", f"{addition}, next:")
    found = [c for c in codes(text) if not c.startswith("SL5")]

    assert found[:1] == ([code] if code else [])


@pytest.mark.parametrize("kind", ["assessment", "treatment", "procedure", "adjunct", "emergency"])
def test_a_step_of_every_kind_but_an_outcome_has_exits(kind: str) -> None:
    text = HEAD + FACTS + STEPS.replace("kind: assessment", f"kind: {kind}").replace(", next: [{to: b}]", "")

    assert "SL403" in codes(text)


def test_an_outcome_has_no_exits() -> None:
    assert "SL403" in codes(HEAD + FACTS + STEPS.replace("title: B", "title: B, next: [{to: a}]"))


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ("{type: finding, ask: A?}", None),
        ("{type: finding}", None),
        ("{type: finding, unit: a}", "SL101"),
        ("{type: finding, values: {a: A}}", "SL101"),
        ("{type: choice, values: {one: One}}", None),
        ("{type: choice}", "SL102"),
        ("{type: choice, values: {}}", "SL102"),
        ("{type: choice, values: [one, two]}", "SL103"),
        ("{type: choice, values: {One: One}}", "SL103"),
        ("{type: choice, values: {and: One}}", "SL103"),
        ("{type: choice, values: {one: 1}}", "SL103"),
        ("{type: number, unit: a}", None),
        ("{type: number, unit: a, min: 0.5, max: 2, decimals: 1}", None),
        ("{type: number, unit: a, min: 0.5, max: 2}", "SL103"),
        ("{type: number, unit: a, min: 3, max: 2}", "SL103"),
        ("{type: number, unit: a, min: low}", "SL103"),
        ("{type: number, unit: h, max: 99, words: {99: never}}", None),
        ("{type: number, unit: h, max: 99, decimals: 1, words: {9.5: long}}", None),
        ("{type: number, unit: h, max: 99, words: {100: never}}", "SL103"),
        ("{type: number, unit: h, max: 99, words: {9.5: long}}", "SL103"),
        ("{type: number, unit: h, words: {many: never}}", "SL103"),
        ("{type: number, unit: h, words: {9e2: never}}", "SL103"),
        ('{type: number, unit: h, words: {9: "10"}}', "SL103"),
        ('{type: number, unit: h, words: {9: ""}}', "SL103"),
        ("{type: finding, words: {9: never}}", "SL101"),
        ("{type: number, unit: a, min: 12345e999998}", "SL103"),
        ("{type: number, unit: a, min: -1e999}", "SL103"),
        ("{type: number, unit: a, min: .nan}", "SL103"),
        ("{type: number, unit: a, min: true}", "SL103"),
        ("{type: number, unit: a, decimals: 7}", "SL103"),
        ("{type: number, unit: a, decimals: -1}", "SL103"),
        ("{type: number, unit: a, decimals: 1.0}", "SL103"),
        ("{type: boolean}", "SL103"),
        ("{ask: A?}", "SL102"),
        ("yes", "SL103"),
    ],
)
def test_a_fact_is_a_finding_a_choice_or_a_number(fact: str, code: str | None) -> None:
    found = [c for c in codes(HEAD + f"facts:\n  f: {fact}\nsteps: {{a: {{kind: outcome, title: A}}}}\n") if c < "SL5"]

    assert found == ([code] if code else [])


@pytest.mark.parametrize(
    ("derived", "code"),
    [
        ("p and age >= 75", None),
        ("true", None),
        ("{number: 2 * age}", None),
        ("{number: 2 * age, unit: a}", None),
        ("{number: 2 * age, unit: h}", "SL304"),
        ("{number: 3}", None),
        ("[{when: p, is: high}, {otherwise: low}]", None),
        ("[{when: p, is: 3}, {otherwise: 2.5}]", None),
        ("{unit: h, rows: [{when: p, is: 3}, {otherwise: 2}]}", None),
        ("[{when: p, is: high}]", "SL102"),
        ("[]", "SL102"),
        ("[{otherwise: low}, {when: p, is: high}]", "SL103"),
        ("[{when: p, is: 3}, {otherwise: low}]", "SL103"),
        ("[{when: p, is: true}, {otherwise: false}]", "SL103"),
        ("[{when: p}, {otherwise: low}]", "SL102"),
        ("[{is: high}, {otherwise: low}]", "SL102"),
        ("[{when: p, is: high, otherwise: low}]", "SL103"),
        ("{when: p, number: age}", "SL103"),
        ("{}", "SL102"),
        ("3", "SL103"),
        ("d", "SL305"),
        ("not known(d)", "SL305"),
    ],
)
def test_a_derived_is_a_condition_a_number_or_a_table(derived: str, code: str | None) -> None:
    found = [c for c in codes(HEAD + FACTS + f"derived:\n  d: {derived}\n" + STEPS) if c < "SL5"]

    assert (code in found) if code else not found


@pytest.mark.parametrize(
    ("exits", "code"),
    [
        ("[{to: b, when: p}, {to: b, when: not p}]", "SL102"),
        ("[{to: b, when: p}, {to: b, id: other, when: not p}]", "SL102"),
        ("[{to: b, id: one, when: p}, {to: b, id: one, when: not p}]", "SL103"),
        ("[{to: b, when: p}, {to: a, id: b, when: not p}]", "SL103"),
        ("[{to: b, id: One}]", "SL103"),
        ("[{to: b, when: p}, {to: a, otherwise: true}]", None),
        ("[{to: a, otherwise: true}, {to: b, when: p}]", "SL103"),
        ("[{to: b, otherwise: false}]", "SL103"),
        ("[{to: b, when: p, otherwise: true}]", "SL103"),
        ("[{to: b, when: true}]", None),
        ("[{to: b, when: 3}]", "SL103"),
        ("[{to: b, when: [p]}]", "SL103"),
        ("[{when: p}]", "SL102"),
        ("{to: b}", "SL103"),
        ("b", "SL103"),
        ("[b]", "SL103"),
        ("[{to: [b]}]", "SL103"),
    ],
)
def test_an_exit_says_where_to_and_when(exits: str, code: str | None) -> None:
    text = HEAD + FACTS + STEPS.replace("[{to: b}]", exits)
    found = [c for c in codes(text) if c < "SL5" and c not in ("SL401", "SL402", "SL403", "SL404")]

    assert found == ([code] if code else [])


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        ("{never: p}", None),
        ("{entering: b, requires: p}", None),
        ('{passes: a, before: ["b"]}', None),
        ("{after: a, passes: b, before: end}", None),
        ("{after: a, passes: b, before: any}", None),
        ("{at: a, when: p, offers: b}", None),
        ("{never: p, title: T, because: B}", None),
        ("{entering: b}", "SL102"),
        ("{at: a, offers: b}", None),
        ("{at: a, when: p}", "SL102"),
        ("{when: p, offers: b}", "SL102"),
        ("{when: p, passes: a, before: b}", "SL103"),
        ("{never: p, requires: p}", "SL103"),
        ("{}", "SL103"),
        ("p", "SL103"),
    ],
)
def test_a_claim_has_one_of_five_forms(claim: str, code: str | None) -> None:
    found = [c for c in codes(HEAD + FACTS + STEPS + f"claims: {{c: {claim}}}\n") if c < "SL5"]

    assert found == ([code] if code else [])


# names

_PLAIN = ["facts", "derived", "steps", "therapies", "groups", "values"]


def _named(space: str, name: str) -> str:
    body = {
        "facts": f"facts: {{p: {{type: finding, ask: p?}}, ? {name} : {{type: finding}}}}\n{STEPS.replace(', age', '')}",
        "values": f"facts: {{p: {{type: choice, values: {{? {name} : A}}, ask: p?}}}}\n{STEPS.replace(', age', '')}",
        "steps": f"{FACTS}{STEPS}  ? {name}\n  : {{kind: outcome, title: C}}\n".replace(
            "next: [{to: b}]", "options: [{to: b}, {to: b, id: w}]"
        ),
    }
    key = {
        "derived": "p",
        "therapies": "A drug",
        "groups": "[a]",
        "rules": "{blocks: [], when: p, severity: relative}",
    }
    key |= {"claims": "{never: p}", "sources": "{title: A}", "lanes": "{title: A}"}
    return HEAD + body.get(space, f"{FACTS}{STEPS}{space}: {{? {name} : {key.get(space)}}}\n")


@pytest.mark.parametrize("space", _PLAIN)
@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("abc", True), ("a1_b", True), ("x" * 64, True), ("x" * 65, False), ("Abc", False), ("a-b", False), ("1a", False),
        ("_a", False), ("é", False), ('"a b"', False), ('""', False), ("a/b", False), ("..", False), ("a.b", False),
        ("and", False), ("count", False), ("class", False), ("true", False), ('"a\\n"', False),
    ],
)  # fmt: skip
def test_a_plain_id_is_lower_case_and_no_word_of_the_language(space: str, name: str, fits: bool) -> None:
    found = codes(_named(space, name))

    assert ("SL103" not in found) is fits


@pytest.mark.parametrize("space", ["rules", "claims", "sources"])
@pytest.mark.parametrize(
    ("name", "fits"),
    [("no-NSAID_2", True), ("X" * 64, True), ("X" * 65, False), ("-a", False), ("a b", False), ("a/b", False), ("2a", False), ('"a\\n"', False)],
)  # fmt: skip
def test_a_free_id_may_have_capitals_and_hyphens(space: str, name: str, fits: bool) -> None:
    assert ("SL103" not in codes(_named(space, name))) is fits


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_no_fact_is_called_like_a_word_of_the_language_or_of_python(word: str) -> None:
    assert "SL103" in codes(
        HEAD + f'facts: {{"{word}": {{type: finding}}}}\nsteps: {{a: {{kind: outcome, title: A}}}}\n'
    )


def test_facts_and_derived_share_one_name_space() -> None:
    assert "SL103" in codes(HEAD + FACTS + "derived: {p: age >= 75}\n" + STEPS)


@pytest.mark.parametrize(
    ("given", "stem", "fits"),
    [("small", "small", True), ("small", "large", False), ("Small", "small", False)],
)
def test_the_id_is_the_name_of_the_file(given: str, stem: str, fits: bool) -> None:
    text = HEAD.replace("id: small", f"id: {given}") + FACTS + STEPS

    assert (codes(text, stem) == []) is fits


@pytest.mark.parametrize("given", ["a/b", "..", "../x", "a b", "", "1a", "x" * 65, "[small]", "-a", "/etc"])
def test_a_pathway_cannot_have_an_id_that_is_a_path(given: str) -> None:
    assert codes(HEAD.replace("id: small", f"id: {given}") + FACTS + STEPS) == ["SL103"]


# places

PLACES = [
    ("SL101", "«tytle»: X\n" + HEAD + FACTS + STEPS),
    ("SL101", HEAD + FACTS + STEPS.replace("title: B", "title: B, «colour»: red")),
    ("SL101", HEAD + FACTS + STEPS.replace("title: B", 'title: B, «"colour"»: red')),
    ("SL101", HEAD + "# ä comment\nfacts:\n  p:\n    type: finding\n    «aks»: p?\n" + STEPS.replace(", age", "")),
    ("SL102", HEAD + FACTS + "steps:\n  «a»:\n    title: A\n"),
    ("SL102", HEAD + FACTS + STEPS.replace("a:", "«a»:", 1).replace("title: A, ", "")),
    ("SL103", HEAD.replace("0.1.0", "«one»") + FACTS + STEPS),
    ("SL103", HEAD.replace("0.1.0", '«"one"»') + FACTS + STEPS),
    ("SL103", HEAD.replace("0.1.0", "«'o''ne'»  # not a version") + FACTS + STEPS),
    ("SL103", HEAD.replace("title: Small", "title: «[A, B]»") + FACTS + STEPS),
    ("SL103", HEAD.replace("title: Small", "«title»:\n  - A\n  - B") + FACTS + STEPS),
    ("SL103", HEAD.replace("title: Small", "title:   «{a:\n  b}»") + FACTS + STEPS),
    ("SL103", HEAD + FACTS + STEPS.replace("[p, age]", "[p, «{x: 1}», age]")),
    ("SL103", HEAD + FACTS + STEPS.replace("[p, age]", "[p, «3»]")),
    ("SL103", HEAD + FACTS + STEPS.replace("title: B", "title: «7»")),
    ("SL103", HEAD + FACTS + STEPS.replace("kind: outcome", "kind: «outcom»")),
    ("SL103", HEAD + FACTS + "steps:\n  a: {title: Größe 😀, kind: «outcom»}\n"),
    ("SL103", HEAD + FACTS + STEPS + "derived:\n  «P»: p\n"),
    ("SL103", HEAD + FACTS + "steps:\n  a:\n    title: A\n    kind: «outcom»\n"),
    ("SL103", HEAD + FACTS + "steps:\n  a:\n    title: A\n    «kind»: >\n      outcom\n"),
    ("SL002", HEAD + "«title»: Again\n" + FACTS + STEPS),
    ("SL002", HEAD + FACTS + STEPS.replace("title: B", "title: B, «title»: C")),
    ("SL002", HEAD + FACTS + STEPS.replace("title: B", 'title: B, «"title"»: C')),
    ("SL003", HEAD.replace("title: Small", "title: «&x Small»") + FACTS + STEPS),
    ("SL003", HEAD.replace("title: Small", "title: «!!str Small»") + FACTS + STEPS),
    ("SL201", HEAD + FACTS + STEPS.replace("{to: b}", "{to: «c»}")),
    ("SL201", HEAD + FACTS + STEPS.replace("{to: b}", '{to: b}, {when: p, to: «"c"»}')),
    ("SL202", HEAD + FACTS + STEPS.replace("[p, age]", "[p, «ages»]")),
    ("SL202", HEAD + FACTS + STEPS.replace("{to: b}", "{to: b, when: p and «ages» >= 75}")),
    ("SL202", HEAD + FACTS + STEPS.replace("{to: b}", '{to: b, when: "p and «ages» >= 75"}')),
    ("SL202", HEAD + FACTS + STEPS.replace("{to: b}", "{to: b, when: 'p and «ages» >= 75'}")),
    ("SL202", HEAD + FACTS + STEPS.replace("{to: b}", "{because: Über, to: b, when: p and «ages» >= 75}")),
    ("SL202", HEAD + FACTS + STEPS.replace("{to: b}", '{to: b, when: «"p\\x20and ages >= 75"»}')),
    ("SL202", HEAD + FACTS + STEPS.replace("{to: b}", "{to: b, when: «p and\n    ages >= 75»}")),
    ("SL202", HEAD + FACTS + STEPS + "derived:\n  old: «ages» >= 75\n"),
    ("SL202", HEAD + FACTS + STEPS + "derived:\n  old: {when: «ages» >= 75}\n"),
    ("SL202", HEAD + FACTS + STEPS + "derived:\n  old: {number: 2 * «ages»}\n"),
    ("SL202", HEAD + FACTS + STEPS + "derived:\n  old:\n    - {when: «ages» >= 75, is: yes_}\n    - {otherwise: no_}\n"),
    ("SL202", HEAD + FACTS + STEPS + "derived:\n  old: {rows: [{when: «ages» >= 75, is: yes_}, {otherwise: no_}]}\n"),
    ("SL202", HEAD + FACTS + STEPS + "derived:\n  «old»: >\n    ages >= 75\n"),
    ("SL202", HEAD + FACTS + STEPS + "rules:\n  r: {blocks: [b], severity: relative, when: «ages» >= 75, because: B}\n"),
    ("SL202", HEAD + FACTS + STEPS + "claims: {c: {never: «ages» >= 75}}\n"),
    ("SL303", HEAD + FACTS + STEPS + "claims: {c: {never: age >= «175»}}\n"),
    ("SL206", HEAD + FACTS + STEPS + 'claims: {c: {passes: a, before: [«"@ends"»]}}\n'),
    ("SL205", HEAD + FACTS + STEPS.replace("title: B", "title: B, sources: [«NONE2020»]")),
    ("SL204", HEAD + FACTS + STEPS.replace("title: B", "title: B, starts: «nsaid»")),
    ("SL207", HEAD + FACTS + STEPS.replace("title: B", "title: B, lane: «ends»")),
    ("SL507", HEAD.replace("title: Small", "title: «no»") + FACTS + STEPS),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text"), PLACES, ids=[f"{i}-{row[0]}" for i, row in enumerate(PLACES)])
def test_a_problem_stands_where_it_is_in_the_file(code: str, text: str) -> None:
    plain, places = marked(text)

    assert places_of(checked(plain).findings, code) == places


@pytest.mark.parametrize(("code", "text"), PLACES, ids=[f"{i}-{row[0]}" for i, row in enumerate(PLACES)])
def test_line_ends_of_windows_change_no_place(code: str, text: str) -> None:
    plain, places = marked(text)

    assert places_of(checked(plain.replace("\n", "\r\n")).findings, code) == places


@pytest.mark.parametrize(
    "first",
    [
        "stepladder: 2",
        "stepladder: &a 1",
        "stepladder: !!int 1",
        "{stepladder: 1, stepladder: 1}",
        "stepladder: yes",
        "tytle: X",
    ],
)
def test_a_byte_order_mark_changes_no_place(first: str) -> None:
    rest = HEAD.removeprefix("stepladder: 1\n") + FACTS + STEPS
    text = first + "\n" + rest if not first.startswith("{") else first
    without = [(f.diagnostic.code, f.span.line) for f in checked(text).findings]
    with_mark = checked("\ufeff" + text).findings

    assert [(f.diagnostic.code, f.span.line) for f in with_mark] == without
    assert len({_distance(f, checked(text).findings) for f in with_mark}) == 1


def _distance(found: Placed, others: tuple[Placed, ...]) -> int:
    same = [o for o in others if o.diagnostic.code == found.diagnostic.code and o.span.line == found.span.line]
    return min(found.span.column - other.span.column for other in same)


def test_related_places_lead_to_the_first_of_two_keys() -> None:
    plain, places = marked(HEAD.replace("title", "«title»", 1) + "title: Again\n" + FACTS + STEPS)
    found = next(f for f in checked(plain).findings if f.diagnostic.code == "SL002")

    assert [(s.line, s.column, s.end_line, s.end_column) for _, s in found.related] == places


def test_what_stands_after_a_broken_item_of_a_list_keeps_its_place() -> None:
    exits = "[{when: p}, {to: b, when: p}, {to: «nowhere», when: «ages» >= 75, id: w}]"
    plain, places = marked(HEAD + FACTS + STEPS.replace("[{to: b}]", exits))
    findings = checked(plain).findings

    assert places_of(findings, "SL201") + places_of(findings, "SL202") == places


def test_the_shape_of_what_stands_after_a_broken_item_keeps_its_place() -> None:
    exits = "[{when: p}, {to: b, «otherwise»: true, when: p}]"
    plain, places = marked(HEAD + FACTS + STEPS.replace("[{to: b}]", exits))

    assert places_of(checked(plain).findings, "SL103") == places


def test_many_broken_items_of_a_long_list_leave_the_others_whole() -> None:
    asks = "[p, age, p, age, p, age, p, age, p, «{x: 1}», «{y: 1}», age, «lost»]"
    plain, places = marked(HEAD + FACTS + STEPS.replace("[p, age]", asks))
    findings = checked(plain).findings

    assert places_of(findings, "SL103")[:2] + places_of(findings, "SL202") == places


def test_all_problems_of_a_file_are_told_at_once() -> None:
    text = (
        HEAD.replace("0.1.0", "one") + FACTS.replace("finding", "findin") + STEPS.replace("to: b", "to: c") + "x: 1\n"
    )

    assert {"SL101", "SL103", "SL201"} <= set(codes(text))


# near misses


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("tilte: X\n" + HEAD + FACTS + STEPS, "title"),
        (HEAD + FACTS + STEPS.replace("kind: outcome", "kind: outcom"), "outcome"),
        (HEAD + FACTS + STEPS.replace("[{to: b}]", "[{too: b}]"), "to"),
        (HEAD + FACTS.replace("finding", "Finding") + STEPS, "finding"),
        (HEAD + FACTS + STEPS.replace("asks:", "ask:"), "asks"),
        (HEAD + FACTS + STEPS.replace("[p, age]", "[p, aeg]"), "age"),
        (HEAD + FACTS + STEPS + "claim: {c: {never: p}}\n", "claims"),
    ],
)
def test_the_nearest_name_is_proposed(text: str, proposal: str) -> None:
    assert any(re.search(rf"\b{proposal}\b", found.diagnostic.help) for found in checked(text).findings)


@pytest.mark.parametrize(
    "torn", ["{to: b, because: one, two}", "{to: b, because: Why? not: now}", "{to: b, because: a [b, c}"]
)
def test_a_text_torn_apart_in_braces_is_explained(torn: str) -> None:
    found = checked(HEAD + FACTS + STEPS.replace("{to: b}", torn)).findings[0]

    assert found.diagnostic.code in ("SL001", "SL101")
    assert "quote" in found.diagnostic.help


# folders


def _folder(tmp_path: Path, **parts: str) -> Path:
    files = {"pathway.yaml": HEAD, "facts.yaml": FACTS, "steps.yaml": STEPS} | {
        name.replace("__", "."): text for name, text in parts.items()
    }
    return write(tmp_path / "small", files)


def _folder_findings(path: Path) -> tuple[Placed, ...]:
    return examine(read(locate(path)), today=TODAY).findings


def test_a_folder_means_the_same_as_a_file(tmp_path: Path) -> None:
    data = parse(EXAMPLE, "x").data
    lines = EXAMPLE.splitlines(keepends=True)
    starts = [i for i, line in enumerate(lines) if line[0].isalpha()]
    pieces = {lines[i].split(":")[0]: "".join(lines[i:j]) for i, j in zip(starts, [*starts[1:], None], strict=True)}
    split = {"facts", "derived", "steps", "rules", "claims", "interrupts", "sources", "title"}
    files = {f"{key}.yaml": pieces[key] for key in split}
    head = "".join(text for key, text in pieces.items() if key not in split)
    folder = write(tmp_path / "headache-steps", {**files, "pathway.yaml": head})
    shutil.copy(DATA / "headache-steps.cases.yaml", folder / "cases.yaml")
    one, other = read(locate(DATA / "headache-steps.yaml")), read(locate(folder))
    assert set(pieces) == set(data)
    assert one.pathway is not None
    assert other.pathway is not None

    assert (one.pathway, one.pathway.digest) == (other.pathway, other.pathway.digest)
    assert examine(other, today=TODAY).cases_run == 1


def test_a_folder_reads_without_a_problem(tmp_path: Path) -> None:
    assert _folder_findings(_folder(tmp_path)) == ()


def test_a_key_in_two_files_is_a_duplicate_key(tmp_path: Path) -> None:
    found = _folder_findings(_folder(tmp_path, pathway__yaml=HEAD + FACTS))[0]

    assert (found.diagnostic.code, Path(found.span.file).name, found.span.line, found.span.column) == (
        "SL002",
        "facts.yaml",
        1,
        1,
    )
    assert [(Path(s.file).name, s.line, s.column) for _, s in found.related] == [("pathway.yaml", 6, 1)]


@pytest.mark.parametrize("name", ["fact__yaml", "notes__yaml", "facts__yml", "stepladder__yaml", "Steps__yaml"])
def test_a_stray_file_in_a_folder_is_an_error(tmp_path: Path, name: str) -> None:
    found = _folder_findings(_folder(tmp_path, **{name: "notes: {}\n"}))

    assert [(f.diagnostic.code, Path(f.span.file).name) for f in found] == [("SL101", name.replace("__", "."))]


def test_the_nearest_part_is_proposed_for_a_stray_file(tmp_path: Path) -> None:
    assert "facts.yaml" in _folder_findings(_folder(tmp_path, fact__yaml="fact: {}\n"))[0].diagnostic.help


def test_a_part_holds_its_own_key_and_nothing_else(tmp_path: Path) -> None:
    found = _folder_findings(_folder(tmp_path, facts__yaml=FACTS + "therapies: {}\n"))

    assert [(f.diagnostic.code, Path(f.span.file).name, f.span.line, f.span.end_column) for f in found] == [
        ("SL101", "facts.yaml", 2, 10)
    ]


@pytest.mark.parametrize(
    ("text", "code"), [("fact: {}\n", "SL102"), ("- a\n", "SL103"), ("", "SL001"), ("# nothing\n", "SL001")]
)
def test_a_part_without_its_key_is_an_error(tmp_path: Path, text: str, code: str) -> None:
    found = _folder_findings(_folder(tmp_path, rules__yaml=text))

    assert (code, "rules.yaml") in {(f.diagnostic.code, Path(f.span.file).name) for f in found}


def test_a_problem_stands_in_the_file_of_its_part(tmp_path: Path) -> None:
    plain, places = marked(STEPS.replace("{to: b}", "{to: b, when: «ages» >= 75}"))
    found = _folder_findings(_folder(tmp_path, steps__yaml="# the steps\n" + plain))

    assert [(Path(f.span.file).name, f.span.line - 1, f.span.column) for f in found] == [("steps.yaml", *places[0][:2])]


def test_a_folder_without_a_head_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"pathway\.yaml"):
        locate(write(tmp_path / "small", {"facts.yaml": FACTS}))


def test_the_id_is_the_name_of_the_folder(tmp_path: Path) -> None:
    folder = _folder(tmp_path).rename(tmp_path / "large")

    assert [f.diagnostic.code for f in _folder_findings(folder)] == ["SL103"]


def test_other_files_in_a_folder_are_let_be(tmp_path: Path) -> None:
    folder = write(_folder(tmp_path), {"README.md": "# Small\n", ".hidden": "x"})

    assert _folder_findings(folder) == ()


# cases and files


@pytest.mark.parametrize(
    ("cases", "code"),
    [
        ("pathway: small\ncases:\n  - {id: one, facts: {p: true, age: 30}, expect: {ends: b}}\n", None),
        ("pathway: small\ncases: []\n", "SL103"),
        ("pathway: small\n", "SL102"),
        ("pathway: other\ncases:\n  - {id: one, facts: {p: true, age: 30}, expect: {ends: b}}\n", "SL803"),
        ("pathway: small\ncases:\n  - {id: one, facts: {p: true, age: 30}, expect: {}}\n", "SL102"),
        (
            "pathway: small\ncases:\n  - {id: one, facts: {p: true, age: 30}, expect: {ends: b, waits: a}}\n",
            "SL103",
        ),
        (
            "pathway: small\ncases:\n  - {id: one, facts: {p: true, age: 30}, at: {a: [{}, 3]}, expect: {ends: b}}\n",
            "SL103",
        ),
        ("pathway: small\ncases:\n  - {id: one, expect: {ends: b}, exspect: 1}\n", "SL101"),
        (
            "pathway: small\ncases:\n  - {id: one, expect: {ends: b}}\n  - {id: one, expect: {ends: b}}\n",
            "SL103",
        ),
        ("- a\n", "SL103"),
        ("", "SL001"),
    ],
)
def test_cases_are_read_with_the_pathway(tmp_path: Path, cases: str, code: str | None) -> None:
    folder = write(tmp_path, {"small.yaml": HEAD + FACTS + STEPS, "small.cases.yaml": cases})
    found = [f.diagnostic.code for f in _folder_findings(folder / "small.yaml")]

    assert code in found if code else not found


@pytest.mark.parametrize("length", [1, 240, 250])
def test_a_file_with_a_long_name_is_read(tmp_path: Path, length: int) -> None:
    path = tmp_path / ("x" * length + ".yaml")
    path.write_text(HEAD + FACTS + STEPS)

    assert [f.diagnostic.code for f in _folder_findings(path)] == ["SL103"]


@pytest.mark.parametrize("name", ["nothing.yaml", "x" * 5000, "a\0b", "\ud800", "", "nothing/here.yaml"])
def test_a_path_that_leads_nowhere_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unreadable):
        locate(tmp_path / name if name else tmp_path)
