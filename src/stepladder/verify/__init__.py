"""Proofs: every question of the format's section 4 decided for all patients and all walks.

`stepladder.verify(pathway)` is this module, called: a package and a function of one name cannot both stand in
`stepladder`, and whichever is imported last would hide the other.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from os import PathLike
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stepladder.model.pathway import Pathway
    from stepladder.verify.findings import Proofs


class _Callable(ModuleType):
    """This module, which can be called."""

    def __call__(
        self, pathway: Pathway | str | PathLike[str], *, only: Sequence[str] = (), timeout: float | None = None
    ) -> Proofs:
        """Decide every question about a pathway, or some of them.

        Args:
            pathway: one without errors, or its path or id.
            only: a list of questions (`SL601` to `SL607`) and ids of claims; all where there is none.
            timeout: how many seconds may be used in all; past them a question is undecided.

        Returns:
            A result for each question about each subject, in the order of the questions and of the file.

        Raises:
            DefinitionError: a pathway that was named has errors, or there is none of that name.
            TypeError: an argument is of another kind.
            ValueError: `only` names no question and no claim, or there can be no such number of seconds.
        """
        from stepladder.library.checked import pathway_of, seconds_of  # a layer above
        from stepladder.verify.engine import verify

        given = pathway_of(pathway)
        _refuse_unknown(only, given)
        return verify(given, only=only, timeout=None if timeout is None else seconds_of(timeout))


def _refuse_unknown(only: Sequence[str], pathway: Pathway) -> None:
    from stepladder.diagnostics import nearest
    from stepladder.verify.findings import QUESTIONS

    if isinstance(only, str):
        raise TypeError(f"only is a list of questions and claims: only=[{only!r}]")
    known = [*QUESTIONS, *pathway.claims]
    for name in only:
        if name not in known:
            hint = nearest(name, known) or f"there are {', '.join(QUESTIONS)} and the ids of claims"
            raise ValueError(f"'{name}' is no question and no claim of '{pathway.id}'; {hint}")


sys.modules[__name__].__class__ = _Callable
