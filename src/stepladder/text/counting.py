"""Numbers with what they count."""

from __future__ import annotations


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
