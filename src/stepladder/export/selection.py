"""Which questions an export is made of: of those that ask the same for the same reasons, one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from stepladder.quiz.items import Item


def distinct(items: Iterable[Item]) -> tuple[Item, ...]:
    """The questions without those that an earlier one has asked already.

    Two questions are the same to a learner when they are asked at the same step, offer the same answers with the same
    verdicts, and these for the same reasons, whatever the patients are called.
    """
    first: dict[Hashable, Item] = {}
    for item in items:
        first.setdefault(_gist(item), item)
    return tuple(first.values())


def _gist(item: Item) -> Hashable:
    answers = frozenset(
        (option.label, option.verdict, frozenset(ground.rule or ground.words for ground in option.grounds))
        for option in item.options
    )
    differs = None if item.differs is None else (item.differs.fact, item.differs.first, item.differs.second)
    return item.kind, item.at, answers, differs
