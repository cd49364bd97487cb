"""What proofs found, as diagnostics at the places in the file that are to blame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from stepladder.diagnostics import Diagnostic, Related, Route
from stepladder.facts import Value
from stepladder.model.pathway import Pathway
from stepladder.verify.findings import QUESTIONS, Proofs, Result
from stepladder.verify.witness.witness import Witness, witness_data, witness_of
from stepladder.verify.witness.words import headline, story

Witnesses: TypeAlias = Mapping[tuple[str, str], Witness]
"""The witnesses of what is refuted, by question and subject."""

MOST_NAMED = 6
"""Of more undecided subjects the rest is counted."""


def witnesses(proofs: Proofs, ordinary: Mapping[str, Value] | None = None) -> Witnesses:
    """The plainest witness of each refutation that has one.

    Args:
        proofs: what came out.
        ordinary: values to be preferred where they do, such as those that all cases take for granted.
    """
    shown = {
        (result.question, result.subject): witness_of(proofs.pathway, result, ordinary)
        for result in proofs.of("refuted")
    }
    return {key: witness for key, witness in shown.items() if witness is not None}


def diagnose(proofs: Proofs, shown: Witnesses) -> Iterator[Diagnostic]:
    """A diagnostic for each refutation, each claim that nothing tests, and what is undecided.

    What follows from another finding is left out: an exit from or to a step that no walk ever comes to.
    """
    for result in proofs.of("refuted"):
        if not _follows(proofs, result):
            yield _refuted(proofs.pathway, result, shown.get((result.question, result.subject)))
    for result in proofs:
        if result.verdict == "proved" and result.vacuous:
            yield _vacuous(proofs.pathway, result)
    for question in QUESTIONS:
        open_ones = [result for result in proofs.of("undecided") if result.question == question]
        if question == "SL604":
            for result in open_ones:
                yield _undecided(proofs.pathway, [result])
        elif open_ones:
            yield _undecided(proofs.pathway, open_ones)


def follows_words(pathway: Pathway, cause: tuple[str, str]) -> str:
    """What is said of a finding that follows from another, instead of what to do about it by itself."""
    question, step = cause
    title = pathway.steps[step].title
    stops = "are stuck" if question == "SL601" else "stop because two exits apply"
    return f"this follows from {question} at '{step}', where walks {stops} ('{title}'): mend that first"


def place_of(pathway: Pathway, result: Result) -> Route:
    """The route to what a result is about."""
    subject = result.subject
    match result.question:
        case "SL604":
            return ("claims", subject)
        case "SL605":
            return ("facts", subject)
        case "SL607":
            return ("rules", subject)
        case _:
            pass
    if subject in pathway.steps:
        return ("steps", subject)
    if subject.startswith("interrupts["):
        return ("interrupts", int(subject[len("interrupts[") : -1]))
    step, _, name = subject.partition("/")
    place = pathway.steps[step]
    index = next(index for index, exit_ in enumerate(place.exits) if exit_.name == name)
    return ("steps", step, place.exits_key, index)


def _refuted(pathway: Pathway, result: Result, witness: Witness | None) -> Diagnostic:
    hint = story(witness) if witness is not None else _HELP.get(result.question, "")
    if result.question == "SL607" and pathway.rules[result.subject].backstop:
        hint = f"{hint} Take `backstop: true` away.".strip()
    if result.cause is not None:
        follows = follows_words(pathway, result.cause)
        hint = f"{hint} {follows[0].upper()}{follows[1:]}." if witness is not None else follows
    return Diagnostic(
        result.question,
        headline(pathway, result),
        place_of(pathway, result),
        on=_on(result),
        help=hint,
        related=(*_where(result), *_leading_there(pathway, result)),
        witness=witness_data(witness) if witness is not None else None,
        cause=result.cause,
    )


def _where(result: Result) -> Iterator[Related]:
    """Of what follows from another finding, where that one stands."""
    if result.cause is not None:
        yield Related(f"it follows from {result.cause[0]} here", ("steps", result.cause[1]), on="key")


_HELP = {
    "SL603": "see what its condition and the rules of its target leave over, or take it out",
    "SL607": "see that walks ask what it reads; then take it out, or write `backstop: true` if it is a second line",
}


def _on(result: Result) -> Literal["key", "value"]:
    return "value" if "/" in result.subject or "[" in result.subject else "key"


def _follows(proofs: Proofs, result: Result) -> bool:
    """Whether an exit is never taken because a step at one of its ends is never entered."""
    pathway = proofs.pathway
    if result.question != "SL603" or result.subject in pathway.steps:
        return False
    ends: list[str] = []
    if result.subject.startswith("interrupts["):
        ends.append(pathway.interrupts[int(result.subject[len("interrupts[") : -1])].to)
    else:
        step, _, name = result.subject.partition("/")
        ends += [step, next(exit_.to for exit_ in pathway.steps[step].exits if exit_.name == name)]
    never = [proofs.by_key.get(("SL603", step)) for step in ends]
    return any(outcome is not None and outcome.verdict == "refuted" for outcome in never)


def _leading_there(pathway: Pathway, result: Result) -> Iterator[Related]:
    """Of a step that is never entered, the exits that lead to it."""
    if result.question == "SL603" and result.subject in pathway.steps:
        for name, step in pathway.steps.items():
            for index, exit_ in enumerate(step.exits):
                if exit_.to == result.subject:
                    yield Related("this exit leads there, and is never taken", ("steps", name, step.exits_key, index))


def _vacuous(pathway: Pathway, result: Result) -> Diagnostic:
    message = f"the claim '{result.subject}' is true only because nothing tests it"
    hint = "what it is about never happens in any walk; see whether it says what it is meant to say"
    if result.cause is not None:
        hint = follows_words(pathway, result.cause)
    return Diagnostic(
        "SL609", message, ("claims", result.subject), on="key", help=hint, related=tuple(_where(result)),
        cause=result.cause,
    )  # fmt: skip


def _undecided(pathway: Pathway, results: list[Result]) -> Diagnostic:
    first = results[0]
    names = [f"'{result.subject}'" for result in results[:MOST_NAMED]]
    if len(results) > MOST_NAMED:
        names.append(f"{len(results) - MOST_NAMED} more")
    message = f"{first.question} ({QUESTIONS[first.question]}) is undecided for {', '.join(names)}"
    hint = f"{first.how}; nothing is said to be proved" if first.how else "nothing is said to be proved"
    return Diagnostic("SL608", message, place_of(pathway, first), on=_on(first), help=hint)
