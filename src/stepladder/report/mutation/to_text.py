"""What the cases notice of a pathway's mutants, as people read it: those nobody notices, the worst first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from stepladder.diagnostics import Span
from stepladder.facts import Value
from stepladder.mutation.findings import LEFT_OUT, Fate, Mutant, Mutation, Tried, Witness
from stepladder.reading.load import Reading
from stepladder.report.addresses import as_read
from stepladder.text.counting import counted
from stepladder.text.terminal import Paint, wrap

FATES: tuple[Fate, ...] = ("noticed", "unnoticed", "undecided", "equivalent")
MOST_FACTS = 6
"""So many answers of a patient are shown; the others stand in the JSON."""
MOST_STEPS = 8
"""So many steps at the end of a path are shown."""


def mutation_badge(mutation: Mutation) -> str:
    """One line: `mutants 96 % (noticed 480, unnoticed 12, undecided 5, equivalent 4)`; the percentage rounded down."""
    counts = ", ".join(f"{fate} {len(mutation.of(fate))}" for fate in FATES)
    return f"mutants {int(mutation.score)} % ({counts})"


def mutation_lines(
    mutation: Mutation, reading: Reading, paint: Paint, width: int, left_out: Iterable[str] = ()
) -> Iterator[str]:
    """The whole report.

    Args:
        mutation: what became of every mutant.
        reading: where the pathway was read from.
        paint: how to colour.
        width: in columns.
        left_out: what is to be said of cases that do not count, in sentences.
    """
    pathway = mutation.pathway
    made = f"{counted(len(mutation.tried), 'mutant')}, {counted(mutation.cases, 'case')}"
    yield paint.strong(f"{pathway.id} {pathway.version}: {made}, in {mutation.seconds:.1f} s")
    whole = len(mutation.of("noticed")) + len(mutation.of("equivalent")) == len(mutation.tried)
    style = paint.good if whole else paint.warn
    yield from (style(line) for line in wrap(mutation_badge(mutation), width))
    for sentence in left_out:
        yield from (paint.warn(line) for line in wrap(f"{sentence}.", width))
    heading = "Mutants that lead somebody differently, and no case notices"
    yield from _part(heading, mutation.of("unnoticed"), reading, paint, width)
    heading = "Mutants that no case notices, and of which it is not decided whether they lead anybody differently"
    yield from _part(heading, mutation.of("undecided"), reading, paint, width)
    yield from _part("Mutants that lead nobody differently", mutation.of("equivalent"), reading, paint, width)
    yield ""
    yield from (paint.dim(line) for line in wrap(LEFT_OUT, width))


def _part(heading: str, some: Sequence[Tried], reading: Reading, paint: Paint, width: int) -> Iterator[str]:
    if not some:
        return
    yield ""
    yield from (paint.strong(line) for line in wrap(f"{heading}: {len(some)}", width))
    for tried in some:
        span = place(tried.mutant, reading)
        where = f"{as_read(span.file)}:{span.line}:{span.column}:"
        first, *rest = wrap(f"{where} {what(tried.mutant)}", width, "  ", "    ")
        yield first.replace(where, paint.mark(where), 1)
        yield from rest
        for sentence in _because(tried):
            yield from (paint.dim(line) for line in wrap(sentence, width, "    ", "      "))


def what(mutant: Mutant) -> str:
    """What was changed, with its owner where the words do not name it."""
    if mutant.change in ("rule", "exit", "interrupt"):
        return mutant.words
    return f"in the {mutant.part} '{mutant.name}' {mutant.words}"


def _because(tried: Tried) -> Iterator[str]:
    witness = tried.witness
    if witness is None:
        if tried.how:
            yield tried.how
        return
    if witness.facts:
        yield f"patient: {_facts(witness)}"
    yield f"path: {_path(witness)}" + (f" (as in the case '{witness.case}')" if witness.case else "")
    yield f"there {witness.differs}"


def _facts(witness: Witness) -> str:
    shown = [f"{name} = {_value(value)}" for name, value in list(witness.facts.items())[:MOST_FACTS]]
    more = len(witness.facts) - len(shown)
    return ", ".join(shown) + (f", and {more} more" if more > 0 else "")


def _path(witness: Witness) -> str:
    path = list(witness.path)
    front = ["…"] if len(path) > MOST_STEPS else []
    begin = f"from the entry '{witness.entry}': " if witness.entry else ""
    return begin + " > ".join([*front, *path[-MOST_STEPS:]])


def _value(value: Value) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def place(mutant: Mutant, reading: Reading) -> Span:
    """Where a mutant was changed in the pathway's files."""
    on = "key" if mutant.change == "rule" else "value"
    return reading.sources["pathway"].locate(mutant.route, on, mutant.span)
