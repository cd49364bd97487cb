"""Prints, side by side in one run, what stepladder costs: `python tests/bench/bench.py [--quick]`.

Times of a machine mean little, so processes are measured as multiples of `python -c "import click"`, taken in turns
(A B A B) so that a busy moment meets both. Nothing here passes or fails; the goals stand beside the figures.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.ladders import DENSITIES, ladder

FLAGSHIP = "esophageal-spasm"
CASE = "case-11-myotomy-then-reflux"
SIZES = (10, 100, 1_000, 10_000)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer rounds: rougher, about ten seconds")
    rounds = 5 if parser.parse_args().quick else 15
    version = ".".join(map(str, sys.version_info[:3]))
    say(f"Python {version}, {os.cpu_count()} cores, medians of {rounds} rounds\n")
    processes(rounds)
    walking(rounds)
    pictures(3 if rounds == 5 else 5)
    for density in DENSITIES:
        growth(density, 1 if rounds == 5 else 3)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one run."""

    wall: float
    cpu: float


def processes(rounds: int) -> None:
    """Whole commands as multiples of `import click`."""
    base = [sys.executable, "-c", "import click"]
    stepladder = [sys.executable, str(Path(sys.executable).with_name("stepladder"))]
    rows = [
        ("--help", [*stepladder, "--help"], "<= 1.6"),
        ("list", [*stepladder, "list"], ""),
        (f"validate {FLAGSHIP}", [*stepladder, "validate", FLAGSHIP], ""),
        (f"walk --case {CASE}", [*stepladder, "walk", FLAGSHIP, "--case", CASE, "--no-input"], "<= 5"),
    ]
    say(f"{'a whole process':<57} {'x wall':>7} {'x CPU':>7} {'ms wall':>8} {'ms CPU':>8}  goal")
    bases: list[Cost] = []
    for name, command, goal in rows:
        run(base), run(command)  # what is compiled and cached by now is not measured
        ours: list[Cost] = []
        theirs: list[Cost] = []
        for _ in range(rounds):
            theirs.append(run(base))
            ours.append(run(command))
        bases += theirs
        wall, cpu = middle(ours)
        base_wall, base_cpu = middle(theirs)
        figures = f"{wall / base_wall:>7.2f} {cpu / base_cpu:>7.2f} {wall * 1000:>8.0f} {cpu * 1000:>8.0f}"
        say(f"stepladder {name:<46} {figures}  {goal}".rstrip())
    wall, cpu = middle(bases)
    say(f"{'python -c import click':<57} {1:>7.2f} {1:>7.2f} {wall * 1000:>8.0f} {cpu * 1000:>8.0f}\n")


def pictures(rounds: int) -> None:
    """Whole `render` commands beside `import click` and the bare `dot -Tsvg` of the same graph."""
    if shutil.which("dot") is None:
        say("render: not measured, for Graphviz's dot is not here\n")
        return
    stepladder = [sys.executable, str(Path(sys.executable).with_name("stepladder"))]
    click = [sys.executable, "-c", "import click"]
    say("render of a plain ladder to SVG; goals: ladder / (click + dot) <= 1.0, at 1,000 steps graph / dot < 3")
    head = f"{'steps':>8} {'click ms':>9} {'dot ms':>8} {'ladder ms':>10} {'graph ms':>9}"
    say(f"{head} {'ladder/(click+dot)':>19} {'graph/dot':>10}")
    with tempfile.TemporaryDirectory() as scratch:
        for steps in SIZES[:3]:
            folder = Path(scratch) / str(steps) / "ladder"
            folder.mkdir(parents=True)
            for name, text in ladder(steps, "plain").items():
                (folder / name).write_text(text, encoding="utf-8")
            dot = str(folder.with_suffix(".dot"))
            run([*stepladder, "render", str(folder), "--view", "graph", "-o", dot])
            commands = {
                "click": click,
                "dot": ["dot", "-Tsvg", dot, "-o", dot + ".svg"],
                "ladder": [*stepladder, "render", str(folder), "-o", str(folder.with_suffix(".svg"))],
                "graph": [*stepladder, "render", str(folder), "--view", "graph", "-o", str(folder) + "-graph.svg"],
            }
            costs: dict[str, list[Cost]] = {name: [] for name in commands}
            for name, command in commands.items():
                costs[name].append(run(command))
            if costs["dot"][0].wall < LONGEST / 4:  # else one round says enough
                costs = {name: [] for name in commands}
                for _ in range(rounds):
                    for name, command in commands.items():
                        costs[name].append(run(command))
            wall = {name: middle(found)[0] * 1000 for name, found in costs.items()}
            figures = f"{wall['click']:>9.0f} {wall['dot']:>8.0f} {wall['ladder']:>10.0f} {wall['graph']:>9.0f}"
            ratio = wall["ladder"] / (wall["click"] + wall["dot"])
            given_up = "  dot was given up" if wall["dot"] >= LONGEST * 1000 else ""
            say(f"{steps:>8,} {figures} {ratio:>19.2f} {wall['graph'] / wall['dot']:>10.2f}{given_up}")
    say("")


