"""The JSON Schema (draft 2020-12) of the format's documents, made from the models, for editors to check and complete.

The models give the keys and types, their docstrings and the strings below their fields give the descriptions (read
from the source with `ast`, which costs nothing until a schema is asked for). Added here is what pydantic cannot know:
the short forms that reading accepts, the keys that need or exclude each other, and what ids look like. A schema knows
no names: that a step exists is for `stepladder validate` to say.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, model_json_schema
from pydantic_core import core_schema

from stepladder.facts import ID_LENGTH, RESERVED, WRITTEN_NUMBER
from stepladder.model.cases import CaseFile
from stepladder.model.origins import Origins
from stepladder.model.pathway import CLAIM_FORMS, Pathway
from stepladder.reading.schema_words import ENUMS, EXAMPLES, LANGUAGE, PATTERNS, SNIPPETS, WORDS

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema, or a part of one."""

Document: TypeAlias = Literal["pathway", "part", "cases", "origins"]

DOCUMENTS: Mapping[Document, tuple[type[BaseModel], str]] = MappingProxyType(
    {
        "pathway": (Pathway, "A stepladder pathway in one file"),
        "part": (Pathway, "One file of a stepladder pathway's folder"),
        "cases": (CaseFile, "The teaching cases of a stepladder pathway"),
        "origins": (Origins, "The origins of a stepladder pathway"),
    }
)
"""The kinds of file there are: the model of each, and its title."""


def schema(document: Document = "pathway") -> Schema:
    """The JSON Schema of a kind of file.

    Args:
        document: `pathway`; `part` for the files of a pathway's folder, in which no key need stand; `cases`; `origins`.

    >>> schema("cases")["required"]
    ['pathway', 'cases']
    """
    model, title = DOCUMENTS[document]
    made: Schema = model_json_schema(model, by_alias=True, schema_generator=_Generator, mode="validation")
    made["title"] = title
    made["$schema"] = GenerateJsonSchema.schema_dialect
    made["$id"] = f"stepladder:{document}:1"
    if model is Pathway:
        derived = made["properties"]["derived"]
        derived["additionalProperties"] = _short_forms(derived["additionalProperties"])
    for name, snippets in SNIPPETS.items():  # not in the generator: some versions of pydantic sort what it makes
        if name in made["$defs"]:
            made["$defs"][name]["defaultSnippets"] = [
                {"label": label, "description": description, "body": body} for label, description, body in snippets
            ]
    if document == "part":
        del made["required"]
    return made


def schema_text(document: Document = "pathway") -> str:
    """The same as text: sorted, indented, the same bytes every time."""
    return json.dumps(_sorted(schema(document)), ensure_ascii=False, indent=2) + "\n"


def _sorted(value: object) -> object:
    """Sort every mapping but the bodies of snippets, which are written into files in their order."""
    if isinstance(value, dict):
        return {key: inner if key == "body" else _sorted(inner) for key, inner in sorted(value.items())}
    return [_sorted(inner) for inner in value] if isinstance(value, list) else value


