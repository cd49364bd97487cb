"""The pytest plugin: which files it collects, what an item is called, what is read of a failure, and what it costs."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from textwrap import dedent
from xml.etree import ElementTree as ET

import pytest

import stepladder.library.checked
import stepladder.report.cases.to_text
import stepladder.validate
from tests.conftest import DATA

LOADED = (stepladder.library.checked, stepladder.report.cases.to_text, stepladder.validate)
"""Pytester forgets what a run imported, and libyaml's extension cannot be imported twice."""

pytest_plugins = ("pytester",)

PATHWAY = (DATA / "headache-steps.yaml").read_text()
CASES = dedent("""\
    pathway: headache-steps
    cases:
      - id: sudden
        title: Thunderclap in a young man
        facts: {thunderclap: true, age: 30}
        expect: {path: [red_flags, emergency, handed_over], ends: handed_over}
        teaches: Emergencies come before comfort.
      - id: slow
        title: A headache that waits
        facts: {thunderclap: false, age: 40}
        expect: {waits: choose_relief}
    """)
FAILING = CASES.replace("[red_flags, emergency, handed_over]", "[red_flags, choose_relief]")

REGISTERED = any(entry.value == "stepladder.plugin" for entry in entry_points(group="pytest11"))
PLUGIN = () if REGISTERED else ("-p", "stepladder.plugin")
"""Loading it twice under two names is refused by pytest."""

BARE = (*PLUGIN, "-p", "no:cacheprovider", "-p", "no:hypothesispytest")
"""Loading Hypothesis again and again would take longer than all else."""


def put(pytester: pytest.Pytester, cases: str = CASES, pathway: str = PATHWAY) -> None:
    (pytester.path / "headache-steps.yaml").write_text(pathway)
    (pytester.path / "headache-steps.cases.yaml").write_text(cases)


def run(pytester: pytest.Pytester, *args: str) -> pytest.RunResult:
    return pytester.runpytest(*BARE, *args)


def test_every_case_is_a_test_called_by_its_id(pytester: pytest.Pytester) -> None:
    put(pytester)
    result = run(pytester, "-v")

    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        ["headache-steps.cases.yaml::sudden PASSED*", "headache-steps.cases.yaml::slow PASSED*"]
    )


def test_the_cases_of_a_pathway_folder_are_collected_too(pytester: pytest.Pytester) -> None:
    folder = pytester.mkdir("headache-steps")
    (folder / "pathway.yaml").write_text(PATHWAY)
    (folder / "cases.yaml").write_text(CASES)

    run(pytester).assert_outcomes(passed=2)


def test_a_failure_shows_both_paths_and_why_they_part_without_a_traceback(pytester: pytest.Pytester) -> None:
    put(pytester, FAILING)
    result = run(pytester)

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*headache-steps: sudden*",
            "     expected * walked",
            "> 2  choose_relief * emergency * first difference",
            "  Answered there: thunderclap = true; age = 30",
            "  Taken: emergency applied; its condition holds: 'thunderclap' (thunderclap = true).",
            "  Not taken: choose_relief is closed: it needs 'not thunderclap' (thunderclap = true).",
            "*headache-steps.cases.yaml:6:32: error[[]SL801[]] *",
        ]
    )
    result.stdout.no_fnmatch_line("*plugin.py*")


def test_the_short_summary_says_which_case_failed(pytester: pytest.Pytester) -> None:
    put(pytester, FAILING)

    run(pytester, "-rf").stdout.fnmatch_lines(["FAILED headache-steps.cases.yaml::sudden - case 'sudden': after 're*"])


@pytest.mark.parametrize("words", ["sudden", "young", "comfort", "headache-steps and not waits", "Thunderclap"])
def test_k_finds_a_case_by_id_title_teaching_and_pathway(words: str, pytester: pytest.Pytester) -> None:
    put(pytester)

    run(pytester, "-k", words).assert_outcomes(passed=1, deselected=1)


def test_one_case_can_be_named_alone(pytester: pytest.Pytester) -> None:
    put(pytester)

    run(pytester, "headache-steps.cases.yaml::slow").assert_outcomes(passed=1)


def test_the_report_names_the_file_and_line_of_the_case(pytester: pytest.Pytester) -> None:
    put(pytester)
    items, _ = pytester.inline_genitems(*BARE)

    path, line, words = items[1].reportinfo()
    assert (path, line, words) == (pytester.path / "headache-steps.cases.yaml", 7, "headache-steps: slow")


def test_a_case_with_an_error_of_its_own_fails_alone(pytester: pytest.Pytester) -> None:
    put(pytester, CASES.replace("{thunderclap: false, age: 40}", "{thunder: false, age: 40}"))
    result = run(pytester)

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*error[[]SL803[]] 'thunder' is not a fact", "*did you mean 'thunderclap'?"])


