"""Random ladders: more steps, loops and claims than `strategies.pathways` draws, and few facts, so that a referee that
looks at every state is quick about them.

A seed gives always the same ladder. What comes out reads without a problem; not every step need be in reach.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, TypeAlias

Data: TypeAlias = dict[str, Any]

DRUGS = ("nsaid", "opioid")
CHOSEN = ("u", "v", "x")


def ladder(seed: int) -> Data:
    """The data of a ladder."""
    return Ladder(random.Random(seed)).data()


class Ladder:
    """A ladder as it is made up."""

    def __init__(self, chosen: random.Random) -> None:
        self.chosen = chosen
        self.steps = [f"s{n}" for n in range(chosen.randint(5, 9))]
        self.facts = self._facts()
        self.asked = [name for name, fact in self.facts.items() if "ask" in fact]

    def data(self) -> Data:
        """The whole of it."""
        chosen = self.chosen
        data: Data = {
            "stepladder": 1,
            "id": "drawn",
            "title": "A ladder",
            "version": "0.1.0",
            "start": "s0",
            "facts": self.facts,
            "therapies": dict.fromkeys(DRUGS, "A drug"),
            "derived": {
                "d": self.condition(),
                "e": [{"when": self.condition(), "is": "low"}, {"otherwise": "high"}],
            },
            "groups": {"some": chosen.sample(self.steps, 2)},
            "steps": self._steps(),
            "rules": {f"rule-{n}": self._rule() for n in range(chosen.randint(0, 3))},
            "claims": {f"claim-{n}": self._claim() for n in range(chosen.randint(1, 4))},
        }
        if self.often(0.6):
            start: Data = {"from": "everywhere"} if self.often(0.5) else {"from": ["@some"]}
            data["interrupts"] = [{"to": "help", "when": self.condition(), **start}]
        if self.often(0.4):
            data["entries"] = {"later": self._entry()}
        return data

    def often(self, part: float) -> bool:
        """True in that part of all cases."""
        return self.chosen.random() < part

    def condition(self, depth: int = 1) -> str:
        """The text of a condition."""
        one = self.chosen.choice
        deeper = ("and", "or", "not", "count") if depth else ()
        match one((*["fact"] * 6, "active", "visited", "tried", "visits", "known", *deeper)):
            case "fact":
                return self._of_fact(one(list(self.facts)))
            case "active":
                return f"active({one(DRUGS)})"
            case "visited":
                return f"visited({one(self.steps)})"
            case "tried":
                return f"{one(('', 'not '))}tried({one(self.steps)})"
            case "visits":
                return f"visits({one(self.steps)}) {one(('<', '>=', '=='))} {self.chosen.randint(1, 3)}"
            case "known":
                return f"known({one(list(self.facts))})"
            case "not":
                return f"not ({self.condition(0)})"
            case "count":
                parts = ", ".join(self.condition(0) for _ in range(3))
                return f"count({parts}) >= {self.chosen.randint(1, 3)}"
            case kind:
                return f"({self.condition(0)}) {kind} ({self.condition(0)})"

    def _of_fact(self, name: str) -> str:
        one = self.chosen.choice
        if name == "kind":
            return one((f"kind == {one(CHOSEN)}", f"kind != {one(CHOSEN)}", "kind in (u, v)"))
        if name == "z":
            return f"z {one(('<', '>=', '==', '!='))} {self.chosen.randint(1, 4)}"
        return one((name, f"not {name}"))

    def _facts(self) -> Data:
        facts: Data = {}
        for name in ("p", "q", "w")[: self.chosen.randint(1, 3)]:
            facts[name] = {"type": "finding", "ask": "So?", **self._fresh(0.4)}
        if self.often(0.7):
            values = {value: value.title() for value in CHOSEN}
            facts["kind"] = {"type": "choice", "values": values, "ask": "Which?", **self._fresh(0.5)}
        if self.often(0.4):
            facts["z"] = {"type": "number", "unit": "a", "min": 0, "max": 5, "ask": "How many?", **self._fresh(0.2)}
        if self.often(0.2):
            facts["hidden"] = {"type": "finding"}
        return facts

    def _fresh(self, part: float) -> Data:
        return {"fresh": True} if self.often(part) else {}

    def _steps(self) -> Data:
        others = ("treatment", "procedure", "adjunct")
        kinds = [self.chosen.choice(others) if n and self.often(0.5) else "assessment" for n in range(len(self.steps))]
        made: Data = {name: self._step(n, kinds) for n, name in enumerate(self.steps)}
        made["done"] = {"kind": "outcome", "title": "Done"}
        made["also"] = {"kind": "outcome", "title": "Done otherwise"}
        made["help"] = {"kind": "emergency", "title": "Help", "next": [{"to": self.chosen.choice(("done", "also"))}]}
        return made

    def _step(self, number: int, kinds: Sequence[str]) -> Data:
        chosen = self.chosen
        onward = self.steps[number + 1] if number + 1 < len(self.steps) else "done"
        near = [name for n, name in enumerate(self.steps) if n > number or kinds[n] == "assessment"]
        targets = [onward, *chosen.sample(near, min(len(near), chosen.randint(0, 2)))]
        targets += ["done"] if self.often(0.4) else []
        chosen.shuffle(targets)
        style = chosen.choice(("next", "next", "options"))
        exits: list[Data] = []
        for n, target in enumerate(targets):
            exit_: Data = {"to": target, "id": f"way{n}", **self._effects()}
            if style == "next" and n and n == len(targets) - 1 and self.often(0.7):
                exit_["otherwise"] = True
            elif self.often(0.8):
                named = ("d", "not d", "e == low", "e != low", f"blocked({chosen.choice(self.steps)})")
                exit_["when"] = chosen.choice(named) if self.often(0.3) else self.condition()
            exits.append(exit_)
        asks = chosen.sample(self.asked, chosen.randint(0, min(2, len(self.asked))))
        return {"kind": kinds[number], "title": "A step", "asks": asks, **self._effects(), style: exits}

    def _effects(self) -> Data:
        chosen, found = self.chosen, Data()
        names = list(self.facts)
        chosen.shuffle(names)
        if self.often(0.25):
            found["stops"] = [chosen.choice(DRUGS)]
        if self.often(0.2):
            found["starts"] = [chosen.choice(DRUGS)]
        if self.often(0.12):
            found["forgets"] = [names.pop()]
        if names and self.often(0.1):
            name = names.pop()
            found["sets"] = {
                name: chosen.choice(CHOSEN)
                if name == "kind"
                else chosen.randint(0, 5)
                if name == "z"
                else self.often(0.5)
            }
        return found

    def _rule(self) -> Data:
        blocks = self.chosen.sample(self.steps[1:], self.chosen.randint(1, 2))
        severity = self.chosen.choice(("absolute", "relative"))
        rule: Data = {"blocks": blocks, "when": self.condition(), "severity": severity, "because": "It is made up."}
        return {**rule, "backstop": True} if self.often(0.3) else rule

    def _entry(self) -> Data:
        chosen = self.chosen
        visited = chosen.sample(self.steps, chosen.randint(0, 2))
        return {
            "at": chosen.choice(self.steps),
            "visited": visited,
            "active": chosen.sample(DRUGS, chosen.randint(0, 1)),
        }

    def _claim(self) -> Data:
        def some() -> list[str]:
            return ["@some"] if self.often(0.3) else self.chosen.sample(self.steps, self.chosen.randint(1, 2))

        def before() -> list[str]:
            return self.chosen.choice((some(), ["end"], ["any"]))

        match self.chosen.choice(("never", "entering", "passes", "after", "offers")):
            case "never":
                parts = [f"({self.condition()})" for _ in range(self.chosen.randint(1, 3))]
                return {"never": " and ".join(parts)}
            case "entering":
                return {"entering": some(), "requires": self.condition()}
            case "passes":
                return {"passes": some(), "before": before()}
            case "after":
                return {"after": some(), "passes": some(), "before": before()}
            case _:
                return {"at": some(), "when": self.condition(), "offers": some()}
