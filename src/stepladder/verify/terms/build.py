"""Makes the terms of one version of a pathway out of the trees of its conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import assert_never

from stepladder.conditions.linear import linear
from stepladder.conditions.nodes import (
    Amount,
    And,
    Compare,
    Condition,
    Constant,
    Count,
    Expression,
    HasTried,
    HasVisited,
    IsActive,
    IsBlocked,
    IsKnown,
    IsOneOf,
    IsSo,
    Node,
    Not,
    Or,
    Sum,
    Table,
    Visits,
)
from stepladder.model.prepared import prepared
from stepladder.verify.domain import F, Space, T, U
from stepladder.verify.terms.logic import ALWAYS, NEVER, Known, Term, Test, combination, negation, test
from stepladder.verify.terms.sums import TESTS, Amounts, Comparison, Counted, Held, OneNumber, TableNumber, Total
from stepladder.verify.terms.tables import Entry, OneOf, OneValue, Rows, Tabled


@dataclass
class Terms:
    """Makes the terms of one version of a pathway, each once."""

    space: Space
    number: int = 0
    _made: dict[tuple[int, frozenset[tuple[int, int]]], Term] = field(default_factory=dict)
    _keep: list[object] = field(default_factory=list)
    """The trees whose addresses are keys; kept so that no other tree gets the same one."""

    def __post_init__(self) -> None:
        self.pathway = self.space.pathways[self.number]
        self.supports = self.space.supports(self.number)
        self._derived: dict[tuple[str, frozenset[tuple[int, int]]], Term] = {}
        self._tables: dict[tuple[str, frozenset[tuple[int, int]]], Tabled] = {}

    def term(self, node: Node, over: Mapping[int, int] | None = None) -> Term:
        """The term of a condition.

        Args:
            node: the condition's tree.
            over: variables that are not read, each with the mask of the one value that is put in its place: what an
                exit's effects would leave. `blocked` reads the present state all the same.
        """
        key = (id(node), frozenset((over or {}).items()))
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._make(node, over or {})
            self._keep.append(node)
        return made

    def meaning(self, var: int) -> tuple[Term | None, Rows | None]:
        """What a derived name stands for: the condition's term, or the table's rows."""
        kind, name = self.space.names[var]
        assert kind == f"derived{self.number}"
        if name not in prepared(self.pathway).definitions:
            rules = prepared(self.pathway).blockers[name[len("blocked(") : -1]]
            return combination([self.term(rule.expr) for rule in rules], every=False), None
        definition = prepared(self.pathway).definitions[name]
        if isinstance(definition, Condition):
            return self.term(definition.expr), None
        table = self._table(name, {})
        assert isinstance(table, Entry)
        return None, table.rows

    def _make(self, node: Node, over: Mapping[int, int]) -> Term:
        match node:
            case Constant():
                return ALWAYS if node.value else NEVER
            case IsSo():
                if node.derived:
                    return self._derived_condition(node.name, over)
                return test(self.space.index["fact", node.name], 2, 4, 1, over)
            case IsOneOf():
                return self._one_of(node, over)
            case Compare():
                return self._compare(node, over)
            case IsKnown():
                return self._known(node, over)
            case IsActive():
                return test(self.space.index["therapy", node.therapy], 2, 1, 0, over)
            case HasVisited():
                var = self.space.index["visits", node.step]
                return test(var, self.space.full[var] & ~1, 1, 0, over)
            case HasTried():
                var = self.space.index["visits", node.step]
                parts = [test(var, self.space.full[var] & ~1, 1, 0, over)]
                therapies = prepared(self.pathway).starts.get(node.step, ())
                parts += [test(self.space.index["therapy", therapy], 1, 2, 0, over) for therapy in therapies]
                return combination(parts, every=True)
            case IsBlocked():
                of = self.space.derived[self.number].get(f"blocked({node.step})")
                return NEVER if of is None else Test(of, T, F, U)
            case Not():
                return negation(self.term(node.of, over))
            case And():
                return combination([self.term(part, over) for part in node.parts], every=True)
            case Or():
                return combination([self.term(part, over) for part in node.parts], every=False)
            case _:
                assert_never(node)

    def _spared(self, name: str, over: Mapping[int, int]) -> dict[int, int]:
        """Of what is put in the place of variables, that which a derived name reads."""
        support = self.supports[name]
        return {var: mask for var, mask in over.items() if var in support}

    def _derived_condition(self, name: str, over: Mapping[int, int]) -> Term:
        read = self._spared(name, over)
        key = (name, frozenset(read.items()))
        if key not in self._derived:
            if read:
                definition = prepared(self.pathway).definitions[name]
                assert isinstance(definition, Condition)
                self._derived[key] = self.term(definition.expr, read)
            else:
                self._derived[key] = Test(self.space.derived[self.number][name], T, F, U)
        return self._derived[key]

    def _table(self, name: str, over: Mapping[int, int]) -> Tabled:
        read = self._spared(name, over)
        key = (name, frozenset(read.items()))
        if key not in self._tables:
            table = prepared(self.pathway).definitions[name]
            assert isinstance(table, Table)
            values = self.space.tables[self.number][name]
            rows = Rows([(self.term(row.when.expr, read), values.index(row.value)) for row in table.rows], values)
            self._tables[key] = rows if read else Entry(self.space.derived[self.number][name], rows)
        return self._tables[key]

    def _one_of(self, node: IsOneOf, over: Mapping[int, int]) -> Term:
        if node.derived:
            values = self.space.tables[self.number][node.name]
            inside = sum(1 << n for n, value in enumerate(values) if value in node.values)
            return OneOf(self._table(node.name, over), inside, node.negated)
        var = self.space.index["fact", node.name]
        inside = sum(1 << n for n, value in enumerate(self.space.values[var]) if value in node.values)
        outside = self.space.full[var] & ~inside & ~1
        return test(var, outside, inside, 1, over) if node.negated else test(var, inside, outside, 1, over)

    def _known(self, node: IsKnown, over: Mapping[int, int]) -> Term:
        if not node.derived:
            var = self.space.index["fact", node.name]
            return test(var, self.space.full[var] & ~1, 1, 0, over)
        definition = prepared(self.pathway).definitions[node.name]
        match definition:
            case Condition():
                return Known(self._derived_condition(node.name, over))
            case Table():
                return OneValue(self._table(node.name, over))
            case Expression():
                return OneNumber(self._total([(Decimal(1), definition.expr)], over))
            case _:
                assert_never(definition)

    def _compare(self, node: Compare, over: Mapping[int, int]) -> Term:
        if len(node.left.terms) == 1 and not node.right.terms:
            factor, atom = node.left.terms[0]
            if isinstance(atom, Amount) and not atom.derived:
                var = self.space.index["fact", atom.name]
                compares, yes, no = TESTS[node.order], 0, 0
                for n, value in enumerate(self.space.values[var]):
                    if value is not None:
                        assert not isinstance(value, str)
                        if compares(node.left.constant + factor * value, node.right.constant):
                            yes |= 1 << n
                        else:
                            no |= 1 << n
                return test(var, yes, no, 1, over)
        return Comparison(self._total([(Decimal(1), node.left), (Decimal(-1), node.right)], over), node.order)

    def _total(self, sums: Sequence[tuple[Decimal, Sum]], over: Mapping[int, int]) -> Total:
        """A sum of sums; an atom that occurs twice takes the same value in both places."""
        constant, atoms = self._atoms(sums, over)
        scale = Decimal(10) ** max(0, *[-_exponent(number) for number in [constant, *[f for f, _ in atoms]]], 0)
        places = Decimal(10) ** self.space.places
        made: list[Amounts] = []
        loose = False
        for factor, atom in atoms:
            match atom:
                case int():
                    values = [
                        None if v is None else int(factor * scale * Decimal(v) * places) for v in self._held(atom)
                    ]
                    made.append(Held(atom, values, factor < 0))
                    loose |= atom in self.space.loose
                case Count(parts):
                    made.append(Counted([self.term(part, over) for part in parts], int(factor * scale * places)))
                case _:
                    rows = atom.rows if isinstance(atom, Entry) else atom
                    values_ = [int(factor * scale * Decimal(value) * places) for value in rows.values]  # type: ignore[arg-type]
                    made.append(TableNumber(atom, values_))
        return Total(int(constant * scale * places), made, loose)

    def _held(self, var: int) -> Sequence[int | Decimal | None]:
        return self.space.values[var]  # type: ignore[return-value]  # those of a number

    def _atoms(
        self, sums: Sequence[tuple[Decimal, Sum]], over: Mapping[int, int]
    ) -> tuple[Decimal, list[tuple[Decimal, int | Count | Tabled]]]:
        """The constant of a sum of sums and its atoms with their factors: variables, counts and tables."""
        form = linear(sums, prepared(self.pathway).definitions)
        constant = Decimal(form.constant)
        atoms: list[tuple[Decimal, int | Count | Tabled]] = []
        for written, atom in form.terms:
            factor = Decimal(written)
            match atom:
                case Count():
                    atoms.append((factor, atom))
                    continue
                case Amount(name, True):
                    atoms.append((factor, self._table(name, over)))
                    continue
                case Amount(name):
                    var = self.space.index["fact", name]
                case Visits(step):
                    var = self.space.index["visits", step]
            mask = over.get(var)
            if mask is None:
                atoms.append((factor, var))
            else:
                value = self.space.values[var][mask.bit_length() - 1]
                constant += factor * Decimal(value)  # type: ignore[arg-type]  # effects give a value
        return constant, atoms


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent
