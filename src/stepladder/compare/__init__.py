"""Two versions of a pathway: what was rewritten, who is led differently, and what the version number must say.

`stepladder.compare(old, new)` is this module, called, as `stepladder.verify` is.
"""

from __future__ import annotations

import sys
from os import PathLike
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stepladder.compare.findings import Comparison
    from stepladder.model.pathway import Pathway


class _Callable(ModuleType):
    """This module, which can be called."""

    def __call__(
        self,
        old: Pathway | str | PathLike[str],
        new: Pathway | str | PathLike[str],
        *,
        timeout: float | None = None,
    ) -> Comparison:
        """Which patients are led differently by two versions of a pathway.

        Args:
            old: the version before, without errors, or its path or id.
            new: the version after, likewise.
            timeout: how many seconds may be used in all; what is open then counts as a change.

        Returns:
            What was rewritten, who is led differently, and what the version number must say. Teaching cases are not
            looked at; the command does that.

        Raises:
            DefinitionError: a pathway that was named has errors, or there is none of that name.
            TypeError: an argument is of another kind.
            ValueError: there can be no such number of seconds.
        """
        from stepladder.compare.engine import compare
        from stepladder.library.checked import pathway_of, seconds_of  # a layer above

        one, other = pathway_of(old), pathway_of(new)
        return compare(one, other, timeout=None if timeout is None else seconds_of(timeout))


sys.modules[__name__].__class__ = _Callable
