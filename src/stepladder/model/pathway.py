"""A pathway: typed facts, steps with their exits, rules, interrupts and claims, frozen and checked for shape.

What an author writes and what it means is the reference of the format in `docs/format.md`. Knows nothing of files.

One file on purpose: the models of one document, in the order in which its keys stand in a file.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeAlias

from pydantic import (
    BeforeValidator,
    Field,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.functional_validators import AfterValidator
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from stepladder import hooks
from stepladder.conditions.nodes import ALWAYS, Condition, Definition, Expression, Row, Table
from stepladder.conditions.otherwise import none_of
from stepladder.diagnostics import Route
from stepladder.facts import Choice, Domain, Finding, Number
from stepladder.model.fields import (
    AsTuple,
    ConditionField,
    FormatVersion,
    FreeId,
    JustTrue,
    NameList,
    Names,
    NumberField,
    PlainId,
    Scalar,
    Sets,
    Texts,
    UnitField,
    compiler_of,
    unit_text,
)
from stepladder.model.frozen import Frozen
from stepladder.model.times import DateField, DurationField

if TYPE_CHECKING:
    import networkx

Certainty: TypeAlias = Literal["high", "moderate", "low", "very_low"]
"""How sure the evidence is, in GRADE's four words (Guyatt et al., BMJ 2008;336:924)."""

Basis: TypeAlias = Literal["guideline", "trial", "label", "expert", "teaching"]
"""What a statement rests on; `teaching` is a convention of the pathway with no source behind it."""

Kind: TypeAlias = Literal["assessment", "treatment", "procedure", "adjunct", "emergency", "outcome"]
"""What a step is."""


class Source(Frozen):
    """A citation, and how much of it was really seen."""

    title: str
    authors: str = ""
    year: int | None = None
    journal: str = ""
    kind: str = ""
    """guideline, consensus, trial, study, review, label, secondary, textbook, web, background, …"""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    url: str = ""
    seen: Literal["full_text", "abstract", "title", "summary", "background"] | None = None
    """How much of the source the author has read."""
    certainty: Certainty | None = None
    strength: str = ""
    """The strength of a recommendation, in the source's own word."""
    jurisdiction: str = ""
    status: Literal["current", "retired"] | None = None
    reviewed: DateField | None = None
    review_by: DateField | None = None
    note: str = ""


class Lane(Frozen):
    """A rung or band of the ladder."""

    title: str
    rung: int | None = None
    """Its number, where it is a rung."""


