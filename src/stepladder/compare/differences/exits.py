"""Every exit in both versions: in which states its status differs, and whether a walk comes to one.

A status that differs only while something is still asked decides nothing yet; it is told only where nothing else is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from stepladder.compare.canonical import Shapes
from stepladder.compare.constraints import AtLeast, Parted, StatusDiffers, TermDiffers
from stepladder.compare.differences.reasons import Asked
from stepladder.compare.findings import Difference, Level
from stepladder.compare.lockstep import Test, exit_of, settled
from stepladder.compare.product import Pair
from stepladder.compare.search import ABSENT, LIVE, Class, takes
from stepladder.engine.semantics import Standing
from stepladder.model.prepared import prepared
from stepladder.verify.constraints import Constraint, Want
from stepladder.verify.domain import F, T, U
from stepladder.verify.exits import ASK, STATUS_BITS, TAKABLE, StatusIs, Way
from stepladder.verify.terms.logic import NEVER, OR, Term


class Exits(Asked):
    """Compares the exits of both versions."""

    def _exit(self, pair: Pair) -> None:
        if not self._altered(pair):
            if pair.old is not None and pair.new is not None and self._retold(pair):
                self._may_answer(pair.old, pair.new)
            return
        if pair.old is not None and pair.new is not None:
            if pair.elsewhere:
                self._elsewhere(pair)
            differs = self._solvable([*self._kernels(pair), StatusDiffers(pair.old, pair.new)], {})
            if differs is None:
                self._later.append(pair)
                return
            found = self._statuses(pair) if differs else False
            self._reasons(pair)
            if differs and not found:
                self._on_the_way(pair, pair.old, pair.new)
            if not found:
                self._may_answer(pair.old, pair.new)
        else:
            self._statuses(pair)

    def _counting(self, pair: Pair) -> bool:
        """Whether what differs of an exit is read by a count; such questions are long, and come last."""
        old, new = pair.old, pair.new
        if old is None or new is None or not self._altered(pair):
            return False
        found = [] if self._same_guard(pair) else [(0, old.transition.when.expr), (1, new.transition.when.expr)]
        for side, way in ((0, old), (1, new)):
            for name, rule in prepared(self.lockstep.pathway(side)).rules_on.get(way.to, ()):
                if name not in dict(old.rules) or name not in dict(new.rules) or not self._same_rule(name, pair):
                    found.append((side, rule.when.expr))
        return any(self.shapes[side].counts(node) for side, node in found)

    def _altered(self, pair: Pair) -> bool:
        """Whether an exit is not made alike in both versions."""
        if pair.old is None or pair.new is None:
            return True
        return self._made(0, pair.old) != self._made(1, pair.new) or pair.elsewhere

    def _retold(self, pair: Pair) -> bool:
        """Whether an exit is not written alike, though it may mean the same: so it may be asked for otherwise."""
        assert pair.old is not None
        assert pair.new is not None
        return self._made(0, pair.old, self.joint.written) != self._made(1, pair.new, self.joint.written)

    def _made(self, side: int, way: Way, of: tuple[Shapes, Shapes] | None = None) -> object:
        pathway, shapes = self.lockstep.pathway(side), (of or self.shapes)[side]
        rules = {(name, rule.severity, shapes.rule(name)) for name, rule in prepared(pathway).rules_on.get(way.to, ())}
        return shapes.of(way.transition.when.expr), frozenset(rules), frozenset(way.over.items()), way.mute

    def _kernels(self, pair: Pair) -> list[Constraint]:
        """That some condition comes out otherwise just where it is made otherwise; without that nothing differs."""
        old, new = pair.old, pair.new
        if old is None or new is None or old.to != new.to or dict(old.over) != dict(new.over):
            return []
        rules = [prepared(self.lockstep.pathway(side)).rules_on.get(old.to, ()) for side in (0, 1)]
        if [(name, rule.severity) for name, rule in rules[0]] != [(name, rule.severity) for name, rule in rules[1]]:
            return []
        parted: list[tuple[Parted, Mapping[int, int]]] = [
            (pair_, {}) for pair_ in self.kernel.of(old.transition.when.expr, new.transition.when.expr)
        ]
        for (_, one), (_, other) in zip(*rules, strict=True):
            parted += [(pair_, old.over) for pair_ in self.kernel.of(one.when.expr, other.when.expr)]
        terms = (self.joint.old.terms, self.joint.new.terms)
        differ: dict[tuple[int, int], Constraint] = {}
        for (a, b), over in parted:
            one_, other_ = terms[0].term(a, over), terms[1].term(b, over)
            differ[self.shapes[0].of(a), self.shapes[1].of(b)] = TermDiffers(one_, other_)
        return [AtLeast(1, list(differ.values()))] if differ else []

    def _statuses(self, pair: Pair) -> bool:
        """Every pair of statuses, old and new; whether a walk comes to one, or may."""
        wants = [*self._kernels(pair), *self._settled(pair)]
        box = self._box(pair.step) if pair.way.kind != "interrupt" else dict(self.joint.common)
        found = False
        for was, now in self._candidates(pair):
            both = [*wants, *self._status_is(pair.old, was), *self._status_is(pair.new, now)]
            if not self._possible(both, box):
                continue
            for level, more in self._levels(pair, was, now):
                test = self._status_test(pair, was, now)
                reached, met = self._reach(pair.step, [*both, *more], box, test)
                if reached == "no" and pair.way.kind == "next" and level == "major" and more:
                    continue
                of = self._causes(pair, met, was, now)
                difference = Difference("exit", pair.step, (pair.name,), was, now, level, of.who, of.more, of.because)
                self._add(difference, reached, met, test, of.reads)
                found |= reached != "no"
                break
        return found

    def _status_is(self, way: Way | None, status: str) -> list[Constraint]:
        return [] if way is None else [StatusIs(way, STATUS_BITS[status])]  # type: ignore[index]

    def _candidates(self, pair: Pair) -> Iterator[tuple[str, str]]:
        """The pairs of statuses that can come from how guard and rules come out in both, each looked at by itself."""
        old, new = pair.old, pair.new
        if old is None or new is None:
            yield from _status_pairs(pair)
            return
        guards = self._outcomes(old.guard, new.guard)
        names = list(dict.fromkeys((*dict(old.rules), *dict(new.rules))))
        rules: list[tuple[str, str, frozenset[tuple[int, int]]]] = []
        for name in names:
            one, other = dict(old.rules).get(name, NEVER), dict(new.rules).get(name, NEVER)
            kinds = (
                self._severity(0, name) or self._severity(1, name),
                self._severity(1, name) or self._severity(0, name),
            )
            rules.append((*kinds, self._outcomes(one, other)))
        possible: set[tuple[str, str]] = set()
        states = {(F, F, F, F)}  # absolute and relative rules together, of the old and of the new version
        for one_kind, other_kind, outcomes in rules:
            following: set[tuple[int, int, int, int]] = set()
            for a, r, b, s in states:
                for x, y in outcomes:
                    before = (_worst(a, x), r) if one_kind == "absolute" else (a, _worst_relative(r, x))
                    after = (_worst(b, y), s) if other_kind == "absolute" else (b, _worst_relative(s, y))
                    following.add((*before, *after))
            states = following
        for g, h in guards:
            for a, r, b, s in states:
                possible.add((_status(g, a, r), _status(h, b, s)))
        yield from (both for both in _status_pairs(pair) if both in possible)

    def _outcomes(self, one: Term, other: Term) -> frozenset[tuple[int, int]]:
        """How two conditions can come out together."""
        key = (id(one), id(other))
        if key not in self._together:
            pairs = [(a, b) for a in (T, F, U) for b in (T, F, U)]
            found = [(a, b) for a, b in pairs if self._possible([Want(one, a), Want(other, b)], {})]
            self._together[key] = frozenset(found)
            self._held.append((one, other))
        return self._together[key]

    def _levels(self, pair: Pair, was: str, now: str) -> Iterator[tuple[Level, list[Constraint]]]:
        """What an exit's new status deserves, and on which further condition."""
        kind = pair.way.kind
        if (was not in LIVE and now not in LIVE) or (kind == "option" and was in ("closed", ABSENT)):
            yield "minor", []
        elif kind == "next" and was not in LIVE and pair.old is not None and was != "blocked":
            others = [way for way in self.joint.old.ways[pair.step] if way.kind == "next" and way is not pair.old]
            yield "major", [AtLeast(1, [StatusIs(other, TAKABLE | ASK) for other in others])]
            yield "minor", []
        elif kind == "next" and was == ABSENT:
            others = [way for way in self.joint.old.ways[pair.step] if way.kind == "next"]
            yield "major", [AtLeast(1, [StatusIs(other, TAKABLE | ASK) for other in others])]
            yield "minor", []
        else:
            yield "major", []

    def _status_test(self, pair: Pair, was: str, now: str) -> Test:
        calm = pair.way.kind != "interrupt"

        def test(old: Standing, new: Standing) -> bool:
            one, other = exit_of(old, pair.old), exit_of(new, pair.new)
            if (one.status if one else ABSENT) != was or (other.status if other else ABSENT) != now:
                return False
            if calm:
                return settled(old) and settled(new)
            return not (_hidden(old, pair.old) or _hidden(new, pair.new))

        return test

    def _hard(self, pair: Pair, old: Way, new: Way) -> None:
        """An exit of which it is too long to find out whether it differs at all: one search for any difference.

        None at all where the version deserves to be major anyway: then the walks that are known have to do.
        """

        def test(one: Standing, other: Standing) -> bool:
            before, after = exit_of(one, old), exit_of(other, new)
            if before is None or after is None or before.status == after.status:
                return False
            return pair.way.kind == "interrupt" or (settled(one) and settled(other))

        box = self._box(pair.step) if pair.way.kind != "interrupt" else self.joint.common
        wants = [*self._kernels(pair), *self._settled(pair), StatusDiffers(old, new)]
        reached, met = self._reach(pair.step, wants, box, test, () if self._surely else (0, 1))
        was = now = "not decided"
        level: Level = "major"
        of = Class((), False, self._rewritten(pair))
        if met is not None:
            before, after = exit_of(met.old, old), exit_of(met.new, new)
            assert before is not None
            assert after is not None
            was, now = before.status, after.status
            level = next(level for level, _ in self._levels(pair, was, now))
            of = replace(self._causes(pair, met, was, now), more=True)
        elif reached == "no":
            reached = "undecided"
        difference = Difference("exit", pair.step, (pair.name,), was, now, level, of.who, of.more, of.because)
        self._add(difference, reached, met, test, of.reads)

    def _elsewhere(self, pair: Pair) -> None:
        """An exit of the same name leads to another step."""
        assert pair.old is not None
        assert pair.new is not None

        def test(old: Standing, new: Standing) -> bool:
            one, other = exit_of(old, pair.old), exit_of(new, pair.new)
            return takes(old, one) and other is not None and other.takable

        wants = [StatusIs(pair.new, TAKABLE)]
        reached, met = self._reach(pair.step, wants, self.joint.common, test, (0,), (pair.old, None))
        was, now = f"leads to {pair.old.to}", f"leads to {pair.new.to}"
        because = (f"the exit leads to '{pair.new.to}' now",)
        self._add(
            Difference("exit", pair.step, (pair.name,), was, now, "major", (), False, because), reached, met, test
        )


