"""Every form in which findings can be written, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from stepladder.library.suppressions import Placed
from stepladder.report.diagnostics.to_github import to_github
from stepladder.report.diagnostics.to_json import to_json
from stepladder.report.diagnostics.to_junit import to_junit
from stepladder.report.diagnostics.to_text import to_text
from stepladder.report.scope import Looked
from stepladder.text.terminal import Paint


def _to_sarif(findings: Sequence[Placed], looked: Looked) -> str:
    from stepladder.report.diagnostics.to_sarif import to_sarif  # it reads every page

    return to_sarif(findings, looked)


FORMATS: Mapping[str, Callable[[Sequence[Placed], Looked], str]] = {
    "text": lambda findings, _looked: to_text(findings, Paint(False)),
    "json": lambda findings, looked: to_json(findings, looked.counts),
    "github": to_github,
    "sarif": _to_sarif,
    "junit": to_junit,
}
"""What each makes of the findings and of what was looked at; the names are those of `--format`."""
