"""What is asked of both versions at once: that an exit, a condition or a question is not the same in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from stepladder.compare.canonical import Shapes
from stepladder.conditions.mentions import inside
from stepladder.conditions.nodes import (
    And,
    Compare,
    Count,
    IsBlocked,
    IsKnown,
    IsOneOf,
    IsSo,
    Node,
    Not,
    Or,
    Sum,
    Table,
)
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.verify.constraints import Constraint
from stepladder.verify.domain import Env
from stepladder.verify.exits import StatusIs, Way
from stepladder.verify.terms.logic import Leaf, Term


def everything(scope: Iterable[int], reasons: Mapping[int, int]) -> int:
    """The reasons of all variables that are read."""
    found = 0
    for var in scope:
        found |= reasons.get(var, 0)
    return found


class StatusDiffers:
    """That an exit does not have the same status in both versions."""

    __slots__ = ("new", "old", "scope")

    def __init__(self, old: Way, new: Way) -> None:
        self.old, self.new = StatusIs(old, 31), StatusIs(new, 31)
        self.scope = self.old.scope | self.new.scope

    def judge(self, env: Env) -> tuple[bool, bool]:
        """By the statuses it can have in each."""
        one, other = self.old.way.statuses(env), self.new.way.statuses(env)
        return one != other or one.bit_count() > 1, bool(one & other)

    def blame(self, env: Env, reasons: Mapping[int, int]) -> int:
        """All that is read."""
        return everything(self.scope, reasons)

    def leaf(self, env: Env) -> Leaf | None:
        """That of either."""
        return self.old.leaf(env) or self.new.leaf(env)


class TermDiffers:
    """That a condition does not come out the same in both versions."""

    __slots__ = ("new", "old", "scope")

    def __init__(self, old: Term, new: Term) -> None:
        self.old, self.new = old, new
        self.scope = old.scope | new.scope

    def judge(self, env: Env) -> tuple[bool, bool]:
        """By the outcomes in each."""
        one, other = self.old.of(env), self.new.of(env)
        return one != other or one.bit_count() > 1, bool(one & other)

    def blame(self, env: Env, reasons: Mapping[int, int]) -> int:
        """All that is read."""
        return everything(self.scope, reasons)

    def leaf(self, env: Env) -> Leaf | None:
        """That of either."""
        return self.old.leaf(env) or self.new.leaf(env)


class AtLeast:
    """That some number of constraints hold."""

    __slots__ = ("number", "parts", "scope")

    def __init__(self, number: int, parts: Sequence[Constraint]) -> None:
        self.number, self.parts = number, tuple(parts)
        self.scope: frozenset[int] = frozenset().union(*[part.scope for part in parts])

    def judge(self, env: Env) -> tuple[bool, bool]:
        """By how many can hold, and how many surely do."""
        found = [part.judge(env) for part in self.parts]
        able = sum(can for can, _ in found)
        return able >= self.number, sum(can and not other for can, other in found) < self.number

    def blame(self, env: Env, reasons: Mapping[int, int]) -> int:
        """Those that cannot hold, all together."""
        found = 0
        for part in self.parts:
            if not part.judge(env)[0]:
                found |= part.blame(env, reasons)
        return found

    def leaf(self, env: Env) -> Leaf | None:
        """That of the first part that is open."""
        for part in self.parts:
            if part.judge(env) == (True, True):
                found = part.leaf(env)
                if found is not None:
                    return found
        return None


class Outside:
    """That a state lies outside some box."""

    __slots__ = ("box", "scope")

    def __init__(self, box: Mapping[int, int]) -> None:
        self.box = dict(box)
        self.scope = frozenset(box)

    def judge(self, env: Env) -> tuple[bool, bool]:
        """By the variables of the box."""
        able = any(env[var] & ~mask for var, mask in self.box.items())
        other = all(env[var] & mask for var, mask in self.box.items())
        return able, other

    def blame(self, env: Env, reasons: Mapping[int, int]) -> int:
        """All of the box."""
        return everything(self.scope, reasons)

    def leaf(self, env: Env) -> Leaf | None:
        """The first variable that lies on both sides."""
        for var, mask in self.box.items():
            if env[var] & mask and env[var] & ~mask:
                return var, (env[var] & mask, env[var] & ~mask)
        return None


Parted = tuple[Node, Node]
"""Two conditions that are not made alike, where all around them is."""


class Kernel:
    """Finds where two conditions begin to be made otherwise: if none of these differs, the whole does not."""

    def __init__(self, old: Shapes, new: Shapes) -> None:
        self.shapes = (old, new)
        self.pathways = (old.pathway, new.pathway)

    def of(self, old: Node, new: Node) -> list[Parted]:
        """The innermost pairs."""
        if self.shapes[0].of(old) == self.shapes[1].of(new):
            return []
        one, other = _parts(self.pathways[0], old), _parts(self.pathways[1], new)
        if one is None or other is None or one[0] != other[0] or len(one[1]) != len(other[1]):
            return [(old, new)]
        found: list[Parted] = []
        for a, b in zip_longest(one[1], other[1]):
            found += self.of(a, b)
        return found or [(old, new)]


def _parts(pathway: Pathway, node: Node) -> tuple[object, list[Node]] | None:
    """What a condition is made of, with all that must be the same of two for their parts to be compared."""
    match node:
        case And(parts):
            return "and", list(parts)
        case Or(parts):
            return "or", list(parts)
        case Not(of):
            return "not", [of]
        case IsSo(name, True):
            return "derived", [
                part for part in inside(prepared(pathway).definitions[name]) if not isinstance(part, Sum)
            ]
        case IsOneOf(name, values, negated, True):
            table = prepared(pathway).definitions[name]
            assert isinstance(table, Table)
            rows = tuple([row.value for row in table.rows])
            return ("table", frozenset(values), negated, rows), [row.when.expr for row in table.rows]
        case IsBlocked(step):
            return "blocked", [rule.expr for rule in prepared(pathway).blockers.get(step, ())]
        case Compare(left, order, right):
            one, other = _of_sum(left), _of_sum(right)
            if one is None or other is None:
                return None
            return ("compare", order, one[0], other[0]), [*one[1], *other[1]]
        case IsKnown():
            return None
        case _:
            return None


def _of_sum(total: Sum) -> tuple[object, list[Node]] | None:
    """A sum of counts, and the conditions counted."""
    parts: list[Node] = []
    factors: list[object] = []
    for factor, atom in total.terms:
        if not isinstance(atom, Count):
            return None
        factors.append((factor, len(atom.parts)))
        parts.extend(atom.parts)
    return (tuple(factors), total.constant), parts
