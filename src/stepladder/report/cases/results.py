"""What `stepladder test` found out, and how it is told: cases, what they reach, and what they notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stepladder.cases.coverage import Coverage, coverage
from stepladder.report.cases.left_out import cases_data, coverage_words, mutation_words
from stepladder.report.cases.outcomes import Group
from stepladder.report.cases.to_text import Look, cases_lines, summary
from stepladder.report.coverage.to_text import coverage_lines
from stepladder.text.terminal import Paint

if TYPE_CHECKING:
    from stepladder.mutation import Mutation

IN_FILES = 100
"""Lines in files are no longer than this."""


def has_what_to_work_on(group: Group) -> bool:
    """Whether something can be said of what the chosen cases of a pathway reach; without any case that is: nothing."""
    return group.checked.pathway is not None and not group.broken and bool(group.cases or not group.all)


def coverages(groups: Sequence[Group]) -> dict[int, Coverage]:
    """What the chosen cases of each pathway reach, by its place among the groups."""
    return {
        index: coverage(group.checked.pathway, group.outcomes)
        for index, group in enumerate(groups)
        if group.checked.pathway is not None and has_what_to_work_on(group)
    }


@dataclass(frozen=True, slots=True)
class Results:
    """What came out, and how it is told."""

    groups: tuple[Group, ...]
    full: bool
    """Whether everything that no case reaches is told, and not only a line."""
    coverages: Mapping[int, Coverage] = field(default_factory=dict)
    """By the place of the pathway among the groups."""
    mutations: Mapping[int, Mutation] = field(default_factory=dict)
    unmutated: Sequence[str] = ()
    """Why of some pathways nothing can be said of what their cases notice."""

    def lines(self, width: int, *, color: bool = False, plain: bool = False) -> Iterator[str]:
        """The report as text."""
        look = Look(width, Paint(color), plain)
        badges = {
            index: (reached.badge, *coverage_words(self.groups[index])) for index, reached in self.coverages.items()
        }
        yield from cases_lines(self.groups, look, {} if self.full else badges)
        for index, reached in self.coverages.items() if self.full else ():
            yield ""
            group = self.groups[index]
            yield from coverage_lines(reached, group.checked.reading, look.paint, look.width, coverage_words(group))
        if self.mutations:
            from stepladder.report.mutation.to_text import mutation_lines

            for index, mutation in self.mutations.items():
                yield ""
                group = self.groups[index]
                words = mutation_words(group)
                yield from mutation_lines(mutation, group.checked.reading, look.paint, look.width, words)

    def report(self, kind: str) -> str:
        """The report as it is written to a file: `text`, `json` or `junit`."""
        match kind:
            case "text":
                return "\n".join(self.lines(IN_FILES)) + "\n"
            case "junit":
                return self._junit()
            case _:
                return self._json()

    def _junit(self) -> str:
        from stepladder.report.cases.to_junit import cases_to_junit
        from stepladder.report.mutation.to_text import mutation_badge

        properties: dict[str, list[tuple[str, str]]] = {}
        for index, reached in self.coverages.items():
            group = self.groups[index]
            left_out = [("cases", words) for words in coverage_words(group)]
            properties[group.name] = [("coverage", reached.badge), *left_out]
        for index, mutation in self.mutations.items():
            group = self.groups[index]
            left_out = [("cases of the mutants", words) for words in mutation_words(group)]
            properties.setdefault(group.name, []).extend([("mutants", mutation_badge(mutation)), *left_out])
        return cases_to_junit(self.groups, properties)

    def _json(self) -> str:
        from stepladder.report.cases.to_json import cases_to_json
        from stepladder.report.coverage.to_json import coverage_data

        reached: list[object] = [
            {**coverage_data(reached, self.groups[index].checked.reading), **cases_data(self.groups[index])}
            for index, reached in self.coverages.items()
        ]
        noticed: list[object] | None = None
        if self.mutations:
            from stepladder.report.mutation.to_json import mutation_data

            noticed = [
                {**mutation_data(mutation, self.groups[index].checked.reading), **cases_data(self.groups[index])}
                for index, mutation in self.mutations.items()
            ]
        return cases_to_json(self.groups, self.looked_at, reached, noticed)

    @property
    def looked_at(self) -> Mapping[str, int]:
        """How many pathways, files, steps, rules and cases were looked at."""
        models = [model for group in self.groups if (model := group.checked.reading.pathway) is not None]
        return {
            "pathways": len(self.groups),
            "files": sum(len(group.checked.reading.files) for group in self.groups),
            "steps": sum(len(model.steps) for model in models),
            "rules": sum(len(model.rules) for model in models),
            "cases": sum(len(group.cases) for group in self.groups),
        }

    def summary(self) -> str:
        """What was looked at and how it came out, in a line."""
        return summary(self.groups, [(number, noun[:-1]) for noun, number in self.looked_at.items()])

    def below(self, least: float | None) -> Iterator[str]:
        """Where coverage lies below what is asked for, in sentences."""
        for index, reached in self.coverages.items():
            if least is not None and reached.percent() < least:
                name, percent = self.groups[index].name, int(reached.percent() * 10) / 10
                yield f"the cases of {name} reach {percent:g} % of it, and {least:g} % is asked for"

    def unnoticed(self, least: float | None) -> Iterator[str]:
        """Where fewer mutants are noticed than is asked for, or none could be made, in sentences."""
        yield from self.unmutated
        for index, mutation in self.mutations.items():
            if least is not None and mutation.score < least:
                name, percent = self.groups[index].name, int(mutation.score * 10) / 10
                yield f"the cases of {name} notice {percent:g} % of its mutants, and {least:g} % is asked for"
