"""`stepladder completion`: the line that switches on shell completion."""

from __future__ import annotations

import click

from stepladder.cli.common import accept_look
from stepladder.cli.terminal import echo

LINES = {
    "bash": 'eval "$(_STEPLADDER_COMPLETE=bash_source stepladder)"',
    "zsh": 'eval "$(_STEPLADDER_COMPLETE=zsh_source stepladder)"',
    "fish": "_STEPLADDER_COMPLETE=fish_source stepladder | source",
}
HOMES = {"bash": "~/.bashrc", "zsh": "~/.zshrc", "fish": "~/.config/fish/completions/stepladder.fish"}


@click.command()
@click.argument("shell", type=click.Choice(list(LINES)))
@accept_look
def command(shell: str) -> None:
    """Print the line that switches on completion of commands, options, pathways and steps in SHELL.

    \b
    Examples:
      stepladder completion bash >> ~/.bashrc
      stepladder completion fish > ~/.config/fish/completions/stepladder.fish
    """
    echo(LINES[shell])
    echo(f"Put this line into {HOMES[shell]} and start a new shell.", err=True)
