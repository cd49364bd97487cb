"""SARIF: what others say of our logs, and alerts that stay the same while a file is edited."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from stepladder.diagnostics import CATALOGUE, Diagnostic, Severity, Span
from stepladder.library.parallel import Seen
from stepladder.library.suppressions import Placed
from stepladder.report.diagnostics.to_sarif import fingerprints, to_sarif
from stepladder.report.scope import Looked
from tests import npm
from tests.conftest import Cli

HEADACHE = (Path(__file__).parent / "data" / "headache-steps.yaml").read_text(encoding="utf-8")
CASES = (Path(__file__).parent / "data" / "headache-steps.cases.yaml").read_text(encoding="utf-8")

MULTITOOL = "@microsoft/sarif-multitool"
VERSION = "5.7.0"

WITHOUT_A_HOME_PAGE = "SARIF2005"
"""That no page tells of the tool: a warning that ends with the first URL in pyproject.toml."""


@pytest.fixture(autouse=True)
def outside_of_github(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests may themselves be run by a job, whose summary and paths are none of theirs."""
    for name in ("STEP_SUMMARY", "WORKSPACE", "SERVER_URL", "REPOSITORY", "SHA"):
        monkeypatch.delenv(f"GITHUB_{name}", raising=False)


def sarif(cli: Cli, *paths: str) -> dict[str, Any]:
    """The run that a command writes."""
    log: dict[str, Any] = json.loads(cli("validate", "--format", "sarif", *paths).stdout)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def write(*changes: tuple[str, str], cases: str = CASES) -> None:
    """Write the small pathway with some changes, and its cases."""
    text = HEADACHE
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    Path("pathways/headache-steps.yaml").write_text(text, encoding="utf-8")
    Path("pathways/headache-steps.cases.yaml").write_text(cases, encoding="utf-8")


MISSPELT = ("to: emergency, when", "to: emergeny, when")
NO_UNIT = ("    unit: a                       # UCUM\n", "")


def test_a_result_has_all_that_a_code_host_needs(folder: Path, cli: Cli) -> None:
    write(MISSPELT)

    run = sarif(cli)

    (result,) = run["results"]
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    (location,) = result["locations"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["automationDetails"] == {"id": "stepladder/validate/"}
    assert run["invocations"] == [{"executionSuccessful": True}]
    assert (result["ruleId"], rule["id"], rule["name"], result["level"]) == ("SL201", "SL201", "UnknownStep", "error")
    assert result["message"]["text"].startswith("'red_flags' leads to 'emergeny', which is not a step\nHelp: did you")
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "pathways/headache-steps.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 70, "startColumn": 14, "endLine": 70, "endColumn": 22},
    }
    assert set(result["partialFingerprints"]) == {"primaryLocationLineHash", "stepladder/v1"}


def test_a_rule_brings_its_page_and_its_examples(folder: Path, cli: Cli) -> None:
    write(MISSPELT)

    (rule,) = sarif(cli)["tool"]["driver"]["rules"]

    assert rule["shortDescription"]["text"] == "A step that does not exist is named."
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["help"]["text"] in rule["help"]["markdown"]
    assert "**Wrong**\n\n```yaml\nstepladder: 1\n" in rule["help"]["markdown"]
    assert "**Right**" in rule["help"]["markdown"]


