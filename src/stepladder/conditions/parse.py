"""The text of a condition, scanned and read with the standard library's `ast`; still without names or types.

What is not part of the condition language is refused here with the characters it stands at, before `ast` sees it:
the language has names, numbers, comparisons, `+ - *`, parentheses, commas and a few words, and nothing else.
"""

from __future__ import annotations

import ast
import re

from stepladder.diagnostics import Problem

LONGEST = 4_000
"""The longest condition, in characters."""

DEEPEST = 60
"""How deep a condition may nest."""

_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>\d[\w.]*)|(?P<name>[^\W\d]\w*)|(?P<sign>==|!=|<=|>=|[<>(),+*-])|(?P<other>.)",
    re.DOTALL,
)
_WHOLE = re.compile(r"(?:\s|[A-Za-z_][A-Za-z0-9_]*|(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?![\w.])|==|!=|<=|>=|[<>(),+*-])*+\Z")
"""A text of nothing but what the language has; there is no need to look for the token that is wrong."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_JOINT = re.compile(r"\b(?:and|or|not|in)\b|[(<>=!+*-]")
"""What every level of a condition has at least one of."""
_NUMBER = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?\Z")
_FOREIGN = {
    "=": "write == for 'is equal to'",
    "&": "write and",
    "|": "write or",
    "!": "write not",
    "≥": "write >=",
    "≤": "write <=",
    "≠": "write !=",
    "'": "choice values are written bare, without quotes",
    '"': "choice values are written bare, without quotes",
    "[": "write (a, b) in round parentheses",
    "{": "write (a, b) in round parentheses",
    "]": "write (a, b) in round parentheses",
    "}": "write (a, b) in round parentheses",
    "/": "multiply the other side instead; there is no division",
    "%": "leave the percent sign to the fact's unit",
    ".": "names have no dots",
    "@": "conditions name steps, not groups: write the word for each step, joined with or",
}
_FOREIGN_WORDS = {
    "AND": "write and",
    "OR": "write or",
    "NOT": "write not",
    "True": "write true",
    "False": "write false",
    "TRUE": "write true",
    "FALSE": "write false",
    "None": "to ask whether a fact has a value, write known(fact)",
    "null": "to ask whether a fact has a value, write known(fact)",
    "is": "write == for 'is equal to'",
    "else": "an exit says `otherwise: true` in place of `when`, the last row of a table `otherwise: value`",
    "if": "`when` says it: leave it out where the condition starts, elsewhere join with and / or",
}
_PYTHON_WORDS = frozenset(
    [
        "as",
        "assert",
        "async",
        "await",
        "break",
        "class",
        "continue",
        "def",
        "del",
        "elif",
        "else",
        "except",
        "finally",
        "for",
        "from",
        "global",
        "if",
        "import",
        "lambda",
        "nonlocal",
        "pass",
        "raise",
        "return",
        "try",
        "while",
        "with",
        "yield",
        "is",
        "None",
        "True",
        "False",
    ]
)

SPLIT = "give its parts names of their own under `derived`, and use these"
"""What to do where a condition is too long or too deep."""


_REFUSED = _PYTHON_WORDS | frozenset(_FOREIGN_WORDS)


class Syntax:
    """A condition's text and the tree `ast` made of it.

    Attributes:
        text: the text as written.
        tree: the expression, or None where there are problems.
        problems: what is wrong with the text, in order.
        names: every word in it.
    """

    __slots__ = ("names", "problems", "text", "tree")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree: ast.expr | None = None
        self.names: frozenset[str] = frozenset()
        self.problems: tuple[Problem, ...] = ()
        if len(text) > LONGEST:
            self.problems = (
                Problem("SL004", f"a condition of {len(text):,} characters; the limit is {LONGEST:,}", 0, 0, SPLIT),
            )
            return
        self._scan()
        if not self.problems:
            self._parse()

    def _scan(self) -> None:
        if _WHOLE.match(self.text) and self.text.count("(") <= DEEPEST:
            self.names = frozenset(_NAME.findall(self.text))
            if self.names.isdisjoint(_REFUSED):
                return
        problems: list[Problem] = []
        names: list[str] = []
        depth = deepest = 0
        for match in _TOKEN.finditer(self.text):
            kind, word, start = match.lastgroup, match.group(), match.start()
            if kind == "name":
                names.append(word)
                if not word.isascii():
                    hint = "names have the letters a to z, digits and _"
                    problems.append(Problem("SL301", f"'{word[:40]}' cannot be a name", start, match.end(), hint))
                if word in _FOREIGN_WORDS or word in _PYTHON_WORDS:
                    problems.append(
                        Problem(
                            "SL301",
                            f"'{word}' is not a word of the condition language",
                            start,
                            match.end(),
                            _FOREIGN_WORDS.get(word, ""),
                        )
                    )
            elif kind == "number":
                if not _NUMBER.match(word):
                    hint = "a number is written like 1000 or 0.7, its unit left to the fact"
                    problems.append(Problem("SL301", f"'{word[:40]}' is not a number here", start, match.end(), hint))
            elif word == "(":
                depth += 1
                deepest = max(deepest, depth)
            elif word == ")":
                depth -= 1
            elif kind == "other":
                hint = _FOREIGN.get(word, "join conditions with and / or")
                if word == "." and self.text[match.end() : match.end() + 1].isdigit():
                    hint = "write 0 before the point"
                problems.append(
                    Problem("SL301", f"'{word}' is not part of the condition language", start, match.end(), hint)
                )
        if deepest > DEEPEST:
            problems = [Problem("SL004", f"parentheses nested {deepest:,} deep; the limit is {DEEPEST}", 0, 0, SPLIT)]
        self.names = frozenset(names)
        self.problems = tuple(problems[:20])

    def _parse(self) -> None:
        text = self.text.replace("\n", " ").replace("\r", " ")
        stripped = text.lstrip()
        if not stripped:
            self.problems = (Problem("SL301", "a condition is expected; this is empty", 0, len(text)),)
            return
        indent = len(text) - len(stripped)
        try:
            tree = ast.parse(stripped, mode="eval").body
        except SyntaxError as error:
            self.problems = (_syntax_problem(error, text, indent),)
            return
        except (MemoryError, RecursionError, ValueError):
            self.problems = (Problem("SL004", "the condition nests too deep to be read", 0, 0),)
            return
        if len(text) > DEEPEST and len(_JOINT.findall(text)) > DEEPEST and _too_deep(tree, DEEPEST):
            self.problems = (Problem("SL004", f"the condition nests more than {DEEPEST} deep", 0, 0),)
            return
        if indent:
            for node in ast.walk(tree):
                if isinstance(node, ast.expr):
                    node.col_offset += indent
                    node.end_col_offset = (node.end_col_offset or 0) + indent
        self.tree = tree

    def offsets(self, node: ast.expr) -> tuple[int, int]:
        """The characters of a tree's node, as offsets into the text (`ast` counts bytes)."""
        start, end = node.col_offset, node.end_col_offset or node.col_offset
        if self.text.isascii():
            return start, end
        raw = self.text.encode()
        return len(raw[:start].decode(errors="ignore")), len(raw[:end].decode(errors="ignore"))