LONGEST = 60.0
"""After so many seconds a command is given up; what it would have taken is at least that."""


def run(command: Sequence[str]) -> Cost:
    """Run a command to its end, with nothing to read and nobody to read it."""
    nowhere = subprocess.DEVNULL
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(command, stdin=nowhere, stdout=nowhere, stderr=nowhere, check=False, timeout=LONGEST)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def middle(costs: Iterable[Cost]) -> tuple[float, float]:
    """The median wall and CPU times."""
    given = list(costs)
    return median(cost.wall for cost in given), median(cost.cpu for cost in given)


def walking(rounds: int) -> None:
    """Events and steps a second through the flagship's longest case."""
    import stepladder
    from stepladder.library import find
    from stepladder.reading.load import read
    from stepladder.script import Hand, drive

    pathway = stepladder.load(FLAGSHIP)
    cases = read(find(FLAGSHIP), origins=False).cases
    assert cases is not None
    walks = {case.id: drive(pathway, Hand(case, cases.facts))[0] for case in cases.cases}
    longest = max(cases.cases, key=lambda case: len(walks[case.id].events))
    walk = walks[longest.id]
    events, steps = len(walk.events), len(walk.trail)
    seconds = median(timed(lambda: drive(pathway, Hand(longest, cases.facts))) for _ in range(rounds * 3))
    say(f"a walk: {longest.id}, {events} events, {steps} steps in {seconds * 1000:.2f} ms")
    say(f"  {seconds / events * 1000:.3f} ms an event, {events / seconds:,.0f} events/s")
    say(f"  {seconds / steps * 1000:.3f} ms a step, {steps / seconds:,.0f} steps/s   goal: a step under 1 ms\n")


def growth(density: str, rounds: int) -> None:
    """Reading and checking pathways of growing size, without proofs."""
    from stepladder.library import check
    from stepladder.reading.files import locate
    from stepladder.reading.yaml_events import parse

    say(f"reading and checking a {density} ladder, {DENSITIES[density]}; goal: 20,000 steps/s, exponent 1")
    say(f"{'steps':>8} {'KB':>7} {'seconds':>9} {'of it YAML':>11} {'steps/s':>9} {'without YAML':>13}")
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as scratch:
        for steps in SIZES:
            folder = Path(scratch) / str(steps) / "ladder"
            folder.mkdir(parents=True)
            files = ladder(steps, density)
            for name, text in files.items():
                (folder / name).write_text(text, encoding="utf-8")
            located = locate(folder)
            found = check(located)
            assert found.pathway is not None
            assert not found.findings, found.findings[0].diagnostic.message
            assert len(found.pathway.steps) == steps
            del found
            whole = min(timed(partial(check, located)) for _ in range(rounds))
            yaml = min(timed(partial(each, parse, files)) for _ in range(rounds))
            seconds.append(whole)
            size = sum(map(len, files.values())) / 1000
            speeds = f"{steps / whole:>9,.0f} {steps / (whole - yaml):>13,.0f}"
            say(f"{steps:>8,} {size:>7,.0f} {whole:>9.4f} {yaml / whole:>11.0%} {speeds}")
    last = math.log(seconds[-1] / seconds[-2]) / math.log(SIZES[-1] / SIZES[-2])
    say(f"seconds grow as steps ^ {exponent(SIZES, seconds):.2f}; over the last tenfold ^ {last:.2f}\n")


def each(parse: Callable[[str, str], object], files: Mapping[str, str]) -> None:
    """Read the YAML of some files and no more."""
    for name, text in files.items():
        parse(text, name)


def timed(what: Callable[[], object]) -> float:
    """Seconds of one call, begun with a swept heap."""
    gc.collect()
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The slope of the line through the logarithms, by least squares."""
    xs, ys = [math.log(size) for size in sizes], [math.log(second) for second in seconds]
    x0, y0 = sum(xs) / len(xs), sum(ys) / len(ys)
    above = sum((x - x0) * (y - y0) for x, y in zip(xs, ys, strict=True))
    return above / sum((x - x0) ** 2 for x in xs)


if __name__ == "__main__":
    main()
