"""What is shown of a walk, as lines: the card of a step, the exits, the facts, the map of the ladder, the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from stepladder.engine.events import Exit, Took
from stepladder.engine.walk import Walk
from stepladder.model.answers import allowed
from stepladder.model.steps import Step
from stepladder.text.counting import counted
from stepladder.text.terminal import Paint, wrap
from stepladder.walk.words import (
    evidence_line,
    exit_title,
    fact_value,
    place_line,
    reasons,
    recourse_lines,
    sources_line,
    time_words,
    why_words,
)


@dataclass(frozen=True, slots=True)
class Look:
    """How lines are laid out."""

    width: int = 80
    paint: Paint = field(default_factory=Paint)
    plain: bool = False
    """No box drawing, and no symbol that carries meaning alone."""

    @property
    def arrow(self) -> str:
        """What a move begins with."""
        return "Next: " if self.plain else "→ "

    @property
    def prompt(self) -> str:
        """What a prompt ends with."""
        return ">"

    @property
    def given(self) -> str:
        """What an answer held ready begins with."""
        return "  Given: " if self.plain else "  ▸ "

    @property
    def caution(self) -> str:
        """What a caution begins with."""
        return "Caution: " if self.plain else "⚠ "

    def dots(self, text: str) -> str:
        """A line whose parts are separated by dots; by commas where it is to be plain."""
        return text.replace(" · ", ", ") if self.plain else text

    def rule(self, title: str) -> str:
        """A heading across the page."""
        text = title
        if self.plain:
            return f"Step: {text}"
        line = "─" * max(3, self.width - len(text) - 4)
        return f"{self.paint.dim('──')} {self.paint.strong(text)} {self.paint.dim(line)}"


STATUS_WORDS = {
    "open": "open",
    "caution": "with caution",
    "ask": "not decided yet",
    "blocked": "blocked",
    "closed": "not offered",
}


def head_lines(walk: Walk, look: Look) -> list[str]:
    """The pathway's title and the disclaimer, shown once a walk."""
    pathway = walk.pathway
    status = f", {pathway.status}" if pathway.status != "active" else ""
    lines = [look.paint.strong(line) for line in wrap(pathway.title, look.width)]
    lines.append(look.paint.dim(f"{pathway.id} {pathway.version}{status}"))
    lines += [look.paint.warn(line) for line in wrap(pathway.disclaimer, look.width)]
    return lines


def carried_lines(before: Walk, walk: Walk, look: Look) -> list[str]:
    """What a walk that goes on from another one brings along, and what it leaves behind though both know the name."""
    left = [name for name in before.known if name in walk.pathway.facts and name not in walk.given]
    count = len(walk.given)
    carried = counted(count, "fact") if count else "nothing"
    lines = wrap(f"Carried over from {before.pathway.id}: {carried}{'; f shows them.' if count else '.'}", look.width)
    if left:
        lines += wrap(f"Left behind, because declared otherwise: {', '.join(left)}.", look.width)
    return ["", *lines]


def step_lines(walk: Walk, look: Look) -> list[str]:
    """The card of the step a walk is at; short where the walk has been there before."""
    pathway, name = walk.pathway, walk.at
    step = pathway.steps[name]
    visits = walk.trail.count(name)
    lines = ["", look.rule(step.title)]
    again = f" · visit {visits}" if visits > 1 else ""
    lines += [look.paint.dim(line) for line in wrap(look.dots(place_line(pathway, name) + again), look.width)]
    running = [pathway.therapies[therapy] for therapy in walk.active]
    if running:
        lines += wrap(f"Running: {', '.join(running)}", look.width)
    if visits > 1:
        return lines
    if step.text:
        lines += ["", *wrap(step.text, look.width)]
    details = detail_lines(step, look)
    if step.sources:
        details += [look.paint.dim(x) for x in wrap(sources_line(step.sources), look.width, "Sources: ", "  ")]
    if details:
        lines += ["", *details]
    return lines


