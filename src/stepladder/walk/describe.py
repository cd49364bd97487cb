"""A pathway, a step and the origins in words: what `show` prints."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.model.answers import allowed
from stepladder.model.origins import Origins, Place
from stepladder.model.pathway import Pathway, Rule
from stepladder.model.prepared import prepared
from stepladder.model.steps import Transition
from stepladder.text.counting import counted
from stepladder.text.terminal import wrap
from stepladder.walk.cards import Look, detail_lines
from stepladder.walk.words import KIND_WORDS, citation, place_line


def pathway_lines(pathway: Pathway, look: Look, cases: int) -> Iterator[str]:
    """The whole pathway: its head, and its steps by lane."""
    paint = look.paint
    yield from (paint.strong(line) for line in wrap(pathway.title, look.width))
    yield paint.dim(f"{pathway.id} {pathway.version}, {pathway.status}")
    yield from (paint.warn(line) for line in wrap(pathway.disclaimer, look.width))
    if pathway.population:
        yield from wrap(pathway.population, look.width, "For: ", "  ")
    if pathway.reviewed is not None:
        until = f", to be looked at again by {pathway.review_by}" if pathway.review_by else ""
        yield f"Reviewed {pathway.reviewed}{until}"
    if pathway.text:
        yield ""
        yield from wrap(pathway.text, look.width)
    yield ""
    rules = pathway.rules
    absolute = sum(rule.severity == "absolute" for rule in rules.values())
    numbers = (
        (len(pathway.steps), "step"),
        (len(pathway.facts), "fact"),
        (len(pathway.derived), "derived value"),
        (len(rules), "rule"),
        (len(pathway.interrupts), "interrupt"),
        (len(pathway.claims), "claim"),
        (len(pathway.sources), "source"),
        (cases, "case"),
    )
    counts = ", ".join(counted(number, noun) for number, noun in numbers if number)
    if absolute:
        counts += f". Of the rules {absolute} are absolute"
    yield from wrap(f"{counts}.", look.width)
    yield f"It starts at: {pathway.start}"
    for name, entry in pathway.entries.items():
        title = f" ({entry.title})" if entry.title else ""
        yield from wrap(f"or, in the entry '{name}'{title}, at {entry.at}", look.width)
    yield from _by_lane(pathway, look)
    yield ""
    yield from wrap(f"More of one step: stepladder show {pathway.id} {pathway.start}", look.width)


def _by_lane(pathway: Pathway, look: Look) -> Iterator[str]:
    lanes: list[tuple[str | None, str]] = []
    for name, lane in pathway.lanes.items():
        rung = f"rung {lane.rung}: " if lane.rung is not None else ""
        lanes.append((name, f"{rung}{lane.title}"))
    if any(step.lane not in pathway.lanes for step in pathway.steps.values()):
        lanes.append((None, "Steps" if not pathway.lanes else "Outside the lanes"))
    for lane_id, title in lanes:
        steps = [
            s
            for s, step in pathway.steps.items()
            if step.lane == lane_id or (lane_id is None and step.lane not in pathway.lanes)
        ]
        if not steps:
            continue
        yield ""
        yield look.paint.strong(title)
        for name in steps:
            step = pathway.steps[name]
            blocked = len(prepared(pathway).rules_on.get(name, ()))
            rules = f"; {counted(blocked, 'rule')} may block it" if blocked else ""
            yield from wrap(f"{step.title} [{name}] ({KIND_WORDS[step.kind].lower()}{rules})", look.width, "  - ")


def one_step_lines(pathway: Pathway, name: str, look: Look) -> Iterator[str]:
    """One step: what it is, its exits with their conditions, the rules that block it, evidence, sources."""
    step = pathway.steps[name]
    yield look.rule(step.title)
    yield from (look.paint.dim(line) for line in wrap(look.dots(f"{place_line(pathway, name)} · {name}"), look.width))
    if step.text:
        yield ""
        yield from wrap(step.text, look.width)
    yield ""
    yield from detail_lines(step, look)
    yield from _effects(pathway, name, look)
    yield from _asks(pathway, name, look)
    yield from _exits(pathway, name, look)
    yield from _rules(pathway, name, look)
    yield from _sources(pathway, name, look)


def _effects(pathway: Pathway, name: str, look: Look) -> Iterator[str]:
    step = pathway.steps[name]
    for label, names in (("Starts", step.starts), ("Stops", step.stops)):
        if names:
            yield from wrap(", ".join(pathway.therapies[n] for n in names), look.width, f"{label}: ", "  ")
    if step.sets:
        sets = ", ".join(f"{fact} = {pathway.facts[fact].label(value)}" for fact, value in step.sets.items())
        yield from wrap(sets, look.width, "Sets: ", "  ")
    if step.forgets:
        yield from wrap(", ".join(step.forgets), look.width, "Forgets: ", "  ")


def _asks(pathway: Pathway, name: str, look: Look) -> Iterator[str]:
    asks = pathway.steps[name].asks
    if asks:
        yield ""
        yield look.paint.strong("It asks")
    for fact_id in asks:
        fact = pathway.facts[fact_id]
        fresh = ", each time anew" if fact.fresh else ""
        yield from wrap(f"{fact.ask} [{fact_id}: {allowed(fact)}{fresh}]", look.width, "  - ")


def _exits(pathway: Pathway, name: str, look: Look) -> Iterator[str]:
    step = pathway.steps[name]
    interrupts = [interrupt for _, interrupt in prepared(pathway).interrupts_at.get(name, ())]
    if interrupts:
        yield ""
        yield look.paint.strong("What comes first")
        for interrupt in interrupts:
            yield from _exit(pathway, interrupt, look)
    if step.exits:
        yield ""
        title = "A person chooses among" if step.next is None else "Exactly one of these applies"
        yield look.paint.strong(title)
        for exit_ in step.exits:
            yield from _exit(pathway, exit_, look)


def _exit(pathway: Pathway, exit_: Transition, look: Look) -> Iterator[str]:
    title = exit_.label or pathway.steps[exit_.to].title
    named = f"{exit_.id}, to {exit_.to}" if exit_.id else exit_.to
    yield from wrap(f"{title} [{named}]", look.width, "  - ")
    if exit_.otherwise:
        yield "      when nothing above applies"
    elif exit_.when.text != "true":
        yield from wrap(f"when {exit_.when.text}", look.width, "      ", "        ")
    cited = ": ".join(part for part in (exit_.basis or "", ", ".join(exit_.sources)) if part)
    for text in (exit_.because, f"basis {cited}" if cited else "", exit_.note):
        if text:
            yield from (look.paint.dim(line) for line in wrap(text, look.width, "      "))


def _rules(pathway: Pathway, name: str, look: Look) -> Iterator[str]:
    rules = prepared(pathway).rules_on.get(name, ())
    if not rules:
        return
    yield ""
    yield look.paint.strong("What may block it")
    for rule_id, rule in sorted(rules, key=lambda pair: pair[1].severity):
        yield from _rule(rule_id, rule, look)


def _rule(rule_id: str, rule: Rule, look: Look) -> Iterator[str]:
    kind = "blocks" if rule.severity == "absolute" else "caution"
    style = look.paint.bad if rule.severity == "absolute" else look.paint.warn
    lines = wrap(f"{rule_id} ({kind}): {rule.because or rule.title}", look.width, "  - ", "    ")
    yield from (line.replace(f"({kind})", style(f"({kind})"), 1) for line in lines)
    yield from wrap(f"when {rule.when.text}", look.width, "      ", "        ")
    basis = ": ".join(part for part in (rule.basis or "", ", ".join(rule.sources)) if part)
    if basis:
        yield from (look.paint.dim(line) for line in wrap(f"basis {basis}", look.width, "      ", "        "))
    if rule.note:
        yield from (look.paint.dim(line) for line in wrap(rule.note, look.width, "      ", "        "))


def _sources(pathway: Pathway, name: str, look: Look) -> Iterator[str]:
    step = pathway.steps[name]
    names = dict.fromkeys(step.sources)
    for _, rule in prepared(pathway).rules_on.get(name, ()):
        names.update(dict.fromkeys(rule.sources))
    if names:
        yield ""
        yield look.paint.strong("Sources")
    for source in names:
        yield from wrap(f"{source}: {citation(pathway.sources[source])}", look.width, "  - ", "      ")


def origins_lines(origins: Origins, pathway: Pathway, look: Look) -> Iterator[str]:
    """Every statement of the texts a pathway grew from, and what became of it."""
    yield from (look.paint.strong(line) for line in wrap(f"Where '{pathway.title}' comes from", look.width))
    yield from (look.paint.warn(line) for line in wrap(pathway.disclaimer, look.width))
    for name, text in origins.texts.items():
        yield ""
        yield look.rule(f"{name}: {text.title}")
        if text.about:
            yield from wrap(text.about, look.width)
    for name, statement in origins.statements.items():
        yield ""
        yield from (look.paint.strong(line) for line in wrap(f"{name}: {statement.says}", look.width, "", "  "))
        yield from wrap(statement.reading, look.width, "  Reading: ", "    ")
        for wrong, right in statement.mistranslated.items():
            yield from wrap(f"'{wrong}' should be '{right}'", look.width, "  Mistranslated: ", "    ")
        sure = f" (confidence {statement.confidence})" if statement.confidence else ""
        yield from wrap(f"{statement.position}{sure}. {statement.today}", look.width, "  Today: ", "    ")
        if statement.sources:
            yield from wrap(", ".join(statement.sources), look.width, "  Sources: ", "    ")
        if statement.stands:
            places = "; ".join(_place(pathway, place) for place in statement.stands)
            yield from wrap(places, look.width, "  Stands in: ", "    ")
        if statement.left_out:
            yield from wrap(statement.left_out, look.width, "  Left out: ", "    ")


def _place(pathway: Pathway, place: Place) -> str:
    kind, name = place.named[0]
    as_ = f" as {place.as_}" if place.as_ and place.as_ != kind else ""
    return f"{kind} {name}{as_}"
