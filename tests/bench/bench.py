"""Prints, side by side in one run, what stepladder costs: `python tests/bench/bench.py [--quick] [--part NAME]`.

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
from tests.bench.proof_ladders import SIZES as PROOF_SIZES
from tests.bench.proof_ladders import rungs
from tests.bench.proving import METHODS, Proven, prove
from tests.bench.statuses import statuses
from tests.bench.validating import Run, commands, folder_of
from tests.bench.validating import run as run_over

FLAGSHIP = "esophageal-spasm"
CASE = "case-11-myotomy-then-reflux"
SIZES = (10, 100, 1_000, 10_000)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer rounds: rougher, and z3 is given up sooner")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this part; may be given more than once")
    given = parser.parse_args()
    rounds = 5 if given.quick else 15
    version = ".".join(map(str, sys.version_info[:3]))
    say(f"Python {version}, {os.cpu_count()} cores, medians of {rounds} rounds\n")
    for name, part in PARTS.items():
        if not given.part or name in given.part:
            part(rounds)


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
    from stepladder.engine.scripted import Hand, drive
    from stepladder.library.registry import find
    from stepladder.reading.load import read

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


def proofs(rounds: int) -> None:
    """The questions of the proofs put to stepladder and to z3 in turn; and the whole command beside `import z3`."""
    sizes = [f"{steps}/{facts}" for steps, facts in PROOF_SIZES]
    last = {name: f"sound-{rungs(steps)}" for name, (steps, _) in zip(sizes, PROOF_SIZES, strict=True)}
    seconds = 20.0 if rounds == 5 else 60.0
    say(f"proofs, one claim: no second drug where it is forbidden, or INV-05; given up after {seconds:.0f} s")
    _side_by_side([f"{FLAGSHIP}#INV-05"], [f"{name}#{last[name]}" for name in sizes], seconds)
    seconds = 10.0 if rounds == 5 else 30.0
    say(f"proofs, all questions but SL606, given up after {seconds:.0f} s; goal: the flagship within 1 s")
    _side_by_side([FLAGSHIP], sizes, seconds)
    whole(rounds)


def _side_by_side(first: Sequence[str], sizes: Sequence[str], seconds: float) -> None:
    """A row for each pathway, each method in a process of its own, and how it grows over the sizes."""
    say(f"{'steps/facts':>24} {'questions':>9} {''.join(f'{name:>29}' for name in METHODS)}   z3 / stepladder")
    say(f"{'':>24} {'':>9} {'decided        s  s/100   MB'.rjust(29) * len(METHODS)}   a question decided")
    broken = [size.replace("#", "!#") if "#" in size else f"{size}!" for size in sizes]
    found: dict[str, dict[str, Proven]] = {}
    for name in (*first, *sizes, *broken):
        row = found[name] = {method: prove(method, name, seconds) for method in METHODS}
        ratios = " ".join(_ratio(row["stepladder"], one) for method, one in row.items() if method != "stepladder")
        questions = max(one.questions for one in row.values())
        say(f"{name:>24} {questions:>9,} {''.join(map(_proven, row.values()))}   {ratios}")
    say("  ! a rule, a guard, an exit and a `stops` are left out and a comparison is turned round")
    say("  * not all decided; what was is a sample for z3, and for stepladder what comes first")
    for method in METHODS:
        for names, mark in ((sizes, ""), (broken, "!")):
            rows = [(steps, found[name][method]) for (steps, _), name in zip(PROOF_SIZES, names, strict=True)]
            done = [(steps, one.seconds) for steps, one in rows if not one.lacking]
            if len(done) > 1:
                power = exponent(*zip(*done, strict=True))
                say(f"  {method}{mark}: seconds grow as steps ^ {power:.2f} over the {len(done)} sizes all decided")
            else:
                say(f"  {method}{mark}: all decided in {len(done)} of {len(rows)} sizes, too few to see it grow")
    say("")


def _ratio(ours: Proven, theirs: Proven) -> str:
    """How many times as long a question took; at least so many where not one was decided."""
    if not ours.decided:
        return "       -"
    least = "" if theirs.decided else ">"
    return f"{least}{theirs.seconds / max(1, theirs.decided) / ours.each:,.1f}".rjust(8)


def _proven(one: Proven) -> str:
    hundred = f"{one.each * 100:>6.2f}" if one.each < math.inf else "     -"
    return f"{one.decided:>10,}{'*' if one.lacking else ' '} {one.seconds:>6.2f} {hundred} {one.megabytes:>4,.0f}"


def whole(rounds: int) -> None:
    """The flagship's whole `verify` as a multiple of importing z3."""
    base = [sys.executable, "-c", "import z3"]
    command = [sys.executable, str(Path(sys.executable).with_name("stepladder")), "verify", FLAGSHIP]
    theirs, ours = [run(base)], [run(command)]
    if ours[0].wall < LONGEST / 4:  # else one round says enough
        theirs, ours = [], []
        for _ in range(rounds):
            theirs.append(run(base))
            ours.append(run(command))
    wall, base_wall = middle(ours)[0], middle(theirs)[0]
    given_up = ", given up" if wall >= LONGEST else ""
    say(f"stepladder verify {FLAGSHIP}: {wall:.2f} s{given_up}; python -c import z3: {base_wall:.2f} s")
    say(f"  the one is {wall / base_wall:.2f} times the other\n")


