"""`stepladder list`: the pathways at hand."""

from __future__ import annotations

import json

import click

from stepladder.cli.common import FOUND, USAGE, accept_look, fail


@click.command()
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@accept_look
def command(format_: str) -> None:
    """List the pathways in ./pathways and those that come with stepladder.

    \b
    Examples:
      stepladder list
      stepladder list --format json
    """
    from stepladder.library import Unreadable, at_hand
    from stepladder.reading.files import locate
    from stepladder.reading.load import read

    rows: list[dict[str, object]] = []
    broken: list[str] = []
    for name, path in at_hand().items():
        try:
            reading = read(locate(path), origins=False)
        except Unreadable as error:
            broken.append(str(error))
            continue
        pathway = reading.pathway
        if pathway is None:
            broken.append(f"{path}: cannot be read; `stepladder validate {path}` says why")
            continue
        rows.append(
            {
                "id": name,
                "title": pathway.title,
                "version": pathway.version,
                "status": pathway.status,
                "steps": len(pathway.steps),
                "rules": len(pathway.rules),
                "cases": len(reading.cases.cases) if reading.cases is not None else 0,
            }
        )
    for line in broken:
        click.echo(f"stepladder: {line}", err=True)
    if not rows and not broken:
        fail("there is no pathway at hand; `stepladder new my-pathway` starts one", FOUND)
    if format_ == "json":
        click.echo(json.dumps({"format": 1, "pathways": rows}, ensure_ascii=False, indent=2))
    else:
        _table(rows)
    if broken:
        raise click.exceptions.Exit(USAGE)


def _table(rows: list[dict[str, object]]) -> None:
    headings = ("id", "version", "status", "steps", "rules", "cases", "title")
    cells = [headings, *(tuple(str(row[key]) for key in headings) for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(headings))]
    numbers = {"steps", "rules", "cases"}
    for row in cells:
        parts = [
            cell.rjust(width) if name in numbers else cell.ljust(width)
            for name, cell, width in zip(headings, row, widths, strict=True)
        ]
        click.echo("  ".join(parts).rstrip())
