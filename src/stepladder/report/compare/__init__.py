"""A comparison of two versions, as text and data."""
