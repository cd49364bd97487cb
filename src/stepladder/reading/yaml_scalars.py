"""Plain scalars by the core schema of YAML 1.2, numbers exact, and those that older readers take for something else."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, TypeAlias

Data: TypeAlias = Any
"""What YAML holds: mappings with text keys, lists, texts, ints, Decimals, bools, None."""

_NOT_A_TEXT = re.compile(r"[-+.0-9~tTfFnN]")
INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,6})?\Z")
_NAMED: dict[str, Data] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".nan": Decimal("NaN"), ".NaN": Decimal("NaN"), ".NAN": Decimal("NaN"),
    ".inf": Decimal("Infinity"), ".Inf": Decimal("Infinity"), ".INF": Decimal("Infinity"),
    "-.inf": Decimal("-Infinity"), "-.Inf": Decimal("-Infinity"), "-.INF": Decimal("-Infinity"),
    "+.inf": Decimal("Infinity"), "+.Inf": Decimal("Infinity"), "+.INF": Decimal("Infinity"),
}  # fmt: skip
_HUGE = 10**64
"""Stands for a number so long that it is refused anyway."""

AMBIGUOUS = re.compile(
    r"(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF|[-+]?0[0-9]+|[-+]?[0-9]+(?::[0-5]?[0-9])+)\Z"
)
"""Plain scalars that YAML 1.1 reads as a truth value, an octal number or a number of base 60."""


def core_value(text: str) -> Data:
    """The value of a plain scalar.

    >>> core_value("1.50"), core_value("0x1F"), core_value("no"), core_value("~")
    (Decimal('1.50'), 31, 'no', None)
    """
    if text in _NAMED:
        return _NAMED[text]
    if not _NOT_A_TEXT.match(text):
        return text
    if INTEGER.match(text):
        return int(text) if len(text) <= 32 else Decimal(text)
    if _FLOAT.match(text):
        return Decimal(text)
    for pattern, base in ((_OCTAL, 8), (_HEX, 16)):
        if pattern.match(text):
            return int(text[2:], base) if len(text) < 64 else _HUGE
    return text
