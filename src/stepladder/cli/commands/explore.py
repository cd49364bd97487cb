"""`stepladder explore`: a pathway as one HTML file to walk through, offline."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from stepladder.cli.common import (
    accept_look,
    checked_pathway,
    find_case,
    keep_apart,
    refuse_broken_cases,
    tell_failing_cases,
    write,
)
from stepladder.cli.complete import complete_case, complete_pathway
from stepladder.cli.terminal import echo

if TYPE_CHECKING:
    from stepladder.explore.page import Theme
    from stepladder.library.checked import Checked
    from stepladder.model.cases import CaseFile
    from stepladder.model.pathway import Pathway


@click.command()
@click.argument("pathway", shell_complete=complete_pathway)
@click.option("-o", "--output", metavar="FILE.html|-", help="Where to write; by default PATHWAY.html in this folder.")
@click.option("--case", "case_id", metavar="ID", shell_complete=complete_case, help="Open with this teaching case.")
@click.option("--quiz/--no-quiz", default=True, show_default=True, help="With questions made from the cases.")
@click.option("--seed", default=0, show_default=True, help="Which questions: the same seed, the same quiz.")
@click.option("--theme", type=click.Choice(["auto", "light", "dark"]), default="auto", show_default=True)
@accept_look
def command(pathway: str, output: str | None, case_id: str | None, quiz: bool, seed: int, theme: Theme) -> None:
    """Write PATHWAY as one HTML file: walk, ask why, change an answer, take a quiz.

    The file needs no network and no server; a double click opens it. The address holds the whole walk, so that a link
    or a reload comes back to the same place. A saved log goes on with `stepladder walk --resume`.

    \b
    Examples:
      stepladder explore esophageal-spasm
      stepladder explore esophageal-spasm -o monday.html --case case-04-hidden-tablet
      stepladder explore esophageal-spasm -o - > page.html
    """
    model, checked = checked_pathway(pathway, color="never", plain=True, cases=True)
    path = Path(output or f"{model.id}.html")
    keep_apart([(f"-o {path}", path)], pathways=[pathway])
    refuse_broken_cases(checked, color="never", plain=True)
    text = _page(model, checked, case_id, quiz=quiz, seed=seed, theme=theme)
    if output == "-":
        sys.stdout.buffer.write(text.encode())
        return
    write(path, text)
    kilobytes = -(-len(text.encode()) // 1000)
    echo(f"Wrote {path} ({kilobytes} kB). Open it in a browser; it needs no network.")


def _page(model: Pathway, checked: Checked, case_id: str | None, *, quiz: bool, seed: int, theme: Theme) -> str:
    from stepladder.explore.page import explore_page
    from stepladder.quiz import quiz_items

    cases, failing = checked.reading.cases, set[str]()
    items = quiz_items(model, cases, seed, failing=failing) if quiz and cases is not None and cases.cases else ()
    tell_failing_cases(checked, failing, "the quiz of the page")
    return explore_page(model, cases, quiz_items=items, theme=theme, opens_with=_opening(model, cases, case_id))


def _opening(model: Pathway, cases: CaseFile | None, case_id: str | None) -> str:
    """What the address would say where a case is asked for: that case, and the entry it begins in."""
    if case_id is None:
        return ""
    cases, index = find_case(model, cases, case_id)
    entry = cases.cases[index].entry
    return f"c={quote(case_id)}" + (f"&e={quote(entry)}" if entry else "")
