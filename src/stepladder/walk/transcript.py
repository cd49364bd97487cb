"""A walk as Markdown: what was asked and answered, what was open and blocked, and the way it went."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.engine.events import Answered, Exit, Overrode, Took
from stepladder.engine.walk import Walk
from stepladder.text.characters import printable
from stepladder.walk.words import citation, exit_title, fact_value, place_line, reasons, recourse_lines, time_words


def to_markdown(walk: Walk) -> str:
    """The whole walk, for handing in or for keeping."""
    return "\n".join(_lines(walk)) + "\n"


def _lines(walk: Walk) -> Iterator[str]:
    pathway = walk.pathway
    yield f"# {markdown(pathway.title)}"
    yield ""
    yield f"A walk through `{pathway.id}` {pathway.version}, digest `{pathway.digest[:12]}`."
    yield ""
    yield f"**{markdown(pathway.disclaimer)}**"
    cited: dict[str, None] = {}
    number = 0
    for index, moment in enumerate(walk.moments):
        event = moment.event
        if event is None or isinstance(event, Took):
            number += 1
            name = moment.state.at
            step = pathway.steps[name]
            yield ""
            yield f"## {number}. {markdown(step.title)}"
            yield ""
            yield f"*{markdown(place_line(pathway, name))}* (`{name}`)"
            cited.update(dict.fromkeys(step.sources))
            yield ""
        match event:
            case Answered(fact, value):
                question = pathway.facts[fact].ask or fact
                yield f"- {markdown(question)} **{markdown(fact_value(pathway, fact, value))}**"
            case Overrode(rule, reason):
                because = markdown(pathway.rules[rule].because)
                yield f"- Went on although `{rule}` holds ({because}): “{markdown(reason)}”"
                cited.update(dict.fromkeys(pathway.rules[rule].sources))
            case _:
                pass
        if _leaves(walk, index):
            yield from _exits(walk.until(index + 1), cited)
    yield ""
    yield from _end(walk, cited)


def _leaves(walk: Walk, index: int) -> bool:
    """Whether the step is left by the next event, or the walk stands here."""
    if index + 1 == len(walk.moments):
        return True
    return isinstance(walk.moments[index + 1].event, Took)


def _exits(walk: Walk, cited: dict[str, None]) -> Iterator[str]:
    notable = [exit_ for exit_ in walk.exits if exit_.status in ("blocked", "caution")]
    for exit_ in notable:
        yield _notable(walk, exit_)
        for reason in reasons(walk, exit_):
            cited.update(dict.fromkeys(reason.sources))


def _notable(walk: Walk, exit_: Exit) -> str:
    title = markdown(exit_title(walk.pathway, exit_))
    words = " ".join(f"{markdown(r.words)} (`{r.rule}`: {markdown(r.decided_by)})" for r in reasons(walk, exit_))
    status = "Blocked" if exit_.status == "blocked" else "With caution"
    if exit_.status == "blocked":
        words = " ".join([words, *map(markdown, recourse_lines(walk, walk.unblocks(exit_)))])
    return f"- {status}: {title}. {words}"


def _end(walk: Walk, cited: dict[str, None]) -> Iterator[str]:
    pathway = walk.pathway
    yield "## The way"
    yield ""
    yield " → ".join(f"`{name}`" for name in walk.trail)
    yield ""
    state = {
        "ended": "The walk has ended",
        "stuck": "The walk is stuck",
        "waiting": "The walk waits for an answer",
    }
    yield f"{state.get(walk.status, 'The walk waits for a choice')} at **{markdown(pathway.steps[walk.at].title)}**."
    yield f"Time by the reviews: {time_words(walk.elapsed_days)}."
    names = [name for name in cited if name in pathway.sources]
    if names:
        yield ""
        yield "## Sources"
        yield ""
        yield from (f"- `{name}`: {markdown(citation(pathway.sources[name]))}" for name in names)


_SPECIAL = str.maketrans({character: "\\" + character for character in "\\`*_{}[]<>#|~"})


def markdown(text: str) -> str:
    """A text as Markdown shows it unchanged."""
    return printable(" ".join(text.split())).translate(_SPECIAL)
