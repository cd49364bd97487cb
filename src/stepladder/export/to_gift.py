"""Questions in Moodle's GIFT, one category a case, with feedback for every answer.

Every text goes in as `[plain]`, so a learner sees it as it was written, whatever signs it holds. Knows nothing of
files, and nothing of where questions come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from stepladder.export.words import cited, footer, one_line, paragraphs
from stepladder.model.pathway import Pathway
from stepladder.quiz.items import Item

ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\~=#{}:"})
PAIRS = "Near misses"
"""The category of the questions that belong to no single case; no case can have a blank in its id."""
PLAIN = "[plain]"
"""The format of a question; its answers and remarks take it over."""


def to_gift(pathway: Pathway, items: Sequence[Item]) -> str:
    """The text of a GIFT file.

    Args:
        pathway: what the questions are about; its disclaimer and version stand at the top and in every question.
        items: the questions, in order; those of one case stand together. `sayable` says which of them GIFT can say.

    Returns:
        The file, ending in a line end.
    """
    category = _category(pathway.title) or pathway.id
    about = paragraphs(footer(pathway))
    blocks = [
        "\n".join([f"// {line}".rstrip() for line in (f"{pathway.id} {pathway.version}", *about)]),
        f"$CATEGORY: {category}",
        f"::About these questions::{PLAIN}{_escaped(about)}",
    ]
    for place, group in groupby(items, key=_place):
        blocks.append(f"$CATEGORY: {category}/{_category(place)}")
        blocks.extend(_question(pathway, item) for item in group)
    return "\n\n".join(blocks) + "\n"


def sayable(item: Item) -> bool:
    """Whether GIFT can ask a question: it takes a list of right answers alone for one that is answered in writing."""
    return item.scored


def stem(item: Item) -> tuple[str, ...]:
    """What a learner reads before the answers, a line each, paragraphs parted by an empty one."""
    return _joined([paragraphs(item.story), item.situation, paragraphs(item.question)])


def remarks(pathway: Pathway, item: Item) -> tuple[str, ...]:
    """What is said to everyone who has answered, a line each: the point of the case, the sources, the disclaimer."""
    return _joined([paragraphs(item.teaches), cited(pathway, item.sources), paragraphs(footer(pathway))])


def name(item: Item) -> str:
    """What a question is called in the bank: its id, which sorts well, and its title."""
    return said(f"{item.id}: {item.title}")


def said(text: str) -> str:
    """A line as it comes out of GIFT again: `->` would part the two sides of a match, `&&` stands for an escape."""
    return one_line(text).replace("->", "→").replace("&&", "& &").replace("&&", "& &")


def _joined(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Groups of lines as one, with an empty line between; a bare `said` of each."""
    lines_so_far: list[str] = []
    for part in parts:
        lines = [said(line) for line in part]
        if any(lines):
            lines_so_far += ["", *lines] if lines_so_far else lines
    return tuple(lines_so_far)


def _place(item: Item) -> str:
    return PAIRS if item.kind == "pair" else item.case


def _question(pathway: Pathway, item: Item) -> str:
    tags = "".join([f" [tag:{tag}]" for tag in ("stepladder", pathway.id, item.at)])
    lines = [
        f"// [id:{pathway.id}/{item.id}]{tags}",
        f"::{name(item).translate(ESCAPED)}::{PLAIN}{_escaped(stem(item))} {{",
    ]
    for option in item.options:
        lines.append(f"  {'=' if option.right else '~'}{_text([option.label]) or '…'}")
        lines.append(f"    #{_text(paragraphs(option.feedback))}")
    lines += [f"  ####{_text(remarks(pathway, item))}", "}"]
    return "\n".join(lines)


def _text(lines: Iterable[str]) -> str:
    """Lines in one; where the first sign would be read as a format or a weight, the format is said."""
    text = _escaped(lines)
    return f"{PLAIN}{text}" if text.startswith(("[", "%")) else text


def _escaped(lines: Iterable[str]) -> str:
    return "\\n".join([said(line).translate(ESCAPED) for line in lines])


def _category(text: str) -> str:
    """A title as one level of a category; a slash is doubled, as Moodle wants it."""
    return one_line(text).replace("/", "//")
