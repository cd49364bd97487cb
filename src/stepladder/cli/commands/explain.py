"""`stepladder explain`: the page of a diagnostic code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stepladder.cli.common import accept_look, fail
from stepladder.cli.terminal import echo

if TYPE_CHECKING:
    from stepladder.validate.examples import Example


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from stepladder.diagnostics import CATALOGUE

    return [code for code in CATALOGUE if code.startswith(incomplete.upper())]


@click.command()
@click.argument("code", shell_complete=_complete, required=False)
@accept_look
def command(code: str | None) -> None:
    """Show what a diagnostic CODE means and what to do; without a code, list them all.

    \b
    Examples:
      stepladder explain SL401
      stepladder explain
    """
    from stepladder.diagnostics import CATALOGUE, nearest
    from stepladder.validate.checks import CHECKS
    from stepladder.validate.examples import example

    if code is None:
        for known, entry in CATALOGUE.items():
            echo(f"{known}  {entry.severity:<8} {entry.name}")
        return
    wanted = code.upper()
    page = next((check for check in CHECKS if check.code == wanted), None)
    if page is None:
        fail(f"there is no code '{code}'. {nearest(wanted, CATALOGUE)}".rstrip())
    entry = CATALOGUE[page.code]
    echo(f"{page.code}  {entry.name}  ({entry.severity})\n")
    echo(page.page.strip())
    for title, shown in (("Wrong", example(wanted, "wrong")), ("Right", example(wanted, "right"))):
        echo(f"\n{title}:\n")
        echo(_indented(shown))


def _indented(shown: Example) -> str:
    if isinstance(shown, dict):
        return "\n\n".join(f"    # {name}\n{_indented(content)}" for name, content in shown.items())
    lines = shown.decode("utf-8", "backslashreplace").strip("\n").split("\n")
    return "\n".join(f"    {line}".rstrip() for line in lines)
