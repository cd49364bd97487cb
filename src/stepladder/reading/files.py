"""Bytes to text, and which files make up a pathway."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

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
        if path.is_dir():
            return _locate_folder(path)
        if not path.exists():
            raise Unreadable(f"{path}: there is no such file or folder")
    except (OSError, ValueError) as error:
        raise Unreadable(f"{_printable(path)}: {_reason(error)}") from None
    stem = path.name
    for ending in (".yaml", ".yml"):
        stem = stem.removesuffix(ending)
    beside = [path.with_name(f"{stem}.{kind}.yaml") for kind in ("cases", "origins")]
    cases, origins = [found if _is_file(found) else None for found in beside]
    return Located(str(path), stem, False, path, (), cases, origins)


def orphans(folder: Path) -> list[Path]:
    """The case and origins files directly in a folder whose pathway is not beside them, so that nobody would read them.

    Args:
        folder: any path; what is no folder, and a pathway folder, have none.
    """
    if not folder.is_dir() or (folder / "pathway.yaml").is_file():
        return []
    found: list[Path] = []
    for kind in ("cases", "origins"):
        for path in folder.glob(f"*.{kind}.yaml"):
            stem = path.name.removesuffix(f".{kind}.yaml")
            if not any(_is_file(path.with_name(f"{stem}.{ending}")) for ending in ("yaml", "yml")):
                found.append(path)
    return sorted(found)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long for the system is the name of no file
        return False


def _locate_folder(path: Path) -> Located:
    main = path / "pathway.yaml"
    if not main.is_file():
        raise Unreadable(f"{path}: no pathway.yaml in this folder")
    own = ("pathway.yaml", "cases.yaml", "origins.yaml")
    parts = sorted(p for p in path.iterdir() if p.suffix in (".yaml", ".yml") and p.name not in own)
    cases, origins = path / "cases.yaml", path / "origins.yaml"
    return Located(
        str(path),
        path.resolve().name,
        True,
        main,
        tuple(parts),
        cases if cases.is_file() else None,
        origins if origins.is_file() else None,
    )


def read_file(path: Path) -> tuple[TextFile | None, tuple[Diagnostic, ...]]:
    """A file's text.

    Returns:
        The text, or None with the reason as a diagnostic (SL004, SL005).

    Raises:
        Unreadable: the system refuses.
    """
    try:
        with open(path, "rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > LARGEST:
                return None, (_too_large(str(path), size),)
            raw = stream.read(size + 1)  # room for as much as may be allowed takes longer to get than the file
            if len(raw) != size:  # a pipe has no size, and a file may just be growing
                raw += stream.read(LARGEST + 1 - len(raw))
    except (OSError, ValueError) as error:
        raise Unreadable(f"{_printable(path)}: {_reason(error)}") from None
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


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return "this cannot be the name of a file"


def _printable(path: Path) -> str:
    return str(path).encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")[:200]
