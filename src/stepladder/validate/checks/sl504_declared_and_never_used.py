"""Something is declared and never used.

A fact that no step asks and no condition reads, a derived name that no condition reads, a therapy that nothing starts,
stops or reads, a group that no rule, interrupt or claim names, a lane without a step, a source that nothing cites. It
is a leftover, or the place where it should be used was forgotten; a forgotten rule is the worse of the two.

Use it, or take it out. To set a fact is not yet to use it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stepladder.conditions.nodes import Table
from stepladder.diagnostics import Diagnostic, nearest_name
from stepladder.facts import RESERVED, Choice
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.validate.check import Check, Subject
from stepladder.validate.names import Names, changers, citations, origin_citations, step_lists

_NAMELESS = frozenset({
    "abbr", "basis", "because", "benefits", "decimals", "dose_note", "evidence", "fresh", "id", "kind", "label", "max",
    "min", "note", "obtained", "review", "risks", "severity", "summary", "text", "title", "type", "unit",
})  # fmt: skip
"""Keys whose values name nothing, so that nothing is used less where one of them is broken."""


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Whatever is declared without a use; silent where a use may have been lost with something broken."""
    if any(_USERS.intersection(route[:1]) and not _NAMELESS.intersection(route[2:]) for route in subject.lost):
        return
    everything = _everything(subject.pathway)
    for key, used in _used(subject).items():
        unused, names = getattr(subject.pathway, key).keys() - used, Names(subject, key)
        for strange in sorted(used - everything)[:50] if unused else ():
            # a misspelt use is reported as that, and is a use
            unused = unused - {nearest_name(strange, unused), names.meant(strange)}
        for name in getattr(subject.pathway, key) if unused else ():
            if name in unused:
                message = f"{_WHAT[key]} '{name}' is declared and never {_USED[key]}"
                yield Diagnostic("SL504", message, (key, name), on="key", help="use it, or take it out")


_USERS = frozenset({"steps", "rules", "derived", "interrupts", "claims", "entries", "facts"})
_WHAT = {
    "facts": "the fact",
    "derived": "the derived",
    "therapies": "the therapy",
    "groups": "the group",
    "lanes": "the lane",
    "sources": "the source",
}
_USED = {
    "facts": "asked or read",
    "derived": "read",
    "therapies": "started, stopped or read",
    "groups": "named",
    "lanes": "given to a step",
    "sources": "cited",
}


def _used(subject: Subject) -> Mapping[str, set[str]]:
    """The names in use, under the key where they would be declared."""
    pathway = subject.pathway
    words = _words(pathway)
    asked, running, lanes = set(words), set(words), set()
    for step in pathway.steps.values():
        asked.update(step.asks)
        lanes.add(step.lane)
    for _, changer in changers(pathway):
        running.update(changer.starts, changer.stops)
    for entry in pathway.entries.values():
        running.update(entry.active)
    groups = {name.removeprefix("@") for _, names in step_lists(pathway) for name in names}
    cited = {name for _, names in citations(pathway) for name in names}
    if subject.origins is not None:
        cited.update(name for _, names in origin_citations(subject.origins) for name in names)
    return {
        "facts": asked,
        "derived": words,
        "therapies": running,
        "groups": groups,
        "lanes": {lane for lane in lanes if lane is not None},
        "sources": cited,
    }


def _words(pathway: Pathway) -> set[str]:
    """Every word of every condition and derived number."""
    words: set[str] = set()
    for _, condition in pathway.conditions():
        if not condition.names <= words:
            words |= condition.names
    for derived in pathway.derived.values():
        if derived.number is not None:
            words |= derived.number.names
    return words


def _everything(pathway: Pathway) -> frozenset[str]:
    """Every word that can rightly stand somewhere."""
    names = set(RESERVED) | {"everywhere"}
    for key in (*_WHAT, "steps"):
        names |= getattr(pathway, key).keys()
    for domain in prepared(pathway).domains.values():
        if isinstance(domain, Choice):
            names.update(domain.values)
    for definition in prepared(pathway).definitions.values():
        if isinstance(definition, Table) and isinstance(definition.domain, Choice):
            names.update(definition.domain.values)
    return frozenset(names)


CHECK = Check("SL504", __doc__, find)
