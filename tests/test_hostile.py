"""What no author would write, and every damage a file can take: a diagnostic comes out, soon, and nothing else."""

# ruff: noqa: E501  # a row of a table, and a line of YAML, are read whole

from __future__ import annotations

import copy
import json
import os
import random
import shutil
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml

from stepladder.diagnostics import CATALOGUE, Route
from stepladder.library.checked import examine
from stepladder.library.suppressions import Placed
from stepladder.reading import yaml_events
from stepladder.reading.files import Unreadable, locate
from stepladder.reading.keys import keys_at
from stepladder.reading.load import read, read_text
from stepladder.reading.yaml_events import LARGEST, parse

Data: TypeAlias = Any

FUZZED = int(os.environ.get("STEPLADDER_FUZZ", "6"))
"""How many damaged copies of each part of the flagship are read."""

HANGS = 20
"""Seconds: what takes so long hangs, even on a busy machine. Speed itself is measured in tests/bench."""

DATA = Path(__file__).parent / "data"
SHELF = Path(__file__).parents[1] / "pathways"
EXAMPLE = (DATA / "headache-steps.yaml").read_text(encoding="utf-8")
CASES = (DATA / "headache-steps.cases.yaml").read_text(encoding="utf-8")
TODAY = date(2026, 11, 24)


def findings(text: str | bytes) -> tuple[Placed, ...]:
    """What is said of a pathway."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return examine(read_text(raw, "headache-steps.yaml", "headache-steps"), today=TODAY).findings


def in_folder(folder: Path, pathway: bytes, cases: bytes) -> tuple[Placed, ...]:
    """What is said of a pathway and its cases."""
    (folder / "headache-steps.yaml").write_bytes(pathway)
    (folder / "headache-steps.cases.yaml").write_bytes(cases)
    return examine(read(locate(folder / "headache-steps.yaml")), today=TODAY).findings


def sound(found: tuple[Placed, ...], text: str | bytes) -> bool:
    """Whether everything said has a known code, words, and a place inside the file."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    lines = raw.count(b"\n") + raw.count(b"\r") + 2
    return all(
        f.diagnostic.code in CATALOGUE
        and f.diagnostic.message
        and not any(unicodedata.category(c) == "Cc" for c in f.diagnostic.message + f.diagnostic.help.replace("\n", ""))
        and 1 <= f.span.line <= f.span.end_line <= lines
        and (f.span.line, f.span.column) <= (f.span.end_line, f.span.end_column)
        and f.span.column >= 1
        for f in found
    )


def with_guard(guard: str) -> str:
    return EXAMPLE.replace("{to: choose_relief, when: not thunderclap}", f"{{to: choose_relief, when: {guard}}}")


# hostile files

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)