def _syntax_problem(error: SyntaxError, text: str, indent: int) -> Problem:
    start = max(0, error.offset - 1 + indent) if error.offset else len(text)
    end = max(start + 1, (error.end_offset or 0) - 1 + indent)
    if start >= len(text.rstrip()):
        start, end = max(0, len(text.rstrip()) - 1), len(text.rstrip())
        return Problem("SL301", "the condition breaks off here", start, end, "something is missing at the end")
    reason = error.msg or "this cannot be read"
    if "was never closed" in reason:
        return Problem("SL301", "this parenthesis is never closed", start, start + 1)
    first = text.split(maxsplit=1)[0]
    if first in ("and", "or") and start <= indent:
        hint = f"something must stand before '{first}'"
        return Problem("SL301", "the condition cannot be read from here", indent, indent + len(first), hint)
    if "unmatched" in reason:
        return Problem("SL301", "this parenthesis was never opened", start, start + 1)
    return Problem("SL301", "the condition cannot be read from here", start, min(end, len(text)), _hint(text, start))


def _hint(text: str, start: int) -> str:
    before = text[:start].split()
    if before and before[-1] in ("and", "or", "not"):
        return f"something must follow '{before[-1]}'"
    if re.search(r"\d\s*\Z", text[:start]) and text[start : start + 1].isalpha():
        return "the unit is left to the fact: write the number alone, in the fact's unit"
    return "join conditions with and / or"


def _too_deep(tree: ast.expr, deepest: int) -> bool:
    level: list[ast.AST] = [tree]
    for _ in range(deepest):
        level = [child for node in level for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        if not level:
            return False
    return True
