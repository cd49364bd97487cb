"""Stretches of time and dates, as a pathway writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, TypeAlias

from pydantic import PlainValidator, WithJsonSchema

from stepladder.facts import plain
from stepladder.model.fields import refuse

_DAY = 24 * 60
_MINUTES = {"minute": 1, "hour": 60, "day": _DAY, "week": 7 * _DAY, "month": 30 * _DAY, "year": 365 * _DAY}
_DURATION = rf"([0-9]{{1,4}}(?:\.[0-9]{{1,2}})?) ({'|'.join(_MINUTES)})s?"
_OTHER_UNITS = {
    "min": "minutes", "mins": "minutes", "h": "hours", "hr": "hours", "hrs": "hours", "d": "days", "w": "weeks",
    "wk": "weeks", "wks": "weeks", "mo": "months", "mon": "months", "mos": "months", "mth": "months", "mths": "months",
    "a": "years", "y": "years", "yr": "years", "yrs": "years",
}  # fmt: skip
"""Other names of the units of a duration."""

_LISTED = "minutes, hours, days, weeks, months or years"


@dataclass(frozen=True, slots=True)
class Duration:
    """A stretch of time as written, and its length; a month is 30 days, a year 365."""

    text: str
    minutes: Decimal


def _duration(value: object) -> Duration:
    match = re.fullmatch(_DURATION, value) if isinstance(value, str) else None
    if match is None:
        raise refuse(f"{plain(value)} is not a stretch of time", _duration_hint(value))
    return Duration(match.group(), Decimal(match.group(1)) * _MINUTES[match.group(2)])


def _duration_hint(value: object) -> str:
    """What to write where a stretch of time is no such thing: `20 minutes` for `20 min`."""
    words = re.fullmatch(r"(\d+(?:[.,]\d+)?) *([A-Za-z]*)\.?", str(value).strip())
    meant = ""
    if words is not None:
        number, unit = words[1].replace(",", "."), words[2].lower()
        name = _OTHER_UNITS.get(unit) or f"{unit.removesuffix('s')}s"
        meant = f"{number} {name}"
        if not unit:
            return f"write the unit too: {number} weeks, or minutes, hours, days, months, years"
    if re.fullmatch(_DURATION, meant):
        return f"write {meant}"
    return f"write one number and {_LISTED}: 4 weeks"


DurationField: TypeAlias = Annotated[
    Duration,
    PlainValidator(_duration),
    WithJsonSchema({"type": "string", "pattern": f"^{_DURATION}$", "examples": ["4 weeks"]}),
]


def _date(value: object) -> date:
    try:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value)
    except ValueError:
        raise refuse(f"{plain(value)} is not a date", "there is no such day in the calendar") from None
    raise refuse(f"{plain(value)} is not a date", f"write year-month-day: {_date_meant(str(value)) or '2026-11-01'}")


def _date_meant(text: str) -> str:
    """`01.11.2026` and `1 November 2026` as year, month and day; empty where nobody can tell."""
    months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    day, month, year = 0, 0, 0
    if match := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
    elif (match := re.fullmatch(r"(\d{1,2})\.? ([A-Za-z]{3,9}),? (\d{4})", text)) and match[2][:3].lower() in months:
        day, month, year = int(match[1]), months.index(match[2][:3].lower()) + 1, int(match[3])
    elif (match := re.fullmatch(r"([A-Za-z]{3,9}) (\d{1,2}),? (\d{4})", text)) and match[1][:3].lower() in months:
        day, month, year = int(match[2]), months.index(match[1][:3].lower()) + 1, int(match[3])
    elif match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?", text):
        day, month, year = int(match[3] or 1), int(match[2]), int(match[1])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


DateField: TypeAlias = Annotated[date, PlainValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
