"""Running the teaching cases of a pathway."""