class _Generator(GenerateJsonSchema):
    """pydantic's generator, with what authors write instead of what Python holds."""

    ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}  # noqa: RUF012  # pydantic's own name

    def nullable_schema(self, schema: core_schema.NullableSchema) -> Schema:
        """A key that may be left out is left out, not written without a value."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Schema:
        """Defaults that say something are shown; empty ones and those that are no YAML are not."""
        inner = self.generate_inner(schema["schema"])
        default = schema.get("default")
        if isinstance(default, str | bool | int) and default:
            inner["default"] = default
        return inner

    def dict_schema(self, schema: core_schema.DictSchema) -> Schema:
        """A mapping from ids: `propertyNames` says what the ids look like, at the id."""
        made: Schema = {"type": "object"}
        if "keys_schema" in schema:
            names = self.generate_inner(schema["keys_schema"])
            names.pop("type", None)
            if names:
                made["propertyNames"] = names
        values = self.generate_inner(schema["values_schema"]) if "values_schema" in schema else {}
        made["additionalProperties"] = values or True
        return made

    def str_schema(self, schema: core_schema.StringSchema) -> Schema:
        """Patterns in JSON Schema match anywhere, so that of an id is tied to both ends."""
        made = super().str_schema(schema)
        if schema.get("max_length") == ID_LENGTH and "pattern" in made:
            free = "A-Z" in made["pattern"]
            made["pattern"] = f"^{made['pattern'].removeprefix('^')}"
            extra = ", _ and -, starting with a letter" if free else " and _, starting with a letter"
            letters = "letters, digits" if free else "lower-case letters, digits"
            made["patternErrorMessage"] = f"ids here are {letters}{extra}"
        return made

    def field_title_should_be_set(self, schema: object) -> bool:
        """A key is its own title."""
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        """An object, with words from the model's docstrings and what must fit together in it."""
        made = super().model_schema(schema)
        model: type[BaseModel] = schema["cls"]
        made["description"] = docstrings(model)[""].partition("\n\n")[0]  # the rest is for Python
        for key, value in made["properties"].items():
            made["properties"][key] = _described(value, model, key)
        return _fitted(made, model.__name__)


@cache
def docstrings(model: type[BaseModel]) -> Mapping[str, str]:
    """The strings below a model's fields, by name, those of its bases included; its own docstring under ''.

    >>> docstrings(Pathway)["stepladder"]
    'The version of the format.'
    """
    strings: dict[str, str] = {}
    for owner in reversed(model.__mro__):
        if issubclass(owner, BaseModel) and owner.__module__.startswith("stepladder."):
            strings.pop("", None)
            strings.update(_of_class(owner))
    return strings


def _of_class(owner: type) -> Mapping[str, str]:
    tree = ast.parse(inspect.getsource(owner)).body[0]
    assert isinstance(tree, ast.ClassDef)
    strings = {"": ast.get_docstring(tree) or ""}
    for field, below in zip(tree.body, tree.body[1:], strict=False):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                strings[name] = inspect.cleandoc(text)
    return strings


def words_of(model: type[BaseModel], key: str) -> str:
    """The sentence on a model's key: its docstring, or else the words for it; empty where nobody wrote any."""
    field = next((name for name, info in model.model_fields.items() if (info.alias or name) == key), key)
    written = docstrings(model).get(field)
    if written is not None:
        return written
    owners = [owner.__name__ for owner in model.__mro__ if issubclass(owner, BaseModel)]
    names = [f"{owner}.{key}" for owner in owners if f"{owner}.{key}" in WORDS]
    return WORDS[names[0]] if names else WORDS.get(key, "")


def _described(value: Schema, model: type[BaseModel], key: str) -> Schema:
    name = f"{model.__name__}.{key}"
    is_condition = value.pop("description", "").startswith("A condition")
    text = words_of(model, key)
    made = {**value, "description": text}
    if is_condition:
        made["markdownDescription"] = f"{text}\n\n{LANGUAGE}"
        made["examples"] = ["age >= 75 and not asthma"]
    elif "`" in text:
        made["markdownDescription"] = text
    if name in EXAMPLES:
        made["examples"] = EXAMPLES[name]
    if name in PATTERNS:
        made["patternErrorMessage"] = PATTERNS[name]
    if name in ENUMS:
        made["markdownEnumDescriptions"] = [ENUMS[name][word] for word in made["enum"]]
    return made


_CONDITION: Schema = {"type": ["string", "boolean"]}
_SCALAR: Schema = {"type": ["boolean", "string", "number"]}
_ANSWERS: Schema = {"type": "object", "additionalProperties": _SCALAR}


