"""Why an exit has another status, and for whom: the guard or the rules that come out otherwise, and what they read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stepladder.compare.lockstep import Meeting
from stepladder.compare.patients import Wanted
from stepladder.compare.product import Pair
from stepladder.compare.search import ABSENT, Class, Looking
from stepladder.conditions.evaluate import Ternary, evaluate
from stepladder.conditions.mentions import inside, references
from stepladder.conditions.nodes import Node, Sum
from stepladder.engine.events import State
from stepladder.engine.semantics import Standing, entering
from stepladder.model.prepared import prepared
from stepladder.verify.domain import T, U
from stepladder.verify.exits import ASK, OUTCOME_BITS, STATUS_BITS, Way
from stepladder.verify.terms.logic import Term


@dataclass(frozen=True)
class Cause:
    """A condition that comes out otherwise: a guard, or a rule."""

    rule: str
    """Empty for the guard."""
    old: Ternary | str
    new: Ternary | str
    """`absent` where that version does not have it."""


class Causes(Looking):
    """Explains differences of exits."""

    def _causes(self, pair: Pair, met: Meeting | None, was: str, now: str) -> Class:
        """Which conditions make the difference, for whom they do, and in words."""
        causes = self._cause_list(pair, met)
        if not causes and pair.old is not None and pair.new is not None:
            return Class((), False, self._rewritten(pair))
        if pair.old is None or pair.new is None:
            way = pair.way
            terms: list[Wanted] = [(way.guard, U if ASK in (STATUS_BITS.get(was), STATUS_BITS.get(now)) else T)]  # type: ignore[call-overload]
            because = "the exit is new" if pair.old is None else "the exit is gone"
            return replace(self._who(pair, terms, met, ""), because=(because,))
        chief = causes[0]
        old, new = dict(pair.old.rules), dict(pair.new.rules)
        sides: list[tuple[Term | None, Ternary | str]] = (
            [(old.get(chief.rule), chief.old), (new.get(chief.rule), chief.new)]
            if chief.rule
            else [(pair.old.guard, chief.old), (pair.new.guard, chief.new)]
        )
        wanted = [(term, OUTCOME_BITS[out]) for term, out in sides if term is not None and not isinstance(out, str)]
        return replace(self._who(pair, wanted, met, chief.rule), because=self._because(pair, causes))

    def _cause_list(self, pair: Pair, met: Meeting | None) -> list[Cause]:
        if met is None or pair.old is None or pair.new is None:
            return []
        causes: list[Cause] = []
        one, other = _guard(met.old, pair.old), _guard(met.new, pair.new)
        if one is not other and not self._same_guard(pair):
            causes.append(Cause("", one, other))
        old, new = dict(pair.old.rules), dict(pair.new.rules)
        for name in dict.fromkeys((*old, *new)):
            if (
                name in old
                and name in new
                and self._same_rule(name, pair)
                and self._severity(0, name) == self._severity(1, name)
            ):
                continue
            before, after = _rule(met.old, pair.old, name), _rule(met.new, pair.new, name)
            severe = self._severity(0, name) != self._severity(1, name)
            if (
                before != after
                and not (before is False and after == ABSENT)
                and not (before == ABSENT and after is False)
            ) or (severe and before is True and after is True):
                causes.append(Cause(name, before, after))
        return causes

    def _severity(self, side: int, name: str) -> str:
        rule = self.lockstep.pathway(side).rules.get(name)
        return rule.severity if rule is not None else ""

    def _who(self, pair: Pair, wanted: Sequence[Wanted], met: Meeting | None, rule: str) -> Class:
        """The patients for whom a guard or rule comes out as wanted in both versions."""
        if not wanted:
            return Class()
        terms = [term for term, _ in wanted]

        def holds(state: State) -> bool:
            for side, way in ((0, pair.old), (1, pair.new)):
                if way is None:
                    continue
                pathway = self.lockstep.pathway(side)
                standing = Standing(pathway, replace(state, at=pair.step))
                out = _rule(standing, way, rule) if rule else _guard(standing, way)
                term = dict(way.rules).get(rule) if rule else way.guard
                allowed = [ok for one, ok in wanted if one is term]
                if term in terms and not isinstance(out, str) and allowed and not OUTCOME_BITS[out] & allowed[0]:
                    return False
            return True

        state = met.old.state if met is not None and met.side == 0 else met.new.state if met is not None else None
        who, more = self.patients.of(wanted, state, holds)
        read = {var for term in terms for name in term.scope for var in self.joint.old.support(name)}
        names = [self.joint.space.names[var] for var in read]
        return Class(who, more, (), frozenset(name for kind, name in names if kind == "fact"))

    def _because(self, pair: Pair, causes: Sequence[Cause]) -> tuple[str, ...]:
        found: list[str] = []
        for cause in causes:
            if not cause.rule:
                found.append(self._guard_words(pair))
            elif cause.old == ABSENT:
                fresh = cause.rule not in self.joint.old_pathway.rules
                found.append(f"the rule '{cause.rule}' is new" + ("" if fresh else " here"))
            elif cause.new == ABSENT:
                gone = cause.rule not in self.joint.new_pathway.rules
                found.append(f"the rule '{cause.rule}' is gone" + ("" if gone else " here"))
            elif cause.old is cause.new:
                found.append(f"the rule '{cause.rule}' is {self._severity(1, cause.rule)} now")
            else:
                words = {True: "holds", False: "does not hold", None: "is undecided"}
                word = words[cause.new]  # type: ignore[index]
                found.append(f"the rule '{cause.rule}' {word} now")
        return tuple(found)

    def _rewritten(self, pair: Pair) -> tuple[str, ...]:
        """What of an exit is not as it was, where no moment tells."""
        assert pair.old is not None
        assert pair.new is not None
        found: list[str] = []
        if not self._same_guard(pair):
            found.append(self._guard_words(pair))
        old, new = dict(pair.old.rules), dict(pair.new.rules)
        found += [f"the rule '{name}' is gone" for name in old if name not in new]
        found += [f"the rule '{name}' is new" for name in new if name not in old]
        for name in old:
            if name in new and not self._same_rule(name, pair):
                texts = [self.lockstep.pathway(side).rules[name].when.text for side in (0, 1)]
                alike = texts[0] == texts[1] and dict(pair.old.over) == dict(pair.new.over)
                nodes = [self.lockstep.pathway(side).rules[name].when.expr for side in (0, 1)]
                found.append(
                    self._reads(nodes[0], nodes[1], f"the rule '{name}'")
                    if alike
                    else f"the rule '{name}' was rewritten"
                )
        return tuple(found)

    def _reads(self, old: Node, new: Node, what: str) -> str:
        """What a condition reads that was rewritten, its own text being as it was."""
        before, after = [self._named(side, node) for side, node in ((0, old), (1, new))]
        derived = [name for kind, name in after if kind == "derived" and self._redefined(name)]
        rules = [name for kind, name in after if kind == "blocked" and (kind, name) in before and self._reblocked(name)]
        said = [f"'{name}', which was rewritten" for name in derived[:2]]
        said += [f"what blocks '{name}', which has changed" for name in rules[:2]]
        more = len(derived) + len(rules) - len(said)
        return (
            f"{what} reads {' and '.join(said)}{' and more' if more else ''}"
            if said
            else f"{what} reads what has changed"
        )

    def _named(self, side: int, node: Node) -> list[tuple[str, str]]:
        """The derived names, and steps asked whether they are blocked, that a condition reads, nearest first."""
        pathway = self.lockstep.pathway(side)
        found: dict[tuple[str, str], None] = {}
        waiting: list[Node | Sum] = [node]
        while waiting:
            for kind, name in references(waiting.pop(0)):
                if kind in ("derived", "blocked") and (kind, name) not in found:
                    found[kind, name] = None
                    if kind == "derived":
                        waiting.extend(inside(prepared(pathway).definitions[name]))
                    else:
                        waiting.extend(rule.expr for rule in prepared(pathway).blockers.get(name, ()))
        return list(found)

    def _redefined(self, name: str) -> bool:
        """Whether a derived name is defined in other words, and means something else."""
        old, new = [self.lockstep.pathway(side).derived.get(name) for side in (0, 1)]
        if old is None or new is None:
            return True
        return old != new and self.shapes[0].named(name) != self.shapes[1].named(name)

    def _reblocked(self, step: str) -> bool:
        """Whether the absolute rules of a step are not the same, or one of them was rewritten."""
        rules = [
            {
                name: rule.when.text
                for name, rule in prepared(self.lockstep.pathway(side)).rules_on.get(step, ())
                if rule.severity == "absolute"
            }
            for side in (0, 1)
        ]
        return rules[0] != rules[1]

    def _guard_words(self, pair: Pair) -> str:
        assert pair.old is not None
        assert pair.new is not None
        alike = pair.old.transition.when.text == pair.new.transition.when.text
        if not alike:
            return "its condition was rewritten"
        return self._reads(pair.old.transition.when.expr, pair.new.transition.when.expr, "its condition")

    def _same_rule(self, name: str, pair: Pair) -> bool:
        assert pair.old is not None
        assert pair.new is not None
        return self.shapes[0].rule(name) == self.shapes[1].rule(name) and dict(pair.old.over) == dict(pair.new.over)

    def _same_guard(self, pair: Pair) -> bool:
        assert pair.old is not None
        assert pair.new is not None
        one, other = pair.old.transition.when.expr, pair.new.transition.when.expr
        return self.shapes[0].of(one) == self.shapes[1].of(other)


def _guard(standing: Standing, way: Way) -> Ternary:
    return evaluate(way.transition.when.expr, standing.present)


def _rule(standing: Standing, way: Way, name: str) -> Ternary | str:
    """How a rule comes out for entering where an exit leads; `absent` where it is no rule of that step."""
    rules = dict(prepared(standing.pathway).rules_on.get(way.to, ()))
    if name not in rules:
        return ABSENT
    then = entering(standing.pathway, standing.state, standing.present, way.transition)
    return evaluate(rules[name].when.expr, then)
