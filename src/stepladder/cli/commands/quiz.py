"""`stepladder quiz`: decide before the pathway does."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from stepladder.cli.common import (
    CLEAN,
    FOUND,
    USAGE,
    WAITING,
    checked_pathway,
    fail,
    find_case,
    look_options,
    refuse_broken_case,
    refuse_broken_cases,
    tell_failing_cases,
)
from stepladder.cli.complete import complete_case, complete_pathway
from stepladder.cli.listeners import Pipe, Terminal, conversation_look
from stepladder.cli.terminal import echo
from stepladder.text.counting import counted

if TYPE_CHECKING:
    from stepladder.library.checked import Checked
    from stepladder.model.cases import CaseFile
    from stepladder.model.pathway import Pathway
    from stepladder.quiz.items import Item
    from stepladder.walk.cards import Look

SEEDS = 100_000
"""Where no seed is named on a terminal, one below this is drawn and told."""


@click.command()
@click.argument("pathway", shell_complete=complete_pathway)
@click.option(
    "--case", "case_id", metavar="ID", shell_complete=complete_case, help="Ask about every decision of this case."
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    metavar="N",
    help="The same number gives the same quiz; on a terminal another is drawn each time, elsewhere it is 0.",
)
@click.option("--print", "print_", is_flag=True, help="Print the questions and the key as Markdown, and ask nobody.")
@look_options
def command(pathway: str, case_id: str | None, seed: int | None, print_: bool, color: str, plain: bool) -> None:
    """Decide about the patients of PATHWAY before it does: what must not be chosen and why, and what comes next.

    Each answer is followed by the rule, the values that decided and the source; the end by a score and what to read
    again. What the pathway allows is never wrong. Without a terminal one answer is read from each line of standard
    input, and the quiz stops (exit code 3) where one is missing.

    \b
    Examples:
      stepladder quiz esophageal-spasm
      stepladder quiz esophageal-spasm --case case-04-hidden-tablet
      stepladder quiz esophageal-spasm --seed 7 --print > seminar.md
    """
    model, checked = checked_pathway(pathway, color=color, plain=plain, cases=True)
    cases = _cases(model, checked, case_id, color=color, plain=plain)
    interactive = sys.stdin.isatty() and not print_
    chosen = seed if seed is not None else _drawn() if interactive else 0
    items = _items(model, checked, cases, chosen, case_id)
    if print_:
        from stepladder.quiz.sheet import to_markdown

        echo(to_markdown(model, items, chosen), nl=False)
        return
    code = _hold(model, items, chosen, conversation_look(color, plain), interactive=interactive)
    raise click.exceptions.Exit(code)


def _hold(model: Pathway, items: tuple[Item, ...], seed: int, look: Look, *, interactive: bool) -> int:
    """Ask; give the exit code that what happened means."""
    from stepladder.model.answers import BadAnswer
    from stepladder.quiz.talk import Talk
    from stepladder.walk.talk import Quit

    def out(line: str) -> None:
        echo(line)

    talk = Talk(model, items, Terminal() if interactive else Pipe(), out, look)
    for line in _head(model, len(items), seed, look, interactive=interactive):
        out(line)
    try:
        finished = talk.run()
    except Quit:
        talk.close()
        return CLEAN
    except BadAnswer as error:
        echo(f"stepladder: standard input: {error}", err=True)
        return USAGE
    talk.close()
    if finished:
        return CLEAN
    echo(f"stepladder: question {len(talk.marks) + 1} of {len(items)} has no answer", err=True)
    return WAITING


def _head(model: Pathway, count: int, seed: int, look: Look, *, interactive: bool) -> list[str]:
    from stepladder.text.terminal import wrap

    paint = look.paint
    status = f", {model.status}" if model.status != "active" else ""
    lines = [paint.strong(line) for line in wrap(model.title, look.width)]
    lines.append(paint.dim(f"{model.id} {model.version}{status}"))
    lines += [paint.warn(line) for line in wrap(model.disclaimer, look.width)]
    questions = counted(count, "question")
    lines += ["", *wrap(f"A quiz of {questions}; --seed {seed} gives the same again.", look.width)]
    lines += wrap("Decide before the pathway does. What it allows is never wrong.", look.width)
    if interactive:
        lines += wrap("At any prompt: ? why, f facts, w way, h help, q quit.", look.width)
    return lines


def _cases(model: Pathway, checked: Checked, case_id: str | None, *, color: str, plain: bool) -> CaseFile:
    """The cases to ask about; ends the command where there are none, or the one named is not there or broken."""
    cases = checked.reading.cases
    if case_id is not None:
        refuse_broken_case(checked, case_id, color=color, plain=plain)
    else:
        refuse_broken_cases(checked, color=color, plain=plain)
    if case_id is not None:
        find_case(model, cases, case_id)
    if cases is None or not cases.cases:
        fail(f"'{model.id}' has no teaching cases to ask about", FOUND)
    return cases


def _items(model: Pathway, checked: Checked, cases: CaseFile, seed: int, case_id: str | None) -> tuple[Item, ...]:
    """The questions; ends the command where there are none, for a quiz of nothing tests nothing."""
    from stepladder.cases.run import run
    from stepladder.quiz import quiz_items

    if case_id is not None and run(model, *find_case(model, cases, case_id)).failures:
        fail(f"the case '{case_id}' fails; stepladder test {model.id} -k {case_id} says why", FOUND)
    failing: set[str] = set()
    items = quiz_items(model, cases, seed, case_id, failing)
    tell_failing_cases(checked, failing, "the quiz")
    if not items:
        what = f"the case '{case_id}'" if case_id is not None else f"the cases of '{model.id}'"
        fail(f"{what} leave nothing to decide, or fail; stepladder test {model.id} says which", FOUND)
    return items


def _drawn() -> int:
    from random import SystemRandom

    return SystemRandom().randrange(SEEDS)
