"""The picture in words: an outline to be read aloud, and a description for the SVG file itself.

Both say what the picture says, in reading order: bands, boxes with their kind in words, exits with their conditions,
what blocks, and where a walk went. No column, sign or line has to be seen to understand them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from stepladder.render.arrangement import exits_of, in_order
from stepladder.render.scene import Band, Line, Link, Node, Scene, State
from stepladder.render.text.labels import (
    band_words,
    condition,
    counted,
    exit_words,
    kind_words,
    link_label,
    plain,
    said,
)

COLUMNS = 100
ENOUGH = 4000
"""A description of more characters leaves out the lines of the boxes, and then the conditions."""


def outline(scene: Scene) -> str:
    """A scene as plain text.

    Args:
        scene: any view, with or without a walk.

    Returns:
        Lines of at most `COLUMNS` characters. The first is the title (or its beginning), the last ones are the
        source, the digest and the disclaimer.
    """
    paragraphs = [*_head(scene), *_body(scene), *_foot(scene)]
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines) + "\n"


def description(scene: Scene) -> str:
    """A scene in sentences, one after the other, for a screen reader; every box and every exit is named.

    Args:
        scene: any view, with or without a walk.
    """
    told = _sentences(scene, lines=True, conditions=True)
    if len(told) > ENOUGH:
        told = _sentences(scene, lines=False, conditions=True)
    return told if len(told) <= ENOUGH else _sentences(scene, lines=False, conditions=False)


# the outline


def _head(scene: Scene) -> Iterator[list[str]]:
    yield _wrapped(plain(scene.title))
    yield _wrapped(plain(scene.lead))
    if scene.walk:
        yield _wrapped(f"Walk: {plain(scene.walk)}. Boxes and exits that it passed give their numbers on the way.")


def _foot(scene: Scene) -> Iterator[list[str]]:
    lines = _wrapped(plain(scene.source_line)) + _wrapped(f"Picture: sha256:{scene.digest}")
    yield lines + _wrapped(plain(scene.disclaimer))


def _body(scene: Scene) -> Iterator[list[str]]:
    reader = _Reader(scene)
    numbers = {band.id: number for number, band in enumerate(scene.bands, start=1)}
    met: set[str] = set()
    for band, nodes in reader.runs:
        if band is not None:
            again = " (continued)" if band.id in met else ""
            yield _wrapped(f"Band {numbers[band.id]} of {len(numbers)}. {band_words(band)}{again}")
            met.add(band.id)
        elif met and nodes:
            yield ["Outside the bands"]
        for node in nodes:
            yield list(_box(reader, node))


def _box(reader: _Reader, node: Node) -> Iterator[str]:
    scene = reader.scene
    place = f"{reader.places[node.id]}. "
    inner = " " * len(place)
    yield from _wrapped(_titled(node), place, inner)
    met = _met(node)
    if met:
        yield from _wrapped(met, inner)
    for line in node.lines:
        yield from _wrapped(_line(line, scene), inner + "  " * line.indent + "- ")
    exits = reader.exits(node)
    if exits:
        yield f"{inner}{'Exit' if len(exits) == 1 else 'Exits'}:"
    for exit_ in exits:
        yield from _wrapped(exit_.words(reader.numbered(exit_)), inner + "- ")
        for line in exit_.lines:
            yield from _wrapped(_line(line, scene), inner + "  " * (line.indent + 1) + "- ")


def _line(line: Line, scene: Scene) -> str:
    text = said(line, scene)
    return f"{text} ({counted(line.numbers)} of the walk)" if line.numbers else text


def _wrapped(text: str, lead: str = "", inner: str | None = None) -> list[str]:
    """A text in lines, the first behind `lead`, the others set in as far."""
    inner = " " * len(lead) if inner is None else inner
    return textwrap.wrap(text, COLUMNS, initial_indent=lead, subsequent_indent=inner, break_on_hyphens=False)


def _met(node: Node) -> str:
    """What a walk had to do with a box."""
    words = []
    match node.state:
        case "walked":
            words.append(f"On the walk: {counted(node.numbers)}." if node.numbers else "On the walk.")
        case "unreached":
            words.append("Not reached.")
        case "blocked":
            words.append("Blocked.")
        case "missed":
            pass  # a line says so
        case "plain":
            if node.numbers:
                words.append(f"On the walk: {counted(node.numbers)}.")
    if node.current:
        words.append("The walk stands here.")
    return " ".join(words)


# exits


@dataclass(frozen=True, slots=True)
class _Exit:
    """One way out of a box, wherever the scene tells of it."""

    label: str
    when: str
    to: str
    """The title of where it leads."""
    target: Node | None
    taken: str
    lines: tuple[Line, ...] = ()

    def words(self, to: str) -> str:
        """The whole exit, where its target is called so."""
        return exit_words(self.label, self.when, to) + self.taken


@dataclass(frozen=True)
class _Reader:
    """A scene as it is read out."""

    scene: Scene

    @cached_property
    def runs(self) -> tuple[tuple[Band | None, tuple[Node, ...]], ...]:
        """The bands with their boxes, without those that are told with the exit that leads to them."""
        runs = in_order(self.scene)
        return tuple([(band, tuple([node for node in nodes if node.id not in self.told])) for band, nodes in runs])

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The number of each box that is read out by itself."""
        return {node.id: at for at, node in enumerate((node for _, nodes in self.runs for node in nodes), start=1)}

    @cached_property
    def told(self) -> frozenset[str]:
        """The boxes of which there is no more to say than how they are reached, by one arrow from the box beside."""
        arrivals: dict[str, list[Link]] = {}
        for link in self.scene.links:
            arrivals.setdefault(link.target, []).append(link)
        return frozenset(
            [
                node.id
                for node in self.scene.nodes
                if node.place == "side"
                and not (node.lines or node.rows or node.current or node.state == "blocked")
                and [link.source for link in arrivals.get(node.id, ())] == [node.beside]
                and node.numbers in ((), arrivals[node.id][0].numbers)
                and node.id not in self._links
            ]
        )

    @cached_property
    def _links(self) -> Mapping[str, tuple[Link, ...]]:
        return exits_of(self.scene)

    def exits(self, node: Node) -> tuple[_Exit, ...]:
        """The exits of a box: first those written in its rows, then its other arrows."""
        drawn = {link.id: link for link in self._links.get(node.id, ())}
        found: list[_Exit] = []
        for row in node.rows:
            link = drawn.pop(row.link, None)
            label = plain(row.label) or (link_label(link) if link else "")
            target = self.scene.by_id.get(link.target) if link else None
            state = link.state if link and row.state == "plain" else row.state
            taken = _taken(state, row.numbers or (link.numbers if link else ()))
            found.append(_Exit(label, condition(row.when), plain(row.to), target, taken, row.lines))
        for link in drawn.values():
            to = self.scene.by_id[link.target]
            found.append(
                _Exit(link_label(link), condition(link.when), plain(to.title), to, _taken(link.state, link.numbers))
            )
        return tuple(found)

    def numbered(self, exit_: _Exit) -> str:
        """Where an exit leads, with the number of the box, or else the kind of what is not told by itself."""
        target = exit_.target
        if target is None:
            return exit_.to
        if target.id in self.places:
            return f"{self.places[target.id]}, {exit_.to}"
        meant = self._meant(target)
        where = f"in {self.places[meant.id]}, {plain(meant.title)}" if meant else kind_words(target.look)
        return f"{exit_.to} ({where})"

    def named(self, exit_: _Exit) -> str:
        """Where an exit leads, with the kind of what is not told by itself."""
        target = exit_.target
        if target is None or target.id in self.places or target.look == "reference":
            return exit_.to
        return f"{exit_.to} ({kind_words(target.look)})"

    def _meant(self, reference: Node) -> Node | None:
        """The box to which a reference points: one read out by itself that shows its step."""
        if reference.look != "reference":
            return None
        for node in self.scene.nodes:
            if node.id in self.places and node.look != "reference" and set(reference.steps) & set(node.steps):
                return node
        return None


