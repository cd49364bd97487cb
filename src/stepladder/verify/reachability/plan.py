"""What a search is asked for, what it looks through, and what it hands over: targets, places, and plans for a walk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from stepladder.verify.constraints import Box, Constraint
from stepladder.verify.domain import Env
from stepladder.verify.exits import Way
from stepladder.verify.walk_trie import Stand

Answer: TypeAlias = Literal["no", "yes", "waits"]
"""Of a fact at a stay: it is not answered there; it is known at the end; an exit waits for it at the beginning."""


@dataclass(frozen=True, eq=False)
class Target:
    """Some states that are asked for: at a step, where some conditions hold, or where an exit is then taken."""

    step: str
    wants: tuple[Constraint, ...]
    """What holds there, besides what taking the exit needs."""
    box: Mapping[int, int] = field(default_factory=dict)
    way: Way | None = None
    """The exit that is taken there; None where the question is about the state itself."""


@dataclass(frozen=True, eq=False)
class Place:
    """Some states at a step on a way to a target."""

    target: Target
    step: str
    box: Box
    """What is known of them, over the variables that are followed."""
    way: Way | None
    """The exit taken from there."""
    after: Place | None
    depth: int

    @property
    def path(self) -> list[tuple[str, Way | None]]:
        """The steps from here on, each with the exit that is taken there."""
        steps: list[tuple[str, Way | None]] = []
        place: Place | None = self
        while place is not None:
            steps.append((place.step, place.way))
            place = place.after
        return steps


@dataclass(frozen=True)
class Plan:
    """A walk as it is to be made: where it begins, the exits to take, and what may be known at each of them."""

    entry: str | None
    path: tuple[tuple[str, Way | None], ...]
    """Each step, with the exit taken there; of the last None where the question is about the state itself."""
    known: tuple[Env, ...]
    """For each step the values that are left when its exit is taken, or when the target is reached."""
    target: Target
    root: Stand | None = None
    """Where it begins, if that is a walk that has just entered the first step."""
    others: tuple[Plan, ...] = ()
    """Other values for the same exits, to be tried where these cannot be had."""
