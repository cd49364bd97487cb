"""A pathway to diagnostics, without proofs: names, values, shape, and what a careful author would not leave so.

`stepladder.validate(pathway)` is this module, called, as `stepladder.verify` is; it runs the cases and proves too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from os import PathLike
from types import ModuleType
from typing import TYPE_CHECKING

from stepladder.diagnostics import Diagnostic
from stepladder.validate.check import Subject

if TYPE_CHECKING:
    from stepladder.library.checked import Checked
    from stepladder.model.pathway import Pathway

MOST = 500
"""So many problems of one kind are told."""


def problems(subject: Subject) -> Iterator[Diagnostic]:
    """Everything that is wrong or doubtful in a pathway and what belongs to it, in no particular order.

    What reading says, and what comes out when cases are run, is not repeated.
    """
    unreadable = {code for code, key in _DECLARED_UNDER.items() if (key,) in subject.lost}
    for found in _all(subject):
        if found.code not in unreadable:
            yield found


def _all(subject: Subject) -> Iterator[Diagnostic]:
    from stepladder.validate.checks import CHECKS
    from stepladder.validate.conditions import condition_problems
    from stepladder.validate.values import value_problems

    yield from _some(condition_problems(subject.pathway))
    yield from _some(value_problems(subject))
    for check in CHECKS:
        if check.find is not None:
            yield from _some(check.find(subject))


_DECLARED_UNDER = {
    "SL201": "steps", "SL202": "facts", "SL204": "therapies", "SL205": "sources", "SL206": "groups", "SL207": "lanes",
    "SL208": "rules",
}  # fmt: skip
"""The codes of names that are not declared, and the key under which they would be; silent where that is unreadable."""


def _some(found: Iterator[Diagnostic]) -> Iterator[Diagnostic]:
    """The first problems of one kind; where there are very many, a last one that says so."""
    for number, diagnostic in enumerate(found):
        if number >= MOST:
            message = f"more than {MOST} problems of one kind ({diagnostic.code}); mend these first"
            yield Diagnostic("SL004", message, diagnostic.at, diagnostic.on, document=diagnostic.document)
            return
        yield diagnostic


class _Callable(ModuleType):
    """This module, which can be called."""

    def __call__(
        self,
        pathway: Pathway | str | PathLike[str],
        *,
        cases: bool = True,
        proofs: bool = True,
        timeout: float | None = None,
    ) -> Checked:
        """Everything that is wrong or doubtful in a pathway, as `stepladder validate` says it.

        Args:
            pathway: its path or id; or a pathway, of which the places are those in its `model_dump_json(indent=2)`,
                and which has no cases.
            cases: whether to run its teaching cases too.
            proofs: whether to decide the questions of proofs too.
            timeout: how many seconds those may take; a minute where it is None.

        Returns:
            What was found, in order, with the walks of the cases and the proofs; `ok` where there is no error.

        Raises:
            NotFound: there is no pathway of that name, or the system refuses to hand a file over.
            TypeError: an argument is of another kind.
            ValueError: there can be no such number of seconds.
        """
        from stepladder.library.checked import validate  # a layer above

        return validate(pathway, cases=cases, proofs=proofs, timeout=timeout)


sys.modules[__name__].__class__ = _Callable
