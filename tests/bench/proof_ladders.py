"""Pathways of any size for proofs: drawn by chance from a seed, always the same, with defects where they are wanted.

Each rung has six steps: a question with guarded branches, a choice, two drugs that are tried and stopped again, one
that runs beside them, and a procedure; four more are the emergency and the ends. Rungs share facts, so that what was
answered low on the ladder decides what can be higher up; some are asked anew each time. Rules block what tables, visits
and comparisons of two numbers say; interrupts lead to the emergency and back. Every rung carries claims, most of them
true. `validate` has no error to report, whatever is drawn or planted.

One file on purpose, though it is long: it reads from the whole ladder down to a line of a rung.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal, TypeAlias, get_args

from stepladder.model.pathway import Pathway
from stepladder.reading.load import read_text

Data: TypeAlias = dict[str, Any]

Defect: TypeAlias = Literal["rule", "guard", "exit", "comparison", "stop"]
"""What is wrong: a rule, a guard, an exit or a `stops` is left out, or a comparison is turned round."""

DEFECTS: tuple[Defect, ...] = get_args(Defect)

SIZES = ((10, 10), (50, 20), (200, 40), (1_000, 60))
"""Numbers of steps and facts that are measured."""

SHARED = 4
"""The steps beside the rungs."""

FULL, SHORT = 6, 4
"""The steps of a rung; one rung may be short."""

TURNED = {">=": "<", "<": ">=", "<=": ">", ">": "<="}


def proof_ladder(steps: int, facts: int, seed: int = 0, defects: Iterable[Defect] = ()) -> Data:
    """The data of a pathway called `ladder`.

    Args:
        steps: how many steps it has, at least 10: a multiple of 6 and 4 or 8 more, such as 10, 50, 200 and 1,000.
        facts: how many facts, at least 6.
        seed: what chance begins with.
        defects: what is planted, each in a rung of its own, from the top of the ladder downwards.
    """
    full, rest = divmod(steps - SHARED, FULL)
    if full < 1 or rest not in (0, SHORT) or facts < 6:
        raise ValueError(f"no ladder has {steps} steps and {facts} facts")
    ladder = _Ladder(Random(seed), rungs(steps), bool(rest), facts)
    for n in range(1, ladder.rungs + 1):
        _add_rung(ladder, n)
    for index, defect in enumerate(defects):
        _plant(ladder, defect, max(1, ladder.rungs - index))
    return ladder.data


def rungs(steps: int) -> int:
    """How many rungs a ladder of so many steps has."""
    return -(-(steps - SHARED) // FULL)


def as_yaml(data: Data) -> str:
    """The text of the file: JSON is YAML."""
    return json.dumps(data, indent=1)


def built(data: Data) -> Pathway:
    """The pathway of some data."""
    reading = read_text(as_yaml(data).encode(), "ladder.yaml", "ladder")
    assert reading.pathway is not None, reading.diagnostics
    assert not reading.diagnostics, reading.diagnostics
    return reading.pathway


@dataclass
class _Ladder:
    """A ladder while it is made."""

    chance: Random
    rungs: int
    short: bool
    """Whether the last rung has neither a drug beside nor a procedure."""
    facts: int
    data: Data = field(init=False)
    names: dict[str, list[str]] = field(default_factory=dict)
    """The facts of each kind."""
    decks: dict[str, list[str]] = field(default_factory=dict)
    """Those that were not drawn yet, before all are drawn again."""

    def __post_init__(self) -> None:
        declared: Data = {
            "alarm": {"type": "finding", "fresh": True, "ask": "Is there an alarm sign?"},
            "response": {"type": "choice", "values": _RESPONSES, "fresh": True, "ask": "How was it?"},
        }
        kinds = list(_KINDS)
        for index in range(self.facts - len(declared)):
            kind = kinds[index % len(kinds)]
            name = f"{kind}_{index // len(kinds) + 1}"
            fresh = {"fresh": True} if index % 3 == 2 else {}
            declared[name] = {**_KINDS[kind], **fresh, "ask": f"What is {name}?"}
            self.names.setdefault(kind, []).append(name)
        self.data = {
            "stepladder": 1,
            "id": "ladder",
            "title": f"A ladder of {self.rungs} rungs",
            "version": "1.0.0",
            "license": "CC-BY-4.0",
            "start": "assess_1",
            "sources": {"S": {"title": "A source", "year": 2020, "kind": "guideline"}},
            "facts": declared,
            "derived": {},
            "therapies": {},
            "groups": {},
            "steps": {
                "emergency": {"kind": "emergency", "title": "Emergency", "next": [{"to": "handed_over"}]},
                "handed_over": {"kind": "outcome", "title": "Handed over"},
                "controlled": {"kind": "outcome", "title": "Controlled"},
                "referred": {"kind": "outcome", "title": "Referred"},
            },
            "rules": {},
            "interrupts": [{"from": "everywhere", "when": "alarm", "to": "emergency", "because": "It comes first."}],
            "claims": {},
        }
        if self.rungs > 1:
            middle = self.rungs // 2 + 1
            self.data["entries"] = {
                "halfway": {
                    "at": f"assess_{middle}",
                    "visited": ["assess_1", f"assess_{middle - 1}"],
                    "active": [],
                    "sets": {"sign_1": True},
                }
            }

    def draw(self, kind: str) -> str:
        """A fact of a kind: each once before any comes again."""
        if not self.decks.get(kind):
            self.decks[kind] = self.chance.sample(self.names[kind], len(self.names[kind]))
        return self.decks[kind].pop()


_KINDS: dict[str, Data] = {
    "sign": {"type": "finding"},
    "organ": {"type": "choice", "values": {"normal": "Normal", "reduced": "Less", "failing": "Failing"}},
    "score": {"type": "number", "unit": "1", "min": 0, "max": 100},
    "level": {"type": "number", "unit": "mg", "min": 0, "max": 40, "decimals": 1},
}
_RESPONSES = {"improved": "Better", "no_change": "No better", "worse": "Worse"}


@dataclass(frozen=True)
class _Rung:
    """What is drawn for a rung."""

    n: int
    sign: str
    other_sign: str
    organ: str
    other_organ: str
    score: str
    other_score: str
    low: int
    high: int
    level: str
    limit: str
    """A number of the same unit to compare `level` with, or another fact."""
    after: str
    full: bool


def _add_rung(ladder: _Ladder, n: int) -> None:
    chance = ladder.chance
    low, high = sorted(chance.sample(range(10, 91), 2))
    level, limit = ladder.draw("level"), ladder.draw("level")
    rung = _Rung(
        n,
        sign=ladder.draw("sign"),
        other_sign=ladder.draw("sign"),
        organ=ladder.draw("organ"),
        other_organ=ladder.draw("organ"),
        score=ladder.draw("score"),
        other_score=ladder.draw("score"),
        low=low,
        high=high,
        level=level,
        limit=limit if n % 3 == 2 and limit != level else f"{chance.randrange(10, 390) / 10}",
        after=f"assess_{n + 1}" if n < ladder.rungs else "referred",
        full=not (ladder.short and n == ladder.rungs),
    )
    data = ladder.data
    data["therapies"] |= {f"{letter}_{n}": f"Drug {letter}{n}" for letter in "abc"[: 3 if rung.full else 2]}
    data["groups"][f"drugs_{n}"] = [f"first_{n}", f"second_{n}"]
    data["derived"] |= _derived(rung)
    data["steps"] |= _steps(rung, chance)
    data["rules"] |= _rules(rung)
    data["claims"] |= _claims(rung, chance)
    if n % 5 == 1:
        back = {"from": [f"@drugs_{n}"], "when": f"{rung.sign} and {rung.level} > 39", "to": f"assess_{n}"}
        anew = {"stops": [f"a_{n}", f"b_{n}"], "forgets": [rung.level], "because": "It is judged anew."}
        data["interrupts"].append({**back, **anew})


def _derived(rung: _Rung) -> Data:
    n = rung.n
    first = f"not tried(first_{n}) and not blocked(first_{n})"
    second = f"not tried(second_{n}) and not blocked(second_{n})"
    return {
        f"left_{n}": {"number": f"count({first}, {second})"},
        f"care_{n}": [
            {"when": f"{rung.organ} == failing", "is": "never"},
            {"when": f"{rung.organ} == reduced or {rung.score} >= {rung.high}", "is": "some"},
            {"otherwise": "none"},
        ],
    }


def _steps(rung: _Rung, chance: Random) -> Data:
    n, choose = rung.n, f"choose_{rung.n}"
    steep = f"{rung.sign} and {rung.score} >= {rung.low}"
    gentle = chance.choice((f"not {rung.sign} or {rung.score} < {rung.low}", f"not ({steep})"))
    branches: list[Data] = [{"to": f"procedure_{n}" if rung.full else rung.after, "when": steep}]
    branches.append({"to": choose, "otherwise": True} if chance.random() < 0.3 else {"to": choose, "when": gentle})
    offered: list[Data] = [
        {"to": f"first_{n}", "when": f"not tried(first_{n})"},
        {"to": f"second_{n}", "when": f"not tried(second_{n}) and visited(first_{n})"},
        {"to": rung.after, "id": "on", "when": f"left_{n} == 0 or (tried(first_{n}) and blocked(second_{n}))"},
        {"to": rung.after, "id": "weary", "when": f"visits({choose}) >= {4 if rung.full else 3}"},
    ]
    found: Data = {
        f"assess_{n}": {
            "kind": "assessment",
            "title": f"Assess {n}",
            "asks": [rung.sign, rung.score, rung.organ],
            "next": branches,
        },
        choose: {"kind": "assessment", "title": f"Choose {n}", "asks": [rung.level], "options": offered},
        f"first_{n}": _drug(rung, "First", "a"),
        f"second_{n}": _drug(rung, "Second", "b"),
    }
    if rung.full:
        offered.append({"to": f"beside_{n}", "when": f"not visited(beside_{n}) and {rung.score} < {rung.high}"})
        sets = {rung.other_sign: chance.random() < 0.5} if n % 4 == 0 else {}
        found[f"beside_{n}"] = {
            "kind": "adjunct",
            "title": f"Beside {n}",
            "sources": ["S"],
            "starts": [f"c_{n}"],
            "next": [{"to": choose}],
        }
        found[f"procedure_{n}"] = {
            "kind": "procedure",
            "title": f"Procedure {n}",
            "sources": ["S"],
            "sets": sets,
            "forgets": [rung.score],
            "next": [{"to": rung.after}],
        }
    return found


def _drug(rung: _Rung, name: str, therapy: str) -> Data:
    n = rung.n
    return {
        "kind": "treatment",
        "title": f"{name} drug {n}",
        "sources": ["S"],
        "starts": [f"{therapy}_{n}"],
        "asks": ["alarm", "response"],
        "next": [
            {"to": "controlled", "when": "response == improved"},
            {"to": f"choose_{n}", "when": "response in (no_change, worse)", "stops": [f"{therapy}_{n}"]},
        ],
    }


def _rules(rung: _Rung) -> Data:
    n = rung.n
    said = {"because": "It harms.", "sources": ["S"]}
    found: Data = {
        f"never-{n}": {"blocks": [f"second_{n}"], "when": f"care_{n} == never", "severity": "absolute", **said},
        f"careful-{n}": {
            "blocks": [f"@drugs_{n}"],
            "when": f"care_{n} == some and {rung.level} > {rung.limit}",
            "severity": "relative",
            **said,
        },
    }
    if n % 2:
        frail = f"{rung.other_organ} == failing and {rung.other_score} > {rung.high}"
        found[f"frail-{n}"] = {"blocks": [f"first_{n}"], "when": frail, "severity": "relative", **said}
    if n > 1:
        again = f"visited(second_{n - 1}) and {rung.organ} == reduced and {rung.other_sign}"
        found[f"again-{n}"] = {"blocks": [f"second_{n}"], "when": again, "severity": "absolute", **said}
    return found


def _claims(rung: _Rung, chance: Random) -> Data:
    """A claim of each form on every rung, and now and then one that is false."""
    n = rung.n
    found: Data = {
        f"one-{n}": {"never": f"active(a_{n}) and active(b_{n})"},
        f"sound-{n}": {"entering": [f"second_{n}"], "requires": f"{rung.organ} != failing"},
        f"order-{n}": {"passes": f"first_{n}", "before": [f"second_{n}"]},
        f"chosen-{n}": {"after": f"second_{n}", "passes": [f"choose_{n}"], "before": [rung.after]},
        f"alarm-{n}": {"at": [f"@drugs_{n}"], "when": "alarm", "offers": ["emergency"]},
    }
    false: list[Data] = [
        {"never": f"active(b_{n}) and visited(first_{n}) and {rung.score} >= 90"},
        {"entering": [f"first_{n}"], "requires": f"{rung.score} < {rung.high}"},
        {"passes": f"choose_{n}", "before": [rung.after]},
        {"after": f"first_{n}", "passes": [f"second_{n}"], "before": "end"},
        {"at": [f"choose_{n}"], "when": f"not {rung.sign}", "offers": [f"first_{n}"]},
    ]
    if chance.random() < 0.25:
        found[f"false-{n}"] = chance.choice(false)
    return found


def _plant(ladder: _Ladder, defect: Defect, n: int) -> None:
    """Put a defect into a rung."""
    data, steps = ladder.data, ladder.data["steps"]
    match defect:
        case "rule":
            del data["rules"][f"never-{n}"]
        case "guard":
            del steps[f"choose_{n}"]["options"][1]["when"]
        case "exit":
            steps[f"choose_{n}"]["options"] = [e for e in steps[f"choose_{n}"]["options"] if e.get("id") != "on"]
        case "comparison":
            exit_ = steps[f"assess_{n}"]["next"][0]
            before, order, after = exit_["when"].rpartition(">=")
            exit_["when"] = before + TURNED[order] + after
        case "stop":
            del steps[f"first_{n}"]["next"][1]["stops"]
