"""`stepladder compare`: which patients are led differently by two versions of a pathway."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepladder.cli.common import (
    CLEAN,
    FOUND,
    USAGE,
    checked_pathway,
    fail,
    is_plain,
    keep_apart,
    look_options,
    tell_broken_cases,
    tell_left_out,
    utf8,
    wants_color,
    write,
)
from stepladder.cli.complete import complete_pathway
from stepladder.cli.terminal import echo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stepladder.compare.findings import Comparison
    from stepladder.facts import Value

WIDEST = 100
"""Lines are no longer than this, however wide the terminal is."""


@click.command()
@click.argument("old", shell_complete=complete_pathway)
@click.argument("new", shell_complete=complete_pathway)
@click.option(
    "--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True,
    help="Markdown is for a comment on a pull request.",
)  # fmt: skip
@click.option("--timeout", type=click.FloatRange(min=0), metavar="SECONDS", help="Leave open what takes longer in all.")
@click.option(
    "--suggest", is_flag=False, flag_value="-", metavar="[FILE]",
    help="Write a case for each difference on which none of NEW's stands: into a new FILE, or instead of the report.",
)  # fmt: skip
@look_options
def command(
    old: str, new: str, format_: str, timeout: float | None, suggest: str | None, color: str, plain: bool
) -> None:
    """Say which patients are led differently by NEW than by OLD, two versions of one pathway.

    Each class of patients comes with one of them, led by both. The version number has to say what has changed:
    only texts, or conditions rewritten to mean the same, deserve a patch; new possibilities, with every old walk as it
    was, a minor version; and where someone is led, asked or treated differently, or a rule no longer keeps someone
    away, a major one, below 1.0.0 too. What could not be decided counts as a change.

    Exits with 1 when behaviour changed and the version does not say so, or a teaching case cannot be run, and with 2
    for a pathway that has errors.

    \b
    Examples:
      git worktree add ../before main
      stepladder compare ../before/pathways/esophageal-spasm pathways/esophageal-spasm
      stepladder compare old.yaml new.yaml --format markdown > comment.md
      stepladder compare old.yaml new.yaml --format json --timeout 60
      stepladder compare old.yaml new.yaml --suggest more.cases.yaml
    """
    from stepladder.cli.terminal import ticking
    from stepladder.compare.engine import compare
    from stepladder.model.cases import CaseFile
    from stepladder.report.compare.sentences import counts
    from stepladder.report.compare.to_json import compared_to_json
    from stepladder.report.compare.to_markdown import compared_to_markdown
    from stepladder.report.compare.to_text import ComparedText
    from stepladder.text.terminal import Paint

    if suggest is not None and suggest != "-" and os.path.isfile(suggest):
        fail(f"--suggest {suggest}: there is such a file; name another one, or take it away first")
    keep_apart([(f"--suggest {suggest}", suggest)], pathways=[old, new])
    try:
        pairs = [checked_pathway(name, color=color, plain=plain, cases=True, any_name=True) for name in (old, new)]
    except click.exceptions.Exit:
        raise click.exceptions.Exit(USAGE) from None
    wrong = [tell_broken_cases(checked, color=color, plain=plain) for _, checked in pairs]
    none = CaseFile.model_construct(pathway=pairs[1][0].id, facts={}, cases=())
    files = [pairs[0][1].runnable, pairs[1][1].runnable or none]
    with ticking("comparing"):
        comparison = compare(pairs[0][0], pairs[1][0], cases=files, timeout=timeout, suggest=suggest is not None)
    if suggest is not None:
        _write_cases(comparison, (files[1] or none).facts, suggest)
    match format_:
        case _ if suggest == "-":
            pass
        case "json":
            echo(compared_to_json(comparison), nl=False)
        case "markdown":
            echo(compared_to_markdown(comparison), nl=False)
        case _:
            width = max(60, min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST))
            look = ComparedText(comparison, width, Paint(wants_color(color, plain)), is_plain(plain) or not utf8())
            echo("\n".join(look.lines()))
    echo(counts(comparison), err=True)
    for _, checked in pairs:
        tell_left_out(checked, "run through both")
    raise click.exceptions.Exit(CLEAN if comparison.told and not any(wrong) else FOUND)


def _write_cases(comparison: Comparison, usual: Mapping[str, Value], to: str) -> None:
    """Print, or write into a file, a case for each difference on which none stands; say of which there is none."""
    from stepladder.cases.record import case_data
    from stepladder.report.compare.sentences import about, turned
    from stepladder.suggest.writing import case_text
    from stepladder.text.counting import counted

    cases = [case_data(suggestion.case) for suggestion in comparison.suggested if suggestion.case is not None]
    if cases:
        head = f"Suggested: {counted(len(cases), 'case')} for what leads somebody differently, and no case stood on."
        text = case_text(comparison.matching.new, cases, usual, head)
        if to == "-":
            echo(text, nl=False)
        else:
            write(Path(to), text)
            echo(f"wrote {to}: {counted(len(cases), 'case')}", err=True)
    elif not comparison.suggested:
        echo("stepladder: a case stands on every difference, so none is suggested", err=True)
    for suggestion in comparison.suggested:
        if suggestion.case is None:
            where = f"'{suggestion.difference.step}', " if suggestion.difference.step else ""
            what = f"{where}{about(suggestion.difference)}: {turned(suggestion.difference)}"
            echo(f"stepladder: no case was found that passes now and did not before: {what}", err=True)
