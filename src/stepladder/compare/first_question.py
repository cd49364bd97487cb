"""Which question comes first for an exit, as conditions over the same variables.

In an unknown condition the next fact is the first without a value, left to right through the parts that are themselves
unknown. Each place where a fact stands is an occurrence; it counts while every part around it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from stepladder.compare.constraints import everything
from stepladder.conditions.nodes import (
    Amount,
    And,
    Compare,
    Condition,
    Count,
    Expression,
    IsBlocked,
    IsOneOf,
    IsSo,
    Node,
    Not,
    Or,
    Sum,
    Table,
)
from stepladder.model.prepared import prepared
from stepladder.verify.domain import Env, T, U
from stepladder.verify.exits import Way
from stepladder.verify.terms.logic import Leaf, Term, Test
from stepladder.verify.transition_relation import Moves

Occurrence: TypeAlias = tuple[str, tuple[tuple[Term, int], ...]]
"""A fact, and how some conditions must come out for it to be asked at that place."""

MOST = 400
"""Conditions with more places than this are not looked at place by place."""


def first_asked(moves: Moves, way: Way) -> list[Occurrence] | None:
    """Every place in an exit's guard and rules where a fact may be asked for, in order; None where there are many."""
    found: list[Occurrence] = []
    for occurrence in _of_way(moves, way):
        if len(found) == MOST:
            return None
        found.append(occurrence)
    return found


def _of_way(moves: Moves, way: Way) -> Iterator[Occurrence]:
    yield from _occurrences(moves, way.transition.when.expr, (), {})
    rules = prepared(moves.pathway).rules_on.get(way.to, ())
    for severity in ("absolute", "relative"):
        for _, rule in rules:
            if rule.severity == severity:
                yield from _occurrences(moves, rule.when.expr, (), way.over)


def _occurrences(
    moves: Moves, node: Node, around: tuple[tuple[Term, int], ...], over: Mapping[int, int]
) -> Iterator[Occurrence]:
    here = (*around, (moves.terms.term(node, over), U))
    pathway = moves.pathway
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _occurrences(moves, part, here, over)
        case Not(of):
            yield from _occurrences(moves, of, here, over)
        case IsSo(name, derived) | IsOneOf(name, derived=derived):
            definition = prepared(pathway).definitions[name] if derived else None
            if isinstance(definition, Condition):
                yield from _occurrences(moves, definition.expr, here, over)
            elif isinstance(definition, Table):
                yield from _in_table(moves, definition, here, over)
            elif name not in moves.silent:
                yield name, here
        case Compare(left, _, right):
            yield from _in_sum(moves, left, here, over)
            yield from _in_sum(moves, right, here, over)
        case IsBlocked(step):
            for rule in prepared(pathway).blockers.get(step, ()):
                yield from _occurrences(moves, rule.expr, here, {})
        case _:
            return


def _in_table(
    moves: Moves, table: Table, around: tuple[tuple[Term, int], ...], over: Mapping[int, int]
) -> Iterator[Occurrence]:
    before = around
    for row in table.rows:
        yield from _occurrences(moves, row.when.expr, before, over)
        before = (*before, (moves.terms.term(row.when.expr, over), 7 & ~T))


def _in_sum(
    moves: Moves, total: Sum, around: tuple[tuple[Term, int], ...], over: Mapping[int, int]
) -> Iterator[Occurrence]:
    for _, atom in total.terms:
        match atom:
            case Amount(name, derived):
                definition = prepared(moves.pathway).definitions[name] if derived else None
                if isinstance(definition, Expression):
                    yield from _in_sum(moves, definition.expr, around, over)
                elif isinstance(definition, Table):
                    yield from _in_table(moves, definition, around, over)
                elif name not in moves.silent:
                    var = moves.space.index["fact", name]
                    if var not in over:
                        yield name, (*around, (Test(var, 0, moves.terms.space.full[var] & ~1, 1), U))
            case Count(parts):
                for part in parts:
                    yield from _occurrences(moves, part, around, over)
            case _:
                continue


class FirstDiffers:
    """That the first fact asked for is not the same in both versions."""

    __slots__ = ("new", "old", "scope")

    def __init__(self, old: Sequence[Occurrence], new: Sequence[Occurrence]) -> None:
        self.old, self.new = tuple(old), tuple(new)
        found: set[int] = set()
        for _, around in (*old, *new):
            for term, _ in around:
                found |= term.scope
        self.scope = frozenset(found)

    def judge(self, env: Env) -> tuple[bool, bool]:
        """By the facts that can come first in each."""
        one, other = _firsts(self.old, env), _firsts(self.new, env)
        return len(one | other) > 1, bool(one & other)

    def blame(self, env: Env, reasons: Mapping[int, int]) -> int:
        """All that is read."""
        return everything(self.scope, reasons)

    def leaf(self, env: Env) -> Leaf | None:
        """That of the first place that may or may not count."""
        for occurrences in (self.old, self.new):
            for _, around in occurrences:
                able, sure = _counts(around, env)
                if able and not sure:
                    for term, _ in around:
                        found = term.leaf(env)
                        if found is not None:
                            return found
                if sure:
                    break
        return None


def _firsts(occurrences: Sequence[Occurrence], env: Env) -> frozenset[str]:
    found: set[str] = set()
    for name, around in occurrences:
        able, sure = _counts(around, env)
        if able:
            found.add(name)
        if sure:
            return frozenset(found)
    return frozenset({*found, ""})


def _counts(around: Sequence[tuple[Term, int]], env: Env) -> tuple[bool, bool]:
    able = sure = True
    for term, allowed in around:
        outcomes = term.of(env)
        able &= bool(outcomes & allowed)
        sure &= not outcomes & ~allowed
        if not able:
            return False, False
    return able, sure
