"""What a comparison comes to, in sentences that its text and its Markdown share."""

from __future__ import annotations

from stepladder.compare.findings import Comparison, Difference, Side
from stepladder.model.pathway import Pathway
from stepladder.text.counting import counted

CAVEAT = (
    "This is about the two definitions, for every patient and every walk that they allow. "
    "It does not say which of them is better medicine."
)

MOST_STEPS = 5
"""Of how a patient goes on after a difference, so many steps are told."""

KINDS = {
    "asks": "what is asked",
    "effect": "what runs and what is known",
    "review": "the review",
    "choice": "who leads",
    "value": "what can be answered",
    "begin": "where walks begin",
    "continues": "what follows the walk",
}
"""What differences that are not about an exit are about."""


def verdict(comparison: Comparison) -> str:
    """What has changed for patients, in a sentence."""
    open_ones = any(difference.reached == "undecided" for difference in comparison.differences)
    known = [difference.level for difference in comparison.differences if difference.reached == "yes"]
    if "major" in known:
        return "Someone is led differently."
    if comparison.deserved == "major":
        return "It could not be decided whether someone is led differently, so this counts as if it were so."
    if comparison.deserved == "minor":
        if open_ones and not known:
            return "It could not be decided whether there are new possibilities, so this counts as if it were so."
        return "There are new possibilities. Every walk that was possible still is, and leads the same way."
    if comparison.deserved == "patch":
        return "Nobody is led differently."
    return "The two are the same."


def version_words(comparison: Comparison) -> str:
    """What the version number must say, and whether it does."""
    old, new = comparison.matching.old.version, comparison.matching.new.version
    if comparison.deserved == "none":
        return "" if old == new else f"The version went from {old} to {new} all the same."
    deserves = f"This deserves a {comparison.deserved} version, {comparison.wanted} or later"
    if old == new:
        return f"{deserves}; the version is still {old}."
    if comparison.given == "none":
        return f"{deserves}; from {old} to {new} it has not risen."
    if comparison.given == comparison.deserved:
        return f"{deserves}; {new} says so."
    if comparison.told and comparison.behaviour_changed:
        return f"{deserves}; {new} says even more."
    if comparison.told:
        return f"{deserves}; {new} says more than that."
    return f"{deserves}; {new} says only {comparison.given}."


def title(pathway: Pathway, step: str) -> str:
    """The title of a step, or nothing where it is none."""
    return pathway.steps[step].title if step in pathway.steps else ""


def about(difference: Difference) -> str:
    """What a difference is about: the exits, or what else with its names."""
    subjects = ", ".join(difference.subjects)
    if difference.kind == "exit":
        return subjects
    return f"{KINDS[difference.kind]}: {subjects}" if subjects else KINDS[difference.kind]


def turned(difference: Difference) -> str:
    """What it was and what it is now."""
    if difference.was == difference.now:
        return difference.now
    was = "new" if difference.was == "absent" else difference.was
    now = "gone" if difference.now == "absent" else difference.now
    return f"{was} → {now}"


def for_whom(difference: Difference) -> list[str]:
    """The classes of patients, each as a line; empty where it is everybody there."""
    lines = list(difference.who)
    if difference.more:
        lines.append("others, too" if lines else "some patients; the facts that decide it are many")
    return lines


def bare_heading(comparison: Comparison) -> str:
    """On how many differences no case of the new version stands, as a heading; empty where there is none such."""
    bare = len(comparison.bare)
    led = [difference for difference in comparison.differences if difference.reached == "yes"]
    if not bare:
        return ""
    if bare == len(led):
        return "No case stands on this difference" if bare == 1 else f"No case stands on any of {bare} differences"
    return f"No case stands on {bare} of {len(led)} differences"


BARE = "No walk of a case of the new version comes there. --suggest writes a case for each."
"""What is said of these differences."""


def way(side: Side) -> str:
    """How one version leads, in a line."""
    parts = [" > ".join(side.trail)] if side.trail else []
    if side.finds:
        parts.append(f"there: {side.finds}")
    if side.then:
        parts.append(f"then {' > '.join(onwards(side))}")
    return "; ".join(parts)


def onwards(side: Side) -> list[str]:
    """The steps that follow, the middle of many left out."""
    then = list(side.then)
    if len(then) <= MOST_STEPS:
        return then
    return [*then[: MOST_STEPS - 1], "…", *([side.ends] if side.ends else [])]


def ending(side: Side) -> str:
    """Where a case comes to in one version."""
    return f"ends at {side.ends}" if side.ends else side.finds or f"{side.stands} after {side.trail[-1]}"


def counts(comparison: Comparison) -> str:
    """What was looked at and found, in a line."""
    matching = comparison.matching
    led = [difference for difference in comparison.differences if difference.reached == "yes"]
    looked = f"{counted(len(matching.old.steps), 'step')} before, {len(matching.new.steps)} after"
    undecided = len(comparison.differences) - len(led)
    parts = [
        counted(len(comparison.changes), "rewritten part"),
        counted(len(led), "difference"),
        *([f"{undecided} not decided"] if undecided else []),
        f"{len(comparison.cases)} of {counted(comparison.cases_run, 'case')} led differently",
        *([f"no case on {len(comparison.bare)}"] if comparison.bare else []),
    ]
    return f"{looked}: {', '.join(parts)}"
