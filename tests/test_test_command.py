"""`stepladder test`: what is run, what is told of a failure, which cases `-k` picks, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder.cases.pattern import WrongPattern, pattern
from stepladder.report.cases.to_text import cut
from stepladder.text.characters import columns
from tests.conftest import DATA, Cli

PATHWAY = (DATA / "headache-steps.yaml").read_text()
GIVEN = "facts: {thunderclap: false, age: 40, kidney: normal, takes_warfarin: false, response: improved}"
ASKED = f"{GIVEN}\nchoose: [paracetamol_trial]\nexpect: {{ends: controlled}}"


def put(folder: Path, *cases: str, head: str = "", pathway: str = PATHWAY) -> None:
    """Write the small pathway with some cases, called `one`, `two`, `three`."""
    text = f"pathway: headache-steps\n{head}cases:\n"
    for name, case in zip(("one", "two", "three"), cases, strict=False):
        text += f"  - id: {name}\n" + "".join(f"    {line}\n" for line in case.strip("\n").splitlines())
    (folder / "pathways" / "headache-steps.yaml").write_text(pathway)
    (folder / "pathways" / "headache-steps.cases.yaml").write_text(text)


def data(cli: Cli, *args: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(cli("test", "--format", "json", *args).stdout)
    return found


# what is told


def test_where_all_passes_there_is_a_line_a_pathway_and_what_its_cases_reach(folder: Path, cli: Cli) -> None:
    result = cli("test")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "headache-steps  1 passed"
    assert result.stdout.splitlines()[1].startswith("  coverage ")
    assert result.stderr == "1 pathway, 2 files, 8 steps, 2 rules, 1 case: 1 passed\n"


def test_a_case_that_fails_shows_both_paths_side_by_side_and_why_they_part(folder: Path, cli: Cli) -> None:
    path = "[red_flags, choose_relief, nsaid_trial, controlled]"
    put(folder, f"title: Fever\n{GIVEN}\nchoose: [paracetamol_trial]\nexpect: {{path: {path}, ends: controlled}}")
    result = cli("test", "--no-coverage")

    assert result.exit_code == 1
    assert (
        result.stdout
        == """\
headache-steps  1 failed

── one: Fever ──────────────────────────────────────────────────────────────────
pathways/headache-steps.cases.yaml:3:9, in headache-steps

     expected            walked
  1  red_flags           red_flags
  2  choose_relief       choose_relief
> 3  nsaid_trial         paracetamol_trial  first difference
  4  controlled          controlled
     ends at controlled  ended at controlled

At choose_relief
  Answered there: kidney = normal; takes_warfarin = false
  Taken: paracetamol_trial was chosen; its condition holds: 'not
    tried(paracetamol_trial)' (paracetamol_trial was not tried yet).
  Not taken: nsaid_trial could have been taken as well; paracetamol_trial was
    chosen.

pathways/headache-steps.cases.yaml:7:41: error[SL801] after 'choose_relief' the path expects \
'nsaid_trial'; 'paracetamol_trial' comes
7 |     expect: {path: [red_flags, choose_relief, nsaid_trial, controlled], ends: controlled}
  |                                               ^^^^^^^^^^^

To walk it step by step:
  stepladder walk pathways/headache-steps.yaml --case one
""".replace(":7:41:", ":7:47:")
    )


def told(folder: Path, cli: Cli, case: str, **more: str) -> str:
    """What is told of one case, in lines as long as they need be."""
    put(folder, case, **more)
    return cli("test", "--no-coverage", env={"COLUMNS": "120"}).stdout


def test_an_exit_of_its_own_accord_is_told_with_its_condition_and_values(folder: Path, cli: Cli) -> None:
    case = "facts: {thunderclap: true, age: 40}\nexpect: {path: [red_flags, choose_relief], waits: choose_relief}"
    text = told(folder, cli, case)

    assert "  Taken: emergency applied; its condition holds: 'thunderclap' (thunderclap = true).\n" in text
    assert "  Not taken: choose_relief is closed: it needs 'not thunderclap' (thunderclap = true).\n" in text


def test_an_interrupt_is_told_to_be_one(folder: Path, cli: Cli) -> None:
    case = """