def _fitted(made: Schema, name: str) -> Schema:
    """Add what must fit together in an object of a model; the schema's side of `reading.shapes`."""
    keys = made["properties"]
    match name:
        case "Pathway":
            for space in ("facts", "derived", "therapies", "groups", "steps"):
                _reserve(keys[space]["propertyNames"])
        case "Fact":
            _reserve(keys["values"]["propertyNames"])
            keys["values"]["minProperties"] = 1
            keys["words"]["propertyNames"] = {"pattern": f"^{WRITTEN_NUMBER}$"}
            made["allOf"] = [
                _where("type", "choice", {"required": ["values"]}, _without("values")),
                _where("type", "number", {}, _without("unit", "min", "max", "decimals", "words")),
            ]
        case "DerivedRow":
            keys["is"]["type"] = keys["otherwise"]["type"] = ["string", "number"]
            made["dependentRequired"] = {"when": ["is"], "is": ["when"]}
            made["oneOf"] = _required("when", "otherwise")
        case "Derived":
            made["oneOf"] = _required("when", "number", "rows")
        case "Step":
            made["allOf"] = [
                _where("kind", "outcome", _without("next", "options"), _without("continues", "goal")),
                _where(
                    "kind", [k for k in keys["kind"]["enum"] if k != "outcome"], {"oneOf": _required("next", "options")}
                ),
            ]
            for exits in ("next", "options"):
                keys[exits]["minItems"] = 1
        case "Transition":
            made["not"] = _together("when", "otherwise")
        case "Interrupt":
            del keys["otherwise"]
            made["required"] = sorted({*made["required"], "when"})
        case "Claim":
            made["oneOf"] = _required("never", "entering", "passes", "at")
            made["dependentRequired"] = _companions()
        case "Script" | "Case":
            keys["at"]["additionalProperties"] = {"anyOf": [_ANSWERS, {"type": "array", "items": _ANSWERS}]}
        case "CaseFile":
            keys["cases"]["minItems"] = 1
        case "Expectation":
            made["minProperties"] = 1
            pairs = (("ends", "waits"), ("ends", "stuck"), ("waits", "stuck"))
            made["allOf"] = [{"not": _together(*pair)} for pair in pairs]
        case "Statement":
            made["oneOf"] = _required("stands", "left_out")
        case "Place":
            made["oneOf"] = _required(*(key for key in keys if key != "as"))
    return made


def _short_forms(long: Schema) -> Schema:
    """A derived is a condition, a table, or the long form with `text`, `basis` and so on.

    Told apart with `if` by what is written, since an `anyOf` would have editors complain of the wrong form.
    """
    rows = {"$ref": f"{long['$ref']}Row"}
    table = {"type": "array", "items": rows, "minItems": 1, "description": WORDS["Derived.rows"]}
    condition = {**_CONDITION, "markdownDescription": LANGUAGE, "examples": ["age >= 75"]}
    short = {"if": {"type": "array"}, "then": table, "else": condition}
    return {"title": "Derived", "if": {"type": "object"}, "then": long, "else": short}


def _reserve(names: Schema) -> None:
    """Refuse the words of the condition language and of Python as ids."""
    names["pattern"] = f"^(?!(?:{'|'.join(sorted(RESERVED))})$){names['pattern'].removeprefix('^')}"
    names["patternErrorMessage"] += "; a word of the condition language or of Python is none"


def _where(key: str, value: str | list[str], then: Schema, otherwise: Schema | None = None) -> Schema:
    wanted = {"const": value} if isinstance(value, str) else {"enum": value}
    made: Schema = {"if": {"type": "object", "properties": {key: wanted}, "required": [key]}, "then": then}
    return made if otherwise is None else {**made, "else": otherwise}


def _without(*keys: str) -> Schema:
    return {"properties": dict.fromkeys(keys, False)}


def _required(*keys: str) -> list[Schema]:
    return [{"required": [key]} for key in keys]


def _together(*keys: str) -> Schema:
    return {"type": "object", "required": list(keys)}


def _companions() -> Mapping[str, list[str]]:
    """For each key of a claim the keys that every form with it has."""
    companions: dict[str, list[str]] = {}
    for key in sorted(frozenset().union(*CLAIM_FORMS)):
        forms = [form for form in CLAIM_FORMS if key in form]
        companions[key] = sorted(frozenset.intersection(*forms) - {key})
    return {key: others for key, others in companions.items() if others}
