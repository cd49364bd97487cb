"""A step that does not exist is named.

An exit that leads nowhere would end a walk in nothing; a rule that blocks a misspelt step would block nobody, and a
claim about it would hold of an empty set. So every name of a step must be one: `start`, `to`, what a rule blocks,
where an interrupt starts, the members of groups, the entries, the claims, and `visited(…)` and its like in conditions.

Write one of the ids under `steps`. A group stands with an @ where several steps may be named (`@procedures`), never as
a target, and never inside another group.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic, Route
from stepladder.model.pathway import Pathway
from stepladder.validate.check import Check, Subject
from stepladder.validate.names import Names, exit_lists, step_lists


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Names of no step, in the start, exits, interrupts, rules, groups, entries and claims."""
    pathway, steps = subject.pathway, Names(subject, "steps")
    if pathway.start not in steps.known and ("start",) not in subject.lost:
        yield _unknown(f"the pathway starts at '{pathway.start}'", pathway.start, ("start",), subject, steps)
    for route, words, to in _targets(pathway, steps.known):
        yield _unknown(f"{words} '{to}'", to, route, subject, steps)
    for route, names in step_lists(pathway):
        for index, name in enumerate(names):
            if name not in steps.known and not name.startswith("@"):
                yield _unknown(f"{_words(route)} '{name}'", name, (*route, index), subject, steps, lists=True)
    for group, members in pathway.groups.items():
        for index, name in enumerate(members):
            if name not in steps.known:
                yield _unknown(f"group '{group}' has '{name}'", name, ("groups", group, index), subject, steps)
    for entry_id, entry in pathway.entries.items():
        at: Route = ("entries", entry_id)
        if entry.at not in steps.known:
            yield _unknown(f"entry '{entry_id}' begins at '{entry.at}'", entry.at, (*at, "at"), subject, steps)
        for index, name in enumerate(entry.visited):
            if name not in steps.known:
                words = f"entry '{entry_id}' has visited '{name}'"
                yield _unknown(words, name, (*at, "visited", index), subject, steps)


def _targets(pathway: Pathway, known: frozenset[str]) -> Iterator[tuple[Route, str, str]]:
    for name, key, exits in exit_lists(pathway):
        for index, exit_ in enumerate(exits):
            if exit_.to not in known:
                yield ("steps", name, key, index, "to"), f"'{name}' leads to", exit_.to
    for index, interrupt in enumerate(pathway.interrupts):
        if interrupt.to not in known:
            yield ("interrupts", index, "to"), "an interrupt leads to", interrupt.to


def _words(route: Route) -> str:
    match route:
        case ("rules", name, _):
            return f"the rule '{name}' blocks"
        case ("claims", name, _):
            return f"the claim '{name}' names"
        case (_, _, "except"):
            return "an interrupt spares"
        case _:
            return "an interrupt starts from"


_WORDS = {
    "everywhere": "`everywhere` stands alone, in the `from` of an interrupt or the `at` or `entering` of a claim",
    "end": "`end` stands alone, after `before`",
    "any": "`any` stands alone, after `before`",
}
"""Words that stand for steps elsewhere."""

_ENDS = frozenset({"end", "END", "stop", "exit", "finish", "done"})
_EVERYWHERE = frozenset({"anywhere", "all", "any", "always", "every", "*", "Everywhere"})


def _unknown(words: str, name: str, route: Route, subject: Subject, steps: Names, *, lists: bool = False) -> Diagnostic:
    hint = (steps.several(name) if lists else "") or steps.help(name)
    if name in _ENDS:
        hint = f"name an outcome: {', '.join(n for n, s in subject.pathway.steps.items() if s.kind == 'outcome')}"
    elif lists and name in _EVERYWHERE and route[-2] in ("from", "at", "entering"):
        hint = "write everywhere"
    elif "/" in name and name.rpartition("/")[2] in steps.known:
        hint = f"steps are named here, not exits: write {name.rpartition('/')[2]}"
    elif name.startswith("@"):
        hint = "groups hold steps, not groups" if route[0] == "groups" else "name one step; a group cannot stand here"
    elif lists and name in subject.names("groups"):
        hint = f'write "@{name}"'
    elif lists and name in _WORDS:
        hint = _WORDS[name]
    elif not hint and lists:
        hint = Names(subject, "groups").help(name).replace("'", "'@", 1)
    return Diagnostic("SL201", f"{words}, which is not a step", route, help=hint)


CHECK = Check("SL201", __doc__, find)
