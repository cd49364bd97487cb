"""The door to the terminal: what is printed, asked, and told of how far something is."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import click

ItemT = TypeVar("ItemT")


def echo(text: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Print a text: the one door to the terminal, in which whatever steers one is made visible.

    Args:
        text: with colours by a `Paint` alone; line ends stay.
        err: whether it goes to standard error.
        nl: whether a line end follows.
    """
    from stepladder.text.terminal import shown

    click.echo(shown(str(text)), err=err, nl=nl, color=True)  # noqa: TID251


def progress(text: str) -> None:
    """Show on standard error how far something is, over what stood in the line before."""
    from stepladder.text.terminal import shown

    click.echo(f"\r{shown(text)}", err=True, nl=False)  # noqa: TID251


def ask(prompt: str) -> str | None:
    """A line that somebody types behind a prompt; None at the end of what they have to say."""
    from stepladder.text.terminal import shown

    sys.stdout.flush()
    try:
        return input(shown(prompt))
    except EOFError:
        echo()
        return None


def with_progress(items: Sequence[ItemT], verb: str) -> Iterator[ItemT]:
    """Hand items on; once that takes longer than two seconds, say on a terminal how many are done."""
    begun = time.monotonic()
    shown = False
    for done, item in enumerate(items):
        if sys.stderr.isatty() and time.monotonic() - begun > 2:
            progress(f"{verb} {done} of {len(items)} ")
            shown = True
        yield item
    if shown:
        progress(f"{verb} {len(items)} of {len(items)}\n")


@contextmanager
def ticking(verb: str) -> Iterator[None]:
    """Once that takes longer than two seconds, say on a terminal that it still goes on."""
    done = threading.Event()
    begun = time.monotonic()

    def tick() -> None:
        shown = False
        while not done.wait(2 if not shown else 1):
            shown = True
            progress(f"{verb}, {time.monotonic() - begun:.0f} s ")
        if shown:
            progress(" " * 30)
            progress("")

    if not sys.stderr.isatty():
        yield
        return
    ticker = threading.Thread(target=tick, daemon=True)
    ticker.start()
    try:
        yield
    finally:
        done.set()
        ticker.join()


class Ticker:
    """Says on a terminal how many of a number are done, once that takes longer than two seconds."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.begun = time.monotonic()
        self.shown = False

    def __call__(self, done: int, of: int) -> None:
        """Told after each of them."""
        if sys.stderr.isatty() and time.monotonic() - self.begun > 2:
            progress(f"{self.words} {done} of {of} ")
            self.shown = True

    def end(self) -> None:
        """Take the line away."""
        if self.shown:
            progress(" " * (len(self.words) + 16))
            progress("")
