"""The command `stepladder`: which commands there are, and what happens to errors.

A command's module is imported when it is run; this one imports click and nothing that is slower.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import sys
from difflib import get_close_matches
from importlib import import_module
from io import StringIO
from typing import TextIO

import click

from stepladder.cli.terminal import echo

COMMANDS = {
    "list": "the pathways at hand",
    "show": "a pathway, or one step of it, in words",
    "walk": "step through a pathway",
    "validate": "check definitions: exact places for every error",
    "verify": "prove or refute what must be true of every walk",
    "test": "run the teaching cases, and say what they reach",
    "compare": "who is led differently by two versions",
    "render": "pictures of pathways, and of walks through them",
    "explore": "one HTML file to walk through, offline",
    "quiz": "decide before the pathway does; questions from its cases",
    "export": "a teaching package: SCORM, Anki or Moodle GIFT",
    "explain": "the page of a diagnostic code",
    "schema": "the JSON Schema of the format, for editors",
    "new": "write a commented skeleton that validates",
    "completion": "the line that switches on shell completion",
}
"""Every command with its line in the help, in the order shown."""

EPILOG = "For teaching and authoring only. Not medical advice; not for use in the care of a patient."


class Commands(click.Group):
    """A group that imports a command when it is run, and lists all without importing any."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            close = get_close_matches(cmd_name, list(COMMANDS), n=1)
            hint = f" Did you mean '{close[0]}'?" if close else ""
            ctx.fail(f"No such command '{cmd_name}'.{hint}")
        command: click.Command = import_module(f"stepladder.cli.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[click.shell_completion.CompletionItem]:
        """Names of commands and options, without importing the commands."""
        from click.shell_completion import CompletionItem

        items = [CompletionItem(name, help=text) for name, text in COMMANDS.items() if name.startswith(incomplete)]
        return items if not incomplete.startswith("-") else super().shell_complete(ctx, incomplete)


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version  # 25 ms, paid here only

        echo(f"stepladder {version('stepladder')}")
        ctx.exit()


@click.command(cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def group() -> None:
    """Explore step-up treatment pathways: walk them, check them, show them.

    \b
    Examples:
      stepladder list
      stepladder walk esophageal-spasm
      stepladder show esophageal-spasm drug_selection
      stepladder validate pathways/
      stepladder verify esophageal-spasm
      stepladder test esophageal-spasm
      stepladder render esophageal-spasm
      stepladder explore esophageal-spasm
    """


def main() -> None:
    """Run the command line; end the process with the documented exit code."""
    _open_streams()
    gc.set_threshold(200_000, 20, 20)  # the process is short, and most of what it makes stays
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        code = 0
    except OSError as error:
        if os.environ.get("STEPLADDER_DEBUG"):
            raise
        code = _refused(error)
    for stream in (sys.stdout, sys.stderr):
        _let_go(stream)
    sys.exit(code)


def _run() -> int:
    """Run what the command line says, and hand over the exit code."""
    try:
        code = group.main(prog_name="stepladder", standalone_mode=False)
    except click.ClickException as error:
        shown = StringIO()
        error.show(file=shown)
        echo(shown.getvalue(), err=True, nl=False)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        echo("\nInterrupted.", err=True)
        return 130
    except OSError:
        raise
    except Exception as error:  # the last resort: a sentence, never a traceback
        from stepladder.reading.files import Unreadable

        if isinstance(error, Unreadable):
            echo(f"stepladder: {error}", err=True)
            return 2
        if os.environ.get("STEPLADDER_DEBUG"):
            raise
        echo(f"stepladder: internal error: {type(error).__name__}: {error}", err=True)
        echo("This is a fault of stepladder; STEPLADDER_DEBUG=1 shows where. Please report it.", err=True)
        return 70
    return code if isinstance(code, int) else 0


def _open_streams() -> None:
    """See to it that there are three streams: what is closed holds nothing, and takes everything."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = getattr(sys, name)
        if stream is None:
            nowhere = os.open(os.devnull, os.O_RDWR)  # gets the closed number, which no file must get
            stream = open(nowhere, "r" if number == 0 else "w", encoding="utf-8")  # noqa: SIM115  # to the end
            setattr(sys, name, stream)
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _refused(error: OSError) -> int:
    """Say in a sentence that the system refuses something, and hand over the exit code."""
    from stepladder.files import reason, shown

    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    where = "standard output" if full else "standard input or output"
    if isinstance(error.filename, str | os.PathLike):
        where = shown(error.filename)
    else:
        try:
            os.getcwd()
        except OSError:
            where = "the working directory"
    with contextlib.suppress(OSError):  # it may be standard error itself that takes nothing
        echo(f"stepladder: {where}: {reason(error)}", err=True)
    return 2


def _let_go(stream: TextIO) -> None:
    """Whoever read our output may have gone, and a disk be full; Python must not complain about that at exit."""
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
