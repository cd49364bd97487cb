"""Prints how large the flagship's page is and how quick: `python tests/bench/exploring.py`.

Needs Chromium. Nothing here passes or fails; the goals stand beside the figures.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from stepladder.explore.page import explore_page
from stepladder.library.registry import find
from stepladder.quiz import quiz_items
from stepladder.reading.load import read
from tests import browser
from tests.browser import Tab

CASE = "case-04-hidden-tablet"
LOADED = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
ANSWERED = """(() => {
  const took = [];
  for (let n = 0; n < 12; n += 1) {
    const button = document.querySelector('.question [data-accept]');
    if (!button) break;
    const begun = performance.now();
    button.click();
    took.push(performance.now() - begun);
  }
  return took;
})()"""


def main() -> None:
    """Write the page, open it some times, answer some questions, and print what that cost."""
    found = read(find("esophageal-spasm"))
    assert found.pathway is not None
    assert found.cases is not None
    begun = time.perf_counter()
    text = explore_page(found.pathway, found.cases, quiz_items=quiz_items(found.pathway, found.cases))
    made = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(text, encoding="utf-8")
        running = browser.running()
        chromium = next(running)
        tabs = [_opened(chromium.tab(), page) for _ in range(9)]
        loads = [float(tab.js(LOADED)) for tab in tabs]
        paints = [float(tab.js(PAINTED)) for tab in tabs]
        answers = [float(took) for tab in tabs for took in tab.js(ANSWERED)]
        running.close()
    print(f"size of the page          {len(text.encode()):>9,} bytes   goal: under 250,000")  # noqa: T201
    print(f"writing it                {made * 1000:>9.0f} ms")  # noqa: T201
    print(f"the first question is there  {median(loads):>6.0f} ms")  # noqa: T201
    print(f"and is seen                  {median(paints):>6.0f} ms      goal: 200")  # noqa: T201
    print(f"an answer to new statuses {median(answers):>9.0f} ms      goal: 50")  # noqa: T201


def _opened(tab: Tab, page: Path) -> Tab:
    tab.open(f"{page.as_uri()}#c={CASE}")
    time.sleep(1)  # to ask whether it is ready would be work for the page; what is tidied up is not the next page's
    tab.wait("document.body.classList.contains('ready')")
    return tab


if __name__ == "__main__":
    main()
