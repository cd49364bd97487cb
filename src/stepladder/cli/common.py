"""What every command shares: colour and plainness, finding pathways, and ending with a sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from stepladder.cli.terminal import echo

if TYPE_CHECKING:
    from stepladder.library.checked import Checked
    from stepladder.library.outputs import Output
    from stepladder.library.suppressions import Placed
    from stepladder.model.cases import CaseFile
    from stepladder.model.pathway import Pathway

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
    from stepladder.library.loading import sound
    from stepladder.library.registry import find

    with complaining(name, color=color, plain=plain):
        located = find(name)
        return sound(replace(located, stem="") if any_name else located, cases=cases, origins=origins)


@contextmanager
def complaining(name: str | None = None, *, color: str = "never", plain: bool = True) -> Iterator[None]:
    """End the command with a sentence, and with the diagnostics there are, where something within cannot be done.

    Args:
        name: the pathway as it was named; as its file is called where it is None.
        color: the value of `--color`.
        plain: whether `--plain` was given.
    """
    from stepladder.library.loading import BrokenCasesError, NoSuchCaseError
    from stepladder.library.registry import DefinitionError, NotFound
    from stepladder.reading.files import Unreadable

    try:
        yield
    except (NotFound, Unreadable, NoSuchCaseError) as error:
        fail(str(error))
    except DefinitionError as error:
        _tell(error.diagnostics, color=color, plain=plain)
        if isinstance(error, BrokenCasesError):
            fail(str(error), FOUND)
        unreadable = any(finding.code.startswith("SL0") for finding in error.diagnostics)
        fail(f"'{name or error.name}' has errors; mend them first", USAGE if unreadable else FOUND)


def _tell(errors: Sequence[Placed], *, color: str, plain: bool) -> None:
    from stepladder.report.diagnostics.to_text import to_text
    from stepladder.text.terminal import Paint

    echo(to_text(errors, Paint(wants_color(color, plain, err=True))), err=True)


def refuse_broken_case(checked: Checked, case_id: str, *, color: str, plain: bool) -> None:
    """End with what is wrong where the case that is asked for has errors, or the head of its file."""
    from stepladder.library.loading import refuse_broken_case as refuse

    with complaining(color=color, plain=plain):
        refuse(checked, case_id)


def refuse_broken_cases(checked: Checked, *, color: str, plain: bool) -> None:
    """End with what is wrong where any teaching case has errors, or the head of its file."""
    from stepladder.library.loading import refuse_broken_cases as refuse

    with complaining(color=color, plain=plain):
        refuse(checked)


def find_case(pathway: Pathway, cases: CaseFile | None, case_id: str) -> tuple[CaseFile, int]:
    """The case file, and the place of a case in it; ends the command where there is none of that id."""
    from stepladder.library.loading import find_case as find

    with complaining():
        return find(pathway, cases, case_id)


def tell_broken_cases(checked: Checked, *, color: str, plain: bool) -> bool:
    """Say on standard error why teaching cases cannot be run; whether there is anything to say."""
    errors = checked.wrong_cases
    if errors:
        _tell(errors, color=color, plain=plain)
    return bool(errors)


def tell_left_out(checked: Checked, what: str) -> None:
    """Say on standard error which cases are not part of something, because they cannot be run.

    Args:
        checked: the pathway with its cases, whose errors are told already.
        what: what is not done with them, such as `compared`.
    """
    if not checked.wrong_cases:
        return
    from stepladder.library.loading import named
    from stepladder.text.counting import left_out

    cases, names = checked.reading.cases, checked.cases_left_out
    if cases is None or not names:
        words = f"the cases of {named(checked)} have errors, and are not {what}"
    else:
        words = left_out(names, len(cases.cases), "has errors and is", "have errors and are", f"not {what}")
    echo(f"stepladder: {words}", err=True)


def tell_failing_cases(checked: Checked, failing: Collection[str], of: str) -> None:
    """Say on standard error which cases fail, and that what is made of cases leaves them out; nothing where none does.

    Args:
        checked: the pathway with its cases.
        failing: their ids.
        of: what they are left out of, such as `the quiz`.
    """
    from stepladder.text.counting import left_out

    cases = checked.reading.cases
    if failing and cases is not None:
        names = [case.id for case in cases.cases if case.id in failing]
        words = left_out(names, len(cases.cases), "fails and is", "fail and are", f"left out of {of}")
        hint = f"`stepladder test {checked.reading.name}` says why"
        echo(f"stepladder: {words}; {hint}", err=True)


def report_target(given: str, formats: Sequence[str]) -> tuple[str, Path]:
    """What `-o FORMAT=FILE` asks for; ends the command where it is none of the formats."""
    kind, sign, name = given.partition("=")
    if not sign or not name or kind not in formats:
        fail(f"-o takes FORMAT=FILE with one of the formats {', '.join(formats)}, not '{given}'")
    return kind, Path(name)


def keep_apart(
    outputs: Iterable[Output], *, pathways: Iterable[str] = (), inputs: Iterable[str | Path | None] = ()
) -> None:
    """End the command where `clash` says that a file would be lost; to be called before anything runs."""
    from stepladder.library.outputs import clash

    problem = clash(outputs, pathways=pathways, inputs=inputs)
    if problem:
        fail(problem)


def text_of(name: str) -> str:
    """What a text file holds; ends the command with a sentence where it cannot be read."""
    from stepladder.reading.files import Unreadable, read_file

    try:
        file, problems = read_file(Path(name))
    except Unreadable as error:
        fail(str(error))
    if file is None:
        fail(f"{name}: {problems[0].message}")
    return file.text


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
