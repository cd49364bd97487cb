"""The names that are declared, what a misspelt one could mean, and where names of steps, facts and sources stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from stepladder.diagnostics import Proposals, Route, listed
from stepladder.facts import as_yaml
from stepladder.model.origins import Origins
from stepladder.model.pathway import CLAIM_KEYS, Pathway
from stepladder.model.steps import Step, Transition
from stepladder.validate.check import Subject


class Names:
    """The names of one kind.

    Attributes:
        known: the names written under the top-level key, also those whose definition is broken.
    """

    __slots__ = ("_declared", "_key", "_proposals", "known")

    def __init__(self, subject: Subject, key: str) -> None:
        self._key, self._declared = key, getattr(subject.pathway, key)
        self.known: frozenset[str] = subject.names(key) | self._declared.keys()
        self._proposals = Proposals()

    def meant(self, name: str) -> str | None:
        """The name itself if it is declared, else that of what is called so, else the nearest, else None."""
        if name in self.known:
            return name
        return self._called(name.strip().lower()) or self._proposals.nearest_name("", name, self.known)

    def help(self, name: str) -> str:
        """A sentence proposing what is meant, or the names there are."""
        meant = self.meant(name)
        return f"did you mean '{meant}'?" if meant is not None else listed(self._key, frozenset(self._declared))

    def several(self, name: str) -> str:
        """A sentence proposing a list, where a text names several with commas or `and`; else an empty text."""
        parts = [part for part in re.split(r"\s*(?:,|;|\band\b|&|\+)\s*", name) if part]
        meant = [part if part.startswith("@") else self.meant(part) for part in parts]
        return f"write {as_yaml(meant)}" if len(meant) > 1 and None not in meant else ""

    def _called(self, title: str) -> str | None:
        """The name of what has a title, a label or a question."""
        for name, owner in self._declared.items():
            texts = (owner, getattr(owner, "title", None), getattr(owner, "ask", None))
            if any(isinstance(text, str) and text.strip().lower() == title for text in texts):
                return str(name)
        return None


Changer: TypeAlias = Step | Transition
"""What can change something: a step that is entered, an exit or interrupt that is taken."""


def exit_lists(pathway: Pathway) -> Iterator[tuple[str, Literal["next", "options"], tuple[Transition, ...]]]:
    """Every step's exits with the key under which they stand; both lists of a step that has both by mistake."""
    for name, step in pathway.steps.items():
        if step.next:
            yield name, "next", step.next
        if step.options:
            yield name, "options", step.options


def changers(pathway: Pathway) -> Iterator[tuple[Route, Changer]]:
    """Every step, exit and interrupt that starts, stops, sets or forgets something."""
    for name, step in pathway.steps.items():
        if step.starts or step.stops or step.sets or step.forgets:
            yield ("steps", name), step
    for name, key, exits in exit_lists(pathway):
        for index, exit_ in enumerate(exits):
            if exit_.starts or exit_.stops or exit_.sets or exit_.forgets:
                yield ("steps", name, key, index), exit_
    for index, interrupt in enumerate(pathway.interrupts):
        if interrupt.changes:
            yield ("interrupts", index), interrupt


_WORDS = {"before": (("end",), ("any",)), "at": (("everywhere",),), "entering": (("everywhere",),)}
"""What may stand alone in a list of a claim and is no step."""


def step_lists(pathway: Pathway) -> Iterator[tuple[Route, tuple[str, ...]]]:
    """Every list in which steps and @groups may stand; those that hold only a word like `everywhere` are left out."""
    for name, rule in pathway.rules.items():
        yield ("rules", name, "blocks"), rule.blocks
    for index, interrupt in enumerate(pathway.interrupts):
        if "everywhere" not in interrupt.from_:
            yield ("interrupts", index, "from"), interrupt.from_
        if interrupt.except_:
            yield ("interrupts", index, "except"), interrupt.except_
    for name, claim in pathway.claims.items():
        for key in CLAIM_KEYS:
            names = getattr(claim, key)
            if isinstance(names, tuple) and names not in _WORDS.get(key, ()):
                yield ("claims", name, key), names


def citations(pathway: Pathway) -> Iterator[tuple[Route, tuple[str, ...]]]:
    """Every list of sources in a pathway."""
    for name, step in pathway.steps.items():
        if step.sources:
            yield ("steps", name, "sources"), step.sources
        if step.review is not None and step.review.sources:
            yield ("steps", name, "review", "sources"), step.review.sources
    for name, place, exits in exit_lists(pathway):
        for index, exit_ in enumerate(exits):
            if exit_.sources:
                yield ("steps", name, place, index, "sources"), exit_.sources
    for key in ("rules", "facts", "derived"):
        for name, owner in getattr(pathway, key).items():
            if owner.sources:
                yield (key, name, "sources"), owner.sources
    for index, interrupt in enumerate(pathway.interrupts):
        if interrupt.sources:
            yield ("interrupts", index, "sources"), interrupt.sources


def origin_citations(origins: Origins) -> Iterator[tuple[Route, tuple[str, ...]]]:
    """Every list of sources in the origins; the one source of a text counts as a list at its own place."""
    for name, text in origins.texts.items():
        if text.source is not None:
            yield ("texts", name, "source"), (text.source,)
    for name, statement in origins.statements.items():
        if statement.sources:
            yield ("statements", name, "sources"), statement.sources
