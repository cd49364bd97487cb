"""Decides every question of the format's section 4 for one pathway.

Bad states are searched for backwards (`search`); one that is found is walked by the semantics themselves (`replay`,
`showing`) before anybody hears of it. What a search over sets of states cannot settle, in a small pathway, all states
one by one do (`exhaust`). Past the limits a question is undecided, and says so; what was decided stays decided.

One file on purpose: each question once, with what it shares with the others.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from stepladder.engine.events import Took
from stepladder.engine.walk import Walk
from stepladder.model.pathway import Claim, Pathway
from stepladder.text.terminal import enumerated
from stepladder.verify import questions
from stepladder.verify.checker import ends_of, judge, shows
from stepladder.verify.constraints import Clock, Spent
from stepladder.verify.coverage import Coverage, Seen
from stepladder.verify.domain import Space
from stepladder.verify.exits import Way
from stepladder.verify.explicit_state import Explorer, Node, node_after
from stepladder.verify.findings import QUESTIONS, Proofs, Result, Shown
from stepladder.verify.reachability.extend import extended, grown, paths, places
from stepladder.verify.reachability.plan import Plan, Target
from stepladder.verify.reachability.replay import replay, tried
from stepladder.verify.reachability.samples import again, samples
from stepladder.verify.reachability.search import Search
from stepladder.verify.termination.liveness import MOST_AHEAD, Alive
from stepladder.verify.termination.rounds import rounds
from stepladder.verify.terms.build import Terms
from stepladder.verify.transition_relation import Moves
from stepladder.verify.walk_trie import Stand, Walks
from stepladder.verify.witness.causes import Key, with_causes

MOST_CASES = 300_000
"""How many cases a single question may take."""
FEW_CASES = 5_000
"""How many cases a first look may take."""
MOST_FALSE = 6
"""How many plans that no walk follows are looked at before a question goes another way."""
MANY_STEPS = 100
"""From so many steps on the furthest ones are asked for first."""
HOURS = 3600.0


def verify(
    pathway: Pathway,
    *,
    only: Sequence[str] = (),
    timeout: float | None = None,
    hints: Iterable[Walk] = (),
) -> Proofs:
    """Decide every question about a pathway, or some of them.

    Args:
        pathway: one without errors.
        only: questions (`SL601` to `SL607`) and ids of claims; all where there is none.
        timeout: how many seconds may be used in all; past them a question is undecided.
        hints: walks to look at first, such as those of teaching cases; they only save time.

    Returns:
        A result for each question about each subject, in the order of the questions and of the file. What is proved
        holds for every patient and walk; what is refuted has a walk that shows it, where a walk can.
    """
    engine = _Engine(pathway, time.monotonic() + (timeout if timeout is not None else 24 * HOURS))
    for walk in hints:
        stand = engine.walks.take(walk)
        if stand is not None:
            engine.coverage.add(stand)
    return with_causes(engine.proofs(only), _prove, engine.ahead, engine.deadline)


def _prove(pathway: Pathway, some: Collection[Key], seconds: float) -> Proofs:
    """Decide some questions, each about one subject."""
    engine = _Engine(pathway, time.monotonic() + seconds)
    jobs = [job for job in engine.jobs(frozenset()) if job[:2] in some]
    return Proofs(pathway, tuple([engine.timed(*job) for job in jobs]))


@dataclass
class _Found:
    """What became of a search: a walk, surely none, or neither."""

    shown: Shown | None = None
    sure: bool = True
    why: str = ""
    """Where it is not sure: what was covered."""


@dataclass
class _Engine:
    pathway: Pathway
    deadline: float
    coverage: Coverage = field(init=False)

    def __post_init__(self) -> None:
        pathway = self.pathway
        raises, clears = questions.marks(pathway)
        followed = [name for name, claim in pathway.claims.items() if claim.after is not None]
        self.space = Space([pathway], followed)
        self.moves = Moves(Terms(self.space), raises, clears)
        self.clock = Clock(self.deadline)
        self.search = Search(self.moves, self.clock, tried=lambda plan: tried(self.walks, self.space, plan))
        self.walks = Walks(pathway, Explorer(self.moves, self.clock).answers)
        self.coverage = Coverage(pathway)
        self.rounds: frozenset[str] | None = None
        self.results: dict[tuple[str, str], Result] = {}

    def proofs(self, only: Sequence[str]) -> Proofs:
        """The results, in the order of the questions and of the file."""
        results = [self.timed(*job) for job in self.jobs(frozenset(only))]
        order = list(QUESTIONS)
        return Proofs(self.pathway, tuple(sorted(results, key=lambda result: order.index(result.question))))

    def ahead(self, shown: Shown) -> Iterator[Node]:
        """The states that can follow a walk, the nearest first, as many as limits allow."""
        self.clock.cases = MOST_CASES
        try:
            yield from Explorer(self.moves, self.clock, MOST_AHEAD).explore([node_after(self.pathway, shown)])
        except Spent:
            return

    def jobs(self, only: frozenset[str]) -> Iterator[tuple[str, str, Callable[[str, str], Result]]]:
        """Each question with its subject, in an order in which the earlier ones help the later."""
        pathway = self.pathway

        def wanted(code: str, name: str = "") -> bool:
            return not only or code in only or name in only

        if wanted("SL601"):
            yield from [("SL601", step, self._stuck) for step in pathway.steps]
        if wanted("SL602"):
            yield from [("SL602", name, self._overlap) for name, step in pathway.steps.items() if step.next is not None]
        if wanted("SL603"):
            distance = self.search.states.distance
            turn = -1 if len(pathway.steps) > MANY_STEPS else 1  # a walk far up a long ladder shows all that is below
            ordered = sorted(pathway.steps, key=lambda name: turn * distance.get(name, len(distance)))
            for step in ordered:
                yield "SL603", step, self._taken
            for step in ordered:
                for exit_ in pathway.steps[step].exits:
                    yield "SL603", f"{step}/{exit_.name}", self._taken
            for index, _ in enumerate(pathway.interrupts):
                yield "SL603", f"interrupts[{index}]", self._taken
        for name in pathway.claims:
            if wanted("SL604", name):
                yield "SL604", name, self._claim
        if wanted("SL605"):
            yield from [("SL605", name, self._silent) for name, fact in pathway.facts.items() if not fact.ask]
        if wanted("SL607"):
            yield from [("SL607", rule, self._ruled) for rule in pathway.rules]
        if wanted("SL606"):  # last: where it is hard, it takes all the time that is left
            yield from [("SL606", step, self._doomed) for step in pathway.steps]

    def timed(self, code: str, subject: str, decide: Callable[[str, str], Result]) -> Result:
        """One result, with the time it took; undecided where a limit is reached."""
        known = self.results.get((code, subject))
        if known is not None:
            return known
        began = time.perf_counter()
        self.clock.cases = MOST_CASES
        try:
            if time.monotonic() > self.deadline:
                raise Spent
            result = decide(code, subject)
        except Spent:
            over = time.monotonic() > self.deadline
            why = "the time was over" if over else f"{MOST_CASES} cases were looked at without an answer"
            followed = len(self.search.followed)
            if over and not followed:
                covered = "nothing was looked at"
            else:
                covered = f"{self.search.rounds} rounds of refinement had followed {followed} variables"
            result = Result(code, subject, "undecided", how=f"{why}; {covered}")
        result = replace(result, seconds=round(time.perf_counter() - began, 6))
        self.results[code, subject] = result
        return result

    # searching

    def _find(self, targets: Sequence[Target], wanted: Callable[[Stand], bool]) -> _Found:
        """A shortest walk into some states that shows what is wanted."""
        self.search.rounds = 0
        avoid: list[Plan] = []
        while len(avoid) < MOST_FALSE:
            plan = self.search.find(targets, avoid=avoid)
            if plan is None:
                return _Found(sure=not avoid, why=_false_ways(len(avoid)) if avoid else "")
            stand = replay(self.walks, self.space, plan, wanted)
            if stand is not None:
                self.coverage.add(stand)
                return _Found(stand.shown)
            avoid.append(plan)
        return _Found(sure=False, why=_false_ways(len(avoid)))

    def _one_by_one(self, code: str, subject: str, so_far: _Found) -> _Found:
        """All states, where a search did not settle a question."""
        explorer = Explorer(self.moves, self.clock)
        claim = self.pathway.claims.get(subject) if code == "SL604" else None
        ordered = claim is not None and claim.before is not None
        for node in explorer.from_beginnings():
            if self._shown_by(node, code, subject, ordered):
                return _Found(node.shown)
        if explorer.whole and not self.space.loose:
            return _Found()
        return _Found(sure=False, why=f"{so_far.why}; {explorer.most} states were looked at one by one")

    def _shown_by(self, node: Node, code: str, subject: str, ordered: bool) -> bool:
        if ordered:
            return shows(self.pathway, code, subject, node.shown)
        return judge(node.replayed(), code, subject)

    def _bad(self, code: str, subject: str, targets: Sequence[Target]) -> Result:
        """A question whose targets are bad states."""
        answer = self._find(targets, lambda stand: judge(stand.replayed(), code, subject))
        if answer.shown is None and not answer.sure:
            answer = self._one_by_one(code, subject, answer)
        if answer.shown is not None:
            return Result(code, subject, "refuted", shown=answer.shown, how="a walk comes to it")
        if not answer.sure:
            return Result(code, subject, "undecided", how=answer.why)
        return Result(code, subject, "proved", how=self._how(targets))

    def _good(self, code: str, subject: str, key: Seen, targets: Sequence[Target]) -> Result:
        """A question whose targets are good states."""
        if key not in self.coverage:
            stand = self._extend(targets, lambda stand: judge(stand.replayed(), code, subject))
            if stand is None:
                answer = self._likely(targets, lambda stand: judge(stand.replayed(), code, subject))
                if answer.shown is None and not answer.sure:
                    answer = self._one_by_one(code, subject, answer)
                if answer.shown is not None:
                    return Result(code, subject, "proved", shown=answer.shown, how="a walk does it")
                if not answer.sure:
                    return Result(code, subject, "undecided", how=answer.why)
                return Result(code, subject, "refuted", how=self._how(targets))
        return Result(code, subject, "proved", shown=self.coverage.shown(key), how="a walk does it")

    def _likely(self, targets: Sequence[Target], wanted: Callable[[Stand], bool]) -> _Found:
        """As `_find`, where any walk will do: likely paths are tried before the search goes on for long."""
        try:
            with self.clock.few(FEW_CASES):
                return self._find(targets, wanted)
        except Spent:
            self.clock.check()
        for plan in self._likely_plans(targets):
            stand = replay(self.walks, self.space, plan, wanted)
            if stand is not None:
                self.coverage.add(stand)
                return _Found(stand.shown)
        grown_ = grown(self.walks, self.moves, self.search, targets, wanted)
        if grown_ is not None:
            self.coverage.add(grown_)
            return _Found(grown_.shown)
        return self._find(targets, wanted)

    def _likely_plans(self, targets: Sequence[Target]) -> Iterator[Plan]:
        """Walks that go on from near a step; and walks that have come to it, with other answers."""
        near = lambda step: places(self.walks, self.moves, step, 4)  # noqa: E731  # said once, used once
        yield from samples(self.search, targets, near, FEW_CASES // 10, 60)
        yield from again(self.search, targets, lambda step: paths(self.walks, self.moves, step), FEW_CASES // 2)

    def _extend(self, targets: Sequence[Target], wanted: Callable[[Stand], bool]) -> Stand | None:
        """A walk that goes on from where another has come."""
        stand = extended(self.walks, self.moves, self.search, targets, wanted)
        if stand is not None:
            self.coverage.add(stand)
        return stand

    def _how(self, targets: Sequence[Target]) -> str:
        """How it was shown that no walk comes to some states."""
        if not targets:
            return "there is no such state"
        if not self.search.followed:
            return "no patient at all fits such a state, whichever way the walk came" if self.search.rounds < 2 else ""
        names = []
        for var in sorted(self.search.followed):
            kind, name = self.space.names[var]
            names.append(f"'{name}'" if kind != "visits" else f"whether '{name}' was entered")
        return f"no walk comes to such a state; to see that, it is enough to follow {enumerated(names)}"

    # the questions

    def _stuck(self, code: str, step: str) -> Result:
        result = self._bad(code, step, questions.stuck(self.moves, step))
        if self.rounds is None:
            self.rounds = rounds(self.moves, self.search)
        if step in self.rounds and result.verdict != "undecided":
            answer = self._one_by_one(code, step, _Found(sure=False, why="a walk may go round without a question"))
            if answer.shown is not None and (result.shown is None or _moves(answer.shown) < _moves(result.shown)):
                return Result(code, step, "refuted", shown=answer.shown, how="a walk goes round without a question")
            if result.verdict == "proved" and not answer.sure:
                return Result(code, step, "undecided", how=answer.why)
        return result

    def _overlap(self, code: str, step: str) -> Result:
        return self._bad(code, step, questions.overlapping(self.moves, step))

    def _taken(self, code: str, subject: str) -> Result:
        if subject in self.pathway.steps:
            begins = [entry for entry, step, _ in self.search.states.begin if step == subject]
            if begins:
                return Result(code, subject, "proved", shown=Shown(begins[0], ()), how="a walk begins there")
            return self._good(code, subject, ("step", subject, 0), questions.taken(self.moves.into[subject]))
        return self._good(code, subject, ("exit", subject, 0), questions.taken(self._ways(subject)))

    def _ways(self, subject: str) -> list[Way]:
        if subject.startswith("interrupts["):
            index = int(subject[len("interrupts[") : -1])
            ways = [way for ways in self.moves.ways.values() for way in ways]
            return [way for way in ways if way.kind == "interrupt" and way.index == index]
        step, _, name = subject.partition("/")
        return [way for way in self.moves.ways[step] if way.kind != "interrupt" and way.transition.name == name]

    def _claim(self, code: str, name: str) -> Result:
        claim = self.pathway.claims[name]
        for entry, _, _ in self.search.states.begin:
            if claim.before is not None and shows(self.pathway, code, name, Shown(entry, ())):
                return Result(code, name, "refuted", shown=Shown(entry, ()), how="it is false where a walk begins")
        result = self._bad(code, name, self._against(name, claim))
        if result.verdict != "proved":
            return result
        try:
            vacuous, shown, sure = self._vacuous(name, claim)
        except Spent:  # what is proved stays proved
            vacuous, shown, sure = False, None, False
        how = result.how if sure else f"{result.how}; whether anything tests it is undecided"
        return replace(result, vacuous=vacuous, shown=shown, how=how)

    def _against(self, name: str, claim: Claim) -> list[Target]:
        if claim.never is not None:
            return questions.nevers(self.moves, claim)
        if claim.entering is not None:
            return questions.entered_without(self.moves, claim)
        if claim.offers is not None:
            return questions.not_offered(self.moves, claim)
        if claim.after is not None:
            return questions.not_followed(self.moves, name, claim)
        return questions.not_passed(self.moves, claim)

    def _vacuous(self, name: str, claim: Claim) -> tuple[bool, Shown | None, bool]:
        """Whether nothing tests a claim, a walk that does, and whether that is sure."""
        shown: Shown | None = None
        for number, targets in self._tests(claim):
            key = ("tested", name, number)
            if key not in self.coverage:
                wanted = self._testing(key)
                if self._extend(targets, wanted) is None:
                    answer = self._likely(targets, wanted)
                    if answer.shown is None and not answer.sure:
                        answer = self._tested_after_all(wanted)
                    if answer.shown is None:
                        return answer.sure, None, answer.sure
            shown = shown or self.coverage.shown(key)
        return False, shown, True

    def _tested_after_all(self, wanted: Callable[[Stand], bool]) -> _Found:
        """All states, where a search did not settle whether one tests a claim."""
        explorer = Explorer(self.moves, self.clock)
        for node in explorer.from_beginnings():
            stand = self.walks.go(node.shown)
            if stand is not None and wanted(stand):
                self.coverage.add(stand)
                return _Found(stand.shown)
        return _Found(sure=explorer.whole and not self.space.loose)

    def _tests(self, claim: Claim) -> Iterator[tuple[int, list[Target]]]:
        """For each part of a claim the states that test it."""
        members = self.pathway.members
        if claim.never is not None:
            yield from enumerate(questions.parts(self.moves, claim))
            return
        if claim.offers is not None:
            yield 0, questions.offered(self.moves, claim)
            return
        if claim.entering is not None:
            steps: Sequence[str] = members(claim.entering)
        elif claim.after is not None:
            steps = members(claim.after)
        else:
            steps = ends_of(self.pathway, claim)
        if claim.entering is None:
            for entry, step, _ in self.search.states.begin:
                listed = self.pathway.entries[entry].visited if entry is not None else ()
                if step in steps or any(listed_step in steps for listed_step in listed):
                    return
        yield 0, questions.taken([way for step in steps for way in self.moves.into[step]])

    def _testing(self, key: Seen) -> Callable[[Stand], bool]:
        """Whether a walk, with its last moment, tests a claim."""
        return lambda stand: key in self.coverage.marks(stand)

    def _silent(self, code: str, fact: str) -> Result:
        return self._bad(code, fact, questions.silenced(self.moves, fact))

    def _ruled(self, code: str, rule: str) -> Result:
        targets = questions.ruled(self.moves, rule)
        if self.pathway.rules[rule].backstop:
            return self._bad(code, rule, targets)
        return self._good(code, rule, ("rule", rule, 0), targets)

    def _doomed(self, code: str, step: str) -> Result:
        for question in ("SL601", "SL602"):
            for name, declared in self.pathway.steps.items():
                if question == "SL601" or declared.next is not None:
                    self.timed(question, name, self._stuck if question == "SL601" else self._overlap)
        alive = self._alive()
        return alive.result(step)

    def _alive(self) -> Alive:
        if not hasattr(self, "_is_alive"):
            settled = frozenset(
                name
                for name in self.pathway.steps
                if all(
                    self.results[question, name].verdict == "proved"
                    for question in ("SL601", "SL602")
                    if (question, name) in self.results
                )
            )
            self._is_alive = Alive(self.moves, self.search, self.clock, settled, self.walks)
        return self._is_alive


def _false_ways(number: int) -> str:
    return "a way was found that no walk can go" if number == 1 else f"{number} ways were found that no walk can go"


def _moves(shown: Shown) -> int:
    return sum(isinstance(event, Took) for event in shown.events)
