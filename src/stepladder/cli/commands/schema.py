"""`stepladder schema`: the JSON Schema of the format, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepladder.cli.common import accept_look, write
from stepladder.cli.terminal import echo

if TYPE_CHECKING:
    from stepladder.reading.schema import Document

KINDS = ("pathway", "part", "cases", "origins")
"""The kinds of file, as `reading.schema` knows them; written out so that the help need not import pydantic."""


@click.command()
@click.option(
    "--of", "document", type=click.Choice(KINDS), default="pathway", show_default=True,
    help="The kind of file: a whole pathway, a part of a pathway folder, teaching cases, or origins.",
)  # fmt: skip
@click.option("-o", "output", metavar="FILE", help="Write it to this file instead of standard output.")
@accept_look
def command(document: Document, output: str | None) -> None:
    """Print the JSON Schema of the format, with which editors check and complete pathways as they are written.

    It checks the shape of a file: keys, types, ids. Names and conditions are for `stepladder validate`.

    \b
    Examples:
      stepladder schema -o pathway.schema.json
      stepladder schema --of part -o part.schema.json
      stepladder schema --of cases > cases.schema.json

    The YAML extension of an editor then takes it from the first line of a file:

    \b
      # yaml-language-server: $schema=pathway.schema.json
    """
    from stepladder.reading.schema import schema_text

    text = schema_text(document)
    if output is None:
        echo(text, nl=False)
        return
    write(Path(output), text)
    echo(f"Wrote {output}. First line for your files: # yaml-language-server: $schema={output}", err=True)
