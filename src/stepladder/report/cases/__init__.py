"""How teaching cases came out, as text and data."""
