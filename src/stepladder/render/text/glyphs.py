"""Which characters of a text can stand in a picture, and which way a line of them runs.

The order of mixed lines follows the Unicode Bidirectional Algorithm (UAX 9) for one line without explicit marks. The
bundled font has Latin, Greek, Cyrillic and Hebrew; no script in it needs joined letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from stepladder.text.characters import without_steering

BREAKS = re.compile("[\\t\\n\\r\\x0b\\x0c\\x85\\u2028\\u2029]")

PAIRS = ("()", "[]", "{}", "<>", "«»", "‹›", "≤≥", "≪≫")
MIRRORED = {pair[side]: pair[1 - side] for pair in PAIRS for side in (0, 1)}
BRACKETS = {"(": ")", "[": "]", "{": "}"}


def clean(text: str) -> str:
    """A text on one line, without what cannot be shown or would turn the rest around; accents joined to letters."""
    return unicodedata.normalize("NFC", without_steering(BREAKS.sub(" ", text)))


def runs_left(text: str) -> bool:
    """Whether a line is to be read from the right: its first letter with a direction has that one."""
    for character in text:
        match unicodedata.bidirectional(character):
            case "L":
                return False
            case "R" | "AL":
                return True
    return False


def has_leftward(text: str) -> bool:
    """Whether any letter of a text is written from right to left."""
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


def visual(text: str) -> tuple[tuple[int, str], ...]:
    """The characters of a line from left to right as they stand on paper, each with its place in the text.

    Brackets in text from right to left are mirrored. A mark stays behind the letter it stands on.

    >>> "".join(character for _, character in visual("אבג (abc) 12"))
    '12 (abc) גבא'
    """
    levels = _levels(text)
    order = list(range(len(text)))
    for level in range(max(levels, default=0), 0, -1):
        at = 0
        while at < len(order):
            if levels[order[at]] < level:
                at += 1
                continue
            end = at
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[at:end] = reversed(order[at:end])
            at = end
    shown = [(place, MIRRORED.get(text[place], text[place]) if levels[place] % 2 else text[place]) for place in order]
    return tuple(_marks_behind(shown, levels))


def _marks_behind(shown: list[tuple[int, str]], levels: Sequence[int]) -> list[tuple[int, str]]:
    """The same with marks behind their letters, where turning a run around has put them in front (rule L3)."""
    found: list[tuple[int, str]] = []
    waiting: list[tuple[int, str]] = []
    for place, character in shown:
        if levels[place] % 2 and unicodedata.category(character) in ("Mn", "Me"):
            waiting.append((place, character))
            continue
        found.append((place, character))
        found.extend(reversed(waiting))
        waiting = []
    return [*found, *waiting]


def _levels(text: str) -> list[int]:
    """How deep each character lies: even from left to right, odd from right to left."""
    base = 1 if runs_left(text) else 0
    own = [unicodedata.bidirectional(character) or "L" for character in text]
    kinds = _weak(own, "R" if base else "L")
    _brackets(text, own, kinds, base)
    _neutral(kinds, base)
    levels = [_level(kind, base) for kind in kinds]
    for place in range(len(text) - 1, -1, -1):  # rule L1: spaces at the end of the line
        if own[place] not in ("WS", "BN"):
            break
        levels[place] = base
    return levels


def _level(kind: str, base: int) -> int:
    if base:
        return 1 if kind == "R" else 2
    return {"L": 0, "R": 1}.get(kind, 2)


def _weak(own: Sequence[str], around: str) -> list[str]:
    """Marks, digits and the signs around them (rules W1 to W7)."""
    kinds = list(own)
    for at, kind in enumerate(kinds):
        if kind in ("NSM", "BN"):
            kinds[at] = kinds[at - 1] if at else around
    strong = around
    for at, kind in enumerate(kinds):
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[at] = "AN"
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for at in range(1, len(kinds) - 1):
        before, after = kinds[at - 1], kinds[at + 1]
        if before == after and (
            (kinds[at] in ("ES", "CS") and before == "EN") or (kinds[at] == "CS" and before == "AN")
        ):
            kinds[at] = before
    for start, end in _stretches(kinds, {"ET"}):
        if (start and kinds[start - 1] == "EN") or (end < len(kinds) and kinds[end] == "EN"):
            kinds[start:end] = ["EN"] * (end - start)
    kinds = ["ON" if kind in ("ES", "ET", "CS") else kind for kind in kinds]
    strong = around
    for at, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"
    return kinds


def _brackets(text: str, own: Sequence[str], kinds: list[str], base: int) -> None:
    """Pairs of brackets take the direction of what they hold (rule N0)."""
    outer = "R" if base else "L"
    for opening, closing in _pairs(text, kinds):
        inside = {_strong(kind) for kind in kinds[opening + 1 : closing]} - {""}
        if outer in inside:
            chosen = outer
        elif inside:
            before = next((s for s in map(_strong, reversed(kinds[:opening])) if s), outer)
            chosen = before if before in inside else outer
        else:
            continue
        for place in (opening, closing):
            kinds[place] = chosen
            after = place + 1
            while after < len(own) and own[after] == "NSM":
                kinds[after] = chosen
                after += 1


def _pairs(text: str, kinds: Sequence[str]) -> list[tuple[int, int]]:
    """Where brackets open and close, by where they open."""
    found: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for place, character in enumerate(text):
        if kinds[place] != "ON":
            continue
        if character in BRACKETS:
            waiting.append((BRACKETS[character], place))
        elif character in BRACKETS.values():
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][0] == character:
                    found.append((waiting[depth][1], place))
                    del waiting[depth:]
                    break
    return sorted(found)


def _neutral(kinds: list[str], base: int) -> None:
    """Spaces and signs between two letters of one direction take it, others that of the line (rules N1 and N2)."""
    outer = "R" if base else "L"
    for start, end in _stretches(kinds, {"B", "S", "WS", "ON"}):
        before = _strong(kinds[start - 1]) if start else outer
        after = _strong(kinds[end]) if end < len(kinds) else outer
        kinds[start:end] = [before if before == after else outer] * (end - start)


def _strong(kind: str) -> str:
    """The direction a kind of character gives to what stands beside it; digits count as from the right."""
    return "R" if kind in ("R", "EN", "AN") else "L" if kind == "L" else ""


def _stretches(kinds: Sequence[str], wanted: set[str]) -> list[tuple[int, int]]:
    """Where stretches of some kinds begin and end."""
    found: list[tuple[int, int]] = []
    start = None
    for at, kind in enumerate([*kinds, ""]):
        if kind in wanted:
            start = at if start is None else start
        elif start is not None:
            found.append((start, at))
            start = None
    return found
