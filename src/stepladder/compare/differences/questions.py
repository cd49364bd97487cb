"""What a stay at a step is like in both versions: what is asked, in which order, who leads on, and the review."""

from __future__ import annotations

from collections.abc import Sequence

from stepladder.compare.constraints import AtLeast
from stepladder.compare.differences.exits import Exits
from stepladder.compare.findings import Difference, Level
from stepladder.compare.first_question import FirstDiffers, Occurrence, first_asked
from stepladder.compare.lockstep import exit_of, settled
from stepladder.compare.product import Pair, Version
from stepladder.compare.search import takes
from stepladder.engine.events import Ended
from stepladder.engine.semantics import Standing
from stepladder.verify.constraints import Constraint
from stepladder.verify.exits import ASK, BLOCKED, CLOSED, TAKABLE, StatusIs, Way


class Stays(Exits):
    """Compares the steps of both versions, apart from where they lead."""

    def _choice(self, step: str) -> None:
        """A step at which a person chose now leads on by itself, or the other way round; or a walk ends there."""
        kinds = [self._manner(version, step) for version in self.joint.versions]
        if kinds[0] == kinds[1]:
            return

        def test(old: Standing, new: Standing) -> bool:
            return True

        reached, met = self._reach(step, [], {}, test, (0,))
        self._add(Difference("choice", step, (), kinds[0], kinds[1], "major"), reached, met, test)

    def _manner(self, version: Version, step: str) -> str:
        found = version.pathway.steps[step]
        if not found.exits:
            return "the walk ends"
        return "the walk leads on by itself" if found.next is not None else "a person chooses"

    def _asks(self, step: str) -> None:
        old, new = self.joint.old, self.joint.new
        asked = [
            [name for name in version.pathway.steps[step].asks if name not in version.silent] for version in (old, new)
        ]
        for side, one, other in ((0, asked[0], asked[1]), (1, asked[1], asked[0])):
            for name in one:
                if name not in other:
                    self._asked_by_one(step, side, name)
        shared = [[name for name in names if name in asked[1 - n]] for n, names in enumerate(asked)]
        if shared[0] != shared[1]:
            box = {self.joint.space.index["fact", name]: 1 for name in shared[0]}

            def test(a: Standing, b: Standing) -> bool:
                return all(name not in a.state.known for name in shared[0])

            reached, met = self._reach(step, [], box, test, (0,))
            if reached == "no":
                reached = "undecided"  # some of them may be open together; not told apart further
            was, now = ", ".join(shared[0]), ", ".join(shared[1])
            self._add(Difference("asks", step, tuple(shared[0]), was, now, "minor"), reached, met, test)

    def _asked_by_one(self, step: str, side: int, name: str) -> None:
        """A fact that the step asks in one version: whether the other leaves it without, or without asking anew."""
        anew = self.joint.versions[side].pathway.facts[name].fresh
        var = self.joint.space.index["fact", name]
        box = {} if anew else {var: 1}
        there = self.joint.versions[1 - side]
        was, now = ("asked", "not asked") if side == 0 else ("not asked", "asked")
        undecided = False
        for way in there.ways[step]:
            if way.kind == "interrupt":
                continue
            if not self._possible([*there.leaving(way)[0]], {**box, **there.asked(step)}):
                continue

            def test(a: Standing, b: Standing, way: Way = way) -> bool:
                one = (a, b)[1 - side]
                return (anew or name not in one.state.known) and takes(one, exit_of(one, way))

            ways = (way, None) if side == 1 else (None, way)
            reached, met = self._reach(step, [], box, test, (1 - side,), ways)
            if met is not None:
                self._add(Difference("asks", step, (name,), was, now, "major"), reached, met, test)
                return
            undecided |= reached == "undecided"

        def before(a: Standing, b: Standing) -> bool:
            return name not in a.state.known and name not in b.state.known

        reached, met = self._reach(step, [], {var: 1}, before, (1 - side,))
        if undecided:
            reached = "undecided"
        level: Level = "major" if undecided else "minor"
        words = (was, now) if undecided else (f"{was} at once", f"{now} at once")
        self._add(Difference("asks", step, (name,), *words, level), reached, met, before)

    def _interrupt_order(self, step: str) -> None:
        both = [
            p for p in self.joint.pairs[step] if p.way.kind == "interrupt" and p.old is not None and p.new is not None
        ]
        for n, one in enumerate(both):
            for other in both[n + 1 :]:
                a, b = one.old, other.old
                c, d = one.new, other.new
                assert a is not None and b is not None and c is not None and d is not None  # noqa: PT018  # narrowing
                if (a.index < b.index) == (c.index < d.index):
                    continue
                wants: list[Constraint] = [StatusIs(a, TAKABLE), StatusIs(b, TAKABLE)]
                wants += [StatusIs(way, CLOSED | BLOCKED | ASK) for way in self.joint.old.ways[step]
                          if way.kind == "interrupt" and way.index < min(a.index, b.index)]  # fmt: skip

                def test(x: Standing, y: Standing, a: Way = a, b: Way = b) -> bool:
                    e, f = exit_of(x, a), exit_of(x, b)
                    return e is not None and f is not None and e.takable and f.takable

                reached, met = self._reach(step, wants, self.joint.common, test, (0,))
                was, now = f"{one.name} first", f"{other.name} first"
                if a.index > b.index:
                    was, now = now, was
                because = ("the order of the interrupts has changed",)
                difference = Difference("exit", step, (one.name, other.name), was, now, "major", (), False, because)
                self._add(difference, reached, met, test)

    def _question_order(self, step: str) -> None:
        """The next fact that is asked for an exit differs though its status does not."""
        told = {name for one in self.found if one.difference.step == step for name in one.difference.subjects}
        for pair in self.joint.pairs[step]:
            if pair.old is None or pair.new is None or pair.name in told or pair.elsewhere or not self._retold(pair):
                continue
            one, other = first_asked(self.joint.old, pair.old), first_asked(self.joint.new, pair.new)
            if one is None or other is None or self._asked_alike(one, other):
                continue
            wants: list[Constraint] = [StatusIs(pair.old, ASK), StatusIs(pair.new, ASK), FirstDiffers(one, other)]
            if not self._possible(wants, {}):
                continue

            def test(a: Standing, b: Standing, pair: Pair = pair) -> bool:
                e, f = exit_of(a, pair.old), exit_of(b, pair.new)
                return e is not None and f is not None and bool(e.asks and f.asks) and e.asks[0] != f.asks[0]

            reached, met = self._reach(step, wants, self.joint.common, test)
            if reached == "no":
                continue
            was = now = "another order"
            if met is not None:
                e, f = exit_of(met.old, pair.old), exit_of(met.new, pair.new)
                assert e is not None
                assert f is not None
                was, now = f"{e.asks[0]} first", f"{f.asks[0]} first"
            because = (f"the questions for '{pair.name}' come in another order",)
            self._add(Difference("asks", step, (pair.name,), was, now, "minor", (), False, because), reached, met, test)
        orders = [[p.name for p in self._in_order(step, side)] for side in (0, 1)]
        shared = [[name for name in names if name in orders[1 - n]] for n, names in enumerate(orders)]
        if shared[0] != shared[1]:
            asking = [p for p in self._in_order(step, 0) if p.old and p.new and p.old.can_ask]
            if len(asking) > 1 and len({p.way.can_ask for p in asking}) > 1:
                two: list[Constraint] = [StatusIs(p.old, ASK) for p in asking if p.old is not None]

                def both_ask(a: Standing, b: Standing) -> bool:
                    firsts = [[e.asks[0] for e in s.own if e.asks] for s in (a, b)]
                    return (
                        settled(a) and settled(b) and list(dict.fromkeys(firsts[0])) != list(dict.fromkeys(firsts[1]))
                    )

                both: list[Constraint] = [*self.joint.old.calm(step), AtLeast(2, two)]
                reached, met = self._reach(step, both, self._box(step), both_ask, (0,))
                if reached != "no":
                    difference = Difference(
                        "asks", step, tuple(shared[0]), ", ".join(shared[0]), ", ".join(shared[1]), "minor", (), False,
                        ("the exits stand in another order",),
                    )  # fmt: skip
                    self._add(difference, reached, met, both_ask)

    def _asked_alike(self, one: Sequence[Occurrence], other: Sequence[Occurrence]) -> bool:
        """Whether the same facts stand in the same order, each asked for in the same states."""
        if [name for name, _ in one] != [name for name, _ in other]:
            return False
        for (_, around), (_, around_) in zip(one, other, strict=True):
            if [allowed for _, allowed in around] != [allowed for _, allowed in around_]:
                return False
            if not all(self.same_terms(a, b) for (a, _), (b, _) in zip(around, around_, strict=True)):
                return False
        return True

    def _in_order(self, step: str, side: int) -> list[Pair]:
        pairs = [p for p in self.joint.pairs[step] if p.way.kind != "interrupt" and (p.old, p.new)[side] is not None]
        return sorted(pairs, key=lambda p: (p.old, p.new)[side].index)  # type: ignore[union-attr]

    def _review(self, step: str) -> None:
        reviews = [version.pathway.steps[step].review for version in self.joint.versions]
        times = [review.after.minutes if review is not None else None for review in reviews]
        if times[0] == times[1]:
            return

        def test(old: Standing, new: Standing) -> bool:
            return True

        reached, met = self._reach(step, [], {}, test, (0,))
        words = [review.after.text if review is not None else "no review" for review in reviews]
        self._add(Difference("review", step, (), words[0], words[1], "major"), reached, met, test)

    def _continues(self, step: str) -> None:
        one, other = [version.pathway.steps[step].continues for version in self.joint.versions]
        if one == other:
            return

        def test(old: Standing, new: Standing) -> bool:
            return isinstance(old.situation, Ended)

        reached, met = self._reach(step, [], {}, test, (0,))
        level: Level = "minor" if one is None else "major"
        words = [f"goes on in {name}" if name else "ends" for name in (one, other)]
        self._add(Difference("continues", step, (), words[0], words[1], level), reached, met, test)
