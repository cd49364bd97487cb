"""The questions of one case: at every decision of its walk, what must not be chosen, and what comes next.

The walk is the one that `test` runs; the statuses, reasons and values are those of the real semantics. An exit that is
not decided yet is not among the answers: nobody could say whether it is allowed. Where an interrupt takes the walk
away, every other exit is an answer too, for none of them can be taken then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

from stepladder.engine.events import Exit
from stepladder.engine.walk import Walk
from stepladder.facts import Value
from stepladder.model.cases import Case
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.quiz.grounds import blocked_words, exit_ground, rule_ground, rule_words, sources_of
from stepladder.quiz.items import Ground, Item, Known, Option, Verdict
from stepladder.walk.words import exit_title, fact_value

FEW = 6
"""So many answers are filled up to with exits that are not offered and with interrupts that do not hold."""

DECOYS = 2
"""At most so many interrupts that do not hold are among the answers."""

REASONS = 5
"""At most so many answers to the question what must not be chosen."""


@dataclass(frozen=True)
class Decision:
    """A moment at which a walk leaves a step, and the exit it takes."""

    number: int
    """Which departure of the walk it is, counted from 1."""
    walk: Walk
    """The walk just before."""
    taken: Exit

    @property
    def forced(self) -> bool:
        """Whether the pathway leads on by itself, so that one exit alone is allowed."""
        return self.taken.kind != "option"

    @property
    def allowed(self) -> tuple[Exit, ...]:
        """The exits that may be taken."""
        return (self.taken,) if self.forced else tuple(exit_ for exit_ in self.walk.exits if exit_.takable)


def decisions(walk: Walk) -> Iterator[Decision]:
    """Every departure of a walk, in order."""
    for number, (index, taken) in enumerate(walk.departures(), start=1):
        yield Decision(number, walk.until(index + 1), taken)


def case_items(case: Case, walk: Walk, seed: int) -> tuple[Item, ...]:
    """Every question of a case, in the order of its walk.

    Args:
        case: the case.
        walk: the walk that it leads to.
        seed: decides the order of answers, and which rules are asked about.
    """
    items: list[Item] = []
    asked: set[str] = set()
    for decision in decisions(walk):
        both = (_blocked(case, decision, seed, asked), _take(case, decision, seed))
        items.extend(item for item in both if item is not None)
    return told(case, items)


def told(case: Case, items: Iterable[Item]) -> tuple[Item, ...]:
    """Some questions of a case with what is new at each of them, and what the case teaches at the last."""
    leaner: list[Item] = []
    before: dict[str, str] = {}
    for item in items:
        news = tuple([replace(fact, new=before.get(fact.fact) != fact.words) for fact in item.known])
        before = {fact.fact: fact.words for fact in item.known}
        leaner.append(replace(item, known=news, teaches="", case_title=""))
    if leaner:
        leaner[-1] = replace(leaner[-1], teaches=case.teaches, case_title=case.title)
    return tuple(leaner)


def known(pathway: Pathway, values: Mapping[str, Value]) -> tuple[Known, ...]:
    """What is known, in the pathway's order."""
    return tuple(
        Known(name, fact.ask or name, fact_value(pathway, name, values[name]), plain_no=values[name] is False)
        for name, fact in pathway.facts.items()
        if name in values
    )


def _take(case: Case, decision: Decision, seed: int) -> Item | None:
    """What comes next; None where there is nothing to decide."""
    identity = f"{case.id}/{decision.number}"
    rng = Random(f"{seed} {decision.walk.pathway.id} {identity}")
    options = [_option(decision, exit_, label) for label, exit_ in _answers(decision, rng)]
    if len(options) < 2:
        return None
    rng.shuffle(options)
    question = "Where does the pathway lead from here?" if decision.forced else "What would you do next?"
    return _item(case, decision, identity, question, options, "take")


def _answers(decision: Decision, rng: Random) -> list[tuple[str, Exit]]:
    """The exits among which to choose, each with what it is called; two that say the same are one."""
    standing = decision.walk.moments[-1].standing
    allowed = decision.allowed
    away = decision.taken.kind == "interrupt"
    own = [exit_ for exit_ in standing.own if exit_ not in allowed]
    shut = [exit_ for exit_ in own if away or exit_.status in ("blocked", "closed")]
    there = {exit_.to for exit_ in allowed}  # an interrupt to where one may go anyway would make a right answer wrong
    idle = [exit_ for exit_ in standing.interrupts if exit_.status == "closed" and exit_.to not in there]
    rng.shuffle(idle)
    first = [exit_ for exit_ in shut if exit_.status != "closed"]
    fill = [exit_ for exit_ in shut if exit_.status == "closed"]
    rng.shuffle(fill)
    decoys = idle[: max(DECOYS, DECOYS + 2 - len(fill))]
    exits: dict[str, Exit] = {}
    for exit_ in (decision.taken, *allowed, *first, *_mixed(fill, decoys)):
        obliged = exit_ in allowed or exit_.status == "blocked"
        if not obliged and len(exits) >= FEW:
            continue
        exits.setdefault(_label(decision, exit_, exits), exit_)
    return list(exits.items())


def _mixed(fill: list[Exit], decoys: list[Exit]) -> list[Exit]:
    """One interrupt goes before the last exits that are not offered, so that it is not always cut away."""
    return [*fill[:2], *decoys[:1], *fill[2:], *decoys[1:]]


def _label(decision: Decision, exit_: Exit, taken: Mapping[str, Exit]) -> str:
    """What an exit is called: where it leads, or what the pathway calls the choice."""
    pathway = decision.walk.pathway
    target = pathway.steps[exit_.to].title
    label = exit_title(pathway, exit_) if exit_.kind == "option" and not decision.forced else target
    same_label = taken.get(label)
    if same_label is None or same_label.to == exit_.to:
        return label
    return f"{label} ({target})" if label != target else f"{label} ({exit_.name})"


