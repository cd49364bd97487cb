"""What `stepladder test` found out, and how it is told: cases, what they reach, and what they notice."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stepladder.cli.terminal import progress

if TYPE_CHECKING:
    from stepladder.cases.coverage import Coverage
    from stepladder.mutation import Mutation
    from stepladder.report.cases.outcomes import Group

IN_FILES = 100
"""Lines in files are no longer than this."""


@dataclass
class Results:
    """What came out, and how it is told."""

    groups: tuple[Group, ...]
    full: bool
    """Whether everything that no case reaches is told, and not only a line."""
    coverages: dict[int, Coverage] = field(default_factory=dict)
    """By the place of the pathway among the groups."""
    mutations: dict[int, Mutation] = field(default_factory=dict)

    unmutated: list[str] = field(default_factory=list)
    """Why of some pathways nothing can be said of what their cases notice."""

    def cover(self) -> None:
        """Work out what the chosen cases reach; of a pathway without cases that is nothing."""
        from stepladder.cases.coverage import coverage

        for index, one in enumerate(self.groups):
            if one.checked.pathway is not None and not one.broken and (one.cases or not one.all):
                self.coverages[index] = coverage(one.checked.pathway, one.outcomes)

    def mutate(self) -> None:
        """Work out what the chosen cases notice."""
        from stepladder.mutation import mutate
        from stepladder.mutation.engine import NothingToMutate

        for index, one in enumerate(self.groups):
            if one.checked.pathway is None or one.broken or not (one.cases or not one.all):
                continue
            try:
                progress = _Ticker(f"mutants of {one.name} tried:")
                reading = one.checked.reading
                self.mutations[index] = mutate(one.checked.pathway, reading, one.outcomes, progress=progress)
                progress.end()
            except NothingToMutate as error:
                self.unmutated.append(str(error))

    def lines(self, width: int, *, color: bool = False, plain: bool = False) -> Iterator[str]:
        """The report as text."""
        from stepladder.report.cases.to_text import Look, cases_lines
        from stepladder.report.coverage.to_text import coverage_lines
        from stepladder.text.terminal import Paint

        look = Look(width, Paint(color), plain)
        badges = {index: (found.badge, *self.left_out(index)) for index, found in self.coverages.items()}
        yield from cases_lines(self.groups, look, {} if self.full else badges)
        for index, found in self.coverages.items() if self.full else ():
            yield ""
            one = self.groups[index]
            yield from coverage_lines(found, one.checked.reading, look.paint, look.width, self.left_out(index))
        if self.mutations:
            from stepladder.report.left_out import mutation_words
            from stepladder.report.mutation.to_text import mutation_lines

            for index, mutation in self.mutations.items():
                yield ""
                one = self.groups[index]
                said = mutation_words(one)
                yield from mutation_lines(mutation, one.checked.reading, look.paint, look.width, said)

    def report(self, kind: str) -> str:
        """The report as it is written to a file."""
        if kind == "text":
            return "\n".join(self.lines(IN_FILES)) + "\n"
        if kind == "junit":
            from stepladder.report.cases.to_junit import cases_to_junit
            from stepladder.report.left_out import mutation_words
            from stepladder.report.mutation.to_text import mutation_badge

            said: dict[str, list[tuple[str, str]]] = {}
            for index, found in self.coverages.items():
                said[self.groups[index].name] = [
                    ("coverage", found.badge),
                    *(("cases", words) for words in self.left_out(index)),
                ]
            for index, mutation in self.mutations.items():
                said.setdefault(self.groups[index].name, []).extend(
                    [
                        ("mutants", mutation_badge(mutation)),
                        *(("cases of the mutants", words) for words in mutation_words(self.groups[index])),
                    ]
                )
            return cases_to_junit(self.groups, said)
        from stepladder.report.cases.to_json import cases_to_json
        from stepladder.report.coverage.to_json import coverage_data
        from stepladder.report.left_out import cases_data

        readings = [one.checked.reading for one in self.groups]
        reached: list[object] = [
            {**coverage_data(found, readings[index]), **cases_data(self.groups[index])}
            for index, found in self.coverages.items()
        ]
        noticed: list[object] | None = None
        if self.mutations:
            from stepladder.report.mutation.to_json import mutation_data

            noticed = [
                {**mutation_data(found, readings[index]), **cases_data(self.groups[index])}
                for index, found in self.mutations.items()
            ]
        return cases_to_json(self.groups, self.looked_at, reached, noticed)

    def left_out(self, index: int) -> list[str]:
        """What of the cases of a pathway its coverage does not count, in sentences."""
        from stepladder.report.left_out import coverage_words

        return coverage_words(self.groups[index])

    @property
    def looked_at(self) -> Mapping[str, int]:
        """How many pathways, files, steps, rules and cases were looked at."""
        models = [model for one in self.groups if (model := one.checked.reading.pathway) is not None]
        return {
            "pathways": len(self.groups),
            "files": sum(len(one.checked.reading.files) for one in self.groups),
            "steps": sum(len(model.steps) for model in models),
            "rules": sum(len(model.rules) for model in models),
            "cases": sum(len(one.cases) for one in self.groups),
        }

    def summary(self) -> str:
        """What was looked at and how it came out, in a line."""
        from stepladder.report.cases.to_text import summary

        return summary(self.groups, [(number, noun[:-1]) for noun, number in self.looked_at.items()])

    def below(self, least: float | None) -> Iterator[str]:
        """Where coverage lies below what is asked for, in sentences."""
        for index, found in self.coverages.items():
            if least is not None and found.percent() < least:
                name, percent = self.groups[index].name, int(found.percent() * 10) / 10
                yield f"the cases of {name} reach {percent:g} % of it, and {least:g} % is asked for"

    def unnoticed(self, least: float | None) -> Iterator[str]:
        """Where fewer mutants are noticed than is asked for, or none could be made, in sentences."""
        yield from self.unmutated
        for index, found in self.mutations.items():
            if least is not None and found.score < least:
                name, percent = self.groups[index].name, int(found.score * 10) / 10
                yield f"the cases of {name} notice {percent:g} % of its mutants, and {least:g} % is asked for"


class _Ticker:
    """Says on a terminal how much is done, once that takes longer than two seconds."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.begun = time.monotonic()
        self.shown = False

    def __call__(self, done: int, of: int) -> None:
        """Told after each of them."""
        if sys.stderr.isatty() and time.monotonic() - self.begun > 2:
            progress(f"{self.words} {done} of {of} ")
            self.shown = True

    def end(self) -> None:
        """Take the line away."""
        if self.shown:
            progress(" " * (len(self.words) + 16))
            progress("")
