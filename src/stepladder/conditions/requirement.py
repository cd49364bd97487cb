"""What a search for a change must bring about: a condition that comes out in one of some ways, and its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from stepladder.conditions.evaluate import Now, Ternary, evaluate
from stepladder.conditions.mentions import asks_known, read_now
from stepladder.conditions.nodes import Amount, And, Compare, Condition, Count, Expression, IsSo, Node, Not, Or, Sum
from stepladder.facts import Known, Value


@dataclass(frozen=True, slots=True)
class Requirement:
    """A condition that must come out in one of some ways."""

    node: Node
    allowed: frozenset[Ternary]
    overlay: Mapping[str, Value | None]
    """Facts that are set before the condition is read, whatever is changed."""
    now: Now
    """What can be read; its `known` is replaced by the changed one, with `overlay` on top."""
    before: Mapping[str, Value | None] = field(default_factory=dict)
    """Of an earlier moment: the facts that no change of today reaches, as they were then; also for `now.present`."""

    def read(self, known: Known) -> Now:
        """What the condition reads where so much is known."""
        known = _over(known, self.before)
        before = self.now.present
        present = None if before is None else replace(before, known=known, memo={})
        return replace(self.now, known=_over(known, self.overlay), present=present, memo={})

    def met(self, known: Known) -> bool:
        """Whether the condition comes out as it must."""
        return evaluate(self.node, self.read(known)) in self.allowed

    def parts(self, rest: Known) -> Iterator[Requirement]:
        """The requirement as smaller ones that must all be met.

        The parts of an `and` that may not be false, and the like. Of an `and` that may not be true one part is enough:
        where a single one can still come out so, it is that one.

        Args:
            rest: what stays known whatever is changed.
        """
        node, allowed = self.node, self.allowed
        match node:
            case Not(of):
                yield from self._as(of, frozenset([None if o is None else not o for o in allowed])).parts(rest)
            case IsSo(name, True):
                definition = self.now.definitions[name]
                assert isinstance(definition, Condition)
                yield from self._as(definition.expr, allowed).parts(rest)
            case And(parts) | Or(parts):
                decisive = isinstance(node, Or)  # what one part can bring about alone
                if decisive not in allowed:
                    if (not decisive) in allowed:
                        yield from self._all(parts, allowed, rest)
                        return
                elif (not decisive) not in allowed:
                    hopeful = [part for part in parts if self._as(part, allowed).possible(rest)]
                    if len(hopeful) == 1:
                        yield from self._as(hopeful[0], allowed).parts(rest)
                        return
                yield self
            case Compare():
                yield from self._counted(node, rest)
            case _:
                yield self

    def possible(self, rest: Known) -> bool:
        """Whether some values of what may change meet it; true where that cannot be told."""
        if any(map(asks_known, read_now(self.node, self.now))):
            return True
        outcome = evaluate(self.node, self.read(rest))
        return outcome is None or outcome in self.allowed

    def _as(self, node: Node, allowed: frozenset[Ternary]) -> Requirement:
        return replace(self, node=node, allowed=allowed)

    def _all(self, parts: tuple[Node, ...], allowed: frozenset[Ternary], rest: Known) -> Iterator[Requirement]:
        for part in parts:
            yield from self._as(part, allowed).parts(rest)

    def _counted(self, node: Compare, rest: Known) -> Iterator[Requirement]:
        """A count that must be none, or all, of its conditions."""
        counted = self._count(node.left)
        if counted is None or node.right.terms or True not in self.allowed or False in self.allowed:
            yield self
            return
        least, most = node.right.constant, len(counted.parts)
        if (node.order in ("==", "<=") and least == 0) or (node.order == "<" and least == 1):
            none = frozenset([None if o is None else not o for o in self.allowed])
            yield from self._all(counted.parts, none, rest)
        elif (node.order in ("==", ">=") and least == most) or (node.order == ">" and least == most - 1):
            yield from self._all(counted.parts, self.allowed, rest)
        else:
            yield self

    def _count(self, total: Sum) -> Count | None:
        """The count that a number is, by itself or by the name of a derived number."""
        while len(total.terms) == 1 and total.constant == 0 and total.terms[0][0] == 1:
            atom = total.terms[0][1]
            if isinstance(atom, Count):
                return atom
            definition = self.now.definitions.get(atom.name) if isinstance(atom, Amount) and atom.derived else None
            if not isinstance(definition, Expression):
                return None
            total = definition.expr
        return None


def _over(known: Known, changes: Mapping[str, Value | None]) -> Known:
    """Known facts with other values on top, None for unknown."""
    if not changes:
        return known
    return {name: value for name, value in {**known, **changes}.items() if value is not None}
