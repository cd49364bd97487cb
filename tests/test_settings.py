"""What `[tool.stepladder]` in pyproject.toml settles, where it is found, and what is said when it cannot be meant."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from stepladder.cli.settling import paths_or_settled, settings_options, settled
from stepladder.cli.terminal import echo
from stepladder.diagnostics import CATALOGUE, Diagnostic, Severity, Span
from stepladder.library.settings import Settings, SettingsError, codes, named, not_selected, selected, settings
from stepladder.library.suppressions import Placed
from tests.conftest import DATA, Cli
from tests.strategies import QUICK

FIRM = {code for code in CATALOGUE if code < "SL4" or code in ("SL403", "SL405", "SL803")}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, in which we stand."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(text: str) -> str:
    """What is said about a pyproject.toml in the working directory."""
    Path("pyproject.toml").write_bytes(text.encode())
    with pytest.raises(SettingsError) as caught:
        settings()
    return str(caught.value)


# where it is found


def test_every_key_is_read(repository: Path) -> None:
    Path("pyproject.toml").write_text(
        '[tool.stepladder]\npaths = ["pathways"]\nfail-on = "warning"\nselect = ["SL"]\nignore = ["SL505"]\n'
    )

    assert settings() == Settings(("pathways",), Severity.WARNING, ("SL",), ("SL505",), repository / "pyproject.toml")


def test_without_a_file_everything_is_as_usual(repository: Path) -> None:
    assert settings() == Settings()


def test_the_nearest_file_with_the_section_counts_and_paths_are_those_of_its_folder(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("pyproject.toml").write_text('[tool.stepladder]\npaths = ["pathways", "more/draft.yaml"]\n')
    inner = repository / "course" / "week-1"
    inner.mkdir(parents=True)
    (repository / "course" / "pyproject.toml").write_text('[project]\nname = "no-stepladder-here"\n')
    monkeypatch.chdir(inner)

    assert settings().paths == (os.path.join("..", "..", "pathways"), os.path.join("..", "..", "more", "draft.yaml"))


def test_nothing_above_the_root_of_the_repository_counts(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("pyproject.toml").write_text('[tool.stepladder]\nfail-on = "note"\n')
    inner = repository / "vendored"
    (inner / ".git").mkdir(parents=True)
    monkeypatch.chdir(inner)

    assert settings() == Settings()


def test_a_worktree_whose_git_is_a_file_is_a_root_too(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("pyproject.toml").write_text('[tool.stepladder]\nfail-on = "note"\n')
    inner = repository / "worktree"
    inner.mkdir()
    (inner / ".git").write_text("gitdir: elsewhere\n")
    monkeypatch.chdir(inner)

    assert settings() == Settings()


def test_a_folder_can_be_asked_for_without_going_there(repository: Path) -> None:
    inner = repository / "course"
    inner.mkdir()
    (inner / "pyproject.toml").write_text('[tool.stepladder]\npaths = ["."]\n')

    assert settings(inner).paths == ("course",)


def test_a_file_with_the_name_of_standard_input_is_a_file(repository: Path) -> None:
    Path("pyproject.toml").write_text('[tool.stepladder]\npaths = ["./-"]\n')

    assert settings().paths == (os.path.join(".", "-"),)


def test_where_the_working_directory_has_gone_nothing_is_settled(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = repository / "gone"
    inner.mkdir()
    monkeypatch.chdir(inner)
    inner.rmdir()

    assert settings() == Settings()


def test_a_broken_file_that_does_not_mention_us_is_none_of_our_business(repository: Path) -> None:
    Path("pyproject.toml").write_text("[project\n")

    assert settings() == Settings()


def test_a_file_that_does_not_mention_us_costs_no_parser(repository: Path) -> None:
    Path("pyproject.toml").write_text('[project]\nname = "something-else"\n')
    script = "import sys; from stepladder.library.settings import settings; settings(); print('tomllib' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


# what is said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('paths = ["pathways"]\nfail_on = 1', ":3: [tool.stepladder] knows no 'fail_on'; did you mean 'fail-on'?"),
        ("colour = 1", ":2: [tool.stepladder] knows no 'colour'; there are paths, fail-on, select, ignore"),
        ("[tool.stepladder.colour]\nred = 1", ":2: [tool.stepladder] knows no 'colour'; there are paths, fail-on, "),
        ('\npaths = "pathways"', ':3: paths is a list of texts such as ["pathways"], not a text'),
        ("paths = []", ":2: paths is empty, so nothing would be looked at; leave it out, or name some"),
        ("select = []", ":2: select is empty, so nothing would be looked at; leave it out, or name some"),
        ('paths = [\n  "pathways",\n  1,\n]', ":4: in paths stand texts as in [\"pathways\"], not a number"),
        ('paths = ["-"]', ":2: '-' in paths is the name of no file or folder"),
        ('paths = [""]', ":2: '' in paths is the name of no file or folder"),
        ('fail-on = "errors"', ":2: fail-on is one of error, warning, note, not 'errors'"),
        ("fail-on = true", ":2: fail-on is one of error, warning, note, not a truth value"),
        ("fail-on = 2026-11-24", ":2: fail-on is one of error, warning, note, not a date"),
        ('ignore = ["SL5", "SL999"]', ":2: ignore: 'SL999' is no code, and none begins so; `stepladder explain` lists"),
        ('select = ["sl5"]', ":2: select: 'sl5' is no code, and none begins so;"),
        ('ignore = [\n  "SL505",\n  "SL2",\n]', ":4: ignore: SL2 can never be ignored: until it is mended nothing"),
        ('ignore = ["SL405"]', ":2: ignore: SL405 can never be ignored: until it is mended nothing"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_with_its_line(repository: Path, text: str, sentence: str) -> None:
    assert said(f"[tool.stepladder]\n{text}\n").startswith(f"pyproject.toml{sentence}")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("# stepladder\n[project\n", ":2: this is not TOML: Expected ']' at the end of a table declaration"),
        ("[tool.stepladder]\npaths = [\n", ":2: this is not TOML: "),
        ("[tool]\nstepladder = 3\n", ":2: tool.stepladder is a table, not a number"),
        ("\n[[tool.stepladder]]\n", ":2: tool.stepladder is a table, not a list"),
        ("[tool]\nstepladder = {colour = 1}\n", ":2: [tool.stepladder] knows no 'colour'"),
        ("tool.stepladder.colour = 1\n", ":1: [tool.stepladder] knows no 'colour'"),
        (f"# stepladder\na = {'[' * 5000}", ":1: it is nested too deep to be read"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(repository: Path, text: str, sentence: str) -> None:
    assert said(text).startswith(f"pyproject.toml{sentence}")


def test_a_file_that_is_not_utf8_is_named_with_its_line(repository: Path) -> None:
    Path("pyproject.toml").write_bytes(b"# stepladder\n# caf\xe9\n")

    with pytest.raises(SettingsError) as caught:
        settings()

    assert str(caught.value) == "pyproject.toml:2: the byte 0xE9 is not UTF-8"


def test_a_message_never_steers_a_terminal(repository: Path) -> None:
    assert said('[tool.stepladder]\n"\\u001b[31m" = 1\n').startswith(
        "pyproject.toml:2: [tool.stepladder] knows no '\\x1b[31m'"
    )


def test_a_file_further_up_is_named_as_seen_from_here(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("pyproject.toml").write_text("[tool.stepladder]\nfail-on = 1\n")
    inner = repository / "course"
    inner.mkdir()
    monkeypatch.chdir(inner)

    with pytest.raises(SettingsError) as caught:
        settings()

    assert str(caught.value).startswith(f"{os.path.join('..', 'pyproject.toml')}:2: ")


def test_a_path_that_is_not_there_is_said_when_it_is_needed(repository: Path) -> None:
    Path("pyproject.toml").write_text('[tool.stepladder]\npaths = [\n  ".",\n  "pathwayz",\n]\n')
    held = settings()

    with pytest.raises(SettingsError) as caught:
        named(held)

    assert str(caught.value) == "pyproject.toml:4: paths names 'pathwayz', where there is no file or folder"


# the line is the right one, however the file is laid out

DECOYS = (
    "# [tool.stepladder]",
    '# colour = "red"',
    '{} = "[tool.stepladder] colour = 1"',
    '{} = """\n[tool.stepladder]\ncolour = 1\n"""',
    "{} = '''\ncolour = [\n'''",
    '{} = [\n  "[tool.stepladder]", # ]\n  "colour",\n]',
    '{} = [\n  ["a"],\n  ["]"],\n  {{colour = 1}},\n]',
    "{} = {{x = 1, colour = 2}}",
    "",
    "   ",
)
HEADERS = ("[tool.stepladder]", "[ tool . stepladder ] # ours", "[\"tool\".'stepladder']")
GOOD_KEYS = ('paths = ["a"]', 'fail-on = "error"', "", "# colour = 1", "select = [\n'SL5',\n\n'SL6' ]")
GOOD_ITEMS = ('"SL5",', "'SL601', # ]", '"SL", # "SL999"', "# 'SL999',", "")
BAD_KEYS = ("colour = 1", "  colour=[\n1,\n]", "colour.red = 1", '"colour" = """\n[tool.stepladder]\n"""')


@st.composite
def files_with_a_mistake(draw: st.DrawFn) -> tuple[str, int]:
    """A TOML file with an unknown key or a wrong item, and the line in which that stands."""
    decoys = st.lists(st.sampled_from(DECOYS), max_size=3)
    above = [text.format(f"key_{number}") for number, text in enumerate(draw(decoys))]
    if draw(st.booleans()):
        above += ["[tool.other.stepladder]", *(text.format(f"key_{n}") for n, text in enumerate(draw(decoys)))]
        above += ["colour = 1"]
    above += [draw(st.sampled_from(HEADERS)), *draw(st.lists(st.sampled_from(GOOD_KEYS), unique=True))]
    if draw(st.booleans()):
        wrong = draw(st.sampled_from(BAD_KEYS))
    else:
        above += ["ignore = [", *draw(st.lists(st.sampled_from(GOOD_ITEMS), max_size=4))]
        wrong = draw(st.sampled_from(["  'SL999',\n]", '"SL999"]', "3, # text\n'SL5' ]"]))
    line = "\n".join([*above, ""]).count("\n") + 1
    after = draw(st.sampled_from(["", "[tool.later]\ncolour = 1"]))
    text = "\n".join([*above, wrong, after])
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"]))), line


@QUICK
@given(mistake=files_with_a_mistake())
def test_the_line_is_that_of_the_mistake(tmp_path_factory: pytest.TempPathFactory, mistake: tuple[str, int]) -> None:
    text, line = mistake
    folder = tmp_path_factory.mktemp("toml")
    (folder / "pyproject.toml").write_bytes(text.encode())

    with pytest.raises(SettingsError) as caught:
        settings(folder)

    assert f"pyproject.toml:{line}: " in str(caught.value)


# what is told and what is not


def finding(code: str) -> Placed:
    """A finding with a code, somewhere."""
    span = Span("x.yaml", 1, 1, 1, 2)
    return Placed(Diagnostic(code, "it is so", span), span, "")


def told(select: list[str], ignore: list[str]) -> set[str]:
    """The codes of which findings are told."""
    return {found.code for found in selected([finding(code) for code in CATALOGUE], select, ignore)}


def test_without_a_selection_everything_is_told() -> None:
    assert told([], []) == set(CATALOGUE)


def test_a_beginning_stands_for_all_codes_that_begin_so() -> None:
    assert told(["SL5"], []) == FIRM | {code for code in CATALOGUE if code.startswith("SL5")}


def test_the_longer_beginning_goes_before_the_shorter() -> None:
    assert "SL501" in told(["SL501"], ["SL5"])
    assert "SL501" not in told(["SL5"], ["SL501"])
    assert "SL501" not in told(["SL5"], ["SL5"])


def test_what_is_left_out_of_a_selection_may_be_nothing_but_hygiene_and_proofs() -> None:
    assert told(["SL5"], ["SL"]) >= FIRM
    assert told([], ["SL"]) == FIRM


BEGINNINGS = st.sampled_from(sorted({code[:length] for code in CATALOGUE for length in (2, 3, 4, 5)}))


def as_layers(select: list[str], ignore: list[str]) -> set[str]:
    """The same by going through beginnings from the shortest on, each adding codes or taking them away."""
    kept = set() if select else set(CATALOGUE)
    for length in range(2, 6):
        for name in select:
            if len(name) == length:
                kept |= {code for code in CATALOGUE if code.startswith(name)}
        for name in ignore:
            if len(name) == length:
                kept -= {code for code in CATALOGUE if code.startswith(name)}
    return kept | FIRM


@QUICK
@given(st.lists(BEGINNINGS, max_size=4), st.lists(BEGINNINGS, max_size=4))
def test_selecting_agrees_with_adding_and_taking_away_in_layers(select: list[str], ignore: list[str]) -> None:
    assert told(select, ignore) == as_layers(select, ignore)


@QUICK
@given(st.lists(BEGINNINGS, max_size=4), st.lists(st.sampled_from(sorted(CATALOGUE))))
def test_the_order_is_kept_and_nothing_is_told_twice(ignore: list[str], written: list[str]) -> None:
    found = [finding(code) for code in written]

    kept = selected(found, (), ignore)

    assert kept == [one for one in found if one.code in told([], ignore)]


@QUICK
@given(BEGINNINGS)
def test_what_may_be_ignored_is_what_has_an_effect(name: str) -> None:
    try:
        codes([name], ignoring=True)
        allowed = True
    except ValueError:
        allowed = False

    assert allowed == (told([], [name]) != set(CATALOGUE))


@pytest.mark.parametrize(
    ("number", "words"), [(0, ""), (1, "1 finding not selected"), (1234, "1,234 findings not selected")]
)
def test_what_is_left_out_is_said(number: int, words: str) -> None:
    assert not_selected(number) == words


# on the command line


@click.command()
@click.argument("paths", nargs=-1)
@settings_options
def show(paths: tuple[str, ...], **options: Any) -> None:
    """A command that shows what is settled."""
    held = settled(**options)
    echo(f"{paths_or_settled(paths, held, 'the files to check')} {held.fail_on} {held.select} {held.ignore}")


def shown(*args: str) -> tuple[int, str]:
    """The exit code of the command, and all that it prints."""
    result = CliRunner().invoke(show, args)
    return result.exit_code, result.output


def test_flags_go_before_the_file(repository: Path) -> None:
    Path("pathways").mkdir()
    Path("pyproject.toml").write_text(
        '[tool.stepladder]\npaths = ["pathways"]\nfail-on = "warning"\nselect = ["SL6"]\nignore = ["SL505"]\n'
    )

    assert shown() == (0, "('pathways',) warning ('SL6',) ('SL505',)\n")
    assert shown("x.yaml", "--fail-on", "note", "--select", "SL5, SL8", "--select", "SL9", "--ignore", "SL502")[0] == 2
    assert shown("x.yaml", "--fail-on", "note", "--select", "SL5, SL8", "--select", "SL6", "--ignore", "SL502") == (
        0, "('x.yaml',) note ('SL5', 'SL8', 'SL6') ('SL502',)\n",
    )  # fmt: skip


def test_who_selects_a_code_gets_it_though_the_file_ignores_it(repository: Path) -> None:
    Path("pathways").mkdir()
    Path("pyproject.toml").write_text('[tool.stepladder]\nignore = ["SL505"]\n')

    assert shown("--select", "SL505") == (0, "('pathways',) error ('SL505',) ()\n")
    assert shown("--ignore", "SL502") == (0, "('pathways',) error () ('SL502',)\n")


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("--select", "SL9"), "stepladder: --select: 'SL9' is no code, and none begins so; `stepladder explain` lists"),
        (("--select", ""), "stepladder: --select: '' is no code"),
        (("--ignore", "SL1"), "stepladder: --ignore: SL1 can never be ignored"),
        ((), "stepladder: there is no folder ./pathways here; name the files to check"),
    ],
)
def test_a_wrong_flag_ends_with_a_sentence(repository: Path, args: tuple[str, ...], sentence: str) -> None:
    code, output = shown(*args)

    assert code == 2
    assert output.startswith(sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "fail_on = 1",
            "stepladder: pyproject.toml:2: [tool.stepladder] knows no 'fail_on'; did you mean 'fail-on'?",
        ),
        ('paths = ["a"]', "stepladder: pyproject.toml:2: paths names 'a', where there is no file or folder"),
    ],
)
def test_a_wrong_file_ends_with_a_sentence(repository: Path, text: str, sentence: str) -> None:
    Path("pyproject.toml").write_text(f"[tool.stepladder]\n{text}\n")

    assert shown() == (2, sentence + "\n")


# what validate makes of it

DOUBTFUL = """\
stepladder: 1
id: doubtful
title: Doubtful
version: 0.1.0
disclaimer: For teaching only. Not medical advice; not for use in the care of a patient.
reviewed: 2020-01-01
review_by: 2021-01-01
start: first
facts:
  age: {type: number, min: 18, max: 110, ask: How old?}
  never_used: {type: finding, ask: Is it used?}
