"""Proofs of one pathway by one method, in a process of its own, so that its time and memory are its own.

`python tests/bench/proving.py METHOD PATHWAY SECONDS` writes a line of JSON whenever more is decided, the last of which
counts. A method is a key of `METHODS`; a pathway is an id, or `STEPS/FACTS`, with `!` at the end where every defect is
planted; behind `#` may stand a claim that alone is asked. What runs out of time is given up from outside too, for z3
does not always listen.

All methods get the same questions: all but SL606, which is no question about a single bad state; a claim counts as
decided when it is known, too, whether it is vacuous. The proofs also look for the walks that show what they say, and z3
does not. Reading the pathway, importing z3 and making formulas of the moves are not counted. z3 gets the questions in
an order drawn once and for all, so that what it comes to in its time is a fair sample.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Timer
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

from stepladder.model.pathway import Pathway

if TYPE_CHECKING:
    from tests.z3_oracle import Machine, Question, Reached

QUESTIONS = ("SL601", "SL602", "SL603", "SL604", "SL605", "SL607")
"""What all methods are asked."""

GRACE = 10.0
"""Seconds past its time, beginning when it has the pathway, after which a process is ended from outside."""

DEPTH = 200
"""So many moves are unrolled at most; time is what ends it."""


@dataclass(frozen=True, slots=True)
class Proven:
    """What a method came to."""

    questions: int
    decided: int
    refuted: int
    seconds: float
    """From the pathway, read already, to the last verdict, or to where it was given up."""
    megabytes: float
    """The most that the process held."""
    finished: bool
    """Whether every question was tried; else time ran out before."""

    @property
    def lacking(self) -> bool:
        """Whether a question was left undecided."""
        return not self.finished or self.decided < self.questions

    @property
    def each(self) -> float:
        """Seconds for each question that was decided."""
        return self.seconds / self.decided if self.decided else float("inf")


def prove(method: str, pathway: str, seconds: float) -> Proven:
    """Decide as much as can be decided in so many seconds, in a process of its own."""
    command = [sys.executable, __file__, method, pathway, str(seconds)]
    found = {"questions": 0, "decided": 0, "refuted": 0, "finished": 0}
    spent = seconds + GRACE
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        ending: Timer | None = None
        assert process.stdout is not None
        for line in process.stdout:
            said = json.loads(line)
            spent = said.pop("seconds")
            found |= said
            if ending is None:
                ending = Timer(seconds + GRACE, process.kill)
                ending.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if ending is not None:
            ending.cancel()
    if process.returncode:
        spent = seconds + GRACE
    memory = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    finished = not process.returncode and bool(found["finished"])
    return Proven(found["questions"], found["decided"], found["refuted"], spent, memory, finished)


def main() -> None:
    """Be that process."""
    method, name, seconds = sys.argv[1:]
    name, _, claim = name.partition("#")
    pathway = read(name)
    start = 0.0
    for found in METHODS[method](pathway, claim, float(seconds)):
        start = start or time.perf_counter()  # the first line says that all is ready
        line = {**found, "seconds": time.perf_counter() - start}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def read(name: str) -> Pathway:
    """A pathway by its id, or by the size of a ladder."""
    import stepladder
    from tests.bench.proof_ladders import DEFECTS, built, proof_ladder

    if "/" not in name:
        return stepladder.load(name)
    steps, facts = map(int, name.rstrip("!").split("/"))
    return built(proof_ladder(steps, facts, 0, DEFECTS if name.endswith("!") else ()))


Progress = Iterator[Mapping[str, int]]


def by_stepladder(pathway: Pathway, claim: str, seconds: float) -> Progress:
    """The proofs themselves."""
    from stepladder.verify.engine import verify

    yield {}
    start = time.perf_counter()
    found = verify(pathway, only=(claim,) if claim else QUESTIONS, timeout=seconds)
    decided, refuted = len(found.of("proved")) + len(found.of("refuted")), len(found.of("refuted"))
    finished = time.perf_counter() - start < seconds
    yield {"questions": len(found.results), "decided": decided, "refuted": refuted, "finished": finished}


def by_spacer(pathway: Pathway, claim: str, seconds: float) -> Progress:
    """The fixed points of z3."""
    from tests import z3_oracle

    yield from _one_by_one(pathway, claim, seconds, z3_oracle.spacer)


def by_induction(pathway: Pathway, claim: str, seconds: float) -> Progress:
    """Bounded search and induction with z3."""
    from tests import z3_oracle

    def decide(machine: Machine, question: Question, left: float) -> Reached:
        return z3_oracle.k_induction(machine, question, DEPTH, left)

    yield from _one_by_one(pathway, claim, seconds, decide)


def _one_by_one(
    pathway: Pathway, claim: str, seconds: float, decide: Callable[[Machine, Question, float], Reached]
) -> Progress:
    """Each question with at most a quarter of the time, a single one with all of it."""
    from tests.z3_oracle import Machine

    machine = Machine(pathway)
    questions = [machine.claim(claim)] if claim else list(machine.questions())
    Random(0).shuffle(questions)
    count = {"questions": len(questions), "decided": 0, "refuted": 0}
    yield count
    until, most = time.perf_counter() + seconds, seconds if claim else seconds / 4
    for question in questions:
        if time.perf_counter() >= until:
            return
        by = min(time.perf_counter() + most, until)
        outcome = question.outcome(decide(machine, question, by - time.perf_counter()))
        if question.code == "SL604" and outcome == "proved":  # the proofs also say whether anything tests the claim
            tests = [
                decide(machine, test, max(0.0, by - time.perf_counter())) for test in machine.tests(question.subject)
            ]
            outcome = "undecided" if "unknown" in tests and "unreachable" not in tests else outcome
        count["decided"] += outcome != "undecided"
        count["refuted"] += outcome == "refuted"
        yield {**count, "finished": question is questions[-1]}


METHODS: Mapping[str, Callable[[Pathway, str, float], Progress]] = {
    "stepladder": by_stepladder,
    "spacer": by_spacer,
    "induction": by_induction,
}


if __name__ == "__main__":
    main()
