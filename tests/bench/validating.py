"""A folder of generated pathways put to `stepladder validate` and to check-jsonschema with our schema, in turns."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.ladders import one_file

STEPS = (10, 16, 22, 28, 34)
"""How long the pathways are, one after the other."""

PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Run:
    """What one run over all files cost."""

    seconds: float
    cpu: float
    code: int
    said: str
    """The last line it printed."""


def folder_of(number: int, at: Path) -> list[Path]:
    """Write so many pathways into `pathways`, a file each.

    Args:
        number: how many.
        at: the folder in which `pathways` is made.
    """
    folder = at / "pathways"
    folder.mkdir(parents=True)
    files: list[Path] = []
    for index in range(number):
        name = f"ladder-{index:04}"
        files.append(folder / f"{name}.yaml")
        files[-1].write_text(one_file(STEPS[index % len(STEPS)], name), encoding="utf-8")
    return files


def commands(files: Sequence[Path], at: Path, *, proofs: bool = True) -> Mapping[str, Sequence[str]]:
    """What is measured, by name.

    Args:
        files: the pathways.
        at: the folder that holds `pathways`, into which the schema is written.
        proofs: whether the proofs are measured too.
    """
    stepladder, schema = str(PROGRAMS / "stepladder"), str(at / "pathway.schema.json")
    subprocess.run([stepladder, "schema", "-o", schema], check=True, capture_output=True)
    validate = [stepladder, "validate", str(at / "pathways")]
    with_proofs = {"validate, proofs too": validate} if proofs else {}
    return {
        "check-jsonschema": [str(PROGRAMS / "check-jsonschema"), "--schemafile", schema, *map(str, files)],
        "validate --jobs 1": [*validate, "--skip", "proofs", "--jobs", "1"],
        "validate": [*validate, "--skip", "proofs"],
        **with_proofs,
    }


def run(command: Sequence[str]) -> Run:
    """Run a command to its end."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    lines = (done.stdout + done.stderr).strip().splitlines()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, cpu, done.returncode, lines[-1] if lines else "")
