"""Teaching cases run over the very semantics that `walk` uses, and what of their expectations fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from stepladder.conditions.evaluate import evaluate
from stepladder.conditions.mentions import mentioned
from stepladder.diagnostics import Diagnostic, Route
from stepladder.engine.events import Exit, Took
from stepladder.engine.moments import Moment
from stepladder.engine.scripted import Halt, Hand, drive, stuck_words
from stepladder.engine.semantics import Standing, rule_holds
from stepladder.engine.walk import Walk
from stepladder.model.cases import Case, CaseFile, Expectation, RuleExpectation
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.text.characters import brief
from stepladder.text.terminal import enumerated

MOST_IDLE = 6
"""Of more that was never used, perhaps because the walk went another way, the rest is counted."""

_MEND = {"SL801": "mend the pathway, or the case where it is the case that is wrong"}


@dataclass(frozen=True, repr=False)
class Outcome:
    """One case, the walk it led to, and what failed."""

    case: Case
    walk: Walk
    halt: Halt
    failures: tuple[Diagnostic, ...]
    """The causes first."""
    causes: int = 0
    """How many of them are no mere consequence of a failure before them: those behind may be."""

    def __repr__(self) -> str:
        return f"Outcome({brief(self.case.id, 60)!r}, {len(self.failures)} failed, {self.walk!r})"


def run(pathway: Pathway, file: CaseFile, index: int) -> Outcome:
    """Run one case.

    Args:
        pathway: one without errors.
        file: a case file whose names all exist (SL208 and SL803 are silent).
        index: which of its cases.
    """
    case = file.cases[index]
    hand = Hand(case, file.facts)
    walk, halt = drive(pathway, hand)
    causes, more = _Judge(case, ("cases", index), hand, walk, halt).failures()
    return Outcome(case, walk, halt, (*causes, *more), len(causes))


@dataclass(frozen=True)
class _Judge:
    case: Case
    route: Route
    hand: Hand
    walk: Walk
    halt: Halt

    def fail(self, message: str, *route: str | int, code: str = "SL801", hint: str = "") -> Diagnostic:
        where = (*self.route, *route) if route else (*self.route, "id")
        text = f"case '{self.case.id}': {message}"
        return Diagnostic(code, text, where, help=hint or _MEND.get(code, ""), document="cases")

    def failures(self) -> tuple[list[Diagnostic], list[Diagnostic]]:
        """What is wrong, the causes first; then what may follow from the walk having gone another way."""
        expect = self.case.expect
        self._read_by_rules(expect)
        idle = self.hand.unused()
        stopped, parted = list(self._stop(expect)), list(self._path(expect))
        lacking = bool(stopped) and self.halt.kind not in ("ended", "stuck")  # then the path is over because of that
        surely = [item for item in idle if self._is_over(item[0]) or not (stopped or parted)]
        perhaps = [item for item in idle if item not in surely]
        if lacking and perhaps:
            stopped = [replace(stopped[0], help=_also(stopped[0].help, f"not used so far: {_idle_words(perhaps)}"))]
        causes = [*stopped, *parted] if lacking else [*parted, *stopped]
        hint = "take it out, or find out why the walk does not ask for it"
        causes += [self.fail(f"{words} is never used", *route, hint=hint) for route, words in surely]
        others = [*self._statuses(expect), *self._rules(expect), *self._fired(expect)]
        if not (stopped or parted):
            return [*causes, *others], []
        if perhaps and not lacking:
            message = f"{_idle_words(perhaps)} {'is' if len(perhaps) == 1 else 'are'} never used"
            others.append(self.fail(message, *perhaps[0][0]))
        return causes, others

    def _is_over(self, route: Route) -> bool:
        """Whether an answer is for a visit that the walk has left, so that nothing that comes later can use it."""
        if route[0] != "at":
            return False
        left = self.walk.trail.count(str(route[1])) - (self.walk.at == route[1])
        return left > (route[2] if isinstance(route[2], int) else 0)

    def _stop(self, expect: Expectation) -> Iterator[Diagnostic]:
        """Where the walk stopped, against where it should have."""
        walk, halt = self.walk, self.halt
        waits_there = halt.kind in ("answer", "choice", "reason") and expect.waits == walk.at
        stuck_there = halt.kind == "stuck" and expect.stuck == walk.at
        ended_there = halt.kind == "ended" and expect.ends in (None, walk.at) and not (expect.waits or expect.stuck)
        if waits_there or stuck_there or ended_there:
            return
        match halt.kind:
            case "ended":
                yield self.fail(f"expected {_wanted(expect)}; the walk ended at '{walk.at}'", *_end_route(expect))
            case "answer" if expect.waits is None and expect.stuck is None:
                yield self.fail(halt.message, code="SL802", hint=self._answer_hint())
            case "answer" | "choice" | "reason":
                hint = "give the choice in `choose`" if halt.kind == "choice" else ""
                hint = "give the reason in `override`" if halt.kind == "reason" else hint
                yield self.fail(f"{halt.message}; expected {_wanted(expect)}", hint=hint)
            case "refused" | "round":
                where = ("choose", halt.choice) if halt.choice is not None else ()
                yield self.fail(f"{halt.message}{self._because()}", *where)
            case "stuck":
                yield self.fail(f"{stuck_words(walk)}; expected {_wanted(expect)}", *_end_route(expect))

    def _read_by_rules(self, expect: Expectation) -> None:
        """An answer that an expected rule reads is used, whether or not the walk asked for it."""
        pathway = self.walk.pathway
        for wanted in expect.rules:
            condition = pathway.rules[wanted.rule].when
            read = mentioned(condition.expr, prepared(pathway).definitions, prepared(pathway).blockers)
            self.hand.used_facts.update(read)

    def _answer_hint(self) -> str:
        facts = self.halt.facts
        return f"give it in `facts`, or in `at: {{{self.walk.at}: {{{facts[0]}: …}}}}`" if facts else ""

    def _because(self) -> str:
        name = self.hand.choice
        exit_ = self.walk.find(name) if name else None
        if exit_ is None:
            return ""
        if exit_.status == "blocked":
            return f" by {', '.join(exit_.rules)}"
        if exit_.status == "closed":
            why = self.walk.why_guard(exit_)
            read = ", ".join(f"{name} = {_shown(value)}" for name, value in why.deciding())
            return f": its condition is '{why.text}'" + (f", and {read}" if read else "")
        return ""

    def _path(self, expect: Expectation) -> Iterator[Diagnostic]:
        if expect.path is None or expect.path == self.walk.trail:
            return
        wanted, went = expect.path, self.walk.trail
        same = next((i for i, pair in enumerate(zip(wanted, went, strict=False)) if pair[0] != pair[1]), None)
        place = min(len(wanted), len(went)) if same is None else same
        there = f"'{wanted[place]}'" if place < len(wanted) else "nothing more"
        after = f"after '{went[place - 1]}'" if place else "at the start"
        comes = f"'{went[place]}' comes" if place < len(went) else "the walk goes no further"
        message = f"{after} the path expects {there}; {comes}"
        hint = f"expected: {' > '.join(wanted)}\n      walked:   {' > '.join(went)}"
        route = ("expect", "path", min(place, len(wanted) - 1)) if wanted else ("expect", "path")
        yield self.fail(message, *route, hint=hint)

    def _statuses(self, expect: Expectation) -> Iterator[Diagnostic]:
        for step, wanted in expect.statuses.items():
            left = last_left(self.walk, step)
            if left is None:
                yield self.fail(f"'{step}' was never visited", "expect", "statuses", step)
                continue
            judged = left.exits
            for name, status in wanted.items():
                actual = judged[name].status if name in judged else "no exit there"
                if actual != status:
                    message = f"'{name}' at '{step}' is {actual}, expected {status}{_holding(judged.get(name))}"
                    yield self.fail(message, "expect", "statuses", step, name)

    def _rules(self, expect: Expectation) -> Iterator[Diagnostic]:
        for index, wanted in enumerate(expect.rules):
            yield from self._rule(wanted, index)

    def _rule(self, wanted: RuleExpectation, index: int) -> Iterator[Diagnostic]:
        step = wanted.after or self.walk.at
        left = last_left(self.walk, step)
        if left is None:
            yield self.fail(f"'{step}' was never visited", "expect", "rules", index, "after")
            return
        state = left.moment.state
        known = {**self.hand.held(step, self.walk.trail.count(step)), **state.known}
        there = Standing(self.walk.pathway, replace(state, known=known))
        rule = self.walk.pathway.rules[wanted.rule]
        ways = _ways(there, wanted.at, left.by)
        came_out = {exit_.name: rule_holds(there, rule, exit_) for exit_ in ways}
        came_out = came_out or {"": evaluate(rule.when.expr, there.present)}
        if all(holds is wanted.holds for holds in came_out.values()):
            return
        how = {True: "holds", False: "does not hold", None: "is not decided"}
        apart = len(set(came_out.values())) > 1
        parts = [f"{how[holds]} by '{name}'" if apart else how[holds] for name, holds in came_out.items()]
        message = f"{wanted.rule} for entering '{wanted.at}' {enumerated(dict.fromkeys(parts))} after '{step}'"
        hint = "the case takes none of these exits; one that takes one is judged for that one alone" if apart else ""
        yield self.fail(f"{message}; expected: it {how[wanted.holds]}", "expect", "rules", index, hint=hint)

    def _fired(self, expect: Expectation) -> Iterator[Diagnostic]:
        if not expect.fired:
            return
        seen = fired(self.walk)
        for index, rule in enumerate(expect.fired):
            if rule not in seen:
                yield self.fail(f"the rule '{rule}' never held at an exit of the walk", "expect", "fired", index)


@dataclass(frozen=True)
class Left:
    """How a walk last left a step, or stands in it."""

    number: int
    """So many moments of the walk came before."""
    moment: Moment
    by: Exit | None
    """The exit that was taken; None where the walk stands there."""

    @property
    def exits(self) -> Mapping[str, Exit]:
        """The exits by name; where one of the step's own and an interrupt have one name, it is the step's own."""
        exits: dict[str, Exit] = {}
        for exit_ in (*self.moment.standing.own, *self.moment.standing.interrupts):
            exits.setdefault(exit_.name, exit_)
        return exits


def last_left(walk: Walk, step: str) -> Left | None:
    """How a walk last left a step, or stands in it; None where it never came there."""
    if walk.at == step:
        return Left(len(walk.moments) - 1, walk.moments[-1], None)
    for number in range(len(walk.moments) - 2, -1, -1):
        before, event = walk.moments[number], walk.moments[number + 1].event
        if isinstance(event, Took) and before.state.at == step:
            return Left(number, before, before.taking(event.exit))
    return None


def _ways(there: Standing, to: str, taken: Exit | None) -> list[Exit]:
    """The exits for which an expected rule is judged: the one that was taken, if it leads there.

    Else all that lead there and are not closed; where all are closed, these.
    """
    if taken is not None and taken.to == to:
        return [taken]
    leading = [exit_ for exit_ in there.exits if exit_.to == to]
    return [exit_ for exit_ in leading if exit_.status != "closed"] or leading


def fired(walk: Walk) -> frozenset[str]:
    """The rules that held at an exit whose guard was not false, in any state of the walk."""
    fired_rules: set[str] = set()
    for moment in walk.moments:
        for exit_ in moment.exits:
            fired_rules.update(exit_.holding)
    return frozenset(fired_rules)


def _idle_words(idle: Sequence[tuple[Route, str]]) -> str:
    """What was never used; of much of it the rest is counted."""
    words = [words for _, words in idle[:MOST_IDLE]]
    if len(idle) > MOST_IDLE:
        words.append(f"{len(idle) - MOST_IDLE} more")
    return enumerated(words)


def _also(hint: str, more: str) -> str:
    return f"{hint}; {more}" if hint else more


def _wanted(expect: Expectation) -> str:
    for key, words in (("ends", "it to end at"), ("waits", "it to wait at"), ("stuck", "it to be stuck at")):
        if getattr(expect, key):
            return f"{words} '{getattr(expect, key)}'"
    return "it to end"


def _end_route(expect: Expectation) -> tuple[str | int, ...]:
    for key in ("ends", "waits", "stuck"):
        if getattr(expect, key):
            return ("expect", key)
    return ("expect",)


def _holding(exit_: Exit | None) -> str:
    if exit_ is None or not exit_.holding:
        return ""
    verb = "holds" if len(exit_.holding) == 1 else "hold"
    return f" ({', '.join(exit_.holding)} {verb})"


def _shown(value: object) -> str:
    return "unknown" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
