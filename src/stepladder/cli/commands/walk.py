"""`stepladder walk`: step through a pathway."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepladder.cli.common import (
    CLEAN,
    FOUND,
    USAGE,
    WAITING,
    checked_pathway,
    fail,
    keep_apart,
    look_options,
    refuse_broken_case,
)
from stepladder.cli.complete import complete_case, complete_pathway
from stepladder.cli.held import begin, hand_of
from stepladder.cli.listeners import Nobody, Pipe, Terminal, conversation_look
from stepladder.cli.terminal import echo

if TYPE_CHECKING:
    from stepladder.engine.scripted import Hand
    from stepladder.engine.walk import Walk
    from stepladder.model.cases import Case, CaseFile
    from stepladder.walk.cards import Look


@click.command()
@click.argument("pathway", shell_complete=complete_pathway)
@click.option("--entry", metavar="ID", help="Begin in this entry instead of at the start.")
@click.option(
    "--case",
    "case_id",
    metavar="ID",
    shell_complete=complete_case,
    help="Answer and choose as this teaching case does.",
)
@click.option("--set", "sets", multiple=True, metavar="FACT=VALUE", help="An answer held ready; repeatable.")
@click.option("--answers", metavar="FILE|-", help="Answers held ready: YAML or JSON with facts, at, choose, override.")
@click.option("--resume", "resume_file", metavar="FILE", help="Go on with a saved walk.")
@click.option("--save", "save_file", metavar="FILE", help="Keep the walk in this file, to go on later.")
@click.option("--transcript", metavar="FILE.md", help="Write what happened as Markdown.")
@click.option("--no-input", is_flag=True, help="Ask nobody; stop where an answer is missing.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@look_options
def command(
    pathway: str,
    entry: str | None,
    case_id: str | None,
    sets: tuple[str, ...],
    answers: str | None,
    resume_file: str | None,
    save_file: str | None,
    transcript: str | None,
    no_input: bool,
    format_: str,
    color: str,
    plain: bool,
) -> None:
    """Step through PATHWAY: see what is open, what is blocked and why, and what would have to be different.

    Without a terminal, or with --no-input, nothing is guessed: answers come from the options, or one a line from
    standard input, and the walk stops (exit code 3) where one is missing, naming it.

    \b
    Examples:
      stepladder walk esophageal-spasm
      stepladder walk esophageal-spasm --case case-11-myotomy-then-reflux --no-input
      stepladder walk esophageal-spasm --set age_years=67 --save monday.jsonl
      stepladder walk esophageal-spasm --resume monday.jsonl --transcript monday.md
    """
    from stepladder.walk.cards import head_lines

    written = (f"--transcript {transcript}", transcript)
    keep_apart([(f"--save {save_file}", save_file), written], pathways=[pathway], inputs=[answers])
    keep_apart([written], inputs=[resume_file])  # which --save goes on with
    model, checked = checked_pathway(pathway, color=color, plain=plain, cases=case_id is not None)
    cases = checked.reading.cases
    if case_id is not None:
        refuse_broken_case(checked, case_id, color=color, plain=plain)
    hand = hand_of(model, cases, case_id, sets, answers)
    begun = begin(model, hand, entry, resume_file)
    interactive = not no_input and sys.stdin.isatty()
    listener = Terminal() if interactive else Nobody() if no_input or answers == "-" else Pipe(format_ == "text")
    out = _output(format_, interactive, color)
    look = conversation_look(color, plain)
    session = _Session(listener, out, look, save_file, transcript, pathway, _case(cases, case_id))
    for line in head_lines(begun, look):
        out(line)
    if case_id is not None and cases is not None:
        _vignette(cases, case_id, look, out)
    if interactive:
        out("")
        out("At any prompt: b back, ? why, f facts, m map, s save, h help, q quit.")
    walk, code = _walk_through(session, begun, hand, checked.reading.name, color=color, plain=plain)
    if format_ == "json":
        from stepladder.walk.to_json import to_json

        echo(to_json(walk), nl=False)
    if hand is not None and case_id is None and code in (CLEAN, WAITING):
        for _, words in hand.unused():
            echo(f"stepladder: {words} was never used", err=True)
    raise click.exceptions.Exit(code)


def _walk_through(
    session: _Session, begun: Walk, hand: Hand | None, place: str, *, color: str, plain: bool
) -> tuple[Walk, int]:
    """Talk about a walk, and about those that go on from it in other pathways; give the last one, and the exit code."""
    from stepladder.walk.cards import carried_lines, head_lines

    walk, code = session.hold(begun, hand)
    while code == CLEAN and (after := _following(session, walk, place, color=color, plain=plain)) is not None:
        following, place = after
        for line in (*head_lines(following, session.look), *carried_lines(walk, following, session.look)):
            session.out(line)
        walk, code = session.hold(following, None)
    return walk, code


@dataclass
class _Session:
    """What one run of the command talks with, and where it keeps what happens."""

    listener: Terminal | Pipe | Nobody
    out: Callable[[str], None]
    look: Look
    save_file: str | None
    transcript: str | None
    named: str
    """The pathway as it was named on the command line."""
    case: tuple[Case, CaseFile] | None = None
    """The case that was asked for."""
    quit: bool = False

    def hold(self, begun: Walk, hand: Hand | None) -> tuple[Walk, int]:
        """Talk about one walk; give where it got and the exit code that this means."""
        from stepladder.model.answers import BadAnswer
        from stepladder.walk.cards import need_lines
        from stepladder.walk.talk import Quit, Talk

        talk = Talk(begun, hand, self.listener, self.out, self.look, self.save)
        try:
            halt = talk.run()
        except Quit:
            self.out("You have left the walk.")
            self.quit = True
            return talk.walk, CLEAN
        except BadAnswer as error:
            echo(f"stepladder: standard input: {error}", err=True)
            return talk.walk, USAGE
        finally:
            self.keep(talk.walk)
        if halt.kind in ("refused", "round"):
            echo(f"stepladder: {halt.message}", err=True)
            return talk.walk, USAGE if halt.kind == "refused" else FOUND
        if halt.kind in ("ended", "stuck"):
            for line in self.draw_lines(talk.walk):
                self.out(line)
        if halt.kind in ("answer", "choice", "reason"):
            for line in need_lines(talk.walk, self.look):
                self.out(line)
        return talk.walk, {"ended": CLEAN, "stuck": FOUND}.get(halt.kind, WAITING)

    def draw_lines(self, walk: Walk) -> list[str]:
        """How to draw the walk; commands are never broken, so that they can be copied."""
        command = ["stepladder", "render", self.named]
        if self.save_file is not None:
            return ["", "To draw this walk:", f"  {shlex.join([*command, '--walk', self.save_file])}"]
        if self.case is not None and _as_the_case(walk, *self.case):
            return ["", "To draw this walk:", f"  {shlex.join([*command, '--case', self.case[0].id])}"]
        return ["", "To draw it, keep it with --save FILE; then:", f"  {shlex.join(command)} --walk FILE"]

    def save(self, walk: Walk, where: str) -> str:
        """Save a walk on demand, and say where or why not."""
        from stepladder.library.outputs import clash

        name = where or self.save_file or f"{walk.pathway.id}-walk.jsonl"
        written = [(f"--transcript {self.transcript}", self.transcript), (name, name)]
        problem = clash(written, pathways=[self.named]) or _write(name, _log(walk))
        return problem or f"Saved. Go on with: stepladder walk {self.named} --resume {name}"

    def keep(self, walk: Walk) -> None:
        """Write what was asked for, also when the walk was interrupted."""
        problems: list[str] = []
        if self.save_file is not None:
            problems.append(_write(self.save_file, _log(walk)))
        if self.transcript is not None:
            from stepladder.walk.transcript import to_markdown

            problems.append(_write(self.transcript, to_markdown(walk)))
        for problem in filter(None, problems):
            fail(problem)

    def turn_to(self, pathway_id: str, named: str) -> None:
        """Keep the walk through the next pathway in files of its own."""
        self.named = named
        self.case = None
        for name in ("save_file", "transcript"):
            given = getattr(self, name)
            if given is not None:
                path = Path(given)
                setattr(self, name, str(path.with_name(f"{path.stem}.{pathway_id}{path.suffix}")))


def _following(session: _Session, walk: Walk, place: str, *, color: str, plain: bool) -> tuple[Walk, str] | None:
    """The walk that goes on in another pathway, where the outcome names one and the person wants it.

    It is looked for within reach of the pathway of the walk, which lies at `place`; where it lies is handed back too.
    """
    from stepladder.engine.walk import Walk
    from stepladder.library.registry import at_hand, within_reach

    target = walk.pathway.steps[walk.at].continues
    if target is None or session.quit:
        return None
    session.out("")
    session.out(f"This goes on in the pathway '{target}'.")
    hand = at_hand()
    path = within_reach(place, hand).get(target)
    name = target if path is None or path == hand.get(target) else str(path)
    if not session.listener.interactive:
        session.out(f"To go on: stepladder walk {shlex.quote(name)}")
        return None
    line = session.listener.read("Go on there with the facts that both know? y or n > ")
    if line is None or line.strip().lower() not in ("y", "yes"):
        return None
    model, checked = checked_pathway(name, color=color, plain=plain)
    session.turn_to(target, name)
    return Walk(model, None, walk.carried(model)), checked.reading.name


def _case(cases: CaseFile | None, case_id: str | None) -> tuple[Case, CaseFile] | None:
    matching = [(case, cases) for case in cases.cases if case.id == case_id] if cases is not None else []
    return matching[0] if matching else None


def _as_the_case(walk: Walk, case: Case, cases: CaseFile) -> bool:
    """Whether a walk is just what a case leads to, without an answer of somebody else."""
    from stepladder.engine.scripted import Hand, drive

    driven, _ = drive(walk.pathway, Hand(case, cases.facts))
    return (driven.entry, driven.events) == (walk.entry, walk.events)


def _log(walk: Walk) -> str:
    from stepladder.walk.log import to_lines

    return to_lines(walk)


def _write(name: str, text: str) -> str:
    """Write a file whole; the reason where that is not possible."""
    from stepladder import files

    try:
        files.write(Path(name), text)
    except (OSError, ValueError) as error:
        return f"{files.shown(name)} could not be saved: {files.reason(error)}"
    return ""


def _output(format_: str, interactive: bool, color: str) -> Callable[[str], None]:
    """Where the conversation goes: with JSON on standard output, words go to standard error, and only if seen."""
    if format_ == "text":
        return echo
    if interactive:
        return lambda line: echo(line, err=True)
    return lambda line: None


def _vignette(cases: CaseFile, case_id: str, look: Look, out: Callable[[str], None]) -> None:
    from stepladder.text.terminal import wrap

    case = next(case for case in cases.cases if case.id == case_id)
    out("")
    out(look.paint.strong(f"Case: {case.title or case.id}"))
    for line in wrap(case.story, look.width) if case.story else ():
        out(line)
