"""Which cases `-k` picks: words that are looked for in names, joined by `and`, `or`, `not` and parentheses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

Pattern: TypeAlias = Callable[[Iterable[str]], bool]
"""Whether some names are picked: of a case its id, its title, and the id of its pathway."""


class WrongPattern(ValueError):  # noqa: N818  # said to the user as a sentence
    """A pattern that cannot be read; the message says what is expected where."""


_TOKEN = re.compile(r"""\s*(?:(?P<sign>[()])|"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<word>[^\s()"']+))""")
_OPERATORS = ("and", "or", "not")


def pattern(text: str) -> Pattern:
    """Read a pattern as pytest's `-k` does.

    A word picks what contains it, in capitals or not. `not` binds closest, then `and`, then `or`; words with spaces
    stand in quotes.

    Raises:
        WrongPattern: it cannot be read.

    >>> picked = pattern("nitrate and not (pregnant or child)")
    >>> picked(["recent-nitrate", "A man with a nitrate"]), picked(["nitrate-pregnant"])
    (True, False)
    """
    reader = _Reader(text, _tokens(text))
    matches = reader.either()
    reader.end()
    return lambda names: matches([name.casefold() for name in names])


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, an operator or a parenthesis, and its column counted from 1."""

    text: str
    column: int
    quoted: bool = False

    def means(self, sign: str) -> bool:
        return self.text == sign and not self.quoted


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    place = 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            column = place + len(text[place:]) - len(text[place:].lstrip()) + 1
            raise WrongPattern(f"the quotation mark at column {column} of '{text}' is never closed")
        kind = match.lastgroup or "word"
        if kind in ("double", "single") and not match[kind].strip():
            raise WrongPattern(f"the text in quotation marks at column {match.start(kind)} of '{text}' is empty")
        quoted = kind in ("double", "single")
        tokens.append(_Token(match[kind], match.start(kind) + (0 if quoted else 1), quoted))
        place = match.end()
    if not tokens:
        raise WrongPattern("the pattern is empty")
    return tokens


@dataclass
class _Reader:
    """Reads tokens from left to right."""

    text: str
    tokens: list[_Token]
    place: int = field(default=0)

    def either(self) -> Pattern:
        parts = [self.both()]
        while self.next_is("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else lambda names: any(part(names) for part in parts)

    def both(self) -> Pattern:
        parts = [self.one()]
        while self.next_is("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else lambda names: all(part(names) for part in parts)

    def one(self) -> Pattern:
        turned = False
        while self.next_is("not"):
            turned = not turned
        matches = self.word()
        return (lambda names: not matches(names)) if turned else matches

    def word(self) -> Pattern:
        if self.next_is("("):
            matches = self.either()
            if not self.next_is(")"):
                raise self.wrong("a closing parenthesis")
            return matches
        token = self.token
        if token is None or (not token.quoted and token.text in (*_OPERATORS, "(", ")")):
            raise self.wrong("a word")
        self.place += 1
        sought = token.text.casefold()
        return lambda names: any(sought in name for name in names)

    def end(self) -> None:
        """Refuse what is left over."""
        if self.token is not None:
            raise self.wrong("'and', 'or' or the end")

    @property
    def token(self) -> _Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def next_is(self, sign: str) -> bool:
        """Whether the next token is an operator or a parenthesis; it is passed then."""
        token = self.token
        if token is None or not token.means(sign):
            return False
        self.place += 1
        return True

    def wrong(self, wanted: str) -> WrongPattern:
        if self.token is None:
            return WrongPattern(f"'{self.text}' ends where {wanted} is expected")
        return WrongPattern(f"{wanted} is expected at column {self.token.column} of '{self.text}'")
