"""A walk as a conversation: steps are shown, facts asked, exits offered, in lines that scroll.

The same conversation is held on a terminal, over a pipe and with nobody to answer; only the `Listener` differs.
It knows nothing of click or of files: what is typed comes in through `Listener`, lines go out through `say`.

One file on purpose: one conversation, whose turns call each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from stepladder.engine.events import Answered, Asks, Chooses, Ended, Exit, Overrode, Stuck, Took
from stepladder.engine.scripted import Halt, Hand, move, stuck_words
from stepladder.engine.walk import Walk
from stepladder.facts import Choice, Finding
from stepladder.model.answers import BadAnswer, allowed, parse_answer
from stepladder.model.prepared import prepared
from stepladder.text.terminal import wrap
from stepladder.walk.cards import Look, end_lines, exit_lines, fact_lines, map_lines, step_lines, why_lines
from stepladder.walk.words import exit_title, fact_value, reasons

HELP = (
    "Type an answer, or one of these letters, and press Enter:",
    "  b  back: undo the last answer or choice",
    "  ?  why: what is open or blocked here, by which rule, because of which values, from which source",
    "     (? 3 explains the third exit alone)",
    "  f  the facts so far",
    "  m  where you are on the ladder",
    "  s  save the walk to go on later",
    "  h  this help",
    "  q  quit",
    "At a choice, a number or a name takes that exit; of one that is not decided yet it asks what is missing.",
    "Enter alone shows the choice again.",
)


class Listener(Protocol):
    """Where answers come from."""

    interactive: bool
    """Whether somebody can correct a bad answer."""

    def read(self, prompt: str) -> str | None:
        """The next line typed, without its end; None when there is none any more."""


class Quit(Exception):  # noqa: N818  # not an error
    """The person has had enough."""


@dataclass
class Talk:
    """One conversation.

    Attributes:
        walk: where it stands.
        hand: answers and choices held ready, such as a case's; None where there are none.
        listener: where other answers come from.
        say: takes one line to show.
        look: width, colour and plainness.
        save: saves the walk and says where, or why not; given what was typed after `s`.
    """

    walk: Walk
    hand: Hand | None
    listener: Listener
    say: Callable[[str], None]
    look: Look
    save: Callable[[Walk, str], str]
    shown: int = 0
    """How many moments of the walk have been shown."""

    def run(self) -> Halt:
        """Talk until the walk ends or nobody answers any more.

        Raises:
            Quit: the person has quit; the walk is where it was.
            BadAnswer: over a pipe, a line that is no answer.
        """
        while True:
            self._show_moves()
            match self.walk.situation:
                case Ended():
                    self._lines(end_lines(self.walk, self.look))
                    return Halt("ended")
                case Stuck():
                    halt = self._stuck()
                case Asks(fact):
                    halt = self._ask(fact)
                case Chooses():
                    halt = self._offer()
                case _:
                    halt = Halt("stuck", stuck_words(self.walk))
            if halt is not None:
                return halt

    def _stuck(self) -> Halt | None:
        """Show why nothing can be taken; on a terminal the person may still go back."""
        self.say("")
        self._lines([self.look.paint.bad(x) for x in wrap(f"Stuck: {stuck_words(self.walk)}.", self.look.width)])
        for exit_ in self.walk.exits:
            self._lines(why_lines(self.walk, exit_, self.look))
        here = self.walk
        while self.listener.interactive:
            line = self._read("b to go back, q to quit")
            if line is None or line.strip() == "q":
                break
            if not self._command(line, None):
                self.say("Nothing can be chosen here.")
            elif self.walk is not here:
                return None
        self._lines(end_lines(self.walk, self.look))
        return Halt("stuck", stuck_words(self.walk))

    # showing

    def _lines(self, lines: list[str]) -> None:
        for line in lines:
            self.say(line)

    def _show_moves(self) -> None:
        """Show every step entered since the last time."""
        moments = self.walk.moments
        while self.shown < len(moments):
            moment = moments[self.shown]
            if isinstance(moment.event, Took):
                self._show_move(self.shown)
            if moment.event is None or isinstance(moment.event, Took):
                until = self.walk.until(self.shown + 1)
                self._lines(step_lines(until, self.look))
            self.shown += 1

    def _show_move(self, index: int) -> None:
        """Why the walk moves on, in the words of the exit it takes."""
        before = self.walk.until(index)
        event = self.walk.moments[index].event
        assert isinstance(event, Took)
        taken = [e for e in before.exits if e.name == event.exit and e.takable]
        because = taken[0].transition.because if taken else ""
        title = exit_title(self.walk.pathway, taken[0]) if taken else event.exit
        mark = "" if title.endswith(("?", "!", ".", ":")) else ":"
        text = f"{title}{mark} {because}" if because and because not in title else title
        self.say("")
        self._lines(wrap(text, self.look.width, self.look.arrow))

    # asking

    def _ask(self, fact: str) -> Halt | None:
        asked = self.walk.pathway.facts[fact]
        self.say("")
        self._lines(wrap(asked.ask, self.look.width))
        if asked.text:
            self._lines([self.look.paint.dim(line) for line in wrap(asked.text, self.look.width, "  ")])
        held = self._held(fact)
        if isinstance(held, Halt):
            return held
        if held is not None:
            given = held.moments[len(self.walk.moments)].event
            assert isinstance(given, Answered)
            self._show_given(fact_value(self.walk.pathway, fact, given.value))
            self.walk = held
            return None
        domain = asked.domain
        if isinstance(domain, Choice):
            for number, value in enumerate(domain.values, start=1):
                label = (asked.values or {})[value]
                self._lines(wrap(label, self.look.width, f"  {number}  "))
            prompt = f"Number or name (1 to {len(domain.values)})"
        else:
            prompt = "y or n" if isinstance(domain, Finding) else allowed(asked)
        typed = self._typed(prompt, fact)
        if isinstance(typed, Halt):
            return typed
        if typed is not None:
            self.walk = self.walk.answer(**{fact: typed})
        return None

    def _typed(self, prompt: str, fact: str) -> object:
        """A value for a fact; None where the person did something else instead; a Halt where nobody answers."""
        while True:
            line = self._read(prompt)
            if line is None:
                return Halt("answer", f"'{fact}' is not answered", (fact,))
            if self._command(line, fact):
                return None
            try:
                return parse_answer(self.walk.pathway, fact, line)
            except BadAnswer as error:
                if not self.listener.interactive:
                    raise
                self.say(self.look.paint.warn(str(error)))

    def _held(self, asked: str | None = None) -> Walk | Halt | None:
        """One move by what is held ready, see `move`; None where nothing is held, or it is used up."""
        if self.hand is None:
            return None
        moved = move(self.walk, self.hand, asked)
        if isinstance(moved, Halt) and moved.kind in ("answer", "choice", "reason"):
            return None  # somebody else may know
        return moved

    # offering

    def _offer(self) -> Halt | None:
        held = self._held()
        if isinstance(held, Walk):
            first = held.moments[len(self.walk.moments)].event
            if isinstance(first, Answered):
                self._show_answer(first)
                self.walk = held
                return None
        offered, own = self._menu()
        if isinstance(held, Halt):
            return held
        if held is None:
            return self._choose(offered, own)
        self._show_choice(held)
        self.walk = held
        return None

    def _menu(self) -> tuple[list[Exit], list[Exit]]:
        """Show the exits; give those with a number, and all of the step's own."""
        own = [exit_ for exit_ in self.walk.exits if exit_.kind != "interrupt"]
        offered = [exit_ for exit_ in own if exit_.status != "closed"]
        closed = [exit_ for exit_ in own if exit_.status == "closed"]
        self.say("")
        self.say(self.look.paint.strong("What next?"))
        for number, exit_ in enumerate(offered, start=1):
            self._lines(exit_lines(self.walk, exit_, number, self.look))
        if closed:
            names = "; ".join(dict.fromkeys(exit_title(self.walk.pathway, exit_) for exit_ in closed))
            text = wrap(f"Not offered now: {names}.", self.look.width, "     ")
            self._lines([self.look.paint.dim(line) for line in text])
        return offered, own

    def _show_answer(self, event: Answered) -> None:
        """A question that only came up because an exit hangs on it, and the answer held ready."""
        fact = self.walk.pathway.facts[event.fact]
        self.say("")
        self._lines(wrap(fact.ask, self.look.width))
        self._show_given(fact_value(self.walk.pathway, event.fact, event.value))

    def _show_choice(self, held: Walk) -> None:
        """The reasons held ready and the exit they lead to."""
        for moment in held.moments[len(self.walk.moments) :]:
            match moment.event:
                case Overrode(rule, reason):
                    self._show_given(f"{reason} (in spite of {rule})")
                case Took(name):
                    exit_ = self.walk.find(name)
                    self._show_given(exit_title(self.walk.pathway, exit_) if exit_ is not None else name)
                    return
                case _:
                    return

    def _show_given(self, words: str) -> None:
        lines = wrap(words, self.look.width, self.look.given)
        self._lines([self.look.paint.mark(line) for line in lines])

    def _choose(self, offered: list[Exit], own: list[Exit]) -> Halt | None:
        while True:
            line = self._read("Number or name, or ? for the reasons")
            if line is None:
                return Halt("choice", f"a choice is needed at '{self.walk.at}'", self.walk.needs)
            here = self.walk
            if self._command(line, None):
                if self.walk is not here:
                    return None
                continue
            if not line.strip() and self.listener.interactive:
                return None  # shows the choice once more
            exit_ = _pick(line, offered, own)
            if exit_ is None:
                message = f"'{line.strip()[:40]}' is no exit here: type a number from 1 to {len(offered)}, or its name"
                if not self.listener.interactive:
                    raise BadAnswer(message)
                self.say(self.look.paint.warn(message))
                continue
            match exit_.status:
                case "open":
                    self.walk = self.walk.take(exit_.name)
                    return None
                case "caution":
                    return self._override(exit_)
                case "ask":
                    return self._decide(exit_)
                case "closed" | "blocked":
                    if not self.listener.interactive:
                        raise BadAnswer(f"'{exit_.name}' is {exit_.status} at '{self.walk.at}'")
                    self._lines(why_lines(self.walk, exit_, self.look))

    def _decide(self, exit_: Exit) -> Halt | None:
        """Ask what an undecided exit still hangs on, one question."""
        if not exit_.asks:
            self._lines(wrap("What this hangs on is never asked, so it cannot be taken.", self.look.width))
            return None if self.listener.interactive else Halt("answer", f"'{exit_.name}' cannot be decided")
        halt = self._ask(exit_.asks[0])
        chosen = self.walk.find(exit_.name)
        if halt is None and chosen is not None and chosen.status == "ask" and chosen.asks and chosen.asks != exit_.asks:
            return self._decide(chosen)
        return halt

    def _override(self, exit_: Exit) -> Halt | None:
        missing = [reason for reason in reasons(self.walk, exit_) if reason.rule not in self.walk.state.reasons]
        walk = self.walk
        for reason in missing:
            self._lines(wrap(f"{reason.rule}: {reason.words}", self.look.width, self.look.caution))
            line = self._read("Your reason for going on (empty: do not)")
            if line is None:
                return Halt("reason", f"'{exit_.name}' needs a recorded reason for '{reason.rule}'")
            # a reason may begin with a word of one letter, so only a letter alone is a command here
            if not line.strip() or (len(line.strip()) == 1 and self._command(line, None)):
                return None
            walk = walk.override(reason.rule, line.strip())
        self.walk = walk if walk.at != self.walk.at or len(walk.trail) > len(self.walk.trail) else walk.take(exit_.name)
        return None

    # commands

    def _read(self, prompt: str) -> str | None:
        line = self.listener.read(f"{prompt} {self.look.prompt} ")
        if self.hand is not None:
            self.hand.passed.clear()  # somebody else decides where it leads: what comes round now is no round for ever
        return line

    def _command(self, line: str, fact: str | None) -> bool:
        """Do what a letter asks for; False where the line is an answer."""
        word, _, rest = line.strip().partition(" ")
        if rest and word not in ("?", "s"):
            return False
        match word:
            case "b":
                self._back()
            case "?":
                self._why(rest.strip(), fact)
            case "f":
                self._lines(fact_lines(self.walk, self.look))
            case "m":
                self._lines(map_lines(self.walk, self.look))
            case "s":
                self._lines(wrap(self.save(self.walk, rest.strip()), self.look.width))
            case "h":
                self._lines(list(HELP))
            case "q":
                raise Quit
            case _:
                return False
        return True

    def _back(self) -> None:
        before = self.walk.undo()
        if len(before.moments) == len(self.walk.moments):
            self.say("This is the beginning.")
            return
        self.hand = None  # what was held would only give the same answer again
        moved = before.trail != self.walk.trail
        self.walk = before
        self.shown = len(before.moments)
        self.say("")
        title = before.pathway.steps[before.at].title
        self.say(f"Back at: {title}" if moved else "Back one answer.")

    def _why(self, which: str, fact: str | None) -> None:
        own = [exit_ for exit_ in self.walk.exits if exit_.kind != "interrupt"]
        offered = [exit_ for exit_ in own if exit_.status != "closed"]
        if which:
            exit_ = _pick(which, offered, own)
            if exit_ is None:
                self.say(f"'{which[:40]}' is no exit here.")
                return
            self._lines(why_lines(self.walk, exit_, self.look))
            return
        if fact is not None:
            self._lines(_why_asked(self.walk, fact, self.look))
            return
        for exit_ in own:
            self._lines(why_lines(self.walk, exit_, self.look))


