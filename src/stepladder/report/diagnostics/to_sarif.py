"""Diagnostics as SARIF 2.1.0, the standard form of what code analysis finds; GitHub and others show it as alerts."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from stepladder.diagnostics import CATALOGUE, Span
from stepladder.library.suppressions import Placed
from stepladder.report.addresses import BASES, address
from stepladder.report.scope import Looked
from stepladder.text.characters import as_json
from stepladder.validate.check import Check
from stepladder.validate.checks import CHECKS
from stepladder.validate.examples import Example, example

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
RUN = "stepladder/validate/"
"""By which results of this command are told from those of other tools and commands."""

FINGERPRINTS = ("primaryLocationLineHash", "stepladder/v1")
"""Under which names an alert is known again: the one that GitHub looks at, and our own."""


def to_sarif(findings: Sequence[Placed], looked: Looked) -> str:
    """The findings as a SARIF log of one run; nothing in it depends on the time or the machine.

    Args:
        findings: in the order to be written.
        looked: what was looked at; what was silenced there stands in the log too, as suppressed.
    """
    reasons = {silenced.found: silenced.reason for silenced in looked.silenced}
    reported = sorted([*findings, *reasons], key=lambda placed: placed.order)
    codes = sorted({placed.code for placed in reported})
    rules = {code: index for index, code in enumerate(codes)}
    prints = fingerprints(reported, looked)
    results = [
        _result(placed, rules[placed.code], mark, reasons.get(placed))
        for placed, mark in zip(reported, prints, strict=True)
    ]  # fmt: skip
    spans = [span for placed in reported for span in (placed.span, *(where for _, where in placed.related))]
    bases = {address(file).base for file in {span.file for span in spans}}
    run: dict[str, object] = {
        "tool": {"driver": _driver([check for check in CHECKS if check.code in rules])},
        "automationDetails": {"id": RUN},
        "invocations": [{"executionSuccessful": not any(placed.code.startswith("SL0") for placed in reported)}],
        "originalUriBaseIds": {base: {"description": {"text": BASES[base]}} for base in BASES if base in bases},
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {"lookedAt": dict(looked.counts)},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [{key: value for key, value in run.items() if value != {}}]}
    return as_json(log, 2) + "\n"


def fingerprints(findings: Iterable[Placed], looked: Looked) -> list[str]:
    """What each finding is known by while its file is edited elsewhere; of those that are equal the how manieth it is.

    It is made of the code, the id of the pathway and what the finding is about, and not of the line.
    """
    ids = looked.ids
    seen: Counter[str] = Counter()
    marks: list[str] = []
    for placed in findings:
        about = placed.anchor or placed.source_line.strip()
        text = "\n".join((placed.code, ids.get(placed.file, ""), about))
        mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        seen[mark] += 1
        marks.append(f"{mark}:{seen[mark]}")
    return marks


def _driver(checks: Sequence[Check]) -> dict[str, object]:
    from importlib.metadata import metadata

    about = metadata("stepladder")
    pages = [url.partition(",")[2].strip() for url in about.get_all("Project-URL") or ()]
    known = about["Version"]
    return {
        "name": "stepladder",
        "fullName": f"stepladder {known}",
        "version": known,
        "semanticVersion": known,
        **({"informationUri": pages[0]} if pages else {}),
        "rules": [_rule(check) for check in checks],
    }


def _rule(check: Check) -> dict[str, object]:
    entry = CATALOGUE[check.code]
    first, *rest = [" ".join(paragraph.split()) for paragraph in check.page.strip().split("\n\n")]
    examples = [("Wrong", example(check.code, "wrong")), ("Right", example(check.code, "right"))]
    shown = [f"**{word}**\n\n{_fenced(files)}" for word, files in examples]
    return {
        "id": check.code,
        "name": "".join(part.capitalize() for part in entry.name.split("-")),
        "shortDescription": {"text": first},
        "fullDescription": {"text": rest[0] if rest else first},
        "help": {"text": check.page.strip(), "markdown": "\n\n".join([check.page.strip(), *shown])},
        "defaultConfiguration": {"level": str(entry.severity)},
    }


def _fenced(files: Example) -> str:
    if isinstance(files, dict):
        return "\n\n".join(f"`{name}`\n\n{_fenced(content)}" for name, content in files.items())
    text = files.decode("utf-8", "backslashreplace")
    return f"```yaml\n{text.rstrip()}\n```"


def _result(placed: Placed, rule: int, mark: str, reason: str | None) -> dict[str, object]:
    words = placed.message + (f"\nHelp: {placed.help}" if placed.help else "")
    result: dict[str, object] = {
        "ruleId": placed.code,
        "ruleIndex": rule,
        "level": str(placed.severity),
        "message": {"text": _message(words)},
        "locations": [_location(placed.span)],
        "partialFingerprints": dict.fromkeys(FINGERPRINTS, mark),
    }
    if placed.related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": _message(message)}, **_location(span)}
            for number, (message, span) in enumerate(placed.related, start=1)
        ]
    if reason is not None:
        result["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": reason}]
    if placed.diagnostic.witness is not None:
        result["properties"] = {"witness": placed.diagnostic.witness}
    return result


def _message(text: str) -> str:
    """A text in which nothing is taken for a placeholder or a link, as SARIF has them."""
    return re.sub(r"\[(?=[^\]]*\]\()", r"\\[", re.sub(r"\{(?=\d+\})", "{{", text))


def _location(span: Span) -> dict[str, object]:
    where = address(span.file)
    place: dict[str, object] = {"uri": where.uri}
    if where.base is not None:
        place["uriBaseId"] = where.base
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"physicalLocation": {"artifactLocation": place, "region": region}}
