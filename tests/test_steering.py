"""Nothing that a file, a name, an argument or the environment holds steers the terminal it is shown on."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pexpect
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import stepladder
from stepladder.engine.walk import Walk
from stepladder.text.characters import as_json, columns, printable, quoted_yaml, visible, without_steering
from stepladder.text.terminal import Paint, shown
from stepladder.walk.log import to_lines
from tests.conftest import DATA
from tests.test_explore_hostile import TOLD

pytestmark = pytest.mark.heavy

PROGRAM = str(Path(sys.executable).with_name("stepladder"))

STEERS = (
    "\x1b[31m", "\x1b]0;title\x07", "\x9b1m", "\x08", "\x7f", "\x85", "\r", "\x0b", "\x00",
    "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069",
    "\u200e", "\u200f", "\u061c", "\u2028", "\u2029", "\u200b", "\u2060", "\ufeff", "\u00ad", "\U000e0041",
)  # fmt: skip
"""What steers: control characters, directions, breaks of lines, and what takes no room."""

HOSTILE = f"x{'y'.join(STEERS)}z"
AS_ARGUMENT = HOSTILE.replace("\x00", "")
OF_ARGUMENT = AS_ARGUMENT + "\udcff"
OUR_COLOURS = re.compile(r"\x1b\[(?:0|1|2|1;31|32|33|36)m")
ANY = st.text(alphabet=st.characters(codec=None, exclude_categories=()))


def steering(text: str) -> list[str]:
    """What in an output steers, line ends apart."""
    return [f"U+{ord(c):04X}" for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]


# the mechanism


@given(ANY)
def test_what_is_shown_does_not_steer_and_is_as_wide_as_counted(text: str) -> None:
    meant = re.compile("[\u200c\u200d\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]")

    assert steering(meant.sub("", printable(text))) == []
    assert steering(meant.sub("", without_steering(text))) == []
    assert columns(text) == columns(printable(text))
    assert columns(visible(text)) >= len([c for c in text if steering(c)]) * 2


@given(st.recursive(ANY, lambda inner: st.lists(inner) | st.dictionaries(ANY, inner), max_leaves=8))
def test_json_reads_back_equal_and_holds_nothing_that_steers(data: object) -> None:
    written = as_json(data, 2)

    assert json.loads(written) == data
    assert steering(re.sub("[\u200c\u200d\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]", "", written)) == []


@given(st.text())
def test_yaml_reads_back_equal(text: str) -> None:
    assert yaml.safe_load(quoted_yaml(text)) == text


@pytest.mark.parametrize(
    "text",
    ["كأب ثم ٥ مغ", "כאב, שָׁלוֹם", "می\u200cخواهم", "क्\u200dष", "👩\u200d⚕️ 5\u00a0mg", "e\u0301 漢字"],
)
def test_letters_of_every_script_stay_as_they_are(text: str) -> None:
    assert printable(text) == without_steering(text) == text


@pytest.mark.parametrize("text", ["ad\u200bmin", "ad\u200cmin", "ad\u200dmin", "\u200dא", "a\u00adb", "אב\u200f"])
def test_what_takes_no_room_is_seen_where_no_script_needs_it(text: str) -> None:
    assert "\\" in printable(text)


def test_a_text_cannot_pass_as_a_colour_of_ours() -> None:
    painted = Paint(True).bad("red")

    assert shown(f"{painted} \x1b[31mno\x1b[0m") == "\x1b[1;31mred\x1b[0m \\x1b[31mno\\x1b[0m"
    assert shown(f"\x1b<0123456789abcdef>[31m{painted}") == "\\x1b<0123456789abcdef>[31m\x1b[1;31mred\x1b[0m"


# every command, with every text hostile


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a pathway and cases whose every text is hostile, and two walks, a saved one and a broken one."""
    folder = tmp_path_factory.mktemp("nasty")
    pathways = folder / "pathways"
    pathways.mkdir()
    data = yaml.safe_load((DATA / "headache-steps.yaml").read_text(encoding="utf-8"))
    data["reviewed"] = str(data["reviewed"])
    made = turned(data)
    (pathways / "headache-steps.yaml").write_text(in_yaml(made), encoding="utf-8")
    (folder / "newer.yaml").write_text(in_yaml({**made, "version": "0.3.0", "title": f"9{HOSTILE}"}), encoding="utf-8")
    cases = yaml.safe_load((DATA / "headache-steps.cases.yaml").read_text(encoding="utf-8"))
    for case in cases["cases"]:
        case |= {"title": HOSTILE, "story": HOSTILE, "teaches": HOSTILE}
    cases["cases"].append(cases["cases"][0] | {"id": "failing", "expect": {"path": [data["start"]]}})
    (pathways / "headache-steps.cases.yaml").write_text(in_yaml(cases), encoding="utf-8")
    broken = {**made, HOSTILE: HOSTILE, "start": HOSTILE, "status": HOSTILE}
    (folder / f"b{AS_ARGUMENT}.yaml").write_text(in_yaml(broken), encoding="utf-8")
    head = {"format": 1, "pathway": "headache-steps", "version": HOSTILE, "parts": {HOSTILE: HOSTILE}}
    events = [{"type": "answered", "fact": HOSTILE, "value": HOSTILE}]
    log = "\n".join(json.dumps(one, ensure_ascii=False) for one in (head, *events))
    (folder / "log.jsonl").write_text(log, encoding="utf-8")
    walk = Walk(stepladder.load(str(pathways / "headache-steps.yaml"))).answer(thunderclap=False)
    (folder / "saved.jsonl").write_text(to_lines(walk), encoding="utf-8")
    (folder / "entry.jsonl").write_text(json.dumps({**head, "entry": HOSTILE}), encoding="utf-8")
    (folder / "other.jsonl").write_text(json.dumps({**head, "pathway": HOSTILE}), encoding="utf-8")
    (folder / "answers.json").write_text(in_yaml({"facts": {HOSTILE: HOSTILE}}), encoding="utf-8")
    drawn = folder / "diagrams"
    drawn.mkdir()
    drawn_once = {"view": "graph", "page": "free", "format": "svg", "layout": "graphviz"}
    pictures = [{"file": HOSTILE, "pathway": HOSTILE, "digest": HOSTILE, "sha256": HOSTILE, **drawn_once}]
    (drawn / "MANIFEST.json").write_text(json.dumps({"format": 1, "pictures": pictures}), encoding="utf-8")
    return folder


