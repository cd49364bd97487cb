"""Teaching cases run over the very semantics that `walk` uses, and what of their expectations fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from stepladder.conditions.mentions import mentioned
from stepladder.diagnostics import Diagnostic, Route
from stepladder.journey import Walk
from stepladder.model.cases import Case, CaseFile, Expectation, RuleExpectation
from stepladder.model.pathway import Pathway
from stepladder.script import Halt, Hand, drive, stuck_words
from stepladder.semantics import Exit, State, Took, exits, rule_holds


@dataclass(frozen=True)
class Outcome:
    """One case, the walk it led to, and what failed."""

    case: Case
    walk: Walk
    halt: Halt
    failures: tuple[Diagnostic, ...]


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
    judge = _Judge(case, ("cases", index), hand, walk, halt)
    return Outcome(case, walk, halt, tuple(judge.failures()))


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
        return Diagnostic(code, text, where, help=hint, document="cases")

    def failures(self) -> Iterator[Diagnostic]:
        expect = self.case.expect
        stopped = list(self._stop(expect))
        self._read_by_rules(expect)
        parted = list(self._path(expect))
        yield from stopped
        yield from parted
        if not stopped and not parted:  # else what was not used was meant for the way that was not walked
            for route, words in self.hand.unused():
                message = f"{words} is never used"
                yield self.fail(message, *route, hint="take it out, or find out why the walk does not ask for it")
        yield from self._statuses(expect)
        for index, wanted in enumerate(expect.rules):
            yield from self._rule(wanted, index)
        yield from self._fired(expect)

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
            case "refused":
                where = ("choose", halt.choice) if halt.choice is not None else ()
                yield self.fail(f"{halt.message}{self._because()}", *where)
            case "stuck":
                yield self.fail(f"{stuck_words(walk)}; expected {_wanted(expect)}", *_end_route(expect))

    def _read_by_rules(self, expect: Expectation) -> None:
        """An answer that an expected rule reads is used, whether or not the walk asked for it."""
        pathway = self.walk.pathway
        for wanted in expect.rules:
            condition = pathway.rules[wanted.rule].when
            read = mentioned(condition.expr, pathway.definitions, pathway.blockers)
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
            state = last_left(self.walk, step)
            if state is None:
                yield self.fail(f"'{step}' was never visited", "expect", "statuses", step)
                continue
            judged = {exit_.name: exit_ for exit_ in reversed(exits(self.walk.pathway, state))}
            for name, status in wanted.items():
                found = judged[name].status if name in judged else "no exit there"
                if found != status:
                    message = f"'{name}' at '{step}' is {found}, expected {status}{_holding(judged.get(name))}"
                    yield self.fail(message, "expect", "statuses", step, name)

    def _rule(self, wanted: RuleExpectation, index: int) -> Iterator[Diagnostic]:
        step = wanted.after or self.walk.at
        state = last_left(self.walk, step)
        if state is None:
            yield self.fail(f"'{step}' was never visited", "expect", "rules", index, "after")
            return
        visit = self.walk.trail.count(step)
        known = {**self.hand.held(step, visit), **state.known}
        rule = self.walk.pathway.rules[wanted.rule]
        holds = rule_holds(self.walk.pathway, replace(state, known=known), rule, wanted.at)
        if holds is not wanted.holds:
            how = {True: "holds", False: "does not hold", None: "is not decided"}
            judged = f"{wanted.rule} for entering '{wanted.at}' {how[holds]} after '{step}'"
            message = f"{judged}; expected: it {how[wanted.holds]}"
            yield self.fail(message, "expect", "rules", index)

    def _fired(self, expect: Expectation) -> Iterator[Diagnostic]:
        if not expect.fired:
            return
        seen = fired(self.walk)
        for index, rule in enumerate(expect.fired):
            if rule not in seen:
                yield self.fail(f"the rule '{rule}' never held at an exit of the walk", "expect", "fired", index)


def last_left(walk: Walk, step: str) -> State | None:
    """The state in which a walk last left a step, or stands in it; None where it never came there."""
    if walk.at == step:
        return walk.state
    for before, moment in zip(reversed(walk.moments[:-1]), reversed(walk.moments[1:]), strict=True):
        if isinstance(moment.event, Took) and before.state.at == step:
            return before.state
    return None


def fired(walk: Walk) -> frozenset[str]:
    """The rules that held at an exit whose guard was not false, in any state of the walk."""
    found: set[str] = set()
    for moment in walk.moments:
        for exit_ in moment.exits:
            found.update(exit_.holding)
    return frozenset(found)


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
