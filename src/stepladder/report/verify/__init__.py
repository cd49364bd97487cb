"""Proofs, as text and data."""
