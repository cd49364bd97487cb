"""Stepladder: a rule-based treatment-pathway explorer, for teaching and authoring.

For teaching only. Not medical advice; not for use in the care of a patient.

    import stepladder

    pathway = stepladder.load("esophageal-spasm")
    walk = stepladder.Walk(pathway).answer(food_bolus_stuck=False)

The names below are imported when first used, so that `import stepladder` costs nothing.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from stepladder.hooks import register

if TYPE_CHECKING:
    from stepladder.api import compare as compare
    from stepladder.api import explore as explore
    from stepladder.api import load as load
    from stepladder.api import render as render
    from stepladder.api import validate as validate
    from stepladder.api import verify as verify
    from stepladder.compare.findings import Comparison as Comparison
    from stepladder.engine.events import Answered as Answered
    from stepladder.engine.events import Exit as Exit
    from stepladder.engine.events import ImpossibleEvent as ImpossibleEvent
    from stepladder.engine.events import Overrode as Overrode
    from stepladder.engine.events import Took as Took
    from stepladder.engine.walk import Walk as Walk
    from stepladder.library.checked import Checked as Checked
    from stepladder.library.registry import DefinitionError as DefinitionError
    from stepladder.library.registry import NotFound as NotFound
    from stepladder.model.pathway import Pathway as Pathway
    from stepladder.verify.findings import Proofs as Proofs
    from stepladder.verify.findings import Result as Result

_HOMES = {
    "Answered": "stepladder.engine.events",
    "Checked": "stepladder.library.checked",
    "Comparison": "stepladder.compare.findings",
    "DefinitionError": "stepladder.library.registry",
    "Exit": "stepladder.engine.events",
    "ImpossibleEvent": "stepladder.engine.events",
    "NotFound": "stepladder.library.registry",
    "Overrode": "stepladder.engine.events",
    "Pathway": "stepladder.model.pathway",
    "Proofs": "stepladder.verify.findings",
    "Result": "stepladder.verify.findings",
    "Took": "stepladder.engine.events",
    "Walk": "stepladder.engine.walk",
    "compare": "stepladder.api",
    "explore": "stepladder.api",
    "load": "stepladder.api",
    "render": "stepladder.api",
    "validate": "stepladder.api",
    "verify": "stepladder.api",
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
    "explore",
    "load",
    "render",
    "validate",
    "verify",
]

register("digest", "stepladder.model.prepared:digest")
register("graph", "stepladder.graph:graph")
register("named pathway", "stepladder.api:named")
register("run", "stepladder.engine.scripted:run")
register("svg", "stepladder.render.jupyter:svg")
register("mime bundle", "stepladder.render.jupyter:bundle")


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module 'stepladder' has no attribute '{name}'")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """This package, whose functions stay what their names stand for.

    Whoever imports the package `stepladder.verify` sets it as the attribute `verify` here, as Python does with every
    package inside another one; the name stands for the function `stepladder.api.verify` all the same.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
