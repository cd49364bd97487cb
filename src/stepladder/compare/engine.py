"""Compares two versions of a pathway."""

from __future__ import annotations

import time
from collections.abc import Sequence

from stepladder.compare.behaviour import Behaviour
from stepladder.compare.cases import cases_apart
from stepladder.compare.findings import Comparison
from stepladder.compare.matching import match
from stepladder.compare.product import Joint
from stepladder.compare.sides import Showing
from stepladder.compare.standing_cases import Suggesting, Upon
from stepladder.compare.structural_diff import changes
from stepladder.model.cases import CaseFile
from stepladder.model.pathway import Pathway
from stepladder.verify.constraints import Clock

HOURS = 3600


def compare(
    old: Pathway, new: Pathway, *, cases: Sequence[CaseFile | None] = (None, None), timeout: float | None = None,
    suggest: bool = False,
) -> Comparison:  # fmt: skip
    """Which patients are led differently by two versions of a pathway.

    Args:
        old: the version before, without errors.
        new: the version after, without errors.
        cases: the teaching cases of both, run through both.
        timeout: how many seconds may be used; what could not be decided by then counts as a change.
        suggest: whether to write a case for each difference on which none of the new version's cases stands.

    Returns:
        What was rewritten, who is led differently with a patient for each class, and what the version must say.
    """
    deadline = time.monotonic() + (timeout if timeout is not None else 24 * HOURS)
    matching = match(old, new)
    joint = Joint(old, matching.aligned, Clock(deadline))
    showing = Showing(matching, joint, cases)
    showing.upon = upon = Upon(showing, cases[1]) if cases[1] is not None else None
    behaviour = Behaviour(joint, deadline, showing.walks())
    found, apart = behaviour.run()
    many, led_apart = cases_apart(matching, showing, cases)
    differences = showing.merged(found)
    suggested = Suggesting(upon, behaviour).all(showing.told) if suggest and upon is not None else ()
    return Comparison(
        matching, changes(matching, behaviour.same), differences, showing.alike(apart), led_apart, many, suggested
    )
