"""A quiz as a conversation in lines that scroll: a question, an answer, and then what the pathway says.

The same conversation is held on a terminal and over a pipe. It knows nothing of click or of files: what is typed comes
in through the listener, lines go out through `say`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from stepladder.model.answers import BadAnswer
from stepladder.model.pathway import Pathway
from stepladder.quiz.items import VERDICT_WORDS, Ground, Item, Known, Option, fact_words
from stepladder.quiz.score import Mark, reading_list, score, steps_missed
from stepladder.text.counting import counted
from stepladder.text.terminal import Paint, wrap
from stepladder.walk.cards import Look
from stepladder.walk.talk import Listener, Quit
from stepladder.walk.words import citation

HELP = {
    "?": "why: every answer of the question before, with rules, values and sources",
    "f": "all that is known of the patient",
    "w": "the way walked so far",
    "h": "this help",
    "q": "quit, with the score so far",
}
"""What can be typed beside the number of an answer."""


@dataclass
class Talk:
    """One quiz.

    Attributes:
        pathway: what it is about.
        items: the questions.
        listener: where answers come from.
        say: takes one line to show.
        look: width, colour and plainness.
        marks: what was answered.
    """

    pathway: Pathway
    items: Sequence[Item]
    listener: Listener
    say: Callable[[str], None]
    look: Look
    marks: list[Mark] = field(default_factory=list)

    def run(self) -> bool:
        """Ask every question.

        Returns:
            Whether all were answered; False where nobody answers any more.

        Raises:
            Quit: the student has quit; what was answered stands in `marks`.
            BadAnswer: over a pipe, a line that is no answer.
        """
        for number, item in enumerate(self.items, start=1):
            self._show(number, item)
            option = self._ask(item)
            if option is None:
                return False
            self.marks.append(Mark(item, option))
            self._tell(item, option)
            if self.listener.interactive and not self._pause(number):
                return False
        return True

    def close(self) -> None:
        """Show the score so far, and what to read again."""
        look, paint = self.look, self.look.paint
        result = score(self.marks)
        left = len(self.items) - len(self.marks)
        self._lines(["", self._bar("Your score")])
        self._lines([paint.strong(line) for line in wrap(result.words, look.width)])
        if left:
            self.say(f"{counted(left, 'question')} not answered.")
        steps = steps_missed(self.marks)
        if steps:
            self._lines(["", paint.strong("Look again at")])
            for name in steps:
                self._lines(wrap(self.pathway.steps[name].title, look.width, "  - "))
                self.say(f"      stepladder show {self.pathway.id} {name}")
        read = reading_list(self.pathway, self.marks)
        if read:
            self._lines(["", paint.strong("Read again")])
            for source in read:
                times = f" ({source.missed} questions)" if source.missed > 1 else ""
                self._lines(wrap(f"{source.name}: {source.citation}{times}", look.width, "  - ", "      "))

    # asking

    def _show(self, number: int, item: Item) -> None:
        look = self.look
        before = self.items[number - 2] if number > 1 else None
        pair = item.kind == "pair"
        goes_on = before is not None and not pair and before.kind != "pair" and before.case == item.case
        self._lines(["", self._bar(f"Question {number} of {len(self.items)}")])
        who = "Two patients" if pair else "The same patient" if goes_on else "A new patient"
        self.say(look.paint.dim(who) if goes_on else look.paint.strong(who))
        if item.story and not goes_on:
            self._lines(wrap(item.story, look.width))
        if item.differs is not None:
            self._lines(wrap("They are alike in all that is known, but for one answer:", look.width))
            self._lines(wrap(item.differs.ask, look.width, "  "))
            self._lines(wrap(item.differs.first, look.width, "  Patient 1: ", "    "))
            self._lines(wrap(item.differs.second, look.width, "  Patient 2: ", "    "))
        self.say("")
        if item.before:
            self._lines([look.paint.dim(line) for line in wrap(item.before, look.width, "So far: ", "  ")])
        self._lines([look.paint.strong(line) for line in wrap(item.step, look.width, "At the step: ", "  ")])
        if item.running:
            self._lines(wrap(", ".join(item.running), look.width, "Running: ", "  "))
        known = [told for told in item.known if told.new or not goes_on]
        heading = "Of both it is known" if pair else "New since the question before" if goes_on else "What is known"
        if known:
            self._known(heading, known)
        self.say("")
        self._lines([look.paint.strong(line) for line in wrap(item.question, look.width)])
        for place, option in enumerate(item.options, start=1):
            self._lines(wrap(option.label, look.width, f"{place:>3}  "))

    def _known(self, heading: str, known: Sequence[Known]) -> None:
        look = self.look
        self._lines(["", look.paint.dim(heading)])
        for told in known:
            if not told.plain_no:
                self._lines(_answered(told, look))
        absent = ", ".join(fact_words(told.fact) for told in known if told.plain_no)
        if absent:
            self._lines(wrap(absent, look.width, "  Answered no: ", "    "))

    def _ask(self, item: Item) -> Option | None:
        count = len(item.options)
        while True:
            line = self._read(f"Number (1 to {count})")
            if line is None:
                return None
            if self._command(line, item):
                continue
            text = line.strip()
            if text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= count:
                return item.options[int(text) - 1]
            message = f"'{text[:40]}' is no answer here: type a number from 1 to {count}, or h for help"
            if not self.listener.interactive:
                raise BadAnswer(message)
            self._lines([self.look.paint.warn(one) for one in wrap(message, self.look.width)])

    # telling

    def _tell(self, item: Item, option: Option) -> None:
        self.say("")
        self._verdict(option)
        if not option.right and item.kind != "pair":
            right = item.expected
            self._lines(["", *wrap(f"Right: {right.label}", self.look.width, "", "  ")])
            self._lines(wrap(right.says, self.look.width, "  "))
            self._grounds(right.grounds)
        if not item.scored:
            self._lines(wrap("Every answer is allowed here, so this question does not count.", self.look.width))
        if item.moral:
            self._lines(["", *wrap(f"This case: {item.moral}", self.look.width, "", "  ")])

    def _verdict(self, option: Option) -> None:
        style = self.look.paint.good if option.right else self.look.paint.bad
        word = VERDICT_WORDS[option.verdict]
        lines = wrap(f"{word} {option.says}", self.look.width)
        self._lines([lines[0].replace(word, style(word), 1), *lines[1:]])
        self._grounds(option.grounds)

    def _grounds(self, grounds: Sequence[Ground]) -> None:
        for ground in grounds:
            self._lines(_ground_lines(ground, self.look))

    def _pause(self, number: int) -> bool:
        """Wait until the student wants to go on; False where nobody is there any more."""
        more = "next question" if number < len(self.items) else "score"
        while True:
            line = self._read(f"Enter for the {more}, ? for the other answers, q to quit")
            if line is None:
                return False
            if not line.strip():
                return True
            if not self._command(line, self.marks[-1].item):
                self.say("Press Enter to go on.")

    def _why(self) -> None:
        """Every answer of the question before, with what is said of it, and its sources in full."""
        if not self.marks:
            self.say("First answer; then ? says why.")
            return
        item = self.marks[-1].item
        cited: dict[str, None] = dict.fromkeys(item.sources)
        for place, option in enumerate(item.options, start=1):
            if item.kind == "pair" and option is not item.expected:
                continue
            self.say("")
            self._lines([self.look.paint.strong(x) for x in wrap(option.label, self.look.width, f"{place:>3}  ")])
            self._verdict(option)
            cited.update(dict.fromkeys(name for ground in option.grounds for name in ground.sources))
        names = [name for name in self.pathway.sources if name in cited]
        if names:
            self._lines(["", self.look.paint.strong("Sources")])
        for name in names:
            self._lines(wrap(f"{name}: {citation(self.pathway.sources[name])}", self.look.width, "  - ", "      "))

    # commands

    def _command(self, line: str, item: Item) -> bool:
        """Do what a letter asks for; False where the line is an answer."""
        match line.strip().lower():
            case "?":
                self._why()
            case "f":
                self._known("All that is known", item.known)
            case "w":
                self._lines(["", *wrap(" > ".join(item.way), self.look.width, "The way: ", "  ")])
            case "h":
                self._help()
            case "q":
                raise Quit
            case _:
                return False
        return True

    def _help(self) -> None:
        self._lines(wrap("Type the number of an answer and press Enter, or one of these:", self.look.width))
        for letter, does in HELP.items():
            self._lines(wrap(does, self.look.width, f"  {letter}  "))

    def _read(self, prompt: str) -> str | None:
        self.say("")
        return self.listener.read(f"{prompt} {self.look.prompt} ")

    def _lines(self, lines: Sequence[str]) -> None:
        for line in lines:
            self.say(line)

    def _bar(self, title: str) -> str:
        """A heading across the page."""
        paint: Paint = self.look.paint
        text = title
        if self.look.plain:
            return text
        return f"{paint.dim('──')} {paint.strong(text)} {paint.dim('─' * max(3, self.look.width - len(text) - 4))}"


def _answered(known: Known, look: Look) -> list[str]:
    return wrap(f"{known.ask} {known.words}", look.width, "  - ", "    ")


def _ground_lines(ground: Ground, look: Look) -> list[str]:
    named = f"{ground.rule} ({ground.severity}): " if ground.rule else ""
    who = f"{ground.who}: " if ground.who else ""
    lines = wrap(f"{who}{named}{ground.words}", look.width, "  ", "    ")
    if ground.decided_by:
        lines += wrap(f"because {ground.decided_by}", look.width, "    ")
    if ground.behind:
        lines += [look.paint.dim(line) for line in wrap(ground.behind, look.width, "    ")]
    return lines
