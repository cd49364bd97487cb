"""A condition's text against the names that are declared: typed nodes, and every problem with its characters.

Knows which facts, derived, therapies and steps there are, and of what kind; knows nothing of files or of a walk.

One file on purpose: one visitor over one language; its methods are the rows of the language's table.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from stepladder.conditions.nodes import (
    ALWAYS,
    Amount,
    And,
    Atom,
    Compare,
    Constant,
    Count,
    HasTried,
    HasVisited,
    IsActive,
    IsBlocked,
    IsKnown,
    IsOneOf,
    IsSo,
    Node,
    Not,
    Offsets,
    Or,
    Order,
    Sum,
    Visits,
)
from stepladder.conditions.parse import Syntax
from stepladder.diagnostics import Problem, Proposals, listed, nearest
from stepladder.facts import (
    CONDITION_WORDS,
    DIGITS,
    Choice,
    Domain,
    Finding,
    Number,
    fits_digits,
    mend_number,
    places,
    range_text,
    tidy,
)
from stepladder.text.counting import counted

SAME_UNIT = "only numbers in one unit can be added and compared; ask for one of them in the unit of the other"


@dataclass(frozen=True, slots=True)
class Scope:
    """The names a condition may use."""

    facts: Mapping[str, Domain | None]
    """Each fact with its kind; None where its declaration is broken and anything is let pass."""
    derived: Mapping[str, Domain | None]
    """Each derived with its kind; None as above."""
    therapies: frozenset[str] = frozenset()
    steps: frozenset[str] = frozenset()
    called: Mapping[str, str] = field(default_factory=dict)
    """What steps, therapies and values of choices are called, in small letters, with the id of each."""

    @property
    def values(self) -> list[str]:
        """The names of facts and derived."""
        return [*self.facts, *self.derived]

    def find(self, name: str) -> tuple[bool, Domain | None]:
        """Whether a name is declared as a fact or derived, and its kind."""
        if name in self.facts:
            return True, self.facts[name]
        if name in self.derived:
            return True, self.derived[name]
        return False, None


def same_unit(first: str | None, second: str | None) -> bool:
    """Whether two units are the same; no unit is the unit 1."""
    return (first or "1") == (second or "1")


_ORDERS: Mapping[type[ast.cmpop], Order] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_NOWHERE = ALWAYS.expr


class Checker:
    """One pass over one condition, collecting problems as it goes."""

    def __init__(self, syntax: Syntax, scope: Scope, proposals: Proposals) -> None:
        self.syntax = syntax
        self.scope = scope
        self.proposals = proposals
        self.problems: list[Problem] = []

    def say(self, code: str, message: str, node: ast.expr, hint: str = "") -> None:
        """Note a problem at the characters of a node."""
        self.problems.append(Problem(code, message, *self.syntax.offsets(node), hint))

    def text(self, node: ast.expr) -> str:
        """The characters of a node."""
        start, end = self.syntax.offsets(node)
        return self.syntax.text[start:end]

    # conditions

    def node(self, tree: ast.expr) -> Node:
        """The condition that a part of the text is."""
        span = self.syntax.offsets(tree)
        match tree:
            case ast.BoolOp(op=ast.And(), values=values):
                return And(tuple([self.node(value) for value in values]), span)
            case ast.BoolOp(values=values):
                return Or(tuple([self.node(value) for value in values]), span)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.node(operand), span)
            case ast.Name(id=name):
                return self._name(tree, name, span)
            case ast.Compare():
                return self._compare(tree, span)
            case ast.Call():
                return self._call(tree, span)
            case ast.Constant() | ast.BinOp() | ast.UnaryOp():
                hint = "join conditions with and / or" if isinstance(tree, ast.BinOp) else "compare it with a fact"
                self.say("SL302", f"'{self.text(tree)}' is a number; a condition is expected", tree, hint)
            case ast.Tuple():
                hint = "join conditions with and / or; a list of values stands in parentheses after 'in'"
                self.say("SL301", "a comma joins nothing here", tree, hint)
            case _:
                self.say("SL301", "this is not part of the condition language", tree)
        return _NOWHERE

    def _name(self, tree: ast.expr, name: str, span: Offsets) -> Node:
        if name in ("true", "false"):
            return Constant(name == "true", span)
        kind, domain = self.scope.find(name)
        if not kind:
            self._unknown(tree, name)
            return _NOWHERE
        match domain:
            case Choice(values):
                hint = f"write {name} == {values[0]}" if values else ""
                self.say("SL302", f"'{name}' is a choice; compare it with one of its values", tree, hint)
            case Number():
                self.say("SL302", f"'{name}' is a number; compare it with a number", tree, f"write {name} >= …")
            case Finding() | None:
                return IsSo(name, name in self.scope.derived, span)
        return _NOWHERE

    def _unknown(self, tree: ast.expr, name: str) -> None:
        if name in ("true", "false"):
            self.say(
                "SL302",
                f"'{name}' is not compared",
                tree,
                "a finding stands alone: `fact` where it is so, `not fact` where it is not",
            )
        elif name in CONDITION_WORDS:
            self.say("SL301", f"'{name}' is a word of the condition language; write {name}(…)", tree)
        elif name in self.scope.steps:
            self.say("SL202", f"'{name}' is a step, not a fact", tree, f"write visited({name}) or tried({name})")
        elif name in self.scope.therapies:
            self.say("SL202", f"'{name}' is a therapy, not a fact", tree, f"write active({name})")
        else:
            hint = self.proposals.nearest("fact", name, self.scope.values) or listed("facts", self.scope.values)
            self.say("SL202", f"'{name}' is neither a fact nor derived", tree, hint)

    def _compare(self, tree: ast.Compare, span: Offsets) -> Node:
        sides = [tree.left, *tree.comparators]
        pairs: list[Node] = []
        for left, operator, right in zip(sides, tree.ops, sides[1:], strict=False):
            start, end = self.syntax.offsets(left)[0], self.syntax.offsets(right)[1]
            pairs.append(self._pair(left, operator, right, (start, end) if len(sides) > 2 else span))
        return pairs[0] if len(pairs) == 1 else And(tuple(pairs), span)

    def _pair(self, left: ast.expr, operator: ast.cmpop, right: ast.expr, span: Offsets) -> Node:
        if isinstance(left, ast.Name):
            kind, domain = self.scope.find(left.id)
            if not kind:
                self._unknown_side(left, right)
                return _NOWHERE
            match domain:
                case Choice():
                    return self._choice(left, domain, operator, right, span)
                case Finding():
                    hint = _either(left.id)
                    self.say("SL302", f"'{left.id}' is yes or no and is not compared", left, hint)
                    return _NOWHERE
                case None:
                    return _NOWHERE
                case Number():
                    pass
        if isinstance(operator, ast.In | ast.NotIn):
            name = self.text(left)
            hint = f"write … <= {name} <= … for a range, {name} == … or {name} == … for several numbers"
            self.say("SL302", "only a choice can be 'in' a list of values", left, hint)
            return _NOWHERE
        return self._numbers(left, _ORDERS[type(operator)], right, span) if type(operator) in _ORDERS else _NOWHERE

    def _unknown_side(self, left: ast.Name, right: ast.expr) -> None:
        domain = self.scope.find(right.id)[1] if isinstance(right, ast.Name) else None
        if isinstance(right, ast.Name) and isinstance(domain, Choice) and left.id in domain.values:
            self.say("SL302", f"'{left.id}' is a value of '{right.id}'", left, f"write {right.id} == {left.id}")
        else:
            self._unknown(left, left.id)

    def _choice(self, left: ast.Name, domain: Choice, operator: ast.cmpop, right: ast.expr, span: Offsets) -> Node:
        name = left.id
        match operator:
            case ast.Eq() | ast.NotEq():
                wanted: list[ast.expr] = [right]
            case ast.In() | ast.NotIn():
                wanted = list(right.elts) if isinstance(right, ast.Tuple) else [right]
                if not wanted:
                    self.say("SL302", "the list of values is empty", right)
            case _:
                hint = f'name the values: "{name} in ({", ".join(domain.values[:2])})"'
                self.say("SL302", f"the values of '{name}' have no order; use ==, != or in", left, hint)
                return _NOWHERE
        values = [value for item in wanted if (value := self._value(name, domain, item)) is not None]
        derived = name in self.scope.derived
        ordered = tuple(value for value in domain.values if value in values)
        return IsOneOf(name, ordered, isinstance(operator, ast.NotEq | ast.NotIn), derived, span)

    def _value(self, name: str, domain: Choice, item: ast.expr) -> str | None:
        allowed = ", ".join(domain.values[:12]) + (", …" if len(domain.values) > 12 else "")
        if not isinstance(item, ast.Name):
            what = "a list belongs after 'in'" if isinstance(item, ast.Tuple) else f"one of {allowed} is expected"
            self.say("SL302", f"'{name}' is compared with its own values only: {what}", item)
            return None
        declared, _ = self.scope.find(item.id)
        if item.id in domain.values:
            if declared:
                self.say(
                    "SL203",
                    f"'{item.id}' is a value of '{name}' and also the id of a fact or derived",
                    item,
                    "rename one of the two",
                )
                return None
            return item.id
        hint = nearest(item.id, domain.values) or listed("values", domain.values)
        self.say("SL203", f"'{item.id}' is not a value of '{name}'", item, hint)
        return None

    def _call(self, tree: ast.Call, span: Offsets) -> Node:
        word = tree.func.id if isinstance(tree.func, ast.Name) else ""
        if word in ("visits", "count"):
            self.say("SL302", f"{word}(…) is a number; compare it with a number", tree, f"write {word}(…) >= …")
            return _NOWHERE
        if word not in CONDITION_WORDS - {"true", "false"}:
            known = sorted(CONDITION_WORDS - {"true", "false"})
            what = f"there is no '{word}(…)'" if word else f"'{self.text(tree.func)[:40]}' is followed by a parenthesis"
            self.say("SL301", what, tree.func, nearest(word, known))
            return _NOWHERE
        name = self._argument(tree, word)
        if name is None:
            return _NOWHERE
        match word:
            case "known":
                if not self.scope.find(name)[0]:
                    self._unknown(tree.args[0], name)
                return IsKnown(name, name in self.scope.derived, span)
            case "active":
                if name not in self.scope.therapies:
                    hint = self.proposals.nearest("therapy", name, self.scope.therapies)
                    if name in self.scope.steps:
                        hint = f"'{name}' is a step: write visited({name}), or name a therapy that it starts"
                    hint = hint or listed("therapies", self.scope.therapies)
                    self.say("SL204", f"'{name}' is not a therapy", tree.args[0], hint)
                return IsActive(name, span)
            case "visited":
                return HasVisited(self._step(tree.args[0], name), span)
            case "tried":
                return HasTried(self._step(tree.args[0], name), span)
            case _:
                return IsBlocked(self._step(tree.args[0], name), span)

    def _argument(self, tree: ast.Call, word: str) -> str | None:
        if len(tree.args) == 1 and not tree.keywords and isinstance(tree.args[0], ast.Name):
            return tree.args[0].id
        hint = f"write {word}(name) for each, joined with and / or" if len(tree.args) > 1 else "write one id in it"
        self.say("SL302", f"{word}(…) takes one name", tree, hint)
        return None

    def _step(self, tree: ast.expr, name: str) -> str:
        if name not in self.scope.steps:
            near = self.proposals.nearest("step", name, self.scope.steps)
            hint = near or listed("steps", self.scope.steps)
            if name in self.scope.therapies:
                hint = f"'{name}' is a therapy: write active({name}), or name the step that starts it. {near}".rstrip()
            self.say("SL201", f"'{name}' is not a step", tree, hint)
        return name

    # numbers

    def _numbers(self, left: ast.expr, order: Order, right: ast.expr, span: Offsets) -> Node:
        first, second = self.sum(left), self.sum(right)
        if first is None or second is None:
            return _NOWHERE
        if not first.terms and not second.terms:
            self.problems.append(Problem("SL302", "two plain numbers are compared; nothing depends on a fact", *span))
            return _NOWHERE
        before = len(self.problems)
        self.unit_of((first, second))
        if len(self.problems) == before:
            self._threshold(first, second)
        return Compare(first, order, second, span)

    def sum(self, tree: ast.expr) -> Sum | None:
        """A number in normal form, or None where it has problems."""
        span = self.syntax.offsets(tree)
        match tree:
            case ast.Constant():
                value = self._constant(tree)
                return None if value is None else Sum((), value, span)
            case ast.Name(id=name):
                return self._amount(tree, name, span)
            case ast.Call(func=ast.Name(id="visits")):
                name_or_none = self._argument(tree, "visits")
                if name_or_none is None:
                    return None
                return Sum(((1, Visits(self._step(tree.args[0], name_or_none), span)),), 0, span)
            case ast.Call(func=ast.Name(id="count")):
                if not tree.args or tree.keywords:
                    self.say("SL302", "count(…) takes one condition or more", tree)
                    return None
                return Sum(((1, Count(tuple([self.node(arg) for arg in tree.args]), span)),), 0, span)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _scaled(self.sum(operand), -1, span)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.sum(operand)
            case ast.BinOp(op=ast.Add()) if names := self._added_findings(tree):
                hint = f"write count({', '.join(names)})"
                self.say("SL302", f"'{names[0]}' is yes or no, not a number", tree, hint)
                return None
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _added(self.sum(left), self.sum(right), span)
            case ast.BinOp(left=left, op=ast.Sub(), right=right):
                return _added(self.sum(left), _scaled(self.sum(right), -1, span), span)
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return self._product(tree, self.sum(left), self.sum(right), span)
            case _:
                hint = "numbers are added, subtracted and multiplied with a number; count(…) counts conditions"
                self.say("SL302", f"a number is expected; '{self.text(tree)[:40]}' is none", tree, hint)
                return None

    def _added_findings(self, tree: ast.expr) -> list[str]:
        """The findings of which a sum is made; empty where it is made of anything else too."""
        names: list[str] = []
        while True:
            adds = isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add)
            last = tree.right if isinstance(tree, ast.BinOp) and adds else tree
            if not isinstance(last, ast.Name) or not isinstance(self.scope.find(last.id)[1], Finding):
                return []
            names.insert(0, last.id)
            if not isinstance(tree, ast.BinOp):
                return names
            tree = tree.left

    def _constant(self, tree: ast.Constant) -> int | Decimal | None:
        value = Decimal(self.text(tree)) if self.text(tree)[:1].isdigit() else Decimal(str(tree.value))
        if not fits_digits(value):
            self.say("SL303", f"a number has at most {DIGITS} digits", tree, f"write one of at most {DIGITS} digits")
            return None
        whole = tidy(value)
        assert not isinstance(whole, str)
        return whole

    def _amount(self, tree: ast.Name, name: str, span: Offsets) -> Sum | None:
        kind, domain = self.scope.find(name)
        if not kind:
            self._unknown(tree, name)
            return None
        match domain:
            case Finding():
                self.say("SL302", f"'{name}' is yes or no, not a number", tree, f"write count({name}), which is 1 or 0")
                return None
            case Choice():
                self.say("SL302", f"'{name}' is a choice, not a number", tree, "compare it with one of its values")
                return None
            case Number() | None:
                return Sum(((1, Amount(name, name in self.scope.derived, span)),), 0, span)

    def _product(self, tree: ast.expr, first: Sum | None, second: Sum | None, span: Offsets) -> Sum | None:
        if first is None or second is None:
            return None
        if first.terms and second.terms:
            self.say("SL302", "one side of a product must be a plain number", tree)
            return None
        return _scaled(first, second.constant, span) if first.terms else _scaled(second, first.constant, span)

    def unit_of(self, sums: Iterable[Sum]) -> tuple[bool, str | None]:
        """Whether the sums are made of anything, and its common unit; says SL304 where the units differ."""
        unit: str | None = None
        seen = False
        for total in sums:
            for _, atom in total.terms:
                atom_unit, known = self._unit(atom)
                if not known:
                    continue
                if seen and not same_unit(unit, atom_unit):
                    message = f"this is in {atom_unit or 'no unit'}, what stands before it in {unit or 'no unit'}"
                    self.problems.append(
                        Problem("SL304", message, *atom.span, "ask both in one unit: none is converted")
                    )
                    return seen, unit
                unit, seen = atom_unit, True
        return seen, unit

    def _unit(self, atom: Atom) -> tuple[str | None, bool]:
        if isinstance(atom, Amount):
            domain = self.scope.find(atom.name)[1]
            return (domain.unit, True) if isinstance(domain, Number) else (None, False)
        return None, True

    def _threshold(self, first: Sum, second: Sum) -> None:
        """Say SL303 where a fact alone is compared with a number it cannot have."""
        terms = [*first.terms, *second.terms]
        if any(isinstance(atom, Visits) for _, atom in terms):
            self._visits(first, second)
            return
        if len(terms) != 1 or not isinstance(terms[0][1], Amount) or terms[0][1].derived:
            return
        factor, atom = terms[0]
        assert isinstance(atom, Amount)
        domain = self.scope.facts[atom.name]
        if not isinstance(domain, Number) or factor == 0:
            return
        constants = Decimal(second.constant - first.constant if first.terms else first.constant - second.constant)
        span = second.span if first.terms else first.span
        threshold = constants / Decimal(factor)
        if threshold * Decimal(factor) != constants or places(threshold) > domain.decimals:
            allowed = "whole numbers" if domain.decimals == 0 else counted(domain.decimals, "decimal place")
            message = f"'{atom.name}' has {allowed}; {threshold.normalize():f} can never be reached exactly"
            self.problems.append(Problem("SL303", message, *span, help=mend_number(atom.name, domain, threshold)))
        elif (domain.low is not None and threshold < domain.low) or (
            domain.high is not None and threshold > domain.high
        ):
            message = f"{tidy(threshold)} is outside the range of '{atom.name}', {range_text(domain)}"
            self.problems.append(Problem("SL303", message, *span, help=mend_number(atom.name, domain, threshold)))

    def _visits(self, first: Sum, second: Sum) -> None:
        holder, bare = (first, second) if first.terms else (second, first)
        alone = len(holder.terms) == 1 and not bare.terms and holder.terms[0][0] == 1 and holder.constant == 0
        if not alone or not isinstance(bare.constant, int):
            message = "visits(…) is compared with a whole number, and with nothing else"
            self.problems.append(Problem("SL302", message, *holder.span))


def _either(name: str) -> str:
    return f"write {name} where it is so, not {name} where it is not"


def _scaled(total: Sum | None, factor: int | Decimal, span: Offsets) -> Sum | None:
    if total is None:
        return None
    terms = tuple([(f * factor, atom) for f, atom in total.terms])
    return Sum(terms, total.constant * factor, span)


def _added(first: Sum | None, second: Sum | None, span: Offsets) -> Sum | None:
    if first is None or second is None:
        return None
    return Sum(first.terms + second.terms, first.constant + second.constant, span)
