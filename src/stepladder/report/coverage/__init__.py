"""What teaching cases exercise, as text and data."""
