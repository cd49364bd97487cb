"""A folder of pictures with its manifest: what it holds, what it should hold, and which files are stale or fresh.

Knows nothing of how pathways are found or told about: it is given pictures that are drawn.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from stepladder import files
from stepladder.render.make import FORMATS, Drawn
from stepladder.render.manifest import (
    NAME,
    BrokenManifest,
    Entry,
    Figure,
    Now,
    Problem,
    checksum,
    digest_in,
    is_picture,
    judge,
    merged,
    read,
    to_text,
)


class GalleryError(Exception):
    """A folder of pictures cannot be read or written; the message is a sentence that names the file."""


def painted(figure: Figure, drawn: Drawn, formats: Iterable[str]) -> Iterator[tuple[Entry, bytes]]:
    """The files of a picture in some formats.

    Raises:
        Lacking: a format needs what is not installed.
    """
    for name in formats:
        for ending, content in drawn.as_bytes(name):
            file = f"{figure.stem}{ending}"
            yield Entry(file, figure, name, drawn.digest, checksum(content), drawn.layout), content


@dataclass
class Folder:
    """A folder of pictures with its manifest."""

    path: Path
    entries: tuple[Entry, ...] = ()
    begun: bool = False
    """Whether there is a manifest."""
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, path: Path) -> Folder:
        """A folder as it is.

        Raises:
            GalleryError: its manifest cannot be read.
        """
        home = path / NAME
        raw = _bytes(home)
        if raw is None:
            return cls(path)
        try:
            return cls(path, read(raw.decode()), begun=True)
        except UnicodeDecodeError:
            raise GalleryError(f"{files.shown(home)}: this is not UTF-8") from None
        except BrokenManifest as error:
            hint = "Mend it, or remove it and draw the pictures anew"
            raise GalleryError(f"{files.shown(home)}: {error}. {hint}") from None

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Change the folder while no other process does: take up its manifest as it is by now, and write it anew.

        Raises:
            GalleryError: the system refuses.
        """
        try:
            files.make_folder(self.path)
            with files.alone_in(self.path):
                self.entries = Folder.at(self.path).entries
                yield
                _write(self.path / NAME, to_text(self.entries))
        except OSError as error:
            raise _refused(self.path, error) from None

    def source(self, home: Path, known: Path | None) -> str:
        """How a pathway is found again from here; empty where its id is enough.

        Args:
            home: its file or folder.
            known: where its id leads.
        """
        if known is not None and os.path.realpath(known) == os.path.realpath(home):
            return ""
        try:
            return Path(os.path.relpath(home, self.path)).as_posix()
        except ValueError:  # another drive of Windows
            return home.as_posix()

    def bytes_of(self, file: str) -> bytes | None:
        """What a file holds; None where it is not there."""
        return _bytes(self.path / file)

    def put(self, drawn: Sequence[tuple[Entry, bytes]]) -> None:
        """Write some files; the manifest is not written yet."""
        for entry, content in drawn:
            _write(self.path / entry.file, content)
            self.written.append(entry.file)
        self.entries, gone = merged(self.entries, [entry for entry, _ in drawn])
        self.remove(gone)

    def drew(self, file: str) -> bool:
        """Whether a file is there and a picture of stepladder's: it holds a digest."""
        return digest_in(self.bytes_of(file) or b"") is not None

    def remove(self, gone: Collection[str]) -> None:
        """Remove what the manifest says of some files, and those themselves that are pictures of stepladder's."""
        unlisted = frozenset(gone)
        self.entries = tuple([entry for entry in self.entries if entry.file not in unlisted])
        for file in filter(self.drew, gone):
            try:
                files.remove(self.path / file)
            except OSError as error:
                raise _refused(self.path / file, error) from None
            self.removed.append(file)

    def strays(self) -> list[str]:
        """The picture files that no entry names, whoever drew them."""
        listed = {entry.file for entry in self.entries}
        try:
            names = [path.name for path in files.entries(self.path) if os.path.isfile(path)]
        except OSError:
            return []
        unlisted = [name for name in names if is_picture(name) and name not in listed]
        return [name for name in unlisted if not name.lower().endswith(".txt") or self.drew(name)]

    def compare(self, figure: Figure, drawn: Drawn, entries: Sequence[Entry]) -> Iterator[Problem]:
        """What is wrong with the files of one picture, now that it is drawn anew."""
        for name, listed in _by_format(entries).items():
            fresh = _fresh(figure, drawn, name, listed)
            for entry in listed:
                now = fresh.pop(entry.file, None)
                if now is None:
                    yield Problem("stale", entry.file, "the picture has no such page any more")
                elif problem := judge(entry, now, self.bytes_of(entry.file)):
                    yield problem
            for file in fresh:
                yield Problem("missing", file, "the picture has a page more now")


def laid_out_elsewhere(drawn: Drawn, entries: Iterable[Entry]) -> list[str]:
    """For each format that another engine laid out, so that no bytes can be compared: which engine."""
    return [listed[0].layout for name, listed in _by_format(entries).items() if _moved(drawn, name, listed)]


def _moved(drawn: Drawn, name: str, listed: Iterable[Entry]) -> bool:
    return FORMATS[name].placed and any(entry.layout != drawn.layout for entry in listed)


def _by_format(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    by_format: dict[str, list[Entry]] = {}
    for entry in entries:
        by_format.setdefault(entry.format, []).append(entry)
    return by_format


def _fresh(figure: Figure, drawn: Drawn, name: str, listed: Sequence[Entry]) -> dict[str, Now]:
    """What the files of one format would be; their bytes only where these can be compared."""
    if _moved(drawn, name, listed):
        return {entry.file: Now(drawn.digest, None) for entry in listed}
    if not FORMATS[name].exact:
        return {f"{figure.stem}{ending}": Now(drawn.digest, None) for ending in drawn.endings(name)}
    return {f"{figure.stem}{ending}": Now(drawn.digest, content) for ending, content in drawn.as_bytes(name)}


def _bytes(path: Path) -> bytes | None:
    try:
        return files.read(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise _refused(path, error) from None


def _write(path: Path, content: str | bytes) -> None:
    try:
        files.write(path, content)
    except (OSError, ValueError) as error:
        raise _refused(path, error) from None


def _refused(path: Path, error: OSError | ValueError) -> GalleryError:
    return GalleryError(f"{files.shown(path)}: {files.reason(error)}")
