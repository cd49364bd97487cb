"""What every command shares: colour and plainness, finding pathways, and ending with a sentence."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from stepladder.library import Checked
    from stepladder.model.pathway import Pathway

FuncT = TypeVar("FuncT", bound=Callable[..., Any])
ItemT = TypeVar("ItemT")

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
    click.echo(f"stepladder: {message}", err=True)
    raise click.exceptions.Exit(code)


def checked_pathway(
    name: str, *, color: str, plain: bool, cases: bool = False, origins: bool = False
) -> tuple[Pathway, Checked]:
    """A pathway that can be walked; ends the command with its diagnostics where it has errors.

    Args:
        name: a path or an id.
        color: the value of `--color`.
        plain: whether `--plain` was given.
        cases: whether its case file is read (it is not run).
        origins: whether its origins are read.
    """
    from stepladder.diagnostics import Severity
    from stepladder.library import NotFound, Unreadable, examine, find
    from stepladder.paint import Paint
    from stepladder.reading.load import read
    from stepladder.report.to_text import to_text

    try:
        located = find(name)
        checked = examine(read(located, cases=cases, origins=origins), cases=False)
    except (NotFound, Unreadable) as error:
        fail(str(error))
    # a broken case is told when it is asked for, and by `validate`
    errors = [f for f in checked.findings if f.severity is Severity.ERROR and f.diagnostic.document != "cases"]
    if errors or checked.pathway is None:
        click.echo(to_text(errors, Paint(wants_color(color, plain, err=True))), err=True)
        unreadable = any(found.diagnostic.code.startswith("SL0") for found in errors)
        fail(f"'{name}' has errors; mend them first", USAGE if unreadable else FOUND)
    return checked.pathway, checked


def complete_pathway(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of the pathways at hand, and paths."""
    from click.shell_completion import CompletionItem

    from stepladder.library import at_hand

    found = [CompletionItem(name) for name in at_hand() if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def complete_step(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of the steps of the pathway that stands before."""
    from click.shell_completion import CompletionItem

    from stepladder.library import NotFound, Unreadable, find
    from stepladder.reading.load import read

    name = ctx.params.get("pathway")
    if not name:
        return []
    try:
        reading = read(find(name), cases=False, origins=False)
    except (NotFound, Unreadable):
        return []
    steps = reading.pathway.steps if reading.pathway is not None else {}
    return [CompletionItem(step, help=s.title) for step, s in steps.items() if step.startswith(incomplete)]


def with_progress(items: Sequence[ItemT], verb: str) -> Iterator[ItemT]:
    """Hand items on; once that takes longer than two seconds, say on a terminal how many are done."""
    begun = time.monotonic()
    shown = False
    for done, item in enumerate(items):
        if sys.stderr.isatty() and time.monotonic() - begun > 2:
            click.echo(f"\r{verb} {done} of {len(items)} ", err=True, nl=False)
            shown = True
        yield item
    if shown:
        click.echo(f"\r{verb} {len(items)} of {len(items)}", err=True)


def utf8() -> bool:
    """Whether standard output can show more than ASCII."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    return encoding in ("utf8", "utf16", "utf32")
