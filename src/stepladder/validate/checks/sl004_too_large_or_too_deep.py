"""Something is too large, or nested too deep, to be read.

The limits are far above what a person can review: 4 MB and 400,000 values in a file, 64 levels of mappings
and lists, 4,000 characters and 60 levels in a condition, and 100 levels of definitions that read each other. They are
there so that a broken or hostile file ends in a sentence and not in a machine without memory.

Split a long condition into derived names that say what they mean. A file that was made by a program and is too large
is several pathways.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.diagnostics import Diagnostic
from stepladder.validate.check import Check, Subject
from stepladder.validate.definitions import DEEPEST, circles, definitions_of, place_of, too_deep


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Derived names that are nested too deep in others; the other limits are said while reading."""
    definitions = definitions_of(subject.pathway)
    if circles(definitions):
        return
    for name, levels in too_deep(definitions):
        message = f"'{name}' has {levels} levels of definitions; the limit is {DEEPEST}"
        hint = "say a part of it directly, or ask it as a fact of its own"
        yield Diagnostic("SL004", message, place_of(subject.pathway, name), on="key", help=hint)


CHECK = Check("SL004", __doc__, find)
