"""Suggestions: the cases that would raise coverage most, as a case file that runs, for an author to tell their stories.

Walks come from the proofs, from cases with other answers at the thresholds, and at random, the same ones every time.
"""

from stepladder.suggest.writing import NothingToSuggest, suggest

__all__ = ["NothingToSuggest", "suggest"]
