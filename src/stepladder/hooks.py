"""Functions of higher layers that a method of a lower one stands for, registered once by the package itself.

`pathway.graph()` and what Jupyter shows of a pathway lie above the model; a `Walk` may be begun by the name of a
pathway, which the library finds, and be driven by what is held, for which a walk is needed first. The lower layer
knows only the names here; `stepladder/__init__.py` says where each function is; its module is imported when called.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal, TypeAlias

Hook: TypeAlias = Literal["digest", "graph", "named pathway", "run", "svg", "mime bundle"]
"""What can be asked for."""

_HOMES: dict[Hook, str] = {}


def register(hook: Hook, home: str) -> None:
    """Say where a function is: `module:name`."""
    _HOMES[hook] = home


def call(hook: Hook, *args: object, **options: object) -> Any:  # noqa: ANN401  # each caller says what it hands back
    """Call the function that is registered under a name."""
    module, _, name = _HOMES[hook].partition(":")
    return getattr(import_module(module), name)(*args, **options)
