"""Every form in which findings can be written, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from stepladder.paint import Paint
from stepladder.report.looked import Looked
from stepladder.report.to_github import to_github
from stepladder.report.to_json import to_json
from stepladder.report.to_junit import to_junit
from stepladder.report.to_text import to_text
from stepladder.silence import Placed


def _to_sarif(findings: Sequence[Placed], looked: Looked) -> str:
    from stepladder.report.to_sarif import to_sarif  # it reads every page

    return to_sarif(findings, looked)


FORMATS: Mapping[str, Callable[[Sequence[Placed], Looked], str]] = {
    "text": lambda findings, _looked: to_text(findings, Paint(False)),
    "json": lambda findings, looked: to_json(findings, looked.counts),
    "github": to_github,
    "sarif": _to_sarif,
    "junit": to_junit,
}
"""What each makes of the findings and of what was looked at; the names are those of `--format`."""
