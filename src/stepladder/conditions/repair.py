"""What the author of a condition that cannot be read seems to have meant, in the words of the condition language.

A beginner writes `asthma AND age ≥ 18 years`, `kidney is reduced`, `no fever`, `age between 18 and 65`. The words and
signs are turned into the language's own, with the names at hand; whoever asks then reads what came of it, and proposes
it only where that has no problem. So a proposal never leads into the next error.

One file on purpose: tables of what people write, and the rules that turn them, in the order in which they apply.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from stepladder.diagnostics import Problem
from stepladder.facts import CONDITION_WORDS, Choice, Domain, Finding, Number
from stepladder.units import unit_meant

LONGEST = 300
"""The longest text that is looked at."""


class Names(Protocol):
    """The names a condition may use, as `typecheck.Scope` holds them."""

    @property
    def therapies(self) -> frozenset[str]:
        """The therapies."""

    @property
    def steps(self) -> frozenset[str]:
        """The steps."""

    @property
    def values(self) -> list[str]:
        """The facts and derived."""

    @property
    def called(self) -> Mapping[str, str]:
        """What steps, therapies and values are called, in small letters, with the id of each."""

    def find(self, name: str) -> tuple[bool, Domain | None]:
        """Whether a name is a fact or derived, and its kind."""


def helped(
    text: str, problems: tuple[Problem, ...], names: Names, read: Callable[[str], tuple[Problem, ...]]
) -> tuple[Problem, ...]:
    """The problems of a text, or a single one with the whole text as it should be.

    Args:
        text: as written.
        problems: what is wrong with it, in order.
        names: the names it may use.
        read: the problems of a text.
    """
    first = problems[0]
    if len(text) > LONGEST or any(problem.code == "SL004" for problem in problems):
        return problems
    meant = proposal(text, names)
    left = read(meant) if meant is not None else problems
    if meant is None or meant == text.strip() or (left and (left[0].code == "SL301" or first.code != "SL301")):
        return tuple({problem.message: problem for problem in reversed(problems)}.values())[::-1]
    shown = f'"{meant}"' if "," in meant else meant
    hint = f"write {shown}"
    if left:
        hint = f"{first.help}, and then: {left[0].message}" + f"; {left[0].help}" * bool(left[0].help)
    return (Problem(first.code, first.message, first.start, first.end, hint),)


def proposal(text: str, names: Names) -> str | None:
    """The text in the words of the language, as far as they can be told; None where nothing is left of it.

    It may still not be what the language reads.
    """
    words = _Words(names)
    tokens = words.read(text)
    for rule in _RULES:
        tokens = rule(words, tokens)
    return _joined(tokens) or None


_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\.\d+|[^\W\d]\w*|&&|\|\||===?|!==?|<>|[<>]=|=[<>]|\.\.+|\S", re.DOTALL)
_SIGNS = {
    "&&": "and", "&": "and", "||": "or", "|": "or", "!": "not", "=": "==", "===": "==", "!==": "!=", "=>": ">=",
    "=<": "<=", "<>": "!=", "≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "·": "*", "−": "-", "–": "-", "—": "-",
    "[": "(", "]": ")", "{": "(", "}": ")", "…": "..", "...": "..", "¬": "not", "∧": "and", "∨": "or",
}  # fmt: skip
_DROPPED = frozenset("“”„‘’‚\"'`´«»?$;")
_PHRASES = {
    "is not equal to": "!=", "does not equal": "!=", "not equal to": "!=", "isn t": "!=", "is not in": "not in",
    "is not one of": "not in", "is not": "!=", "is equal to": "==", "equal to": "==", "equals": "==", "equal": "==",
    "is one of": "in", "one of": "in", "any of": "in", "is in": "in", "contains": "==", "includes": "==",
    "is greater than or equal to": ">=", "greater than or equal to": ">=", "is at least": ">=", "at least": ">=",
    "is at most": "<=", "at most": "<=", "less than or equal to": "<=", "up to": "<=", "greater than": ">",
    "more than": ">", "older than": ">", "higher than": ">", "over": ">", "above": ">", "exceeds": ">",
    "less than": "<", "fewer than": "<", "younger than": "<", "lower than": "<", "below": "<", "under": "<",
    "but not": "and not", "and also": "and", "as well as": "and", "but": "and", "nor": "and not",
    "is between": "between",
    "and": "and", "or": "or", "not": "not", "in": "in", "true": "true", "false": "false",
}  # fmt: skip
"""What people write, in small letters, and what the language has for it."""
_FILLERS = frozenset(
    {"if", "when", "where", "has", "have", "having", "with", "both", "either", "patient", "the", "then"}
)
_IS = frozenset({"is", "are", "was", ":"})
_NOT = frozenset({"no", "without", "lacks", "never", "neither"})
_ORDERS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_YES = frozenset({"true", "yes", "y", "on", "1", "present", "positive"})
_NO = frozenset({"false", "no", "n", "off", "0", "absent", "negative"})
_UNKNOWN = frozenset({"unknown", "None", "null", "missing", "unanswered", "undefined"})
_OF_NAMES = {
    "taken": "active", "taking": "active", "takes": "active", "on": "active", "started": "active", "running": "active",
    "using": "active", "receiving": "active", "entered": "visited", "done": "visited", "seen": "visited",
    "reached": "visited",
}  # fmt: skip
"""Words like functions, and the language's own."""


