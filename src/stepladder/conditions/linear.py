"""The linear form of numbers: a constant plus facts, visits, counts and tables, each times its factor.

A comparison is its left side less its right side, compared with 0. A derived number stands for what it adds up; it is
read anew wherever it occurs, so a count or a table in it, which may have several values while facts are unknown, is
another one each time. A fact and a number of visits have one value, and stand once however often they occur.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from stepladder.conditions.nodes import Amount, Atom, Compare, Count, Definitions, Expression, Sum, Visits

Exact: TypeAlias = int | Decimal


@dataclass(frozen=True, slots=True)
class Linear:
    """A number as a constant plus atoms times their factors."""

    constant: Exact
    terms: tuple[tuple[Exact, Atom], ...]
    """In the order written. A factor may be 0: while such an atom is unknown, the number is."""

    def factor(self, fact: str) -> Exact:
        """The factor of a fact; 0 where it does not occur."""
        return next((factor for factor, atom in self.terms if isinstance(atom, Amount) and atom.name == fact), 0)


def difference(comparison: Compare, definitions: Definitions) -> Linear:
    """The left side of a comparison less its right side."""
    return linear([(1, comparison.left), (-1, comparison.right)], definitions)


def linear(sums: Iterable[tuple[Exact, Sum]], definitions: Definitions) -> Linear:
    """The linear form of several sums of one text, each times a factor.

    >>> age = Sum(((2, Amount("age", False, (0, 3))),), 1, (0, 3))
    >>> linear([(1, age), (-1, age)], {}).terms
    ((0, Amount(name='age', derived=False, span=(0, 3))),)
    """
    terms: dict[object, tuple[Exact, Atom]] = {}
    return Linear(_gather(sums, definitions, terms), tuple(terms.values()))


def _gather(
    sums: Iterable[tuple[Exact, Sum]], definitions: Definitions, terms: dict[object, tuple[Exact, Atom]]
) -> Exact:
    """Add sums to the terms so far; the constant that they add."""
    constant: Exact = 0
    written: dict[object, tuple[Exact, Atom]] = {}
    for by, total in sums:
        constant += by * total.constant
        for factor, atom in total.terms:
            _add(written, _key(atom), by * factor, atom)
    for key, (factor, atom) in written.items():
        definition = definitions.get(atom.name) if isinstance(atom, Amount) and atom.derived else None
        if isinstance(definition, Expression):
            constant += _gather([(factor, definition.expr)], definitions, terms)
        elif isinstance(atom, Count) or definition is not None:  # another one each time
            terms[len(terms), key] = factor, atom
        else:
            _add(terms, key, factor, atom)
    return constant


def _add(terms: dict[object, tuple[Exact, Atom]], key: object, factor: Exact, atom: Atom) -> None:
    before = terms.get(key)
    terms[key] = (factor if before is None else before[0] + factor), atom


def _key(atom: Atom) -> object:
    match atom:
        case Amount(name):
            return "amount", name
        case Visits(step):
            return "visits", step
        case Count(span=span):
            return "count", span
