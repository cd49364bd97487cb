"""What Python says of many walks, for the engine of the page to say the same, word for word.

A walk is its events and, before the first and after each, all that can be said of the state: where it stands, what is
known and derived, what happens next, and of every exit its status, reasons, rules and open facts, why it is so, and
what would have to be different. Events that must be refused stand among them.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from stepladder.conditions.evaluate import evaluate, possible, possible_values
from stepladder.conditions.explain import Why
from stepladder.conditions.mentions import comparisons, inside
from stepladder.conditions.nodes import Amount, Condition, Expression, Table
from stepladder.conditions.to_json import Json, decimal_text, value_json
from stepladder.engine.events import Answered, Event, Exit, ImpossibleEvent, Moves, Overrode, Stuck, Took
from stepladder.engine.recourse import Recourse
from stepladder.engine.scripted import Hand, drive
from stepladder.engine.semantics import answerable, now
from stepladder.engine.walk import Walk
from stepladder.facts import Choice, Finding, Number, Value, tidy
from stepladder.model.cases import CaseFile
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.walk.words import because, exit_title, fact_value, reasons, recourse_lines, time_words

Object: TypeAlias = dict[str, Json]
Refused: TypeAlias = Mapping[int, Sequence[Event]]
"""Events that were refused, by how many moments the walk had."""


def case_vectors(pathway: Pathway, cases: CaseFile, deep: int = 1) -> list[Object]:
    """The walk of every case.

    Args:
        pathway: one without errors.
        cases: its cases.
        deep: why, and what would have to be different, stands in every so many-th moment; both take long to work out.
    """
    vectors: list[Object] = []
    for index, case in enumerate(cases.cases):
        walk, _ = drive(pathway, Hand(case, cases.facts))
        vectors.append(_vector(walk, case.id, {}, deep, index))
    return vectors


def random_vectors(pathway: Pathway, seed: int, count: int, *, most: int = 40, deep: int = 1) -> list[Object]:
    """Walks by chance.

    Args:
        pathway: one without errors.
        seed: the same seed gives the same walks.
        count: how many.
        most: after so many events a walk is left where it is.
        deep: why, and what would have to be different, stands in every so many-th moment.
    """
    chance = _Chance(pathway, random.Random(seed))
    entries = (None, *pathway.entries)
    vectors: list[Object] = []
    for number in range(count):
        walk, refused = chance.walk(entries[number % len(entries)], most)
        vectors.append(_vector(walk, f"{seed}.{number}", refused, deep, number))
    return vectors


def _vector(walk: Walk, name: str, refused: Refused, deep: int, offset: int) -> Object:
    """A walk as data; of each moment only what is not as it was in the one before."""
    steps: list[Json] = []
    event: Event | None = None
    before: Object = {}
    for count, moment in enumerate(walk.moments, start=1):
        last = count == len(walk.moments)
        if last or not isinstance(moment.following, Moves):
            snapshot = _snapshot(walk.until(count), deep=(len(steps) + offset) % deep == 0)
            given: Object = {"event": None if event is None else _event(event)}
            given["refused"] = [_event(logged) for logged in refused.get(count, ())]
            steps.append({**given, **_news(before, snapshot)})
            before = snapshot
            event = None if last else walk.moments[count].event
    events = [_event(logged) for logged in walk.events]
    return {"name": name, "entry": walk.entry, "steps": steps, "events": events, "undone": len(walk.undo().events)}


def _news(before: Object, snapshot: Object) -> Object:
    """What is not as it was.

    Of a mapping the keys that differ, null for those that are gone; of `exits` null in place of one that is the same.
    """
    news: Object = {}
    for key, value in snapshot.items():
        old = before.get(key)
        if key not in before or value != old:
            if isinstance(value, dict) and isinstance(old, dict):
                changed = {name: item for name, item in value.items() if name not in old or old[name] != item}
                news[key] = {**changed, **{name: None for name in old if name not in value}}
            elif key == "exits" and isinstance(value, list) and isinstance(old, list) and len(value) == len(old):
                news[key] = [None if item == past else item for item, past in zip(value, old, strict=True)]
            else:
                news[key] = value
    return news


def _event(event: Event) -> Json:
    match event:
        case Answered(fact, value):
            return {"type": "answered", "fact": fact, "value": value_json(value)}
        case Overrode(rule, reason):
            return {"type": "overrode", "rule": rule, "reason": reason}
        case Took(exit_):
            return {"type": "took", "to": exit_}


def _snapshot(walk: Walk, *, deep: bool) -> Object:
    """All that can be said of a moment that waits for something, or is the end."""
    pathway, state = walk.pathway, walk.state
    overlap = walk.situation.overlap if isinstance(walk.situation, Stuck) else ()
    takable = [exit_ for exit_ in walk.exits if exit_.takable and exit_.kind != "interrupt"]
    snapshot: Object = {
        "at": walk.at,
        "trail": list(walk.trail),
        "known": {name: value_json(value) for name, value in walk.known.items()},
        "words": {name: fact_value(pathway, name, value) for name, value in walk.known.items()},
        "active": list(walk.active),
        "visits": [[step, count] for step, count in state.visits.items()],
        "reasons": [[rule, reason] for rule, reason in state.reasons.items()],
        "minutes": decimal_text(state.minutes),
        "days": walk.elapsed_days,
        "time": time_words(walk.elapsed_days),
        "derived": _derived(walk),
        "status": walk.status,
        "needs": list(walk.needs),
        "takable": [walk.exits.index(exit_) for exit_ in takable] if walk.status == "choosing" else [],
        "overlap": [walk.exits.index(exit_) for exit_ in overlap],
        "endless": walk.endless,
        "exits": [_exit(walk, exit_) for exit_ in walk.exits],
    }
    if deep:
        snapshot["why"] = [_why(walk, exit_) for exit_ in walk.exits]
        changes = [walk.unblocks(exit_) for exit_ in walk.exits]
        snapshot["unblocks"] = [[_recourse(recourse) for recourse in of] for of in changes]
        snapshot["different"] = [list(recourse_lines(walk, of)) for of in changes]
    else:
        snapshot.update(why=None, unblocks=None, different=None)
    return snapshot


def _exit(walk: Walk, exit_: Exit) -> Object:
    return {
        "kind": exit_.kind,
        "name": exit_.name,
        "id": exit_.transition.id,
        "to": exit_.to,
        "title": exit_title(walk.pathway, exit_),
        "status": exit_.status,
        "because": because(walk, exit_),
        "rules": list(exit_.rules),
        "asks": list(exit_.asks),
        "holding": list(exit_.holding),
    }


def _derived(walk: Walk) -> Object:
    """What every derived name comes out as: true, false or null; of others the values they can have, null for any."""
    present = now(walk.pathway, walk.state)
    found: Object = {}
    for name, definition in prepared(walk.pathway).definitions.items():
        match definition:
            case Condition(expr=expr):
                found[name] = evaluate(expr, present)
            case Expression(expr=total):
                values = possible(total, present)
                found[name] = None if values is None else [decimal_text(value) for value in values]
            case Table():
                open_values = possible_values(name, present)
                found[name] = [number if isinstance(number, str) else decimal_text(number) for number in open_values]
    return found


def _why(walk: Walk, exit_: Exit) -> Object:
    rules = prepared(walk.pathway).rules_on.get(exit_.to, ())
    return {
        "guard": _said(walk.why_guard(exit_)),
        "rules": [[name, _said(walk.why_rule(exit_, name))] for name, _ in rules],
        "reasons": [
            [reason.rule, reason.words, reason.decided_by, reason.basis, list(reason.sources)]
            for reason in reasons(walk, exit_)
        ],
    }


def _said(why: Why) -> Json:
    deciding: list[Json] = [[name, None if value is None else value_json(value)] for name, value in why.deciding()]
    return [why.text, why.outcome, deciding, list(why.states())]


def _recourse(recourse: Recourse) -> Json:
    facts: list[Json] = [[name, value_json(value)] for name, value in recourse.facts.items()]
    lists = {key: list(getattr(recourse, key)) for key in ("rules", "asks", "waits", "unchangeable")}
    return {"facts": facts, "status": recourse.status, **lists}


class _Chance:
    """Makes walks up: what is asked is answered, what is open is taken, and now and then what must be refused tried."""

    def __init__(self, pathway: Pathway, chosen: random.Random) -> None:
        self.pathway = pathway
        self.chosen = chosen
        self.values = {name: self._values(name) for name in pathway.facts}

    def walk(self, entry: str | None, most: int) -> tuple[Walk, dict[int, list[Event]]]:
        """One walk, and what was refused on the way, by how many moments it had then."""
        walk = Walk(self.pathway, entry)
        refused: dict[int, list[Event]] = {}
        for _ in range(most):
            try:
                walk.follow(wrong := self._anything(walk))
            except ImpossibleEvent:
                refused.setdefault(len(walk.moments), []).append(wrong)
            event = self._fitting(walk)
            if event is None:
                break
            walk = walk.follow(event)
        return walk, refused

    def _fitting(self, walk: Walk) -> Event | None:
        """Something that is possible; None where nothing is."""
        pick, needs = self.chosen.choice, list(walk.needs)
        open_ones = [exit_ for exit_ in walk.exits if exit_.takable] if walk.status == "choosing" else []
        if open_ones and (not needs or self.chosen.random() < 0.4):
            exit_ = pick(open_ones)
            missing = [rule for rule in exit_.holding if rule not in walk.state.reasons]
            return Overrode(pick(missing), "It was agreed.") if missing else Took(exit_.name)
        if not needs:
            return None
        fact = pick(needs)
        if self.chosen.random() < 0.1:  # what is named here may be answered before it is asked
            named = answerable(walk.moments[-1].standing)
            fact = pick([name for name in self.pathway.facts if name in named] or needs)
        return Answered(fact, pick(self.values[fact]))

    def _anything(self, walk: Walk) -> Event:
        """Something that is mostly impossible."""
        pick = self.chosen.choice
        match self.chosen.randrange(4):
            case 0:
                return Took(pick([*self.pathway.steps, *(exit_.name for exit_ in walk.exits)]))
            case 1:
                return Overrode(pick([*self.pathway.rules, "no-such-rule"]), pick(["It was agreed.", "  "]))
            case 2:
                fact = pick(list(self.pathway.facts))
                return Answered(fact, pick(self.values[fact]))
            case _:
                fact = pick([*(walk.needs or self.pathway.facts), "no_such_fact"])
                odd: list[Value] = [True, "no_such_value", Decimal("0.123456789"), 10**13, -1, Decimal("2.5")]
                return Answered(fact, pick(odd))

    def _values(self, name: str) -> list[Value]:
        """The values worth trying: of a number the ends, what it is compared with, and their neighbours."""
        match domain := prepared(self.pathway).domains[name]:
            case Finding():
                return [False, False, False, True]  # most of what is asked first is an alarm that ends a walk
            case Choice(values):
                return list(values)
            case Number(low=low, high=high, decimals=decimals):
                step = Decimal(1).scaleb(-decimals)
                points = {Decimal(end) for end in (low, high) if end is not None}
                for point in self._thresholds(name):
                    whole = (Decimal(point) / step).to_integral_value() * step
                    points |= {whole - step, whole, whole + step}
                fitting = sorted(v for v in points or {Decimal(1)} if not _outside(domain, v))
                return [tidy(value) for value in fitting]

    def _thresholds(self, name: str) -> list[Decimal | int]:
        nodes = [condition.expr for _, condition in self.pathway.conditions()]
        parts = [part for definition in prepared(self.pathway).definitions.values() for part in inside(definition)]
        compared = [c for node in (*nodes, *parts) for c in comparisons(node)]
        return [
            opposite.constant
            for c in compared
            for side, opposite in ((c.left, c.right), (c.right, c.left))
            if any(isinstance(atom, Amount) and atom.name == name for _, atom in side.terms)
        ]


def _outside(domain: Number, value: Decimal) -> bool:
    return (domain.low is not None and value < domain.low) or (domain.high is not None and value > domain.high)