def turned(data: Any) -> Any:
    """The same data with every text that a reader sees hostile."""
    if isinstance(data, list):
        return [turned(one) for one in data]
    if not isinstance(data, dict):
        return data
    texts = {key: HOSTILE for key, value in data.items() if key in TOLD and isinstance(value, str)}
    named = {key: dict.fromkeys(value, HOSTILE) for key, value in data.items() if key in ("values", "therapies")}
    return {**{key: turned(value) for key, value in data.items()}, **texts, **named}


def in_yaml(data: Any) -> str:
    """Data as YAML in one line, with texts just as they are wherever YAML can hold them escaped."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{quoted_yaml(key)}: {in_yaml(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(in_yaml, data)) + "]"
    return quoted_yaml(data)


def on_terminal(folder: Path, *args: str, typed: tuple[str, ...] = (), env: Mapping[str, str] | None = None) -> str:
    """All that a command writes on a terminal of 80 columns, without our own colours."""
    child: pexpect.spawn[bytes] = pexpect.spawn(
        PROGRAM, list(args), cwd=str(folder), timeout=60, dimensions=(50, 80), echo=False,
        env={**os.environ, "TERM": "dumb", **(env or {})},
    )  # fmt: skip
    seen = io.BytesIO()
    child.logfile_read = seen
    for line in typed:
        child.expect("> ")
        child.sendline(line)
    child.expect(pexpect.EOF)
    child.close()
    text = seen.getvalue().decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    assert child.exitstatus in (0, 1, 2, 3), text
    return OUR_COLOURS.sub("", re.sub(r"\r(?=checked|tested|looking|trying|proving| |$)", "", text))


UNSEEN = ("render, text", "render, Mermaid", "render, DOT", "render, SVG", "export", "explore", "verify, JSON",
          "compare", "compare, JSON")  # fmt: skip
"""Where what steers is left out instead of being made visible, or no text of the file is told."""

COMMANDS = {
    "list": ("list", "--color", "always"),
    "list, long": ("list", "--long"),
    "list, JSON": ("list", "--format", "json"),
    "show": ("show", "headache-steps", "--color", "always"),
    "show a step": ("show", "headache-steps", "choose_relief"),
    "walk": ("walk", "headache-steps", "--no-input", "--set", "age=30"),
    "walk, JSON": ("walk", "headache-steps", "--no-input", "--format", "json"),
    "walk a case": ("walk", "headache-steps", "--case", "anticoagulated", "--no-input", "--color", "always"),
    "walk, transcript": ("walk", "headache-steps", "--no-input", "--transcript", "/dev/stdout"),
    "resume": ("walk", "headache-steps", "--no-input", "--resume", "log.jsonl"),
    "resume, no entry": ("walk", "headache-steps", "--no-input", "--resume", "entry.jsonl"),
    "resume, another": ("walk", "headache-steps", "--no-input", "--resume", "other.jsonl"),
    "answers": ("walk", "headache-steps", "--no-input", "--answers", "answers.json"),
    "validate": ("validate", "--color", "always", "--fail-on", "note"),
    "validate, broken": ("validate", ".", "--color", "always"),
    "validate, GitHub": ("validate", ".", "--format", "github"),
    "validate, SARIF": ("validate", ".", "--format", "sarif"),
    "validate, JUnit": ("validate", ".", "--format", "junit"),
    "validate, JSON": ("validate", ".", "--format", "json"),
    "verify": ("verify", "headache-steps", "--color", "always", "--explain"),
    "verify, JSON": ("verify", "headache-steps", "--format", "json"),
    "test": ("test", "--color", "always", "--coverage"),
    "test, JUnit": ("test", "--format", "junit"),
    "test, JSON": ("test", "--format", "json"),
    "test, recorded": (
        "test",
        "headache-steps",
        "--record",
        "saved.jsonl",
        "--id",
        "new",
        "--title",
        HOSTILE.replace("\0", ""),
    ),
    "compare": ("compare", "headache-steps", "newer.yaml", "--color", "always"),
    "compare, Markdown": ("compare", "headache-steps", "newer.yaml", "--format", "markdown"),
    "compare, JSON": ("compare", "headache-steps", "newer.yaml", "--format", "json"),
    "render, text": ("render", "headache-steps", "--format", "txt", "-o", "-"),
    "render, Mermaid": ("render", "headache-steps", "--format", "mermaid", "-o", "-"),
    "render, DOT": ("render", "headache-steps", "--format", "dot", "-o", "-"),
    "render, SVG": ("render", "headache-steps", "--format", "svg", "-o", "-"),
    "render, manifest": ("render", "--check"),
    "explore": ("explore", "headache-steps", "-o", "-"),
    "quiz": ("quiz", "headache-steps", "--print"),
    "export": ("export", "headache-steps", "--to", "gift", "-o", "-"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_no_text_of_a_file_steers_the_terminal(nasty: Path, name: str) -> None:
    said = on_terminal(nasty, *COMMANDS[name])

    assert said.strip()
    assert steering(said) == []
    assert name in UNSEEN or "\\u202" in said


ARGUMENTS = {
    "a command": (OF_ARGUMENT,),
    "an option": ("list", f"--{OF_ARGUMENT}"),
    "a choice": ("list", "--color", OF_ARGUMENT),
    "too many": ("list", OF_ARGUMENT),
    "a path": ("validate", OF_ARGUMENT),
    "a pathway": ("walk", OF_ARGUMENT),
    "a step": ("show", "headache-steps", OF_ARGUMENT),
    "a fact": ("walk", "headache-steps", "--no-input", "--set", f"{OF_ARGUMENT}=1"),
    "a value": ("walk", "headache-steps", "--no-input", "--set", f"age={OF_ARGUMENT}"),
    "no value": ("walk", "headache-steps", "--no-input", "--set", OF_ARGUMENT),
    "a case": ("walk", "headache-steps", "--case", OF_ARGUMENT),
    "an entry": ("walk", "headache-steps", "--entry", OF_ARGUMENT),
    "a log": ("walk", "headache-steps", "--resume", OF_ARGUMENT),
    "a file to save in": ("walk", "headache-steps", "--no-input", "--save", f"no/{OF_ARGUMENT}"),
    "answers": ("walk", "headache-steps", "--answers", OF_ARGUMENT),
    "codes": ("validate", "--select", OF_ARGUMENT),
    "parts": ("validate", "--skip", OF_ARGUMENT),
    "a report": ("validate", "-o", OF_ARGUMENT),
    "a report's file": ("validate", "-o", f"json=no/{OF_ARGUMENT}"),
    "a claim": ("verify", "headache-steps", "--only", OF_ARGUMENT),
    "a pattern": ("test", "-k", OF_ARGUMENT),
    "a view": ("render", "--view", OF_ARGUMENT),
    "a format": ("render", "--format", OF_ARGUMENT),
    "a folder for pictures": ("render", "-o", f"no/{OF_ARGUMENT}"),
    "a case for the quiz": ("quiz", "headache-steps", "--case", OF_ARGUMENT),
    "a code": ("explain", OF_ARGUMENT),
    "a new id": ("new", OF_ARGUMENT),
    "a shell": ("completion", OF_ARGUMENT),
    "an old version": ("compare", OF_ARGUMENT, "headache-steps"),
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_no_argument_steers_the_terminal(folder: Path, name: str) -> None:
    said = on_terminal(folder, *ARGUMENTS[name])

    assert said.strip()
    assert steering(said) == []


def test_no_answer_and_no_prompt_steers_the_terminal(nasty: Path) -> None:
    said = on_terminal(
        nasty, "walk", "headache-steps", "--color", "always", typed=("what\u202e\x01", "n", "w", "b", "q")
    )

    assert "what\\u202e" in said
    assert steering(said) == []


def test_no_decision_of_a_quiz_steers_the_terminal(nasty: Path) -> None:
    said = on_terminal(nasty, "quiz", "headache-steps", typed=("zz\u202e", "1", "q"))

    assert "\\u202e" in said
    assert steering(said) == []


@pytest.mark.parametrize("line", ["{} = 1", "paths = [{}]", "select = [{}]", "fail-on = {}"])
def test_no_setting_steers_the_terminal(folder: Path, line: str) -> None:
    text = line.format(json.dumps(AS_ARGUMENT.replace("\U000e0041", "")))
    (folder / "pyproject.toml").write_text(f"[tool.stepladder]\n{text}\n", encoding="utf-8")
    said = on_terminal(folder, "validate")

    assert "\\u202" in said
    assert steering(said) == []


def test_no_variable_of_the_environment_steers_the_terminal(folder: Path) -> None:
    names = ("COLUMNS", "LINES", "HOME", "GITHUB_WORKSPACE", "GITHUB_SERVER_URL", "ACCESSIBLE")
    (folder / "pathways" / "broken.yaml").write_text("a: b", encoding="utf-8")
    hostile = dict.fromkeys(names, f"no/{AS_ARGUMENT}")
    said = on_terminal(folder, "validate", "--format", "github", env=hostile)
    refused = on_terminal(folder, "validate", "--format", "github", env={"GITHUB_STEP_SUMMARY": f"no/{AS_ARGUMENT}"})

    assert "::error" in said
    assert "\\u202e" in refused
    assert steering(said) == steering(refused) == []


def test_a_case_of_a_hostile_title_does_not_steer_the_terminal_of_pytest(nasty: Path) -> None:
    program = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "0", "-rA", "pathways"]
    done = subprocess.run(program, cwd=nasty, capture_output=True, text=True, check=False)

    assert "\\u202e" in done.stdout
    assert steering(done.stdout) == []
