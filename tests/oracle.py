"""A second reading of the format's sections 2 and 3, as slow and literal as the page itself.

It takes typed nodes and models as data and shares no code with `conditions.evaluate` or `semantics`: where the two
differ, one of them has misread the page. Whatever is undecided here is None; a situation is a plain tuple.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias

from stepladder.conditions.nodes import (
    Amount,
    And,
    Atom,
    Compare,
    Constant,
    Count,
    HasTried,
    HasVisited,
    IsActive,
    IsBlocked,
    IsKnown,
    IsOneOf,
    IsSo,
    Node,
    Not,
    Or,
    Sum,
    Visits,
)
from stepladder.facts import Value
from stepladder.model.declarations import Derived
from stepladder.model.pathway import Pathway, Rule
from stepladder.model.steps import Interrupt, Transition

Truth: TypeAlias = bool | None


@dataclass(frozen=True)
class Place:
    """Where a walk stands."""

    at: str
    known: Mapping[str, Value] = field(default_factory=dict)
    active: frozenset[str] = frozenset()
    entered: tuple[str, ...] = ()
    """Every entry of a step, in order."""
    reasons: frozenset[str] = frozenset()
    """The rules for which a reason is recorded."""
    minutes: Fraction = Fraction(0)
    present: Place | None = None
    """The present state, where this is one that an exit would leave: `blocked` reads that."""


# conditions


def truth(p: Pathway, node: Node, place: Place) -> Truth:
    """Section 2, the table and "Three values"."""
    match node:
        case Constant(value):
            return value
        case Not(of):
            inner = truth(p, of, place)
            return None if inner is None else not inner
        case And(parts):
            inner_ones = [truth(p, part, place) for part in parts]
            return False if False in inner_ones else None if None in inner_ones else True
        case Or(parts):
            inner_ones = [truth(p, part, place) for part in parts]
            return True if True in inner_ones else None if None in inner_ones else False
        case IsSo(name, derived):
            if derived:
                return truth_of_derived(p, name, place)
            return None if name not in place.known else place.known[name] is True
        case IsOneOf(name, values, negated, derived):
            possible = names_of_table(p, name, place) if derived else {place.known.get(name)}
            if None in possible:
                return None
            answers = {(value in values) != negated for value in possible}
            return answers.pop() if len(answers) == 1 else None
        case Compare():
            return comparison(p, node, place)
        case IsKnown(name, derived):
            return is_known(p, name, place) if derived else name in place.known
        case IsActive(therapy):
            return therapy in place.active
        case HasVisited(step):
            return step in place.entered
        case HasTried(step):
            return step in place.entered and not set(p.steps[step].starts) & place.active
        case IsBlocked(step):
            held = [truth(p, rule.when.expr, place.present or place) for rule in absolute_rules(p, step)]
            return True if True in held else None if None in held else False


def truth_of_derived(p: Pathway, name: str, place: Place) -> Truth:
    when = p.derived[name].when
    assert when is not None
    return truth(p, when.expr, place)


def possible_rows(p: Pathway, derived: Derived, place: Place) -> Iterator[object]:
    """The values of the rows that could still be the first to hold."""
    for row in derived.rows or ():
        held = True if row.when is None else truth(p, row.when.expr, place)
        if held is not False:
            yield row.otherwise if row.when is None else row.is_
        if held is True:
            return


def names_of_table(p: Pathway, name: str, place: Place) -> set[object]:
    return set(possible_rows(p, p.derived[name], place))


def is_known(p: Pathway, name: str, place: Place) -> bool:
    derived = p.derived[name]
    if derived.when is not None:
        return truth(p, derived.when.expr, place) is not None
    if derived.number is not None:
        values = values_of_sum(p, derived.number.expr, place)
        return values is not None and len(values) == 1
    return len(set(possible_rows(p, derived, place))) == 1


def values_of_atom(p: Pathway, atom: Atom, place: Place) -> frozenset[Fraction] | None:
    """Every value a number could still have; None for "any"."""
    match atom:
        case Visits(step):
            return frozenset({Fraction(place.entered.count(step))})
        case Count(parts):
            held = [truth(p, part, place) for part in parts]
            sure, unsure = held.count(True), held.count(None)
            return frozenset(Fraction(n) for n in range(sure, sure + unsure + 1))
        case Amount(name, derived):
            if not derived:
                return frozenset({exact(place.known[name])}) if name in place.known else None
            number = p.derived[name].number
            if number is not None:
                return values_of_sum(p, number.expr, place)
            return frozenset(exact(value) for value in possible_rows(p, p.derived[name], place))


def exact(value: object) -> Fraction:
    assert not isinstance(value, bool | str)
    return Fraction(str(value))


def values_of_sum(p: Pathway, total: Sum, place: Place) -> frozenset[Fraction] | None:
    found = outcomes(p, [(Fraction(1), total)], place)
    return None if found is None else frozenset(found)


def comparison(p: Pathway, node: Compare, place: Place) -> Truth:
    """A comparison is decided when it comes out the same for every value possible."""
    gaps = outcomes(p, [(Fraction(1), node.left), (Fraction(-1), node.right)], place)
    if gaps is None:
        return None
    answers = {holds(gap, node.order) for gap in gaps}
    return answers.pop() if len(answers) == 1 else None


def holds(gap: Fraction, order: str) -> bool:
    return {"==": gap == 0, "!=": gap != 0, "<": gap < 0, "<=": gap <= 0, ">": gap > 0, ">=": gap >= 0}[order]


def outcomes(p: Pathway, sums: list[tuple[Fraction, Sum]], place: Place) -> set[Fraction] | None:
    """Try every combination of values; what is written twice (one name, one step) has one value."""
    atoms: list[tuple[Fraction, object]] = []
    values: dict[object, frozenset[Fraction]] = {}
    constant = Fraction(0)
    for sign, total in sums:
        constant += sign * exact(total.constant)
        for factor, atom in total.terms:
            found = values_of_atom(p, atom, place)
            if found is None:
                return None
            key = atom.name if isinstance(atom, Amount) else atom
            values[key] = found
            atoms.append((sign * exact(factor), key))
    keys = list(values)
    results = set()
    for combination in itertools.product(*(sorted(values[key]) for key in keys)):
        given = dict(zip(keys, combination, strict=True))
        results.add(constant + sum((factor * given[key] for factor, key in atoms), Fraction(0)))
    return results


# the next fact


def open_facts(p: Pathway, node: Node, place: Place) -> Iterator[str]:
    """Left to right into the parts that are themselves unknown."""
    if truth(p, node, place) is not None:
        return
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from open_facts(p, part, place)
        case Not(of):
            yield from open_facts(p, of, place)
        case IsSo(name, derived) | IsOneOf(name, _, _, derived):
            if derived:
                yield from open_in_derived(p, name, place)
            else:
                yield name
        case Compare(left, _, right):
            yield from open_in_sum(p, left, place)
            yield from open_in_sum(p, right, place)
        case IsBlocked(step):
            for rule in absolute_rules(p, step):
                yield from open_facts(p, rule.when.expr, place.present or place)
        case _:
            return


def open_in_derived(p: Pathway, name: str, place: Place) -> Iterator[str]:
    derived = p.derived[name]
    if derived.when is not None:
        yield from open_facts(p, derived.when.expr, place)
    elif derived.number is not None:
        yield from open_in_sum(p, derived.number.expr, place)
    for row in derived.rows or ():
        if row.when is None or truth(p, row.when.expr, place) is True:
            return
        yield from open_facts(p, row.when.expr, place)


def open_in_sum(p: Pathway, total: Sum, place: Place) -> Iterator[str]:
    for _, atom in total.terms:
        values = values_of_atom(p, atom, place)
        if values is not None and len(values) == 1:
            continue  # a part that is known
        if isinstance(atom, Count):
            for part in atom.parts:
                yield from open_facts(p, part, place)
        elif isinstance(atom, Amount) and atom.derived:
            yield from open_in_derived(p, atom.name, place)
        elif isinstance(atom, Amount):
            yield atom.name


# names


def members(p: Pathway, names: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for name in names:
        found += p.groups[name[1:]] if name.startswith("@") else [name]
    return found


def rules_of(p: Pathway, step: str) -> list[tuple[str, Rule]]:
    return [(name, rule) for name, rule in p.rules.items() if step in members(p, rule.blocks)]


def absolute_rules(p: Pathway, step: str) -> list[Rule]:
    return [rule for _, rule in rules_of(p, step) if rule.severity == "absolute"]


def interrupts_of(p: Pathway, step: str) -> list[Interrupt]:
    found = []
    for interrupt in p.interrupts:
        if step in members(p, interrupt.except_):
            continue
        everywhere = interrupt.from_ == ("everywhere",)
        spared = p.steps[step].kind in ("emergency", "outcome") or step == interrupt.to
        if (everywhere and not spared) or (not everywhere and step in members(p, interrupt.from_)):
            found.append(interrupt)
    return found


def named_facts(p: Pathway, node: Node | Sum) -> set[str]:
    """Every fact a condition names, through derived names and blocked steps."""
    match node:
        case And(parts) | Or(parts):
            return set[str]().union(*(named_facts(p, part) for part in parts))
        case Not(of):
            return named_facts(p, of)
        case Compare(left, _, right):
            return named_facts(p, left) | named_facts(p, right)
        case IsBlocked(step):
            return set[str]().union(*(named_facts(p, rule.when.expr) for rule in absolute_rules(p, step)))
        case IsSo(name, derived) | IsOneOf(name, _, _, derived) | IsKnown(name, derived):
            return named_in_derived(p, name) if derived else {name}
        case Sum(terms):
            found: set[str] = set()
            for _, atom in terms:
                if isinstance(atom, Amount):
                    found |= named_in_derived(p, atom.name) if atom.derived else {atom.name}
                elif isinstance(atom, Count):
                    found = found.union(*(named_facts(p, part) for part in atom.parts))
            return found
        case _:
            return set()


def named_in_derived(p: Pathway, name: str) -> set[str]:
    derived = p.derived[name]
    if derived.when is not None:
        return named_facts(p, derived.when.expr)
    if derived.number is not None:
        return named_facts(p, derived.number.expr)
    rows = [row.when.expr for row in derived.rows or () if row.when is not None]
    return set[str]().union(*(named_facts(p, row) for row in rows))


# exits


@dataclass(frozen=True)
class Way:
    """One exit with its status."""

    name: str
    to: str
    interrupt: bool
    transition: Transition
    status: str
    holding: tuple[str, ...]
    """The rules that hold, absolute ones first; empty where the guard is false."""
    next_fact: str | None
    """Of an exit at `ask`."""

    @property
    def applies(self) -> bool:
        return self.status in ("open", "caution")


def ways(p: Pathway, place: Place) -> list[Way]:
    """Section 3, "Each exit": the interrupts as written, then the step's own exits as written."""
    step = p.steps[place.at]
    found = [
        way(p, place, interrupt, truth(p, interrupt.when.expr, place), True) for interrupt in interrupts_of(p, place.at)
    ]
    own = step.next if step.next is not None else step.options or ()
    for index, exit_ in enumerate(own):
        if exit_.otherwise:
            before = [truth(p, earlier.when.expr, place) for earlier in own[:index]]
            guard: Truth = False if True in before else None if None in before else True
        else:
            guard = truth(p, exit_.when.expr, place)
        found.append(way(p, place, exit_, guard, False))
    return found


