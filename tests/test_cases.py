"""Teaching cases: what counts as come true, and what is said where one is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from stepladder.engine.scripted import Hand, drive
from stepladder.library.checked import check
from stepladder.library.registry import find
from stepladder.model.cases import Script
from stepladder.reading.load import read_text
from tests.conftest import DATA, Cli

PATHWAY = (DATA / "headache-steps.yaml").read_text()


def failures(folder: Path, case: str, head: str = "") -> list[tuple[str, str]]:
    """The codes and messages for one case, written under `cases:`."""
    path = folder / "headache-steps.yaml"
    path.write_text(PATHWAY)
    lines = "\n".join("    " + line for line in case.strip("\n").splitlines())
    (folder / "headache-steps.cases.yaml").write_text(f"pathway: headache-steps\n{head}cases:\n  - id: one\n{lines}\n")
    return [(found.diagnostic.code, found.diagnostic.message) for found in check(find(str(path))).findings]


def test_a_case_that_comes_true_says_nothing(tmp_path: Path) -> None:
    case = "facts: {thunderclap: true, age: 40}\nexpect: {path: [red_flags, emergency, handed_over], ends: handed_over}"

    assert failures(tmp_path, case) == []


def test_another_end_is_a_failure(tmp_path: Path) -> None:
    case = "facts: {thunderclap: true, age: 40}\nexpect: {ends: controlled}"

    message = "case 'one': expected it to end at 'controlled'; the walk ended at 'handed_over'"
    assert failures(tmp_path, case) == [("SL801", message)]


def test_another_path_names_the_first_difference(tmp_path: Path) -> None:
    case = "facts: {thunderclap: true, age: 40}\nexpect: {path: [red_flags, choose_relief], ends: handed_over}"

    message = "case 'one': after 'red_flags' the path expects 'choose_relief'; 'emergency' comes"
    assert failures(tmp_path, case) == [("SL801", message)]


def test_a_missing_answer_is_not_guessed(tmp_path: Path) -> None:
    case = "facts: {thunderclap: false}\nexpect: {ends: controlled}"

    message = "case 'one': 'age' is asked at 'red_flags', and there is no answer"
    assert failures(tmp_path, case) == [("SL802", message)]


def test_waiting_may_be_expected(tmp_path: Path) -> None:
    assert failures(tmp_path, "facts: {thunderclap: false}\nexpect: {waits: red_flags}") == []


def test_an_answer_that_is_never_used_is_a_failure(tmp_path: Path) -> None:
    case = "facts: {thunderclap: true, age: 40, kidney: normal}\nexpect: {ends: handed_over}"

    assert failures(tmp_path, case) == [("SL801", "case 'one': the answer for 'kidney' is never used")]


def test_an_answer_of_the_file_need_not_be_used(tmp_path: Path) -> None:
    case = "facts: {thunderclap: true}\nexpect: {ends: handed_over}"

    assert failures(tmp_path, case, head="facts: {age: 40, kidney: normal}\n") == []


def test_an_answer_that_only_an_expected_rule_reads_is_used(tmp_path: Path) -> None:
    rule = "{rule: no-nsaid-in-kidney-failure, at: nsaid_trial, holds: true}"
    case = f"facts: {{thunderclap: true, age: 40, kidney: failing}}\nexpect: {{ends: handed_over, rules: [{rule}]}}"

    assert failures(tmp_path, case) == []


def test_a_choice_that_is_never_used_is_a_failure(tmp_path: Path) -> None:
    case = "facts: {thunderclap: true, age: 40}\nchoose: [nsaid_trial]\nexpect: {ends: handed_over}"

    assert failures(tmp_path, case) == [("SL801", "case 'one': the choice 'nsaid_trial' is never used")]


REACHED = "facts: {thunderclap: false, age: 40, kidney: KIDNEY, takes_warfarin: false}\nchoose: [nsaid_trial]\n"


def test_a_choice_that_is_blocked_names_the_rule(tmp_path: Path) -> None:
    case = REACHED.replace("KIDNEY", "failing") + "expect: {ends: controlled}"

    message = "case 'one': 'nsaid_trial' is blocked at 'choose_relief' by no-nsaid-in-kidney-failure"
    assert failures(tmp_path, case)[0] == ("SL801", message)


def test_a_caution_needs_its_reason(tmp_path: Path) -> None:
    case = REACHED.replace("KIDNEY", "reduced") + "expect: {ends: controlled}"

    found = failures(tmp_path, case)
    assert "needs a recorded reason for 'nsaid-with-care'" in found[0][1]


def test_a_choice_that_is_closed_says_what_its_condition_is(tmp_path: Path) -> None:
    case = REACHED.replace("KIDNEY", "normal").replace("nsaid_trial", "referral") + "expect: {ends: referral}"

    assert (
        "'referral' is closed at 'choose_relief': its condition is 'drugs_left == 0'" in failures(tmp_path, case)[0][1]
    )


def test_answers_at_a_step_are_given_visit_by_visit(tmp_path: Path) -> None:
    case = """
