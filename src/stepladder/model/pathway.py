"""A pathway: typed facts, steps with their exits, rules, interrupts and claims, frozen and checked for shape.

What an author writes and what it means is the reference of the format in `docs/format.md`. Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    Field,
    StringConstraints,
    model_validator,
)

from stepladder import hooks
from stepladder.conditions.nodes import ALWAYS, Condition
from stepladder.diagnostics import Route
from stepladder.model.fields import (
    AsTuple,
    ConditionField,
    FormatVersion,
    FreeId,
    NameList,
    Names,
    PlainId,
    Sets,
    Texts,
)
from stepladder.model.frozen import Frozen
from stepladder.model.times import DateField

if TYPE_CHECKING:
    import networkx
from stepladder.model.declarations import Basis, DerivedField, Fact, Lane, Source
from stepladder.model.steps import Interrupt, Step


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
    """A whole pathway.

    `load` gives it: frozen, with every name checked and every condition read.

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
    """The id, equal to the name of the file or folder."""
    title: str
    """A short title."""
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.-]+)?$")]
    """Three numbers, such as `0.1.0`."""
    status: Literal["draft", "active", "retired"] = "draft"
    """Whether it is in use."""
    language: str = "en"
    """The language of the texts, such as `en`."""
    population: str = ""
    """Whom the pathway is about."""
    text: str = ""
    """What the pathway is about, in a paragraph."""
    authors: Texts = ()
    """Who wrote it."""
    jurisdiction: str = ""
    """Where it applies."""
    disclaimer: str = "For teaching only. Not medical advice; not for use in the care of a patient."
    """Shown once a walk and in every export."""
    license: str = ""
    """The licence of the content, as an SPDX identifier."""
    reviewed: DateField | None = None
    """When it was last looked at: year-month-day."""
    review_by: DateField | None = None
    """When it must be looked at again: year-month-day."""
    start: str
    """The step at which a walk begins."""
    sources: Mapping[FreeId, Source] = Field(default_factory=dict)
    """The citations, by id."""
    lanes: Mapping[PlainId, Lane] = Field(default_factory=dict)
    """The rungs of the ladder, in order, by id."""
    facts: Mapping[PlainId, Fact]
    """What can be known, by id."""
    derived: Mapping[PlainId, DerivedField] = Field(default_factory=dict)
    """What is computed and never asked, by id: a condition, a number, or a table."""
    therapies: Mapping[PlainId, str] = Field(default_factory=dict)
    """What can be running, by id, each with its name."""
    groups: Mapping[PlainId, NameList] = Field(default_factory=dict)
    """Lists of steps, named `@group` elsewhere."""
    entries: Mapping[PlainId, Entry] = Field(default_factory=dict)
    """Further states in which a walk may begin, by id."""
    steps: Mapping[PlainId, Step]
    """The nodes of the pathway, by id."""
    rules: Mapping[FreeId, Rule] = Field(default_factory=dict)
    """What may not be entered, by id."""
    interrupts: Annotated[tuple[Interrupt, ...], AsTuple] = ()
    """Exits of many steps, looked at before the steps' own, in this order."""
    claims: Mapping[FreeId, Claim] = Field(default_factory=dict)
    """What is true of every walk, by id."""

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
