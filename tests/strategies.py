"""Hypothesis strategies: small pathways as text, conditions as text, and patients with some facts unknown.

Everything drawn is a definition that reads without a problem: every step is reachable, an outcome is in reach of every
step, every loop passes an assessment, and no rule can close a safety exit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

from hypothesis import Phase, settings
from hypothesis import strategies as st

from stepladder.conditions.compiler import Compiler
from stepladder.conditions.evaluate import Now
from stepladder.conditions.nodes import Condition
from stepladder.facts import Value
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.reading.load import read_text
from stepladder.reading.scope import scope_of

Draw: TypeAlias = st.DrawFn
Data: TypeAlias = dict[str, Any]

QUICK = settings(deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
"""Whole pathways take minutes to shrink; what is found is shown as it is found."""

FINDINGS = ("fever", "rash", "pain")
CHOICES = {"kidney": ("normal", "reduced", "failing"), "course": ("better", "same")}
NUMBERS: dict[str, dict[str, Any]] = {
    "age": {"unit": "a", "min": 18, "max": 24},
    "score": {"unit": "1", "min": 0, "max": 4},
    "dose": {"unit": "mg", "min": 0, "max": Decimal("1.5"), "decimals": 1},
    "limit": {"unit": "mg", "min": Decimal("0.5"), "max": 2, "decimals": 1},
}
FACTS = (*FINDINGS, *CHOICES, *NUMBERS)
THERAPIES = ("nsaid", "opioid")
ORDERS = ("==", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True)
class Names:
    """What a condition may name at the place where it is written."""

    findings: tuple[str, ...]
    """Finding facts and derived conditions."""
    choices: Mapping[str, tuple[str, ...]]
    """Choice facts and derived tables of names."""
    numbers: Mapping[str, str]
    """Derived numbers and tables of numbers with their units; number facts are `NUMBERS`."""
    steps: tuple[str, ...]
    blocked: bool = False
    """Whether `blocked(step)` may be written: not where it could make a circle."""

    def with_derived(self, name: str, raw: Any) -> Names:
        """The same with one more derived name."""
        if isinstance(raw, str):
            return Names((*self.findings, name), self.choices, self.numbers, self.steps, self.blocked)
        if isinstance(raw, dict):
            return Names(
                self.findings,
                self.choices,
                {**self.numbers, name: raw.get("unit", "1")},
                self.steps,
                self.blocked,
            )
        values = tuple(dict.fromkeys(row.get("is", row.get("otherwise")) for row in raw))
        return Names(self.findings, {**self.choices, name: values}, self.numbers, self.steps, self.blocked)


@st.composite
def conditions(draw: Draw, names: Names, depth: int = 2) -> str:
    """The text of a condition without problems."""
    kinds = ["finding", "choice", "choice", "number", "number", "state", "known"]
    if depth:
        kinds += ["and", "or", "not", "and", "or", "count", "parentheses"]
    kind = draw(st.sampled_from(kinds))
    below = conditions(names, depth - 1)
    match kind:
        case "finding":
            return draw(st.sampled_from((*names.findings, *names.findings[::-1], "true", "false")))
        case "choice":
            name = draw(st.sampled_from((*names.choices, *(n for n in names.choices if n not in CHOICES))))
            values = names.choices[name]
            if draw(st.booleans()):
                return f"{name} {draw(st.sampled_from(('==', '!=')))} {draw(st.sampled_from(values))}"
            chosen = draw(st.lists(st.sampled_from(values), min_size=1, max_size=3))
            return f"{name} {draw(st.sampled_from(('in', 'not in')))} ({', '.join(chosen)})"
        case "number":
            return draw(comparisons(names))
        case "state":
            return draw(states(names))
        case "known":
            return f"known({draw(st.sampled_from((*FACTS, *names.findings, *names.choices, *names.numbers)))})"
        case "and" | "or":
            parts = draw(st.lists(below, min_size=2, max_size=3))
            return f" {kind} ".join(f"({part})" if " or " in part or " and " in part else part for part in parts)
        case "not":
            return f"not ({draw(below)})"
        case "count":
            total = f"count({', '.join(draw(st.lists(below, min_size=1, max_size=3)))})"
            return f"{total} {draw(st.sampled_from(ORDERS))} {draw(st.integers(0, 3))}"
        case _:
            return f"({draw(below)})"


@st.composite
def states(draw: Draw, names: Names) -> str:
    """The text of a condition on the walk itself."""
    step = draw(st.sampled_from(names.steps))
    words = [f"active({draw(st.sampled_from(THERAPIES))})", f"visited({step})", f"tried({step})"]
    words.append(f"visits({step}) {draw(st.sampled_from(ORDERS))} {draw(st.integers(0, 3))}")
    if names.blocked:
        words += [f"blocked({step})", f"blocked({step})"]
    return draw(st.sampled_from(words))


@st.composite
def comparisons(draw: Draw, names: Names) -> str:
    """The text of a comparison of numbers of one unit, with thresholds that can be reached."""
    name = draw(st.sampled_from(sorted(NUMBERS)))
    order = draw(st.sampled_from(ORDERS))
    same_unit = [n for n, unit in names.numbers.items() if unit == NUMBERS[name]["unit"]]
    form = draw(st.sampled_from(("plain", "turned", "chained", "doubled", "shifted", "sum", "derived", "derived")))
    low, high = sorted(draw(st.tuples(thresholds(name), thresholds(name))))
    match form:
        case "plain":
            return f"{name} {order} {low}"
        case "turned":
            return f"{low} {order} {name}"
        case "chained":
            return f"{low} <= {name} < {high}"
        case "doubled":
            return f"2 * {name} {order} {2 * low}"
        case "shifted":
            return f"{name} + 1 {order} {low + 1}"
        case "sum" if name in ("dose", "limit"):
            return draw(
                st.sampled_from((f"dose {order} limit", f"dose + limit {order} 1.5", f"limit - dose {order} 0.5"))
            )
        case "derived" if same_unit:
            derived = draw(st.sampled_from(same_unit))
            return draw(
                st.sampled_from(
                    (f"{derived} {order} {low}", f"{name} {order} {derived}", f"{derived} - {name} {order} 0")
                )
            )
        case _:
            return f"{name} + {name} {order} {low + high}"


def thresholds(name: str) -> st.SearchStrategy[Decimal]:
    """Numbers a number fact can have."""
    low, high = NUMBERS[name]["min"], NUMBERS[name]["max"]
    step = Decimal(1).scaleb(-int(NUMBERS[name].get("decimals", 0)))
    count = int((Decimal(str(high)) - Decimal(str(low))) / step)
    return st.integers(0, count).map(lambda i: Decimal(str(low)) + i * step)


def values(name: str) -> st.SearchStrategy[Value]:
    """The values of a fact."""
    if name in FINDINGS:
        return st.booleans()
    if name in CHOICES:
        return st.sampled_from(CHOICES[name])
    return thresholds(name).map(lambda d: int(d) if d == d.to_integral_value() else d)


def cases(part: float = 0.5) -> st.SearchStrategy[dict[str, Value]]:
    """Patients of whom something is known, and perhaps not all."""
    unknown: st.SearchStrategy[Any] = st.none()
    fixed = {name: st.one_of(unknown, values(name)) if part < 1 else values(name) for name in FACTS}
    return st.fixed_dictionaries(fixed).map(lambda case: {n: v for n, v in case.items() if v is not None})


@st.composite
def derived_names(draw: Draw, names: Names, prefix: str, most: int) -> tuple[Data, Names]:
    """Some derived names, each reading those before it."""
    found: Data = {}
    for index in range(draw(st.integers(1, most))):
        name = f"{prefix}{index}"
        below = conditions(names, 1)
        raw: Any
        match draw(st.sampled_from(("condition", "number", "count", "names", "rows"))):
            case "condition":
                raw = draw(below)
            case "number":
                text = draw(st.sampled_from(("dose + limit", "2 * dose", "limit - dose", "dose + 0.5")))
                raw = {"number": text, "unit": "mg"}
            case "count":
                raw = {"number": f"count({', '.join(draw(st.lists(below, min_size=1, max_size=3)))})"}
            case "names":
                labels = draw(st.permutations(("low", "middle", "high")))
                named = [{"when": draw(below), "is": label} for label in labels[: draw(st.integers(1, 3))]]
                raw = [*named, {"otherwise": draw(st.sampled_from(("low", "high", "other")))}]
            case _:
                amounts = st.integers(18, 24)
                rows: list[Data] = [{"when": draw(below), "is": draw(amounts)} for _ in range(draw(st.integers(1, 2)))]
                raw = {"unit": "a", "rows": [*rows, {"otherwise": draw(amounts)}]}
        found[name] = raw
        names = names.with_derived(name, raw)
    return found, names


@st.composite
def effects(draw: Draw) -> Data:
    """What a step or an exit changes; mostly nothing."""
    found: Data = {}
    if draw(st.integers(0, 3)) == 0:
        found["stops"] = [draw(st.sampled_from(THERAPIES))]
    if draw(st.integers(0, 3)) == 0:
        found["starts"] = [draw(st.sampled_from(THERAPIES))]
    if draw(st.integers(0, 4)) == 0:
        fact = draw(st.sampled_from(FACTS))
        found["sets"] = {fact: draw(values(fact))}
    if draw(st.integers(0, 4)) == 0:
        found["forgets"] = [draw(st.sampled_from(FACTS))]
    return found


@st.composite
def pathways(draw: Draw) -> Data:
    """The data of a small pathway without problems."""
    count = draw(st.integers(2, 4))
    steps = [f"s{i}" for i in range(count)]
    kinds = ["assessment", *draw(st.lists(st.sampled_from(_KINDS), min_size=count - 1, max_size=count - 1))]
    bare = Names(FINDINGS, CHOICES, {}, (*steps, "done"))
    early, names = draw(derived_names(bare, "early", 2))
    late, names_late = draw(derived_names(_allow_blocked(names), "late", 2))
    hidden = draw(st.sampled_from((None, None, "pain", "limit")))
    emergency = draw(st.booleans())
    data: Data = {
        "stepladder": 1,
        "id": "drawn",
        "title": "Drawn",
        "version": "0.1.0",
        "start": "s0",
        "facts": {name: draw(_fact(name, hidden)) for name in FACTS},
        "derived": {**early, **late},
        "therapies": dict.fromkeys(THERAPIES, "A drug"),
        "steps": {},
    }
    safe = [s for s, kind in zip(steps, kinds, strict=True) if s == "s0" or kind == "emergency"]
    for index, (step, kind) in enumerate(zip(steps, kinds, strict=True)):
        onward = steps[index + 1] if index + 1 < count else "done"
        targets = [s for j, s in enumerate(steps) if j > index or kinds[j] == "assessment"] + ["done"]
        data["steps"][step] = draw(_step(kind, onward, targets, names_late, hidden))
    data["steps"]["done"] = {"kind": "outcome", "title": "Done"}
    if emergency:
        data["steps"]["help"] = {"kind": "emergency", "title": "Help", "next": [{"to": "done"}]}
        data["interrupts"] = draw(st.lists(_interrupt(names_late, steps, kinds), min_size=1, max_size=2))
        safe.append("help")
    open_to_rules = [s for s in steps if s not in safe]
    if open_to_rules:
        drawn = draw(st.lists(_rule(names, open_to_rules), max_size=3))
        data["rules"] = {f"rule-{index}": rule for index, rule in enumerate(drawn)}
    if draw(st.booleans()):
        data["entries"] = {"later": draw(_entry(steps))}
    return data


_KINDS = ("assessment", "assessment", "treatment", "treatment", "procedure", "adjunct", "emergency")


def _allow_blocked(names: Names) -> Names:
    return Names(names.findings, names.choices, names.numbers, names.steps, True)


@st.composite
def _fact(draw: Draw, name: str, hidden: str | None) -> Data:
    fresh = {"fresh": True} if draw(st.integers(0, 3)) == 0 else {}
    ask = {} if name == hidden else {"ask": f"What about {name}?"}
    if name in FINDINGS:
        return {"type": "finding", **ask, **fresh}
    if name in CHOICES:
        return {"type": "choice", "values": {v: v.title() for v in CHOICES[name]}, **ask, **fresh}
    return {"type": "number", **NUMBERS[name], **ask, **fresh}


@st.composite
def _step(draw: Draw, kind: str, onward: str, targets: list[str], names: Names, hidden: str | None) -> Data:
    others = draw(st.lists(st.sampled_from(targets), max_size=2))
    order = draw(st.permutations([onward, *others]))
    exits: list[Data] = []
    for index, target in enumerate(order):
        exit_: Data = {"to": target, **draw(effects())}
        if order.count(target) > 1 or draw(st.integers(0, 3)) == 0:
            exit_["id"] = f"way{index}"
        last = index == len(order) - 1
        if last and index and draw(st.booleans()):
            exit_["otherwise"] = True
        elif draw(st.integers(0, 4)):
            exit_["when"] = draw(conditions(names, 1))
        exits.append(exit_)
    asks = draw(st.lists(st.sampled_from([f for f in FACTS if f != hidden]), max_size=2, unique=True))
    step: Data = {"kind": kind, "title": "A step", "asks": asks, **draw(effects())}
    if draw(st.integers(0, 2)) == 0:
        step["review"] = {
            "after": draw(st.sampled_from(("2 weeks", "1.5 days", "1 month", "6 hours", "20 minutes", "1 year")))
        }
    step[draw(st.sampled_from(("next", "options")))] = exits
    return step


@st.composite
def _interrupt(draw: Draw, names: Names, steps: list[str], kinds: list[str]) -> Data:
    fitting = [s for s, kind in zip(steps, kinds, strict=True) if kind != "emergency"]
    target = draw(st.sampled_from(("help", "help", "s0")))
    fitting = [s for s in fitting if s != target]
    found: Data = {"to": target, "when": draw(conditions(names, 1)), **draw(effects())}
    if not fitting or draw(st.booleans()):
        found["from"] = "everywhere"
        if draw(st.booleans()):
            found["except"] = [draw(st.sampled_from(steps))]
    else:
        found["from"] = draw(st.lists(st.sampled_from(fitting), min_size=1, unique=True))
    return found


@st.composite
def _rule(draw: Draw, names: Names, steps: list[str]) -> Data:
    return {
        "blocks": draw(st.lists(st.sampled_from(steps), min_size=1, unique=True)),
        "when": draw(conditions(names, 1)),
        "severity": draw(st.sampled_from(("absolute", "relative"))),
        "because": "It is drawn.",
    }


@st.composite
def _entry(draw: Draw, steps: list[str]) -> Data:
    facts = draw(st.lists(st.sampled_from(FACTS), max_size=2, unique=True))
    return {
        "at": draw(st.sampled_from(steps)),
        "visited": draw(st.lists(st.sampled_from(steps), max_size=2, unique=True)),
        "active": draw(st.lists(st.sampled_from(THERAPIES), max_size=1)),
        "sets": {fact: draw(values(fact)) for fact in facts},
    }


def to_yaml(data: Data) -> str:
    """Some data as text: JSON is YAML, and the few decimals drawn print exactly as floats."""
    return json.dumps(data, default=float, ensure_ascii=False)


def built(data: Data) -> Pathway:
    """The pathway of some data that has no problems."""
    text = to_yaml(data)
    reading = read_text(text.encode(), "drawn.yaml", "drawn")
    assert reading.pathway is not None, reading.diagnostics
    assert not reading.diagnostics, (reading.diagnostics, text)
    for _, condition in reading.pathway.conditions():
        assert not condition.problems, (condition.text, condition.problems)
    return reading.pathway


@dataclass(frozen=True)
class World:
    """A pathway, and a moment of a patient in it."""

    pathway: Pathway
    compiler: Compiler
    names: Names
    known: Mapping[str, Value] = field(default_factory=dict)
    active: frozenset[str] = frozenset()
    visits: Mapping[str, int] = field(default_factory=dict)

    def condition(self, text: str) -> Condition:
        """The condition of a text."""
        found = self.compiler.condition(text)
        assert not found.problems, (text, found.problems)
        return found

    def now(self, known: Mapping[str, Value] | None = None) -> Now:
        """What conditions can read."""
        p = self.pathway
        given = self.known if known is None else known
        return Now(given, self.active, self.visits, prepared(p).definitions, prepared(p).starts, prepared(p).blockers)


@st.composite
def worlds(draw: Draw, complete: bool = False) -> World:
    """A pathway with derived names and rules, and a moment in it, without regard to how one would get there."""
    data = draw(pathways())
    pathway = built(data)
    names = Names(FINDINGS, CHOICES, {}, tuple(data["steps"]), True)
    for name, raw in data["derived"].items():
        names = names.with_derived(name, raw)
    steps = draw(st.lists(st.sampled_from(sorted(data["steps"])), max_size=5))
    return World(
        pathway,
        Compiler(scope_of(data)),
        names,
        draw(cases(1 if complete else 0.5)),
        frozenset(draw(st.lists(st.sampled_from(THERAPIES), max_size=2))),
        {step: steps.count(step) for step in steps},
    )
