"""One of anything is told in the singular, wherever it is counted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Cli

ONE = """\
stepladder: 1
id: one
title: One of everything
version: 0.1.0
start: look
sources:
  EXAMPLE: {title: An illustrative source}
lanes:
  first: {title: First contact, rung: 1}
facts:
  weight: {type: number, unit: kg, min: 1, max: 200, decimals: 1, ask: What is the weight?}
  fever: {type: finding, fresh: true, ask: Is there a fever?}
derived:
  heavy: weight >= 100.5
therapies: {rest: Rest}
entries:
  later: {at: home, visited: [look]}
steps:
  look:
    kind: assessment
    title: Look
    lane: first
    asks: [weight]
    sources: [EXAMPLE]
    options: [{to: home, because: Enough.}, {to: doctor, when: heavy}, {to: bed, when: not heavy}]
  bed: {kind: treatment, title: Bed, lane: first, starts: [rest], sources: [EXAMPLE], next: [{to: home}]}
  home: {kind: outcome, title: At home, sources: [EXAMPLE]}
  doctor: {kind: outcome, title: At the doctor, sources: [EXAMPLE]}
rules:
  light: {blocks: bed, when: weight < 20.5, because: Too light., severity: relative, sources: [EXAMPLE]}
interrupts:
  - {when: fever, to: doctor, from: everywhere}
claims:
  ends: {title: It ends, passes: look, before: [home]}
"""

CASES = """\
pathway: one
cases:
  - id: at-home
    title: At home
    story: Nothing.
    facts: {weight: 70, fever: false}
    choose: [home]
    expect: {ends: home}
"""

COMMANDS = (
    ("list",), ("list", "--long"), ("show", "one"), ("show", "one", "look"), ("walk", "one", "--no-input"),
    ("walk", "one", "--case", "at-home", "--no-input"), ("walk", "one", "--set", "weight=1.25", "--no-input"),
    ("validate",), ("verify", "one", "--explain"), ("test", "--coverage"), ("test", "--mutate"),
    ("test", "--suggest", "1"),
    ("compare", "one", "other.yaml"), ("compare", "one", "other.yaml", "--format", "markdown"),
    ("render", "one", "--format", "txt", "-o", "-"), ("render", "one", "--format", "txt", "--view", "graph", "-o", "-"),
    ("render", "one", "--format", "txt", "--view", "step:look", "-o", "-"), ("quiz", "one", "--print"),
    ("export", "one", "--to", "gift", "-o", "one.txt"), ("explore", "one", "-o", "one.html"),
)  # fmt: skip

PLURAL = re.compile(
    r"(?<![\d.,/:=<>-])(?<!\w )\b1 (?:more |other |teaching |decimal |absolute |relative )?"
    r"(?!is\b|asks\b|has\b)[a-z]+(?<!s)s\b"
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_one_of_anything_is_told_in_the_singular(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli, command: tuple[str, ...]
) -> None:
    (tmp_path / "pathways").mkdir()
    (tmp_path / "pathways" / "one.yaml").write_text(ONE)
    (tmp_path / "pathways" / "one.cases.yaml").write_text(CASES)
    (tmp_path / "other.yaml").write_text(ONE.replace("decimals: 1, ", "decimals: 2, "))
    monkeypatch.chdir(tmp_path)

    result = cli(*command)
    told = result.stdout + result.stderr

    assert result.exit_code in (0, 1, 2, 3), told
    assert told
    assert "error[SL" not in told
    assert PLURAL.findall(told) == []
