"""What a proof found, in words for somebody who knows medicine and has never seen a condition.

One sentence says who comes which way to which step, one says what is wrong there. The ids of exits and rules stand
with their titles, so that what is said can be found in the file.

One file on purpose: all the sentences of a proof, which share their words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from stepladder.conditions.explain import Why, why
from stepladder.conditions.nodes import ALWAYS, Condition
from stepladder.engine.events import Exit
from stepladder.engine.semantics import entering
from stepladder.facts import Number, Value, unit_words
from stepladder.model.declarations import Fact
from stepladder.model.pathway import Claim, Pathway
from stepladder.model.steps import Transition
from stepladder.text.counting import counted
from stepladder.text.terminal import enumerated
from stepladder.verify.checker import Replayed, waiting_for
from stepladder.verify.findings import Result
from stepladder.verify.witness.witness import Witness

MOST_FACTS = 6
"""Of more facts that matter only those are named that decide what happens in the end; the others are counted."""

MOST_EXITS = 5
"""Of more exits the rest is counted."""

MOST_STEPS = 5
"""Of a longer way the middle is left out."""


def story(witness: Witness) -> str:
    """The whole of it: who, which way, and what is wrong there."""
    ahead = "" if witness.scripted is not None else " Some answers are given before the walk asks for them."
    return f"{_person(witness)} {_way(witness)}. {wrong(witness)}{ahead}"


def headline(pathway: Pathway, result: Result) -> str:
    """What a refuted result means, in a line without its witness."""
    subject = result.subject
    match result.question:
        case "SL601":
            return f"a walk can be stuck at {_step(pathway, subject)}"
        case "SL602":
            return f"two exits of {_step(pathway, subject)} can apply at once"
        case "SL603":
            return _never_taken(pathway, subject)
        case "SL604":
            claim = pathway.claims[subject]
            named = f" ({claim.title})" if claim.title else ""
            return f"the claim '{subject}' is false{named}"
        case "SL605":
            return f"the fact '{subject}' can be unknown where an exit waits for it, and it is never asked"
        case "SL606":
            return f"a walk at {_step(pathway, subject)} can come to where no outcome can be reached any more"
        case _:
            return _rule_headline(pathway, subject)


def wrong(witness: Witness) -> str:
    """What is wrong where a witness ends."""
    walk, result, pathway = witness.walk, witness.result, witness.pathway
    match result.question:
        case "SL601":
            return _stuck(walk)
        case "SL602":
            names = " and ".join(_exit_when(exit_) for exit_ in walk.last.standing.own if exit_.takable)
            return f"There two exits apply at once, and only one may: {names}."
        case "SL603":
            return "So it can be taken."
        case "SL604":
            return _claim(walk, pathway.claims[result.subject])
        case "SL605":
            waiting = [exit_ for exit_, facts in waiting_for(walk.last) if result.subject in facts]
            names = _and(_exit(pathway, exit_.transition) for exit_ in waiting)
            return f"There {names} cannot be decided without '{result.subject}', which nobody is ever asked."
        case "SL606":
            return "From there no outcome can be reached any more, whatever is answered and chosen."
        case _:
            return _rule(walk, result.subject)


def fact_words(pathway: Pathway, name: str, value: Value) -> str:
    """A fact with its value as people say it: `age 70 years`, `kidney: Normal`, `fever: yes`."""
    fact = pathway.facts[name]
    if isinstance(fact.domain, Number) and str(value) not in fact.words:
        noun, unit = _noun(name, fact), unit_words(fact.unit)
        return f"{noun} {value}" + (f" {unit}" if unit and unit.lower() not in noun.lower().split() else "")
    return f"{_noun(name, fact)}: {fact.label(value)}"


def claim_words(claim: Claim) -> str:
    """A claim as it is written, in a line: `entering nsaid_trial requires kidney != failing`."""
    parts: list[str] = []
    for key in ("never", "entering", "requires", "after", "passes", "before", "at", "when", "offers"):
        given = getattr(claim, key)
        if given is not None and given is not ALWAYS:
            parts.append(f"{key} {given.text if isinstance(given, Condition) else ', '.join(given)}")
    return " ".join(parts)


def way_words(pathway: Pathway, trail: Iterable[str]) -> str:
    """The steps of a walk by their titles; of a long one only its ends."""
    titles = [pathway.steps[step].title for step in trail]
    if len(titles) > MOST_STEPS:
        titles = [*titles[:2], counted(len(titles) - 4, "more step"), *titles[-2:]]
    return ", then ".join(titles)


# who


def _person(witness: Witness) -> str:
    named, pathway = _named(witness), witness.pathway
    parts = [fact_words(pathway, name, value) for name, value in named.items() if not isinstance(value, bool)]
    for answer, wanted in (("yes", True), ("no", False)):
        nouns = [_noun(name, pathway.facts[name]) for name, value in named.items() if value is wanted]
        if nouns:
            parts.append(f"{answer}: {', '.join(nouns)}")
    more = len(witness.matters) - len(named)
    if more:
        parts.append(f"and {counted(more, 'more answer')} on the way")
    return f"Somebody ({'; '.join(parts)})" if parts else "Anybody"


def _named(witness: Witness) -> Mapping[str, Value]:
    """The facts that matter, or of many those that decide the end."""
    if len(witness.matters) <= MOST_FACTS:
        return witness.matters
    deciding = [name for name in _deciding(witness) if name in witness.matters]
    chosen = deciding[:MOST_FACTS] or list(witness.matters)[-MOST_FACTS:]
    return {name: witness.matters[name] for name in chosen}


def _noun(name: str, fact: Fact) -> str:
    """An id as a person reads it: its words, spelt as in the question, without a unit at the end."""
    spelt = {word.strip("(),.?:;").lower(): word.strip("(),.?:;") for word in f"{fact.ask} {fact.text}".split()}
    units = {word.lower() for word in unit_words(fact.unit).split()} | {"pct" if fact.unit == "%" else ""}
    words = name.split("_")
    if len(words) > 1 and words[-1] in units:
        words = words[:-1]
    return " ".join(
        spelt[word] if word in spelt and any(c.isupper() for c in spelt[word][1:]) else word for word in words
    )


def _deciding(witness: Witness) -> tuple[str, ...]:
    """The facts that decide what the claim and the exits say where the walk stands or at its last move, nearest first.

    What decides an exit that is not closed comes before what closes another, and interrupts come last.
    """
    walk, pathway = witness.walk, witness.pathway
    deciding: dict[str, None] = {}
    claim = pathway.claims.get(witness.result.subject) if witness.result.question == "SL604" else None
    if claim is not None:
        for condition in (claim.never, claim.when):
            if condition is not None:
                deciding.update((name, None) for name, _ in why(condition, walk.last.standing.present).deciding())
        if claim.requires is not None and walk.taken is not None:
            deciding.update((name, None) for name, _ in _required(walk, claim.requires).deciding())
    before = walk.moments[-2] if walk.taken is not None else walk.last
    taken = walk.taken
    order = sorted(
        before.exits,
        key=lambda exit_: (
            taken is not None and exit_.name != taken.name,
            exit_.kind == "interrupt",
            exit_.status == "closed",
        ),
    )
    for exit_ in order:
        reasons = list(_reasons(walk, pathway, exit_))
        for reason in reasons[::-1]:
            deciding.update((name, None) for name, _ in reason.deciding())
    return tuple(deciding)


def _reasons(walk: Replayed, pathway: Pathway, exit_: Exit) -> Iterator[Why]:
    moment = next(m for m in reversed(walk.moments) if exit_ in m.exits)
    standing = moment.standing
    yield why(exit_.transition.when, standing.present)
    then = entering(pathway, standing.state, standing.present, exit_.transition)
    for name in exit_.holding:
        yield why(pathway.rules[name].when, then)


# which way


def _way(witness: Witness) -> str:
    pathway, trail = witness.pathway, witness.trail
    entry = witness.walk.entry
    begins = f" by the entry '{entry}'" if entry is not None else ""
    if len(trail) == 1:
        return f"begins at {_step(pathway, trail[0])}{begins}"
    beginning = f"begins{begins} and " if begins else ""
    return f"{beginning}comes by way of {way_words(pathway, trail[:-1])} to {_step(pathway, trail[-1])}"


# what is wrong


def _stuck(walk: Replayed) -> str:
    if walk.endless:
        return "From there it would go round and round without a question, so it goes no further."
    own = [exit_ for exit_ in walk.last.exits if exit_.status != "closed"]
    closed = [exit_ for exit_ in walk.last.standing.own if exit_.status == "closed"]
    sentences = [_why_not(walk, exit_) for exit_ in own[:MOST_EXITS]]
    if len(own) > MOST_EXITS:
        sentences.append(f"{counted(len(own) - MOST_EXITS, 'more exit')} cannot be taken either")
    if not sentences and len(closed) <= MOST_EXITS:
        sentences = [_why_closed(walk, exit_) for exit_ in closed]
    elif closed:
        names = [_exit(walk.pathway, exit_.transition) for exit_ in closed]
        sentences.append(f"the condition{'s' if len(names) > 1 else ''} of {_and(names)} {_not_met(names)}")
    at = walk.pathway.steps[walk.last.state.at]
    kind = "nothing is left to choose" if at.next is None else "no exit applies"
    return f"There {kind}: {'; '.join(sentences)}."


def _not_met(names: list[str]) -> str:
    return "are not met" if len(names) > 1 else "is not met"


def _why_not(walk: Replayed, exit_: Exit) -> str:
    pathway, named = walk.pathway, _exit(walk.pathway, exit_.transition)
    if exit_.status == "blocked":
        reasons = list(_reasons(walk, pathway, exit_))[1:]
        rules = [f"{_rule_named(pathway, rule)}{_because(pathway, reasons[i])}" for i, rule in enumerate(exit_.rules)]
        return f"{named} is blocked by {_and(rules)}"
    facts = next((facts for waiting, facts in waiting_for(walk.last) if waiting is exit_), ())
    return f"{named} waits for {_and(facts)}, which nobody can be asked"


def _not_offered(walk: Replayed, claim: Claim) -> str:
    """Why no exit to what a claim says is offered can be taken; empty where there is no exit, or there are many."""
    wanted = walk.pathway.members(claim.offers or ())
    exits = [exit_ for exit_ in walk.last.standing.own if exit_.to in wanted]
    if not 0 < len(exits) <= MOST_EXITS:
        return ""
    why_not = {"closed": _why_closed, "ask": _why_waits}
    sentences = [why_not.get(exit_.status, _why_not)(walk, exit_) for exit_ in exits]
    return f": {'; '.join(sentences)}" if all(sentences) else ""


def _why_waits(walk: Replayed, exit_: Exit) -> str:
    asked = exit_.asks or next((facts for waiting, facts in waiting_for(walk.last) if waiting is exit_), ())
    return f"{_exit(walk.pathway, exit_.transition)} waits for {_and(asked[:1])}" if asked else ""


def _why_closed(walk: Replayed, exit_: Exit) -> str:
    reason = why(exit_.transition.when, walk.last.standing.present)
    named = _exit(walk.pathway, exit_.transition)
    return f"{named} needs {_condition(exit_.transition)}{_because(walk.pathway, reason)}"


def _claim(walk: Replayed, claim: Claim) -> str:
    pathway, at = walk.pathway, walk.last.state.at
    if claim.never is not None:
        reason = why(claim.never, walk.last.standing.present)
        return (
            f"There it holds that {claim.never.text}{_because(pathway, reason)}; the claim says that this is never so."
        )
    if claim.requires is not None:
        reason = _required(walk, claim.requires)
        required, because = f"'{claim.requires.text}'", _because(pathway, reason)
        if reason.outcome is None:
            return f"It is entered although nobody knows whether {required} holds{because}."
        return f"It is entered although {required} does not hold{because}."
    if claim.when is not None:
        offers = f"no exit to {_targets(pathway, claim.offers)} is open{_not_offered(walk, claim)}"
        if claim.when is ALWAYS:
            return f"There {offers}."
        holds = _because(pathway, why(claim.when, walk.last.standing.present))
        return f"There {claim.when.text}{holds}, and {offers}."
    passes = _targets(pathway, claim.passes)
    if claim.after is not None:
        return f"It comes there after {_targets(pathway, claim.after)} without {passes} in between."
    return f"It comes to {_step(pathway, at)} without having passed {passes}."


def _rule(walk: Replayed, rule: str) -> str:
    pathway = walk.pathway
    exits = [exit_ for exit_ in walk.last.exits if rule in exit_.holding]
    because = "".join(_because(pathway, reason) for reason in list(_reasons(walk, pathway, exits[0]))[1:][:1])
    names = _and(_exit(pathway, exit_.transition) for exit_ in exits)
    return f"There the rule {_rule_named(pathway, rule)} holds for {names}{because}, so it is needed after all."


def _rule_headline(pathway: Pathway, rule: str) -> str:
    if pathway.rules[rule].backstop:
        return f"the rule '{rule}' is meant as a backstop, and yet some walk needs it"
    return f"the rule '{rule}' is never needed: no walk comes to a way that it closes while it holds"


def _never_taken(pathway: Pathway, subject: str) -> str:
    if subject in pathway.steps:
        return f"no walk ever comes to {_step(pathway, subject)}"
    if subject.startswith("interrupts["):
        interrupt = pathway.interrupts[int(subject[len("interrupts[") : -1])]
        return f"no walk ever takes the interrupt to {_step(pathway, interrupt.to)}"
    step, _, name = subject.partition("/")
    return f"no walk ever takes the exit '{name}' of {_step(pathway, step)}"


# pieces


def _required(walk: Replayed, condition: Condition) -> Why:
    before, exit_ = walk.moments[-2].standing, walk.taken
    assert exit_ is not None
    return why(condition, entering(walk.pathway, before.state, before.present, exit_.transition))


def _because(pathway: Pathway, reason: Why) -> str:
    """What decided a condition, in brackets; empty where there is nothing to say."""
    known = [fact_words(pathway, name, value) for name, value in reason.deciding() if value is not None]
    unknown = [f"{name} is not known" for name, value in reason.deciding() if value is None]
    parts = [*known, *unknown, *reason.states()]
    return f" ({'; '.join(parts[:MOST_FACTS])})" if parts else ""


def _step(pathway: Pathway, step: str) -> str:
    return f"'{pathway.steps[step].title}'"


def _exit(pathway: Pathway, transition: Transition) -> str:
    return f"'{transition.label or pathway.steps[transition.to].title}'"


def _exit_when(exit_: Exit) -> str:
    return f"'{exit_.name}' (when {_condition(exit_.transition)})"


def _condition(transition: Transition) -> str:
    return "that nothing above applies" if transition.otherwise else transition.when.text


def _rule_named(pathway: Pathway, rule: str) -> str:
    title = pathway.rules[rule].title
    return f"{rule} ({title})" if title else rule


def _targets(pathway: Pathway, names: Iterable[str] | None) -> str:
    given = tuple(names or ())
    return " or ".join(_step(pathway, name) if name in pathway.steps else name for name in given)


def _and(names: Iterable[str]) -> str:
    return enumerated(dict.fromkeys(names))
