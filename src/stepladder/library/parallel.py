"""Many pathways checked by several processes: the same findings in the same order as by one.

Each process takes a few pathways at a time and hands back what a report needs, and no more: findings with their places
and counts. Nothing is told before everything is there, so that half a result never looks like a whole one. However it
ends, no process is left: the parent stops them all, and each ends by itself when the parent is gone.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from stepladder.library.checked import PROOF_SECONDS, Checked, check
from stepladder.library.registry import at_hand
from stepladder.library.suppressions import Placed, Silenced
from stepladder.reading.files import Located, Unreadable

if TYPE_CHECKING:  # multiprocessing is imported where there are to be more processes
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkContext, SpawnContext
    from multiprocessing.process import BaseProcess

Method: TypeAlias = Literal["fork", "spawn"]
"""How a process begins: as a copy of this one, within milliseconds, or afresh, after half a second of imports."""

ENOUGH: dict[Method, tuple[int, int]] = {"fork": (8, 2), "spawn": (100, 10)}
"""From how many pathways on more processes pay, without proofs and with them."""

AT_ONCE = 8
"""How many pathways a process is given at a time, at most."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What reports say about one pathway that was checked."""

    name: str
    """The path as given."""
    id: str
    """Its id, or the one that its file name gives it."""
    files: tuple[str, ...]
    """Every file that was read, in order."""
    readable: bool
    """Whether it could be read so far that there is a pathway."""
    findings: tuple[Placed, ...]
    silenced: tuple[Silenced, ...]
    steps: int
    rules: int
    cases: int
    """How many teaching cases were run."""


@dataclass(frozen=True, slots=True)
class How:
    """How pathways are to be checked."""

    cases: bool = True
    proofs: bool = True
    timeout: float = PROOF_SECONDS
    """How many seconds the proofs of one pathway may take."""


class WorkerDied(Exception):  # noqa: N818  # said to the user as a sentence
    """A process ended before it was through; its message says at which pathway."""


def seen(checked: Checked, stem: str = "") -> Seen:
    """What reports need of a pathway that was checked.

    Args:
        checked: what came out.
        stem: the id that its file name gives it.
    """
    reading, model = checked.reading, checked.reading.pathway
    return Seen(
        reading.name,
        model.id if model is not None else stem or reading.name,
        tuple([file.name for file in reading.files]),
        model is not None,
        checked.findings,
        checked.silenced,
        len(model.steps) if model is not None else 0,
        len(model.rules) if model is not None else 0,
        checked.cases_run,
    )


def look(located: Located, how: How, hand: Callable[[], Mapping[str, Path]]) -> Seen:
    """Read and check one pathway.

    Raises:
        Unreadable: the system refuses to hand a file over.
    """
    checked = check(located, cases=how.cases, proofs=how.proofs, timeout=how.timeout, hand=hand)
    return seen(checked, located.stem)


def cores() -> int:
    """How many processors this process may use."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows
        return os.cpu_count() or 1


def usual_method() -> Method:
    """A copy of this process where that is safe: on Linux, while there is one thread."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


def check_all(
    pathways: Sequence[Located],
    how: How,
    *,
    jobs: int | None = None,
    progress: Callable[[int], None] = lambda _done: None,
    method: Method | None = None,
) -> list[Seen]:
    """Check pathways, and say what was found of each, in their order.

    Args:
        pathways: the files of each.
        how: what to check.
        jobs: how many processes; as many as there are processors, where there is enough to do, if it is None.
        progress: is told now and then how many are done.
        method: how processes begin; the usual way where it is None.

    Raises:
        Unreadable: the system refuses to hand over a file of the first such pathway.
        WorkerDied: a process ended before it was through.
    """
    method = method or usual_method()
    if jobs is None:
        jobs = cores() if len(pathways) >= ENOUGH[method][how.proofs] else 1
    jobs = min(jobs, len(pathways))
    if jobs > 1:
        return _Crew(pathways, how, jobs, method).run(progress)
    hand = _hand()
    seen: list[Seen] = []
    for located in pathways:
        progress(len(seen))
        seen.append(look(located, how, hand))
    return seen


def _hand() -> Callable[[], Mapping[str, Path]]:
    """The pathways at hand, looked for once and only when they are asked for."""
    return cache(at_hand)


Answer: TypeAlias = "tuple[int, Seen | Unreadable | Exception]"


