"""The table of an exit's status: what its guard and the rules of its target make of it.

The semantics look a status up here, the proofs look up sets of them, and tests hold the engine of the page to it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import product

from stepladder.conditions.evaluate import Ternary
from stepladder.model.cases import Status

_ANY: tuple[Ternary, ...] = (True, None, False)

_ROWS: tuple[tuple[tuple[Ternary, ...], tuple[Ternary, ...], tuple[Ternary, ...], Status], ...] = (
    # guard, absolute rules, relative rules: the first row that fits decides
    ((False,), _ANY, _ANY, "closed"),
    (_ANY, (True,), _ANY, "blocked"),
    ((None,), _ANY, _ANY, "ask"),
    (_ANY, (None,), _ANY, "ask"),
    (_ANY, _ANY, (None,), "ask"),
    (_ANY, _ANY, (True,), "caution"),
    (_ANY, _ANY, _ANY, "open"),
)

STATUS: Mapping[tuple[Ternary, Ternary, Ternary], Status] = {
    key: next(row[3] for row in _ROWS if all(value in part for value, part in zip(key, row, strict=False)))
    for key in product(_ANY, _ANY, _ANY)
}
"""The status by the guard, the absolute rules and the relative rules, each group of rules as one outcome."""


def status_of(guard: Ternary, absolute: Collection[Ternary], relative: Collection[Ternary]) -> Status:
    """The status of an exit.

    One absolute rule that holds outweighs any that is unknown; one relative rule that is unknown outweighs any that
    holds, since a reason is recorded only once all of them are known.
    """
    blocks = True if True in absolute else None if None in absolute else False
    cautions = None if None in relative else True in relative
    return STATUS[guard, blocks, cautions]