class Fact(Frozen):
    """Something that may be known of a patient."""

    type: Literal["finding", "choice", "number"]
    ask: str = ""
    """The question; a fact without one is never asked."""
    values: Mapping[PlainId, str] | None = None
    """Of a choice: each value with its label."""
    unit: UnitField | None = None
    """Of a number: its unit in UCUM; `1` for none."""
    min: NumberField | None = None
    max: NumberField | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    """Of a number: how many decimal places it may have."""
    words: Mapping[str, str] = Field(default_factory=dict)
    """Of a number: what some of its values are called, such as `9999: never`."""
    fresh: bool = False
    """Asked anew each time a step that asks it is entered."""
    text: str = ""
    """A sentence that helps to answer."""
    obtained: str = ""
    """Where the value comes from, such as `history` or `ECG`."""
    sources: NameList = ()
    note: str = ""

    @property
    def domain(self) -> Domain:
        """What kind of thing the fact is, with the values it takes."""
        match self.type:
            case "finding":
                return Finding()
            case "choice":
                return Choice(tuple(self.values or ()))
            case "number":
                return Number(self.unit, self.min, self.max, self.decimals)

    def label(self, value: object) -> str:
        """A value in words: `yes`, a choice's label, a number with its unit."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str):
            return (self.values or {}).get(value, value)
        unit = f" {self.unit}" if self.unit and self.unit != "1" else ""
        return self.words.get(str(value), f"{value}{unit}")


class DerivedRow(Frozen):
    """One row of a derived table: `{when: …, is: …}`, and at the end `{otherwise: …}`."""

    when: ConditionField | None = None
    is_: Annotated[Scalar | None, Field(alias="is")] = None
    otherwise: Scalar | None = None


def _given_expression(value: object) -> Expression:
    if isinstance(value, Expression):
        return value
    raise PydanticCustomError(
        "stepladder",
        "{message}",
        {"message": "a number expression is expected", "hint": "write a text, such as 2 * score + 1"},
    )


def _derived(value: object, info: ValidationInfo) -> object:
    if isinstance(value, str | bool):
        return {"when": value}
    if isinstance(value, list):
        if value and all(isinstance(row, str) for row in value):
            hint = f"write one condition: {' and '.join(value)}, or with or"
            told = {
                "message": "a condition is expected, or rows like {when: …, is: …}, not a list of texts",
                "hint": hint,
            }
            raise PydanticCustomError("stepladder", "{message}", told)
        return {"rows": value}
    if isinstance(value, Mapping) and "number" in value:
        number, unit = value["number"], unit_text(value.get("unit"))
        compiler = compiler_of(info)
        if isinstance(number, str) or (isinstance(number, int | Decimal) and not isinstance(number, bool)):
            return {
                **value,
                "number": compiler.expression(str(number), unit if isinstance(unit, str) else None),
            }
    return value


class Derived(Frozen):
    """Something computed from facts and from the walk, never asked: a condition, a number, or a table."""

    when: ConditionField | None = None
    number: (
        Annotated[Expression, PlainValidator(_given_expression), WithJsonSchema({"type": ["string", "number"]})] | None
    ) = None
    rows: Annotated[tuple[DerivedRow, ...], AsTuple] | None = None
    unit: UnitField | None = None
    text: str = ""
    """What it means, in plain words."""
    basis: Basis | None = None
    sources: NameList = ()
    note: str = ""

    @property
    def definition(self) -> Definition:
        """What the name stands for."""
        if self.number is not None:
            return self.number
        if self.rows is not None:
            rows = tuple([_row(row) for row in self.rows])
            return Table(rows, table_domain([row.value for row in rows], self.unit))
        return self.when or ALWAYS


def _row(row: DerivedRow) -> Row:
    value = row.is_ if row.when is not None else row.otherwise
    return Row(row.when or ALWAYS, value if isinstance(value, str | int | Decimal) else "")


def table_domain(values: Iterable[object], unit: str | None) -> Domain:
    """The kind of a derived table: a choice of its own where its values are names, else a number."""
    given = list(dict.fromkeys(values))
    if all(isinstance(value, int | Decimal) and not isinstance(value, bool) for value in given):
        return Number(unit, decimals=6)
    return Choice(tuple([str(value) for value in given]))


DerivedField: TypeAlias = Annotated[Derived, BeforeValidator(_derived)]


class Evidence(Frozen):
    """How well a step is supported."""

    certainty: Certainty | None = None
    note: str = ""


class Review(Frozen):
    """When to look again after a step."""

    after: DurationField
    basis: Basis | None = None
    note: str = ""
    sources: NameList = ()


class Transition(Frozen):
    """A way out of a step: where to, when, why, and what it changes on the way."""

    id: PlainId | None = None
    to: str
    when: ConditionField = ALWAYS
    """The guard. Of an `otherwise` exit: that no guard before it holds."""
    otherwise: JustTrue | None = None
    label: str = ""
    """The choice in a few words."""
    because: str = ""
    stops: Names = ()
    starts: Names = ()
    sets: Sets = Field(default_factory=dict)
    forgets: Names = ()
    sources: NameList = ()
    basis: Basis | None = None
    note: str = ""

    @property
    def name(self) -> str:
        """What events and messages call the exit: its id, or else its target."""
        return self.id or self.to

    @property
    def changes(self) -> bool:
        """Whether taking it changes therapies or facts."""
        return bool(self.stops or self.starts or self.sets or self.forgets)


class Interrupt(Transition):
    """An exit of many steps, looked at before their own."""

    from_: Annotated[Names, Field(alias="from")]
    """Steps and @groups, or `everywhere`."""
    except_: Annotated[Names, Field(alias="except")] = ()


def _with_otherwise(exits: tuple[Transition, ...]) -> tuple[Transition, ...]:
    """Give a last `otherwise` its guard: that none of the guards before it holds."""
    if not exits or exits[-1].otherwise is None or "when" in exits[-1].model_fields_set:
        return exits
    *before, last = exits
    if any(exit_.when.problems for exit_ in before):
        return exits
    last = last.model_copy(update={"when": none_of([exit_.when for exit_ in before])})
    last.model_fields_set.discard("when")
    return (*before, last)


Exits: TypeAlias = Annotated[tuple[Transition, ...], AsTuple, AfterValidator(_with_otherwise)]

SummaryLines: TypeAlias = Annotated[
    tuple[str, ...],
    BeforeValidator(
        lambda value: (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value
    ),
    Field(max_length=3),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "maxItems": 3}]}),
]


class Step(Frozen):
    """A node of the pathway."""

    kind: Kind
    title: str
    abbr: str = ""
    """A short title for narrow boxes."""
    lane: str | None = None
    text: str = ""
    """What a learner reads; blank lines between paragraphs."""
    summary: SummaryLines = ()
    """Up to three short lines for the picture."""
    asks: NameList = ()
    """The facts asked here, in order."""
    benefits: Texts = ()
    risks: Texts = ()
    evidence: Evidence | None = None
    reversible: bool | None = None
    """Whether what the step does can be undone."""
    dose_note: str = ""
    review: Review | None = None
    note: str = ""
    """What is not known, or where sources differ."""
    basis: Basis | None = None
    sources: NameList = ()
    stops: Names = ()
    starts: Names = ()
    sets: Sets = Field(default_factory=dict)
    forgets: Names = ()
    next: Exits | None = None
    """Exits of which exactly one applies."""
    options: Exits | None = None
    """Exits among which a person chooses."""
    continues: FreeId | None = None
    """Of an outcome: the pathway that goes on from here."""
    goal: JustTrue | None = None
    """Of an outcome: it is what the ladder aims at, and is drawn as such."""

    @property
    def exits(self) -> tuple[Transition, ...]:
        """The step's own exits, as written."""
        return self.next or self.options or ()

    @property
    def exits_key(self) -> Literal["next", "options"]:
        """Under which key they stand."""
        return "options" if self.options is not None and self.next is None else "next"

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, some fields of which are others; what `otherwise` stands for follows from the exits it then has."""
        again = {key: _with_otherwise(exits) for key in ("next", "options") if (exits := (update or {}).get(key))}
        return super().model_copy(update={**(update or {}), **again}, deep=deep)


class Rule(Frozen):
    """What may not be entered, when, and why."""

    title: str = ""
    blocks: Names
    when: ConditionField
    severity: Literal["absolute", "relative"]
    """absolute: cannot be entered; relative: only with a recorded reason."""
    because: str = ""
    basis: Basis | None = None
    sources: NameList = ()
    backstop: bool = False
    """Meant as a second line: it is proved never to be needed."""
    note: str = ""


class Claim(Frozen):
    """What the author says is true of every walk."""

    title: str = ""
    because: str = ""
    never: ConditionField | None = None
    entering: Names | None = None
    requires: ConditionField | None = None
    passes: Names | None = None
    before: Names | None = None
    after: Names | None = None
    at: Names | None = None
    when: ConditionField | None = None
    offers: Names | None = None

    @model_validator(mode="after")
    def _always(self) -> Claim:
        """What is offered without a condition is offered always."""
        if self.offers is not None and self.at is not None and self.when is None:
            self.__dict__["when"] = ALWAYS  # the model is frozen, and not yet handed to anybody
        return self

    @property
    def keys(self) -> frozenset[str]:
        """The keys that make up the claim, `title` and `because` apart."""
        return frozenset(key for key in CLAIM_KEYS if getattr(self, key) is not None)


CLAIM_KEYS = ("never", "entering", "requires", "passes", "before", "after", "at", "when", "offers")
CLAIM_FORMS: tuple[frozenset[str], ...] = (
    frozenset({"never"}),
    frozenset({"entering", "requires"}),
    frozenset({"passes", "before"}),
    frozenset({"after", "passes", "before"}),
    frozenset({"at", "when", "offers"}),  # without `when`: always
)
"""The five forms a claim can have."""


class Entry(Frozen):
    """A further state in which a walk may begin."""

    at: str
    title: str = ""
    visited: NameList = ()
    active: NameList = ()
    sets: Sets = Field(default_factory=dict)


class Pathway(Frozen):
    """A whole pathway, as `load` gives it: frozen, with every name checked and every condition read.

    >>> import stepladder
    >>> pathway = stepladder.load("headache-steps")
    >>> pathway
    Pathway(id='headache-steps', version='0.2.0', steps=8, rules=2)
    >>> [exit_.to for exit_ in pathway.steps["choose_relief"].exits]
    ['paracetamol_trial', 'nsaid_trial', 'referral']
    """

    __slots__ = ("_prepared",)
    if TYPE_CHECKING:
        _prepared: Any  # the indexes of `stepladder.model.prepared`; no field, so that no copy takes them along

    stepladder: FormatVersion
    """The version of the format."""
    id: FreeId
    """What other pathways and the command line call it."""
    title: str
    """Its name for people."""
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.-]+)?$")]
    """The version of its content, of three numbers."""
    status: Literal["draft", "active", "retired"] = "draft"
    """`draft`, `active` or `retired`."""
    language: str = "en"
    """The language of its texts."""
    population: str = ""
    """Whom it is about."""
    text: str = ""
    """What the pathway is about, in a paragraph."""
    authors: Texts = ()
    """Who wrote it."""
    jurisdiction: str = ""
    """Where the guidance it follows applies."""
    disclaimer: str = "For teaching only. Not medical advice; not for use in the care of a patient."
    """Shown once per walk and in every export."""
    license: str = ""
    """The licence of its content."""
    reviewed: DateField | None = None
    """The day its content was last looked at."""
    review_by: DateField | None = None
    """The day by which it must be looked at again."""
    start: str
    """The step in which a walk begins."""
    sources: Mapping[FreeId, Source] = Field(default_factory=dict)
    """What it cites."""
    lanes: Mapping[PlainId, Lane] = Field(default_factory=dict)
    """The rungs and bands of the ladder, in order."""
    facts: Mapping[PlainId, Fact]
    """What may be known of a patient, each with its type and its question."""
    derived: Mapping[PlainId, DerivedField] = Field(default_factory=dict)
    """What is computed from facts and from the walk."""
    therapies: Mapping[PlainId, str] = Field(default_factory=dict)
    """What can be running, each with its name for people."""
    groups: Mapping[PlainId, NameList] = Field(default_factory=dict)
    """Steps under one name, written `@name`."""
    entries: Mapping[PlainId, Entry] = Field(default_factory=dict)
    """Further states in which a walk may begin."""
    steps: Mapping[PlainId, Step]
    """Its nodes, each with its exits."""
    rules: Mapping[FreeId, Rule] = Field(default_factory=dict)
    """What may not be entered, when, and why."""
    interrupts: Annotated[tuple[Interrupt, ...], AsTuple] = ()
    """Exits of many steps, looked at before their own."""
    claims: Mapping[FreeId, Claim] = Field(default_factory=dict)
    """What the author says is true of every walk."""

    @property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal; the same for the same content, however the pathway came to be."""
        return str(hooks.call("digest", self))

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        """What stands in `repr`."""
        yield from (("id", self.id), ("version", self.version), ("steps", len(self.steps)), ("rules", len(self.rules)))

    def members(self, names: Iterable[str]) -> tuple[str, ...]:
        """The steps that names and @groups stand for, each once, in order; unknown ones are left out.

        `everywhere`, alone, stands for every step but emergencies and outcomes.
        """
        found: dict[str, None] = {}
        names = tuple(names)
        if names == ("everywhere",):
            return tuple([name for name, step in self.steps.items() if step.kind not in ("emergency", "outcome")])
        for name in names:
            for step in self.groups.get(name[1:], ()) if name.startswith("@") else (name,):
                if step in self.steps:
                    found.setdefault(step)
        return tuple(found)

    def interrupted(self, interrupt: Interrupt) -> tuple[str, ...]:
        """The steps from which an interrupt may start.

        `everywhere` means every step but emergencies, outcomes and the interrupt's own target.
        """
        spared = set(self.members(interrupt.except_))
        if interrupt.from_ == ("everywhere",):
            spared.add(interrupt.to)
        return tuple([step for step in self.members(interrupt.from_) if step not in spared])

    def conditions(self) -> Iterator[tuple[Route, Condition]]:
        """Every condition an author wrote, with its route; derived numbers and what `otherwise` stands for are not."""
        for name, derived in self.derived.items():
            if derived.when is not None:
                yield ("derived", name, "when"), derived.when
            for index, row in enumerate(derived.rows or ()):
                if row.when is not None:
                    yield ("derived", name, "rows", index, "when"), row.when
        for name, step in self.steps.items():
            for index, exit_ in enumerate(step.exits):
                if exit_.when is not ALWAYS and exit_.otherwise is None:
                    yield ("steps", name, step.exits_key, index, "when"), exit_.when
        for name, rule in self.rules.items():
            yield ("rules", name, "when"), rule.when
        for index, interrupt in enumerate(self.interrupts):
            yield ("interrupts", index, "when"), interrupt.when
        for name, claim in self.claims.items():
            for key in ("never", "requires", "when"):
                held = getattr(claim, key)
                if isinstance(held, Condition):
                    yield ("claims", name, key), held

    def graph(self, *, plain: bool = False) -> networkx.MultiDiGraph[str]:
        """The pathway as a networkx.MultiDiGraph, with the data on nodes and edges.

        Args:
            plain: whether the data are only what JSON, GraphML and GEXF take too; see `stepladder.graph`.
        """
        return hooks.call("graph", self, plain=plain)  # type: ignore[no-any-return]  # see `stepladder.hooks`

    def _repr_svg_(self) -> str:
        """The ladder, for Jupyter."""
        return str(hooks.call("svg", self))

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, str]:
        """The ladder, in every form that Jupyter asks for."""
        return dict(hooks.call("mime bundle", self, None, include, exclude))
