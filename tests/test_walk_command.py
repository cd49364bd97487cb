"""`stepladder walk` on pipes and with nobody there: nothing is guessed, nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Cli

ANSWERS = "n\n63\n2\ny\n"
"""No thunderclap, 63 years, kidney mildly reduced, warfarin: a choice comes next."""


def walk_json(cli: Cli, *args: str) -> dict[str, object]:
    result = cli("walk", "headache-steps", "--no-input", "--format", "json", *args)
    data: dict[str, object] = json.loads(result.stdout)
    return data


def test_without_answers_it_says_what_it_would_ask_and_exits_with_3(folder: Path, cli: Cli) -> None:
    result = cli("walk", "headache-steps", "--no-input")

    assert result.exit_code == 3
    assert "Did the worst pain come on within a minute?" in result.stdout
    assert "thunderclap" in result.stdout


def test_an_empty_standard_input_is_no_answer(folder: Path, cli: Cli) -> None:
    result = cli("walk", "headache-steps", input="")

    assert result.exit_code == 3


def test_lines_of_standard_input_answer_the_questions_in_order(folder: Path, cli: Cli) -> None:
    result = cli("walk", "headache-steps", input=ANSWERS + "1\nn\n1\n")

    assert result.exit_code == 0
    assert "The walk has ended" in result.stdout
    assert "Time by the reviews: 2 weeks" in result.stdout


def test_a_bad_line_on_a_pipe_ends_with_what_is_allowed_and_exit_code_2(folder: Path, cli: Cli) -> None:
    result = cli("walk", "headache-steps", input="maybe\n")

    assert result.exit_code == 2
    assert "type y or n" in result.stderr


def test_a_choice_of_a_caution_asks_for_a_reason_and_records_it(folder: Path, cli: Cli) -> None:
    result = cli("walk", "headache-steps", "--save", "w.jsonl", input=ANSWERS + "nsaid_trial\nAgreed.\nn\n1\n")

    events = [json.loads(line) for line in Path("w.jsonl").read_text().splitlines()[1:]]
    assert result.exit_code == 0
    assert {"type": "overrode", "rule": "nsaid-with-care", "reason": "Agreed."} in events


def test_a_caution_without_a_reason_is_not_taken(folder: Path, cli: Cli) -> None:
    result = cli("walk", "headache-steps", input=ANSWERS + "nsaid_trial\n\n")

    assert result.exit_code == 3
    assert "Time by the reviews" not in result.stdout


def test_a_blocked_exit_shows_its_rule_and_what_would_have_to_be_different(folder: Path, cli: Cli) -> None:
    result = cli("walk", "headache-steps", input="n\n63\n3\ny\n")

    assert "(blocked)" in result.stdout
    assert "no-nsaid-in-kidney-failure: It can precipitate kidney failure." in result.stdout
    said = " ".join(result.stdout.split())
    assert "It would be open with caution (nsaid-with-care) if kidney were Normal (it is Severely reduced)." in said


def test_the_json_of_a_choice_has_the_documented_shape(folder: Path, cli: Cli) -> None:
    sets = ("--set", "thunderclap=n", "--set", "age=78", "--set", "kidney=normal", "--set", "takes_warfarin=y")
    data = walk_json(cli, *sets)

    exits = {exit_["to"]: exit_ for exit_ in data["exits"]}  # type: ignore[attr-defined]
    assert (data["status"], data["at"], data["needs"]) == ("choosing", "choose_relief", [])
    assert data["known"] == {"thunderclap": False, "age": 78, "kidney": "normal", "takes_warfarin": True}
    assert exits["nsaid_trial"]["status"] == "caution"
    assert exits["nsaid_trial"]["rules"] == ["nsaid-with-care"]
    assert exits["nsaid_trial"]["because"] == "Bleeding is more likely."
    assert exits["nsaid_trial"]["unblock"] == {}
    assert exits["paracetamol_trial"]["asks"] == []


def test_the_json_names_the_smallest_change_that_opens_a_blocked_exit(folder: Path, cli: Cli) -> None:
    sets = ("--set", "thunderclap=n", "--set", "age=78", "--set", "kidney=failing", "--set", "takes_warfarin=y")
    data = walk_json(cli, *sets)

    exits = {exit_["to"]: exit_ for exit_ in data["exits"]}  # type: ignore[attr-defined]
    assert exits["nsaid_trial"]["unblock"] == {"kidney": "normal"}
    assert exits["nsaid_trial"]["unblocks"] == [
        {
            "facts": {"kidney": "normal"},
            "status": "caution",
            "rules": ["nsaid-with-care"],
            "asks": [],
            "waits": [],
            "unchangeable": [],
        }
    ]
    assert exits["referral"]["unblock"] is None
    assert exits["referral"]["unblocks"] == []


def test_an_interrupt_ends_the_questions_at_once(folder: Path, cli: Cli) -> None:
    script = "facts: {thunderclap: false, age: 60, kidney: normal, takes_warfarin: false}\n"
    script += "at: {paracetamol_trial: {thunderclap: true}}\nchoose: [paracetamol_trial]\n"
    Path("answers.yaml").write_text(script)

    data = walk_json(cli, "--answers", "answers.yaml")

    assert data["trail"] == ["red_flags", "choose_relief", "paracetamol_trial", "emergency", "handed_over"]
    assert data["elapsed_days"] == 0


def test_a_case_is_walked_by_its_name(folder: Path, cli: Cli) -> None:
    data = walk_json(cli, "--case", "anticoagulated")

    assert (data["status"], data["at"], data["elapsed_days"]) == ("ended", "controlled", 28)


def test_a_case_that_is_not_there_proposes_the_nearest(folder: Path, cli: Cli) -> None:
    result = cli("walk", "headache-steps", "--case", "anticoagulate")

    assert result.exit_code == 2
    assert "did you mean 'anticoagulated'?" in result.stderr


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("thunderclap", "takes FACT=VALUE"),
        ("thunder=y", "is not a fact"),
        ("age=17", "outside 18 to 110"),
        ("age=60.5", "whole numbers only"),
        ("age=1e2", "is not a number"),
        ("kidney=bad", "none of the values"),
    ],
)
def test_a_set_that_cannot_be_is_refused(given: str, sentence: str, folder: Path, cli: Cli) -> None:
    result = cli("walk", "headache-steps", "--no-input", "--set", given)

    assert result.exit_code == 2
    assert sentence in result.stderr


def test_an_answer_that_is_never_asked_is_told(folder: Path, cli: Cli) -> None:
    result = cli("walk", "headache-steps", "--no-input", "--set", "response=improved")

    assert "the answer for 'response' was never used" in result.stderr


def test_answers_come_from_standard_input_too(folder: Path, cli: Cli) -> None:
    result = cli(
        "walk",
        "headache-steps",
        "--answers",
        "-",
        "--format",
        "json",
        input='{"facts": {"thunderclap": true, "age": 40}}',
    )

    assert json.loads(result.stdout)["at"] == "handed_over"


@pytest.mark.parametrize(
    ("fact", "typed", "way"),
    [
        ("thunderclap", "no", "--set"), ("thunderclap", "no", "file"), ("thunderclap", "n", "file"),
        ("thunderclap", "Yes", "file"), ("thunderclap", '"yes"', "file"), ("thunderclap", "false", "file"),
        ("thunderclap", "no", "stdin"), ("thunderclap", "no", "log"), ("kidney", "Mildly reduced", "given"),
        ("kidney", "Normal", "file"), ("kidney", "Mildly reduced", "file"), ("kidney", "Mildly reduced", "--set"),
        ("kidney", "2", "file"), ("kidney", "2", "--set"), ("age", "40", "file"), ("age", '"40"', "file"),
        ("age", "40.0", "file"), ("age", "40,0", "--set"), ("age", '"40,0"', "file"),
    ],
)  # fmt: skip
def test_every_door_takes_the_same_words_for_an_answer(fact: str, typed: str, way: str, folder: Path, cli: Cli) -> None:
    known = {"thunderclap": "false", "age": "40", "kidney": "normal"}
    script = {name: value for name, value in known.items() if name != fact}
    text = "facts:\n" + "".join(f"  {name}: {value}\n" for name, value in {**script, fact: typed}.items())
    options, piped = [], None
    match way:
        case "--set":
            options = [word for name, value in {**script, fact: typed}.items() for word in ("--set", f"{name}={value}")]
        case "stdin":
            options, piped = ["--answers", "-"], text
        case "log" | "given":
            cli(
                "walk", "headache-steps", "--no-input", "--set", "thunderclap=n", "--set", "age=40", "--save", "w.jsonl"
            )
            log = Path("w.jsonl").read_text().replace('"value": false', f'"value": "{typed}"')
            given = log.replace('"given": {}', f'"given": {{"{fact}": "{typed}"}}').split("\n")[0] + "\n"
            Path("w.jsonl").write_text(log if way == "log" else given)
            options = ["--resume", "w.jsonl"]
        case _:
            Path("a.yaml").write_text(text)
            options = ["--answers", "a.yaml"]

    result = cli("walk", "headache-steps", *options, "--no-input", "--format", "json", input=piped)

    wanted: dict[str, object] = {"no": False, "n": False, "false": False, "Yes": True, '"yes"': True, "yes": True}
    wanted |= {"Normal": "normal", "Mildly reduced": "reduced", "2": "reduced"}
    assert json.loads(result.stdout)["known"][fact] == wanted.get(typed, 40)


def test_an_answer_that_is_none_is_refused_alike_by_option_and_file(folder: Path, cli: Cli) -> None:
    Path("a.yaml").write_text("facts: {thunderclap: maybe}\n")

    by_file = cli("walk", "headache-steps", "--answers", "a.yaml").stderr
    by_option = cli("walk", "headache-steps", "--set", "thunderclap=maybe").stderr

    assert "'maybe' is neither yes nor no: type y or n" in by_file
    assert "'maybe' is neither yes nor no: type y or n" in by_option


def test_answers_with_a_misspelt_fact_point_at_it(folder: Path, cli: Cli) -> None:
    Path("a.yaml").write_text("facts:\n  thunderclp: true\n")

    result = cli("walk", "headache-steps", "--answers", "a.yaml")

    assert result.exit_code == 2
    assert "a.yaml:2:3:" in result.stderr
    assert "did you mean 'thunderclap'?" in result.stderr


def test_a_saved_walk_is_resumed_where_it_was(folder: Path, cli: Cli) -> None:
    cli("walk", "headache-steps", "--save", "w.jsonl", input=ANSWERS + "1\n")
    result = cli("walk", "headache-steps", "--resume", "w.jsonl", "--format", "json", "--no-input")

    data = json.loads(result.stdout)
    assert (data["at"], data["needs"]) == ("paracetamol_trial", ["thunderclap"])


def test_resuming_on_a_changed_pathway_says_what_changed_and_how_far_it_replays(folder: Path, cli: Cli) -> None:
    cli("walk", "headache-steps", "--save", "w.jsonl", input=ANSWERS + "1\nn\n2\n")
    path = Path("pathways/headache-steps.yaml")
    path.write_text(path.read_text().replace("    asks: [thunderclap, age]", "    asks: [thunderclap]"))

    result = cli("walk", "headache-steps", "--resume", "w.jsonl", "--no-input")

    assert "step red_flags changed" in result.stderr
    assert "The log still replays for 1 of 9 events" in result.stderr


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense\n",
        "[]\n",
        '{"format": 1}\n',
        '{"format": 1, "pathway": "other"}\n',
        '{"format": 1, "pathway": "headache-steps"}\n{"type": "flew"}\n',
        '{"format": 1, "pathway": "headache-steps"}\n{"type": "answered", "fact": "age", "value": NaN}\n',
    ],
)
def test_a_file_that_is_no_log_is_refused_with_a_sentence(text: str, folder: Path, cli: Cli) -> None:
    Path("w.jsonl").write_text(text)

    result = cli("walk", "headache-steps", "--resume", "w.jsonl")

    assert result.exit_code == 2
    assert result.stderr.startswith("stepladder: w.jsonl: ")


def test_a_save_that_fails_leaves_the_old_file_as_it_was(folder: Path, cli: Cli) -> None:
    result = cli("walk", "headache-steps", "--no-input", "--save", "nowhere/w.jsonl")

    assert result.exit_code == 2
    assert "could not be saved" in result.stderr


def test_the_transcript_has_the_disclaimer_the_answers_and_the_way(folder: Path, cli: Cli) -> None:
    cli("walk", "headache-steps", "--case", "anticoagulated", "--no-input", "--transcript", "t.md")

    text = Path("t.md").read_text()
    assert "**For teaching only. Not medical advice; not for use in the care of a patient.**" in text
    assert "- How old is the person? **78 years**" in text
    assert "Went on although `nsaid-with-care` holds" in text
    assert "`nsaid_trial` → `controlled`" in text
    assert "`EXAMPLE2020`: An illustrative source." in text


def test_plain_lines_have_neither_symbols_nor_colour(folder: Path, cli: Cli) -> None:
    result = cli("walk", "headache-steps", "--plain", input=ANSWERS)

    assert result.stdout.isascii()
    assert "Step: Red flags" in result.stdout


@pytest.mark.parametrize("env", [{"ACCESSIBLE": "1"}, {"TERM": "dumb"}])
def test_the_environment_can_ask_for_plain_lines(env: dict[str, str], folder: Path, cli: Cli) -> None:
    result = cli("walk", "headache-steps", input=ANSWERS, env=env)

    assert "──" not in result.stdout


def test_the_disclaimer_is_shown_once(folder: Path, cli: Cli) -> None:
    result = cli("walk", "headache-steps", "--case", "anticoagulated", "--no-input")

    assert result.stdout.count("Not medical advice") == 1


def test_a_pathway_that_is_not_there_proposes_the_nearest(folder: Path, cli: Cli) -> None:
    result = cli("walk", "headache-step")

    assert result.exit_code == 2
    assert "did you mean 'headache-steps'?" in result.stderr


@pytest.mark.parametrize("name", ["../secret", "a/b", "..", "", "x" * 5000, "nul\0byte"])
def test_a_strange_name_gets_one_sentence(name: str, folder: Path, cli: Cli) -> None:
    result = cli("walk", name)

    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_pathway_with_errors_is_not_walked(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.yaml")
    path.write_text(path.read_text().replace("when: thunderclap, because", "when: thunderclp, because"))

    result = cli("walk", "headache-steps")

    assert result.exit_code == 1
    assert "SL202" in result.stderr
    assert "did you mean 'thunderclap'?" in result.stderr


def test_control_characters_in_a_pathway_never_reach_the_terminal(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.yaml")
    path.write_text(path.read_text().replace("title: Red flags", 'title: "Red \\e[31mflags"'))

    result = cli("walk", "headache-steps", "--no-input")

    assert "\x1b" not in result.stdout
    assert "\\x1b[31mflags" in result.stdout


TWO_WAYS = """\
stepladder: 1
id: two
title: Two ways
version: 0.1.0
start: choose
facts:
  first: {type: finding, ask: Is the first so?}
  held: {type: finding, ask: Is the held one so?}
  typed: {type: finding, ask: Is the typed one so?}
