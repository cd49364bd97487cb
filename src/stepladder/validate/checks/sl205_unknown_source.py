"""A source that does not exist is cited.

A list of `sources` names ids under the top-level `sources`. A citation that leads nowhere looks like evidence and is
none.

Write the id as it is declared, capitals and hyphens included, or declare the source: `id: {title: …, year: …}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic
from stepladder.validate.check import Check, Subject
from stepladder.validate.names import Names, citations, origin_citations


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Citations of no source, in the pathway and in its origins."""
    sources = Names(subject, "sources")
    known = sources.known
    for route, cited in citations(subject.pathway):
        for index, name in enumerate(cited):
            if name not in known:
                yield Diagnostic("SL205", _words(name), (*route, index), help=sources.help(name))
    if subject.origins is None:
        return
    for route, cited in origin_citations(subject.origins):
        for index, name in enumerate(cited):
            if name not in known:
                at = (*route, index)
                yield Diagnostic("SL205", _words(name), at, help=sources.help(name), document="origins")


def _words(name: str) -> str:
    return f"'{name}' is cited here, but it is not a source"


CHECK = Check("SL205", __doc__, find)
