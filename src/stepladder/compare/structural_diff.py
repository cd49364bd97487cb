"""What was rewritten from one version to the next, in words: steps, exits, rules, facts and all the rest.

One file on purpose: each part of a pathway once, in the order of its file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from stepladder.compare.canonical import Shapes
from stepladder.compare.findings import Change
from stepladder.compare.matching import ANOTHER, Matching
from stepladder.conditions.nodes import Condition, Expression, Node, Table
from stepladder.facts import Number, plain, range_text
from stepladder.model.declarations import Derived, Fact
from stepladder.model.frozen import Frozen
from stepladder.model.pathway import CLAIM_KEYS, Rule
from stepladder.model.steps import Interrupt, Step, Transition
from stepladder.text.counting import counted
from stepladder.text.terminal import enumerated

LONGEST = 160
"""Longer conditions are not quoted."""

HEAD_WORDS = (
    "title", "status", "language", "population", "text", "authors", "jurisdiction", "disclaimer", "license", "reviewed",
    "review_by",
)  # fmt: skip
"""What of the head is only read."""

STEP_DECIDES = frozenset({"asks", "stops", "starts", "sets", "forgets", "next", "options", "review", "continues"})
"""What of a step decides something; all else is read or drawn, `kind` apart."""


Same = Callable[[Node, Node], bool]
"""Whether a condition of the old version and one of the new surely come out the same for everybody."""


def changes(matching: Matching, same: Same) -> tuple[Change, ...]:
    """Every part that was added, taken out, renamed or rewritten, in the order of the file.

    Args:
        matching: what belongs together.
        same: tells conditions that are only written otherwise.
    """
    return tuple(_Diff(matching, same).all())


class _Diff:
    def __init__(self, matching: Matching, same: Same) -> None:
        self.matching, self.same = matching, same
        self.old, self.new = matching.old, matching.aligned
        seen: dict[object, int] = {}
        self.shapes = (Shapes(self.old, seen), Shapes(self.new, seen))
        self.names = matching.back

    def all(self) -> Iterator[Change]:
        yield from self._head()
        yield from self._parts("fact", self.old.facts, self.new.facts, self.names.facts, self._fact)
        yield from self._derived()
        yield from self._therapies()
        yield from self._groups()
        yield from self._entries()
        yield from self._parts("step", self.old.steps, self.new.steps, self.names.steps, self._step)
        yield from self._parts("rule", self.old.rules, self.new.rules, self.names.rules, self._rule)
        yield from self._interrupts()
        yield from self._claims()
        for part, key in (("lane", "lanes"), ("source", "sources")):
            yield from self._said(part, getattr(self.old, key), getattr(self.new, key))

    def _head(self) -> Iterator[Change]:
        if self.old.start != self.new.start:
            yield Change("pathway", "start", f"is '{self.new.start}' and was '{self.old.start}'")
        changed = [name for name in HEAD_WORDS if getattr(self.old, name) != getattr(self.new, name)]
        if self.old.id != self.new.id:
            changed.insert(0, "id")
        if changed:
            yield Change("pathway", self.old.id, f"is reworded ({', '.join(changed)})", True)

    def _parts(
        self, part: str, old: Mapping[str, Frozen], new: Mapping[str, Frozen], names: Mapping[str, str], tell: object
    ) -> Iterator[Change]:
        assert callable(tell)
        for name, one in old.items():
            if name not in new:
                yield Change(part, name, f"is gone{_title(one)}")
                continue
            if name in names:
                said = f"is called '{names[name]}' now; it is taken for the same because it looks alike"
                yield Change(part, name, said)
            if one != new[name]:
                yield from tell(name, one, new[name])
        for name, other in new.items():
            if name not in old:
                shown = name.removesuffix(ANOTHER)
                more = ", another one than the one of that id before" if shown != name else ""
                yield Change(part, shown, f"is new{more}{_title(other)}")

    # facts and what is computed

    def _fact(self, name: str, old: Fact, new: Fact) -> Iterator[Change]:
        if old.domain != new.domain:
            one, other = set(old.values or ()), set(new.values or ())
            gone, come = [v for v in old.values or () if v not in other], [v for v in new.values or () if v not in one]
            words = [f"has no value {_names(gone)} any more"] if gone else []
            words += [f"has the new value {_names(come)}"] if come else []
            if isinstance(old.domain, Number) and isinstance(new.domain, Number):
                words.append(f"takes {_range(new.domain)}, and took {_range(old.domain)}")
            yield Change("fact", name, " and ".join(words) or "has its values in another order", not words)
        if bool(old.ask) != bool(new.ask):
            yield Change("fact", name, "is asked now" if new.ask else "is never asked now")
        elif old.ask != new.ask:
            yield Change("fact", name, "is asked in other words", True)
        if old.fresh != new.fresh:
            yield Change("fact", name, "is asked anew at each entry now" if new.fresh else "keeps its answer now")
        labels = dict(old.values or {}) != dict(new.values or {}) and set(old.values or ()) == set(new.values or ())
        texts = [
            key for key in ("text", "obtained", "sources", "note", "words") if getattr(old, key) != getattr(new, key)
        ]
        if texts or labels:
            yield Change("fact", name, f"is reworded ({', '.join([*(['labels'] if labels else []), *texts])})", True)

    def _derived(self) -> Iterator[Change]:
        old, new = self.old.derived, self.new.derived
        gone, come = [name for name in old if name not in new], [name for name in new if name not in old]
        called: dict[str, str] = {}
        for name in gone:
            like = [
                b for b in come if self.shapes[0].named(name) == self.shapes[1].named(b) and b not in called.values()
            ]
            if len(like) == 1:
                called[name] = like[0]
                yield Change("derived", name, f"is called '{like[0]}' now, and means the same", True)
            else:
                yield Change("derived", name, "is gone", True)
        for name in come:
            if name not in called.values():
                yield Change("derived", name, "is new", True)
        for name, one in old.items():
            if name in new and one != new[name]:
                if not self._same_name(name, one, new[name]):
                    yield Change("derived", name, f"was rewritten{_was_is(_defined(one), _defined(new[name]))}")
                elif _defined(one) != _defined(new[name]):
                    yield Change("derived", name, "is written otherwise and means the same", True)
                texts = _other_texts(one, new[name], ("text", "basis", "sources", "note", "unit"))
                if texts:
                    yield Change("derived", name, f"is reworded ({', '.join(texts)})", True)

    def _same_name(self, name: str, old: Derived, new: Derived) -> bool:
        """Whether a derived name stands for the same in both versions."""
        if self.shapes[0].named(name) == self.shapes[1].named(name):
            return True
        match old.definition, new.definition:
            case Condition() as one, Condition() as other:
                return self.same(one.expr, other.expr)
            case Table(rows), Table(rows_):
                alike = [row.value for row in rows] == [row.value for row in rows_]
                return alike and all(self.same(a.when.expr, b.when.expr) for a, b in zip(rows, rows_, strict=True))
            case _:
                return False

    def _therapies(self) -> Iterator[Change]:
        for name, title in self.old.therapies.items():
            if name not in self.new.therapies:
                yield Change("therapy", name, f"is gone: {title}")
                continue
            if name in self.names.therapies:
                yield Change("therapy", name, f"is called '{self.names.therapies[name]}' now; it looks alike")
            if title != self.new.therapies[name]:
                yield Change("therapy", name, "is reworded (title)", True)
        for name, title in self.new.therapies.items():
            if name not in self.old.therapies:
                yield Change("therapy", name, f"is new: {title}")

    def _groups(self) -> Iterator[Change]:
        for name in dict.fromkeys((*self.old.groups, *self.new.groups)):
            one, other = self.old.groups.get(name), self.new.groups.get(name)
            if one is None or other is None:
                yield Change("group", name, "is new" if one is None else "is gone")
            elif set(one) != set(other):
                yield Change("group", name, _members(one, other))

    def _entries(self) -> Iterator[Change]:
        for name in dict.fromkeys((*self.old.entries, *self.new.entries)):
            one, other = self.old.entries.get(name), self.new.entries.get(name)
            if one is None or other is None:
                yield Change("entry", name, "is new" if one is None else "is gone")
            elif one != other:
                told = _other_texts(one, other, ("at", "visited", "active", "sets"))
                if told:
                    yield Change("entry", name, f"has another {enumerated(told)}")
                else:
                    yield Change("entry", name, "is reworded (title)", True)

    # steps and exits

    def _step(self, name: str, old: Step, new: Step) -> Iterator[Change]:
        if old.kind != new.kind:
            yield Change("step", name, f"is {_a(new.kind)} now, and was {_a(old.kind)}")
        if set(old.asks) != set(new.asks):
            yield Change("step", name, _asked(old.asks, new.asks))
        elif old.asks != new.asks:
            yield Change("step", name, "asks the same in another order")
        yield from self._effects("step", name, old, new)
        if _after(old) != _after(new):
            yield Change("step", name, f"is looked at again after {_after(new)}, and was after {_after(old)}")
        if old.continues != new.continues:
            yield Change(
                "step", name, f"goes on in {new.continues or 'no pathway'}, and did in {old.continues or 'none'}"
            )
        if (old.options is None) != (new.options is None) and old.exits and new.exits:
            yield Change("step", name, "leads on by itself now" if new.next else "lets a person choose now")
        yield from self._exits(name, old.exits, new.exits)
        fields = [key for key in Step.model_fields if key not in STEP_DECIDES and key != "kind"]
        texts = [key for key in fields if getattr(old, key) != getattr(new, key)]
        if (
            old.review is not None
            and new.review is not None
            and old.review != new.review
            and _after(old) == _after(new)
        ):
            texts.append("note on its review")
        if texts:
            yield Change("step", name, f"is reworded ({', '.join(texts)})", True)

    def _exits(self, step: str, old: tuple[Transition, ...], new: tuple[Transition, ...]) -> Iterator[Change]:
        pairs, gone, come = _paired(old, new)
        for exit_ in gone:
            yield Change("exit", f"{step}/{exit_.name}", f"is gone{_when(exit_)}")
        for exit_ in come:
            yield Change("exit", f"{step}/{exit_.name}", f"is new{_when(exit_)}")
        for one, other in pairs:
            yield from self._exit("exit", f"{step}/{one.name}", one, other)
        order = [one for one, _ in pairs]
        there = {id(other): one for one, other in pairs}
        if [there[id(exit_)] for exit_ in new if id(exit_) in there] != order:
            yield Change("step", step, "has its exits in another order")

    def _exit(self, part: str, name: str, old: Transition, new: Transition) -> Iterator[Change]:
        if old == new:
            return
        if old.name != new.name:
            yield Change(part, name, f"is called '{new.name}' now")
        if old.to != new.to:
            yield Change(part, name, f"leads to '{new.to}' now, and led to '{old.to}'")
        yield from self._condition(part, name, old.when, new.when)
        yield from self._effects(part, name, old, new)
        texts = _other_texts(old, new, ("label", "because", "sources", "basis", "note"))
        if texts:
            yield Change(part, name, f"is reworded ({', '.join(texts)})", True)

    def _condition(self, part: str, name: str, old: Condition, new: Condition) -> Iterator[Change]:
        if self.shapes[0].of(old.expr) != self.shapes[1].of(new.expr) and not self.same(old.expr, new.expr):
            yield Change(part, name, f"has another condition{_was_is(old.text, new.text)}")
        elif old.text != new.text:
            yield Change(part, name, "has its condition written otherwise, and it means the same", True)

    def _effects(self, part: str, name: str, old: Step | Transition, new: Step | Transition) -> Iterator[Change]:
        for key, word in (("starts", "starts"), ("stops", "stops"), ("forgets", "forgets")):
            one, other = getattr(old, key), getattr(new, key)
            more, less = [n for n in other if n not in one], [n for n in one if n not in other]
            if more:
                yield Change(part, name, f"{word} {_names(more)} now")
            if less:
                yield Change(part, name, f"no longer {word} {_names(less)}")
        if dict(old.sets) != dict(new.sets):
            sets = [f"{fact} = {plain(value)}" for fact, value in new.sets.items() if old.sets.get(fact) != value]
            unset = [fact for fact in old.sets if fact not in new.sets]
            if sets:
                yield Change(part, name, f"sets {enumerated(sets)} now")
            if unset:
                yield Change(part, name, f"no longer sets {_names(unset)}")

    # rules, interrupts, claims

    def _rule(self, name: str, old: Rule, new: Rule) -> Iterator[Change]:
        if old.severity != new.severity:
            yield Change("rule", name, f"is {new.severity} now, and was {old.severity}")
        one, other = self.old.members(old.blocks), self.new.members(new.blocks)
        if set(one) != set(other):
            more, less = [s for s in other if s not in one], [s for s in one if s not in other]
            said = ([f"blocks {_names(more)} too"] if more else []) + (
                [f"no longer blocks {_names(less)}"] if less else []
            )
            yield Change("rule", name, " and ".join(said))
        yield from self._condition("rule", name, old.when, new.when)
        texts = _other_texts(old, new, ("title", "because", "basis", "sources", "note", "backstop"))
        if texts:
            yield Change("rule", name, f"is reworded ({', '.join(texts)})", True)

    def _interrupts(self) -> Iterator[Change]:
        pairs, gone, come = _paired(self.old.interrupts, self.new.interrupts)
        for exit_ in gone:
            yield Change("interrupt", exit_.name, f"is gone{_when(exit_)}")
        for exit_ in come:
            yield Change("interrupt", exit_.name, f"is new{_when(exit_)}")
        for one, other in pairs:
            assert isinstance(one, Interrupt)
            assert isinstance(other, Interrupt)
            before, after = self.old.interrupted(one), self.new.interrupted(other)
            if set(before) != set(after):
                yield Change("interrupt", one.name, _members(before, after, "starts from"))
            yield from self._exit("interrupt", one.name, one, other)
        there = {id(other): one for one, other in pairs}
        if [there[id(i)] for i in self.new.interrupts if id(i) in there] != [one for one, _ in pairs]:
            yield Change("interrupt", "order", "has changed: the first that applies is taken")

    def _claims(self) -> Iterator[Change]:
        for name in dict.fromkeys((*self.old.claims, *self.new.claims)):
            one, other = self.old.claims.get(name), self.new.claims.get(name)
            if one is None or other is None:
                yield Change("claim", name, "is new" if one is None else "is gone", True)
            elif [_plainly(getattr(one, key)) for key in CLAIM_KEYS] != [
                _plainly(getattr(other, key)) for key in CLAIM_KEYS
            ]:
                yield Change("claim", name, "says something else", True)
            elif (one.title, one.because) != (other.title, other.because):
                yield Change("claim", name, "is reworded", True)

    def _said(self, part: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Change]:
        for name in dict.fromkeys((*old, *new)):
            if old.get(name) != new.get(name):
                word = "is new" if name not in old else "is gone" if name not in new else "has changed"
                yield Change(part, name, word, True)


def _paired(
    old: tuple[Transition, ...], new: tuple[Transition, ...]
) -> tuple[list[tuple[Transition, Transition]], list[Transition], list[Transition]]:
    """Exits that belong together, and those that are only in one of two lists."""
    found: list[tuple[Transition, Transition]] = []
    left, free = list(old), list(new)
    for depth in range(4):
        for one in list(left):
            like = next((other for other in free if _looks(other)[depth] == _looks(one)[depth]), None)
            if like is not None:
                found.append((one, like))
                left = [other for other in left if other is not one]
                free = [other for other in free if other is not like]
    place = {id(exit_): n for n, exit_ in enumerate(old)}
    return sorted(found, key=lambda pair: place[id(pair[0])]), left, free


def _looks(t: Transition) -> tuple[object, ...]:
    """What two exits are matched by, from all of it to a little."""
    return (t.name, t.to, t.when.text), (t.name, t.to), (t.name,), (t.to,)


def _other_texts(one: object, other: object, keys: Iterable[str]) -> list[str]:
    return [key for key in keys if getattr(one, key) != getattr(other, key)]


def _plainly(value: object) -> object:
    return value.text if isinstance(value, Condition) else value


def _defined(derived: Derived) -> str:
    match derived.definition:
        case Condition(text) | Expression(text):
            return text
        case table:
            return "; ".join(f"{row.value} where {row.when.text}" for row in table.rows)


def _was_is(old: str, new: str) -> str:
    if max(len(old), len(new)) > LONGEST:
        return ""
    return f": `{new}`, and was `{old}`"


def _when(exit_: Transition) -> str:
    condition = "" if exit_.when.text == "true" or len(exit_.when.text) > LONGEST else f", when `{exit_.when.text}`"
    target = "" if exit_.name == exit_.to else f" to '{exit_.to}'"
    return f"{target}{condition}"


def _after(step: Step) -> str:
    return step.review.after.text if step.review is not None else "no set time"


def _range(number: Number) -> str:
    places = f" with {counted(number.decimals, 'decimal place')}" if number.decimals else ""
    return range_text(number) + places


def _title(of: Frozen) -> str:
    title = getattr(of, "title", "") or getattr(of, "ask", "")
    return f": {title}" if title else ""


def _asked(old: tuple[str, ...], new: tuple[str, ...]) -> str:
    more, less = [n for n in new if n not in old], [n for n in old if n not in new]
    said = [f"asks {_names(more)} too"] if more else []
    return " and ".join([*said, *([f"no longer asks {_names(less)}"] if less else [])])


def _members(old: Iterable[str], new: Iterable[str], word: str = "has") -> str:
    one, other = list(old), list(new)
    more, less = [n for n in other if n not in one], [n for n in one if n not in other]
    said = [f"{word} {_names(more)} too"] if more else []
    return " and ".join([*said, *([f"{word} {_names(less)} no longer"] if less else [])])


def _names(names: Iterable[str]) -> str:
    return enumerated([f"'{name}'" for name in names])


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