facts: {age: 40, kidney: normal, takes_warfarin: false}
at: {red_flags: {thunderclap: false}, paracetamol_trial: {thunderclap: true}}
choose: [paracetamol_trial]
expect: {path: [red_flags, choose_relief, paracetamol_trial, controlled], ends: controlled}
"""
    text = told(folder, cli, case)

    assert "  Taken: emergency is an interrupt, which is taken at once; its condition holds: 'thunderclap' (th" in text
    assert "  Not taken: controlled was hidden, because an interrupt comes before everything else.\n" in text


def test_a_blocked_exit_is_told_with_its_rule_and_what_would_have_to_be_different(folder: Path, cli: Cli) -> None:
    path = "[red_flags, choose_relief, nsaid_trial, controlled]"
    facts = GIVEN.replace("kidney: normal", "kidney: failing")
    text = told(folder, cli, f"{facts}\nchoose: [nsaid_trial]\nexpect: {{path: {path}, ends: controlled}}")

    assert "> 3  nsaid_trial         -  first difference\n" in text
    assert "     ends at controlled  stopped at choose_relief\n" in text
    assert "  Stopped: 'nsaid_trial' is blocked at 'choose_relief'.\n" in text
    words = " ".join(text.split())
    assert (
        "Not taken: nsaid_trial is blocked by no-nsaid-in-kidney-failure (kidney = failing; nsaid_caution_level is "
        "forbidden): It can precipitate kidney failure. It would be open if kidney were normal instead of failing."
        in words
    )


def test_a_caution_that_was_taken_says_which_reason_it_needed(folder: Path, cli: Cli) -> None:
    facts = GIVEN.replace("kidney: normal", "kidney: reduced")
    path = "[red_flags, choose_relief, paracetamol_trial]"
    script = "choose: [nsaid_trial]\noverride: {nsaid-with-care: Agreed.}"
    case = f"{facts}\n{script}\nexpect: {{path: {path}, ends: controlled}}"
    text = told(folder, cli, case)

    assert "the reason for nsaid-with-care: “Agreed.”" in text
    assert "It needed a reason because of nsaid-with-care (kidney = reduced;" in " ".join(text.split())


def test_an_answer_that_is_missing_is_what_keeps_the_exit_back(folder: Path, cli: Cli) -> None:
    text = told(
        folder, cli, "facts: {thunderclap: false}\nexpect: {path: [red_flags, choose_relief], ends: controlled}"
    )

    assert "  Stopped: 'age' is asked at 'red_flags', and there is no answer.\n" in text
    assert "  Not taken: choose_relief cannot be taken before 'age' is answered.\n" in text
    assert "error[SL802]" in text


def test_exits_that_apply_at_once_are_both_told(folder: Path, cli: Cli) -> None:
    pathway = PATHWAY.replace("to: choose_relief, when: not thunderclap", "to: choose_relief, when: age > 20")
    case = "facts: {thunderclap: true, age: 40}\nexpect: {path: [red_flags, emergency], ends: handed_over}"
    text = told(folder, cli, case, pathway=pathway)

    assert "  Not taken: emergency applies, and so does another: its condition holds, 'thunderclap' (thund" in text
    assert (
        "  Not taken: choose_relief applies, and so does another: its condition holds, 'age > 20' (age = 40).\n" in text
    )


def test_what_else_fails_in_a_case_that_went_another_way_is_told_in_a_line_each(folder: Path, cli: Cli) -> None:
    path = "[red_flags, choose_relief]"
    expect = f"{{path: {path}, waits: choose_relief, statuses: {{choose_relief: {{referral: closed}}}}}}"
    text = told(folder, cli, f"facts: {{thunderclap: true, age: 40}}\nexpect: {expect}")

    assert text.count("error[SL801]") == 2
    rest = text.partition("What else is not as expected, perhaps because of that:\n")[2].splitlines()[0]
    assert rest.endswith(": 'choose_relief' was never visited")


def test_a_step_that_no_exit_leads_to_is_told_so(folder: Path, cli: Cli) -> None:
    text = told(
        folder, cli, f"{GIVEN}\nchoose: [paracetamol_trial]\nexpect: {{path: [red_flags, referral], ends: controlled}}"
    )

    assert "  No exit of red_flags leads to referral.\n" in text


def test_a_walk_that_goes_on_where_the_path_is_over_says_why(folder: Path, cli: Cli) -> None:
    text = told(folder, cli, "facts: {thunderclap: true, age: 40}\nexpect: {path: [red_flags], ends: handed_over}")

    assert "> 2 - emergency first difference" in " ".join(text.split())
    assert "  Taken: emergency applied; its condition holds: 'thunderclap' (thunderclap = true).\n\n" in text


def test_where_only_the_end_is_expected_the_last_way_there_is_explained(folder: Path, cli: Cli) -> None:
    text = told(folder, cli, "facts: {thunderclap: true, age: 40}\nexpect: {ends: referral}")

    assert ">    ends at referral  ended at handed_over\n" in text
    assert "At red_flags\n" in text
    assert "  Not taken: choose_relief is closed: it needs 'not thunderclap' (thunderclap = true).\n" in text


def test_a_status_that_is_another_is_explained(folder: Path, cli: Cli) -> None:
    case = ASKED.replace("kidney: normal", "kidney: failing").replace(
        "{ends: controlled}", "{statuses: {choose_relief: {nsaid_trial: open, referral: closed}}}"
    )
    text = told(folder, cli, case)

    assert "At choose_relief, when last left\n  nsaid_trial is blocked by no-nsaid-in-kidney-failure" in text
    assert text.count("when last left") == 1


def test_the_beginning_and_the_rest_of_long_paths_is_counted(folder: Path, cli: Cli) -> None:
    rounds = "choose_relief, paracetamol_trial, choose_relief, nsaid_trial, choose_relief"
    facts = GIVEN.replace("improved", "no_change")
    path = f"[red_flags, {rounds}, controlled{', controlled' * 12}]"
    case = f"{facts}\nchoose: [paracetamol_trial, nsaid_trial, referral]\nexpect: {{path: {path}, ends: referral}}"
    text = told(folder, cli, case)

    assert "      … 4 steps alike\n   5  nsaid_trial" in text
    assert ">  7  controlled" in text
    assert "      … and 5 more rows\n" in text


def test_plain_output_has_no_drawing(folder: Path, cli: Cli) -> None:
    put(folder, f"title: Fever\n{GIVEN}\nexpect: {{path: [red_flags], waits: red_flags}}")
    text = cli("test", "--plain", "--no-coverage").stdout

    assert "\nFailed: one: Fever\n" in text
    assert "─" not in text
    assert "\x1b" not in text


def test_colour_changes_nothing_but_the_colour(folder: Path, cli: Cli) -> None:
    put(folder, f"{GIVEN}\nexpect: {{path: [red_flags], waits: red_flags}}")
    import re

    colored = cli("test", "--color", "always").stdout
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == cli("test").stdout


def test_no_line_of_the_paths_is_longer_than_the_terminal(folder: Path, cli: Cli) -> None:
    long = "a_step_with_a_very_long_name_indeed_that_goes_on_and_on_and_on"
    pathway = PATHWAY.replace("handed_over", long)
    put(
        folder,
        f"facts: {{thunderclap: true, age: 40}}\nexpect: {{path: [red_flags, {long}], ends: {long}}}",
        pathway=pathway,
    )
    lines = cli("test", "--no-coverage").stdout.partition("error[")[0].splitlines()[:-1]

    assert max(map(len, lines)) <= 80
    assert any("…" in line for line in lines)


@given(text=st.text("ab漢", max_size=30), wide=st.integers(4, 40))
def test_what_is_cut_fits(text: str, wide: int) -> None:
    assert columns(cut(text, wide)) <= wide
    assert cut(text, wide) == text or "…" in cut(text, wide)


# which fail


def messages(cli: Cli) -> list[str]:
    """What is told of the only case, in its order."""
    found = data(cli)
    (case,) = found["cases"]
    return [found["diagnostics"][index]["message"].removeprefix("case 'one': ") for index in case["diagnostics"]]


def test_what_was_never_used_on_another_way_is_told_once_and_last(folder: Path, cli: Cli) -> None:
    case = """
