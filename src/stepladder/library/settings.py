"""What a repository of pathways settles for everybody who works in it: `[tool.stepladder]` in pyproject.toml.

It is read from the nearest pyproject.toml that has this section, upwards as far as the root of the repository: for what
is told of a file from that file, for the paths to look at from the working directory. Flags go before it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from stepladder import files
from stepladder.diagnostics import CATALOGUE, Severity, nearest
from stepladder.library.suppressions import FIRM, Placed
from stepladder.text.characters import visible
from stepladder.text.counting import counted
from stepladder.text.toml_lines import Toml, line_of

PlacedT = TypeVar("PlacedT", bound=Placed)

NAME = "pyproject.toml"
TABLE = ("tool", "stepladder")
KEYS = ("paths", "fail-on", "select", "ignore")
SEVERITIES = tuple(str(severity) for severity in Severity)


class SettingsError(ValueError):
    """The section says what cannot be meant; the message is one sentence with the file and the line."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the section says; what it leaves out is as without it."""

    paths: tuple[str, ...] = ()
    """The files and folders to look at where a command names none, as seen from the working directory."""
    fail_on: Severity = Severity.ERROR
    """From which severity on findings make a command fail."""
    select: tuple[str, ...] = ()
    """Codes, or what they begin with: only these are told. Empty for all."""
    ignore: tuple[str, ...] = ()
    """Codes, or what they begin with, that are not told."""
    file: Path | None = None
    """Where it stands; None where no file has the section."""


def settings(start: Path | None = None) -> Settings:
    """The settings that hold in a folder.

    Args:
        start: the folder; the working directory where it is None.

    Raises:
        SettingsError: a file that mentions stepladder cannot be read, or its section has an unknown key or a value
            that is none of those allowed.
    """
    try:
        folder = Path(os.path.abspath(start or "."))
    except OSError:  # the working directory has been removed
        return Settings()
    end = repository(folder)
    for parent in (folder, *folder.parents):
        if (settings_here := _of_file(parent / NAME)) is not None:
            return settings_here
        if parent == end:
            break
    return Settings()


@dataclass(frozen=True, slots=True)
class Nearest:
    """The settings of files: of each those nearest to it, wherever the command runs; else those of where it runs."""

    here: Settings
    """Those of the working directory, with the flags."""
    flagged: Callable[[Settings], Settings]
    """What the flags make of settings."""
    _folders: dict[str, Settings] = field(default_factory=dict)

    def of(self, file: str) -> Settings:
        """The settings of a file, which need not be there; of standard input without a name those of here.

        Raises:
            SettingsError: as in `settings`.
        """
        folder = os.path.dirname(os.path.abspath(file))
        if file.startswith("<") and file.endswith(">"):
            return self.here
        if folder not in self._folders:
            nearest = settings(Path(folder))
            self._folders[folder] = self.here if nearest.file is None else self.flagged(nearest)
        return self._folders[folder]

    def selected(self, findings: Iterable[PlacedT]) -> list[PlacedT]:
        """The findings that are told, each by the settings of its file."""
        return [f for f in findings if selected([f], (held := self.of(f.file)).select, held.ignore)]


def repository(folder: Path) -> Path | None:
    """The root of the repository a folder lies in; None outside of any.

    It holds `.git`: a folder, or, in a worktree and in a submodule, a file.
    """
    return next((parent for parent in (folder, *folder.parents) if os.path.exists(parent / ".git")), None)


def named(held: Settings) -> tuple[str, ...]:
    """The paths of some settings, each of which is there.

    Raises:
        SettingsError: one is not there.
    """
    for index, path in enumerate(held.paths):
        if not os.path.exists(path):
            assert held.file is not None
            source = _Source(held.file, files.read(held.file).decode(errors="replace"))
            raise source.error(f"paths names '{path}', where there is no file or folder", "paths", index)
    return held.paths


def codes(names: Iterable[str], *, ignoring: bool = False) -> tuple[str, ...]:
    """Codes and beginnings of codes, each of which means something.

    Args:
        names: as somebody wrote them.
        ignoring: whether they are to be ignored, which some can never be.

    Raises:
        ValueError: one is no code and begins none, or can never be ignored; the message is a sentence about it.

    >>> codes(["SL5", "SL601"])
    ('SL5', 'SL601')
    """
    kept = tuple(names)
    for name in kept:
        meant = [code for code in CATALOGUE if name and code.startswith(name)]
        if not meant:
            raise ValueError(f"'{name[:40]}' is no code, and none begins so; `stepladder explain` lists them")
        if ignoring and all(FIRM.match(code) for code in meant):
            raise ValueError(f"{name} can never be ignored: until it is mended nothing else is to be relied on")
    return kept


