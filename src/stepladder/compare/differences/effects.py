"""What changes on the way in both versions: where walks begin, what starts and stops, what can be known at all."""

from __future__ import annotations

from stepladder.compare.findings import Difference, Level, Reached
from stepladder.compare.lockstep import exit_of
from stepladder.compare.product import Pair
from stepladder.compare.search import Looking, takes
from stepladder.engine.semantics import Standing
from stepladder.verify.constraints import Constraint, Within
from stepladder.verify.domain import Env
from stepladder.verify.transition_relation import Moves


class Passages(Looking):
    """Compares effects, beginnings and the values of facts."""

    def _effects(self) -> None:
        """What is started, stopped, set or forgotten on the way from one step into another."""
        done: dict[tuple[str, int, int | None, int | None], Difference] = {}
        for pairs in self.joint.pairs.values():
            for pair in pairs:
                if pair.old is None or pair.new is None or pair.elsewhere or pair.new.to not in self.joint.pairs:
                    continue
                puts = [
                    Moves.entering(version, way.to, way)
                    for version, way in ((self.joint.old, pair.old), (self.joint.new, pair.new))
                ]
                for var in sorted(puts[0].keys() | puts[1].keys()):
                    key = (pair.new.to, var, puts[0].get(var), puts[1].get(var))
                    if key[2] != key[3] and key not in done and self._matters(pair.new.to, var, key[2:]):
                        difference = self._effect(pair, var, key[2], key[3])
                        if difference is not None:
                            done[key] = difference

    def _matters(self, step: str, var: int, puts: tuple[int | None, int | None]) -> bool:
        """Whether an effect is to be told: facts that one version does not have are the other's own affair."""
        kind, name = self.joint.space.names[var]
        if kind == "therapy":
            return True
        versions = self.joint.versions
        if any(name not in version.pathway.facts for version in versions):
            return False
        return not self._asked_anew(step, name, puts)

    def _asked_anew(self, step: str, name: str, puts: tuple[int | None, int | None]) -> bool:
        """Whether all that differs is that one version asks a fact anew there; that is told with what is asked."""
        asks = [name in version.pathway.steps[step].asks for version in self.joint.versions]
        if asks[0] == asks[1]:
            return False
        side = asks.index(True)
        return puts[side] == 1 and puts[1 - side] is None and self.joint.versions[side].pathway.facts[name].fresh

    def _effect(self, pair: Pair, var: int, one: int | None, other: int | None) -> Difference | None:
        assert pair.old is not None
        assert pair.new is not None
        wants: list[Constraint] = []
        if one is None or other is None:
            put = one if one is not None else other
            assert put is not None
            wants.append(Within(var, self.joint.full[var] & ~put))
        kind, name = self.joint.space.names[var]

        def test(old: Standing, new: Standing) -> bool:
            here = exit_of(old, pair.old)
            if not (takes(old, here) or takes(new, exit_of(new, pair.new))):
                return False
            if not wants:
                return True
            state = old.state if name in old.pathway.facts or name in old.pathway.therapies else new.state
            value = (name in state.active) if kind == "therapy" else state.known.get(name)
            put = one if one is not None else other
            values = self.joint.space.values[var]
            assert put is not None
            return values[put.bit_length() - 1] != value

        reached, met = self._reach(pair.step, wants, self.joint.common, test, (0, 1), (pair.old, pair.new))
        words = [self._put(var, put) for put in (one, other)]
        because = (f"on the way from '{pair.step}'",)
        difference = Difference("effect", pair.new.to, (name,), words[0], words[1], "major", (), False, because)
        self._add(difference, reached, met, test)
        return difference if reached != "no" else None

    def _put(self, var: int, put: int | None) -> str:
        kind, name = self.joint.space.names[var]
        if put is None:
            return "stays as it is"
        if kind == "therapy":
            return "starts" if put == 2 else "stops"
        value = self.joint.space.values[var][put.bit_length() - 1]
        if value is None:
            return "is forgotten"
        fact = self.joint.new_pathway.facts.get(name) or self.joint.old_pathway.facts[name]
        return f"is set to {fact.label(value)}"

    def _beginnings(self) -> None:
        old, new = self.joint.old_pathway, self.joint.new_pathway
        if old.start != new.start:
            self._add(
                Difference("begin", old.start, ("start",), old.start, new.start, "major"),
                "yes",
                None,
                begins=frozenset({None}),
            )
        for name, entry in old.entries.items():
            if name not in new.entries:
                self._add(
                    Difference("begin", entry.at, (name,), "is an entry", "is none", "major"),
                    "yes",
                    None,
                    begins=frozenset({name}),
                )
            elif (entry.at, set(entry.visited), set(entry.active), dict(entry.sets)) != (
                new.entries[name].at, set(new.entries[name].visited), set(new.entries[name].active),
                dict(new.entries[name].sets),
            ):  # fmt: skip
                because = ("what is known, active or visited at the beginning has changed",)
                was, now = f"begins at {entry.at}", f"begins at {new.entries[name].at}"
                self._add(
                    Difference("begin", entry.at, (name,), was, now, "major", (), False, because),
                    "yes",
                    None,
                    begins=frozenset({name}),
                )
        for name, entry in new.entries.items():
            if name not in old.entries:
                self._add(
                    Difference("begin", entry.at, (name,), "is no entry", "is an entry", "minor"),
                    "yes",
                    None,
                    begins=frozenset({name}),
                )
        envs = [{entry: (step, env) for entry, step, env in Moves.beginnings(v)} for v in self.joint.versions]
        for begun, (step, env) in envs[0].items():
            if begun in envs[1] and envs[1][begun][0] == step:
                self._begun(step, begun, (env, envs[1][begun][1]))

    def _begun(self, step: str, entry: str | None, envs: tuple[Env, Env]) -> None:
        """What entering the first step does."""
        puts = [Moves.entering(version, step, None) for version in self.joint.versions]
        for var in sorted(puts[0].keys() | puts[1].keys()):
            pair = puts[0].get(var), puts[1].get(var)
            one, other = [put or env[var] for put, env in zip(pair, envs, strict=True)]
            if envs[0][var] == envs[1][var] and one != other and self._matters(step, var, pair):
                name = self.joint.space.names[var][1]
                because = () if entry is None else (f"where a walk begins by '{entry}'",)
                was, now = [self._put(var, put) for put in pair]
                self._add(
                    Difference("effect", step, (name,), was, now, "major", (), False, because),
                    "yes",
                    None,
                    begins=frozenset({entry}),
                )

    def _values(self) -> None:
        """Facts that can have other values, or have lost or gained their question."""
        for name in self.joint.old_pathway.facts:
            if name not in self.joint.new_pathway.facts:
                continue
            var = self.joint.space.index["fact", name]
            masks = [version.space.full[var] & ~1 for version in self.joint.versions]
            if any(name in version.silent for version in self.joint.versions):
                masks = [
                    0 if name in version.silent else mask
                    for version, mask in zip(self.joint.versions, masks, strict=True)
                ]
            for side in (0, 1):
                only = masks[side] & ~masks[1 - side]
                if only:
                    self._value(name, var, side, only)

    def _value(self, name: str, var: int, side: int, only: int) -> None:
        values = [value for n, value in enumerate(self.joint.space.values[var]) if only >> n & 1]
        fact = self.lockstep.pathway(side).facts[name]
        version = self.joint.versions[side]
        shown = ", ".join(fact.label(value) for value in values[:4]) + (" …" if len(values) > 4 else "")
        undecided = False
        for step in self.joint.steps:
            if var not in version.answerable[step]:
                continue

            def test(a: Standing, b: Standing) -> bool:
                return (a, b)[side].state.known.get(name) in values

            reached, met = self._reach(step, [], {var: only}, test, (side,))
            undecided |= reached == "undecided"
            if met is not None:
                break
        else:
            met = None
        level: Level = "major" if side == 0 else "minor"
        was, now = ("can be answered", "cannot") if side == 0 else ("cannot be answered", "can be")
        reached_: Reached = "yes" if met is not None else "undecided" if undecided else "no"
        step = met.step if met is not None else ""
        difference = Difference("value", step, (name,), was, now, level, (f"{name} = {shown}",))
        test_ = self._sought.test if met is not None and self._sought is not None else None
        self._add(difference, reached_, met, test_, anywhere=True)
