"""A comparison as Markdown, for the comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from stepladder.compare.findings import Change, Comparison, Difference, Side, Witness
from stepladder.report.compare.sentences import (
    BARE,
    CAVEAT,
    KINDS,
    bare_heading,
    ending,
    for_whom,
    onwards,
    title,
    turned,
    verdict,
    version_words,
)
from stepladder.text.characters import printable
from stepladder.text.counting import counted
from stepladder.walk.words import reading_words

_SPECIAL = str.maketrans({character: "\\" + character for character in "\\`*_{}[]<>#|~@"})
_CODE = re.compile(r"`([^`]*)`|'([A-Za-z][\w~-]*)'")
"""What is quoted as code, and names in quotes."""
MOST_ANSWERS = 8


def compared_to_markdown(comparison: Comparison) -> str:
    """The whole comparison: the verdict, a table of differences, and the rest folded away."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(c: Comparison) -> Iterator[str]:
    old, new = c.matching.old, c.matching.new
    yield f"### {_md(new.title)}: {_md(old.version)} → {_md(new.version)}"
    yield ""
    mark = "✅" if c.told else "❌"
    yield f"{mark} **{_md(verdict(c))}** {_md(version_words(c))}".rstrip()
    led = [one for one in c.differences if one.reached == "yes"]
    undecided = [one for one in c.differences if one.reached != "yes"]
    yield from _table(c, "Who is led differently", led)
    yield from _examples(c, led)
    yield from _undecided(undecided)
    yield from _cases(c)
    yield from _bare(c)
    yield from _folded("What was rewritten", [one for one in c.changes if not one.text_only])
    yield from _folded("Only read, or made alike", [one for one in c.changes if one.text_only])
    if c.unreached:
        yield from _begin(f"Made otherwise, but no walk comes to it ({len(c.unreached)})")
        for one in c.unreached:
            where = f"{_code(one.step)}, " if one.step else ""
            yield f"- {where}{_about(one)}: {_md(turned(one))}"
        yield from _end()
    yield ""
    yield f"<sub>{_md(CAVEAT)} {_md(new.disclaimer)}</sub>"


def _table(c: Comparison, heading: str, differences: Sequence[Difference]) -> Iterator[str]:
    if not differences:
        return
    yield ""
    yield f"#### {heading}"
    yield ""
    yield "| At | What | Before → now | For whom | Because |"
    yield "|---|---|---|---|---|"
    for difference in differences:
        named = title(c.matching.old, difference.step)
        at = f"{_md(named)}<br>{_code(difference.step)}" if named else _code(difference.step)
        who = "<br>or ".join(_md(line) for line in for_whom(difference)) or "everybody there"
        because = "<br>".join(_md(line) for line in difference.because)
        level = f"{_md(turned(difference))}<br>*{difference.level}*"
        yield f"| {at} | {_about(difference)} | {level} | {who} | {because} |"


def _undecided(differences: Sequence[Difference]) -> Iterator[str]:
    if differences:
        yield from _begin(f"Not decided within the limits, so counted as a change ({len(differences)})")
        for difference in differences:
            what = "" if difference.was == difference.now else f" ({_md(turned(difference))}?)"
            because = f": {_md('; '.join(difference.because))}" if difference.because else ""
            where = f"{_code(difference.step)}, " if difference.step else ""
            yield f"- {where}{_about(difference)}{what}{because}"
        yield from _end()


def _about(difference: Difference) -> str:
    """What a difference is about, its names as code."""
    names = ", ".join(_code(name) for name in difference.subjects)
    if difference.kind == "exit":
        return names
    return f"{_md(KINDS[difference.kind])}: {names}" if names else _md(KINDS[difference.kind])


def _way(side: Side) -> str:
    """How one version leads, its steps as code."""
    parts = [" → ".join(_code(step) for step in side.trail)] if side.trail else []
    if side.finds:
        parts.append(f"there: {_md(side.finds)}")
    if side.then:
        parts.append("then " + " → ".join(_code(step) if step != "…" else step for step in onwards(side)))
    return "; ".join(parts)


def _examples(c: Comparison, differences: Sequence[Difference]) -> Iterator[str]:
    shown = [difference for difference in differences if difference.witness is not None]
    if not shown:
        return
    yield from _begin(f"A patient for each of them, led by both ({len(shown)})")
    for difference in shown:
        assert difference.witness is not None
        yield f"- {_code(difference.step)}, {_about(difference)}: {_md(turned(difference))}"
        yield from _witness(c, difference.witness)
    yield from _end()


def _witness(c: Comparison, witness: Witness) -> Iterator[str]:
    pathway = c.matching.old
    shown = [(name, value) for name, value in witness.facts.items() if name in pathway.facts][:MOST_ANSWERS]
    facts = witness.script.get("facts")
    more = (len(facts) if isinstance(facts, dict) else 0) - len(shown)
    rest = f" (and {counted(more, 'more answer')})" if shown and more > 0 else ""
    if shown:
        yield f"  - with {_md(reading_words(pathway, shown))}{rest}"
    yield f"  - before: {_way(witness.old)}"
    yield f"  - now: {_way(witness.new)}"


def _cases(c: Comparison) -> Iterator[str]:
    if not c.cases_run:
        return
    yield ""
    if not c.cases:
        yield f"{counted(c.cases_run, 'teaching case')} run through both: none goes another way."
        return
    yield f"#### Teaching cases: {len(c.cases)} of {c.cases_run} go another way"
    yield ""
    yield "| Case | What happens | Before | Now |"
    yield "|---|---|---|---|"
    for case in c.cases:
        words = "<br>".join(_md(line) for line in case.words)
        named = f"{_code(case.case)}<br>{_md(case.title)}" if case.title else _code(case.case)
        yield f"| {named} | {words} | {_md(ending(case.old))} | {_md(ending(case.new))} |"


def _bare(c: Comparison) -> Iterator[str]:
    """The differences on which no case stands."""
    heading = bare_heading(c)
    if not heading:
        return
    yield ""
    yield f"#### {heading}"
    yield ""
    for difference in c.bare:
        yield (
            f"- {_code(difference.step)}, {_about(difference)}: {_md(turned(difference))}"
            if difference.step
            else f"- {_about(difference)}"
        )
    if not c.suggested:
        yield ""
        yield _md(BARE)


def _folded(heading: str, changes: Sequence[Change]) -> Iterator[str]:
    if not changes:
        return
    yield from _begin(f"{heading} ({len(changes)})")
    for change in changes:
        yield f"- {change.part} {_code(change.name)} {_md(change.words)}"
    yield from _end()


def _begin(summary: str) -> Iterator[str]:
    yield ""
    yield f"<details><summary>{_md(summary)}</summary>"
    yield ""


def _end() -> Iterator[str]:
    yield ""
    yield "</details>"


def _md(text: str) -> str:
    """A text as Markdown shows it unchanged; what stands between backticks stays code, and names become it."""
    parts: list[str] = []
    last = 0
    line = printable(" ".join(text.split()))
    for match in _CODE.finditer(line):
        parts.append(line[last : match.start()].translate(_SPECIAL))
        parts.append(_code(match[1] if match[1] is not None else match[2]))
        last = match.end()
    return "".join([*parts, line[last:].translate(_SPECIAL)])


def _code(text: str) -> str:
    """A text as code, also within a table."""
    kept = printable(text).replace("`", "'").replace("|", "\\|")
    return f"`{kept}`" if kept else ""