def selected(findings: Iterable[PlacedT], select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[PlacedT]:
    """The findings that are told, in their order; the others are to be counted in the summary.

    The longer beginning goes before the shorter, and of equal ones `ignore` before `select`: with `select` SL501 and
    `ignore` SL5, SL501 is told. SL0 to SL3, SL403, SL405 and SL803 are always told.

    Args:
        findings: what was found.
        select: codes, or what they begin with; all where it is empty.
        ignore: codes, or what they begin with.
    """

    def is_told(code: str) -> bool:
        wanted = _longest(code, select) if select else 0
        return bool(FIRM.match(code)) or wanted > _longest(code, ignore)

    return [placed for placed in findings if is_told(placed.code)]


def not_selected(number: int) -> str:
    """How the summary says that findings were left out; empty where none was.

    >>> not_selected(3)
    '3 findings not selected'
    """
    return f"{counted(number, 'finding')} not selected" if number else ""


def _longest(code: str, beginnings: Sequence[str]) -> int:
    """The length of the longest beginning that a code has; -1 where it has none of them."""
    return max((len(beginning) for beginning in beginnings if code.startswith(beginning)), default=-1)


def _of_file(path: Path) -> Settings | None:
    """The settings of a file; None where it is not there or has no such section."""
    name = visible(_from_here(path))
    if not os.path.isfile(path):  # nor where we may not look; pathlib would complain of that
        return None
    try:
        raw = files.read(path)
    except OSError as error:
        raise SettingsError(f"{name}: {files.reason(error)}") from None
    if TABLE[-1].encode() not in raw:  # without the name no section, and nothing to be spent on it
        return None
    try:
        source = _Source(path, raw.decode())
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{name}:{line}: the byte 0x{raw[error.start]:02X} is not UTF-8") from None
    section = source.section()
    return None if section is None else _settings(source, section)


def _settings(source: _Source, section: Mapping[str, Toml]) -> Settings:
    for key in section:
        if key not in KEYS:
            hint = nearest(key, KEYS) or f"there are {', '.join(KEYS)}"
            raise source.error(f"[tool.stepladder] knows no '{key[:40]}'; {hint}", key)
        _CHECKS[key](source, key, section[key])
    lists = {key: tuple(map(str, value)) for key, value in section.items() if isinstance(value, list)}
    return Settings(
        tuple([_from_here(source.path.parent / path) for path in lists.get("paths", ())]),
        Severity(str(section.get("fail-on", Severity.ERROR))),
        lists.get("select", ()),
        lists.get("ignore", ()),
        source.path,
    )


def _check_paths(source: _Source, key: str, value: Toml) -> None:
    for index, path in enumerate(_list(source, key, value, '["pathways"]')):
        if not path or "\0" in path or path == "-":
            raise source.error(f"'{path}' in paths is the name of no file or folder", key, index)


def _check_fail_on(source: _Source, key: str, value: Toml) -> None:
    if value not in SEVERITIES:
        given = f"'{value[:40]}'" if isinstance(value, str) else _kind(value)
        raise source.error(f"fail-on is one of {', '.join(SEVERITIES)}, not {given}", key)


def _check_codes(source: _Source, key: str, value: Toml) -> None:
    for index, name in enumerate(_list(source, key, value, '["SL5"]')):
        try:
            codes([name], ignoring=key == "ignore")
        except ValueError as error:
            raise source.error(f"{key}: {error}", key, index) from None


_CHECKS: Mapping[str, Callable[[_Source, str, Toml], None]] = {
    "paths": _check_paths,
    "fail-on": _check_fail_on,
    "select": _check_codes,
    "ignore": _check_codes,
}


def _list(source: _Source, key: str, value: Toml, example: str) -> list[str]:
    """A value that is a list of texts, as a list; only `ignore` may be empty, since nothing is ever looked at less."""
    if not isinstance(value, list):
        raise source.error(f"{key} is a list of texts such as {example}, not {_kind(value)}", key)
    for index, item in enumerate(value):
        if not isinstance(item, str):
            raise source.error(f"in {key} stand texts as in {example}, not {_kind(item)}", key, index)
    if not value and key != "ignore":
        raise source.error(f"{key} is empty, so nothing would be looked at; leave it out, or name some", key)
    return value


def _kind(value: Toml) -> str:
    kinds = ((bool, "a truth value"), ((int, float), "a number"), (str, "a text"), (dict, "a table"), (list, "a list"))
    return next((words for kind, words in kinds if isinstance(value, kind)), "a date")


def _from_here(path: Path) -> str:
    """A path as seen from the working directory; the whole path where none leads there, as on another drive."""
    try:
        seen = os.path.relpath(path)
        return seen if seen != "-" else os.path.join(".", seen)  # alone it would be standard input
    except (OSError, ValueError):
        return str(path)


@dataclass(frozen=True, slots=True)
class _Source:
    """A file with the section, and where in it something stands: tomllib tells of no lines."""

    path: Path
    text: str

    def section(self) -> Mapping[str, Toml] | None:
        """The section; None where the file has none.

        Raises:
            SettingsError: the file is no TOML, or the section no table.
        """
        import tomllib  # 15 ms, paid only where a file names us

        try:
            section: Toml = tomllib.loads(self.text)
        except RecursionError:
            raise SettingsError(f"{_from_here(self.path)}:1: it is nested too deep to be read") from None
        except ValueError as error:
            place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", str(error))
            reason = str(error)[: place.start()] if place else str(error)
            line = int(place[1]) if place and place[1] else self.text.rstrip().count("\n") + 1
            raise SettingsError(visible(f"{_from_here(self.path)}:{line}: this is not TOML: {reason}")) from None
        for key in TABLE:
            if not isinstance(section, dict) or key not in section:
                return None
            section = section[key]
        if isinstance(section, dict):
            return section
        raise self.error(f"tool.stepladder is a table, not {_kind(section)}")

    def error(self, message: str, key: str | None = None, index: int | None = None) -> SettingsError:
        """The error that says something about a key of the section, or about one item of its list."""
        return SettingsError(visible(f"{_from_here(self.path)}:{self.line(key, index)}: {message}"))

    def line(self, key: str | None = None, index: int | None = None) -> int:
        """The line in which a key of the section stands, or one item of its list; without a key, the section."""
        return line_of(self.text, TABLE if key is None else (*TABLE, key), index)
