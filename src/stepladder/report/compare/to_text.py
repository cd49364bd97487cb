"""A comparison as people read it on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from stepladder.compare.findings import Change, Comparison, Difference, Witness
from stepladder.report.compare.sentences import (
    BARE,
    CAVEAT,
    about,
    bare_heading,
    ending,
    for_whom,
    title,
    turned,
    verdict,
    version_words,
    way,
)
from stepladder.text.counting import counted
from stepladder.text.terminal import Paint, wrap
from stepladder.walk.words import reading_words

MOST_ANSWERS = 6
"""So many answers of a witness are shown; the others stand in the JSON."""


@dataclass(frozen=True)
class ComparedText:
    """How a comparison is to look."""

    comparison: Comparison
    width: int = 100
    paint: Paint = Paint()  # noqa: RUF009  # frozen
    ascii: bool = False
    """Whether arrows are written with plain characters."""

    def lines(self) -> Iterator[str]:
        """The whole report."""
        for line in self._lines():
            yield line.replace("→", "->").replace("…", "...") if self.ascii else line

    def _lines(self) -> Iterator[str]:
        c, paint = self.comparison, self.paint
        old, new = c.matching.old, c.matching.new
        ids = old.id if old.id == new.id else f"{old.id} → {new.id}"
        yield from (paint.strong(line) for line in wrap(f"{ids}: {old.version} → {new.version}", self.width))
        style = paint.good if c.told else paint.bad
        yield from (style(line) for line in wrap(f"{verdict(c)} {version_words(c)}".strip(), self.width))
        yield from self._changes("What was rewritten", [one for one in c.changes if not one.text_only])
        yield from self._texts([one for one in c.changes if one.text_only])
        yield from self._differences("Who is led differently", [d for d in c.differences if d.reached == "yes"])
        yield from self._undecided([d for d in c.differences if d.reached != "yes"])
        yield from self._unreached()
        yield from self._cases()
        yield from self._bare()
        if c.changes:
            yield ""
            yield from (paint.dim(line) for line in wrap(CAVEAT, self.width))

    def _heading(self, text: str) -> Iterator[str]:
        yield ""
        yield self.paint.strong(text)

    def _changes(self, heading: str, changes: Sequence[Change]) -> Iterator[str]:
        if changes:
            yield from self._heading(heading)
            for change in changes:
                yield from wrap(
                    f"{change.part} {self.paint.mark(change.name)} {change.words}", self.width, "  ", "    "
                )

    def _texts(self, changes: Sequence[Change]) -> Iterator[str]:
        if changes:
            yield from self._heading(f"Only read, or made alike: {counted(len(changes), 'change')}")
            for change in changes:
                yield from wrap(f"{change.part} {change.name} {change.words}", self.width, "  ", "    ")

    def _differences(self, heading: str, differences: Sequence[Difference]) -> Iterator[str]:
        if not differences:
            return
        yield from self._heading(heading)
        for step, group in groupby(differences, key=lambda one: one.step):
            yield ""
            named = title(self.comparison.matching.old, step)
            yield from wrap(
                f"{self.paint.mark(step)}: {named}" if named else self.paint.mark(step), self.width, "  ", "    "
            )
            for difference in group:
                yield from self._difference(difference)

    def _difference(self, difference: Difference) -> Iterator[str]:
        paint = self.paint
        style = paint.bad if difference.level == "major" else paint.warn
        yield from wrap(
            f"{about(difference)}: {turned(difference)} {style(f'[{difference.level}]')}", self.width, "    ", "      "
        )
        for number, line in enumerate(for_whom(difference)):
            yield from wrap(line, self.width, "      for whom  " if number == 0 else "            or  ", " " * 16)
        if difference.because:
            yield from wrap("; ".join(difference.because), self.width, "      because   ", " " * 16)
        if difference.witness is not None:
            yield from self._witness(difference.witness)

    def _witness(self, witness: Witness) -> Iterator[str]:
        pathway = self.comparison.matching.old
        shown = [(n, v) for n, v in witness.facts.items() if n in pathway.facts][:MOST_ANSWERS]
        more = len(_answers(witness)) - len(shown)
        rest = f" (and {counted(more, 'more answer')})" if shown and more > 0 else ""
        words = reading_words(pathway, shown)
        if words:
            yield from wrap(f"{words}{rest}", self.width, "      example   ", " " * 16)
        yield from wrap(way(witness.old), self.width, "      before    ", " " * 16)
        yield from wrap(way(witness.new), self.width, "      now       ", " " * 16)

    def _undecided(self, differences: Sequence[Difference]) -> Iterator[str]:
        if not differences:
            return
        yield from self._heading("Not decided within the limits, so counted as a change")
        for difference in differences:
            what = "" if difference.was == difference.now else f" ({turned(difference)}?)"
            because = f": {'; '.join(difference.because)}" if difference.because else ""
            where = f"{self.paint.mark(difference.step)}, " if difference.step else ""
            yield from wrap(f"{where}{about(difference)}{what}{because}", self.width, "  ", "    ")

    def _unreached(self) -> Iterator[str]:
        apart = self.comparison.unreached
        if not apart:
            return
        yield from self._heading("Made otherwise, but no walk comes to it")
        for difference in apart:
            where = f"{difference.step}, " if difference.step else ""
            yield from wrap(f"{where}{about(difference)}: {turned(difference)}", self.width, "  ", "    ")

    def _cases(self) -> Iterator[str]:
        c = self.comparison
        if not c.cases_run:
            return
        yield from self._heading("Teaching cases")
        if not c.cases:
            yield f"  {counted(c.cases_run, 'case')} run through both: none goes another way"
        for case in c.cases:
            yield from wrap(f"{self.paint.mark(case.case)} {case.title}".rstrip(), self.width, "  ", "    ")
            for words in case.words:
                yield from wrap(words, self.width, "    ", "      ")
            yield from wrap(f"before it {ending(case.old)}; now it {ending(case.new)}", self.width, "    ", "      ")

    def _bare(self) -> Iterator[str]:
        """The differences on which no case stands."""
        heading = bare_heading(self.comparison)
        if not heading:
            return
        yield from self._heading(heading)
        for difference in self.comparison.bare:
            where = f"{self.paint.mark(difference.step)}, " if difference.step else ""
            yield from wrap(f"{where}{about(difference)}: {turned(difference)}", self.width, "  ", "    ")
        if not self.comparison.suggested:
            yield from wrap(BARE, self.width, "  ", "  ")


def _answers(witness: Witness) -> set[str]:
    """The facts that are answered."""
    facts = witness.script.get("facts")
    return set(facts) if isinstance(facts, dict) else set()
