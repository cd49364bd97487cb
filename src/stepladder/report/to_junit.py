"""Diagnostics as JUnit's XML, which every CI can show: a suite for each pathway, a test for each file or finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from stepladder.parallel import Seen
from stepladder.report.looked import Looked
from stepladder.report.to_text import WIDEST
from stepladder.silence import Placed

_REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


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
    suite = ET.SubElement(suites, "testsuite", name=xml_text(one.id))
    files = dict.fromkeys((*one.files, *(found.file for found in findings))) or {one.name: None}
    for file in files:
        here = [found for found in findings if found.file == file]
        for found in here:
            _finding(suite, one, found, failed=looked.fails(found))
        if not here:
            ET.SubElement(suite, "testcase", name=xml_text(file), classname=xml_text(one.id))
    failures = len(suite.findall("testcase/failure"))
    suite.attrib.update(tests=str(len(suite)), failures=str(failures), errors="0", skipped="0")


def _finding(suite: ET.Element, one: Seen, found: Placed, *, failed: bool) -> None:
    place = f"{found.file}:{found.line}:{found.column}"
    test = ET.SubElement(suite, "testcase", name=xml_text(f"{found.code} {place}"), classname=xml_text(one.id))
    test.attrib.update(file=xml_text(found.file), line=str(found.line))
    lines = [str(found), *_excerpt(found)]
    if failed:
        failure = ET.SubElement(test, "failure", type=f"{found.code} {found.name}", message=xml_text(found.message))
        failure.text = xml_text("\n".join(lines))
    else:
        ET.SubElement(test, "system-out").text = xml_text("\n".join(lines))


def _excerpt(found: Placed) -> Iterable[str]:
    if found.source_line.strip():
        yield f"{found.line} | {found.source_line[:WIDEST]}"
    if found.help:
        yield f"help: {found.help}"
    for message, where in found.related:
        yield f"see: {where.file}:{where.line}:{where.column}: {message}"


def xml_text(text: str) -> str:
    """A text that XML can hold: what it cannot is written as an escape.

    >>> xml_text("a\\x1b[0m")
    'a\\\\x1b[0m'
    """
    return _REFUSED.sub(lambda sign: sign.group().encode("unicode_escape").decode(), text)
