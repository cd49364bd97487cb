"""Orthogonal routes of lines between columns: what they run through, at which height, on which track."""
