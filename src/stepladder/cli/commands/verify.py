"""`stepladder verify`: the proofs of a pathway, alone."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepladder.cli.common import (
    CLEAN,
    FOUND,
    USAGE,
    checked_pathway,
    fail,
    look_options,
    tell_broken_cases,
    tell_left_out,
    wants_color,
)
from stepladder.cli.complete import complete_claim, complete_pathway
from stepladder.cli.terminal import echo, ticking

if TYPE_CHECKING:
    from stepladder.library.checked import Checked
    from stepladder.model.pathway import Pathway
    from stepladder.verify.findings import Proofs
    from stepladder.verify.witness.diagnose import Witnesses
    from stepladder.verify.witness.witness import Witness

WIDEST = 100
"""Lines are no longer than this, however wide the terminal is."""


@click.command()
@click.argument("pathway", shell_complete=complete_pathway)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--only", multiple=True, metavar="CLAIM|SLnnn", shell_complete=complete_claim,
    help="Decide only this claim or question; repeatable.",
)  # fmt: skip
@click.option("--timeout", type=click.FloatRange(min=0), metavar="SECONDS", help="Leave open what takes longer in all.")
@click.option("--witness-dir", metavar="DIR", help="Write the witness of each refutation there, as a case file.")
@click.option("--explain", is_flag=True, help="Say of everything how it was decided, with walks that show it.")
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "note"]), default="error", show_default=True,
    help="Exit with 1 from this severity on.",
)  # fmt: skip
@look_options
def command(
    pathway: str,
    format_: str,
    only: tuple[str, ...],
    timeout: float | None,
    witness_dir: str | None,
    explain: bool,
    fail_on: str,
    color: str,
    plain: bool,
) -> None:
    """Prove or refute, for every patient and every walk, what must be true of PATHWAY.

    A refutation comes with its witness: the shortest walk that shows it, in words and, with --witness-dir, as a case
    file that `walk --answers` replays.

    \b
    Examples:
      stepladder verify esophageal-spasm
      stepladder verify esophageal-spasm --only SL601 --only INV-05 --explain
      stepladder verify my-pathway.yaml --witness-dir witnesses
      stepladder verify my-pathway.yaml --format json --timeout 60 > proofs.json
    """
    from stepladder.report.verify.to_json import proofs_to_json
    from stepladder.report.verify.to_text import Report
    from stepladder.text.terminal import Paint
    from stepladder.verify.witness.diagnose import witnesses

    model, checked = _sound(pathway, color=color, plain=plain)
    wrong = tell_broken_cases(checked, color=color, plain=plain)
    wanted = _wanted(model, only)
    with ticking("proving"):
        proofs = _prove(model, checked, wanted, timeout)
        cases = checked.reading.cases
        shown = witnesses(proofs, cases.facts if cases is not None else None)
    written = _write(Path(witness_dir), shown) if witness_dir is not None else {}
    width = max(60, min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST))
    replays = {key: _command(pathway, witness, written.get(key)) for key, witness in shown.items()}
    report = Report(proofs, shown, replays, explain, width, Paint(wants_color(color, plain)))
    if format_ == "json":
        echo(proofs_to_json(proofs, shown, explain=explain), nl=False)
    else:
        echo("\n".join(report.lines()))
    for path in written.values():
        echo(f"wrote {path}", err=True)
    echo(report.summary(), err=True)
    tell_left_out(checked, "looked at first")
    raise click.exceptions.Exit(FOUND if wrong else _code(checked, proofs, shown, fail_on))


def _sound(name: str, *, color: str, plain: bool) -> tuple[Pathway, Checked]:
    """The pathway, with its cases where they can be read; one with errors is no pathway to prove anything of."""
    try:
        return checked_pathway(name, color=color, plain=plain, cases=True)
    except click.exceptions.Exit:
        raise click.exceptions.Exit(USAGE) from None


def _wanted(model: Pathway, only: Iterable[str]) -> tuple[str, ...]:
    """The questions and claims that are asked for."""
    from stepladder.diagnostics import nearest
    from stepladder.verify.findings import QUESTIONS

    known = [*QUESTIONS, *model.claims]
    wanted: list[str] = []
    for name in only:
        code = name.upper()
        if name not in model.claims and code not in QUESTIONS:
            wrong = f"--only: '{name}' is no claim of '{model.id}' and no question of proofs"
            fail(f"{wrong}. {nearest(name, known)}".rstrip())
        wanted.append(name if name in model.claims else code)
    return tuple(wanted)


def _prove(model: Pathway, checked: Checked, only: tuple[str, ...], timeout: float | None) -> Proofs:
    """Decide what is asked for; the walks of teaching cases save time."""
    from stepladder.library.checked import case_walks
    from stepladder.verify.engine import verify

    return verify(model, only=only, timeout=timeout, hints=case_walks(checked))


def _command(named: str, witness: Witness, written: Path | None) -> str:
    """What to type to walk a witness."""
    name = shlex.quote(named)
    if written is None:
        subject = witness.result.subject if witness.result.question == "SL604" else witness.result.question
        return f"stepladder verify {name} --only {shlex.quote(subject)} --witness-dir witnesses"
    how = "--resume" if written.suffix == ".jsonl" else "--no-input --answers"
    return f"stepladder walk {name} {how} {shlex.quote(str(written))}"


def _write(folder: Path, shown: Witnesses) -> Mapping[tuple[str, str], Path]:
    """Write each witness: as a case file, or as a saved walk where no case leads there."""
    from stepladder import files

    paths: dict[tuple[str, str], Path] = {}
    path = folder
    try:
        files.make_folder(folder)
        for key, witness in shown.items():
            ending, text = _file(witness)
            path = folder / f"{witness.pathway.id}.{witness.name}.{ending}"
            files.write(path, text)
            paths[key] = path
    except (OSError, ValueError) as error:
        fail(f"{files.shown(path)}: {files.reason(error)}")
    return paths


def _file(witness: Witness) -> tuple[str, str]:
    from stepladder.engine.walk import Walk
    from stepladder.verify.witness.case_text import case_file
    from stepladder.verify.witness.witness import case_data
    from stepladder.verify.witness.words import headline, story
    from stepladder.walk.log import to_lines

    pathway = witness.pathway
    title = headline(pathway, witness.result)
    case = case_data(witness, title[0].upper() + title[1:], story(witness))
    if case is None:
        events = tuple([moment.event for moment in witness.walk.moments if moment.event is not None])
        return "jsonl", to_lines(Walk.resume(pathway, events, witness.walk.entry))
    about = (f"A witness of {witness.result.question} about {witness.result.subject}.", pathway.disclaimer)
    return "cases.yaml", case_file(pathway.id, [case], about)


def _code(checked: Checked, proofs: Proofs, shown: Witnesses, fail_on: str) -> int:
    """Whether something is wrong from some severity on that its author did not silence."""
    from stepladder.diagnostics import Severity
    from stepladder.library.suppressions import place_all, silence
    from stepladder.verify.witness.diagnose import diagnose

    reading = checked.reading
    placed = place_all([reading.written(finding) for finding in diagnose(proofs, shown)], reading.sources)
    kept = [finding for finding in silence(placed, reading.files) if finding.code.startswith("SL6")]
    limit = Severity(fail_on).rank
    return FOUND if any(finding.severity.rank <= limit for finding in kept) else CLEAN
