"""Proofs: every question of the format's section 4 decided for all patients and all walks.

`stepladder.verify(pathway)` is this module, called: a package and a function of one name cannot both stand in
`stepladder`, and whichever is imported last would hide the other.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from os import PathLike, fspath
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
            only: questions (`SL601` to `SL607`) and ids of claims; all where there is none.
            timeout: how many seconds may be used in all; past them a question is undecided.

        Returns:
            A result for each question about each subject, in the order of the questions and of the file.

        Raises:
            DefinitionError: a pathway that was named has errors, or there is none of that name.
        """
        from stepladder.library import load  # a layer above; only where a pathway is named
        from stepladder.verify.engine import verify

        given = load(fspath(pathway)) if isinstance(pathway, str | PathLike) else pathway
        return verify(given, only=only, timeout=timeout)


sys.modules[__name__].__class__ = _Callable