class _Words:
    """The names at hand, and tokens made of a text with them."""

    def __init__(self, names: Names) -> None:
        self.names = names
        values = [v for name in names.values if isinstance(d := names.find(name)[1], Choice) for v in d.values]
        self.known = frozenset([*names.values, *values, *names.therapies, *names.steps])
        self.folded = {name.lower(): name for name in sorted(self.known)}

    def read(self, text: str) -> list[str]:
        """The tokens of a text, in the language's own words and signs where one word stands for one."""
        text = re.sub(r"\s#.*", "", text)
        for title in sorted(self.names.called, key=len, reverse=True):
            if " " in title and title in text.lower():
                text = re.sub(rf"\b{re.escape(title)}\b", self.names.called[title], text, flags=re.IGNORECASE)
        text = re.sub(r"[A-Za-z]\w*(?:-\w+)+", self._hyphenated, text)
        tokens: list[str] = []
        for token in _TOKEN.findall(text):
            if token in _DROPPED:
                continue
            name = _SIGNS.get(token, token)
            if name not in self.known and name.lower() in self.folded:
                name = self.folded[name.lower()]
            tokens.append(_number(name) if name[0].isdigit() or name[0] == "." else name)
        return self._phrased(tokens)

    def _hyphenated(self, match: re.Match[str]) -> str:
        name = match.group().replace("-", "_").lower()
        return name if name in self.known else match.group()

    def _phrased(self, tokens: Sequence[str]) -> list[str]:
        done: list[str] = []
        at = 0
        while at < len(tokens):
            for length in range(min(6, len(tokens) - at), 0, -1):
                phrase = " ".join(tokens[at : at + length]).lower()
                if phrase in _PHRASES and not (length == 1 and tokens[at] in self.known):
                    done += _PHRASES[phrase].split()
                    at += length
                    break
            else:
                done.append(tokens[at])
                at += 1
        return done

    def kind(self, token: str) -> Domain | None:
        """The kind of a fact or derived; None of anything else."""
        return self.names.find(token)[1]

    def is_other(self, token: str, among: frozenset[str]) -> bool:
        """Whether a token is one of some words, and no name at hand."""
        return token.lower() in among and token not in self.known


def _number(text: str) -> str:
    """A number as the language writes it: `0,7` and `1,000`, `010` and `.5` too."""
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", text):
        text = text.replace(",", "")
    elif text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if not re.fullmatch(r"\d*\.?\d+", text):
        return text
    return re.sub(r"^0+(?=\d)", "", text) if text[0] != "." else f"0{text}"


def _is_number(token: str) -> bool:
    return token[:1].isdigit()


def _fillers(words: _Words, tokens: list[str]) -> list[str]:
    """Words that say nothing; `is` before a comparison, and `is` as one; a colon as one."""
    done: list[str] = []
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        if words.is_other(token, _FILLERS) or (token in _IS and after in _ORDERS | {"between", "in"}):
            continue
        if token in _IS and after == "not":
            continue
        done.append("==" if token in _IS else token)
    while done and done[0] in ("and", "or", ","):
        del done[0]
    while done and done[-1] in (",", ".", ":"):
        del done[-1]
    if done and words.is_other(done[0], frozenset({"unless"})):
        return ["not", "(", *done[1:], ")"]
    return done


def _numbers(words: _Words, tokens: list[str]) -> list[str]:
    """Thousands with a space, units and percent signs behind a number, a number before a name."""
    done: list[str] = []
    for token in tokens:
        before = done[-1] if done else ""
        if re.fullmatch(r"\d{3}", token) and re.fullmatch(r"[1-9]\d{0,2}", before):
            done[-1] += token
        elif _is_number(before) and (token == "%" or _is_unit_word(words, token, tokens)):
            continue
        elif _is_number(before) and token in ("x", "X") and token not in words.known:
            done.append("*")
        elif _is_number(before) and isinstance(words.kind(token), Number):
            done += ["*", token]
        elif re.fullmatch(r"[1-9]\d*", token) and before == "/" and len(done) > 1 and _part(int(token)):
            done[-1:] = ["*", _part(int(token))]
        else:
            done.append(token)
    return done