HOSTILE: list[tuple[str, str | bytes, str]] = [
    ("100 KB of brackets", "[" * 100_000, "SL004"),
    ("100 KB of braces", "{" * 100_000, "SL"),
    ("brackets inside a key", "steps: " + "[" * 100_000, "SL004"),
    ("closed brackets", "[" * 50_000 + "]" * 50_000, "SL004"),
    ("braces with keys", "{a: " * 30_000, "SL004"),
    ("block lists", "- " * 50_000, "SL004"),
    ("deep indentation", "".join(" " * i + "a:\n" for i in range(900)), "SL004"),
    ("question marks", "? " * 50_000, "SL"),
    ("a billion laughs", LAUGHS, "SL003"),
    ("an alias to itself", "a: &a [*a]", "SL003"),
    ("an alias as a key", "*a : b", "SL00"),
    ("a merge key", "a: &a {b: c}\nd: {<<: *a}", "SL003"),
    ("a merge key without an alias", EXAMPLE.replace("lanes:", "<<: {title: X}\nlanes:"), "SL101"),
    ("a tag", "!!python/object/apply:os.system [echo]", "SL003"),
    ("a tag on a key", "!!str stepladder: 1", "SL003"),
    ("a binary", "a: !!binary aGVsbG8=", "SL003"),
    ("an unknown tag handle", "a: !x!y z", "SL00"),
    ("a TAG directive", "%TAG ! tag:example.org,2000:\n---\na: b", "SL003"),
    ("YAML 1.1", "%YAML 1.1\n---\n" + EXAMPLE, "SL001"),
    ("YAML 3.0", "%YAML 3.0\n---\na: b", "SL001"),
    ("an unknown directive", "%NONSENSE\n---\na: b", "SL"),
    ("two documents", EXAMPLE + "---\n" + EXAMPLE, "SL001"),
    ("a second document that is empty", EXAMPLE + "---\n", "SL001"),
    ("invalid UTF-8", EXAMPLE.encode() + b"# \xff\n", "SL005"),
    ("a lone surrogate", b"title: \xed\xa0\x80", "SL005"),
    ("an escaped surrogate", 'title: "\\ud800"', "SL"),
    ("UTF-16", EXAMPLE.encode("utf-16"), "SL005"),
    ("UTF-32", b"\xff\xfe\x00\x00" + EXAMPLE.encode("utf-32-le"), "SL005"),
    ("Latin-1", EXAMPLE.replace("worst", "wörst").encode("latin-1"), "SL005"),
    ("NUL", EXAMPLE.replace("worst", "wo\0rst"), "SL001"),
    ("a control character", EXAMPLE.replace("worst", "wo\x07rst"), "SL001"),
    ("a control character in a comment", EXAMPLE + "# \x1b[31m\n", "SL001"),
    ("DEL", EXAMPLE.replace("worst", "wo\x7frst"), "SL001"),
    ("NEL", EXAMPLE.replace("worst", "wo\x85rst"), "SL001"),
    ("a line separator", EXAMPLE.replace("worst", "wo\u2028rst"), "SL001"),
    ("an escaped NUL", EXAMPLE.replace("title: Paracetamol", 'title: "a\\0b"'), ""),
    ("a noncharacter", EXAMPLE.replace("worst", "wo\uffferst"), "SL001"),
    ("nothing", "", "SL001"),
    ("a byte-order mark alone", "\ufeff", "SL001"),
    ("comments only", "# nothing\n# here\n", "SL001"),
    ("spaces only", "   \n \n", "SL001"),
    ("a document mark alone", "---\n", "SL103"),
    ("an end mark alone", "...\n", "SL"),
    ("a list", "- a\n- b\n", "SL103"),
    ("a text", "hello", "SL103"),
    ("null", "~", "SL103"),
    ("a number", "3", "SL103"),
    ("an empty mapping", "{}", "SL102"),
    ("tabs", EXAMPLE.replace("    kind:", "\tkind:"), "SL001"),
    ("a tab in a flow", EXAMPLE.replace("{to: handed_over}", "{\tto:\thanded_over}"), ""),
    ("a key that is a list", "[a, b]: c", "SL103"),
    ("a key that is a mapping", "{a: b}: c", "SL103"),
    ("a key that is empty", '"": c', "SL101"),
    ("a long key", "? " + "k" * 5_000 + "\n: 1\n", "SL10"),
    ("a key of 100,000 characters", f'"{"k" * 100_000}": 1', "SL"),
    ("an id of 100,000 characters", EXAMPLE.replace("id: headache-steps", "id: " + "x" * 100_000), "SL103"),
    ("a title of 100,000 characters", EXAMPLE.replace("title: Paracetamol", "title: " + "x" * 100_000), ""),
    ("an unclosed quotation mark", EXAMPLE.replace("title: Paracetamol", 'title: "Paracetamol'), "SL001"),
    ("an unclosed bracket", EXAMPLE.replace("asks: [thunderclap, age]", "asks: [thunderclap, age"), "SL001"),
    ("an unknown escape", EXAMPLE.replace("title: Paracetamol", 'title: "\\q"'), "SL001"),
    ("an infinite maximum", EXAMPLE.replace("max: 110", "max: .inf"), "SL103"),
    ("a maximum that is no number", EXAMPLE.replace("max: 110", "max: .nan"), "SL103"),
    ("1e999", EXAMPLE.replace("max: 110", "max: 1e999"), "SL103"),
    ("-1e999", EXAMPLE.replace("min: 18", "min: -1e999"), "SL103"),
    ("1e999999", EXAMPLE.replace("max: 110", "max: 1e999999"), "SL103"),
    ("99e999999", EXAMPLE.replace("max: 110", "max: 99e999999"), "SL103"),
    ("1e-999999", EXAMPLE.replace("min: 18", "min: 1e-999999"), "SL103"),
    ("1e999999999", EXAMPLE.replace("max: 110", "max: 1e999999999"), "SL103"),
    ("0e999999", EXAMPLE.replace("min: 18", "min: 0e999999"), ""),
    ("50,000 digits", EXAMPLE.replace("max: 110", "max: " + "9" * 50_000), "SL103"),
    ("50,000 places", EXAMPLE.replace("max: 110", "max: 0." + "9" * 50_000), "SL103"),
    ("50,000 hexadecimal digits", EXAMPLE.replace("max: 110", "max: 0x" + "f" * 50_000), "SL103"),
    ("50,000 octal digits", EXAMPLE.replace("max: 110", "max: 0o" + "7" * 50_000), "SL103"),
    ("huge decimals", EXAMPLE.replace("max: 110", "max: 110\n    decimals: 999999999999"), "SL103"),
    ("infinite decimals", EXAMPLE.replace("max: 110", "max: 110\n    decimals: .inf"), "SL103"),
    ("a huge rung", EXAMPLE.replace("rung: 1", "rung: " + "9" * 5_000), ""),
    ("a huge year", EXAMPLE.replace("year: 2020", "year: 1e999999"), "SL103"),
    ("a huge table value", EXAMPLE.replace("is: forbidden", "is: 1e999999"), "SL103"),
    ("an infinite table value", EXAMPLE.replace("is: forbidden", "is: .inf"), "SL103"),
    ("a table value that is no number", EXAMPLE.replace("is: forbidden", "is: .nan"), "SL103"),
    ("a set value that is no number", EXAMPLE.replace("starts: [nsaid]", "sets: {age: .nan}"), "SL"),
    ("a set value that is infinite", EXAMPLE.replace("starts: [nsaid]", "sets: {age: -.inf}"), "SL"),
    ("a set value that is huge", EXAMPLE.replace("starts: [nsaid]", "sets: {age: 1e999999}"), "SL"),
    ("a long review", EXAMPLE.replace("after: 2 weeks", "after: " + "9" * 5_000 + " weeks"), "SL103"),
    ("a review in other digits", EXAMPLE.replace("after: 2 weeks", "after: ٣ weeks"), "SL103"),
    ("an id with a slash", EXAMPLE.replace("id: headache-steps", "id: a/b"), "SL103"),
    ("an id with dots", EXAMPLE.replace("id: headache-steps", "id: ../../etc"), "SL103"),
    ("a step with a slash", EXAMPLE.replace("controlled:", "con/trolled:"), "SL103"),
    ("a pathway that goes on in itself", EXAMPLE.replace("title: Controlled}", "title: Controlled, continues: headache-steps}"), ""),
    ("a pathway that goes on elsewhere", EXAMPLE.replace("title: Controlled}", "title: Controlled, continues: ../x}"), "SL103"),
    ("a circle of two derived", EXAMPLE.replace("takes_warfarin or age >= 75 ", "drugs_left == 0 "), "SL"),
    ("a derived that reads itself", EXAMPLE.replace("takes_warfarin or age >= 75 ", "not bleeding_risk "), "SL305"),
    ("a circle of a derived, a rule and blocked", EXAMPLE.replace("takes_warfarin or age >= 75 ", "blocked(nsaid_trial) "), "SL305"),
    ("a rule that asks whether its step is blocked", EXAMPLE.replace("when: nsaid_caution_level == forbidden", "when: blocked(nsaid_trial)"), "SL305"),
    ("a group that holds itself", EXAMPLE.replace("[paracetamol_trial, nsaid_trial]", '["@pain_relief"]', 1), "SL"),
    ("a condition of 100,000 characters", with_guard("x" * 100_000), "SL004"),
    ("a condition of 100,000 characters with words", with_guard("age >= 20 or " * 8_000 + "true"), "SL004"),
    ("10,000 parentheses", with_guard("(" * 10_000 + "age >= 20" + ")" * 10_000), "SL004"),
    ("1,900 parentheses", with_guard("(" * 1_900 + "age >= 20" + ")" * 1_900), "SL004"),
    ("2,000 times not", with_guard("not " * 2_000 + "thunderclap"), "SL004"),
    ("900 times not", with_guard("not " * 900 + "thunderclap"), "SL004"),
    ("a condition in Python", with_guard('"__import__(\'os\').system(\'true\')"'), "SL301"),
    ("a derived number of brackets", EXAMPLE.replace("number: count(", "number: " + "(" * 3_000 + "count("), "SL"),
    ("visits to the end of time", with_guard("visits(red_flags) >= 999999999999"), ""),
    ("duplicate keys at the top", EXAMPLE + "steps: {}\n", "SL002"),
    ("duplicate keys inside", EXAMPLE.replace("kidney:\n", "age:\n"), "SL002"),
    ("duplicate keys in a flow", EXAMPLE.replace("{to: handed_over}", "{to: handed_over, to: handed_over}"), "SL002"),
    ("duplicate keys in other quotes", EXAMPLE + '"steps": {}\n', "SL002"),
    ("a start that is a list", EXAMPLE.replace("start: red_flags", "start: [red_flags]"), "SL103"),
    ("everything on one line", EXAMPLE.replace("\n", " "), "SL001"),
    ("old line ends", EXAMPLE.replace("\n", "\r"), ""),
    ("a byte-order mark in the middle", EXAMPLE.replace("title: Paracetamol", "title: \ufeffParacetamol"), ""),
    ("an ignore of everything", EXAMPLE + "# stepladder: ignore " + "SL101, " * 10_000 + "-- all\n", "SL506"),
    ("no step", EXAMPLE[: EXAMPLE.index("steps:")] + "steps: {}\n", "SL"),
    ("no fact", EXAMPLE.replace("facts:\n", "facts: {}\nfact:\n"), "SL101"),
    ("emoji as ids", EXAMPLE.replace("kidney:", "🫘:"), "SL103"),
    ("from right to left", EXAMPLE.replace("title: Paracetamol", "title: \u202eabc\u202c"), ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_a_hostile_file_gives_diagnostics_in_a_moment(text: str | bytes, code: str) -> None:
    began = time.perf_counter()
    found = findings(text)

    assert time.perf_counter() - began < HANGS
    assert sound(found, text)
    assert not code or any(f.diagnostic.code.startswith(code) for f in found)


@pytest.mark.parametrize("limit", [65, 100, 1_000])
@pytest.mark.parametrize("text", ["[" * 2_000, "title: x\nsteps: " + "[" * 2_000, "a: [b, " * 300 + "{c: " * 900])
def test_a_file_is_too_deep_by_our_limit_whatever_limit_libyaml_has(
    text: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Shallow(yaml_events._PARSER):  # type: ignore[misc]  # libyaml's parser comes without types
        """Refuses a deep text before it hands out any event, as libyaml 0.2.6 does, in words we do not know."""

        def __init__(self, stream: str) -> None:
            super().__init__(stream)
            opened = [place for place, letter in enumerate(stream) if letter in "[{"]
            self.refused = stream[: opened[limit]] if len(opened) > limit else None

        def get_event(self) -> Any:
            if self.refused is None:
                return super().get_event()
            before = self.refused.split("\n")
            mark = yaml.Mark("", len(self.refused), len(before) - 1, len(before[-1]), None, 0)
            raise yaml.MarkedYAMLError(problem="that will not do", problem_mark=mark)

    wanted = [problem for problem in parse(text, "x").problems if problem.code == "SL004"]
    monkeypatch.setattr(yaml_events, "_PARSER", Shallow)

    assert list(parse(text, "x").problems) == wanted
    assert [(problem.message, problem.help) for problem in wanted] == [
        ("nested more than 64 deep", "move what is so deep up: no part of a pathway nests deeper than ten levels")
    ]


def test_the_shelf_reads_alike_through_libyaml_and_through_pyyamls_own_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(SHELF.rglob("*.yaml"))}
    through_libyaml = {path: parse(text, str(path)) for path, text in texts.items()}
    monkeypatch.setattr(yaml_events, "_PARSER", yaml.Loader)

    for path, text in texts.items():
        again = parse(text, str(path))
        assert (again.data, again.problems) == (through_libyaml[path].data, ()), path
    assert len(texts) > 50


@pytest.mark.parametrize("text", [row[1] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_a_hostile_file_of_cases_gives_diagnostics(text: str | bytes, tmp_path: Path) -> None:
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    began = time.perf_counter()
    found = in_folder(tmp_path, EXAMPLE.encode(), raw)

    assert time.perf_counter() - began < HANGS
    assert sound(found, text)


@pytest.mark.parametrize(
    "change",
    [
        ("age: 78", "age: .inf"), ("age: 78", "age: .nan"), ("age: 78", "age: 1e999999"), ("age: 78", "age: 99e999999"),
        ("age: 78", "age: " + "9" * 50_000), ("age: 78", "age: [78]"), ("age: 78", "age: "), ("age: 78", "ages: 78"),
        ("{response: no_change}", "{response: .inf}"), ("{response: no_change}", "{response: 1e999999}"),
        ("{response: no_change}", "{response: -.inf}"), ("{response: no_change}", "{response: .nan}"),
        ("{response: no_change}", "[{response: 99e999999}]"), ("{response: no_change}", "[[]]"), ("{response: no_change}", "no_change"),
        ("{response: no_change}", "{response: [no_change]}"), ("{response: no_change}", "[]"), ("{response: no_change}", "[{}, {}, {}]"),
        ("choose: [paracetamol_trial, nsaid_trial]", "choose: []"), ("choose: [paracetamol_trial, nsaid_trial]", "choose: " + "[" * 100),
        ("choose: [paracetamol_trial, nsaid_trial]", "choose: [" + "paracetamol_trial, " * 5_000 + "]"),
        ("paracetamol_trial: {response", "nowhere: {response"), ("ends: controlled", "ends: nowhere"), ("ends: controlled", "stuck: controlled"),
        ("holds: true", "holds: maybe"), ("after: red_flags", "after: nowhere"), ("nsaid_trial: caution", "nsaid_trial: shut"),
        ("teaches:", "entry: nowhere\n    teaches:"), ("pathway: headache-steps", "pathway: ../headache-steps"), ("id: anticoagulated", "id: a/b"),
        ("fired: [nsaid-with-care]", "fired: [nothing]"), ("override: {nsaid-with-care:", "override: {nothing:"),
        ('"Short course with a gastroprotective drug, agreed."', '""'),
    ],
    ids=lambda change: change[1][:40],
)  # fmt: skip
def test_a_case_that_makes_no_sense_is_told_so(change: tuple[str, str], tmp_path: Path) -> None:
    assert change[0] in CASES
    cases = CASES.replace(*change, 1)
    began = time.perf_counter()
    found = in_folder(tmp_path, EXAMPLE.encode(), cases.encode())

    assert time.perf_counter() - began < HANGS
    assert found
    assert all(f.diagnostic.code in CATALOGUE and f.span.file.endswith(".cases.yaml") for f in found)


# size and memory

MEASURED = """
import resource, sys, time
from pathlib import Path
from stepladder.library.checked import examine
from stepladder.reading.load import read
from stepladder.reading.files import locate
began = time.perf_counter()
found = examine(read(locate(Path(sys.argv[1])))).findings
took = time.perf_counter() - began
status = Path("/proc/self/status")  # getrusage would count what the parent had when it forked
if status.exists():
    peak = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(took, peak, len(found), found[0].diagnostic.code if found else "")
"""


def _filled(line: bytes, first: bytes = b"", last: bytes = b"") -> bytes:
    """A file as large as a file may be, of one line again and again; `%d` in it becomes a number."""
    count = (LARGEST - len(first) - len(last)) // (len(line) + 4 * line.count(b"%d"))
    body = b"".join(line.replace(b"%d", b"%d" % i) for i in range(count)) if b"%d" in line else line * count
    return first + body + last


LARGE = {
    "a comment": lambda: _filled(b"# nothing\n"),
    "more comments than a file may have": lambda: b"# nothing\n" * 5_000_000,
    "a key": lambda: _filled(b"k%d:\n"),
    "the same key": lambda: _filled(b"k:\n"),
    "the same key in a flow": lambda: _filled(b"k: 1, ", b"{", b"}"),
    "a list item": lambda: _filled(b"- a\n", b"steps:\n"),
    "an anchor": lambda: _filled(b"- &a b\n", b"steps:\n"),
    "an alias": lambda: _filled(b"- *a\n", b"steps:\n"),
    "an ambiguous word": lambda: _filled(b"- no\n", b"steps:\n"),
    "one long text": lambda: _filled(b"x", b"title: "),
    "one long quoted text": lambda: _filled(b"x\n", b'title: "', b'"'),
    "two-byte letters": lambda: _filled("ä".encode(), b"title: "),
    "a bracket": lambda: _filled(b"["),
    "an empty list": lambda: _filled(b"[],", b"[", b"]"),
    "an ignore": lambda: _filled(b"# stepladder: ignore SL101 -- x\n", b"stepladder: 1\n"),
    "an unknown key in a step": lambda: _filled(b"  s%d: {x: 1}\n", b"steps:\n"),
    "a broken fact": lambda: _filled(b"  f%d: [x]\n", b"facts:\n"),
    "a broken item": lambda: _filled(b"[x], ", b"steps: {a: {kind: outcome, title: A, asks: [", b"]}}"),
    "a broken condition": lambda: _filled(
        b"  d%d: x or\n", EXAMPLE.encode().replace(b"derived: ", b"derived:\n#"), b""
    ),
    "a step that is not reached": lambda: _filled(
        b"  s%d: {kind: assessment, title: A, next: [{to: s%d}]}\n",
        EXAMPLE.encode().split(b"\nrules:")[0] + b"\n",
    ),
    "a line end": lambda: _filled(b"\n"),
}


WHOLE_TO_THE_END = ("a broken condition", "a step that is not reached")
"""Four megabytes that are pathways but for their mistakes: every place is kept, which takes half a gigabyte."""


@pytest.mark.parametrize("kind", LARGE)
def test_a_large_file_takes_neither_long_nor_much_memory(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(LARGE[kind]())
    command = [sys.executable, "-c", MEASURED, str(path)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    took, peak, count, _ = run.stdout.split()

    assert float(took) < HANGS
    assert float(peak) < (700 if kind in WHOLE_TO_THE_END else 200)
    assert int(count) > 0


# every value, every key

_REPLACEMENTS: tuple[Data, ...] = ([], ["x"], {}, {"x": 1}, 7, -0.5, None, "some text", True, "", [[]], [{}])


def routes(data: Data, at: Route = ()) -> Iterator[Route]:
    """Every place in some data."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*at, key)
        yield from routes(value, (*at, key))


def changed(data: Data, route: Route, value: Data) -> Data:
    """A copy of some data with one value replaced."""
    copied = copy.deepcopy(data)
    owner = copied
    for segment in route[:-1]:
        owner = owner[segment]
    owner[route[-1]] = value
    return copied


def written(data: Data) -> str:
    """Some data as text, one value a line."""
    return json.dumps(data, indent=1, default=float, ensure_ascii=False)


_PATHWAY_DATA = parse(EXAMPLE, "x").data
_CASES_DATA = parse(CASES, "x").data


@pytest.mark.parametrize("value", _REPLACEMENTS, ids=str)
def test_any_value_of_a_pathway_may_be_anything_and_what_is_said_of_it_stands_at_it(value: Data) -> None:
    for route in routes(_PATHWAY_DATA):
        text = written(changed(_PATHWAY_DATA, route, value))
        reading = read_text(text.encode(), "headache-steps.yaml", "headache-steps")
        found = examine(reading, today=TODAY).findings
        place = reading.sources["pathway"].locate(route)
        errors = [f for f in found if f.severity.value == "error"]

        assert sound(found, text), route
        assert not errors or any(_concerns(f, route, place.line) for f in errors), (
            route,
            [f.diagnostic for f in errors],
        )


def _concerns(found: Placed, route: Route, line: int) -> bool:
    """Whether a diagnostic is about a changed value, what holds it, or names it."""
    at = found.diagnostic.at
    name = str(route[-1])
    return (
        found.span.line <= line <= found.span.end_line
        or len(route) == 1
        or (isinstance(at, tuple) and (at == route[: len(at)] or route == at[: len(route)]))
        or name in found.diagnostic.message
        or any(str(segment) in found.diagnostic.message for segment in route[1:] if isinstance(segment, str))
    )


@pytest.mark.parametrize("value", _REPLACEMENTS, ids=str)
def test_any_value_of_a_case_may_be_anything(value: Data, tmp_path: Path) -> None:
    for route in routes(_CASES_DATA):
        text = written(changed(_CASES_DATA, route, value))

        assert sound(in_folder(tmp_path, EXAMPLE.encode(), text.encode()), text), route


def test_any_key_may_be_missing() -> None:
    for route in routes(_PATHWAY_DATA):
        data = copy.deepcopy(_PATHWAY_DATA)
        owner = data
        for segment in route[:-1]:
            owner = owner[segment]
        del owner[route[-1]]
        text = written(data)

        assert sound(findings(text), text), route


def test_a_misspelt_key_is_told_with_the_right_one() -> None:
    for route in routes(_PATHWAY_DATA):
        key, known = route[-1], keys_at(route[:-1], "pathway")
        if not isinstance(key, str) or key not in known or len(key) < 4:
            continue
        wrong = key[:-2] + key[-1] + key[-2] if key[-1] != key[-2] else key[:-1]
        if wrong in known:
            continue
        text = written(_renamed(_PATHWAY_DATA, route, wrong))
        said = [f.diagnostic for f in findings(text) if f.diagnostic.code == "SL101"]

        assert any(f"'{wrong}'" in d.message and f"'{key}'" in d.help for d in said), (route, wrong, said)


def _renamed(data: Data, route: Route, name: str) -> Data:
    copied = copy.deepcopy(data)
    owner = copied
    for segment in route[:-1]:
        owner = owner[segment]
    items = [(name if key == route[-1] else key, value) for key, value in owner.items()]
    owner.clear()
    owner.update(items)
    return copied


def test_no_control_character_of_a_file_reaches_a_message() -> None:
    key, value = '"a\\nb\\e[31m"', '"c\\nd\\e[31m"'
    for line in (
        f"{key}: 1",
        f"{key}: {value}",
        f"status: {value}",
        f"version: {value}",
        f"start: {value}",
        f"rules: {value}",
    ):
        name = line.split(":")[0]
        lines = [other for other in EXAMPLE.splitlines() if not other.startswith(f"{name}:")]
        text = "\n".join([line, *lines])

        assert sound(findings(text), text), line


@pytest.mark.parametrize(
    "place",
    [
        "kind: treatment",
        "lane: drugs",
        "to: controlled",
        "response == improved",
        "stops: [nsaid]",
        "severity: absolute",
        "age]",
        "basis: label",
    ],
)
def test_no_control_character_of_a_value_reaches_a_message(place: str) -> None:
    head, _, tail = place.rpartition(" ") if " " in place else ("", "", place)
    end = "]" if tail.endswith("]") else ""
    text = EXAMPLE.replace(place, f'{head} {"[" if tail.startswith("[") else ""}"c\\nd\\e[31m"{end}', 1)

    assert sound(findings(text), text)


# damaged copies

_TOKENS = (
    "[", "]", "{", "}", ":", ": ", "-", "- ", ",", "&a ", "*a", "!!x ", "|", ">", "'", '"', "#", "?", "%", "@", "`", "\t", "\n",
    "\r", "\0", "\x07", "\u00e9", "\u2028", "\ufeff", "~", "null", "true", "1e999", ".inf", "0x1f", "<<: ", "---\n", "...\n",
    "when: ", "and", "or", "not", "(", ")", "==", ">=", "count(", "visits(", "blocked(", "known(", "otherwise: true", "next: ",
    "options: ", "@pain_relief", "everywhere", "fresh: true", "kind: outcome", "-1", "1.5", "99999999999999",
)  # fmt: skip


def damaged(text: str, seed: int) -> bytes:
    """A copy of a text with a few things gone wrong in it."""
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        text = _damage(text, chance)
    raw = bytearray(text.encode("utf-8", "surrogatepass"))
    if chance.random() < 0.15 and raw:
        for _ in range(chance.randint(1, 3)):
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(raw)


def _damage(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    i, j = chance.randrange(len(lines)), chance.randrange(len(lines))
    at = chance.randrange(len(text) + 1)
    match chance.randrange(12):
        case 0:
            del lines[i]
        case 1:
            lines.insert(j, lines[i])
        case 2:
            lines[i], lines[j] = lines[j], lines[i]
        case 3:
            lines[i] = " " * chance.randint(1, 4) + lines[i]
        case 4:
            lines[i] = lines[i][chance.randint(1, 3) :]
        case 5:
            del lines[i : i + chance.randint(2, 30)]
        case 6:
            return text[:at] + chance.choice(_TOKENS) + text[at:]
        case 7:
            return text[:at] + text[at + chance.randint(1, 5) :]
        case 8:
            return text[:at]
        case 9:
            words = [w for w in text.split() if len(w) > 2]
            return text.replace(chance.choice(words), chance.choice(words), chance.choice((1, -1))) if words else text
        case 10:
            return (
                text[:at]
                + chr(chance.choice((chance.randrange(1, 128), chance.randrange(0x80, 0xD800))))
                + text[at + 1 :]
            )
        case _:
            words = lines[i].split(" ")
            chance.shuffle(words)
            lines[i] = " ".join(words).rstrip("\n") + "\n"
    return "".join(lines)


@pytest.mark.parametrize("start", range(0, 300, 50))
def test_a_damaged_pathway_gives_diagnostics_and_nothing_else(start: int) -> None:
    for seed in range(start, start + 50):
        raw = damaged(EXAMPLE, seed)

        assert sound(findings(raw), raw), seed


def test_damaged_cases_give_diagnostics_and_nothing_else(tmp_path: Path) -> None:
    for seed in range(100):
        raw = damaged(CASES, seed)

        assert sound(in_folder(tmp_path, EXAMPLE.encode(), raw), EXAMPLE), seed


def test_a_damaged_folder_gives_diagnostics_and_nothing_else(tmp_path: Path) -> None:
    lines = EXAMPLE.splitlines(keepends=True)
    cut = next(i for i, line in enumerate(lines) if line.startswith("steps:"))
    end = next(i for i, line in enumerate(lines) if line.startswith("rules:"))
    folder = tmp_path / "headache-steps"
    folder.mkdir()
    for seed in range(60):
        (folder / "pathway.yaml").write_bytes(damaged("".join(lines[:cut] + lines[end:]), seed))
        (folder / "steps.yaml").write_bytes(damaged("".join(lines[cut:end]), seed + 1000))

        assert sound(examine(read(locate(folder)), today=TODAY).findings, EXAMPLE), seed


def shuffled(data: Data, seed: int) -> Data:
    """A copy of some data in which a few things stand where they do not belong."""
    chance = random.Random(seed)
    copied = copy.deepcopy(data)
    for _ in range(chance.choice((1, 1, 2, 3, 5))):
        places = list(routes(copied))
        if not places:
            break
        one, other = chance.choice(places), chance.choice(places)
        owner, taken = copied, copied
        for segment in one[:-1]:
            owner = owner[segment]
        for segment in other:
            taken = taken[segment]
        taken = copy.deepcopy(taken)
        match chance.randrange(6):
            case 0 | 1 | 2:
                owner[one[-1]] = taken
            case 3:
                del owner[one[-1]]
            case 4 if isinstance(owner, list):
                owner.insert(chance.randrange(len(owner) + 1), taken)
            case 4:
                owner[str(other[-1])] = taken
            case _:
                owner[one[-1]] = str(other[-1]) if chance.random() < 0.7 else [str(other[-1])]
    return copied


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_a_pathway_with_things_where_they_do_not_belong_gives_diagnostics_and_nothing_else(
    start: int,
) -> None:
    for seed in range(start, start + 50):
        text = written(shuffled(_PATHWAY_DATA, seed))

        assert sound(findings(text), text), seed


def test_cases_with_things_where_they_do_not_belong_give_diagnostics_and_nothing_else(tmp_path: Path) -> None:
    for seed in range(150):
        text = written(shuffled(_CASES_DATA, seed))

        assert sound(in_folder(tmp_path, EXAMPLE.encode(), text.encode()), text + EXAMPLE), seed


# the file system


def test_a_folder_in_place_of_a_part_is_no_part(tmp_path: Path) -> None:
    folder = tmp_path / "headache-steps"
    (folder / "facts.yaml").mkdir(parents=True)
    (folder / "pathway.yaml").write_text(EXAMPLE)
    try:
        found = examine(read(locate(folder)), today=TODAY).findings
    except Unreadable:
        return

    assert sound(found, EXAMPLE)


def test_a_link_to_itself_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "loop.yaml"
    path.symlink_to(path)

    with pytest.raises(Unreadable):
        locate(path)


def test_a_device_that_never_ends_is_too_large() -> None:
    found = examine(read(locate(Path("/dev/zero"))), today=TODAY).findings

    assert [f.diagnostic.code for f in found] == ["SL004"]


FLAGSHIP = Path(__file__).parents[1] / "pathways" / "esophageal-spasm"


@pytest.mark.parametrize("name", sorted(path.name for path in FLAGSHIP.glob("*.yaml")))
def test_a_damaged_part_of_the_flagship_gives_diagnostics_and_nothing_else(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "esophageal-spasm"
    shutil.copytree(FLAGSHIP, folder)
    text = (FLAGSHIP / name).read_text(encoding="utf-8")

    for seed in range(FUZZED):
        (folder / name).write_bytes(damaged(text, seed))
        found = examine(read(locate(folder)), today=TODAY, cases=False).findings

        assert all(f.span.file and f.diagnostic.code in CATALOGUE for f in found), (name, seed)
