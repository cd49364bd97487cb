"""Diagnostics to text and data."""
