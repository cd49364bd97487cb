"""A case that names what is gone is told at its place by every command that uses cases; none breaks down."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stepladder.library.checked import check
from stepladder.library.registry import find
from tests.conftest import Cli
from tests.scratch import run

pytestmark = pytest.mark.heavy

PATHWAY = """\
stepladder: 1
id: small
title: A small pathway
version: 0.1.0
start: look
sources: {EXAMPLE: {title: An illustrative source}}
facts:
  fever: {type: finding, ask: Is there a fever?}
  kidney: {type: choice, ask: Kidneys?, values: {good: Good, bad: Bad}}
  age: {type: number, unit: a, min: 18, max: 110, ask: How old?}
therapies: {ibu: Ibuprofen}
steps:
  look:
    kind: assessment
    title: Look
    asks: [fever, kidney, age]
    options: [{id: take, to: drug, when: not fever}, {to: home}]
  drug: {kind: treatment, title: Drug, sources: [EXAMPLE], starts: [ibu], next: [{to: home}]}
  home: {kind: outcome, title: Home}
rules:
  careful: {blocks: [drug], when: kidney == bad or age > 80, severity: relative, because: Because., sources: [EXAMPLE]}
entries:
  later: {at: look, title: Later}
"""

CASE = """\
  - id: drawn
    entry: later
    facts: {fever: false}
    at: {look: {kidney: bad}}
    choose: [take]
    override: {careful: "Agreed."}
    expect:
      path: [look, drug, home]
      ends: home
      statuses: {look: {take: caution}}
      rules: [{rule: careful, at: drug, after: look, holds: true}]
      fired: [careful]
"""

CASES = f"""\
pathway: small
facts: {{age: 40}}
cases:
{CASE}  - {{id: other, facts: {{fever: true, kidney: good}}, choose: [home], expect: {{ends: home}}}}
"""

GONE = {
    "a rule with a reason": ('{careful: "', '{gone: "', "SL208"),
    "an expected rule": ("rule: careful", "rule: gone", "SL208"),
    "a rule that fired": ("fired: [careful]", "fired: [gone]", "SL208"),
    "a step with answers": ("at: {look:", "at: {gone:", "SL803"),
    "a step of the path": ("[look, drug, home]", "[look, gone, home]", "SL803"),
    "an end": ("ends: home\n      st", "ends: gone\n      st", "SL803"),
    "a step to wait at": ("ends: home\n      st", "waits: gone\n      st", "SL803"),
    "a step to be stuck at": ("ends: home\n      st", "stuck: gone\n      st", "SL803"),
    "a step with statuses": ("statuses: {look:", "statuses: {gone:", "SL803"),
    "a step that a rule blocks": ("at: drug", "at: gone", "SL803"),
    "a step that was left": ("after: look", "after: gone", "SL803"),
    "an exit to choose": ("choose: [take]", "choose: [gone]", "SL803"),
    "an exit with a status": ("{take: caution}", "{gone: caution}", "SL803"),
    "a fact": ("facts: {fever: false}", "facts: {gone: false}", "SL803"),
    "a fact at a step": ("{kidney: bad}", "{gone: bad}", "SL803"),
    "a value": ("{kidney: bad}", "{kidney: gone}", "SL803"),
    "a value of another kind": ("facts: {fever: false}", "facts: {fever: gone}", "SL803"),
    "a number that is out of range now": ("facts: {fever: false}", "facts: {fever: false, age: 7}", "SL803"),
    "an entry": ("entry: later", "entry: gone", "SL803"),
    "a fact for every case": ("facts: {age: 40}", "facts: {gone: 40}", "SL803"),
    "a value for every case": ("facts: {age: 40}", "facts: {age: 400}", "SL803"),
    "the pathway": ("pathway: small", "pathway: gone", "SL803"),
    "a key": ("    entry: later", "    gone: later", "SL101"),
}
"""What a case can name, with how that goes away, and what is said of it then."""

WITH_ALL = (
    "validate small.yaml",
    "validate small.yaml --skip proofs",
    "test small.yaml",
    "test small.yaml --coverage",
    "test small.yaml --mutate",
    "test small.yaml --format junit",
    "test small.yaml --suggest 1",
    "verify small.yaml",
    "explore small.yaml -o -",
    "explore small.yaml -o - --no-quiz",
    "explore small.yaml -o - --case other",
    "quiz small.yaml --print",
    "export small.yaml --to gift -o -",
    "export small.yaml --to scorm -o package.zip --case other",
    "render small.yaml --coverage --format dot -o out",
    "compare small.yaml small.yaml",
)
"""Commands that use every case."""

WITH_ONE = (
    "walk small.yaml --no-input --case",
    "render small.yaml --format dot -o out --case",
    "quiz small.yaml --print --case",
    "export small.yaml --to gift -o - --case",
)
"""Commands that use the case that is named."""


def changed(text: str, gone: str) -> str:
    """The cases after something that they name has gone."""
    before, after, _ = GONE[gone]
    assert text.count(before) == 1
    return text.replace(before, after)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Writes the pathway with some cases into the working folder."""
    monkeypatch.chdir(tmp_path)

    def write(cases: str) -> None:
        (tmp_path / "small.yaml").write_text(PATHWAY)
        (tmp_path / "small.cases.yaml").write_text(cases)

    return write


