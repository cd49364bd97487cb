"""A quiz as Markdown, for a seminar without screens: the sheet to hand out, and the key behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from stepladder.model.pathway import Pathway
from stepladder.quiz.items import VERDICT_WORDS, Item, fact_words
from stepladder.walk.transcript import markdown
from stepladder.walk.words import citation


def to_markdown(pathway: Pathway, items: Sequence[Item], seed: int) -> str:
    """The sheet and the key.

    Args:
        pathway: what the questions are about.
        items: the questions, in order.
        seed: what they were drawn with; it stands at the top, so that the sheet can be made again.
    """
    return "\n".join([*_head(pathway, seed), *_sheet(items), *_key(pathway, items)]) + "\n"


def _head(pathway: Pathway, seed: int) -> Iterator[str]:
    yield f"# Quiz: {markdown(pathway.title)}"
    yield ""
    yield f"`{pathway.id}` {markdown(pathway.version)}, digest `{pathway.digest[:12]}`, seed {seed}."
    yield ""
    yield f"**{markdown(pathway.disclaimer)}**"
    yield ""
    yield "Tick one answer to each question. What the pathway allows is never wrong."


def _sheet(items: Sequence[Item]) -> Iterator[str]:
    before: Item | None = None
    for number, item in enumerate(items, start=1):
        yield ""
        same = before is not None and (before.case, before.kind == "pair") == (item.case, item.kind == "pair")
        who = "Two patients" if item.kind == "pair" else "The same patient" if same else "A new patient"
        yield f"## {number}. {who}"
        if item.story and not same:
            yield ""
            yield markdown(item.story)
        yield ""
        if item.before:
            yield f"So far: {markdown(item.before)}"
            yield ""
        running = f" Running: {markdown(', '.join(item.running))}." if item.running else ""
        yield f"At the step **{markdown(item.step)}**.{running}"
        yield ""
        yield from _facts(item, only_new=same and item.kind != "pair")
        yield f"**{markdown(item.question)}**"
        yield ""
        yield from (f"- [ ] {letter(place)}. {markdown(option.label)}" for place, option in enumerate(item.options))
        before = item


def _facts(item: Item, *, only_new: bool) -> Iterator[str]:
    if item.differs is not None:
        yield f"Two patients differ in one answer alone. {markdown(item.differs.ask)}"
        yield ""
        yield f"- Patient 1: **{markdown(item.differs.first)}**"
        yield f"- Patient 2: **{markdown(item.differs.second)}**"
        yield ""
    shown = [known for known in item.known if known.new or not only_new]
    if shown:
        yield "Of both it is known:" if item.differs is not None else "New:" if only_new else "Known:"
        yield ""
        yield from (f"- {markdown(known.ask)} **{markdown(known.words)}**" for known in shown if not known.plain_no)
        absent = [fact_words(known.fact) for known in shown if known.plain_no]
        if absent:
            yield f"- Answered no: {markdown(', '.join(absent))}"
        yield ""


def _key(pathway: Pathway, items: Sequence[Item]) -> Iterator[str]:
    yield ""
    yield "---"
    yield ""
    yield "# Key"
    cited: dict[str, None] = {}
    for number, item in enumerate(items, start=1):
        yield ""
        right = letter(item.options.index(item.expected))
        free = "" if item.scored else " Every answer is allowed here; the question does not count."
        yield f"{number}. **{right}. {markdown(item.expected.label)}**{free}"
        yield ""
        for place, option in enumerate(item.options):
            if item.kind == "pair" and option is not item.expected:
                continue
            yield f"   - {letter(place)}: {VERDICT_WORDS[option.verdict]} {markdown(option.says)}"
            yield from (f"     - {markdown(ground.text)}" for ground in option.grounds)
            cited.update(dict.fromkeys(name for ground in option.grounds for name in ground.sources))
        cited.update(dict.fromkeys(item.sources))
        if item.moral:
            yield f"   - This case: {markdown(item.moral)}"
    if cited:
        yield ""
        yield "## Sources"
        yield ""
        names = [name for name in pathway.sources if name in cited]
        yield from (f"- `{name}`: {markdown(citation(pathway.sources[name]))}" for name in names)


def letter(place: int) -> str:
    """The letter of an answer: A to Z, then AA and so on."""
    first, last = divmod(place, len(ascii_uppercase))
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[last]
