"""`stepladder test`: the teaching cases of pathways, run; what they reach, and what they would not notice."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepladder.cli.common import (
    CLEAN,
    FOUND,
    USAGE,
    fail,
    is_plain,
    keep_apart,
    look_options,
    report_target,
    tell_broken_cases,
    wants_color,
    write,
)
from stepladder.cli.complete import complete_pathway
from stepladder.cli.recording import print_case
from stepladder.cli.settling import paths_or_settled, settled_by_file
from stepladder.cli.terminal import Ticker, echo, with_progress

if TYPE_CHECKING:
    from stepladder.library.checked import Checked
    from stepladder.library.settings import Nearest
    from stepladder.mutation import Mutation
    from stepladder.report.cases.outcomes import Group
    from stepladder.report.cases.results import Results

WIDEST = 120
"""Lines are no longer than this."""

FORMATS = ("text", "json", "junit")


@click.command()
@click.argument("paths", nargs=-1, shell_complete=complete_pathway)
@click.option(
    "-k", "pattern", metavar="PATTERN",
    help="Only cases whose id, title or pathway has these words; joined by and, or, not, as in pytest.",
)  # fmt: skip
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("-o", "outputs", multiple=True, metavar="FORMAT=FILE", help="Also write a report to a file; repeatable.")
@click.option(
    "--coverage/--no-coverage", default=None,
    help="Say all of what no case reaches, or nothing; without either it is said in one line a pathway.",
)  # fmt: skip
@click.option(
    "--min-coverage", type=click.FloatRange(0, 100), metavar="PCT", help="Exit with 1 where coverage lies below."
)
@click.option("--mutate", is_flag=True, help="Change each pathway bit by bit, and say what no case would notice.")
@click.option(
    "--min-mutants", type=click.FloatRange(0, 100), metavar="PCT",
    help="With --mutate: exit with 1 where fewer of the changes are noticed.",
)  # fmt: skip
@click.option(
    "--suggest", type=click.IntRange(min=1), metavar="N", help="Print a case file with N cases that reach more."
)
@click.option("--output", metavar="FILE", help="With --suggest: write the case file there.")
@click.option("--record", "record_file", metavar="WALK.jsonl", help="Print the case that a saved walk is.")
@click.option("--id", "case_id", metavar="ID", help="With --record: the id of the case.")
@click.option("--title", metavar="TEXT", help="With --record: its title.")
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "note"]),
    help="Exit with 1 from this severity on; error where nothing else is settled.",
)  # fmt: skip
@look_options
def command(
    paths: tuple[str, ...],
    pattern: str | None,
    format_: str,
    outputs: tuple[str, ...],
    coverage: bool | None,
    min_coverage: float | None,
    mutate: bool,
    min_mutants: float | None,
    suggest: int | None,
    output: str | None,
    record_file: str | None,
    case_id: str | None,
    title: str | None,
    fail_on: str | None,
    color: str,
    plain: bool,
) -> None:
    """Run the teaching cases of pathways, and say what they reach.

    PATHS are files, pathway folders, folders of pathways, or ids; without any, those of pyproject.toml or ./pathways.
    A case that fails is told with its expected and its real path side by side, and why they part.

    \b
    Examples:
      stepladder test
      stepladder test pathways/esophageal-spasm -k "nitrate and not pregnant"
      stepladder test esophageal-spasm --coverage --min-coverage 90
      stepladder test esophageal-spasm --mutate --min-mutants 95
      stepladder test esophageal-spasm --suggest 3 > more.cases.yaml
      stepladder test --record monday.jsonl --id monday >> pathways/esophageal-spasm/cases.yaml
      stepladder test pathways/ --format junit > report.xml
    """
    targets = [report_target(given, FORMATS) for given in outputs]
    _refuse_alone("--id", case_id, record_file, "--record")
    _refuse_alone("--title", title, record_file, "--record")
    _refuse_alone("--output", output, suggest, "--suggest")
    _refuse_alone("--min-mutants", min_mutants, mutate or None, "--mutate")
    if record_file is not None:
        if suggest is not None or mutate or pattern is not None or outputs or min_coverage is not None:
            fail("--record stands alone, with --id and --title")
        print_case(record_file, paths, case_id, title, color=color, plain=plain)
        return
    held = settled_by_file(fail_on)
    paths = paths_or_settled(paths, held.here, "the pathways to test")
    written = [(f"-o {kind}={path}", path) for kind, path in targets]
    keep_apart([(f"--output {output}", output), *written], pathways=paths, inputs=[held.here.file])
    groups = _groups(paths, pattern, held, some=suggest is None)
    results = _results(groups, coverage, min_coverage, mutate=mutate)
    if suggest is not None:
        _suggest(groups, suggest, output)
    else:
        _print(results, format_, color, plain)
    for kind, path in targets:
        write(path, results.report(kind))
    echo(results.summary(), err=True)
    short = [*results.below(min_coverage), *results.unnoticed(min_mutants)]
    for sentence in short:
        echo(f"stepladder: {sentence}", err=True)
    raise click.exceptions.Exit(_code(groups, held, bool(short)))


def _print(results: Results, format_: str, color: str, plain: bool) -> None:
    if format_ != "text":
        echo(results.report(format_), nl=False)
        return
    width = max(60, min(shutil.get_terminal_size((80, 24)).columns, WIDEST))
    echo("\n".join(results.lines(width, color=wants_color(color, plain), plain=is_plain(plain))))


def _results(groups: tuple[Group, ...], coverage: bool | None, min_coverage: float | None, *, mutate: bool) -> Results:
    """What the chosen cases reach and notice, as far as that is asked for."""
    from stepladder.report.cases.results import Results, coverages, has_what_to_work_on

    reached = coverages(groups) if coverage is not False or min_coverage is not None else {}
    mutations: dict[int, Mutation] = {}
    unmutated: list[str] = []
    if mutate:
        from stepladder.mutation import mutate as tried
        from stepladder.mutation.engine import NothingToMutate

        for index, group in enumerate(groups):
            if group.checked.pathway is None or not has_what_to_work_on(group):
                continue
            try:
                ticker = Ticker(f"mutants of {group.name} tried:")
                mutations[index] = tried(group.checked.pathway, group.checked.reading, group.outcomes, progress=ticker)
                ticker.end()
            except NothingToMutate as error:
                unmutated.append(str(error))
    return Results(groups, bool(coverage), reached, mutations, unmutated)


def _refuse_alone(option: str, given: object, needed: object, beside: str) -> None:
    """Refuse an option that means nothing without another."""
    if given is not None and needed is None:
        fail(f"{option} goes with {beside}")


def _groups(paths: Sequence[str], pattern: str | None, held: Nearest, *, some: bool) -> tuple[Group, ...]:
    """The pathways with their chosen cases, run.

    Args:
        paths: as they were named.
        pattern: which cases; all where it is None.
        held: whose settings must be sound.
        some: whether to end the command where there is none to run.
    """
    from stepladder.cases.pattern import WrongPattern
    from stepladder.cases.pattern import pattern as read_pattern
    from stepladder.library.checked import examine
    from stepladder.library.registry import NotFound, find_all
    from stepladder.library.settings import SettingsError
    from stepladder.reading.files import Unreadable, orphans
    from stepladder.reading.load import read
    from stepladder.report.cases.outcomes import group, judged

    try:
        picked = read_pattern(pattern) if pattern is not None else None
        located = find_all(paths)
        for located_one in located:
            held.of(str(located_one.main))
        for path in paths:
            for orphan in orphans(Path(path)):
                fail(f"{orphan}: its pathway is not beside it, so no case in it would be run")
        checked: list[Checked] = [
            examine(read(place, origins=False), cases=True) for place in with_progress(located, "tested")
        ]
    except WrongPattern as error:
        fail(f"-k: {error}")
    except (NotFound, Unreadable, SettingsError) as error:
        fail(str(error))
    groups: list[Group] = []
    for place in checked:
        every = judged(place)
        chosen = [case for case in every if picked is None or picked(case.names)]
        groups.append(group(place, chosen, every))
    if some or pattern is not None:
        _refuse_nothing(groups, pattern)
    return tuple(groups)


def _refuse_nothing(groups: Sequence[Group], pattern: str | None) -> None:
    """End the command where no case was chosen, unless that is because something has errors."""
    if any(group.cases or group.broken for group in groups):
        return
    known = [case.id for group in groups for case in group.all]
    if known:
        more = f" and {len(known) - 6} more" if len(known) > 6 else ""
        fail(f"-k {pattern}: no case is called so; there are {', '.join(known[:6])}{more}")
    names = ", ".join(group.name for group in groups[:6])
    fail(f"there is no case to run: {names}{' and others' if len(groups) > 6 else ''} without a case file")


def _suggest(groups: Sequence[Group], number: int, output: str | None) -> None:
    """Print or write a case file with cases that would reach more."""
    from stepladder.cli.terminal import ticking
    from stepladder.report.cases.left_out import coverage_words
    from stepladder.suggest import NothingToSuggest, suggest

    if len(groups) != 1:
        fail(f"--suggest takes one pathway, not {len(groups)}")
    group = groups[0]
    if group.checked.pathway is None or group.broken:
        from stepladder.report.diagnostics.to_text import to_text
        from stepladder.text.terminal import Paint

        echo(to_text(group.broken, Paint(wants_color("auto", False, err=True))), err=True)
        unreadable = any(finding.code.startswith("SL0") for finding in group.broken)
        fail(f"'{group.name}' has errors; mend them first", USAGE if unreadable else FOUND)
    tell_broken_cases(group.checked, color="auto", plain=False)
    for words in coverage_words(group):
        echo(f"stepladder: {words}", err=True)
    try:
        with ticking("looking for walks"):
            text = suggest(group.checked.pathway, group.checked.reading, group.outcomes, number)
    except NothingToSuggest as error:
        fail(str(error), FOUND)
    if output is None:
        echo(text, nl=False)
    else:
        write(Path(output), text)
        echo(f"wrote {output}", err=True)


def _code(groups: Sequence[Group], held: Nearest, short: bool) -> int:
    findings = [placed for group in groups for placed in group.findings]
    if any(placed.code.startswith("SL0") for placed in findings):
        return USAGE
    failed = any(case.failed for group in groups for case in group.cases)
    return (
        FOUND
        if failed or short or any(placed.severity.rank <= held.of(placed.file).fail_on.rank for placed in findings)
        else CLEAN
    )