def _part(divisor: int) -> str:
    """One over a number, where that is a short decimal."""
    part = Decimal(1) / divisor
    return f"{part.normalize():f}" if part * divisor == 1 and len(str(part)) < 8 else ""


def _is_unit_word(words: _Words, token: str, tokens: Sequence[str]) -> bool:
    """Whether a word is the unit of every number that the text names."""
    units = {kind.unit for name in tokens if isinstance(kind := words.kind(name), Number)}
    if token in words.known or not token[0].isalpha() or token in ("and", "or", "not", "in") or len(units) != 1:
        return False
    return units <= {token, unit_meant(token)}


def _ranges(words: _Words, tokens: list[str]) -> list[str]:
    """`age between 18 and 65`, `age from 18 to 65`, `age 18-65`, `age in 18..65` as `18 <= age <= 65`."""
    done: list[str] = []
    at = 0
    while at < len(tokens):
        match tokens[at : at + 5]:
            case [name, "between", low, "and", high] if isinstance(words.kind(name), Number):
                taken = 5
            case [name, "from", low, "to", high] if isinstance(words.kind(name), Number):
                taken = 5
            case [name, "in", low, ".." | "-" | "to", high] if isinstance(words.kind(name), Number):
                taken = 5
            case [name, "==", low, ".." | "to", high] if isinstance(words.kind(name), Number):
                taken = 5
            case [name, low, "-" | "to" | "..", high, *_] if isinstance(words.kind(name), Number) and _is_number(low):
                taken = 4
            case _:
                done.append(tokens[at])
                at += 1
                continue
        done += [low, "<=", name, "<=", high]
        at += taken
    return done


def _functions(words: _Words, tokens: list[str]) -> list[str]:
    """`active cream` as `active(cream)`, `taken(cream)` too, `missing(age)` as `not known(age)`."""
    done: list[str] = []
    at = 0
    while at < len(tokens):
        word, rest = tokens[at], tokens[at + 1 :]
        inside = rest[1:2] if rest[:1] == ["("] and rest[2:3] == [")"] else rest[:1]
        length = 4 if rest[:1] == ["("] and rest[2:3] == [")"] else 2
        name = inside[0] if inside else ""
        own = _OF_NAMES.get(word.lower(), word.lower()) if word not in words.known else ""
        fits = name in (words.names.therapies if own == "active" else words.names.steps)
        if words.is_other(word, _UNKNOWN) and words.names.find(name)[0]:
            done += ["not", "known", "(", name, ")"]
        elif (own in ("active", "visited", "tried", "blocked") and fits) or (
            own == "known" and words.names.find(name)[0]
        ):
            done += [own, "(", name, ")"]
        else:
            done.append(word)
            length = 1
        at += length
    return done


def _findings(words: _Words, tokens: list[str]) -> list[str]:
    """`asthma == yes` as `asthma`, `no asthma` as `not asthma`, `age is unknown` as `not known(age)`."""
    done: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        kind = words.kind(token)
        sign, value = ([*tokens[at + 1 : at + 3], "", ""])[:2]
        value = value if value == "None" else value.lower()
        declared = isinstance(kind, Choice) and value in kind.values
        after = tokens[at + 1].lower() if at + 1 < len(tokens) and tokens[at + 1] not in words.known else ""
        if words.is_other(token, _NOT):
            done.append("not")
        elif token not in words.known and isinstance(
            words.kind(token.removeprefix("no_").removeprefix("not_")), Finding
        ):
            done += ["not", token.removeprefix("no_").removeprefix("not_")]
        elif sign in ("==", "!=") and words.names.find(token)[0] and value in {*_UNKNOWN, "known"} and not declared:
            done += ["not"] * ((sign == "==") == (value != "known")) + ["known", "(", token, ")"]
            at += 2
        elif isinstance(kind, Finding) and sign in ("==", "!=") and value in _YES | _NO:
            done += [*["not"] * ((sign == "==") == (value in _NO)), token]
            at += 2
        elif isinstance(kind, Finding) and after in (_YES | _NO) - {"0", "1"}:
            done += [*["not"] * (after in _NO), token]
            at += 1
        else:
            done.append(token)
        at += 1
    return re.sub(r"(?:^|(?<= ))not not (?=\S)", "", " ".join(done)).split(" ") if done else done


def _alike(words: _Words, tokens: list[str]) -> list[str]:
    """`asthma != fever` of two findings as `(asthma and not fever) or (fever and not asthma)`, `==` as both or none."""
    done: list[str] = []
    at = 0
    while at < len(tokens):
        first, sign, second = [*tokens[at : at + 3], "", "", ""][:3]
        turned = second == "not"
        second, after = [*tokens[at + 3 if turned else at + 2 :], "", ""][:2]
        findings = isinstance(words.kind(first), Finding) and isinstance(words.kind(second), Finding)
        if not findings or sign not in ("==", "!=") or after in _ORDERS or (done and done[-1] in _ORDERS):
            done.append(tokens[at])
            at += 1
            continue
        at += 4 if turned else 3
        if done[-1:] == ["not"]:
            del done[-1]
            turned = not turned
        if (sign == "==") != turned:
            pair = ["(", first, "and", second, ")", "or", "(", "not", first, "and", "not", second, ")"]
        else:
            pair = ["(", first, "and", "not", second, ")", "or", "(", second, "and", "not", first, ")"]
        done += pair if not done and at == len(tokens) else ["(", *pair, ")"]
    return done


