"""The conversation on a real terminal: back, why, facts, map, save, quit, and bad answers."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pexpect
import pytest

from tests.conftest import HEEDING

PROGRAM = str(Path(sys.executable).with_name("stepladder"))


class Terminal:
    """A child on a terminal of 80 columns."""

    def __init__(self, folder: Path, *args: str, pathway: str = "headache-steps") -> None:
        env = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", "LANG": "C.UTF-8"}
        self.child = pexpect.spawn(
            HEEDING[0],
            [*HEEDING[1:], "walk", pathway, *args],
            cwd=str(folder),
            env=env,
            encoding="utf-8",
            dimensions=(50, 80),
            timeout=20,
        )

    def answer(self, prompt: str, line: str) -> None:
        self.child.expect_exact(prompt)
        self.child.expect_exact("> ")
        self.child.sendline(line)

    def see(self, text: str) -> None:
        self.child.expect_exact(text)

    def end(self) -> int:
        self.child.expect(pexpect.EOF)
        self.child.close()
        assert self.child.exitstatus is not None
        return int(self.child.exitstatus)


@pytest.fixture
def terminal(folder: Path) -> Terminal:
    return Terminal(folder)


def to_the_choice(terminal: Terminal) -> None:
    terminal.answer("Did the worst pain come on", "n")
    terminal.answer("How old is the person?", "63")
    terminal.answer("How is kidney function?", "3")
    terminal.answer("Does the person take warfarin?", "y")


def test_a_walk_from_the_start_to_the_end(terminal: Terminal) -> None:
    to_the_choice(terminal)
    terminal.answer("What next?", "1")
    terminal.answer("Did the worst pain come on", "n")
    terminal.answer("How has the headache responded?", "Clearly better")

    terminal.see("The walk has ended")
    assert terminal.end() == 0


def test_a_bad_answer_is_asked_again_and_nothing_is_lost(terminal: Terminal) -> None:
    terminal.answer("Did the worst pain come on", "perhaps")
    terminal.see("type y or n")
    terminal.answer("y or n", "n")
    terminal.answer("How old is the person?", "7")
    terminal.see("7 is outside 18 to 110 years: type 18 to 110 years")
    terminal.answer("18 to 110 years", "63")

    terminal.see("How is kidney function?")
    terminal.child.sendline("q")
    assert terminal.end() == 0


def test_back_undoes_the_last_answer(terminal: Terminal) -> None:
    terminal.answer("Did the worst pain come on", "n")
    terminal.answer("How old is the person?", "b")
    terminal.see("Back one answer.")
    terminal.answer("Did the worst pain come on", "y")
    terminal.answer("How old is the person?", "63")

    terminal.see("Emergency department")
    assert terminal.end() == 0


def test_back_at_the_beginning_says_so(terminal: Terminal) -> None:
    terminal.answer("Did the worst pain come on", "b")

    terminal.see("This is the beginning.")
    terminal.child.sendline("q")
    assert terminal.end() == 0


def test_why_at_a_choice_names_the_rule_the_values_and_the_source(terminal: Terminal) -> None:
    to_the_choice(terminal)
    terminal.answer("What next?", "?")

    terminal.see("no-nsaid-in-kidney-failure (absolute): It can precipitate kidney failure.")
    terminal.see("because kidney = Severely reduced")
    terminal.see("Basis: label: EXAMPLE2020")
    terminal.child.sendline("q")
    assert terminal.end() == 0


def test_a_look_at_the_map_does_not_repeat_the_whole_choice_and_enter_does(terminal: Terminal) -> None:
    to_the_choice(terminal)
    terminal.answer("What next?", "m")
    terminal.see("Time by the reviews: no time")
    terminal.child.expect_exact("? for the reasons > ")
    assert terminal.child.before is not None
    assert "What next?" not in terminal.child.before
    terminal.child.sendline("")

    terminal.see("What next?")
    terminal.child.sendline("q")
    assert terminal.end() == 0


def test_colour_is_used_on_a_terminal_unless_it_is_not_wanted(folder: Path) -> None:
    seen = []
    for more in ({}, {"NO_COLOR": "1"}, {"TERM": "dumb"}):
        env = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm", "LANG": "C.UTF-8"} | more
        child = pexpect.spawn(
            PROGRAM, ["walk", "headache-steps", "--no-input"], cwd=str(folder), env=env, encoding="utf-8"
        )
        child.expect(pexpect.EOF)
        assert child.before is not None
        seen.append("\x1b[" in child.before)

    assert seen == [True, False, False]


def test_a_blocked_exit_is_explained_when_chosen(terminal: Terminal) -> None:
    to_the_choice(terminal)
    terminal.answer("What next?", "2")

    terminal.see("It would be open with caution")
    terminal.child.sendline("q")
    assert terminal.end() == 0


def test_why_at_a_question_says_why_it_is_asked(terminal: Terminal) -> None:
    terminal.answer("Did the worst pain come on", "?")

    terminal.see("It is asked whenever the walk comes to 'Red flags'.")
    terminal.child.sendline("q")
    assert terminal.end() == 0


def test_facts_map_and_help_are_shown_on_demand(terminal: Terminal) -> None:
    terminal.answer("Did the worst pain come on", "n")
    terminal.answer("How old is the person?", "f")
    terminal.see("Did the worst pain come on within a minute? no")
    terminal.answer("18 to 110 years", "m")
    terminal.see("here: Before treatment")
    terminal.answer("18 to 110 years", "h")

    terminal.see("undo the last answer or choice")
    terminal.child.sendline("q")
    assert terminal.end() == 0


def test_s_saves_the_walk_under_a_name(folder: Path) -> None:
    terminal = Terminal(folder)
    terminal.answer("Did the worst pain come on", "n")
    terminal.answer("How old is the person?", "s here.jsonl")
    terminal.see("Saved.")
    terminal.child.sendline("q")

    assert terminal.end() == 0
    assert len((folder / "here.jsonl").read_text().splitlines()) == 2


def test_s_does_not_write_over_the_transcript(folder: Path) -> None:
    terminal = Terminal(folder, "--transcript", "told.md")
    terminal.answer("Did the worst pain come on", "n")
    terminal.answer("How old is the person?", "s told.md")
    terminal.see("name one file")
    terminal.child.sendline("q")

    assert terminal.end() == 0
    assert not (folder / "told.md").read_text().startswith("{")


def test_ctrl_c_exits_with_130_and_keeps_what_was_to_be_saved(folder: Path) -> None:
    terminal = Terminal(folder, "--save", "kept.jsonl")
    terminal.answer("Did the worst pain come on", "n")
    terminal.see("18 to 110 years > ")
    terminal.child.sendintr()

    assert terminal.end() == 130
    events = [json.loads(line) for line in (folder / "kept.jsonl").read_text().splitlines()[1:]]
    assert events == [{"type": "answered", "fact": "thunderclap", "value": False}]


def test_the_end_of_input_stops_with_what_is_needed(terminal: Terminal) -> None:
    terminal.answer("Did the worst pain come on", "n")
    terminal.see("18 to 110 years > ")
    terminal.child.sendeof()

    terminal.see("It asks: age: How old is the person?")
    assert terminal.end() == 3


def test_no_line_is_wider_than_the_terminal(folder: Path) -> None:
    env = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", "LANG": "C.UTF-8"}
    child = pexpect.spawn(
        PROGRAM,
        ["walk", "esophageal-spasm", "--no-input"],
        cwd=str(folder),
        env=env,
        encoding="utf-8",
        dimensions=(50, 60),
        timeout=20,
    )
    child.expect(pexpect.EOF)

    assert child.before is not None
    assert max(len(line) for line in child.before.splitlines()) <= 60


FIRST = """\
stepladder: 1
id: first
title: The first ladder
version: 0.1.0
start: look
facts:
  age: {type: number, unit: a, min: 0, max: 110, ask: How old?}
  pain: {type: finding, ask: Is there pain?}
