"""What a picture shows, before anybody has decided where: bands, boxes, lines of text and links, in reading order.

Every view makes a scene; every layout and every text format reads one. Knows nothing of places, fonts or files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

View: TypeAlias = Literal["ladder", "graph", "step"]

Look: TypeAlias = Literal[
    "start",
    "test",
    "question",
    "treatment",
    "adjunct",
    "procedure",
    "outcome",
    "goal",
    "emergency",
    "reference",
    "note",
]
"""What a box stands for, and so its shape and colours: see `style.LOOKS`. `reference` points to a box elsewhere,
`note` is a panel of text."""

State: TypeAlias = Literal["plain", "walked", "unreached", "blocked", "missed"]
"""How a walk met something; `plain` where no walk is drawn. `missed`: no teaching case comes to it, where that is
drawn."""

Mark: TypeAlias = Literal["", "bullet", "cross", "warning", "check", "arrow"]
"""A sign in front of a line; drawn as a path, said as a word in text formats."""

Tone: TypeAlias = Literal["body", "strong", "muted", "blocked", "caution", "walked"]
"""How a line is inked."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a box, which a layout may break into several."""

    text: str
    mark: Mark = ""
    tone: Tone = "body"
    struck: bool = False
    lead: str = ""
    """Words in bold before the mark and the text, on the same line."""
    indent: int = 0
    """How deep it is set in: 0, 1 or 2."""
    numbers: tuple[int, ...] = ()
    """When a walk came by what the line names, counted from 1."""


@dataclass(frozen=True, slots=True)
class Row:
    """One exit as it stands inside its step's box, where a view writes exits there."""

    link: str
    """The id of the link that leaves here."""
    label: str
    """The author's words; may be empty."""
    when: str
    """The condition; empty where it always holds."""
    to: str
    """The title of where it leads."""
    state: State = "plain"
    lines: tuple[Line, ...] = ()
    """What more is to be said, such as what blocks it."""
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """One box."""

    id: str
    """Unique in the scene: `step-…` for a step's own box, else another prefix."""
    look: Look
    title: str
    lines: tuple[Line, ...] = ()
    rows: tuple[Row, ...] = ()
    band: str | None = None
    """The id of its band."""
    place: Literal["spine", "side", "panel"] = "spine"
    """On the spine, to the right of a box of the spine, or in a panel of its own."""
    beside: str | None = None
    """Of a box at the side: the id of the box on the spine whose row it stands in."""
    state: State = "plain"
    numbers: tuple[int, ...] = ()
    """When a walk entered it, counted from 1."""
    steps: tuple[str, ...] = ()
    """The ids of the steps it shows."""
    current: bool = False
    """Whether the walk stands here."""
    abreast: str = ""
    """Boxes of the spine that follow each other with the same word here stand side by side: one way forks to all of
    them, and joins again behind."""


@dataclass(frozen=True, slots=True)
class Link:
    """One arrow."""

    id: str
    source: str
    target: str
    label: str = ""
    """The author's words, in short."""
    when: str = ""
    """The condition; empty where it always holds."""
    kind: Literal["next", "option", "interrupt", "way"] = "next"
    """`way`: not one exit but a way over several steps, drawn dashed; its label says over which."""
    state: State = "plain"
    numbers: tuple[int, ...] = ()
    """When a walk came along, by the number of the step then entered."""


@dataclass(frozen=True, slots=True)
class Band:
    """A lane, or several that are drawn as one."""

    id: str
    title: str
    strip: str = ""
    """What stands above the title, such as `STEP 2`."""


@dataclass(frozen=True)
class Scene:
    """A whole picture."""

    view: View
    pathway: str
    """The pathway's id."""
    version: str
    title: str
    lead: str
    """One line on how to read it."""
    digest: str
    """SHA-256 of what is drawn, in hexadecimal."""
    nodes: tuple[Node, ...]
    """In reading order."""
    links: tuple[Link, ...] = ()
    bands: tuple[Band, ...] = ()
    language: str = "en"
    source_line: str = ""
    """Footer: id, version, content digest, licence."""
    disclaimer: str = ""
    """Footer, in bold: that it is for teaching only."""
    walk: str = ""
    """The title of the case or walk that is drawn; empty where none is."""
    meta: Mapping[str, str] = field(default_factory=dict)
    """More for machines, such as the page."""

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """Every box by its id."""
        return {node.id: node for node in self.nodes}

    @property
    def looks(self) -> tuple[Look, ...]:
        """The looks that occur, each once, in the order of the legend."""
        from typing import get_args

        present = {node.look for node in self.nodes}
        return tuple([look for look in get_args(Look) if look in present])
