"""Numbers of different units are added or compared, or a unit is none.

Units are compared as they are written, in UCUM (`a` years, `d` days, `h` hours, `Cel` degrees, `mm[Hg]`), and never
converted: 3 days and 72 hours are the same time, and 3 < 72.

Ask both in the same unit. A derived number's `unit` must be that of what it is made of.

A `unit` that UCUM does not know is told with the nearest code: `a` for years, `Cel` for °C. `mmHg` is read as `mm[Hg]`.
What is counted and has no unit stands in braces and quotes, `"{cigarettes}/d"`, and a plain number has the unit `1`.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic
from stepladder.facts import as_yaml
from stepladder.units import is_unit, unit_meant
from stepladder.validate.check import Check, Subject


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Units that UCUM does not know; conditions carry their own problems."""
    for key in ("facts", "derived"):
        for name, owner in getattr(subject.pathway, key).items():
            if owner.unit is not None and not is_unit(owner.unit):
                meant = unit_meant(owner.unit)
                hint = f"write {as_yaml(meant)}"
                if meant.startswith("{"):
                    hint = f"write a code such as a, h, kg, mg/dL; what is counted stands in braces: {as_yaml(meant)}"
                message = f"'{owner.unit[:40]}' is not a unit of UCUM"
                yield Diagnostic("SL304", message, (key, name, "unit"), help=hint)


CHECK = Check("SL304", __doc__, find)
