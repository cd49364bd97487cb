"""`stepladder new`: a commented skeleton that validates."""

from __future__ import annotations

from pathlib import Path

import click

from stepladder.cli.common import accept_look, fail


@click.command()
@click.argument("pathway_id", metavar="ID")
@click.option("--in", "folder", default="pathways", show_default=True, metavar="FOLDER", help="Where to put it.")
@accept_look
def command(pathway_id: str, folder: str) -> None:
    """Write a commented skeleton of a pathway called ID, with a case, that validates as it is.

    \b
    Examples:
      stepladder new knee-pain
      stepladder new knee-pain --in drafts
    """
    from datetime import date

    from stepladder.facts import FREE_ID, ID_LENGTH
    from stepladder.walk.files import write_new
    from stepladder.walk.skeleton import cases_text, pathway_text

    if not FREE_ID.match(pathway_id) or len(pathway_id) > ID_LENGTH:
        rule = f"letters, digits, _ and -, starting with a letter, at most {ID_LENGTH}"
        fail(f"'{pathway_id[:80]}' cannot be an id: {rule}")
    target = Path(folder) / f"{pathway_id}.yaml"
    cases = target.with_name(f"{pathway_id}.cases.yaml")
    for path in (target, cases, Path(folder) / pathway_id):
        if path.exists():
            fail(f"{path} is there already; nothing was written")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_new(target, pathway_text(pathway_id, date.today()))
        write_new(cases, cases_text(pathway_id))
    except OSError as error:
        fail(f"{error.filename or target}: {(error.strerror or 'cannot be written').lower()}")
    click.echo(f"Wrote {target} and {cases}.")
    name = pathway_id if folder == "pathways" else str(target)
    click.echo(f"Next: stepladder validate {target}; then stepladder walk {name}", err=True)
