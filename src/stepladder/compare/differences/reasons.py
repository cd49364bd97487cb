"""What it takes to take an exit, in both versions: the reasons that must be given, and the answers that may be."""

from __future__ import annotations

from collections.abc import Mapping

from stepladder.compare.causes import Cause, Causes
from stepladder.compare.constraints import StatusDiffers
from stepladder.compare.findings import Difference
from stepladder.compare.lockstep import Test, exit_of, settled
from stepladder.compare.product import Pair
from stepladder.compare.search import ABSENT
from stepladder.engine.semantics import Standing
from stepladder.verify.constraints import Constraint, Want
from stepladder.verify.domain import F, T
from stepladder.verify.exits import ASK, BLOCKED, CAUTION, CLOSED, StatusIs, Way
from stepladder.verify.terms.logic import Term


class Asked(Causes):
    """Compares what an exit asks for where its status is the same."""

    def _settled(self, pair: Pair) -> list[Constraint]:
        """That nothing comes before an exit: no interrupt, or none that is written before it."""
        if pair.way.kind != "interrupt":
            return [*self.joint.old.calm(pair.step), *self.joint.new.calm(pair.step)]
        found: list[Constraint] = []
        for version, way in ((self.joint.old, pair.old), (self.joint.new, pair.new)):
            for other in version.ways[pair.step]:
                if other.kind == "interrupt" and way is not None and other.index < way.index:
                    found.append(StatusIs(other, CLOSED | BLOCKED | ASK))  # noqa: PERF401  # three conditions in a row
        return found

    def _reasons(self, pair: Pair) -> None:
        """A caution in both versions that takes another reason."""
        assert pair.old is not None
        assert pair.new is not None
        old, new = dict(pair.old.rules), dict(pair.new.rules)
        relative = [
            name
            for side, rules in ((0, old), (1, new))
            for name in rules
            if self.lockstep.pathway(side).rules[name].severity == "relative"
        ]
        for name in dict.fromkeys(relative):
            for was, now in ((True, False), (False, True)):
                before = self._rule_term(pair.old, old, name, 0)
                after = self._rule_term(pair.new, new, name, 1)
                if before is after is None or (before is None and was) or (after is None and now):
                    continue
                if before is not None and after is not None and self._same_rule(name, pair):
                    continue
                wants = self._settled(pair)
                wants += [StatusIs(pair.old, CAUTION), StatusIs(pair.new, CAUTION)]
                wants += [] if before is None else [Want(before, T if was else F)]
                wants += [] if after is None else [Want(after, T if now else F)]
                box = self._box(pair.step)
                if not self._possible(wants, box):
                    continue
                test = self._reason_test(pair, name, was, now)
                reached, met = self._reach(pair.step, wants, box, test)
                terms = [(term, T if held else F) for term, held in ((before, was), (after, now)) if term is not None]
                of = self._who(pair, terms, met, name)
                word = "no longer needs" if was else "needs"
                difference = Difference(
                    "exit", pair.step, (pair.name,), "caution", f"caution, {word} a reason for {name}", "major", of.who,
                    of.more, self._because(pair, [Cause(name, was if before else ABSENT, now if after else ABSENT)]),
                )  # fmt: skip
                self._add(difference, reached, met, test, of.reads)

    def _rule_term(self, way: Way, terms: Mapping[str, Term], name: str, side: int) -> Term | None:
        """The term of a relative rule; None where the exit does not have it."""
        found = terms.get(name)
        if found is None or self.lockstep.pathway(side).rules[name].severity != "relative":
            return None
        return found

    def _reason_test(self, pair: Pair, name: str, was: bool, now: bool) -> Test:
        def test(old: Standing, new: Standing) -> bool:
            one, other = exit_of(old, pair.old), exit_of(new, pair.new)
            if one is None or other is None or one.status != "caution" or other.status != "caution":
                return False
            return (name in one.holding) is was and (name in other.holding) is now and settled(old) and settled(new)

        return test

    def _on_the_way(self, pair: Pair, old: Way, new: Way) -> None:
        """An exit differs only while something is still asked: so answers can come in another order."""

        def test(one: Standing, other: Standing) -> bool:
            before, after = exit_of(one, old), exit_of(other, new)
            return before is not None and after is not None and before.status != after.status

        reached, met = self._reach(pair.step, [StatusDiffers(old, new)], self.joint.common, test)
        because = self._rewritten(pair)
        difference = Difference(
            "asks",
            pair.step,
            (pair.name,),
            "what is asked for it",
            "asked in another order",
            "minor",
            (),
            False,
            because,
        )
        self._add(difference, reached, met, test)

    def _may_answer(self, old: Way, new: Way) -> None:
        """A fact is named by an exit in one version only, so only there it may be answered before its turn."""
        for side, one, other in ((0, old, new), (1, new, old)):
            for name in sorted(one.can_ask - other.can_ask):
                var = self.joint.space.index["fact", name]
                version, there = self.joint.versions[side], self.joint.versions[1 - side]
                if name in there.pathway.facts and name in (there.pathway.steps[one.step].asks):
                    continue
                if name in version.pathway.steps[one.step].asks:
                    continue
                wants = [StatusIs(one, ASK)]
                wants += [StatusIs(way, 31 & ~ASK) for way in there.ways[one.step] if name in way.can_ask]

                def test(a: Standing, b: Standing, side: int = side, way: Way = one, name: str = name) -> bool:
                    here = (a, b)[side]
                    found = exit_of(here, way)
                    return found is not None and found.status == "ask" and name not in here.state.known

                reached, met = self._reach(one.step, wants, {var: 1}, test, (side,))
                if reached == "no":
                    continue
                was, now = ("may be answered", "may not") if side == 0 else ("may not be answered", "may be")
                because = (f"the exit {'named' if side == 0 else 'names'} '{name}'",)
                self._add(
                    Difference("asks", one.step, (name,), was, now, "minor", (), False, because), reached, met, test
                )