def _option(decision: Decision, exit_: Exit, label: str) -> Option:
    verdict: Verdict = "wrong"
    if exit_ == decision.taken:
        verdict = "right"
    elif exit_ in decision.allowed:
        verdict = "possible"
    says, grounds = _said(decision, exit_)
    return Option(exit_.name if exit_.kind != "interrupt" else f"{exit_.name}!", label, verdict, says, grounds)


def _said(decision: Decision, exit_: Exit) -> tuple[str, tuple[Ground, ...]]:
    """What is said of an answer, and why it is so."""
    walk, taken = decision.walk, decision.taken
    rules = tuple(rule_ground(walk, exit_, name) for name in exit_.rules)
    if exit_ == taken:
        if taken.kind == "interrupt":
            return "This comes before anything else here.", (exit_ground(walk, taken),)
        if taken.kind == "next":
            return "This is where the pathway leads.", (exit_ground(walk, taken), *rules)
    with_reason = " with caution, with a recorded reason" if exit_.status == "caution" else ""
    if exit_ == taken:
        says = f"The pathway allows it here{with_reason}, and the case goes this way."
        return says, (exit_ground(walk, taken), *rules)
    if exit_ in decision.allowed:
        way = exit_title(walk.pathway, taken)
        says = f"The pathway allows it here{with_reason}; the case goes another way, '{way}'."
        return says, (exit_ground(walk, exit_), *rules)
    if taken.kind == "interrupt":
        first = walk.pathway.steps[taken.to].title
        return f"Not now: '{first}' comes first.", (exit_ground(walk, taken),)
    if exit_.status == "blocked":
        return blocked_words(walk, exit_), rules
    return "The pathway does not offer it here.", (exit_ground(walk, exit_),)


def _blocked(case: Case, decision: Decision, seed: int, asked: set[str]) -> Item | None:
    """What must not be chosen, and why; None where nothing is blocked, or there is nothing to tell it from.

    What was asked about is added to `asked` and not asked about again.
    """
    walk = decision.walk
    if decision.taken.kind == "interrupt":
        return None
    own = walk.moments[-1].standing.own
    shut = [exit_ for exit_ in own if exit_.status == "blocked"]
    reasons = [(e, rule) for e in shut for rule in e.rules if _with_reason(walk, e, rule) not in asked]
    if not reasons:
        return None
    identity = f"{case.id}/{decision.number}-blocked"
    rng = Random(f"{seed} {walk.pathway.id} {identity}")
    exit_, rule = rng.choice(reasons)
    options = [
        Option(
            exit_.name,
            _with_reason(walk, exit_, rule),
            "right",
            blocked_words(walk, exit_),
            (rule_ground(walk, exit_, rule),),
        )
    ]
    holding_words = {rule_words(walk.pathway, name) for blocked in shut for name in blocked.holding}
    open_ones = [candidate for candidate in own if candidate.takable]
    rng.shuffle(open_ones)
    for candidate in [*open_ones, exit_, exit_]:
        if len(options) < REASONS:
            options.extend(_not_so(walk, candidate, holding_words, rng))
    if len(options) < 2:
        return None
    asked.add(options[0].label)
    rng.shuffle(options)
    question = "Which of these must not be chosen here, and why?"
    return _item(case, decision, identity, question, options, "blocked")


def _with_reason(walk: Walk, exit_: Exit, rule: str) -> str:
    return f"{exit_title(walk.pathway, exit_)}: {rule_words(walk.pathway, rule)}"


def _not_so(walk: Walk, exit_: Exit, holding_words: set[str], rng: Random) -> Iterator[Option]:
    """One answer with a reason that does not hold for this patient, if there is one that no other answer gives."""
    blocked = exit_.status == "blocked"
    names = [
        name
        for name, rule in prepared(walk.pathway).rules_on.get(exit_.to, ())
        if (blocked or rule.severity == "absolute")
        and rule_words(walk.pathway, name) not in holding_words
        and walk.why_rule(exit_, name).outcome is False
    ]
    if not names:
        return
    name = rng.choice(names)
    label = _with_reason(walk, exit_, name)
    holding_words.add(rule_words(walk.pathway, name))
    if blocked:
        says = "It is blocked, but not for this reason: the rule does not hold for this patient."
    else:
        with_reason = " with caution" if exit_.status == "caution" else ""
        says = f"It is open{with_reason}: the rule does not hold for this patient."
    yield Option(f"{exit_.name}.{name}", label, "wrong", says, (rule_ground(walk, exit_, name),))


def _item(case: Case, decision: Decision, identity: str, question: str, options: list[Option], kind: str) -> Item:
    walk = decision.walk
    pathway = walk.pathway
    item = Item(
        id=identity,
        kind="blocked" if kind == "blocked" else "take",
        case=case.id,
        title=pathway.steps[walk.at].title,
        story=case.story,
        at=walk.at,
        step=pathway.steps[walk.at].title,
        question=question,
        options=tuple(options),
        known=known(pathway, walk.known),
        way=tuple([pathway.steps[name].title for name in walk.trail]),
        running=tuple([pathway.therapies[name] for name in walk.active]),
    )
    return replace(item, sources=to_read(pathway, walk.at, item.expected.grounds))


def to_read(pathway: Pathway, step: str, grounds: Iterable[Ground]) -> tuple[str, ...]:
    """The sources behind an answer; those of the step where the answer itself names none."""
    names = dict.fromkeys(name for ground in grounds for name in ground.sources)
    return tuple(names) or sources_of(pathway, step)
