"""A number without a unit.

38 of what? A person who answers in Fahrenheit is not stopped by a question that means Celsius. With a unit, the
question shows it, and numbers of different units are never compared (SL304).

Add the unit in UCUM: `a` for years, `d` for days, `h` for hours, `Cel`, `kg`, `mm[Hg]`, `mg/dL`. A number that has
none, such as a count or a score, says `unit: "1"`.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic
from stepladder.validate.check import Check, Subject


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Number facts without a unit."""
    lost = {route[:2] for route in subject.lost if route[2:3] in (("unit",), ("type",))}
    for name, fact in subject.pathway.facts.items():
        if fact.type == "number" and fact.unit is None and ("facts", name) not in lost:
            hint = 'a unit in UCUM, such as a, d, kg, mm[Hg]; or "1" where there is none'
            yield Diagnostic("SL502", f"the number '{name}' has no unit", ("facts", name), on="key", help=hint)


CHECK = Check("SL502", __doc__, find)