def _choices(words: _Words, tokens: list[str]) -> list[str]:
    """`kidney reduced` and `kidney not reduced` as comparisons, and a list of values in parentheses after `in`."""
    done: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        kind = words.kind(token)
        values = kind.values if isinstance(kind, Choice) else ()
        match tokens[at + 1 : at + 3]:
            case ["-" | ".", value] if value in values:
                done += [token, "==", value]
                at += 3
            case ["not", value] if value in values:
                done += [token, "!=", value]
                at += 3
            case [value, *_] if value in values:
                done += [token, "==", value]
                at += 2
            case ["==" | "!=" | "in" as sign, _] if values and (listed := _listed(tokens[at + 2 :], values)):
                chosen, taken = listed
                if len(chosen) > 1:
                    done += [token, *(["not"] if sign == "!=" else []), "in", "(", *", ".join(chosen).split(" "), ")"]
                else:
                    done += [token, "==" if sign == "in" else sign, *chosen]
                at += 2 + taken
            case _:
                done.append(token)
                at += 1
    return [part for token in done for part in ([token[:-1], ","] if token[-1:] == "," and token != "," else [token])]


def _listed(tokens: Sequence[str], values: Sequence[str]) -> tuple[list[str], int] | None:
    """Values joined by commas or `or`, in parentheses or not, and how many tokens they are."""
    at = 1 if tokens[:1] == ["("] else 0
    items: list[str] = []
    while at < len(tokens) and tokens[at] in values:
        items.append(tokens[at])
        at += 1
        if at + 1 < len(tokens) and tokens[at] in (",", "or") and tokens[at + 1] in values:
            at += 1
    if tokens[:1] == ["("]:
        if tokens[at : at + 1] != [")"]:
            return None
        at += 1
    return (items, at) if items else None


def _repeated(words: _Words, tokens: list[str]) -> list[str]:
    """`age >= 18 and <= 65`, `age == 18 or 19`: the name is written again; commas before `and` go."""
    done: list[str] = []
    name = order = ""
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        before = done[-1] if done else ""
        if token == "," and after in ("and", "or"):
            continue
        if before in ("and", "or") and name:
            if token in _ORDERS:
                done.append(name)
            elif _is_number(token) and after not in _ORDERS | {"+", "-", "*"} and order:
                done += [name, order]
        if isinstance(words.kind(token), Number) and (before not in _ORDERS or after in _ORDERS):
            name, order = token, after if after in _ORDERS else ""
        if token == "." and before in ("facts", "fact", "derived", "patient"):
            done[-1:] = []
            continue
        done.append(token)
    return done


def _whole(words: _Words, tokens: list[str]) -> list[str]:
    """Parentheses closed, a bare count compared, a value, step or therapy alone as what it is of."""
    missing = tokens.count("(") - tokens.count(")")
    if missing < 0 and tokens[-1] == ")":
        tokens = tokens[:missing]
    tokens = tokens + [")"] * missing
    if tokens[:2] in (["count", "("], ["visits", "("]) and tokens.index(")") == len(tokens) - 1:
        return [*tokens, ">=", "1"]
    match tokens:
        case [token] if token in ("yes", "always", "on") and token not in words.known:
            return ["true"]
        case [token] if token in ("no", "never", "off") and token not in words.known:
            return ["false"]
        case [word, "(", *names, ")"] if word in ("visited", "tried", "active", "blocked") and _are_listed(names):
            each = [[word, "(", name, ")"] for name in names if name != ","]
            return [token for number, call in enumerate(each) for token in (["or"] if number else []) + call]
    return tokens


def _are_listed(names: Sequence[str]) -> bool:
    """Whether tokens are two words or more with commas between them."""
    return len(names) > 1 and set(names[1::2]) == {","} and all(name.isidentifier() for name in names[::2])


_RULES: tuple[Callable[[_Words, list[str]], list[str]], ...] = (
    _fillers, _ranges, _numbers, _ranges, _functions, _findings, _alike, _choices, _repeated, _whole,
)  # fmt: skip


def _joined(tokens: Sequence[str]) -> str:
    text = ""
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else ""
        tight = not at or before == "(" or token in (")", ",") or (token == "(" and before in CONDITION_WORDS)
        text += token if tight else f" {token}"
    return text
