"""What every command shares: colour and plainness, finding pathways, and ending with a sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from stepladder.cli.terminal import echo

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from stepladder.library.checked import Checked
    from stepladder.model.pathway import Pathway
    from stepladder.reading.load import Reading

FuncT = TypeVar("FuncT", bound=Callable[..., Any])

CLEAN, FOUND, USAGE, WAITING = 0, 1, 2, 3
"""The exit codes, beside 130 for an interrupt."""


def look_options(function: FuncT) -> FuncT:
    """Add `--color` and `--plain` to a command."""
    color = click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="When to colour.",
    )
    plain = click.option("--plain", is_flag=True, help="No box drawing, no symbols, no colour.")
    return color(plain(function))


def accept_look(function: FuncT) -> FuncT:
    """Accept `--color` and `--plain` in a command that uses neither colour nor symbols, so that every command does."""
    color = click.option("--color", type=click.Choice(["auto", "always", "never"]), expose_value=False, hidden=True)
    plain = click.option("--plain", is_flag=True, expose_value=False, hidden=True)
    return color(plain(function))


def wants_color(color: str, plain: bool, *, err: bool = False) -> bool:
    """Whether to colour: the option, then --plain, NO_COLOR, TERM=dumb, and whether it is a terminal."""
    if color != "auto":
        return color == "always"
    if is_plain(plain) or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    stream = sys.stderr if err else sys.stdout
    return stream.isatty()


def is_plain(plain: bool) -> bool:
    """Whether box drawing and symbols are to be left out."""
    return plain or os.environ.get("ACCESSIBLE", "") not in ("", "0") or os.environ.get("TERM") == "dumb"


def fail(message: str, code: int = USAGE) -> NoReturn:
    """End with a sentence on standard error."""
    from stepladder.text.characters import SPACES, visible

    echo(f"stepladder: {visible(message, keep=SPACES)}", err=True)
    raise click.exceptions.Exit(code)


def checked_pathway(
    name: str, *, color: str, plain: bool, cases: bool = False, origins: bool = False, any_name: bool = False
) -> tuple[Pathway, Checked]:
    """A pathway that can be walked; ends the command with its diagnostics where it has errors.

    Args:
        name: a path or an id.
        color: the value of `--color`.
        plain: whether `--plain` was given.
        cases: whether its case file is read (it is not run).
        origins: whether its origins are read.
        any_name: whether its file or folder may be called otherwise than the pathway is.
    """
    from stepladder.diagnostics import Severity
    from stepladder.library.checked import examine
    from stepladder.library.registry import NotFound, find
    from stepladder.reading.files import Unreadable
    from stepladder.reading.load import read
    from stepladder.report.diagnostics.to_text import to_text
    from stepladder.text.terminal import Paint

    try:
        located = find(name)
        if any_name:
            located = replace(located, stem="")
        checked = examine(read(located, cases=cases, origins=origins), cases=False)
    except (NotFound, Unreadable) as error:
        fail(str(error))
    # a broken case is told when it is asked for, and by `validate`
    errors = [f for f in checked.findings if f.severity is Severity.ERROR and f.diagnostic.document != "cases"]
    if errors or checked.pathway is None:
        echo(to_text(errors, Paint(wants_color(color, plain, err=True))), err=True)
        unreadable = any(found.diagnostic.code.startswith("SL0") for found in errors)
        fail(f"'{name}' has errors; mend them first", USAGE if unreadable else FOUND)
    return checked.pathway, checked


def refuse_broken_case(checked: Checked, case_id: str, *, color: str, plain: bool) -> None:
    """End with what is wrong where the case that is asked for has errors, or the head of its file."""
    cases = checked.reading.cases
    sound = {cases.cases[index].id for index in checked.sound_cases} if cases is not None else set()
    if case_id not in sound and tell_broken_cases(checked, color=color, plain=plain):
        fail(f"the case '{case_id}' has errors; mend them first", FOUND)


def refuse_broken_cases(checked: Checked, *, color: str, plain: bool) -> None:
    """End with what is wrong where any teaching case has errors, or the head of its file."""
    if tell_broken_cases(checked, color=color, plain=plain):
        fail(f"the cases of {_named(checked)} have errors; mend them first", FOUND)


def _named(checked: Checked) -> str:
    pathway = checked.reading.pathway
    return f"'{pathway.id if pathway is not None else checked.reading.name}'"


def tell_broken_cases(checked: Checked, *, color: str, plain: bool) -> bool:
    """Say on standard error why teaching cases cannot be run; whether there is anything to say."""
    from stepladder.report.diagnostics.to_text import to_text
    from stepladder.text.terminal import Paint

    errors = checked.wrong_cases
    if errors:
        echo(to_text(errors, Paint(wants_color(color, plain, err=True))), err=True)
    return bool(errors)


def tell_left_out(checked: Checked, what: str) -> None:
    """Say on standard error which cases are not part of something, because they cannot be run.

    Args:
        checked: the pathway with its cases, whose errors are told already.
        what: what is not done with them, such as `compared`.
    """
    if not checked.wrong_cases:
        return
    from stepladder.report.left_out import left_out

    cases, names = checked.reading.cases, checked.cases_left_out
    if cases is None or not names:
        said = f"the cases of {_named(checked)} have errors, and are not {what}"
    else:
        said = left_out(names, len(cases.cases), "has errors and is", "have errors and are", f"not {what}")
    echo(f"stepladder: {said}", err=True)


def tell_failing_cases(checked: Checked, failing: Collection[str], of: str) -> None:
    """Say on standard error which cases fail, and that what is made of cases leaves them out; nothing where none does.

    Args:
        checked: the pathway with its cases.
        failing: their ids.
        of: what they are left out of, such as `the quiz`.
    """
    from stepladder.report.left_out import left_out

    cases = checked.reading.cases
    if failing and cases is not None:
        names = [case.id for case in cases.cases if case.id in failing]
        said = left_out(names, len(cases.cases), "fails and is", "fail and are", f"left out of {of}")
        hint = f"`stepladder test {checked.reading.name}` says why"
        echo(f"stepladder: {said}; {hint}", err=True)


def complete_pathway(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of the pathways at hand, and paths."""
    from click.shell_completion import CompletionItem

    from stepladder.library.registry import at_hand
    from stepladder.reading.files import Unreadable

    try:
        found = _offered(dict.fromkeys(at_hand(), ""), incomplete)
    except Unreadable:
        found = []
    return found or [CompletionItem(incomplete, type="file")]


