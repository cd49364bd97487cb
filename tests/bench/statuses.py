"""How long the page's engine takes from an answer to the new statuses, in Chromium, beside Python for the same events.

Prints; nothing here passes or fails. `python tests/bench/statuses.py`, or `bench.py --part statuses`.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from stepladder.engine.events import Event, Moves
from stepladder.engine.scripted import Hand, drive
from stepladder.engine.serialize import event_data
from stepladder.engine.walk import Walk
from stepladder.explore.data import ENGINE, page_data
from stepladder.library.registry import find
from stepladder.model.cases import CaseFile
from stepladder.model.pathway import Pathway
from stepladder.reading.load import read
from tests import browser

FLAGSHIP = "esophageal-spasm"
GOAL = 50
"""Milliseconds from an answer to the new statuses, at 120 facts and 100 rules."""

STATUSES = """
walks.flatMap((events) => {
  const engine = StepladderEngine(data); // nothing is remembered of the walk before
  let state = engine.begin();
  return events.map((event) => {
    const start = performance.now();
    state = engine.after(state, event);
    engine.exits(state);
    engine.situation(state);
    return performance.now() - start;
  });
})
"""

REASONS = """
walks.flatMap((events) => {
  const engine = StepladderEngine(data);
  const state = engine.fold(events.slice(0, events.length >> 1));
  return engine.exits(state).filter(({ status }) => status === "closed" || status === "blocked").map(({ index }) => {
    const start = performance.now();
    engine.why(state, index);
    engine.unblocks(state, index);
    return performance.now() - start;
  });
})
"""


def statuses(say: Callable[[str], None]) -> None:
    """Measure and print; where Chromium is missing, say so."""
    if browser.program() is None:
        say("the page's engine: not measured, for Chromium is not here\n")
        return
    found = read(find(FLAGSHIP), origins=False)
    pathway, cases = found.pathway, found.cases
    assert pathway is not None
    assert cases is not None
    logs = _logs(pathway, cases)
    python = [took for log in logs for took in _in_python(pathway, log)]
    with tempfile.TemporaryDirectory() as folder, contextmanager(browser.running)() as chromium:
        page = Path(folder) / "page.html"
        page.write_text(_page(pathway, logs), encoding="utf-8")
        tab = chromium.tab()
        tab.open(page)
        rows = {
            "Chromium, just loaded": tab.js(STATUSES),
            "Chromium, warm": list(map(min, *(tab.js(STATUSES) for _ in range(3)))),
            "Python, the same events": python,
            "Chromium, why not, and what otherwise": tab.js(REASONS),
        }
    size = f"{len(pathway.facts)} facts, {len(pathway.rules)} rules, {len(python):,} answers and choices"
    say(f"the page's engine, ms from an answer to the new statuses: {size}; goal: under {GOAL}")
    say(f"{'':<38} {'middle':>8} {'mean':>8} {'99 %':>8} {'most':>8}")
    for name, times in rows.items():
        ordered: list[float] = sorted(times)
        mean, most = sum(ordered) / len(ordered), ordered[-1]
        say(f"{name:<38} {median(ordered):>8.2f} {mean:>8.2f} {ordered[int(len(ordered) * 0.99)]:>8.2f} {most:>8.2f}")
    ratio = sum(rows["Python, the same events"]) / sum(rows["Chromium, warm"])
    say(f"  Python takes {ratio:.2f} times as long as the warm page\n")


def _logs(pathway: Pathway, cases: CaseFile) -> list[list[Event]]:
    """What somebody does in each case that begins at the start; the moves that follow of themselves are left out."""
    found: list[list[Event]] = []
    for case in cases.cases:
        if case.entry is None:
            moments = drive(pathway, Hand(case, cases.facts))[0].moments
            own = [after.event for before, after in pairwise(moments) if not isinstance(before.following, Moves)]
            found.append([event for event in own if event is not None])
    return found


def _in_python(pathway: Pathway, log: list[Event]) -> list[float]:
    walk, found = Walk(pathway), []
    for event in log:
        start = time.perf_counter()
        walk = walk.follow(event)
        assert isinstance(walk.exits, tuple)
        found.append((time.perf_counter() - start) * 1000)
    return found


def _page(pathway: Pathway, logs: list[list[Event]]) -> str:
    static = files("stepladder.explore").joinpath("static")
    walks = json.dumps([[event_data(event) for event in log] for log in logs])
    held = f"const data = {json.dumps(page_data(pathway))}; const walks = {walks};".replace("<", "\\u003c")
    scripts = [*(static.joinpath(name).read_text(encoding="utf-8") for name in ENGINE), held]
    return '<!doctype html><meta charset="utf-8">' + "".join(f"<script>{text}</script>" for text in scripts)


if __name__ == "__main__":
    statuses(lambda line: print(line, flush=True))  # noqa: T201  # it is there to print
