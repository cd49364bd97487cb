"""What a check is, and what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from stepladder.diagnostics import Diagnostic, Route
from stepladder.model.cases import CaseFile
from stepladder.model.origins import Origins
from stepladder.model.pathway import Pathway


@dataclass(frozen=True, slots=True)
class Subject:
    """A pathway to be checked, with what belongs to it."""

    pathway: Pathway
    """As built; broken parts may have been left out, and conditions may have problems."""
    declared: Mapping[str, frozenset[str]]
    """The names written under each top-level key, also those whose definition is broken."""
    today: date
    cases: CaseFile | None = None
    origins: Origins | None = None
    lost: frozenset[Route] = frozenset()
    """Routes that were left out; checks of the whole graph say nothing where they cannot know."""
    pathways: frozenset[str] | None = None
    """The ids of the pathways at hand, for `continues`; None where nobody looked."""
    following: Mapping[str, Pathway | None] = field(default_factory=dict)
    """The pathways in which an outcome goes on, by id; None for one that cannot be read."""

    def names(self, key: str) -> frozenset[str]:
        """The names declared under a top-level key such as `steps`."""
        return self.declared.get(key, frozenset())


@dataclass(frozen=True, slots=True)
class Check:
    """One diagnostic code: how it is found, and its page."""

    code: str
    page: str
    """What it means and what to do: the docstring of its module."""
    find: Callable[[Subject], Iterator[Diagnostic]] | None = field(default=None, compare=False)
    """Finds it in a pathway; None for codes that are said while reading or while running cases."""
