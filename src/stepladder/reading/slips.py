"""What an author meant by a key that does not exist or a value of the wrong shape, so that it can be said and read on.

A slip is mended as the message says; the mended data are read like any other. So one slip gives one message, and what
the message says to write is what is read next.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from stepladder.diagnostics import Document, Route, nearest_name
from stepladder.facts import FREE_ID, as_id, as_yaml
from stepladder.reading.keys import keys_at, model_at
from stepladder.reading.synonyms import KEYS, NOT_HERE, WORDS, YES_NO
from stepladder.reading.yaml_quoting import MAX_SHOWN
from stepladder.reading.yaml_scalars import Data

if TYPE_CHECKING:
    from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Meant:
    """What to write in place of a slip."""

    items: Mapping[str, Data]
    """The keys with their values as they should stand in the mapping."""
    gone: tuple[str, ...]
    """The keys that they stand for."""
    help: str


def key_meant(route: Route, owner: Mapping[str, Data], document: Document, steps: Mapping[str, Data]) -> Meant | None:
    """What was meant by a key that its mapping does not know; None where nobody can tell.

    Args:
        route: where the key stands.
        owner: the mapping it stands in.
        document: which document that is.
        steps: the steps of the pathway.
    """
    name, value = str(route[-1]), owner.get(str(route[-1]))
    model = model_at(route[:-1], document)
    known = keys_at(route[:-1], document)
    kind = model.__name__ if model is not None else ""
    if value is None:
        return _spelled(name, owner, known) or _torn(name, owner, known, model)
    bare = name.lower().strip("“”„‘’\"'` ").replace("-", "_").replace(" ", "_")
    if bare in known and bare not in owner:
        return _renamed(name, {bare: value})
    items: Mapping[str, Data] | None = None
    match kind, bare:
        case "Transition" | "Interrupt", "unless":
            items = {"when": f"not ({value})"}
        case "Transition", "else" | "default" | "otherwise" if isinstance(value, str) and "to" not in owner:
            items = {"to": value, "otherwise": True}
        case "Review", _ if re.fullmatch("(minute|hour|day|week|month|year)s?", bare):
            items = {"after": f"{value} {bare}"}
        case "Fact", "range" if isinstance(value, list) and len(value) == 2:
            items = {"min": value[0], "max": value[1]}
        case "Claim", "always" if isinstance(value, str):
            items = {"never": f"not ({value})"}
        case "Transition", _ if name in steps and value is True and "to" not in owner:
            items = {"to": name}
        case "DerivedRow", _ if re.search("[<>=]", name):
            items = {"when": name, "is": value}
        case "Derived", _ if re.search("[<>=]", name) and value is True:
            items = {"when": name}
        case _:
            key = KEYS.get(kind, {}).get(bare)
            items = {key: _shaped(key, value)} if key is not None else None
    if items is not None:
        return None if owner.keys() & items.keys() else _renamed(name, items)
    close = nearest_name(name, known)
    if close is None or close in owner or not _alike(name, close):
        return None
    shaped = _shaped(close, value)
    return Meant(
        {close: shaped},
        (name,),
        f"did you mean '{close}'?" if shaped == value else f"write `{close}: {as_yaml(shaped)}`",
    )


def other_key_meant(route: Route, owner: Mapping[str, Data], document: Document) -> Meant | None:
    """What was meant by a known key that has another key's value: `{otherwise: home}`; None where nobody can tell."""
    model, value = model_at(route[:-1], document), owner.get(str(route[-1]))
    says_a_step = isinstance(value, str) and value.lower() not in YES_NO and "to" not in owner
    if model is not None and model.__name__ == "Transition" and route[-1] == "otherwise" and says_a_step:
        return _renamed("otherwise", {"to": value, "otherwise": True})
    return None


def not_here(route: Route, document: Document) -> str:
    """Why a key cannot stand in its mapping, where people often put it there; empty where nothing is to be said."""
    model = model_at(route[:-1], document)
    return NOT_HERE.get((model.__name__ if model is not None else "", str(route[-1])), "")


def _shaped(key: str, value: Data) -> Data:
    """The value of a key that was called otherwise, in the shape that the key takes."""
    if key in ("next", "options") and isinstance(value, str | Mapping):
        return _as_list(key, value)
    if key in ("asks", "sources") and isinstance(value, str):
        return _as_list(key, value)
    return {"after": value} if key == "review" and isinstance(value, str) else value


def _alike(name: str, candidate: str) -> bool:
    """Whether two keys are so near that one can be read for the other."""
    from difflib import SequenceMatcher  # only when something is wrong

    return SequenceMatcher(None, name, candidate).ratio() > 0.75


def _renamed(name: str, items: Mapping[str, Data]) -> Meant:
    shown = as_yaml(items)[1:-1]
    if len(shown) > MAX_SHOWN:
        shown = ", ".join(f"{key}:" for key in items)
    return Meant(items, (name,), f"write `{shown}`")


