"""`stepladder compare`: which patients are led differently by two versions of a pathway."""

from __future__ import annotations

import shutil

import click

from stepladder.cli.common import (
    CLEAN,
    FOUND,
    USAGE,
    checked_pathway,
    complete_pathway,
    is_plain,
    look_options,
    tell_broken_cases,
    tell_left_out,
    utf8,
    wants_color,
)
from stepladder.cli.terminal import echo

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
@look_options
def command(old: str, new: str, format_: str, timeout: float | None, color: str, plain: bool) -> None:
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
    """
    from stepladder.cli.terminal import ticking
    from stepladder.compare.engine import compare
    from stepladder.paint import Paint
    from stepladder.report.compared_json import compared_to_json
    from stepladder.report.compared_markdown import compared_to_markdown
    from stepladder.report.compared_text import ComparedText
    from stepladder.report.compared_words import counts

    try:
        pairs = [checked_pathway(name, color=color, plain=plain, cases=True, any_name=True) for name in (old, new)]
    except click.exceptions.Exit:
        raise click.exceptions.Exit(USAGE) from None
    wrong = [tell_broken_cases(checked, color=color, plain=plain) for _, checked in pairs]
    files = [checked.runnable for _, checked in pairs]
    with ticking("comparing"):
        found = compare(pairs[0][0], pairs[1][0], cases=files, timeout=timeout)
    match format_:
        case "json":
            echo(compared_to_json(found), nl=False)
        case "markdown":
            echo(compared_to_markdown(found), nl=False)
        case _:
            width = max(60, min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST))
            look = ComparedText(found, width, Paint(wants_color(color, plain)), is_plain(plain) or not utf8())
            echo("\n".join(look.lines()))
    echo(counts(found), err=True)
    for _, checked in pairs:
        tell_left_out(checked, "run through both")
    raise click.exceptions.Exit(CLEAN if found.told and not any(wrong) else FOUND)
