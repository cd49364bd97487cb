"""Which cases of the new version stand on a difference, and a case for one on which none stands.

A case stands on a difference when its walk in the new version comes to a moment that shows it. A case that is
suggested does so too, passes on the new version, and fails on the old one, or cannot begin there; both are tried.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from stepladder.cases.record import NoCase, recorded
from stepladder.cases.run import last_left, run
from stepladder.compare.findings import Difference, Suggested
from stepladder.compare.lockstep import Meeting
from stepladder.compare.replay_both import Leading
from stepladder.compare.search import Found, Looking
from stepladder.engine.events import Answered, Event, ImpossibleEvent, Overrode, Took
from stepladder.engine.walk import Walk
from stepladder.facts import Value
from stepladder.model.cases import Case, CaseFile
from stepladder.model.pathway import Pathway
from stepladder.verify.findings import Shown

NEW = 1
"""The side on which cases stand."""


@dataclass
class Upon:
    """The cases of the new version, and where their walks meet differences.

    Args:
        leading: both versions.
        file: the cases of the new one, in its own names.
    """

    leading: Leading
    file: CaseFile
    _walks: list[tuple[str, str | None, list[Meeting]]] | None = None

    def cases(self, group: Sequence[Found]) -> tuple[str, ...]:
        """The ids of the cases that stand on a difference, in the order of the file."""
        if self._walks is None:
            self._walks = list(self._led())
        return tuple([name for name, entry, met in self._walks if any(_shows(one, entry, met) for one in group)])

    def _led(self) -> Iterator[tuple[str, str | None, list[Meeting]]]:
        """The walk of each case that passes, with both versions after each of its events."""
        leading, pathway = self.leading, self.leading.matching.new
        defaults = leading.facts(NEW, self.file.facts)
        for index, case in enumerate(self.file.cases):
            led = leading.lead(NEW, leading.script(NEW, case), defaults)
            if led is not None and not run(pathway, self.file, index).failures:
                shown = Shown(case.entry, led[0].events)
                yield case.id, case.entry, list(leading.lockstep.meetings(NEW, shown))


def _shows(found: Found, entry: str | None, meetings: Sequence[Meeting]) -> bool:
    """Whether a walk in the new version comes to a moment that shows what was found."""
    if found.begins is not None:
        return entry in found.begins
    where = found.met.step if found.met is not None else found.difference.step
    return found.test is not None and any(
        (met.step == where or found.anywhere) and found.test(met.old, met.new) for met in meetings
    )


@dataclass
class Suggesting:
    """Writes a case for each difference on which none stands."""

    upon: Upon
    looking: Looking

    def all(self, differences: Sequence[tuple[Difference, Sequence[Found]]]) -> tuple[Suggested, ...]:
        """What is suggested; without a case where none tells the two versions apart there."""
        found: list[Suggested] = []
        taken = {case.id for case in self.upon.file.cases}
        for difference, group in differences:
            if difference.reached == "yes" and not difference.cases:
                name = _free(f"difference-{len(found) + 1}", taken)
                taken.add(name)
                found.append(Suggested(difference, self._case(difference, group, name)))
        return tuple(found)

    def _case(self, difference: Difference, group: Sequence[Found], name: str) -> Case | None:
        tried: list[Shown] = []
        for shown in self._moments(group):
            if shown in tried:
                continue
            tried.append(shown)
            for walk in self._walks(shown, difference):
                case = self._told(walk, difference, group, name)
                if case is not None:
                    return case
        return None

    def _moments(self, group: Sequence[Found]) -> Iterator[Shown]:
        """Walks in the new version to a moment that shows the difference, the shortest first."""
        lockstep = self.upon.leading.lockstep
        for one in group:
            yield from (Shown(entry, ()) for entry in sorted(one.begins or (), key=str))
        for one in sorted(group, key=lambda one: len(one.met.shown.events) if one.met is not None else 0):
            if one.met is not None and one.met.side == NEW:
                yield one.met.shown
            elif one.met is not None and one.met.together:
                there = list(lockstep.stands(one.met.side, one.met.shown))[-1][1]
                if there is not None:
                    yield there.shown
        for one in group:
            met = self.looking.again(one, NEW)
            if met is not None and met.side == NEW:
                yield met.shown

    def _walks(self, shown: Shown, difference: Difference) -> Iterator[Walk]:
        """The walk to that moment, and led on from there, always a stay longer."""
        pathway = self.upon.leading.pathways[NEW]
        try:
            walk = Walk.resume(pathway, shown.events, shown.entry)
        except (ImpossibleEvent, KeyError):
            return
        answers = {event.fact: event.value for event in shown.events if isinstance(event, Answered)}
        for prefer in ((), difference.subjects):
            last = self.upon.leading.onwards(NEW, walk, prefer, answers)
            for count in range(len(shown.events) + 1, len(last.moments) + 1):
                ends = count == len(last.moments) or not isinstance(last.moments[count - 1].event, Answered)
                if ends or count == len(walk.moments):
                    yield self._granted(last.until(count))

    def _granted(self, walk: Walk) -> Walk:
        """The walk with what its cases take for granted answered where it stands, as it is in a case."""
        usual = self.upon.leading.facts(NEW, self.upon.file.facts)
        steps = len(walk.trail)
        while walk.status in ("choosing", "waiting") and len(walk.trail) == steps:
            fact = next((name for name in walk.needs if name in usual), None)
            if fact is None:
                break
            walk = walk.answer(**{fact: usual[fact]})
        return walk

    def _told(self, walk: Walk, difference: Difference, group: Sequence[Found], name: str) -> Case | None:
        """The walk as a case in the names of the new version; None where it does not tell the versions apart."""
        leading, file = self.upon.leading, self.upon.file
        usual = leading.facts(NEW, file.facts)
        case = _stated(walk, difference, name, usual)
        if case is None or _passes(leading.pathways[0], case, usual):
            return None
        led = leading.lead(NEW, case, usual)
        if led is None:
            return None
        meetings = list(leading.lockstep.meetings(NEW, Shown(case.entry, led[0].events)))
        if not any(_shows(one, case.entry, meetings) for one in group):
            return None
        names = leading.matching.back.steps
        subjects = tuple([names.get(subject, subject) for subject in difference.subjects])
        told = replace(difference, step=names.get(difference.step, difference.step), subjects=subjects)
        try:
            own = Walk.resume(leading.matching.new, tuple([self._own(event) for event in walk.events]), walk.entry)
        except ImpossibleEvent:
            return None
        return _stated(own, told, name, file.facts)

    def _own(self, event: Event) -> Event:
        """An event in the names of the new version."""
        back = self.upon.leading.matching.back
        match event:
            case Took(exit_):
                return Took(back.steps.get(exit_, exit_))
            case Overrode(rule, reason):
                return Overrode(back.rules.get(rule, rule), reason)
            case Answered(fact, value):
                return Answered(back.facts.get(fact, fact), value)


def _stated(walk: Walk, difference: Difference, name: str, usual: Mapping[str, Value]) -> Case | None:
    """A walk as a case that says what is so there of the exits in question; None where no case leads that way."""
    try:
        case = recorded(walk, name, defaults=usual)
    except NoCase:
        return None
    left = last_left(walk, difference.step) if difference.kind == "exit" else None
    if left is None:
        return case
    there = {subject: left.exits[subject].status for subject in difference.subjects if subject in left.exits}
    notable = {**case.expect.statuses.get(difference.step, {}), **there}
    statuses = {**case.expect.statuses, **({difference.step: notable} if notable else {})}
    more = case.model_copy(update={"expect": case.expect.model_copy(update={"statuses": statuses})})
    return more if _passes(walk.pathway, more, usual) else case


def _passes(pathway: Pathway, case: Case, usual: Mapping[str, Value]) -> bool:
    """Whether a case passes; one that cannot begin does not."""
    if case.entry is not None and case.entry not in pathway.entries:
        return False
    known = {name: value for name, value in usual.items() if name in pathway.facts}
    file = CaseFile.model_construct(pathway=pathway.id, facts=known, cases=(case,))
    return not run(pathway, file, 0).failures


def _free(name: str, taken: Container[str]) -> str:
    """A name that no case has."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found
