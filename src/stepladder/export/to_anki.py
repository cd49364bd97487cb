"""Questions as an Anki deck: a card for each, on its back the answers, the reasons, the sources and the disclaimer.

Ids never change, so a deck that is imported again adds nothing, and a newer version mends the cards that are there
without touching what a learner has learned. What counts as newer is the version of the pathway, not the clock; the same
questions give the same file. Knows nothing of files, and nothing of where questions come from.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from stepladder.export.words import cited, footer, one_line, paragraphs
from stepladder.model.pathway import Pathway
from stepladder.quiz.items import Item
from stepladder.render.errors import Lacking

MODEL_ID = 1_607_392_319
"""The id of the note type; it stands for the fields below and must change when they do."""

FIELDS = ("Id", "Story", "Situation", "Question", "Answers", "Reasons", "Sources", "Pathway")

FRONT = """\
<div class="story">{{Story}}</div>
<div class="situation">{{Situation}}</div>
<div class="question">{{Question}}</div>
{{Answers}}
"""
BACK = """\
{{FrontSide}}
<hr id="answer">
{{Reasons}}
{{#Sources}}<div class="small"><b>Sources</b> {{Sources}}</div>{{/Sources}}
<div class="small">{{Pathway}}</div>
"""
STYLE = """\
.card { font: 1.1rem/1.45 system-ui, sans-serif; text-align: left; max-width: 42em; margin: 0 auto; padding: 0 1em;
  color: #1b1f24; background: #fff; }
.situation { margin: .8em 0; padding-left: .8em; border-left: 3px solid #6b7683; font-size: .9em; }
.question { font-weight: 600; }
.right, .possible { border-left: 4px solid #1a7f4b; } .wrong { border-left: 4px solid #b3402e; }
.right, .possible, .wrong { padding-left: .7em; margin: .6em 0; }
.small { font-size: .75em; margin-top: 1em; }
.nightMode .card, .card.nightMode { color: #e6e9ed; background: #1b1f24; }
"""

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip can say."""


def to_anki(pathway: Pathway, items: Sequence[Item]) -> bytes:
    """The bytes of an Anki package, `.apkg`.

    Args:
        pathway: what the questions are about.
        items: the questions, in order.

    Raises:
        Lacking: genanki is not installed.
    """
    try:
        import genanki
    except ImportError:
        raise Lacking("an Anki deck", "genanki", "anki") from None
    model = genanki.Model(
        MODEL_ID,
        "Stepladder decision",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Decision", "qfmt": FRONT, "afmt": BACK}],
        css=STYLE,
    )
    deck = genanki.Deck(deck_id(pathway), f"Stepladder::{_deck_name(pathway)}", html([footer(pathway)]))
    for item in items:
        card = card_of(pathway, item)
        guid = genanki.guid_for(pathway.id, item.case, item.id)
        deck.add_note(genanki.Note(model, list(card.fields), tags=list(card.tags), guid=guid))
    made = BytesIO()
    genanki.Package(deck).write_to_file(made, timestamp=age(pathway.version))
    return _settled(made)


@dataclass(frozen=True, slots=True)
class Card:
    """A question as Anki keeps it."""

    fields: tuple[str, ...]
    """HTML, in the order of `FIELDS`."""
    tags: tuple[str, ...]


def card_of(pathway: Pathway, item: Item) -> Card:
    """The card of a question."""
    fields = (
        f"{pathway.id}/{item.id}",
        html(paragraphs(item.story)),
        html(item.situation),
        html([item.question]),
        _list([html([option.label]) for option in item.options]),
        _list([f"<b>{html([option.label])}</b><br>{html(paragraphs(option.feedback))}" for option in item.options],
              [option.verdict for option in item.options]) + html(paragraphs(item.teaches)),
        html(cited(pathway, item.sources)),
        html([footer(pathway)]),
    )  # fmt: skip
    belongs = item.case or "pairs"
    return Card(fields, ("stepladder", f"stepladder::{pathway.id}", f"stepladder::{pathway.id}::{belongs}"))


def html(lines: Iterable[str]) -> str:
    """Plain lines as HTML that says the same and nothing more: no tag, no sound, no formula."""
    return "<br>".join([SAID_OTHERWISE.sub(_harmless, escape(one_line(line))) for line in lines])


SAID_OTHERWISE = re.compile(r"[\[\]{}]|\\(?=[(\[])|\$(?=\$)")
"""What Anki would take for a sound, a field, a cloze or a formula."""


def _harmless(match: re.Match[str]) -> str:
    sign = match[0]
    return f"&#{ord(sign)};" if sign in "[]{}" else f"{sign}<span></span>"


def _list(entries: Sequence[str], names: Sequence[str] = ()) -> str:
    """Entries with a letter each, and a class each where there are names."""
    marks = [f' class="{name}"' for name in names] or [""] * len(entries)
    inner = "".join([f"<li{mark}>{entry}</li>" for entry, mark in zip(entries, marks, strict=True)])
    return f'<ol type="A">{inner}</ol>'


def _deck_name(pathway: Pathway) -> str:
    """The title, in which two colons would begin a deck inside the deck."""
    return re.sub("::+", ":", one_line(pathway.title)).strip(":") or pathway.id


def _settled(made: BytesIO) -> bytes:
    """The same package without the clock in it: genanki notes when it wrote its temporary file."""
    settled = BytesIO()
    with ZipFile(made) as package, ZipFile(settled, "w") as fixed:
        for name in package.namelist():
            fixed.writestr(ZipInfo(name, EARLIEST), package.read(name), ZIP_DEFLATED)
    return settled.getvalue()


def deck_id(pathway: Pathway) -> int:
    """The number of a pathway's deck, the same in every version."""
    digest = hashlib.sha256(f"stepladder {pathway.id}".encode()).digest()
    return (1 << 30) + int.from_bytes(digest[:4], "big") % (1 << 30)


def age(version: str) -> int:
    """When cards of a version count as written, in seconds: the higher the version, the later; always in the past."""
    numbers, _, rest = version.partition("-")
    major, minor, patch = (int(part) for part in numbers.partition("+")[0].split("."))
    place = (min(major, 9999) * 100 + min(minor, 99)) * 100 + min(patch, 99)
    return 1_200_000_000 + 2 * place + (0 if rest else 1)
