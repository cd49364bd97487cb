"""One question of a quiz as frozen data: what the student is told, what can be answered, and what is said then.

Everything a student reads stands here in words, so that the terminal, the page, the sheet and every export say the
same. Whatever the pathway allows is never wrong: it is `right` where the case goes that way and `possible` where it
does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["take", "blocked", "pair"]
"""`take`: what next; `blocked`: what must not be chosen, and why; `pair`: two patients who differ in one fact."""

Verdict: TypeAlias = Literal["right", "possible", "wrong"]
"""`possible`: the pathway allows it, and the case goes another way."""

SHOWN = 3
"""So many of the steps before are named."""

VERDICT_WORDS = {"right": "Right.", "possible": "Possible.", "wrong": "No."}
"""What is said first of an answer."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Why something is so: a rule or a condition, the values that decided it, and the sources behind it."""

    words: str
    """The reason in the pathway's own words."""
    decided_by: str = ""
    """The values that decided, such as `age = 75 years`."""
    rule: str = ""
    """The id of the rule; empty where it is a condition of an exit."""
    severity: str = ""
    """Of a rule: absolute or relative."""
    basis: str = ""
    sources: tuple[str, ...] = ()
    """Ids of sources."""
    who: str = ""
    """Of whom it is true, where two patients are asked about: `Patient 2`."""

    @property
    def text(self) -> str:
        """The whole ground in one line of plain words."""
        named = f"{self.rule} ({self.severity}): " if self.rule else ""
        sentence = f"{self.who}: {named}{self.words}" if self.who else f"{named}{self.words}"
        if self.decided_by:
            sentence += f"{'' if sentence.endswith(('.', '!', '?')) else '.'} Decided by: {self.decided_by}."
        return f"{sentence} [{self.behind}]" if self.behind else sentence

    @property
    def behind(self) -> str:
        """What it rests on, in words; empty where nothing is named."""
        basis = f"Basis: {self.basis}" if self.basis else ""
        source = f"{'source' if basis else 'Source'}: {', '.join(self.sources)}" if self.sources else ""
        return "; ".join(part for part in (basis, source) if part)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer among which the student chooses."""

    id: str
    """Unique within the question."""
    label: str
    verdict: Verdict
    says: str
    """What is said to whoever chose it."""
    grounds: tuple[Ground, ...] = ()

    @property
    def right(self) -> bool:
        """Whether it counts: also for what is allowed although the case goes another way."""
        return self.verdict != "wrong"

    @property
    def feedback(self) -> str:
        """Verdict, sentence and grounds as plain text, a line each."""
        return "\n".join([f"{VERDICT_WORDS[self.verdict]} {self.says}", *(ground.text for ground in self.grounds)])


@dataclass(frozen=True, slots=True)
class Known:
    """Something that is known of the patient when the question is asked."""

    fact: str
    ask: str
    """The question it answers."""
    words: str
    """The value in words."""
    new: bool = True
    """Whether it became known since the question before."""
    plain_no: bool = False
    """Whether it is a finding that is not there: listed together with the others of its kind."""


@dataclass(frozen=True, slots=True)
class Differs:
    """The one fact in which two patients differ."""

    fact: str
    ask: str
    first: str
    """Its value for patient 1, in words."""
    second: str
    """Its value for patient 2, in words."""
    values: tuple[object, object]
    """The same as values."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question."""

    id: str
    """The same for the same decision of the same case, whatever the seed."""
    kind: Kind
    case: str
    """The id of the case; of a pair, the case that both patients are made from."""
    title: str
    """A few words that give nothing away: the title of the step, or that there are two patients."""
    story: str
    """The vignette; empty for a pair, whose patients nobody has written a story for."""
    at: str
    """The id of the step where it is asked."""
    step: str
    """The title of that step."""
    question: str
    options: tuple[Option, ...]
    known: tuple[Known, ...] = ()
    way: tuple[str, ...] = ()
    """The titles of the steps walked so far, this one included."""
    running: tuple[str, ...] = ()
    """The therapies that run, in words."""
    case_title: str = ""
    """The title of the case, which often gives the answer away: only with its last question, and told afterwards."""
    teaches: str = ""
    """What the case is there to show; only with the last question of a case."""
    differs: Differs | None = None
    """Of a pair: the one fact."""
    sources: tuple[str, ...] = ()
    """What to read again by whoever missed it: ids of sources."""

    @property
    def moral(self) -> str:
        """What is told when a case is over: its title, and what it teaches."""
        sentence = (
            f"{self.case_title.rstrip('.')}. "
            if self.case_title and not self.case_title.endswith(("?", "!"))
            else self.case_title
        )
        return f"{sentence}{self.teaches}".strip()

    @property
    def before(self) -> str:
        """The last steps before this one, in one line; empty at the first."""
        past = self.way[:-1]
        return " > ".join([*(["..."] if len(past) > SHOWN else []), *past[-SHOWN:]])

    @property
    def expected(self) -> Option:
        """The answer that the case itself gives."""
        return next(option for option in self.options if option.verdict == "right")

    @property
    def scored(self) -> bool:
        """Whether it counts: where the pathway allows every answer, none can be missed."""
        return any(option.verdict == "wrong" for option in self.options)

    @property
    def situation(self) -> tuple[str, ...]:
        """What is known in words, a line each: the two patients, where it is, what runs, and every answer so far."""
        lines = [f"So far: {self.before}"] if self.before else []
        lines.append(f"At the step: {self.step}")
        if self.running:
            lines.append(f"Running: {', '.join(self.running)}")
        if self.differs is not None:
            lines.append(f"Patient 1: {said(self.differs.ask, self.differs.first)}")
            lines.append(f"Patient 2: {said(self.differs.ask, self.differs.second)}")
        lines.extend(said(known.ask, known.words) for known in self.known if not known.plain_no)
        absent = [fact_words(known.fact) for known in self.known if known.plain_no]
        if absent:
            lines.append(f"Asked and answered no: {', '.join(absent)}")
        return tuple(lines)


def said(ask: str, words: str) -> str:
    """A question with its answer in one line."""
    return f"{ask} {words}"


def fact_words(fact: str) -> str:
    """The id of a fact as words: `recent_mi` becomes `recent mi`."""
    return fact.replace("_", " ")
