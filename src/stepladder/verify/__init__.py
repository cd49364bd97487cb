"""Proofs: every question of the format's section 4 decided for all patients and all walks."""