def complete_step(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of the steps of the pathway that stands before."""
    reading = _named_before(ctx)
    steps = reading.pathway.steps if reading is not None and reading.pathway is not None else {}
    return _offered({name: step.title for name, step in steps.items()}, incomplete)


COLON = ":"
"""Bash breaks words there: of `step:nitrate` three reach us, `step`, `:` and `nitrate`."""


def complete_paths(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """As `complete_pathway`; in bash also the step behind `--view step:`."""
    if ctx.params.get("view") == "step" and COLON in (incomplete, *(ctx.params.get("paths") or ())[-1:]):
        return complete_step(ctx, param, "" if incomplete == COLON else incomplete)
    return complete_pathway(ctx, param, incomplete)


def complete_view(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The views of a picture: the ladder, the graph, and every step."""
    reading = _named_before(ctx)
    steps = reading.pathway.steps if reading is not None and reading.pathway is not None else {}
    views = {"ladder": "", "graph": "", **{f"step:{name}": step.title for name, step in steps.items()}}
    return _offered(views, incomplete)


def complete_case(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of the teaching cases of the pathway that stands before."""
    reading = _named_before(ctx, cases=True)
    cases = reading.cases.cases if reading is not None and reading.cases is not None else ()
    return _offered({case.id: case.title for case in cases}, incomplete)


def complete_claim(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The questions of proofs, and the claims of the pathway that stands before."""
    from stepladder.verify.findings import QUESTIONS

    reading = _named_before(ctx)
    claims = reading.pathway.claims if reading is not None and reading.pathway is not None else {}
    names = {**QUESTIONS, **{name: claim.title for name, claim in claims.items()}}
    return _offered(names, incomplete)


def _offered(names: Mapping[str, str], incomplete: str) -> list[CompletionItem]:
    """What completes a name, each with a word of help; both end on a terminal."""
    from click.shell_completion import CompletionItem

    from stepladder.text.characters import visible

    return [CompletionItem(visible(n), help=visible(words)) for n, words in names.items() if n.startswith(incomplete)]


def _named_before(ctx: click.Context, *, cases: bool = False) -> Reading | None:
    """The pathway that stands before what is completed; of `render` without one, the only one in ./pathways."""
    from stepladder.library.registry import NotFound, find, find_all
    from stepladder.reading.files import Unreadable
    from stepladder.reading.load import read

    # where an option still waits for its value click has not sorted the arguments yet
    paths = [path for path in ctx.params.get("paths") or ctx.args if path != COLON]
    named = ctx.params.get("pathway") or next(iter(paths), None)
    try:
        if named is None and "paths" in {param.name for param in ctx.command.params}:
            found = find_all(["pathways"])
            return read(found[0], cases=cases, origins=False) if len(found) == 1 else None
        return read(find(named), cases=cases, origins=False) if named else None
    except (NotFound, Unreadable):
        return None


def report_target(given: str, formats: Sequence[str]) -> tuple[str, Path]:
    """What `-o FORMAT=FILE` asks for; ends the command where it is none of the formats."""
    kind, sign, name = given.partition("=")
    if not sign or not name or kind not in formats:
        fail(f"-o takes FORMAT=FILE with one of the formats {', '.join(formats)}, not '{given}'")
    return kind, Path(name)


def write(path: Path, content: str | bytes) -> None:
    """Write a file whole; ends the command with a sentence where that is not possible."""
    from stepladder import files

    try:
        files.write(path, content)
    except (OSError, ValueError) as error:
        fail(f"{files.shown(path)}: {files.reason(error)}")


def utf8() -> bool:
    """Whether standard output can show more than ASCII."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    return encoding in ("utf8", "utf16", "utf32")
