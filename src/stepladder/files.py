"""The one door to the file system: files are read within a bound, and written whole or not at all.

Nobody else opens, lists, replaces or removes a file. What is no regular file (a device, a pipe, a socket) is written in
place and read without waiting for ever; links are followed; names that begin with a dot are no part of a folder.

One file on purpose: a door of which a half stands elsewhere is none.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from stepladder.text.characters import visible

LARGEST = 1 << 28
"""So many bytes of a file are read where nobody says how many."""

SILENT = 2.0
"""After so many seconds in which nothing came through a pipe it is said that it is waited for."""

PATIENCE = 60.0
"""After so many it is given up."""

_ALWAYS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)

_WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.ENXIO: "a pipe or socket with nobody at its other end",
    errno.EPIPE: "whoever read from it has gone",
}

_NOT_BESIDE = (errno.EACCES, errno.EPERM, errno.EBUSY, errno.EXDEV)
"""A file that may be written, and cannot be replaced: its folder, its owner or a mount is against it."""


def reason(error: Exception) -> str:
    """Why the system refused, as the end of a sentence.

    >>> reason(IsADirectoryError(errno.EISDIR, "Is a directory"))
    'is a directory'
    """
    if isinstance(error, OSError):
        return _WORDS.get(error.errno or 0) or (error.strerror or str(error) or type(error).__name__).lower()
    return "this cannot be the name of a file"


def shown(path: str | os.PathLike[str]) -> str:
    """A path as it can be printed: what cannot be as an escape, and no more than 200 characters."""
    return visible(os.fspath(path))[:200]


# reading


def entries(folder: Path) -> list[Path]:
    """What lies in a folder, sorted, without names that begin with a dot: an editor's locks and the like.

    Raises:
        OSError: it is no folder, or the system refuses.
    """
    return sorted([folder / name for name in os.listdir(folder) if not name.startswith(".")])


def is_there(path: Path) -> bool:
    """Whether there is something of that name, be it a link that leads nowhere; no name is too odd to ask."""
    return os.path.lexists(path)


def read(path: Path, limit: int = LARGEST) -> bytes:
    """What a file holds, or what comes through a pipe until it ends.

    Args:
        path: which; a name such as `/dev/stdin` or `/dev/fd/63` stands for what is open there.
        limit: how many bytes are wanted; one more is handed over where there are more.

    Raises:
        OSError: the system refuses; it is a folder; nobody writes into the pipe, or nothing comes for a minute.
        ValueError: this cannot be the name of a file.
    """
    number = descriptor(path)
    handle = os.open(path, os.O_RDONLY | _AT_ONCE | _ALWAYS) if number is None else os.dup(number)
    try:
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(status.st_mode):
            return _drained(handle, limit, path, opened=number is None)
        raw = os.read(handle, min(status.st_size, limit) + 1)  # room for more takes longer to get than the file
        while len(raw) <= limit and (more := os.read(handle, min(limit + 1 - len(raw), 1 << 20))):
            raw += more
        return raw
    finally:
        os.close(handle)


def _drained(handle: int, limit: int, path: Path, *, opened: bool) -> bytes:
    """What comes through what is no regular file; `opened` says that this was done here, and so does not block."""
    parts: list[bytes] = []
    length = 0
    while length <= limit:
        if not opened:
            _wait(handle, path)
        try:
            part = os.read(handle, min(limit + 1 - length, 1 << 16))
        except BlockingIOError:
            _wait(handle, path)
            continue
        if not part:
            break
        parts.append(part)
        length += len(part)
    if opened and not length and stat.S_ISFIFO(os.fstat(handle).st_mode):
        raise OSError(errno.ENXIO, os.strerror(errno.ENXIO), str(path))
    return b"".join(parts)


def _wait(handle: int, path: Path) -> None:
    """Wait until there is something to read, be it the end.

    Raises:
        TimeoutError: nothing came in a minute.
    """
    if sys.platform == "win32":
        return
    import select

    poll = select.poll()
    poll.register(handle, select.POLLIN)
    if poll.poll(SILENT * 1000):
        return
    import logging

    logging.getLogger(__name__).warning("stepladder: waiting for what comes through %s", shown(path))
    if not poll.poll((PATIENCE - SILENT) * 1000):
        raise TimeoutError(errno.ETIMEDOUT, f"nothing came through it in {PATIENCE:.0f} seconds", str(path))


def descriptor(path: Path) -> int | None:
    """Which open file of this process a name stands for, such as 1 for `/dev/stdout`; None for an ordinary name."""
    for name in _followed(path):
        match = re.fullmatch(rf"/(?:dev/fd|proc/(?:self|thread-self|{os.getpid()})/fd)/(\d{{1,9}})", name)
        if match:
            return int(match[1])
    return None


def identity(path: str | os.PathLike[str]) -> object:
    """What two names of one file have in common, be it there already or not.

    None for what loses nothing when it is written twice or read too: `-`, a device, a pipe, what is open already; and
    for a folder, and what cannot be the name of a file, to which nothing is written.
    """
    try:
        if os.fspath(path) == "-" or descriptor(Path(path)) is not None:
            return None
        status = os.stat(path)
    except OSError:
        return os.path.realpath(path)
    except ValueError:
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def _followed(path: Path) -> Iterator[str]:
    """A name, and where it leads if it is a link, to the last; the folders on the way there are not looked at."""
    name = os.fspath(path)
    for _ in range(40):  # as many as the system follows
        yield name
        try:
            name = os.path.join(os.path.dirname(name), os.readlink(name))
        except (OSError, ValueError):
            return


# writing


def write(path: Path, content: str | bytes) -> None:
    """Write a file so that it is either the old one or the new one, never half of it.

    A link goes on leading where it led, and a file keeps its permissions and its owner. In place are written devices
    and pipes; a file with several names, so that all go on naming one file; and a file beside which nothing can be
    written. Of such a file what it held is put back where the new content has no room.

    Args:
        path: which.
        content: its bytes, or a text that is written as UTF-8 with plain line ends; what is no character as an escape.

    Raises:
        OSError: the folder is missing or the system refuses; the old file is then untouched.
        ValueError: this cannot be the name of a file.
    """
    raw = _raw(content)
    number = descriptor(path)
    if number is not None:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        _put(os.dup(number), raw)
        return
    try:
        status = os.stat(path)
    except FileNotFoundError:
        status = None
    if status is not None and stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if status is not None and not stat.S_ISREG(status.st_mode):
        handle = os.open(path, os.O_WRONLY | _AT_ONCE | _ALWAYS)  # of a pipe that nobody reads it says so at once
        os.set_blocking(handle, True)
        _put(handle, raw)
        return
    *_, target = _followed(path)
    if status is None:
        _replace(target, raw, None)
        return
    os.close(os.open(target, os.O_WRONLY | _ALWAYS))  # one that is only to be read is not replaced either
    if status.st_nlink > 1:
        _overwrite(target, raw)
        return
    try:
        _replace(target, raw, status)
    except OSError as error:
        if error.errno not in _NOT_BESIDE:
            raise
        _overwrite(target, raw)


def write_new(path: Path, content: str | bytes) -> None:
    """Write a file that is not there yet, whole or not at all.

    Raises:
        OSError: it is there already, the folder is missing, or the system refuses.
    """
    with _beside(str(path), _raw(content), 0o666) as temporary:
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _ALWAYS))
            os.replace(temporary, path)


def write_folder(folder: Path, contents: Mapping[str, str]) -> None:
    """Write a folder that is not there yet with all of its files, or nothing.

    Raises:
        OSError: it is there already, the folder around it is missing, or the system refuses.
    """
    import shutil

    half = folder.with_name(_unique(folder.name))
    try:
        os.mkdir(half)
        for name, content in contents.items():
            write_new(half / name, content)
        os.rename(half, folder)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise


def append(path: Path, content: str | bytes) -> None:
    """Add to a file, which is made where it is not there.

    Raises:
        OSError: the folder is missing or the system refuses.
        ValueError: this cannot be the name of a file.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _AT_ONCE | _ALWAYS, 0o666)
    os.set_blocking(handle, True)
    _put(handle, _raw(content))


