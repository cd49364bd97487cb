"""`stepladder show`: a pathway, or one step of it, in words."""

from __future__ import annotations

import shutil

import click

from stepladder.cli.common import FOUND, checked_pathway, fail, is_plain, look_options, utf8, wants_color
from stepladder.cli.complete import complete_pathway, complete_step
from stepladder.cli.terminal import echo


@click.command()
@click.argument("pathway", shell_complete=complete_pathway)
@click.argument("step", required=False, shell_complete=complete_step)
@click.option("--origins", is_flag=True, help="The statements of the texts it grew from, and what became of each.")
@look_options
def command(pathway: str, step: str | None, origins: bool, color: str, plain: bool) -> None:
    """Show PATHWAY, or one STEP of it, in words: exits and conditions, rules that block it, evidence, sources.

    \b
    Examples:
      stepladder show esophageal-spasm
      stepladder show esophageal-spasm nitrate
      stepladder show esophageal-spasm --origins
    """
    from stepladder.diagnostics import nearest
    from stepladder.text.terminal import Paint
    from stepladder.walk.cards import Look
    from stepladder.walk.describe import one_step_lines, origins_lines, pathway_lines

    if step is not None and origins:
        fail("show either one step or --origins")
    model, checked = checked_pathway(pathway, color=color, plain=plain, cases=step is None, origins=origins)
    columns = shutil.get_terminal_size((80, 24)).columns
    look = Look(max(40, min(columns, 88)), Paint(wants_color(color, plain)), is_plain(plain) or not utf8())
    if origins:
        documented = checked.reading.origins
        if documented is None:
            fail(f"'{model.id}' has no origins file", FOUND)
        lines = origins_lines(documented, model, look)
    elif step is None:
        cases = checked.reading.cases
        lines = pathway_lines(model, look, len(cases.cases) if cases is not None else 0)
    elif step in model.steps:
        lines = one_step_lines(model, step, look)
    else:
        fail(f"'{model.id}' has no step '{step}'. {nearest(step, model.steps)}".rstrip())
    for line in lines:
        echo(line)