def _taken(state: State, numbers: tuple[int, ...]) -> str:
    match state:
        case "blocked":
            return " (blocked)"
        case "walked" if numbers:
            return f" (taken, {counted(numbers)} of the walk)"
        case "walked":
            return " (taken)"
        case _:
            return ""


# the description


def _sentences(scene: Scene, lines: bool, conditions: bool) -> str:
    reader = _Reader(scene)
    told = [_sentence(plain(text)) for text in (scene.title, scene.lead) if plain(text)]
    if scene.walk:
        told.append(_sentence(f"Walk: {plain(scene.walk)}"))
    for band, nodes in reader.runs:
        if band is not None:
            told.append(_sentence(f"Band {band_words(band)}"))
        for node in nodes:
            told += [_sentence(_titled(node)), _met(node)]
            told += [_sentence(_line(line, scene)) for line in node.lines if lines]
            for exit_ in reader.exits(node):
                one = exit_ if conditions else replace(exit_, when="")
                told.append(_sentence(one.words(reader.named(one))))
                told += [_sentence(_line(line, scene)) for line in one.lines if lines]
    return " ".join([*(words for words in told if words), plain(scene.disclaimer)]).strip()


def _titled(node: Node) -> str:
    """The title of a box with its kind."""
    kind = kind_words(node.look)
    return plain(node.title) + (f" ({kind})" if kind else "")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."