class _Crew:
    """The processes that check, each with the pathways it was given and has not handed back."""

    def __init__(self, pathways: Sequence[Located], how: How, jobs: int, method: Method) -> None:
        self.pathways = pathways
        self.found: dict[int, Seen] = {}
        self.failed: dict[int, Exception] = {}
        self.size = max(1, min(AT_ONCE, len(pathways) // (jobs * 4)))
        self.waiting = deque(range(len(pathways)))
        self.given: dict[Connection, deque[int]] = {}
        self.processes: dict[Connection, BaseProcess] = {}
        context = _context(method)
        try:
            with _uninterrupted():
                for _ in range(jobs):
                    ours, theirs = context.Pipe()
                    self.given[ours] = deque()
                    # a copy of this process has our ends of all pipes, and must close them to see when we are gone
                    held = tuple(self.given) if method == "fork" else ()
                    process = context.Process(target=_work, args=(theirs, how, held), daemon=True)
                    self.processes[ours] = process
                    process.start()
                    theirs.close()
        except BaseException:
            self._stop()
            raise

    def run(self, progress: Callable[[int], None]) -> list[Seen]:
        """Give work until all is done."""
        from multiprocessing.connection import Connection, wait

        try:
            for connection in self.given:
                self._give(connection)
            while any(self.given.values()):
                progress(len(self.found))
                for ready in wait([c for c, given in self.given.items() if given], timeout=0.5):
                    assert isinstance(ready, Connection)
                    self._take(ready)
        finally:
            self._stop()
        if self.failed:
            raise self.failed[min(self.failed)]
        return [self.found[index] for index in range(len(self.pathways))]

    def _give(self, connection: Connection) -> None:
        """Hand over the next pathways; none behind one that has failed, for the first failure is the one told."""
        last = min(self.failed, default=len(self.pathways))
        share = [self.waiting.popleft() for _ in range(min(self.size, len(self.waiting))) if self.waiting[0] < last]
        if share:
            self.given[connection].extend(share)
            with contextlib.suppress(OSError):  # it has died, which is told when its answer is missed
                connection.send([(index, self.pathways[index]) for index in share])

    def _take(self, connection: Connection) -> None:
        """Take an answer."""
        try:
            answer: Answer = connection.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            raise self._death(connection) from None
        index, what = answer
        self.given[connection].remove(index)
        if isinstance(what, Seen):
            self.found[index] = what
        else:
            self.failed[index] = what
        if not self.given[connection]:
            self._give(connection)

    def _death(self, connection: Connection) -> WorkerDied:
        process = self.processes[connection]
        process.join(1)
        code = process.exitcode
        how = f"was ended by signal {-code}" if code is not None and code < 0 else f"ended with {code}"
        name = self.pathways[self.given[connection][0]].name
        return WorkerDied(
            f"a process that checked {name} {how} before it was through, so nothing is told of any pathway;"
            " `--jobs 1` checks them in this one"
        )

    def _stop(self) -> None:
        for connection, process in self.processes.items():
            if process.pid is not None:
                process.kill()
                process.join()
                process.close()
            connection.close()


def _context(method: Method) -> ForkContext | SpawnContext:
    import multiprocessing as mp

    if method == "fork":
        return mp.get_context("fork")
    return mp.get_context("spawn")


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Put Ctrl-C off; processes begun meanwhile never see one."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(connection: Connection, how: How, held: Sequence[Connection]) -> None:
    """What a process does: check what it is given until there is no more."""
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which stops us
    for descriptor in held:
        descriptor.close()
    threading.Thread(target=partial(_end_with, parent_process()), daemon=True).start()
    hand = _hand()
    with contextlib.suppress(EOFError, OSError):
        while True:
            share: list[tuple[int, Located]] = connection.recv()
            for index, located in share:
                connection.send((index, _tried(located, how, hand)))


def _tried(located: Located, how: How, hand: Callable[[], Mapping[str, Path]]) -> Seen | Exception:
    """What was found, or why there is nothing; a fault is handed over as it is, where it can be."""
    try:
        return look(located, how, hand)
    except Exception as error:
        try:
            return error if type(pickle.loads(pickle.dumps(error))) is type(error) else RuntimeError(repr(error))
        except Exception:  # a fault that cannot be carried over is told in its own words
            return RuntimeError(f"{type(error).__name__}: {error}")


def _end_with(parent: BaseProcess | None) -> None:
    """End this process as soon as its parent has."""
    from multiprocessing.connection import wait

    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
