"""Lanes and cards packed onto a page."""
