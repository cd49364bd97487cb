"""`stepladder new`: a commented skeleton that validates, or a copy of a pathway to start from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from stepladder import files
from stepladder.cli.common import accept_look, fail
from stepladder.cli.complete import complete_pathway
from stepladder.cli.terminal import echo


@click.command()
@click.argument("pathway_id", metavar="ID")
@click.option(
    "--from",
    "model",
    metavar="PATHWAY",
    shell_complete=complete_pathway,
    help="Start from a copy of this pathway, with its cases, rather than from the skeleton.",
)
@click.option("--in", "folder", default="pathways", show_default=True, metavar="FOLDER", help="Where to put it.")
@accept_look
def command(pathway_id: str, model: str | None, folder: str) -> None:
    """Write a new pathway called ID, with cases, that validates as it is: a commented skeleton, or a copy.

    A copy keeps every comment. It gets the new id, the version 0.1.0 and the status draft, loses the dates of review
    and the authors of the old one, and says at its head what it was copied from. `stepladder list` shows what there is
    to start from; docs/authoring.md says how to go on.

    \b
    Examples:
      stepladder new knee-pain
      stepladder new knee-pain --in drafts
      stepladder new reflux-adult --from constipation-adult
    """
    from stepladder.facts import FREE_ID, ID_LENGTH

    if not FREE_ID.match(pathway_id) or len(pathway_id) > ID_LENGTH:
        rule = f"letters, digits, _ and -, starting with a letter, at most {ID_LENGTH}"
        fail(f"'{pathway_id[:80]}' cannot be an id: {rule}")
    target = Path(folder) / f"{pathway_id}.yaml"
    for suffix in (".yaml", ".cases.yaml", ".origins.yaml", ""):
        path = target.with_suffix(suffix)
        if files.is_there(path):
            fail(f"{path} is there already; nothing was written")
    if model is None:
        from stepladder.walk.skeleton import cases_text, pathway_text

        texts: Mapping[str, str] = {
            target.name: pathway_text(pathway_id, date.today()),
            f"{pathway_id}.cases.yaml": cases_text(pathway_id),
        }
        made = None
    else:
        texts, made = _copy(model, pathway_id)
    try:
        files.make_folder(target.parent)
        written = _write(target.with_suffix("") if made == "folder" else target, texts)
    except OSError as error:
        fail(f"{files.shown(error.filename or target)}: {files.reason(error)}")
    place = written[0] if made != "folder" else target.with_suffix("")
    names = ", ".join(path.name for path in written)
    echo(f"Wrote {place}: {names}." if made == "folder" else f"Wrote {' and '.join(map(str, written))}.")
    name = pathway_id if folder == "pathways" else str(place)
    echo(f"Next: stepladder validate {place}; then stepladder walk {name}", err=True)


def _copy(model: str, pathway_id: str) -> tuple[Mapping[str, str], str]:
    """The texts of a copy by file name, and whether they are to be a `file` or a `folder`."""
    from stepladder.cli.common import FOUND
    from stepladder.library.registry import NotFound, find
    from stepladder.reading.copy import copied
    from stepladder.reading.files import Unreadable
    from stepladder.reading.load import read

    try:
        located = find(model)
        reading = read(located)
    except (NotFound, Unreadable) as error:
        fail(str(error))
    if reading.pathway is None or reading.lost:
        fail(f"'{model}' has errors; `stepladder validate {model}` says which", FOUND)
    return copied(reading, located, pathway_id, date.today()), "folder" if located.folder else "file"


def _write(target: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write all of the files or none: beside each other, or into the folder that `target` names."""
    if target.suffix != ".yaml":
        files.write_folder(target, texts)
        return [target / name for name in texts]
    written: list[Path] = []
    try:
        for name, text in texts.items():
            files.write_new(target.with_name(name), text)
            written.append(target.with_name(name))
    except BaseException:
        for path in written:
            files.remove(path)
        raise
    return written
