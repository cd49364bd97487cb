"""A definition that, in the end, reads itself.

A derived name may read other derived names, and `blocked(step)`, which stands for the absolute rules of that step. If
following them leads back to where one began, there is no first value to begin with, and no answer. The message shows
the shortest way round.

Take one of the steps of the circle out: say one of the conditions directly in terms of facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from stepladder.diagnostics import Diagnostic, Related
from stepladder.validate.check import Check, Subject
from stepladder.validate.definitions import circles, definitions_of, place_of


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Circles of derived names and of `blocked(step)`."""
    pathway = subject.pathway
    for circle in circles(definitions_of(pathway)):
        first = next((i for i, key in enumerate(circle) if not key.startswith("blocked(")), 0)
        turned = (*circle[first:], *circle[:first])
        around = (*turned, turned[0])
        places = [place_of(pathway, key, following) for key, following in pairwise(around)]
        message = f"{_words(turned[0])}: {_shortened(around)}"
        related = [Related(f"'{key}' is here", at, "key") for key, at in zip(turned, places, strict=True)]
        yield Diagnostic("SL305", message, places[0], on="key", help=_HELP, related=tuple(related[1:6]))


_HELP = "say one of these in terms of facts"


def _words(key: str) -> str:
    if key.startswith("blocked("):
        return f"whether '{key[8:-1]}' is blocked depends on itself"
    return f"'{key}' is defined by itself"


def _shortened(around: tuple[str, ...]) -> str:
    shown = around if len(around) <= 12 else (*around[:6], "…", *around[-5:])
    return " > ".join(shown)


CHECK = Check("SL305", __doc__, find)