def _status_pairs(pair: Pair) -> Iterator[tuple[str, str]]:
    """The pairs of statuses that are looked for, those that deserve most first."""
    if pair.old is None:
        yield from ((ABSENT, now) for now in ("open", "caution", "ask"))
    elif pair.new is None:
        yield from ((was, ABSENT) for was in ("open", "caution", "ask"))
    else:
        for was in ("open", "caution", "ask", "blocked", "closed"):
            yield from ((was, now) for now in ("open", "caution", "blocked", "closed", "ask") if was != now)


def _worst(one: int, other: int) -> int:
    """Kleene's `or` of two single outcomes."""
    return OR[one][other]


def _worst_relative(one: int, other: int) -> int:
    """Of relative rules an unknown one goes before one that holds."""
    return U if U in (one, other) else OR[one][other]


def _status(guard: int, absolute: int, relative: int) -> str:
    """The status that follows from the outcomes of the guard and of both kinds of rules."""
    if guard == F:
        return "closed"
    if absolute == T:
        return "blocked"
    if U in (guard, absolute, relative):
        return "ask"
    return "caution" if relative == T else "open"


def _hidden(standing: Standing, way: Way | None) -> bool:
    """Whether an interrupt that is written before an exit can be taken."""
    return way is not None and any(e.takable and e.index < way.index for e in standing.interrupts)