therapies: {drug: A drug}
steps:
  first:
    kind: assessment
    title: First
    asks: [age]
    next:
      - {to: treated, when: age < 50}
      - {to: ended, otherwise: true}
  treated:
    kind: treatment
    title: Treated
    starts: [drug]
    next: [{to: ended, otherwise: true}]
  ended: {kind: outcome, title: Ended}
"""


@pytest.fixture(scope="module")
def doubtful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a pathway of which several things are doubtful."""
    folder = tmp_path_factory.mktemp("doubtful")
    (folder / "pathways").mkdir()
    (folder / "pathways" / "doubtful.yaml").write_text(DOUBTFUL)
    return folder


def validated(folder: Path, *args: str) -> tuple[int, str, str]:
    """The exit code, results and words of `validate` in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        result = Cli()("validate", "--skip", "proofs", *args)
    return result.exit_code, result.stdout, result.stderr


FEW = settings_of_hypothesis(QUICK, max_examples=25)
IGNORABLE = BEGINNINGS.filter(lambda name: not {code for code in CATALOGUE if code.startswith(name)} <= FIRM)


@FEW
@given(st.sampled_from(list(Severity)), st.lists(BEGINNINGS, max_size=2), st.lists(IGNORABLE, max_size=2))
def test_the_file_and_the_flags_come_to_the_same(
    doubtful: Path, fail_on: Severity, select: list[str], ignore: list[str]
) -> None:
    file = doubtful / "pyproject.toml"
    chosen = {"select": select, "ignore": ignore}
    lists = "".join(f"{key} = {json.dumps(names)}\n" for key, names in chosen.items() if names)
    flags = [word for key, names in chosen.items() if names for word in (f"--{key}", ",".join(names))]

    file.unlink(missing_ok=True)
    by_flags = validated(doubtful, "--fail-on", fail_on.value, *flags)
    file.write_text(f'[tool.stepladder]\nfail-on = "{fail_on}"\n{lists}')
    by_file = validated(doubtful)

    assert by_file == by_flags


@FEW
@given(st.lists(IGNORABLE, min_size=1, max_size=3))
def test_what_is_left_out_and_what_is_told_is_all_that_there_is(doubtful: Path, ignore: list[str]) -> None:
    (doubtful / "pyproject.toml").unlink(missing_ok=True)
    everything = json.loads(validated(doubtful, "--format", "json")[1])["diagnostics"]

    _, told, words = validated(doubtful, "--format", "json", "--ignore", ",".join(ignore))

    left_out = len(everything) - len(json.loads(told)["diagnostics"])
    assert len(everything) >= 4
    assert words.rstrip().endswith(f"; {not_selected(left_out)}" if left_out else "warnings")
    assert all(found in everything for found in json.loads(told)["diagnostics"])


def test_errors_of_names_are_told_whatever_is_ignored(doubtful: Path, tmp_path: Path) -> None:
    (tmp_path / "pathways").mkdir()
    (tmp_path / "pathways" / "doubtful.yaml").write_text(DOUBTFUL.replace("to: treated", "to: treatet"))

    code, told, _ = validated(tmp_path, "--ignore", "SL", "--select", "SL601")

    assert code == 1
    assert "error[SL201]" in told
    assert "warning" not in told


# of each file the nearest


NO_UNIT = "ignore = ['SL502']"


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a pathway in each of two folders, each with a number without a unit, and settings."""
    (tmp_path / ".git").mkdir()
    text = (DATA / "headache-steps.yaml").read_text(encoding="utf-8")
    unit = "    unit: a                       # UCUM\n"
    assert unit in text
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.yaml").write_text(
            text.replace("id: headache-steps", f"id: {name}").replace(unit, "")
        )
    (tmp_path / "pyproject.toml").write_text("[tool.stepladder]\npaths = ['one', 'two']\nfail-on = 'error'\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def nearest_says(folder: Path, section: str) -> None:
    (folder / "two" / "pyproject.toml").write_text(f"[tool.stepladder]\n{section}\n")


@pytest.mark.parametrize("stand", [".", "one", "two", ".."])
def test_the_settings_nearest_to_a_file_are_its_own_wherever_the_command_runs(
    two: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, stand: str
) -> None:
    nearest_says(two, NO_UNIT)
    monkeypatch.chdir(two / stand)
    told = cli("validate", str(two / "one"), str(two / "two"), "--skip", "proofs", "--format", "json").stdout

    files = {Path(found["file"]).name for found in json.loads(told)["diagnostics"] if found["code"] == "SL502"}
    assert files == {"one.yaml"}


def test_each_file_fails_from_the_severity_of_its_own_settings_on(two: Path, cli: Cli) -> None:
    checked = ("validate", "--skip", "proofs", "-o", "junit=report.xml")
    assert cli(*checked).exit_code == 0

    nearest_says(two, "fail-on = 'warning'")

    assert cli(*checked).exit_code == 1
    assert cli(*checked, "one").exit_code == 0
    assert cli(*checked, "--fail-on", "error").exit_code == 0
    assert cli(*checked).exit_code == 1
    failed = [test.get("file") for test in ET.parse("report.xml").iter("testcase") if test.find("failure") is not None]
    assert set(failed) == {"two/two.yaml"}


def test_flags_go_before_the_settings_of_every_file(two: Path, cli: Cli) -> None:
    nearest_says(two, NO_UNIT)

    told = cli("validate", "--skip", "proofs", "--select", "SL502").stdout

    assert "one/one.yaml" in told
    assert "two/two.yaml" in told


def test_a_file_without_the_section_does_not_end_the_search(two: Path, cli: Cli) -> None:
    (two / "two" / "pyproject.toml").write_text("[tool.ruff]\nline-length = 100\n")
    (two / "pyproject.toml").write_text(f"[tool.stepladder]\n{NO_UNIT}\n")

    assert "SL502" not in cli("validate", "two", "--skip", "proofs").stdout


def test_a_file_without_settings_of_its_own_takes_those_of_where_the_command_runs(
    two: Path, cli: Cli, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "two.yaml"
    shutil.copy(two / "two" / "two.yaml", elsewhere)
    assert "SL502" in cli("validate", str(elsewhere), "--skip", "proofs").stdout

    (two / "pyproject.toml").write_text(f"[tool.stepladder]\n{NO_UNIT}\n")

    assert "SL502" not in cli("validate", str(elsewhere), "--skip", "proofs").stdout


def test_a_submodule_has_its_own_settings(two: Path, cli: Cli) -> None:
    (two / "pyproject.toml").write_text(f"[tool.stepladder]\n{NO_UNIT}\n")
    (two / "two" / ".git").write_text("gitdir: ../.git/modules/two\n")
    nearest_says(two, "select = ['SL502']")

    told = cli("validate", "one", "two", "--skip", "proofs").stdout

    assert "two/two.yaml" in told
    assert "one/one.yaml" not in told


@pytest.mark.parametrize("command", ["validate", "test"])
def test_settings_that_cannot_be_meant_end_the_command_wherever_they_stand(two: Path, cli: Cli, command: str) -> None:
    nearest_says(two, "fail-on = 'never'")

    result = cli(command, "one", "two")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "stepladder: two/pyproject.toml:2: fail-on is one of error, warning, note, not 'never'\n"


def test_standard_input_has_the_settings_of_the_file_that_it_is_called(two: Path, cli: Cli) -> None:
    nearest_says(two, NO_UNIT)
    text = (two / "two" / "two.yaml").read_text()

    assert "SL502" in cli("validate", "-", "--skip", "proofs", input=text).stdout
    assert (
        "SL502" not in cli("validate", "-", "--stdin-filename", "two/two.yaml", "--skip", "proofs", input=text).stdout
    )
