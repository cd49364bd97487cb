"""Diagnostics, as text and data."""
