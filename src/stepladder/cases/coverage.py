"""What of a pathway its teaching cases exercise: steps, exits, rules, rows of derived tables, and thresholds.

- A **step** is met where the trail of a case has it.
- An **exit**, of a step or an interrupt, is met where a case takes it; an interrupt counts once, wherever it is taken.
- Of a **rule** two things are wanted. `fired`: it held, in some state of a walk, at an exit whose guard was not false
  (what `fired` in a case means). `passed`: it was looked at there and did not hold; unknown is neither.
- A **row** of a derived table, `otherwise` included, is met where it decided the table's value: it held, all rows
  before it were false, and a condition that was looked at came to read the table.
- Of a **threshold** up to three things are wanted: that some case stands just `below`, exactly `at`, and just `above`
  the number, or other fact, that a condition compares with, where that condition was looked at (see `thresholds`).

Conditions are looked at when a walk leaves a step, or stops there: all that was asked is known then. Looked at are the
guards of the interrupts, up to the one that is taken; where none is, those of the step's own exits; and of every exit
whose guard is not false the rules of its target. Where a walk stops at a question, the step's own exits are not looked
at. How a condition is read then: see `looking`. Claims are not conditions of a walk and have no part in this.

Every case counts, also one that fails: what it walked it walked. Nothing here asks whether a thing wanted is possible;
what no walk can come to is listed like everything else, and `verify` is what says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias, get_args

from stepladder.cases.condition_coverage import Mark, Reader
from stepladder.cases.run import Outcome
from stepladder.cases.thresholds import Threshold, thresholds, written
from stepladder.conditions.evaluate import evaluate
from stepladder.conditions.nodes import Table
from stepladder.diagnostics import Route
from stepladder.engine.events import Asks, Moves, Took
from stepladder.engine.moments import Moment
from stepladder.engine.semantics import entering
from stepladder.engine.walk import Walk
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.model.steps import Transition

Kind: TypeAlias = Literal["step", "exit", "rule", "row", "threshold"]
"""What is exercised, in the order in which it matters that it is not."""


@dataclass(frozen=True)
class Item:
    """One thing to exercise, and how far the cases do."""

    kind: Kind
    name: str
    """A step's id, `step/exit`, `interrupts[n]`, a rule's id, `table[n]`, or a comparison and where it stands."""
    route: Route
    met: int
    wanted: int
    """How many things are wanted of it: 1, of a rule 2, of a threshold up to 3."""
    lacks: tuple[str, ...]
    """What of that no case does."""
    words: str
    """The same in a sentence; empty where nothing lacks."""
    short: str = ""
    """The same in a few words, to stand beside the thing itself; of a row its value."""
    part: tuple[int, int] | None = None
    """Of a threshold: its characters in the condition."""


@dataclass(frozen=True)
class Coverage:
    """How much of a pathway some cases exercise."""

    pathway: Pathway
    items: tuple[Item, ...]
    """Steps, exits, rules (absolute ones first), rows, thresholds; each kind in the pathway's order."""
    cases: int
    """How many cases were looked at."""

    @cached_property
    def totals(self) -> Mapping[Kind, tuple[int, int]]:
        """Of each kind how many things are met, and how many are wanted."""
        totals: dict[Kind, tuple[int, int]] = dict.fromkeys(get_args(Kind), (0, 0))
        for item in self.items:
            met, wanted = totals[item.kind]
            totals[item.kind] = (met + item.met, wanted + item.wanted)
        return totals

    @property
    def lacking(self) -> tuple[Item, ...]:
        """What is not wholly exercised, the worst first."""
        return tuple([item for item in self.items if item.lacks])

    def counts(self, kind: Kind | None = None) -> tuple[int, int]:
        """How many things are met, and how many are wanted: of one kind, or of all together."""
        if kind is not None:
            return self.totals[kind]
        return sum(met for met, _ in self.totals.values()), sum(wanted for _, wanted in self.totals.values())

    def percent(self, kind: Kind | None = None) -> float:
        """Things met of things wanted, of one kind or of all together; 100 where nothing is wanted of a kind."""
        met, wanted = self.counts(kind)
        return 100 * met / wanted if wanted else 100.0

    def whole_percent(self, kind: Kind | None = None) -> int:
        """The same rounded down, so that 99.9 never shows as 100."""
        met, wanted = self.counts(kind)
        return 100 * met // wanted if wanted else 100

    @property
    def badge(self) -> str:
        """One line: `coverage 91 % (steps 55/55, exits 190/192, rules 180/202, rows 12/12, thresholds 60/75)`.

        The percentage is rounded down; kinds of which nothing is wanted are left out.
        """
        counts = [f"{kind}s {met}/{wanted}" for kind, (met, wanted) in self.totals.items() if wanted]
        return f"coverage {self.whole_percent()} % ({', '.join(counts)})"


