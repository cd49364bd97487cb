"""`stepladder validate`: everything that can be wrong with definitions."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from stepladder.cli.common import (
    CLEAN,
    FOUND,
    USAGE,
    complete_pathway,
    fail,
    look_options,
    wants_color,
    with_progress,
)


@click.command()
@click.argument("paths", nargs=-1, shell_complete=complete_pathway)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("-o", "outputs", multiple=True, metavar="FORMAT=FILE", help="Also write a report to a file; repeatable.")
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "note"]), default="error", show_default=True,
    help="Exit with 1 from this severity on.",
)  # fmt: skip
@click.option("--skip", default="", metavar="PARTS", help="Parts to leave out, separated by commas: proofs, cases.")
@click.option(
    "--timeout", type=click.FloatRange(min=0), default=60, show_default=True, metavar="SECONDS",
    help="How long the proofs of one pathway may take; what takes longer is said to be undecided.",
)  # fmt: skip
@click.option("--stdin-filename", default="<stdin>", help="What to call standard input, given as -.")
@look_options
def command(
    paths: tuple[str, ...],
    format_: str,
    outputs: tuple[str, ...],
    fail_on: str,
    skip: str,
    timeout: float,
    stdin_filename: str,
    color: str,
    plain: bool,
) -> None:
    """Check pathway definitions, and say exactly where something is wrong.

    PATHS are files, pathway folders, folders of pathways, ids, or - for standard input; without any, ./pathways.

    \b
    Examples:
      stepladder validate
      stepladder validate pathways/esophageal-spasm --fail-on warning
      stepladder validate --skip proofs,cases draft.yaml
      stepladder validate --format json pathways/ > report.json
      cat draft.yaml | stepladder validate -
    """
    from stepladder.diagnostics import Severity
    from stepladder.library import Checked, NotFound, Unreadable, check, examine, find_all
    from stepladder.paint import Paint
    from stepladder.reading.files import Located
    from stepladder.reading.load import read_text
    from stepladder.reading.yaml_events import LARGEST
    from stepladder.report.to_json import to_json
    from stepladder.report.to_text import counted, summary, to_text

    skipped = _parts(skip)
    proofs = "proofs" not in skipped
    targets = [_output(given) for given in outputs]
    checked: list[Checked] = []
    try:
        if not paths:
            if not Path("pathways").is_dir():
                fail("there is no folder ./pathways here; name the files to check")
            paths = ("pathways",)
        named: list[Located] = find_all([path for path in paths if path != "-"])
        if "-" in paths:
            raw = sys.stdin.buffer.read(LARGEST + 1)
            stem = Path(stdin_filename).name.removesuffix(".yaml") if stdin_filename != "<stdin>" else ""
            read = read_text(raw, stdin_filename, stem)
            checked.append(examine(read, cases=False, proofs=proofs, timeout=timeout))
        checked.extend(
            check(located, cases="cases" not in skipped, proofs=proofs, timeout=timeout)
            for located in with_progress(named, "checked")
        )
    except (NotFound, Unreadable) as error:
        fail(str(error))
    findings = sorted((found for one in checked for found in one.findings), key=lambda found: found.order)
    models = [one.reading.pathway for one in checked if one.reading.pathway is not None]
    looked = {
        "pathways": len(checked),
        "files": sum(len(one.reading.files) for one in checked),
        "steps": sum(len(model.steps) for model in models),
        "rules": sum(len(model.rules) for model in models),
        "cases": sum(one.cases_run for one in checked),
    }
    for kind, path in targets:
        _write(path, to_json(findings, looked) if kind == "json" else to_text(findings, Paint(False)))
    line = summary(findings, *looked.values())
    if format_ == "json":
        click.echo(to_json(findings, looked), nl=False)
    else:
        paint = Paint(wants_color(color, plain))
        text = to_text(findings, paint)
        if text:
            click.echo(text, color=True)
    click.echo(line, err=True)
    hidden = sum(one.reading.pathway is None for one in checked)
    if hidden and len(checked) > 1:
        click.echo(f"{counted(hidden, 'pathway')} could not be read at all", err=True)
    limit = Severity(fail_on).rank
    code = FOUND if any(found.severity.rank <= limit for found in findings) else CLEAN
    if any(found.diagnostic.code.startswith("SL0") for found in findings):
        code = USAGE
    raise click.exceptions.Exit(code)


def _parts(skip: str) -> frozenset[str]:
    parts = frozenset(part.strip() for part in skip.split(",") if part.strip())
    unknown = sorted(parts - {"proofs", "cases"})
    if unknown:
        fail(f"--skip knows 'proofs' and 'cases', not '{unknown[0]}'")
    return parts


def _output(given: str) -> tuple[str, Path]:
    kind, sign, name = given.partition("=")
    if not sign or not name or kind not in ("text", "json"):
        fail(f"-o takes FORMAT=FILE with the format text or json, not '{given}'")
    return kind, Path(name)


def _write(path: Path, text: str) -> None:
    from stepladder.walk.files import write_whole

    try:
        write_whole(path, text)
    except OSError as error:
        fail(f"{path}: {(error.strerror or 'cannot be written').lower()}")
