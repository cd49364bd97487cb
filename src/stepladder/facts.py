"""What can be known about a patient: findings, choices and numbers, and the values they take.

Knows nothing of steps, files or conditions.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import IntEnum
from typing import TypeAlias

from stepladder.text.characters import quoted_yaml
from stepladder.text.counting import counted

Value: TypeAlias = bool | str | int | Decimal
"""A finding is a bool, a choice a text, a number an int or (with places) a Decimal."""

Known: TypeAlias = Mapping[str, Value]
"""The facts established so far; a fact that is absent is unknown."""

DIGITS = 12
"""A number has at most so many digits: sums and products with a number then stay exact in Decimal's 28."""

_LIMIT = 1_000_000_000_000
_LONG = 10**40

CONDITION_WORDS = frozenset({"true", "false", "known", "active", "visited", "visits", "tried", "blocked", "count"})
"""The words of the condition language that are not words of Python."""

ELSE_WORDS = frozenset({"else", "otherwise", "default"})
"""What somebody writes as a condition who means `otherwise`."""

RESERVED = CONDITION_WORDS | frozenset(keyword.kwlist)
"""No id may be one of these."""

PLAIN_ID = re.compile(r"[a-z][a-z0-9_]*\Z")
"""Ids of facts, derived, steps, therapies, groups, lanes, entries, exits and choice values."""

FREE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
"""Ids of rules, claims, cases, sources and pathways."""

ID_LENGTH = 64
"""The longest id."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Yes or no."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few named values."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number of one unit, exact, within a range."""

    unit: str | None = None
    """UCUM; None where the number has no unit."""
    low: Decimal | int | None = None
    high: Decimal | int | None = None
    decimals: int = 0
    """How many places after the point a value may have."""


Domain: TypeAlias = Finding | Choice | Number
"""What kind of thing a name stands for."""


class Actionability(IntEnum):
    """Who or what can bring a change about, in the order in which changes are named."""

    WAITING = 0
    """Time does."""
    ASKED_ANEW = 1
    """It changes by itself, or by what the person does: the fact is fresh."""
    CHANGES = 2
    """It can be changed: the pathway forgets or sets it, or it is something that somebody takes."""
    LASTS = 3
    """Nothing says that it changes, and nothing that it cannot."""
    IMMUTABLE = 4
    """Nobody can change it, and no walk waits so long."""
    SET = 5
    """The walk itself gave it its value, and no answer can give it another."""


def misfit(domain: Domain, value: object) -> str:
    """Why a value is none of a domain, in words; empty when it fits.

    >>> misfit(Number("a", 18, 110), 12)
    '12 is outside 18 to 110 a'
    >>> misfit(Finding(), True)
    ''
    """
    match domain:
        case Finding():
            return "" if isinstance(value, bool) else f"{plain(value)} is neither true nor false"
        case Choice(values):
            if isinstance(value, str) and value in values:
                return ""
            return f"{plain(value)} is not one of {', '.join(values)}"
        case Number():
            return _misfit_number(domain, value)