def detail_lines(step: Step, look: Look) -> list[str]:
    """Benefits, risks, evidence, what is said about doses, when to look again, and what is not known."""
    review = ""
    if step.review is not None:
        basis = " (teaching default)" if step.review.basis == "teaching" else ""
        note = f"; {step.review.note}" if step.review.note else ""
        review = f"{step.review.after.text}{basis}{note}"
    details = (
        ("Benefits", " ".join(step.benefits)),
        ("Watch for", " ".join(step.risks)),
        ("Evidence", evidence_line(step)),
        ("About doses", step.dose_note),
        ("Review after", review),
        ("Note", step.note),
    )
    return [line for label, text in details if text for line in wrap(text, look.width, f"{label}: ", "  ")]


def exit_lines(walk: Walk, exit_: Exit, number: int, look: Look) -> list[str]:
    """One line of the menu with its status, and below it why, and what would have to be different."""
    paint = look.paint
    style = {"open": paint.good, "caution": paint.warn, "blocked": paint.bad}.get(exit_.status, paint.mark)
    sign = {"open": "○", "caution": "⚠", "blocked": "✗", "ask": "?"}.get(exit_.status, "-")
    lead = f"{number:>3}  " if look.plain else f"{number:>3} {sign} "
    status = STATUS_WORDS[exit_.status]
    if exit_.status == "ask" and not exit_.asks:
        status = "cannot be decided: what it hangs on is never asked"
    title = wrap(f"{exit_title(walk.pathway, exit_)} ({status})", look.width, lead)
    lines = [line.replace(f"({status})", style(f"({status})")) for line in title]
    indent = " " * (len(lead) + 1)
    if exit_.status == "open" and exit_.transition.because:
        lines += [paint.dim(line) for line in wrap(exit_.transition.because, look.width, indent)]
    if exit_.status == "ask" and exit_.asks:
        lines += _asks_lines(exit_, look, indent)
    for reason in reasons(walk, exit_):
        name = f"{reason.rule}: " if reason.rule else ""
        lines += wrap(f"{name}{reason.words}", look.width, indent)
    if exit_.status == "blocked":
        lines += _different(walk, exit_, look, indent)
    return lines


def _asks_lines(exit_: Exit, look: Look, indent: str) -> list[str]:
    count = len(exit_.asks)
    more = f"at most {count} questions to go" if count > 1 else "one question to go"
    return [look.paint.dim(line) for line in wrap(more, look.width, indent)]


def _different(walk: Walk, exit_: Exit, look: Look, indent: str) -> list[str]:
    sentences = recourse_lines(walk, walk.unblocks(exit_))
    return [line for sentence in sentences for line in wrap(sentence, look.width, indent)]


def why_lines(walk: Walk, exit_: Exit, look: Look) -> list[str]:
    """All about one exit: its condition, the rules that hold, the values that decided, the sources."""
    pathway, paint = walk.pathway, look.paint
    status = STATUS_WORDS[exit_.status]
    lines = ["", *[paint.strong(x) for x in wrap(f"{exit_title(pathway, exit_)}: {status}", look.width)]]
    guard = exit_.transition.when
    if guard.text != "true":
        outcome = {True: "holds", False: "does not hold", None: "is not decided"}[exit_.guard]
        lines += wrap(f"Its condition {outcome}: {guard.text}", look.width, "  ", "    ")
        decided = why_words(pathway, walk.why_guard(exit_))
        if decided:
            lines += wrap(f"because {decided}", look.width, "    ")
    for reason in reasons(walk, exit_):
        if not reason.rule:
            continue
        rule = pathway.rules[reason.rule]
        lines += wrap(f"{reason.rule} ({rule.severity}): {reason.words}", look.width, "  ", "    ")
        if reason.decided_by:
            lines += wrap(f"because {reason.decided_by}", look.width, "    ")
        where = f"{reason.basis}: " if reason.basis else ""
        if where or reason.sources:
            text = f"Basis: {where}{sources_line(reason.sources)}".rstrip(": ")
            lines += [paint.dim(x) for x in wrap(text, look.width, "    ")]
        if rule.note:
            lines += [paint.dim(x) for x in wrap(rule.note, look.width, "    ")]
    if exit_.status == "ask":
        lines += wrap(f"It still hangs on: {', '.join(exit_.asks) or 'what is never asked'}.", look.width, "  ", "    ")
    if exit_.status in ("closed", "blocked"):
        lines += _different(walk, exit_, look, "  ")
    return lines


