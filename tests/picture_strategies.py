"""Pathways that nobody would write and every picture must bear: huge, crowded, and full of long and foreign words.

What is drawn has no errors: every step is in reach, an outcome is in reach of every step, every loop passes an
assessment, and no rule can close a safety exit. `Shape` says how big it is and how crowded; the rest follows from its
seed, so that a pathway of two hundred steps takes a dozen draws.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, TypeAlias

from hypothesis import strategies as st

from stepladder.engine.events import Asks, Chooses
from stepladder.engine.walk import Walk
from stepladder.model.pathway import Pathway
from stepladder.reading.load import read_text

Data: TypeAlias = dict[str, Any]

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaften"
"""More than 80 letters without a place to break."""
WORDS = (
    "manometry", "reflux", "pain", "drug", "review", "of", "the", "with", "and", "Übelkeit", "Größe", "Speiseröhre",
    "jährlich", "übermäßig", "Οισοφαγικός", "σπασμός", "ἄλγος", "עווית", "הוושט", "כאב", "Москва", "naïve", "≥ 75",
    "20 %", "mg/day", "A & B", "<b>", "\"quoted\"", "…", "食道", "Kalziumkanalblocker-Unverträglichkeit", "ﬁ", "i", "W",
)  # fmt: skip
KINDS = ("assessment", "treatment", "treatment", "procedure", "adjunct", "emergency", "outcome")
ACTS = ("treatment", "procedure", "adjunct")


@dataclass(frozen=True, slots=True)
class Shape:
    """How big a pathway is, and what is in it."""

    seed: int
    steps: int = 8
    lanes: int = 3
    """So many lanes; some have no rung, some no steps, and some steps no lane."""
    words: int = 4
    """At most so many words in a title."""
    unbroken: bool = False
    """Whether words of more than 80 letters occur."""
    exits: int = 2
    """At most so many exits of most steps."""
    options: int = 0
    """So many exits of one step, each to a step of its own."""
    rules: int = 3
    """So many rules, half of them on one step."""
    interrupts: int = 1
    entries: int = 0
    goals: bool = True
    assessments: float = 0.5
    """The part of the steps that are assessments."""


@st.composite
def shapes(draw: st.DrawFn, most: int = 200) -> Shape:
    """Shapes of all sizes; small ones come more often."""
    small = st.integers(1, 12)
    return Shape(
        seed=draw(st.integers(0, 2**32 - 1)),
        steps=draw(st.one_of(small, small, st.integers(13, 40), st.integers(41, max(41, most)))),
        lanes=draw(st.integers(0, 12)),
        words=draw(st.sampled_from((1, 3, 6, 25))),
        unbroken=draw(st.booleans()),
        exits=draw(st.sampled_from((1, 2, 3, 6))),
        options=draw(st.sampled_from((0, 0, 0, 4, 30))),
        rules=draw(st.sampled_from((0, 2, 8, 60))),
        interrupts=draw(st.sampled_from((0, 0, 1, 3, 14))),
        entries=draw(st.sampled_from((0, 0, 1, 4))),
        goals=draw(st.booleans()),
        assessments=draw(st.sampled_from((0.2, 0.5, 0.9))),
    )


SINGLE: Data = {
    "stepladder": 1,
    "id": "drawn",
    "title": "One step",
    "version": "0.1.0",
    "start": "only",
    "facts": {"pain": {"type": "finding", "ask": "Pain?"}},
    "steps": {"only": {"kind": "outcome", "title": "Nothing to do", "goal": True}},
}
"""The smallest pathway there is."""


def ugly(shape: Shape) -> Data:
    """The data of a pathway of a shape."""
    return _Maker(shape, Random(shape.seed)).make()


def read(data: Mapping[str, Any]) -> Pathway:
    """The pathway of some data without problems, through the reader as every file."""
    reading = read_text(json.dumps(data, ensure_ascii=False).encode(), "drawn.yaml", "drawn")
    assert reading.pathway is not None, reading.diagnostics
    assert not reading.diagnostics, reading.diagnostics
    return reading.pathway


def wandered(pathway: Pathway, seed: int, moves: int) -> Walk:
    """A walk so many answers and choices on, as far as it can go; the answers and choices follow from the seed."""
    chance = Random(seed)
    entries = [None, *pathway.entries]
    walk = Walk(pathway, entry=chance.choice(entries))
    for _ in range(moves):
        match walk.situation:
            case Asks(fact=fact):
                walk = walk.answer(**{fact: chance.choice(_values(pathway, fact))})
            case Chooses(exits):
                open_ones = [exit_.name for exit_ in exits if exit_.status == "open"]
                if not open_ones:
                    return walk
                walk = walk.take(chance.choice(open_ones))
            case _:
                return walk
    return walk


def _values(pathway: Pathway, fact: str) -> list[Any]:
    domain = pathway.facts[fact].domain
    return {"Finding": [True, False], "Choice": list(getattr(domain, "values", ()))}.get(
        type(domain).__name__, [getattr(domain, "low", 0)]
    )


@dataclass
class _Maker:
    shape: Shape
    chance: Random

    def make(self) -> Data:
        shape, chance = self.shape, self.chance
        count = max(1, shape.steps)
        names = [f"s{number}" for number in range(count)]
        kinds = ["assessment" if chance.random() < shape.assessments else chance.choice(ACTS) for _ in names]
        kinds[0] = chance.choice(("assessment", "assessment", "treatment", "emergency"))
        lanes = self._lanes()
        steps: Data = {}
        for number, (name, kind) in enumerate(zip(names, kinds, strict=True)):
            steps[name] = self._step(kind, lanes)
            onward = names[number + 1] if number + 1 < count else "done"
            back = [s for s, k in zip(names[:number], kinds[:number], strict=True) if k == "assessment"]
            ways = [onward, *self._ends(steps, lanes, number)]
            others = [*names[number + 1 :], *back, "done"]
            ways += [chance.choice(others) for _ in range(chance.randint(0, shape.exits - 1))]
            chance.shuffle(ways)
            steps[name][chance.choice(("next", "options"))] = self._exits(ways)
        steps["done"] = {"kind": "outcome", "title": self.title(), **({"goal": True} if shape.goals else {})}
        self._place(steps["done"], lanes)
        self._options(steps, names, lanes)
        data: Data = {
            "stepladder": 1, "id": "drawn", "title": self.title(), "version": "0.1.0", "start": "s0",
            "facts": {
                "pain": {"type": "finding", "ask": "Pain?"},
                "fever": {"type": "finding", "ask": "Fever?", "fresh": True},
                "course": {"type": "choice", "values": {"better": self.title(), "same": "No better"}, "ask": "How?"},
            },
            "lanes": lanes,
            "steps": steps,
        }  # fmt: skip
        self._interrupts(data, lanes)
        self._rules(data, [name for name, kind in zip(names, kinds, strict=True) if kind != "emergency"][1:])
        for number in range(shape.entries):
            data.setdefault("entries", {})[f"later{number}"] = {"at": chance.choice(names), "title": self.title()}
        return data

    def title(self) -> str:
        """Some words, more of them or less."""
        words = [self.chance.choice(WORDS) for _ in range(self.chance.randint(1, self.shape.words))]
        if self.shape.unbroken and self.chance.random() < 0.25:
            words[self.chance.randrange(len(words))] = WORD
        return " ".join(words)

    def _lanes(self) -> Data:
        rung = 0
        found: Data = {}
        for number in range(self.shape.lanes):
            lane: Data = {"title": self.title()}
            if self.chance.random() < 0.5:
                rung += 1
                lane["rung"] = rung
            found[f"lane{number}"] = lane
        return found

    def _place(self, step: Data, lanes: Data) -> None:
        """Give a step a lane, mostly; ends go into the last one more often, which then may hold nothing else."""
        if lanes and self.chance.random() < 0.9:
            step["lane"] = list(lanes)[-1] if step["kind"] == "outcome" else self.chance.choice(list(lanes))

    def _step(self, kind: str, lanes: Data) -> Data:
        step: Data = {"kind": kind, "title": self.title()}
        if self.chance.random() < 0.4:
            step["abbr"] = self.chance.choice(WORDS)
        if self.chance.random() < 0.4:
            step["summary"] = [self.title() for _ in range(self.chance.randint(1, 3))]
        if self.chance.random() < 0.6:
            step["asks"] = self.chance.sample(["pain", "fever", "course"], self.chance.randint(1, 3))
        self._place(step, lanes)
        return step

    def _ends(self, steps: Data, lanes: Data, number: int) -> list[str]:
        """Now and then one more end, perhaps an emergency with an end of its own."""
        if self.chance.random() < 0.7:
            return []
        name = f"end{number}"
        if name not in steps:
            kind = self.chance.choice(("outcome", "emergency"))
            steps[name] = {"kind": kind, "title": self.title()}
            self._place(steps[name], lanes)
            if kind == "emergency":
                steps[name]["next"] = [{"to": "done"}]
        return [name]

    def _exits(self, ways: list[str]) -> list[Data]:
        found: list[Data] = []
        for number, to in enumerate(ways):
            way: Data = {"to": to}
            if ways.count(to) > 1:
                way["id"] = f"way{number}"
            if self.chance.random() < 0.7:
                way["when"] = self.chance.choice(("pain", "not pain", "fever and not pain", "course == same", "true"))
            if self.chance.random() < 0.6:
                way["label"] = self.title()
            found.append(way)
        return found

    def _options(self, steps: Data, names: list[str], lanes: Data) -> None:
        if not self.shape.options:
            return
        at = self.chance.choice(names)
        hub = steps[at]
        key = "options" if "options" in hub else "next"
        for number in range(self.shape.options):
            name = f"option{number}"
            kind = self.chance.choice((*ACTS, "outcome"))
            steps[name] = {"kind": kind, "title": self.title(), "lane": hub.get("lane")} if "lane" in hub else {
                "kind": kind, "title": self.title()}  # fmt: skip
            if kind != "outcome":
                steps[name]["next"] = [{"to": "done"}]
            hub[key].append({"to": name, **({"label": self.title()} if self.chance.random() < 0.5 else {})})

    def _interrupts(self, data: Data, lanes: Data) -> None:
        for number in range(self.shape.interrupts):
            if number % 3 == 0:
                help_ = {"kind": "emergency", "title": self.title(), "next": [{"to": "done"}]}
                self._place(help_, lanes)
                data["steps"][f"help{number}"] = help_
            acting = [n for n, s in data["steps"].items() if s["kind"] not in ("emergency", "outcome")]
            where = ["everywhere"] if not acting or self.chance.random() < 0.5 else self.chance.sample(acting, 1)
            found: Data = {"from": where, "to": f"help{number - number % 3}", "when": "pain and fever"}
            if self.chance.random() < 0.8:
                found["label"] = self.title()
            data.setdefault("interrupts", []).append({"id": f"i{number}", **found})

    def _rules(self, data: Data, names: list[str]) -> None:
        for number in range(self.shape.rules if names else 0):
            blocks = [names[0]] if number % 2 else self.chance.sample(names, min(len(names), self.chance.randint(1, 5)))
            rule: Data = {
                "blocks": blocks, "when": self.chance.choice(("fever", "pain or fever", "course == same")),
                "severity": self.chance.choice(("absolute", "relative")), "because": self.title(),
            }  # fmt: skip
            if self.chance.random() < 0.7:
                rule["title"] = self.title()
            data.setdefault("rules", {})[f"rule-{number}"] = rule