def _misfit_number(domain: Number, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return f"{plain(value)} is not a number"
    if isinstance(value, Decimal) and not value.is_finite():
        return f"{value} is not a number that can be measured"
    if not fits_digits(value):
        return f"the number has more than {DIGITS} digits"
    if places(value) > domain.decimals:
        allowed = (
            "whole numbers only" if domain.decimals == 0 else f"at most {counted(domain.decimals, 'decimal place')}"
        )
        return f"{value} has too many decimal places: {allowed}"
    if (domain.low is not None and value < domain.low) or (domain.high is not None and value > domain.high):
        return f"{value} is outside {range_text(domain)}"
    return ""


def mend_number(name: str, domain: Number, value: Decimal | int) -> str:
    """What to write instead of a number that a fact cannot have.

    >>> mend_number("age", Number(low=18, high=110), Decimal("64.5"))
    "write 64 or 65, or give 'age' `decimals: 1`"
    """
    exact = Decimal(value)
    if not fits_digits(exact):
        return f"write a number of at most {DIGITS} digits"
    if places(exact) > domain.decimals:
        grid = Decimal(1).scaleb(-domain.decimals)
        below, above = [exact.quantize(grid, rounding) for rounding in (ROUND_FLOOR, ROUND_CEILING)]
        finer = f", or give '{name}' `decimals: {places(exact)}`" if places(exact) <= 6 else ""
        return f"write {below} or {above}{finer}"
    return f"write a number in its range, {range_text(domain)}, or change `min` or `max` of '{name}'"


def range_text(domain: Number) -> str:
    """The range of a number with its unit, such as `18 to 110 a`."""
    unit = f" {domain.unit}" if domain.unit and domain.unit != "1" else ""
    if domain.low is not None and domain.high is not None:
        return f"{domain.low} to {domain.high}{unit}"
    if domain.low is not None:
        return f"{domain.low} or more{unit}"
    if domain.high is not None:
        return f"{domain.high} or less{unit}"
    return f"any number{unit}"


WRITTEN_NUMBER = r"-?(0|[1-9][0-9]{0,11})(\.[0-9]*[1-9])?"
"""A number as the key of `words` is written, as a regular expression: `9999`, `1.5`, never `1.50` or `1e3`."""

UNIT_WORDS = {
    "a": "years", "h": "hours", "d": "days", "wk": "weeks", "mo": "months", "min": "minutes",
    "mm[Hg]": "mmHg", "{points}": "points", "/min": "per minute", "mg/d": "mg a day", "1": "",
    "[p'diop]": "prism diopters", "[diop]": "diopters",
}  # fmt: skip
"""UCUM codes that are not words yet."""


def unit_words(unit: str | None) -> str:
    """A unit as people say it.

    >>> unit_words("mL/min/{1.73_m2}")
    'mL/min/1.73 m²'
    """
    if unit is None:
        return ""
    if unit in UNIT_WORDS:
        return UNIT_WORDS[unit]
    return unit.translate(str.maketrans("_", " ", "{}[]")).replace(" m2", " m²")


def places(value: int | Decimal) -> int:
    """How many decimal places a number needs: 1.50 needs one."""
    if isinstance(value, int):
        return 0
    if not _moderate(value):
        return DIGITS + 1
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def fits_digits(value: int | Decimal) -> bool:
    """Whether a number keeps to `DIGITS` digits before and after the point together."""
    if isinstance(value, int):
        return -_LIMIT < value < _LIMIT
    if not _moderate(value):
        return False
    _, digits, exponent = value.normalize().as_tuple()
    if not isinstance(exponent, int):
        return False
    longest = len(digits) + max(exponent, 0)
    return longest <= DIGITS and -DIGITS <= exponent <= DIGITS


def _moderate(value: Decimal) -> bool:
    """Whether a Decimal is finite and of a size that arithmetic can be done with; `normalize` overflows on others."""
    return value.is_finite() and -100 < value.adjusted() < 100


def tidy(value: Value) -> Value:
    """The one form of a value: whole Decimals become int, so that equal values print alike.

    >>> tidy(Decimal("1.50")), tidy(Decimal("2.0"))
    (Decimal('1.5'), 2)
    """
    if isinstance(value, Decimal) and _moderate(value):
        return int(value) if value == value.to_integral_value() else value.normalize()
    return value


def plain(value: object) -> str:
    """A value as a person writes it: `true`, `78`, `reduced`; long texts are cut."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    if isinstance(value, str):
        shown = value if len(value) <= 40 else value[:37] + "..."
        return f"'{shown}'"
    if isinstance(value, int) and not -_LONG < value < _LONG:
        return "a very long number"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return str(value)[:40]


_TAKEN = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"})
"""Words that some reader of YAML takes for something else than text."""

_PLAIN = re.compile(
    r"(?:[^\W\d][\w <>=()*+./!%;-]*|[0-9.]+ [a-z]+|[0-9]+\.[0-9]+\.[0-9]+|[0-9]{4}-[0-9]{2}-[0-9]{2})(?<! )\Z"
)


def as_yaml(value: object, texts: re.Pattern[str] = _PLAIN) -> str:
    """Plain data as it is written in braces; texts that could be taken for something else in double quotes.

    Args:
        value: mappings, lists, texts, numbers, true and false.
        texts: what a text that needs no quotes looks like.

    >>> as_yaml({"to": "home", "when": "age >= 18"}), as_yaml(["no", "@relief"])
    ('{to: home, when: age >= 18}', '["no", "@relief"]')
    """
    if isinstance(value, Mapping):
        inner = ", ".join(f"{as_yaml(str(key), texts)}: {as_yaml(given, texts)}" for key, given in value.items())
        return "{" + inner + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(as_yaml(given, texts) for given in value) + "]"
    if isinstance(value, str) and texts.match(value) and value.lower() not in _TAKEN:
        return value
    return str(value) if isinstance(value, Decimal) else quoted_yaml(value)


_ORDERS_IN_WORDS = (
    (r"<=|=<|≤", " up to "), (r">=|=>|≥", " from "), ("<", " under "), (">", " over "),
    (r"^\s*(\d+)\s*\+\s*$", r"from \1"),
)  # fmt: skip


def as_id(text: str) -> str:
    """A text as an id of small letters, digits and _.

    >>> as_id("Mildly reduced"), as_id("tab-lets"), as_id("2nd line")
    ('mildly_reduced', 'tab_lets', 'v2nd_line')
    >>> as_id("<65"), as_id(">= 65"), as_id("65+")
    ('under_65', 'from_65', 'from_65')
    """
    for pattern, word in _ORDERS_IN_WORDS:
        text = re.sub(pattern, word, text)
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "one"
    name = name if name[0].isalpha() else f"v{name}"
    return f"{name}_" if name in RESERVED else name
