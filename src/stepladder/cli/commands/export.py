"""`stepladder export`: the questions of a pathway's teaching cases for learning platforms and flash cards."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepladder.cli.common import (
    FOUND,
    accept_look,
    checked_pathway,
    fail,
    find_case,
    keep_apart,
    refuse_broken_case,
    refuse_broken_cases,
    tell_failing_cases,
    write,
)
from stepladder.cli.complete import complete_case, complete_pathway
from stepladder.cli.terminal import echo

if TYPE_CHECKING:
    from stepladder.library.checked import Checked
    from stepladder.model.cases import CaseFile
    from stepladder.model.pathway import Pathway
    from stepladder.quiz import Item

ENDINGS = {"scorm": "-scorm.zip", "anki": ".apkg", "gift": "-gift.txt"}
"""What a file of each format is called, behind the id of the pathway."""


@click.command()
@click.argument("pathway", shell_complete=complete_pathway)
@click.option("--to", "target", type=click.Choice(list(ENDINGS)), required=True, help="The format.")
@click.option(
    "-o", "--output", metavar="FILE|DIR",
    help="The file, a folder for it, or - for standard output; by default ID-scorm.zip, ID.apkg or ID-gift.txt here.",
)  # fmt: skip
@click.option("--case", "case_id", metavar="ID", shell_complete=complete_case, help="Only the questions of this case.")
@click.option("--seed", default=0, show_default=True, help="Draws the questions of the page and the order of answers.")
@click.option("--all", "everything", is_flag=True, help="Also questions that another case asks in the same way.")
@accept_look
def command(pathway: str, target: str, output: str | None, case_id: str | None, seed: int, everything: bool) -> None:
    """Export the questions of PATHWAY's teaching cases.

    scorm is the explorer's page with a quiz of about a dozen questions as a SCORM 1.2 package, anki a deck of flash
    cards, gift questions for Moodle and whatever else reads GIFT. Each carries the disclaimer and the version of the
    pathway.

    \b
    Examples:
      stepladder export esophageal-spasm --to scorm
      stepladder export esophageal-spasm --to anki -o decks/
      stepladder export esophageal-spasm --to gift --case case-04-hidden-tablet -o -
    """
    from stepladder.export.selection import distinct
    from stepladder.text.counting import counted

    if everything and target == "scorm":
        fail("--all is for anki and gift; the quiz of a page is drawn by --seed, or of one --case")
    if target == "anki":
        _needs_genanki()
    model, checked = checked_pathway(pathway, color="auto", plain=False, cases=True)
    path = _path(output, f"{model.id}{ENDINGS[target]}")
    keep_apart([(f"-o {path}", path)], pathways=[pathway])
    cases = _cases(model, checked, target, case_id)
    if case_id is None and target != "scorm" and sys.stderr.isatty():
        echo(f"making the questions of {counted(len(cases.cases), 'case')} …", err=True)
    failing: set[str] = set()
    items = _items(model, cases, target, case_id, seed, failing)
    if not everything:
        items = distinct(items)
    content, asked = _made(model, cases, items, target)
    if output == "-":
        sys.stdout.buffer.write(content)
    else:
        write(path, content)
        echo(f"wrote {path}", err=True)
    echo(_summary(items, asked), err=True)
    tell_failing_cases(checked, failing, "the questions")


def _path(output: str | None, usual: str) -> Path:
    """The file that `-o` means, which may name its folder; the usual one where it says nothing."""
    path = Path(output or "")
    return path / usual if output is None or os.path.isdir(path) or output.endswith("/") else path


def _needs_genanki() -> None:
    """End the command where the deck's library is not installed, before anything is worked out for it."""
    from importlib.util import find_spec

    from stepladder.render.errors import Lacking

    if find_spec("genanki") is None:
        fail(str(Lacking("an Anki deck", "genanki", "anki")))


def _cases(model: Pathway, checked: Checked, target: str, case_id: str | None) -> CaseFile:
    """The teaching cases; ends the command where there is none, or one with errors."""
    cases = checked.reading.cases
    if case_id is not None and target != "scorm":
        refuse_broken_case(checked, case_id, color="auto", plain=False)
    else:  # the page of a package shows every case
        refuse_broken_cases(checked, color="auto", plain=False)
    if cases is None or not cases.cases:
        fail(f"'{model.id}' has no teaching cases, and an export is made of their questions")
    if case_id is not None:
        find_case(model, cases, case_id)
    return cases


def _items(
    model: Pathway, cases: CaseFile, target: str, case_id: str | None, seed: int, failing: set[str]
) -> tuple[Item, ...]:
    """The questions: a quiz of them for the page, every one for the other formats, or those of one case.

    The ids of cases that fail, of which no question is made, are added to `failing`.
    """
    from stepladder.quiz import every_item, quiz_items

    if case_id is not None or target == "scorm":
        items = quiz_items(model, cases, seed, case_id, failing)
    else:
        items = every_item(model, cases, seed, failing)
    if not items:
        which = f"the case '{case_id}'" if case_id is not None else "the cases"
        fail(f"no question can be made of {which} of '{model.id}'; `stepladder test` shows whether cases fail", FOUND)
    return items


def _made(model: Pathway, cases: CaseFile, items: tuple[Item, ...], target: str) -> tuple[bytes, tuple[Item, ...]]:
    """What is to be written, and the questions that are in it."""
    match target:
        case "scorm":
            from stepladder.explore.page import explore_page
            from stepladder.export.to_scorm import script, to_scorm

            page = explore_page(model, cases, quiz_items=items, scripts=[script()], opens_with="v=quiz")
            return to_scorm(model, page), items
        case "anki":
            from stepladder.export.to_anki import to_anki

            return to_anki(model, items), items
        case _:
            from stepladder.export.to_gift import sayable, to_gift

            asked = tuple([item for item in items if sayable(item)])
            if not asked:
                fail(f"every answer to the questions of '{model.id}' is allowed, and GIFT can mark none of them", FOUND)
            return to_gift(model, asked).encode(), asked


def _summary(items: tuple[Item, ...], asked: tuple[Item, ...]) -> str:
    """How much there is in it, and which questions are not: those that were made, but that the format could not say."""
    from stepladder.text.counting import counted

    parts = [f"{counted(len(asked), 'question')} of {counted(len({item.case for item in asked}), 'case')}"]
    lost = len(items) - len(asked)
    if lost:
        parts.append(f"{lost} left out: every answer to them is allowed, which GIFT cannot say (SL701)")
    return "; ".join(parts)
