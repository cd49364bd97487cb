"""Diagnostics as JUnit's XML, which every CI can show: a suite for each pathway, a test for each file or finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from stepladder.library.parallel import Seen
from stepladder.library.suppressions import Placed
from stepladder.report.addresses import from_root, rooted
from stepladder.report.diagnostics.to_text import WIDEST
from stepladder.report.scope import Looked
from stepladder.text.characters import printable


def to_junit(findings: Sequence[Placed], looked: Looked) -> str:
    """The findings as JUnit's XML.

    A file about which there is nothing to say is a test that passes. A finding is a test that fails, where it makes
    the command fail; else it passes and its text stands in `system-out`.

    Args:
        findings: those of the pathways looked at that are told.
        looked: what was looked at.
    """
    suites = ET.Element("testsuites", name="stepladder validate")
    wanted = frozenset(findings)
    for pathway in looked.pathways:
        _suite(suites, pathway, [placed for placed in pathway.findings if placed in wanted], looked)
    totals = [sum(int(suite.get(key, "0")) for suite in suites) for key in ("tests", "failures")]
    suites.attrib.update(tests=str(totals[0]), failures=str(totals[1]), errors="0")
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode") + "\n"


def _suite(suites: ET.Element, pathway: Seen, findings: Sequence[Placed], looked: Looked) -> None:
    suite = ET.SubElement(suites, "testsuite", name=printable(pathway.id))
    files = dict.fromkeys((*pathway.files, *(placed.file for placed in findings))) or {pathway.name: None}
    for file in files:
        here = [placed for placed in findings if placed.file == file]
        for placed in here:
            _finding(suite, pathway, rooted(placed), failed=looked.fails(placed))
        if not here:
            ET.SubElement(suite, "testcase", name=printable(from_root(file)), classname=printable(pathway.id))
    failures = len(suite.findall("testcase/failure"))
    suite.attrib.update(tests=str(len(suite)), failures=str(failures), errors="0", skipped="0")


def _finding(suite: ET.Element, pathway: Seen, placed: Placed, *, failed: bool) -> None:
    place = f"{placed.file}:{placed.line}:{placed.column}"
    test = ET.SubElement(suite, "testcase", name=printable(f"{placed.code} {place}"), classname=printable(pathway.id))
    test.attrib.update(file=printable(placed.file), line=str(placed.line))
    lines = [str(placed), *_excerpt(placed)]
    if failed:
        failure = ET.SubElement(test, "failure", type=f"{placed.code} {placed.name}", message=printable(placed.message))
        failure.text = printable("\n".join(lines))
    else:
        ET.SubElement(test, "system-out").text = printable("\n".join(lines))


def _excerpt(placed: Placed) -> Iterable[str]:
    if placed.source_line.strip():
        yield f"{placed.line} | {placed.source_line[:WIDEST]}"
    if placed.help:
        yield f"help: {placed.help}"
    for message, where in placed.related:
        yield f"see: {where.file}:{where.line}:{where.column}: {message}"