def fact_lines(walk: Walk, look: Look) -> list[str]:
    """The facts so far, in the pathway's order, and the therapies that run."""
    pathway = walk.pathway
    known = [name for name in pathway.facts if name in walk.known]
    lines = ["", look.paint.strong("Facts so far")]
    if not known:
        lines.append("  none yet")
    for name in known:
        question = pathway.facts[name].ask or name
        value = fact_value(pathway, name, walk.known[name])
        lines += wrap(f"{question} {value}", look.width, "  ", "    ")
    running = [pathway.therapies[therapy] for therapy in walk.active]
    if running:
        lines += wrap(", ".join(running), look.width, "  Running: ", "    ")
    return lines


def map_lines(walk: Walk, look: Look) -> list[str]:
    """The ladder, a line a lane, with the steps visited and the present one."""
    pathway = walk.pathway
    lines = ["", look.paint.strong("Where you are on the ladder")]
    visited = set(walk.visited)
    here = pathway.steps[walk.at].lane
    for name, lane in pathway.lanes.items():
        steps = [step for step, s in pathway.steps.items() if s.lane == name]
        done = [step for step in steps if step in visited]
        number = f"rung {lane.rung}: " if lane.rung is not None else ""
        sign = "here: " if name == here else "      "
        text = f"{sign}{number}{lane.title}"
        lines.append(look.paint.strong(text) if name == here else text)
        for step in done:
            mark = " (you are here)" if step == walk.at else ""
            lines += wrap(f"{pathway.steps[step].title}{mark}", look.width, "        - ")
    lines += wrap(" > ".join(walk.trail), look.width, "Path: ", "  ")
    lines.append(f"Time by the reviews: {time_words(walk.elapsed_days)}")
    return lines


def end_lines(walk: Walk, look: Look) -> list[str]:
    """The end of a walk: the way, the time, and what was blocked and why."""
    pathway = walk.pathway
    ended = "The walk has ended" if walk.status == "ended" else "The walk so far"
    lines = ["", ended if look.plain else look.rule(ended)]
    for number, name in enumerate(walk.trail, start=1):
        lines += wrap(pathway.steps[name].title, look.width, f"{number:>3}  ")
    lines += ["", f"Time by the reviews: {time_words(walk.elapsed_days)}"]
    blocked = blocked_on_the_way(walk)
    if blocked:
        lines += ["", look.paint.strong("Blocked on the way")]
        for step, name, rules in blocked:
            words = " ".join(pathway.rules[rule].because for rule in rules)
            text = f"{pathway.steps[name].title}, at '{pathway.steps[step].title}' ({', '.join(rules)}): {words}"
            lines += wrap(text, look.width, "  - ")
    return lines


def blocked_on_the_way(walk: Walk) -> list[tuple[str, str, tuple[str, ...]]]:
    """What was blocked whenever a step was left: the step, the target, and the absolute rules that held; each once."""
    blocked: dict[tuple[str, str], tuple[str, ...]] = {}
    for index, moment in enumerate(walk.moments):
        last = index + 1 == len(walk.moments)
        if last or isinstance(walk.moments[index + 1].event, Took):
            for exit_ in moment.exits:
                if exit_.status != "blocked":
                    continue
                blocked.setdefault((moment.state.at, exit_.to), exit_.rules)
    return [(step, name, rules) for (step, name), rules in blocked.items()]


def need_lines(walk: Walk, look: Look) -> list[str]:
    """What a walk that stopped for want of answers still needs."""
    pathway = walk.pathway
    lines = ["", look.paint.strong(f"The walk waits at '{walk.at}'.")]
    if walk.status == "choosing":
        names = ", ".join(e.name for e in walk.exits if e.takable)
        lines += wrap(f"It needs a choice among: {names}.", look.width)
    for name in walk.needs:
        fact = pathway.facts[name]
        lines += wrap(f"{name}: {fact.ask} ({allowed(fact)})", look.width, "It asks: ", "  ")
    return lines
