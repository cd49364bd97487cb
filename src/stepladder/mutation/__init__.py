"""Mutation: whether the teaching cases would notice if the pathway were wrong.

A pathway is changed in one small way after another: a comparison is turned, a rule, an exit or a `not` dropped. A case
notices such a mutant when it fails there. Of the mutants nobody notices it is decided whether they lead anybody
differently at all: with a patient whom they do, or a proof that there is none.
"""

from stepladder.mutation.engine import mutate
from stepladder.mutation.findings import Mutant, Mutation, Tried, Witness

__all__ = ["Mutant", "Mutation", "Tried", "Witness", "mutate"]
