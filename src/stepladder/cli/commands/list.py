"""`stepladder list`: the shelf, the pathways at hand."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepladder.cli.common import FOUND, USAGE, fail, look_options, wants_color
from stepladder.cli.terminal import echo

if TYPE_CHECKING:
    from stepladder.reading.load import Reading
    from stepladder.text.terminal import Paint

_HEADINGS = ("id", "version", "status", "rungs", "steps", "rules", "claims", "cases")
_NUMBERS = _HEADINGS[3:]
_NARROWEST = 30
"""A title that would have fewer columns than this stands on a line of its own."""


@click.command()
@click.option("--long", "long_", is_flag=True, help="Of each: whom it is about, its rungs, and where it ends.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@look_options
def command(long_: bool, format_: str, color: str, plain: bool) -> None:
    """List the pathways in ./pathways and those that come with stepladder.

    \b
    Examples:
      stepladder list
      stepladder list --long
      stepladder list --format json
    """
    from stepladder.library.registry import at_hand
    from stepladder.reading.files import Unreadable, locate
    from stepladder.reading.load import read
    from stepladder.text.characters import as_json
    from stepladder.text.terminal import Paint

    rows: list[dict[str, object]] = []
    broken: list[str] = []
    try:
        pathways = at_hand()
    except Unreadable as error:
        fail(str(error))
    for name, path in pathways.items():
        try:
            reading = read(locate(path), origins=False)
        except Unreadable as error:
            broken.append(str(error))
            continue
        if reading.pathway is None:
            broken.append(f"{path}: cannot be read; `stepladder validate {path}` says why")
            continue
        rows.append(_row(name, path, reading))
    for line in broken:
        echo(f"stepladder: {line}", err=True)
    if not rows and not broken:
        fail("there is no pathway at hand; `stepladder new my-pathway` starts one", FOUND)
    if format_ == "json":
        echo(as_json({"format": 1, "pathways": rows}, 2))
    else:
        paint = Paint(wants_color(color, plain))
        width = shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() or long_ else None
        table = None if long_ else _table(rows, paint, width)
        for line in _shelf(rows, paint, width or 80) if table is None else table:
            echo(line)
        if rows and sys.stdout.isatty():
            echo("\nstepladder walk ID: walk it; stepladder new MY-OWN --from ID: start from it", err=True)
    if broken:
        raise click.exceptions.Exit(USAGE)


def _row(name: str, path: Path, reading: Reading) -> dict[str, object]:
    pathway = reading.pathway
    assert pathway is not None
    goes_on = dict.fromkeys(step.continues for step in pathway.steps.values() if step.continues)
    return {
        "id": name,
        "title": pathway.title,
        "version": pathway.version,
        "status": pathway.status,
        "population": pathway.population,
        "steps": len(pathway.steps),
        "rules": len(pathway.rules),
        "claims": len(pathway.claims),
        "cases": len(reading.cases.cases) if reading.cases is not None else 0,
        "rungs": [lane.title for lane in pathway.lanes.values() if lane.rung is not None],
        "outcomes": [step.title for step in pathway.steps.values() if step.kind == "outcome"],
        "continues": list(goes_on),
        "review_by": pathway.review_by.isoformat() if pathway.review_by is not None else None,
        "path": path.as_posix(),
    }


def _table(rows: Sequence[dict[str, object]], paint: Paint, width: int | None) -> list[str] | None:
    """A line for each pathway; in a terminal, titles are wrapped in their column or stand below.

    None where the terminal is too narrow even for that.
    """
    from stepladder.text.characters import columns
    from stepladder.text.terminal import wrap

    lines: list[str] = []
    cells = [_HEADINGS, *(tuple(_cell(row[key]) for key in _HEADINGS) for row in rows)]
    widths = [max(columns(row[i]) for row in cells) for i in range(len(_HEADINGS))]
    titles = ["title", *(_titled(row) for row in rows)]
    for number, (row, title) in enumerate(zip(cells, titles, strict=True)):
        line = "  ".join(
            " " * (space - columns(cell)) + cell if heading in _NUMBERS else cell + " " * (space - columns(cell))
            for heading, cell, space in zip(_HEADINGS, row, widths, strict=True)
        )
        look, long = paint.dim if number == 0 else str, columns(line)
        if width is None:
            lines.append(look(f"{line}  {title}"))
        elif width < long:
            return None
        elif width >= long + 2 + _NARROWEST:
            lines += [look(each) for each in wrap(title, width, f"{line}  ", " " * (long + 2))]
        else:
            lines += [look(line.rstrip()), *(wrap(title, width, "  ", "  ") if number else [])]
    return lines


def _shelf(rows: Sequence[dict[str, object]], paint: Paint, width: int) -> Iterator[str]:
    """A paragraph for each pathway."""
    from stepladder.text.counting import counted
    from stepladder.text.terminal import wrap

    for number, row in enumerate(rows):
        if number:
            yield ""
        yield f"{paint.strong(str(row['id']))} {row['version']}, {row['status']}"
        counts = ", ".join(counted(int(_cell(row[f"{noun}s"])), noun) for noun in ("step", "rule", "claim", "case"))
        review = f"; to be looked at again by {row['review_by']}" if row["review_by"] else ""
        population = row["population"] or "not said"
        lines = [("", str(row["title"])), ("For: ", str(population)), *_lists(row), ("", counts + review)]
        for first, text in lines:
            yield from wrap(text, width, f"  {first}", "    ")


def _lists(row: dict[str, object]) -> Iterator[tuple[str, str]]:
    for word, key in (("Rungs: ", "rungs"), ("Ends: ", "outcomes"), ("Goes on in: ", "continues")):
        names = row[key]
        assert isinstance(names, list)
        if names:
            yield word, "; ".join(names)


def _titled(row: dict[str, object]) -> str:
    goes_on = row["continues"]
    assert isinstance(goes_on, list)
    return f"{row['title']} (goes on in {', '.join(goes_on)})" if goes_on else str(row["title"])


def _cell(value: object) -> str:
    return str(len(value)) if isinstance(value, list) else str(value)
