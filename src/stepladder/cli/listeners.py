"""Who answers a walk or a quiz: somebody at a terminal, lines of standard input, nobody; and how it looks."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from stepladder.cli.common import is_plain, utf8, wants_color
from stepladder.cli.terminal import ask, echo

if TYPE_CHECKING:
    from stepladder.walk.cards import Look

WIDEST = 88
"""Lines are no longer than this, however wide the terminal is."""


class Terminal:
    """Somebody at a terminal."""

    interactive = True

    def read(self, prompt: str) -> str | None:
        """The next line; see `Listener`."""
        return ask(prompt)


class Pipe:
    """Lines of standard input; each is shown behind its prompt, as it would stand on a terminal."""

    interactive = False

    def __init__(self, echoes: bool = True) -> None:
        self.echoes = echoes

    def read(self, prompt: str) -> str | None:
        """The next line; see `Listener`."""
        line = sys.stdin.readline(10_000)
        if not line:
            return None
        if self.echoes:
            echo(f"{prompt}{line.rstrip()}")
        return line.rstrip("\r\n")


class Nobody:
    """Nobody answers."""

    interactive = False

    def read(self, prompt: str) -> str | None:
        """The next line; see `Listener`."""
        return None


def conversation_look(color: str, plain: bool) -> Look:
    """The width, the colours and the plainness of a conversation."""
    from stepladder.text.terminal import Paint
    from stepladder.walk.cards import Look

    columns = shutil.get_terminal_size((80, 24)).columns
    width = max(40, min(columns, WIDEST))
    return Look(width, Paint(wants_color(color, plain)), is_plain(plain) or not utf8())
