"""The question that a near miss makes: for whom something may be chosen, or where the pathway leads each of the two."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from stepladder.engine.events import Exit
from stepladder.engine.walk import Walk
from stepladder.facts import Value
from stepladder.model.pathway import Pathway
from stepladder.quiz.decisions import known, to_read
from stepladder.quiz.grounds import exit_ground, rule_ground
from stepladder.quiz.items import Differs, Ground, Item, Option
from stepladder.quiz.pairs import Pair, judged
from stepladder.walk.words import exit_title, fact_value


def pair_item(pathway: Pathway, pair: Pair, seed: int) -> Item:
    """The question that a pair makes: which of the two goes where."""
    values = sorted(_plain(patient.value) for patient in (pair.one, pair.two))
    identity = f"pair/{pair.case.id}/{pair.fact}/{pair.at}/{'-'.join(values)}"
    if Random(f"{seed} {pathway.id} {identity}").random() < 0.5:
        pair = replace(pair, one=pair.two, two=pair.one)
    one, two = pair.one, pair.two
    options = _who(pair) if pair.offered is not None else _where(pair)
    if pair.offered is not None:
        question = f"For whom may '{exit_title(pathway, pair.offered)}' be chosen?"
    else:
        question = "Where does the pathway lead each of them?"
    asked = pathway.facts[pair.fact].ask or pair.fact
    both_values = [fact_value(pathway, pair.fact, patient.value) for patient in (one, two)]
    together = {name: value for name, value in {**two.walk.known, **one.walk.known}.items() if name != pair.fact}
    running = [name for name in one.walk.active if name in two.walk.active]
    return Item(
        id=identity,
        kind="pair",
        case=pair.case.id,
        title="Two patients, one difference",
        story="",
        at=pair.at,
        step=pathway.steps[pair.at].title,
        question=question,
        options=options,
        known=known(pathway, together),
        way=tuple([pathway.steps[name].title for name in one.walk.trail]),
        running=tuple([pathway.therapies[name] for name in running]),
        differs=Differs(pair.fact, asked, both_values[0], both_values[1], (one.value, two.value)),
        sources=to_read(pathway, pair.at, options[0].grounds),
    )


def _who(pair: Pair) -> tuple[Option, ...]:
    """The four answers to whether an exit may be chosen."""
    assert pair.offered is not None
    patients = (pair.one, pair.two)
    which = 1 if pair.one.may_choose(pair.offered) else 2
    grounds: list[Ground] = []
    for number, patient in enumerate(patients, start=1):
        first = patient.taken if patient.taken is not None and patient.taken.kind == "interrupt" else None
        grounds.extend(_why(patient.walk, first or judged(patient.walk, pair.offered), number, pair.fact))
    says = f"It may be chosen for patient {which}, and not for patient {3 - which}."
    answers = (("1", "Patient 1 only"), ("2", "Patient 2 only"), ("both", "Both"), ("neither", "Neither"))
    return tuple([_four(name, label, str(which), says, grounds) for name, label in answers])


def _where(pair: Pair) -> tuple[Option, ...]:
    """The four answers to where the pathway leads."""
    one, two = pair.one, pair.two
    assert one.taken is not None
    assert two.taken is not None
    steps = one.walk.pathway.steps
    first, second = steps[one.taken.to].title, steps[two.taken.to].title
    if first == second:
        first, second = one.taken.to, two.taken.to
    grounds = [*_why(one.walk, one.taken, 1, pair.fact), *_why(two.walk, two.taken, 2, pair.fact)]
    says = f"Patient 1 goes to '{first}', patient 2 to '{second}'."
    above, below = sorted((first, second))
    straight = "12" if above == first else "21"
    answers = (
        (straight, f"Patient 1 to '{above}', patient 2 to '{below}'"),
        (straight[::-1], f"Patient 1 to '{below}', patient 2 to '{above}'"),
        ("above", f"Both to '{above}'"),
        ("below", f"Both to '{below}'"),
    )
    return tuple([_four(name, label, "12", says, grounds) for name, label in answers])


def _four(name: str, label: str, right: str, says: str, grounds: list[Ground]) -> Option:
    return Option(name, label, "right" if name == right else "wrong", says, tuple(grounds))


def _why(walk: Walk, exit_: Exit, number: int, fact: str) -> list[Ground]:
    """Why an exit is as it is, for one of the two."""
    grounds = [rule_ground(walk, exit_, name, fact) for name in exit_.rules] or [exit_ground(walk, exit_, fact)]
    return [replace(ground, who=f"Patient {number}") for ground in grounds]


def _plain(value: Value) -> str:
    """A value within an id."""
    return str(value).lower() if isinstance(value, bool) else str(value)