def test_a_second_place_is_a_related_location(folder: Path, cli: Cli) -> None:
    write(("title: Tension-type headache, first steps\n", "title: One\ntitle: Two\n"))

    found = [result for result in sarif(cli)["results"] if result["ruleId"] == "SL002"]

    (related,) = found[0]["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "pathways/headache-steps.yaml"
    assert related["physicalLocation"]["region"]["startLine"] == found[0]["locations"][0]["physicalLocation"]["region"][
        "startLine"
    ] - 1  # fmt: skip
    assert related["message"]["text"]


def test_columns_count_characters(folder: Path, cli: Cli) -> None:
    write(("{to: emergency, when: thunderclap,", "{because: '𝒳é', to: emergeny, when: thunderclap, #"))
    text = Path("pathways/headache-steps.yaml").read_text(encoding="utf-8")
    text = text.replace("#  because: A thunderclap onset may be a haemorrhage.}", "}").replace(
        "thunderclap, #", "thunderclap"
    )
    text = re.sub(r"(when: thunderclap) because: [^}]*}", r"\1}", text)
    Path("pathways/headache-steps.yaml").write_text(text, encoding="utf-8")

    (result,) = [r for r in sarif(cli)["results"] if r["ruleId"] == "SL201"]

    region = result["locations"][0]["physicalLocation"]["region"]
    line = text.split("\n")[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "emergeny"


def test_what_cannot_be_read_makes_the_run_no_success(folder: Path, cli: Cli) -> None:
    Path("pathways/torn.yaml").write_text("a: [")

    assert sarif(cli)["invocations"] == [{"executionSuccessful": False}]


def test_a_witness_comes_along(folder: Path, cli: Cli) -> None:
    write(cases=CASES.replace("ends: controlled", "ends: referral"))

    levels = {result["ruleId"]: result["level"] for result in sarif(cli)["results"]}

    assert levels == {"SL801": "error"}


def test_what_an_author_silenced_is_there_as_suppressed(folder: Path, cli: Cli) -> None:
    write(NO_UNIT, ("  age:", "  # stepladder: ignore SL502 -- the question names it\n  age:"))

    (result,) = sarif(cli)["results"]

    assert result["ruleId"] == "SL502"
    assert result["suppressions"] == [
        {"kind": "inSource", "status": "accepted", "justification": "the question names it"}
    ]


def test_the_same_findings_are_the_same_bytes(folder: Path, cli: Cli) -> None:
    write(MISSPELT, NO_UNIT)

    texts = {cli("validate", "--format", "sarif", "--jobs", jobs).stdout for jobs in ("1", "1", "2")}

    assert len(texts) == 1


def test_standard_input_is_no_file(folder: Path, cli: Cli) -> None:
    text = HEADACHE.replace(*MISSPELT, 1)

    log = json.loads(cli("validate", "-", "--format", "sarif", input=text).stdout)

    (result,) = log["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "stdin:"}
    assert "originalUriBaseIds" not in log["runs"][0]


# Fingerprints


def marks(run: dict[str, Any]) -> dict[str, str]:
    """The fingerprint of each result, by its message."""
    return {r["message"]["text"]: r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]}


EDITS: dict[str, Callable[[str], str]] = {
    "a comment above": lambda text: "# one\n# two\n" + text,
    "an exit above in the same list": lambda text: text.replace(
        "      - {to: emergeny,", "      - {to: referral, when: age > 90}\n      - {to: emergeny,"
    ),
    "a fact above": lambda text: text.replace("facts:\n", "facts:\n  smokes: {type: finding, ask: Smoking?}\n", 1),
    "another spelling of the same line": lambda text: text.replace("{to: emergeny,", "{ to:   emergeny,"),
    "an option above in the same list": lambda text: text.replace(
        "      - {to: paracetamol_trial, when",
        "      - {to: controlled, when: thunderclap}\n      - {to: paracetamol_trial, when",
        1,
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_fingerprints_survive_an_edit_above_the_finding(edit: str, folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.yaml")
    write(MISSPELT, NO_UNIT, ("not tried(nsaid_trial)", "not tried(nsaid_tral)"))
    before = marks(sarif(cli))
    text = path.read_text(encoding="utf-8")
    path.write_text(EDITS[edit](text), encoding="utf-8")

    after = marks(sarif(cli))

    assert path.read_text(encoding="utf-8") != text
    assert len(before) == 3
    assert before.items() <= after.items()


def test_fingerprints_of_failing_cases_survive_a_case_above(folder: Path, cli: Cli) -> None:
    failing = CASES.replace("ends: controlled", "ends: referral")
    write(cases=failing)
    before = marks(sarif(cli))
    head, sign, rest = failing.partition("cases:\n")
    write(
        cases=head
        + sign
        + rest.replace("anticoagulated", "another-one").replace("ends: referral", "ends: controlled")
        + rest
    )

    after = marks(sarif(cli))

    assert len(before) == 1
    assert before == after


def test_fingerprints_of_what_is_torn_go_by_the_text_of_the_line(folder: Path, cli: Cli) -> None:
    path = Path("pathways/torn.yaml")
    path.write_text("a: 1\nb: *c\n")
    before = marks(sarif(cli))
    path.write_text("# more\n\na: 1\nb: *c\n")

    assert before == marks(sarif(cli))


def test_two_equal_findings_are_told_apart_by_a_number() -> None:
    span = Span("x.yaml", 3, 1, 3, 2)
    one = Placed(Diagnostic("SL501", "it", ("steps", "a")), span, "", (), "pathway/steps/a")

    first, second = fingerprints([one, one], Looked(()))

    assert first.removesuffix(":1") == second.removesuffix(":2")
    assert (first[-2:], second[-2:]) == (":1", ":2")


def test_findings_that_differ_have_fingerprints_that_differ(folder: Path, cli: Cli) -> None:
    write(
        MISSPELT,
        NO_UNIT,
        ("kind: assessment", "kind: assesment"),
        ("asks: [kidney, takes_warfarin]", "asks: [a1, a2, a3]"),
    )

    run = sarif(cli)

    found = [result["partialFingerprints"]["stepladder/v1"] for result in run["results"]]
    assert len(found) >= 5
    assert len(set(found)) == len(found)


# What others say


@pytest.fixture(scope="module")
def multitool(pytestconfig: pytest.Config) -> Path:
    """Microsoft's checker of SARIF logs, which carries the official schema; in CI it is never skipped."""
    system = {"linux": "linux", "darwin": "darwin", "win32": "win32"}[sys.platform]
    home = npm.installed(pytestconfig, MULTITOOL, VERSION) / f"{MULTITOOL}-{system}"
    program = home / ("Sarif.Multitool.exe" if system == "win32" else "Sarif.Multitool")
    program.chmod(program.stat().st_mode | 0o100)
    return program


def complaints(multitool: Path, text: str, folder: Path) -> list[str]:
    """The errors and warnings the tool has about a log, as its own log tells: it ends with 0 whatever it finds."""
    log, said = folder / "given.sarif", folder / "said.sarif"
    log.write_text(text, encoding="utf-8")
    said.unlink(missing_ok=True)
    kinds = ["--level", "Error;Warning", "--rule-kind", "Sarif;Ghas"]
    command = [str(multitool), "validate", str(log), "--output", str(said), *kinds]
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, timeout=120)
    runs = json.loads(said.read_text(encoding="utf-8-sig"))["runs"]
    assert len(runs) == 1
    notes = [note for one in runs[0]["invocations"] for note in one.get("toolExecutionNotifications", ())]
    assert [note for note in notes if note.get("level") == "error"] == []
    return [f"{r['ruleId']}: {r['message']}" for r in runs[0]["results"]]


def against_schema(multitool: Path, text: str) -> list[str]:
    """Where a log is at odds with the official schema."""
    schema = json.loads((multitool.parent / "sarif-2.1.0.json").read_text(encoding="utf-8-sig"))
    kind = jsonschema.validators.validator_for(schema)
    found = kind(schema, format_checker=kind.FORMAT_CHECKER).iter_errors(json.loads(text))
    return [f"{error.json_path}: {error.message}" for error in found]


def every_code() -> str:
    """A log with a finding of every code, in files with every kind of address."""
    files = ["pathways/a b/größe, 1:x%.yaml", "<stdin>", "/elsewhere/x.yaml", str(Path.home() / "y.yaml")]
    found = []
    for index, code in enumerate(CATALOGUE):
        span = Span(files[index % 4], 3, 5, 3 + index % 2, 9)
        diagnostic = Diagnostic(
            code, f"a text with {{0}} and [a link](1) {code}", span, help="do it", witness={"at": {}}
        )
        found.append(Placed(diagnostic, span, "x: y", (("here", span),), f"pathway/{code}"))
    return to_sarif(found, Looked((Seen("a", "a", tuple(files), True, tuple(found), (), 1, 1, 0),), Severity.ERROR))


@pytest.mark.node
def test_a_log_with_every_code_is_taken_by_the_schema_and_the_multitool(multitool: Path, tmp_path: Path) -> None:
    text = every_code()

    assert len(json.loads(text)["runs"][0]["tool"]["driver"]["rules"]) == len(CATALOGUE)
    assert against_schema(multitool, text) == []
    assert [said for said in complaints(multitool, text, tmp_path) if not said.startswith(WITHOUT_A_HOME_PAGE)] == []


@pytest.mark.node
def test_real_logs_are_taken_by_the_schema_and_the_multitool(
    multitool: Path, folder: Path, cli: Cli, tmp_path_factory: pytest.TempPathFactory
) -> None:
    scratch = tmp_path_factory.mktemp("sarif")
    write(NO_UNIT, ("  age:", "  # stepladder: ignore SL502 -- the question names it\n  age:"))
    Path("pathways/torn.yaml").write_text("a: [")
    (Path("pathways") / "ein Weg.yaml").write_text(HEADACHE.replace(*MISSPELT), encoding="utf-8")
    texts = [
        cli("validate", "--format", "sarif", *paths).stdout for paths in ((), ("esophageal-spasm", "--skip=proofs"))
    ]

    for text in texts:
        assert against_schema(multitool, text) == []
        said = complaints(multitool, text, scratch)
        assert [one for one in said if not one.startswith(WITHOUT_A_HOME_PAGE)] == []


@pytest.mark.node
def test_the_judges_see_what_is_wrong(multitool: Path, tmp_path: Path) -> None:
    log = json.loads(every_code())
    log["runs"][0]["results"][0]["ruleIndex"] = 999
    out_of_range = complaints(multitool, json.dumps(log), tmp_path)
    log["runs"][0]["results"][0]["level"] = "fatal"

    assert any(said.startswith("SARIF1009") for said in out_of_range)
    assert against_schema(multitool, json.dumps(log)) != []
