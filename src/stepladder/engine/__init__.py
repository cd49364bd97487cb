"""Walks: what is open and why, what an event changes, and a walk as a value."""