def way(p: Pathway, place: Place, exit_: Transition, guard: Truth, interrupt: bool) -> Way:
    then = replace(
        place,
        active=(place.active - set(exit_.stops)) | set(exit_.starts),
        known={**place.known, **exit_.sets},
        present=place,
    )
    rules = rules_of(p, exit_.to)
    absolute = [(name, rule, truth(p, rule.when.expr, then)) for name, rule in rules if rule.severity == "absolute"]
    relative = [(name, rule, truth(p, rule.when.expr, then)) for name, rule in rules if rule.severity == "relative"]
    judged = [held for _, _, held in absolute + relative]
    holding = tuple(name for name, _, held in absolute + relative if held is True) if guard is not False else ()
    next_fact = None
    if guard is False:
        status = "closed"
    elif any(held is True for _, _, held in absolute):
        status = "blocked"
    elif guard is None or None in judged:
        status = "ask"
        next_fact = fact_to_ask(p, place, then, exit_, guard, absolute + relative)
    elif any(held is True for _, _, held in relative):
        status = "caution"
    else:
        status = "open"
    return Way(exit_.id or exit_.to, exit_.to, interrupt, exit_, status, holding, next_fact)


def fact_to_ask(
    p: Pathway,
    place: Place,
    then: Place,
    exit_: Transition,
    guard: Truth,
    rules: list[tuple[str, Rule, Truth]],
) -> str | None:
    """ "The next fact": of the guard if that is unknown, else of the first unknown rule."""
    if guard is None and exit_.otherwise:
        step = p.steps[place.at]
        candidates = [
            fact
            for earlier in (step.next or step.options or ())[:-1]
            for fact in open_facts(p, earlier.when.expr, place)
        ]
    elif guard is None:
        candidates = list(open_facts(p, exit_.when.expr, place))
    else:
        unknown = next(rule for _, rule, held in rules if held is None)
        candidates = list(open_facts(p, unknown.when.expr, then))
    return next((fact for fact in candidates if p.facts[fact].ask), None)


