"""What a person types, as a fact's value: forgiving about the form, never about the meaning.

The one reader of answers: for what is typed, for `--set`, for a file of answers and for standard input.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from stepladder.conditions.to_json import decimal_text
from stepladder.facts import Choice, Finding, Number, Value, misfit, range_text, tidy, unit_words
from stepladder.model.declarations import Fact
from stepladder.model.pathway import Pathway
from stepladder.text.counting import counted

YES = frozenset({"y", "yes", "true"})
NO = frozenset({"n", "no", "false"})


class BadAnswer(ValueError):  # noqa: N818  # said to the user as a sentence
    """What was typed is no value of the fact; the message says what is allowed."""


def parse_answer(pathway: Pathway, fact: str, typed: str) -> Value:
    """A fact's value from what was typed.

    Args:
        pathway: the pathway that declares the fact.
        fact: which fact.
        typed: y or n; the number, id or label of a choice; a number with a point or a comma, or what it is called.

    Raises:
        BadAnswer: it is none of those.
    """
    text = typed.strip()
    domain = pathway.facts[fact].domain
    match domain:
        case Finding():
            lower = text.lower()
            if lower in YES or lower in NO:
                return lower in YES
            raise BadAnswer(f"'{text[:40]}' is neither yes nor no: type y or n")
        case Choice(values):
            return _choice(pathway, fact, values, text)
        case Number():
            return _number(pathway, fact, text)


def written_answer(pathway: Pathway, fact: str, written: Value) -> Value:
    """A fact's value from one that stands in a file, as `parse_answer` would read its text.

    Raises:
        BadAnswer: it is no value of the fact.
    """
    if isinstance(written, bool):
        return parse_answer(pathway, fact, "true" if written else "false")
    return parse_answer(pathway, fact, written if isinstance(written, str) else decimal_text(written))


def allowed(fact: Fact) -> str:
    """What may be answered, in words."""
    domain = fact.domain
    if isinstance(domain, Finding):
        return "yes or no"
    if isinstance(domain, Number):
        text = range_text(Number(unit_words(domain.unit) or None, domain.low, domain.high, domain.decimals))
        places = f", up to {counted(domain.decimals, 'decimal place')}" if domain.decimals else ""
        return "; or ".join([text + places, *fact.words.values()])
    return " / ".join(fact.values or ())


def _choice(pathway: Pathway, fact: str, values: tuple[str, ...], text: str) -> str:
    if text in values:
        return text
    if text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= len(values):
        return values[int(text) - 1]
    labels = pathway.facts[fact].values or {}
    wanted = text.lower()
    if wanted:
        exact = [v for v in values if wanted in (v.lower(), labels[v].lower(), v.replace("_", " ").lower())]
        begun = [v for v in values if v.lower().startswith(wanted) or labels[v].lower().startswith(wanted)]
        for candidates in (exact, begun):
            if len(candidates) == 1:
                return candidates[0]
    raise BadAnswer(
        f"'{text[:40]}' is none of the values: type a number from 1 to {len(values)}, or {', '.join(values)}"
    )


def _number(pathway: Pathway, fact: str, text: str) -> Value:
    for number, word in pathway.facts[fact].words.items():
        if text[:1].isalpha() and word.lower().startswith(text.lower()):
            return tidy(Decimal(number))
    cleaned = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    if len(cleaned) > 32 or not cleaned.isascii() or not all(c.isdigit() or c in "+-." for c in cleaned):
        raise BadAnswer(f"'{text[:40]}' is not a number: type {allowed(pathway.facts[fact])}")
    try:
        value: Value = tidy(Decimal(cleaned))
    except InvalidOperation:
        raise BadAnswer(f"'{text[:40]}' is not a number: type {allowed(pathway.facts[fact])}") from None
    domain = pathway.facts[fact].domain
    assert isinstance(domain, Number)
    reason = misfit(replace(domain, unit=unit_words(domain.unit) or None), value)
    if reason:
        raise BadAnswer(f"{reason}: type {allowed(pathway.facts[fact])}")
    return value
