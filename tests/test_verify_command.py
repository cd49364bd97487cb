"""`stepladder verify`, proofs in `validate`, and `stepladder.verify`: what people and programs get of proofs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import stepladder
from stepladder.cli.commands import verify as verify_
from stepladder.model.pathway import Pathway
from stepladder.verify.findings import QUESTIONS
from tests.conftest import DATA, Cli

SOUND = (DATA / "headache-steps.yaml").read_text()
STUCK = SOUND.replace("drugs_left == 0", "drugs_left == 1")
FALSE = SOUND.replace("requires: kidney != failing}", "requires: kidney == normal}")
VACUOUS = SOUND.replace(
    "one-at-a-time: {never: active(nsaid) and active(paracetamol)}",
    "one-at-a-time: {never: active(nsaid) and visits(red_flags) >= 2}",
)
NEVER = SOUND.replace(
    "{to: nsaid_trial, when: not tried(nsaid_trial)}", "{to: nsaid_trial, when: age < 20 and age > 50}"
)


@pytest.fixture
def pathways(folder: Path) -> Path:
    """The folder ./pathways with the small pathway, without its cases."""
    (folder / "pathways" / "headache-steps.cases.yaml").unlink()
    return folder / "pathways"


def put(pathways: Path, text: str) -> None:
    assert text != SOUND
    (pathways / "headache-steps.yaml").write_text(text)


def results(cli: Cli, *args: str) -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """What `verify` says as JSON, by question and subject."""
    found = json.loads(cli("verify", "headache-steps", "--format", "json", *args).stdout)
    return {(one["question"], one["subject"]): one for one in found["results"]}


# text


def test_where_all_is_proved_the_table_says_so_and_the_code_is_0(pathways: Path, cli: Cli) -> None:
    result = cli("verify", "headache-steps")

    assert result.exit_code == 0
    assert "SL601  No walk is ever stuck                   8        0          0" in result.stdout
    assert "proved     red-flags-first" in result.stdout
    assert "Refuted" not in result.stdout


def test_the_summary_says_what_was_looked_at_and_the_report_what_it_does_not_mean(pathways: Path, cli: Cli) -> None:
    result = cli("verify", "headache-steps")

    assert result.stderr.startswith("8 steps, 11 exits, 2 rules, 3 claims; 44 questions: 44 proved, in ")
    assert "It does not say\nthat the definition is good medicine." in result.stdout


def test_a_refutation_is_told_with_its_way_and_how_to_replay_it(pathways: Path, cli: Cli) -> None:
    put(pathways, STUCK)
    result = cli("verify", "headache-steps", "--only", "SL601")

    assert result.exit_code == 1
    assert "SL601 choose_relief: a walk can be stuck at 'Choose pain relief'." in result.stdout
    assert "Path: red_flags > choose_relief > paracetamol_trial > choose_relief" in result.stdout
    assert "stepladder verify headache-steps --only SL601 --witness-dir witnesses" in result.stdout


def test_a_claim_that_nothing_tests_is_said_to_be_so(pathways: Path, cli: Cli) -> None:
    put(pathways, VACUOUS)
    result = cli("verify", "headache-steps", "--only", "one-at-a-time")

    assert result.exit_code == 0
    assert "True only because nothing tests it" in result.stdout
    assert "1 claim that nothing tests" in result.stderr


def test_what_is_undecided_is_named_and_never_counted_as_proved(pathways: Path, cli: Cli) -> None:
    result = cli("verify", "headache-steps", "--timeout", "0")

    assert "Undecided; of these nothing is said to be proved" in result.stdout
    assert ": 0 proved, 44 undecided" in result.stderr


def test_explain_says_how_and_shows_a_walk(pathways: Path, cli: Cli) -> None:
    result = cli("verify", "headache-steps", "--only", "SL603", "--explain")

    assert "How SL603 was decided: Every step and exit can be taken" in result.stdout
    assert "for example Red flags, then Emergency department" in result.stdout


def test_no_colour_and_no_symbol_is_needed(pathways: Path, cli: Cli) -> None:
    put(pathways, STUCK)
    plain = cli("verify", "headache-steps", "--plain", "--only", "SL601").stdout

    assert plain.isascii()
    assert "\x1b" not in plain
    assert "\x1b" in cli("verify", "headache-steps", "--color", "always", "--only", "SL601").stdout


# what is decided


def test_only_takes_questions_and_claims(pathways: Path, cli: Cli) -> None:
    found = results(cli, "--only", "sl602", "--only", "one-at-a-time")

    assert {question for question, _ in found} == {"SL602", "SL604"}
    assert [subject for question, subject in found if question == "SL604"] == ["one-at-a-time"]


@pytest.mark.parametrize(("name", "near"), [("one-at-time", "one-at-a-time"), ("SL608", "SL60")])
def test_an_unknown_name_is_refused_with_the_nearest(pathways: Path, cli: Cli, name: str, near: str) -> None:
    result = cli("verify", "headache-steps", "--only", name)

    assert result.exit_code == 2
    assert f"did you mean '{near}" in result.stderr
    assert result.stdout == ""


def test_a_pathway_with_errors_is_refused_with_its_diagnostics(pathways: Path, cli: Cli) -> None:
    put(pathways, SOUND.replace("start: red_flags", "start: red_flag"))
    result = cli("verify", "headache-steps")

    assert result.exit_code == 2
    assert "SL201" in result.stderr
    assert result.stdout == ""


def test_an_interrupt_leaves_nothing_half_said(pathways: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(verify_, "_prove", interrupted)
    result = cli("verify", "headache-steps")

    assert result.exit_code != 0
    assert result.stdout == ""


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1)])
def test_a_warning_fails_only_where_that_is_asked_for(pathways: Path, cli: Cli, fail_on: str, code: int) -> None:
    put(pathways, NEVER)

    assert cli("verify", "headache-steps", "--only", "SL603", "--fail-on", fail_on).exit_code == code


# JSON


def test_json_holds_every_result_with_its_witness(pathways: Path, cli: Cli) -> None:
    put(pathways, STUCK)
    found = json.loads(cli("verify", "headache-steps", "--format", "json").stdout)
    stuck = next(one for one in found["results"] if one["verdict"] == "refuted" and one["question"] == "SL601")

    assert (found["format"], found["pathway"], found["version"]) == (1, "headache-steps", "0.2.0")
    assert set(stuck) == {"question", "subject", "verdict", "vacuous", "witness", "cause", "seconds"}
    assert stuck["witness"] == {
        "facts": {
            "thunderclap": False,
            "age": 70,
            "kidney": "failing",
            "takes_warfarin": False,
            "response": "no_change",
        },
        "at": {},
        "choose": ["paracetamol_trial"],
        "path": ["red_flags", "choose_relief", "paracetamol_trial", "choose_relief"],
    }


def test_json_says_why_something_is_undecided(pathways: Path, cli: Cli) -> None:
    found = results(cli, "--timeout", "0")

    assert all(one["verdict"] == "undecided" and one["note"] for one in found.values())


def test_a_witness_in_json_leads_where_it_says(pathways: Path, cli: Cli) -> None:
    put(pathways, STUCK)
    witness = results(cli)["SL601", "choose_relief"]["witness"]
    path = witness.pop("path")
    Path("answers.json").write_text(json.dumps(witness))

    walk = json.loads(
        cli("walk", "headache-steps", "--no-input", "--answers", "answers.json", "--format", "json").stdout
    )

    assert (walk["trail"], walk["status"]) == (path, "stuck")


# case files


def test_each_refutation_is_written_as_a_case_that_walk_replays(pathways: Path, cli: Cli) -> None:
    put(pathways, STUCK)
    result = cli("verify", "headache-steps", "--only", "SL601", "--witness-dir", "out")
    path = Path("out/headache-steps.SL601-choose_relief.cases.yaml")

    walk = json.loads(cli("walk", "headache-steps", "--no-input", "--answers", str(path), "--format", "json").stdout)

    assert f"wrote {path}" in result.stderr
    assert f"stepladder walk headache-steps --no-input --answers {path}" in result.stdout
    assert (walk["at"], walk["status"]) == ("choose_relief", "stuck")


def test_the_case_of_a_witness_comes_true_beside_the_pathway(pathways: Path, cli: Cli) -> None:
    put(pathways, FALSE)
    cli("verify", "headache-steps", "--witness-dir", "out")
    written = next(Path("out").glob("*.SL604-never-nsaid-in-failure.cases.yaml"))
    (pathways / "headache-steps.cases.yaml").write_text(written.read_text())

    assert "SL80" not in cli("validate", "--skip", "proofs").stdout


def test_where_nothing_is_refuted_no_file_is_written(pathways: Path, cli: Cli) -> None:
    cli("verify", "headache-steps", "--witness-dir", "out")

    assert list(Path("out").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(pathways: Path, cli: Cli) -> None:
    put(pathways, STUCK)
    Path("out").write_text("a file")
    result = cli("verify", "headache-steps", "--witness-dir", "out")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "out" in result.stderr


# validate


def diagnostics(cli: Cli, *args: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(cli("validate", "--format", "json", *args).stdout)["diagnostics"]
    return found


def line_of(text: str, piece: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if piece in line)


@pytest.mark.parametrize(
    ("text", "code", "severity", "piece"),
    [
        (STUCK, "SL601", "error", "  choose_relief:"),
        (SOUND.replace("when: not thunderclap}", "when: age >= 18}"), "SL602", "error", "  red_flags:"),
        (NEVER, "SL603", "warning", "  nsaid_trial:"),
        (FALSE, "SL604", "error", "never-nsaid-in-failure:"),
        (VACUOUS, "SL609", "warning", "one-at-a-time:"),
    ],
)
def test_a_refutation_is_a_diagnostic_where_the_file_is_to_blame(
    pathways: Path, cli: Cli, text: str, code: str, severity: str, piece: str
) -> None:
    put(pathways, text)
    found = next(one for one in diagnostics(cli) if one["code"] == code)

    assert (found["severity"], found["line"]) == (severity, line_of(text, piece))
    assert found["help"]


def test_a_diagnostic_of_a_proof_has_its_witness(pathways: Path, cli: Cli) -> None:
    put(pathways, STUCK)
    found = next(one for one in diagnostics(cli) if one["code"] == "SL601")

    assert found["witness"]["path"] == ["red_flags", "choose_relief", "paracetamol_trial", "choose_relief"]
    assert "Somebody (kidney: Severely reduced; response: No better; no: thunderclap)" in found["help"]


def test_a_step_that_is_never_entered_is_told_once(pathways: Path, cli: Cli) -> None:
    put(pathways, NEVER)
    told = [one["message"] for one in diagnostics(cli) if one["code"] == "SL603"]

    assert told == ["no walk ever comes to 'Anti-inflammatory'"]


def test_proofs_can_be_left_out(pathways: Path, cli: Cli) -> None:
    put(pathways, STUCK)

    assert diagnostics(cli, "--skip", "proofs") == []


SILENT = STUCK.replace(
    "  choose_relief:\n", "  # stepladder: ignore SL601 -- for the lesson on dead ends\n  choose_relief:\n"
)


def test_a_refutation_can_be_silenced_with_a_reason(pathways: Path, cli: Cli) -> None:
    put(pathways, SILENT)

    assert {one["code"] for one in diagnostics(cli)} & {"SL601", "SL506"} == set()
    assert cli("verify", "headache-steps", "--only", "SL601").exit_code == 0


def test_a_comment_about_a_proof_is_not_unused_where_proofs_are_left_out(pathways: Path, cli: Cli) -> None:
    put(pathways, SILENT)

    assert diagnostics(cli, "--skip", "proofs") == []


def test_proofs_that_take_too_long_are_undecided(pathways: Path, cli: Cli) -> None:
    found = diagnostics(cli, "--timeout", "0")

    assert {one["code"] for one in found} == {"SL608"}
    assert cli("validate", "--timeout", "0").exit_code == 0


def test_nothing_is_proved_of_a_pathway_with_errors(pathways: Path, cli: Cli) -> None:
    put(pathways, STUCK.replace("start: red_flags", "start: red_flag"))

    assert {one["code"] for one in diagnostics(cli)} == {"SL201"}


# Python


def test_verify_takes_a_pathway_or_its_name(folder: Path, headache: Pathway) -> None:
    one, other = stepladder.verify(headache), stepladder.verify("headache-steps")

    assert [result.verdict for result in one] == [result.verdict for result in other]
    assert {result.question for result in one} <= set(QUESTIONS)


def test_verify_stays_what_it_is_when_its_package_is_imported(headache: Pathway) -> None:
    from stepladder.verify.findings import Proofs

    assert isinstance(stepladder.verify(headache, only=["SL602"]), Proofs)


def test_verify_can_be_held_to_a_time(headache: Pathway) -> None:
    assert {result.verdict for result in stepladder.verify(headache, timeout=0)} == {"undecided"}


def test_loading_proves_nothing(folder: Path) -> None:
    (folder / "pathways" / "headache-steps.yaml").write_text(STUCK)

    assert stepladder.load("headache-steps").start == "red_flags"


def test_a_claim_that_offers_without_a_condition_offers_always(pathways: Path, cli: Cli) -> None:
    always = "  always-a-referral: {at: choose_relief, offers: referral}\n"
    put(pathways, SOUND.rstrip("\n") + "\n" + always)

    bare = cli("verify", "headache-steps", "--only", "always-a-referral")
    put(pathways, SOUND.rstrip("\n") + "\n" + always.replace("offers", "when: true, offers"))
    written = cli("verify", "headache-steps", "--only", "always-a-referral")

    assert bare.exit_code == written.exit_code == 1
    why = "no exit to 'Referred' is open: 'Referred' needs drugs_left == 0"
    assert why in " ".join(bare.stdout.split())
    assert [line for line in bare.stdout.splitlines() if " s" not in line] == [
        line for line in written.stdout.splitlines() if " s" not in line
    ]


def test_what_an_entering_claim_lacks_is_said_without_a_double_no(pathways: Path, cli: Cli) -> None:
    claims = "  no-warfarin: {entering: [paracetamol_trial], requires: not takes_warfarin or age < 30}\n"
    put(pathways, SOUND.rstrip("\n") + "\n" + claims)

    text = " ".join(cli("verify", "headache-steps", "--only", "no-warfarin").stdout.split())

    assert "It is entered although 'not takes_warfarin or age < 30' does not hold (" in text


def test_everywhere_in_a_claim_is_every_step_but_emergencies_and_ends(pathways: Path, cli: Cli) -> None:
    claim = "  flags-lead-out: {at: WHERE, when: thunderclap, offers: [emergency]}\n"
    named = "[red_flags, choose_relief, paracetamol_trial, nsaid_trial]"
    said = []
    for where in ("everywhere", named):
        put(pathways, SOUND.rstrip("\n") + "\n" + claim.replace("WHERE", where))
        found = results(cli, "--only", "flags-lead-out")["SL604", "flags-lead-out"]
        said.append((found["verdict"], found["vacuous"], found.get("witness")))

    assert said[0] == said[1]
    put(pathways, SOUND.rstrip("\n") + "\n" + claim.replace("WHERE", "[everywhere, red_flags]"))
    assert "`everywhere` stands alone" in cli("validate", "headache-steps").stdout
