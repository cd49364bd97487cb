"""Stepladder: a rule-based treatment-pathway explorer, for teaching and authoring.

For teaching only. Not medical advice; not for use in the care of a patient.

    import stepladder

    pathway = stepladder.load("esophageal-spasm")
    walk = stepladder.Walk(pathway).answer(food_bolus_stuck=False)

The names below are imported when first used, so that `import stepladder` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from stepladder.compare.findings import Comparison as Comparison
    from stepladder.engine.semantics import Answered as Answered
    from stepladder.engine.semantics import Exit as Exit
    from stepladder.engine.semantics import ImpossibleEvent as ImpossibleEvent
    from stepladder.engine.semantics import Overrode as Overrode
    from stepladder.engine.semantics import Took as Took
    from stepladder.engine.walk import Walk as Walk
    from stepladder.library.checked import Checked as Checked
    from stepladder.library.checked import load as load
    from stepladder.library.registry import DefinitionError as DefinitionError
    from stepladder.library.registry import NotFound as NotFound
    from stepladder.model.pathway import Pathway as Pathway
    from stepladder.verify.findings import Proofs as Proofs
    from stepladder.verify.findings import Result as Result

    def validate(
        pathway: Pathway | str | PathLike[str],
        *,
        cases: bool = True,
        proofs: bool = True,
        timeout: float | None = None,
    ) -> Checked:
        """Say all that is wrong or doubtful; see the package `stepladder.validate`, which is what is called."""

    def verify(
        pathway: Pathway | str | PathLike[str], *, only: Sequence[str] = (), timeout: float | None = None
    ) -> Proofs:
        """Decide every question about a pathway; see the package `stepladder.verify`, which is what is called."""

    def compare(
        old: Pathway | str | PathLike[str], new: Pathway | str | PathLike[str], *, timeout: float | None = None
    ) -> Comparison:
        """Say who is led differently; see the package `stepladder.compare`, which is what is called."""


_HOMES = {
    "Answered": "stepladder.engine.semantics",
    "Checked": "stepladder.library.checked",
    "Comparison": "stepladder.compare.findings",
    "DefinitionError": "stepladder.library.checked",
    "Exit": "stepladder.engine.semantics",
    "ImpossibleEvent": "stepladder.engine.semantics",
    "NotFound": "stepladder.library.checked",
    "Overrode": "stepladder.engine.semantics",
    "Pathway": "stepladder.model.pathway",
    "Proofs": "stepladder.verify.findings",
    "Result": "stepladder.verify.findings",
    "Took": "stepladder.engine.semantics",
    "Walk": "stepladder.engine.walk",
    "load": "stepladder.library.checked",
}

__all__ = [  # given by __getattr__
    "Answered",
    "Checked",
    "Comparison",
    "DefinitionError",
    "Exit",
    "ImpossibleEvent",
    "NotFound",
    "Overrode",
    "Pathway",
    "Proofs",
    "Result",
    "Took",
    "Walk",
    "compare",
    "load",
    "validate",
    "verify",
]


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in ("compare", "validate", "verify"):  # the packages of those names, which can be called
        return import_module(f"stepladder.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'stepladder' has no attribute '{name}'")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