facts: {thunderclap: true, age: 40, kidney: normal}
choose: [nsaid_trial]
expect: {path: [red_flags, choose_relief], statuses: {red_flags: {emergency: closed}}}
"""
    put(folder, case)

    assert messages(cli) == [
        "after 'red_flags' the path expects 'choose_relief'; 'emergency' comes",
        "'emergency' at 'red_flags' is open, expected closed",
        "the answer for 'kidney' and the choice 'nsaid_trial' are never used",
    ]
    assert cli("test").stdout.index("perhaps because of that:") < cli("test").stdout.index("the answer for 'kidney'")


def test_an_answer_that_its_step_never_asked_for_is_told_beside_every_other_failure(folder: Path, cli: Cli) -> None:
    case = f"""
{GIVEN}
at: {{choose_relief: {{age: 50}}}}
choose: [paracetamol_trial]
expect: {{path: [red_flags, choose_relief, nsaid_trial], statuses: {{choose_relief: {{nsaid_trial: blocked}}}}}}
"""
    put(folder, case)

    assert messages(cli) == [
        "after 'choose_relief' the path expects 'nsaid_trial'; 'paracetamol_trial' comes",
        "the answer for 'age' at 'choose_relief' is never used",
        "'nsaid_trial' at 'choose_relief' is open, expected blocked",
    ]


def test_what_a_walk_lacked_is_told_before_the_path_that_it_cut_short(folder: Path, cli: Cli) -> None:
    put(folder, "facts: {thunderclap: false}\nexpect: {path: [red_flags, choose_relief], ends: referral}")

    assert messages(cli) == [
        "'age' is asked at 'red_flags', and there is no answer",
        "after 'red_flags' the path expects 'choose_relief'; the walk goes no further",
    ]


def test_many_answers_that_were_never_used_are_counted(folder: Path, cli: Cli) -> None:
    many = ", ".join("paracetamol_trial" for _ in range(9))
    put(folder, f"facts: {{thunderclap: true, age: 40}}\nchoose: [{many}]\nexpect: {{ends: controlled}}")

    assert messages(cli)[-1].endswith("the choice 'paracetamol_trial' and 3 more are never used")


def test_a_case_with_an_error_of_its_own_fails_and_the_others_are_run(folder: Path, cli: Cli) -> None:
    put(folder, ASKED.replace("age", "aeg"), ASKED, ASKED.replace("expect", "expekt"))
    found = data(cli)

    assert [(case["case"], case["status"]) for case in found["cases"]] == [
        ("one", "failed"),
        ("two", "passed"),
        ("three", "failed"),
    ]
    assert [[found["diagnostics"][n]["code"] for n in case["diagnostics"]] for case in found["cases"]] == [
        ["SL803"],
        [],
        ["SL101"],  # the key that is missing is the one that is misspelt
    ]
    assert found["cases"][0]["walked"] is None
    assert found["looked_at"]["cases"] == 3


def test_a_pathway_with_errors_cannot_be_tested(folder: Path, cli: Cli) -> None:
    put(folder, ASKED, pathway=PATHWAY.replace("to: emergency", "to: emergencie"))
    result = cli("test")

    assert result.exit_code == 1
    assert result.stdout.startswith("headache-steps  not tested\n")
    assert "error[SL201]" in result.stdout
    assert result.stderr.endswith(": 1 pathway not tested\n")


@pytest.mark.parametrize("name", ["headache-steps.yaml", "headache-steps.cases.yaml"])
def test_what_cannot_be_read_at_all_ends_with_2(name: str, folder: Path, cli: Cli) -> None:
    put(folder, ASKED)
    path = folder / "pathways" / name
    path.write_text(path.read_text() + "  x: [\n")
    result = cli("test")

    assert result.exit_code == 2
    assert "error[SL001]" in result.stdout


def test_an_error_at_the_head_of_the_case_file_stops_all_its_cases(folder: Path, cli: Cli) -> None:
    put(folder, ASKED, head="facts: {aeg: 3}\n")
    result = cli("test")

    assert result.exit_code == 1
    assert "headache-steps  not tested\n" in result.stdout
    assert "error[SL803] 'aeg' is not a fact" in result.stdout


def test_warnings_of_the_pathway_are_for_validate_and_not_told(folder: Path, cli: Cli) -> None:
    put(folder, ASKED, pathway=PATHWAY.replace("    sources: [EXAMPLE2020]\n    starts", "    starts"))

    assert cli("validate", "--skip", "proofs").stdout != ""
    assert data(cli, "--fail-on", "warning")["diagnostics"] == []


def test_a_failure_that_was_silenced_with_a_reason_is_counted_apart(folder: Path, cli: Cli) -> None:
    put(
        folder,
        ASKED.replace("expect: {ends: controlled}", "expect: {ends: referral} # stepladder: ignore SL801 -- later"),
    )
    result = cli("test", "--no-coverage")

    assert result.exit_code == 0
    assert result.stdout == "headache-steps  1 silenced\n"
    assert [(case["status"], case["silenced"]) for case in data(cli)["cases"]] == [("passed", True)]


def test_a_comment_that_silences_nothing_is_a_warning(folder: Path, cli: Cli) -> None:
    put(folder, ASKED + " # stepladder: ignore SL801 -- later")

    assert cli("test").exit_code == 0
    assert cli("test", "--fail-on", "warning").exit_code == 1


# nothing to do


def test_no_case_at_all_is_an_error(folder: Path, cli: Cli) -> None:
    (folder / "pathways" / "headache-steps.cases.yaml").unlink()
    result = cli("test")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "stepladder: there is no case to run: headache-steps without a case file\n"


def test_a_case_file_whose_pathway_is_not_beside_it_is_an_error(folder: Path, cli: Cli) -> None:
    (folder / "pathways" / "lost.cases.yaml").write_text("pathway: lost\ncases: []\n", encoding="utf-8")

    result = cli("test")

    assert result.exit_code == 2
    assert "lost.cases.yaml: its pathway is not beside it, so no case in it would be run" in result.stderr


def test_a_pathway_without_cases_among_others_is_named(folder: Path, cli: Cli) -> None:
    (folder / "pathways" / "zebra.yaml").write_text(PATHWAY.replace("id: headache-steps", "id: zebra"))
    result = cli("test", "--no-coverage")

    assert result.exit_code == 0
    assert result.stdout == "headache-steps  1 passed\nzebra           no cases\n"
    assert "the cases of zebra reach 0 % of it, and 1 % is asked for" in cli("test", "--min-coverage", "1").stderr


def test_without_a_folder_of_pathways_it_says_so(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = cli("test")

    assert result.exit_code == 2
    assert "there is no folder ./pathways here" in result.stderr


def test_paths_of_the_settings_are_tested(folder: Path, cli: Cli) -> None:
    (folder / "pathways").rename(folder / "ladders")
    (folder / "pyproject.toml").write_text('[tool.stepladder]\npaths = ["ladders"]\n')

    assert cli("test").exit_code == 0


# -k


def test_k_picks_by_id_title_and_pathway(folder: Path, cli: Cli) -> None:
    put(folder, f"title: Fever\n{ASKED}", f"title: No fever\n{ASKED}")
    names = {
        words: [case["case"] for case in data(cli, "-k", words)["cases"]] for words in ("two", "FEVER", "headache")
    }

    assert names == {"two": ["two"], "FEVER": ["one", "two"], "headache": ["one", "two"]}
    assert "1 passed (1 not chosen)" in cli("test", "-k", "'no fever'").stdout


def test_a_pathway_whose_cases_were_not_chosen_is_not_told(folder: Path, cli: Cli) -> None:
    (folder / "pathways" / "zebra.yaml").write_text(PATHWAY.replace("id: headache-steps", "id: zebra"))
    cases = (DATA / "headache-steps.cases.yaml").read_text()
    (folder / "pathways" / "zebra.cases.yaml").write_text(cases.replace("pathway: headache-steps", "pathway: zebra"))
    result = cli("test", "-k", "zebra", "--no-coverage")

    assert result.stdout == "zebra  1 passed\n"
    assert result.stderr.startswith("2 pathways, 4 files, ")


def test_a_case_file_stands_for_its_pathway(folder: Path, cli: Cli) -> None:
    both = ("pathways/headache-steps.cases.yaml", "pathways/headache-steps.yaml")

    assert cli("test", *both, "--no-coverage").stdout == "headache-steps  1 passed\n"


def test_only_the_chosen_cases_decide_how_it_ends(folder: Path, cli: Cli) -> None:
    put(folder, ASKED, ASKED.replace("controlled", "referral"), ASKED.replace("age", "aeg"))

    assert cli("test", "-k", "one").exit_code == 0
    assert cli("test", "-k", "two").exit_code == 1
    assert cli("test", "-k", "three").exit_code == 1


def test_a_pattern_that_picks_nothing_is_an_error(folder: Path, cli: Cli) -> None:
    result = cli("test", "-k", "nobody")

    assert result.exit_code == 2
    assert result.stderr == "stepladder: -k nobody: no case is called so; there are anticoagulated\n"


@pytest.mark.parametrize(
    ("text", "picked"),
    [
        ("nitrate", True),
        ("NITRATE", True),
        ("not nitrate", False),
        ("not not nitrate", True),
        ("nitrate and pregnant", False),
        ("nitrate or pregnant", True),
        ("pregnant or nitrate and man", True),
        ("(pregnant or nitrate) and child", False),
        ("not (pregnant or child)", True),
        ("not pregnant and not child", True),
        ("'a man'", True),
        ('"and"', False),
        ("recent-nitrate", True),
        ("man.", False),
    ],
)
def test_words_are_joined_as_in_pytest(text: str, picked: bool) -> None:
    assert pattern(text)(["recent-nitrate", "A man", "esophageal-spasm"]) is picked


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the pattern is empty"),
        ("a and", "'a and' ends where a word is expected"),
        ("and a", "a word is expected at column 1 of 'and a'"),
        ("a b", "'and', 'or' or the end is expected at column 3 of 'a b'"),
        ("(a or b", "'(a or b' ends where a closing parenthesis is expected"),
        ("a)", "'and', 'or' or the end is expected at column 2 of 'a)'"),
        ("()", "a word is expected at column 2 of '()'"),
        ("a and 'b", "the quotation mark at column 7 of 'a and 'b' is never closed"),
        ("''", "the text in quotation marks at column 1 of '''' is empty"),
    ],
)
def test_a_pattern_that_cannot_be_read_says_where(text: str, said: str, folder: Path, cli: Cli) -> None:
    with pytest.raises(WrongPattern) as refused:
        pattern(text)
    result = cli("test", "-k", text)

    assert str(refused.value) == said
    assert (result.exit_code, result.stderr) == (2, f"stepladder: -k: {said}\n")


NAMES = ("ab", "bc", "ca", "abc")


@st.composite
def patterns(draw: st.DrawFn, depth: int = 3) -> str:
    if depth == 0 or draw(st.booleans()):
        return draw(st.sampled_from(("a", "b", "ab", "bc", "x")))
    below = patterns(depth - 1)
    return draw(
        st.one_of(
            st.tuples(below, st.sampled_from((" and ", " or ")), below).map("".join),
            below.map("not {}".format),
            below.map("({})".format),
        )
    )


@given(text=patterns(), name=st.sampled_from(NAMES))
def test_a_pattern_picks_what_python_would(text: str, name: str) -> None:
    import re

    in_python = re.sub(r"\b(?!and\b|or\b|not\b)\w+", lambda word: f"('{word.group()}' in name)", text)

    assert pattern(text)([name]) is eval(in_python, {"name": name})


# machines


def test_json_tells_each_case_with_both_paths(folder: Path, cli: Cli) -> None:
    put(folder, "facts: {thunderclap: true, age: 40}\nexpect: {path: [red_flags, choose_relief], waits: choose_relief}")
    found = data(cli, "--no-coverage")

    assert found["format"] == 1
    assert found["looked_at"] == {"pathways": 1, "files": 2, "steps": 8, "rules": 2, "cases": 1}
    assert found["cases"] == [
        {
            "pathway": "headache-steps",
            "case": "one",
            "title": "",
            "file": "pathways/headache-steps.cases.yaml",
            "line": 3,
            "status": "failed",
            "silenced": False,
            "expected": {"path": ["red_flags", "choose_relief"], "waits": "choose_relief"},
            "walked": {"path": ["red_flags", "emergency", "handed_over"], "status": "ended", "at": "handed_over"},
            "first_difference": 1,
            "diagnostics": [0, 1],
        }
    ]
    assert [one["code"] for one in found["diagnostics"]] == ["SL801", "SL801"]
    assert (found["coverage"], found["mutation"]) == ([], None)


def test_junit_has_a_suite_a_pathway_and_a_test_a_case(folder: Path, cli: Cli) -> None:
    put(folder, ASKED, ASKED.replace("controlled", "referral"), ASKED.replace("age", "aeg"))
    root = ET.fromstring(cli("test", "--format", "junit").stdout)

    assert {key: root.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "3", "failures": "2", "errors": "0", "skipped": "0",
    }  # fmt: skip
    assert [test.get("name") for test in root.iter("testcase")] == ["one", "two", "three"]
    assert [failure.get("type") for failure in root.iter("failure")] == ["SL801", "SL803"]
    assert "ends at referral" in (next(root.iter("failure")).text or "")
    assert (root.find(".//property[@name='coverage']").get("value") or "").startswith("coverage ")  # type: ignore[union-attr]


def test_junit_tells_a_pathway_with_errors_as_an_error(folder: Path, cli: Cli) -> None:
    put(folder, ASKED, pathway=PATHWAY.replace("to: emergency", "to: emergencie"))
    root = ET.fromstring(cli("test", "--format", "junit").stdout)

    assert [error.get("type") for error in root.iter("error")] == ["SL201"]
    assert root.get("errors") == "1"


def test_several_reports_are_written_at_once_and_are_the_same_bytes_every_time(folder: Path, cli: Cli) -> None:
    put(folder, ASKED, ASKED.replace("controlled", "referral"))
    args = ("-o", "json=a.json", "-o", "junit=a.xml", "-o", "text=a.txt")
    cli("test", *args)
    first = [Path(name).read_bytes() for name in ("a.json", "a.xml", "a.txt")]
    cli("test", *args, "--color", "always")

    assert [Path(name).read_bytes() for name in ("a.json", "a.xml", "a.txt")] == first
    assert first[0].decode() == cli("test", "--format", "json").stdout


@pytest.mark.parametrize("kind", ["text", "json", "junit"])
def test_a_report_names_a_file_whose_name_is_no_text(kind: str, folder: Path) -> None:
    odd = folder / "p\udcff"
    odd.mkdir()
    for path in sorted(DATA.glob("headache-steps*.yaml")):
        text = path.read_text(encoding="utf-8").replace("ends: controlled", "ends: referred")
        (odd / path.name).write_text(text, encoding="utf-8")

    command = [sys.executable, "-m", "stepladder", "test", str(odd), "-o", f"{kind}=report"]
    done = subprocess.run(command, capture_output=True, check=False)

    assert done.returncode == 1
    assert "\\udcff" in (folder / "report").read_text(encoding="utf-8")


def test_a_report_of_another_format_or_into_no_folder_is_refused(folder: Path, cli: Cli) -> None:
    unknown = cli("test", "-o", "html=a.html")

    assert (
        unknown.stderr
        == "stepladder: -o takes FORMAT=FILE with one of the formats text, json, junit, not 'html=a.html'\n"
    )
    assert cli("test", "-o", "json=nowhere/a.json").exit_code == 2


# coverage


def test_coverage_below_what_is_asked_for_ends_with_1(folder: Path, cli: Cli) -> None:
    result = cli("test", "--min-coverage", "100")

    assert result.exit_code == 1
    assert "the cases of headache-steps reach " in result.stderr
    assert result.stderr.rstrip().endswith(" % of it, and 100 % is asked for")
    assert cli("test", "--min-coverage", "1").exit_code == 0
    assert cli("test", "--min-coverage", "101").exit_code == 2


def test_coverage_is_told_in_full_in_a_line_or_not_at_all(folder: Path, cli: Cli) -> None:
    full, short, none = (cli("test", *args).stdout for args in (("--coverage",), (), ("--no-coverage",)))

    assert len(full) > len(short) > len(none)
    assert "emergency" in full
    assert none == "headache-steps  1 passed\n"


def test_json_has_the_coverage_of_each_pathway(folder: Path, cli: Cli) -> None:
    assert len(data(cli)["coverage"]) == 1


# mutants


FAILS = ASKED.replace("ends: controlled", "ends: referral")
GONE = ASKED.replace("controlled", "gone")


def test_cases_that_fail_or_cannot_be_run_are_named_beside_what_is_worked_out_of_cases(folder: Path, cli: Cli) -> None:
    put(folder, ASKED, FAILS, GONE)
    text = cli("test", "--coverage", "--mutate", env={"COLUMNS": "120"}).stdout

    assert "\n1 of 3 cases cannot be run and is left out of the coverage: three.\n" in text
    assert "\n1 of 3 cases fails; what it walked counts in the coverage: two.\n" in text
    assert "\n1 of 3 cases cannot be run and is left out: three.\n" in text
    assert "\n1 of 3 cases fails, so it can notice nothing, and is left out: two.\n" in text
    short = cli("test", env={"COLUMNS": "120"}).stdout
    assert "\n  1 of 3 cases cannot be run and is left out of the coverage: three\n" in short


def test_cases_that_were_not_chosen_are_counted_beside_what_is_worked_out_of_cases(folder: Path, cli: Cli) -> None:
    put(folder, ASKED, FAILS, GONE)
    text = cli("test", "-k", "one", "--mutate").stdout

    assert "  2 cases not chosen are left out of the coverage\n" in text
    assert "\n2 cases not chosen are left out.\n" in text


def test_where_every_case_passes_and_is_chosen_nothing_is_said_of_it(folder: Path, cli: Cli) -> None:
    assert "left out" not in cli("test", "--coverage").output


def test_programs_are_told_which_cases_do_not_count(folder: Path, cli: Cli) -> None:
    put(folder, ASKED, FAILS, GONE)
    found = data(cli, "--mutate", "-k", "not one")
    said = {"cases_not_run": ["three"], "cases_failing": ["two"], "cases_not_chosen": 1}

    assert found["coverage"][0].items() >= said.items()
    assert found["mutation"] is None  # none of those that were chosen passes
    assert data(cli, "--mutate")["mutation"][0].items() >= {**said, "cases_not_chosen": 0}.items()
    suite = ET.fromstring(cli("test", "--mutate", "--format", "junit").stdout)[0]
    properties = [(one.get("name"), one.get("value")) for one in suite.iter("property")]
    assert [name for name, _ in properties] == [
        "coverage", "cases", "cases", "mutants", "cases of the mutants", "cases of the mutants"
    ]  # fmt: skip
    assert properties[1][1] == "1 of 3 cases cannot be run and is left out of the coverage: three"


def test_what_no_case_can_notice_is_said_where_no_case_can_be_run(folder: Path, cli: Cli) -> None:
    put(folder, GONE)
    result = cli("test", "--mutate", "--min-mutants", "1")

    assert result.exit_code == 1
    assert "stepladder: no case of 'headache-steps' passes, so none can notice a mutant\n" in result.stderr


def test_suggestions_say_which_cases_they_do_not_know_of(folder: Path, cli: Cli) -> None:
    put(folder, ASKED, FAILS, GONE)
    result = cli("test", "--suggest", "1")

    assert "stepladder: 1 of 3 cases cannot be run and is left out of the coverage: three\n" in result.stderr
    assert "stepladder: 1 of 3 cases fails; what it walked counts in the coverage: two\n" in result.stderr
    assert "error[SL803] 'gone' is not a step" in result.stderr
    assert "[SL80" not in result.stdout


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("quiz headache-steps --print", "the quiz"),
        ("export headache-steps --to gift -o -", "the questions"),
        ("export headache-steps --to scorm -o x.zip", "the questions"),
        ("explore headache-steps -o -", "the quiz of the page"),
    ],
)
def test_questions_name_the_cases_of_which_none_is_made(command: str, what: str, folder: Path, cli: Cli) -> None:
    put(folder, ASKED, FAILS)
    result = cli(*command.split())

    why = "`stepladder test pathways/headache-steps.yaml` says why"
    assert f"stepladder: 1 of 2 cases fails and is left out of {what}: two; {why}\n" in result.stderr
    assert result.exit_code == 0


def test_where_no_case_passes_nothing_is_said_to_be_noticed(folder: Path, cli: Cli) -> None:
    put(folder, ASKED.replace("controlled", "referral"))
    result = cli("test", "--mutate", "--min-mutants", "0", "--format", "json")

    assert result.exit_code == 1
    assert "no case of 'headache-steps' passes, so none can notice a mutant" in result.stderr
    assert json.loads(result.stdout)["mutation"] is None


def test_mutants_that_no_case_notices_are_told_and_may_make_it_fail(folder: Path, cli: Cli) -> None:
    told = cli("test", "--mutate", "--no-coverage")
    short = cli("test", "--mutate", "--min-mutants", "95", "--format", "json")

    assert told.exit_code == 0
    assert "mutants " in told.stdout
    assert short.exit_code == 1
    assert "the cases of headache-steps notice " in short.stderr
    assert len(json.loads(short.stdout)["mutation"]) == 1


# suggestions


def test_suggested_cases_are_a_case_file_that_passes_and_reaches_more(folder: Path, cli: Cli) -> None:
    file = folder / "pathways" / "headache-steps.cases.yaml"
    file.unlink()
    result = cli("test", "--suggest", "3", "pathways/headache-steps.yaml")
    file.write_text(result.stdout)

    assert result.exit_code == 0
    assert result.stdout.count("title: TODO") == 3
    assert cli("test", "--min-coverage", "50").exit_code == 0


def test_suggestions_are_written_to_a_file_where_that_is_asked_for(folder: Path, cli: Cli) -> None:
    result = cli("test", "--suggest", "1", "--output", "more.cases.yaml")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("wrote more.cases.yaml\n")
    assert "title: TODO" in Path("more.cases.yaml").read_text()


def test_suggestions_are_for_one_pathway_without_errors(folder: Path, cli: Cli) -> None:
    (folder / "pathways" / "zebra.yaml").write_text(PATHWAY.replace("id: headache-steps", "id: zebra"))
    several = cli("test", "--suggest", "1")
    put(folder, ASKED, pathway=PATHWAY.replace("to: emergency", "to: emergencie"))
    broken = cli("test", "headache-steps", "--suggest", "1")

    assert (several.exit_code, several.stderr) == (2, "stepladder: --suggest takes one pathway, not 2\n")
    assert (broken.exit_code, broken.stdout) == (1, "")
    assert "'headache-steps' has errors; mend them first" in broken.stderr


# options that need another


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--output", "a.yaml"), "--output goes with --suggest"),
        (("--min-mutants", "95"), "--min-mutants goes with --mutate"),
        (("--title", "A"), "--title goes with --record"),
    ],
)
def test_an_option_that_means_nothing_alone_is_refused(
    args: tuple[str, ...], said: str, folder: Path, cli: Cli
) -> None:
    result = cli("test", *args)

    assert (result.exit_code, result.stderr) == (2, f"stepladder: {said}\n")


# the page about it

PAGE = (DATA.parents[1] / "docs" / "testing.md").read_text(encoding="utf-8")


def shown(name: str, language: str) -> str:
    return PAGE.partition(f"<!-- {name} -->\n```{language}\n")[2].partition("```")[0]


def test_the_run_of_the_page_is_what_the_command_prints(folder: Path, cli: Cli) -> None:
    result = cli("test")

    assert f"$ stepladder test\n{result.stdout}{result.stderr}```" in PAGE


def test_the_failure_of_the_page_is_what_the_command_prints(folder: Path, cli: Cli) -> None:
    file = folder / "pathways" / "headache-steps.cases.yaml"
    first, second = "[paracetamol_trial, nsaid_trial]", "[nsaid_trial, paracetamol_trial]"
    file.write_text(file.read_text().replace(first, second))

    assert cli("test", "--no-coverage").stdout == f"headache-steps  1 failed\n\n{shown('failure', 'text')}"


def test_the_recorded_case_of_the_page_is_what_the_command_prints(folder: Path, cli: Cli) -> None:
    facts = "{thunderclap: false, age: 63, kidney: reduced, takes_warfarin: false, response: improved}"
    Path("answers.yaml").write_text(f"facts: {facts}\nchoose: [paracetamol_trial]\n")
    cli("walk", "headache-steps", "--answers", "answers.yaml", "--no-input", "--save", "monday.jsonl")
    result = cli("test", "--record", "monday.jsonl", "--title", "Paracetamol is enough")

    assert result.stdout == shown("recorded", "yaml")