def test_a_case_that_cannot_even_be_built_fails_under_its_id(pytester: pytest.Pytester) -> None:
    put(pytester, CASES.replace("expect: {waits: choose_relief}", "expekt: {waits: choose_relief}"))
    result = run(pytester, "-v")

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["headache-steps.cases.yaml::slow FAILED*", "*error[[]SL101[]]*"])


def test_a_case_file_that_is_no_yaml_is_an_error_of_collection(pytester: pytest.Pytester) -> None:
    put(pytester, CASES + "  - id: [\n")
    result = run(pytester)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*headache-steps.cases.yaml:*error[[]SL001[]]*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_pathway_with_errors_is_an_error_of_collection(pytester: pytest.Pytester) -> None:
    put(pytester, pathway=PATHWAY.replace("to: emergency", "to: emergencie"))
    result = run(pytester)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*headache-steps.yaml:*error[[]SL201[]]*", "*did you mean 'emergency'?"])


def test_a_case_file_without_cases_is_an_error_of_collection(pytester: pytest.Pytester) -> None:
    put(pytester, "pathway: headache-steps\ncases: []\n")
    result = run(pytester)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*error[[]SL103[]] the file has no cases"])


def test_cases_that_belong_to_no_pathway_are_an_error_of_collection(pytester: pytest.Pytester) -> None:
    (pytester.path / "lost.cases.yaml").write_text(CASES)
    result = run(pytester)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*these cases belong to no pathway: there is no lost.yaml beside them"])


@pytest.mark.parametrize("name", ["cases.yaml", "api.cases.yaml", "cases.yml", "my-cases.yaml"])
def test_files_of_others_with_such_a_name_are_left_alone(name: str, pytester: pytest.Pytester) -> None:
    (pytester.path / name).write_text("cases:\n  - request: {pathway: /index.html}\n")
    (pytester.path / "api.yaml").write_text("openapi: 3.1.0\n")
    pytester.makepyfile("def test_theirs(): pass")

    run(pytester).assert_outcomes(passed=1)


def test_a_case_file_beside_its_pathway_is_collected_even_where_it_does_not_say_whose_it_is(
    pytester: pytest.Pytester,
) -> None:
    put(pytester, CASES.replace("pathway: headache-steps\n", ""))
    result = run(pytester)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*error[[]SL102[]]*pathway*"])


def test_a_setting_switches_it_off(pytester: pytest.Pytester) -> None:
    put(pytester, FAILING)
    pytester.makeini("[pytest]\nstepladder_cases = false\n")
    pytester.makepyfile("def test_other(): pass")

    run(pytester).assert_outcomes(passed=1)


def test_a_failure_that_was_silenced_with_a_reason_is_skipped_and_says_so(pytester: pytest.Pytester) -> None:
    comment = "      # stepladder: ignore SL801 -- the ladder is being rebuilt\n"
    cases = FAILING.replace(
        "    expect: {path: [red_flags, choose_relief], ends: handed_over}\n",
        f"{comment}    expect: {{path: [red_flags, choose_relief], ends: handed_over}}\n",
    )
    assert comment in cases
    put(pytester, cases)
    result = run(pytester, "-rs")

    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*silenced by its author: case 'sudden': *"])


def test_junit_has_a_test_case_each_with_its_title(pytester: pytest.Pytester) -> None:
    put(pytester, FAILING)
    run(pytester, "--junitxml=report.xml")

    tests = ET.parse(pytester.path / "report.xml").findall(".//testcase")
    assert [test.get("name") for test in tests] == ["sudden", "slow"]
    assert tests[1].find("properties/property[@name='title']").get("value") == "A headache that waits"  # type: ignore[union-attr]
    assert "first difference" in (tests[0].find("failure").text or "")  # type: ignore[union-attr]


def test_it_works_spread_over_several_processes(pytester: pytest.Pytester) -> None:
    put(pytester, FAILING)
    result = pytester.runpytest_subprocess(*BARE, "-n", "2")

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["> 2  choose_relief * emergency * first difference"])


def test_cases_are_not_run_where_they_are_only_collected(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    import stepladder.cases.run as running

    put(pytester, FAILING)
    monkeypatch.setattr(running, "run", None)

    run(pytester, "--collect-only", "-q").stdout.fnmatch_lines(["headache-steps.cases.yaml::sudden"])


def test_without_case_files_nothing_of_stepladder_is_imported(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_theirs():
            loaded = {name for name in sys.modules if name.split(".")[0] in ("stepladder", "pydantic", "yaml", "click")}
            assert loaded <= {"stepladder", "stepladder.hooks", "stepladder.plugin"}, loaded
        """
    )
    (pytester.path / "cases.yaml").write_text("cases: []\n")
    command = [sys.executable, "-m", "pytest", *BARE]
    done = subprocess.run(command, cwd=pytester.path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
