"""What must fit together within one object: keys that need or exclude each other, and ids that may not be used.

These are SL101 to SL103 too; pydantic cannot say them with the right place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from stepladder.diagnostics import Diagnostic, Related, Route
from stepladder.facts import ELSE_WORDS, RESERVED, WRITTEN_NUMBER, Number, as_yaml, misfit, places, tidy
from stepladder.model.cases import CaseFile
from stepladder.model.declarations import Derived, Fact
from stepladder.model.origins import Origins
from stepladder.model.pathway import CLAIM_FORMS, Pathway
from stepladder.model.steps import Step, Transition
from stepladder.reading.yaml_scalars import Data
from stepladder.text.counting import counted


def pathway_shapes(pathway: Pathway, stem: str, lost: frozenset[Route]) -> Iterator[Diagnostic]:
    """What does not fit together in a pathway.

    Args:
        pathway: as built, perhaps with broken parts left out.
        stem: the id its file's or folder's name gives; empty where there is none.
        lost: the routes that were left out, about which nothing more is said.
    """
    if stem and pathway.id != stem and ("id",) not in lost:
        message = f"the id is '{pathway.id}', but the file or folder is called '{stem}'"
        yield Diagnostic("SL103", message, ("id",), help="make the two equal: an id is how a pathway is found")
    yield from _reserved(pathway)
    for name, fact in pathway.facts.items():
        yield from _fact(("facts", name), fact, lost)
    for name, derived in pathway.derived.items():
        yield from _derived(("derived", name), derived, lost)
        if name in pathway.facts:
            message = f"'{name}' is the id of a fact and of a derived: the two share one name space"
            related = (Related("the fact is here", ("facts", name), "key"),)
            yield Diagnostic("SL103", message, ("derived", name), on="key", help="rename one", related=related)
    for name, step in pathway.steps.items():
        yield from _step(("steps", name), step, pathway, lost)
    for index, interrupt in enumerate(pathway.interrupts):
        if interrupt.otherwise is not None:
            yield Diagnostic("SL101", "an interrupt has no 'otherwise'", ("interrupts", index, "otherwise"), on="key")
        if "everywhere" in interrupt.from_ and len(interrupt.from_) > 1:
            message = "'everywhere' stands alone; it is every step but emergencies, outcomes and the target"
            yield Diagnostic(
                "SL103", message, ("interrupts", index, "from"), help="take single steps out with `except`"
            )
    for name, claim in pathway.claims.items():
        if claim.keys not in CLAIM_FORMS and not any(r[:2] == ("claims", name) for r in lost):
            yield _claim(("claims", name), claim.keys)


def _reserved(pathway: Pathway) -> Iterator[Diagnostic]:
    spaces: Mapping[str, Mapping[str, object]] = {
        "facts": pathway.facts,
        "derived": pathway.derived,
        "therapies": pathway.therapies,
        "groups": pathway.groups,
        "steps": pathway.steps,
    }
    for space, names in spaces.items():
        for name in names:
            if name in RESERVED:
                yield _reserved_word((space, name), name)
    for name, fact in pathway.facts.items():
        for value in fact.values or ():
            if value in RESERVED:
                yield _reserved_word(("facts", name, "values", value), value)


def _reserved_word(route: Route, name: str) -> Diagnostic:
    message = f"'{name}' is a word of the condition language or of Python and cannot be an id"
    return Diagnostic("SL103", message, route, on="key", help=f"for instance {name}_")


_OF_TYPE = {
    "values": "choice",
    "unit": "number",
    "min": "number",
    "max": "number",
    "decimals": "number",
    "words": "number",
}


def _fact(route: Route, fact: Fact, lost: frozenset[Route]) -> Iterator[Diagnostic]:
    if (*route, "type") in lost:
        return
    for key, kind in _OF_TYPE.items():
        if key in fact.model_fields_set and fact.type != kind:
            message = f"'{key}' belongs to a {kind}; '{route[-1]}' is a {fact.type}"
            yield Diagnostic("SL101", message, (*route, key), on="key")
    if fact.type == "choice" and not fact.values and not any(r[:3] == (*route, "values") for r in lost):
        message = f"fact '{route[-1]}' is a choice and has no 'values'"
        yield Diagnostic("SL102", message, route, on="key", help="values: {one: One thing, other: Another}")
    domain = fact.domain
    if isinstance(domain, Number):
        for key, end in (("min", domain.low), ("max", domain.high)):
            if end is not None and places(end) > domain.decimals:
                allowed = counted(domain.decimals, "decimal place") if domain.decimals else "no decimal places"
                message = f"'{key}' is {end}, but the fact has {allowed}"
                yield Diagnostic("SL103", message, (*route, key), help="say `decimals: 1`")
        for text, word in fact.words.items():
            reason = _no_number(text) or misfit(domain, tidy(Decimal(text)))
            if not reason and not (word.strip() and _no_number(word)):
                reason = "what it is called must be a word and no number"
            if reason:
                yield Diagnostic("SL103", f"'words' names '{text}': {reason}", (*route, "words", text), on="key")
        if domain.low is not None and domain.high is not None and domain.low > domain.high:
            message = f"'min' is {domain.low} and 'max' is {domain.high}: no number is between them"
            yield Diagnostic("SL103", message, (*route, "min"))


def _no_number(text: str) -> str:
    """Why a text is no number as this page writes them; empty where it is one."""
    if not re.fullmatch(WRITTEN_NUMBER, text) or text == "-0":
        return "a number is expected, written like 9999 or 1.5"
    return ""


def _derived(route: Route, derived: Derived, lost: frozenset[Route]) -> Iterator[Diagnostic]:
    if any(r[:2] == route for r in lost):
        return
    forms = [key for key in ("when", "number", "rows") if getattr(derived, key) is not None]
    if len(forms) != 1:
        message = f"derived '{route[-1]}' is " + ("several things at once" if forms else "nothing yet")
        yield Diagnostic(
            "SL102" if not forms else "SL103", message, route, on="key", help="a condition, a number, or rows"
        )
        return
    if derived.unit is not None and forms == ["when"]:
        yield Diagnostic("SL101", "'unit' belongs to a number", (*route, "unit"), on="key")
    if derived.rows is not None:
        yield from _table(route, derived)


def _table(route: Route, derived: Derived) -> Iterator[Diagnostic]:
    rows = derived.rows or ()
    kinds: set[type] = set()
    for index, row in enumerate(rows):
        at = (*route, "rows", index)
        last = index == len(rows) - 1
        value = row.otherwise if row.when is None else row.is_
        if row.otherwise is not None and (row.when is not None or row.is_ is not None):
            both = row.when is None and row.is_ is not None
            hint = f"write {{otherwise: {as_yaml(row.is_)}}}" if both else "make two rows of it"
            yield Diagnostic("SL103", "a row is either {when, is} or {otherwise}", at, help=hint)
            continue
        elif row.otherwise is not None and not last:
            yield Diagnostic("SL103", "'otherwise' stands in the last row", at, help="move it to the end")
        elif row.otherwise is None and (row.when is None or row.is_ is None):
            missing = "when" if row.when is None else "is"
            yield Diagnostic("SL102", f"row {index + 1} of derived '{route[-1]}' has no '{missing}'", at)
        if isinstance(value, bool):
            hint = 'write a name of your own, such as "yes" in quotes, or a finding: `name: condition`'
            yield Diagnostic("SL103", "a table's values are names or numbers, not true or false", at, help=hint)
        elif value is not None:
            kinds.add(str if isinstance(value, str) else Decimal)
    if len(kinds) > 1:
        yield Diagnostic("SL103", "a table's values are all names or all numbers", route, on="key")
    says_else = bool(rows) and rows[-1].when is not None and rows[-1].when.text.strip().lower() in ELSE_WORDS
    if not rows or (rows[-1].otherwise is None and not says_else):
        message = f"the table '{route[-1]}' does not end in 'otherwise'"
        yield Diagnostic("SL102", message, route, on="key", help="add a last row: {otherwise: …}")


def _step(route: Route, step: Step, pathway: Pathway, lost: frozenset[Route]) -> Iterator[Diagnostic]:
    if step.next is not None and step.options is not None:
        message = f"step '{route[-1]}' has both 'next' and 'options'"
        hint = "`next` where exactly one exit applies, `options` where the person chooses"
        yield Diagnostic("SL103", message, (*route, "options"), on="key", help=hint)
    for key in ("continues", "goal"):
        if getattr(step, key) is not None and step.kind != "outcome" and (*route, "kind") not in lost:
            message = f"'{key}' belongs to an outcome; '{route[-1]}' is of kind {step.kind}"
            yield Diagnostic("SL101", message, (*route, key), on="key")
    for index, name in enumerate(step.asks):
        fact = pathway.facts.get(name)
        if fact is not None and not fact.ask and not any(r[:2] == ("facts", name) for r in lost):
            message = f"'{name}' is asked at '{route[-1]}', but the fact has no 'ask'"
            related = (Related("the fact is here", ("facts", name), "key"),)
            yield Diagnostic(
                "SL102", message, (*route, "asks", index), help="give the fact its question", related=related
            )
    yield from _exits((*route, step.exits_key), step.exits)


def _exits(route: Route, exits: tuple[Transition, ...]) -> Iterator[Diagnostic]:
    seen: dict[str, int] = {}
    many = len({exit_.to for exit_ in exits}) < len(exits)
    for index, exit_ in enumerate(exits):
        if exit_.otherwise is not None:
            if "when" in exit_.model_fields_set:
                message = "an exit has 'when' or 'otherwise', not both"
                yield Diagnostic("SL103", message, (*route, index, "otherwise"), on="key")
            if index != len(exits) - 1:
                message = "'otherwise' stands at the last exit"
                yield Diagnostic("SL103", message, (*route, index, "otherwise"), on="key", help="move it to the end")
        twins = [place for place, twin in enumerate(exits) if twin.to == exit_.to] if many else [index]
        bare = [place for place in twins if exits[place].id is None]
        if len(twins) > 1 and exit_.id is None and (bare == [index] or index != bare[0]):
            related = (Related("the other one is here", (*route, next(o for o in twins if o != index))),)
            message = f"two exits lead to '{exit_.to}'; each needs an 'id' so that it can be named"
            yield Diagnostic("SL102", message, (*route, index), help="id: a_short_name", related=related)
        elif exit_.name in seen:
            related = (Related("the other one is here", (*route, seen[exit_.name])),)
            message = f"two exits of this step are called '{exit_.name}'"
            yield Diagnostic("SL103", message, (*route, index), help="give them different ids", related=related)
        seen.setdefault(exit_.name, index)


def _claim(route: Route, keys: frozenset[str]) -> Diagnostic:
    forms = "never · entering, requires · passes, before · after, passes, before · at, offers (and when)"
    near = [form for form in CLAIM_FORMS if keys and keys < form]
    if near:
        missing = ", ".join(f"'{key}'" for key in sorted(min(near, key=len) - keys - {"when"}))
        return Diagnostic(
            "SL102", f"claim '{route[-1]}' has no {missing}", route, on="key", help=f"claims are: {forms}"
        )
    return Diagnostic(
        "SL103", f"claim '{route[-1]}' has none of the five forms", route, on="key", help=f"they are: {forms}"
    )


def case_shapes(cases: CaseFile) -> Iterator[Diagnostic]:
    """What does not fit together in a case file."""
    seen: dict[str, int] = {}
    for index, case in enumerate(cases.cases):
        at: Route = ("cases", index)
        if case.id in seen:
            related = (Related("the first is here", ("cases", seen[case.id], "id"), document="cases"),)
            message = f"two cases are called '{case.id}'"
            yield Diagnostic("SL103", message, (*at, "id"), related=related, document="cases")
        seen.setdefault(case.id, index)
        ends = [key for key in ("ends", "waits", "stuck") if getattr(case.expect, key) is not None]
        if len(ends) > 1:
            message = f"case '{case.id}' expects {' and '.join(ends)} at once"
            yield Diagnostic("SL103", message, (*at, "expect", ends[1]), on="key", document="cases")
        if not case.expect.model_fields_set:
            message = f"case '{case.id}' expects nothing, so it can never fail"
            hint = "say at least where it ends: expect: {ends: …}"
            yield Diagnostic("SL102", message, (*at, "expect"), on="key", help=hint, document="cases")


def origin_shapes(origins: Origins) -> Iterator[Diagnostic]:
    """What does not fit together in an origins file."""
    for name, statement in origins.statements.items():
        at: Route = ("statements", name)
        if not statement.stands and not statement.left_out:
            message = f"statement '{name}' has neither a place in the pathway nor a reason why it has none"
            yield Diagnostic("SL102", message, at, on="key", help="say `stands:` or `left_out:`", document="origins")
        if statement.stands and statement.left_out:
            message = f"statement '{name}' stands in the pathway and is left out"
            yield Diagnostic("SL103", message, (*at, "left_out"), on="key", document="origins")
        for index, place in enumerate(statement.stands):
            if len(place.named) != 1:
                message = "a place names one thing: step, rule, fact, derived, interrupt, claim or case"
                yield Diagnostic("SL103", message, (*at, "stands", index), document="origins")


def top_level(data: Data, document: str) -> str:
    """Why data cannot be a document at all; empty when it can."""
    if isinstance(data, Mapping):
        return ""
    what = "a list" if isinstance(data, list) else "nothing" if data is None else "a single value"
    first = {"pathway": "`stepladder: 1`", "cases": "`pathway:`", "origins": "`pathway:`"}[document]
    return f"the file holds {what}; a mapping that starts with {first} is expected"