def coverage(pathway: Pathway, outcomes: Iterable[Outcome]) -> Coverage:
    """What some cases exercise.

    Args:
        pathway: one without errors.
        outcomes: its cases as they were run, all of them of this very pathway.
    """
    wants = Wants(pathway)
    marks: set[Mark] = set()
    cases = 0
    for outcome in outcomes:
        wants.see(outcome.walk, marks)
        cases += 1
    return Coverage(pathway, wants.items(marks), cases)


@dataclass(frozen=True)
class _Want:
    """An item before anybody looked at a case."""

    kind: Kind
    name: str
    route: Route
    sides: tuple[str, ...]
    about: str
    """What it is, in words."""
    threshold: Threshold | None = None
    value: str = ""
    """Of a row."""

    def item(self, lacks: tuple[str, ...]) -> Item:
        lack = self._lack(lacks) if lacks else ""
        words = f"{self.about} {lack}" if lacks else ""
        short = self.value if self.kind == "row" and lacks else lack
        if lacks and self.threshold is not None:
            short = f"{self.threshold.brief}: no case {self.threshold.points(lacks)}"
        part = self.threshold.part if self.threshold is not None else None
        wanted = len(self.sides)
        return Item(self.kind, self.name, self.route, wanted - len(lacks), wanted, lacks, words, short, part)

    def _lack(self, lacks: tuple[str, ...]) -> str:
        match self.kind:
            case "step":
                return "is entered by no case"
            case "exit":
                return "is taken by no case"
            case "rule" if len(lacks) == 2:
                return "is looked at by no case"
            case "rule":
                return "holds in no case" if lacks == ("fired",) else "holds wherever a case looks at it"
            case "row":
                return "decides in no case"
            case "threshold":
                assert self.threshold is not None
                return f"has no case {self.threshold.places(lacks)}"


