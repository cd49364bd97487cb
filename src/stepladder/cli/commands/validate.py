"""`stepladder validate`: everything that can be wrong with definitions."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepladder.cli.common import CLEAN, FOUND, USAGE, fail, keep_apart, look_options, report_target, wants_color, write
from stepladder.cli.complete import complete_pathway
from stepladder.cli.settling import paths_or_settled, settings_options, settled_by_file
from stepladder.cli.terminal import echo, progress

if TYPE_CHECKING:
    from stepladder.library.parallel import How, Seen
    from stepladder.library.settings import Nearest
    from stepladder.library.suppressions import Placed
    from stepladder.report.scope import Looked

KINDS = ("text", "json", "github", "sarif", "junit")
"""The formats, as `report.formats` knows them; written out so that the help need not import them."""

FAULT = 70
"""The exit code where stepladder itself failed."""


@click.command()
@click.argument("paths", nargs=-1, shell_complete=complete_pathway)
@click.option("--format", "format_", type=click.Choice(KINDS), default="text", show_default=True)
@click.option("-o", "outputs", multiple=True, metavar="FORMAT=FILE", help="Also write a report to a file; repeatable.")
@settings_options
@click.option("--skip", default="", metavar="PARTS", help="Parts to leave out, separated by commas: proofs, cases.")
@click.option(
    "--timeout", type=click.FloatRange(min=0), default=60, show_default=True, metavar="SECONDS",
    help="How long the proofs of one pathway may take; what takes longer is said to be undecided.",
)  # fmt: skip
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N",
    help="How many processes check; as many as there are processors where there is enough to do, if it is left out.",
)  # fmt: skip
@click.option("--stdin-filename", default="<stdin>", help="What to call standard input, given as -.")
@look_options
def command(
    paths: tuple[str, ...],
    format_: str,
    outputs: tuple[str, ...],
    fail_on: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    skip: str,
    timeout: float,
    jobs: int | None,
    stdin_filename: str,
    color: str,
    plain: bool,
) -> None:
    """Check pathway definitions, and say exactly where something is wrong.

    PATHS are files, pathway folders, folders of pathways, ids, or - for standard input; without any, those of
    [tool.stepladder] in pyproject.toml, else ./pathways.

    \b
    Examples:
      stepladder validate
      stepladder validate pathways/esophageal-spasm --fail-on warning
      stepladder validate --skip proofs,cases draft.yaml
      stepladder validate --format github -o sarif=stepladder.sarif -o junit=stepladder.xml
      cat draft.yaml | stepladder validate -
    """
    from stepladder.library.parallel import How
    from stepladder.report.formats import FORMATS
    from stepladder.report.scope import Looked

    skipped = _parts(skip)
    targets = [report_target(given, KINDS) for given in outputs]
    held = settled_by_file(fail_on, select, ignore)
    paths = paths_or_settled(paths, held.here, "the files to check")
    keep_apart([(f"-o {kind}={path}", path) for kind, path in targets], pathways=paths, inputs=[held.here.file])
    how = How(cases="cases" not in skipped, proofs="proofs" not in skipped, timeout=timeout)
    pathways = _checked(paths, how, jobs, stdin_filename, held)

    placed = sorted((placed for pathway in pathways for placed in pathway.findings), key=lambda placed: placed.order)
    selected = held.selected(placed)
    limits = {pathway.file: held.of(pathway.file).fail_on for pathway in selected}
    looked = Looked(pathways, held.here.fail_on, len(placed) - len(selected), limits)
    line = _summary(selected, looked)
    for kind, path in targets:
        write(path, FORMATS[kind](selected, looked))
    if "github" in (format_, *[kind for kind, _ in targets]):
        _add_summary(selected, line)
    if format_ != "text":
        echo(FORMATS[format_](selected, looked), nl=False)
    elif selected:
        from stepladder.report.diagnostics.to_text import to_text
        from stepladder.text.terminal import Paint

        echo(to_text(selected, Paint(wants_color(color, plain))))
    echo(line, err=True)
    _tell_unreadable(pathways)
    code = FOUND if any(looked.fails(finding) for finding in selected) else CLEAN
    raise click.exceptions.Exit(USAGE if any(finding.code.startswith("SL0") for finding in selected) else code)


def _summary(selected: Sequence[Placed], looked: Looked) -> str:
    from stepladder.library.settings import not_selected
    from stepladder.report.diagnostics.to_text import summary

    left_out = f"; {not_selected(looked.not_selected)}" if looked.not_selected else ""
    return f"{summary(selected, *looked.counts.values())}{left_out}"


def _tell_unreadable(pathways: Sequence[Seen]) -> None:
    from stepladder.text.counting import counted

    hidden = sum(not pathway.readable for pathway in pathways)
    if hidden and len(pathways) > 1:
        echo(f"{counted(hidden, 'pathway')} could not be read at all", err=True)


def _checked(paths: Sequence[str], how: How, jobs: int | None, stdin_filename: str, held: Nearest) -> tuple[Seen, ...]:
    """What was found of each pathway that is named; ends the command where one cannot be read at all."""
    from stepladder.library.checked import examine
    from stepladder.library.parallel import WorkerDied, check_all, seen
    from stepladder.library.registry import NotFound, find_all
    from stepladder.library.settings import SettingsError
    from stepladder.reading.files import Unreadable, orphans
    from stepladder.reading.load import read_text
    from stepladder.reading.yaml_events import LARGEST

    checked: list[Seen] = []
    try:
        named = find_all([path for path in paths if path != "-"])
        for path in paths:
            for orphan in orphans(Path(path)):
                fail(f"{orphan}: its pathway is not beside it, so nothing in it would be looked at")
        for place in named:
            held.of(str(place.main))
        if "-" in paths:
            raw = sys.stdin.buffer.read(LARGEST + 1)
            stem = Path(stdin_filename).name.removesuffix(".yaml") if stdin_filename != "<stdin>" else ""
            read = read_text(raw, stdin_filename, stem)
            checked.append(seen(examine(read, cases=False, proofs=how.proofs, timeout=how.timeout), stem))
        with _Progress(len(named)) as progress:
            checked.extend(check_all(named, how, jobs=jobs, progress=progress))
    except (NotFound, Unreadable, SettingsError) as error:
        fail(str(error))
    except WorkerDied as error:
        fail(str(error), FAULT)
    return tuple(checked)


class _Progress:
    """Says on a terminal how many are done, once that takes longer than two seconds."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.begun = time.monotonic()
        self.shown = False

    def __call__(self, done: int) -> None:
        if sys.stderr.isatty() and time.monotonic() - self.begun > 2:
            progress(f"checked {done:,} of {self.number:,} ")
            self.shown = True

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.shown:
            progress(f"checked {self.number:,} of {self.number:,}\n" if kind is None else "\n")


def _parts(skip: str) -> frozenset[str]:
    parts = frozenset(part.strip() for part in skip.split(",") if part.strip())
    unknown = sorted(parts - {"proofs", "cases"})
    if unknown:
        fail(f"--skip knows 'proofs' and 'cases', not '{unknown[0]}'")
    return parts


def _add_summary(findings: Sequence[Placed], line: str) -> None:
    """Add to the summary of the GitHub job, where this is one."""
    name = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if not name:
        return
    from stepladder import files
    from stepladder.report.diagnostics.to_github import to_summary

    try:
        files.append(Path(name), to_summary(findings, line))
    except (OSError, ValueError) as error:
        fail(f"GITHUB_STEP_SUMMARY: {files.shown(name)}: {files.reason(error)}")
