"""Cases and how they came out as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from stepladder.report.addresses import from_root
from stepladder.report.cases.outcomes import Group, Judged
from stepladder.report.diagnostics.to_json import to_json
from stepladder.text.characters import as_json


def cases_to_json(
    groups: Sequence[Group],
    looked_at: Mapping[str, int],
    coverage: Sequence[object] = (),
    mutation: object = None,
) -> str:
    """How the cases came out, as one JSON object.

    Args:
        groups: the pathways with their chosen cases, in the order to be written.
        looked_at: how many pathways, files, steps, rules and cases were looked at.
        coverage: what the chosen cases reach, as data, one entry a pathway.
        mutation: what no case notices, as data; None where that was not asked for.
    """
    findings = [placed for group in groups for placed in group.findings]
    numbers = {id(placed): index for index, placed in enumerate(findings)}
    content = {
        **json.loads(to_json(findings, looked_at)),
        "cases": [_case(case, numbers) for group in groups for case in group.cases],
        "coverage": list(coverage),
        "mutation": mutation,
    }
    return as_json(content, 2) + "\n"


def _case(case: Judged, numbers: Mapping[int, int]) -> dict[str, object]:
    expected: dict[str, object] = {"path": list(case.expected) if case.expected is not None else None}
    if case.stop is not None:
        expected[case.stop[0]] = case.stop[1]
    walk = case.outcome.walk if case.outcome is not None else None
    return {
        "pathway": case.pathway,
        "case": case.id,
        "title": case.title,
        "file": from_root(case.span.file),
        "line": case.span.line,
        "status": "failed" if case.failed else "passed",
        "silenced": case.silenced,
        "expected": expected if case.case is not None else None,
        "walked": {"path": list(walk.trail), "status": walk.status, "at": walk.at} if walk is not None else None,
        "first_difference": case.first_difference,
        "diagnostics": [numbers[id(placed)] for placed in case.findings],
    }