def validate(rounds: int) -> None:
    """Whole `validate` commands over many files beside check-jsonschema with our schema over the same."""
    number, times = (200, 1) if rounds == 5 else (1_000, 3)
    say(f"validate of {number:,} files; goal: at least 5 times the files/s of check-jsonschema")
    with tempfile.TemporaryDirectory() as scratch:
        at = Path(scratch)
        rows = commands(folder_of(number, at), at)
        runs: dict[str, list[Run]] = {name: [] for name in rows}
        for _ in range(times):
            for name, command in rows.items():
                if not (runs[name] and runs[name][0].seconds > LONGEST):  # one round of it says enough
                    runs[name].append(run_over(command))
        say(f"{'':<22} {'s wall':>8} {'s CPU':>8} {'files/s':>8} {'x wall':>7} {'x CPU':>7}  exit code and last line")
        theirs = Cost(0, 0)
        for name, found in runs.items():  # check-jsonschema comes first
            cost = Cost(median(one.seconds for one in found), median(one.cpu for one in found))
            theirs = cost if not theirs.wall else theirs
            ratios = f"{theirs.wall / cost.wall:>7.2f} {theirs.cpu / cost.cpu:>7.2f}"
            last = f"{found[0].code}  {found[0].said}"
            say(f"{name:<22} {cost.wall:>8.2f} {cost.cpu:>8.2f} {number / cost.wall:>8.1f} {ratios}  {last}")
    say("  check-jsonschema looks at keys, types and patterns; validate at these, and at names, conditions, units,")
    say("  ranges, the shape of the graph and hygiene, with exact places; last at every walk, in the proofs\n")


def growth_of_all(rounds: int) -> None:
    """Reading and checking ladders of every density."""
    for density in DENSITIES:
        growth(density, 1 if rounds == 5 else 3)


def growth(density: str, rounds: int) -> None:
    """Reading and checking pathways of growing size, without proofs."""
    from stepladder.library.checked import check
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


PARTS: Mapping[str, Callable[[int], None]] = {
    "processes": processes,
    "walking": walking,
    "pictures": lambda rounds: pictures(3 if rounds == 5 else 5),
    "growth": growth_of_all,
    "proofs": proofs,
    "statuses": lambda _: statuses(say),
    "validate": validate,
}
"""What is measured, by name; each is given how many rounds."""


if __name__ == "__main__":
    main()