facts: {thunderclap: false, age: 40, kidney: normal, takes_warfarin: false}
at:
  red_flags: [{}]
  paracetamol_trial: [{response: no_change}]
  nsaid_trial: {response: improved}
choose: [paracetamol_trial, nsaid_trial]
expect: {ends: controlled}
"""

    assert failures(tmp_path, case) == []


def test_a_status_is_judged_at_the_last_visit(tmp_path: Path) -> None:
    case = """
facts: {thunderclap: false, age: 40, kidney: normal, takes_warfarin: false, response: no_change}
choose: [paracetamol_trial, nsaid_trial, referral]
expect: {ends: referral, statuses: {choose_relief: {paracetamol_trial: open, referral: open}}}
"""

    message = "case 'one': 'paracetamol_trial' at 'choose_relief' is closed, expected open"
    assert failures(tmp_path, case) == [("SL801", message)]


@pytest.mark.parametrize(
    ("holds", "message"),
    [
        ("true", "nsaid-with-care for entering 'nsaid_trial' does not hold after 'red_flags'; expected: it holds"),
        ("false", ""),
    ],
)
def test_a_rule_is_judged_as_for_entering(holds: str, message: str, tmp_path: Path) -> None:
    rule = f"{{rule: nsaid-with-care, at: nsaid_trial, after: red_flags, holds: {holds}}}"
    case = f"""
facts: {{thunderclap: false, age: 40, kidney: normal, takes_warfarin: false, response: improved}}
choose: [paracetamol_trial]
expect: {{ends: controlled, rules: [{rule}]}}
"""

    wanted = [("SL801", f"case 'one': {message}")] if message else []
    assert failures(tmp_path, case) == wanted


WAYS = """\
stepladder: 1
id: ways
title: Two exits to one step
version: 0.1.0
start: look
sources: {EXAMPLE: {title: An illustrative source}}
facts:
  ulcer: {type: finding, ask: Ulcer?}
  young: {type: finding, ask: Young?}
therapies: {ibu: Ibuprofen, ome: Omeprazole}
steps:
  look:
    kind: assessment
    title: Look
    asks: [ulcer, young]
    options:
      - {id: bare, to: pain, starts: [ibu]}
      - {id: covered, to: pain, starts: [ibu, ome]}
      - {id: late, to: pain, starts: [ibu], when: not young}
      - {to: home}
  pain: {kind: treatment, title: Tablets, sources: [EXAMPLE], next: [{to: home}]}
  home: {kind: outcome, title: Home}
rules:
  no-cover:
    blocks: [pain]
    when: ulcer and active(ibu) and not active(ome)
    severity: SEVERITY
    because: It can bleed.
    sources: [EXAMPLE]
"""

JUDGED = [
    ("covered", "true", "[false]"),
    ("bare", "true", "[true]"),
    ("late", "true", "[true]"),
    ("home", "true", "[]"),
    ("covered", "false", "[false]"),
    ("home", "false", "[false]"),
]
"""What is taken, whether there is an ulcer, and what can then truly be said of the rule."""


@pytest.mark.parametrize(("taken", "ulcer", "true"), JUDGED)
@pytest.mark.parametrize("holds", ["true", "false"])
def test_an_expected_rule_is_judged_for_the_exit_that_was_taken(
    holds: str, taken: str, ulcer: str, true: str, tmp_path: Path
) -> None:
    text = WAYS.replace("SEVERITY", "relative")
    (tmp_path / "ways.yaml").write_text(text)
    (tmp_path / "ways.cases.yaml").write_text(f"""\
pathway: ways
cases:
  - id: one
    facts: {{ulcer: {ulcer}, young: false}}
    choose: [{taken}]
    override: {{{"no-cover: Agreed." if ulcer == "true" and taken in ("bare", "late") else ""}}}
    expect: {{ends: home, rules: [{{rule: no-cover, at: pain, after: look, holds: {holds}}}]}}
""")
    found = [one.message for one in check(find(str(tmp_path / "ways.yaml"))).findings]

    assert (found == []) is (holds in true)


def test_exits_that_disagree_on_a_rule_are_named_where_none_of_them_was_taken(tmp_path: Path) -> None:
    (tmp_path / "ways.yaml").write_text(WAYS.replace("SEVERITY", "absolute"))
    (tmp_path / "ways.cases.yaml").write_text("""\
