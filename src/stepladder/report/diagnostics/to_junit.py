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
    for one in looked.pathways:
        _suite(suites, one, [found for found in one.findings if found in wanted], looked)
    totals = [sum(int(suite.get(key, "0")) for suite in suites) for key in ("tests", "failures")]
    suites.attrib.update(tests=str(totals[0]), failures=str(totals[1]), errors="0")
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode") + "\n"


def _suite(suites: ET.Element, one: Seen, findings: Sequence[Placed], looked: Looked) -> None:
    suite = ET.SubElement(suites, "testsuite", name=printable(one.id))
    files = dict.fromkeys((*one.files, *(found.file for found in findings))) or {one.name: None}
    for file in files:
        here = [found for found in findings if found.file == file]
        for found in here:
            _finding(suite, one, rooted(found), failed=looked.fails(found))
        if not here:
            ET.SubElement(suite, "testcase", name=printable(from_root(file)), classname=printable(one.id))
    failures = len(suite.findall("testcase/failure"))
    suite.attrib.update(tests=str(len(suite)), failures=str(failures), errors="0", skipped="0")


def _finding(suite: ET.Element, one: Seen, found: Placed, *, failed: bool) -> None:
    place = f"{found.file}:{found.line}:{found.column}"
    test = ET.SubElement(suite, "testcase", name=printable(f"{found.code} {place}"), classname=printable(one.id))
    test.attrib.update(file=printable(found.file), line=str(found.line))
    lines = [str(found), *_excerpt(found)]
    if failed:
        failure = ET.SubElement(test, "failure", type=f"{found.code} {found.name}", message=printable(found.message))
        failure.text = printable("\n".join(lines))
    else:
        ET.SubElement(test, "system-out").text = printable("\n".join(lines))


def _excerpt(found: Placed) -> Iterable[str]:
    if found.source_line.strip():
        yield f"{found.line} | {found.source_line[:WIDEST]}"
    if found.help:
        yield f"help: {found.help}"
    for message, where in found.related:
        yield f"see: {where.file}:{where.line}:{where.column}: {message}"