steps:
  look: {kind: assessment, title: Look, asks: [age, pain], next: [{to: over}]}
  over: {kind: outcome, title: Over to the second, continues: second}
"""
SECOND = """\
stepladder: 1
id: second
title: The second ladder
version: 0.1.0
start: begin
facts:
  age: {type: number, unit: a, min: 0, max: 110, ask: How old again?}
  pain: {type: choice, values: {much: Much, little: Little}, ask: How much pain?}
steps:
  begin: {kind: assessment, title: Begin, asks: [age, pain], next: [{to: end}]}
  end: {kind: outcome, title: The end}
"""


@pytest.fixture
def two(folder: Path) -> Path:
    (folder / "pathways" / "first.yaml").write_text(FIRST)
    (folder / "pathways" / "second.yaml").write_text(SECOND)
    return folder


def test_an_outcome_leads_on_into_another_pathway_with_the_facts_both_declare_alike(two: Path) -> None:
    terminal = Terminal(two, "--save", "w.jsonl", pathway="first")
    terminal.answer("How old?", "60")
    terminal.answer("Is there pain?", "y")
    terminal.see("This goes on in the pathway 'second'.")
    terminal.child.sendline("y")
    terminal.see("Carried over from first: 1 fact; f shows them.")
    terminal.see("Left behind, because declared otherwise: pain.")
    terminal.answer("How much pain?", "2")

    terminal.see("The walk has ended")
    assert terminal.end() == 0
    assert json.loads((two / "w.second.jsonl").read_text().splitlines()[0])["given"] == {"age": 60}
    assert "first" in (two / "w.jsonl").read_text()


def test_going_on_can_be_declined(two: Path) -> None:
    terminal = Terminal(two, pathway="first")
    terminal.answer("How old?", "60")
    terminal.answer("Is there pain?", "y")
    terminal.see("Go on there")
    terminal.child.sendline("n")

    assert terminal.end() == 0


STUCK = """\
stepladder: 1
id: first
title: Nothing fits
version: 0.1.0
start: look
facts:
  pain: {type: finding, ask: Is there pain?}