def _spelled(name: str, owner: Mapping[str, Data], known: frozenset[str]) -> Meant | None:
    """`to:doctor` and `to = doctor` as `to: doctor`."""
    match = re.fullmatch(r"(\w+)\s*[:=]\s*(\S.*)", name)
    if match is None or match[1] not in known or match[1] in owner:
        return None
    return _renamed(name, {match[1]: match[2]})


def _torn(name: str, owner: Mapping[str, Data], known: frozenset[str], model: type[BaseModel] | None) -> Meant | None:
    """A text, or a number with a comma, that was torn apart at its commas inside braces."""
    keys = list(owner)
    pieces = [at for at, key in enumerate(keys) if owner[key] is None and (key not in known or not known)]
    first = keys.index(name)
    if first not in pieces or first == 0 or (first - 1) in pieces or isinstance(owner[keys[first - 1]], Mapping | list):
        return None
    gone = [name]
    while first + len(gone) in pieces:
        gone.append(keys[first + len(gone)])
    before = keys[first - 1]
    parts = [str(owner[before]), *gone]
    if _takes_list(model, before) and all(re.fullmatch(r"@?[\w-]+", part) for part in parts):
        return Meant({before: parts}, tuple(gone), f"write `{before}: {as_yaml(parts)}`")
    joined = _as_text(owner[before])
    for piece in gone:
        if joined[-1:].isdigit() and piece[:1].isdigit():
            joined += f".{piece}"
        else:
            joined += f" {piece}" if re.match(r"(and|or)\b", piece) else f", {piece}"
    value: Data = Decimal(joined) if re.fullmatch(r"-?\d+\.\d{1,12}", joined) else joined
    quoted = "" if isinstance(value, Decimal) else "inside {…}, a text that has a comma must be quoted: "
    return Meant({before: value}, tuple(gone), f"{quoted}write `{before}: {as_yaml(value)}`")


def _takes_list(model: type[BaseModel] | None, key: str) -> bool:
    """Whether a key holds several names."""
    fields = model.model_fields if model is not None else {}
    return any(key == (field.alias or name) and "tuple[str" in str(field.annotation) for name, field in fields.items())


def _as_text(value: Data) -> str:
    return value if isinstance(value, str) else as_yaml(value)


def value_meant(kind: str, route: Route, value: Data, document: Document, allowed: Sequence[str] = ()) -> Data:
    """The value that was meant by one of the wrong shape; None where nobody can tell.

    Args:
        kind: pydantic's word for what is wrong with it.
        route: where it stands.
        value: as written.
        document: which document that is.
        allowed: the words of an enumeration, where one of them is expected.
    """
    name = str(next((segment for segment in reversed(route) if isinstance(segment, str)), ""))
    match kind:
        case "tuple_type" | "list_type":
            return _as_list(name, value)
        case "dict_type" | "mapping_type" | "model_type" | "model_attributes_type":
            return _as_mapping(route, value, document)
        case "string_type":
            return _as_name(name, value)
        case "int_type":
            return _as_whole(name, value)
        case "bool_type":
            return YES_NO.get(str(value).lower())
        case "literal_error" if isinstance(value, str):
            word = value.lower().strip().replace(" ", "_")
            meant = word if word in allowed else WORDS.get(word.replace("_", " "), WORDS.get(word))
            return meant if meant in allowed else None
        case "literal_error" if isinstance(value, list) and len(value) == 1 and value[0] in allowed:
            return value[0]
        case "string_pattern_mismatch" if name == "version" and isinstance(value, str):
            return _as_version(value)
    return None


def _as_list(name: str, value: Data) -> Data:
    if name in ("next", "options", "interrupts"):
        if isinstance(value, Mapping) and value and all(isinstance(given, Mapping) for given in value.values()):
            return [
                {"id": as_id(key), **given} if "to" in given else {"to": key, **given} for key, given in value.items()
            ]
        return [{"to": _target(value)}] if isinstance(value, str) else [value] if isinstance(value, Mapping) else None
    if isinstance(value, str):
        return [part for part in re.split(r"\s*(?:,|;|\band\b|&|\+)\s*", value.strip()) if part]
    if isinstance(value, Mapping):
        if name == "choose" and all(isinstance(given, str) for given in value.values()):
            return list(value.values())
        return [str(key) for key, given in value.items() if given is not False] or None
    return [str(value)] if isinstance(value, int) and not isinstance(value, bool) else None


def _target(text: str) -> str:
    return re.sub(r"^(to|goto|go to|->)\s*[:=]?\s+|^to[:=]", "", text.strip())


_FORMS = ("never", "entering", "passes", "after", "at")


