"""Cases as people read them: a line a pathway, and every failure with both paths side by side and why they part."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from stepladder.cases.run import last_left
from stepladder.engine.walk import Walk
from stepladder.library.suppressions import Placed
from stepladder.report.addresses import as_read
from stepladder.report.cases.divergence import Fork, answers_there, fork, other_words, status_words, took_words
from stepladder.report.cases.outcomes import Group, Judged
from stepladder.report.diagnostics.to_text import to_text
from stepladder.text.characters import columns
from stepladder.text.counting import counted
from stepladder.text.terminal import Paint, wrap

ALIKE = 2
"""So many steps before the first difference are shown; those before them are counted."""

AFTER = 8
"""So many rows from the first difference on are shown; the others are counted."""

STOP_WORDS = {
    "ends": ("ends at", "ended at"),
    "waits": ("waits at", "waits at"),
    "stuck": ("is stuck at", "is stuck at"),
}
NO_COLOR = Paint()


@dataclass(frozen=True)
class Look:
    """How the report is laid out."""

    width: int = 80
    paint: Paint = NO_COLOR
    plain: bool = False
    """No box drawing, and no symbol that carries meaning alone."""
    named: Callable[[str], str] = as_read
    """What a file is called."""

    def rule(self, text: str) -> str:
        """A heading across the page."""
        title = cut(text, self.width - 8, self.plain)
        if self.plain:
            return self.paint.strong(f"Failed: {title}")
        line = "─" * max(3, self.width - columns(title) - 4)
        return f"{self.paint.dim('──')} {self.paint.strong(title)} {self.paint.dim(line)}"


def cases_lines(
    groups: Sequence[Group], look: Look, badges: Mapping[int, Sequence[str]] | None = None
) -> Iterator[str]:
    """How the cases came out: a line a pathway, then what could not be run, then every failure.

    A pathway whose cases were all left out is not told.

    Args:
        groups: the pathways with their chosen cases.
        look: how to lay it out.
        badges: by the place of a pathway further lines, which say what its cases reach.
    """
    shown = [(index, group) for index, group in enumerate(groups) if group.cases or group.findings or not group.all]
    wide = max((columns(group.name) for _, group in shown), default=0)
    for index, group in shown:
        yield _pathway_line(group, wide, look)
        for badge in (badges or {}).get(index, ()):
            yield from (look.paint.dim(line) for line in wrap(badge, look.width, "  ", "    "))
    for group in groups:
        rest = [
            placed
            for placed in group.findings
            if not any(placed is mine for case in group.cases for mine in case.findings)
        ]
        if rest:
            yield ""
            yield to_text(rest, look.paint, look.named).rstrip("\n")
        for case in group.cases:
            if case.failed:
                yield ""
                yield from failure_lines(case, look)


def _pathway_line(group: Group, wide: int, look: Look) -> str:
    counts = {words: group.count(words) for words in ("passed", "failed", "silenced")}
    styles = {"passed": look.paint.good, "failed": look.paint.bad, "silenced": look.paint.warn}
    if group.cases:
        result = ", ".join(styles[words](f"{number} {words}") for words, number in counts.items() if number)
        left = len(group.all) - len(group.cases)
        more = look.paint.dim(f" ({left} not chosen)") if left else ""
    else:
        result = look.paint.bad("not tested") if group.broken else look.paint.dim("no cases")
        more = ""
    return f"{group.name}{' ' * (wide - columns(group.name))}  {result}{more}"


def failure_lines(case: Judged, look: Look, *, headed: bool = True) -> Iterator[str]:
    """Everything about a case that failed.

    Args:
        case: the case.
        look: how to lay it out.
        headed: whether it has a heading of its own.
    """
    if headed:
        yield look.rule(f"{case.id}: {case.title}" if case.title else case.id)
    elif case.title:
        yield from wrap(case.title, look.width)
    yield look.paint.dim(f"{look.named(case.span.file)}:{case.span.line}:{case.span.column}, in {case.pathway}")
    if case.outcome is not None and (case.expected is not None or case.stop is not None):
        yield ""
        yield from _side_by_side(case, look)
        there = fork(case)
        if there is not None:
            yield ""
            yield from _why(case, there, look)
    if case.outcome is not None:
        yield from _statuses(case, case.outcome.walk, look)
    yield ""
    yield from _findings(case, look)
    if case.outcome is not None:
        yield ""
        yield look.paint.dim("To walk it step by step:")
        yield f"  {look.paint.mark(shlex.join(['stepladder', 'walk', case.named, '--case', case.id]))}"


def _findings(case: Judged, look: Look) -> Iterator[str]:
    """What is wrong with a case; of what may only follow from the rest a line each."""
    rest = case.follows
    first = list(_told(case, [line for line in case.findings if line not in rest]))
    yield to_text(first, look.paint, look.named).rstrip("\n") if first else "It could not be run."
    if rest:
        yield ""
        yield look.paint.dim("What else is not as expected, perhaps because of that:")
    for line in _told(case, rest):
        yield from wrap(f"{look.named(line.file)}:{line.line}:{line.column}: {line.message}", look.width, "  ", "    ")


def _told(case: Judged, findings: Iterable[Placed]) -> Iterator[Placed]:
    """What is wrong with a case, without what stands above already: its name, and both paths in a line."""
    for placed in findings:
        at, diagnostic = placed.diagnostic.at, placed.diagnostic
        known = case.outcome is not None and isinstance(at, tuple) and at[2:4] == ("expect", "path")
        short = replace(
            diagnostic,
            message=diagnostic.message.removeprefix(f"case '{case.id}': "),
            help="" if known else diagnostic.help,
        )
        yield replace(placed, diagnostic=short)


# the paths


def _side_by_side(case: Judged, look: Look) -> Iterator[str]:
    expected, walked, at = case.expected, case.walked, case.first_difference
    assert case.outcome is not None
    wanted_stop, stopped = _stops(case)
    steps = [*(expected or ()), *walked]
    number = len(str(max(len(expected or ()), len(walked))))
    most = (look.width - number - 6) // 2
    wide = min(most, max(columns(text) for text in (*steps, "expected", wanted_stop)))
    lead = " " * (number + 4)
    yield look.paint.dim(f"{lead}{_cell('expected', wide, look)}  walked")
    rows = max(len(expected or ()), len(walked))
    first = 0 if at is None else max(0, at - ALIKE)
    if at is None and rows > ALIKE + AFTER:
        first = rows - AFTER
    last = min(rows, (at if at is not None else first) + AFTER)
    if first:
        yield look.paint.dim(f"{lead}{'...' if look.plain else '…'} {counted(first, 'step')} alike")
    for index in range(first, last):
        left = _at(expected, index)
        right = _at(walked, index)
        mark = ">" if index == at else " "
        left_cell, right_cell = _cell(left, wide, look), cut(right, most, look.plain)
        if index == at:
            left_cell, right_cell = look.paint.good(left_cell), look.paint.bad(right_cell)
        end = look.paint.dim("  first difference") if index == at and _room(right, wide, number, look) else ""
        yield f"{look.paint.bad(mark) if mark == '>' else mark} {index + 1:{number}}  {left_cell}  {right_cell}{end}"
    if last < rows:
        yield look.paint.dim(f"{lead}{'...' if look.plain else '…'} and {counted(rows - last, 'more row')}")
    differs = bool(wanted_stop) and not _stopped_so(case)
    left_cell = _cell(wanted_stop, wide, look)
    right_cell = cut(stopped, most, look.plain)
    if differs:
        left_cell, right_cell = look.paint.good(left_cell), look.paint.bad(right_cell)
    yield f"{'>' if differs and at is None else ' '}{' ' * (number + 3)}{left_cell}  {right_cell}".rstrip()


def _at(path: Sequence[str] | None, index: int) -> str:
    return path[index] if path is not None and index < len(path) else ("-" if path is not None else "")


def _room(right: str, wide: int, number: int, look: Look) -> bool:
    return number + 4 + wide + 2 + columns(right) + 18 <= look.width


def _stops(case: Judged) -> tuple[str, str]:
    """Where the walk should stop and where it does, in words."""
    assert case.outcome is not None
    halt, walk = case.outcome.halt, case.outcome.walk
    wanted = f"{STOP_WORDS[case.stop[0]][0]} {case.stop[1]}" if case.stop is not None else ""
    match halt.kind:
        case "ended":
            return wanted or "ends", f"ended at {walk.at}"
        case "stuck":
            return wanted or "ends", f"is stuck at {walk.at}"
        case "refused" | "round":
            return wanted or "ends", f"stopped at {walk.at}"
        case _:
            return wanted or "ends", f"waits at {walk.at}"


def _stopped_so(case: Judged) -> bool:
    assert case.outcome is not None
    kind = {"ended": "ends", "stuck": "stuck", "refused": "", "round": ""}.get(case.outcome.halt.kind, "waits")
    if case.stop is None:
        return kind == "ends"
    return case.stop == (kind, case.outcome.walk.at)


def _cell(text: str, wide: int, look: Look) -> str:
    shown = cut(text, wide, look.plain)
    return shown + " " * (wide - columns(shown))


def cut(text: str, wide: int, plain: bool = False) -> str:
    """A text of at most so many columns; what is too much is left out of its middle."""
    if columns(text) <= wide:
        return text
    gap = "..." if plain else "…"
    keep = max(wide - columns(gap), 2)
    tail = len(text)
    while columns(text[tail - 1 :]) <= keep // 2:
        tail -= 1
    head = 0
    while columns(text[: head + 1]) + columns(text[tail:]) <= keep:
        head += 1
    return f"{text[:head]}{gap}{text[tail:]}"


# why


def _why(case: Judged, there: Fork, look: Look) -> Iterator[str]:
    walk, width = there.walk, look.width
    visit = walk.trail.count(walk.at)
    again = f", visit {visit}" if visit > 1 else ""
    yield look.paint.strong(f"At {walk.at}{again}")
    given = answers_there(walk)
    yield from wrap("; ".join(given) or "nothing", width, "  Answered there: ", "    ")
    if there.took is not None:
        leads = f" (to {there.took.to})" if there.took.name != there.took.to else ""
        words = f"{there.took.name}{leads} {took_words(walk, there.took)}."
        yield from _styled(wrap(words, width, "  Taken: ", "    "), "Taken:", look)
    else:
        yield from _styled(wrap(f"{_halted(case)}.", width, "  Stopped: ", "    "), "Stopped:", look)
    for exit_ in there.others:
        leads = f" (to {exit_.to})" if exit_.name != exit_.to else ""
        words = f"{exit_.name}{leads} {other_words(there, exit_)}."
        yield from _styled(wrap(words, width, "  Not taken: ", "    "), "Not taken:", look)
    if there.wanted and not there.others:
        yield from wrap(f"No exit of {walk.at} leads to {there.wanted}.", width, "  ", "    ")


def _halted(case: Judged) -> str:
    assert case.outcome is not None
    halt = case.outcome.halt
    return halt.message or f"the walk ends at '{case.outcome.walk.at}'"


def _styled(lines: list[str], word: str, look: Look) -> list[str]:
    style = {"Taken:": look.paint.bad, "Stopped:": look.paint.bad, "Not taken:": look.paint.good}[word]
    return [lines[0].replace(word, style(word), 1), *lines[1:]]


def _statuses(case: Judged, walk: Walk, look: Look) -> Iterator[str]:
    """Why exits have another status than expected."""
    for placed in case.findings:
        at = placed.diagnostic.at
        if not (isinstance(at, tuple) and len(at) == 6 and at[3] == "statuses"):
            continue
        step, name = str(at[4]), str(at[5])
        left = last_left(walk, step)
        exit_ = left.exits.get(name) if left is not None else None
        if left is not None and exit_ is not None:
            yield ""
            yield look.paint.strong(f"At {step}, when last left")
            then = walk.until(left.number + 1)
            yield from wrap(f"{name} {status_words(then, exit_)}.", look.width, "  ", "    ")


def summary(groups: Sequence[Group], looked: Iterable[tuple[int, str]]) -> str:
    """What was looked at and how it came out, in a line."""
    counts = {words: sum(group.count(words) for group in groups) for words in ("passed", "failed", "silenced")}
    sentence = ", ".join(f"{number:,} {words}" for words, number in counts.items() if number)
    wrong = sum(bool(group.broken) for group in groups)
    if wrong:
        sentence = ", ".join(part for part in (sentence, f"{counted(wrong, 'pathway')} not tested") if part)
    return f"{', '.join(counted(number, noun) for number, noun in looked)}: {sentence or 'nothing to run'}"