steps:
  look: {kind: assessment, title: Look, asks: [pain], next: [{to: over, when: pain}]}
  over: {kind: outcome, title: Over}
"""


def test_a_stuck_walk_says_why_and_lets_the_person_go_back(folder: Path) -> None:
    (folder / "pathways" / "first.yaml").write_text(STUCK)
    terminal = Terminal(folder, pathway="first")
    terminal.answer("Is there pain?", "n")
    terminal.see("Stuck: at 'look' no exit can be taken.")
    terminal.see("because pain = no")
    terminal.see("It would be open if pain were yes")
    terminal.answer("b to go back", "b")
    terminal.answer("Is there pain?", "y")

    terminal.see("The walk has ended")
    assert terminal.end() == 0


def test_a_stuck_walk_that_is_left_exits_with_1(folder: Path) -> None:
    (folder / "pathways" / "first.yaml").write_text(STUCK)
    terminal = Terminal(folder, pathway="first")
    terminal.answer("Is there pain?", "n")
    terminal.answer("b to go back", "q")

    terminal.see("The walk so far")
    assert terminal.end() == 1


def test_the_following_pathway_is_found_beside_the_one_that_was_walked(folder: Path) -> None:
    (folder / "drafts").mkdir()
    (folder / "drafts" / "first.yaml").write_text(FIRST)
    (folder / "drafts" / "second.yaml").write_text(SECOND)

    terminal = Terminal(folder, pathway="drafts/first.yaml")
    terminal.answer("How old?", "60")
    terminal.answer("Is there pain?", "y")
    terminal.see("This goes on in the pathway 'second'.")
    terminal.child.sendline("y")
    terminal.answer("How much pain?", "2")

    terminal.see("The walk has ended")
    assert terminal.end() == 0


@pytest.mark.parametrize("columns", [60, 100])
def test_the_shelf_fits_a_terminal_and_loses_no_word(columns: int, folder: Path) -> None:
    title = "A ladder with a title that is a good deal longer than a narrow terminal has columns for it"
    (folder / "pathways" / "first.yaml").write_text(FIRST.replace("title: The first ladder", f"title: {title}"))
    (folder / "pathways" / "second.yaml").write_text(SECOND)

    child = pexpect.spawn(
        sys.executable,
        ["-m", "stepladder", "list"],
        cwd=str(folder),
        env={**os.environ, "TERM": "xterm", "NO_COLOR": "1"},
        encoding="utf-8",
        dimensions=(50, columns),
        timeout=20,
    )
    child.expect(pexpect.EOF)

    assert child.before is not None
    lines = child.before.splitlines()
    assert max(len(line) for line in lines if not line.startswith("stepladder")) <= columns
    words = " ".join(lines).split()
    assert [word for word in title.split() if word not in words] == []
