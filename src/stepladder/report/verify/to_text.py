"""Proofs as people read them: the questions in a table, each claim, and every refutation with its witness in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from stepladder.engine.events import Answered, Took
from stepladder.text.characters import columns
from stepladder.text.counting import counted
from stepladder.text.terminal import Paint, wrap
from stepladder.verify.checker import replay
from stepladder.verify.findings import QUESTIONS, Proofs, Result, Shown, Verdict
from stepladder.verify.witness.diagnose import Witnesses, follows_words
from stepladder.verify.witness.witness import Witness
from stepladder.verify.witness.words import claim_words, fact_words, headline, story, way_words

CAVEAT = (
    "A proof is about this definition, for every patient and every walk that it allows. "
    "It does not say that the definition is good medicine."
)

NO_COLOR = Paint()


@dataclass(frozen=True)
class Report:
    """What is to be said of the proofs of a pathway, and how it is to look."""

    proofs: Proofs
    witnesses: Witnesses
    replays: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """For each witness the command that replays it."""
    explain: bool = False
    width: int = 88
    paint: Paint = NO_COLOR

    def lines(self) -> Iterator[str]:
        """The whole report."""
        pathway, paint = self.proofs.pathway, self.paint
        yield from (paint.strong(line) for line in wrap(f"{pathway.title} {pathway.version}", self.width))
        yield from (paint.warn(line) for line in wrap(pathway.disclaimer, self.width))
        yield ""
        yield from self._table()
        yield from self._claims()
        yield from self._refuted()
        yield from self._undecided()
        if self.explain:
            yield from self._explained()
        yield ""
        yield from (self.paint.dim(line) for line in wrap(CAVEAT, self.width))

    def summary(self) -> str:
        """What was looked at and what came out, in a line."""
        pathway, results = self.proofs.pathway, self.proofs.results
        exits = sum(len(step.exits) for step in pathway.steps.values()) + len(pathway.interrupts)
        looked = ", ".join(
            (
                counted(len(pathway.steps), "step"),
                counted(exits, "exit"),
                counted(len(pathway.rules), "rule"),
                counted(len(pathway.claims), "claim"),
            )
        )
        parts = [f"{len(self.proofs.of('proved')):,} proved"]
        for verdict in ("refuted", "undecided"):
            count = len(self.proofs.of(verdict))
            if count:
                parts.append(f"{count:,} {verdict}")
        vacuous = sum(result.vacuous and result.verdict == "proved" for result in results)
        if vacuous:
            parts.append(f"{counted(vacuous, 'claim')} that nothing tests")
        seconds = sum(result.seconds for result in results)
        return f"{looked}; {counted(len(results), 'question')}: {', '.join(parts)}, in {_seconds(seconds)}"

    # the parts

    def _table(self) -> Iterator[str]:
        rows = [(question, text, self._of(question)) for question, text in QUESTIONS.items() if self._of(question)]
        wide = max((len(text) for _, text, _ in rows), default=0)
        yield self.paint.dim(f"{'':7}{'':{wide}}   proved  refuted  undecided      time")
        for question, text, results in rows:
            counts = {
                verdict: sum(r.verdict == verdict for r in results) for verdict in ("proved", "refuted", "undecided")
            }
            time = _seconds(sum(result.seconds for result in results))
            cells = [
                self.paint.good(f"{counts['proved']:9}") if counts["proved"] else f"{0:9}",
                self.paint.bad(f"{counts['refuted']:9}") if counts["refuted"] else f"{0:9}",
                self.paint.warn(f"{counts['undecided']:11}") if counts["undecided"] else f"{0:11}",
            ]
            yield f"{question}  {text:{wide}}{''.join(cells)}{time:>10}"

    def _claims(self) -> Iterator[str]:
        results = self._of("SL604")
        if not results:
            return
        yield ""
        yield self.paint.strong("Claims")
        wide = min(24, max(columns(result.subject) for result in results))
        for result in results:
            claim = self.proofs.pathway.claims[result.subject]
            lead = f"  {result.verdict:9}  {result.subject:{wide}}  "
            title = claim.title or claim_words(claim)
            lines = wrap(f"{title} [{_seconds(result.seconds)}]", self.width, lead)
            style = self._style(result.verdict)
            yield lines[0].replace(result.verdict, style(result.verdict), 1)
            yield from lines[1:]
            if result.vacuous and result.verdict == "proved":
                indent = " " * len(lead)
                words = "True only because nothing tests it: what it is about never happens in any walk."
                if result.cause is not None:
                    words += f" {follows_words(self.proofs.pathway, result.cause)}.".replace(" this", " This", 1)
                yield from (self.paint.warn(line) for line in wrap(words, self.width, indent))

    def _refuted(self) -> Iterator[str]:
        results = self.proofs.of("refuted")
        if not results:
            return
        yield ""
        yield self.paint.strong("Refuted")
        for result in results:
            if result.cause is not None:
                continue
            yield ""
            yield from self._headed(result, "  ")
            witness = self.witnesses.get((result.question, result.subject))
            if witness is None:
                yield from wrap(f"How that was decided: {result.how}.", self.width, "    ") if result.how else ()
            else:
                yield from self._witness(witness)
            following = [
                consequence for consequence in results if consequence.cause == (result.question, result.subject)
            ]
            if following:
                yield "    What follows from it; mend it first, and then see:"
            for consequence in following:
                yield from self._headed(consequence, "      ")

    def _headed(self, result: Result, indent: str) -> Iterator[str]:
        """What is refuted, in a line."""
        lead = f"{indent}{result.question} {result.subject}: "
        lines = wrap(f"{headline(self.proofs.pathway, result)}.", self.width, lead, f"{indent}  ")
        yield self.paint.bad(lines[0][: len(lead) - 1]) + lines[0][len(lead) - 1 :]
        yield from lines[1:]

    def _witness(self, witness: Witness) -> Iterator[str]:
        yield from wrap(story(witness), self.width, "    ")
        yield from wrap(" > ".join(witness.trail), self.width, "    Path: ", "      ")
        asked = [f"{fact_words(witness.pathway, name, value)}" for name, value in witness.matters.items()]
        if asked:
            yield from wrap("; ".join(asked), self.width, "    Answers that matter: ", "      ")
        command = self.replays.get((witness.result.question, witness.result.subject))
        if command:
            yield "    To replay it:"
            yield f"      {self.paint.mark(command)}"

    def _undecided(self) -> Iterator[str]:
        results = self.proofs.of("undecided")
        if not results:
            return
        yield ""
        yield self.paint.strong("Undecided; of these nothing is said to be proved")
        alike: dict[tuple[str, str], list[str]] = {}
        for result in results:
            alike.setdefault((result.question, result.how), []).append(result.subject)
        for (question, how), subjects in alike.items():
            yield from wrap(f"{question} {', '.join(subjects)}: {how}.", self.width, "  ", "    ")

    def _explained(self) -> Iterator[str]:
        for question, text in QUESTIONS.items():
            results = [result for result in self._of(question) if result.verdict == "proved"]
            if not results:
                continue
            yield ""
            yield self.paint.strong(f"How {question} was decided: {text}")
            for result in results:
                yield from wrap(f"{result.subject}: {result.how or 'proved'}.", self.width, "  ", "    ")
                if result.shown is not None:
                    yield from self._example(result.shown)

    def _example(self, shown: Shown) -> Iterator[str]:
        """A walk that shows a good case: the steps it enters, and what is answered last."""
        pathway = self.proofs.pathway
        walk = replay(pathway, shown)
        if walk is None:
            return
        trail = [m.state.at for m in walk.moments if m.event is None or isinstance(m.event, Took)]
        answers = [event for event in shown.events if isinstance(event, Answered)]
        last = f"; {fact_words(pathway, answers[-1].fact, answers[-1].value)}" if answers else ""
        begins = f"from the entry '{shown.entry}', " if shown.entry is not None else ""
        text = f"for example {begins}{way_words(pathway, trail)}{last}"
        yield from (self.paint.dim(line) for line in wrap(text, self.width, "      "))

    # pieces

    def _of(self, question: str) -> list[Result]:
        return [result for result in self.proofs if result.question == question]

    def _style(self, verdict: Verdict) -> Callable[[str], str]:
        return {"proved": self.paint.good, "refuted": self.paint.bad, "undecided": self.paint.warn}[verdict]


def _seconds(seconds: float) -> str:
    """A time as people say it: `0.03 s`, `12.4 s`."""
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"
