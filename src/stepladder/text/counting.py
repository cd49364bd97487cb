"""Numbers with what they count."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, noun: str, many: str = "") -> str:
    """A number with its noun.

    Args:
        number: how many there are.
        noun: what one of them is called.
        many: what several are called, where that is more than an s behind.

    >>> counted(1, "step"), counted(2_000, "step"), counted(1, "entry", "entries"), counted(0, "entry", "entries")
    ('1 step', '2,000 steps', '1 entry', '0 entries')
    """
    return f"{number:,} {noun if number == 1 else many or f'{noun}s'}"


MOST_NAMED = 8
"""Of more cases the rest is counted."""


def left_out(names: Sequence[str], of: int, one: str, more: str, what: str) -> str:
    """Some cases and what becomes of them, in a sentence without a full stop.

    >>> left_out(["a", "b"], 5, "fails and is", "fail and are", "left out of the quiz")
    '2 of 5 cases fail and are left out of the quiz: a, b'
    """
    named = ", ".join(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        named += f" and {len(names) - MOST_NAMED} more"
    return f"{len(names)} of {counted(of, 'case')} {one if len(names) == 1 else more} {what}: {named}"