class Wants:
    """All that is wanted of a pathway's cases; a mark is the number of an item and one of the things wanted of it."""

    def __init__(self, pathway: Pathway) -> None:
        self.pathway = pathway
        self._wants: list[_Want] = []
        self._steps = self._number(pathway.steps, self._of_steps())
        self._exits = dict(self._of_exits())
        self._rules = self._number(self._rule_names(), self._of_rules())
        self._rows = dict(self._of_rows())
        compared: dict[int, list[tuple[Route, int, Threshold]]] = {}
        for node, threshold in self._of_thresholds():
            compared.setdefault(node, []).append(threshold)
        self._reader = Reader(pathway, compared, self._rows)

    # what is wanted

    def _add(self, want: _Want) -> int:
        self._wants.append(want)
        return len(self._wants) - 1

    def _number(self, names: Iterable[str], wants: Iterator[_Want]) -> dict[str, int]:
        return {name: self._add(want) for name, want in zip(names, wants, strict=True)}

    def _of_steps(self) -> Iterator[_Want]:
        for name, step in self.pathway.steps.items():
            yield _Want("step", name, ("steps", name), ("entered",), f"the step '{name}' ({step.title})")

    def _of_exits(self) -> Iterator[tuple[tuple[str | None, int], int]]:
        """By the step, None for interrupts, and the place in its list."""
        for name, step in self.pathway.steps.items():
            for index, exit_ in enumerate(step.exits):
                route: Route = ("steps", name, step.exits_key, index)
                about = f"the exit {_to(exit_)} of '{name}'"
                yield (name, index), self._add(_Want("exit", f"{name}/{exit_.name}", route, ("taken",), about))
        for index, interrupt in enumerate(self.pathway.interrupts):
            about = f"the interrupt {_to(interrupt)}"
            want = _Want("exit", f"interrupts[{index}]", ("interrupts", index), ("taken",), about)
            yield (None, index), self._add(want)

    def _rule_names(self) -> list[str]:
        rules = self.pathway.rules
        return sorted(rules, key=lambda name: rules[name].severity != "absolute")  # the order of each severity stays

    def _of_rules(self) -> Iterator[_Want]:
        for name in self._rule_names():
            rule = self.pathway.rules[name]
            sides = ("passed",) if rule.backstop else ("fired", "passed")  # a backstop is proved never to be needed
            yield _Want("rule", name, ("rules", name), sides, f"the {rule.severity} rule '{name}'")

    def _of_rows(self) -> Iterator[tuple[str, int]]:
        """By the table the number of its first row."""
        for name, definition in prepared(self.pathway).definitions.items():
            if isinstance(definition, Table):
                for index, row in enumerate(definition.rows):
                    about = f"row {index + 1} ({row.value}) of the derived table '{name}'"
                    route: Route = ("derived", name, "rows", index)
                    want = _Want("row", f"{name}[{index}]", route, ("decided",), about, value=str(row.value))
                    number = self._add(want)
                    if index == 0:
                        yield name, number

    def _of_thresholds(self) -> Iterator[tuple[int, tuple[Route, int, Threshold]]]:
        for where in written(self.pathway):
            for nodes, threshold in thresholds(self.pathway, where):
                if not threshold.sides:
                    continue
                about = f"'{threshold.brief}' in {where.owner}"
                name = f"{threshold.text} in {'.'.join(map(str, where.route))}"
                number = self._add(_Want("threshold", name, where.route, threshold.sides, about, threshold))
                yield from ((node, (where.route, number, threshold)) for node in nodes)

    # what is met

    def items(self, exercised: Iterable[Mark]) -> tuple[Item, ...]:
        """Every item, with what lacks where some marks were found."""
        marks = frozenset(exercised)
        return tuple(
            [
                want.item(tuple([side for side in want.sides if (number, side) not in marks]))
                for number, want in enumerate(self._wants)
            ]
        )

    def seen(self, walk: Walk) -> frozenset[Mark]:
        """Everything wanted that one walk does."""
        marks: set[Mark] = set()
        self.see(walk, marks)
        return frozenset(marks)

    def see(self, walk: Walk, marks: set[Mark]) -> None:
        """Add what a walk does to what is found; what is found already is not looked at again."""
        moments = walk.moments
        for number, moment in enumerate(moments):
            after = moments[number + 1] if number + 1 < len(moments) else None
            if moment.event is None or isinstance(moment.event, Took):
                marks.add((self._steps[moment.state.at], "entered"))
            self._judged(moment, marks)
            if after is None or isinstance(after.event, Took):
                self._looked_at(moment, marks)
            if after is not None and isinstance(after.event, Took):
                taken = moment.taking(after.event.exit)
                if taken is not None:
                    step = None if taken.kind == "interrupt" else moment.state.at
                    marks.add((self._exits[step, taken.index], "taken"))

    def _judged(self, moment: Moment, marks: set[Mark]) -> None:
        """Mark which rules hold and which do not at the exits whose guard is not false."""
        standing = moment.standing
        pathway, at = self.pathway, moment.state.at
        ways = [*pathway.steps[at].exits, *(interrupt for _, interrupt in prepared(pathway).interrupts_at.get(at, ()))]
        for transition in ways:
            numbers = {name: self._rules[name] for name, _ in prepared(pathway).rules_on.get(transition.to, ())}
            open_ones = [name for name, n in numbers.items() if not ((n, "fired") in marks and (n, "passed") in marks)]
            if not open_ones or evaluate(transition.when.expr, standing.present) is False:
                continue
            then = entering(pathway, moment.state, standing.present, transition)
            for name in open_ones:
                held = evaluate(pathway.rules[name].when.expr, then)
                if held is not None:
                    marks.add((numbers[name], "fired" if held else "passed"))

    def _looked_at(self, moment: Moment, marks: set[Mark]) -> None:
        """Mark what the conditions that are looked at come to."""
        following = moment.following
        for index, interrupt in prepared(self.pathway).interrupts_at.get(moment.state.at, ()):
            self._exit(moment, interrupt, marks, ("interrupts", index))
            if isinstance(following, Moves) and (following.exit.kind, following.exit.index) == ("interrupt", index):
                return
        if isinstance(following, Asks):
            return
        step = self.pathway.steps[moment.state.at]
        for index, transition in enumerate(step.exits):
            self._exit(moment, transition, marks, ("steps", moment.state.at, step.exits_key, index))

    def _exit(self, moment: Moment, transition: Transition, marks: set[Mark], place: Route) -> None:
        """Read an exit's guard and, unless that is false, the rules of its target."""
        present = moment.standing.present
        rules = prepared(self.pathway).rules_on.get(transition.to, ())
        self._reader.read(transition.when.expr, present, marks, place)
        if all(self._reader.marks(rule.when.expr, ("rules", name)) <= marks for name, rule in rules):
            return
        if evaluate(transition.when.expr, present) is not False:
            then = entering(self.pathway, moment.state, present, transition)
            for name, rule in rules:
                self._reader.read(rule.when.expr, then, marks, ("rules", name))


def _to(exit_: Transition) -> str:
    return f"'{exit_.id}' to '{exit_.to}'" if exit_.id else f"to '{exit_.to}'"