pathway: ways
cases:
  - id: one
    facts: {ulcer: true, young: true}
    choose: [home]
    expect: {ends: home, rules: [{rule: no-cover, at: pain, after: look, holds: false}]}
""")
    (found,) = check(find(str(tmp_path / "ways.yaml"))).findings

    said = "no-cover for entering 'pain' holds by 'bare' and does not hold by 'covered' after 'look'"
    assert found.message == f"case 'one': {said}; expected: it does not hold"
    assert found.help == "the case takes none of these exits; one that takes one is judged for that one alone"


BOTH = """\
stepladder: 1
id: both
title: An exit and an interrupt to one step
version: 0.1.0
start: a
facts: {f: {type: finding, ask: F?}, g: {type: finding, ask: G?}}
steps:
  a: {kind: assessment, title: A, asks: [g], next: [{to: e, when: g}, {to: b, when: not g}]}
  b: {kind: assessment, title: B, next: [{to: e, when: f and g}, {to: end_, when: not f}, {to: o, when: f and not g}]}
  e: {kind: emergency, title: E, next: [{to: o}]}
  end_: {kind: outcome, title: End}
  o: {kind: outcome, title: O}
interrupts: [{from: [a, b], when: f, to: e, ID}]
"""


@pytest.mark.parametrize(
    ("named", "statuses", "message"),
    [
        ("", "{e: open}", ""),
        ("", "{e: closed}", "'e' at 'a' is open, expected closed"),
        ("id: alarm", "{e: open, alarm: closed}", ""),
        ("id: alarm", "{e: open, alarm: open}", "'alarm' at 'a' is closed, expected open"),
    ],
)
def test_statuses_mean_the_step_s_own_exit_and_an_interrupt_is_named_by_its_id(
    named: str, statuses: str, message: str, tmp_path: Path, cli: Cli
) -> None:
    path = tmp_path / "both.yaml"
    path.write_text(BOTH.replace(", ID", f", {named}" if named else ""))
    (tmp_path / "both.cases.yaml").write_text(f"""\
pathway: both
cases: [{{id: own, facts: {{f: false, g: true}}, expect: {{path: [a, e, o], statuses: {{a: {statuses}}}}}}}]
""")
    told = cli("test", str(path)).output

    assert message in told
    assert ("1 passed" in told) is not bool(message)
    if message:
        name = message.split("'")[1]
        assert f"  {name} is {'open' if name == 'e' else 'closed'}: it" in told


def test_a_rule_that_never_held_has_not_fired(tmp_path: Path) -> None:
    case = "facts: {thunderclap: true, age: 40}\nexpect: {ends: handed_over, fired: [nsaid-with-care]}"

    assert failures(tmp_path, case)[0][1] == "case 'one': the rule 'nsaid-with-care' never held at an exit of the walk"


def test_a_case_that_expects_nothing_is_refused(tmp_path: Path) -> None:
    found = failures(tmp_path, "facts: {thunderclap: true, age: 40}\nexpect: {}")

    assert [code for code, _ in found] == ["SL102"]


def test_a_file_without_cases_is_refused(tmp_path: Path) -> None:
    (tmp_path / "headache-steps.yaml").write_text(PATHWAY)
    (tmp_path / "headache-steps.cases.yaml").write_text("pathway: headache-steps\ncases: []\n")

    found = check(find(str(tmp_path / "headache-steps.yaml"))).findings

    assert [f.diagnostic.code for f in found] == ["SL103"]


def test_a_caution_of_a_next_list_may_lead_to_a_step_with_options() -> None:
    """The reason alone makes the move; nothing is chosen at the step that it leads to."""
    pathway = read_text(TO_OPTIONS.encode(), "cautious.yaml").pathway
    assert pathway is not None

    walk, halt = drive(pathway, Hand(Script(facts={"p": True}, override={"r": "Agreed."}, choose=("done",))))

    assert (walk.trail, halt.kind) == (("a", "b", "done"), "ended")


TO_OPTIONS = """
stepladder: 1
id: cautious
title: Cautious
version: 0.1.0
start: a
facts: {p: {type: finding, ask: p?}}
steps:
  a: {kind: assessment, title: A, next: [{to: b}]}
  b: {kind: assessment, title: B, options: [{to: done}]}
  done: {kind: outcome, title: Done}
rules:
  r: {blocks: [b], when: p, severity: relative, because: Because.}
"""
