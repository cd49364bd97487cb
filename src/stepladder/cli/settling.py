"""What holds for a command: the settings of pyproject.toml, and its flags, which go before them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from stepladder.cli.common import fail

if TYPE_CHECKING:
    from stepladder.library.settings import Nearest, Settings

FuncT = TypeVar("FuncT", bound=Callable[..., Any])


def settings_options(function: FuncT) -> FuncT:
    """Add `--fail-on`, `--select` and `--ignore` to a command, for `settled`."""
    fail_on = click.option(
        "--fail-on", type=click.Choice(["error", "warning", "note"]),
        help="Exit with 1 from this severity on; error where nothing else is settled.",
    )  # fmt: skip
    select = click.option(
        "--select", multiple=True, metavar="CODES",
        help="Tell only findings with these codes, or beginnings of codes such as SL5; separated by commas.",
    )  # fmt: skip
    ignore = click.option(
        "--ignore", multiple=True, metavar="CODES",
        help="Leave out findings with these; SL0 to SL3, SL403 and SL405 are always told.",
    )  # fmt: skip
    return fail_on(select(ignore(function)))


def settled(fail_on: str | None = None, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Settings:
    """The settings of the working directory, as `settled_by_file` has them."""
    return settled_by_file(fail_on, select, ignore).here


def settled_by_file(fail_on: str | None = None, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Nearest:
    """The settings of pyproject.toml, and in place of them what the options of `settings_options` say.

    As in ruff, `--select` puts aside the file's `ignore` too: who asks for a code gets it. It ends the command with a
    sentence where the file or an option says what cannot be meant.
    """
    from stepladder.diagnostics import Severity
    from stepladder.library.settings import Nearest, SettingsError, codes, settings

    option = ""
    given: dict[str, Any] = {} if fail_on is None else {"fail_on": Severity(fail_on)}
    try:
        held = settings()
        if select:
            option = "--select: "
            given |= {"select": codes(_separated(select)), "ignore": ()}
        if ignore:
            option = "--ignore: "
            given["ignore"] = codes(_separated(ignore), ignoring=True)
    except SettingsError as error:
        fail(str(error))
    except ValueError as error:
        fail(f"{option}{error}")

    def flagged(from_file: Settings) -> Settings:
        return replace(from_file, **given)

    return Nearest(flagged(held), flagged)


def _separated(given: Sequence[str]) -> list[str]:
    return [name.strip() for part in given for name in part.split(",")]


def paths_or_settled(paths: tuple[str, ...], held: Settings, what: str) -> tuple[str, ...]:
    """The paths that were named, else those of the settings, else ./pathways; ends the command where there is none.

    Args:
        paths: as they were named.
        held: the settings.
        what: which paths are to be named, for the sentence: "the files to check".
    """
    from stepladder.library.settings import SettingsError, named

    if paths:
        return paths
    try:
        kept = named(held)
    except SettingsError as error:
        fail(str(error))
    if not kept and not os.path.isdir("pathways"):
        if not os.access(".", os.X_OK):
            fail(f"the working directory: permission denied; name {what}")
        fail(f"there is no folder ./pathways here; name {what}")
    return kept or ("pathways",)
