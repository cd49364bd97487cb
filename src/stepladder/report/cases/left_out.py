"""Which cases are left out of what is worked out of cases, and why: nothing is dropped in silence."""

from __future__ import annotations

from stepladder.report.cases.outcomes import Group
from stepladder.text.counting import counted, left_out


def coverage_words(group: Group) -> list[str]:
    """What of a pathway's cases does not count in its coverage, or counts although it fails, in sentences."""
    fails = ("fails; what it walked", "fail; what they walked", "counts in the coverage")
    return _words(group, fails, "left out of the coverage")


def mutation_words(group: Group) -> list[str]:
    """Which of a pathway's cases can notice no mutant, in sentences."""
    fails = ("fails, so it can notice nothing, and is", "fail, so they can notice nothing, and are", "left out")
    return _words(group, fails, "left out")


def _words(group: Group, fails: tuple[str, str, str], out: str) -> list[str]:
    many, rest = len(group.cases), len(group.all) - len(group.cases)
    sentences = []
    if group.not_run:
        sentences.append(left_out(group.not_run, many, "cannot be run and is", "cannot be run and are", out))
    if group.failing:
        sentences.append(left_out(group.failing, many, *fails))
    if rest:
        sentences.append(f"{counted(rest, 'case')} not chosen {'is' if rest == 1 else 'are'} {out}")
    return sentences


def cases_data(group: Group) -> dict[str, object]:
    """The same for programs."""
    return {
        "cases_not_run": list(group.not_run),
        "cases_failing": list(group.failing),
        "cases_not_chosen": len(group.all) - len(group.cases),
    }
