"""One patient led by both versions, made as short and as plain as can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from stepladder.compare.findings import Difference, Side, Witness, highest
from stepladder.compare.lockstep import Lockstep, Meeting, Test
from stepladder.compare.merging import class_of, comes_to, joined, key, plainness, subjects_of
from stepladder.compare.replay_both import Leading
from stepladder.compare.search import Found
from stepladder.compare.standing_cases import Upon
from stepladder.engine.events import Answered, Asks, Chooses, Ended, Event, Exit, ImpossibleEvent, Overrode
from stepladder.engine.semantics import Standing
from stepladder.engine.serialize import value_data
from stepladder.engine.walk import Walk
from stepladder.facts import Value
from stepladder.model.cases import Script
from stepladder.model.pathway import Pathway
from stepladder.verify.checker import replay
from stepladder.verify.findings import Shown
from stepladder.verify.witness.minimize import Plain
from stepladder.verify.witness.natural import natural
from stepladder.verify.witness.scripted import scripted

MOST_TRIES = 160
"""After so many tries a witness stays as it is,"""
MOST_IN_ALL = 800
"""and after so many in all the others do."""


@dataclass
class _Plainest(Plain):
    """A witness of a difference on its way to its plainest form."""

    lockstep: Lockstep | None = None
    side: int = 0
    test: Test | None = None
    together: bool = False

    def make(self) -> Shown:
        """The plainest walk at whose end the versions differ in the same way."""
        if self.like is None or not self._differs(self.shown):
            return self.shown
        self._take_questions_as_they_come()
        self._leave_out_rounds()
        self._leave_out_answers()
        self._take_plain_values()
        return self.shown

    def keeps(self, events: tuple[Event, ...]) -> bool:
        """Whether other events from the same beginning show the same."""
        self.tries += 1
        if self.tries > MOST_TRIES:
            return False
        shown = Shown(self.shown.entry, events)
        if not self._differs(shown):
            return False
        if not self.natural:
            return True
        walk = replay(self.pathway, shown, self.like)
        return walk is not None and natural(walk)

    def _differs(self, shown: Shown) -> bool:
        assert self.lockstep is not None
        assert self.test is not None
        met = self.lockstep.meet(self.side, shown)
        return met is not None and (met.together or not self.together) and self.test(met.old, met.new)


@dataclass
class Showing(Leading):
    """Turns what was found into what is shown."""

    left: int = MOST_IN_ALL
    """How many tries are left to make witnesses plain."""
    upon: Upon | None = None
    """The cases of the new version, where they are looked at."""
    told: list[tuple[Difference, Sequence[Found]]] = field(default_factory=list)
    """The differences that were made, each with what was found of it."""

    def merged(self, found: Sequence[Found]) -> tuple[Difference, ...]:
        """One difference for each kind, step and class of patients, with its witness."""
        together: dict[object, list[Found]] = {}
        for one in found:
            together.setdefault(key(one.difference), []).append(one)
        for name, group in list(together.items()):  # what is still asked is told with what comes of it
            like = next((other for other in together.values() if other is not group and comes_to(group, other)), None)
            if like is not None:
                like.extend(group)
                del together[name]
        whole: dict[object, list[Found]] = {}
        for group in together.values():  # one class of patients, several new statuses
            whole.setdefault(class_of(group), []).extend(group)
        return tuple([self._one(group) for group in whole.values()])

    def alike(self, apart: Sequence[Difference]) -> tuple[Difference, ...]:
        """The same for what no walk comes to."""
        together: dict[object, list[Difference]] = {}
        for one in apart:
            together.setdefault(key(one), []).append(one)
        return tuple([replace(group[0], subjects=subjects_of(group)) for group in together.values()])

    def _one(self, group: Sequence[Found]) -> Difference:
        shown = [one for one in group if one.met is not None]
        best = min(shown, key=plainness, default=None)
        witness = self._witness(best) if best is not None else None
        first = (best or group[0]).difference
        if first.reached == "undecided" and len({one.difference.now for one in group}) > 1:
            first = replace(first, was="not decided", now="not decided")
        else:
            was, now = [joined([getattr(one.difference, word) for one in group]) for word in ("was", "now")]
            first = replace(first, was=was, now=now)
        first = replace(first, level=highest([one.difference.level for one in group]))
        subjects = subjects_of([one.difference for one in group])
        if best is not None:  # the exit that the witness is about comes first
            subjects = tuple(dict.fromkeys((*best.difference.subjects, *subjects)))
        cases = self.upon.cases(group) if self.upon is not None else None
        difference = replace(first, subjects=subjects, witness=witness, cases=cases)
        self.told.append((difference, [*([best] if best is not None else []), *group]))
        return difference

    def _witness(self, found: Found) -> Witness:
        met, test = found.met, found.test
        assert met is not None
        side, shown = met.side, met.shown
        pathway = self.pathways[side]
        if test is not None:
            plain = _Plainest(
                pathway, "SL601", met.step, shown, self.ordinary, lockstep=self.lockstep, side=side, test=test,
                together=met.together,
            )  # fmt: skip
            plain.tries = max(0, MOST_TRIES - self.left)
            before = plain.tries
            shown = plain.make()
            self.left -= plain.tries - before
            met = self.lockstep.meet(side, shown) or met
        answers = {event.fact: event.value for event in shown.events if isinstance(event, Answered)}
        found_script = scripted(pathway, "SL606", met.step, shown)
        script = found_script.script if found_script is not None else None
        sides = [self._side(n, met, found.difference, script, answers) for n in (0, 1)]
        about = found.reads | frozenset(found.difference.subjects)
        facts = {name: value for name, value in answers.items() if name in about}
        return Witness(facts, _script_data(script, shown), *sides)

    def _side(
        self, side: int, met: Meeting, difference: Difference, script: Script | None, answers: Mapping[str, Value]
    ) -> Side:
        walk = self._walk(side, met, script)
        if walk is None:
            return Side((), "impossible", "the walk cannot begin")
        standing = (met.old, met.new)[side]
        finds = self._finds(side, standing, difference)
        trail: tuple[str, ...] = walk.trail
        stands: str = walk.status
        if met.together or met.side == side:
            entered = self._trail(side, met)
            trail = entered or trail
            stands = _stands(standing)
        last = self.onwards(side, walk, difference.subjects, answers)
        then = last.trail[len(trail) :] if last.trail[: len(trail)] == trail else ()
        ends = last.at if isinstance(last.situation, Ended) else ""
        return Side(self.named(side, trail), stands, finds, self.named(side, then), "".join(self.named(side, [ends])))

    def _trail(self, side: int, met: Meeting) -> tuple[str, ...]:
        """The steps entered up to the moment itself."""
        states = list(self.lockstep.walk(met.side, met.shown))
        entered = [pair[0].state for pair in states]
        found = [entered[0].at]
        before = sum(entered[0].visits.values())
        for state in entered[1:]:
            count = sum(state.visits.values())
            if count > before:
                found.append(state.at)
            before = count
        return tuple(found)

    def _walk(self, side: int, met: Meeting, script: Script | None) -> Walk | None:
        """The walk of the same patient in one version."""
        shown = met.shown
        if side != met.side:
            there = list(self.lockstep.stands(met.side, met.shown))[-1][1] if met.together else None
            if there is None:
                led = self.lead(side, script or _as_script(shown), self.ordinary)
                return led[0] if led is not None else None
            shown = there.shown
        try:
            return Walk.resume(self.pathways[side], shown.events, shown.entry)
        except ImpossibleEvent:
            return None

    def _finds(self, side: int, standing: Standing, difference: Difference) -> str:
        """What is so in one version at the moment of a difference."""
        if difference.kind != "exit" or len(difference.subjects) != 1 or " " in difference.was.replace(", ", ""):
            return (difference.was, difference.now)[side]
        pair = next(p for p in self.joint.pairs[difference.step] if p.name == difference.subjects[0])
        way = (pair.old, pair.new)[side]
        if way is None:
            return f"there is no exit '{pair.name}'"
        exit_ = next(
            (
                e
                for e in standing.exits
                if e.index == way.index and (e.kind == "interrupt") == (way.kind == "interrupt")
            ),
            None,
        )
        if exit_ is None:
            return f"there is no exit '{pair.name}'"
        return f"'{way.transition.name}' {_status_words(standing.pathway, exit_)}"


def _stands(standing: Standing) -> str:
    match standing.situation:
        case Ended():
            return "ended"
        case Chooses(choices):
            return "choosing" if choices else "waiting"
        case Asks():
            return "waiting"
        case _:
            return "moving" if standing.exits and not _stuck(standing) else "stuck"


def _stuck(standing: Standing) -> bool:
    from stepladder.engine.events import Stuck

    return isinstance(standing.situation, Stuck)


def _status_words(pathway: Pathway, exit_: Exit) -> str:
    rules = ", ".join(exit_.rules)
    match exit_.status:
        case "open":
            return "is open"
        case "caution":
            return f"needs a reason for {rules}"
        case "blocked":
            return f"is blocked by {rules}"
        case "ask":
            asks = f" for {exit_.asks[0]}" if exit_.asks else ""
            return f"is undecided; the walk asks{asks}" if asks else "cannot be decided"
        case "closed":
            return "is closed"


def _as_script(shown: Shown) -> Script:
    """What was answered, chosen and recorded, whenever it was."""
    answers = {event.fact: event.value for event in shown.events if isinstance(event, Answered)}
    reasons = {event.rule: event.reason for event in shown.events if isinstance(event, Overrode)}
    return Script.model_construct(facts=answers, at={}, choose=(), override=reasons, entry=shown.entry)


def _script_data(script: Script | None, shown: Shown) -> dict[str, object]:
    """What leads there, as `--answers` takes it."""
    if script is None:
        answers = {e.fact: value_data(e.value) for e in shown.events if isinstance(e, Answered)}
        return {"facts": answers}
    data: dict[str, object] = {"facts": {name: value_data(value) for name, value in script.facts.items()}}
    if script.entry is not None:
        data["entry"] = script.entry
    if script.at:
        data["at"] = {
            step: [_values(entry) for entry in given] if isinstance(given, tuple) else _values(given)
            for step, given in script.at.items()
        }
    if script.choose:
        data["choose"] = list(script.choose)
    if script.override:
        data["override"] = dict(script.override)
    return data


def _values(given: Mapping[str, Value]) -> dict[str, object]:
    return {name: value_data(value) for name, value in given.items()}
