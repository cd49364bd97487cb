"""Cases and how they came out as JUnit XML, as continuous integration reads it: a suite a pathway, a test a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

from stepladder.report.addresses import from_root, rooted
from stepladder.report.cases.outcomes import Group, Judged
from stepladder.report.cases.to_text import NO_COLOR, Look, failure_lines
from stepladder.report.diagnostics.to_text import to_text
from stepladder.text.characters import printable

WIDTH = 100
"""The failures are laid out for lines of this width."""


def cases_to_junit(groups: Sequence[Group], properties: Mapping[str, Sequence[tuple[str, str]]] | None = None) -> str:
    """How the cases came out, as JUnit XML without times, so that the same cases give the same bytes.

    Args:
        groups: the pathways with their chosen cases, in the order to be written.
        properties: for the id of each pathway what is to be said of all its cases, each thing by a name.
    """
    root = ET.Element("testsuites", name="stepladder test")
    for group in groups:
        _suite(root, group, (properties or {}).get(group.name, ()))
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, group: Group, details: Sequence[tuple[str, str]]) -> None:
    broken = group.broken
    suite = ET.SubElement(
        root,
        "testsuite",
        name=printable(group.name),
        tests=str(len(group.cases) + bool(broken)),
        failures=str(group.count("failed")),
        errors=str(int(bool(broken))),
        skipped=str(group.count("silenced")),
    )
    properties = ET.SubElement(suite, "properties") if details else suite
    for name, value in details:
        ET.SubElement(properties, "property", name=name, value=printable(value))
    if broken:
        first = broken[0]
        test = ET.SubElement(
            suite,
            "testcase",
            classname=printable(group.name),
            name="(definition)",
            file=printable(from_root(first.file)),
            line=str(first.line),
        )
        error = ET.SubElement(test, "error", message=printable(str(rooted(first))), type=first.code)
        error.text = printable(to_text(broken, NO_COLOR, from_root))
    for case in group.cases:
        _test(suite, case)


def _test(suite: ET.Element, case: Judged) -> None:
    test = ET.SubElement(
        suite,
        "testcase",
        classname=case.pathway,
        name=printable(case.id),
        file=printable(from_root(case.span.file)),
        line=str(case.span.line),
    )
    if case.failed:
        first = case.errors[0] if case.errors else None
        code = first.code if first is not None else "SL801"
        failure = ET.SubElement(test, "failure", message=printable(case.message), type=code)
        failure.text = printable("\n".join(failure_lines(case, Look(WIDTH, named=from_root), headed=False)) + "\n")
    elif case.silenced:
        assert case.outcome is not None
        ET.SubElement(test, "skipped", message=printable(f"silenced by its author: {case.outcome.failures[0].message}"))
