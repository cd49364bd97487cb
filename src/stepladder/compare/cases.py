"""The teaching cases of both versions, each run through both: which of them go another way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stepladder.cases.run import last_left
from stepladder.compare.findings import CaseDifference, Side
from stepladder.compare.matching import Matching
from stepladder.compare.replay_both import Leading
from stepladder.engine.scripted import Halt, stuck_words
from stepladder.engine.walk import Walk
from stepladder.model.cases import Case, CaseFile


def cases_apart(
    matching: Matching, leading: Leading, files: Sequence[CaseFile | None]
) -> tuple[int, tuple[CaseDifference, ...]]:
    """Every case run through both versions: how many there are, and those that go another way."""
    cases: dict[str, tuple[int, Case, CaseFile]] = {}
    for side, file in enumerate(files):
        for case in file.cases if file is not None else ():
            assert file is not None
            cases.setdefault(case.id, (side, case, file))
    found: list[CaseDifference] = []
    for name, (side, case, file) in cases.items():
        script, defaults = leading.script(side, case), leading.facts(side, file.facts)
        one, other = leading.lead(0, script, defaults), leading.lead(1, script, defaults)
        difference = _case(matching, leading, name, case.title, one, other)
        if difference is not None:
            found.append(difference)
    return len(cases), tuple(found)


def _case(
    matching: Matching, leading: Leading, name: str, title: str, old: tuple[Walk, Halt] | None,
    new: tuple[Walk, Halt] | None,
) -> CaseDifference | None:  # fmt: skip
    sides = [_case_side(leading, n, led) for n, led in enumerate((old, new))]
    if old is None or new is None:
        if old is new:
            return None
        return CaseDifference(name, title, ("it can begin in one version only",), sides[0], sides[1])
    words = list(_case_words(leading, old, new))
    return CaseDifference(name, title, tuple(words), sides[0], sides[1]) if words else None


def _case_side(leading: Leading, side: int, led: tuple[Walk, Halt] | None) -> Side:
    if led is None:
        return Side((), "impossible", "it cannot begin")
    walk, halt = led
    ends = leading.named(side, [walk.at])[0] if halt.kind == "ended" else ""
    finds = "" if halt.kind == "ended" else halt.message or stuck_words(walk)
    return Side(leading.named(side, walk.trail), walk.status, finds, (), ends)


def _case_words(leading: Leading, old: tuple[Walk, Halt], new: tuple[Walk, Halt]) -> Iterator[str]:
    one, other = old[0], new[0]
    if one.trail != other.trail:
        place = next(
            (n for n, pair in enumerate(zip(one.trail, other.trail, strict=False)) if pair[0] != pair[1]), None
        )
        if place is None:
            place = min(len(one.trail), len(other.trail))
        after = f"after '{one.trail[place - 1]}'" if place else "at the start"
        went = (
            f"it goes to '{leading.named(1, other.trail)[place]}'" if place < len(other.trail) else "it goes no further"
        )
        before = f"it went to '{one.trail[place]}'" if place < len(one.trail) else "it went no further"
        yield f"{after} {went}; {before}"
    elif old[1].kind != new[1].kind:
        yield f"it stops: {new[1].message}" if new[1].message else f"it is {other.status} now"
    for step in dict.fromkeys(one.trail):
        if step in other.trail:
            yield from _case_statuses(one, other, step)


def _case_statuses(one: Walk, other: Walk, step: str) -> Iterator[str]:
    before, after = last_left(one, step), last_left(other, step)
    assert before is not None
    assert after is not None
    for name, was in before.exits.items():
        now = after.exits.get(name)
        if now is not None and now.status != was.status:
            yield f"at '{step}' the exit '{name}' is {now.status}, and was {was.status}"