def _as_mapping(route: Route, value: Data, document: Document) -> Data:
    model = model_at(route, document)
    kind = model.__name__ if model is not None else ""
    if isinstance(value, list) and len(value) == 1 and kind in ("Review", "Evidence") and isinstance(value[0], str):
        value = value[0]
    if isinstance(value, str):
        text = value.strip()
        match kind:
            case "Transition":
                return {"to": _target(text)}
            case "Review":
                return {"after": text}
            case "Source" | "Lane":
                return {"title": text}
            case "Step":
                return {"kind": "outcome", "title": text}
            case "Fact" if text in ("finding", "number"):
                return {"type": text, "ask": "…?"}
            case "Fact":
                return {"type": "finding", "ask": text}
            case "Evidence":
                return {"certainty" if text in ("high", "moderate", "low", "very_low") else "note": text}
            case "Expectation":
                return {"ends": text}
            case "Claim":
                first, _, rest = text.partition(" ")
                return {first.strip(":"): rest.strip()} if first.strip(":") == "never" and rest else None
            case "DerivedRow":
                return {"otherwise": text}
    if route[-1:] == ("values",):
        return _as_values(value)
    if route[-1:] in (("sets",), ("facts",)) and len(route) > 1:
        return _as_answers(value)
    if isinstance(value, list) and len(route) == 1 and value:
        return as_declared(str(route[0]), value)
    return None


def _as_values(value: Data) -> Data:
    """The values of a choice with their labels, from a list of either."""
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    if isinstance(value, list) and value and all(isinstance(item, str | int) for item in value):
        return {as_id(str(item)): str(item)[:1].upper() + str(item)[1:].replace("_", " ") for item in value}
    return _merged(value)


def _as_answers(value: Data) -> Data:
    if isinstance(value, str):
        pairs = [re.fullmatch(r"\s*(\w+)\s*(?:[=:]+\s*(.+?))?\s*", part) for part in value.split(",")]
        if all(pairs):
            return {match[1]: _scalar(match[2]) for match in pairs if match is not None}
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return dict.fromkeys(value, True)
    return _merged(value)


def _scalar(text: str | None) -> Data:
    if text is None:
        return True
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return Decimal(text)
    return YES_NO.get(text.lower(), text)


def _merged(value: Data) -> Data:
    """A list of mappings with one key each as one mapping."""
    if isinstance(value, list) and value and all(isinstance(item, Mapping) and len(item) == 1 for item in value):
        return {key: given for item in value for key, given in item.items()}
    return None


def as_declared(key: str, value: list[Data]) -> Data:
    """What is declared under a top-level key as a list: one mapping by id."""
    if key == "therapies" and all(isinstance(item, str) for item in value):
        return {as_id(item): item[:1].upper() + item[1:] for item in value}
    if all(isinstance(item, Mapping) and isinstance(item.get("id"), str) for item in value):
        return {item["id"]: {name: given for name, given in item.items() if name != "id"} for item in value}
    named = _NAMED_BY.get(key)
    if named is not None and all(isinstance(item, str) for item in value):
        return {item if FREE_ID.fullmatch(item) else as_id(item): {named: _titled(item, named)} for item in value}
    if named is not None and all(isinstance(item, Mapping) and isinstance(item.get(named), str) for item in value):
        ids = [as_id(item[named]) for item in value]
        return {f"{id_}_{at + 1}" if id_ in ids[:at] else id_: value[at] for at, id_ in enumerate(ids)}
    if key == "claims":
        value = [{"never": item[6:].strip()} if str(item).startswith("never ") else item for item in value]
    if key == "claims" and all(isinstance(item, Mapping) and item.keys() & {*_FORMS, "offers"} for item in value):
        return {f"c{number}": item for number, item in enumerate(value, 1)}
    return _merged(value)


_NAMED_BY = {"lanes": "title", "sources": "title", "entries": "at"}
"""Top-level keys whose entries get their id from one of their own keys, where they have none."""


def _titled(text: str, key: str) -> str:
    return text[:1].upper() + text[1:] if key == "title" else text


def _as_name(name: str, value: Data) -> Data:
    if name == "unit" and isinstance(value, Mapping) and len(value) == 1:
        return "{" + str(next(iter(value))) + "}"
    if name == "unit" and isinstance(value, list) and len(value) == 1 and str(value[0]) in ("degF", "iU", "in_i"):
        return f"[{value[0]}]"
    if name == "version" and isinstance(value, int | Decimal):
        return _as_version(str(value))
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return value[0]
    if isinstance(value, Mapping):
        texts = [given for key, given in value.items() if key in ("title", "label", "name", "text", "to")]
        return texts[0] if len(texts) == 1 and len(value) == 1 and isinstance(texts[0], str) else None
    return None


def _as_version(text: str) -> str | None:
    match = re.fullmatch(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?", text.strip())
    return ".".join(part or "0" for part in match.groups()) if match is not None else None


def _as_whole(name: str, value: Data) -> Data:
    if name == "decimals" and isinstance(value, Decimal) and 0 < value < 1:
        return -int(value.normalize().as_tuple().exponent)
    match = re.match(r"\s*(\d{1,9})\b", value) if isinstance(value, str) else None
    return int(match[1]) if match is not None else None
