"""How reports name files: as seen from the root of the repository, and without a word about the machine.

One rule for all that programs read: from the root of the repository that the command is given in, or, outside of any,
from the working directory. People read paths as seen from where they are; in a GitHub job programs read text too.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePath
from urllib.parse import quote_from_bytes

from stepladder.diagnostics import Span
from stepladder.library.settings import repository
from stepladder.library.suppressions import Placed

SOURCE = "%SRCROOT%"
"""What the addresses of files in the working copy are relative to."""

BASES = {
    SOURCE: "The repository, or outside of any the folder the command was given in.",
    "STEPLADDER": "The pathways that come with stepladder.",
    "HOME": "The home folder of whoever gave the command.",
}
"""Every such base, in words; where they lie on a machine is nobody's business."""


@dataclass(frozen=True, slots=True)
class Address:
    """A file's address: a relative one with its base, or, where none of the bases has it, a whole one."""

    uri: str
    base: str | None


def is_stream(file: str) -> bool:
    """Whether it is no file but what was read from elsewhere, such as `<stdin>`."""
    return file.startswith("<") and file.endswith(">")


def root() -> Path:
    """What paths are told relative to: the repository, else a GitHub job's workspace, else the working directory.

    A workspace is no repository where its files came without git.
    """
    return _root(os.getcwd(), os.environ.get("GITHUB_WORKSPACE", ""))


@lru_cache(maxsize=8)
def _root(here: str, workspace: str) -> Path:
    whole = os.path.realpath(workspace)
    outside = Path(whole) if workspace and Path(here).is_relative_to(whole) else Path(here)
    return repository(Path(here)) or outside


def from_root(file: str) -> str:
    """A path as seen from there, with slashes; a whole path that lies elsewhere, and what is no file, as given."""
    if is_stream(file) or not file:
        return file
    base = root()
    inside = _inside(file, base)
    if inside is None and not os.path.isabs(file):
        return PurePath(os.path.relpath(file, base)).as_posix()
    return inside if inside is not None else file


def as_read(file: str) -> str:
    """A path in a text: as given, but in a GitHub job, where a problem matcher reads it, as seen from the root."""
    return from_root(file) if os.environ.get("GITHUB_ACTIONS") == "true" else file


def rooted(placed: Placed) -> Placed:
    """A finding whose files are told from the root."""
    related = tuple([(message, _rooted(where)) for message, where in placed.related])
    return replace(placed, span=_rooted(placed.span), related=related)


def _rooted(span: Span) -> Span:
    return replace(span, file=from_root(span.file))


def address(file: str) -> Address:
    """A file's address.

    >>> address("pathways/ein Weg/Größe.yaml")
    Address(uri='pathways/ein%20Weg/Gr%C3%B6%C3%9Fe.yaml', base='%SRCROOT%')
    >>> address("<stdin>")
    Address(uri='stdin:', base=None)
    """
    from stepladder.library.registry import shipped

    if is_stream(file):
        return Address("stdin:", None)
    for base, folder in ((SOURCE, root()), ("STEPLADDER", shipped()), ("HOME", _home())):
        inside = _inside(file, folder) if folder is not None else None
        if inside is not None:
            return Address(_quoted(inside), base)
    whole = PurePath(os.path.abspath(file))
    drive = "/" if whole.drive else ""  # file:///C:/x
    return Address(f"file://{drive}{_quoted(whole.as_posix(), ':' if drive else '')}", None)


def _home() -> Path | None:
    try:
        home = Path.home()
    except RuntimeError:  # nobody in particular
        return None
    return home if len(home.parts) > 1 else None


def _inside(file: str, folder: Path) -> str | None:
    """A path as seen from a folder it is in, by its name or by where its links lead."""
    path = PurePath(os.path.abspath(file))
    real = PurePath(os.path.realpath(path.parent), path.name)
    for candidate in (path, real):
        for base in dict.fromkeys((folder, Path(os.path.realpath(folder)))):
            if candidate.is_relative_to(base):
                return candidate.relative_to(base).as_posix()
    return None


def _quoted(path: str, also_safe: str = "") -> str:
    return quote_from_bytes(os.fsencode(path), "/" + also_safe)
