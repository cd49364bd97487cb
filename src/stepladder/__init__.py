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
    from stepladder.journey import Walk as Walk
    from stepladder.library import DefinitionError as DefinitionError
    from stepladder.library import NotFound as NotFound
    from stepladder.library import load as load
    from stepladder.model.pathway import Pathway as Pathway
    from stepladder.semantics import Answered as Answered
    from stepladder.semantics import Exit as Exit
    from stepladder.semantics import ImpossibleEvent as ImpossibleEvent
    from stepladder.semantics import Overrode as Overrode
    from stepladder.semantics import Took as Took

_HOMES = {
    "Answered": "stepladder.semantics",
    "DefinitionError": "stepladder.library",
    "Exit": "stepladder.semantics",
    "ImpossibleEvent": "stepladder.semantics",
    "NotFound": "stepladder.library",
    "Overrode": "stepladder.semantics",
    "Pathway": "stepladder.model.pathway",
    "Took": "stepladder.semantics",
    "Walk": "stepladder.journey",
    "load": "stepladder.library",
}

__all__ = [  # given by __getattr__
    "Answered",
    "DefinitionError",
    "Exit",
    "ImpossibleEvent",
    "NotFound",
    "Overrode",
    "Pathway",
    "Took",
    "Walk",
    "load",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'stepladder' has no attribute '{name}'")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
