"""What a screen reader says of a box, a link or a band, in whole sentences."""

from __future__ import annotations

from collections.abc import Iterable

from stepladder.render.scene import Band, Line, Link, Mark, Node, Row, Scene, State
from stepladder.render.style import LOOKS
from stepladder.render.text.glyphs import clean

MARKS: dict[Mark, str] = {"cross": "blocked: ", "warning": "caution: ", "check": "fulfilled: ", "arrow": "leads to "}


def node_words(node: Node) -> str:
    """A box: its kind, its title, what it says, and how a walk met it.

    >>> node_words(Node("step-a", "question", "Alarm feature?", (Line("Ask all"),), state="walked", numbers=(2,)))
    'Decision: Alarm feature? Ask all. Walked as number 2.'
    """
    kind = LOOKS[node.look].words or "Note"
    return _told(
        [f"{kind}: {node.title}" if node.title else kind]
        + [_line(line) for line in node.lines]
        + [part for row in node.rows for part in _row(row)]
        + [_state(node.state, node.numbers)]
        + (["The walk stands here"] if node.current else [])
    )


def link_words(link: Link, scene: Scene) -> str:
    """A link: from where to where, its label, its condition, and how a walk met it."""
    names = [_title(scene, end) for end in (link.source, link.target)]
    words = f"From {clean(names[0])} to {clean(names[1])}"
    if link.kind == "interrupt":
        words = f"At any time, {words[0].lower()}{words[1:]}"
    if link.kind == "way":
        words += ", by way of other steps"
    label = clean(link.label).rstrip(".") + (f" ({clean(link.when)})" if link.when and link.when != link.label else "")
    return _told([f"{words}: {label.strip()}" if label else words, _state(link.state, link.numbers)])


def _title(scene: Scene, end: str) -> str:
    """The title of an end of a link; a piece of a box too high for its page, such as `step-x--2`, has the box's."""
    node = scene.by_id.get(end) or scene.by_id.get(end.partition("--")[0])
    return node.title if node is not None else end


def band_words(band: Band) -> str:
    """A band: what stands above its title, and its title."""
    return clean(f"{band.strip}: {band.title}" if band.strip and band.title else band.strip or band.title)


def _row(row: Row) -> list[str]:
    label = row.label + (f" ({row.when})" if row.when and row.when != row.label else "")
    words = f"{label.strip()}: to {row.to}" if label else f"To {row.to}"
    return [words, _state(row.state, row.numbers), *[_line(line) for line in row.lines]]


def _line(line: Line) -> str:
    words = MARKS.get(line.mark, "") + line.text
    if line.struck and line.mark != "cross":
        words = f"crossed out: {words}"
    return f"{words} ({_numbers(line.numbers)})" if line.numbers else words


def _state(state: State, numbers: tuple[int, ...]) -> str:
    match state:
        case "walked":
            return f"Walked as {_numbers(numbers)}" if numbers else "Walked"
        case "unreached":
            return "Not reached"
        case "blocked":
            return "Blocked"
        case "plain" | "missed":  # of the latter a line says so
            return ""


def _numbers(numbers: tuple[int, ...]) -> str:
    return f"number{'s' if len(numbers) > 1 else ''} {', '.join(str(number) for number in numbers)}"


def _told(parts: Iterable[str]) -> str:
    """Parts as sentences: each begins with a capital letter and ends in a stop."""
    said = [" ".join(clean(part).split()) for part in parts if part.strip()]
    return " ".join(part[0].upper() + part[1:] + ("" if part[-1] in ".?!:…" else ".") for part in said if part)
