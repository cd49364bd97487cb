"""The model that every part of a pathway's documents is: frozen, strict, and no more open than it can hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NoReturn, Self

from pydantic import BaseModel, ConfigDict, SerializationInfo, model_serializer

from stepladder.conditions.nodes import Condition
from stepladder.diagnostics import nearest
from stepladder.model.content import content
from stepladder.model.fields import READ
from stepladder.text.characters import as_json, brief

TELLING = ("id", "title", "version", "kind", "type", "ask", "to", "at", "when", "number", "is_", "blocks", "severity")
"""The fields by which a model is told from its like, the most telling in front."""


class Held(dict[str, Any]):
    """A mapping of a definition: read like any other, and never changed.

    What is worked out from a pathway is worked out once; a rule that is taken out afterwards would go on blocking.
    """

    def _never(self, *_args: object, **_options: object) -> NoReturn:
        raise TypeError("a definition never changes; take model_copy(update={…}) with another mapping")

    __setitem__ = __delitem__ = __ior__ = _never
    clear = pop = popitem = setdefault = update = _never

    def __reduce__(self) -> tuple[type[Held], tuple[dict[str, Any]]]:
        return Held, (dict(self),)


def _held(value: Any) -> Any:  # noqa: ANN401  # whatever a field holds
    return Held(value) if type(value) is dict else value


class Frozen(BaseModel):
    """A model that takes nothing it does not know, converts nothing, and never changes.

    Of pydantic's ways to write one, `model_dump` and `model_dump_json` give the content, which reads back to the same.
    """

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        arbitrary_types_allowed=True,
        defer_build=True,
    )

    def model_post_init(self, context: Any, /) -> None:  # noqa: ANN401  # pydantic's
        """Close every mapping, once it has been read."""
        for name, value in self.__dict__.items():
            self.__dict__[name] = _held(value)

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        """What stands in `repr`: by what it is told from its like, on one short line."""
        fields = type(self).model_fields
        names = [*(name for name in TELLING if name in fields), *(name for name in fields if name not in TELLING)]
        held = [(name, self.__dict__.get(name)) for name in names]
        short = [(name, value) for name, value in held if value and isinstance(value, str | int | Decimal | Condition)]
        for name, value in short[:3]:
            text = value.text if isinstance(value, Condition) else value
            yield name, brief(text, 28) if isinstance(text, str) else text

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, some fields of which are others; of what they are given only conditions are checked.

        Raises:
            TypeError: there is no field of a name, or a text is given for a condition, which only reading can make.
        """
        for name in (update or {}).keys() - type(self).model_fields.keys():
            hint = nearest(name, type(self).model_fields) or f"its fields: {', '.join(type(self).model_fields)}"
            raise TypeError(f"a {type(self).__name__} has no field '{name}'; {hint}")
        for name, value in (update or {}).items():
            if isinstance(getattr(self, name), Condition) and not isinstance(value, Condition):
                raise TypeError(f"'{name}' is a condition, which is read with its pathway: {READ}")
        given = {name: _held(value) for name, value in update.items()} if update is not None else None
        return super().model_copy(update=given, deep=deep)

    @model_serializer(mode="plain")
    def _content(self, info: SerializationInfo) -> dict[str, Any]:
        return self.model_dump(mode=info.mode)

    def model_dump(self, *, mode: str = "python", **others: object) -> dict[str, Any]:
        """The content as plain data, as an author could have written it.

        Args:
            mode: "json" for floats where there are Decimals.
            others: nothing else can be chosen.

        Raises:
            TypeError: something else was to be chosen.
        """
        _refuse_options("model_dump gives the whole content, as it reads back, and takes `mode`", others)
        return content(self, float if mode == "json" else Decimal)

    def model_dump_json(self, *, indent: int | None = None, **others: object) -> str:
        """The content as JSON. As JSON is YAML, a pathway written so is read again by `stepladder.load`.

        Args:
            indent: how far to set in; everything on one line where it is None.
            others: nothing else can be chosen.

        Raises:
            TypeError: something else was to be chosen.
        """
        _refuse_options("model_dump_json gives the whole content, as it reads back, and takes `indent`", others)
        return as_json(self.model_dump(mode="json"), indent)


def _refuse_options(what: str, options: Mapping[str, object]) -> None:
    for option in options:
        raise TypeError(f"{what}, not '{option}'; leave out of its result what is not wanted")


_SCHEMA = "`stepladder schema` writes the JSON Schema of the format"
_CLOSED = {
    "model_validate_json": READ, "model_validate_strings": READ, "parse_obj": READ, "parse_raw": READ,
    "parse_file": READ, "from_orm": READ, "validate": "stepladder.validate(pathway) is what checks one",
    "model_json_schema": _SCHEMA, "schema": _SCHEMA, "schema_json": _SCHEMA, "dict": "take model_dump()",
    "json": "take model_dump_json()", "copy": "take model_copy(update={…})", "construct": "take model_copy(update={…})",
}  # fmt: skip
"""What pydantic can do with a model and these cannot, each with what to do instead."""


def _closed(name: str, instead: str) -> Callable[..., NoReturn]:
    def refuse(*_args: object, **_options: object) -> NoReturn:
        raise TypeError(f"{name}() is not for what stepladder reads: {instead}")

    return refuse


for _name, _instead in _CLOSED.items():
    setattr(Frozen, _name, staticmethod(_closed(_name, _instead)))
