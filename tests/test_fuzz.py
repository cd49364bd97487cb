"""Every command, on pathways that are damaged in a place or two: our own words and a documented exit code, nothing else."""

# ruff: noqa: E501  # rows of a table

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from click.testing import Result

from stepladder.cli.main import COMMANDS, group
from tests.conftest import runner
from tests.mutants import Mutant, mutant

pytestmark = pytest.mark.heavy

EACH = 10
"""How many mutants one test takes through all commands."""
SUITE, MANY = 40, 400
"""How many such tests there are: 400 mutants in the suite, 4,000 more behind the marker `slow`."""

SIMPLE: tuple[tuple[str, ...], ...] = (
    ("show", "IT"), ("walk", "IT", "--no-input"), ("walk", "IT", "--no-input", "--format", "json"),
    ("validate", "IT", "--skip", "proofs", "--format", "json"), ("verify", "IT", "--timeout", "0.2"),
    ("test", "IT"), ("compare", "ORIGIN", "IT", "--timeout", "0.2"), ("render", "IT", "-o", "drawn"),
    ("explore", "IT", "-o", "page.html", "--no-quiz"), ("quiz", "IT", "--print"), ("export", "IT", "--to", "gift", "-o", "out.txt"),
    ("list",), ("new", "copied", "--from", "IT"),
)  # fmt: skip
"""One line for each command that reads a pathway; a pathway with errors takes no other."""

SOUND: tuple[tuple[str, ...], ...] = (
    ("show", "IT", "STEP"), ("show", "IT", "--origins"),
    ("walk", "IT", "--case", "CASE", "--no-input", "--save", "log.jsonl", "--transcript", "walk.md"),
    ("walk", "IT", "--resume", "log.jsonl", "--no-input"),
    ("validate", "IT", "--timeout", "0.2", "--format", "sarif"), ("validate", "IT", "--skip", "proofs", "--format", "junit"),
    ("verify", "IT", "--timeout", "0.2", "--format", "json", "--witness-dir", "witnesses"),
    ("test", "IT", "--coverage", "--format", "json"), ("compare", "IT", "ORIGIN", "--timeout", "0.2", "--format", "markdown"),
    ("render", "IT", "-o", "drawn", "--view", "graph", "--format", "svg,dot,mermaid"),
    ("render", "IT", "-o", "drawn", "--view", "step:STEP"), ("render", "IT", "-o", "drawn", "--case", "CASE", "--page", "slide"),
    ("render", "IT", "-o", "drawn", "--check"), ("export", "IT", "--to", "scorm", "--case", "CASE", "-o", "out.zip"),
)  # fmt: skip
"""What is run besides on a pathway without errors."""


@pytest.mark.parametrize("chunk", range(SUITE))
def test_a_damaged_pathway_gets_our_own_words_from_every_command(
    chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _through_all(range(chunk * EACH, (chunk + 1) * EACH), tmp_path, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(SUITE, SUITE + MANY))
def test_thousands_of_damaged_pathways_get_our_own_words(
    chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _through_all(range(chunk * EACH, (chunk + 1) * EACH), tmp_path, monkeypatch)


def test_every_command_is_run_or_reads_no_pathway() -> None:
    run = {line[0] for line in (*SIMPLE, *SOUND)}

    assert run | {"explain", "schema", "completion"} == set(COMMANDS)


def test_mutants_are_of_every_kind_and_the_same_seed_gives_the_same(tmp_path: Path) -> None:
    kinds: Counter[int] = Counter()
    for seed in range(30):
        folders = [tmp_path / f"{seed}-{turn}" for turn in "ab"]
        for folder in folders:
            folder.mkdir()
        first, second = (mutant(seed, folder) for folder in folders)
        assert first.what == second.what
        kinds[_run(("validate", "IT", "--skip", "proofs"), first).exit_code] += 1

    assert min(kinds[0], kinds[1]) >= 5


def _through_all(seeds: range, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "ACCESSIBLE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    for seed in seeds:
        at = folder / str(seed)
        (at / "pathways").mkdir(parents=True)
        monkeypatch.chdir(at)
        made = mutant(seed, at / "pathways")
        first = _run(("validate", "IT", "--skip", "proofs"), made)
        for line in SIMPLE if first.exit_code else (*SIMPLE, *SOUND):
            _run(line, made)


def _run(line: tuple[str, ...], made: Mutant) -> Result:
    """Run a command and hold what it says against what every command promises."""
    names = {"IT": str(made.path), "ORIGIN": str(made.origin), "CASE": made.case, "STEP": made.step}
    words = [names.get(word, word.replace("STEP", names["STEP"])) for word in line]
    result = runner().invoke(group, words, prog_name="stepladder", input="")
    told = f"seed {made.seed} ({made.what}): stepladder {' '.join(words)}\n{result.stdout[-1500:]}\n{result.stderr[-1500:]}"

    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise AssertionError(told) from result.exception
    assert result.exit_code in (0, 1, 2, 3), told
    assert "Traceback" not in result.stdout + result.stderr, told
    assert not (strange := _strange(result.stdout + result.stderr)), f"{strange}: {told}"
    assert result.exit_code == 0 or result.stdout.strip() or result.stderr.strip(), f"not a word: {told}"
    return result


def _strange(text: str) -> set[str]:
    """Characters that a terminal obeys instead of showing."""
    return {
        f"U+{ord(letter):04X}"
        for letter in set(text)
        if letter != "\n" and (unicodedata.category(letter) in ("Cc", "Cs") or letter in BIDI)
    }


BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
