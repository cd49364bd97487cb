"""What reports say besides the findings: what was looked at, what was silenced, and what is counted as a failure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from stepladder.diagnostics import Severity
from stepladder.library.parallel import Seen
from stepladder.library.suppressions import Placed, Silenced


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked at."""

    pathways: tuple[Seen, ...]
    """In the order in which they were named."""
    fail_on: Severity = Severity.ERROR
    """From which severity on a finding makes the command fail."""
    not_selected: int = 0
    """How many findings were left out because nobody asked for them."""
    fail_on_in: Mapping[str, Severity] = field(default_factory=dict)
    """The same by file, where the settings of a file say otherwise."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many pathways, files, steps, rules and cases."""
        return {
            "pathways": len(self.pathways),
            "files": sum(len(pathway.files) for pathway in self.pathways),
            "steps": sum(pathway.steps for pathway in self.pathways),
            "rules": sum(pathway.rules for pathway in self.pathways),
            "cases": sum(pathway.cases for pathway in self.pathways),
        }

    @property
    def silenced(self) -> Iterator[Silenced]:
        """What authors silenced, pathway by pathway."""
        return (silenced for pathway in self.pathways for silenced in pathway.silenced)

    def fails(self, placed: Placed) -> bool:
        """Whether a finding makes the command fail."""
        return placed.severity.rank <= self.fail_on_in.get(placed.file, self.fail_on).rank

    @property
    def ids(self) -> Mapping[str, str]:
        """The id of the pathway that each file belongs to."""
        return {file: pathway.id for pathway in self.pathways for file in (*pathway.files, pathway.name)}
