"""Differences that belong together told as one: the same class of patients, at one step, for the same reason."""

from __future__ import annotations

from collections.abc import Sequence

from stepladder.compare.findings import Difference
from stepladder.compare.search import Found

STATUSES = ("open", "blocked", "closed", "absent", "caution", "ask")
"""The statuses of exits, those that show a difference best first."""


def key(one: Difference) -> object:
    """What differences that are told as one have in common."""
    if one.reached == "undecided":
        return one.kind, one.step, one.because, one.reached
    was = "" if one.kind == "exit" and one.was in STATUSES else one.was
    return one.kind, one.step, was, one.now, one.who, one.because, one.reached


def class_of(group: Sequence[Found]) -> object:
    """What the parts of one class of patients have in common, its new statuses apart."""
    one = group[0].difference
    was = joined([found.difference.was for found in group])
    subjects = frozenset(subjects_of([found.difference for found in group]))
    if one.kind != "exit" or one.now not in STATUSES or one.reached != "yes":
        return one.kind, one.step, subjects, was, one.now, one.who, one.because, one.reached
    return one.kind, one.step, subjects, was, one.who, one.because


def comes_to(group: Sequence[Found], other: Sequence[Found]) -> bool:
    """Whether some exits are at `ask` in a difference that another one tells for the same exits once all is asked."""
    one, two = group[0].difference, other[0].difference
    if one.kind != "exit" or two.kind != "exit" or {found.difference.was for found in group} != {"ask"}:
        return False
    same = (one.step, one.now, one.because, one.reached) == (two.step, two.now, two.because, two.reached)
    subjects = [set(subjects_of([found.difference for found in found_])) for found_ in (group, other)]
    return same and two.was in ("open", "caution") and subjects[0] <= subjects[1]


def joined(words: Sequence[str]) -> str:
    """Statuses in a row: `open, caution or ask`."""
    each = list(dict.fromkeys(words))
    return each[0] if len(each) == 1 else f"{', '.join(each[:-1])} or {each[-1]}"


def subjects_of(group: Sequence[Difference]) -> tuple[str, ...]:
    """The exits or facts of some differences, each once."""
    return tuple(dict.fromkeys(name for one in group for name in one.subjects))


def plainness(found: Found) -> tuple[bool, int, int]:
    """Which moment shows a class best: both walk along, nothing is left to ask for the exit, and it comes early."""
    met, difference = found.met, found.difference
    assert met is not None
    statuses = [STATUSES.index(word) if word in STATUSES else 0 for word in (difference.was, difference.now)]
    return not met.together, max(statuses), len(met.shown.events)