@pytest.mark.parametrize("command", [*WITH_ALL, *(f"{one} {case}" for one in WITH_ONE for case in ("drawn", "other"))])
def test_every_command_takes_the_cases_as_long_as_nothing_is_gone(
    command: str, small: Callable[[str], None], cli: Cli
) -> None:
    small(CASES)
    result = cli(*command.split())

    assert "[SL2" not in result.output
    assert "[SL8" not in result.output
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("gone", GONE)
@pytest.mark.parametrize("command", [*WITH_ALL, *(f"{one} drawn" for one in WITH_ONE)])
def test_what_is_gone_is_told_at_its_place_by_every_command(
    command: str, gone: str, small: Callable[[str], None], cli: Cli
) -> None:
    small(changed(CASES, gone))
    result = cli(*command.split())

    assert result.exit_code == 1, result.output
    assert f": error[{GONE[gone][2]}]" in result.output or 'type="' + GONE[gone][2] in result.output
    assert "small.cases.yaml" in result.output
    assert "internal error" not in result.output
    assert not Path("small.html").exists()
    assert not Path("package.zip").exists()


@pytest.mark.parametrize("gone", [name for name in GONE if "every" not in name and name != "the pathway"])
@pytest.mark.parametrize("command", WITH_ONE)
def test_another_case_can_be_used_all_the_same(command: str, gone: str, small: Callable[[str], None], cli: Cli) -> None:
    small(changed(CASES, gone))

    assert cli(*command.split(), "other").exit_code == 0


@pytest.mark.parametrize("gone", GONE)
def test_a_walk_can_be_recorded_beside_a_case_that_names_what_is_gone(
    gone: str, small: Callable[[str], None], cli: Cli
) -> None:
    small(changed(CASES, gone))
    given = ("fever=true", "kidney=good", "age=50")
    cli("walk", "small.yaml", *(word for one in given for word in ("--set", one)), "--save", "w.jsonl", input="home\n")
    result = cli("test", "--record", "w.jsonl", "small.yaml")

    assert result.exit_code == 0, result.output
    assert "choose: [home]" in result.output


@pytest.mark.parametrize("gone", GONE)
def test_nothing_that_is_gone_can_be_silenced(gone: str, small: Callable[[str], None], tmp_path: Path) -> None:
    small(changed(CASES, gone))
    path = tmp_path / "small.cases.yaml"
    _, after, code = GONE[gone]
    lines = path.read_text().splitlines()
    at = next(n for n, line in enumerate(lines) if after.splitlines()[0].strip() in line)
    lines[at] += f"  # stepladder: ignore {code} -- it is meant so"
    path.write_text("\n".join(lines) + "\n")

    assert code in [found.code for found in check(find(str(tmp_path / "small.yaml"))).findings]


@pytest.mark.parametrize("gone", ["an expected rule", "an entry", "a fact for every case", "the pathway"])
def test_pytest_tells_what_is_gone_too(gone: str, small: Callable[[str], None], tmp_path: Path) -> None:
    small(changed(CASES, gone))
    done = run("python", "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "small.cases.yaml", at=tmp_path)

    assert done.returncode in (1, 2), done.stdout
    assert GONE[gone][2] in done.stdout
    assert "Traceback" not in done.stdout


def test_proofs_without_the_case_are_the_same(small: Callable[[str], None], cli: Cli) -> None:
    small(CASES)
    whole = cli("verify", "small.yaml", "--format", "json")
    small(changed(CASES, "an expected rule"))
    rest = cli("verify", "small.yaml", "--format", "json")

    assert [line for line in rest.stdout.splitlines() if '"verdict"' in line] == [
        line for line in whole.stdout.splitlines() if '"verdict"' in line
    ]
    assert "stepladder: 1 of 2 cases has errors and is not looked at first: drawn\n" in rest.stderr
