"""The view of a pathway as a ladder: rungs, and what leaves them."""
