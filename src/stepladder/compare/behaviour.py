"""Who is led differently: every exit of every step decided over all states of both versions, and then over all walks.

An exit that can have another status in some state is looked at closely: in which states, old status against new, all
that the step asks being known and no interrupt in the way; and whether a walk of either version comes to one of them.
What two versions do to facts and therapies, what they ask, and where they begin is compared in the same way. Where
nothing of all that differs in any state that a walk comes to, both lead alike, as the first difference of two walks
would have been one of these.
"""

from __future__ import annotations

from stepladder.compare.differences.effects import Passages
from stepladder.compare.differences.questions import Stays
from stepladder.compare.findings import Difference
from stepladder.compare.search import FEW, MOST_AN_EXIT, SOME, Found


class Behaviour(Stays, Passages):
    """All that two versions can differ in; the list has to be complete."""

    def run(self) -> tuple[tuple[Found, ...], tuple[Difference, ...]]:
        """Every difference with a moment that shows it, and every one that no walk comes to."""
        self._beginnings()
        for step in self.joint.steps:
            for look in (self._choice, self._asks):
                self._anew()
                look(step)
            for pair in self.joint.pairs[step]:
                self._anew(SOME if self._surely else MOST_AN_EXIT)
                if self._counting(pair):
                    self._later.append(pair)
                else:
                    self._exit(pair)
            for look in (self._interrupt_order, self._question_order, self._review, self._continues):
                self._anew()
                look(step)
        self._anew()
        self._effects()
        self._values()
        later, self._later = self._later, []
        for pair in later:
            self._anew(FEW if self._surely else MOST_AN_EXIT)
            self._exit(pair)
        for pair in self._later:
            self._anew()
            if pair.old is not None and pair.new is not None:
                self._hard(pair, pair.old, pair.new)
        return tuple(self.found), tuple(self.apart)
