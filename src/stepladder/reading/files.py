"""Bytes to text, and which files make up a pathway."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from stepladder import files
from stepladder.diagnostics import Diagnostic, Span
from stepladder.reading.places import TextFile
from stepladder.reading.yaml_events import LARGEST


class Unreadable(Exception):  # noqa: N818  # said to the user as a sentence, exit code 2
    """A path that cannot be read at all: it is not there, or the system refuses."""


@dataclass(frozen=True, slots=True)
class Located:
    """The files of one pathway."""

    name: str
    """The path as given, for messages."""
    stem: str
    """The id that the pathway must have; empty for standard input."""
    folder: bool
    main: Path
    parts: tuple[Path, ...] = ()
    """Of a folder: its other YAML files, sorted."""
    cases: Path | None = None
    origins: Path | None = None


def locate(path: Path) -> Located:
    """The files of the pathway that a file or a pathway folder holds.

    Raises:
        Unreadable: nothing is there, or it is a folder without `pathway.yaml`.
    """
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            return _locate_folder(path)
    except (FileNotFoundError, NotADirectoryError):
        raise Unreadable(f"{files.shown(path)}: there is no such file or folder") from None
    except (OSError, ValueError) as error:
        raise Unreadable(f"{files.shown(path)}: {files.reason(error)}") from None
    if not stat.S_ISREG(mode) or files.descriptor(path) is not None:  # what passes through is no name of its content
        return Located(str(path), "", False, path)
    stem = path.name
    for ending in (".yaml", ".yml", ".json"):
        stem = stem.removesuffix(ending)
    beside = [path.with_name(f"{stem}.{kind}.yaml") for kind in ("cases", "origins")]
    cases, origins = [beside_it if files.is_there(beside_it) else None for beside_it in beside]
    return Located(str(path), stem, False, path, (), cases, origins)


def orphans(folder: Path) -> list[Path]:
    """The case and origins files directly in a folder whose pathway is not beside them, so that nobody would read them.

    Args:
        folder: any path; what is no folder, and a pathway folder, have none.
    """
    if not os.path.isdir(folder) or os.path.isfile(folder / "pathway.yaml"):
        return []
    orphaned: list[Path] = []
    for path in inside(folder):
        stem, _, kind = path.name.removesuffix(".yaml").rpartition(".")
        if path.suffix == ".yaml" and stem and kind in ("cases", "origins"):
            beside = [path.with_name(f"{stem}.{ending}") for ending in ("yaml", "yml")]
            if not any(map(files.is_there, beside)):
                orphaned.append(path)
    return orphaned


def inside(folder: Path) -> list[Path]:
    """What lies in a folder, sorted, without names that begin with a dot.

    Raises:
        Unreadable: the system refuses to list it.
    """
    try:
        return files.entries(folder)
    except OSError as error:
        raise Unreadable(f"{files.shown(folder)}: {files.reason(error)}") from None


def _locate_folder(path: Path) -> Located:
    main = path / "pathway.yaml"
    if not files.is_there(main):
        raise Unreadable(f"{path}: no pathway.yaml in this folder")
    own = ("pathway.yaml", "cases.yaml", "origins.yaml")
    parts = [part for part in inside(path) if part.suffix in (".yaml", ".yml") and part.name not in own]
    cases, origins = path / "cases.yaml", path / "origins.yaml"
    return Located(
        str(path),
        os.path.basename(os.path.realpath(path)),
        True,
        main,
        tuple(parts),
        cases if files.is_there(cases) else None,
        origins if files.is_there(origins) else None,
    )


def read_file(path: Path) -> tuple[TextFile | None, tuple[Diagnostic, ...]]:
    """A file's text.

    Returns:
        The text, or None with the reason as a diagnostic (SL004, SL005).

    Raises:
        Unreadable: the system refuses.
    """
    try:
        raw = files.read(path, LARGEST)
    except (OSError, ValueError) as error:
        raise Unreadable(f"{files.shown(path)}: {files.reason(error)}") from None
    return decode(raw, str(path))


def decode(raw: bytes, name: str) -> tuple[TextFile | None, tuple[Diagnostic, ...]]:
    """Some bytes as text; a byte-order mark is taken off."""
    if len(raw) > LARGEST:
        return None, (_too_large(name, len(raw)),)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        span = Span(name, line, column, line, column + 1)
        message = f"the byte 0x{raw[error.start]:02X} is not UTF-8"
        return None, (Diagnostic("SL005", message, span, help="save the file as UTF-8"),)
    if text.startswith("\ufeff"):
        text = text[1:]  # a byte-order mark takes no column, as in editors
    return TextFile(name, text), ()


def _too_large(name: str, size: int) -> Diagnostic:
    message = f"a file of {size:,} bytes or more; the limit is {LARGEST:,}"
    return Diagnostic("SL004", message, Span(name, 1, 1, 1, 1), help="split the pathway")
