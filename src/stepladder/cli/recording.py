"""`stepladder test --record`: a saved walk, printed as the teaching case that it is."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from stepladder.cli.common import FOUND, checked_pathway, fail, text_of
from stepladder.cli.terminal import echo

if TYPE_CHECKING:
    from stepladder.engine.walk import Walk
    from stepladder.library.checked import Checked
    from stepladder.model.pathway import Pathway


def print_case(
    name: str, paths: tuple[str, ...], case_id: str | None, title: str | None, *, color: str, plain: bool
) -> None:
    """Print the case; where its pathway has no case file yet, a whole one.

    Args:
        name: the file with the saved walk.
        paths: the pathway as it was named; without any it is looked for by the id in the walk.
        case_id: the id for the case; one is made of the file's name where it is None.
        title: its title.
        color: the value of `--color`.
        plain: whether `--plain` was given.
    """
    from stepladder.cases.record import TODO, NoCase, record
    from stepladder.verify.witness.case_text import case_file

    if len(paths) > 1:
        fail(f"--record takes one pathway, not {len(paths)}")
    text = text_of(name)
    pathway, checked = checked_pathway(
        paths[0] if paths else _named_in(name, text), color=color, plain=plain, cases=True
    )
    walk = _walk(pathway, name, text)
    cases = checked.reading.cases
    taken = frozenset(case.id for case in cases.cases) if cases is not None else frozenset()
    chosen = _id(case_id, Path(name).stem, taken)
    defaults = cases.facts if cases is not None else {}
    try:
        case = record(walk, chosen, title or TODO, TODO, defaults)
    except NoCase as error:
        fail(f"{name}: no case leads where this walk went: {error}", FOUND)
    whole = case_file(pathway.id, [case])
    source = checked.reading.sources.get("cases")
    if source is None:
        echo(whole, nl=False)
        echo(f"A whole case file; it belongs into {_beside(checked)}.", err=True)
        return
    echo(_entry(whole, _dash(checked)), nl=False)
    file = source.files[0].name
    last = _last_key(checked)
    where = f"at the end of {file}" if last == "cases" else f"at the end of the cases in {file}, before '{last}'"
    yours = "story is" if title else "title and story are"
    echo(f"One case; it belongs {where}. Its {yours} yours to write.", err=True)


def _named_in(name: str, text: str) -> str:
    """The id of the pathway that the head of a log names."""
    from stepladder.walk.log import pathway_named

    named = pathway_named(text)
    if not named:
        fail(f"{name}: line 1 is not the head of a walk's log")
    return named


def _walk(pathway: Pathway, name: str, text: str) -> Walk:
    """The saved walk; ends the command where it does not replay to its end."""
    from stepladder.walk.log import BrokenLog, resume

    try:
        resumed = resume(pathway, text)
    except BrokenLog as error:
        fail(f"{name}: {error}")
    if resumed.replayed < resumed.total:
        done, total = resumed.replayed, resumed.total
        fail(f"{name}: only {done} of its {total} events still replay in this pathway: {resumed.reason}", FOUND)
    if resumed.changes:
        echo("The pathway has changed since the walk was saved; the case is as the walk goes now.", err=True)
    return resumed.walk


def _id(given: str | None, stem: str, taken: Collection[str]) -> str:
    """The id that was asked for, or one of the name of the file that no case has yet."""
    from stepladder.facts import FREE_ID, ID_LENGTH

    if given is not None:
        if not FREE_ID.match(given) or len(given) > ID_LENGTH:
            _refuse(given, f"letters, digits, '-' and '_', at most {ID_LENGTH}")
        if given in taken:
            fail(f"--id: there is a case '{given}' already")
        return given
    made = re.sub(r"[^A-Za-z0-9_]+", "-", stem).strip("-_")[: ID_LENGTH - 4]
    if not FREE_ID.match(made):
        made = "recorded"
    number, chosen = 2, made
    while chosen in taken:
        chosen, number = f"{made}-{number}", number + 1
    return chosen


def _refuse(given: str, allowed: str) -> NoReturn:
    fail(f"--id: '{given[:40]}' cannot be an id: {allowed}, beginning with a letter")


def _beside(checked: Checked) -> str:
    """Where the case file of a pathway stands."""
    named = Path(checked.reading.name)
    if os.path.isdir(named):
        return str(named / "cases.yaml")
    return str(named.with_name(f"{named.name.removesuffix('.yaml').removesuffix('.yml')}.cases.yaml"))


def _dash(checked: Checked) -> int:
    """How far the cases of a case file are indented."""
    source = checked.reading.sources["cases"]
    if checked.reading.cases is None or not checked.reading.cases.cases:
        return 2
    span = source.locate(("cases", 0))
    line = source.files[0].line(span.line)
    return len(line) - len(line.lstrip()) if line.lstrip().startswith("- ") else 2


def _entry(whole: str, dash: int) -> str:
    """The one case of a case file alone, indented as the others are."""
    lines = whole.splitlines()
    lines = lines[lines.index("cases:") + 1 :]
    return "".join(" " * dash + line[2:] + "\n" for line in lines)


def _last_key(checked: Checked) -> str:
    """The top-level key that stands last in a case file."""
    shadow = checked.reading.sources["cases"].files[0].shadow
    keys = list(shadow.inner) if shadow is not None and isinstance(shadow.inner, dict) else []
    return keys[-1] if keys else "cases"