# a walk

Happens: TypeAlias = tuple[object, ...]
"""("ended",), ("moves", exit), ("asks", fact), ("chooses", exits, facts), ("stuck", exits that apply)."""


def happens(p: Pathway, place: Place) -> Happens:
    """Section 3, "At a step": the first line that applies."""
    step = p.steps[place.at]
    if not step.next and not step.options:
        return ("ended",)
    found = ways(p, place)
    for way_ in found:
        if way_.interrupt and way_.applies:
            return ("moves", way_)
    for fact in step.asks:
        if fact not in place.known:
            return ("asks", fact)
    for way_ in found:
        if way_.interrupt and way_.status == "ask" and way_.next_fact:
            return ("asks", way_.next_fact)
    own = [way_ for way_ in found if not way_.interrupt]
    if step.next:
        for way_ in own:
            if way_.status == "ask" and way_.next_fact:
                return ("asks", way_.next_fact)
        applying = tuple(way_ for way_ in own if way_.applies)
        if len(applying) != 1:
            return ("stuck", applying)
        only = applying[0]
        if only.status == "caution" and not set(only.holding) <= place.reasons:
            return ("chooses", applying, ())
        return ("moves", only)
    takable = tuple(way_ for way_ in own if way_.applies)
    facts = tuple(dict.fromkeys(w.next_fact for w in own if w.status == "ask" and w.next_fact))
    return ("chooses", takable, facts) if takable or facts else ("stuck", ())


