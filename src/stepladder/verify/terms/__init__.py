"""Conditions over sets of values: what they can come out as, and what to decide next where they can still differ."""
