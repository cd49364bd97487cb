"""What `otherwise` stands for: that none of the guards before it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from stepladder.conditions.nodes import And, Condition, Constant, Node, Not

_T = TypeVar("_T")
_NEVER = Condition("false", Constant(False, (0, 5)), names=frozenset({"false"}))


def none_of(conditions: Sequence[Condition]) -> Condition:
    """The condition that holds where none of some holds, just as its text would be read."""
    text, parts, names = "", list[Node](), set[str]()
    for condition in conditions or [_NEVER]:
        text += " and " if text else ""
        begins = len(text)
        text += f"not ({condition.text})"
        parts.append(Not(_moved(condition.expr, begins + len("not (")), (begins, len(text))))
        names |= condition.names
    names |= {"not", "and"} if len(parts) > 1 else {"not"}
    return Condition(text, parts[0] if len(parts) == 1 else And(tuple(parts), (0, len(text))), names=frozenset(names))


def _moved(node: _T, by: int) -> _T:
    """A tree with every span so many characters further on."""
    if isinstance(node, tuple):
        return type(node)([_moved(part, by) for part in node])
    if not is_dataclass(node) or isinstance(node, type):
        return node
    held = {part.name: getattr(node, part.name) for part in fields(node)}
    begins, ends = held.pop("span")
    inside = {name: _moved(part, by) for name, part in held.items()}
    return replace(node, **inside, span=(begins + by, ends + by))