def _pick(line: str, offered: list[Exit], own: list[Exit]) -> Exit | None:
    """The exit that a number, id or title means."""
    text = line.strip()
    if text.isascii() and text.isdigit() and len(text) < 6:
        number = int(text)
        return offered[number - 1] if 1 <= number <= len(offered) else None
    wanted = text.lower()
    named = [exit_ for exit_ in own if wanted in (exit_.name.lower(), exit_.to.lower())]
    return named[0] if len(named) == 1 or (named and named[0].name.lower() == wanted) else None


def _why_asked(walk: Walk, fact: str, look: Look) -> list[str]:
    pathway = walk.pathway
    lines: list[str] = []
    if fact in pathway.steps[walk.at].asks:
        lines += wrap(f"It is asked whenever the walk comes to '{pathway.steps[walk.at].title}'.", look.width)
    for exit_ in walk.exits:
        if fact not in exit_.asks:
            continue
        title = exit_title(pathway, exit_)
        lines += wrap(f"It decides whether this is open: {title}.", look.width)
        for _, rule in prepared(pathway).rules_on.get(exit_.to, ()):
            if fact in rule.when.names and rule.because:
                lines += wrap(rule.because, look.width, "    ")
    where = pathway.facts[fact].obtained
    if where:
        lines.append(f"Where the answer comes from: {where}.")
    return lines or ["It decides where the walk goes from here."]


__all__ = ["BadAnswer", "Listener", "Look", "Quit", "Talk"]