steps:
  choose:
    kind: assessment
    title: Choose
    options:
      - {to: one, when: first and held}
      - {to: other, when: first and typed}
  one: {kind: outcome, title: One}
  other: {kind: outcome, title: Other}
"""


def test_an_answer_held_ready_is_never_given_to_another_question(folder: Path, cli: Cli) -> None:
    Path("pathways/two.yaml").write_text(TWO_WAYS)

    result = cli("walk", "two", "--set", "held=y", "--save", "w.jsonl", input="2\ny\nn\n1\n")

    events = [json.loads(line) for line in Path("w.jsonl").read_text().splitlines()[1:]]
    assert "Is the typed one so?\ny or n > n\n" in result.stdout
    assert {"type": "answered", "fact": "typed", "value": False} in events
    assert {"type": "answered", "fact": "held", "value": True} in events
    assert result.exit_code == 0


@pytest.mark.parametrize("reason", ["q because she asked", "b agreed with the team", "s he wants it"])
def test_a_reason_that_begins_with_a_single_letter_is_a_reason(reason: str, folder: Path, cli: Cli) -> None:
    cli("walk", "headache-steps", "--save", "w.jsonl", input=f"{ANSWERS}nsaid_trial\n{reason}\n")

    events = [json.loads(line) for line in Path("w.jsonl").read_text().splitlines()[1:]]
    assert {"type": "overrode", "rule": "nsaid-with-care", "reason": reason} in events


def test_the_case_in_the_help_is_there(cli: Cli) -> None:
    case = cli("walk", "--help").stdout.split("--case ")[1].split()[0]

    assert cli("walk", "esophageal-spasm", "--case", case, "--no-input").exit_code in (0, 3)