def make_folder(folder: Path) -> None:
    """Make a folder and those around it, where they are not there.

    Raises:
        OSError: the system refuses, or there is a file of that name.
    """
    os.makedirs(folder, exist_ok=True)


def remove(path: Path) -> None:
    """Remove a file, where it is there.

    Raises:
        OSError: the system refuses.
    """
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep a folder for this process while several of its files are written that belong together.

    Raises:
        TimeoutError: another process has kept it for a minute.
        OSError: there is no such folder.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | _ALWAYS)
    until = time.monotonic() + PATIENCE
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    words = f"another process has been writing here for {PATIENCE:.0f} seconds"
                    raise TimeoutError(errno.ETIMEDOUT, words, str(folder)) from None
                time.sleep(0.02)
                continue
            except OSError:  # a file system that knows no locks
                pass
            break
        yield
    finally:
        os.close(handle)


def _raw(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")


def _unique(name: str) -> str:
    return f".{name[:40]}.{os.urandom(6).hex()}.part"


@contextlib.contextmanager
def _beside(target: str, raw: bytes, mode: int) -> Iterator[str]:
    """The content in a file of its own beside the target, which is gone afterwards."""
    folder, name = os.path.split(target)
    temporary = os.path.join(folder, _unique(name))
    try:
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _ALWAYS, mode)
        except OSError as error:
            error.filename = target  # which is the one that somebody asked for
            raise
        _put(handle, raw, lasting=True)
        yield temporary
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)


def _replace(target: str, raw: bytes, status: os.stat_result | None) -> None:
    mode = 0o666 if status is None else stat.S_IMODE(status.st_mode)
    with _beside(target, raw, mode) as temporary:
        if status is not None:
            if sys.platform != "win32":
                made = os.stat(temporary)
                if (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
                    os.chown(temporary, status.st_uid, status.st_gid)
            os.chmod(temporary, mode)
        os.replace(temporary, target)


def _overwrite(target: str, raw: bytes) -> None:
    """Write a regular file in place; what it held is put back where the new content has no room."""
    handle = os.open(target, os.O_RDWR | _ALWAYS)
    with os.fdopen(handle, "r+b", buffering=0) as stream:
        before = stream.readall()
        try:
            if sys.platform == "linux" and len(raw) > len(before):
                os.posix_fallocate(handle, 0, len(raw))
            _over(handle, raw)
            os.fsync(handle)
        except BaseException:
            _over(handle, before)
            raise


def _over(handle: int, raw: bytes) -> None:
    os.lseek(handle, 0, os.SEEK_SET)
    _all(handle, raw)
    os.ftruncate(handle, len(raw))


def _put(handle: int, raw: bytes, *, lasting: bool = False) -> None:
    """Write everything to an open file and close it."""
    try:
        _all(handle, raw)
        if lasting:
            os.fsync(handle)
    finally:
        os.close(handle)


def _all(handle: int, raw: bytes) -> None:
    rest = memoryview(raw)
    while rest:
        rest = rest[os.write(handle, rest) :]
