"""What became of mutants, as text and data."""
