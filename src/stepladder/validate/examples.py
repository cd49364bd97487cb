"""The examples on the page of each check, as files: in the package, or beside the tests in a checkout."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeAlias

from stepladder.files import entries, read

Example: TypeAlias = bytes | dict[str, bytes]
"""A pathway; or several files by their names, the pathway before what belongs to it."""


def example(code: str, kind: Literal["wrong", "right"]) -> Example:
    """The example of a check that has exactly its problem, or the same one mended.

    >>> example("SL101", "right")[:13]
    b'stepladder: 1'
    """
    folder = _folder() / code
    several = folder / kind
    if not os.path.isdir(several):
        return read(folder / f"{kind}.yaml")
    return {path.name: read(path) for path in reversed(entries(several))}  # x.yaml goes before x.cases.yaml


def _folder() -> Path:
    inside = Path(str(files("stepladder.validate").joinpath("examples")))
    return inside if os.path.isdir(inside) else Path(__file__).parents[3] / "tests" / "data" / "checks"
