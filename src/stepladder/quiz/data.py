"""Questions as JSON-able data for the page: lean, for what the page knows of the pathway anyway is not said again.

The page has the questions of facts, the rules and the citations; it gets the rest in words, so that it decides nothing.
What is the same as in the question before, of the same case, is left out; the page remembers it.
"""

from __future__ import annotations

from collections.abc import Iterable

from stepladder.quiz.items import Ground, Item


def quiz_data(items: Iterable[Item]) -> dict[str, object]:
    """A whole quiz, with each reason once.

    Returns:
        `grounds`: the reasons, which options name by their number; of a rule only its id stands there, for its words,
        basis and sources stand in the page's `rules`. `items`: the questions, without what is empty. `known` of a
        question holds what became known since the one before, each fact with its value in words, or 0 for a finding
        that is not there; `gone` what is not known any more. A pair, and the first question of a case, hold all.
        An option is its id, label, verdict, sentence and the numbers of its reasons.
    """
    grounds: dict[Ground, int] = {}
    questions: list[dict[str, object]] = []
    before: Item | None = None
    for item in items:
        if before is not None and (before.case, before.kind == "pair") != (item.case, item.kind == "pair"):
            before = None
        questions.append(_item(item, None if item.kind == "pair" else before, grounds))
        before = item
    return {"grounds": [_ground(ground) for ground in grounds], "items": questions}


def _item(item: Item, before: Item | None, grounds: dict[Ground, int]) -> dict[str, object]:
    options = [
        [
            option.id,
            option.label,
            option.verdict,
            option.says,
            [grounds.setdefault(ground, len(grounds)) for ground in option.grounds],
        ]
        for option in item.options
    ]
    shown = {known.fact: 0 if known.plain_no else known.words for known in item.known}
    earlier = {} if before is None else {known.fact: 0 if known.plain_no else known.words for known in before.known}
    differs = item.differs
    data: dict[str, object] = {
        "id": item.id,
        "kind": item.kind,
        "case": item.case,
        "goes_on": before is not None,
        "story": item.story if before is None else "",
        "step": item.step,
        "question": item.question,
        "known": {fact: words for fact, words in shown.items() if earlier.get(fact) != words},
        "gone": [fact for fact in earlier if fact not in shown],
        "way": list(item.way),
        "running": list(item.running),
        "moral": item.moral,
        "differs": None if differs is None else [differs.fact, differs.first, differs.second],
        "unscored": not item.scored,
        "sources": list(item.sources),
        "options": options,
    }
    return {key: value for key, value in data.items() if value not in ("", [], {}, None, False)}


def _ground(ground: Ground) -> dict[str, object]:
    rule = bool(ground.rule)
    data: dict[str, object] = {
        "who": ground.who,
        "by": ground.decided_by,
        "rule": ground.rule,
        "words": "" if rule else ground.words,
        "basis": "" if rule else ground.basis,
        "sources": [] if rule else list(ground.sources),
    }
    return {key: value for key, value in data.items() if value}
