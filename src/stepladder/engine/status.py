"""The table of an exit's status: what its guard and the rules on its target come to (format, "Exits").

Nothing else decides it. The semantics read the row of one patient; the proofs read, for sets of patients, every row
that one of them could stand in.
"""

from __future__ import annotations

from collections.abc import Collection

from stepladder.conditions.evaluate import Ternary
from stepladder.model.cases import Status


def status(guard: Ternary, absolute: Collection[Ternary], relative: Collection[Ternary]) -> Status:
    """The status of an exit.

    Args:
        guard: how its guard comes out.
        absolute: how each absolute rule on its target comes out.
        relative: how each relative rule does.

    >>> status(True, [False], [True])
    'caution'
    >>> status(None, [True], [])
    'blocked'
    """
    if guard is False:
        return "closed"
    if True in absolute:
        return "blocked"
    if guard is None or None in absolute or None in relative:
        return "ask"
    return "caution" if True in relative else "open"
