"""`stepladder quiz`: over a pipe, on a real terminal, and as a sheet with its key."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pexpect
import pytest

from .conftest import Cli

ROOT = Path(__file__).parent.parent
PROGRAM = str(Path(sys.executable).with_name("stepladder"))
NAME = "headache-steps"


@pytest.fixture
def six(folder: Path) -> Path:
    """A working folder with the small pathway and all six of its cases."""
    cases = ROOT / "pathways" / f"{NAME}.cases.yaml"
    shutil.copy(cases, folder / "pathways" / cases.name)
    return folder


def right_answers(cli: Cli, *args: str) -> list[str]:
    """The numbers of the right answers, from the key."""
    key = cli("quiz", NAME, "--print", *args).output.split("\n# Key\n")[1]
    letters = [line.split("**")[1][0] for line in key.splitlines() if line[:1].isdigit()]
    return [str("ABCDEFGHI".index(letter) + 1) for letter in letters]


@pytest.mark.usefixtures("six")
def test_all_answered_rightly_is_a_full_score_and_exit_0(cli: Cli) -> None:
    answers = right_answers(cli)
    result = cli("quiz", NAME, input="\n".join(answers) + "\n")

    assert result.exit_code == 0
    assert f"{len(answers)} of {len(answers)} right." in result.output
    assert "Read again" not in result.output
    assert "No." not in result.output


@pytest.mark.usefixtures("six")
def test_an_answer_that_lacks_stops_the_quiz_with_exit_3_and_the_score_so_far(cli: Cli) -> None:
    answers = right_answers(cli)
    result = cli("quiz", NAME, input="\n".join(answers[:2]) + "\n")

    assert result.exit_code == 3
    assert f"stepladder: question 3 of {len(answers)} has no answer" in result.stderr
    assert "2 of 2 right." in result.stdout
    assert f"{len(answers) - 2} questions not answered." in result.stdout


@pytest.mark.usefixtures("six")
def test_nobody_to_answer_is_exit_3_and_never_a_guess(cli: Cli) -> None:
    result = cli("quiz", NAME, input="")

    assert result.exit_code == 3
    assert "No question that counts was answered." in result.stdout


@pytest.mark.usefixtures("six")
def test_over_a_pipe_what_is_no_answer_ends_with_exit_2_and_what_is_allowed(cli: Cli) -> None:
    result = cli("quiz", NAME, input="7\n")

    assert result.exit_code == 2
    assert "'7' is no answer here: type a number from 1 to 2" in result.stderr


@pytest.mark.usefixtures("six")
def test_q_quits_with_the_score_so_far(cli: Cli) -> None:
    answers = right_answers(cli)
    result = cli("quiz", NAME, input=f"{answers[0]}\nq\n")

    assert result.exit_code == 0
    assert "1 of 1 right." in result.output


@pytest.mark.usefixtures("six")
def test_a_question_mark_after_answering_tells_every_answer_and_the_sources(cli: Cli) -> None:
    result = cli("quiz", NAME, "--case", "thunderclap", input="?\n1\n?\n")
    told = result.output.split("Number (1 to 2) > 1")[1]

    assert "First answer; then ? says why." in result.output
    assert "A thunderclap onset may be a haemorrhage." in told
    assert "It needs: not thunderclap" in told
    assert "because thunderclap = yes" in told
    assert "  - EXAMPLE2020: An illustrative source. 2020." in told


@pytest.mark.usefixtures("six")
def test_what_is_missed_is_read_again(cli: Cli) -> None:
    wrong = "2" if right_answers(cli, "--case", "thunderclap")[0] == "1" else "1"
    result = cli("quiz", NAME, "--case", "thunderclap", input=f"{wrong}\nq\n")

    assert "0 of 1 right." in result.output
    assert f"      stepladder show {NAME} red_flags" in result.output
    assert "  - EXAMPLE2020: An illustrative source. 2020." in result.output


@pytest.mark.usefixtures("six")
def test_the_title_of_a_case_stands_behind_its_last_answer(cli: Cli) -> None:
    result = cli("quiz", NAME, "--case", "thunderclap", input="1\n")
    before, after = result.output.split("> 1\n")

    assert "A headache like a blow" not in before
    assert "This case: A headache like a blow. A thunderclap onset is an emergency" in after


@pytest.mark.usefixtures("six")
def test_the_disclaimer_is_told_once(cli: Cli) -> None:
    for args in (("--print",), ()):
        output = cli("quiz", NAME, *args, input="q\n").output

        assert output.count("For teaching only. Not medical advice; not for use in the care of a patient.") == 1


@pytest.mark.usefixtures("six")
def test_a_seed_repeats_the_quiz_and_another_asks_otherwise(cli: Cli) -> None:
    first, again, other = (cli("quiz", NAME, "--print", "--seed", seed).output for seed in ("4", "4", "5"))

    assert first == again
    assert first != other
    assert "seed 4." in first


@pytest.mark.usefixtures("six")
def test_the_sheet_has_a_key_with_reasons_and_sources(cli: Cli) -> None:
    result = cli("quiz", NAME, "--print", "--case", "failing_kidneys")
    sheet, key = result.output.split("\n# Key\n")

    assert result.exit_code == 0
    assert "**Which of these must not be chosen here, and why?**" in sheet
    assert "Basis: label; source: EXAMPLE2020" in key
    assert "   - This case: Nothing to fall back on. What is closed for good reason is no choice" in key


@pytest.mark.usefixtures("six")
def test_plain_output_has_no_boxes_and_no_signs(cli: Cli) -> None:
    result = cli("quiz", NAME, "--plain", "--seed", "3", input="1\n" * 40)

    assert result.exit_code in (0, 2)
    assert result.stdout.isascii()
    assert "Question 1 of " in result.stdout


@pytest.mark.usefixtures("six")
def test_no_line_is_wider_than_the_terminal(cli: Cli) -> None:
    result = cli("quiz", NAME, input="1\n?\n1\nf\n1\nw\nh\nq\n", env={"COLUMNS": "60"})

    assert max(len(line) for line in result.stdout.splitlines()) <= 60


@pytest.mark.usefixtures("six")
def test_a_case_that_is_not_there_has_its_nearest_proposed(cli: Cli) -> None:
    result = cli("quiz", NAME, "--case", "thunderclip")

    assert result.exit_code == 2
    assert "has no case 'thunderclip'" in result.stderr
    assert "thunderclap" in result.stderr.split("'thunderclip'")[1]


def test_a_pathway_without_cases_has_nothing_to_ask(six: Path, cli: Cli) -> None:
    (six / "pathways" / f"{NAME}.cases.yaml").unlink()
    result = cli("quiz", NAME)

    assert result.exit_code == 1
    assert result.stderr == f"stepladder: '{NAME}' has no teaching cases to ask about\n"


def test_a_case_that_fails_is_not_asked_about_but_told(six: Path, cli: Cli) -> None:
    file = six / "pathways" / f"{NAME}.cases.yaml"
    file.write_text(file.read_text().replace("ends: handed_over", "ends: referral", 1))
    result = cli("quiz", NAME, "--case", "thunderclap")

    assert result.exit_code == 1
    assert f"the case 'thunderclap' fails; stepladder test {NAME} -k thunderclap says why" in result.stderr
    assert "A headache like a blow" not in cli("quiz", NAME, "--print").output


def test_signs_that_could_steer_the_terminal_are_shown_as_such(six: Path, cli: Cli) -> None:
    file = six / "pathways" / f"{NAME}.cases.yaml"
    story = '"74-year-old man \\e[2J whose worst headache ever came on within seconds."'
    text = file.read_text()
    file.write_text(text.replace("74-year-old man whose worst headache ever came on within seconds.", story))
    result = cli("quiz", NAME, "--case", "thunderclap", input="q\n")

    assert "74-year-old man" in result.output
    assert "\x1b" not in result.output


@pytest.mark.usefixtures("six")
def test_the_question_in_the_documentation_is_asked_just_so(cli: Cli) -> None:
    page = (ROOT / "docs" / "quiz.md").read_text(encoding="utf-8")
    shown = page.split("<!-- quiz -->\n```text\n")[1].split("\n```")[0]

    assert shown in cli("quiz", NAME, "--case", "failing_kidneys", input="1\n1\nq\n").output


def test_the_python_of_the_documentation_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "quiz.md").read_text(encoding="utf-8")
    exec(page.split("```python\n")[1].split("```")[0], {})

    assert "Where does the pathway lead from here? -> " in capsys.readouterr().out


class Terminal:
    """A quiz on a terminal of 80 columns."""

    def __init__(self, folder: Path, *args: str) -> None:
        env = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", "LANG": "C.UTF-8"}
        self.child = pexpect.spawn(
            PROGRAM, ["quiz", NAME, *args], cwd=str(folder), env=env, encoding="utf-8", dimensions=(50, 80), timeout=20
        )

    def answer(self, prompt: str, line: str) -> None:
        self.child.expect_exact(prompt)
        self.child.expect_exact("> ")
        self.child.sendline(line)

    def end(self) -> int:
        self.child.expect(pexpect.EOF)
        self.child.close()
        assert self.child.exitstatus is not None
        return int(self.child.exitstatus)


def test_on_a_terminal_a_bad_answer_is_asked_again_and_enter_goes_on(six: Path) -> None:
    terminal = Terminal(six, "--case", "thunderclap", "--seed", "1")
    terminal.answer("Number (1 to 2)", "nine")
    terminal.child.expect_exact("'nine' is no answer here")
    terminal.answer("Number (1 to 2)", "1")
    terminal.answer("Enter for the next question", "?")
    terminal.child.expect_exact("Sources")
    terminal.answer("Enter for the next question", "")
    terminal.child.expect_exact("Two patients")
    terminal.answer("Number (1 to 4)", "q")
    terminal.child.expect_exact("Your score")

    assert terminal.end() == 0


def test_on_a_terminal_without_a_seed_the_one_drawn_is_told(six: Path) -> None:
    terminal = Terminal(six)
    terminal.child.expect(r"--seed (\d+) gives the same again")
    terminal.answer("Number", "q")

    assert terminal.end() == 0
