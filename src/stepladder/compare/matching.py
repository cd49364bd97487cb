"""Which parts of two versions are the same: by id first, and where ids went and others came, by shape if that is clear.

What is taken for renamed is always said. A fact that keeps its id but becomes another kind of thing, or is measured in
another unit, is another fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from stepladder.compare.canonical import Shapes
from stepladder.compare.renaming import Renames, renamed
from stepladder.facts import Number
from stepladder.graph import successors, turned
from stepladder.model.declarations import Fact
from stepladder.model.pathway import Pathway, Rule

CLEAR = 0.6
"""Two parts are alike enough from here on,"""
MARGIN = 0.15
"""and if no other pair comes nearer than this."""
ANOTHER = "~new"
"""What is added to the id of a fact that is another one now; no id can have it."""


@dataclass(frozen=True, repr=False)
class Matching:
    """Two versions, the second also in the names of the first."""

    old: Pathway
    new: Pathway
    aligned: Pathway
    """The new version in the names of the old one."""
    steps: Mapping[str, str] = field(default_factory=dict)
    """Of each renamed step, its id in the new version and in the old one."""
    facts: Mapping[str, str] = field(default_factory=dict)
    therapies: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    remade: tuple[str, ...] = ()
    """Facts of the same id that are not the same."""

    def __repr__(self) -> str:
        return f"Matching({self.old!r}, {self.new!r})"

    @property
    def back(self) -> Renames:
        """From the names of the old version to those of the new one."""
        facts = {old: new for new, old in self.facts.items()}
        facts.update({name + ANOTHER: name for name in self.remade})
        return Renames(_turned(self.steps), facts, _turned(self.therapies), _turned(self.rules))


def _turned(names: Mapping[str, str]) -> dict[str, str]:
    return {old: new for new, old in names.items()}


def match(old: Pathway, new: Pathway) -> Matching:
    """Find out what belongs together."""
    remade = tuple([name for name, fact in old.facts.items() if name in new.facts and _other(fact, new.facts[name])])
    therapies = _like(_lost(old.therapies, new.therapies), _lost(new.therapies, old.therapies), _therapies(old, new))
    facts = _like(_lost(old.facts, new.facts), _lost(new.facts, old.facts), _facts(old, new))
    steps: dict[str, str] = {}
    for _ in range(4):  # what has been matched makes its neighbours clearer
        more = _like(_lost(old.steps, new.steps), _lost(new.steps, old.steps), _steps(old, new, steps, facts))
        if more == steps:
            break
        steps = more
    named = {**facts, **{name: name + ANOTHER for name in remade}}
    half = renamed(new, Renames(steps, named, therapies))
    rules = _like(_lost(old.rules, new.rules), _lost(new.rules, old.rules), _rules(old, half))
    aligned = renamed(new, Renames(steps, named, therapies, rules))
    return Matching(old, new, aligned, steps, facts, therapies, rules, remade)


def _other(one: Fact, other: Fact) -> bool:
    if one.type != other.type:
        return True
    return isinstance(one.domain, Number) and (one.unit or "1") != (other.unit or "1")


def _lost(one: Iterable[str], other: Mapping[str, object]) -> list[str]:
    return [name for name in one if name not in other]


def _like(gone: list[str], come: list[str], alike: Callable[[str, str], float]) -> dict[str, str]:
    """The clear pairs, by the new id: each the best of both, and well ahead of the next."""
    scores = {(a, b): alike(a, b) for a in gone for b in come}
    found: dict[str, str] = {}
    for (a, b), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if score < CLEAR:
            break
        rivals = [
            s for (c, d), s in scores.items() if (c == a) != (d == b) and c not in found.values() and d not in found
        ]
        if b not in found and a not in found.values() and all(score - rival >= MARGIN for rival in rivals):
            found[b] = a
    return found


def _text(one: str, other: str) -> float:
    if not one and not other:
        return 0.5
    return SequenceMatcher(None, one.lower().split(), other.lower().split(), autojunk=False).ratio()


def _share(one: Iterable[object], other: Iterable[object]) -> float:
    """How much of two sets is in both; of two empty ones nothing can be said."""
    a, b = frozenset(one), frozenset(other)
    return len(a & b) / len(a | b) if a or b else 0.5


def _therapies(old: Pathway, new: Pathway) -> Callable[[str, str], float]:
    def starters(pathway: Pathway, therapy: str) -> list[str]:
        return [name for name, step in pathway.steps.items() if therapy in step.starts]

    def alike(a: str, b: str) -> float:
        return 0.6 * _text(old.therapies[a], new.therapies[b]) + 0.4 * _share(starters(old, a), starters(new, b))

    return alike


def _facts(old: Pathway, new: Pathway) -> Callable[[str, str], float]:
    def askers(pathway: Pathway, fact: str) -> list[str]:
        return [name for name, step in pathway.steps.items() if fact in step.asks]

    def alike(a: str, b: str) -> float:
        one, other = old.facts[a], new.facts[b]
        if _other(one, other):
            return 0.0
        same = (
            _share(one.values or (), other.values or ()) if one.type == "choice" else float(one.domain == other.domain)
        )
        return 0.5 * _text(one.ask, other.ask) + 0.2 * same + 0.3 * _share(askers(old, a), askers(new, b))

    return alike


def _steps(
    old: Pathway, new: Pathway, known: Mapping[str, str], facts: Mapping[str, str]
) -> Callable[[str, str], float]:
    """How alike two steps are: by title, text, what they ask, and where they lead and are led to from."""
    after, before = successors(old), turned(successors(old))
    after_, before_ = successors(new), turned(successors(new))

    def names(steps: Iterable[str]) -> set[str]:
        return {known.get(step, step) for step in steps}

    def alike(a: str, b: str) -> float:
        one, other = old.steps[a], new.steps[b]
        if one.kind != other.kind or (one.next is None) != (other.next is None):
            return 0.0
        around = (
            _share(after.get(a, ()), names(after_.get(b, ()))),
            _share(before.get(a, ()), names(before_.get(b, ()))),
        )
        asks = _share(one.asks, [facts.get(fact, fact) for fact in other.asks])
        said = 0.3 * _text(one.title, other.title) + 0.2 * _text(one.text, other.text)
        return said + 0.15 * asks + 0.175 * around[0] + 0.175 * around[1]

    return alike


def _rules(old: Pathway, new: Pathway) -> Callable[[str, str], float]:
    seen: dict[object, int] = {}
    shapes, shapes_ = Shapes(old, seen), Shapes(new, seen)

    def said(rule: Rule) -> str:
        return f"{rule.title} {rule.because}"

    def alike(a: str, b: str) -> float:
        one, other = old.rules[a], new.rules[b]
        if one.severity != other.severity:
            return 0.0
        same = float(shapes.of(one.when.expr) == shapes_.of(other.when.expr))
        blocks = _share(old.members(one.blocks), new.members(other.blocks))
        return 0.4 * same + 0.3 * blocks + 0.3 * _text(said(one), said(other))

    return alike
