"""The parts of one step, each measured in every grade of detail, and the choice among them.

The lists of grades say how much is lost with each. Among those that fit into a height the ones that lose least are
taken. Knows nothing of where a part stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Generic, TypeVar

from stepladder.render.blocks import Block
from stepladder.render.scene import Band, Link, Node, Scene
from stepladder.render.step.boxes import About, Entered, Told, Way, is_aside, main_box, panel_box, panel_pieces
from stepladder.render.step.rows import Rows, rows
from stepladder.render.step.scene import FIRST, FROM, OTHERS
from stepladder.render.step.sources import Sources, sources
from stepladder.render.style import Type

GAP = 12.0
"""Between what stands below each other."""

WAYS: tuple[tuple[float, Way], ...] = (
    (0, Way()),
    (1.0, Way(because=False)),
    (2.5, Way(because=False, when=2)),
    (3.5, Way(because=False, when=1)),
    (4.5, Way(because=False, reasons=False, when=1)),
    (5.0, Way(because=False, when=0)),
    (7.0, Way(because=False, reasons=False, when=0)),
    (7.5, Way(because=False, reasons=False, when=0, gap=4)),
    (9.0, Way(because=False, reasons=False, when=0, title=1, gap=3)),
)
"""The grades of exits, and what is lost with each."""
INTERRUPTS: tuple[tuple[float, Way], ...] = (
    (0, Way()),
    (0.2, Way(because=False)),
    (1.2, Way(because=False, when=1)),
    (2.6, Way(because=False, when=0)),
    (3.0, Way(because=False, when=0, gap=4)),
    (5.0, Way(because=False, when=0, title=1, gap=3)),
)
RULES: tuple[tuple[float, Told], ...] = (
    (0, Told()),
    (2.0, Told(because=False)),
    (3.0, Told(because=False, when=1)),
    (5.5, Told(because=False, when=0)),
    (7.5, Told(because=False, when=0, title=1)),
)
NO_QUESTIONS, NO_NOTES, NO_ASIDE, SHORT = 1.6, 1.0, 0.15, 4.0
"""What is lost of the step itself without its questions, its notes, one line that can be missed, and with lines cut."""
SHARED: tuple[tuple[float, bool, int | None], ...] = (
    (0.0, True, None), (0.3, False, None), (4.0, False, 8), (6.0, False, 5), (7.0, False, 3), (8.0, False, 0),
)  # fmt: skip
"""Ways in that share a box: what is lost, whether they are listed, and in how many lines otherwise."""
UNTOLD = 9.0
"""What is lost where there is nothing to tell but the ways in, and they are not told."""

Part = TypeVar("Part", covariant=True)  # noqa: PLC0105  # a word, like every other name here


@dataclass(frozen=True)
class Grade(Generic[Part]):
    """A part in one grade."""

    loss: float
    height: float
    part: Part


@dataclass(frozen=True)
class Panels:
    """The rules, measured."""

    blocks: tuple[Block, ...]
    beside: bool = False
    """Whether they stand beside each other."""

    @property
    def height(self) -> float:
        """How high they are together."""
        if self.beside:
            return max(block.height for block in self.blocks)
        return sum(block.height for block in self.blocks) + GAP * 0.7 * max(0, len(self.blocks) - 1)


@dataclass(frozen=True)
class Top:
    """The step itself, and what it is entered from."""

    main: Block
    sources: Sources | None

    @property
    def height(self) -> float:
        """How high both are side by side."""
        return max(self.main.height, self.sources.height if self.sources else 0.0)


@dataclass(frozen=True)
class Parts:
    """A scene sorted into what a layout places."""

    scene: Scene

    @cached_property
    def main(self) -> Node:
        """The step itself."""
        return next(node for node in self.scene.nodes if node.place == "spine")

    @cached_property
    def panels(self) -> tuple[Node, ...]:
        """Its rules."""
        return tuple([node for node in self.scene.nodes if node.place == "panel"])

    @property
    def bare(self) -> Parts:
        """The same without its rules."""
        return Parts(replace(self.scene, nodes=tuple([node for node in self.scene.nodes if node.place != "panel"])))

    @cached_property
    def entering(self) -> tuple[tuple[Node, tuple[Link, ...]], ...]:
        """What it is entered from, each with its ways."""
        return tuple([
            (node, tuple([link for link in self.scene.links if link.source == node.id]))
            for node in self.scene.nodes
            if node.band == FROM
        ])  # fmt: skip

    @cached_property
    def shared(self) -> bool:
        """Whether many ways in share a box."""
        return any(node.id == OTHERS for node, _ in self.entering)

    def ways(self, band: str) -> tuple[tuple[Link, Node], ...]:
        """The exits of a band, each with its box."""
        by_id = self.scene.by_id
        found = [(link, by_id[link.target]) for link in self.scene.links if link.target in by_id]
        return tuple([(link, node) for link, node in found if node.band == band])

    def band(self, name: str) -> Band:
        """A band by its id."""
        return next(band for band in self.scene.bands if band.id == name)

    @property
    def more(self) -> str:
        """The command that tells everything."""
        return self.scene.meta.get("more", "")

    # in every grade

    def tops(self, from_wide: float, main_wide: float, type_: Type, *, told: bool) -> list[Grade[Top]]:
        """The step itself and what it is entered from."""
        mains = [(loss, main_box(self.main, main_wide, type_, about)) for loss, about in self._abouts()]
        if not self.entering:
            return pareto(Grade(loss, main.height, Top(main, None)) for loss, main in mains)
        beside: list[tuple[float, Sources]] = []
        for untold, ways in ((0.0, 2), (UNTOLD / 4, 1), (UNTOLD, 0)) if told else ((0.0, 0),):
            for lost, listed, most in SHARED if self.shared else SHARED[:1]:
                entered = Entered(ways, listed, most)
                whole = sources(self.band(FROM), self.entering, from_wide, type_, entered)
                beside.append((untold + lost, whole))
        tops = [(loss + lost, Top(main, part)) for loss, main in mains for lost, part in beside]
        return pareto(Grade(loss, top.height, top) for loss, top in tops)

    def _abouts(self) -> Iterator[tuple[float, About]]:
        lines = self.main.lines
        asides = sum(is_aside(line) for line in lines[1:])
        asked = any(line.indent == 1 and line.mark for line in lines)
        noted = any(line.indent == 1 and not line.mark for line in lines)
        for count in range(min(asides, 12), -1, -1):
            lost = NO_ASIDE * (min(asides, 12) - count)
            yield lost, About(99 if count == min(asides, 12) else count)
            if asked:
                yield lost + NO_QUESTIONS, About(99 if count == min(asides, 12) else count, questions=False)
        if noted:
            yield NO_ASIDE * asides + NO_QUESTIONS + NO_NOTES, About(0, questions=False, notes=False)
        for most in (3, 2, 1):
            yield 3.0 + SHORT / most, About(0, questions=False, notes=False, most=most)

    def bands(self, name: str, wide: float, type_: Type, others: Sequence[str] = ()) -> list[Grade[Rows]]:
        """The exits of a band, or its interrupts; as much room for labels as in other bands of the same column."""
        pairs = self.ways(name)
        links = [link for other in (name, *others) for link, _ in self.ways(other)]
        found: list[Grade[Rows]] = []
        for loss, way in (INTERRUPTS if name == FIRST else WAYS) if pairs else ():
            measured = rows(self.band(name), pairs, wide, type_, way, links)
            found.append(Grade(loss, measured.height, measured))
        return pareto(found)

    def rules(self, wide: float, type_: Type, columns: Sequence[int]) -> list[Grade[Panels]]:
        """The rules that block the step; more columns are taken where they help."""
        found: list[Grade[Panels]] = []
        for number, count in enumerate(columns if self.panels else ()):
            for loss, told in RULES:
                blocks = tuple([panel_box(node, panel_pieces(node), wide, type_, told, count) for node in self.panels])
                found.append(Grade(loss + 0.3 * number, Panels(blocks).height, Panels(blocks)))
        return pareto(found)

    def rules_beside(self, wide: float, type_: Type, columns: Sequence[int]) -> list[Grade[Panels]]:
        """The same, with the panels beside each other; the columns are shared out so that both are equally high."""
        found: list[Grade[Panels]] = []
        shares = [(own, count - own) for count in columns for own in range(1, count)]
        for number, share in enumerate(shares):
            unit = (wide - GAP) / sum(share)
            for loss, told in RULES:
                blocks = tuple([
                    panel_box(node, panel_pieces(node), round(own * unit, 2), type_, told, own)
                    for node, own in zip(self.panels, share, strict=False)
                ])  # fmt: skip
                found.append(Grade(loss + 0.01 * number, Panels(blocks, True).height, Panels(blocks, True)))
        return pareto(found)


def pareto(grades: Iterable[Grade[Part]]) -> list[Grade[Part]]:
    """Without those that are no lower than another which loses no more."""
    found: list[Grade[Part]] = []
    for grade in sorted(grades, key=lambda grade: (grade.height, grade.loss)):
        if not found or grade.loss < found[-1].loss - 1e-9:
            found.append(grade)
    return found


def best(stack: Sequence[Sequence[Grade[object]]], room: float) -> Grade[tuple[object, ...]] | None:
    """The grades of parts below each other that lose least and fit into a height; None where none do."""
    combined: list[Grade[tuple[object, ...]]] = [Grade(0.0, 0.0, ())]
    for grades in stack:
        gap = GAP if combined[0].part else 0.0
        combined = pareto([
            Grade(one.loss + other.loss, one.height + gap + other.height, (*one.part, other.part))
            for one in combined
            for other in grades
        ])  # fmt: skip
    fitting = [grade for grade in combined if grade.height <= room + 0.01]
    return fitting[-1] if fitting else None
