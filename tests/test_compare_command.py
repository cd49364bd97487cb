"""`stepladder compare`: what it prints in its three formats, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import DATA, Cli

HEADACHE = (DATA / "headache-steps.yaml").read_text(encoding="utf-8")
CASES = (DATA / "headache-steps.cases.yaml").read_text(encoding="utf-8")


def written(folder: Path, *edits: tuple[str, str]) -> str:
    """A version in a folder of its own, with its cases."""
    text = HEADACHE
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    folder.mkdir()
    (folder / "headache-steps.yaml").write_text(text, encoding="utf-8")
    (folder / "headache-steps.cases.yaml").write_text(CASES, encoding="utf-8")
    return str(folder / "headache-steps.yaml")


@pytest.fixture
def old(tmp_path: Path) -> str:
    return written(tmp_path / "old")


def test_behaviour_that_changed_without_the_version_exits_with_1(old: str, tmp_path: Path, cli: Cli) -> None:
    new = written(tmp_path / "new", ("age >= 75", "age >= 65"))

    result = cli("compare", old, new)

    assert result.exit_code == 1
    assert "Someone is led differently. This deserves a major version, 1.0.0 or later" in result.stdout
    assert "for whom  age 65 to 74 years" in result.stdout


def test_a_version_that_says_so_exits_with_0(old: str, tmp_path: Path, cli: Cli) -> None:
    new = written(tmp_path / "new", ("age >= 75", "age >= 65"), ("version: 0.2.0", "version: 1.0.0"))

    result = cli("compare", old, new)

    assert result.exit_code == 0
    assert "1.0.0 says so" in " ".join(result.stdout.split())


def test_texts_alone_exit_with_0(old: str, tmp_path: Path, cli: Cli) -> None:
    new = written(tmp_path / "new", ("title: Red flags", "title: Warning signs"))

    result = cli("compare", old, new)

    assert result.exit_code == 0
    assert "Nobody is led differently." in result.stdout


def test_the_same_twice_says_so(old: str, cli: Cli) -> None:
    result = cli("compare", old, old)

    assert result.exit_code == 0
    assert "The two are the same." in result.stdout


@pytest.mark.parametrize("broken", ["a: [", "stepladder: 1\nid: headache-steps\n"])
def test_what_cannot_be_read_or_has_errors_exits_with_2(broken: str, old: str, tmp_path: Path, cli: Cli) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(broken, encoding="utf-8")

    assert cli("compare", old, str(file)).exit_code == 2
    assert cli("compare", str(file), old).exit_code == 2
    assert cli("compare", old, "no-such-pathway").exit_code == 2


def test_a_case_that_goes_another_way_is_told(old: str, tmp_path: Path, cli: Cli) -> None:
    new = written(tmp_path / "new", ("nsaid_caution_level == forbidden", "nsaid_caution_level != fine"))

    result = cli("compare", old, new)

    assert "anticoagulated" in result.stdout
    assert "'nsaid_trial' is blocked" in result.stdout


def test_json_says_all_that_the_page_promises(old: str, tmp_path: Path, cli: Cli) -> None:
    new = written(tmp_path / "new", ("age >= 75", "age >= 65"))

    found = json.loads(cli("compare", old, new, "--format", "json").stdout)

    assert list(found) == [
        "format", "old", "new", "deserves", "bumped", "lowest_version", "behaviour_changed", "version_says_so",
        "renamed", "changes", "differences", "unreached", "cases",
    ]  # fmt: skip
    assert (found["format"], found["deserves"], found["bumped"]) == (1, "major", "none")
    difference = found["differences"][0]
    assert list(difference) == [
        "kind", "step", "subjects", "was", "now", "level", "who", "others", "because", "reached", "witness",
        "cases",
    ]  # fmt: skip
    assert difference["witness"]["old"]["path"] == ["red_flags", "choose_relief"]
    assert set(found["cases"]) == {"run", "differ"}


def test_every_key_of_the_json_stands_on_its_page(old: str, tmp_path: Path, cli: Cli) -> None:
    page = (DATA.parents[1] / "docs" / "compare.md").read_text(encoding="utf-8")
    new = written(tmp_path / "new", ("age >= 75", "age >= 65"))
    found = json.loads(cli("compare", old, new, "--format", "json").stdout)

    keys = {*found, *found["differences"][0], *found["differences"][0]["witness"], *found["changes"][0]}

    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []


def test_json_and_markdown_are_the_same_bytes_each_time(old: str, tmp_path: Path, cli: Cli) -> None:
    new = written(tmp_path / "new", ("age >= 75", "age >= 65"))

    for format_ in ("json", "markdown", "text"):
        assert len({cli("compare", old, new, "--format", format_).stdout for _ in range(2)}) == 1


def test_markdown_has_a_table_and_folds_the_rest(old: str, tmp_path: Path, cli: Cli) -> None:
    new = written(tmp_path / "new", ("age >= 75", "age >= 65"))

    text = cli("compare", old, new, "--format", "markdown").stdout

    assert "| At | What | Before → now | For whom | Because |" in text
    assert text.count("<details>") == text.count("</details>") >= 2
    assert "Not medical advice" in text


def test_markdown_shows_titles_as_they_are_written(old: str, tmp_path: Path, cli: Cli) -> None:
    hostile = 'title: "<b>|x|</b> @someone #1 *y* `z`"'
    new = written(tmp_path / "new", ("age >= 75", "age >= 65"), ("title: Choose pain relief", hostile))

    first = cli("compare", new, old, "--format", "markdown").stdout

    row = next(line for line in first.splitlines() if "choose_relief" in line and line.startswith("|"))
    assert "<b>" not in row
    assert row.replace("\\|", "").count("|") == 6
    assert "\\@someone" in row


def test_plain_output_has_no_character_that_a_bare_terminal_lacks(old: str, tmp_path: Path, cli: Cli) -> None:
    new = written(tmp_path / "new", ("age >= 75", "age >= 65"))

    assert cli("compare", old, new, "--plain").stdout.isascii()


def test_a_part_of_a_folder_stands_for_its_pathway(cli: Cli) -> None:
    result = cli("compare", "esophageal-spasm", "esophageal-spasm", "--format", "json")

    assert result.exit_code == 0
    assert json.loads(result.stdout)["deserves"] == "none"


def test_files_of_any_name_can_be_compared(tmp_path: Path, cli: Cli) -> None:
    text = (DATA / "headache-steps.yaml").read_text()
    (tmp_path / "old.yaml").write_text(text)
    (tmp_path / "new.yaml").write_text(
        text.replace("age >= 75", "age >= 65").replace("version: 0.2.0", "version: 1.0.0")
    )

    result = cli("compare", str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml"))

    assert result.exit_code == 0
    assert "headache-steps" in result.stdout


def test_a_difference_without_a_case_is_told_in_every_format(old: str, tmp_path: Path, cli: Cli) -> None:
    new = written(tmp_path / "new", ("age >= 75", "age >= 65"))

    text, markdown, data = [cli("compare", old, new, "--format", f).stdout for f in ("text", "markdown", "json")]

    assert "No case stands on this difference\n  choose_relief, nsaid_trial: open → caution\n" in text
    assert "#### No case stands on this difference\n\n- `choose_relief`, `nsaid_trial`: open → caution\n" in markdown
    assert [one["cases"] for one in json.loads(data)["differences"]] == [[]]


def test_a_difference_on_which_a_case_stands_names_it_and_is_not_missed(old: str, tmp_path: Path, cli: Cli) -> None:
    before = written(tmp_path / "before", ("nsaid_caution_level == careful", "nsaid_caution_level == fine"))

    found = json.loads(cli("compare", before, old, "--format", "json").stdout)

    assert "anticoagulated" in [name for one in found["differences"] for name in one["cases"]]


def test_suggested_cases_run_stand_and_are_suggested_no_more(old: str, tmp_path: Path, cli: Cli) -> None:
    new = written(tmp_path / "new", ("age >= 75", "age >= 65"))

    printed = cli("compare", old, new, "--suggest")
    (tmp_path / "new" / "headache-steps.cases.yaml").write_text(printed.stdout, encoding="utf-8")
    (tmp_path / "old" / "headache-steps.cases.yaml").write_text(printed.stdout, encoding="utf-8")

    assert (printed.exit_code, printed.stdout.count("\n  - id: ")) == (1, 1)
    assert cli("test", new).exit_code == 0
    assert cli("test", old).exit_code == 1
    again = cli("compare", old, new, "--suggest")
    assert "a case stands on every difference, so none is suggested" in again.stderr
    assert "No case stands" not in cli("compare", old, new).stdout


def test_suggested_cases_go_into_a_new_file_and_never_over_another(old: str, tmp_path: Path, cli: Cli) -> None:
    new, more = written(tmp_path / "new", ("age >= 75", "age >= 65")), tmp_path / "more.cases.yaml"

    first = cli("compare", old, new, "--suggest", str(more))
    kept = more.read_text(encoding="utf-8")
    second = cli("compare", old, new, "--suggest", str(more))

    assert "Who is led differently" in first.stdout
    assert f"wrote {more}: 1 case" in first.stderr
    assert (second.exit_code, second.stdout) == (2, "")
    assert f"--suggest {more}: there is such a file; name another one, or take it away first" in second.stderr
    assert more.read_text(encoding="utf-8") == kept


def test_a_difference_that_no_case_tells_is_said_to_have_none(old: str, tmp_path: Path, cli: Cli) -> None:
    new = written(tmp_path / "new", ("review: {after: 2 weeks}", "review: {after: 3 weeks}"))
    (tmp_path / "new" / "headache-steps.cases.yaml").unlink()

    result = cli("compare", old, new, "--suggest")

    assert result.stdout == ""
    assert "no case was found that passes now and did not before: 'nsaid_trial', the review" in result.stderr