def begins(p: Pathway, entry: str | None = None) -> Place:
    if entry is None:
        return entered(p, Place(p.start), p.start)
    given = p.entries[entry]
    return entered(p, Place(given.at, dict(given.sets), frozenset(given.active), tuple(given.visited)), given.at)


def entered(p: Pathway, place: Place, step: str) -> Place:
    """Section 3, "Entering a step", in this order."""
    place = replace(place, at=step, entered=(*place.entered, step), reasons=frozenset())
    known = {f: v for f, v in place.known.items() if not (f in p.steps[step].asks and p.facts[f].fresh)}
    return affected(replace(place, known=known), p.steps[step])


def affected(place: Place, by: object) -> Place:
    stops, starts = set(by.stops), set(by.starts)  # type: ignore[attr-defined]  # a Step or a Transition
    known = {**place.known, **by.sets}  # type: ignore[attr-defined]
    for fact in by.forgets:  # type: ignore[attr-defined]
        known.pop(fact, None)
    return replace(place, active=(place.active - stops) | starts, known=known)


def answered(p: Pathway, place: Place, fact: str, value: Value) -> Place | None:
    """The place after an answer; None where the format does not provide for it."""
    if fact not in p.facts or fact in place.known or not p.facts[fact].ask or not fits(p, fact, value):
        return None
    if happens(p, place)[0] in ("moves", "ended"):
        return None
    named = set(p.steps[place.at].asks)
    for way_ in ways(p, place):
        if way_.status == "ask":
            named |= named_by_exit(p, place.at, way_.transition)
    return replace(place, known={**place.known, fact: value}) if fact in named else None


def named_by_exit(p: Pathway, at: str, exit_: Transition) -> set[str]:
    step = p.steps[at]
    own = step.next or step.options or ()
    guards = own[:-1] if exit_.otherwise else (exit_,)
    named = set[str]().union(*(named_facts(p, guard.when.expr) for guard in guards))
    return named.union(*(named_facts(p, rule.when.expr) for _, rule in rules_of(p, exit_.to)))


def fits(p: Pathway, fact: str, value: Value) -> bool:
    declared = p.facts[fact]
    match declared.type:
        case "finding":
            return isinstance(value, bool)
        case "choice":
            return isinstance(value, str) and value in (declared.values or {})
        case "number":
            if isinstance(value, bool | str):
                return False
            low = declared.min is None or value >= declared.min
            high = declared.max is None or value <= declared.max
            return low and high and (exact(value) * 10**declared.decimals).denominator == 1


def overrode(p: Pathway, place: Place, rule: str, reason: str) -> Place | None:
    happening = happens(p, place)
    if not reason.strip() or happening[0] != "chooses":
        return None
    choices = happening[1]
    assert isinstance(choices, tuple)
    if not any(way_.status == "caution" and rule in way_.holding for way_ in choices):
        return None
    return replace(place, reasons=place.reasons | {rule})


def took(p: Pathway, place: Place, name: str) -> Place | None:
    happening = happens(p, place)
    if happening[0] == "moves":
        way_ = happening[1]
        assert isinstance(way_, Way)
        return moved(p, place, way_) if way_.name == name else None
    if happening[0] != "chooses":
        return None
    choices = happening[1]
    assert isinstance(choices, tuple)
    for way_ in choices:
        if way_.name == name:
            ready = way_.status == "open" or set(way_.holding) <= place.reasons
            return moved(p, place, way_) if ready else None
    return None


def moved(p: Pathway, place: Place, way_: Way) -> Place:
    review = p.steps[place.at].review
    if review is not None and not way_.interrupt:
        place = replace(place, minutes=place.minutes + minutes_of(review.after.text))
    return entered(p, affected(place, way_.transition), way_.to)


def minutes_of(text: str) -> Fraction:
    number, unit = text.split()
    return (
        Fraction(number)
        * {"minute": 1, "hour": 60, "day": 1440, "week": 10080, "month": 43200, "year": 525600}[unit.rstrip("s")]
    )
