"""What every export says alike: the footer, the sources in words, and texts without signs that steer a screen."""

from __future__ import annotations

from collections.abc import Iterable

from stepladder.model.pathway import Pathway
from stepladder.text.characters import without_steering


def footer(pathway: Pathway) -> str:
    """What every card, question and package says of itself: the pathway, its version, and the teaching disclaimer."""
    return f"{pathway.title}, version {pathway.version}. {pathway.disclaimer}"


def cited(pathway: Pathway, names: Iterable[str]) -> tuple[str, ...]:
    """Sources with their ids, a line each, in the order given; ids that the pathway does not have are left out."""
    from stepladder.walk.words import citation

    return tuple(
        [f"{name}: {citation(pathway.sources[name])}" for name in dict.fromkeys(names) if name in pathway.sources]
    )


def one_line(text: str) -> str:
    """A text without line ends, and without signs that steer a screen or turn the direction of reading."""
    return " ".join(without_steering(" ".join(text.split())).split())


def paragraphs(text: str) -> tuple[str, ...]:
    """A text's lines, each as `one_line` has it; of empty ones between paragraphs one is kept."""
    paragraphs_so_far: list[str] = []
    for line in text.strip().splitlines():
        clean = one_line(line)
        if clean or (paragraphs_so_far and paragraphs_so_far[-1]):
            paragraphs_so_far.append(clean)
    return tuple(paragraphs_so_far[:-1] if paragraphs_so_far and not paragraphs_so_far[-1] else paragraphs_so_far)
