"""How reports name files: as seen from the root of the repository, and without a word about the machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import quote_from_bytes

SOURCE = "%SRCROOT%"
"""What the addresses of files in the working copy are relative to."""

BASES = {
    SOURCE: "The working copy, or the folder the command was given in.",
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
    """What paths are told relative to: the working copy of a GitHub job, else the working directory."""
    here = Path.cwd()
    workspace = os.environ.get("GITHUB_WORKSPACE", "")
    if workspace and here.is_relative_to(os.path.realpath(workspace)):
        return Path(os.path.realpath(workspace))
    return here


def from_root(file: str) -> str:
    """A path as seen from there, with slashes; as given where it lies elsewhere or is no file."""
    if is_stream(file):
        return file
    inside = _inside(file, root())
    return inside if inside is not None else file


def address(file: str) -> Address:
    """A file's address.

    >>> address("pathways/ein Weg/Größe.yaml")
    Address(uri='pathways/ein%20Weg/Gr%C3%B6%C3%9Fe.yaml', base='%SRCROOT%')
    >>> address("<stdin>")
    Address(uri='stdin:', base=None)
    """
    from stepladder.shelf import shipped

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
    """A path as seen from a folder it is in; links in the folder's own path do not matter."""
    path = PurePath(os.path.abspath(file))
    for one in dict.fromkeys((folder, Path(os.path.realpath(folder)))):
        if path.is_relative_to(one):
            return path.relative_to(one).as_posix()
    return None


def _quoted(path: str, also_safe: str = "") -> str:
    return quote_from_bytes(os.fsencode(path), "/" + also_safe)
