"""What a student answered, as a score and a list of what to read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stepladder.model.pathway import Pathway
from stepladder.quiz.items import Item, Option
from stepladder.walk.words import citation


@dataclass(frozen=True, slots=True)
class Mark:
    """One answer to one question."""

    item: Item
    option: Option

    @property
    def missed(self) -> bool:
        """Whether it was wrong, and counts."""
        return self.item.scored and not self.option.right


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the questions that count were answered rightly."""

    right: int
    most: int
    asked: int
    """How many were answered, those that do not count included."""

    @property
    def words(self) -> str:
        """The score in one sentence."""
        if not self.most:
            return "No question that counts was answered."
        free = self.asked - self.most
        more = f" ({free} more allowed every answer and did not count)" if free else ""
        return f"{self.right} of {self.most} right{more}."


@dataclass(frozen=True, slots=True)
class ToRead:
    """Something to read again."""

    citation: str
    """A source in one line, or a step."""
    name: str
    """The id of the source, or of the step."""
    missed: int
    """In how many missed questions it stands."""


def score(marks: Iterable[Mark]) -> Score:
    """The score of some answers."""
    given = list(marks)
    counted = [mark for mark in given if mark.item.scored]
    return Score(sum(mark.option.right for mark in counted), len(counted), len(given))


def reading_list(pathway: Pathway, marks: Iterable[Mark]) -> tuple[ToRead, ...]:
    """The sources behind the questions that were missed, those of most questions first, then in the pathway's order."""
    times: dict[str, int] = {}
    for mark in marks:
        if mark.missed:
            for name in mark.item.sources:
                times[name] = times.get(name, 0) + 1
    order = {name: index for index, name in enumerate(pathway.sources)}
    names = sorted((name for name in times if name in order), key=lambda name: (-times[name], order[name]))
    return tuple([ToRead(citation(pathway.sources[name]), name, times[name]) for name in names])


def steps_missed(marks: Iterable[Mark]) -> tuple[str, ...]:
    """The ids of the steps at which a question was missed, each once, in the order met."""
    return tuple(dict.fromkeys(mark.item.at for mark in marks if mark.missed))
